"""xlsx and xlsm: calamine gives the values, in this process, after a look at the parts that it will read."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cdmo_cli.address import Range, a1
from cdmo_cli.errors import DamagedWorkbook, TooLarge
from cdmo_cli.read import limits, worker
from cdmo_cli.read.detect import DOWNLOAD_AGAIN
from cdmo_cli.read.extent import scan
from cdmo_cli.read.model import ErrorValue, Needs, Sheet, Value
from cdmo_cli.read.package import Package, refused
from cdmo_cli.read.sheetxml import Details, read_details
from cdmo_cli.read.styles import read_styles

STYLES_WORDS = ("number formats", "bold and indent", "hidden rows and columns", "outline levels")
FORMULAS_WORDS = ("formulas",)

_INFINITIES = (float("inf"), float("-inf"))
_NOT_A_NUMBER = ErrorValue("#NUM!")
ERROR_CODES = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_ERROR_CELL = (  # up to the code of an error: the cell's type, its formula if it has one, the beginning of its value
    rb"(\bt=[\"']e[\"'][^<>]*>\s*(?:<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v[^<>]*>\s*)"
)
_SKIPPED = {"ChartSheet": "a chart", "DialogSheet": "a dialog", "MacroSheet": "macros", "Vba": "macros"}


@dataclass(frozen=True)
class Contents:
    """What a reader of one format found."""

    sheets: tuple[Sheet, ...]
    unavailable: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    has_formulas: bool = False  # so far as it is known


def wanted(needs: Needs, *also: str) -> tuple[str, ...]:
    """What was asked for and a format without styles and formulas cannot give."""
    return (
        *(FORMULAS_WORDS if Needs.FORMULAS in needs else ()),
        *(STYLES_WORDS if Needs.STYLES in needs else ()),
        *also,
    )


def read_ooxml(data: bytes, needs: Needs) -> Contents:
    """xlsx and xlsm. Raises InputError."""
    package = Package(data)
    package.check_expansion()
    _check_common_parts(package)
    try:
        details = _examine(package, needs, exact=needs != Needs.VALUES)
    except TooLarge:
        details = _examine(package, needs, exact=True)  # perhaps only formatted empty cells made it so
    raw = _calamine_sheets(_with_known_errors(data, package, details))
    if [sheet[0] for sheet in raw] != [sheet.name for sheet in package.sheets]:
        raise DamagedWorkbook("damaged: its list of sheets cannot be followed", hint=DOWNLOAD_AGAIN)
    sheets, notes = to_sheets(raw)
    worksheets = [found for found, sheet in zip(details, raw, strict=True) if sheet[1] == "WorkSheet"]
    sheets = [_with_details(sheet, found, needs) for sheet, found in zip(sheets, worksheets, strict=True)]
    if package.date1904:
        notes.append("dates count from 1904")
    notes += _formula_notes(sheets, worksheets)
    return Contents(tuple(sheets), notes=tuple(notes), has_formulas=any(found.has_formulas for found in details))


def _check_common_parts(package: Package) -> None:
    """Unpack what calamine will, so that sizes and checksums are true, and refuse document types."""
    sheets = {sheet.part for sheet in package.sheets}
    for part in package.parts_in_use():
        if part not in sheets:
            for number, piece in enumerate(package.chunks(part)):
                if number == 0 and b"<!DOCTYPE" in piece:
                    raise refused(part)


def _examine(package: Package, needs: Needs, *, exact: bool) -> list[Details]:
    """What must be known of each sheet beside its values. Raises TooLarge."""
    styles = read_styles(package) if Needs.STYLES in needs else {}
    details: list[Details] = []
    cells = 0
    for sheet in package.sheets:
        found = Details()
        if sheet.worksheet and sheet.part is not None:
            quick = None if exact else _scanned(package, sheet.part)
            found = quick or read_details(package.chunks(sheet.part), sheet.part, needs, styles)
            if found.used is not None:
                cells = limits.check_range(sheet.name, found.used, cells)
        details.append(found)
    return details


def _scanned(package: Package, part: str) -> Details | None:
    """What a scan of a sheet's bytes tells; None where the exact pass must look."""
    quick = scan(package.chunks(part))
    if quick.doctype:
        raise refused(part)
    if quick.unusual or quick.errors:
        return None
    bottom, right = quick.bottom_right
    if bottom > limits.MAX_ROWS or right > limits.MAX_COLUMNS:
        return None
    return Details(used=Range(1, 1, bottom, right) if bottom else None, has_formulas=quick.formulas)


def _with_known_errors(data: bytes, package: Package, details: list[Details]) -> bytes:
    """The file with errors that calamine does not know (#SPILL!, #CALC! ...) made #N/A: it gives up on them."""
    contents: dict[str, bytes] = {}
    for sheet, found in zip(package.sheets, details, strict=True):
        codes = {error.code for error in found.errors.values()} - ERROR_CODES
        if codes and sheet.part is not None:
            names = b"|".join(re.escape(code.encode()) for code in sorted(codes))
            pattern = re.compile(_ERROR_CELL + rb"(?:" + names + rb")(?=\s*</)")
            contents[sheet.part] = pattern.sub(rb"\1#N/A", b"".join(package.chunks(sheet.part)))
    return package.replaced(contents) if contents else data


def _calamine_sheets(data: bytes) -> list[worker.RawSheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return list(worker.raw_sheets(CalamineWorkbook.from_filelike(io.BytesIO(data)), limits.MAX_CELLS))
    except worker.TooManyCells as error:
        raise too_many(*error.args) from error
    except CalamineError as error:
        raise gave_up(str(error)) from error


def to_sheets(raw: list[worker.RawSheet]) -> tuple[list[Sheet], list[str]]:
    """calamine's sheets as ours, those without cells skipped, and the notes on them."""
    sheets: list[Sheet] = []
    notes: list[str] = []
    for name, kind, visible, (top, left), rows, merges in raw:
        if kind != "WorkSheet":
            notes.append(f"sheet ‘{name}’ holds {_SKIPPED.get(kind, 'no cells')}: skipped")
            continue
        ranges = tuple(Range(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in merges or ())
        grid = [tidy(row) for row in rows]
        sheets.append(Sheet(name, len(sheets), grid, top + 1, left + 1, visible, ranges))
    return sheets, notes


def tidy(row: list[Any]) -> list[Value]:
    """A row of calamine's with None where a cell is empty, and no number that is none."""
    if _INFINITIES[0] in row or _INFINITIES[1] in row:
        row = [_NOT_A_NUMBER if value in _INFINITIES else value for value in row]
    return [None if value == "" else value if value == value else _NOT_A_NUMBER for value in row]


def with_errors(sheet: Sheet, errors: Mapping[tuple[int, int], ErrorValue]) -> Sheet:
    """The sheet with errors put in their cells; it grows where they lie outside of its rectangle."""
    if not errors:
        return sheet
    rows = [row for row, _ in errors] + ([sheet.top, sheet.bottom] if sheet.rows else [])
    columns = [column for _, column in errors] + ([sheet.left, sheet.right] if sheet.rows else [])
    top, left, bottom, right = min(rows), min(columns), max(rows), max(columns)
    before: list[Value] = [None] * (sheet.left - left) if sheet.rows else []
    after: list[Value] = [None] * (right - sheet.right) if sheet.rows else []
    grid = [[*before, *row, *after] for row in sheet.rows]
    width = right - left + 1
    above = sheet.top - top if sheet.rows else bottom - top + 1
    grid[:0] = [[None] * width for _ in range(above)]
    grid += [[None] * width for _ in range(bottom - top + 1 - len(grid))]
    for (row, column), error in errors.items():
        grid[row - top][column - left] = error
    return replace(sheet, rows=grid, top=top, left=left)


def _with_details(sheet: Sheet, found: Details, needs: Needs) -> Sheet:
    with_styles = Needs.STYLES in needs
    return replace(
        with_errors(sheet, found.errors),
        hidden_rows=frozenset(found.hidden_rows),
        hidden_columns=frozenset(found.hidden_columns),
        outline=found.outline,
        styles=found.styles if with_styles else None,
        formulas=found.formulas if Needs.FORMULAS in needs else None,
    )


def _formula_notes(sheets: list[Sheet], details: list[Details]) -> list[str]:
    notes: list[str] = []
    formulas = ((sheet, cell, formula) for sheet in sheets for cell, formula in (sheet.formulas or {}).items())
    empty = [(sheet, cell) for sheet, cell, formula in formulas if not formula.cached]
    if empty:
        sheet, cell = empty[0]
        what = f"{len(empty)} formulas hold" if len(empty) > 1 else "one formula holds"
        notes.append(
            f"{what} no calculated value, the first in ‘{sheet.name}’ {a1(*cell)}: open the file in Excel and save it"
        )
    if lost := sum(found.lost_formulas for found in details):
        notes.append(f"formulas that could not be read: {lost}")
    notes += [
        f"sheet ‘{sheet.name}’ has more than {limits.STYLED_CELLS:,} formatted cells: only the look of its first "
        f"{limits.HEAD_ROWS} rows and {limits.LABEL_COLUMNS} columns was read"
        for sheet, found in zip(sheets, details, strict=True)
        if found.head_styles_only
    ]
    return notes


def too_many(name: str, rows: int, columns: int) -> TooLarge:
    """What to raise for a sheet beyond the limit."""
    try:
        limits.check_cells(name, rows, columns, limits.MAX_CELLS)
    except TooLarge as error:
        return error
    raise AssertionError("a sheet without cells is never too large")


def gave_up(words: str) -> DamagedWorkbook:
    """What to raise where calamine does, in its words."""
    words = " ".join(words.split())[:200]
    return DamagedWorkbook(f"damaged: the reader gave up on it ({words or 'no reason given'})", hint=DOWNLOAD_AGAIN)
