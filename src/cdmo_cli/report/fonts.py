"""How wide text sets in the fonts of the report that is being made, for breaking headings and filling pages."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.report.style import current

_NBSP = "\u00a0"


def width(text: str, points: float, *, weight: int = 700, spacing: float = -0.022) -> float:
    """The width in millimetres of a line of the sans; `spacing` is the letter-spacing in em."""
    family = current().sans
    printed, _ = family.printed(text)
    return sum(family.advance(char, weight) + spacing for char in printed) * points * 25.4 / 72


def prose_lines(text: str, points: float, limit: float) -> int:
    """How many lines of `limit` millimetres prose takes, in the serif."""
    family = current().serif
    room = limit * 72 / 25.4 / points
    space = family.advance(" ", 400)
    lines, used = 1, 0.0
    for word in text.split(" "):
        length = family.advances(word, 400)
        if used and used + space + length > room:
            lines, used = lines + 1, length
        else:
            used += (space if used else 0.0) + length
    return lines


def balanced(text: str, points: float, limit: float, *, weight: int = 700) -> tuple[str, ...]:
    """Break a heading into as few lines as `limit` (millimetres) allows, of widths as even as can be.

    `text-wrap: balance` is not known to WeasyPrint. Words joined by no-break spaces stay together, where they fit.
    """
    pieces = [
        word
        for piece in text.split(" ")
        for word in (piece.split(_NBSP) if width(piece, points, weight=weight) > limit else (piece,))
    ]
    for lines in range(1, len(pieces) + 1):
        broken = _evenest(pieces, lines, points, weight)
        if max(width(line, points, weight=weight) for line in broken) <= limit or lines == len(pieces):
            return broken
    return (text,)


def _evenest(pieces: Sequence[str], lines: int, points: float, weight: int) -> tuple[str, ...]:
    """The breaking into that many lines whose widest line is narrowest."""
    best: dict[tuple[int, int], tuple[float, tuple[str, ...]]] = {(0, 0): (0.0, ())}
    for count in range(1, lines + 1):
        for end in range(count, len(pieces) + 1):
            options = []
            for start in range(count - 1, end):
                if (start, count - 1) in best:
                    widest, before = best[start, count - 1]
                    line = " ".join(pieces[start:end])
                    options.append((max(widest, width(line, points, weight=weight)), (*before, line)))
            best[end, count] = min(options, key=lambda option: option[0])
    return best[len(pieces), lines][1]
