"""Lines that a sum does not speak on, although it has figures there: those of another kind than the lines it holds on.

Under a table of points stand their means, beside amounts their ratios, over them what could be reached at most. No
label need say so; the figures do. What one wrong figure can bring about is never taken for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from cdmo_cli.identities.infer.model import Axis, Flags, Floats, Ints, Pattern
from cdmo_cli.identities.infer.sums.judge import tolerance

FULL = 5  # decimals that are told apart
FINER = 2  # decimals that a total has more than its finest part, where it is no sum
SMALL = 0.01  # of the smallest line that holds: all figures of the line are of another order of magnitude
DIGITS = 3.0  # of a gap that may be told from a coincidence
NEAR = 1e-9


def foreign(axis: Axis, patterns: Sequence[Pattern]) -> list[frozenset[int]]:
    """Of the lines on which each pattern is broken those that are not its own."""
    if not any(pattern.broken for pattern in patterns):
        return [frozenset() for _ in patterns]
    places = _decimals(axis.value)
    apart = _failing_throughout(patterns)
    return [
        frozenset(line for line in pattern.broken if line in apart or _of_another_kind(axis, pattern, line, places))
        | _lacking(axis, pattern)
        for pattern in patterns
    ]


def in_proportion(axis: Axis, pattern: Pattern) -> bool:
    """Whether all lines on which it holds are multiples of one of them, and so prove no more than that one."""
    held = _held(pattern)
    whole = axis.value[pattern.total, held]
    if len(held) < 2 or not whole.all():
        return False
    portions = axis.value[list(pattern.parts)][:, held] / whole
    return bool(np.allclose(portions, portions[:, :1], rtol=1e-3, atol=1e-6))


def _held(pattern: Pattern) -> Ints:
    return np.array(sorted(set(pattern.lines) - set(pattern.broken)), dtype=np.int64)


def _decimals(value: Floats) -> Ints:
    """How many decimals the figures make use of, at most as many as are told apart."""
    result = np.full(value.shape, FULL, dtype=np.int64)
    for places in range(FULL - 1, -1, -1):
        scaled = value * 10.0**places
        result[np.abs(scaled - np.rint(scaled)) <= NEAR * np.maximum(np.abs(scaled), 1.0)] = places
    return result


def _failing_throughout(patterns: Iterable[Pattern]) -> set[int]:
    """The lines on which sums fail that have no figure in common, and none holds: no one wrong figure does that."""
    failing: dict[int, list[set[int]]] = {}
    holding: set[int] = set()
    for pattern in patterns:
        for line in pattern.broken:
            failing.setdefault(line, []).append({pattern.total, *pattern.parts})
        holding.update(_held(pattern).tolist())
    return {
        line
        for line, items in failing.items()
        if line not in holding and any(a.isdisjoint(b) for i, a in enumerate(items) for b in items[:i])
    }


def _of_another_kind(axis: Axis, pattern: Pattern, line: int, places: Ints) -> bool:
    parts = [part for part in pattern.parts if axis.value[part, line] != 0]
    held = _held(pattern)
    if not parts or not len(held):
        return False
    items = [pattern.total, *parts]
    return (
        _unlike(axis.percent, items, line)
        or _finer(axis, places, items, line, held)
        or _smaller(axis, places, items, line, held)
        or _hidden(axis, pattern, line)
        or _unproven(axis, pattern, line, held)
    )


def _unlike(percent: Flags | None, items: Sequence[int], line: int) -> bool:
    """Percentages by their sign among figures that have none."""
    return percent is not None and bool(percent[items, line].any()) and not bool(percent[items, line].all())


def _finer(axis: Axis, places: Ints, items: Sequence[int], line: int, held: Ints) -> bool:
    """A total with more decimals than any part, or figures most of which have more than on all lines that hold."""
    total, parts = items[0], items[1:]
    if places[total, line] >= places[parts, line].max() + FINER and not _shifted(axis, items, line):
        return True
    finer = places[items, line] > places[items][:, held].max(axis=1)
    return len(items) > FINER and bool(finer.sum() > len(items) / 2)


def _shifted(axis: Axis, items: Sequence[int], line: int) -> bool:
    """Whether but the decimal mark of a total is wrong: 482.084 for 482,084."""
    whole, parts = abs(float(axis.value[items[0], line])), abs(float(axis.value[items[1:], line].sum()))
    if not whole or not parts:
        return False
    power = np.log10(parts / whole)
    return bool(abs(power - np.rint(power)) < NEAR)


def _smaller(axis: Axis, places: Ints, items: Sequence[int], line: int, held: Ints) -> bool:
    """Ratios beside amounts: the largest figure is small against the largest of every other line."""
    largest = np.abs(axis.value[items][:, held]).max(axis=0)
    return bool(
        len(items) > FINER
        and np.abs(axis.value[items, line]).max() < SMALL * largest.min()
        and places[items, line].max() > 0
    )


def _hidden(axis: Axis, pattern: Pattern, line: int) -> bool:
    """Signs in place of parts, which stand for figures that are not shown: they may be what is lacking."""
    chosen = list(pattern.parts)
    if axis.hidden is None or not axis.hidden[chosen, line].any() or (axis.value[chosen, line] < 0).any():
        return False
    gap = axis.value[pattern.total, line] - axis.value[chosen, line].sum()
    return bool(0 < gap <= axis.value[chosen, line].max())


def _unproven(axis: Axis, pattern: Pattern, line: int, held: Ints) -> bool:
    """A part that is zero wherever the sum holds, and that the total leaves out or subtracts here."""
    chosen = np.array(pattern.parts)
    new = chosen[(axis.value[chosen, line] != 0) & ~(axis.value[np.ix_(chosen, held)] != 0).any(axis=1)]
    gap = axis.value[chosen, line].sum() - axis.value[pattern.total, line]
    slack = _slack(axis, pattern, line)
    return any(abs(gap - times * axis.value[part, line]) <= slack for part in new.tolist() for times in (1, 2))


def _lacking(axis: Axis, pattern: Pattern) -> frozenset[int]:
    """The lines on which exactly an item is lacking that stands among the parts and is none of them on the others."""
    own = (pattern.total, *pattern.parts)
    between = np.arange(min(own), max(own) + 1)
    between = between[~np.isin(between, own)]
    lines: dict[int, list[int]] = {}
    for line in pattern.broken if len(between) else ():
        gap = axis.value[pattern.total, line] - axis.value[list(pattern.parts), line].sum()
        values = axis.value[between, line]
        for item in between[(values != 0) & (np.abs(gap - values) <= _slack(axis, pattern, line))].tolist():
            lines.setdefault(item, []).append(line)
    told: frozenset[int] = frozenset()
    for item, lacking in lines.items():
        digits = sum(
            float(np.log10(max(abs(axis.value[item, line]) / _step(axis, item, line), 1.0))) for line in lacking
        )
        if digits >= DIGITS or len(lacking) > 1:
            told |= frozenset(lacking)
    return told


def _step(axis: Axis, item: int, line: int) -> float:
    return max(float(axis.grain[item, line]), float(axis.unit[item, line]), 1e-12)


def _slack(axis: Axis, pattern: Pattern, line: int) -> float:
    """How far the parts may be from the total by rounding."""
    chosen = list(pattern.parts)
    unit = max(float(axis.unit[pattern.total, line]), float(axis.unit[chosen, line].max()))
    size = max(abs(float(axis.value[pattern.total, line])), float(np.abs(axis.value[chosen, line]).sum()))
    return float(tolerance(np.array(unit), len(chosen), np.array(size)))
