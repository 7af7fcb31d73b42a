"""A sheet as it is being written, together with the truth about every figure in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Value = None | int | float | str


@dataclass(frozen=True)
class Look:
    """How a cell looks."""

    bold: bool = False
    indent: int = 0
    format: str = "General"


PLAIN = Look()


@dataclass(frozen=True)
class Truth:
    """What a figure is: its value in base units (a fraction for percentages), and what it measures of what and when.

    `period` is the year, or start and end of a growth rate; with `implied`, where only the table's years tell it, it
    may be left open. `status` is None where nothing states it.
    """

    measure: str
    value: float
    members: Mapping[str, str]
    period: tuple[int, int | None] | None
    currency: str | None = None
    status: str | None = None
    fiscal: bool = False
    implied: bool = False


@dataclass
class Canvas:
    """Cells by (row, column), counting from 1."""

    name: str
    cells: dict[tuple[int, int], tuple[Value, Look]] = field(default_factory=dict)
    truths: dict[tuple[int, int], Truth] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    outline: dict[int, int] = field(default_factory=dict)

    def put(self, row: int, column: int, value: Value, look: Look = PLAIN) -> None:
        if value is not None:
            assert (row, column) not in self.cells, f"{self.name}: ({row}, {column}) is written twice"
            self.cells[row, column] = (value, look)

    def figure(self, row: int, column: int, value: Value, truth: Truth, look: Look = PLAIN) -> None:
        """A number (or a text that prints one) and what it means."""
        self.put(row, column, value, look)
        self.truths[row, column] = truth

    @property
    def bottom(self) -> int:
        return max((row for row, _ in self.cells), default=0)


@dataclass
class Book:
    """A workbook as written: `text` is how it becomes CSV or TSV, None for xlsx."""

    sheets: list[Canvas]
    writer: str = "openpyxl"
    delimiter: str = ""
    encoding: str = "utf-8"

    @property
    def suffix(self) -> str:
        return {"": ".xlsx", "\t": ".tsv"}.get(self.delimiter, ".csv")

    def write(self, path: Path) -> None:
        """Write the book to a path that ends with `suffix`."""
        if self.delimiter:
            path.write_bytes(self._text().encode(self.encoding))
        elif self.writer == "openpyxl":
            self._openpyxl(path)
        else:
            self._xlsxwriter(path)

    def _text(self) -> str:
        sheet, out = self.sheets[0], io.StringIO()
        right = max(column for _, column in sheet.cells)
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n")
        for row in range(1, sheet.bottom + 1):
            cells = [sheet.cells.get((row, column), (None, PLAIN))[0] for column in range(1, right + 1)]
            writer.writerow(["" if value is None else value for value in cells])
        return out.getvalue()

    def _openpyxl(self, path: Path) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font

        book = Workbook()
        for empty in book.worksheets:
            book.remove(empty)
        for canvas in self.sheets:
            sheet = book.create_sheet(canvas.name)
            for (row, column), (value, look) in canvas.cells.items():
                cell = sheet.cell(row, column, value)
                cell.number_format = look.format
                if look.bold:
                    cell.font = Font(bold=True)
                if look.indent:
                    cell.alignment = Alignment(indent=look.indent)
            for top, left, bottom, right in canvas.merges:
                sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
            for row, level in canvas.outline.items():
                sheet.row_dimensions[row].outlineLevel = level
        book.save(path)

    def _xlsxwriter(self, path: Path) -> None:
        import xlsxwriter

        book = xlsxwriter.Workbook(str(path))
        formats: dict[Look, object] = {}
        for canvas in self.sheets:
            sheet = book.add_worksheet(canvas.name)
            for top, left, bottom, right in canvas.merges:
                sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
            for (row, column), (value, look) in canvas.cells.items():
                made = {"bold": look.bold, "indent": look.indent, "num_format": look.format}
                if look not in formats:
                    formats[look] = book.add_format(made)
                write = sheet.write_string if isinstance(value, str) else sheet.write_number
                write(row - 1, column - 1, value, formats[look])
            for row, level in canvas.outline.items():
                sheet.set_row(row - 1, None, None, {"level": level})
        book.close()
