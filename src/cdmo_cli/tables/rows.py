"""The rows of a table: one line for each, with its labels and its place in the hierarchy."""

from __future__ import annotations

import itertools
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
                bare, footnote = split_footnote(grid.unmarked(text))
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
    values = columns.of("value")
    words = Counter(next((t[i] for t in reversed(texts) if t[i]), "") for i in range(len(rows)))
    section: Meaning | None = None
    member = -1
    for i, row in enumerate(rows):
        found = [label_of(grid, row, c, headings[k], texts[k][i], k) for k, c in enumerate(labels) if texts[k][i]]
        meaning = row_meaning(found[-1].text) if found and columns.layout != "list" else Meaning("")
        bare = bool(values) and bool((grid.kind[row, values] == EMPTY).all())
        only_measure = meaning.measure is not None and not meaning.text and meaning.period is None
        repeated = bool(found) and words[next(t[i] for t in reversed(texts) if t[i])] > 1
        if only_measure and bare and not repeated:
            section = meaning
        elif only_measure and meaning.measure in RATIOS and member >= 0 and repeated:
            above = lines[member]  # `Germany`, `Growth, %`: a rate of the member right above it
            lines.append(replace(with_meaning(Line(row + grid.sheet.top), meaning), labels=above.labels, parent=member))
            continue
        member = i
        meaning = _under(section, meaning)
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
    meanings = [Meaning(m.text) if columns.layout == "list" else row_meaning(m.text) for m in marks]
    repeated = {text for text, count in Counter(m.text for m in marks).items() if count > 1}
    marks = [replace(m, heads=False) if m.text in repeated and meanings[k].measure else m for k, m in enumerate(marks)]
    sections = _sections(marks, meanings)
    marked: list[int | None] = []
    for first, end in _stretches(marks, meanings):
        within = _with_ratios(marks[first:end], meanings[first:end])
        marked += [None if parent is None else first + parent for parent in within]
    named = [_opens_section(m, said) for m, said in zip(marks, meanings, strict=True)]
    marked = [marked[p] if p is not None and named[p] else p for p in marked]  # its rows stand where all others do
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
        meaning = _under(sections[k], meanings[k])
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


def _with_ratios(marks: Sequence[Mark], meanings: Sequence[Meaning]) -> list[int | None]:
    """`Europe`, `Growth, %`, `Asia`, `Growth, %`: each rate belongs to a member above it.

    To the one right above it where each has its own, else to the nearest that is set in no deeper than the rate.
    """
    words = Counter(m.text for m, said in zip(marks, meanings, strict=True) if _is_rate(m, said))
    rates = [_is_rate(m, said) and words[m.text] > 1 for m, said in zip(marks, meanings, strict=True)]
    members = [i for i, rate in enumerate(rates) if not rate]
    if len(members) == len(marks) or (members and rates[0]):
        return parents_of(marks)
    inner = parents_of([marks[i] for i in members])
    result: list[int | None] = [None] * len(marks)
    for i, parent in zip(members, inner, strict=True):
        result[i] = None if parent is None else members[parent]
    counted = [i for i in members if not marks[i].heads]
    each = max(words.values()) >= 0.8 * len(counted)
    above: int | None = None
    for i, rate in enumerate(rates):
        if not rate:
            above = i
            continue
        owner = above
        while not each and owner is not None and marks[owner].level > marks[i].level:
            owner = result[owner]
        result[i] = owner
    return result


def _is_rate(m: Mark, meaning: Meaning) -> bool:
    return meaning.measure in RATIOS and not meaning.text and not m.heads


def _opens_section(m: Mark, meaning: Meaning) -> bool:
    """Is a label a heading that only names a measure: `Market share (%)` in a row without figures?"""
    return m.heads and meaning.measure is not None and not meaning.text and meaning.period is None


def _stretches(marks: Sequence[Mark], meanings: Sequence[Meaning]) -> list[tuple[int, int]]:
    """The labels between such headings of the outermost level, each stretch with a hierarchy of its own."""
    outermost = min((m.level for m in marks), default=(0, 0))
    cuts = [
        i
        for i, (m, meaning) in enumerate(zip(marks, meanings, strict=True))
        if i and m.level == outermost and _opens_section(m, meaning)
    ]
    return [(a, b) for a, b in itertools.pairwise([0, *cuts, len(marks)]) if a < b]


def _sections(marks: Sequence[Mark], meanings: Sequence[Meaning]) -> list[Meaning | None]:
    """For each label the heading that names the measure of the rows under it: `Market share (%)` in its own row."""
    found: list[Meaning | None] = []
    current: tuple[Mark, Meaning] | None = None
    for m, meaning in zip(marks, meanings, strict=True):
        if _opens_section(m, meaning):
            current = (m, meaning)
        elif current is not None and m.level < current[0].level:
            current = None
        found.append(current[1] if current is not None and not m.heads else None)
    return found


def _under(section: Meaning | None, meaning: Meaning) -> Meaning:
    """What a row says, with the measure and the unit that its section's heading names."""
    if section is None or meaning.measure is not None:
        return meaning
    return replace(meaning, measure=section.measure, unit=meaning.unit or section.unit)


def _renamed(labels: list[Label], meaning: Meaning) -> list[Label]:
    """The labels with what is left of the innermost one; without it where it only named a measure or a period."""
    if not labels:
        return labels
    last = labels[-1]
    says_more = meaning.measure is not None or meaning.period is not None or meaning.unit is not None
    if not says_more or (last.total and (meaning.text or meaning.measure not in RATIOS)):
        return labels
    if not meaning.text:
        return labels[:-1]
    text = split_footnote(meaning.text)[0].rstrip(":").rstrip()
    return [*labels[:-1], replace(last, text=text, total=is_total(text))]
