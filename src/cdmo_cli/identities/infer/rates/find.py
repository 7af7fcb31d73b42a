"""Finds shares, growth, CAGR and differences in a field where nobody declared them, by the figures and their labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cdmo_cli.identities.infer.model import Direction, Field, Pattern
from cdmo_cli.identities.infer.rates.choice import chosen, labelled
from cdmo_cli.identities.infer.rates.headings import headings
from cdmo_cli.identities.infer.rates.joining import joined, moved, pairs
from cdmo_cli.identities.infer.rates.scene import Relation, Scene, scene
from cdmo_cli.identities.infer.rates.weighing import MISS, Kind
from cdmo_cli.identities.infer.strength import FEW, STRONG, STRONG_HITS, Strength
from cdmo_cli.tables.grid import Grid

LEAST = 2  # lines of a rate that is worth naming

Place = tuple[int, int]


class Trio(NamedTuple):
    """The cells of one rate: the rate, part and whole or later and earlier figure; rows and columns from 1."""

    rate: Place
    first: Place
    second: Place


@dataclass(frozen=True)
class Rate:
    """A rate that holds along an axis: a row or column of rates, each of which follows from two other figures.

    share: rate = first / second · factor; growth: (first / second − 1) · factor; cagr: ((first / second)^(1 / years) −
    1) · factor; difference: first − second. `trios` has a trio for each line on which it speaks, `broken` are the
    positions of those on which it does not hold. `evidence` counts digits that agree by more than chance.
    """

    kind: Kind
    direction: Direction  # what the item of rates is: a row or a column
    item: int  # that row or column of the sheet
    factor: float  # 100 where the rates are printed in percent
    years: float
    trios: tuple[Trio, ...]
    broken: tuple[int, ...]
    evidence: float
    labelled: bool  # the label says that it is a rate of this kind
    how: str  # across: of two other items; along 1: from line to line of one, lag 1; of a line: of a total line

    def cells(self) -> Iterator[Trio]:
        """The cells of each line."""
        return iter(self.trios)

    @property
    def ratio(self) -> float:
        """The part of its lines on which it holds."""
        return 1 - len(self.broken) / len(self.trios)

    @property
    def strength(self) -> Strength:
        """How far it can be relied on, as that of a sum; without a word for it, it is worth showing and no more."""
        few = len(self.broken) <= max(1, FEW * len(self.trios))
        digits = self.evidence + MISS * len(self.broken)
        if not self.labelled or not few:
            return "weak"
        return "strong" if digits >= STRONG and len(self.trios) - len(self.broken) >= STRONG_HITS else "likely"


def rates(
    field: Field,
    row_sums: Sequence[Pattern] = (),
    column_sums: Sequence[Pattern] = (),
    grid: Grid | None = None,
) -> list[Rate]:
    """The rates of a field; no cell is a rate twice.

    row_sums and column_sums are the sums found along its axes: they tell wholes from parts, and a difference that is
    one of them is not said again. With the grid the headings above the labels are read as well.
    """
    if len(field.rows) == 0 or len(field.columns) == 0:
        return []
    down, across = headings(field.rows, field.columns, grid), headings(field.columns, field.rows, grid)
    views = (
        (scene(field.rows, field.columns, (row_sums, column_sums), (down, across)), row_sums),
        (scene(field.columns, field.rows, (column_sums, row_sums), (across, down)), column_sums),
    )
    found = [(view, relation) for view, sums in views for relation in chosen(view, sums)]
    found.sort(key=lambda pair: -pair[1].rank)
    result: list[Rate] = []
    taken: set[Place] = set()
    for view, relation in found:
        rate = _rate(view, relation, taken)
        if rate is not None:
            taken |= {trio.rate for trio in rate.trios}
            result.append(rate)
    return sorted(result, key=lambda rate: (rate.direction, rate.item))


def rates_of_sheet(
    fields: Sequence[Field],
    sums: Sequence[tuple[Sequence[Pattern], Sequence[Pattern]]] = (),
    grid: Grid | None = None,
) -> list[Rate]:
    """The rates of all fields of a sheet, those included that follow from the figures of another field.

    `sums` has the sums of the rows and of the columns of each field, or is empty.
    """
    sums = sums or [((), ())] * len(fields)
    result = [
        rate for field, (rows, columns) in zip(fields, sums, strict=True) for rate in rates(field, rows, columns, grid)
    ]
    taken = {trio.rate for rate in result for trio in rate.trios}
    words = [headings(f.rows, f.columns, grid) + headings(f.columns, f.rows, grid) for f in fields]
    for one, other in pairs(fields, words):
        field = joined(fields[one], fields[other])
        rows = [p for k in (one, other) for p in moved(sums[k][0], fields[k].rows, field.rows)]
        columns = [p for k in (one, other) for p in moved(sums[k][1], fields[k].columns, field.columns)]
        for rate in rates(field, rows, columns, grid):
            cells = {trio.rate for trio in rate.trios}
            if not cells & taken and _crosses(rate, fields[one]):
                taken |= cells
                result.append(rate)
    return result


def _crosses(rate: Rate, field: Field) -> bool:
    """Whether the rates are all on one side of a field's border, and the figures all on the other side."""
    rows, columns = set(field.rows.item.tolist()), set(field.columns.item.tolist())

    def within(place: Place) -> bool:
        return place[0] in rows and place[1] in columns

    sides = {within(trio.rate) for trio in rate.trios}
    others = {within(place) for trio in rate.trios for place in (trio.first, trio.second)}
    return len(sides) == len(others) == 1 and sides != others


def _rate(view: Scene, relation: Relation, taken: set[Place]) -> Rate | None:
    """A relation by its cells; None where most of its rates are taken, or too few say anything.

    A line on which a figure would be compared to itself (100 % of the total) says nothing.
    """
    axis, hit = view.axis, relation.weighed.hit
    turned = axis.direction == "columns"

    def place(item: int, line: int) -> Place:
        there = (int(axis.item[item]), int(axis.line[line]))
        return (there[1], there[0]) if turned else there

    lines = np.flatnonzero(relation.weighed.live).tolist()
    trios = {
        line: Trio(
            place(relation.rate, line),
            place(relation.first, int(relation.first_lines[line])),
            place(relation.second, int(relation.second_lines[line])),
        )
        for line in lines
    }
    own = {line: trio for line, trio in trios.items() if trio.rate not in taken}
    speaking = {line: trio for line, trio in own.items() if trio.first != trio.second}
    if len(own) * 2 < len(lines) or len(speaking) < LEAST:
        return None
    return Rate(
        relation.kind,
        axis.direction,
        int(axis.item[relation.rate]),
        relation.factor,
        relation.years,
        tuple(speaking.values()),
        tuple(i for i, line in enumerate(speaking) if not hit[line]),
        relation.weighed.evidence,
        labelled(view, relation),
        relation.how,
    )
