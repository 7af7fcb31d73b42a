"""`cdmo export-pdf`: the report, as a sample that gives nothing away and in full."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cdmo_cli.commands import options

Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="OUT",
        **options.UNREAD,
        help="A PDF's name or a folder, by default this folder; - is stdout, for a single PDF.",
    ),
]
Which = Annotated[
    Literal["sample", "full", "both"] | None,
    typer.Option(envvar="CDMO_EDITION", help="Which edition. By default: sample.", show_default=False),
]
PageFormat = Annotated[
    Literal["a4", "letter"] | None,
    typer.Option("--format", envvar="CDMO_FORMAT", help="The page's size. By default: a4.", show_default=False),
]
Locale = Annotated[
    str | None,
    typer.Option(
        envvar="CDMO_LOCALE",
        metavar="NAME",
        help="How numbers and dates are written: en_US, de_CH … By default: en_GB.",
        show_default=False,
    ),
]
Attach = Annotated[
    Literal["values", "source", "none"] | None,
    typer.Option(
        envvar="CDMO_ATTACH",
        help="What the PDF carries: its figures with their cells, or in full your own file. By default: values.",
        show_default=False,
    ),
]
Known = Annotated[
    list[Path] | None,
    typer.Option(
        "--known",
        metavar="FILE",
        **options.UNREAD,
        help="Figures that readers of the sample know anyway; may be given several times.",
        show_default=False,
    ),
]
Templates = Annotated[
    Path | None,
    typer.Option(
        envvar="CDMO_TEMPLATES",
        metavar="DIR",
        **options.UNREAD,
        help="Templates of your own: a file takes the place of the one of its name.",
        show_default=False,
    ),
]


def command(
    files: options.Files,
    output: Output = None,
    edition: Which = None,
    page_format: PageFormat = None,
    locale: Locale = None,
    attach: Attach = None,
    templates: Templates = None,
    known: Known = None,
    fail_on: Annotated[
        options.Severity | None, options.fail_on("The least severity of a finding that stops the export.")
    ] = None,
    with_findings: Annotated[
        bool,
        typer.Option("--with-findings", help="Print the findings in the full edition, on the page about data quality."),
    ] = False,
    draft: Annotated[
        bool,
        typer.Option("--draft", help="Faster: without appendix, attachment and tags, and marked as a draft."),
    ] = False,
    show: Annotated[bool, typer.Option("--open", help="Open what was written.")] = False,
    force: options.Force = False,
    taxonomy: options.TaxonomyFile = None,
    config: options.Config = None,
) -> int:
    """Example: cdmo export-pdf model.xlsx --edition both -o out/

    Renders the market of a workbook as a PDF report. The name says which edition it is: model-sample.pdf or
    model-full.pdf. The sample is the default, so that a forgotten option publishes nothing.

    The model is checked first. Findings stop the export, those aside that are waived, that the baseline knows, or that
    rest on sums which cdmo only inferred; --fail-on never renders it all the same. What the sample hides is proved to
    stay hidden; where more must be hidden for that, it is, and stderr names it.

    Exit code 0. 1: stopped by findings, or by a sample that would give something away; nothing is written. 2: a file
    could not be read, or the PDF not be made. Of several files the worst; one never stops the others.
    """
    from cdmo_cli.commands.exporting import Request, export
    from cdmo_cli.config import found, load

    settings = load(config, edition=edition, fail_on=fail_on, taxonomy=taxonomy)
    report: dict[str, Any] = {"format": page_format, "locale": locale, "attach": attach, "templates": templates}
    given = {name: value for name, value in report.items() if value is not None}
    also = (*settings.sample.known, *(known or ()))
    settings = settings.model_copy(
        update={
            "report": settings.report.model_copy(update=given),
            "sample": settings.sample.model_copy(update={"known": also}),
        }
    )
    request = Request(tuple(files), output, with_findings, draft, show, force, attach, found(config), frozenset(given))
    return export(request, settings)
