"""Judges many candidates in one go, as `judge.judge` does one by one, and keeps what large axes can afford to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.identities.infer.large.spans import alone
from cdmo_cli.identities.infer.model import Axis, Flags, Floats, Ints
from cdmo_cli.identities.infer.sums.judge import DIGITS, MISS, THIN, THIN_SUM, tolerance, way

AT_ONCE = 500_000
"""So many figures are judged in one step; a candidate of more is one step of its own."""


Proposal = tuple[int, Ints, str]
"""A total, its parts in ascending order, and the search that found them."""


@dataclass(frozen=True, eq=False)
class Sum:
    """A candidate with what speaks for it. Items and lines are positions on the axis."""

    total: int
    parts: Ints  # ascending
    how: str
    evidence: float
    valid: Flags  # lines on which it speaks
    holds: Flags  # those of them on which it holds, lines of zeros not counted
    broken: Flags

    @property
    def ratio(self) -> float:
        """The part of the lines with figures on which the sum holds."""
        hits = int(self.holds.sum())
        return hits / (hits + int(self.broken.sum())) if hits else 0.0

    @property
    def rank(self) -> float:
        return self.evidence * self.ratio**4

    @property
    def way(self) -> int:
        """-1 where the parts stand before the total, 1 after it, 0 on both sides."""
        return way(self.total, self.parts)


def judged(axis: Axis, candidates: Sequence[Proposal]) -> Iterator[Sum]:
    """Every candidate, judged on all lines of the axis."""
    lines = max(axis.value.shape[1], 1)
    start = figures = 0
    for end, (_, parts, _) in enumerate(candidates):
        if figures and figures + len(parts) * lines > AT_ONCE:
            yield from _judged(axis, candidates[start:end])
            start, figures = end, 0
        figures += len(parts) * lines
    if start < len(candidates):
        yield from _judged(axis, candidates[start:])


def _judged(axis: Axis, candidates: Sequence[Proposal]) -> Iterator[Sum]:
    total = np.array([total for total, _, _ in candidates], dtype=np.int64)
    flat = np.concatenate([parts for _, parts, _ in candidates])
    count = np.array([len(parts) for _, parts, _ in candidates], dtype=np.int64)
    start = np.cumsum(count) - count
    values, whole = axis.value[flat], axis.value[total]
    valid = axis.number[total] & np.logical_or.reduceat(axis.number[flat], start)
    valid &= ~np.logical_or.reduceat(axis.text[flat], start)
    filled = np.add.reduceat((values != 0).astype(np.int32), start)
    live = valid & ((whole != 0) | (filled > 0))
    size = np.maximum(np.abs(whole), np.add.reduceat(np.abs(values), start))
    unit = np.maximum(axis.unit[total], np.maximum.reduceat(axis.unit[flat], start))
    slack = tolerance(unit, count[:, None].astype(np.float64), size)
    holds = live & (np.abs(whole - np.add.reduceat(values, start)) <= slack)
    broken = live & ~holds
    told = holds & _first_of_equal(values, whole, start, holds)
    thin = told & (filled <= 1)
    finest = np.minimum.reduceat(np.where(values != 0, axis.grain[flat], np.inf), start)
    grain = np.maximum(np.minimum(axis.grain[total], finest), unit)  # a sum that may be off by more proves less
    digits = np.minimum(np.log10(np.maximum(np.abs(whole) / np.maximum(grain, 1e-12), 1.0)), DIGITS)
    evidence = np.where(told & ~thin, digits, 0.0).sum(axis=1)
    single, line = np.nonzero(thin & (filled == 1))
    which = np.add.reduceat((values != 0) * np.arange(len(flat))[:, None], start)[single, line]
    evidence += alone(single, which, digits[single, line], len(total))
    evidence += np.minimum(THIN * thin.sum(axis=1), THIN_SUM) - MISS * broken.sum(axis=1)
    for row, (item, parts, how) in enumerate(candidates):
        yield Sum(item, parts, how, float(evidence[row]), valid[row], holds[row], broken[row])


def _first_of_equal(values: Floats, whole: Floats, start: Ints, holds: Flags) -> Flags:
    """For each candidate, of lines with the same figures the first; only lines on which it holds are compared.

    Lines are told apart by a sum of their figures with random weights.
    """
    weight = np.random.default_rng(0).standard_normal(len(values))
    code = np.add.reduceat(values * weight[:, None], start) + whole * np.pi
    code[~holds] = np.nan  # these go last
    order = np.argsort(code, axis=1, kind="stable")
    sorted_codes = np.take_along_axis(code, order, axis=1)
    new = np.ones(code.shape, dtype=bool)
    new[:, 1:] = sorted_codes[:, 1:] != sorted_codes[:, :-1]
    first = np.empty_like(new)
    np.put_along_axis(first, order, new, axis=1)
    return first
