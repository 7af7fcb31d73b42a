"""Pairs a = b + c near each other, for all items at once: one pair of distances after the other."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from cdmo_cli.identities.infer.large.batch import Proposal
from cdmo_cli.identities.infer.large.near import enough
from cdmo_cli.identities.infer.large.spans import Sequence
from cdmo_cli.identities.infer.model import Axis, Flags, Floats, Ints
from cdmo_cli.identities.infer.sums.families import ACCEPT_PAIR, RATIO_PAIR
from cdmo_cli.identities.infer.sums.judge import MISS, RELATIVE
from cdmo_cli.identities.infer.sums.pairs import UNITS

NEAR = 10
"""Items between a total and its parts at most: among thousands of items pairs from afar come out by chance."""

ASKED = 3
"""Probe lines on which a pair is screened."""

MOST_OF_ONE = 3
"""Pairs that are kept for a total, the best ones."""


def couples(axis: Axis, seq: Sequence, probes: Ints, more: float) -> list[Proposal]:
    """The best pairs for each total; `more` digits of evidence are asked than of pairs in a small table. A pair that
    stands directly before or after its total is a run, and left out."""
    count, asked = len(seq), probes[:ASKED]
    value, live = seq.value[:, asked], seq.live[:, asked]
    slack = UNITS * axis.unit[np.ix_(seq.item, asked)] + RELATIVE * np.abs(value)
    needed = enough(seq, asked)
    hopeless = seq.most < ACCEPT_PAIR + more
    needed[hopeless | (seq.live.sum(axis=1) < 2)] = len(asked) + 1
    found: list[Ints] = []
    rank: list[Floats] = []
    distances = [distance for distance in range(-NEAR, NEAR + 1) if distance]
    for one, two in combinations(distances, 2):
        if (one, two) in ((-2, -1), (1, 2)):
            continue
        first, last = max(0, -one), min(count, count - two)
        if first >= last:
            continue
        here = slice(first, last)
        off = value[here] - value[first + one : last + one] - value[first + two : last + two]
        hit: Flags = (np.abs(off) <= slack[here]) & live[here]
        total = first + np.flatnonzero(hit.sum(axis=1) >= needed[here])
        total = _screened(axis, seq, total, one, two, probes)
        if not len(total):
            continue
        evidence, ratio = _judged(axis, seq, total, one, two)
        good = (ratio >= RATIO_PAIR) & (evidence >= ACCEPT_PAIR + more)
        found.append(np.stack([total, total + one, total + two], axis=1)[good])
        rank.append((evidence * ratio**4)[good])
    if not found:
        return []
    best = _best(np.concatenate(found), np.concatenate(rank))
    return [(int(items[0]), np.sort(items[1:]), "pair") for items in seq.item[best]]


def _screened(axis: Axis, seq: Sequence, total: Ints, one: int, two: int, probes: Ints) -> Ints:
    """Those that come out on half of all probe lines on which they have figures."""
    whole = seq.value[np.ix_(total, probes)]
    off = whole - seq.value[np.ix_(total + one, probes)] - seq.value[np.ix_(total + two, probes)]
    slack = UNITS * axis.unit[np.ix_(seq.item[total], probes)] + RELATIVE * np.abs(whole)
    live = seq.live[np.ix_(total, probes)]
    half = 2 * (live & (np.abs(off) <= slack)).sum(axis=1) >= live.sum(axis=1)
    return np.asarray(total[half], dtype=np.int64)


def _judged(axis: Axis, seq: Sequence, total: Ints, one: int, two: int) -> tuple[Floats, Floats]:
    """Digits of evidence for each total and its pair, and the part of its lines on which it holds."""
    whole, first, second = seq.value[total], seq.value[total + one], seq.value[total + two]
    text = axis.text[seq.item[total + one]] | axis.text[seq.item[total + two]]
    valid = seq.number[total] & (seq.number[total + one] | seq.number[total + two]) & ~text
    live = valid & ((whole != 0) | (first != 0) | (second != 0))
    slack = UNITS * axis.unit[seq.item[total]] + RELATIVE * np.abs(whole)
    holds = live & (np.abs(whole - first - second) <= slack)
    hits, misses = holds.sum(axis=1), (live & ~holds).sum(axis=1)
    full = holds & (first != 0) & (second != 0)
    evidence = np.where(full, seq.worth[total], 0.0).sum(axis=1) - MISS * misses
    return evidence, hits / np.maximum(hits + misses, 1)


def _best(found: Ints, rank: Floats) -> Ints:
    """The best pairs of each total: rows of the total's position and those of its parts."""
    order = np.lexsort((-rank, found[:, 0]))
    found = found[order]
    start = np.flatnonzero(np.append(True, np.diff(found[:, 0]) != 0)[: len(found)])
    place = np.arange(len(found)) - np.repeat(start, np.diff(np.append(start, len(found))))
    return found[place < MOST_OF_ONE]
