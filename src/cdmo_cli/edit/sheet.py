"""A sheet's part: where its rows stand, and its bytes with other formats for some cells and with a drawing of notes."""

from __future__ import annotations

import bisect
import contextlib
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from xml.parsers import expat

from cdmo_cli.address import Range, a1, parse_a1
from cdmo_cli.edit.draft import missing
from cdmo_cli.edit.geometry import COLUMN, DIGIT, ROW, Columns, Geometry, pixels
from cdmo_cli.edit.xmlbytes import (
    Attributes,
    Edit,
    Element,
    append,
    behind,
    ends,
    parse,
    run,
    set_attribute,
    splice,
    tag_end,
)
from cdmo_cli.read.package import is_true, malformed

ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
"""The order of a worksheet's children (ECMA-376 Part 1, 18.3.1.99; CT_Worksheet)."""

Cell = tuple[int, int]


class SheetPart:
    """A sheet's bytes after one pass over them. Raises DamagedWorkbook."""

    def __init__(self, data: bytes, part: str) -> None:
        self.data = data
        self.part = part
        found = _Pass(data, part)
        self.root = found.root
        self._encoding = found.encoding
        self._numbers, self._starts = found.numbers, found.starts
        grid = self.root.first("sheetData")
        if grid is None:
            raise missing(part, "sheetData")
        self._grid = grid
        self._merges = [_range(merge) for merge in found.merges]
        self.geometry = _geometry(self.root, found)

    def showing(self, row: int, column: int) -> Cell:
        """The cell itself, or the first of the merged cells it belongs to."""
        merge = next((merge for merge in self._merges if (row, column) in merge), None)
        return (row, column) if merge is None else (merge.top, merge.left)

    @property
    def drawing_of_notes(self) -> str | None:
        """The relation to the drawing that notes (and form controls) are shapes of."""
        found = self.root.first("legacyDrawing")
        if found is None:
            return None
        return next((value for name, value in found.attributes.items() if name.rpartition(":")[2] == "id"), None)

    def changed(self, formats: Mapping[Cell, Callable[[int], int]], drawing: str | None, namespace: str) -> bytes:
        """The bytes with other formats: from the number of the format a cell has to that of the one it gets; blank
        cells are written. `drawing`: the relation of the notes' new drawing, of the given namespace."""
        edits = [*self._rows(formats), *self._reach(formats)]
        if drawing is not None:
            edits.append(self._drawing(drawing, namespace))
        return splice(self.data, edits)

    def _rows(self, formats: Mapping[Cell, Callable[[int], int]]) -> Iterable[Edit]:
        order = sorted(range(len(self._numbers)), key=self._numbers.__getitem__)
        in_order = [self._numbers[position] for position in order]
        behind_all: list[bytes] = []
        for number, group in groupby(sorted(formats.items(), key=lambda item: item[0]), key=lambda item: item[0][0]):
            cells = {column: new for (_, column), new in group}
            at = bisect.bisect_left(in_order, number)
            if at < len(order) and in_order[at] == number:
                yield self._row(order[at], number, cells)
                continue
            prefix = self.root.prefix
            new = f'<{prefix}row r="{number}">'.encode() + b"".join(
                self._blank(number, column, new, prefix, {}) for column, new in cells.items()
            )
            new += f"</{prefix}row>".encode()
            if at < len(order):
                yield Edit(self._starts[order[at]], self._starts[order[at]], new)
            else:
                behind_all.append(new)
        if behind_all:
            yield append(self.data, self._grid, b"".join(behind_all))

    def _row(self, position: int, number: int, cells: Mapping[int, Callable[[int], int]]) -> Edit:
        start = self._starts[position]
        end = self._starts[position + 1] if position + 1 < len(self._starts) else self._grid.close
        data = self.data[start:end]
        row = parse(data, self.part, self._encoding)
        here = dict(_with_columns(row))
        edits: list[Edit] = []
        last: list[bytes] = []
        for column, new in cells.items():
            cell = here.get(column)
            if cell is not None:
                style = new(_whole(cell.attributes.get("s")) or 0)
                edits.append(set_attribute(data, cell, "s", str(style)))
                continue
            blank = self._blank(number, column, new, row.prefix, row.attributes)
            after = min((at for at in here if at > column), default=None)
            if after is None:
                last.append(blank)
            else:
                edits.append(Edit(here[after].start, here[after].start, blank))
        if last:
            edits.append(append(data, row, b"".join(last)))
        edits += _spans(data, row, min(cells), max(cells))
        return Edit(start, end, splice(data, edits))

    def _blank(self, row: int, column: int, new: Callable[[int], int], prefix: str, attributes: Attributes) -> bytes:
        """A cell that looks as it did when only its row or its column had a format."""
        style = _whole(attributes.get("s")) if is_true(attributes.get("customFormat")) else None
        if style is None:
            runs = self.geometry.columns
            style = next((run.style for run in runs if run.first <= column <= run.last), 0)
        return f'<{prefix}c r="{a1(row, column)}" s="{new(style)}"/>'.encode()

    def _reach(self, cells: Iterable[Cell]) -> Iterable[Edit]:
        """The stated dimension, where a cell lies outside of it."""
        dimension = self.root.first("dimension")
        if dimension is None:
            return
        known = _range(dimension.attributes.get("ref", ""))
        rows, columns = {row for row, _ in cells}, {column for _, column in cells}
        reach = Range(
            min(known.top, *rows), min(known.left, *columns), max(known.bottom, *rows), max(known.right, *columns)
        )
        if reach != known and known != _NOWHERE:
            yield set_attribute(self.data, dimension, "ref", reach.a1)

    def _drawing(self, relation: str, namespace: str) -> Edit:
        declared = (
            key[6:] for key, value in self.root.attributes.items() if key[:6] == "xmlns:" and value == namespace
        )
        prefix = next(declared, None)
        where = f"{prefix}:id" if prefix else "r:id"
        declaration = "" if prefix else f' xmlns:r="{namespace}"'
        new = f'<{self.root.prefix}legacyDrawing{declaration} {where}="{relation}"/>'.encode()
        at = behind(self.root, ORDER, "legacyDrawing")
        return Edit(at, at, new)


class _Pass:
    """One run of expat over a sheet: its root with its children, and where its rows begin. Cells are not looked at."""

    def __init__(self, data: bytes, part: str) -> None:
        self.data, self.part = data, part
        self.encoding: str | None = None
        self.numbers: list[int] = []
        self.starts: list[int] = []
        self.heights: dict[int, float] = {}
        self.columns: list[Attributes] = []
        self.merges: list[str] = []
        self._depth = 0
        self._row_name = ""
        self._unnamed = False  # a row without a number: its first cell may tell
        self._path: list[Element] = []
        self._parser = expat.ParserCreate()
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        run(self._parser, data, part)

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > 3:
            if self._unnamed and self._depth == 4:
                self._name(attributes.get("r", ""))
            return
        at = self._parser.CurrentByteIndex
        if self._depth == 3:
            self._grandchild(name, attributes, at)
            return
        element = Element(name, attributes, at, tag_end(self.data, at, self.part))
        if self._depth == 1:
            self.root = element
            self._row_name = f"{element.prefix}row"
        else:
            self.root.children.append(element)
        self._path.append(element)

    def _name(self, reference: str) -> None:
        self._unnamed = False
        with contextlib.suppress(ValueError):
            self.numbers[-1] = parse_a1(reference)[0]

    def _grandchild(self, name: str, attributes: Attributes, at: int) -> None:
        parent = self._path[-1].local
        if parent == "sheetData" and name == self._row_name:
            number = attributes.get("r")
            last = self.numbers[-1] if self.numbers else 0
            row = last + 1 if number is None else _whole(number)
            if row is None:
                raise malformed(self.part, ValueError(f"a row is called {number!r}"))
            self._unnamed = number is None
            self.numbers.append(row)
            self.starts.append(at)
            if is_true(attributes.get("hidden")):
                self.heights[row] = 0
            elif "ht" in attributes:
                self.heights[row] = (_number(attributes["ht"]) or 0) * 4 / 3
        elif parent == "cols":
            self.columns.append(attributes)
        elif parent == "mergeCells":
            self.merges.append(attributes.get("ref", ""))

    def _end(self, _: str) -> None:
        if self._depth <= 2:
            element = self._path.pop()
            element.close, element.end = ends(self.data, element.inner, self._parser.CurrentByteIndex)
        self._depth -= 1


_NOWHERE = Range(1, 1, 0, 0)


def _range(text: str) -> Range:
    """`B2:D9` or `B2`; an empty range for anything else."""
    first, _, last = text.partition(":")
    try:
        top, left = parse_a1(first)
        bottom, right = parse_a1(last or first)
    except ValueError:
        return _NOWHERE
    return Range(top, left, bottom, right)


def _with_columns(row: Element) -> Iterable[tuple[int, Element]]:
    """The cells of a row; one without an address stands beside the one before it."""
    column = 0
    for cell in row.all("c"):
        reference = cell.attributes.get("r")
        try:
            column = column + 1 if reference is None else parse_a1(reference)[1]
        except ValueError:
            continue
        yield column, cell


def _spans(data: bytes, row: Element, first: int, last: int) -> Iterable[Edit]:
    """The stated columns of a row (`2:9`), where cells lie outside of them."""
    left, _, right = row.attributes.get("spans", "").partition(":")
    if left.isdecimal() and right.isdecimal() and not (int(left) <= first and last <= int(right)):
        yield set_attribute(data, row, "spans", f"{min(int(left), first)}:{max(int(right), last)}")


def _geometry(root: Element, found: _Pass) -> Geometry:
    usual = root.first("sheetFormatPr")
    attributes = usual.attributes if usual is not None else {}
    width = _number(attributes.get("defaultColWidth"))
    base = _number(attributes.get("baseColWidth"))
    column = COLUMN if base is None else -(-(base * DIGIT + 5) // 8) * 8
    height = _number(attributes.get("defaultRowHeight"))
    row = ROW if height is None else height * 4 / 3
    return Geometry(
        columns=[_columns(item) for item in found.columns],
        heights=found.heights,
        column=column if width is None else pixels(width),
        row=0 if is_true(attributes.get("zeroHeight")) else row,
    )


def _columns(attributes: Attributes) -> Columns:
    return Columns(
        first=_whole(attributes.get("min")) or 0,
        last=_whole(attributes.get("max")) or 0,
        width=_number(attributes.get("width")),
        hidden=is_true(attributes.get("hidden")),
        style=_whole(attributes.get("style")) or 0,
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text is not None else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number < 1e6 else None
