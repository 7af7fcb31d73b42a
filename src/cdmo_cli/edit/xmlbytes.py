"""XML as bytes whose elements know where they stand, so that a change touches no other byte.

What is written into a part is ASCII, with references for all other characters: right in every encoding that a part may
have but UTF-16, which `read` refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from cdmo_cli.read.package import malformed, refused

Attributes = dict[str, str]

_ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_START_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes `start` to `end` of a part become `new`; an insertion where both are the same."""

    start: int
    end: int
    new: bytes


@dataclass(slots=True)
class Element:
    """An element and its places in the bytes: `<` of its start tag, behind that tag, `<` of its end tag (`inner` too
    where it has none: `<a/>`), and behind all of it."""

    name: str
    attributes: Attributes
    start: int
    inner: int
    close: int = 0
    end: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, or nothing."""
        return self.name[: len(self.name) - len(self.local)]

    def all(self, local: str) -> Iterator[Element]:
        """The children of that name."""
        return (child for child in self.children if child.local == local)

    def first(self, local: str) -> Element | None:
        """The first child of that name."""
        return next(self.all(local), None)


def parse(data: bytes, part: str, encoding: str | None = None) -> Element:
    """A small part, or a piece of one, as a tree. Raises DamagedWorkbook where it is malformed or declares a type."""
    path: list[Element] = []
    root: list[Element] = []

    def start(name: str, attributes: Attributes) -> None:
        at = parser.CurrentByteIndex
        element = Element(name, attributes, at, tag_end(data, at, part))
        (path[-1].children if path else root).append(element)
        path.append(element)

    def end(_: str) -> None:
        element = path.pop()
        element.close, element.end = ends(data, element.inner, parser.CurrentByteIndex)

    def text(characters: str) -> None:
        path[-1].text += characters

    parser = expat.ParserCreate(encoding)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    run(parser, data, part)
    return root[0]


def run(parser: expat.XMLParserType, data: bytes, part: str) -> None:
    """Run an expat parser over a part. Raises DamagedWorkbook as `parse` does."""

    def doctype(*_: object) -> None:
        raise refused(part)

    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two: an encoding that is not known
        raise malformed(part, error) from error


def tag_end(data: bytes, start: int, part: str) -> int:
    """Where the tag that starts there ends."""
    match = _START_TAG.match(data, start)
    if match is None:
        raise malformed(part, ValueError(f"no tag at byte {start}"))
    return match.end()


def ends(data: bytes, inner: int, index: int) -> tuple[int, int]:
    """Start and end of an element's end tag, from the place that expat names at its end."""
    if data[inner - 2 : inner] == b"/>":
        return inner, inner
    return index, data.index(b">", index) + 1


def splice(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with all edits done. Those at the same place are done in the order given."""
    pieces: list[bytes] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done:
            raise ValueError(f"two edits of the same bytes, at {edit.start}")
        pieces += (data[done : edit.start], edit.new)
        done = edit.end
    pieces.append(data[done:])
    return b"".join(pieces)


def set_attribute(data: bytes, element: Element, name: str, value: str) -> Edit:
    """Give an attribute another value, or add it. The value needs no escapes."""
    for match in _ATTRIBUTE.finditer(data, element.start, element.inner):
        if match[1] == name.encode():
            return Edit(*match.span(2 if match[2] is not None else 3), value.encode("ascii"))
    behind_name = element.start + 1 + len(element.name.encode())
    return Edit(behind_name, behind_name, f' {name}="{value}"'.encode("ascii"))


def append(data: bytes, element: Element, new: bytes) -> Edit:
    """Write behind the last child of an element."""
    if data[element.inner - 2 : element.inner] == b"/>":
        return Edit(element.inner - 2, element.inner, b">" + new + f"</{element.name}>".encode())
    return Edit(element.close, element.close, new)


def behind(root: Element, order: tuple[str, ...], local: str) -> int:
    """Where a child of that name goes, by the order of its siblings that the schema demands."""
    before = order[: order.index(local) + 1]
    return max((child.end for child in root.children if child.local in before), default=root.inner)


def escaped(text: str) -> bytes:
    """Text as it stands between tags, line breaks kept. What XML cannot hold is left out, and what a spreadsheet would
    take for an escape of its own (`_x000D_`; ECMA-376 Part 1, 22.9.2.19) is escaped."""
    text = _LIKE_ESCAPE.sub("_x005F_", _NO_CHARACTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.encode("ascii", "xmlcharrefreplace")
