"""The command line: every command by name. Imports nothing heavy; a command imports what it needs when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from cdmo_cli.commands import export_pdf, ingest, inspect, rule, summary, validate

app = typer.Typer(
    name="cdmo",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 all is well, 1 findings, 2 cdmo could not do its work, 130 interrupted. Where cdmo itself "
    "breaks, CDMO_TRACEBACK=1 shows where. CDMO_CONFIG names a configuration file; NO_COLOR turns colour off.",
)

app.command("validate", short_help="Check whether all the numbers of a model can be true at once.")(validate.command)
app.command("summary", short_help="Print the market: sizes, growth, shares, companies.")(summary.command)
app.command("export-pdf", short_help="Render the market as a PDF report.")(export_pdf.command)
app.command("inspect", short_help="Show what was understood of a file.")(inspect.command)
app.command("ingest", short_help="Write the figures as one tidy table.")(ingest.command)
app.command("rule", short_help="List the rules, or explain one.")(rule.command)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="With --version: print the environment too.")] = False,
) -> None:
    """Check market models kept in spreadsheets, print them, and render them as reports.

    \b
    cdmo validate model.xlsx          can all of its numbers be true at once?
    cdmo summary model.xlsx           the market in the terminal
    cdmo export-pdf model.xlsx        the report, as a sample that gives nothing away
    """
    if version:
        from cdmo_cli.commands.version import describe

        typer.echo(describe(verbose=verbose))
        raise typer.Exit(0)
    if context.invoked_subcommand is None:
        raise typer.BadParameter("a command is missing")
