"""The boxes of notes: shapes in VML, the drawing language of Office 2000 ([MS-OI29500] 2.1; ECMA-376 Part 4, 19).

Excel shows no note without one. What Excel itself writes here is not always XML, so the bytes are searched, not parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from cdmo_cli.edit.draft import missing
from cdmo_cli.edit.geometry import Anchor, Geometry
from cdmo_cli.edit.xmlbytes import Edit, splice

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
WIDTH = 320  # pixels
LINE = 15
MARGINS = 12
IDS = 1024  # shapes of a block; each drawing has blocks of its own

_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_DECLARATIONS = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
_TYPE = (
    '<v:shapetype{0} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape{declarations} id="_x0000_s{number}" type="#_x0000_t202" style=\'position:absolute;margin-left:60pt;'
    'margin-top:4pt;width:{width}pt;height:{height}pt;z-index:{order};visibility:hidden\' fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    "<v:path o:connecttype=\"none\"/><v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div>"
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_NEW = '<xml{declarations}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
_ROOT = re.compile(rb"<xml\b[^>]*>")
_END = re.compile(rb"</xml\s*>")
_BLOCKS = re.compile(rb"<\w+:idmap\b[^>]*?\bdata\s*=\s*[\"']([^\"']*)[\"']")
_NUMBER = re.compile(rb"_x0000_s([0-9]{1,9})\b")
_ANY_SHAPE = re.compile(rb"<(\w+):shape\s.*?</\1:shape\s*>", re.DOTALL)
_CELL = (re.compile(rb"<\w+:Row>\s*([0-9]+)\s*<"), re.compile(rb"<\w+:Column>\s*([0-9]+)\s*<"))
_ANCHOR = re.compile(rb"<\w+:Anchor>((?:\s*[0-9]+\s*,){7}\s*[0-9]+)\s*<")
_HEIGHT = re.compile(rb"(?<=height:)([0-9]{1,5})(?:\.[0-9]+)?(?=p[xt])")  # what counts where there is no anchor

Cell = tuple[int, int]


def new_drawing() -> bytes:
    """A drawing without shapes."""
    return _NEW.format(declarations=_DECLARATIONS).encode()


def last_block(drawings: Iterable[bytes]) -> int:
    """The highest number of a block of shapes in any drawing, 0 where there is none."""
    blocks = [0]
    for data in drawings:
        blocks += [int(number) for found in _BLOCKS.findall(data) for number in re.findall(rb"[0-9]{1,9}", found)]
        blocks += [int(number) // IDS for number in _NUMBER.findall(data)]
    return max(blocks)


def drawn(data: bytes, part: str, boxes: Mapping[Cell, int], geometry: Geometry, block: int) -> bytes:
    """The drawing with a box for each cell, of so many lines; their numbers are those of `block` and those after it.

    Raises DamagedWorkbook.
    """
    if not boxes:
        return data
    root, end = _ROOT.search(data), list(_END.finditer(data))
    if root is None or not end:
        raise missing(part, "beginning or end")
    known = all(f'xmlns:{prefix}="{name}"'.encode() in root[0] for prefix, name in _NAMESPACES.items())
    declarations = "" if known else _DECLARATIONS
    shapes = [] if b'id="_x0000_t202"' in data else [_TYPE.format(declarations)]
    blocks: list[int] = []
    for position, (cell, lines) in enumerate(sorted(boxes.items())):
        own = block + position // (IDS - 1)
        if own not in blocks:
            blocks.append(own)
        number = own * IDS + 1 + position % (IDS - 1)
        shapes.append(_shape(cell, lines, geometry, number, position + 1, declarations))
    edits = [Edit(end[-1].start(), end[-1].start(), "".join(shapes).encode()), *_with_blocks(data, blocks)]
    return splice(data, edits)


def grown(data: bytes, more: Mapping[Cell, int], geometry: Geometry) -> bytes:
    """The drawing with the boxes of some cells higher by so many lines."""
    edits: list[Edit] = []
    for shape in _ANY_SHAPE.finditer(data):
        row, column = (pattern.search(shape[0]) for pattern in _CELL)
        if row is None or column is None or b'ObjectType="Note"' not in shape[0]:
            continue
        lines = more.get((int(row[1]) + 1, int(column[1]) + 1), 0)
        if lines:
            edits += _higher(shape[0], shape.start(), lines * LINE, geometry)
    return splice(data, edits)


def _higher(shape: bytes, start: int, by: int, geometry: Geometry) -> Iterable[Edit]:
    anchor, height = _ANCHOR.search(shape), _HEIGHT.search(shape)
    if anchor is not None:
        left, left_rest, top, top_rest, right, right_rest, bottom, rest = map(int, anchor[1].split(b","))
        old = (left, left_rest, top, top_rest, right, right_rest, bottom, rest)
        yield Edit(start + anchor.start(1), start + anchor.end(1), _places(geometry.higher(old, by)))
    elif height is not None:
        yield Edit(start + height.start(), start + height.end(), str(int(height[1]) + by).encode())


def _shape(cell: Cell, lines: int, geometry: Geometry, number: int, order: int, declarations: str) -> str:
    row, column = cell
    height = lines * LINE + MARGINS
    return _SHAPE.format(
        declarations=declarations,
        number=number,
        order=order,
        width=WIDTH * 3 // 4,
        height=height * 3 // 4,
        anchor=_places(geometry.anchor(row, column, WIDTH, height)).decode(),
        row=row - 1,
        column=column - 1,
    )


def _with_blocks(data: bytes, blocks: Iterable[int]) -> Iterable[Edit]:
    found = _BLOCKS.search(data)
    if found is not None:
        known = [number.strip() for number in found[1].split(b",") if number.strip()]
        yield Edit(*found.span(1), b",".join([*known, *(str(block).encode() for block in blocks)]))


def _places(anchor: Anchor) -> bytes:
    return ", ".join(map(str, anchor)).encode()
