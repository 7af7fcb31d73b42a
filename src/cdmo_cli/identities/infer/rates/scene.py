"""What rates are looked for in: one axis with its figures, what its labels say, and which items look like rates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from cdmo_cli.identities.infer.model import PERCENT, Axis, Floats, Ints, Pattern
from cdmo_cli.identities.infer.rates.weighing import Figures, Kind, Weighed, figures, predicted, weigh
from cdmo_cli.identities.infer.rates.words import Hints, ascending, hints, period_of, years_of
from cdmo_cli.tables.model import Period

PROBES = 16  # lines on which candidates are screened
WINDOW = 12  # items to either side in which operands are looked for
NEAR = 6  # the same for items whose label says nothing of rates
ALL = 40  # items of an axis that are all looked at
FIRST_LINES = 200  # whose labels tell in which order the periods go
DATED = 2000  # items whose years are read
TOTALS = 8  # totals farther away that may be wholes
MOST = 400  # items that are tried though no label speaks of rates
OF_A_LINE = "of a line"
EXACT = 2.0  # times that a rate is finer than rounded figures could give
WHOLE = 100.5  # percent, and a little for rounding
LARGEST = 1000.0  # no rate without a label is larger


Shape = tuple[str, float, int, int, int]


@dataclass(frozen=True)
class Relation:
    """A rate item that follows from two figures on every line; −1 for a line on which it says nothing.

    Item and line numbers are positions on the axis.
    """

    kind: Kind
    factor: float  # 100 for rates in percent, 1 for fractions
    years: float
    rate: int
    first: int
    second: int
    first_lines: Ints
    second_lines: Ints
    weighed: Weighed
    tried: int  # readings among which it was chosen
    bonus: float = 0.0  # what labels and places add when readings of one item compete
    how: str = "across"

    @property
    def rank(self) -> float:
        """Evidence, failing lines punished, labels and places included: the best reading of an item has most."""
        return self.weighed.rank + self.bonus

    @property
    def shapes(self) -> tuple[Shape, Shape]:
        """The same for rates that stand in the same way to both operands, or to the first and to one whole."""
        name = f"{self.kind} {self.how}"
        known = self.second_lines[self.second_lines >= 0]
        line = int(np.bincount(known).argmax()) if self.how == OF_A_LINE and len(known) else -1
        away = self.first - self.rate
        beside = (name, self.factor, away, self.second - self.rate, line)
        return beside, (f"{name} of one", self.factor, away, self.second, line)


@dataclass(frozen=True)
class Scene:
    """One axis, ready to be searched."""

    axis: Axis
    figures: Figures
    heads: tuple[str, ...]  # all words that head each item
    hints: tuple[Hints, ...]
    line_heads: tuple[str, ...]
    line_totals: frozenset[int]  # lines that are totals by label or by a sum found
    totals: Ints  # items that are
    wholes: dict[int, frozenset[int]] = field(default_factory=dict)  # item → totals that it is a part of
    names: dict[str, list[int]] = field(default_factory=dict)  # label → items

    def __len__(self) -> int:
        return len(self.axis)

    def percent(self, item: int) -> bool:
        """Whether percent signs or the label say that an item holds percentages or other rates, and its figures may be.

        "Resistor, 1 %" has a percentage in its name, and share capital is no share.
        """
        said = self.hints[item]
        signs = bool(self.axis.kind[item] == PERCENT) and not said.no_share and "%" not in self.axis.labels[item]
        largest = WHOLE if said.share and not said.percent else LARGEST
        return (signs or said.rate) and bool(self.usual[item] <= largest)

    def period(self, item: int) -> Period | None:
        """The period that heads an item."""
        return period_of(self.axis.labels[item]) or period_of(self.heads[item])

    def operands(self, item: int, window: int = WINDOW) -> Ints:
        """The items that a rate may follow from: neighbours, items of the same label, totals."""
        count = len(self)
        if count <= ALL and window >= WINDOW:
            near = np.arange(count)
        else:
            near = np.arange(max(0, item - window), min(count, item + window + 1))
        same = self.names.get(self.axis.labels[item].strip().lower(), []) if self.axis.labels[item].strip() else []
        far = self.totals[np.argsort(np.abs(self.totals - item), kind="stable")[:TOTALS]] if len(self.totals) else near
        more = np.array(same[:TOTALS] + self.named_years(item), dtype=np.int64)
        chosen = np.unique(np.concatenate([near, more, far])).astype(np.int64)
        keep = [i for i in chosen.tolist() if i != item and not self.hints[i].rank]
        return np.array(keep, dtype=np.int64)

    def named_years(self, item: int) -> list[int]:
        """The items of the first and of the last year that the heading of a rate names."""
        named = years_of(self.heads[item]) if self.percent(item) or self.hints[item].change else None
        if named is None or len(self) > DATED:
            return []
        return self.dated.get(named[0], [])[:2] + self.dated.get(named[1], [])[:2]

    @cached_property
    def usual(self) -> Floats:
        """The size that half of an item's figures do not exceed."""
        told = self.figures.number & (self.figures.value != 0)
        size = np.where(told, np.abs(self.figures.value), np.nan)
        size[~told.any(axis=1)] = 0.0
        return np.asarray(np.nanmedian(size, axis=1))

    @cached_property
    def dated(self) -> dict[int, list[int]]:
        """The items of each year."""
        found: dict[int, list[int]] = {}
        for item in range(len(self)):
            period = self.period(item)
            if period is not None and period.through is None:
                found.setdefault(period.year, []).append(item)
        return found

    @cached_property
    def line_order(self) -> int:
        """1 where the periods of the lines go up, −1 where they go down, 0 where their labels do not tell."""
        return ascending(self.line_heads[:FIRST_LINES])

    def probes(self, item: int) -> Ints:
        """Some lines that tell most: distinct rates, spread over the whole item."""
        rate = self.figures.value[item]
        lines = np.flatnonzero(self.figures.number[item] & (rate != 0) & (rate != 100) & (rate != 1))
        small = lines[np.abs(rate[lines]) <= LARGEST]
        lines = small if len(small) >= 3 else lines
        if len(lines) > 64 * PROBES:
            lines = lines[:: len(lines) // (64 * PROBES)]
        _, first = np.unique(rate[lines], return_index=True)
        lines = np.sort(lines[first])
        if len(lines) > PROBES:
            lines = lines[np.linspace(0, len(lines) - 1, PROBES).astype(np.int64)]
        return lines

    def weighed(self, relation: Relation) -> Relation:
        """The relation with the evidence of all its lines."""
        value, number, half = self.figures.value, self.figures.number, self.figures.half
        one, two = relation.first_lines, relation.second_lines
        there = (one >= 0) & (two >= 0) & number[relation.rate]
        there &= number[relation.first, one] & number[relation.second, two]
        first, second = value[relation.first, one], value[relation.second, two]
        rate = value[relation.rate]

        def weighing(half_first: Floats, half_second: Floats) -> Weighed:
            expected, slack, sure = predicted(
                relation.kind, relation.factor, relation.years, first, second, half_first, half_second
            )
            trivial = np.asarray((expected == 0) | (first == second) | (first == 0) | (rate == 0))
            like = _alike(relation, first, second)
            return weigh(rate, half[relation.rate], expected, slack, there & sure, trivial, like)

        weighed = weighing(half[relation.first, one], half[relation.second, two])
        if weighed.finer > EXACT:  # it may follow from the figures as they stand: counts, or computed in the sheet
            exactly = weighing(np.zeros_like(first), np.zeros_like(first))
            weighed = exactly if exactly.rank >= weighed.rank else weighed
        return replace(relation, weighed=weighed)


def _alike(relation: Relation, first: Floats, second: Floats) -> tuple[Floats, ...]:
    """The operands to which the rates of a relation may be proportional though it does not hold."""
    if relation.kind == "difference":
        return first, second
    return (first,) if relation.kind == "share" and relation.how != OF_A_LINE else ()


def scene(
    axis: Axis,
    across: Axis,
    sums: tuple[Sequence[Pattern], Sequence[Pattern]],
    words: tuple[Sequence[str], Sequence[str]],
) -> Scene:
    """`across` is the other axis of the field; `sums` were found along both of them, `words` head their items."""
    total_items = {p.total for p in sums[0]} | set(np.flatnonzero(axis.total).tolist())
    total_lines = {p.total for p in sums[1]} | set(np.flatnonzero(across.total).tolist())
    wholes: dict[int, set[int]] = {}
    for pattern in sums[0]:
        for part in pattern.parts:
            wholes.setdefault(part, set()).add(pattern.total)
    names: dict[str, list[int]] = {}
    for i, label in enumerate(axis.labels):
        if label.strip():
            names.setdefault(label.strip().lower(), []).append(i)
    return Scene(
        axis,
        figures(axis),
        tuple(words[0]),
        tuple(_hints(axis, words[0])),
        tuple(words[1]),
        frozenset(total_lines),
        np.array(sorted(total_items), dtype=np.int64),
        {part: frozenset(totals) for part, totals in wholes.items()},
        names,
    )


def _hints(axis: Axis, words: Sequence[str]) -> Iterator[Hints]:
    """What the words over each item say; only its own words make a row a balance or a change."""
    for label, head in zip(axis.labels, words, strict=True):
        said = hints(head)
        if axis.direction == "rows" and (said.change or said.balance):
            own = hints(label or head)
            said = replace(said, change=own.change, balance=own.balance)
        yield said


def rate_items(scene: Scene) -> tuple[list[int], Ints]:
    """The items whose label says that they may be rates, and others whose figures look like it, unless too many."""
    value, number, half = scene.figures.value, scene.figures.number, scene.figures.half
    labelled = [i for i in range(len(scene)) if _speaks(scene, i)]
    known = set(labelled)
    count = np.maximum(number.sum(axis=1), 1)
    fine = ((half < 0.5) & number).sum(axis=1) >= 0.5 * count
    small = ((np.abs(value) <= LARGEST) & number).sum(axis=1) >= 0.9 * count
    looks = np.flatnonzero(fine & small & (number.sum(axis=1) >= 3))
    others = [i for i in looks.tolist() if i not in known and not scene.hints[i].rank]
    return labelled, np.array(others if len(others) <= MOST else [], dtype=np.int64)


def _speaks(scene: Scene, item: int) -> bool:
    said = scene.hints[item]
    return not said.rank and (scene.percent(item) or said.change or said.balance)


def spans(values: Floats) -> bool:
    """Whether figures have both signs."""
    return bool((values < 0).any() and (values > 0).any())
