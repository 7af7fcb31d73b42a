"""How the figures were made and checked: what was read, what could not be checked, what was left out."""

from __future__ import annotations

from cdmo_cli.check import Verdict
from cdmo_cli.report import numbers
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Facts, Item, Point, Section
from cdmo_cli.report.sections import common, quality
from cdmo_cli.report.view import View

_WORDS = {
    "consistent": "No error was found in the figures that could be checked",
    "inconsistent": "The workbook’s figures cannot all be right",
    "unchecked": "Nothing in the workbook could be checked",
}
_ACCEPTED = "What is wrong in the workbook’s figures is known and accepted"
_CHECKED = (
    "Every figure of this report leads back to a cell of the workbook. Its totals, shares and growth rates were "
    "checked against each other, each within the rounding that is written."
)
_UNCHECKED = (
    "Every figure of this report leads back to a cell of the workbook. Its figures were not checked against each other."
)


def section(context: Context) -> list[Section]:
    """The chapter; every report has it."""
    verdict = context.verdict
    told = verdict is not None and not context.view.sample  # what adds up by chance depends on hidden figures
    points = (*_definitions(context), quality.inferred(context.options.judgement if told else None))
    items: list[Item] = [*context.points(*points, *context.prose("methodology", "method"))]
    if verdict is not None:
        items += quality.checked(context)
    items += _left_out(context)
    items += quality.accepted(context)
    items += quality.findings(context)
    heading = _heading(verdict) if verdict is not None else "How the figures were made"
    figures = quality.figures(verdict) if verdict is not None else ()
    lead = _CHECKED if verdict is not None and verdict.verdict != "unchecked" else _UNCHECKED
    return [Section("method", "Methodology and data quality", heading, lead, figures, tuple(items))]


def _heading(verdict: Verdict) -> str:
    """What the check came to; errors that were waived, or known before, are not passed over."""
    wrong = any(each.finding.severity == "error" for each in verdict.findings)
    return _WORDS[verdict.verdict] if verdict.verdict != "consistent" or not wrong else _ACCEPTED


def _definitions(context: Context) -> list[Point]:
    """What the terms mean; only those that the report uses."""
    view = context.view
    points = [_growth(view)] if view.years and view.start != view.final else []
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
                    f"The workbook leaves something open; the report assumes: {common.assumed(view)}.".replace(
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
        points.append(Point("This sample", (_sample(context),)))
    return points


def _sample(context: Context) -> str:
    """What keeps hidden figures hidden."""
    margin = numbers.percent(context.options.sample.margin, 0)
    return (
        "Hidden figures are removed before the pages are made: neither pictures nor the order of lines, bookmarks or "
        "descriptions for screen readers hold them. What is shown does not give them away either: by all that this "
        f"sample states, each of them might be {margin} smaller or {margin} larger than it is."
    )


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
    rows = (*quality.left_out(context), *quality.gaps(context))
    if not rows and context.verdict is not None:
        return list(context.points(Point("Not checked", ("Nothing: every table was understood, and every rule ran.",))))
    return [Facts("Left out, and not checked", rows)] if rows else []
