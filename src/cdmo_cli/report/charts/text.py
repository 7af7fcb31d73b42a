"""Widths of text from the fonts that are printed with, so that labels can be kept apart.

Advance widths come from the variable Inter (its HVAR table gives them for each weight); kerning is left out, which
makes a width at most a little too large. A character that no font holds counts as a wide one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from cdmo_cli.resources import resources

ASCENT = 0.75  # of the size: capitals and figures end at 0.727, accents above are left to the line's leading
DESCENT = 0.21
ELLIPSIS = "…"
_UNKNOWN = 1.0


@cache
def _fonts() -> tuple[TTFont, ...]:
    """The upright variable Inter files, the plain latin one first."""
    found = [
        path
        for path in sorted((resources() / "fonts").rglob("*.woff2"))
        if "inter" in path.name.lower() and "italic" not in path.name.lower()
    ]
    fonts = [TTFont(path, lazy=True) for path in sorted(found, key=lambda path: (len(path.name), path.name))]
    return tuple(font for font in fonts if "fvar" in font)


@cache
def _glyphs(index: int, weight: int) -> Any:
    return _fonts()[index].getGlyphSet(location={"wght": weight})


@cache
def _place(char: str) -> tuple[int, str] | None:
    for index, font in enumerate(_fonts()):
        name = font.getBestCmap().get(ord(char))
        if name is not None:
            return index, name
    return None


@cache
def advance(char: str, weight: int) -> float:
    """The advance width of a character, in parts of the size."""
    place = _place(char)
    if place is None:
        return _UNKNOWN
    index, name = place
    return float(_glyphs(index, weight)[name].width) / float(_fonts()[index]["head"].unitsPerEm)


def measure(content: str, size: float, weight: int = 400) -> float:
    """The width of a line of text, in the unit of `size`."""
    return size * sum(advance(char, weight) for char in content)


def shorten(content: str, width: float, size: float, weight: int = 400) -> str:
    """The text, or as much of it as fits into `width` with an ellipsis; cut between words where that keeps half of
    it."""
    if measure(content, size, weight) <= width:
        return content
    kept = content
    while kept and measure(_trimmed(kept) + ELLIPSIS, size, weight) > width:
        kept = kept[:-1]
    word = kept.rsplit(" ", 1)[0] if not content[len(kept) :].startswith(" ") else kept
    return _trimmed(word if len(word) * 2 >= len(kept) else kept) + ELLIPSIS


def _trimmed(kept: str) -> str:
    return kept.rstrip(" \u00a0,;·-–")


def wrap(content: str, width: float, size: float, weight: int = 400, lines: int = 2) -> tuple[str, ...]:
    """The text in at most `lines` lines, broken at plain spaces; what does not fit is shortened."""
    words, rows = [word for word in content.split(" ") if word], [""]
    while words:
        longer = f"{rows[-1]} {words[0]}".strip()
        if rows[-1] and measure(longer, size, weight) > width and len(rows) < lines:
            rows.append("")
        else:
            rows[-1] = longer
            words.pop(0)
    return tuple(shorten(row, width, size, weight) for row in rows)


def outline(content: str, size: float, weight: int, turn: tuple[float, float, float, float], x: float, y: float) -> str:
    """The glyphs of a text as SVG path data, beginning at (x, y) on their baseline. `turn` is the linear part (a,
    b, c, d) of an SVG matrix: x along the text, y downwards."""
    a, b, c, d = turn
    parts: list[str] = []
    along = 0.0
    for char in content:
        place = _place(char)
        if place is not None:
            index, name = place
            scale = size / float(_fonts()[index]["head"].unitsPerEm)
            glyphs = _glyphs(index, weight)
            pen = SVGPathPen(glyphs, ntos=lambda value: f"{round(value, 2) + 0.0:g}")
            matrix = (a * scale, b * scale, -c * scale, -d * scale, x + a * along, y + b * along)
            glyphs[name].draw(TransformPen(pen, matrix))
            parts.append(pen.getCommands())
        along += size * advance(char, weight)
    return "".join(parts)
