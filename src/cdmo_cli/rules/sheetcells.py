"""What the rules on sheets and formulas share: cells by their places, their names, their failing identities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np

from cdmo_cli.address import Range
from cdmo_cli.identities.parse import Call, Node, Ref, parse
from cdmo_cli.identities.relative import relative
from cdmo_cli.read.model import Formula, Sheet
from cdmo_cli.rules import words
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Block

WRITTEN = 3
"""Figures with more decimals were computed,"""

COMPUTED = 2
"""and are shown with so many, or as many more as it takes to tell them apart."""

MOST_PLACES = 12

MOST_CELLS = 20_000
"""A range of more cells is not followed."""

SIGNIFICANT = 6
"""Digits of a figure that stands in no table."""


def formulas(subject: Subject) -> Iterator[tuple[Place, Sheet, Formula]]:
    """Every formula of the file with its cell, sheet by sheet in reading order."""
    for position, sheet in enumerate(subject.workbook.sheets):
        for row, column in sorted(sheet.formulas or {}):
            yield Place(position, row, column), sheet, (sheet.formulas or {})[row, column]


def position(subject: Subject, at: Place) -> int | None:
    """The position of a cell among those that were judged; None where it is none of them."""
    cells = subject.judgement.system.cells
    found = np.flatnonzero((cells.sheet == at.sheet) & (cells.row == at.row) & (cells.column == at.column))
    return int(found[0]) if len(found) else None


def number(sheet: Sheet, row: int, column: int) -> float | None:
    """The number in a cell; None for anything else."""
    value = sheet.value(row, column)
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def value(subject: Subject, at: Place) -> float | None:
    """The number in a cell; None for anything else."""
    return number(subject.workbook.sheets[at.sheet], at.row, at.column)


def numbers(subject: Subject, home: int, cells: Range) -> Iterator[Place]:
    """The cells of a range that hold a number other than zero; none of a range that is too large to follow."""
    if home < 0:
        return
    sheet = subject.workbook.sheets[home]
    top, bottom = max(cells.top, sheet.top), min(cells.bottom, sheet.bottom)
    left, right = max(cells.left, sheet.left), min(cells.right, sheet.right)
    if (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
        return
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if number(sheet, row, column):
                yield Place(home, row, column)


def formula(subject: Subject, at: Place) -> Formula | None:
    """The formula in a cell, if it holds one."""
    return (subject.workbook.sheets[at.sheet].formulas or {}).get((at.row, at.column))


def form(subject: Subject, at: Place) -> tuple[int, str]:
    """The same for the same formula in the next row or column: the sheet, and the formula in relative form."""
    found = formula(subject, at)
    return at.sheet, relative(found.text, at.row, at.column).form if found is not None else str(at)


def so_do(others: Sequence[Place]) -> str:
    """The end of a sentence on a cell that is true of others of its line as well: "; so do C7:F7"."""
    return f"; so {'do' if len(others) > 1 else 'does'} {several(others)}" if others else ""


def name(subject: Subject, at: Place) -> str:
    """What a cell is called in a sentence: its members and period, the labels beside it, or its address."""
    found = position(subject, at)
    if found is not None:
        return words.name(subject, found)
    between = " · " if words.block_at(subject, at) is None else " "
    return between.join(words.short(text) for text in path(subject, at)) or words.address(subject, at)


def path(subject: Subject, at: Place) -> tuple[str, ...]:
    """The labels that lead to a cell: those of its row, then those of its column."""
    return words.path_at(subject, at, words.block_at(subject, at))


def shown(subject: Subject, at: Place, value: float) -> str:
    """A figure as the cell's table prints it."""
    found = position(subject, at)
    if found is not None and found < len(subject.model.observations):
        return words.shown(subject, found, value, _places(subject, at, found))
    return plain(value)


def apart(subject: Subject, at: Place, stated: float, computed: float) -> tuple[str, str]:
    """Two figures for a cell, with as many decimals as it takes to tell them apart."""
    found = position(subject, at)
    if found is not None:
        for places in range(_places(subject, at, found), MOST_PLACES):
            texts = words.shown(subject, found, stated, places), words.shown(subject, found, computed, places)
            if texts[0] != texts[1]:
                return texts
    for digits in range(SIGNIFICANT, 16):
        if plain(stated, digits) != plain(computed, digits):
            return plain(stated, digits), plain(computed, digits)
    return plain(stated), plain(computed)


def _places(subject: Subject, at: Place, found: int) -> int:
    """The decimals of a figure, at least those that the typed figures of its row and column have."""
    own = words.decimals(subject, found)
    block = words.block_at(subject, at)
    if block is None:
        return own if own <= WRITTEN else COMPUTED
    figures, formulas = block.figures, subject.workbook.sheets[at.sheet].formulas or {}
    beside = ((figures.row == at.row) | (figures.column == at.column)) & (figures.decimals <= WRITTEN)
    rows, columns, decimals = (line[beside].tolist() for line in (figures.row, figures.column, figures.decimals))
    typed = (d for row, column, d in zip(rows, columns, decimals, strict=True) if (row, column) not in formulas)
    least = max(typed, default=0)
    return max(own, least) if own <= WRITTEN else max(COMPUTED, least)


def plain(value: float, digits: int = SIGNIFICANT) -> str:
    """A number with so many digits, without an exponent: 1,234.5."""
    size = len(str(int(abs(value))))
    text = f"{value:,.{max(digits - size, 0)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def impact(subject: Subject, at: Place, value: float | None = None) -> float:
    """How much of the headline figure an amount in a cell (its own for None) is; 0 for a cell of no table."""
    found = position(subject, at)
    return words.amount(subject, found, value) if found is not None and found < len(subject.model.observations) else 0.0


def references(tree: Node | None) -> Iterator[Ref]:
    """Every cell and range that a formula names."""
    if isinstance(tree, Ref):
        yield tree
    elif isinstance(tree, Call):
        for argument in tree.arguments:
            yield from references(argument)


def ranges_named(subject: Subject, at: Place, text: str) -> list[tuple[int, Range]]:
    """What the formula of a cell names: ranges, each with the position of its sheet, −1 where there is no such one."""
    return [(home(subject, at, ref), ref.cells) for ref in references(parse(text))]


def home(subject: Subject, at: Place, ref: Ref) -> int:
    """The position of the sheet of a range in the formula of a cell, −1 where there is no such one."""
    return at.sheet if ref.sheet is None else subject.sheet_numbers.get(ref.sheet.casefold(), -1)


def ranges(cells: Iterable[tuple[int, int]]) -> list[Range]:
    """Cells of one sheet as few rectangles: runs in rows, joined where rows below have the same."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(set(cells)):
        rows.setdefault(row, []).append(column)
    done: list[Range] = []
    open_runs: dict[tuple[int, int], Range] = {}
    before = -1
    for row, columns in rows.items():
        runs = _runs(columns)
        if row != before + 1:
            done += open_runs.values()
            open_runs = {}
        done += [found for run, found in open_runs.items() if run not in runs]
        open_runs = {run: Range(open_runs[run].top if run in open_runs else row, run[0], row, run[1]) for run in runs}
        before = row
    return sorted([*done, *open_runs.values()])


def _runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs


def where(cells: Iterable[tuple[int, int]]) -> str:
    """Cells in words: `B4:B9 and D4`, of one sheet."""
    return words.listing(found.a1 for found in ranges(cells))


def several(places: Collection[Place]) -> str:
    """Cells of one sheet in words."""
    return where((at.row, at.column) for at in places)


def blocks(subject: Subject) -> Iterator[tuple[Sheet, Block]]:
    """Every table with its sheet."""
    for tables in subject.tables:
        for block in tables.blocks:
            yield subject.workbook.sheets[tables.sheet], block
