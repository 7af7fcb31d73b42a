"""Candidates whose parts stand in one block that does not touch their total; they need strong evidence."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.model import Axis, Floats, Ints
from cdmo_cli.identities.infer.sums.anywhere import RunningSums
from cdmo_cli.identities.infer.sums.families import RATIO
from cdmo_cli.identities.infer.sums.judge import RELATIVE, Candidate, at_most, judge

ACCEPT, ACCEPT_LABELLED = 6.0, 3.0  # digits of evidence
MOST = 200  # items; the blocks grow with the square of their number
PROBES = 6  # lines by which blocks are looked up
SCREEN = 0.6  # of the probes a block must come out on
CLOSE = 60  # blocks of one total that are looked at closely
UNITS = 2.0  # what a sum of rounded parts may be off by, in the screening


def gaps(axis: Axis, items: Ints) -> list[Candidate]:
    """The best block anywhere for each total."""
    if len(items) > MOST:
        return []
    values = axis.value[items]
    sums = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    running = RunningSums(sums)
    most = at_most(axis)
    found: list[Candidate] = []
    for place in range(len(items)):
        total = int(items[place])
        asked = ACCEPT_LABELLED if axis.total[total] else ACCEPT
        if np.count_nonzero(most[total]) < 2 or most[total].sum() < asked:
            continue
        best: Candidate | None = None
        for start, end in _likely(axis, running, total, most[total], asked):
            run = items[start:end]
            filled = (axis.value[run] != 0).any(axis=1)
            if start <= place < end or not filled[0] or not filled[-1]:
                continue
            candidate = judge(axis, total, run, "gap")
            if candidate is None or candidate.ratio < RATIO or candidate.evidence < asked:
                continue
            if best is None or candidate.rank > best.rank + 1e-9:
                best = candidate
        if best is not None:
            found.append(best)
    return found


def _likely(axis: Axis, running: RunningSums, total: int, most: Floats, asked: float) -> Ints:
    """Starts and ends of the blocks that can have the evidence asked for, those with most of it first."""
    live = np.flatnonzero(axis.number[total] & (axis.value[total] != 0))
    blocks = _blocks(axis, running, total, live)
    blocks = blocks[blocks[:, 1] - blocks[:, 0] >= 2]
    sums, whole = running.sums, axis.value[total, live]
    slack = UNITS * axis.unit[total, live] + RELATIVE * np.abs(whole)
    digits = most[live]
    hits = np.abs(sums[blocks[:, 1]][:, live] - sums[blocks[:, 0]][:, live] - whole) <= slack
    evidence = hits @ digits
    order = np.argsort(-evidence, kind="stable")
    return np.asarray(blocks[order[evidence[order] >= asked]][:CLOSE])


def _blocks(axis: Axis, running: RunningSums, total: int, live: Ints) -> Ints:
    """Starts and ends of the blocks that come out on most of the lines that say most."""
    whole = axis.value[total]
    digits = np.abs(whole[live]) / np.maximum(axis.grain[total, live], 1e-12)
    probes = live[np.argsort(-digits, kind="stable")[:PROBES]]
    slack = UNITS * axis.unit[total, probes] + RELATIVE * np.abs(whole[probes])
    return running.blocks(probes, whole[probes], slack, max(1, int(SCREEN * len(probes))))
