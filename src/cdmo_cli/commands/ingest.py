"""`cdmo ingest`: the figures of any layout as one tidy table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cdmo_cli.commands import options


def command(
    files: options.Files,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            **options.UNREAD,
            help="Where to write: .csv, .xlsx, or .parquet (needs pyarrow).",
            show_default=False,
        ),
    ],
    force: options.Force = False,
    taxonomy: options.TaxonomyFile = None,
    config: options.Config = None,
) -> int:
    """Example: cdmo ingest model.xlsx -o model.csv

    Writes every figure as a row: measure, members, period, value, unit, currency, scale, status, printed decimals,
    and the file, sheet and cell it stands in. Every command reads what this writes, with the same figures.

    In csv and xlsx a text that a spreadsheet could take for a formula (it begins with = + - @) gets an apostrophe
    before it, since workbooks may come from anyone.

    Exit code 0, or 2 where a file could not be read (the others are written all the same) or OUT cannot be written.
    """
    from cdmo_cli import streams
    from cdmo_cli.commands import files as paths
    from cdmo_cli.commands import run
    from cdmo_cli.config import load
    from cdmo_cli.present import tidy

    settings = load(config, taxonomy=taxonomy)
    paths.may_write(output, files, force=force)
    write = tidy.writer(output)
    outcomes = run.understand_all(files, settings.taxonomy)
    models = [outcome.value.model for outcome in outcomes if outcome.value is not None]
    if models:
        frame = tidy.joined(models)
        paths.write(output, lambda path: write(frame, path))
        streams.note(f"wrote {len(frame):,} figures of {len(models)} file{'s' if len(models) != 1 else ''}")
        streams.emit(f"{output}\n")
    return 2 if run.complain(outcomes) else 0
