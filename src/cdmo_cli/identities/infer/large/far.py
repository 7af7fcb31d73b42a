"""Long runs before and after every item, by looking up what their running sum would have to be among the sorted ones.

Where the items from j to t − 1 add up to x[t], the running sums say S[j] = S[t] − x[t]; where those from t + 1 do,
S[j] = S[t + 1] + x[t]. A line is asked alone, and in mixtures of several: a mixture tells apart what one line of many
zeros does not, a line alone still answers where a cell of another is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cdmo_cli.identities.infer.large.near import Best, enough
from cdmo_cli.identities.infer.large.spans import Floor, Sequence, Spans, joined, promising
from cdmo_cli.identities.infer.model import Flags, Floats, Ints
from cdmo_cli.identities.infer.sums.judge import tolerance

CLOSEST = 8
"""Of the running sums that fit so many are followed up for each total, way and question: the closest ones."""

ALONE = 3
MIXTURES = 3
MIXED = 6
"""Lines that are asked alone, mixtures, and lines in each mixture."""


@dataclass(frozen=True)
class _Question:
    """One line or mixture: running sums, the figures of the items as totals, and how far off they may be."""

    sums: Floats
    value: Floats
    live: Flags
    slack: float


def far(seq: Sequence, probes: Ints, width: int, floor: Floor) -> Best:
    """The best runs of more than `width` items."""
    best = Best(len(seq))
    if len(seq) <= width + 1:
        return best
    found = joined([spans for question in _questions(seq, probes) for spans in _fitting(seq, question, width)])
    found = found[seq.most[found.total] >= floor.of(found)]
    spans = _screened(seq, _once(found, len(seq)), probes)
    best.offer(*promising(seq, spans, floor))
    return best


def _questions(seq: Sequence, probes: Ints) -> Iterator[_Question]:
    slack = tolerance(seq.unit, len(seq), np.zeros(len(seq.unit))) + seq.noise
    for line in probes[:ALONE].tolist():
        yield _Question(seq.sums[:, line], seq.value[:, line], seq.live[:, line], float(slack[line]))
    order = np.random.default_rng(0).permutation(np.flatnonzero(seq.sizes[-1] > 0))
    for start in range(0, min(len(order), MIXTURES * MIXED), MIXED):
        mixed = order[start : start + MIXED]
        if len(mixed) < 2:
            return
        weight = len(seq) / seq.sizes[-1, mixed]
        yield _Question(
            seq.sums[:, mixed] @ weight,
            seq.value[:, mixed] @ weight,
            seq.live[:, mixed].sum(axis=1) * 2 >= len(mixed),
            2 * float(np.sqrt(((weight * slack[mixed]) ** 2).sum())),
        )


def _fitting(seq: Sequence, question: _Question, width: int) -> Iterator[Spans]:
    """The runs before, then those after, whose sums come closest to their total."""
    total = np.flatnonzero(question.live)
    for way in (-1, 1):
        # where a run may begin or end: at an item with figures
        ends = np.flatnonzero(seq.active) + (way > 0)
        order = ends[np.argsort(question.sums[ends], kind="stable")]
        start = total + (way > 0)
        wanted = question.sums[start] + way * question.value[total]
        which, end = _closest(question.sums[order], wanted, question.slack)
        end, start = order[end], start[which]
        long = (end - start) * way > width
        which, end, start = which[long], end[long], start[long]
        yield Spans(total[which], np.minimum(start, end), np.maximum(start, end))


def _closest(ordered: Floats, wanted: Floats, slack: float) -> tuple[Ints, Ints]:
    """For each figure wanted the closest ordered ones within the slack: positions in `wanted` and in `ordered`."""
    first = np.searchsorted(ordered, wanted - slack, side="left")
    last = np.searchsorted(ordered, wanted + slack, side="right")
    middle = np.searchsorted(ordered, wanted)
    first = np.clip(middle - CLOSEST // 2, first, np.maximum(first, last - CLOSEST))
    count = np.minimum(last - first, CLOSEST)
    which = np.repeat(np.arange(len(wanted)), count)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    return which, first[which] + offset


def _once(spans: Spans, count: int) -> Spans:
    # the total and the end away from it say all of a run
    far_end = np.where(spans.way < 0, spans.low, spans.high)
    return spans[np.unique(spans.total * (count + 1) + far_end, return_index=True)[1]]


def _screened(seq: Sequence, spans: Spans, probes: Ints) -> Spans:
    """Those that come out on enough of the probe lines."""
    needed = enough(seq, probes)[spans.total]
    hits = np.zeros(len(spans), dtype=np.int64)
    for line in probes.tolist():
        run = seq.sums[spans.high, line] - seq.sums[spans.low, line]
        whole = seq.value[spans.total, line]
        size = np.maximum(np.abs(whole), seq.sizes[spans.high, line] - seq.sizes[spans.low, line])
        slack = tolerance(seq.unit[line : line + 1], (spans.high - spans.low).astype(np.float64), size)
        silent = seq.texts[spans.high, line] > seq.texts[spans.low, line]
        hits += ((np.abs(run - whole) <= slack + seq.noise[line]) | silent) & seq.live[spans.total, line]
    return spans[hits >= needed]
