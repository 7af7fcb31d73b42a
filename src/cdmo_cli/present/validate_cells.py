"""How the cells of a sheet are shown in an excerpt: values as the sheet shows them, or nearly so, and headings."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from cdmo_cli.read.model import ErrorValue, Sheet, Value
from cdmo_cli.rules.words import printed_places

VALUE_WIDTH = 16
"""Terminal columns that a value or a word of a heading takes at most."""

WORD_WIDTH = 12
"""A word of a heading is not cut below that."""

MOST_DECIMALS = 4
"""Figures with more decimals were computed, not written."""

DIGITS = 12
"""Significant digits of a number; what binary arithmetic adds beyond is noise."""

GROUPED = 10_000
"""From here on thousands are set apart; below stand years."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the figures of a column are written: with that many decimals at least, thousands set apart from there on."""

    decimals: int = 0
    grouped: int = GROUPED


PLAIN_LOOK = Look()


def shown(sheet: Sheet, row: int, column: int, width: int = VALUE_WIDTH, look: Look = PLAIN_LOOK) -> str:
    """The value of a cell on one line: a number as its column looks, a text cut to `width` terminal columns."""
    value = sheet.value(row, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        percent = in_percent(sheet, row, column)
        scaled = value * 100 if percent else value
        text = _formatted(sheet, row, column, scaled, look)
        text = text or figure(scaled, PLAIN_LOOK if is_year(value) and not percent else look)
        return f"{text} %" if percent else text
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    text = cut(" ".join(str(value).split()), width)
    return f"'{text}" if sheet.typed and _is_number(text) and not is_year(text) else text


def _formatted(sheet: Sheet, row: int, column: int, value: float, look: Look) -> str:
    """A computed figure with the decimals of its cell's format; empty for others, and where no format fixes them."""
    if not math.isfinite(value) or written(value) <= MOST_DECIMALS or abs(value) >= 1e15:
        return ""
    places = printed_places(sheet.style(row, column).number_format)
    if places is None or places[0] > MOST_DECIMALS:
        return ""
    separator = "," if abs(value) >= look.grouped else ""
    text = f"{value:{separator}.{max(places[0], look.decimals)}f}"
    return _minus(text) if float(text.replace(",", "")) else ""


def _is_number(text: str) -> bool:
    """Whether a text is a plain number: where numbers are typed, one kept as text is shown as spreadsheets do it."""
    try:
        return math.isfinite(float(text.replace(",", "")))
    except ValueError:
        return False


def cut(text: str, width: int) -> str:
    """A text with its control characters as escapes, not wider than `width` terminal columns."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return text if cell_len(text) <= width else f"{set_cell_size(text, max(width - 1, 0)).rstrip()}…"


def folded(text: str, width: int, most: int = 4) -> list[str]:
    """A text as lines of whole words, `most` at most, the last one cut where there is more."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return [cut(line, max(width, WORD_WIDTH)) for line in lines]


def in_percent(sheet: Sheet, row: int, column: int) -> bool:
    """Whether the cell's format shows a fraction as a percentage."""
    return "%" in sheet.style(row, column).number_format


def figure(value: float, look: Look = PLAIN_LOOK) -> str:
    """A number without the noise of binary arithmetic, with four decimals at most where it is not small."""
    if not math.isfinite(value):
        return str(value)
    exact = float(f"{value:.{DIGITS}g}")
    separator = "," if abs(exact) >= look.grouped else ""
    if abs(exact) >= 1e15 or (0 < abs(exact) < 0.1**MOST_DECIMALS):
        return _minus(f"{exact:.6g}")
    own = min(written(exact), MOST_DECIMALS)
    if abs(exact) < 1 and written(exact) > MOST_DECIMALS:
        return _minus(f"{exact:.4g}")
    return _minus(f"{exact:{separator}.{max(own, look.decimals)}f}")


def _minus(text: str) -> str:
    """With a minus sign that is one."""
    return f"−{text[1:]}" if text.startswith("-") else text


def written(value: float) -> int:
    """The decimals that it takes to write a number of twelve significant digits."""
    text = f"{value:.{DIGITS}g}"
    return len(text.partition(".")[2]) if "e" not in text else DIGITS


def look_of(sheet: Sheet, cells: Iterable[tuple[int, int]]) -> Look:
    """How figures that stand together are written: with the decimals of those that were written, not computed, and
    with thousands set apart if they are in one."""
    most, grouped = 0, GROUPED
    for row, column in cells:
        value = sheet.value(row, column)
        if isinstance(value, int | float) and math.isfinite(value):
            places = written(value * (100 if in_percent(sheet, row, column) else 1))
            most = max(most, places if places <= MOST_DECIMALS else 0)
            grouped = 1000 if abs(value) >= GROUPED else grouped
    return Look(most, grouped)


def headings(sheet: Sheet, rows: Sequence[int], column: int) -> list[str]:
    """The texts or years above the figures of a column: the nearest, and the one in the row above that, if there is
    one. Labels have none."""
    if not any(is_figure(sheet, row, column) for row in rows):
        return []
    for above in range(min(rows) - 1, sheet.top - 1, -1):
        if _is_heading(sheet, above, column):
            nearest = shown(sheet, above, column, 4 * VALUE_WIDTH)
            over = _over(sheet, above - 1, column)
            return [over, nearest] if over else [nearest]
    return []


def _is_heading(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a cell is a text or a year in a row without figures: a "–" or "n/a" among figures heads nothing."""
    value = sheet.value(row, column)
    worded = isinstance(value, str) and any(c.isalnum() or c in "%$€£" for c in value)
    return (is_year(value) or (worded and not numeric(sheet, row, column))) and _years_only(sheet, row)


def _over(sheet: Sheet, row: int, column: int) -> str:
    """The heading in the row above a heading: of the column alone, or merged over a part of the row; else nothing."""
    if row < sheet.top:
        return ""
    for merge in sheet.merges:
        if (row, column) in merge and (merge.left > sheet.left or merge.left == merge.right):
            return shown(sheet, merge.top, merge.left, 4 * VALUE_WIDTH)
    return shown(sheet, row, column, 4 * VALUE_WIDTH) if _is_heading(sheet, row, column) else ""


def _years_only(sheet: Sheet, row: int) -> bool:
    """Whether all numbers of a row are years."""
    columns = range(sheet.left, sheet.right + 1)
    return all(is_year(sheet.value(row, c)) for c in columns if is_figure(sheet, row, c))


def is_figure(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a cell holds a number, or the text of one, as all figures of a CSV are."""
    value = sheet.value(row, column)
    return (isinstance(value, int | float) and not isinstance(value, bool)) or numeric(sheet, row, column)


def numeric(sheet: Sheet, row: int, column: int) -> bool:
    """Whether the text of a cell is a figure."""
    value = sheet.value(row, column)
    return isinstance(value, str) and any(c.isdigit() for c in value) and not any(c.isalpha() for c in value)


def is_year(value: Value) -> bool:
    """Whether a value may be a calendar year."""
    if isinstance(value, str):
        text = value.strip()
        return len(text) == 4 and text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1 and 1900 <= value <= 2100
    )
