"""Cell formats: copies of those in use with another fill, appended to the styles part (ECMA-376 Part 1, 18.8)."""

from __future__ import annotations

from cdmo_cli.edit.draft import Draft
from cdmo_cli.edit.model import Kind
from cdmo_cli.edit.xmlbytes import Edit, Element, append, behind, parse, set_attribute, splice
from cdmo_cli.errors import TooLarge

FILLS: dict[Kind, tuple[str, str]] = {
    "info": ("DDEBF7", "2F75B5"),
    "warning": ("FFEB9C", "9C6500"),
    "error": ("FFC7CE", "C00000"),
    "culprit": ("F8A06B", "C55A11"),
}
"""The colour of a marked cell by its kind: under dark letters, under light ones."""

MOST_FORMATS = 64_000
"""Excel takes a workbook with more for a damaged one."""

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_NEW = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{main}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_PLAIN_XF = '<{0}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
_FIRST_FILLS = (
    '<{0}fill><{0}patternFill patternType="none"/></{0}fill><{0}fill><{0}patternFill patternType="gray125"/></{0}fill>'
)
_FILL = (
    '<{0}fill><{0}patternFill patternType="solid"><{0}fgColor rgb="FF{1}"/><{0}bgColor indexed="64"/></{0}patternFill>'
    "</{0}fill>"
)
_LIGHT_THEME = frozenset({"0", "2"})  # the two light ones of the twelve colours of a theme
_LIGHT_INDEXED = frozenset({"1", "9"})


class Styles:
    """The formats of a workbook, and those that are added. A format is known by its position, as cells name it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        part = draft.styles_part()
        if part is None:
            part = draft.new_name("xl/styles", ".xml") if "xl/styles.xml" in draft else "xl/styles.xml"
            draft.replace(part, _NEW.format(main=draft.main).encode())
            draft.relate(draft.workbook_part, "styles", part)
            draft.declare(part, _CONTENT_TYPE)
        self._part = part
        self._complete()
        self._data = draft.content(part)
        self._root = parse(self._data, part)
        self._formats = self._entries("cellXfs", "xf")
        self._fonts = self._entries("fonts", "font")
        self._fills: dict[str, int] = {}
        self._added: dict[tuple[int, Kind], int] = {}
        self._new: list[bytes] = []

    def marked(self, number: int, kind: Kind) -> int:
        """The format `number` with the fill of a kind; one that does not exist counts as the first."""
        number = number if 0 <= number < len(self._formats) else 0
        known = self._added.get((number, kind))
        if known is not None:
            return known
        position = len(self._formats) + len(self._new)
        if position >= MOST_FORMATS:
            raise TooLarge(
                f"it has {len(self._formats):,} cell formats, and Excel takes no more than {MOST_FORMATS:,}",
                hint="Delete unused cell styles, or copy the sheets that matter to a new workbook.",
            )
        xf = self._formats[number]
        colour = FILLS[kind][self._has_light_letters(xf)]
        fill = self._fills.setdefault(colour, len(self._entries("fills", "fill")) + len(self._fills))
        edits = [
            set_attribute(self._data, xf, "fillId", str(fill)),
            set_attribute(self._data, xf, "applyFill", "1"),
        ]
        edits = [Edit(edit.start - xf.start, edit.end - xf.start, edit.new) for edit in edits]
        self._new.append(splice(self._data[xf.start : xf.end], edits))
        self._added[number, kind] = position
        return position

    def save(self) -> None:
        """Write the added formats and fills into the draft."""
        if not self._new:
            return
        fills = [_FILL.format(self._root.prefix, colour).encode() for colour in self._fills]
        edits = [*self._grown("fills", "fill", fills), *self._grown("cellXfs", "xf", self._new)]
        self._draft.replace(self._part, splice(self._data, edits))

    def _complete(self) -> None:
        """Write the groups that every other program writes and the schema does not demand."""
        data = self._draft.content(self._part)
        root = parse(data, self._part)
        if not root.children:
            self._draft.replace(self._part, _NEW.format(main=self._draft.main).encode())
            return
        prefix = root.prefix
        wanted = {"fills": _FIRST_FILLS, "cellXfs": _PLAIN_XF}
        edits: list[Edit] = []
        for group, first in wanted.items():
            found = root.first(group)
            new = first.format(prefix)
            if found is None:
                at = behind(root, _ORDER, group)
                edits.append(Edit(at, at, f"<{prefix}{group}>{new}</{prefix}{group}>".encode()))
            elif not found.children:
                edits.append(append(data, found, new.encode()))
        self._draft.replace(self._part, splice(data, edits))

    def _entries(self, group: str, name: str) -> list[Element]:
        found = self._root.first(group)
        return list(found.all(name)) if found is not None else []

    def _grown(self, group: str, name: str, new: list[bytes]) -> list[Edit]:
        found = self._root.first(group)
        assert found is not None
        count = len(self._entries(group, name)) + len(new)
        return [set_attribute(self._data, found, "count", str(count)), append(self._data, found, b"".join(new))]

    def _has_light_letters(self, xf: Element) -> bool:
        """Whether a format's letters would vanish on a light ground."""
        number = xf.attributes.get("fontId", "0")
        if not number.isdecimal() or int(number) >= len(self._fonts):
            return False
        colour = self._fonts[int(number)].first("color")
        if colour is None:
            return False
        if "rgb" in colour.attributes:
            return _is_light(colour.attributes["rgb"][-6:])
        if "theme" in colour.attributes:
            return colour.attributes["theme"] in _LIGHT_THEME and not colour.attributes.get("tint", "").startswith("-")
        return colour.attributes.get("indexed") in _LIGHT_INDEXED


def _is_light(rgb: str) -> bool:
    """By the weights of ITU-R BT.601."""
    try:
        red, green, blue = bytes.fromhex(rgb)
    except ValueError:
        return False
    return 0.299 * red + 0.587 * green + 0.114 * blue > 170
