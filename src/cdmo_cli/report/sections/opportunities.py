"""Where the growth is: from the first size to the last, segment by segment."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.report import findings, numbers
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Item, Row, Section, Table
from cdmo_cli.report.findings import Change, known
from cdmo_cli.report.sections import common

_MOST = 7


def section(context: Context) -> list[Section]:
    """The chapter; nothing without growth by region and without a text."""
    view = context.view
    prose = context.points(*context.prose("opportunities", "opportunity"))
    regions = common.changes(view, "region")
    items: list[Item] = []
    if len(regions) >= 2 and view.start != view.final:
        items.append(_waterfall(context, regions))
    countries = [item for item in common.changes(view, "country") if not item.member.rest]
    if len(countries) >= 5:
        items.append(_countries(context, countries))
    if not items and not prose:
        return []
    return [
        Section("opportunities", "Opportunities", _heading(context, countries), _lead(context), (), (*items, *prose))
    ]


def _heading(context: Context, countries: Sequence[Change]) -> str:
    view = context.view
    neutral = f"Growth by region and country to {view.final}" if view.final else "Growth by region and country"
    if view.sample or len(countries) < 5 or not all(known(item.added) for item in countries):
        return neutral
    span = view.span()
    if span is None or span.added <= 0 or any(item.added < 0 for item in countries):
        return neutral
    ranked = sorted(countries, key=lambda item: item.added, reverse=True)
    three = sum(item.added for item in ranked[:3])
    part = 100 * three / span.added
    if ranked[2].added == ranked[3].added or not 30 <= part <= 99:
        return neutral
    return f"Three countries bring {numbers.percent(part, 0)} of the growth"


def _lead(context: Context) -> str:
    view = context.view
    regions = common.changes(view, "region")
    if view.sample:
        return "Growth by region and country, in money and in shares of all growth, is in the full report."
    lead = findings.top(regions, "added")
    if lead is None:
        return ""
    others = findings.without(lead, regions, view.final - view.start)
    part = findings.share_of_growth(lead, regions)
    if others is None or part is None:
        return ""
    return (
        f"{lead.label} {findings.verb(lead, 'brings', 'bring')} {numbers.percent(part, 0)} of "
        "the growth; without "
        f"{lead.label} the {view.noun} would grow {numbers.percent(others)} a year."
    )


def _waterfall(context: Context, regions: Sequence[Change]) -> Exhibit:
    view = context.view
    title = f"From {view.start} to {view.final}, region by region"
    chart: charts.AnyChart
    ordered = common.ranked(view, regions, "added")
    if view.sample:
        chart = common.hatch(view, left=0.0, right=charts.FULL_WIDTH, height=140.0)
    else:
        lead = findings.top(regions, "added")
        if lead is not None:
            title = f"{lead.label} {findings.verb(lead, 'brings', 'bring')} the largest part of the growth"
        chart = charts.Waterfall(
            alt=title,
            start=charts.Bar(str(view.start), sum(item.first for item in regions)),
            steps=tuple(
                charts.Bar(item.label, item.added, highlight=lead is not None and item.member.code == lead.member.code)
                for item in ordered
            ),
            end=charts.Bar(str(view.final), sum(item.last for item in regions)),
            number=view.money.figure,
            step_number=view.money.change,
            height=124.0,
        )
    cells = common.members_positions(view, "region", (view.start, view.final), [item.member for item in regions])
    return Exhibit(
        title,
        f"{common.measure(view)}, {view.start} and {common.final_words(view)}, and growth between them by region",
        view.origin(cells),
        chart=chart,
        note=context.note(),
    )


def _countries(context: Context, countries: Sequence[Change]) -> Exhibit:
    """The countries that add most."""
    view = context.view
    ordered = common.ranked(view, countries, "added")[:_MOST]
    shown = min(len(countries), _MOST)
    money = view.money
    whole = view.span()
    title = f"The {numbers.words(shown)} named countries that add most"
    if view.sample or shown == len(countries):
        title = "Growth by country"
    width = common.FULL - common.LABELS - 62
    graphic = None
    if not view.sample:
        graphic = charts.RankedBars(
            alt=title,
            bars=tuple(charts.Bar(item.label, item.added, highlight=place < 3) for place, item in enumerate(ordered)),
            number=money.change,
            width=charts.mm(width),
            ranked=False,
        )
    columns = (
        Column(f"Growth, {view.period}", width, text=True),
        Column(str(view.final), 16, emphasis="strong"),
        Column("% a year", 18),
        Column("Share of growth, %", 28),
    )
    rows = []
    for item in ordered:
        part = 100 * item.added / whole.added if whole is not None and whole.added else float("nan")
        bar = money.change(item.added) if view.sample else ""
        rows.append(
            Row(
                item.label,
                (bar, money.figure(item.last), numbers.number(item.cagr), numbers.number(part) if whole else "–"),
            )
        )
    cells = common.members_positions(view, "country", (view.start, view.final), [item.member for item in ordered])
    return Exhibit(
        title,
        f"{common.measure(view, growth=True)}, size in {view.final}, {view.period}"
        + ("" if view.sample else ", ranked"),
        view.origin(cells),
        table=Table(title, money.unit, columns, tuple(rows), common.LABELS, graphic=graphic),
        note=context.note("Share of growth: of all growth."),
    )
