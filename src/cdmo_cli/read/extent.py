"""How far the cells of an OOXML sheet reach, found by a scan of its bytes.

calamine allocates the whole rectangle from the first to the last cell, and a failed allocation ends the process: a
file with a cell in A1 and one in XFD1048576 must never reach it. This scan costs a fraction of reading the cells. It
counts formatted empty cells too, so it can only be too wide; where that matters, and where a sheet is written in an
unusual way, the exact pass over the XML (`sheetxml`) decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cdmo_cli.address import parse_a1

_COLUMNS = re.compile(rb'<c r="([A-Z]+)')
_ROWS = re.compile(rb'<c r="[A-Z]+([0-9]+)')
_UNUSUAL_CELLS = (re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]{1,3}[1-9][0-9]{0,6}")'), re.compile(rb":c[\s/>]"))
_LONGEST_TAG = 1024 * 1024
_ERROR = (b't="e"', b"t='e'")


@dataclass
class Scan:
    """What a scan of a sheet's bytes has seen."""

    columns: set[bytes] = field(default_factory=set)
    rows: set[bytes] = field(default_factory=set)
    unusual: bool = False  # cells written in a way that this scan cannot follow
    errors: bool = False  # cells that may show an error
    formulas: bool = False
    doctype: bool = False

    @property
    def bottom_right(self) -> tuple[int, int]:
        """Last row and last column with a cell, 0 where there is none."""
        bottom = max(map(int, self.rows), default=0)
        return bottom, max((parse_a1(f"{column.decode()}1")[1] for column in self.columns), default=0)


def scan(chunks: Iterable[bytes]) -> Scan:
    """Scan the bytes of a sheet's XML."""
    found = Scan()
    rest = b""
    for number, chunk in enumerate(chunks):
        if number == 0:
            found.unusual = b"<worksheet" not in chunk[:4096]  # a prefix, or UTF-16
            found.doctype = b"<!DOCTYPE" in chunk
        piece = rest + chunk
        cut = max(piece.rfind(b"<"), 0)  # no tag is cut in two: "<" stands in no attribute
        rest = piece[cut:]
        _look(piece[:cut], found)
        if len(rest) > _LONGEST_TAG:  # a long text, or nothing that a spreadsheet program writes
            _look(rest, found)
            rest, found.unusual = b"", True
    _look(rest, found)
    return found


def _look(piece: bytes, found: Scan) -> None:
    found.columns.update(_COLUMNS.findall(piece))
    found.rows.update(_ROWS.findall(piece))
    found.unusual = found.unusual or any(pattern.search(piece) for pattern in _UNUSUAL_CELLS)
    found.errors = found.errors or any(mark in piece for mark in _ERROR)
    found.formulas = found.formulas or b"<f" in piece
