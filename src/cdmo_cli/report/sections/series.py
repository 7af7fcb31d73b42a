"""Figures over time, table by table: the chapter of a workbook that counts something, but has no size of a market."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.market.metrics import cagr
from cdmo_cli.report import cells, numbers
from cdmo_cli.report.cells import Key
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Row, Section, Table
from cdmo_cli.report.findings import known
from cdmo_cli.report.sections import appendix, common, estimates, wording

_MOST_TABLES = 6
_MOST_LINES = 12
_PANELS = 10
_FEWEST_YEARS = 3
_LARGE = 1000.0  # from here on decimals are left out
_RATIOS = ("share", "growth", "cagr", "rate")
_RATE = "% a year is the compound annual growth rate from a line’s first to its last figure."
_YEAR = re.compile(r"(?:FY ?)?((?:1[5-9]|20|21)\d\d)")


@dataclass(frozen=True)
class Line:
    """A line of a table over the years: value by year as it is printed, NaN where hidden, and the observation."""

    label: str
    values: dict[int, float]
    positions: dict[int, int]

    @property
    def rate(self) -> float | None:
        """Percent a year from its first to its last figure; None where there is none, or nothing is left."""
        years = sorted(self.values)
        if not known(*self.values.values()) or self.values[years[-1]] <= 0:
            return None
        return cagr(self.values[years[0]], self.values[years[-1]], years[-1] - years[0])


@dataclass(frozen=True)
class Series:
    """A table of lines over the same years, with one measure and unit."""

    sheet: str
    measure: str
    unit: str
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    decimals: int

    @property
    def known(self) -> bool:
        """Whether all of it may be seen."""
        return all(known(*line.values.values()) for line in self.lines)

    @property
    def grows(self) -> bool:
        """Whether growth means something: of percentages it does not."""
        return self.unit != "%"

    @property
    def period(self) -> str:
        """`1985 to 2017`."""
        return f"{self.years[0]} to {self.years[-1]}"


def section(context: Context) -> list[Section]:
    """The chapter; nothing where the workbook has sizes, shares or a growth rate to speak of instead."""
    view = context.view
    if view.years or estimates.estimates(context):
        return []
    if any(view.members(dimension.code) for dimension in view.model.dimensions):
        return []
    found = tables(context)
    if not found:
        return []
    period = f"{min(each.years[0] for each in found)} to {max(each.years[-1] for each in found)}"
    neutral = f"The figures from {period}"
    heading = wording.headline(_heading(found[0]) if len(found) == 1 else None, neutral)
    exhibits = tuple(_exhibit(context, each, alone=len(found) == 1) for each in found)
    return [Section("series", "Figures over time", heading, "", (), exhibits)]


def tables(context: Context) -> list[Series]:
    """The tables with figures over several years, the fullest of them, in the order of the workbook."""
    view = context.view
    every = appendix.blocks(view, range(len(view.model.observations)))
    found = [series for block in every if (series := _series(context, block)) is not None]
    fullest = sorted(range(len(found)), key=lambda at: (-sum(len(line.values) for line in found[at].lines), at))
    return [found[at] for at in sorted(fullest[:_MOST_TABLES])]


def _series(context: Context, block: appendix.Lines) -> Series | None:
    """The measure of a block that most of its figures have, over the years; None where it is no series."""
    data = context.view.model.observations
    kinds = Counter(
        block.keys[place][:2]
        for _, place in block.at
        if _year(block.keys[place]) is not None and block.keys[place][0] not in _RATIOS
    )
    if not kinds:
        return None
    (measure, unit), _ = kinds.most_common(1)[0]
    places = {
        place: year
        for place, key in enumerate(block.keys)
        if key[:2] == (measure, unit) and (year := _year(key)) is not None
    }
    lines = []
    for at, label in enumerate(block.labels):
        positions = {year: block.at[at, place] for place, year in places.items() if (at, place) in block.at}
        if len(positions) >= 2:
            values = {year: context.view.printed(position) for year, position in sorted(positions.items())}
            lines.append(Line(label, values, positions))
    years = tuple(sorted({year for line in lines for year in line.values}))
    if len(years) < _FEWEST_YEARS or len(lines) < 1:
        return None
    written = max(cells.decimals(data, position) for line in lines for position in line.positions.values())
    longest = max(abs(float(data.value[position])) for line in lines for position in line.positions.values())
    decimals = written if longest < _LARGE or context.view.sample else 0
    return Series(block.sheet, measure, unit, years, tuple(lines), decimals)


def _year(key: Key) -> int | None:
    found = _YEAR.fullmatch(key[2])
    return int(found[1]) if found else None


def _heading(series: Series) -> str | None:
    """`A grew 3.1 % a year from 1985 to 2017, B fell 2.0 %`: the lines that moved most, over all of the years."""
    if not series.known or not series.grows:
        return None
    rated = [
        (rate, line.label)
        for line in series.lines
        if line.label != "All"
        and (min(line.values), max(line.values)) == (series.years[0], series.years[-1])
        and (rate := line.rate) is not None
    ]
    if not rated:
        return None
    (low, slow), (high, fast) = min(rated), max(rated)
    period = f"from {series.period}"
    if round(high, 1) == round(low, 1):
        return f"{wording.brief(fast)} {_moved(high)} a year {period}" if len(rated) == 1 and round(high, 1) else None
    if round(high, 1) == 0 or round(low, 1) == 0:
        return None
    return f"{wording.brief(fast)} {_moved(high)} a year {period}, {wording.brief(slow)} {_moved(low)}"


def _moved(rate: float) -> str:
    """`grew 3.1 %`, `fell 2.0 %`."""
    return f"{'grew' if rate > 0 else 'fell'} {numbers.percent(abs(rate))}"


def _exhibit(context: Context, series: Series, *, alone: bool) -> Exhibit:
    """The lines as small panels of one scale, above their figures and their growth. What an only table finds heads the
    chapter, and is not said again."""
    view = context.view
    title = wording.headline(None if alone else _heading(series), f"{series.sheet} from {series.period}")
    shown = _order(series)[:_MOST_LINES]
    years = common.thinned(series.years)
    some = f", {len(shown)} of {len(series.lines)} lines" if len(shown) < len(series.lines) else ""
    name = cells.NAMES[series.measure]
    positions = [line.positions[year] for line in shown for year in years if year in line.positions]
    return Exhibit(
        title,
        ", ".join(part for part in (name, series.unit, f"{years[0]} to {years[-1]}") if part) + some,
        view.origin(positions),
        chart=common.chart_or_hatch(view, _chart(series, shown[:_PANELS], title)),
        table=_table(series, shown, years, title),
        note=context.note(_RATE if series.grows else ""),
    )


def _order(series: Series) -> list[Line]:
    """Largest last figure first where all are known, what is of all before its parts; else as the workbook has them."""
    if not series.known:
        return list(series.lines)
    last = series.years[-1]
    return sorted(series.lines, key=lambda line: (line.label != "All", -line.values.get(last, float("-inf"))))


def _chart(series: Series, shown: Sequence[Line], title: str) -> charts.AnyChart:
    def number(value: float) -> str:
        """A figure as the table below has it; large ones without decimals."""
        return numbers.number(value, 0 if abs(value) >= 100 else series.decimals)

    lines = tuple(
        charts.Series(wording.brief(line.label), tuple(charts.Point(year, line.values[year]) for year in line.values))
        for line in shown
    )
    if len(lines) <= 3:
        return charts.Lines(alt=title, series=lines, number=number, tick=common.tick, height=110)
    return charts.SmallMultiples(alt=title, series=lines, number=number, tick=common.tick)


def _table(series: Series, shown: Sequence[Line], years: Sequence[int], title: str) -> Table:
    width = min(common.pitch(years) + 2.0, (common.FULL - common.LABELS - 14.0) / len(years))
    columns = (*(Column(str(year), width) for year in years), *((Column("% a year", 14.0),) if series.grows else ()))
    rows = []
    for line in shown:
        figures = [numbers.number(line.values[year], series.decimals) if year in line.values else "–" for year in years]
        if series.grows:
            rate = line.rate if known(*line.values.values()) else float("nan")
            figures.append(numbers.number(rate) if rate is not None else "–")
        rows.append(Row(line.label, tuple(figures), kind="total" if line.label == "All" else "plain"))
    return Table(title, series.unit, columns, tuple(rows), common.LABELS, dense=True)
