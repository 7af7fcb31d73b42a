"""xls, xlsb and ods: calamine reads them in a process of its own, since it may panic, never end, or eat the memory."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cdmo_cli.errors import EncryptedWorkbook, TooLarge
from cdmo_cli.read import limits, odsxml, worker, xlsb
from cdmo_cli.read.detect import SAVE_AGAIN, UNLOCK, Format
from cdmo_cli.read.model import ErrorValue, Needs, Sheet
from cdmo_cli.read.package import check_expansion, unpacking
from cdmo_cli.read.workbooks import ERROR_CODES, Contents, gave_up, to_sheets, too_many, wanted, with_errors

NO_ERRORS = "error cells (read as empty)"


def read_xls(data: bytes, needs: Needs) -> Contents:
    """xls. Raises InputError."""
    sheets, notes = to_sheets(_worker_sheets(data, "xls"))
    return Contents(tuple(sheets), wanted(needs, NO_ERRORS), tuple(notes))


def read_xlsb(data: bytes, needs: Needs) -> Contents:
    """xlsb: calamine's values, and what the pass over its records finds. Raises InputError."""
    _check_zip(data)
    grids = xlsb.read_grids(data)
    cells = 0
    for name, grid in grids.items():
        if grid.used is not None:
            cells = limits.check_range(name, grid.used, cells)
    sheets, notes = to_sheets(_worker_sheets(data, "xlsb"))
    found = (grids.get(sheet.name, xlsb.Grid()) for sheet in sheets)
    complete = (
        replace(with_errors(sheet, grid.errors), merges=tuple(grid.merges))
        for sheet, grid in zip(sheets, found, strict=True)
    )
    return Contents(tuple(complete), wanted(needs), tuple(notes))


def read_ods(data: bytes, needs: Needs) -> Contents:
    """ods: calamine's values, and what the pass over its XML finds. Raises InputError."""
    _check_zip(data)
    tables = odsxml.read_tables(_ods_content(data))
    cells = 0
    for table in tables:
        if table.used is not None:
            cells = limits.check_range(table.name, table.used, cells)
    sheets, notes = to_sheets(_worker_sheets(data, "ods"))
    by_name = {table.name: table for table in tables}
    found = [_with_table(sheet, by_name.get(sheet.name, odsxml.Table(sheet.name)), needs) for sheet in sheets]
    unavailable = [words for words in wanted(needs) if words not in {"hidden rows and columns", "outline levels"}]
    return Contents(tuple(found), tuple(unavailable), tuple(notes))


def _ods_content(data: bytes) -> Iterator[bytes]:
    with unpacking("content.xml"), zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as stream:
        while piece := stream.read(limits.MEBIBYTE):
            yield piece


def _with_table(sheet: Sheet, table: odsxml.Table, needs: Needs) -> Sheet:
    errors = {
        (row, column): error
        for cells, error in table.errors
        for row in range(cells.top, cells.bottom + 1)
        for column in range(cells.left, cells.right + 1)
    }
    for r, row in enumerate(sheet.rows):  # errors that Excel wrote are text
        for c, value in enumerate(row):
            if isinstance(value, str) and value in ERROR_CODES:
                errors[sheet.top + r, sheet.left + c] = ErrorValue(value)
    sheet = with_errors(sheet, errors)
    sheet = replace(sheet, merges=tuple(table.merges))
    if Needs.STYLES not in needs:
        return sheet
    return replace(
        sheet,
        hidden_rows=frozenset(odsxml.lines(table.hidden_rows, sheet.bottom)),
        hidden_columns=frozenset(odsxml.lines(table.hidden_columns, sheet.right)),
        outline={row: level for rows, level in table.outline for row in odsxml.lines([rows], sheet.bottom)},
    )


def _check_zip(data: bytes) -> None:
    """Hold the sizes that the zip states to the limits, and the parts to their sizes."""
    with unpacking("the zip directory"), zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [info for info in archive.infolist() if info.filename.lower().endswith((".xml", ".bin", ".rels"))]
        check_expansion(parts)
        for info in parts:
            with unpacking(info.filename), archive.open(info) as stream:
                while stream.read(limits.MEBIBYTE):
                    pass


def _worker_sheets(data: bytes, kind: Format) -> list[worker.RawSheet]:
    with tempfile.TemporaryDirectory(prefix="cdmo-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / f"book.{kind}"
        copy.write_bytes(data)
        limit = (str(limits.MAX_CELLS), str(limits.WORKER_MEMORY_BYTES))
        try:
            done = subprocess.run(  # noqa: S603 (this interpreter, this package's own script)
                [sys.executable, "-P", worker.__file__, str(copy), *limit],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=limits.WORKER_SECONDS,
                env={**os.environ, "RUST_BACKTRACE": "0"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            seconds = f"{limits.WORKER_SECONDS:.0f} seconds"
            raise TooLarge(f"reading it did not end within {seconds}", hint=SAVE_AGAIN) from error
    if not done.stdout:
        if b"memory allocation" in done.stderr or b"MemoryError" in done.stderr:
            raise _no_memory()
        raise gave_up(f"it ended with code {done.returncode}")
    found = worker.Answer(*pickle.loads(done.stdout))  # noqa: S301 (written by our own worker)
    if found.failure == "encrypted":
        raise EncryptedWorkbook("protected by a password", hint=UNLOCK)
    if found.failure == "too large":
        raise too_many(*found.size)
    if found.failure == "memory":
        raise _no_memory()
    if "Cell limit exceeded" in found.words:
        raise TooLarge(
            "a sheet of it declares more cells than can be read",
            hint="Delete the repeated rows and columns beyond the table, and save.",
        )
    if found.failure:
        raise gave_up(found.words)
    return found.sheets


def _no_memory() -> TooLarge:
    return TooLarge(
        f"reading it takes more than {limits.WORKER_MEMORY_BYTES // limits.MEBIBYTE:,} MiB of memory",
        hint="A stray value far outside the table is the usual reason: delete what lies beyond the table, and save.",
    )
