"""The tables of a sheet, and everything of it that is in none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cdmo_cli.read.model import Sheet
from cdmo_cli.tables.build import build_block, context_of, kind_of_line, unit_line
from cdmo_cli.tables.grid import EMPTY, NUMBER, Grid, build_grid
from cdmo_cli.tables.lists import build_list, split_lists
from cdmo_cli.tables.model import Block, Measure, Note, NotUnderstood, SheetTables, Unit
from cdmo_cli.tables.pairs import build_pairs, split_pairs
from cdmo_cli.tables.periods import read_period
from cdmo_cli.tables.regions import Area, runs, strips
from cdmo_cli.tables.roles import find_roles
from cdmo_cli.tables.scan import Draft, scan
from cdmo_cli.tables.shifted import SHIFTED, shifted_table
from cdmo_cli.tables.units import read_unit
from cdmo_cli.tables.words import is_note_line, is_source_line

_NAMELESS = re.compile(r"(?:sheet|tabelle|feuil|hoja|foglio|blad|arkusz|munka|лист)\s?\d*", re.I)
_WHOLE_SHEET = re.compile(r"all\b|alle\b|tou(?:te)?s\b|tod[oa]s\b|.*\b(?:unless|sofern|soweit|sauf|salvo)\b", re.I)
_TOO_FEW = 3  # numbers without any label: fewer than a table


def find_tables(sheet: Sheet) -> SheetTables:
    """The blocks of one sheet, the texts around them, and the parts with numbers that could not be understood.

    Every number of the sheet is a figure of a block, part of a header or of a column that says something of the rows
    (years, identifiers), or lies in a range of `not_understood`.
    """
    if not sheet.rows or not sheet.rows[0]:
        return SheetTables(sheet.index, sheet.name, sheet.visible, ())
    grid = build_grid(sheet)
    blocks: list[Block] = []
    bare: list[Block] = []
    shifted: list[NotUnderstood] = []
    for area in strips(grid):
        odd = shifted_table(grid, area)
        if odd is not None:
            place = grid.range(odd.top, odd.left, odd.bottom, odd.right)
            shifted.append(NotUnderstood(sheet.index, place, SHIFTED))
            continue
        for block in _blocks_of(grid, area):
            (bare if _is_bare(block) else blocks).append(block)
    blocks.sort(key=lambda b: (b.range.top, b.range.left))
    blocks = _with_context(grid, blocks)
    used = _used_cells(grid, blocks)
    for found in shifted:
        r = found.range
        used[r.top - sheet.top : r.bottom - sheet.top + 1, r.left - sheet.left : r.right - sheet.left + 1] = True
    texts = _titled(grid, _texts(grid, used), blocks)
    not_understood = (*shifted, *_not_understood(grid, used, bare))
    return SheetTables(sheet.index, sheet.name, sheet.visible, tuple(blocks), texts, not_understood, grid)


def _blocks_of(grid: Grid, area: Area) -> Iterable[Block]:
    """The blocks of one strip: pairs first, then tables with figures, then lists among what is left."""
    pairs, rest = split_pairs(grid, area)
    for found in pairs:
        yield build_pairs(grid, found)
    for part in rest:
        scanned = scan(grid, part)
        for draft in scanned.drafts:
            yield _table(grid, draft)
        for draft in split_lists(grid, scanned.spare, part.left, part.right):
            yield build_list(grid, draft)


def _table(grid: Grid, draft: Draft) -> Block:
    columns = find_roles(grid, draft)
    if not columns.of("value"):
        return build_list(grid, draft, columns)
    return build_block(grid, draft, columns)


def _is_bare(block: Block) -> bool:
    """A number or two that nothing labels, or only a line that stands apart above."""
    if block.layout in ("list", "pairs") or not 0 < len(block.figures) <= _TOO_FEW:
        return False
    if any(line.labels or line.period or line.measure for line in block.rows):
        return False
    first = block.rows[0].index if block.rows else block.range.top
    headed = bool(block.header_rows) and block.header_rows[-1] + 1 == first
    return not headed or not any(line.labels or line.period or line.measure for line in block.columns)


def _with_context(grid: Grid, blocks: list[Block]) -> list[Block]:
    """What the sheet says for all its blocks: a unit in the lines above the first one, the sheet's name as a title."""
    name = grid.sheet.name
    spoken = not _NAMELESS.fullmatch(name.strip())
    first = min((b.range.top for b in blocks), default=1)
    taken = {(n.row, n.column) for b in blocks for n in b.notes}
    lines = [
        grid.text(r, c)
        for r in range(min(first - grid.sheet.top, 30))
        for c in range(grid.shape[1])
        if grid.kind[r, c] != EMPTY and grid.at(r, c) not in taken
    ]
    context = context_of(lines)
    unit = context.unit or _unit_of_sheet(blocks)
    result = []
    for block in blocks:
        if block.unit is None and unit is not None and block.layout not in ("list", "pairs") and _holds(unit, block):
            block = replace(block, unit=unit, measure=block.measure or _currency_measure(unit.kind))
        if spoken and not block.title:
            named = context_of([name])
            block = replace(
                block,
                title=name,
                measure=block.measure or (named.measure if block.layout not in ("list", "pairs") else None),
                period=block.period or named.period,
            )
        elif block.period is None and (dated := read_period(name)) is not None:
            block = replace(block, period=dated.period, status=block.status or dated.status)
        result.append(block)
    return result


def _unit_of_sheet(blocks: list[Block]) -> Unit | None:
    """The unit of a line at the head of the sheet that is set off from the first table: by its title or a blank row."""
    for note in blocks[0].notes if blocks else ():
        below = [n for n in blocks[0].notes if n.row > note.row and n.kind == "title"]
        set_off = below or blocks[0].range.top - note.row > 1 or _WHOLE_SHEET.match(note.text)
        if note.kind == "unit" and note.row < blocks[0].range.top and set_off:
            return unit_line(note.text) or read_unit(note.text)
    return None


def _holds(unit: Unit, block: Block) -> bool:
    """A currency is no unit of tables of shares, growth, numbers and indices."""
    return unit.kind != "currency" or block.measure in (None, "revenue", "value", "price")


def _currency_measure(kind: str) -> Measure | None:
    return "revenue" if kind == "currency" else None


def _used_cells(grid: Grid, blocks: Iterable[Block]) -> npt.NDArray[np.bool_]:
    used = np.zeros(grid.shape, dtype=bool)
    top, left = grid.sheet.top, grid.sheet.left
    for block in blocks:
        r = block.range
        used[r.top - top : r.bottom - top + 1, r.left - left : r.right - left + 1] = True
        for note in block.notes:
            used[note.row - top, note.column - left] = True
    return used


def _texts(grid: Grid, used: npt.NDArray[np.bool_]) -> tuple[Note, ...]:
    notes = []
    for row, column in np.argwhere((grid.kind != EMPTY) & (grid.kind != NUMBER) & ~used).tolist():
        text = grid.text(row, column)
        if not text:
            continue
        if is_source_line(text):
            notes.append(Note(text, *grid.at(row, column), "source"))
        else:
            notes.append(Note(text, *grid.at(row, column), "footnote" if is_note_line(text) else "text"))
    return tuple(notes)


def _titled(grid: Grid, texts: tuple[Note, ...], blocks: list[Block]) -> tuple[Note, ...]:
    """The first text of a sheet is its title if it stands alone in its row above all tables and reads like one."""
    if not texts or (blocks and blocks[0].range.top <= texts[0].row):
        return texts
    first = texts[0]
    row = first.row - grid.sheet.top
    alone = int((grid.kind[row] != EMPTY).sum()) == 1 and not (grid.kind[:row] != EMPTY).any()
    if first.kind != "text" or not alone or kind_of_line(first.text) != "title":
        return texts
    return (replace(first, kind="title"), *texts[1:])


def _not_understood(grid: Grid, used: npt.NDArray[np.bool_], bare: list[Block]) -> Iterable[NotUnderstood]:
    """Numbers outside of all blocks, gathered into ranges."""
    left_over = (grid.kind == NUMBER) & ~used
    index = grid.sheet.index
    for block in bare:
        r = block.range
        left_over[
            r.top - grid.sheet.top : r.bottom - grid.sheet.top + 1,
            r.left - grid.sheet.left : r.right - grid.sheet.left + 1,
        ] = False
        why = "a number without a label" if len(block.figures) == 1 else f"{len(block.figures)} numbers without a label"
        yield NotUnderstood(index, r, why)
    for first, last in runs(left_over.any(axis=1)):
        for start, end in runs(left_over[first : last + 1].any(axis=0)):
            count = int(left_over[first : last + 1, start : end + 1].sum())
            if count:
                why = "a number beside text, in no table" if count == 1 else f"{count} numbers beside text, in no table"
                yield NotUnderstood(index, grid.range(first, start, last, end), why)
