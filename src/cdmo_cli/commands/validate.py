"""`cdmo validate`: can all the numbers of a model be true at once?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cdmo_cli.commands import options

if TYPE_CHECKING:
    from cdmo_cli.check import Verdict


def command(
    files: options.Files,
    output_format: Annotated[
        Literal["full", "json"], typer.Option("--format", help="How the findings are shown.")
    ] = "full",
    fail_on: Annotated[
        options.Severity | None, options.fail_on("The least severity that makes the exit code 1.")
    ] = None,
    allow_unchecked: Annotated[
        bool | None,
        typer.Option(
            "--allow-unchecked",
            envvar="CDMO_ALLOW_UNCHECKED",
            help="Exit with 0 too where nothing could be checked.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of to the terminal.")
    ] = None,
    force: options.Force = False,
    taxonomy: options.TaxonomyFile = None,
    config: options.Config = None,
) -> int:
    """Example: cdmo validate model.xlsx

    Checks whether the published numbers of a model can all be true at once: totals and their parts, shares, growth
    rates, names and years. Each finding points at its cell. A rounded figure counts as the interval it stands for.

    Exit code 0: nothing at or above --fail-on. 1: findings, or a file in which nothing could be checked.
    2: a file that could not be read; the others are reported all the same.
    """
    from cdmo_cli import streams
    from cdmo_cli.commands import files as paths
    from cdmo_cli.commands import run
    from cdmo_cli.config import load

    settings = load(config, fail_on=fail_on, allow_unchecked=allow_unchecked, taxonomy=taxonomy)
    if output is not None:
        paths.may_write(output, files, force=force)
    outcomes = run.check_all(files, settings.taxonomy)
    verdict = run.verdict_on(outcomes)
    text = _render(verdict, output_format, to_file=output is not None)
    if output is None:
        streams.emit(text)
    else:
        paths.write_text(output, text)
    if run.complain(outcomes):
        return 2
    if any(run.fails(reported.finding.severity, settings.fail_on) for reported in verdict.findings):
        return 1
    unchecked = any(file.verdict == "unchecked" for file in verdict.files)
    return 1 if unchecked and not settings.allow_unchecked else 0


def _render(verdict: Verdict, output_format: Literal["full", "json"], *, to_file: bool) -> str:
    if output_format == "json":
        from cdmo_cli.present import validate_json

        return validate_json.render(verdict)
    from cdmo_cli.present import validate_full
    from cdmo_cli.present.console import drawn

    return drawn(lambda console: validate_full.print_verdict(verdict, console), to_file=to_file)
