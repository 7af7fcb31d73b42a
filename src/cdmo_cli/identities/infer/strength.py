"""How far a found sum can be relied on, line by line: to be shown, to be judged, to call a figure wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cdmo_cli.identities.infer.foreign import foreign, in_proportion
from cdmo_cli.identities.infer.model import Axis, Pattern
from cdmo_cli.identities.infer.sums.judge import MISS

Strength = Literal["weak", "likely", "strong"]
"""weak: worth showing, no more; likely: what breaks it is worth a warning; strong: what breaks it is an error."""

STRONG, STRONG_HITS = 10.0, 4
FEW = 0.1
"""Of the lines of a strong sum so many may be broken; one always may."""


FAR = 0.01
"""The part of a total by which the first or the last line must fail to be taken for one of maxima, or of means."""


def strengths(axis: Axis, patterns: Sequence[Pattern]) -> list[dict[int, Strength]]:
    """The strength of every pattern on each of its lines.

    Where a sum fails, and by how much, is weighed when it is judged: a failure that no slip explains counts for little.
    What is said here is how sure it is that there is a sum at all, and that the line is one of its own.
    """
    return [
        _of_pattern(axis, pattern, others) for pattern, others in zip(patterns, foreign(axis, patterns), strict=True)
    ]


def _of_pattern(axis: Axis, pattern: Pattern, others: frozenset[int]) -> dict[int, Strength]:
    digits = pattern.evidence + MISS * len(pattern.broken)  # what the lines that hold say
    few = len(pattern.broken) <= max(1, FEW * len(pattern.lines))
    called = bool(axis.total[pattern.total])
    sure = digits >= STRONG and pattern.hits >= STRONG_HITS and few and called and pattern.how != "broken"
    usual: Strength = "strong" if sure else "likely"
    result = dict.fromkeys(pattern.lines, usual)
    once = not called and pattern.broken and in_proportion(axis, pattern)
    for line in pattern.broken:
        if line in others or once:
            result[line] = "weak"
        elif sure and line in (pattern.lines[0], pattern.lines[-1]) and _far(axis, pattern, line):
            result[line] = "likely"
    return result


def _far(axis: Axis, pattern: Pattern, line: int) -> bool:
    """Whether the parts are so far from the total that the line may be one of another kind."""
    whole, parts = axis.value[pattern.total, line], axis.value[list(pattern.parts), line].sum()
    return bool(abs(whole - parts) > FAR * max(abs(whole), abs(parts)))
