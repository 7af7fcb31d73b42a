"""How much speaks for one total and its parts: on which lines they add up, and how unlikely that is by chance.

Method: a line on which the sum holds counts the number of significant digits that had to agree,
log10(size / granularity), at most four; a line on which a single part is not zero could hold by a copied figure
and counts little; a line of zeros counts nothing; equal lines count once; a line on which the sum fails costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.identities.infer.model import Axis, Flags, Floats, Ints, Pattern

MISS = 1.3  # digits that a failing line costs
DIGITS = 4.0  # digits beyond these say no more
THIN, THIN_SUM = 0.2, 0.8  # a line with one part that is not zero, and all such lines together
RELATIVE = 1e-9  # float noise of the workbook's own arithmetic


@dataclass(frozen=True)
class Candidate:
    """A total and parts that may be its sum, with what speaks for it. Items and lines are positions on the axis."""

    total: int
    parts: tuple[int, ...]  # ascending
    how: str
    evidence: float  # digits that agree by more than chance, failing lines deducted
    hits: int
    misses: int
    holds: int  # bit set of the lines on which it holds, lines of zeros not counted
    members: int  # bit set of the parts
    valid: Flags
    broken: Flags

    @property
    def ratio(self) -> float:
        """The part of the lines with figures on which the sum holds."""
        return self.hits / (self.hits + self.misses) if self.hits else 0.0

    @property
    def rank(self) -> float:
        """Evidence of which failing lines take away more than they cost one by one."""
        return self.evidence * self.ratio**4

    @property
    def way(self) -> int:
        """-1 where the parts stand before the total, 1 after it, 0 on both sides."""
        return way(self.total, self.parts)

    def pattern(self) -> Pattern:
        lines = tuple(int(i) for i in np.flatnonzero(self.valid))
        broken = tuple(int(i) for i in np.flatnonzero(self.broken))
        return Pattern(self.total, self.parts, lines, broken, self.evidence, self.how)


def way(total: int, parts: Sequence[int] | Ints) -> int:
    """-1 where parts in ascending order stand before their total, 1 after it, 0 on both sides."""
    if parts[-1] < total:
        return -1
    return 1 if parts[0] > total else 0


def tolerance(unit: Floats, count: Floats | int, size: Floats) -> Floats:
    """How far a total may be from the sum of `count` rounded parts and still be taken for it.

    Half a unit for each figure is the worst case; the errors being independent, their sum rarely exceeds the
    square root of their number, so the smaller of the two is taken.
    """
    return np.asarray(0.5 * unit * np.minimum(count + 1, 1 + np.sqrt(np.asarray(count) + 1)) + RELATIVE * size)


def judge(axis: Axis, total: int, parts: Sequence[int] | Ints, how: str) -> Candidate | None:
    """What speaks for `total` being the sum of `parts`; None where no line has figures for both."""
    chosen = np.asarray(parts)
    values = axis.value[chosen]
    valid = axis.number[total] & axis.number[chosen].any(axis=0) & ~axis.text[chosen].any(axis=0)
    if not valid.any():
        return None
    whole = axis.value[total]
    size = np.maximum(np.abs(whole), np.abs(values).sum(axis=0))
    unit = np.maximum(axis.unit[total], axis.unit[chosen].max(axis=0))
    nonzero = np.count_nonzero(values, axis=0)
    live = valid & ((whole != 0) | (nonzero > 0))
    holds = live & (np.abs(whole - values.sum(axis=0)) <= tolerance(unit, len(chosen), size))
    broken = live & ~holds
    lines = _distinct(np.flatnonzero(holds), whole, values)
    filled = np.where(values != 0, axis.grain[chosen], np.inf).min(axis=0)
    grain = np.maximum(np.minimum(axis.grain[total], filled), unit)[lines]  # a sum that may be off by more proves less
    digits = np.log10(np.maximum(np.abs(whole[lines]) / np.maximum(grain, 1e-12), 1.0))
    thin = nonzero[lines] <= 1
    misses = int(broken.sum())
    digits = np.minimum(digits, DIGITS)
    alone = _alone(values[:, lines[thin]], digits[thin])
    evidence = digits[~thin].sum() + alone + min(THIN * thin.sum(), THIN_SUM) - MISS * misses
    return Candidate(
        total=total,
        parts=tuple(int(p) for p in chosen),
        how=how,
        evidence=float(evidence),
        hits=int(holds.sum()),
        misses=misses,
        holds=bits(np.flatnonzero(holds)),
        members=bits(chosen),
        valid=valid,
        broken=broken,
    )


def _alone(values: Floats, digits: Floats) -> float:
    """Digits of the lines with one part that is not zero, those aside on which it is the part that is so most often.

    A total that is now the one part, now the other, and always the one that is not zero, copies neither of them.
    """
    if not len(digits):
        return 0.0
    which = np.bincount(np.argmax(values != 0, axis=0), weights=digits)
    return float(which.sum() - which.max())


def at_most(axis: Axis) -> Floats:
    """The digits that a sum of which an item is the total can bring at most on each line, whatever its parts."""
    figures = axis.number & (axis.value != 0)
    fine = np.where(figures, axis.grain, np.inf).min(axis=0, initial=np.inf)
    digits = np.log10(np.maximum(np.abs(axis.value) / np.maximum(fine, 1e-12), 1.0))
    return np.where(figures, np.minimum(digits, DIGITS), 0.0)


def bits(positions: Iterable[int] | Ints) -> int:
    """The set of these positions as one integer."""
    whole = 0
    for position in positions:
        whole |= 1 << int(position)
    return whole


def _distinct(lines: Ints, whole: Floats, values: Floats) -> Ints:
    """The lines without those that repeat the figures of another: a copied block proves nothing twice."""
    if len(lines) < 2:
        return lines
    seen: dict[bytes, int] = {}
    block = np.ascontiguousarray(np.vstack([whole[lines], values[:, lines]]).T)
    for line, figures in zip(lines, block, strict=True):
        seen.setdefault(figures.tobytes(), int(line))
    return np.fromiter(seen.values(), dtype=np.int64)
