"""A sheet as arrays: what kind of thing each cell holds, and its number. Rows and columns count from 0 here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat

import numpy as np
import numpy.typing as npt

from cdmo_cli.address import Range
from cdmo_cli.read.model import ErrorValue, Sheet, Style, Value
from cdmo_cli.tables.classes import class_limits
from cdmo_cli.tables.misprinted import misgrouped, misprinted
from cdmo_cli.tables.numbers import Decimal, decimal_mark, decimals_of, looks_numeric, parse_number, told_mark
from cdmo_cli.tables.periods import Dated, is_year, read_period
from cdmo_cli.tables.words import MISSING, squeeze

EMPTY, NUMBER, TEXT, DATE, ERROR, MISSED = range(6)
_STRING = 6  # before it is known what the text says
_CODES = {
    type(None): EMPTY,
    float: NUMBER,
    int: NUMBER,
    bool: TEXT,
    str: _STRING,
    dt.date: DATE,
    dt.datetime: DATE,
    dt.time: TEXT,
    dt.timedelta: TEXT,
    ErrorValue: ERROR,
}
# "Ohio6", "South Atlantic6, 7": a word of at least three letters, so that CO2 and PM10 stay whole.
_GLUED_DIGITS = re.compile(r"(?P<label>.*[^\W\d_]{3}[)\]]?)(?P<digits>[1-9]\d?(?:\s?,\s?[1-9]\d?)*)")
_NOTE_DIGITS = re.compile(r"\s*\(?([1-9]\d?)\)?[.:]?\s+[A-Z]\w*'?\w*\s+\S+\s+\S+\s+\S.*", re.DOTALL)
_DASHED = re.compile(r"(?:[$€£¥]\s?)?\(?[-−–—]{1,3}\)?\s?[%€$£¥]?")  # accounting formats write a zero so: $ -, (–)
_NOTE_ROWS = 60
_TELLING = 3  # numbers of a block that must tell another decimal mark than the sheet's
_VOTERS = 20_000  # texts asked for the decimal mark


@dataclass(frozen=True)
class Grid:
    """Arrays of the sheet's shape; `textual` marks numbers kept as text, `percent` those with a percent sign."""

    sheet: Sheet
    kind: npt.NDArray[np.int8]
    number: npt.NDArray[np.float64]
    decimals: npt.NDArray[np.int8]
    textual: npt.NDArray[np.bool_]
    percent: npt.NDArray[np.bool_]
    merged: dict[tuple[int, int], Range] = field(default_factory=dict)  # first cell → merge, absolute
    notes: frozenset[str] = frozenset()  # digits that head the notes of the sheet: "6 Data of other years"

    @property
    def shape(self) -> tuple[int, int]:
        return (self.kind.shape[0], self.kind.shape[1])

    def value(self, row: int, column: int) -> Value:
        return self.sheet.rows[row][column]

    def text(self, row: int, column: int) -> str:
        """The cell as a person would read it; empty where there is nothing."""
        return as_text(self.sheet.rows[row][column])

    def name(self, row: int, column: int) -> str:
        """The cell as a label, without the digits of a note that are glued to its last word (`Ohio6`)."""
        return self.unmarked(self.text(row, column))

    def unmarked(self, text: str) -> str:
        """A label without the digits of notes glued to its last word: only of notes that the sheet has."""
        if not self.notes or not text[-1:].isdecimal():
            return text
        match = _GLUED_DIGITS.fullmatch(text)
        digits = re.findall(r"\d+", match["digits"]) if match is not None else ()
        return match["label"] if match is not None and self.notes.issuperset(digits) else text

    def raw(self, row: int, column: int) -> str:
        """The cell's text with its leading spaces, for the hierarchy; empty unless it is a text."""
        value = self.sheet.rows[row][column]
        return value if isinstance(value, str) else ""

    def period(self, row: int, column: int) -> Dated | None:
        """The period that the whole cell is."""
        if self.kind[row, column] == NUMBER:
            found = read_period(float(self.number[row, column]))
            return found or read_period(self.printed(row, column))
        return read_period(self.value(row, column))

    def printed(self, row: int, column: int) -> str | None:
        """The text of a number that is kept as text; None for any other cell."""
        return str(self.sheet.rows[row][column]) if self.textual[row, column] else None

    def style(self, row: int, column: int) -> Style:
        return self.sheet.style(row + self.sheet.top, column + self.sheet.left)

    def at(self, row: int, column: int) -> tuple[int, int]:
        """The absolute address."""
        return row + self.sheet.top, column + self.sheet.left

    def range(self, top: int, left: int, bottom: int, right: int) -> Range:
        return Range(top + self.sheet.top, left + self.sheet.left, bottom + self.sheet.top, right + self.sheet.left)


def as_text(value: Value) -> str:
    """A value in words: 2024 for 2024.0, an ISO date for a date."""
    if value is None:
        return ""
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value == value and abs(value) < 1e15 and value == int(value) else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, ErrorValue):
        return value.code
    return str(value)


def build_grid(sheet: Sheet) -> Grid:
    """Parse every cell once."""
    rows: Sequence[Sequence[Value]] = sheet.rows
    height, width = len(rows), len(rows[0]) if rows else 0
    flat: list[Value] = list(chain.from_iterable(rows))
    kind = np.fromiter(map(_CODES.get, map(type, flat), repeat(-1)), dtype=np.int8, count=len(flat))
    for i in np.flatnonzero(kind == -1).tolist():
        kind[i] = _code_of_subclass(flat[i])
    number = np.full(len(flat), np.nan)
    where = np.flatnonzero(kind == NUMBER)
    number[where] = np.fromiter((flat[i] for i in where.tolist()), dtype=np.float64, count=len(where))
    kind[where[~np.isfinite(number[where])]] = MISSED
    decimals = np.zeros(len(flat), dtype=np.int8)
    decimals[where] = decimals_of(number[where])
    textual, percent, decimal = _read_texts(flat, kind, number, decimals, sheet)
    shape = (height, width)
    for i, read in misprinted(flat, (kind == TEXT).reshape(shape), (kind == NUMBER).reshape(shape), decimal):
        kind[i], number[i], decimals[i], textual[i], percent[i] = NUMBER, read.value, read.decimals, True, read.percent
    if textual.any():
        masks = (textual.reshape(shape), (kind != EMPTY).reshape(shape))
        for row, column in list(class_limits(flat, number.reshape(shape), *masks)):
            i = row * width + column
            kind[i], number[i], textual[i], percent[i] = TEXT, np.nan, False, False
    merged = {(m.top - sheet.top, m.left - sheet.left): m for m in sheet.merges}
    return Grid(
        sheet,
        kind.reshape(shape),
        number.reshape(shape),
        decimals.reshape(shape),
        textual.reshape(shape),
        percent.reshape(shape),
        merged,
        _note_digits(rows),
    )


def _note_digits(rows: Sequence[Sequence[Value]]) -> frozenset[str]:
    """The digits that begin sentences in the last rows of a sheet: its notes."""
    texts = (value for row in rows[-_NOTE_ROWS:] for value in islice(row, 2) if isinstance(value, str))
    return frozenset(match[1] for text in texts if (match := _NOTE_DIGITS.fullmatch(text)) is not None)


def _code_of_subclass(value: Value) -> int:
    for known, code in _CODES.items():
        if isinstance(value, known):
            return code
    return TEXT


def _read_texts(
    flat: list[Value],
    kind: npt.NDArray[np.int8],
    number: npt.NDArray[np.float64],
    decimals: npt.NDArray[np.int8],
    sheet: Sheet,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], Decimal]:
    """Settle what each text is; fills the arrays, returns which cells are numbers kept as text, which percentages, and
    the decimal mark.

    Every distinct text is read once.
    """
    where = np.flatnonzero(kind == _STRING)
    texts = [str(flat[i]) for i in where.tolist()]
    known = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    codes = [_code_of_text(text) for text in known]
    decimal = sheet.decimal or decimal_mark(
        islice((text for text, code in zip(known, codes, strict=True) if code == NUMBER), _VOTERS)
    )
    read = [parse_number(text, decimal) if code == NUMBER else None for text, code in zip(known, codes, strict=True)]
    wrongly = misgrouped([text for text, code in zip(known, codes, strict=True) if code == NUMBER], decimal)
    read = [wrongly.get(text, printed) for text, printed in zip(known, read, strict=True)]
    found_kind = np.array(
        [TEXT if c == NUMBER and r is None else c for c, r in zip(codes, read, strict=True)], dtype=np.int8
    )
    found_number = np.array([r.value if r else np.nan for r in read], dtype=np.float64)
    found_decimals = np.array([min(r.decimals, 100) if r else 0 for r in read], dtype=np.int8)
    found_percent = np.array([r is not None and r.percent for r in read], dtype=bool)
    textual = np.zeros(len(flat), dtype=bool)
    percent = np.zeros(len(flat), dtype=bool)
    if texts:
        which = np.fromiter((known[text] for text in texts), dtype=np.int64, count=len(texts))
        kind[where] = found_kind[which]
        number[where] = found_number[which]
        decimals[where] = found_decimals[which]
        textual[where] = found_kind[which] == NUMBER
        percent[where] = found_percent[which]
        other: Decimal = "," if decimal == "." else "."
        if any(told_mark(text) == other for text, code in zip(known, codes, strict=True) if code == NUMBER):
            for i in _marked_otherwise(flat, kind, textual, len(sheet.rows[0]), other):
                printed = parse_number(str(flat[i]), other)
                if printed is not None:
                    number[i], decimals[i] = printed.value, min(printed.decimals, 100)
    return textual, percent, decimal


def _marked_otherwise(
    flat: list[Value],
    kind: npt.NDArray[np.int8],
    textual: npt.NDArray[np.bool_],
    width: int,
    other: Decimal,
) -> Iterator[int]:
    """The numbers of blocks, parted by empty rows, that were written with another decimal mark than most of the sheet:
    some of each block tell that one, and none the sheet's."""
    block = np.cumsum(~(kind.reshape(-1, width) != EMPTY).any(axis=1))
    cells = np.flatnonzero(textual)
    of_cell = block[cells // width]
    for number in np.unique(of_cell).tolist():
        own = cells[of_cell == number].tolist()
        told = [mark for i in own if (mark := told_mark(str(flat[i]))) is not None]
        if len(told) >= _TELLING and set(told) == {other} and decimal_mark(str(flat[i]) for i in own) == other:
            yield from own


def _code_of_text(text: str) -> int:
    if looks_numeric(text):
        return NUMBER
    bare = squeeze(text)
    if not bare:
        return EMPTY
    if bare.lower() in MISSING or _DASHED.fullmatch(bare):
        return MISSED
    if bare.startswith("#") and bare.rstrip("!?") in ("#REF", "#DIV/0", "#VALUE", "#NAME", "#NUM", "#NULL"):
        return ERROR
    return TEXT


def looks_like_year(grid: Grid, row: int, column: int) -> bool:
    """A number cell that can be a year, not written as an amount (2,024 or 2024.5)."""
    if grid.kind[row, column] != NUMBER or not is_year(float(grid.number[row, column])):
        return False
    text = grid.printed(row, column)
    return (
        text is None
        or text.strip().rstrip("0").rstrip(".").isdigit()
        or text.strip().isdigit()
        or read_period(text) is not None
    )
