"""The data appendix: every figure of the workbook with its sheet and cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.address import Range
from cdmo_cli.market.model import Observations
from cdmo_cli.report import cells, fonts, numbers
from cdmo_cli.report.cells import Key
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Item, Plain, Row, Section, Table
from cdmo_cli.report.sections import common
from cdmo_cli.report.view import View

_ROOM = 116.0  # millimetres for figures
_PADDING = 1.45  # millimetres beside a figure
_ENOUGH = 3  # columns after which another measure gets a table of its own
_MOST_FIGURES = 6000  # some forty pages
_MOST_TABLES = 120

Cell = tuple[str, Key, int]  # label of the line, key of the column, position


@dataclass(frozen=True)
class Lines:
    """The figures of one block: line labels, column keys in order, and position by both."""

    sheet: str
    labels: tuple[str, ...]
    keys: tuple[Key, ...]
    at: dict[tuple[int, int], int]  # line, key → position


def section(context: Context) -> list[Section]:
    """Every figure that the edition shows, in the order of the workbook, and where there are more, the tables that
    hold them. A draft goes without."""
    view = context.view
    data = view.model.observations
    if not len(data) or context.options.draft:
        return []
    shown = cells.shown(view)
    printed = shown if len(shown) <= _MOST_FIGURES else []
    items: list[Item] = [table for block in blocks(view, printed) for table in _printed(view, block)]
    heading = "Every figure and its cell"
    if len(printed) < len(data):
        heading = "The figures and where they stand"
        items.append(_tables(list(blocks(view, range(len(data)))), data))
    lead = _lead(context, len(printed), len(data))
    return [Section("appendix", "Data appendix", heading, lead, (), tuple(items), fine=len(printed) > 0)]


def _lead(context: Context, printed: int, all_of_them: int) -> str:
    """What stands here of all figures, and where the others are."""
    count = _count(all_of_them)
    if printed == all_of_them:
        if printed == 1:
            return "The one figure of the workbook, with its cell."
        return f"All {count} figures of the workbook as it holds them, each line with its cells from first to last."
    if not context.view.sample:
        return f"The figures of the workbook stand in these tables. They are {count}, too many to print. " + (
            "The workbook attached to this file lists them, each with its sheet and cell."
            if context.options.attach == "values"
            else "`cdmo ingest` lists them, each with its sheet and cell."
        )
    if all_of_them > _MOST_FIGURES:
        full = f"The full report holds all {count} figures of the workbook"
    else:
        full = f"The full report prints all {count} figures of the workbook, each with its sheet and cell"
    here = f"; this sample shows {_count(printed)} of them" if printed else ""
    return f"{full}{here}. They stand in these tables."


def _count(figures: int) -> str:
    return numbers.words(figures) if figures <= 12 else numbers.number(figures, 0)


def blocks(view: View, positions: Iterable[int]) -> Iterator[Lines]:
    """The observations by table, line by line; tables of one sheet that have the same lines and measures are one."""
    model, rates, data = view.model, view.rates(), view.model.observations
    chosen = np.fromiter(positions, np.int64)
    order = chosen[np.lexsort((data.column[chosen], data.row[chosen], data.block[chosen], data.sheet[chosen]))]
    blocks: dict[tuple[int, int], list[Cell]] = {}
    for position in order.tolist():
        place = (int(data.sheet[position]), int(data.block[position]))
        named = (cells.label(model, rates, position), cells.key(data, position), position)
        blocks.setdefault(place, []).append(named)
    merged: dict[tuple[int, frozenset[str], frozenset[tuple[str, str]]], list[Cell]] = {}
    for (sheet, _), found in blocks.items():
        same = (sheet, frozenset(label for label, _, _ in found), frozenset((key[0], key[1]) for _, key, _ in found))
        merged.setdefault(same, []).extend(found)
    for (sheet, _, _), found in merged.items():
        yield _lines(model.sheets[sheet] if sheet < len(model.sheets) else str(sheet + 1), found)


def _lines(sheet: str, found: Sequence[Cell]) -> Lines:
    """Figures as lines and columns. A second figure for the same place gets a line of its own."""
    labels: dict[tuple[str, int], int] = {}
    ordered = _in_order(tuple(dict.fromkeys(key for _, key, _ in found)))
    column = {key: place for place, key in enumerate(ordered)}
    at: dict[tuple[int, int], int] = {}
    met: Counter[tuple[str, Key]] = Counter()
    for label, key, position in found:
        line = labels.setdefault((label, met[label, key]), len(labels))
        met[label, key] += 1
        at[line, column[key]] = position
    return Lines(sheet, tuple(label for label, _ in labels), ordered, at)


def _in_order(keys: Sequence[Key]) -> tuple[Key, ...]:
    """By measure as met, then by period."""
    measures = list(dict.fromkeys((key[0], key[1]) for key in keys))
    return tuple(sorted(keys, key=lambda key: (measures.index((key[0], key[1])), key[2])))


def _printed(view: View, block: Lines) -> list[Item]:
    """The tables of a block, each with as many columns as have room; another measure begins another table."""
    data = view.model.observations
    needs = [max(_width(part) for part in key[2].split("-")) for key in block.keys]
    for (_, place), position in block.at.items():
        text = cells.printed(view, position, cells.decimals(data, position))
        needs[place] = max(needs[place], _width(text))
    chunks: list[list[int]] = []
    room = 0.0
    for place in range(len(block.keys)):
        new_measure = place > 0 and block.keys[place][:2] != block.keys[place - 1][:2]
        if not chunks or room < needs[place] or (new_measure and len(chunks[-1]) >= _ENOUGH):
            chunks.append([])
            room = _ROOM
        chunks[-1].append(place)
        room -= needs[place]
    pieces = [piece for chosen in chunks for piece in _fitting(view, block, chosen, needs)]
    return [_table(block, piece, continued=count > 0) for count, piece in enumerate(pieces)]


def _width(figure: str) -> float:
    """The width of a figure in its cell, in millimetres: digits are all as wide as a zero."""
    return fonts.width(re.sub(r"\d", "0", figure), 7, weight=400, spacing=0.0) + _PADDING


@dataclass(frozen=True)
class _Piece:
    """Some columns of a block as they are printed; `width` is what each of them gets, in millimetres."""

    keys: tuple[Key, ...]
    rows: tuple[Row, ...]
    label_width: float
    width: float


def _fitting(view: View, block: Lines, chosen: Sequence[int], needs: Sequence[float]) -> list[_Piece]:
    """The columns as one table, or as several where labels and cells leave too little room for them."""
    piece = _piece(view, block, chosen)
    if len(chosen) < 2 or piece.width >= max(needs[place] for place in chosen):
        return [piece]
    half = (len(chosen) + 1) // 2
    return [each for part in (chosen[:half], chosen[half:]) for each in _fitting(view, block, part, needs)]


def _piece(view: View, block: Lines, chosen: Sequence[int]) -> _Piece:
    keys = tuple(block.keys[place] for place in chosen)
    rows = tuple(_rows(view, block, chosen))
    longest = max(len(row.cells[-1]) for row in rows)
    cells_width = min(8.5 + 1.35 * longest, 56.0)
    names = max(fonts.width(row.label, 7, weight=400, spacing=0.0) for row in rows) + 3.0
    label_width = min(max(42.0, names), 50.0) if len(keys) > 5 else common.LABELS
    return _Piece(keys, rows, label_width, min((common.FULL - label_width - cells_width) / len(keys), 18.0))


def _rows(view: View, block: Lines, chosen: Sequence[int]) -> Iterator[Row]:
    """The lines that have a figure in one of the columns, each with its cells."""
    data = view.model.observations
    for line, label in enumerate(block.labels):
        positions = [block.at.get((line, place)) for place in chosen]
        present = [position for position in positions if position is not None]
        if present:
            decimals = _decimals(present, data)
            figures = tuple(
                cells.printed(view, position, decimals[block.keys[place][:2]]) if position is not None else ""
                for position, place in zip(positions, chosen, strict=True)
            )
            yield Row(label, (*figures, cells.spots(data, present)))


def _table(block: Lines, piece: _Piece, *, continued: bool) -> Plain:
    kinds = list(dict.fromkeys((measure, unit) for measure, unit, _ in piece.keys))
    columns = [Column(_head(key, kinds), piece.width) for key in piece.keys]
    rest = common.FULL - piece.label_width - piece.width * len(piece.keys)
    columns.append(Column("Cells", rest, text=True, emphasis="muted"))
    title = f"Sheet ‘{block.sheet}’: {_what(kinds)}" + (" (continued)" if continued else "")
    return Plain(title, Table(title, "", tuple(columns), piece.rows, piece.label_width, dense=True))


def _what(kinds: Sequence[tuple[str, str]]) -> str:
    """`size, USD billion; CAGR, %`; the measures alone where there are many units."""
    if len(kinds) > 3:
        return common.listed(list(dict.fromkeys(_inner(measure) for measure, _ in kinds)))
    return "; ".join(", ".join(part for part in (_inner(measure), unit) if part) for measure, unit in kinds)


def _inner(measure: str) -> str:
    return cells.NAMES[measure] if measure == "cagr" else cells.NAMES[measure].lower()


def _decimals(positions: Sequence[int], data: Observations) -> dict[tuple[str, str], int]:
    """The decimals of each measure of a line: the most that a cell of it has."""
    found: dict[tuple[str, str], int] = {}
    for position in positions:
        measure, unit, _ = cells.key(data, position)
        found[measure, unit] = max(found.get((measure, unit), 0), cells.decimals(data, position))
    return found


def _head(key: Key, kinds: Sequence[tuple[str, str]]) -> str:
    """The period, with the measure where the table has several."""
    measure, unit, period = key
    if len(kinds) == 1:
        return period.replace("-", "–") or cells.NAMES[measure]
    words = cells.NAMES[measure] + (f", {unit}" if unit and len(unit) < 6 else "")
    return (
        f"{words} {period.replace('-', '–')}".strip()
        if measure != kinds[0][0] or not period
        else period.replace("-", "–")
    )


def _tables(blocks: Sequence[Lines], data: Observations) -> Plain:
    """What the appendix of the full report holds, without any figure."""
    rows = []
    for block in blocks[:_MOST_TABLES]:
        positions = list(block.at.values())
        area = Range(
            int(data.row[positions].min()),
            int(data.column[positions].min()),
            int(data.row[positions].max()),
            int(data.column[positions].max()),
        )
        kinds = list(dict.fromkeys(cells.NAMES[measure] for measure, _, _ in block.keys))
        rows.append(Row(block.sheet, (", ".join(kinds), area.a1.replace(":", "–"), str(len(positions)))))
    if len(blocks) > _MOST_TABLES:
        rows.append(Row(f"{len(blocks) - _MOST_TABLES} more tables", ("", "", "")))
    columns = (Column("What", 70, text=True), Column("Cells", 24), Column("Figures", common.FULL - common.LABELS - 94))
    table = Table("Tables of the workbook", "Sheet", columns, tuple(rows), common.LABELS, dense=True)
    return Plain("Tables of the workbook", table)
