"""How far a found sum can be relied on, line by line: to be shown, to be judged, to call a figure wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cdmo_cli.identities.infer.model import Axis, Pattern
from cdmo_cli.identities.infer.sums.judge import MISS

Strength = Literal["weak", "likely", "strong"]
"""weak: worth showing, no more; likely: what breaks it is worth a warning; strong: what breaks it is an error."""

STRONG, STRONG_HITS = 10.0, 4
FEW = 0.1
"""Of the lines of a strong sum so many may be broken; one always may."""


def strengths(axis: Axis, patterns: Sequence[Pattern]) -> list[dict[int, Strength]]:
    """The strength of every pattern on each of its lines.

    Where a sum fails, and by how much, is weighed when it is judged: a failure that no slip explains counts for little.
    What is said here is how sure it is that there is a sum at all.
    """
    return [_of_pattern(axis, pattern) for pattern in patterns]


def _of_pattern(axis: Axis, pattern: Pattern) -> dict[int, Strength]:
    digits = pattern.evidence + MISS * len(pattern.broken)  # what the lines that hold say
    few = len(pattern.broken) <= max(1, FEW * len(pattern.lines))
    sure = digits >= STRONG and pattern.hits >= STRONG_HITS and few and bool(axis.total[pattern.total])
    return dict.fromkeys(pattern.lines, "strong" if sure and pattern.how != "broken" else "likely")
