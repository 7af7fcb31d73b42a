"""What several sections need: changes by member, years to show, tables with years across."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from cdmo_cli.market.cube import Figure
from cdmo_cli.market.model import Member
from cdmo_cli.report import numbers
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Emphasis, Exhibit, Row, Table
from cdmo_cli.report.findings import Change, known
from cdmo_cli.report.numbers import Money
from cdmo_cli.report.sections import wording
from cdmo_cli.report.view import View

LABELS = 59.33  # millimetres before the spine
FULL = 174.0
PITCH = 12.0
MOST_YEARS = 8
MOST_MEMBERS = 15  # lines of one exhibit
MOST_NAMES = 30  # names in a sentence
_MOST_LEADING = 5  # members that the summary's chart holds
MOST_GROUPED = 8  # members that a table of the whole market lists


def assumed(view: View) -> str:
    """What was assumed, in words: a rate in them as the edition shows it, or not at all."""
    words = view.cube.assumed
    if view.plan.everything:
        return words
    span = view.span()
    rate = f" at {numbers.percent(span.cagr)} a year" if span is not None and known(span.cagr) else ""
    return re.sub(r" at \S+ % a year$", rate, words)


def changes(view: View, dimension: str, **within: str) -> tuple[Change, ...]:
    """What each member of a dimension does over the forecast; those without figures at both ends are left out."""
    found = []
    all_of_it = view.growth(**within)
    whole = (all_of_it.first.value, all_of_it.last.value) if all_of_it is not None else None
    for member in view.members(dimension, **within):
        span = view.growth(**{**_whole(within, dimension), dimension: member.code})
        if span is not None:
            found.append(Change(member, span.first.value, span.last.value, span.cagr, span.added, whole))
    return tuple(found)


def leading(view: View) -> tuple[str, tuple[Change, ...]]:
    """The dimension that the summary opens with: the first that has growth by member, and few of them."""
    for code in ("type", "application", "region"):
        items = changes(view, code)
        if 2 <= len(items) <= _MOST_LEADING:
            return code, items
    return "", ()


def distinct(items: Sequence[Change]) -> tuple[Change, ...]:
    """Each name once, as it comes first: where levels of a hierarchy repeat a line, a second says nothing new."""
    seen: dict[str, Change] = {}
    for item in items:
        seen.setdefault(item.label.strip().casefold(), item)
    return tuple(seen.values())


def _whole(within: Mapping[str, str], dimension: str) -> dict[str, str]:
    """A country's region is implied; any other dimension's members are crossed."""
    return {} if dimension == "country" else dict(within)


def ranked(view: View, items: Sequence[Change], attribute: str) -> tuple[Change, ...]:
    """Descending, the rest last; in the order given, the taxonomy's, where a figure is hidden: an order tells it."""
    if not known(*(getattr(item, attribute) for item in items)):
        return tuple(items)
    return tuple(sorted(items, key=lambda item: (item.member.rest, -float(getattr(item, attribute)))))


def all_known(items: Sequence[Change]) -> bool:
    """Whether sizes and growth of all members may be seen."""
    return known(*(value for item in items for value in (item.first, item.last, item.added)))


def positions(figures: Iterable[Figure | None]) -> tuple[int, ...]:
    """The observations behind figures, each once."""
    return tuple(dict.fromkeys(p for figure in figures if figure is not None for p in figure.positions))


def members_positions(view: View, dimension: str, years: Iterable[int], members: Iterable[Member]) -> tuple[int, ...]:
    """The observations behind the sizes of members in some years."""
    chosen = tuple(years)
    return positions(view.size(year, **{dimension: member.code}) for member in members for year in chosen)


def phase(view: View, year: int) -> Literal["history", "base", "forecast"]:
    """What a year is in a chart; an index is a forecast from its first year."""
    if view.cube.kind == "index":
        return "base" if year == view.start else "forecast"
    status = view.cube.status.get(year)
    if status == "base" or year == view.cube.base_year:
        return "base"
    base = view.cube.base_year
    if status == "forecast" or (status == "estimate" and base is None):
        return "forecast"
    return "forecast" if status != "actual" and base is not None and year > base else "history"


def last_known(view: View) -> int | None:
    """The last year that is no forecast: lines are dashed from there."""
    fixed = [year for year in view.years if phase(view, year) != "forecast"]
    return fixed[-1] if fixed and len(fixed) < len(view.years) else None


def thinned(years: Sequence[int], most: int = MOST_YEARS) -> tuple[int, ...]:
    """At most so many years: first and last, and evenly spread ones between."""
    if len(years) <= most:
        return tuple(years)
    places = {round(step * (len(years) - 1) / (most - 1)) for step in range(most)}
    return tuple(years[place] for place in sorted(places))


def forecast_years(view: View, **members: str) -> tuple[int, ...]:
    """The years of the forecast span in which the market, or these members of it, have a size."""
    years = view.series(**members) if members else view.years
    return tuple(year for year in years if view.start <= year <= view.final)


def ahead(view: View) -> bool:
    """Whether the last year is a forecast; where nothing says so, it is taken for history."""
    return phase(view, view.final) == "forecast"


def final_words(view: View) -> str:
    """`2031 (forecast)`, or the year alone."""
    return f"{view.final} (forecast)" if ahead(view) else str(view.final)


def years_words(view: View, years: Sequence[int]) -> str:
    """`2024 (base year) and 2025 to 2031 (forecast)`, as far as it is so; `2020 to 2024, fiscal years`."""
    fixed = [year for year in years if phase(view, year) != "forecast"]
    ahead = [year for year in years if phase(view, year) == "forecast"]
    parts = []
    if fixed:
        base = " (base year)" if len(fixed) == 1 and phase(view, fixed[0]) == "base" else ""
        parts.append(_range(fixed) + base)
    if ahead:
        parts.append(f"{_range(ahead)} (forecast)")
    return " and ".join(parts) + wording.fiscal(view, years)


def _range(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"


def measure(view: View, *, growth: bool = False) -> str:
    """`Market size, USD billion, nominal`, as the workbook states it; or `Growth in market size ...`."""
    what = f"Growth in {view.what.lower()}" if growth else view.what
    unit = view.money.unit
    return ", ".join(part for part in (what, unit, price_basis(view)) if part)


def price_basis(view: View) -> str:
    """`nominal`: the first word of what the workbook says of its prices, where it is one of the usual ones."""
    found = re.match(r"(?i)(nominal|real|constant|current)\b", view.model.facts.price_basis.strip())
    return found[1].lower() if found else ""


def place(view: View) -> str:
    """`world`, unless the workbook is about one member only."""
    for dimension, code in view.cube.scope.items():
        for member in view.model.dimension(dimension).members:
            if member.code == code:
                return member.label
    return "world"


Group = tuple[str, Sequence[tuple[str, Mapping[str, str]]]]  # heading, then labels with their members


def years_table(
    view: View,
    caption: str,
    total: tuple[str, Mapping[str, str]],
    groups: Sequence[Group],
    years: Sequence[int],
    *,
    growth: bool,
) -> Table:
    """Years across, a total and groups of members below; the first and the last year stand out."""
    width = pitch(years)
    emphasis: dict[int, Emphasis] = {years[0]: "strong", **({years[-1]: "highlight"} if len(years) > 1 else {})}
    columns = [Column(str(year), width, emphasis=emphasis.get(year, "")) for year in years]
    if growth:
        columns.append(Column("% a year", FULL - LABELS - width * len(years)))
    lines = [chosen for _, members in groups for _, chosen in members]
    sizes = (view.size(years[-1], **chosen) for chosen in lines)
    money = wording.precise(view, [figure.value for figure in sizes if figure is not None])
    rows = [_years_row(view, money, *total, years, growth=growth, kind="total")]
    for heading, members in groups:
        if members and heading:
            rows.append(Row(heading, kind="group"))
        rows += [_years_row(view, money, label, chosen, years, growth=growth) for label, chosen in members]
    return Table(caption, view.money.unit, tuple(columns), tuple(rows), LABELS)


def pitch(years: Sequence[int]) -> float:
    """The width of a year's column in millimetres."""
    return max(PITCH, min(20.0, 96.0 / max(len(years), 1)))


def _years_row(
    view: View,
    money: Money,
    label: str,
    members: Mapping[str, str],
    years: Sequence[int],
    *,
    growth: bool,
    kind: Literal["plain", "total"] = "plain",
) -> Row:
    series = view.series(**members)
    cells = [money.figure(series[year].value) if year in series else "–" for year in years]
    if growth:
        span = view.span(years[0], years[-1], **members)
        cells.append(numbers.number(span.cagr) if span else "–")
    return Row(label, tuple(cells), kind=kind, marked=frozenset({len(years) - 1} if kind == "total" else ()))


def size_columns(
    context: Context, years: Sequence[int], members: Mapping[str, str], alt: str, *, height: float = 154.0
) -> charts.Columns | charts.Hatch:
    """Columns that stand on a table with the same years across; the uniform panel where they are hidden."""
    view = context.view
    series = view.series(**members)
    width = charts.mm(pitch(years))
    if not known(*(series[year].value for year in years if year in series)):
        return hatch(view, years, right=charts.SPINE + width * len(years) - 1, height=height)
    span = view.span(years[0], years[-1], **members)
    bracket = None
    if span is not None and known(span.last.value) and span.first.value > 0 and phase(view, years[-1]) == "forecast":
        length = span.end - span.start
        bracket = charts.Bracket(
            numbers.with_percent(numbers.signed(100 * (span.last.value / span.first.value - 1))),
            f"in {length} year{'s' if length > 1 else ''}",
        )
    return charts.Columns(
        alt=numbers.plain(alt),
        columns=tuple(
            charts.Column(
                str(year),
                series[year].value if year in series else None,
                phase(view, year),
                highlight=year == years[-1] and len(years) > 1 and phase(view, year) == "forecast",
            )
            for year in years
        ),
        number=view.money.figure,
        bracket=bracket,
        pitch=width,
        height=height,
    )


def hatch(
    view: View,
    years: Sequence[int] = (),
    *,
    left: float = charts.SPINE,
    right: float = charts.FULL_WIDTH,
    height: float = 154.0,
) -> charts.Hatch:
    """The panel that stands for every chart of the sample."""
    words = f"Values for {_range(list(years))} are in the full report" if years else "Values are in the full report"
    return charts.Hatch(
        alt=f"{words}. The hatching carries no data.",
        heading=words,
        lines=("The hatching is the same everywhere", "and is not drawn from the data"),
        bands=_bands(view, years),
        left=left,
        right=right,
        height=height,
    )


def _bands(view: View, years: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """The strip above the panel: how many years are what, where the last are a forecast."""
    if not years or phase(view, years[-1]) != "forecast":
        return ()
    counts = Counter(phase(view, year).capitalize() for year in years)
    return tuple(counts.items())


def years_exhibit(
    context: Context,
    title: str,
    subtitle: str,
    table: Table,
    years: Sequence[int],
    members: Mapping[str, str],
    source: str,
    *,
    figure: tuple[str, str] | None = None,
    note: str = "",
    height: float = 154.0,
) -> Exhibit:
    """Columns on the table that explains them."""
    return Exhibit(
        title,
        subtitle,
        source,
        chart=size_columns(context, years, members, title, height=height),
        table=table,
        figure=figure,
        layout="joined",
        note=note,
    )


def growth_table(
    view: View,
    caption: str,
    items: Sequence[Change],
    whole: tuple[float, float],
    total: tuple[str, Mapping[str, str]] | None,
) -> Table:
    """Bars of what each member adds, with its sizes, growth, and its shares of `whole` at both ends."""
    money = wording.precise(view, [item.last for item in items], [item.added for item in items])
    bars_width = FULL - LABELS - 80.5
    graphic = None
    if known(*(item.added for item in items)):
        graphic = charts.RankedBars(
            alt=numbers.plain(caption),
            bars=tuple(charts.Bar(item.label, item.added, highlight=place == 0) for place, item in enumerate(items)),
            number=money.change,
            width=charts.mm(bars_width),
            ranked=False,
        )
    columns = (
        Column(f"Growth to {view.final}", bars_width, text=True),
        Column(str(view.start), 14, emphasis="muted"),
        Column(str(view.final), 14, emphasis="strong"),
        Column("% a year", 15),
        Column(f"Share {view.start}", 20, emphasis="muted"),
        Column(f"Share {view.final}", 17.5),
    )
    lead = items[0] if graphic is not None and items else None
    rows = [_growth_row(money, item, whole, bar=graphic is not None, lead=item is lead) for item in items]
    span = view.growth(**total[1]) if total else None
    if total and span is not None:
        cells = (money.change(span.added), money.figure(span.first.value), money.figure(span.last.value))
        shares = [numbers.number(100.0) if math.isnan(part) or part > 0 else "–" for part in whole]
        rows.append(Row(total[0], (*cells, numbers.number(span.cagr), *shares), kind="total"))
    return Table(caption, money.unit, columns, tuple(rows), LABELS, graphic=graphic)


def _growth_row(money: Money, item: Change, whole: tuple[float, float], *, bar: bool, lead: bool) -> Row:
    shares = [
        numbers.number(100 * part / total) if math.isnan(total) or total > 0 else "–"
        for part, total in zip((item.first, item.last), whole, strict=True)
    ]
    added = "" if bar else money.change(item.added)
    cells = (added, money.figure(item.first), money.figure(item.last), numbers.number(item.cagr), *shares)
    return Row(item.label, cells, emphasis="highlight" if lead else "")


def chart_or_hatch(view: View, chart: charts.AnyChart | None, *, height: float = 110.0) -> charts.AnyChart | None:
    """The chart, if all that it would draw may be seen; else the panel that is the same everywhere."""
    if chart is None or not view.sample or known(*drawn(chart)):
        return chart
    return hatch(view, left=0.0, right=charts.FULL_WIDTH, height=height)


def drawn(chart: charts.AnyChart) -> tuple[float, ...]:
    """The values that a chart rests on; those that the workbook does not have (None) are not among them."""
    match chart:
        case charts.Lines() | charts.SmallMultiples() | charts.StackedArea():
            return tuple(point.value for series in chart.series for point in series.points)
        case charts.Columns():
            return tuple(column.value for column in chart.columns if column.value is not None)
        case charts.RankedBars() | charts.Lollipops():
            return tuple(bar.value for bar in chart.bars)
        case charts.FlowBars():
            return tuple(part.value for bar in chart.bars for part in bar.parts)
        case charts.HundredPercent():
            return tuple(value for stack in chart.stacks for value in stack.values)
        case charts.OneBar():
            return tuple(value for group in chart.groups for value in group.values)
        case charts.Slope():
            return tuple(value for change in chart.changes for value in (change.start, change.end))
        case charts.TileMap():
            return tuple(tile.value for tile in chart.tiles if tile.value is not None)
        case charts.Heat():
            return tuple(value for row in chart.values for value in row if value is not None)
        case charts.Waterfall():
            return tuple(bar.value for bar in (chart.start, *chart.steps, chart.end))
        case _:
            return ()


def series_of(
    view: View, dimension: str, items: Sequence[Change], lead: Member | None, **within: str
) -> tuple[charts.Series, ...]:
    """Lines over all years, one a member; a hidden point is NaN, so that no chart is drawn from the others."""
    found = []
    for item in items:
        members = {**_whole(within, dimension), dimension: item.member.code}
        points = tuple(charts.Point(year, figure.value) for year, figure in view.series(**members).items())
        found.append(charts.Series(item.label, points, highlight=lead is not None and item.member.code == lead.code))
    return tuple(found)


def most(items: Sequence[Change], limit: int = MOST_MEMBERS) -> tuple[tuple[Change, ...], str]:
    """The first of many members, and how the choice is named: `, 15 of 217`."""
    if len(items) <= limit:
        return tuple(items), ""
    return tuple(items[:limit]), f", {limit} of {len(items)}"


def tick(value: float) -> str:
    """A number on an axis: as many decimals as it needs, and no more."""
    return numbers.number(value, next((places for places in range(9) if round(value, places) == value), 9))


def listed(names: Sequence[str]) -> str:
    """`A, B and C`; of very many names the first thirty."""
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more"
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
