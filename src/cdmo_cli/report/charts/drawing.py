"""A chart's geometry: marks at positions in points, rounded to 0.01, coloured by role. Frozen, and drawn by a macro.

All kinds share one drawing macro, templates/charts/drawing.svg.j2, with a small macro for each sort of mark. A macro a
kind would have to decide where labels go, and that takes the widths of letters, scales and a way round collisions:
arithmetic, which Python types and tests and a template does not. What the template decides is how a mark looks as SVG,
and that is the same for every kind: who replaces the one file changes them all, and a new kind needs no new template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from cdmo_cli.report.charts.text import ASCENT, DESCENT, measure
from cdmo_cli.report.numbers import plain

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle. `name` says what it stands for ("bar", "cap", "band")."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    name: str = ""
    kind: str = "rect"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A polyline, with a dash pattern or without."""

    points: tuple[tuple[float, float], ...]
    stroke: str
    width: float = 0.75
    dash: tuple[float, ...] = ()
    name: str = ""
    kind: str = "stroke"


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon."""

    points: tuple[tuple[float, float], ...]
    fill: str
    name: str = ""
    kind: str = "polygon"


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle; a hollow one has a stroke of its colour and is filled with the ground."""

    x: float
    y: float
    radius: float
    fill: str
    hollow: bool = False
    ground: str = "paper"
    name: str = ""
    kind: str = "dot"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text at its baseline. `width` is its measured width."""

    x: float
    y: float
    text: str
    size: float
    weight: int
    fill: str
    anchor: Anchor
    width: float
    name: str = ""
    full: str = ""  # the whole text, where `text` had to be shortened
    kind: str = "text"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what the glyphs may cover."""
        left = self.x - {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.anchor]
        return left, self.y - ASCENT * self.size, left + self.width, self.y + DESCENT * self.size


@dataclass(frozen=True, slots=True)
class Outline:
    """A filled path that may let through what is below it: SVG path data in points. Glyphs of the watermark, veils."""

    path: str
    fill: str
    opacity: float = 1.0
    name: str = ""
    kind: str = "outline"


Mark: TypeAlias = Rect | Stroke | Polygon | Dot | Text | Outline


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart ready to be drawn: its size, its alternative text and its marks from back to front."""

    kind: str
    width: float
    height: float
    alt: str
    marks: tuple[Mark, ...]


# Characters that XML cannot hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(words: str) -> str:
    """The words without what XML cannot hold, a hidden figure as XX."""
    return plain(_UNPRINTABLE.sub("", words))


def _r(value: float) -> float:
    return round(value, 2) + 0.0  # + 0.0 turns -0.0 into 0.0


def rect(x: float, y: float, width: float, height: float, fill: str, name: str = "") -> Rect:
    """A rectangle, rounded; negative sizes are turned."""
    left, top = min(x, x + width), min(y, y + height)
    return Rect(_r(left), _r(top), _r(abs(width)), _r(abs(height)), fill, name)


def stroke(
    points: Iterable[tuple[float, float]],
    colour: str,
    width: float = 0.75,
    dash: tuple[float, ...] = (),
    name: str = "",
) -> Stroke:
    """A polyline, rounded."""
    return Stroke(tuple((_r(x), _r(y)) for x, y in points), colour, width, dash, name)


def polygon(points: Iterable[tuple[float, float]], fill: str, name: str = "") -> Polygon:
    """A polygon, rounded."""
    return Polygon(tuple((_r(x), _r(y)) for x, y in points), fill, name)


def dot(
    x: float, y: float, radius: float, fill: str, *, hollow: bool = False, ground: str = "paper", name: str = ""
) -> Dot:
    """A circle, rounded."""
    return Dot(_r(x), _r(y), _r(radius), fill, hollow, ground, name)


SHAPES = ("dot", "square", "diamond", "triangle", "wedge")
# Corners in parts of the radius; of areas that look alike.
_CORNERS = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)),
    "triangle": ((0.0, -1.25), (1.2, 0.95), (-1.2, 0.95)),
    "wedge": ((-1.2, -0.95), (1.2, -0.95), (0.0, 1.25)),
}
_RIM = 1.5


def marker(
    shape: str, x: float, y: float, radius: float, fill: str, *, hollow: bool = False, name: str = ""
) -> tuple[Dot | Polygon, ...]:
    """A mark of one of the `SHAPES`, so that a series is told without its colour. A hollow one has a rim of 1.5."""
    if shape == "dot":
        return (dot(x, y, radius, fill, hollow=hollow, name=name),)

    def corners(size: float) -> list[tuple[float, float]]:
        return [(x + a * size, y + b * size) for a, b in _CORNERS[shape]]

    outer = radius + (_RIM / 2 if hollow else 0.0)
    whole = polygon(corners(outer), fill, name)
    return (whole, polygon(corners(max(outer - _RIM, 0.5)), "paper", "hole")) if hollow else (whole,)


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: float = 8.0,
    weight: int = 400,
    fill: str = "ink",
    anchor: Anchor = "start",
    name: str = "",
    full: str = "",
) -> Text:
    """A line of text, measured and rounded."""
    content, full = printable(content), printable(full)
    width = _r(measure(content, size, weight))
    return Text(_r(x), _r(y), content, size, weight, fill, anchor, width, name, full if full != content else "")


def overlap(first: Text, second: Text) -> bool:
    """Whether the boxes of two texts overlap."""
    left, top, right, bottom = first.box
    x0, y0, x1, y1 = second.box
    return left < x1 and x0 < right and top < y1 and y0 < bottom


def drawing(kind: str, width: float, height: float, alt: str, marks: Iterable[Mark], full_labels: str = "") -> Drawing:
    """A frozen drawing. Labels that were shortened stand in full at the end of the alternative text."""
    kept = tuple(marks)
    shortened = list(dict.fromkeys(mark.full for mark in kept if isinstance(mark, Text) and mark.full))
    if shortened:
        alt = f"{alt} {full_labels} {'; '.join(shortened)}"
    return Drawing(kind, _r(width), _r(height), printable(alt), kept)
