"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

# Typer would end the run for one path that cannot be read, also for one that is to be written: whoever opens it tells.
UNREAD: dict[str, Any] = {"readable": False}

KINDS = "xlsx, xlsm, xlsb, xls, ods, csv, tsv, or what `cdmo ingest` wrote."

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help=KINDS, show_default=False, **UNREAD),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help=KINDS, show_default=False, **UNREAD)]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="CDMO_CONFIG",
        metavar="FILE",
        **UNREAD,
        help="The configuration, instead of cdmo.toml or pyproject.toml in this folder or above.",
    ),
]
TaxonomyFile = Annotated[
    Path | None,
    typer.Option(
        "--taxonomy",
        envvar="CDMO_TAXONOMY",
        metavar="FILE",
        **UNREAD,
        help="Members and hierarchy of the market, as TOML.",
    ),
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Write over a file that is there (never over an input).")]
Severity = Literal["error", "warning", "info", "never"]
Missing = Literal["non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero"]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        envvar="CDMO_BASELINE",
        metavar="FILE",
        **UNREAD,
        help="Findings that were there before and do not count: what --write-baseline wrote.",
    ),
]


def codes(words: list[str] | None) -> tuple[str, ...] | None:
    """What was given to an option that takes codes, once or several times, with commas; None where it was not given."""
    if not words:
        return None
    return tuple(code.strip() for word in words for code in word.split(",") if code.strip())


def codes_option(name: str, variable: str, what: str) -> Any:
    """An option that takes codes of rules."""
    return typer.Option(name, envvar=variable, metavar="CODES", help=what, show_default=False)


def fail_on(what: str) -> Any:
    """The option `--fail-on`; `what` says what a finding of that severity does."""
    return typer.Option(envvar="CDMO_FAIL_ON", help=f"{what} By default: error.", show_default=False)
