"""calamine's sheets as plain values, in this process or, run as a script, in one of its own.

The script is for formats whose reader may panic, allocate without bound or never end: `python worker.py FILE CELLS
BYTES` writes one pickle to standard output. It imports nothing of cdmo, so that it starts fast and from anywhere.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

RawSheet = tuple[str, str, bool, tuple[int, int], list[list[Any]], list[tuple[tuple[int, int], tuple[int, int]]] | None]


class TooManyCells(Exception):
    """A sheet (name, rows, columns) beyond the limit."""


class Answer(NamedTuple):
    """What the script writes: sheets, or which kind of failure and its words."""

    sheets: list[RawSheet]
    failure: str = ""
    words: str = ""
    size: tuple[str, int, int] = ("", 0, 0)


def raw_sheets(book: CalamineWorkbook, max_cells: int) -> Iterator[RawSheet]:
    """Name, kind, visibility, first row and column (from 0), rows and merges of every sheet, in the file's order.

    Empty cells and errors are both "" (so calamine gives them). Merges are None where the format gives none.
    Raises TooManyCells before the values of a sheet are made, and what calamine raises.
    """
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    cells = 0
    for index, meta in enumerate(book.sheets_metadata):
        visible = meta.visible == SheetVisibleEnum.Visible
        if meta.typ != SheetTypeEnum.WorkSheet:
            yield meta.name, str(meta.typ).rpartition(".")[2], visible, (0, 0), [], []
            continue
        sheet = book.get_sheet_by_index(index)
        cells += sheet.height * sheet.width
        if cells > max_cells:
            raise TooManyCells(meta.name, sheet.height, sheet.width)
        rows = sheet.to_python(skip_empty_area=True) if sheet.start is not None else []
        yield meta.name, "WorkSheet", visible, sheet.start or (0, 0), rows, sheet.merged_cell_ranges


def answer(path: str, max_cells: int) -> Answer:
    """Read a file and say what came of it, whatever happens."""
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        return Answer(list(raw_sheets(CalamineWorkbook.from_path(path), max_cells)))
    except TooManyCells as error:
        return Answer([], "too large", size=error.args)
    except PasswordError as error:
        return Answer([], "encrypted", str(error))
    except MemoryError:
        return Answer([], "memory")
    except BaseException as error:  # a panic of calamine's is no Exception
        return Answer([], "damaged", str(error))


def _limit_memory(limit: int) -> None:
    """Make a boundless allocation fail at once. Windows has no such limit, macOS does not hold to it."""
    try:
        import resource
    except ImportError:
        return
    with_hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if with_hard == resource.RLIM_INFINITY or with_hard > limit:
        try:
            resource.setrlimit(resource.RLIMIT_AS, (limit, with_hard))
        except (ValueError, OSError):
            return


def _main() -> None:
    path, max_cells, max_bytes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit_memory(max_bytes)
    output = os.fdopen(os.dup(1), "wb")
    found = answer(path, max_cells)
    with output:
        pickle.dump(tuple(found), output, protocol=5)


if __name__ == "__main__":
    _main()
