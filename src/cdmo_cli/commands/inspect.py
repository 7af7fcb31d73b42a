"""`cdmo inspect`: what was understood of a file."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cdmo_cli.commands import options


def command(
    files: options.Files,
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="A view for people, or JSON of schema cdmo.inspect/1.")
    ] = "text",
    taxonomy: options.TaxonomyFile = None,
    config: options.Config = None,
) -> int:
    """Example: cdmo inspect model.xlsx

    Shows what was understood: the tables with their range, layout, measure, unit, periods and dimensions, the
    hierarchy of members, labels that are not known, sums and rates that were found, and what was not understood.

    Exit code 0, or 2 where a file could not be read; the others are shown all the same.
    """
    from cdmo_cli import streams
    from cdmo_cli.commands import judging, run
    from cdmo_cli.config import load
    from cdmo_cli.present import inspect_json, inspect_text
    from cdmo_cli.present.console import drawn

    outcomes = run.inspect_all(files, judging.plan(load(config, taxonomy=taxonomy)))
    inspections = [outcome.value for outcome in outcomes if outcome.value is not None]
    if output_format == "json":
        streams.emit(inspect_json.render(inspections))
    else:
        streams.emit(drawn(lambda console: inspect_text.print_inspections(inspections, console)))
    return 2 if run.complain(outcomes) else 0
