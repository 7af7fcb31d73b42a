"""Where the tables of a strip begin and end: title lines, header rows, body, notes below.

Rows are sorted into *data* (they hold numbers that are no years of a header) and *gaps* between them. A gap that
holds a header starts a new table; any other gap (blank rows, section headings) stands inside the one table.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cdmo_cli.tables.grid import TEXT, Grid
from cdmo_cli.tables.periods import read_period
from cdmo_cli.tables.regions import Area, runs
from cdmo_cli.tables.strip import LONG_LINE, LOOKAHEAD, Strip
from cdmo_cli.tables.units import read_unit
from cdmo_cli.tables.words import is_note_line, is_source_line

_TITLE_LINES = 6  # a longer run of lines above a table is no title
_HEADER_ROWS = 12
_SHORT = 40  # characters of a label


@dataclass
class Draft:
    """A table as found: rows of the grid, counting from 0. `first` and `last` bound the body."""

    left: int
    right: int
    header: list[int]
    first: int
    last: int
    titles: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)


@dataclass
class Scanned:
    """The tables of a strip, and the rows that belong to none of them."""

    drafts: list[Draft]
    spare: list[int]


def scan(grid: Grid, area: Area) -> Scanned:
    """Find the tables of one strip."""
    strip = Strip(grid, area)
    if not strip.data.any():
        strip.data = strip.numbers > 0  # nothing but years: still numbers with labels
    if not strip.data.any():
        return Scanned([], [area.top + r for r in range(len(strip.data)) if strip.cells[r]])
    tables = _segments(strip)
    drafts: list[Draft] = []
    spare: list[int] = []
    previous_end = -1
    for header, first, last in tables:
        start = header[0] if header else first
        notes, titles, loose = _between(strip, previous_end + 1, start, bool(drafts))
        if drafts:
            drafts[-1].notes += notes
        else:
            loose = notes + loose
        spare += loose
        drafts.append(_draft(strip, header, first, last, titles))
        previous_end = last
    first = tables[-1][1]
    tail = _records_below(strip, first, previous_end)
    if tail > previous_end:
        drafts[-1].last = area.top + tail
        previous_end = tail
    notes, _, loose = _below(strip, previous_end + 1)
    drafts[-1].notes += notes
    spare += loose
    for draft in drafts:
        draft.notes = [area.top + r for r in draft.notes]
    return Scanned(drafts, [area.top + r for r in sorted(spare)])


def _records_below(strip: Strip, first: int, last: int) -> int:
    """The last row of a body whose last rows have no figures: labels that follow without a gap."""
    labels = [c for c in range(strip.kind.shape[1]) if strip.filled[first : last + 1, c].any()]
    column = labels[0]
    named = (strip.kind[first : last + 1, column] == TEXT).mean() > 0.5
    row = last + 1
    while named and row < len(strip.data) and strip.kind[row, column] == TEXT:
        text = strip.text(row, column)
        outside = not set(np.flatnonzero(strip.filled[row]).tolist()) <= set(labels)
        if outside or len(text) > _SHORT or text.endswith(".") or _is_note(strip, row) or read_unit(text) is not None:
            break
        row += 1
    return row - 1


def _draft(strip: Strip, header: list[int], first: int, last: int, titles: list[int]) -> Draft:
    top, left = strip.area.top, strip.area.left
    rows = [*header, *range(first, last + 1)]
    columns = np.flatnonzero(strip.filled[rows].any(axis=0))
    return Draft(
        left + int(columns[0]),
        left + int(columns[-1]),
        [top + r for r in header if r not in strip.numbered],
        top + first,
        top + last,
        [top + r for r in titles],
    )


def _segments(strip: Strip) -> list[tuple[list[int], int, int]]:
    """Header rows, first and last row of the body of each table."""
    data_runs = runs(strip.data)
    header, first = _header_above(strip, 0, data_runs[0][0])
    tables = [(header, first, data_runs[0][1])]
    for (_, above), (start, end) in itertools.pairwise(data_runs):
        header, first, last = tables[-1]
        if _starts_anew(strip, above, start, header, first):
            new_header, new_first = _header_above(strip, above + 1, start)
            if first == last and new_header and above + 1 == new_header[0]:
                # one row of numbers between header rows: it is one of them (coefficients, base values)
                tables[-1] = ([*header, *range(first, last + 1), *new_header], new_first, end)
            else:
                tables.append((new_header, new_first, end))
        else:
            tables[-1] = (header, first, end)
    return tables


def _starts_anew(strip: Strip, above: int, start: int, header: list[int], first: int) -> bool:
    """Does a new table begin in the gap between the data rows `above` and `start`?"""
    columns = strip.number_columns(start)
    before = strip.number_columns(max(first, above - LOOKAHEAD))
    last_header = [strip.text(header[-1], c) for c in range(strip.kind.shape[1])] if header else []
    separated = False
    for row in range(above + 1, start):
        if strip.cells[row] <= 1:
            separated = True
            if strip.cells[row] == 0:
                continue
        heads = strip.heads(row, columns)
        if heads == 0:
            continue
        if last_header and [strip.text(row, c) for c in range(strip.kind.shape[1])] == last_header:
            return True
        enough = heads >= max(1, 0.5 * len(columns))
        if enough and (separated or (heads >= 2 and heads == len(columns))) and strip.cells[row] > 1:
            return True
        if row in strip.repeated or (heads >= 2 and _mostly_periods(strip, row, columns)):
            return True
    blanks = [r for r in range(above + 1, start) if strip.cells[r] == 0]
    return bool(blanks) and not set(columns) & set(before)


def _mostly_periods(strip: Strip, row: int, columns: npt.NDArray[np.intp]) -> bool:
    texts = [strip.text(row, int(c)) for c in columns if strip.filled[row, c]]
    return len(texts) >= 2 and sum(read_period(t) is not None for t in texts) >= 0.6 * len(texts)


def _header_above(strip: Strip, limit: int, start: int) -> tuple[list[int], int]:
    """The header rows in the gap that ends before the data row `start`, and the first row of the body."""
    columns = strip.number_columns(start)
    header: list[int] = []
    sections: list[int] = []
    blanks = 0
    for row in range(start - 1, limit - 1, -1):
        if row == strip.titled:
            break
        if strip.cells[row] == 0:
            blanks += 1
            if blanks > 2 or len(header) >= _HEADER_ROWS:
                break
            continue
        heads = strip.heads(row, columns)
        if heads == 0 and strip.cells[row] > 1 and header:
            break
        if heads == 0 and strip.cells[row] > 1 and (_is_section(strip, row, start) or _is_record(strip, row, columns)):
            sections.append(row)
            continue
        titled = strip.cells[row] == 1 and (
            heads == 0
            or (strip.filled[row, 0] and (len(columns) > 1 or _leads(strip, row, header)))
            or len(strip.only_text(row)) > LONG_LINE
        )
        if titled and header:
            break
        if titled:
            sections.append(row)
            if len(sections) > 3:
                break
            continue
        if _is_title_row(strip, row, columns, header) or (blanks and header and heads < 2):
            break
        if heads or strip.cells[row] > 1:
            header.insert(0, row)
            blanks = 0
    if header and sections:
        return header, min(s for s in sections) if min(sections) > header[-1] else start
    return header, start


def _is_record(strip: Strip, row: int, columns: npt.NDArray[np.intp]) -> bool:
    """A row of the body that has no figure yet: it stands right under headings that head all its cells."""
    above = row - 1
    if above < 0 or strip.heads(above, columns) == 0 or not strip.filled[row, 0]:
        return False
    return bool((strip.filled[above] | ~strip.filled[row]).all())


def _is_section(strip: Strip, row: int, start: int) -> bool:
    """Labels without figures right above the body head it if what follows is set in under them."""
    column = int(np.flatnonzero(strip.filled[row])[-1])
    own, below = (strip.grid.raw(strip.area.top + r, strip.area.left + column) for r in (row, start))
    style = strip.grid.style(strip.area.top + row, strip.area.left + column)
    style_below = strip.grid.style(strip.area.top + start, strip.area.left + column)
    indent, indent_below = len(own) - len(own.lstrip()), len(below) - len(below.lstrip())
    return (indent, style.indent) < (indent_below, style_below.indent) and bool(below.strip())


def _leads(strip: Strip, row: int, header: list[int]) -> bool:
    """A lone cell over the first column, above a header row that has one there itself (`Year`), is no heading of it."""
    return bool(header) and bool(strip.filled[row, 0]) and bool(strip.filled[header[0], 0])


def _is_title_row(strip: Strip, row: int, columns: npt.NDArray[np.intp], header: list[int]) -> bool:
    """One long text above the header rows is a title even where it stands over a column of numbers."""
    if strip.cells[row] != 1 or not header:
        return False
    column = int(np.flatnonzero(strip.filled[row])[0])
    text = strip.text(row, column)
    merge = strip.grid.merged.get((strip.area.top + row, strip.area.left + column))
    covers_all = merge is not None and merge.right - merge.left + 1 >= strip.kind.shape[1]
    return (
        covers_all
        or (len(text) > 60 and column == 0)
        or (column == 0 and len(columns) > 1 and merge is None and len(text) > 40)
    )


def _between(strip: Strip, top: int, start: int, after_table: bool) -> tuple[list[int], list[int], list[int]]:
    """Sort the rows above a table into notes of the table before, titles of this one, and the rest."""
    rows = [r for r in range(top, start) if strip.cells[r]]
    titles: list[int] = []
    below = start
    for row in reversed(rows):
        far = below - row > (3 if after_table else 5)
        pair = strip.cells[row] == 2 and not titles and all(len(t) <= _SHORT for t in strip.texts(row))
        foreign = not (strip.cells[row] == 1 or pair or row == strip.titled) or far or len(titles) >= _TITLE_LINES
        if foreign or (after_table and (_is_note(strip, row) or (row == top and below - row > 1))):
            break
        titles.insert(0, row)
        below = row
    others = rows[: len(rows) - len(titles)]
    if not after_table:
        return [], titles, others
    notes, loose = _notes_first(strip, others, top)
    return notes, titles, loose


def _below(strip: Strip, top: int) -> tuple[list[int], list[int], list[int]]:
    rows = [r for r in range(top, len(strip.data)) if strip.cells[r]]
    notes, loose = _notes_first(strip, rows, top)
    return notes, [], loose


def _notes_first(strip: Strip, rows: list[int], top: int) -> tuple[list[int], list[int]]:
    """Lines under a table are its notes as long as they look like lines and not like a list."""
    notes: list[int] = []
    previous = top - 1
    for i, row in enumerate(rows):
        plain = strip.cells[row] <= 2
        near = row - previous <= 2
        if plain and (near or _is_note(strip, row)) and (near or not notes or _is_note(strip, row)):
            notes.append(row)
            previous = row
        else:
            return notes, rows[i:]
    return notes, []


def _is_note(strip: Strip, row: int) -> bool:
    text = strip.text(row, int(np.flatnonzero(strip.filled[row])[0]))
    return is_source_line(text) or is_note_line(text)
