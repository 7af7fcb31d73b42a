"""`cdmo export-pdf`: the report, as a sample that gives nothing away and in full."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cdmo_cli.commands import options
from cdmo_cli.errors import UsageError

if TYPE_CHECKING:
    from cdmo_cli.check import Verdict
    from cdmo_cli.config import FailOn

Edition = Literal["sample", "full"]
EDITIONS: dict[str, tuple[Edition, ...]] = {"sample": ("sample",), "full": ("full",), "both": ("full", "sample")}


Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="OUT", **options.UNREAD, help="A PDF's name or a folder; by default this folder."
    ),
]
Which = Annotated[
    Literal["sample", "full", "both"] | None,
    typer.Option(envvar="CDMO_EDITION", help="Which edition. By default: sample.", show_default=False),
]


def command(
    file: options.File,
    output: Output = None,
    edition: Which = None,
    fail_on: Annotated[
        options.Severity | None, options.fail_on("The least severity of a finding that stops the export.")
    ] = None,
    with_findings: Annotated[
        bool,
        typer.Option("--with-findings", help="Print the findings in the full edition, on the page about data quality."),
    ] = False,
    force: options.Force = False,
    taxonomy: options.TaxonomyFile = None,
    config: options.Config = None,
) -> int:
    """Example: cdmo export-pdf model.xlsx --edition both -o out/

    Renders the market of a workbook as a PDF report. The name says which edition it is: model-sample.pdf or
    model-full.pdf. The sample is the default, so that a forgotten option publishes nothing.

    The model is checked first. Findings stop the export, those aside that are waived, that the baseline knows, or that
    rest on sums which cdmo only inferred; --fail-on never renders it all the same.

    Exit code 0. 1: stopped by findings, nothing is written. 2: the file could not be read, or the PDF not be made.
    """
    from cdmo_cli import report, streams
    from cdmo_cli.commands import files as paths
    from cdmo_cli.commands import judging, run
    from cdmo_cli.config import load

    settings = load(config, edition=edition, fail_on=fail_on, taxonomy=taxonomy)
    wanted = EDITIONS[settings.edition]
    plan = judging.plan(settings)
    targets = {name: target(file, output, name) for name in wanted}
    for path in targets.values():
        paths.may_write(path, [file], force=force)
    streams.note(f"reading and checking {file}")
    outcomes = run.examine_all([file], plan)
    subject = outcomes[0].value
    if subject is None:
        run.complain(outcomes)
        return 2
    verdict = run.verdict_of(outcomes, plan)
    if _stopped(file, verdict, settings.fail_on):
        return 1
    if with_findings and "full" not in wanted:
        streams.note("the findings stand in the full edition only: --edition full or both")
    for name, path in targets.items():
        streams.note(f"rendering the {name} edition")
        data = report.render(subject.model, verdict, name, report.Options(with_findings), subject.tables)
        paths.write_bytes(path, data)
        streams.emit(f"{path}\n")
    return 0


def target(file: Path, output: Path | None, edition: Edition) -> Path:
    """Where an edition goes. The edition is always in the name, whatever name was given: `acme.pdf` becomes
    `acme-sample.pdf`. An existing folder, or a name without an ending, is a folder.

    Raises UsageError for another ending.
    """
    if output is not None and output.suffix.lower() not in ("", ".pdf") and not output.is_dir():
        raise UsageError(
            f"cdmo writes PDF, not {output.suffix}", hint="give a name that ends in .pdf, or a folder", path=output
        )
    if output is None or output.is_dir() or output.suffix.lower() != ".pdf":
        return (output or Path()) / f"{file.stem}-{edition}.pdf"
    stem = output.stem
    return output if stem.lower().endswith(f"-{edition}") else output.with_name(f"{stem}-{edition}.pdf")


def _stopped(file: Path, verdict: Verdict, fail_on: FailOn) -> bool:
    """Whether findings stop the export, said so: those at or above `fail_on` that are neither waived nor known from the
    baseline, and do not rest on an inferred sum."""
    from cdmo_cli import streams
    from cdmo_cli.commands.judging import fails

    findings = [reported.finding for reported in verdict.active()]
    stopping = sum(fails(finding.severity, fail_on) and finding.evidence != "inferred" for finding in findings)
    if stopping:
        many = stopping != 1
        streams.note(f"stopped: {stopping} finding{'s' if many else ''}; nothing was written")
        shows = f"`cdmo validate {file}` shows {'them' if many else 'it'}"
        streams.note(f"hint: {shows}; --fail-on never renders the report all the same")
    return stopping > 0
