"""What the accepted sums of a table say about the next one: totals of the same name, sums of the same shape."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cdmo_cli.identities.infer.model import Axis
from cdmo_cli.identities.infer.sums.judge import Candidate

ACCEPT, ACCEPT_LABELLED, ACCEPT_FAMILY, ACCEPT_PAIR = 3.0, 1.0, 0.4, 6.0  # digits of evidence
RATIO, RATIO_PAIR = 0.7, 0.8  # of the lines a sum must hold on at least these
RATIO_LABELLED, RATIO_KNOWN, RATIO_STRONG = 0.5, 0.55, 0.65  # a block: of a total by label, by its like, of any
CLEAR, CLEAR_LABELLED = 4.0, 2.0  # digits that bear a sum out though one of few lines fails: one line's, less a miss
FEW = 30  # items; among ten times as many chance has ten times the tries, which is one digit
OFTEN_NAMED, OFTEN_SHAPED = 2, 3  # accepted sums that make a family

_CHANGING = re.compile(r"[\d.\-–:()]+")


@dataclass(frozen=True)
class Families:
    """Labels that occur on several accepted totals, and shapes (way, number of parts) accepted several times."""

    labels: frozenset[str] = frozenset()
    shapes: frozenset[tuple[int, int]] = frozenset()

    def hold(self, axis: Axis, candidate: Candidate) -> bool:
        """Whether accepted sums of the same table are like this one."""
        if name(axis, candidate.total) in self.labels:
            return True
        return candidate.how == "run" and (candidate.way, len(candidate.parts)) in self.shapes


def name(axis: Axis, item: int) -> str:
    """An item's label without what changes between totals of one kind: numbers and punctuation."""
    return _CHANGING.sub("", axis.labels[item]).strip().casefold()


def families(axis: Axis, chosen: Iterable[Candidate]) -> Families:
    """What is common to the sums accepted so far."""
    labels: Counter[str] = Counter()
    shapes: Counter[tuple[int, int]] = Counter()
    for candidate in chosen:
        labels[name(axis, candidate.total)] += 1
        shapes[candidate.way, len(candidate.parts)] += 1
    return Families(
        frozenset(label for label, count in labels.items() if label and count >= OFTEN_NAMED),
        frozenset(shape for shape, count in shapes.items() if count >= OFTEN_SHAPED),
    )


def accepted(axis: Axis, candidate: Candidate, known: Families) -> bool:
    """Whether enough speaks for a candidate to let it compete."""
    if candidate.ratio < _ratio(axis, candidate, known):
        return False
    if candidate.how == "pair":
        return candidate.evidence >= ACCEPT_PAIR and candidate.ratio >= RATIO_PAIR
    if known.hold(axis, candidate):
        return candidate.evidence >= ACCEPT_FAMILY
    if axis.total[candidate.total]:
        return candidate.evidence >= ACCEPT_LABELLED
    return candidate.evidence >= ACCEPT + max(0.0, math.log10(len(axis) / FEW))


def _ratio(axis: Axis, candidate: Candidate, known: Families) -> float:
    """Of how many of its lines a sum must hold: of fewer if it is a block, and well borne out where it holds."""
    if candidate.how != "run":
        return RATIO
    if candidate.evidence >= CLEAR_LABELLED and axis.total[candidate.total]:
        return RATIO_LABELLED
    if candidate.evidence >= CLEAR and (axis.total[candidate.total] or known.hold(axis, candidate)):
        return RATIO_KNOWN
    return RATIO_STRONG if candidate.evidence >= ACCEPT_PAIR else RATIO
