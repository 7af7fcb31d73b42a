"""How the parts of the market move against each other: all years on top of each other, and shares in basis points."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.market import metrics
from cdmo_cli.market.model import Dimension
from cdmo_cli.report import findings, numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Emphasis, Exhibit, Row, Table
from cdmo_cli.report.findings import Change, known
from cdmo_cli.report.sections import common, wording

_FEW = 5  # categories of one chart
_LEAST, _LONG = 3, 5  # parts and years of an area
_ROUNDED = 0.005  # of a whole by which rounded parts may miss it
_HEIGHT = 124.0
_CODES = ("region", "type", "application")


@dataclass(frozen=True)
class Split:
    """Two to five members that make the whole, and what each of them does over the forecast."""

    dimension: Dimension
    items: tuple[Change, ...]

    @property
    def code(self) -> str:
        return self.dimension.code


def _split(context: Context) -> Split | None:
    """What stands for all in charts of the whole market: of the regions if they are few enough."""
    view = context.view
    whole = view.span()
    if whole is None or view.cube.kind != "currency" or view.start == view.final:
        return None
    for code in _CODES:
        items = common.changes(view, code)
        sums = (sum(item.first for item in items), sum(item.last for item in items))
        ends = zip(sums, (whole.first.value, whole.last.value), strict=True)
        complete = all(not known(one, other) or math.isclose(one, other, rel_tol=_ROUNDED) for one, other in ends)
        if 2 <= len(items) <= _FEW and complete:
            return Split(view.model.dimension(code), items)
    return None


def area(context: Context) -> list[Exhibit]:
    """All years, the parts on top of each other; nothing where a year of a part is missing or negative."""
    view = context.view
    split = _split(context)
    if split is None or len(split.items) < _LEAST or len(view.years) < _LONG:
        return []  # two lines tell as much
    order = common.ranked(view, split.items, "last")
    sizes = [view.series(**{split.code: item.member.code}) for item in order]
    values = [figure.value for each in sizes for figure in each.values()]
    if any(len(each) < len(view.years) for each in sizes) or any(value < 0 for value in values):
        return []
    name = split.dimension.label.lower()
    title = _together(split, view.final) or f"{view.what} by {name}, {view.years[0]} to {view.years[-1]}"
    lead = findings.top(split.items, "added")
    chart: charts.AnyChart = common.hatch(view, left=0.0, right=charts.FULL_WIDTH, height=_HEIGHT)
    if known(*values):
        chart = charts.StackedArea(
            alt=title,
            series=common.series_of(view, split.code, order, lead.member if lead else None),
            number=view.money.figure,
            tick=common.tick,
            forecast_from=common.last_known(view),
            height=_HEIGHT,
        )
    cells = common.members_positions(view, split.code, view.years, [item.member for item in order])
    return [
        Exhibit(
            title,
            f"{common.measure(view)} by {name}, {common.place(view)}, {common.years_words(view, view.years)}",
            view.origin(cells),
            chart=chart,
            note=context.note(),
        )
    ]


def _together(split: Split, final: int) -> str | None:
    """`Asia-Pacific and North America bring 75 % of the growth to 2031`."""
    two = findings.together(split.items)
    if two is None:
        return None
    first, second, part = two
    names = f"{sentences.called(first.label, start=True)} and {sentences.called(sentences.inner(second))}"
    return f"{names} bring {numbers.percent(part, 0)} of the growth to {final}"


def shares(context: Context) -> list[Exhibit]:
    """How the shares move from the first year to the base and on to the last, in basis points."""
    view = context.view
    split = _split(context)
    if split is None:
        return []
    years = tuple(dict.fromkeys((view.years[0], view.start, view.final)))
    plural = split.dimension.plural.lower()
    title = wording.headline(
        sentences.gains_share(split.items, past=not common.ahead(view)),
        sentences.concentrates(split.items, plural),
        f"Shares of the {view.noun} by {split.dimension.label.lower()}",
    )
    groups = [group for code in ("type", "application", "region") if (group := _group(context, code))]
    cells = common.positions(
        view.size(year, **chosen) for _, members in groups for _, chosen in members for year in years
    )
    return [
        Exhibit(
            title,
            f"Share of {view.what.lower()}, %, {common.place(view)}, {view.start} and {common.final_words(view)}; "
            "changes in basis points, hundredths of a percentage point",
            view.origin(cells),
            chart=_chart(context, split, years, title),
            table=_table(context, title, groups, years),
            note=context.note("Shares and changes are computed from unrounded sizes."),
        )
    ]


def _group(context: Context, code: str) -> tuple[str, list[tuple[str, dict[str, str]]]] | None:
    """A dimension's lines, largest first; None when it has none or too many for a page."""
    view = context.view
    items = common.ranked(view, common.changes(view, code), "last")
    if not 2 <= len(items) <= common.MOST_GROUPED:
        return None
    return f"By {view.model.dimension(code).label.lower()}", [(item.label, {code: item.member.code}) for item in items]


def _chart(context: Context, split: Split, years: Sequence[int], title: str) -> charts.AnyChart:
    """From the first share to the last; of two members as bars of all years."""
    view = context.view
    order = common.ranked(view, split.items, "last")
    first, last = findings.totals(split.items)
    ends = [value for item in split.items for value in (item.first, item.last)]
    if not known(first, last, *ends):
        return common.hatch(view, left=0.0, right=charts.FULL_WIDTH, height=_HEIGHT)
    if len(order) == 2 or min(first, last) <= 0:
        return _bars(context, split.code, order, years, title)
    lead = findings.gainer(split.items)
    return charts.Slope(
        alt=title,
        changes=tuple(
            charts.Change(
                item.label,
                100 * item.first / first,
                100 * item.last / last,
                highlight=lead is not None and item.member.code == lead.change.member.code,
            )
            for item in order
        ),
        start=str(view.start),
        end=str(view.final),
        number=numbers.percent,
        forecast=common.ahead(view),
        height=_HEIGHT,
    )


def _bars(
    context: Context, code: str, order: Sequence[Change], years: Sequence[int], title: str
) -> charts.HundredPercent:
    """A bar a year, its parts in the order given."""
    view = context.view
    lead = findings.gainer(order)
    stacks = []
    for year in years:
        sizes = [view.size(year, **{code: item.member.code}) for item in order]
        values = tuple(size.value for size in sizes if size is not None)
        if len(values) == len(order) and known(*values):
            stacks.append(charts.Stack(str(year), values, forecast=common.phase(view, year) == "forecast"))
    return charts.HundredPercent(
        alt=title,
        segments=tuple(item.label for item in order),
        stacks=tuple(stacks),
        highlight=next(
            (at for at, item in enumerate(order) if lead and item.member.code == lead.change.member.code), None
        ),
        percent=lambda value: numbers.percent(value, 0),
    )


def _table(context: Context, title: str, groups: Sequence[common.Group], years: Sequence[int]) -> Table:
    """Shares by year, then how they change from one to the next."""
    view = context.view
    steps = tuple(itertools.pairwise(years))
    width = (common.FULL - common.LABELS) / (len(years) + len(steps))
    emphasis: dict[int, Emphasis] = {years[0]: "muted", view.start: "", view.final: "strong"}
    columns = (
        *(Column(str(year), width, emphasis=emphasis.get(year, "")) for year in years),
        *(Column(f"{before} to {after}", width) for before, after in steps),
    )
    rows = []
    for heading, members in groups:
        rows.append(Row(heading, kind="group"))
        for label, chosen in members:
            found = {year: view.share(year, **chosen) for year in years}
            cells = [numbers.number(share.value) if share is not None else "–" for share in found.values()]
            for before, after in steps:
                one, other = found[before], found[after]
                both = one is not None and other is not None
                cells.append(numbers.signed(metrics.share_change(one.value, other.value), 0) if both else "–")  # type: ignore[union-attr]
            rows.append(Row(label, tuple(cells)))
    return Table(title, "%; change in basis points", columns, tuple(rows), common.LABELS)
