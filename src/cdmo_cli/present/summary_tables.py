"""The tables of a summary: the market, a dimension with its members, the companies. All share their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdmo_cli.market.cube import Company, Cube, Figure
from cdmo_cli.market.model import Dimension
from cdmo_cli.present.console import words
from cdmo_cli.present.numbers import decimals_for, fixed, percent

if TYPE_CHECKING:
    from rich.table import Table

NONE = "–"
GROWTH = "growth in a year"
LABEL_MOST = 34  # columns of the terminal for the longest name; longer ones are folded
PERCENT, GAP = 7, 2  # columns for a percentage, and between two columns
WIDE = 120  # from this width on companies show their source
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_MARKS = {"estimate": "E", "forecast": "F"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: the member, how deep it stands, and the members that select its figures."""

    label: str
    depth: int
    where: dict[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """What all tables of a summary have in common: the years shown, widths in characters, decimals of a size."""

    years: tuple[int, ...]
    label: int
    figure: int
    decimals: int


def columns_for(cube: Cube, dimensions: Sequence[Dimension], width: int) -> Columns:
    """The columns that fit a terminal of that width: names in full, then as many years as there is room for."""
    lines = [row for dimension in dimensions for row in rows(cube, dimension)]
    series = [cube.series(), *(cube.series(**row.where) for row in lines)]
    known = cube.years or tuple(sorted({year for one in series for year in one}))
    largest = max((abs(figure.value) for one in series for figure in one.values()), default=0.0)
    decimals = decimals_for(largest)
    label = min(LABEL_MOST, max(len(GROWTH), *(len(row.label) + 2 * row.depth for row in lines), 0))
    figure = max(6, len(fixed(largest, decimals)))
    room = (width - label - 2 * (PERCENT + GAP)) // (figure + GAP)
    years = choose_years(known, max(2, room), (cube.start_year, cube.final_year))
    return Columns(years, label, figure, decimals)


def choose_years(years: Sequence[int], count: int, wanted: Sequence[int]) -> tuple[int, ...]:
    """At most `count` of `years` (but always the wanted), spread as evenly as they can be."""
    chosen = sorted({year for year in wanted if year in years})
    while len(chosen) < min(count, len(years)):
        rest = [year for year in years if year not in chosen]
        chosen.append(max(rest, key=lambda year: min((abs(year - c) for c in chosen), default=year)))
    return tuple(sorted(chosen))


def rows(cube: Cube, dimension: Dimension) -> Iterator[Row]:
    """The members of a dimension in their order, each followed by those that stand within it."""
    yield from _below(cube, dimension, None, 0)


def _below(cube: Cube, dimension: Dimension, parent: str | None, depth: int) -> Iterator[Row]:
    inner = [d for d in cube.model.dimensions if d.within == dimension.code]
    shown = cube.members(dimension.code)
    codes = {member.code for member in shown}
    for member in shown:
        if (member.parent if member.parent in codes else None) != parent:
            continue
        yield Row(member.label, depth, {dimension.code: member.code})
        yield from _below(cube, dimension, member.code, depth + 1)
        for within in inner:
            for part in cube.members(within.code, **{dimension.code: member.code}):
                yield Row(part.label, depth + 1, {dimension.code: member.code, within.code: part.code})


def market_table(cube: Cube, columns: Columns) -> Table:
    """The whole market, and its growth on the year before."""
    table = _table(f"Market, {cube.unit}", columns, cube, share="")
    series = cube.series()
    sizes = [_size(series, year, columns) for year in columns.years]
    table.add_row("All", *sizes, "", _cagr(cube))
    growth = [_growth(series, year) for year in columns.years]
    if set(growth) != {NONE}:
        table.add_row(words(GROWTH, "dim"), *(words(text, "dim") for text in growth), "", "")
    return table


def dimension_table(cube: Cube, dimension: Dimension, columns: Columns) -> Table:
    """A dimension with its members, and under each those that stand within it: size, share, growth."""
    within = [d.label.lower() for d in cube.model.dimensions if d.within == dimension.code and cube.members(d.code)]
    lines = list(rows(cube, dimension))
    sized = any(cube.series(**row.where) for row in lines)
    shown = columns if sized else Columns((), columns.label, columns.figure, columns.decimals)
    title = f"By {' and '.join([dimension.label.lower(), *within])}{f', {cube.unit}' if sized else ''}"
    table = _table(title, shown, cube, share=_share_heading(cube, lines))
    nested = any(row.depth for row in lines)
    for row in lines:
        series = cube.series(**row.where)
        share = cube.share(cube.start_year or None, **row.where)
        style = "bold" if nested and not row.depth else ""
        table.add_row(
            words("  " * row.depth + row.label, style),
            *(words(_size(series, year, shown), style) for year in shown.years),
            words(percent(share.value) if share else NONE, style),
            *([words(_cagr(cube, **row.where), style)] if cube.start_year else []),
        )
    return table


def company_table(cube: Cube, companies: Sequence[Company], width: int) -> Table:
    """Revenue as the company reports it, with its fiscal year; never beside the market's years."""
    largest = max((abs(c.revenue.value) * c.scale for c in companies if c.revenue), default=0.0)
    worth, word = next(((worth, word) for worth, word in _SCALES if largest >= worth), (1.0, ""))
    wide = width >= WIDE
    table = _empty("Companies, latest known revenue")
    table.add_column("", justify="right", no_wrap=True, min_width=2)
    table.add_column("", min_width=min(26, max(len(c.member.label) for c in companies)), overflow="fold")
    table.add_column("revenue", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("fiscal\nyear", no_wrap=True)
    if cube.currency:
        table.add_column(f"{cube.currency}\n{word}", justify="right", no_wrap=True)
    table.add_column("of", no_wrap=True, min_width=5)
    if wide:
        table.add_column("year ended", no_wrap=True)
        table.add_column("source", overflow="fold")
    decimals = max(2, decimals_for(largest / worth))
    for rank, company in enumerate(companies, 1):
        factor = company.scale / worth
        money = f"{company.currency or ''} {word}".strip() if company.revenue else ""
        cells = [str(rank), company.member.label, _money(company.revenue, factor, decimals), money]
        cells.append(str(company.period or NONE))
        if cube.currency:
            cells.append(_money(company.converted, factor, decimals))
        cells.append({"group": "group", "cdmo": "CDMO"}.get(company.kind, company.kind))
        if wide:
            cells += [company.year_end, company.source]
        table.add_row(*(words(cell) for cell in cells))
    return table


def _table(title: str, columns: Columns, cube: Cube, *, share: str) -> Table:
    table = _empty(title)
    table.add_column("", min_width=columns.label, max_width=columns.label, overflow="fold")
    for year in columns.years:
        heading = f"{year}{_MARKS.get(cube.status.get(year, ''), '')}"
        table.add_column(heading, justify="right", no_wrap=True, min_width=columns.figure)
    table.add_column(share, justify="right", no_wrap=True, min_width=PERCENT)
    if cube.start_year:
        span = f"{cube.start_year}–{cube.final_year % 100:02d}"
        table.add_column(f"CAGR\n{span}", justify="right", no_wrap=True, min_width=PERCENT)
    return table


def _empty(title: str) -> Table:
    from rich import box
    from rich.table import Table

    return Table(
        title=words(title, "bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, GAP - 1, 0, 0),  # the box adds one
        pad_edge=False,
        show_edge=False,
    )


def _share_heading(cube: Cube, lines: Sequence[Row]) -> str:
    """The year of the shares, or that they are printed without one."""
    dated = cube.kind == "currency" or not any(cube.share(None, **row.where) for row in lines)
    return f"share\n{cube.start_year}" if dated and cube.start_year else "share\nno year"


def _size(series: Mapping[int, Figure], year: int, columns: Columns) -> str:
    return fixed(series[year].value, columns.decimals) if year in series else NONE


def _money(figure: Figure | None, factor: float, decimals: int) -> str:
    return fixed(figure.value * factor, decimals) if figure else NONE


def _growth(series: Mapping[int, Figure], year: int) -> str:
    before, now = series.get(year - 1), series.get(year)
    return percent((now.value / before.value - 1) * 100) if before and now and before.value > 0 else NONE


def _cagr(cube: Cube, **where: str) -> str:
    span = cube.span(None, None, **where)
    return percent(span.cagr) if span else NONE
