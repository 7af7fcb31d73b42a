"""Widths of text from the fonts that are printed with, so that labels can be kept apart.

Advance widths come from the report's sans, at each weight; kerning is left out, which makes a width at most a little
too large. A character that no font holds counts as a wide one.
"""

from __future__ import annotations

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

from cdmo_cli.report.style import current

ASCENT = 0.75  # of the size: capitals and figures end at 0.727, accents above are left to the line's leading
DESCENT = 0.21
ELLIPSIS = "…"


def advance(char: str, weight: int) -> float:
    """The advance width of a character, in parts of the size."""
    return current().sans.advance(char, weight)


def measure(content: str, size: float, weight: int = 400) -> float:
    """The width of a line of text, in the unit of `size`."""
    return size * current().sans.advances(content, weight)


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
        face = current().sans.face_of(char)
        if face is not None:
            scale = size / float(face.font["head"].unitsPerEm)
            glyphs = face.at(weight)
            pen = SVGPathPen(glyphs, ntos=lambda value: f"{round(value, 2) + 0.0:g}")
            matrix = (a * scale, b * scale, -c * scale, -d * scale, x + a * along, y + b * along)
            glyphs[face.glyphs[ord(char)]].draw(TransformPen(pen, matrix))
            parts.append(pen.getCommands())
        along += size * advance(char, weight)
    return "".join(parts)
