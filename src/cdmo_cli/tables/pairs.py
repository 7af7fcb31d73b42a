"""Names with values: report facts, assumptions and settings (`Field | Value`, with a unit or a note beside)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from cdmo_cli.tables.figures import format_at, one_figures
from cdmo_cli.tables.grid import DATE, EMPTY, MISSED, NUMBER, TEXT, Grid, looks_like_year
from cdmo_cli.tables.headers import growth_span, read_meaning
from cdmo_cli.tables.labels import label_of
from cdmo_cli.tables.model import Block, Line, Note, Unit
from cdmo_cli.tables.periods import read_period
from cdmo_cli.tables.regions import Area, runs
from cdmo_cli.tables.units import read_unit
from cdmo_cli.tables.words import is_source_line

_NAMES = re.compile(
    r"fields?|items?|inputs?|parameters?|keys?|names?|assumptions?|settings?|propert(?:y|ies)|facts?|metrics?|attributes?|figures?|feld|angabe|parameter|label",
    re.I,
)
_VALUES = re.compile(r"values?|settings?|wert|inhalt|content|amount|figure|url|link|address", re.I)
_MOST_COLUMNS = 5
_FEWEST, _NAME_VALUE_UNIT = 2, 3
_LONGEST_NAME = 60
_IDENTIFIER = re.compile(
    r"\b(?:id|isbn|issn|doi|code|no\.|number|nummer|phone|telephone|telefon|version)(?!\s+of)\b|\bno\.$", re.I
)


@dataclass(frozen=True)
class Pairs:
    """Where a table of pairs stands; rows and columns of the grid."""

    area: Area
    header: int | None
    titles: tuple[int, ...]
    columns: tuple[int, ...]  # name, value, then unit or note


def split_pairs(grid: Grid, area: Area) -> tuple[list[Pairs], list[Area]]:
    """Take the tables of pairs out of a strip; what remains is to be scanned for other tables."""
    filled = grid.kind[area.top : area.bottom + 1, area.left : area.right + 1] != EMPTY
    found: list[Pairs] = []
    rest: list[Area] = []
    for first, last in runs(filled.any(axis=1)):
        chunk = Area(area.top + first, area.left, area.top + last, area.right)
        pairs = _pairs_in(grid, chunk, bool(found) and not rest)
        if pairs is not None and found and pairs.header is None and _continues(found[-1], pairs):
            found[-1] = replace(found[-1], area=found[-1].area.joined(pairs.area))
        elif pairs is not None:
            found.append(pairs)
        elif rest and (not found or rest[-1].top > found[-1].area.bottom):
            rest[-1] = rest[-1].joined(chunk)
        else:
            rest.append(chunk)
    return found, rest


def _continues(above: Pairs, below: Pairs) -> bool:
    return not below.titles and above.columns[0] == below.columns[0] and below.area.top - above.area.bottom <= 3


def _pairs_in(grid: Grid, chunk: Area, continued: bool) -> Pairs | None:
    """The pairs of a stretch of rows without a blank one, or None where it is something else."""
    kinds = grid.kind[chunk.top : chunk.bottom + 1, chunk.left : chunk.right + 1]
    start = 0
    while start < len(kinds) and (kinds[start] != EMPTY).sum() == 1:
        start += 1
    columns = np.flatnonzero((kinds[start:] != EMPTY).any(axis=0)) if start < len(kinds) else np.zeros(0, dtype=int)
    if not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    names, values = kinds[start:, columns[0]], kinds[start:, columns[1]]
    if not (names == TEXT).all() or (values == EMPTY).mean() > 0.5:
        return None
    top, left = chunk.top + start, chunk.left
    texts = [grid.text(top + r, left + int(columns[0])) for r in range(len(names))]
    headed = bool(_NAMES.fullmatch(texts[0])) and bool(_VALUES.fullmatch(grid.text(top, left + int(columns[1]))))
    body = values[1:] if headed else values
    beside = kinds[start + headed :, columns[2:]] == NUMBER
    if not len(body) or (beside.size and beside.mean() > 0.2):
        return None
    mixed = _is_mixed(body) and len(set(texts)) == len(texts) and max(map(len, texts)) <= _LONGEST_NAME
    if not headed and not mixed and not _described(grid, top, left, columns, texts, values):
        return None
    if headed and len(columns) > 2 and _records(grid, top, left, columns):
        return None
    return Pairs(
        Area(top, left + int(columns[0]), chunk.bottom, left + int(columns[-1])),
        top if headed else None,
        tuple(range(chunk.top, top)),
        tuple(left + int(c) for c in columns),
    )


def _described(
    grid: Grid,
    top: int,
    left: int,
    columns: np.ndarray[tuple[int, ...], np.dtype[np.intp]],
    names: list[str],
    values: np.ndarray[tuple[int, ...], np.dtype[np.int8]],
) -> bool:
    """Every name says what is measured and when (`Market size 2024`), beside one number and perhaps its unit."""
    if len(names) < _FEWEST or len(columns) > _NAME_VALUE_UNIT or not (values == NUMBER).all():
        return False
    meanings = [read_meaning(name) for name in names]
    told = sum(m.measure is not None and m.period is not None for m in meanings)
    beside = [grid.text(top + r, left + int(columns[-1])) for r in range(len(names))] if len(columns) > _FEWEST else []
    units = all(read_unit(text) is not None for text in beside if text)
    return told >= 0.6 * len(names) and units and len({(m.measure, m.period, m.text) for m in meanings}) == len(names)


def _is_mixed(values: np.ndarray[tuple[int, ...], np.dtype[np.int8]]) -> bool:
    """Words and numbers by turns, as no column of figures has them: a word below a number, or mostly words."""
    words = np.flatnonzero(values == TEXT)
    numbers = np.flatnonzero((values == NUMBER) | (values == DATE))
    return len(words) >= 2 and len(numbers) >= 1 and bool(words[-1] > numbers[0] or len(words) >= 4)


def _records(grid: Grid, top: int, left: int, columns: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> bool:
    """`Name | Value | Year | Currency` is a table of records."""
    headings = [grid.text(top, left + int(c)).lower() for c in columns[2:]]
    return any(h in ("year", "period", "currency", "fiscal year", "date") for h in headings)


def build_pairs(grid: Grid, pairs: Pairs) -> Block:
    """The block of a table of pairs: every value as text in `cells`, numbers that are no years as figures."""
    name, value = pairs.columns[:2]
    headings = [grid.text(pairs.header, c) if pairs.header is not None else "" for c in pairs.columns]
    first = pairs.area.top if pairs.header is None else pairs.header + 1
    lines: list[Line] = []
    numbers: list[tuple[int, int, int]] = []
    cells: dict[tuple[int, int], str] = {}
    for row in range(first, pairs.area.bottom + 1):
        if grid.kind[row, name] == EMPTY:
            continue
        lines.append(_line(grid, pairs, row, headings))
        for c in pairs.columns[1:]:
            if grid.kind[row, c] != EMPTY:
                cells[grid.at(row, c)] = grid.text(row, c)
        for c in pairs.columns[1:]:
            if grid.kind[row, c] == NUMBER and not _is_no_figure(grid, row, c, grid.text(row, name)):
                numbers.append((row, c, len(lines) - 1))
    column = Line(grid.at(0, value)[1])
    notes = tuple(_note(grid, row, pairs) for row in pairs.titles)
    return Block(
        grid.sheet.index,
        grid.range(pairs.area.top, pairs.area.left, pairs.area.bottom, pairs.area.right),
        "pairs",
        tuple(lines),
        (column,),
        one_figures(grid, numbers),
        title=" – ".join(n.text for n in notes if n.kind == "title"),
        header_rows=() if pairs.header is None else (pairs.header + grid.sheet.top,),
        label_columns=(name + grid.sheet.left,),
        cells=cells,
        notes=notes,
    )


def _line(grid: Grid, pairs: Pairs, row: int, headings: list[str]) -> Line:
    name, value = pairs.columns[:2]
    label = label_of(grid, row, name, headings[0])
    meaning = read_meaning(label.text)
    unit: Unit | None = None
    note: list[str] = []
    for c in pairs.columns[2:]:
        text = grid.text(row, c)
        if not text or grid.kind[row, c] in (NUMBER, MISSED):
            continue
        found = read_unit(text)
        if found is not None and unit is None:
            unit = found
        else:
            note.append(text)
    shown = format_at(grid, row, value).unit
    unit = shown if shown is not None and shown.kind == "percent" else unit or meaning.unit or shown
    return Line(
        row + grid.sheet.top,
        (label,),
        period=growth_span(meaning.period, meaning.measure, meaning.spanned),
        status=meaning.status if meaning.period else None,
        measure=meaning.measure,
        unit=unit,
        note="; ".join(note),
        hidden=row + grid.sheet.top in grid.sheet.hidden_rows,
    )


def _is_no_figure(grid: Grid, row: int, column: int, name: str) -> bool:
    """A year, or the number of a report."""
    if _IDENTIFIER.search(name):
        return True
    text = grid.printed(row, column)
    if text is not None and read_period(text) is not None:
        return True
    return looks_like_year(grid, row, column)


def _note(grid: Grid, row: int, pairs: Pairs) -> Note:
    column = next(c for c in range(pairs.area.left, grid.shape[1]) if grid.kind[row, c] != EMPTY)
    text = grid.text(row, column)
    return Note(text, *grid.at(row, column), "source" if is_source_line(text) else "title")
