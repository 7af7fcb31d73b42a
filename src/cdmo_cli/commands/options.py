"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

KINDS = "xlsx, xlsm, xlsb, xls, ods, csv, tsv, or what `cdmo ingest` wrote."

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help=KINDS, show_default=False),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help=KINDS, show_default=False)]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="CDMO_CONFIG",
        metavar="FILE",
        help="The configuration, instead of cdmo.toml or pyproject.toml in this folder or above.",
    ),
]
TaxonomyFile = Annotated[
    Path | None,
    typer.Option(
        "--taxonomy", envvar="CDMO_TAXONOMY", metavar="FILE", help="Members and hierarchy of the market, as TOML."
    ),
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Write over a file that is there (never over an input).")]
Severity = Literal["error", "warning", "info", "never"]


def fail_on(what: str) -> Any:
    """The option `--fail-on`; `what` says what a finding of that severity does."""
    return typer.Option(envvar="CDMO_FAIL_ON", help=f"{what} By default: error.", show_default=False)
