"""Figures by meaning: a lookup from year and members to value and position, in one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cdmo_cli.market.hierarchy import complete, grouping_codes, parts
from cdmo_cli.market.model import MEASURES, Dimension, Model, Observations
from cdmo_cli.tables.model import Measure

Cell = frozenset[tuple[str, str]]  # of dimension and member codes; empty: the whole market


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its origin: `value` in the cube's unit (USD billion), or percent for shares; `positions` are
    the observations that it was read from or computed from."""

    value: float
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """An exchange rate as the workbook states it: one `base` is `value` of `quote`."""

    base: str
    quote: str
    value: float
    year: int | None
    basis: str
    source: str
    position: int


def years_of(observations: Observations) -> npt.NDArray[np.int32]:
    """The calendar or fiscal year of each observation; 0 where it has none, or spans several, or is a part of one."""
    table = [p.year if p.through is None and not p.part else 0 for p in observations.periods]
    return np.array([*table, 0], dtype=np.int32)[observations.period]  # period −1 takes the last


def select(observations: Observations, measure: Measure) -> npt.NDArray[np.bool_]:
    """The observations of one measure."""
    return np.equal(observations.measure, MEASURES.index(measure))


def cells(model: Model, chosen: npt.NDArray[np.int64]) -> dict[tuple[int, Cell], int]:
    """(year, cell) → the first of the chosen positions that holds it. Year 0: without a year."""
    if not len(chosen):
        return {}
    data = model.observations
    columns = {code: column[chosen] for code, column in data.members.items()}
    cell = _numbered(list(columns.values()), len(chosen))
    _, first, cell = np.unique(cell, return_index=True, return_inverse=True)
    labels = [_cell(model, columns, at) for at in first.tolist()]
    year = years_of(data)[chosen]
    _, first = np.unique(_numbered([year, cell], len(chosen)), return_index=True)
    first.sort()
    found = zip(year[first].tolist(), cell[first].tolist(), chosen[first].tolist(), strict=True)
    return {(year, labels[cell]): position for year, cell, position in found}


def _cell(model: Model, columns: Mapping[str, npt.NDArray[np.int32]], at: int) -> Cell:
    members = ((code, int(column[at])) for code, column in columns.items())
    return frozenset((code, model.dimension(code).members[m].code) for code, m in members if m >= 0)


def _numbered(columns: Sequence[npt.NDArray[np.integer]], size: int) -> npt.NDArray[np.int64]:
    """One number for each distinct row of the columns."""
    number = np.zeros(size, dtype=np.int64)
    for column in columns:
        low = int(column.min())
        number = number * (int(column.max()) - low + 1) + (column - low)
        if number.max() > 1 << 31:
            _, number = np.unique(number, return_inverse=True)  # small again, so that it never overflows
    return number


def rates(model: Model) -> tuple[Rate, ...]:
    """Every exchange rate of the workbook whose two currencies are known, in reading order."""
    data = model.observations
    years = years_of(data)
    found = []
    for position in np.flatnonzero(select(data, "rate")).tolist():
        told = data.attributes.get(position, {})
        value = float(data.value[position])
        if told.get("from") and told.get("to") and value > 0:
            year = int(years[position]) or None
            found.append(
                Rate(told["from"], told["to"], value, year, told.get("basis", ""), told.get("source", ""), position)
            )
    return tuple(found)


def rate_between(known: tuple[Rate, ...], base: str, quote: str, year: int | None) -> tuple[float, int | None] | None:
    """What one `base` is worth in `quote`, and the position it was read at (None for a currency and itself).

    The rate of the year, else one without a year, else the only one there is; inverted where it is printed the
    other way round. None when the workbook has no such rate: a rate is never invented.
    """
    if base == quote:
        return 1.0, None
    fitting = [r for r in known if {r.base, r.quote} == {base, quote}]
    of_year = [r for r in fitting if r.year == year] or [r for r in fitting if r.year is None]
    chosen = of_year[0] if of_year else fitting[0] if len(fitting) == 1 else None
    if chosen is None:
        return None
    return (chosen.value if chosen.base == base else 1 / chosen.value), chosen.position


class Sizes:
    """Market sizes of a model in one currency; what is not printed is added up where it can be.

    `printed` is in units of the currency, what `get` answers in `scale` of them.
    """

    def __init__(
        self,
        model: Model,
        printed: Mapping[tuple[int, Cell], Figure],
        scope: Mapping[str, str] | None = None,
        scale: float = 1.0,
    ) -> None:
        self.scale = scale
        self._dimensions = model.dimensions
        self._groupings = grouping_codes(model.taxonomy)
        self._printed = printed
        self._scope = frozenset((scope or {}).items())
        self._known: dict[tuple[int, Cell], Figure | None] = {}
        self.years = tuple(sorted({year for year, _ in printed if year}))
        self._used = frozenset(code for _, cell in printed for code, _ in cell)

    def __contains__(self, key: tuple[int, Cell]) -> bool:
        return key in self._printed

    @property
    def printed(self) -> Mapping[tuple[int, Cell], Figure]:
        return self._printed

    def get(self, year: int, cell: Cell) -> Figure | None:
        """As printed, else the sum of a complete partition, else None."""
        found = self._get(year, cell | self._missing_scope(cell))
        return Figure(found.value / self.scale, found.positions) if found is not None else None

    def _missing_scope(self, cell: Cell) -> Cell:
        named = {code for code, _ in cell}
        return frozenset((d, m) for d, m in self._scope if d not in named)

    def _get(self, year: int, cell: Cell) -> Figure | None:
        found = self._printed.get((year, cell))
        if found is not None:
            return found
        if (year, cell) not in self._known:
            self._known[year, cell] = next(
                (
                    total
                    for dimension in self._dimensions
                    if dimension.partition and (total := self._sum_over(dimension, year, cell)) is not None
                ),
                None,
            )
        return self._known[year, cell]

    def _sum_over(self, dimension: Dimension, year: int, cell: Cell) -> Figure | None:
        named = dict(cell)
        if dimension.code in named or dimension.code not in self._used:
            return None
        parent = None
        if dimension.within is not None:
            if dimension.within not in named:
                return None
            parent = named[dimension.within]
        figures = {}
        for member in parts(dimension, parent):
            if member.code in self._groupings:
                continue
            figure = self._get(year, cell | {(dimension.code, member.code)})
            if figure is not None:
                figures[member.code] = figure
        if not complete(dimension, figures.keys(), parent):
            return None
        positions = tuple(p for f in figures.values() for p in f.positions)
        return Figure(sum(f.value for f in figures.values()), positions)
