"""Growth rates alone: what each member of a dimension grows by, where the workbook has no size to go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.market.model import MEASURES, Dimension, Member
from cdmo_cli.report import findings, numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Row, Section, Table
from cdmo_cli.report.findings import known
from cdmo_cli.report.sections import common


@dataclass(frozen=True, slots=True)
class Rate:
    """A printed growth rate in percent a year, NaN where hidden, with its period in words, empty if none is stated."""

    member: Member
    value: float
    period: str
    position: int


def rates(context: Context, dimension: Dimension) -> list[Rate]:
    """The rates of a dimension's members that stand for nothing else, each member's first; none beside sizes."""
    view = context.view
    data = view.model.observations
    column = data.members.get(dimension.code)
    if column is None or view.cube.kind == "currency" or any(_other(context, dimension)):
        return []
    found: dict[str, Rate] = {}
    for position in (column >= 0).nonzero()[0].tolist():
        crossed = any(other[position] >= 0 for code, other in data.members.items() if code != dimension.code)
        if MEASURES[int(data.measure[position])] != "cagr" or crossed:
            continue
        member = dimension.members[int(column[position])]
        unit = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
        value = view.printed(position) * (unit.scale if unit else 0.01) * 100
        found.setdefault(member.code, Rate(member, value, _period(context, position), position))
    return list(found.values())


def _other(context: Context, dimension: Dimension) -> list[bool]:
    """Whether each member has a size or a share."""
    view = context.view
    chosen = [{dimension.code: member.code} for member in view.named(dimension.code)]
    return [bool(view.series(**one)) or view.share(None, **one) is not None for one in chosen]


def _period(context: Context, position: int) -> str:
    data = context.view.model.observations
    if data.period[position] < 0:
        return ""
    period = data.periods[int(data.period[position])]
    return f"{period.year} to {period.through}" if period.through else str(period.year)


def section(context: Context, dimension: Dimension) -> list[Section]:
    """The chapter; nothing for fewer than two rates."""
    found = rates(context, dimension)
    if len(found) < 2:
        return []
    if known(*(rate.value for rate in found)):
        found.sort(key=lambda rate: (rate.member.rest, -rate.value))
    name = f"By {dimension.label.lower()}"
    neutral = f"Growth by {dimension.label.lower()}"
    lead = "The workbook gives growth rates, no sizes."
    return [Section(f"by-{dimension.code}", name, _heading(found) or neutral, lead, (), (_exhibit(context, found),))]


def _heading(found: Sequence[Rate]) -> str | None:
    """`Asia-Pacific grows fastest, 6.9 % a year`."""
    first, second = found[:2]
    if not known(*(rate.value for rate in found)) or first.member.rest or first.value <= 0:
        return None
    if round(first.value, 1) <= round(second.value, 1):
        return None
    grows = findings.verb(first.member, "grows", "grow")
    return f"{sentences.called(first.member.label, start=True)} {grows} fastest, {numbers.percent(first.value)} a year"


def _exhibit(context: Context, found: Sequence[Rate]) -> Exhibit:
    """The rates as bars."""
    shown = list(found[: common.MOST_MEMBERS])
    values = tuple(rate.value for rate in shown)
    periods = list(dict.fromkeys(rate.period for rate in shown))
    title = "Growth rates as printed"
    if known(*values) and len(shown) > 2 and round(values[-1], 1) < round(values[-2], 1):
        slow = shown[-1].member
        grows = findings.verb(slow, "grows", "grow")
        title = f"{sentences.called(slow.label, start=True)} {grows} most slowly, {numbers.percent(values[-1])} a year"
    width = common.FULL - common.LABELS
    graphic = None
    if known(*values):
        graphic = charts.RankedBars(
            alt=title,
            bars=tuple(charts.Bar(rate.member.label, rate.value, highlight=not at) for at, rate in enumerate(shown)),
            number=numbers.number,
            width=charts.mm(width),
            ranked=False,
        )
    rows = tuple(Row(rate.member.label, ("" if graphic else numbers.number(rate.value),)) for rate in shown)
    some = f", {len(shown)} of {len(found)}" if len(found) > len(shown) else ""
    table = Table(title, "", (Column("% a year", width, text=True),), rows, common.LABELS, graphic=graphic)
    stated = "periods differ" if len(periods) > 1 else periods[0] or "as printed, no period is stated"
    return Exhibit(
        title,
        f"Compound annual growth rate, %, {stated}{some}",
        context.view.origin(rate.position for rate in shown),
        table=table,
        note=context.note(),
    )
