"""Brings the patterns that the numbers of the sheets show into the system of identities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from cdmo_cli.identities.formulas import Numbering
from cdmo_cli.identities.granularity import of_figures
from cdmo_cli.identities.infer import Axis, Pattern, Strength, found_in, strengths
from cdmo_cli.identities.infer.model import Floats
from cdmo_cli.identities.model import Cell, Identity
from cdmo_cli.market.model import MEASURES, Model
from cdmo_cli.tables.model import SheetTables

NOT_ADDED = ("growth", "cagr", "index", "rate", "price")

PROVEN_HITS, PROVEN_DIGITS = 5, 12.0


@dataclass(frozen=True)
class Inferred:
    """What was inferred: identities to be judged, those too weak for a verdict, and for the cells that were met first
    here half of their granularity, in printed units."""

    identities: list[Identity] = field(default_factory=list)
    weak: list[Identity] = field(default_factory=list)
    half: dict[int, float] = field(default_factory=dict)


def inferred(model: Model, tables: Iterable[SheetTables], numbering: Numbering) -> Inferred:
    """All sums that the grids of the sheets show by themselves; cells that are met for the first time are numbered.

    Where the model understands the figures, amounts are not added to shares, and rates not at all, unless they add up
    again and again; sums of figures in units of different worth are weak.
    """
    result = Inferred()
    fits = _fitting(model)
    for sheet in tables:
        if sheet.grid is None:
            continue
        for number, found in enumerate(found_in(sheet.grid)):
            for axis, patterns in ((found.field.rows, found.rows), (found.field.columns, found.columns)):
                seats = _Seats(axis, sheet.sheet, numbering, result.half, of_figures(axis.value, axis.number))
                for pattern, how in zip(patterns, strengths(axis, patterns), strict=True):
                    name = f"grid {sheet.sheet}/{number}/{axis.direction}/{pattern.total}/{pattern.parts}"
                    for line, one in zip(pattern.lines, _sums(pattern, seats, how, name), strict=True):
                        fit = fits(one, _proven(pattern))
                        if fit != "never":
                            (result.weak if "weak" in (how[line], fit) else result.identities).append(one)
    return result


def _proven(pattern: Pattern) -> bool:
    """Whether figures add up so often that they do, whatever they were taken for."""
    return pattern.hits >= PROVEN_HITS and pattern.evidence >= PROVEN_DIGITS


def _fitting(model: Model) -> Callable[[Identity, bool], Literal["well", "weak", "never"]]:
    """Whether what the model knows of the cells of a sum lets them be added up."""
    o = model.observations
    never = np.isin(o.measure, [MEASURES.index(measure) for measure in NOT_ADDED])
    share = o.measure == MEASURES.index("share")
    worth = np.array([unit.scale for unit in o.units] + [1.0])[o.unit]

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
    """The positions of an axis' figures, numbered when they are first asked for."""

    axis: Axis
    sheet: int
    numbering: Numbering
    half: dict[int, float]
    halves: Floats  # half of the granularity of every figure

    def position(self, item: int, line: int) -> int:
        cell = self._cell(item, line)
        if cell not in self.numbering.known:
            position = self.numbering.add(cell, float(self.axis.value[item, line]))
            self.half[position] = float(self.halves[item, line])
        return self.numbering.known[cell]

    def _cell(self, item: int, line: int) -> Cell:
        along, across = int(self.axis.item[item]), int(self.axis.line[line])
        return (self.sheet, along, across) if self.axis.direction == "rows" else (self.sheet, across, along)


def _sums(pattern: Pattern, seats: _Seats, how: Mapping[int, Strength], name: str) -> Iterator[Identity]:
    """The sum on each of its lines, over the parts that have a figure there."""
    filled = seats.axis.number[list(pattern.parts)]
    for line in pattern.lines:
        parts = [pattern.parts[i] for i in np.flatnonzero(filled[:, line]).tolist()]
        total = seats.position(pattern.total, line)
        cells = tuple(seats.position(part, line) for part in parts)
        yield Identity("sum", total, cells, (1,) * len(cells), "inferred", pattern=name, strong=how[line] == "strong")
