"""A formula breaks the pattern of its row or column.

**What it checks.** Rows and columns in which formulas are the same but for their place, as they are when they were
filled along: a single one in between that differs from both its neighbours, and from the cells on its other two sides.
Ranges that grow from cell to cell (running totals) and totals at the end are patterns themselves. A formula that gives
the same value as its neighbours' would is information; a sum with a fault of its own stands under F702 or F701.

**Why it matters.** A formula that was changed in one cell and not in the others (another reference, a factor typed in,
a shorter range) is the most frequent error in spreadsheets, and nothing in the printed figures shows it.

**How to mend it.** Fill the neighbours' formula into the cell. Where the year or member really needs another one, say
so in a note and give the difference a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.identities.parse import parse
from cdmo_cli.read.model import Needs
from cdmo_cli.rules import faults, oddcells, sheetcells
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.runs import Odd
from cdmo_cli.rules.subject import Subject

NAMES = ("F704", "formula-breaks-pattern")

MOST_CELLS = 20_000
"""Named in a formula that is compared cell by cell."""

LONGEST = 60
"""Characters of a formula in a sentence."""


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every formula between equal ones, below that on its sum where one is known to be wrong."""
    for cell in faults.broken(subject):
        finding = _finding(subject, cell)
        if finding is not None:
            yield finding


def _finding(subject: Subject, cell: Odd) -> Finding | None:
    """None where the formula differs in its writing alone, or shows no number."""
    formula = sheetcells.formula(subject, cell.at)
    if formula is None or cell.wanted is None or cell.value is None:
        return None
    if cell.same and _cells(formula.text) == _cells(cell.wanted):
        return None
    name = sheetcells.name(subject, cell.at)
    message = f"{name} is {_short(formula.text)}, but its neighbours’ formula would be {_short(cell.wanted)} there"
    if cell.same:
        message = f"{message}; both give the same"
    elif cell.gives is not None:
        shows, gives = sheetcells.apart(subject, cell.at, cell.value, cell.gives)
        message = f"{message}: {gives} instead of {shows}"
    return oddcells.finding(subject, NAMES, cell, message)


def _cells(text: str) -> frozenset[tuple[str | None, int, int]] | None:
    """The cells that a formula names, ranges taken apart; None where that is not known."""
    tree = parse(text)
    if tree is None:
        return None
    found = list(sheetcells.references(tree))
    if any(
        (ref.cells.bottom - ref.cells.top + 1) * (ref.cells.right - ref.cells.left + 1) > MOST_CELLS for ref in found
    ):
        return None
    return frozenset(
        (ref.sheet, row, column)
        for ref in found
        for row in range(ref.cells.top, ref.cells.bottom + 1)
        for column in range(ref.cells.left, ref.cells.right + 1)
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


RULE = Rule(*NAMES, "warning", "A formula differs from those of its row or column", check, Needs.FORMULAS)
