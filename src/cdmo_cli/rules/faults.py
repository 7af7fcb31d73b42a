"""Cells whose formula, or the figure typed over it, is wrong, and what they would show without the fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.identities.parse import Ref, parse
from cdmo_cli.rules import nested, plugs, runs, sheetcells, sumranges, words
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.runs import Odd, Run
from cdmo_cli.rules.subject import Subject, once
from cdmo_cli.tables.periods import is_year

INPUTS = 0.5
"""A column of which this part is typed in between formulas holds inputs."""


@dataclass(frozen=True)
class Fault:
    """The cells of one fault, and what they and the cells that only fetch them would show without it."""

    cells: tuple[Place, ...]
    meant: Mapping[Place, float]


@once
def found(subject: Subject) -> tuple[Fault, ...]:
    """Every fault of the workbook's formulas, those that say most of what is wrong first."""
    fetching = _fetching(subject)
    return tuple(Fault(tuple(meant), _with_fetched(meant, fetching)) for meant in _meant(subject) if meant)


def _meant(subject: Subject) -> Iterator[dict[Place, float]]:
    for line in sumranges.lines(subject):
        added = {fault.at: fault.amount for fault in line if fault.what != "itself"}
        yield _corrected(subject, added)
    for same in plugs.lines(subject):
        yield _corrected(subject, {at: -_plug(subject, at) for at in same})
    for summed in nested.summed(subject):
        yield _corrected(subject, {words.place(subject, one.cell): -_inner(subject, one.parts) for one in summed})
    for cell in (*typed_in(subject), *broken(subject)):
        yield {cell.at: cell.gives} if cell.gives is not None and not cell.same else {}


def _corrected(subject: Subject, added: Mapping[Place, float]) -> dict[Place, float]:
    values = {at: sheetcells.value(subject, at) for at in added}
    return {at: value + added[at] for at, value in values.items() if value is not None}


def _plug(subject: Subject, at: Place) -> float:
    formula = sheetcells.formula(subject, at)
    return (plugs.added(formula.text) or 0.0) if formula is not None else 0.0


def _inner(subject: Subject, parts: Sequence[int]) -> float:
    return float(sum(subject.judgement.system.cells.value[part] for part in parts))


def _fetching(subject: Subject) -> dict[Place, list[Place]]:
    """The cells whose formula is nothing but another cell (=Regions!B4), by that cell."""
    fetching: dict[Place, list[Place]] = {}
    for at, _, formula in sheetcells.formulas(subject):
        tree = parse(formula.text)
        if isinstance(tree, Ref) and (tree.cells.top, tree.cells.left) == (tree.cells.bottom, tree.cells.right):
            source = Place(sheetcells.home(subject, at, tree), tree.cells.top, tree.cells.left)
            fetching.setdefault(source, []).append(at)
    return fetching


def _with_fetched(meant: Mapping[Place, float], fetching: Mapping[Place, Sequence[Place]]) -> dict[Place, float]:
    known = dict(meant)
    waiting = list(meant)
    while waiting:
        source = waiting.pop()
        for at in fetching.get(source, ()):
            if at not in known:
                known[at] = known[source]
                waiting.append(at)
    return known


@once
def typed_in(subject: Subject) -> tuple[Odd, ...]:
    """Numbers framed by a pattern of formulas, where the line across is not one of inputs."""
    framed: Counter[tuple[int, bool, int]] = Counter()
    typed: list[tuple[Run, int, int, int]] = []
    for run in runs.runs(subject):
        for i, left, right in run.framed():
            framed[_crossing(run, i)] += 1
            if run.forms[i] is None:
                typed.append((run, i, left, right))
    constants = Counter(_crossing(run, i) for run, i, _, _ in typed)
    cells: dict[Place, Odd] = {}
    for run, i, left, right in typed:
        line, at = _crossing(run, i), Place(run.sheet, *run.cells[i])
        inputs = constants[line] > 1 and constants[line] >= INPUTS * framed[line]
        if at not in cells and not inputs and not _heads(subject, run, i):
            cells[at] = runs.odd(subject, run, i, left, right)
    return tuple(cells.values())


def _crossing(run: Run, i: int) -> tuple[int, bool, int]:
    """The column of a cell in a row, the row of a cell in a column."""
    return run.sheet, run.across, run.cells[i][1 if run.across else 0]


def _heads(subject: Subject, run: Run, i: int) -> bool:
    """Whether a number is a year among years."""
    sheet = subject.workbook.sheets[run.sheet]
    return all(is_year(value) for cell in run.cells[i - 1 : i + 2] if (value := sheetcells.number(sheet, *cell)))


@once
def broken(subject: Subject) -> tuple[Odd, ...]:
    """Formulas between equal ones that are like no other around them."""
    cells: dict[Place, Odd] = {}
    for run in runs.runs(subject):
        for i, left, right in run.framed():
            at = Place(run.sheet, *run.cells[i])
            if at not in cells and runs.differs(subject, run, i, left):
                cells[at] = runs.odd(subject, run, i, left, right)
    return tuple(cells.values())
