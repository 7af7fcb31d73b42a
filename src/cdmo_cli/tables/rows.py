"""The rows of a table: one line for each, with its labels and its place in the hierarchy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cdmo_cli.tables.attributes import Attributes
from cdmo_cli.tables.grid import EMPTY, Grid
from cdmo_cli.tables.headers import Meaning
from cdmo_cli.tables.hierarchy import Mark, depths_of, is_enumerator, mark, parents_of
from cdmo_cli.tables.labels import filled_down, heading_of, label_of, merged_down, row_meaning, with_meaning
from cdmo_cli.tables.model import Label, Line
from cdmo_cli.tables.roles import Columns
from cdmo_cli.tables.scan import Draft
from cdmo_cli.tables.words import RATIOS, is_total, split_footnote


def build_rows(grid: Grid, draft: Draft, columns: Columns) -> tuple[tuple[Line, ...], list[int]]:
    """One line for every row of the body that holds anything, and the grid rows of those lines."""
    body = grid.kind[draft.first : draft.last + 1, draft.left : draft.right + 1] != EMPTY
    rows = (np.flatnonzero(body.any(axis=1)) + draft.first).tolist()
    labels = columns.of("label")
    if columns.layout in ("long", "claims", "company"):
        lines = _flat(grid, rows, columns, labels)
    elif len(labels) > 1 and not _staggered(grid, rows, labels):
        lines = _keyed(grid, rows, columns, labels)
    else:
        lines = _nested(grid, rows, columns, labels)
    attributes = Attributes(grid, columns, rows)
    return tuple(attributes.add(line, row) for line, row in zip(lines, rows, strict=True)), rows


def _staggered(grid: Grid, rows: Sequence[int], labels: Sequence[int]) -> bool:
    """One column a level: hardly any row has labels in two of them."""
    filled = grid.kind[np.ix_(rows, labels)] != EMPTY
    for k, c in enumerate(labels[:-1]):
        for i in np.flatnonzero(filled[:, k]).tolist():
            filled[i, k] = not is_enumerator(grid.text(rows[i], c))
    counts = filled.sum(axis=1)
    counts = counts[counts > 0]
    return bool(len(counts) and counts.mean() <= 1.3 and filled.any(axis=0).all() and not _sparse_outer(filled))


def _sparse_outer(filled: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    """The outer label stands only beside its first inner one: rows without it still belong to it."""
    both = (filled[:, 0] & filled[:, 1:].any(axis=1)).sum()
    return bool(both > 0.5 * filled[:, 0].sum())


def _flat(grid: Grid, rows: Sequence[int], columns: Columns, labels: Sequence[int]) -> list[Line]:
    """A row a record: one label for each dimension that is filled, no hierarchy."""
    texts = [merged_down(grid, rows, c) for c in labels]
    if texts and columns.layout == "long":
        texts[0] = filled_down(texts[0])
    headings = [heading_of(columns, c) for c in labels]
    styled = grid.sheet.styles is not None
    top, left = grid.sheet.top, grid.sheet.left
    hidden = grid.sheet.hidden_rows
    known: dict[str, tuple[str, str, bool]] = {}
    lines = []
    for i, row in enumerate(rows):
        found = []
        for k, c in enumerate(labels):
            text = texts[k][i]
            if not text:
                continue
            parts = known.get(text)
            if parts is None:
                bare, footnote = split_footnote(text)
                parts = known[text] = (bare, footnote, is_total(bare))
            bold = styled and grid.style(row, c).bold
            found.append(Label(parts[0], row + top, c + left, headings[k], 0, bold, parts[2], parts[1]))
        lines.append(Line(row + top, tuple(found), hidden=row + top in hidden))
    return lines


def _keyed(grid: Grid, rows: Sequence[int], columns: Columns, labels: Sequence[int]) -> list[Line]:
    """Columns of labels side by side (Region | Country): each row has the whole path."""
    texts = [merged_down(grid, rows, c) for c in labels]
    texts[0] = filled_down(texts[0])
    headings = [heading_of(columns, c) for c in labels]
    by_path: dict[tuple[str, ...], int] = {}
    lines: list[Line] = []
    for i, row in enumerate(rows):
        found = [label_of(grid, row, c, headings[k], texts[k][i], k) for k, c in enumerate(labels) if texts[k][i]]
        meaning = row_meaning(found[-1].text) if found and columns.layout != "list" else Meaning("")
        line = with_meaning(Line(row + grid.sheet.top), meaning)
        found = _renamed(found, meaning)
        path = tuple(label.text for label in found)
        if found and found[-1].total and len(found) > 1:
            by_path.setdefault(path[:-1], i)
        parent = by_path.get(path[:-1]) if len(path) > 1 else None
        by_path.setdefault(path, i)
        lines.append(replace(line, labels=tuple(found), parent=parent if parent != i else None))
    return _set_in(grid, rows, labels[-1], texts[:-1], lines)


def _set_in(
    grid: Grid, rows: Sequence[int], inner: int, outer: Sequence[Sequence[str]], lines: list[Line]
) -> list[Line]:
    """Labels that are set in under others of their own column, within one outer label."""
    at = [i for i, row in enumerate(rows) if grid.kind[row, inner] != EMPTY]
    marks = [mark(grid, rows[i], inner) for i in at]
    if len({m.indent for m in marks}) < 2:
        return lines
    parents = parents_of(marks)
    result = list(lines)
    for k, i in enumerate(at):
        chain = [at[p] for p in _ancestors(parents, k)]
        same = [p for p in chain if all(texts[p] == texts[i] for texts in outer)]
        if same and lines[i].labels:
            *head, own = lines[i].labels
            between = [lines[p].labels[-1] for p in same if lines[p].labels]
            own = replace(own, depth=own.depth + len(between))
            result[i] = replace(lines[i], labels=(*head, *between, own), parent=same[-1])
    return result


def _nested(grid: Grid, rows: Sequence[int], columns: Columns, labels: Sequence[int]) -> list[Line]:
    """One label a row, set in under its parent (or in a column of its own level)."""
    marks: list[Mark] = []
    positions: list[int] = []
    values = columns.of("value")
    blank = (grid.kind[np.ix_(rows, values)] == EMPTY).all(axis=1) if values else np.zeros(len(rows), dtype=bool)
    for i, row in enumerate(rows):
        column = next((c for c in reversed(labels) if grid.kind[row, c] != EMPTY), None)
        if column is not None:
            numbered = next((c for c in labels if c < column and is_enumerator(grid.text(row, c))), None)
            marks.append(mark(grid, row, column, heads=bool(blank[i]), numbered=numbered))
            positions.append(i)
    marked = parents_of(marks)
    meanings = [Meaning(m.text) if columns.layout == "list" else row_meaning(m.text) for m in marks]
    marked = _ratios_under_members(marks, meanings, marked)
    depths = depths_of(marked)
    headings = {c: heading_of(columns, c) or heading_of(columns, labels[0]) for c in labels}
    lines = [Line(row + grid.sheet.top) for row in rows]
    own = [
        _renamed([label_of(grid, m.row, m.column, headings[m.column], depth=depths[k])], meanings[k])
        for k, m in enumerate(marks)
    ]
    for k, m in enumerate(marks):
        kept = own[k]
        path = [label for p in _ancestors(marked, k) for label in own[p]]
        parent = marked[k]
        meaning = meanings[k]
        lines[positions[k]] = Line(
            m.row + grid.sheet.top,
            (*path, *kept),
            None if parent is None else positions[parent],
            meaning.period,
            meaning.status,
            meaning.measure,
            meaning.unit,
        )
    return lines


def _ancestors(parents: Sequence[int | None], position: int) -> list[int]:
    """Outermost first, without the position itself."""
    chain: list[int] = []
    current = parents[position]
    while current is not None:
        chain.append(current)
        current = parents[current]
    return chain[::-1]


def _ratios_under_members(
    marks: Sequence[Mark], meanings: Sequence[Meaning], parents: list[int | None]
) -> list[int | None]:
    """`Europe`, `Growth, %`, `Asia`, `Growth, %` at one level: each rate belongs to the member above it."""
    words = Counter(
        m.text for m, meaning in zip(marks, meanings, strict=True) if meaning.measure in RATIOS and not meaning.text
    )
    result = list(parents)
    member: int | None = None
    for i, meaning in enumerate(meanings):
        if meaning.measure in RATIOS and not meaning.text:
            if words[marks[i].text] > 1 and member is not None and parents[i] == parents[member]:
                result[i] = member
        else:
            member = i
    return result


def _renamed(labels: list[Label], meaning: Meaning) -> list[Label]:
    """The labels with what is left of the innermost one; without it where it only named a measure or a period."""
    if not labels:
        return labels
    last = labels[-1]
    says_more = meaning.measure is not None or meaning.period is not None or meaning.unit is not None
    if not says_more or last.total:
        return labels
    if not meaning.text:
        return labels[:-1]
    text = split_footnote(meaning.text)[0].rstrip(":").rstrip()
    return [*labels[:-1], replace(last, text=text, total=is_total(text))]
