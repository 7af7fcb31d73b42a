"""How the figures were made and checked: what was read, what could not be checked, what was left out."""

from __future__ import annotations

from cdmo_cli.check import Verdict
from cdmo_cli.report import numbers
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Facts, Item, KeyFigure, Plain, Point, Row, Section, Table
from cdmo_cli.report.sections import common
from cdmo_cli.report.view import View

_MOST_GAPS = 12
_WORDS = {
    "consistent": "No error was found in the figures that could be checked",
    "inconsistent": "The workbook’s figures cannot all be right",
    "unchecked": "Nothing in the workbook could be checked",
}

_ACCEPTED = "What is wrong in the workbook’s figures is known and accepted"


def section(context: Context) -> list[Section]:
    """The chapter; every report has it."""
    verdict = context.verdict
    items: list[Item] = []
    items += context.points(*_definitions(context), *context.prose("methodology", "method"))
    heading = _heading(verdict) if verdict is not None else "How the figures were made"
    lead = (
        "Every figure of this report leads back to a cell of the workbook. Its totals, shares and "
        "growth rates were checked against "
        "each other, each within the rounding that is written."
        if verdict is not None
        else "Every figure of this report leads back to a cell of the workbook. Its figures were not checked "
        "against each other."
    )
    items += _left_out(context)
    if verdict is not None:
        items += _findings(context)
    return [Section("method", "Methodology and data quality", heading, lead, _figures(context), tuple(items))]


def _heading(verdict: Verdict) -> str:
    """What the check came to; errors that were waived, or known before, are not passed over."""
    wrong = any(each.finding.severity == "error" for each in verdict.findings)
    return _WORDS[verdict.verdict] if verdict.verdict != "consistent" or not wrong else _ACCEPTED


def _figures(context: Context) -> tuple[KeyFigure, ...]:
    """Coverage: figures read, figures that stand in an identity, errors."""
    verdict = context.verdict
    if verdict is None:
        return ()
    read = sum(file.coverage.numeric_cells for file in verdict.files)
    held = sum(file.coverage.in_identities for file in verdict.files)
    tables = sum(file.coverage.tables for file in verdict.files)
    errors = sum(each.finding.severity == "error" for each in verdict.findings)
    others = len(verdict.findings) - errors
    part = f"{numbers.percent(100 * held / read, 0)} of them" if read else ""
    return (
        KeyFigure(
            numbers.number(read, 0), "Figures read", f"in {numbers.words(tables)} table{'' if tables == 1 else 's'}"
        ),
        KeyFigure(
            numbers.number(held, 0), "Figures checked", f"{part}: in a total, share or growth rate" if part else ""
        ),
        KeyFigure(
            numbers.number(errors, 0),
            "Error" if errors == 1 else "Errors",
            _others(others),
            highlight=errors > 0,
        ),
    )


def _others(count: int) -> str:
    if not count:
        return "no warnings or remarks"
    return f"and {numbers.words(count)} {'warning or remark' if count == 1 else 'warnings and remarks'}"


def _definitions(context: Context) -> list[Point]:
    """What the terms mean; only those that the report uses."""
    view = context.view
    points = [_growth(view)] if view.start != view.final else []
    points.append(
        Point(
            "Rounding",
            (
                "Sizes, shares and sentences are computed from unrounded figures and rounded once, "
                "when they are printed. Printed "
                "parts may therefore differ from printed totals in the last place.",
            ),
        )
    )
    if view.cube.assumed:
        points.append(
            Point(
                "Assumed",
                (
                    f"The workbook leaves something open; the report assumes: {view.cube.assumed}.".replace(
                        " = ", f"{numbers.NBSP}={numbers.NBSP}"
                    ),
                ),
            )
        )
    note = view.model.facts.note
    if view.model.facts.illustrative:
        points.append(
            Point(
                "Illustrative figures",
                (view.prose(note) if note else "The workbook marks its figures as illustrative.",),
            )
        )
    if view.sample:
        points.append(
            Point(
                "This sample",
                (
                    "Hidden figures are removed before the pages are made: neither pictures nor the "
                    "order of lines, bookmarks or "
                    "descriptions for screen readers hold them.",
                ),
            )
        )
    return points


def _growth(view: View) -> Point:
    """What a growth rate is; of a short span without the root."""
    years = view.final - view.start
    text = (
        f"The compound annual growth rate: the {numbers.ordinal(years)} root of the ratio of last to first size, less "
        f"one, from {view.start} to {view.final}. It is computed from unrounded sizes."
        if years > 3
        else f"The compound annual growth rate from {view.start} to {view.final}, computed from unrounded sizes."
    )
    return Point("Growth a year", (text,))


def _left_out(context: Context) -> list[Item]:
    """The chapters that the workbook has no data for, and what of it was not checked."""
    rows = [(missing.name, f"left out: {missing.why}") for missing in context.missing]
    gaps = _gaps(context)
    if not rows and not gaps and context.verdict is not None:
        return list(context.points(Point("Not checked", ("Nothing: every table was understood, and every rule ran.",))))
    return [Facts("Left out, and not checked", (*rows, *gaps))] if rows or gaps else []


def _gaps(context: Context) -> list[tuple[str, str]]:
    """What was not understood, and which rules did not run."""
    verdict = context.verdict
    if verdict is None:
        return []
    rows = [
        (f"Sheet ‘{gap.sheet}’, {gap.range}", f"not checked: {context.view.prose(gap.why)}")
        for file in verdict.files
        for gap in file.coverage.not_understood
    ]
    more = len(rows) - _MOST_GAPS
    rows = rows[:_MOST_GAPS]
    if more > 0:
        rows.append(("And more", f"{more} further places; `cdmo inspect` lists them all"))
    return [*rows, *((f"Rule {item.rule}", f"did not run: {item.why}") for item in verdict.rules_not_run)]


def _findings(context: Context) -> list[Item]:
    """The findings themselves, where they are asked for; never in the sample, since they quote figures."""
    verdict = context.verdict
    if verdict is None or not context.options.with_findings or context.view.sample or not verdict.findings:
        return []
    from cdmo_cli.address import a1

    rows = []
    for each in verdict.findings:
        finding = each.finding
        cell = a1(finding.place.row, finding.place.column) if finding.place else ""
        rows.append(Row(finding.rule, (finding.severity, f"{each.sheet or ''} {cell}".strip(), finding.message)))
    columns = (Column("Severity", 18, text=True), Column("Place", 30, text=True), Column("Finding", 108, text=True))
    table = Table("Findings", "Rule", columns, tuple(rows), common.FULL - 156)
    return [Plain("Findings", table)]
