"""A publisher's logo as a picture that is safe to put into a report: SVG cleaned, or PNG as it is.

An SVG is a program's worth of possibilities: only drawing is kept. Scripts, animations, foreign content and everything
that points outside are dropped; text is refused, because it would need the font it was made with.
"""

from __future__ import annotations

import base64
import math
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from cdmo_cli.report.colours import contrast

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_DRAWING: Final = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "symbol", "use", "clipPath",
    "mask", "linearGradient", "radialGradient", "stop", "title", "desc", "style",
})  # fmt: skip
_TEXT: Final = frozenset({"text", "tspan", "textPath", "tref", "altGlyph"})
_DRAWS: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use"})
_UNSEEN: Final = frozenset({"defs", "symbol", "clipPath", "mask"})  # drawn only where another element uses them
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:|\\", re.IGNORECASE)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")
_NAMED: Final = {"black": "#000000", "white": "#FFFFFF"}
_LENGTH = re.compile(r"\s*([0-9.]+)\s*(?:px|pt|mm|cm|in)?\s*$")
_LIGHT = 2.5  # the most contrast to white of a ground that counts as light
_MOST_PIXELS = 40_000_000
_SEEN = 1.8  # the least contrast at which a logo is still seen on its ground


class BadLogo(ValueError):
    """What is wrong with a logo, in words, and what would do as the second argument."""


@dataclass(frozen=True)
class Picture:
    """A logo: its data URI, width over height, and the colours that it is known to have (none for PNG)."""

    uri: str
    ratio: float
    colours: tuple[str, ...] = ()

    def seen_on(self, ground: str) -> bool:
        """Whether it can be told from a ground. Logos are made for white paper: on a light ground one colour that is
        seen is enough, the others may be what it lets through; on a dark one all must be."""
        light = contrast(ground, "#FFFFFF") < _LIGHT
        if not self.colours:
            return light
        seen = [contrast(colour, ground) >= _SEEN for colour in self.colours]
        return any(seen) if light else all(seen)

    def on_plate(self, colour: str) -> Picture:
        """The same on a plate of a colour, with a margin of a fifth of its height."""
        wide, margin = 100 * self.ratio, 20.0
        width, height = wide + 2 * margin, 100 + 2 * margin
        drawn = (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">'
            f'<rect width="{width:g}" height="{height:g}" fill="{colour}"/>'
            f'<image x="{margin:g}" y="{margin:g}" width="{wide:g}" height="100" xlink:href="{self.uri}"/></svg>'
        )
        uri = "data:image/svg+xml;base64," + base64.b64encode(drawn.encode("utf-8")).decode("ascii")
        return Picture(uri, width / height, (colour, *self.colours))


def picture(path: Path) -> Picture:
    """The logo in a file. Raises BadLogo, and OSError where the file cannot be read."""
    data = path.read_bytes()
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(data)
    if path.suffix.lower() == ".svg" or b"<svg" in data[:4096]:
        return _svg(data)
    raise BadLogo("it is neither SVG nor PNG", "save it as one of them")


def _png(data: bytes) -> Picture:
    if len(data) < 33 or data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        raise BadLogo("the PNG is damaged", "save it again")
    width, height = struct.unpack(">II", data[16:24])
    if not width or not height:
        raise BadLogo("the PNG is empty", "save it again")
    if width * height > _MOST_PIXELS:
        raise BadLogo(f"the PNG is {width} by {height} pixels", "1000 in width are enough; or save it as SVG")
    try:
        zlib.decompress(b"".join(_pixels(data)))
    except (zlib.error, struct.error) as error:  # it would be printed as a black plate
        raise BadLogo("the PNG is damaged: its pixels cannot be read", "save it again") from error
    return Picture("data:image/png;base64," + base64.b64encode(data).decode("ascii"), width / height)


def _pixels(data: bytes) -> Iterator[bytes]:
    """The compressed pixels: the parts of all chunks IDAT (PNG, third edition, 5.3)."""
    place = 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        if kind == b"IDAT":
            yield data[place + 8 : place + 8 + length]
        place += length + 12


def _svg(data: bytes) -> Picture:
    from defusedxml.common import DefusedXmlException, EntitiesForbidden
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data)
    except EntitiesForbidden as error:
        raise BadLogo("the SVG cannot be read: it declares entities", "save it again as plain SVG") from error
    except (ET.ParseError, DefusedXmlException) as error:
        raise BadLogo(f"the SVG cannot be read: {error}", "save it again as plain SVG") from error
    if root.tag != f"{_SVG}svg":
        raise BadLogo("it is no SVG: the outermost element is another", "save it again as plain SVG")
    pictures = any(element.tag == f"{_SVG}image" for element in root.iter())
    _clean(root)
    if not _draws(root):
        why = ": its picture is a file of its own" if pictures else ""
        raise BadLogo(f"nothing in it draws{why}", "save it as PNG" if pictures else "save it again as plain SVG")
    _refuse_loops(root)
    ratio = _ratio(root)
    root.set("viewBox", root.get("viewBox") or f"0 0 {_length(root, 'width'):g} {_length(root, 'height'):g}")
    root.set("width", f"{100 * ratio:g}")
    root.set("height", "100")
    ET.register_namespace("", _SVG.strip("{}"))
    ET.register_namespace("xlink", _LINK.partition("}")[0].strip("{"))
    text = ET.tostring(root, encoding="unicode")
    uri = "data:image/svg+xml;base64," + base64.b64encode(text.encode("utf-8")).decode("ascii")
    return Picture(uri, ratio, tuple(dict.fromkeys(_colours(root))))


def _clean(parent: Element) -> None:
    """Drop what does not draw, in place."""
    for name in list(parent.attrib):
        value = parent.attrib[name]
        local = name.rpartition("}")[2].lower()
        pointing = local == "href" and not value.startswith("#")
        if local.startswith("on") or pointing or _OUTSIDE.search(value):
            del parent.attrib[name]
    for child in list(parent):
        name = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if name in _TEXT:
            raise BadLogo(
                "the SVG has text, which would need its font", "turn text into paths (Inkscape: Path, Object to Path)"
            )
        if name not in _DRAWING or (name == "style" and _OUTSIDE.search(child.text or "")):
            parent.remove(child)
        else:
            _clean(child)


def _draws(parent: Element) -> bool:
    """Whether anything in it is drawn, in place or by use."""
    names = ((child, str(child.tag).removeprefix(_SVG)) for child in parent)
    return any(name in _DRAWS or (name not in _UNSEEN and _draws(child)) for child, name in names)


def _refuse_loops(root: Element) -> None:
    """Raises BadLogo for an element that uses itself, directly or through others: no renderer draws it."""
    uses = {
        element.get("id", ""): {
            (inner.get(_LINK) or inner.get("href") or "").removeprefix("#") for inner in element.iter(f"{_SVG}use")
        }
        for element in root.iter()
        if element.get("id")
    }
    for name in uses:
        reached: set[str] = set()
        waiting = set(uses[name])
        while waiting:
            reached |= waiting
            waiting = {further for each in waiting for further in uses.get(each, ())} - reached
        if name in reached:
            raise BadLogo(f"its element ‘{name}’ is made of itself", "save it again as plain SVG")


def _ratio(root: Element) -> float:
    box = [float(part) for part in re.findall(r"-?[0-9.]+(?:e-?\d+)?", root.get("viewBox", ""))]
    width, height = box[2:4] if len(box) == 4 else (_length(root, "width"), _length(root, "height"))
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise BadLogo("the SVG says neither viewBox nor width and height", "save it again with a viewBox")
    return width / height


def _length(root: Element, name: str) -> float:
    found = _LENGTH.match(root.get(name, ""))
    return float(found[1]) if found else 0.0


def _colours(root: Element) -> Iterator[str]:
    """The colours that are written out; shapes without any fill are black."""
    for element in root.iter():
        words = " ".join((element.get("fill", ""), element.get("stroke", ""), element.get("style", "")))
        words += f" {element.get('stop-color', '')} {element.text or ''}" if element.tag == f"{_SVG}style" else ""
        for value in _COLOUR.findall(words):
            yield (value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])).upper()
        yield from (value for name, value in _NAMED.items() if re.search(rf"\b{name}\b", words))
    if not any(element.get("fill") or element.get("style") or element.get("class") for element in root.iter()):
        yield "#000000"
