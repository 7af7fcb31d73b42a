"""Rows and columns of neighbouring figures with their formulas in relative form, for rules that look for patterns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cdmo_cli.identities.evaluate import Evaluator
from cdmo_cli.identities.functions import CannotTell, Fault
from cdmo_cli.identities.parse import parse
from cdmo_cli.identities.recompute import NOISE
from cdmo_cli.identities.relative import Relative, relative
from cdmo_cli.read.model import Formula, Sheet
from cdmo_cli.read.shared import SharedFormula
from cdmo_cli.rules import sheetcells
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject

LEAST = 3
"""So many equal formulas make a pattern."""

MOSTLY = 0.6
"""Of the figures of a run, so many follow its pattern."""

MOST_CELLS = 100_000


@dataclass(frozen=True)
class Run:
    """Neighbouring cells with figures along a row or down a column; `forms` is None where a number was typed in."""

    sheet: int
    across: bool
    cells: tuple[tuple[int, int], ...]
    forms: tuple[Relative | None, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each formula stands in the run."""
        return Counter(form.form for form in self.forms if form is not None)

    def framed(self) -> Iterator[tuple[int, int, int]]:
        """The inner cells between two formulas that are one and the pattern of the run, with the positions of those.

        Of two numbers typed in beside each other, the formulas stand beyond the other one.
        """
        for i in range(1, len(self.cells) - 1):
            left, right = self._beside(i, -1), self._beside(i, 1)
            before, after = self.forms[left], self.forms[right]
            if before is not None and after is not None and before.form == after.form and right - left <= 3:
                count = self.counts[before.form]
                if count >= LEAST and count >= MOSTLY * len(self.cells):
                    yield i, left, right

    def _beside(self, i: int, step: int) -> int:
        typed = self.forms[i] is None and self.forms[i + step] is None
        return i + 2 * step if typed and 0 <= i + 2 * step < len(self.cells) else i + step


def runs(subject: Subject) -> Iterator[Run]:
    """The runs of all sheets that hold at least LEAST formulas, those of rows before those of columns."""
    for position, sheet in enumerate(subject.workbook.sheets):
        forms = {
            cell: relative(formula.text, *cell) for cell, formula in (sheet.formulas or {}).items() if _refers(formula)
        }
        for across in (True, False):
            lines = Counter(cell[0 if across else 1] for cell in forms)
            for line in sorted(line for line, count in lines.items() if count >= LEAST):
                yield from _line(position, sheet, forms, across=across, line=line)


def _refers(formula: Formula) -> bool:
    """Whether a formula is more than numbers typed in, like =131.4+80.6."""
    tree = parse(formula.text)
    return tree is None or any(True for _ in sheetcells.references(tree))


def _line(
    position: int, sheet: Sheet, forms: Mapping[tuple[int, int], Relative], *, across: bool, line: int
) -> Iterator[Run]:
    along = range(sheet.left, sheet.right + 1) if across else range(sheet.top, sheet.bottom + 1)
    cells: list[tuple[int, int]] = []
    for index in along:
        cell = (line, index) if across else (index, line)
        if cell in forms or sheetcells.number(sheet, *cell) is not None:
            cells.append(cell)
            continue
        yield from _long_enough(position, forms, cells, across=across)
        cells = []
    yield from _long_enough(position, forms, cells, across=across)


def _long_enough(
    position: int, forms: Mapping[tuple[int, int], Relative], cells: list[tuple[int, int]], *, across: bool
) -> Iterable[Run]:
    """The run from the first formula to the last: numbers before and after are what it starts from."""
    computed = [i for i, cell in enumerate(cells) if cell in forms]
    if len(computed) < LEAST:
        return []
    cells = cells[computed[0] : computed[-1] + 1]
    return [Run(position, across, tuple(cells), tuple(forms.get(cell) for cell in cells))]


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell between two equal formulas that does not hold it: its value, the formula as it would read there (`wanted`)
    and what that would give; None where one of these is not known."""

    at: Place
    beside: tuple[Place, Place]
    value: float | None
    wanted: str | None
    gives: float | None

    @property
    def same(self) -> bool:
        """Whether the formula would give what the cell shows."""
        if self.value is None or self.gives is None:
            return False
        return abs(self.value - self.gives) <= NOISE * max(abs(self.value), abs(self.gives))


def odd(subject: Subject, run: Run, i: int, left: int, right: int) -> Odd:
    """The cell at position `i` of a run, between the formulas at `left` and `right`."""
    at, before, after = (Place(run.sheet, *run.cells[j]) for j in (i, left, right))
    wanted = _moved(subject, before, at)
    return Odd(at, (before, after), sheetcells.value(subject, at), wanted, _gives(subject, wanted, at))


def differs(subject: Subject, run: Run, i: int, left: int) -> bool:
    """Whether the formula of a cell is like no other one around it."""
    own, pattern = run.forms[i], run.forms[left]
    if own is None or pattern is None or own.form == pattern.form or run.counts[own.form] > 1:
        return False
    sheet = subject.workbook.sheets[run.sheet]
    row, column = run.cells[i]
    beside = [(row - 1, column), (row + 1, column)] if run.across else [(row, column - 1), (row, column + 1)]
    others = [(cell, formula) for cell in beside if (formula := (sheet.formulas or {}).get(cell)) is not None]
    return all(relative(formula.text, *cell).shape != own.shape for cell, formula in others)


def _moved(subject: Subject, source: Place, to: Place) -> str | None:
    """The formula of a cell as it reads in another one; None where it cannot be moved there."""
    formula = sheetcells.formula(subject, source)
    if formula is None:
        return None
    try:
        text = SharedFormula.of(formula.text.removeprefix("="), source.row, source.column).at(to.row, to.column)
    except ValueError:
        return None
    return None if "#REF!" in text else f"={text}"


def _gives(subject: Subject, text: str | None, at: Place) -> float | None:
    """What a formula would give in a cell; None where that cannot be told."""
    tree = parse(text) if text is not None else None
    if tree is None:
        return None
    try:
        value = Evaluator(subject.workbook, MOST_CELLS).value(tree, (at.sheet, at.row, at.column))
    except (CannotTell, Fault):
        return None
    return None if isinstance(value, str) else float(value or 0)
