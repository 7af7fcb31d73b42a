"""csv, tsv and other delimited text as one sheet of text cells; row numbers are the file's own."""

from __future__ import annotations

import csv
import io
import itertools

from cdmo_cli.errors import NotAWorkbook
from cdmo_cli.read import dialect
from cdmo_cli.read.detect import READABLE
from cdmo_cli.read.limits import check_cells
from cdmo_cli.read.model import Needs, Sheet, Value
from cdmo_cli.read.workbooks import Contents, wanted

_NEVER = "\x1f"  # separates nothing: a text of one column
_END = "\x1e"  # a last line of its own: it is read as such unless a quote before it stays open
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", _NEVER: "nothing"}


def read_delimited(data: bytes, name: str, suffix: str, needs: Needs) -> tuple[str, Contents]:
    """The separator and the sheet, named as told. Raises NotAWorkbook and TooLarge.

    Values stay text as written, except that an empty one is None; `Sheet.decimal` is what the numbers speak for.
    A quoted line break makes a record of several lines: rows count records then, and a note says so.
    """
    text, encoding = dialect.decode(data)
    stated = dialect.stated_separator(text)
    separator = stated or dialect.find_separator(text, suffix)
    if separator is None and suffix not in {".csv", ".tsv", ".tab"}:
        raise NotAWorkbook("not a workbook: text without columns", hint=READABLE)
    separator = separator or _NEVER
    records, notes = _records(text, separator)
    if stated and records:
        records[0] = []
    if encoding != "utf-8":
        notes.insert(0, f"read as {encoding}")
    if separator not in {",", "\t", _NEVER}:
        notes.append(f"separated by {_NAMES.get(separator, repr(separator))}")
    width = max(map(len, records), default=0)
    check_cells(name, len(records), width)
    sheet = Sheet(
        name=name,
        index=0,
        rows=[_row(record, width) for record in records],
        decimal=dialect.find_decimal(records),
        typed=False,
    )
    return separator, Contents((sheet,), wanted(needs), tuple(notes))


def _row(record: list[str], width: int) -> list[Value]:
    row: list[Value] = [value or None for value in record]
    return row + [None] * (width - len(row))


def _records(text: str, separator: str) -> tuple[list[list[str]], list[str]]:
    """All records, a blank line being an empty one, and what there is to say of them."""
    limit = csv.field_size_limit(max(len(text), 131_072))
    try:
        records, first_break = _quoted_records(text, separator)
        if records[-1:] == [[_END]]:
            records.pop()
            return records, _break_notes(first_break)
        # a quote that is never closed has swallowed the rest of the file
        lines = io.StringIO(text, newline="")
        records = list(csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE))
        unquoted = [[_without_quotes(value) for value in record] for record in records]
        return unquoted, ["a quotation mark is never closed: quotation marks are read as text"]
    finally:
        csv.field_size_limit(limit)


def _quoted_records(text: str, separator: str) -> tuple[list[list[str]], int]:
    """The records with _END after them, and which one is the first of several lines (0: none)."""
    records: list[list[str]] = []
    first_break = 0
    reader = csv.reader(
        itertools.chain(io.StringIO(text, newline=""), [_END]),
        delimiter=separator,
        skipinitialspace=dialect.spaces_before_quotes(text, separator),
    )
    for record in reader:
        records.append(record)
        if not first_break and reader.line_num != len(records):
            first_break = len(records)
    return records, first_break


def _break_notes(first_break: int) -> list[str]:
    if not first_break:
        return []
    return [f"rows count records, not lines: values hold line breaks, the first in row {first_break}"]


def _without_quotes(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
