"""How concentrated the market is: shares, CR4, CR10 and HHI, each at least and at most where others are not split."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.market.cube import Company
from cdmo_cli.market.metrics import concentration, concentration_bounds, hhi_bounds
from cdmo_cli.report import numbers
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, KeyFigure, Row, Table
from cdmo_cli.report.findings import known
from cdmo_cli.report.sections import common

TOP = 4
_TEN = 10
ALL = 99.95  # percent from which on the named companies are all of the market
HIGHLY = 1800.0
"""Points of the HHI above which a market is highly concentrated: U.S. Department of Justice and Federal Trade
Commission, Merger Guidelines (2023), guideline 1."""


def shares(context: Context) -> list[float]:
    """The shares of the market, largest first; none where one of them is hidden, as the others then say too little."""
    found = [company.share for company in in_market(context) if company.share is not None]
    return sorted(found, reverse=True) if known(*found) else []


def in_market(context: Context) -> list[Company]:
    """The companies whose revenue is of this market: a group's revenue is not, and has no share of it."""
    return [company for company in context.view.companies() if company.share is not None and company.kind != "group"]


def revenue_word(context: Context) -> str:
    """What the revenue is called: contract revenue only where the workbook says so of every company."""
    return "contract revenue" if all(company.kind == "cdmo" for company in in_market(context)) else "a known revenue"


def key_figures(context: Context) -> tuple[KeyFigure, ...]:
    """CR4, the share of all that are known (or of the largest, where they are all of the market), and HHI."""
    members, found = in_market(context), shares(context)
    if len(members) <= TOP:
        return ()
    if not found:
        return (
            KeyFigure(numbers.HIDDEN, "CR4, the four largest", "share of the market", after="%", highlight=True),
            KeyFigure(numbers.HIDDEN, f"All with {revenue_word(context)}", "share of the market", after="%"),
            KeyFigure(numbers.HIDDEN, "HHI", "of 10,000"),
        )
    total = concentration(found, len(found))
    complete = total >= ALL
    cr4, index = concentration_bounds(found, TOP, largest=found[0]), hhi_bounds(found, largest=found[0])
    least = "" if complete else ", at least"
    four = "share of the market" if complete else f"of the market; at most {numbers.percent(cr4[1])}"
    points = "of 10,000" if complete else f"of 10,000; at most {numbers.number(index[1], 0)}"
    middle = KeyFigure(
        numbers.number(total), f"CR{len(found)}, all with {revenue_word(context)}", "share of the market", after="%"
    )
    if complete:
        middle = KeyFigure(numbers.number(found[0]), "The largest", "share of the market", after="%")
    return (
        KeyFigure(
            numbers.number(cr4[0]),
            f"CR4, the four largest{least}",
            four,
            after="%",
            highlight=True,
        ),
        middle,
        KeyFigure(numbers.number(index[0], 0), f"HHI{least}", points),
    )


def exhibit(context: Context) -> list[Exhibit]:
    """One bar of the named and everyone else, on the table of CR4, CR10 and HHI with their bounds."""
    view = context.view
    members, found = in_market(context), shares(context)
    if len(members) <= TOP:
        return []
    total = concentration(found, len(found)) if found else float("nan")
    complete = total >= ALL
    rest = 100 - total
    title = "Concentration of the market"
    chart: charts.AnyChart
    if not found:
        chart = common.hatch(view, left=0.0, right=charts.FULL_WIDTH, height=74.0)
    else:
        title = f"{numbers.percent(rest)} of the market belongs to others" if not complete else _split_title(found)
        chart = charts.OneBar(alt=title, groups=_groups(found, rest, complete=complete))
    revenue = [company.revenue for company in members]
    largest = max(members, key=lambda company: company.share or 0.0).member.label if found else ""
    notes = [] if complete else [_assumption(largest)]
    return [
        Exhibit(
            title,
            f"Share of market size, %, {common.place(view)}; companies with {revenue_word(context)} in the workbook",
            view.origin(common.positions(revenue)),
            chart=chart,
            table=_measures(title, found, complete=complete),
            note=context.note(*notes, "HHI: the sum of the squares of all shares in percent."),
        )
    ]


def _assumption(largest: str) -> str:
    """What the upper bounds rest on."""
    name = largest or "the largest of these"
    return (
        "At least: everyone else is very small. At most: everyone else is as few companies as can be, none of them "
        f"larger than {name}."
    )


def _split_title(found: Sequence[float]) -> str:
    return f"The four largest of {numbers.words(len(found))} hold {numbers.percent(concentration(found, TOP))}"


def _groups(found: Sequence[float], rest: float, *, complete: bool) -> tuple[charts.Group, ...]:
    """The four largest, the others with a revenue, everyone else."""
    more = numbers.words(len(found) - TOP).capitalize()
    groups = (
        charts.Group(f"Four largest: {numbers.percent(sum(found[:TOP]))}", tuple(found[:TOP]), "highlight"),
        charts.Group(f"{more} more: {numbers.percent(sum(found[TOP:]))}", tuple(found[TOP:]), "bar"),
    )
    if complete:
        return groups
    return (*groups, charts.Group(f"Everyone else: {numbers.percent(rest)}", (rest,), "rest"))


def _measures(title: str, found: Sequence[float], *, complete: bool) -> Table:
    """CR4, CR10 and HHI: what they are at least and at most, or what they are."""
    nothing = (float("nan"), float("nan"))
    largest = found[0] if found else None
    lines = [
        ("CR4, the four largest", "%", concentration_bounds(found, TOP, largest=largest) if found else nothing, 1),
        ("CR10, the ten largest", "%", concentration_bounds(found, _TEN, largest=largest) if found else nothing, 1),
        ("HHI, Herfindahl-Hirschman", "of 10,000", hhi_bounds(found, largest=largest) if found else nothing, 0),
    ]
    heads = ("Value",) if complete else ("At least", "At most")
    rows = tuple(
        Row(label, (unit, *(numbers.number(bound, decimals) for bound in bounds[: len(heads)])))
        for label, unit, bounds, decimals in lines
    )
    width = 25.0
    columns = (
        Column("Unit", common.FULL - common.LABELS - width * len(heads), text=True),
        *(Column(head, width, emphasis="strong" if not place else "") for place, head in enumerate(heads)),
    )
    return Table(title, "Concentration", columns, rows, common.LABELS)
