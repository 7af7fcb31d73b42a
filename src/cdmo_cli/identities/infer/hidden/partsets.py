"""Which parts a total may have by the look of its table, before any figure is asked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from cdmo_cli.identities.infer.model import NOT_ADDED, Axis, Ints, Pattern

KNOWN, NATURAL, PLAIN = 0.0, math.log10(0.3), math.log10(0.03)
"""How likely a total is to have the parts that it has on lines of another kind; those that end where the look of the
table ends them; those that end anywhere else, which is the less likely the more places there are."""

MOST_GAPS = 4

Parts = tuple[int, ...]


class Orders:
    """The items of an axis that may be added up, in the orders in which parts may stand beside a total."""

    def __init__(self, axis: Axis, found: Iterable[Pattern]) -> None:
        self.axis = axis
        self._adds = axis.number.any(axis=1) & (axis.kind != NOT_ADDED)
        self._counted = np.zeros(len(axis), dtype=np.int64)
        self._own: dict[int, list[Pattern]] = {}
        for pattern in found:
            self._counted[list(pattern.parts)] += 1
            self._own.setdefault(pattern.total, []).append(pattern)

    def beside(self, total: int) -> Iterator[tuple[Ints, int]]:
        """The items before the total and those after it, nearest first, each with its way (-1 before, 1 after): of all
        items, and of those that no other total stands for."""
        counted = self._counted.copy()
        for pattern in self._own.get(total, ()):
            counted[list(pattern.parts)] -= 1
        alone = self._adds & (counted == 0)
        for items in (self._adds, alone) if (self._adds & ~alone).any() else (self._adds,):
            yield np.flatnonzero(items[:total])[::-1], -1
            yield np.flatnonzero(items[total + 1 :]) + total + 1, 1


def natural(orders: Orders, total: int) -> list[Parts]:
    """The sets of parts that end at something: another total, a gap, the end of the table, a level."""
    chosen: dict[Parts, None] = {}
    for beside, way in orders.beside(total):
        for count in _ends(orders.axis, total, beside, way):
            chosen[tuple(sorted(beside[:count].tolist()))] = None
        chosen.update(dict.fromkeys(_level(orders.axis, total, beside)))
    return list(chosen)


def _ends(axis: Axis, total: int, beside: Ints, way: int) -> Iterator[int]:
    """After how many of the items beside it the parts of a total may end."""
    if len(beside) > 1:
        yield len(beside)
    gaps = 0
    for count in range(2, len(beside)):
        item, before = int(beside[count]), int(beside[count - 1])
        if axis.gap[before if way < 0 else item] and gaps < MOST_GAPS:
            yield count
            gaps += 1
        if axis.total[item] or (axis.depth[item] <= axis.depth[total] and axis.depth[before] > axis.depth[total]):
            yield count
            return


def _level(axis: Axis, total: int, beside: Ints) -> Iterator[Parts]:
    """The items of the next level under a total, without what stands deeper."""
    under: list[int] = []
    for item in beside.tolist():
        if axis.depth[item] <= axis.depth[total]:
            break
        under.append(item)
    if under:
        least = min(int(axis.depth[item]) for item in under)
        parts = tuple(sorted(item for item in under if axis.depth[item] == least))
        if 1 < len(parts) < len(under):
            yield parts
