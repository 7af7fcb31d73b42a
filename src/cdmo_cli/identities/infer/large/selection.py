"""Chooses among thousands of candidates as `choice.choose` does among some: by an index of totals and parts, so that a
candidate is only held against those that it shares an item with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from cdmo_cli.identities.infer.large.batch import Sum
from cdmo_cli.identities.infer.model import Axis
from cdmo_cli.identities.infer.sums.choice import BY_TOUCH, BY_WAY, SAME_LINES, STRONG, STRONG_RATIO

PAIR = 0.3
"""By how much less a pair weighs than a run of the same evidence."""


class Selection:
    """The accepted sums, in the order in which they were accepted."""

    def __init__(self) -> None:
        self.all: list[Sum] = []
        self._of: dict[int, list[Sum]] = defaultdict(list)  # by total
        self._with: dict[int, list[Sum]] = defaultdict(list)  # by part

    def add(self, candidate: Sum) -> None:
        self.all.append(candidate)
        self._of[candidate.total].append(candidate)
        for part in candidate.parts.tolist():
            self._with[part].append(candidate)

    def admits(self, candidate: Sum) -> bool:
        """Whether the candidate can stand beside what is chosen: no cycle, no part with its ancestor, no overlap."""
        members = set(candidate.parts.tolist())
        strong = candidate.evidence >= STRONG and candidate.ratio >= STRONG_RATIO
        same = self._of.get(candidate.total, [])
        if same and not (strong and all(self._beside(candidate, members, other) for other in same)):
            return False
        if not strong and any(self._clash(candidate, members, other) for other in self._sharing(members)):
            return False
        below = self._below(members)
        return candidate.total not in below and members.isdisjoint(below)

    def _beside(self, candidate: Sum, members: set[int], other: Sum) -> bool:
        """Whether it can be another decomposition of the total of `other`: of other items, on the same lines."""
        common = int((candidate.holds & other.holds).sum())
        return (
            members.isdisjoint(other.parts.tolist())
            and members.isdisjoint(self._below({other.total}))
            and common >= SAME_LINES * max(int(other.holds.sum()), 1)
        )

    def _sharing(self, members: Iterable[int]) -> Iterable[Sum]:
        found = {id(other): other for part in members for other in self._with.get(part, ())}
        return found.values()

    def _clash(self, candidate: Sum, members: set[int], other: Sum) -> bool:
        if other.total == candidate.total:
            return False  # settled before
        others = set(other.parts.tolist())
        nested = members <= others or others <= members
        return not nested or (candidate.total not in others and other.total not in members)

    def _below(self, items: Iterable[int]) -> set[int]:
        """All items that the sums lead to from these."""
        found: set[int] = set()
        open_ends = list(items)
        while open_ends:
            for other in self._of.get(open_ends.pop(), ()):
                fresh = set(other.parts.tolist()) - found
                found |= fresh
                open_ends.extend(fresh)
        return found


def select(axis: Axis, candidates: Sequence[Sum], chosen: Selection) -> list[Sum]:
    """Adds to `chosen` what can stand, the strongest first; returns what was added."""
    rank = np.array([candidate.rank for candidate in candidates])
    way = np.array([candidate.way for candidate in candidates])
    runs = np.array([candidate.how == "run" for candidate in candidates], dtype=bool)
    share = {side: float(rank[runs & (way == side)].sum()) for side in (-1, 1)}
    whole = max(sum(share.values()), 1e-300)
    bonus = np.where(runs, 1.0 + BY_TOUCH, 1.0 - PAIR)
    bonus += BY_WAY * (share[-1] * (way == -1) + share[1] * (way == 1)) / whole
    weight = rank * bonus
    weight += [2.0 * axis.total[candidate.total] + 0.01 * len(candidate.parts) for candidate in candidates]
    added: list[Sum] = []
    for position in np.argsort(-weight, kind="stable").tolist():
        candidate = candidates[position]
        if chosen.admits(candidate):
            chosen.add(candidate)
            added.append(candidate)
    return added
