"""`cdmo validate`: can all the numbers of a model be true at once?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cdmo_cli.commands import options

Format = Literal["full", "concise", "json", "sarif", "junit", "github", "gitlab"]


Shown = Annotated[Format, typer.Option("--format", help="How the findings are shown.")]
Select = Annotated[
    list[str] | None,
    options.codes_option(
        "--select",
        "CDMO_SELECT",
        "The only rules to run: codes, their beginnings or names: T,R201.",
    ),
]
Ignore = Annotated[
    list[str] | None,
    options.codes_option("--ignore", "CDMO_IGNORE", "Rules not to run. `cdmo rule` lists them."),
]
FailOn = Annotated[options.Severity | None, options.fail_on("The least severity that makes the exit code 1.")]
MinCoverage = Annotated[
    float | None,
    typer.Option(
        "--min-coverage",
        envvar="CDMO_MIN_COVERAGE",
        min=0,
        max=100,
        metavar="PERCENT",
        help="Exit with 1 where less of a file's figures stands in a sum, share or rate.",
        show_default=False,
    ),
]
AllowUnchecked = Annotated[
    bool | None,
    typer.Option(
        "--allow-unchecked",
        envvar="CDMO_ALLOW_UNCHECKED",
        help="Exit with 0 too where nothing could be checked.",
        show_default=False,
    ),
]
Missing = Annotated[
    options.Missing | None,
    typer.Option(
        "--missing",
        envvar="CDMO_MISSING",
        help="How sums that lack figures are held, in the words of VTL. By default: non_null.",
        show_default=False,
    ),
]
WriteBaseline = Annotated[
    Path | None,
    typer.Option(
        "--write-baseline",
        metavar="FILE",
        **options.UNREAD,
        help="Write the findings there as a baseline: known from then on.",
    ),
]
Watch = Annotated[
    bool, typer.Option("--watch", help="Check again whenever a file is saved; tell what is new and what is mended.")
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", **options.UNREAD, help="Write there; - is the terminal, as by default."
    ),
]
Annotate = Annotated[
    Path | None,
    typer.Option(
        "--annotate",
        metavar="FILE",
        **options.UNREAD,
        help="Write a copy of the workbook in which the findings are marked and commented.",
    ),
]


def command(
    files: options.Files,
    output_format: Shown = "full",
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = None,
    min_coverage: MinCoverage = None,
    allow_unchecked: AllowUnchecked = None,
    missing: Missing = None,
    baseline: options.Baseline = None,
    write_baseline: WriteBaseline = None,
    watch: Watch = False,
    output: Output = None,
    annotate: Annotate = None,
    force: options.Force = False,
    taxonomy: options.TaxonomyFile = None,
    config: options.Config = None,
) -> int:
    """Example: cdmo validate model.xlsx

    Checks whether the published numbers of a model can all be true at once: totals and their parts, shares, growth
    rates, names and years. Each finding points at its cell. A rounded figure counts as the interval it stands for.

    Exit code 0: nothing at or above --fail-on. 1: findings, or a file in which nothing (or less than --min-coverage)
    could be checked. 2: a file that could not be read; the others are reported all the same.
    """
    from cdmo_cli.commands import validation
    from cdmo_cli.config import load
    from cdmo_cli.errors import UsageError

    if baseline is not None and write_baseline is not None and baseline.resolve() != write_baseline.resolve():
        raise UsageError(
            "--write-baseline writes all findings, so that another --baseline does nothing",
            hint="leave one of them out",
        )
    given: dict[str, Any] = {
        "select": options.codes(select),
        "ignore": options.codes(ignore),
        "fail_on": fail_on,
        "min_coverage": min_coverage,
        "allow_unchecked": allow_unchecked,
        "missing": missing,
        "baseline": baseline,
        "taxonomy": taxonomy,
    }
    to = None if output == Path("-") else output
    request = validation.Request(tuple(files), output_format, to, write_baseline, annotate, force)
    if watch:
        from cdmo_cli.commands.watch import watch as keep_watching

        return keep_watching(request, config, given)
    return validation.validate(request, load(config, **given))
