"""Items that repeat the figures of another: what is said of one holds of the other, and is to be said once."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.model import Axis
from cdmo_cli.identities.infer.sums.families import name
from cdmo_cli.identities.infer.sums.judge import Candidate

Key = tuple[int, tuple[int, ...]]

ALIKE = 0.85  # of their lines on which two items must agree
FEW = 4  # lines on which they must agree
MOST = 400  # items that are compared with each other


class Twins:
    """The items of an axis by their figures: every item leads to the first one with the same figures."""

    def __init__(self, axis: Axis) -> None:
        self._axis = axis
        self._first = _first_alike(axis)
        self._zero = [not figures.any() for figures in axis.value]

    def key(self, candidate: Candidate) -> Key:
        """The same for sums that say the same: equal totals, equal parts, parts of zeros aside."""
        parts = sorted(self._first[part] for part in candidate.parts if not self._zero[part])
        return self._first[candidate.total], tuple(parts)

    def repeats(self, candidate: Candidate, other: Candidate) -> bool:
        """Whether a total is meant to stand there again: beside its twin, or under the same label."""
        if candidate.total == other.total:
            return False
        if abs(candidate.total - other.total) == 1:
            return True
        return bool(label := name(self._axis, candidate.total)) and label == name(self._axis, other.total)


def _first_alike(axis: Axis) -> list[int]:
    """For each item the first one with the same figures, on most lines if the table is not too long to compare."""
    figures = np.where(axis.number, axis.value, 0.0)
    seen: dict[bytes, int] = {}
    first = [seen.setdefault(np.ascontiguousarray(row + 0.0).tobytes(), item) for item, row in enumerate(figures)]
    if len(first) > MOST:
        return first
    filled = figures != 0
    for item, row in enumerate(figures):
        if first[item] != item or not item:
            continue
        same = ((figures[:item] == row) & filled[item]).sum(axis=1)
        either = (filled[:item] | filled[item]).sum(axis=1)
        alike = np.flatnonzero((same >= FEW) & (same >= ALIKE * either))
        if len(alike):
            first[item] = first[int(alike[0])]
    return first
