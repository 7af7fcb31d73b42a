"""Which lines of an axis a search goes by: amounts first, and of them those on which the table's sums hold.

A column of growth rates beside columns of amounts is no place where the rows of the table add up; counted as a
failing line it would hide every sum of a narrow table.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cdmo_cli.identities.infer.model import AMOUNT, NOT_ADDED, Axis, Flags, Ints, Pattern
from cdmo_cli.identities.infer.sums.judge import Candidate, judge, tolerance

HOLDS = 0.5  # of the lines of another kind a sum must hold on these to be said of them
FAILS, HOLD = 0.15, 0.75  # a line on which fewer of the likely sums hold is no place for sums
WITNESSES = 2  # likely sums that it takes to say so
DIGITS = 3.5  # digits that agree, of a likely sum


def view(axis: Axis, lines: Ints) -> Axis:
    """The axis with figures on these lines only; its shape stays."""
    seen = np.zeros(axis.value.shape[1], dtype=np.bool_)
    seen[lines] = True
    if seen.all():
        return axis
    return replace(
        axis,
        value=np.where(seen, axis.value, 0.0),
        number=axis.number & seen,
        text=axis.text & seen,
        unit=np.where(seen, axis.unit, 0.0),
    )


def groups(axis: Axis) -> list[Ints]:
    """Lines that a sum holds or fails on alike: of one kind and written with as many decimals; amounts first."""
    count = axis.value.shape[1]
    kind = np.zeros(count, dtype=np.int8) if axis.line_kind is None else axis.line_kind
    unit = np.where(axis.number, axis.unit, np.nan)
    coarse = [float(np.nanmedian(unit[:, line])) if axis.number[:, line].any() else 0.0 for line in range(count)]
    of: dict[tuple[int, float], list[int]] = {}
    for line in range(count):
        of.setdefault((int(kind[line]), -coarse[line]), []).append(line)
    return [np.array(of[key], dtype=np.int64) for key in sorted(of)]


def views(axis: Axis) -> list[Ints]:
    """The sets of lines to search by, one after the other: all amounts, then each group alone."""
    apart = groups(axis)
    if axis.line_kind is None or len(apart) < 2:
        return [np.arange(axis.value.shape[1]), *(apart if len(apart) > 1 else [])]
    amounts = np.flatnonzero(axis.line_kind == AMOUNT)
    whole = [speaking(axis, amounts)] if len(amounts) else []
    return [*whole, *(group for group in apart if not whole or not np.array_equal(group, whole[0]))]


def spoken(axis: Axis, candidate: Candidate) -> Pattern:
    """A sum found on some lines as a pattern of the whole axis: also on lines of another kind where it holds there."""
    valid, broken = candidate.valid.copy(), candidate.broken.copy()
    for group in groups(axis):
        there = judge(view(axis, group), candidate.total, candidate.parts, candidate.how)
        if there is not None and there.hits >= HOLDS * (there.hits + there.misses):
            valid |= there.valid
            broken |= there.broken
    parts = list(candidate.parts)
    blank = axis.number[candidate.total] & (axis.value[candidate.total] == 0)
    valid |= blank & ~axis.number[parts].any(axis=0) & ~axis.text[parts].any(axis=0)
    return Pattern(
        candidate.total,
        candidate.parts,
        tuple(int(i) for i in np.flatnonzero(valid)),
        tuple(int(i) for i in np.flatnonzero(broken)),
        candidate.evidence,
        candidate.how,
    )


def speaking(axis: Axis, lines: Ints) -> Ints:
    """Of these lines those on which the likely sums hold."""
    part = view(axis, lines)
    hold, live = _witnesses(part, np.flatnonzero(part.number.any(axis=1) & (part.kind != NOT_ADDED)))
    counted = live.sum(axis=0)
    silent = (counted >= WITNESSES) & (hold.sum(axis=0) < FAILS * counted)
    if silent[lines].all() or not silent.any() or hold[:, ~silent].sum() < HOLD * live[:, ~silent].sum():
        return lines
    kept: Ints = lines[~silent[lines]]
    return kept


def _witnesses(axis: Axis, items: Ints) -> tuple[Flags, Flags]:
    """For each item that is likely the sum of a block beside it: on which lines it holds, and on which it could."""
    values = axis.value[items]
    count = len(items)
    zero = np.zeros((1, values.shape[1]))
    sums = np.vstack([zero, np.cumsum(values, axis=0)])
    unit = axis.unit[items].max(axis=0) if count else zero[0]
    digits = np.log10(np.maximum(np.abs(values) / np.maximum(axis.grain[items], 1e-12), 1.0))
    hold, live = [], []
    for place in range(count):
        figures = values[place] != 0
        telling = digits[place] >= DIGITS
        best: Flags | None = None
        for way in (-1, 1):
            ends = np.arange(place - 2, -1, -1) if way < 0 else np.arange(place + 3, count + 1)
            start = place if way < 0 else place + 1
            if not len(ends):
                continue
            block = (sums[ends] - sums[start]) * way
            slack = tolerance(unit[None, :], np.abs(ends - start)[:, None], np.abs(values[place]))
            hits = (np.abs(block - values[place]) <= slack) & figures
            end = int((hits & telling).sum(axis=1).argmax())
            if (hits[end] & telling).any() and (best is None or hits[end].sum() > best.sum()):
                best = hits[end]
        if best is not None and (digits[place][best]).sum() >= (4 if axis.total[items[place]] else 7):
            hold.append(best)
            live.append(figures)
    shape = (0, values.shape[1])
    return (np.array(hold), np.array(live)) if hold else (np.zeros(shape, np.bool_), np.zeros(shape, np.bool_))
