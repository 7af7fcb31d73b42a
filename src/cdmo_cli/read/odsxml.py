"""One pass over the content of an OpenDocument spreadsheet, for what calamine does not give.

That is: how far the cells reach with all their repetitions (before anything is allocated for them), merges, errors,
hidden rows and columns, and outline levels. OpenDocument 1.3, part 3, chapter 9 names the elements.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from cdmo_cli.address import Range
from cdmo_cli.read.model import ErrorValue
from cdmo_cli.read.package import malformed, refused

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_PARAGRAPH = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 p"
_PART = "content.xml"

Attributes = dict[str, str]


@dataclass
class Table:
    """What the pass found in one table; addresses are absolute, ranges may be longer than the sheet."""

    name: str
    used: Range | None = None
    merges: list[Range] = field(default_factory=list)
    errors: list[tuple[Range, ErrorValue]] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    outline: list[tuple[range, int]] = field(default_factory=list)


def read_tables(chunks: Iterable[bytes]) -> list[Table]:
    """The tables of content.xml, in order. Raises DamagedWorkbook for malformed XML or a document type."""
    reader = _Pass()
    try:
        for chunk in chunks:
            reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise malformed(_PART, error) from error
    return reader.tables


class _Pass:
    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.open_tables = 0  # a table inside a cell is no sheet
        self.row = self.rows = 0  # first row of the current table-row and how often it repeats
        self.column = self.columns = 0
        self.group = 0
        self.annotation = 0
        self.text: list[str] | None = None  # of an error cell
        self.starts = {
            f"{_TABLE}table-row": self._begin_row,
            f"{_TABLE}table-cell": self._begin_cell,
            f"{_TABLE}covered-table-cell": self._begin_cell,
            f"{_TABLE}table-column": self._begin_column,
        }
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_: object) -> None:
        raise refused(_PART)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == f"{_TABLE}table":
            self.open_tables += 1
            if self.open_tables == 1:
                self.tables.append(Table(attributes.get(f"{_TABLE}name", "")))
                self.row = self.rows = self.column = self.columns = self.group = 0
        elif name == f"{_TABLE}table-row-group":
            self.group += 1
        elif name == f"{_OFFICE}annotation":
            self.annotation += 1
        elif name == _PARAGRAPH and self.text is not None and not self.annotation:
            self.parser.CharacterDataHandler = self.text.append
        elif self.open_tables == 1 and (begin := self.starts.get(name)) is not None:
            begin(attributes)

    def _end(self, name: str) -> None:
        if name == f"{_TABLE}table":
            self.open_tables -= 1
        elif name == f"{_TABLE}table-row-group":
            self.group -= 1
        elif name == f"{_OFFICE}annotation":
            self.annotation -= 1
        elif name == _PARAGRAPH:
            self.parser.CharacterDataHandler = None
        elif name == f"{_TABLE}table-cell" and self.text is not None and self.open_tables == 1:
            code = "".join(self.text).strip() or "#VALUE!"
            self.tables[-1].errors.append((self._cells(), ErrorValue(code)))
            self.text = None

    def _begin_row(self, attributes: Attributes) -> None:
        self.row += self.rows or 1
        self.rows = _count(attributes, "number-rows-repeated")
        self.column, self.columns = 0, 1
        lines = range(self.row, self.row + self.rows)
        if attributes.get(f"{_TABLE}visibility", "visible") != "visible":
            self.tables[-1].hidden_rows.append(lines)
        if self.group:
            self.tables[-1].outline.append((lines, self.group))

    def _begin_column(self, attributes: Attributes) -> None:
        """Columns are declared before the rows; `column` and `columns` serve both."""
        self.column += self.columns or 1
        self.columns = _count(attributes, "number-columns-repeated")
        if attributes.get(f"{_TABLE}visibility", "visible") != "visible":
            self.tables[-1].hidden_columns.append(range(self.column, self.column + self.columns))

    def _begin_cell(self, attributes: Attributes) -> None:
        self.column += self.columns
        self.columns = _count(attributes, "number-columns-repeated")
        if not attributes:
            return
        table, cells = self.tables[-1], self._cells()
        down, right = _count(attributes, "number-rows-spanned"), _count(attributes, "number-columns-spanned")
        if (down, right) != (1, 1):
            table.merges.append(Range(self.row, self.column, self.row + down - 1, self.column + right - 1))
        if f"{_OFFICE}value-type" not in attributes:
            return
        old = table.used or cells
        table.used = Range(
            min(old.top, cells.top),
            min(old.left, cells.left),
            max(old.bottom, cells.bottom),
            max(old.right, cells.right),
        )
        if attributes.get(f"{_CALC}value-type") == "error":
            self.text = []

    def _cells(self) -> Range:
        return Range(self.row, self.column, self.row + self.rows - 1, self.column + self.columns - 1)


def _count(attributes: Attributes, name: str) -> int:
    """How often something repeats, or how many cells it spans: at least 1."""
    text = attributes.get(_TABLE + name, "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 12 else 1


def lines(spans: list[range], last: int) -> set[int]:
    """Single rows or columns of spans, up to the last that matters."""
    return {line for span in spans for line in range(span.start, min(span.stop, last + 1))}
