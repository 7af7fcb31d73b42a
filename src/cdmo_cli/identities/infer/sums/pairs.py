"""Candidates a = b + c whose three items stand near each other in any order: revenue = cost + profit."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.model import Axis, Ints
from cdmo_cli.identities.infer.sums.families import ACCEPT_PAIR, RATIO, Families, accepted
from cdmo_cli.identities.infer.sums.judge import RELATIVE, Candidate, at_most, judge

NEAR, NEAR_TOTAL = 16, 40  # items between a total and its parts at most
MOST = 400  # items; beyond, pairs among so many come out by chance
FEW = 4  # lines; on fewer, figures go up and down together by chance
ALIKE = 0.01  # a share that differs by less is the same
UNITS = 2.0  # what two rounded parts may be off by


def pairs(axis: Axis, items: Ints) -> list[Candidate]:
    """All pairs that add up to a third item near them."""
    found: list[Candidate] = []
    if len(items) > MOST:
        return found
    most = at_most(axis)
    for place in range(len(items)):
        total = int(items[place])
        live = axis.number[total] & (axis.value[total] != 0)
        if live.sum() < 2:
            continue
        digits = most[total][live]
        if digits.sum() < ACCEPT_PAIR:
            continue
        reach = NEAR_TOTAL if axis.total[total] else NEAR
        near = items[max(0, place - reach) : place + reach + 1]
        near = near[near != total]
        whole, values = axis.value[total][live], axis.value[near][:, live]
        slack = UNITS * axis.unit[total][live] + RELATIVE * abs(whole)
        for first in range(len(near) - 1):
            hits = abs(whole - values[first] - values[first + 1 :]) <= slack
            likely = (hits.mean(axis=1) >= RATIO) & (hits @ digits >= ACCEPT_PAIR)
            for second in np.flatnonzero(likely) + first + 1:
                candidate = judge(axis, total, (int(near[first]), int(near[second])), "pair")
                if candidate is None or _follows(axis, candidate):
                    continue
                if accepted(axis, candidate, Families()):
                    found.append(candidate)
    return found


def _follows(axis: Axis, candidate: Candidate) -> bool:
    """Whether the three go up and down together, as prices or wages of a scale do, or one part never changes.

    Then one line says all, and the others nothing new.
    """
    lines = np.flatnonzero(candidate.valid & ~candidate.broken & (axis.value[candidate.total] != 0))
    if len(lines) < FEW:
        return False
    values = axis.value[np.ix_(np.array(candidate.parts), lines)]
    share = values / axis.value[candidate.total, lines]
    return bool(np.ptp(share[0]) < ALIKE or (np.ptp(values, axis=1) == 0).any())
