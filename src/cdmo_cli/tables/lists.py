"""Labels without figures: players, countries under their regions, sections of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cdmo_cli.tables.figures import empty_figures
from cdmo_cli.tables.grid import EMPTY, TEXT, Grid
from cdmo_cli.tables.labels import label_of
from cdmo_cli.tables.model import Block, Line, Note
from cdmo_cli.tables.periods import find_period
from cdmo_cli.tables.profiles import Role
from cdmo_cli.tables.roles import Columns
from cdmo_cli.tables.rows import build_rows
from cdmo_cli.tables.scan import Draft
from cdmo_cli.tables.units import read_unit
from cdmo_cli.tables.words import is_note_line, is_source_line

_HEADING = re.compile(
    r"(?:key |major |main |leading |list of |the )?"
    r"(?:regions?|countr(?:y|ies)|geograph(?:y|ies)|types?|applications?|segments?|compan(?:y|ies)"
    r"|players?|manufacturers?|vendors?|members?|products?|services?|sections?|headings?|texts?|dimensions?|parents?|alias(?:es)?|rest|names?|labels?"
    r"|links?|urls?|titles?|topics?|fields?|values?|notes?|sources?|drivers?|trends?|opportunit(?:y|ies)|categor(?:y|ies)|sectors?|subsectors?"
    r"|descriptions?|codes?|land|länder|regionen|unternehmen|item|as printed|printed|market|country or area)"
    r"(?: (?:name|covered|profiled|listed|code))?",
    re.I,
)
_SENTENCE = 100  # a cell longer than this is prose


def split_lists(grid: Grid, rows: Sequence[int], left: int, right: int) -> list[Draft]:
    """The lists among rows that belong to no table with figures."""
    drafts: list[Draft] = []
    for chunk in _chunks(grid, rows, left, right):
        draft = _list_in(grid, chunk, left, right)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _chunks(grid: Grid, rows: Sequence[int], left: int, right: int) -> list[list[int]]:
    """Rows that follow each other; one blank row between lists of the same columns does not part them."""
    chunks: list[list[int]] = []
    for row in rows:
        if chunks and row == chunks[-1][-1] + 1:
            chunks[-1].append(row)
        else:
            chunks.append([row])
    joined: list[list[int]] = []
    for chunk in chunks:
        if joined and chunk[0] - joined[-1][-1] == 2 and _alike(grid, joined[-1], chunk, left, right):
            joined[-1] += chunk
        else:
            joined.append(chunk)
    return joined


def _alike(grid: Grid, first: list[int], second: list[int], left: int, right: int) -> bool:
    a, b = _used(grid, first, left, right), _used(grid, second, left, right)
    title = len(first) == 1 and len(second) >= 3
    return a == b and not title and not _is_prose(grid, first, left, right) and not _is_prose(grid, second, left, right)


def _used(grid: Grid, rows: Sequence[int], left: int, right: int) -> list[int]:
    used = (grid.kind[rows[0] : rows[-1] + 1, left : right + 1] != EMPTY).any(axis=0)
    return [left + int(c) for c in np.flatnonzero(used)]


def _is_prose(grid: Grid, rows: Sequence[int], left: int, right: int) -> bool:
    texts = [grid.text(r, c) for r in rows for c in _used(grid, rows, left, right) if grid.kind[r, c] == TEXT]
    return any(len(t) > _SENTENCE or (t.endswith(".") and len(t.split()) > 6) for t in texts)


def _list_in(grid: Grid, rows: list[int], left: int, right: int) -> Draft | None:
    titles: list[int] = []
    columns = _used(grid, rows, left, right)
    while (
        len(columns) > 1
        and len(rows) > 2
        and (grid.kind[rows[0], columns] != EMPTY).sum() == 1
        and _is_title(grid, rows, columns)
    ):
        titles.append(rows.pop(0))
        columns = _used(grid, rows, left, right)
    notes: list[int] = []
    while rows and (grid.kind[rows[-1], columns] != EMPTY).sum() == 1 and _is_note(grid, rows[-1], columns):
        notes.insert(0, rows.pop())
    if len(columns) == 1:
        return _single_column(grid, rows, columns[0], titles, notes)
    if len(rows) < 2:
        return None
    full = (grid.kind[rows[0], columns] == TEXT).all()
    headed = bool(full and len(rows) >= 2 and (_heads(grid, rows[0], columns) or _bold_above(grid, rows, columns)))
    parents = bool(full and not headed and len(columns) >= 2 and _column_a_parent(grid, rows, columns))
    if not headed and not parents and len(rows) < 3:
        return None
    header = [rows[0]] if headed or parents else []
    return Draft(columns[0], columns[-1], header, rows[1] if header else rows[0], rows[-1], titles, notes)


def _is_title(grid: Grid, rows: list[int], columns: list[int]) -> bool:
    """One cell above a row that is full."""
    return bool((grid.kind[rows[1], columns] != EMPTY).sum() > 1) and grid.kind[rows[0], columns[0]] != EMPTY


def _is_note(grid: Grid, row: int, columns: list[int]) -> bool:
    text = next(grid.text(row, c) for c in columns if grid.kind[row, c] != EMPTY)
    return is_source_line(text) or is_note_line(text)


def _bold_above(grid: Grid, rows: list[int], columns: list[int]) -> bool:
    """A first row all in bold over a second that is not."""
    return all(grid.style(rows[0], c).bold for c in columns) and not any(grid.style(rows[1], c).bold for c in columns)


def _heads(grid: Grid, row: int, columns: list[int]) -> bool:
    return any(_is_heading(grid.text(row, c)) for c in columns)


def _is_heading(text: str) -> bool:
    """A word that heads a column of labels, or two of them: `Region / country`."""
    return any(_HEADING.fullmatch(part.strip()) for part in re.split(r"/|&|,|\band\b", text.rstrip(":")))


def _column_a_parent(grid: Grid, rows: list[int], columns: list[int]) -> bool:
    """One column a region: ragged columns of short labels, no word twice in a column."""
    texts = [[grid.text(r, c) for r in rows if grid.kind[r, c] != EMPTY] for c in columns]
    short = all(len(t) <= 40 for column in texts for t in column)
    return short and len(columns) >= 2 and all(len(set(t)) == len(t) for t in texts) and all(len(t) >= 2 for t in texts)


def _single_column(grid: Grid, rows: list[int], column: int, titles: list[int], notes: list[int]) -> Draft | None:
    rows = [r for r in rows if grid.kind[r, column] != EMPTY]
    if len(rows) < 3 or _is_prose(grid, rows, column, column) or any(grid.kind[r, column] != TEXT for r in rows):
        return None
    if sum(len(grid.text(r, column)) for r in rows) / len(rows) > 45:
        return None
    if any(find_period(grid.text(r, column)) for r in rows):
        return None  # lines of a title: a place, a month
    header = [rows[0]] if _is_heading(grid.text(rows[0], column)) else []
    first = rows[1] if header else rows[0]
    return Draft(column, column, header, first, rows[-1], titles, notes)


def build_list(grid: Grid, draft: Draft, columns: Columns | None = None) -> Block:
    """The block of a list: lines with labels and parents, all texts in `cells`, no figures."""
    used = _used(grid, range(draft.first, draft.last + 1), draft.left, draft.right)
    headings = {c: (grid.text(draft.header[-1], c) if draft.header else "") for c in range(draft.left, draft.right + 1)}
    keyed = bool(draft.header) and (
        _heads(grid, draft.header[0], used) or _bold_above(grid, [draft.header[0], draft.first], used)
    )
    by_column = bool(draft.header) and len(used) > 1 and columns is None and not keyed
    if by_column:
        rows = _under_headings(grid, draft, used)
    else:
        roles: dict[int, Role] = {c: ("label" if c in used else "spacer") for c in headings}
        listed = columns or Columns(roles, headings, "list")
        rows, _ = build_rows(grid, draft, replace(listed, layout="list"))
    cells = {
        grid.at(r, c): grid.text(r, c)
        for r in range(draft.first, draft.last + 1)
        for c in range(draft.left, draft.right + 1)
        if grid.kind[r, c] != EMPTY
    }
    notes = [_note(grid, r, draft, "title") for r in draft.titles] + [
        _note(grid, r, draft, "footnote") for r in draft.notes
    ]
    top = draft.header[0] if draft.header else draft.first
    return Block(
        grid.sheet.index,
        grid.range(top, draft.left, draft.last, draft.right),
        "list",
        rows,
        (),
        empty_figures(),
        title=" – ".join(n.text for n in notes if n.kind == "title"),
        header_rows=tuple(r + grid.sheet.top for r in draft.header),
        label_columns=tuple(c + grid.sheet.left for c in used),
        cells=cells,
        notes=tuple(notes),
    )


def _under_headings(grid: Grid, draft: Draft, columns: list[int]) -> tuple[Line, ...]:
    """One column a parent: its heading is a line, and the labels below stand under it."""
    lines: list[Line] = []
    for c in columns:
        head = label_of(grid, draft.header[-1], c, "")
        parent = len(lines)
        lines.append(Line(head.row, (head,)))
        for row in range(draft.first, draft.last + 1):
            if grid.kind[row, c] != EMPTY:
                lines.append(Line(row + grid.sheet.top, (head, label_of(grid, row, c, "", depth=1)), parent=parent))
    return tuple(lines)


def _note(grid: Grid, row: int, draft: Draft, kind: str) -> Note:
    column = next(c for c in range(draft.left, draft.right + 1) if grid.kind[row, c] != EMPTY)
    text = grid.text(row, column)
    if is_source_line(text):
        return Note(text, *grid.at(row, column), "source")
    if kind == "title":
        return Note(text, *grid.at(row, column), "unit" if read_unit(text) else "title")
    return Note(text, *grid.at(row, column), "footnote")
