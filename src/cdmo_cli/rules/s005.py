"""A row, a column or a table stands twice.

**What it checks.** Rows and columns of one table, typed in and not computed, that hold exactly the same figures: under
one label twice, or under different labels, with at least three figures of three digits and more that differ among
themselves. Also whole tables with the same figures; that is information where they speak of the same thing, and so are
rows of a CSV file, which does not show what is a subtotal of one part. Shares, rates and totals are left alone.

**Why it matters.** Two members hardly ever have the same figures: one was pasted over the other, and its own figures
are lost. A line that stands twice is counted twice.

**How to mend it.** Enter the figures that belong there, or delete the line that is too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cdmo_cli.address import column_letters
from cdmo_cli.read.model import Sheet
from cdmo_cli.rules import sheetcells, words
from cdmo_cli.rules.model import Finding, Place, Rule
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Block, Line
from cdmo_cli.tables.periods import is_year

NAMES = ("S005", "repeated-lines")

TELLING = 3
"""Figures that differ from each other, of so many digits and more: fewer are equal by chance."""

DIGITS = 3
DIGITS_OF_LINE = 12
DIGITS_OF_TABLE = 24
MOST_OF_A_TABLE = 3
"""More pairs than these, or lines of a table of which more than a third repeat others, are its nature."""

_SUMS = re.compile(r"\b(?:sub-?)?totals?\b|\bsum\b|\bnet\b|surplus|\bof which\b", re.IGNORECASE)
_LAYOUTS = ("wide", "cross", "years down")
_AMOUNTS = ("revenue", "count", "value", "price", None)


@dataclass(frozen=True, slots=True)
class _Twin:
    """Lines of a table with the same figures; `cells` are those of all lines, line by line."""

    across: bool
    lines: tuple[Line, ...]
    cells: tuple[tuple[Place, ...], ...]


def check(subject: Subject) -> Iterator[Finding]:
    """Tables that stand twice, then the lines of all others."""
    repeated: set[int] = set()
    found = [(sheet, block) for sheet, block in sheetcells.blocks(subject) if len(block.figures)]
    for first, second in _same_tables(found):
        repeated.add(id(second))
        yield _of_tables(subject, first, second)
    for sheet, block in found:
        if id(block) not in repeated and block.layout in _LAYOUTS:
            yield from _of_lines(subject, sheet, block)


def _same_tables(found: Sequence[tuple[Sheet, Block]]) -> Iterator[tuple[Block, Block]]:
    seen: dict[tuple[object, ...], Block] = {}
    for sheet, block in found:
        figures = block.figures
        values = tuple(figures.value.tolist())
        if all(is_year(value) for value in values):  # headings, where a sheet shows nothing else
            continue
        key = (values, tuple(figures.row_line.tolist()), tuple(figures.column_line.tolist()))
        first = seen.setdefault(key, block)
        if first is not block and _weight(values) >= DIGITS_OF_TABLE and _typed(sheet, _places(block)) == len(values):
            yield first, block


def _places(block: Block, inside: npt.NDArray[np.intp] | slice = slice(None)) -> list[Place]:
    cells = zip(block.figures.row[inside].tolist(), block.figures.column[inside].tolist(), strict=True)
    return [Place(block.sheet, row, column) for row, column in cells]


def _typed(sheet: Sheet, cells: Sequence[Place]) -> int:
    """How many of the cells hold no formula."""
    formulas = sheet.formulas or {}
    return sum((at.row, at.column) not in formulas for at in cells)


def _weight(values: Sequence[float]) -> int:
    """The digits of those different figures that have at least DIGITS of them; 0 for fewer than TELLING."""
    digits = [count for value in set(values) if (count := _digits(value)) >= DIGITS]
    return sum(digits) if len(digits) >= TELLING else 0


def _digits(value: float) -> int:
    """Significant digits, zeros at the end not counted."""
    return len(f"{abs(value):.12g}".partition("e")[0].replace(".", "").strip("0"))


def _of_tables(subject: Subject, first: Block, second: Block) -> Finding:
    at, before = Place(second.sheet, *_corner(second)), Place(first.sheet, *_corner(first))
    same = _means(subject, first) == _means(subject, second)
    where = f"{words.sheet_name(subject, first.sheet)}!{first.range.a1}"
    what = f"The table {words.sheet_name(subject, second.sheet)}!{second.range.a1}"
    message = f"{what} has the same {len(second.figures)} figures as {where}"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="info" if same else "warning",
        message=message if same else f"{message}, but speaks of something else",
        place=at,
        related=(before,),
        labels=(second.title, "table"),
    )


def _corner(block: Block) -> tuple[int, int]:
    return int(block.figures.row[0]), int(block.figures.column[0])


def _means(subject: Subject, block: Block) -> tuple[object, ...]:
    """Of what the first figure of a table is one, with all its labels."""
    observations = subject.model.observations
    position = sheetcells.position(subject, Place(block.sheet, *_corner(block)))
    labels = tuple(label.text for line in (*block.rows, *block.columns) for label in line.labels)
    if position is None or position >= len(observations):
        return (None, labels)
    members = tuple(int(column[position]) for column in observations.members.values())
    return (members, int(observations.period[position]), int(observations.measure[position]), labels)


def _of_lines(subject: Subject, sheet: Sheet, block: Block) -> Iterator[Finding]:
    for across in (True, False):
        twins = list(_twins(sheet, block, across=across))
        lines = block.rows if across else block.columns
        repeats = sum(len(twin.lines) - 1 for twin in twins)
        if len(twins) <= MOST_OF_A_TABLE and 3 * repeats <= max(len(lines), 3):
            yield from (_of_twin(subject, sheet, block, twin) for twin in twins)


def _twins(sheet: Sheet, block: Block, *, across: bool) -> Iterator[_Twin]:
    """Lines of the same figures in the same places, neither of which belongs to the other."""
    figures = block.figures
    own, other = (figures.row_line, figures.column_line) if across else (figures.column_line, figures.row_line)
    inside = _by_line(own)
    lines = block.rows if across else block.columns
    same: dict[tuple[object, ...], list[int]] = {}
    for line, places in inside.items():
        if len(places) >= TELLING and _tells(block, lines[line], across=across):
            ordered = places[np.argsort(other[places], kind="stable")]
            content = other[ordered].tobytes(), (figures.value[ordered] + 0.0).tobytes()  # −0 is 0
            same.setdefault((*content, lines[line].measure, lines[line].unit), []).append(line)
    for found in same.values():
        if len(found) < 2 or _weight(figures.value[inside[found[0]]].tolist()) < DIGITS_OF_LINE:
            continue
        cells = {line: _places(block, inside[line]) for line in found}
        typed = [line for line in found if _typed(sheet, cells[line]) == len(cells[line])]
        kept = [line for line in typed if not any(_under(lines, line, other) for other in typed)]
        if len(kept) > 1 and (across or _may_differ(block, [lines[line] for line in kept])):
            yield _Twin(across, tuple(lines[line] for line in kept), tuple(tuple(cells[line]) for line in kept))


def _by_line(line_of: npt.NDArray[np.int32]) -> dict[int, npt.NDArray[np.intp]]:
    """The figures of every line, in their order, by the line; lines in the order of their first figures."""
    order = np.argsort(line_of, kind="stable")
    lines, starts = np.unique(line_of[order], return_index=True)
    found = zip(lines.tolist(), np.split(order, starts[1:]), strict=True) if len(lines) else ()
    return dict(sorted(found, key=lambda one: int(one[1][0])))


def _may_differ(block: Block, columns: Sequence[Line]) -> bool:
    """Whether columns are those of different periods or members: other columns (a budget, what was spent of it) may
    well be equal, and the same period twice is the matter of another rule."""
    periods = {line.period for line in columns}
    if None in periods:
        return block.layout != "wide" and len({_name(line) for line in columns}) == len(columns)
    return len(periods) == len(columns)


def _tells(block: Block, line: Line, *, across: bool) -> bool:
    """Whether a line is one of amounts, and no total."""
    measure = line.measure or block.measure
    unit = line.unit or block.unit
    amounts = measure in _AMOUNTS and (unit is None or unit.kind != "percent")
    named = bool(line.labels) or (not across and line.period is not None)
    return amounts and named and not any(label.total or _SUMS.search(label.text) for label in line.labels[-1:])


def _under(lines: Sequence[Line], line: int, other: int) -> bool:
    """Whether a line stands somewhere under another one."""
    above = lines[line].parent
    while above is not None and above != line:
        if above == other:
            return True
        above = lines[above].parent
    return False


def _of_twin(subject: Subject, sheet: Sheet, block: Block, twin: _Twin) -> Finding:
    kind = "row" if twin.across else "column"
    names = [_name(line) for line in twin.lines]
    indices = words.listing(_index(twin)(line) for line in twin.lines)
    count = len(twin.cells[0])
    if len(set(names)) == 1:
        message = f"“{names[0]}” stands in {kind}s {indices} with the same {count} figures"
    else:
        message = f"{words.listing(f'“{name}”' for name in names)} ({kind}s {indices}) have the same {count} figures"
    first = twin.cells[1][0]
    others = [at for cells in twin.cells for at in cells if at != first]
    position = sheetcells.position(subject, first)
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning" if sheet.typed else "info",
        message=message,
        place=first,
        related=tuple(others),
        impact=words.amount(subject, position) if position is not None else 0.0,
        labels=(block.title, *names),
    )


def _name(line: Line) -> str:
    texts = [words.short(label.text) for label in line.labels]
    return " · ".join(texts) if texts else str(line.period)


def _index(twin: _Twin) -> Callable[[Line], str]:
    return (lambda line: str(line.index)) if twin.across else (lambda line: column_letters(line.index))


RULE = Rule(*NAMES, "warning", "A row, a column or a table stands twice", check)
