"""The two families as data URIs, and the widths of their glyphs for breaking headings."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache

from cdmo_cli.resources import resources

# Family, file. The extension has a name of its own: WeasyPrint knows no unicode-range, and takes the next family of the
# list for a character that the first one lacks.
FACES = (
    ("Inter", "inter-latin-wght-normal.woff2"),
    ("Inter Extended", "inter-latin-ext-wght-normal.woff2"),
    ("Source Serif 4", "source-serif-4-latin-wght-normal.woff2"),
    ("Source Serif 4 Extended", "source-serif-4-latin-ext-wght-normal.woff2"),
)


@cache
def font_faces() -> str:
    """The `@font-face` rules, fonts included."""
    rules = []
    for family, name in FACES:
        data = base64.b64encode((resources() / "fonts" / name).read_bytes()).decode("ascii")
        rules.append(
            f"@font-face {{ font-family: '{family}'; src: url(data:font/woff2;base64,{data}) format('woff2') }}"
        )
    return "\n".join(rules)


_SANS, _SERIF = FACES[0][1], FACES[2][1]


@cache
def _advances(weight: int, name: str = _SANS) -> tuple[dict[int, float], float]:
    """Advance widths in em by character, at a weight of a font, and the width to take for any other."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.models import normalizeLocation
    from fontTools.varLib.varStore import VarStoreInstancer

    with TTFont(resources() / "fonts" / name) as font:
        axes = {axis.axisTag: (axis.minValue, axis.defaultValue, axis.maxValue) for axis in font["fvar"].axes}
        table = font["HVAR"].table
        deltas = VarStoreInstancer(table.VarStore, font["fvar"].axes, normalizeLocation({"wght": weight}, axes))
        mapping = table.AdvWidthMap.mapping if table.AdvWidthMap else None
        size = font["head"].unitsPerEm
        widths = {}
        for code, glyph in font.getBestCmap().items():
            index = mapping[glyph] if mapping is not None else font.getGlyphID(glyph)
            widths[code] = (font["hmtx"][glyph][0] + deltas[index]) / size
    return widths, sum(widths.values()) / len(widths)


def width(text: str, points: float, *, weight: int = 700, spacing: float = -0.022) -> float:
    """The width in millimetres of a line of Inter; `spacing` is the letter-spacing in em."""
    advances, usual = _advances(weight)
    return sum(advances.get(ord(char), usual) + spacing for char in text) * points * 25.4 / 72


def prose_lines(text: str, points: float, limit: float) -> int:
    """How many lines of `limit` millimetres prose takes, in Source Serif."""
    advances, usual = _advances(400, _SERIF)
    room = limit * 72 / 25.4 / points
    space = advances.get(32, usual)
    lines, used = 1, 0.0
    for word in text.split(" "):
        length = sum(advances.get(ord(char), usual) for char in word)
        if used and used + space + length > room:
            lines, used = lines + 1, length
        else:
            used += (space if used else 0.0) + length
    return lines


def balanced(text: str, points: float, limit: float, *, weight: int = 700) -> tuple[str, ...]:
    """Break a heading into as few lines as `limit` (millimetres) allows, of widths as even as can be.

    `text-wrap: balance` is not known to WeasyPrint. Words joined by no-break spaces stay together.
    """
    pieces = text.split(" ")
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
