"""A sheet as an analyst lays it out: writes cells with XlsxWriter and remembers their values.

XlsxWriter stores a formula together with the value that it is given. The writers here compute that value from
the cells written before, so a workbook opens with its figures even where nothing recalculates it.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

INK, SOFT, LINE, TINT, INPUT = "#0B2233", "#566B7E", "#B4C2CF", "#F2F5F8", "#17486B"
ILLUSTRATIVE = "Illustrative: the splits by type, application, region and country are assumptions, not measurements."
CREATED = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC).replace(tzinfo=None)

Format = dict[str, Any]
ONE, TWO, FOUR, PERCENT = "#,##0.0", "#,##0.00", "0.0000", "0.0%"


def a1(row: int, column: int, absolute: bool = False) -> str:
    """The address of a cell, rows and columns counting from 1."""
    return str(xl_rowcol_to_cell(row - 1, column - 1, row_abs=absolute, col_abs=absolute))


class Book:
    """A new workbook whose bytes depend on its content alone."""

    def __init__(self, path: Path, title: str) -> None:
        self.file = xlsxwriter.Workbook(str(path))
        self.file.set_properties({"title": title, "author": "cdmo samples", "created": CREATED})
        self.file.set_calc_mode("auto")
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, properties: Format) -> Any:
        """The format with these properties, made once."""
        full = {"font_name": "Arial", "font_size": 10, "font_color": INK, **properties}
        if full.get("text_wrap"):
            full.setdefault("valign", "vcenter")
        key = tuple(sorted(full.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(full)
        return self._formats[key]

    def close(self) -> None:
        """Write the file."""
        self.file.close()


class Page:
    """One sheet. Rows and columns count from 1, as in the addresses of the formulas."""

    def __init__(self, book: Book, name: str, title: str = "", subtitle: str = "", note: str = ILLUSTRATIVE) -> None:
        self.book = book
        self.name = name
        self.sheet = book.file.add_worksheet(name)
        self.sheet.hide_gridlines(2)
        self.values: dict[tuple[int, int], float] = {}
        self._wrapped: dict[tuple[int, int], tuple[str, bool]] = {}
        self._widths: dict[int, float] = {}
        if title:
            self.put(1, 1, title, {"bold": True, "font_size": 14})
            self.put(2, 1, subtitle, {"font_color": SOFT})
            self.put(3, 1, note, {"font_color": SOFT, "italic": True})

    def put(self, row: int, column: int, value: str | float | None, properties: Format | None = None) -> None:
        """A constant; None leaves the cell empty but formatted."""
        style = self.book.style(properties or {})
        if isinstance(value, str) and properties and properties.get("text_wrap"):
            self._wrapped[row, column] = value, bool(properties.get("bold"))
        if value is None:
            self.sheet.write_blank(row - 1, column - 1, None, style)
        elif isinstance(value, str):
            self.sheet.write_string(row - 1, column - 1, value, style)
        else:
            self.values[row, column] = float(value)
            self.sheet.write_number(row - 1, column - 1, value, style)

    def formula(self, row: int, column: int, text: str, value: float, properties: Format | None = None) -> None:
        """A formula with the value that it has; sums lose their float noise (1e-12)."""
        clean = float(f"{value:.14g}")
        self.values[row, column] = clean
        self.sheet.write_formula(row - 1, column - 1, text, self.book.style(properties or {}), clean)

    def value(self, row: int, column: int) -> float:
        """The number in a cell."""
        return self.values[row, column]

    def add_up(self, row: int, column: int, rows: Sequence[int], properties: Format | None = None) -> None:
        """=SUM over cells of the same column; a range where they are neighbours."""
        cells = [a1(r, column) for r in rows]
        together = list(rows) == list(range(rows[0], rows[-1] + 1))
        inside = f"{cells[0]}:{cells[-1]}" if together else ",".join(cells)
        self.formula(row, column, f"=SUM({inside})", sum(self.value(r, column) for r in rows), properties)

    def add_across(self, row: int, column: int, first: int, last: int, properties: Format | None = None) -> None:
        """=SUM over neighbouring cells of the same row."""
        total = sum(self.value(row, c) for c in range(first, last + 1))
        self.formula(row, column, f"=SUM({a1(row, first)}:{a1(row, last)})", total, properties)

    def divide(
        self, row: int, column: int, part: tuple[int, int], whole: tuple[int, int], properties: Format | None = None
    ) -> None:
        """A share: part / whole, the row of the whole fixed."""
        bottom = xl_rowcol_to_cell(whole[0] - 1, whole[1] - 1, row_abs=True)
        value = self.value(*part) / self.value(*whole)
        self.formula(row, column, f"={a1(*part)}/{bottom}", value, properties)

    def grow(
        self, row: int, column: int, before: tuple[int, int], now: tuple[int, int], properties: Format | None = None
    ) -> None:
        """Growth on the period before."""
        value = self.value(*now) / self.value(*before) - 1
        self.formula(row, column, f"={a1(*now)}/{a1(*before)}-1", value, properties)

    def compound(
        self, row: int, column: int, first: tuple[int, int], last: tuple[int, int], years: int,
        properties: Format | None = None,
    ) -> None:  # fmt: skip
        """CAGR over a number of years."""
        value = (self.value(*last) / self.value(*first)) ** (1 / years) - 1
        self.formula(row, column, f"=({a1(*last)}/{a1(*first)})^(1/{years})-1", value, properties)

    def header(self, row: int, labels: Sequence[str | int], left: int = 1, text_columns: int = 1) -> None:
        """A header row: the first columns on the left, figures on the right, a rule below."""
        for offset, label in enumerate(labels):
            align = "left" if offset < text_columns else "right"
            look = {
                "bold": True,
                "bottom": 2,
                "bottom_color": INK,
                "align": align,
                "text_wrap": True,
                "valign": "bottom",
            }
            self.put(row, left + offset, label, look)

    def columns(self, widths: Mapping[str, float]) -> None:
        """Widths by column letters, such as {"A": 30, "B:N": 9}; rows grow with the wrapped texts in them."""
        for letters, width in widths.items():
            first, last = letters.split(":") if ":" in letters else (letters, letters)
            self.sheet.set_column(f"{first}:{last}", width, self.book.style({}))
            for column in range(xl_cell_to_rowcol(f"{first}1")[1] + 1, xl_cell_to_rowcol(f"{last}1")[1] + 2):
                self._widths[column] = width
        lines: dict[int, int] = {}
        for (row, column), (text, bold) in self._wrapped.items():
            room = max(int(self._widths.get(column, 8.43) * (0.95 if bold else 1.2)), 1)
            lines[row] = max(lines.get(row, 1), len(textwrap.wrap(text, room)))
        for row, count in lines.items():
            if count > 1:
                self.sheet.set_row(row - 1, 13.5 * count + 1)

    def freeze(self, row: int, column: int) -> None:
        """Keep the rows above and the columns left of this cell in view."""
        self.sheet.freeze_panes(row - 1, column - 1)

    def print_setup(self, repeat: int | None = None) -> None:
        """Landscape A4, one page wide, the header row repeated."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        if repeat is not None:
            self.sheet.repeat_rows(repeat - 1)
