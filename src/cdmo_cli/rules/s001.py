"""Numbers that no table explains.

**What it checks.** Parts of a sheet that hold numbers and were not understood as a table: figures without labels, or
beside text. It is a warning where they are many beside what was understood, else information. A number or two by
themselves and sheets of notes are no finding.

**Why it matters.** What is not understood is not checked: the verdict does not speak for these figures.

**How to mend it.** Give the table a heading row and a column of labels, without blank rows or columns inside; keep
notes and calculations of the moment on a sheet of their own. `cdmo inspect` shows what was understood.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.read.model import Sheet
from cdmo_cli.rules import sheetcells, words
from cdmo_cli.rules.model import Finding, Place, Rule
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Block, NotUnderstood, SheetTables

NAMES = ("S001", "not-understood")

FEW = 3
"""So many numbers outside of all tables are a date, a page, a helper cell."""

MANY = 30
LARGE = 0.1
"""Of the numbers of the workbook."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding a sheet."""
    figures = sum(len(block.figures) for _, block in sheetcells.blocks(subject))
    for tables in subject.tables:
        parts = [(part, _numbers(subject.workbook.sheets[part.sheet], part)) for part in tables.not_understood]
        parts += [_unlabelled(block) for block in tables.blocks if _is_unlabelled(block)]
        count = sum(number for _, number in parts)
        if count > FEW:
            yield _finding(tables, parts, count, large=count >= MANY and count > LARGE * figures)


def _is_unlabelled(block: Block) -> bool:
    """Whether nothing says what the figures of a table are."""
    lines = (*block.rows, *block.columns)
    return len(block.figures) > 0 and not any(line.labels or line.period or line.measure for line in lines)


def _unlabelled(block: Block) -> tuple[NotUnderstood, int]:
    return NotUnderstood(block.sheet, block.range, "no labels"), len(block.figures)


def _numbers(sheet: Sheet, part: NotUnderstood) -> int:
    cells = part.range
    return sum(
        sheetcells.number(sheet, row, column) is not None
        for row in range(max(cells.top, sheet.top), min(cells.bottom, sheet.bottom) + 1)
        for column in range(max(cells.left, sheet.left), min(cells.right, sheet.right) + 1)
    )


def _finding(tables: SheetTables, parts: list[tuple[NotUnderstood, int]], count: int, *, large: bool) -> Finding:
    ordered = sorted(parts, key=lambda found: -found[1])
    first = ordered[0][0]
    where = words.listing(f"{part.range.a1} ({part.why})" for part, _ in ordered)
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning" if large else "info",
        message=f"{count} numbers of sheet ‘{tables.name}’ in {where} are in no table that was understood: they were"
        " not checked",
        place=Place(tables.sheet, first.range.top, first.range.left),
        labels=(tables.name,),
    )


RULE = Rule(*NAMES, "info", "Numbers stand in a part of a sheet that was not understood", check)
