"""One pass over the records of a binary workbook (xlsb), for what calamine does not give or must be known before it.

That is: how far the cells reach, error cells, and merges. The records are those of [MS-XLSB]: a type and a length in
groups of seven bits (2.1.4), then the content.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from cdmo_cli.address import Range
from cdmo_cli.errors import DamagedWorkbook
from cdmo_cli.read.detect import DOWNLOAD_AGAIN
from cdmo_cli.read.limits import MAX_COLUMNS, MAX_ROWS
from cdmo_cli.read.model import ErrorValue
from cdmo_cli.read.package import parse_xml, unpacking

_ROW, _FIRST_CELL, _CELL_ERROR, _FORMULA_ERROR = 0, 2, 3, 11  # cells with content are the types 2 to 11
_BUNDLE_SHEET, _MERGE = 156, 176
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


@dataclass
class Grid:
    """What the pass found in one sheet; addresses are absolute."""

    used: Range | None = None
    errors: dict[tuple[int, int], ErrorValue] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)


def read_grids(data: bytes) -> dict[str, Grid]:
    """The sheets of a file by their names. Raises DamagedWorkbook where its records or parts cannot be followed."""
    with unpacking("the zip directory"), zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        book = next((name for name in names if name.endswith("workbook.bin")), "")
        folder, base = posixpath.split(book)
        relations = names.get(posixpath.join(folder, "_rels", f"{base}.rels"))
        if not book or relations is None:
            raise DamagedWorkbook("damaged: its workbook part is missing", hint=DOWNLOAD_AGAIN)
        targets = {
            relation.get("Id", ""): posixpath.join("/", folder, relation.get("Target", "")).lstrip("/").lower()
            for relation in parse_xml(archive.read(relations), relations)
        }
        try:
            sheets = dict(_sheets(archive.read(names[book])))
            parts = {name: names.get(targets.get(key, "")) for name, key in sheets.items()}
            return {name: _grid(archive.read(part)) for name, part in parts.items() if part is not None}
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise DamagedWorkbook("damaged: its records are cut off", hint=DOWNLOAD_AGAIN) from error


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(type, where its content begins, where it ends)."""
    position, end = 0, len(data)
    while position < end:
        kind = data[position]
        position += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[position] & 0x7F) << 7
            position += 1
        length = shift = 0
        while True:
            byte = data[position]
            position += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift == 28:
                break
        yield kind, position, position + length
        position += length


def _sheets(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Name and relation of each sheet."""
    for kind, start, _ in _records(workbook):
        if kind == _BUNDLE_SHEET:
            key, after = _text(workbook, start + 8)
            yield _text(workbook, after)[0], key


def _text(data: bytes, start: int) -> tuple[str, int]:
    """A wide string, and where it ends."""
    (length,) = struct.unpack_from("<I", data, start)
    end = start + 4 + 2 * length
    return data[start + 4 : end].decode("utf-16-le"), end


def _grid(part: bytes) -> Grid:
    found = Grid()
    row = 0
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, start, end in _records(part):
        if kind == _ROW:
            row = struct.unpack_from("<I", part, start)[0] + 1
        elif _FIRST_CELL <= kind <= _FORMULA_ERROR:
            column = struct.unpack_from("<I", part, start)[0] + 1
            rows.add(row)
            columns.add(column)
            if kind in {_CELL_ERROR, _FORMULA_ERROR} and end - start > 8:
                found.errors[row, column] = ErrorValue(_ERRORS.get(part[start + 8], "#ERROR!"))
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<4I", part, start)
            found.merges.append(Range(top + 1, left + 1, bottom + 1, right + 1))
    if rows:
        found.used = Range(min(rows), min(columns), max(rows), max(columns))
        if not (found.used.top >= 1 and found.used.bottom <= MAX_ROWS and found.used.right <= MAX_COLUMNS):
            raise DamagedWorkbook("damaged: it has cells outside of any sheet", hint=DOWNLOAD_AGAIN)
    return found
