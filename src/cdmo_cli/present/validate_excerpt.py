"""The piece of a sheet that a finding is about: rows and columns with their headings, the cell marked below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from cdmo_cli.address import column_letters
from cdmo_cli.read.model import ErrorValue, Sheet

MOST_ROWS = 9
MOST_COLUMNS = 5
LABEL_WIDTH = 30
JOINED_WIDTH = 22
MOST_LABELS = 2
VALUE_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands under a cell: `^` for the finding's own, `-` for others, with a word beside it."""

    sign: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an excerpt: what stands in the gutter, the text, and whether it is a line of marks."""

    gutter: str
    text: str
    marks: bool = False


Cell = tuple[int, int]


def excerpt(sheet: Sheet, marks: Mapping[Cell, Mark], others: Sequence[Cell], width: int) -> list[Row]:
    """The rows and columns of the marked cells and of `others`, not wider than `width`; the marked come first
    where not all find room."""
    cells = [*marks, *others]
    rows = sorted(_first([row for row, _ in cells], MOST_ROWS))
    label_columns = _label_columns(sheet, rows, {column for _, column in cells})
    columns = sorted(_first([c for _, c in cells if c not in label_columns], MOST_COLUMNS))
    heads = {column: _heading(sheet, rows, column) for column in columns}
    labels = {row: _label(sheet, row, label_columns) for row in rows}
    letters = " · ".join(column_letters(column) for column in label_columns)
    label_width = max((cell_len(label) for label in (letters, *labels.values())), default=0)
    widths = {c: _width(sheet, rows, c, heads[c]) for c in columns}
    own = next(iter(marks))[1]
    while len(columns) > 1 and label_width + sum(widths[c] + 2 for c in columns) > width:
        columns.remove(max((c for c in columns if c != own), key=lambda c: abs(c - own)))

    def line(label: str, values: Mapping[int, str]) -> str:
        padded = (_right(values.get(c, ""), widths[c]) for c in columns)
        return f"{set_cell_size(label, label_width)}  {'  '.join(padded)}".rstrip()

    found = [Row("", line(letters, {c: column_letters(c) for c in columns}))]
    if any(heads[c] for c in columns):
        found.append(Row("", line("", heads)))
    last = None
    for row in rows:
        if last is not None and row > last + 1 and _skips_figures(sheet, last, row, columns):
            found.append(Row("...", ""))
        found.append(Row(str(row), line(labels[row], {c: shown(sheet, row, c) for c in columns})))
        marked = {c: marks[(row, c)] for c in (*columns, *label_columns) if (row, c) in marks}
        if marked:
            found.extend(_marks(marked, columns, widths, label_width, labels[row], sheet, row))
        last = row
    return found


def _first(items: Sequence[int], most: int) -> list[int]:
    return list(dict.fromkeys(items))[:most]


def _skips_figures(sheet: Sheet, above: int, below: int, columns: Sequence[int]) -> bool:
    return any(sheet.value(row, c) is not None for row in range(above + 1, below) for c in columns)


def _label_columns(sheet: Sheet, rows: Sequence[int], used: set[int]) -> list[int]:
    """The columns whose texts name the rows: before the first cell spoken of those that tell the rows apart (the last
    ones, where there are many), else the first; the first too where it is spoken of itself; none where it lies behind.
    """
    texts = [column for column in range(sheet.left, max(used) + 1) if _names(sheet, rows, column)]
    first = min(used)
    if not texts or texts[0] >= first:
        return [column for column in texts[:1] if column == first]
    before = [column for column in texts if column < first]
    apart = [column for column in before if len({sheet.value(row, column) for row in rows}) > 1]
    return apart[-MOST_LABELS:] or before[:1]


def _names(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    return any(isinstance(sheet.value(row, column), str) and not _numeric(sheet, row, column) for row in rows)


def _label(sheet: Sheet, row: int, columns: Sequence[int]) -> str:
    texts = [shown(sheet, row, column, LABEL_WIDTH if len(columns) == 1 else JOINED_WIDTH) for column in columns]
    return " · ".join(text for text in texts if text)


def _numeric(sheet: Sheet, row: int, column: int) -> bool:
    """Whether the text of a cell is a figure, as all figures of a CSV are."""
    value = sheet.value(row, column)
    return isinstance(value, str) and any(c.isdigit() for c in value) and not any(c.isalpha() for c in value)


def _heading(sheet: Sheet, rows: Sequence[int], column: int) -> str:
    """The nearest text or year above the figures of a column; labels have none."""
    if not any(_is_figure(sheet, row, column) for row in rows):
        return ""
    for above in range(rows[0] - 1, sheet.top - 1, -1):
        value = sheet.value(above, column)
        text = isinstance(value, str) and value.strip() and not _numeric(sheet, above, column)
        if text or (_is_year(value) and _heads(sheet, above)):
            return shown(sheet, above, column)
    return ""


def _heads(sheet: Sheet, row: int) -> bool:
    """Whether all numbers of a row are years."""
    columns = range(sheet.left, sheet.right + 1)
    return all(_is_year(sheet.value(row, c)) for c in columns if _is_figure(sheet, row, c))


def _is_figure(sheet: Sheet, row: int, column: int) -> bool:
    value = sheet.value(row, column)
    return (isinstance(value, int | float) and not isinstance(value, bool)) or _numeric(sheet, row, column)


def _is_year(value: object) -> bool:
    if isinstance(value, str) and value.strip().isdigit():
        value = int(value.strip()[:9])
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and value == int(value) and 1900 <= value <= 2100
    )


def _width(sheet: Sheet, rows: Sequence[int], column: int, heading: str) -> int:
    values = [shown(sheet, row, column) for row in rows]
    return max(cell_len(text) for text in (*values, heading, column_letters(column)))


def shown(sheet: Sheet, row: int, column: int, width: int = VALUE_WIDTH) -> str:
    """The value of a cell as the sheet shows it, or nearly so, on one line and cut to a width if it is text."""
    value = sheet.value(row, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        percent = "%" in sheet.style(row, column).number_format
        return f"{figure(value * 100)} %" if percent else figure(value)
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    text = " ".join(str(value).split())
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"


def figure(value: float) -> str:
    """A number without the noise of binary arithmetic, four decimals at most where it is not small."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if abs(value) < 1:
        return f"{value:.4g}"
    return f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:.6g}"


def _right(text: str, width: int) -> str:
    return " " * max(width - cell_len(text), 0) + text


def _marks(
    marked: Mapping[int, Mark],
    columns: Sequence[int],
    widths: Mapping[int, int],
    label_width: int,
    label: str,
    sheet: Sheet,
    row: int,
) -> list[Row]:
    """The line of signs under a row, with the word of the last mark behind it."""
    pieces: list[tuple[int, int, Mark]] = []
    start = label_width
    for column in columns:
        start += 2
        if column in marked:
            length = max(cell_len(shown(sheet, row, column)), 1)
            pieces.append((start + widths[column] - length, length, marked[column]))
        start += widths[column]
    pieces.extend((0, max(cell_len(label), 1), mark) for column, mark in marked.items() if column not in columns)
    text = ""
    for at, length, mark in sorted(pieces, key=lambda piece: piece[0]):
        text = f"{text.ljust(at)}{mark.sign * length}"
    word = next((mark.text for _, _, mark in sorted(pieces, key=lambda piece: -piece[0]) if mark.text), "")
    return [Row("", f"{text} {word}".rstrip(), marks=True)]
