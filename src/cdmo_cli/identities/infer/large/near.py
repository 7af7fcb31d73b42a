"""Short runs before and after every item at once: the plain search, one length after the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cdmo_cli.identities.infer.large.spans import (
    SHORTEST,
    Floor,
    Scores,
    Sequence,
    Spans,
    enough_lines,
    joined,
    promising,
)
from cdmo_cli.identities.infer.model import Flags, Floats, Ints
from cdmo_cli.identities.infer.sums.families import ACCEPT
from cdmo_cli.identities.infer.sums.judge import tolerance

SCREEN = 0.34
"""Of the probe lines on which an item has figures a run must come out on this part to be looked at on all lines."""


class Best:
    """The best run before and the best after every item; of equally good ones the first that was offered."""

    def __init__(self, count: int) -> None:
        self.rank = np.full((2, count), -np.inf)
        self.low = np.zeros((2, count), dtype=np.int64)
        self.high = np.zeros((2, count), dtype=np.int64)

    def offer(self, spans: Spans, scores: Scores) -> None:
        """Takes those that are better than what there is."""
        side, rank = (spans.way > 0).astype(np.int64), scores.rank
        if len(spans):  # the best for each side and total, the shortest of equal ones
            order = np.lexsort((spans.high - spans.low, -np.round(rank, 9), spans.total, side))
            first = np.append(True, (np.diff(spans.total[order]) != 0) | (np.diff(side[order]) != 0))
            chosen = order[first]
            spans, side, rank = spans[chosen], side[chosen], rank[chosen]
        better = rank > self.rank[side, spans.total] + 1e-9
        at = side[better], spans.total[better]
        self.rank[at], self.low[at], self.high[at] = rank[better], spans.low[better], spans.high[better]

    def spans(self) -> Spans:
        """All of them: those before their totals first."""
        found = []
        for side in (0, 1):
            total = np.flatnonzero(self.rank[side] > -np.inf)
            found.append(Spans(total, self.low[side, total], self.high[side, total]))
        return joined(found)


CHAINED = 3
"""Runs of the same length, each beginning where the last one's total ends, that add up what speaks for them,"""

CHOICES = 1.0
"""and the digits that they need more, as there are so many lengths that may recur."""


def near(seq: Sequence, probes: Ints, width: int, floor: Floor) -> tuple[Best, Flags]:
    """The best runs of 2 to `width` items, and which items are totals in a chain of like runs, as in years of four
    quarters each: of those alone every one may be too weak to be told from chance."""
    count = len(seq)
    best = Best(count)
    chained = np.zeros(count, dtype=np.bool_)
    least = replace(floor, named=np.ones(count, dtype=np.bool_))
    value, live = seq.value[:, probes], seq.live[:, probes]
    sums, sizes, size = seq.sums[:, probes], seq.sizes[:, probes], np.abs(value)
    texts, worded = seq.texts[:, probes], bool(seq.texts[-1, probes].any())
    needed = enough(seq, probes)
    needed[seq.most < np.minimum(floor.item, floor.known)] = len(probes) + 1
    for length in range(SHORTEST, min(width, count - 1) + 1):
        low = np.arange(count + 1 - length)
        run, spread = sums[length:] - sums[:-length], sizes[length:] - sizes[:-length]
        for total, chosen in ((low[:-1] + length, slice(0, -1)), (low[1:] - 1, slice(1, None))):
            here = slice(int(total[0]), int(total[-1]) + 1)
            slack = tolerance(seq.unit[probes], length, np.maximum(spread[chosen], size[here])) + seq.noise[probes]
            hit: Flags = np.abs(run[chosen] - value[here]) <= slack
            if worded:  # where a word stands among the parts the line says nothing
                hit |= (texts[length:] > texts[:-length])[chosen]
            hit &= live[here]
            found = np.flatnonzero(hit.sum(axis=1) >= needed[here])
            start = low[chosen][found]
            spans, told = promising(seq, Spans(total[found], start, start + length), least)
            recurs = _chained(spans.total, told.evidence, length + 1, count) >= floor.of(spans) + CHOICES
            chained[spans.total[recurs]] = True
            asked = floor.of(spans)
            sure = recurs | ((told.evidence >= asked) & enough_lines(told.evidence, told.ratio, asked < ACCEPT))
            best.offer(spans[sure], told[sure])
    return best, chained


def _chained(total: Ints, evidence: Floats, step: int, count: int) -> Floats:
    """What speaks for each of these runs together with two more in a chain, at best; nothing where there is none."""
    by_item = np.zeros(count + 2 * CHAINED * step)
    first = CHAINED * step
    by_item[first + total] = evidence
    near_by = np.stack([by_item[first + total + step * at] for at in range(1 - CHAINED, CHAINED)])
    windows = np.stack([near_by[at : at + CHAINED] for at in range(CHAINED)])
    together: Floats = np.where((windows > 0).all(axis=1), windows.sum(axis=1), 0.0).max(axis=0)
    return together


def enough(seq: Sequence, probes: Ints) -> Ints:
    """On how many of the probe lines a run must come out for the item at each position: never on none."""
    least: Ints = np.ceil(SCREEN * seq.live[:, probes].sum(axis=1)).astype(np.int64)
    return np.maximum(least, 1)
