"""Font files: what is embedded, which characters each has, and how wide they are.

A family is a list of faces of which each supplies what those before it lack. The house's subsets have names of their
own ("Inter Extended"): WeasyPrint knows no unicode-range, and takes the next family of a list for a character that the
first one lacks.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal

from cdmo_cli.report import glyphs
from cdmo_cli.resources import resources

Kind = Literal["woff2", "truetype", "opentype"]
_UNKNOWN = 1.0  # of the size: the width of a character that no face has


@dataclass(frozen=True, eq=False)
class Face:
    """A font file under the name by which style sheets know it: variable in weight, or of one weight and with files of
    other weights beside it."""

    family: str
    data: bytes
    kind: Kind = "woff2"
    beside: tuple[Face, ...] = ()

    @cached_property
    def font(self) -> Any:
        """The font, opened by fontTools."""
        from fontTools.ttLib import TTFont

        return TTFont(io.BytesIO(self.data), lazy=True)

    @cached_property
    def glyphs(self) -> dict[int, str]:
        """The names of its glyphs by code point."""
        return dict(self.font.getBestCmap())

    @property
    def variable(self) -> bool:
        """Whether it has an axis of weight."""
        return "fvar" in self.font and any(axis.axisTag == "wght" for axis in self.font["fvar"].axes)

    @property
    def weight(self) -> int:
        """The weight of a font that has one: 400 regular, 700 bold."""
        return int(self.font["OS/2"].usWeightClass)

    @property
    def upright(self) -> bool:
        """Whether it is not slanted."""
        return not self.font["OS/2"].fsSelection & 1

    @property
    def name(self) -> str:
        """The family that the font itself says it belongs to."""
        names = self.font["name"]
        return names.getDebugName(16) or names.getDebugName(1) or ""

    def nearest(self, weight: int) -> Face:
        """The file that is printed for a weight."""
        return self if self.variable else min((self, *self.beside), key=lambda face: abs(face.weight - weight))

    @cached_property
    def _weights(self) -> dict[int, Any]:
        return {}

    def at(self, weight: int) -> Any:
        """Its glyphs at a weight."""
        if weight not in self._weights:
            self._weights[weight] = self.font.getGlyphSet(location={"wght": weight} if self.variable else None)
        return self._weights[weight]

    @property
    def rule(self) -> str:
        """The `@font-face` rule, the font inside it; one for each weight where they are files of their own."""
        if not self.beside:
            return self._rule("")
        return "\n".join(face._rule(f" font-weight: {face.weight};") for face in (self, *self.beside))

    def _rule(self, weight: str) -> str:
        data = base64.b64encode(self.data).decode("ascii")
        return (
            f"@font-face {{ font-family: '{self.family}';{weight} "
            f"src: url(data:font/{_MEDIA[self.kind]};base64,{data}) format('{self.kind}') }}"
        )


_MEDIA: dict[Kind, str] = {"woff2": "woff2", "truetype": "ttf", "opentype": "otf"}


class Family:
    """Faces in the order in which they are asked for a character. The first `always` are in every report."""

    def __init__(self, faces: Sequence[Face], generic: str, always: int = 1) -> None:
        self.faces = tuple(faces)
        self.generic = generic
        self._always = always
        self._places: dict[str, Face | None] = {}
        self._advances: dict[tuple[str, int], float] = {}
        self._printed: dict[str, tuple[str, frozenset[str]]] = {}

    def face_of(self, char: str) -> Face | None:
        """The first face that has a character."""
        if char not in self._places:
            self._places[char] = next((face for face in self.faces if ord(char) in face.glyphs), None)
        return self._places[char]

    def has(self, char: str) -> bool:
        """Whether any face has a character."""
        return self.face_of(char) is not None

    def printed(self, text: str) -> tuple[str, frozenset[str]]:
        """The text as these faces can print it, and the characters that it shows otherwise: see `glyphs`."""
        if text.isascii():
            return text, frozenset()
        if text not in self._printed:
            self._printed[text] = glyphs.printed(text, self.has)
        return self._printed[text]

    def advances(self, text: str, weight: int) -> float:
        """The width of a line of text as it is printed, in parts of the size."""
        return sum(self.advance(char, weight) for char in self.printed(text)[0])

    def advance(self, char: str, weight: int) -> float:
        """The advance width of a character, in parts of the size. Kerning is left out, which makes a line at most a
        little too wide."""
        key = char, weight
        if key not in self._advances:
            face = self.face_of(char)
            self._advances[key] = _UNKNOWN if face is None else _advance(face, char, weight)
        return self._advances[key]

    def used(self, text: Iterable[str]) -> tuple[Face, ...]:
        """The faces that a text needs, beside those that every report has."""
        needed = {self.face_of(char) for char in set(text)}
        return tuple(face for place, face in enumerate(self.faces) if place < self._always or face in needed)

    def names(self, text: Iterable[str] = "") -> str:
        """The value of `font-family` for a text, for an attribute in double quotes."""
        named = (face.family if face.family.isalpha() else f"'{face.family}'" for face in self.used(text))
        return ", ".join((*named, self.generic))


def _advance(face: Face, char: str, weight: int) -> float:
    file = face.nearest(weight)
    name = file.glyphs.get(ord(char))
    if name is None:
        return _UNKNOWN
    return float(file.at(weight)[name].width) / float(file.font["head"].unitsPerEm)


_INTER = {
    "Inter": "inter-latin",
    "Inter Extended": "inter-latin-ext",
    "Inter Greek": "inter-greek",
    "Inter Cyrillic": "inter-cyrillic",
    "Inter Vietnamese": "inter-vietnamese",
}
_SOURCE = {
    "Source Serif 4": "source-serif-4-latin",
    "Source Serif 4 Extended": "source-serif-4-latin-ext",
    "Source Serif 4 Greek": "source-serif-4-greek",
    "Source Serif 4 Cyrillic": "source-serif-4-cyrillic",
    "Source Serif 4 Vietnamese": "source-serif-4-vietnamese",
}


@cache
def _house(family: str, name: str) -> Face:
    return Face(family, (resources() / "fonts" / f"{name}-wght-normal.woff2").read_bytes())


def _faces(names: dict[str, str]) -> tuple[Face, ...]:
    return tuple(_house(family, name) for family, name in names.items())


def house_sans(own: Face | None = None, other: Face | None = None) -> Family:
    """Inter, behind a brand's own font where it has one; `other` is the brand's serif."""
    return _family(own, other, _faces(_INTER), "sans-serif")


def house_serif(own: Face | None = None, other: Face | None = None) -> Family:
    """Source Serif, behind a brand's own font; what it lacks comes from Inter. `other` is the brand's sans."""
    return _family(own, other, (*_faces(_SOURCE), *_faces(_INTER)), "serif")


def _family(own: Face | None, other: Face | None, faces: tuple[Face, ...], generic: str) -> Family:
    """The house's faces with a brand's before and behind them: both families print the same characters."""
    first = (own,) if own is not None else ()
    last = (other,) if other is not None else ()
    return Family((*first, *faces, *last), generic, always=1 if first else 2)
