"""One pass over the XML of an OOXML sheet, for what calamine does not give.

That is: formulas and whether they hold a calculated value, styles, hidden rows and columns, outline levels, error
values, and the exact reach of the cells. The pass is a stream of expat events: the handlers that run for every cell
do next to nothing, and those for text are only set inside a cell that has a formula or an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from cdmo_cli.address import Range, parse_a1
from cdmo_cli.errors import DamagedWorkbook, TooLarge
from cdmo_cli.read.detect import DOWNLOAD_AGAIN
from cdmo_cli.read.limits import (
    HEAD_ROWS,
    LABEL_COLUMNS,
    MAX_COLUMNS,
    MAX_FORMULA_CHARACTERS,
    MAX_ROWS,
    STYLED_CELLS,
)
from cdmo_cli.read.model import ErrorValue, Formula, Needs, Style
from cdmo_cli.read.package import is_true, malformed, refused
from cdmo_cli.read.shared import SharedFormula

_DIGITS = "0123456789"
_INTERNAL_PREFIX = re.compile(r"_xl(?:fn|ws|pm|udf)\.")  # written before newer functions, never shown

Attributes = dict[str, str]
Cell = tuple[int, int]


@dataclass
class Details:
    """What the pass has found; addresses are absolute."""

    used: Range | None = None  # cells with a value or a formula
    errors: dict[Cell, ErrorValue] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    outline: dict[int, int] = field(default_factory=dict)
    styles: dict[Cell, Style] = field(default_factory=dict)
    formulas: dict[Cell, Formula] = field(default_factory=dict)
    has_formulas: bool = False
    head_styles_only: bool = False
    lost_formulas: int = 0  # shared formulas whose first cell is missing or unreadable


def read_details(chunks: Iterable[bytes], part: str, needs: Needs, styles: dict[str, Style]) -> Details:
    """Run the pass over the bytes of a sheet's part. `styles` as read_styles gives them.

    Raises DamagedWorkbook for malformed XML, a document type or an address outside of a sheet, TooLarge for
    formulas beyond the limit.
    """
    reader = _Pass(part, needs, styles)
    try:
        for chunk in chunks:
            reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise malformed(part, error) from error
    return reader.result()


class _Columns(dict[str, int]):
    """Letters → column, computed once."""

    def __missing__(self, letters: str) -> int:
        try:
            column = parse_a1(f"{letters}1")[1]
        except ValueError:
            column = 0
        self[letters] = column
        return column


class _Pass:
    def __init__(self, part: str, needs: Needs, styles: dict[str, Style]) -> None:
        self.part = part
        self.found = Details()
        self.looks = styles if Needs.STYLES in needs else {}
        self.want_styles = Needs.STYLES in needs
        self.want_formulas = Needs.FORMULAS in needs
        self.columns = _Columns()
        self.row = 0
        self.row_text = ""
        self.column = 0
        self.cell: Attributes = {}
        self.top = self.bottom = self.right = 0
        self.left = MAX_COLUMNS + 1
        self.text: list[str] = []
        self.formula: str | None = None
        self.has_value = False
        self.shared: dict[str, SharedFormula | None] = {}
        self.characters = 0
        self.names: tuple[str, ...] = ()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._root
        self.parser.StartDoctypeDeclHandler = self._doctype

    def result(self) -> Details:
        if self.bottom:
            self.found.used = Range(self.top, self.left, self.bottom, self.right)
        return self.found

    def _doctype(self, *_: object) -> None:
        raise refused(self.part)

    def _root(self, name: str, _: Attributes) -> None:
        """The first element says which prefix the others have: none, or that of a namespace (`x:worksheet`)."""
        prefix = name[: name.find(":") + 1]
        self.names = tuple(prefix + local for local in ("v", "c", "row", "f", "is", "col"))
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: Attributes) -> None:
        v, c, row, f, inline, col = self.names
        if name == v:
            self._content()
            if self.cell.get("t") == "e":
                self._listen()
        elif name == c:
            self._begin_cell(attributes)
        elif name == row:
            self._begin_row(attributes)
        elif name == f:
            self._content()
            self.found.has_formulas = True
            if self.want_formulas:
                self.formula = ""
                self.cell = {**self.cell, **{f"f:{key}": value for key, value in attributes.items()}}
                self._listen()
        elif name == inline:
            self._content()
            self.has_value = True
        elif name == col and self.want_styles and self._hidden(attributes, "width"):
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            self.found.hidden_columns.update(range(first or 1, min(last, MAX_COLUMNS) + 1))

    def _begin_row(self, attributes: Attributes) -> None:
        self.row = _number(attributes.get("r")) or self.row + 1
        self.row_text = str(self.row)
        self.column = 0
        if self.want_styles and len(attributes) > 1:
            if self._hidden(attributes, "ht"):
                self.found.hidden_rows.add(self.row)
            if level := _number(attributes.get("outlineLevel")):
                self.found.outline[self.row] = min(level, 7)

    @staticmethod
    def _hidden(attributes: Attributes, size: str) -> bool:
        return is_true(attributes.get("hidden")) or attributes.get(size) == "0"

    def _begin_cell(self, attributes: Attributes) -> None:
        self.cell = attributes
        self.formula = None
        self.has_value = False
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
            return
        letters = reference.rstrip(_DIGITS)
        self.column = self.columns[letters]
        if letters + self.row_text != reference:
            self.row_text = reference[len(letters) :]
            self.row = _number(self.row_text)

    def _content(self) -> None:
        """A cell that holds something: only these count for the reach of the sheet, and only these have a look."""
        row, column = self.row, self.column
        if row != self.bottom:
            self._reach(row)
        if column > self.right or column < self.left:
            self._reach(row)
            self.right, self.left = max(self.right, column), min(self.left, column)
        style = self.looks.get(self.cell.get("s", "0"))
        if style is not None and not (self.found.head_styles_only and self._far(row, column)):
            self.found.styles[row, column] = style
            if len(self.found.styles) > STYLED_CELLS:
                self._thin_out()

    def _reach(self, row: int) -> None:
        if not (1 <= row <= MAX_ROWS and 1 <= self.column <= MAX_COLUMNS):
            raise DamagedWorkbook(
                f"damaged: {self.part!r} in it has a cell at {self.cell.get('r')!r}, outside of any sheet",
                hint=DOWNLOAD_AGAIN,
            )
        self.bottom = max(self.bottom, row)
        self.top = min(self.top or row, row)

    def _far(self, row: int, column: int) -> bool:
        return row >= self.top + HEAD_ROWS and column >= self.left + LABEL_COLUMNS

    def _thin_out(self) -> None:
        """Too many styles to keep: those of head rows and label columns say most of what styles say."""
        self.found.head_styles_only = True
        self.found.styles = {cell: style for cell, style in self.found.styles.items() if not self._far(*cell)}

    def _listen(self) -> None:
        """Collect text until the end of this cell."""
        self.text = []
        self.parser.CharacterDataHandler = self.text.append
        self.parser.EndElementHandler = self._end

    def _end(self, name: str) -> None:
        v, c, _, f, _, _ = self.names
        if name == f:
            self.formula = "".join(self.text)
        elif name == v:
            text = "".join(self.text).strip()
            self.has_value = self.has_value or bool(text) or self.cell.get("t") == "str"
            if self.cell.get("t") == "e" and text:
                self.found.errors[self.row, self.column] = ErrorValue(text)
        elif name == c:
            self.parser.CharacterDataHandler = None
            self.parser.EndElementHandler = None
            if self.formula is not None:
                self._end_formula(self.formula)
        self.text.clear()

    def _end_formula(self, text: str) -> None:
        row, column, cell = self.row, self.column, self.cell
        if cell.get("f:t") == "shared":
            text = self._shared(text, cell.get("f:si", ""), row, column)
        elif cell.get("f:t") == "dataTable":
            text = f"TABLE({cell.get('f:r1', '')},{cell.get('f:r2', '')})"
        if not text:
            self.found.lost_formulas += 1
            return
        self.characters += len(text)
        if self.characters > MAX_FORMULA_CHARACTERS:
            raise TooLarge(
                f"the formulas of one sheet are longer than {MAX_FORMULA_CHARACTERS:,} characters",
                hint="Save the sheets that matter as a workbook of their own, with values only.",
            )
        if "_xl" in text:
            text = _INTERNAL_PREFIX.sub("", text)
        self.found.formulas[row, column] = Formula(f"={text}", cached=self.has_value)

    def _shared(self, text: str, key: str, row: int, column: int) -> str:
        """A shared formula at this cell; the one that is written out is kept for those that follow."""
        if text:
            try:
                self.shared[key] = SharedFormula.of(text, row, column)
            except ValueError:
                self.shared[key] = None
            return text
        formula = self.shared.get(key)
        return formula.at(row, column) if formula is not None else ""


def _number(text: str | None) -> int:
    """A count, 0 where there is none."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else 0
