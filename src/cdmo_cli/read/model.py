"""What `read` hands on: workbooks of grids whose cells keep their addresses. Nothing here knows what a table is."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cdmo_cli.address import Range


class Needs(enum.Flag):
    """What the caller wants beside the values. Asking for less is faster."""

    VALUES = 0
    STYLES = enum.auto()  # number formats, bold, indent, hidden rows and columns, outline levels
    FORMULAS = enum.auto()


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error that a cell shows instead of a value, such as `#REF!`."""

    code: str


Value = None | bool | int | float | str | dt.date | dt.datetime | dt.time | dt.timedelta | ErrorValue


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a cell, as far as it carries meaning."""

    number_format: str = "General"
    bold: bool = False
    indent: int = 0


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written (`=SUM(B4:B9)`, shared formulas already moved to this cell)."""

    text: str
    cached: bool = True  # False where the file holds no value for it: the workbook was never calculated


@dataclass(frozen=True)
class Sheet:
    """One grid.

    `rows` is rectangular and starts at the cell (`top`, `left`), both counting from 1; an empty sheet has no
    rows. `styles` and `formulas` hold only cells that differ from a plain value and are None where they were
    not asked for or where the format cannot give them. `hidden_*` and `outline` are empty in that case too.
    """

    name: str
    index: int
    rows: Sequence[Sequence[Value]]
    top: int = 1
    left: int = 1
    visible: bool = True
    merges: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    outline: Mapping[int, int] = field(default_factory=dict)  # row → outline level, only levels above 0
    styles: Mapping[tuple[int, int], Style] | None = None
    formulas: Mapping[tuple[int, int], Formula] | None = None
    decimal: Literal[".", ",", None] = None  # the decimal mark of numbers kept as text, where the reader knows it
    typed: bool = True  # False for csv and tsv: every value is text, as written

    @property
    def bottom(self) -> int:
        return self.top + len(self.rows) - 1

    @property
    def right(self) -> int:
        return self.left + (len(self.rows[0]) if self.rows else 0) - 1

    def value(self, row: int, column: int) -> Value:
        """The value at an absolute address; None outside the grid."""
        r, c = row - self.top, column - self.left
        if 0 <= r < len(self.rows) and 0 <= c < len(self.rows[r]):
            return self.rows[r][c]
        return None

    def style(self, row: int, column: int) -> Style:
        """The style at an absolute address; the plain one where none is known."""
        return self.styles.get((row, column), PLAIN) if self.styles else PLAIN


@dataclass(frozen=True)
class Workbook:
    """A file as read. `unavailable` says what its format cannot give, in words for the user."""

    path: Path
    format: Literal["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "parquet"]
    sheets: tuple[Sheet, ...]
    sha256: str
    needs: Needs = Needs.VALUES
    unavailable: tuple[str, ...] = ()  # e.g. "formulas", "hidden rows and columns"
    notes: tuple[str, ...] = ()  # e.g. "read as cp1252", "dates count from 1904"
