"""How much a file may hold. Beyond it reading stops with TooLarge instead of eating the machine's memory."""

from __future__ import annotations

from cdmo_cli.address import Range
from cdmo_cli.errors import TooLarge

MEBIBYTE = 1024 * 1024

MAX_FILE_BYTES = 256 * MEBIBYTE
MAX_UNPACKED_BYTES = 1024 * MEBIBYTE  # of all parts of a zip that are read
MAX_EXPANSION = 250  # unpacked to packed; real sheets reach about 30, repetitive ones 100
EXPANSION_FREE_BYTES = 32 * MEBIBYTE  # a small part may expand as it likes

MAX_CELLS = 20_000_000  # in the rectangles of all sheets, empty cells included
MAX_ROWS = 1_048_576  # of a sheet, in Excel
MAX_COLUMNS = 16_384

STYLED_CELLS = 2_000_000  # in a sheet; beyond it styles are kept for head rows and label columns only
HEAD_ROWS = 50
LABEL_COLUMNS = 8
MAX_FORMULA_CHARACTERS = 200_000_000  # of all formulas of a sheet, shared ones written out

WORKER_SECONDS = 60.0
WORKER_MEMORY_BYTES = 4096 * MEBIBYTE


def check_cells(name: str, rows: int, columns: int, already: int = 0) -> int:
    """The cells read so far with this sheet's. Raises TooLarge when that is beyond MAX_CELLS."""
    cells = already + rows * columns
    if cells > MAX_CELLS:
        raise TooLarge(
            f"sheet ‘{name}’ spans {rows:,} rows × {columns:,} columns; "
            f"cdmo reads at most {MAX_CELLS:,} cells of a file",
            hint="A stray value far outside the table is the usual reason: press Ctrl+End in the sheet, delete the "
            "rows and columns beyond the table, and save.",
        )
    return cells


def check_range(name: str, used: Range, already: int = 0) -> int:
    """As check_cells, for a sheet whose used range is known."""
    return check_cells(name, used.bottom - used.top + 1, used.right - used.left + 1, already)
