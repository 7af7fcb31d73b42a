"""Chooses among candidates that contradict each other: the stronger first, then what can stand beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cdmo_cli.identities.infer.model import Axis
from cdmo_cli.identities.infer.sums.judge import Candidate
from cdmo_cli.identities.infer.sums.twins import Key, Twins

STRONG, STRONG_RATIO = 8.0, 0.9  # evidence and ratio with which a candidate may overlap another
LABELLED = 2.0  # digits that a label that says total is worth
BY_WAY, BY_TOUCH = 0.5, 0.3  # what is added to the weight of one in the ruling way, and of one without holes
PAIR = 0.3  # what a pair anywhere has less: there are many
BY_HEADS, BY_PARTS, BY_WAY_OFF = 0.1, 0.01, 0.001  # what decides between equals
SAME_LINES = 0.7  # of its lines a second decomposition must share with the first


class Chosen:
    """The accepted sums, and what descends from what in them."""

    def __init__(self, axis: Axis) -> None:
        self.all: list[Candidate] = []
        self.twins = Twins(axis)
        self._said: dict[Key, Candidate] = {}
        self._keys: set[tuple[int, int]] = set()
        self._below: dict[int, int] = defaultdict(int)  # items that an item's sums reach

    def add(self, candidate: Candidate) -> None:
        """Accepts a sum, whatever there is: `admits` says whether it can stand."""
        self.all.append(candidate)
        self._said.setdefault(self.twins.key(candidate), candidate)
        self._keys.add((candidate.total, candidate.members))
        reach = candidate.members
        for part in candidate.parts:
            reach |= self._below[part]
        self._below[candidate.total] |= reach
        for item, below in self._below.items():
            if below >> candidate.total & 1:
                self._below[item] = below | self._below[candidate.total]

    def below(self, item: int) -> int:
        """The items, as a bit set, that the sums lead to from `item`."""
        return self._below.get(item, 0)

    def admits(self, candidate: Candidate) -> bool:
        """Whether the candidate can stand beside what is chosen: no cycle, no part with its ancestor, no overlap."""
        if (candidate.total, candidate.members) in self._keys:
            return False
        said = self._said.get(self.twins.key(candidate))
        if said is not None and not self.twins.repeats(candidate, said):
            return False
        reached = 0
        for part in candidate.parts:
            reached |= self.below(part)
        if reached >> candidate.total & 1 or reached & candidate.members:
            return False
        clear = candidate.ratio >= STRONG_RATIO or (candidate.misses == 1 and _touches(candidate))
        strong = candidate.evidence >= STRONG and clear
        return not any(self._clash(candidate, other, strong) for other in self.all)

    def _clash(self, candidate: Candidate, other: Candidate, strong: bool) -> bool:
        shared = candidate.members & other.members
        if other.total == candidate.total:
            common = (candidate.holds & other.holds).bit_count()
            return bool(
                shared
                or self.below(other.total) & candidate.members
                or common < SAME_LINES * max(other.holds.bit_count(), 1)
                or not strong
            )
        if not shared:
            return False
        if candidate.how == "gap" and shared not in (candidate.members, other.members):
            return True
        if strong:
            return False
        nested = shared in (candidate.members, other.members)
        apart = not other.members >> candidate.total & 1 and not candidate.members >> other.total & 1
        return not nested or apart


def choose(axis: Axis, candidates: Sequence[Candidate], chosen: Chosen) -> list[Candidate]:
    """Adds to `chosen` what can stand, the strongest first; returns what was added."""
    ruling = directions(candidates)
    added: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda one: _weight(axis, one, ruling), reverse=True):
        if chosen.admits(candidate):
            chosen.add(candidate)
            added.append(candidate)
    return added


def _weight(axis: Axis, candidate: Candidate, ruling: Mapping[int, float]) -> float:
    """What a candidate is preferred by; among equals the one whose parts are many, near, and totals themselves."""
    parts = candidate.parts
    bonus = 1.0 + BY_WAY * ruling.get(candidate.way, 0.0) + BY_TOUCH * _touches(candidate)
    if candidate.how == "pair":
        bonus -= PAIR
    far = sum(abs(part - candidate.total) for part in parts) / len(parts)
    heads = sum(bool(axis.total[part]) for part in parts) / len(parts)
    return (
        candidate.rank * bonus
        + LABELLED * bool(axis.total[candidate.total])
        + BY_HEADS * heads
        + BY_PARTS * len(parts)
        - BY_WAY_OFF * far
    )


def directions(candidates: Iterable[Candidate]) -> dict[int, float]:
    """How far blocks before (-1) and blocks after (1) their total rule a table: shares in what speaks for them."""
    weight = {-1: 0.0, 1: 0.0}
    for candidate in candidates:
        if candidate.how == "run" and candidate.way:
            weight[candidate.way] += candidate.rank
    whole = sum(weight.values())
    return {way: weight[way] / whole for way in weight} if whole else weight


def _touches(candidate: Candidate) -> bool:
    """Whether the parts stand side by side, and the total beside them."""
    span = max(candidate.total, candidate.parts[-1]) - min(candidate.total, candidate.parts[0])
    return span == len(candidate.parts)
