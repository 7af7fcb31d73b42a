"""Candidates whose parts are every k-th item before or after their total: a block of years repeated by region."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.model import Axis, Ints
from cdmo_cli.identities.infer.sums.families import RATIO
from cdmo_cli.identities.infer.sums.judge import RELATIVE, Candidate, at_most, judge

MOST_STEP = 12
SCREEN = 0.6  # of the lines a set must come out on before it is looked at closely
CLOSE = 10  # sets of one total and step that are looked at closely, the shortest first
ACCEPT, ACCEPT_LABELLED = 6.0, 3.0  # digits of evidence
UNITS = 2.0  # what a sum of rounded parts may be off by, in the screening


def strides(axis: Axis, items: Ints) -> list[Candidate]:
    """The best set of every k-th item, for each total, step and way."""
    found: list[Candidate] = []
    asked = np.where(axis.total, ACCEPT_LABELLED, ACCEPT)
    able = np.flatnonzero((at_most(axis).sum(axis=1) >= asked)[items])
    for step in range(2, min(MOST_STEP + 1, len(items) // 2)):
        for place in able:
            total = int(items[place])
            for way in (-1, 1):
                first = place + way * step
                if 0 <= first < len(items):
                    best = best_of(axis, total, items[first :: way * step], "stride")
                    if best is not None:
                        found.append(best)
    return found


def best_of(axis: Axis, total: int, sequence: Ints, how: str) -> Candidate | None:
    """The beginning of a sequence of items that most speaks for as the parts of a total."""
    whole = axis.value[total]
    live = axis.number[total] & (whole != 0)
    sums = np.cumsum(axis.value[sequence], axis=0)
    hits = (np.abs(sums - whole) <= UNITS * axis.unit[total] + RELATIVE * np.abs(whole))[:, live].sum(axis=1)
    best: Candidate | None = None
    for last in np.flatnonzero(hits >= max(1.0, SCREEN * live.sum()))[:CLOSE]:
        if last < 1:
            continue
        candidate = judge(axis, total, sorted(int(i) for i in sequence[: last + 1]), how)
        if (
            candidate is None
            or candidate.ratio < RATIO
            or candidate.evidence < (ACCEPT_LABELLED if axis.total[total] else ACCEPT)
        ):
            continue
        if best is None or candidate.rank > best.rank + 1e-9:
            best = candidate
    return best
