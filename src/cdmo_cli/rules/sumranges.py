"""Sums whose ranges are wrong: cells counted twice, subtotals beside their parts, figures beside a range left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Literal

from cdmo_cli.address import Range, a1
from cdmo_cli.identities.parse import Call, Node, Number, Ref, parse
from cdmo_cli.identities.relative import relative
from cdmo_cli.read.model import Sheet
from cdmo_cli.rules import sheetcells, words
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject, once
from cdmo_cli.tables.model import Block, Line
from cdmo_cli.tables.periods import is_year

MOST_LEFT_OUT = 100

ENOUGH = 1000
"""Cells looked at for one that is no year."""

SUMMING = ("SUM", "SUBTOTAL")

_ASIDE = re.compile(
    r"\b(?:opening|closing|beginning|ending|balance|brought|carried|memo|memorandum|of which|thereof|davon|check|"
    r"average|mean|median|growth|change|rank|share|rate|population|employees|headcount|index|note|excl\w*)\b|%",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?:grand |world |global )?(?:total|sum|world|global)s?|overall|gesamt|insgesamt|summe", re.I)

What = Literal["itself", "twice", "heading", "nested", "leaves out"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A sum and what is wrong with its ranges; `amount` is what must be added to its value to make it right."""

    at: Place
    what: What
    formula: str
    cells: tuple[Place, ...]
    amount: float
    says: str

    @property
    def steps(self) -> tuple[tuple[int, int], ...]:
        """How far away from the sum the cells are."""
        return tuple((cell.row - self.at.row, cell.column - self.at.column) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A formula that only adds up ranges, each with the position of its sheet."""

    at: Place
    formula: str
    function: str
    ranges: tuple[tuple[int, Range], ...]

    def holds(self, sheet: int, cells: Range) -> bool:
        """Whether one of the ranges takes in all of those cells."""
        return any(
            home == sheet
            and own.top <= cells.top <= cells.bottom <= own.bottom
            and own.left <= cells.left <= cells.right <= own.right
            for home, own in self.ranges
        )

    def times(self, at: Place) -> int:
        """How often a cell counts."""
        return sum(home == at.sheet and (at.row, at.column) in cells for home, cells in self.ranges)


@once
def lines(subject: Subject) -> tuple[tuple[Fault, ...], ...]:
    """What is wrong with the sums of a workbook, at most one fault a formula, the same fault of one line together."""
    sums = list(_sums(subject))
    by_column: dict[tuple[int, int], list[_Sum]] = {}
    for found in sums:
        by_column.setdefault((found.at.sheet, found.at.column), []).append(found)
    alike: dict[tuple[object, ...], list[Fault]] = {}
    for found in sums:
        fault = (
            _itself(found)
            or _heading(subject, found)
            or _twice(subject, found)
            or _nested(subject, found, by_column)
            or _leaves_out(subject, found)
        )
        if fault is not None:
            alike.setdefault((fault.what, sheetcells.form(subject, fault.at), fault.steps), []).append(fault)
    return tuple(tuple(line) for line in alike.values())


def _sums(subject: Subject) -> Iterator[_Sum]:
    for at, _, formula in sheetcells.formulas(subject):
        text = formula.text.upper()
        if not any(f"{name}(" in text for name in SUMMING):
            continue
        tree = parse(formula.text)
        refs = _refs(tree) if tree is not None else None
        if refs:
            ranges = tuple((sheetcells.home(subject, at, ref), ref.cells) for ref in refs)
            yield _Sum(at, formula.text, "SUBTOTAL" if "SUBTOTAL(" in text else "SUM", ranges)


def _refs(tree: Node) -> tuple[Ref, ...] | None:
    """The ranges that a formula adds up; None where it does anything else."""
    if isinstance(tree, Ref):
        return (tree,)
    if not isinstance(tree, Call) or not (tree.name in ("SUM", "+") or _adds(tree)):
        return None
    found: tuple[Ref, ...] = ()
    for argument in tree.arguments[1:] if tree.name == "SUBTOTAL" else tree.arguments:
        refs = _refs(argument)
        if refs is None:
            return None
        found += refs
    return found


def _adds(call: Call) -> bool:
    first = call.arguments[0] if call.arguments else None
    return call.name == "SUBTOTAL" and isinstance(first, Number) and first.value in (9, 109)


def _value(subject: Subject, at: Place) -> float:
    return sheetcells.value(subject, at) or 0.0


def _itself(found: _Sum) -> Fault | None:
    at = found.at
    if found.holds(at.sheet, Range(at.row, at.column, at.row, at.column)):
        return Fault(at, "itself", found.formula, (), 0.0, "takes in its own cell, a circular reference")
    return None


def _heading(subject: Subject, found: _Sum) -> Fault | None:
    """A year at the head of the column, or at the beginning of the row, within a range of figures."""
    years = [at for home, cells in found.ranges for at in _years(subject, home, cells)]
    cells_inside = (
        at for home, cells in found.ranges for at in islice(sheetcells.numbers(subject, home, cells), ENOUGH)
    )
    if not years or all(at in years for at in cells_inside):
        return None
    amount = -sum(_value(subject, at) for at in years)
    listed = words.listing(f"{_value(subject, at):.0f} ({a1(at.row, at.column)})" for at in years)
    says = f"counts the year {listed} of the heading as a figure"
    return Fault(found.at, "heading", found.formula, tuple(years), amount, says)


def _years(subject: Subject, home: int, cells: Range) -> list[Place]:
    """The years in the first row or column of a range, if that is the heading of a table."""
    if cells.top == cells.bottom and cells.left == cells.right:
        return []
    across = Range(cells.top, cells.left, cells.top, cells.right)
    down = Range(cells.top, cells.left, cells.bottom, cells.left)
    for line in (across, down):
        first = next(sheetcells.numbers(subject, home, line), None)
        if first is not None and is_year(_value(subject, first)) and _is_heading(subject, first):
            return [at for at in sheetcells.numbers(subject, home, line) if is_year(_value(subject, at))]
    return []


def _is_heading(subject: Subject, at: Place) -> bool:
    block = words.block_at(subject, at)
    if block is None:
        return False
    return at.row in block.header_rows or at.column in block.label_columns


def _twice(subject: Subject, found: _Sum) -> Fault | None:
    """Cells of a SUM over a range that count more than once."""
    counts: Counter[Place] = Counter()
    for (home, one), (other_home, other) in combinations(found.ranges, 2):
        top, left = max(one.top, other.top), max(one.left, other.left)
        bottom, right = min(one.bottom, other.bottom), min(one.right, other.right)
        if home == other_home and top <= bottom and left <= right:
            counts.update(sheetcells.numbers(subject, home, Range(top, left, bottom, right)))
    single = all(cells.top == cells.bottom and cells.left == cells.right for _, cells in found.ranges)
    if not counts or single:
        return None
    doubled = sorted(counts)
    times = {
        at: sum((at.row, at.column) in cells for home, cells in found.ranges if home == at.sheet) for at in doubled
    }
    amount = -sum((times[at] - 1) * _value(subject, at) for at in doubled)
    return Fault(found.at, "twice", found.formula, tuple(doubled), amount, f"counts {_cells(found, doubled)} twice")


def _nested(subject: Subject, found: _Sum, by_column: Mapping[tuple[int, int], list[_Sum]]) -> Fault | None:
    """Subtotals within the sum, all of whose parts are counted too."""
    doubled: list[Place] = []
    parts: dict[Place, None] = {}
    for inner in _sums_within(found, by_column):
        if found.function == inner.function == "SUBTOTAL" or not _value(subject, inner.at):
            continue
        if all(found.holds(home, cells) for home, cells in inner.ranges):
            counted = [at for home, cells in inner.ranges for at in sheetcells.numbers(subject, home, cells)]
            if len(counted) > 1:
                doubled.append(inner.at)
                parts.update(dict.fromkeys(counted))
    if not doubled:
        return None
    amount = -sum(_value(subject, at) for at in doubled)
    one = len(doubled) == 1
    who = f"{_cells(found, doubled)}, a subtotal," if one else f"the subtotals {_cells(found, doubled)}"
    own = [part for part in parts if part not in doubled]
    says = f"counts {who} together with {'its' if one else 'their'} parts {_cells(found, own)}"
    return Fault(found.at, "nested", found.formula, tuple(doubled), amount, says)


def _sums_within(found: _Sum, by_column: Mapping[tuple[int, int], list[_Sum]]) -> Iterator[_Sum]:
    for home, cells in found.ranges:
        for column in range(cells.left, min(cells.right, cells.left + sheetcells.MOST_CELLS) + 1):
            for inner in by_column.get((home, column), ()):
                if cells.top <= inner.at.row <= cells.bottom:
                    yield inner


def _cells(found: _Sum, places: Sequence[Place]) -> str:
    """Addresses of cells; those of other sheets are left to the list of related cells."""
    here = [at for at in places if at.sheet == found.at.sheet]
    return sheetcells.several(here or places)


def _leaves_out(subject: Subject, found: _Sum) -> Fault | None:
    """Figures next to the one range of a sum in its own row or column, like those of the range, that it leaves out."""
    at, block = found.at, words.block_at(subject, found.at)
    home, cells = found.ranges[0]
    if block is None or len(found.ranges) != 1 or home != at.sheet:
        return None
    if len(list(islice(sheetcells.numbers(subject, home, cells), 2))) < 2:
        return None
    sheet = subject.workbook.sheets[at.sheet]
    if cells.left == cells.right == at.column:
        line = _Along(sheet, block, block.rows, range(cells.top, cells.bottom + 1), at.row, at)
    elif cells.top == cells.bottom == at.row:
        line = _Along(sheet, block, block.columns, range(cells.left, cells.right + 1), at.column, at)
    else:
        return None
    missed = line.between() or line.before()
    amount = sum(_value(subject, place) for place in missed)
    if not amount or _declared_holds(subject, at):
        return None
    names = words.listing(dict.fromkeys(words.short(line.label(place)) for place in missed))
    says = f"leaves out {names} ({sheetcells.several(missed)})"
    return Fault(at, "leaves out", found.formula, tuple(missed), amount, says)


def _declared_holds(subject: Subject, at: Place) -> bool:
    """Whether a total is the sum of parts that are known from elsewhere than its formula."""
    system = subject.judgement.system
    return any(
        system.cells.place(identity.total) == (at.sheet, at.row, at.column) and not judged.fails
        for identity, judged in zip(system.identities, subject.judgement.judged, strict=True)
        if identity.kind == "sum"
        and identity.total >= 0
        and (identity.evidence, identity.relation, identity.repeat) == ("declared", "equal", False)
    )


@dataclass(frozen=True, slots=True)
class _Along:
    """A sum over a piece of its own row or column; `inside` are the columns or rows of the range, `total` its own."""

    sheet: Sheet
    block: Block
    lines: Sequence[Line]
    inside: range
    total: int
    at: Place

    def between(self) -> list[Place]:
        """Figures from the end of the range on towards the total."""
        down = self.total >= self.inside.stop
        return self._run(self.inside.stop if down else self.inside.start - 1, 1 if down else -1)

    def before(self) -> list[Place]:
        """The one figure before the beginning of the range, where the total says that it is one of everything."""
        own = words.line_at(self.lines, self.total)
        if own is None or not own.labels or not _WHOLE.fullmatch(own.labels[-1].text.strip()):
            return []
        down = self.total >= self.inside.stop
        found = self._run(self.inside.start - 1 if down else self.inside.stop, -1 if down else 1)
        return found if len(found) == 1 else []

    def _run(self, start: int, step: int) -> list[Place]:
        """The figures from there on, up to a gap or the total; none if one of them is of another kind."""
        found: list[Place] = []
        index = start
        while index != self.total and len(found) < MOST_LEFT_OUT:
            place = self.place(index)
            number = sheetcells.number(self.sheet, place.row, place.column)
            if number is None or words.line_at(self.lines, index) is None:
                break
            if not self.alike(index):
                return []
            found.append(place)
            index += step
        return found

    def place(self, index: int) -> Place:
        """The cell of the sum's row or column in that line."""
        down = self.lines is self.block.rows
        return Place(self.at.sheet, index, self.at.column) if down else Place(self.at.sheet, self.at.row, index)

    def label(self, place: Place) -> str:
        """The label of a cell's line."""
        line = words.line_at(self.lines, place.row if self.lines is self.block.rows else place.column)
        return line.labels[-1].text if line is not None and line.labels else a1(place.row, place.column)

    def alike(self, index: int) -> bool:
        """Whether a line is one like those of the range: labelled, of the same unit and depth, no total of its own."""
        line = words.line_at(self.lines, index)
        others = [other for other in self.lines if other.index in self.inside and other.labels]
        if line is None or not line.labels or not others:
            return False
        label, last = line.labels[-1], others[-1]
        if label.total or line.period is not None or _ASIDE.search(label.text):
            return False
        depth = min(other.labels[-1].depth for other in others)
        same = (line.measure, line.unit) == (last.measure, last.unit) and label.depth == depth
        return same and label.bold == last.labels[-1].bold and self._entered_alike(index)

    def _entered_alike(self, index: int) -> bool:
        """Whether a cell was typed in or computed as one of the range was, and is shown as a percentage like it."""
        formulas = self.sheet.formulas or {}

        def form(i: int) -> str | None:
            at = self.place(i)
            formula = formulas.get((at.row, at.column))
            return relative(formula.text, at.row, at.column).form if formula is not None else None

        def percent(i: int) -> bool:
            at = self.place(i)
            return "%" in self.sheet.style(at.row, at.column).number_format

        return form(index) in {form(i) for i in self.inside} and percent(index) == percent(self.inside[-1])
