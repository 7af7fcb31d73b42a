"""The best run of items before and after each of thousands of items, in time that grows with their figures alone."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.large.batch import Proposal
from cdmo_cli.identities.infer.large.far import far
from cdmo_cli.identities.infer.large.near import near
from cdmo_cli.identities.infer.large.spans import Floor, Sequence, Spans, joined, scores
from cdmo_cli.identities.infer.model import Axis, Ints

WIDTH = 32
"""Runs of up to so many items are tried one length after the other, longer ones are looked up."""


def blocks(axis: Axis, seq: Sequence, probes: Ints, floor: Floor, how: str = "run") -> tuple[list[Proposal], Ints]:
    """The best run before and the best run after each item, neighbours in this order, and the totals among them that
    stand in a chain of like runs. Each run has the zeros that follow it, up to a gap or a total by label.

    Short runs are screened on the probe lines, long ones looked up there; what comes out is judged on all lines.
    """
    if len(seq) < 3:
        return [], seq.item[:0]
    short, chained = near(seq, probes, WIDTH, floor)
    long = far(seq, probes, WIDTH, floor)
    spans = _extended(axis, seq, joined([short.spans(), long.spans()]))
    found = [
        (int(seq.item[total]), np.sort(seq.item[low:high]), how)
        for total, low, high in zip(spans.total.tolist(), spans.low.tolist(), spans.high.tolist(), strict=True)
    ]
    return found, seq.item[chained]


def _extended(axis: Axis, seq: Sequence, spans: Spans) -> Spans:
    """The runs with the items of zeros that follow them, up to a gap or a total by label."""
    count = len(seq)
    stop = seq.active | axis.total[seq.item]
    gap = np.append(axis.gap[seq.item], True)
    place = np.arange(count + 1)
    before = np.maximum.accumulate(np.where(gap | np.append(True, stop), place, 0))
    after = np.minimum.accumulate(np.where(gap | np.append(stop, True), place, count)[::-1])[::-1]
    wide = Spans(
        spans.total,
        np.where(spans.way < 0, before[spans.low], spans.low),
        np.where(spans.way > 0, after[spans.high], spans.high),
    )
    better = scores(seq, wide).rank >= scores(seq, spans).rank - 1e-9
    return Spans(spans.total, np.where(better, wide.low, spans.low), np.where(better, wide.high, spans.high))
