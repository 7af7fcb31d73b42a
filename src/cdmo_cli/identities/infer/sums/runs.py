"""Candidates whose parts stand in one block just before or just after their total."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.model import Axis, Ints
from cdmo_cli.identities.infer.sums.families import Families, accepted
from cdmo_cli.identities.infer.sums.judge import Candidate, judge, tolerance

SCREEN = 0.45  # of the lines a block must come out on before it is looked at closely
CLOSE = 40  # blocks of one total that are looked at closely, the shortest first


def runs(axis: Axis, items: Ints, known: Families, others: Ints | None = None) -> list[Candidate]:
    """The best block before and the best block after each of `items`, which are neighbours in this order.

    `others` are looked at as totals as well, each where it would stand among the items.
    """
    count = len(items)
    if count < 2:
        return []
    values = axis.value[items]
    zero = np.zeros((1, values.shape[1]))
    sums = np.vstack([zero, np.cumsum(values, axis=0)])
    sizes = np.vstack([zero, np.cumsum(np.abs(values), axis=0)])
    filled = np.concatenate([[0], np.cumsum((values != 0).any(axis=1))])
    unit = axis.unit[items].max(axis=0)
    found: list[Candidate] = []
    places = [(int(item), place, place + 1) for place, item in enumerate(items)]
    if others is not None:
        at = np.searchsorted(items, others)
        places += [(int(item), int(place), int(place)) for item, place in zip(others, at, strict=True)]
    for total, before, after in places:
        whole = axis.value[total]
        live = axis.number[total] & (whole != 0)
        if not live.any():
            continue
        for way, start in ((-1, before), (1, after)):
            ends = np.arange(start - 2, -1, -1) if way < 0 else np.arange(start + 2, count + 1)
            if not len(ends):
                continue
            block = (sums[ends] - sums[start]) * way
            size = np.maximum((sizes[ends] - sizes[start]) * way, np.abs(whole))
            slack = tolerance(unit[None, :], np.abs(ends - start)[:, None], size)
            hits = ((np.abs(block - whole) <= slack) & live).sum(axis=1)
            promising = (hits >= max(1.0, SCREEN * live.sum())) & (np.abs(filled[ends] - filled[start]) >= 2)
            best = _best(axis, items, total, start, ends[promising][:CLOSE], known)
            if best is not None:
                found.append(_extended(axis, best, items, start, way))
    return found


def _best(axis: Axis, items: Ints, total: int, start: int, ends: Ints, known: Families) -> Candidate | None:
    """The block that most speaks for; the shortest where several do so equally."""
    best: Candidate | None = None
    for end in ends:
        candidate = judge(axis, total, items[min(start, end) : max(start, end)], "run")
        if candidate is None or not accepted(axis, candidate, known):
            continue
        if best is None or candidate.rank > best.rank + 1e-9:
            best = candidate
    return best


def _extended(axis: Axis, candidate: Candidate, items: Ints, start: int, way: int) -> Candidate:
    """The candidate with the items of zeros that follow its block, up to a total by label."""
    parts = list(candidate.parts)
    spaced = axis.gap[min(parts) + 1 : max(parts) + 1].any()
    end = start - len(parts) - 1 if way < 0 else start + len(parts)
    while 0 <= end < len(items):
        item = int(items[end])
        if (axis.value[item] * candidate.valid).any() or axis.total[item]:
            break
        if not spaced and axis.gap[item + 1 if way < 0 else item]:
            break
        parts.append(item)
        end += way
    if len(parts) == len(candidate.parts):
        return candidate
    wider = judge(axis, candidate.total, sorted(parts), candidate.how)
    return wider if wider is not None and wider.rank >= candidate.rank - 1e-9 else candidate
