"""Brings the patterns that the numbers of the sheets show into the system of identities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from cdmo_cli.identities.formulas import Numbering
from cdmo_cli.identities.granularity import of_figures
from cdmo_cli.identities.infer import Axis, Found, Pattern, Rate, Strength, found_in, rates_in, strengths
from cdmo_cli.identities.infer.model import Floats
from cdmo_cli.identities.model import Identity
from cdmo_cli.market.model import MEASURES, Model
from cdmo_cli.tables.grid import Grid
from cdmo_cli.tables.model import SheetTables

Place = tuple[int, int]  # row and column

RECORDS = ("long", "company", "claims")
"""Layouts in which a row is a record: some of its numbers qualify the others."""

NOT_ADDED = ("growth", "cagr", "index", "rate", "price")

PROVEN_HITS, PROVEN_DIGITS = 5, 12.0


@dataclass(frozen=True)
class Inferred:
    """What was inferred: identities to be judged, those too weak for a verdict, and for the cells that were met first
    here half of their granularity, in printed units."""

    identities: list[Identity] = field(default_factory=list)
    weak: list[Identity] = field(default_factory=list)
    half: dict[int, float] = field(default_factory=dict)


def inferred(model: Model, tables: Iterable[SheetTables], numbering: Numbering, scale: Floats) -> Inferred:
    """All sums and rates that the grids of the sheets show by themselves; cells that are met for the first time are
    numbered.

    Where the model understands the figures, amounts are not added to shares, and rates not at all, unless they add up
    again and again; sums of figures in units of different worth are weak.
    """
    result = Inferred()
    fits = _fitting(model)
    for sheet in tables:
        if sheet.grid is None:
            continue
        in_sheet = found_in(sheet.grid)
        halves = _half_widths(sheet.grid, in_sheet)
        seats = _Seats(sheet.grid, numbering, result.half, halves, frozenset(_qualifying(sheet, sheet.grid)))
        for number, found in enumerate(in_sheet):
            for axis, patterns in ((found.field.rows, found.rows), (found.field.columns, found.columns)):
                for pattern, how in zip(patterns, strengths(axis, patterns), strict=True):
                    name = f"grid {sheet.sheet}/{number}/{axis.direction}/{pattern.total}/{pattern.parts}"
                    for line, one in _sums(axis, pattern, seats, how, name):
                        fit = fits(one, _proven(pattern))
                        if fit != "never":
                            (result.weak if "weak" in (how[line], fit) else result.identities).append(one)
        for rate in rates_in(sheet.grid, in_sheet):
            name = f"grid {sheet.sheet}/rates/{rate.direction}/{rate.item}/{rate.kind}"
            for one in _rates(rate, seats, scale, name):
                alike = len({float(scale[part]) for part in one.parts if part < len(scale)}) < 2
                (result.identities if alike and rate.strength != "weak" else result.weak).append(one)
    return result


def _qualifying(sheet: SheetTables, grid: Grid) -> Iterator[Place]:
    """Row and column of the numbers that are no figures but say something of others: years in headings, and in lists of
    records scales, codes and years."""
    for block in sheet.blocks:
        area, records = block.range, block.layout in RECORDS
        figures = set(zip(block.figures.row.tolist(), block.figures.column.tolist(), strict=True)) if records else set()
        for row in range(area.top, area.bottom + 1) if records else block.header_rows:
            for column in range(area.left, area.right + 1):
                here = (row - grid.sheet.top, column - grid.sheet.left)
                if (row, column) not in figures and np.isfinite(grid.number[here]):
                    yield row, column


def _half_widths(grid: Grid, found: Iterable[Found]) -> Floats:
    """Half of the granularity of the figures of a grid, each by those of its field."""
    half = np.zeros(grid.shape)
    for rows in (one.field.rows for one in found):
        places = np.ix_(rows.item - grid.sheet.top, rows.line - grid.sheet.left)
        half[places] = of_figures(rows.value, rows.number)
    return half


def _proven(pattern: Pattern) -> bool:
    """Whether figures add up so often that they do, whatever they were taken for."""
    return pattern.hits >= PROVEN_HITS and pattern.evidence >= PROVEN_DIGITS


def _fitting(model: Model) -> Callable[[Identity, bool], Literal["well", "weak", "never"]]:
    """Whether what the model knows of the cells of a sum lets them be added up."""
    o = model.observations
    never = np.isin(o.measure, [MEASURES.index(measure) for measure in NOT_ADDED])
    share = o.measure == MEASURES.index("share")
    worth = np.array([unit.scale for unit in o.units] + [1.0])[o.unit]

    if not never.any() and len(np.unique(share)) < 2 and len(np.unique(worth)) < 2:
        return lambda identity, proven: "well"

    def fits(identity: Identity, proven: bool) -> Literal["well", "weak", "never"]:
        known = [cell for cell in identity.cells if cell < len(o)]
        if not known:
            return "well"
        unlike = bool((worth[known] != worth[known[0]]).any())
        if never[known].any() or (share[known] != share[known[0]]).any():
            return "weak" if proven and unlike else "well" if proven else "never"
        return "weak" if unlike else "well"

    return fits


@dataclass(frozen=True)
class _Seats:
    """The positions of the figures of a sheet, numbered when they are first asked for."""

    grid: Grid
    numbering: Numbering
    half: dict[int, float]
    halves: Floats  # half of the granularity of every figure of the grid
    barred: frozenset[Place]  # rows and columns of numbers that are no figures

    def position(self, row: int, column: int) -> int:
        """The position of a figure by its row and column in the sheet."""
        sheet = self.grid.sheet
        cell = (sheet.index, row, column)
        known = self.numbering.known.get(cell)
        if known is not None:
            return known
        here = (row - sheet.top, column - sheet.left)
        position = self.numbering.add(cell, float(self.grid.number[here]))
        self.half[position] = float(self.halves[here])
        return position


def _sums(
    axis: Axis, pattern: Pattern, seats: _Seats, how: Mapping[int, Strength], name: str
) -> Iterator[tuple[int, Identity]]:
    """Each line of a sum with the sum there, over the parts that have a figure; none where one is no figure at all."""
    filled = axis.number[list(pattern.parts)]
    down = axis.direction == "rows"
    items = axis.item.tolist()
    for line in pattern.lines:
        across = int(axis.line[line])
        own = [pattern.total, *(pattern.parts[i] for i in np.flatnonzero(filled[:, line]).tolist())]
        places = [(items[item], across) if down else (across, items[item]) for item in own]
        if not seats.barred.isdisjoint(places):
            continue
        total, *parts = (seats.position(*place) for place in places)
        signs = (1,) * len(parts)
        strong = how[line] == "strong"
        yield line, Identity("sum", total, tuple(parts), signs, "inferred", pattern=name, strong=strong)


def _rates(rate: Rate, seats: _Seats, scale: Floats, name: str) -> Iterator[Identity]:
    """The rate on each of its lines. A rate that the model reads as a percentage is worth a hundredth of what is
    printed; of any other figure `factor` says so."""
    strong = rate.strength == "strong"
    for trio in rate.cells():
        total, first, second = (seats.position(*place) for place in trio)
        if rate.kind == "difference":
            yield Identity("difference", total, (first, second), (1, -1), "inferred", pattern=name, strong=strong)
            continue
        factor = rate.factor * (float(scale[total]) if total < len(scale) else 1.0)
        yield Identity(
            rate.kind,
            total,
            (first, second),
            (1, 1),
            "inferred",
            years=rate.years,
            pattern=name,
            factor=factor,
            strong=strong,
        )
