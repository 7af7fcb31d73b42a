"""Blocks of what remains when inner items are left aside: those whose own sum does not come out, or is none.

A total is made of quizzes, exams and homework, where "quiz total" is not the sum of the quizzes, the worst one having
been dropped; of food and housing, where "of which bread" stands between them.
"""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.fields.words import is_of_which
from cdmo_cli.identities.infer.model import Axis, Ints
from cdmo_cli.identities.infer.sums.families import Families, name
from cdmo_cli.identities.infer.sums.judge import Candidate
from cdmo_cli.identities.infer.sums.runs import runs

SERIES = 3  # labels that begin alike, one after the other, make a series


def outlined(axis: Axis, items: Ints, known: Families) -> list[Candidate]:
    """Blocks among the items without series, and among those without what their labels say are parts of others."""
    shorter = (one for one in (_besides_series(axis, items), _outer(axis, items)) if len(one) < len(items))
    return [candidate for few in shorter for candidate in runs(axis, few, known)]


def levels(axis: Axis, items: Ints, known: Families) -> list[Candidate]:
    """Blocks among the outer items alone, by how far their labels are indented; their parts are of one level."""
    found: list[Candidate] = []
    for depth in np.unique(axis.depth[items])[:-1]:
        for candidate in runs(axis, items[axis.depth[items] <= depth], known):
            depths = axis.depth[list(candidate.parts)]
            if (depths == depth).all() and depth >= axis.depth[candidate.total]:
                found.append(candidate)
    return found


def _outer(axis: Axis, items: Ints) -> Ints:
    """Without those that show a part of the item before: "widowed: female" after "widowed", "of which bread"."""
    kept: list[int] = []
    above = ""
    for at, item in enumerate(items):
        label = axis.labels[int(item)].strip().casefold()
        inner = bool(above) and label != above and label.startswith(above) and not label[len(above)].isalnum()
        if inner or is_of_which(label):
            continue
        above = label
        kept.append(at)
    return items[kept]


def _besides_series(axis: Axis, items: Ints) -> Ints:
    """Without stretches of three or more whose labels begin alike and are numbered: quiz 1, quiz 2, quiz 3."""
    first = [_numbered(axis, int(item)) for item in items]
    kept: list[int] = []
    start = 0
    for at in range(1, len(first) + 1):
        if at == len(first) or first[at] != first[start] or not first[start]:
            if not first[start] or at - start < SERIES:
                kept.extend(range(start, at))
            start = at
    return items[kept]


def _numbered(axis: Axis, item: int) -> str:
    """The first word of a label with a number in it, "" for any other and for totals."""
    if axis.total[item] or not any(character.isdigit() for character in axis.labels[item]):
        return ""
    return (name(axis, item).split() or [""])[0]
