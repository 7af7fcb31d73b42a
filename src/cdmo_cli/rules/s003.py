"""Cells that show an error.

**What it checks.** Error values such as #REF!, #DIV/0! and #N/A. Of a chain of formulas only the cells are named in
which the error arises; those computed from them are counted. Inside a table it is an error where the formula is broken
(#REF!, #NAME?) or other cells are computed from it, else a warning; #N/A, with which a lookup or an analyst
says that there is no figure, is information unless something is computed from it.

**Why it matters.** An error spreads to every total above it, and it is printed. #REF! means that a cell was deleted
which the formula needs: the figure is lost, not late.

**How to mend it.** #REF!: write the formula anew. #DIV/0!: give the divisor, or leave the cell blank with IFERROR.
#N/A: enter the figure, or leave the cell blank. #NAME?: the name or function is misspelled or missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cdmo_cli.read.isolated import NO_ERRORS
from cdmo_cli.read.model import ErrorValue
from cdmo_cli.rules import sheetcells, words
from cdmo_cli.rules.model import Finding, Place, Rule, Severity
from cdmo_cli.rules.subject import Subject

NAMES = ("S003", "error-value")

_CODES = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})
_BROKEN = frozenset({"#REF!", "#NAME?", "#NULL!"})


@dataclass(frozen=True, slots=True)
class _Errors:
    """The errors of a workbook by cell; `cause` leads from a cell to an error that it is computed from."""

    code: Mapping[Place, str]
    cause: Mapping[Place, Place]

    def root(self, at: Place) -> Place:
        seen = {at}
        while at in self.cause and self.cause[at] not in seen:
            at = self.cause[at]
            seen.add(at)
        return at


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for every kind of error that arises in a sheet."""
    errors = _errors(subject)
    following: dict[Place, list[Place]] = {}
    for at in errors.code:
        following.setdefault(errors.root(at), []).append(at)
    kinds: dict[tuple[int, str], list[Place]] = {}
    for at in following:
        kinds.setdefault((at.sheet, errors.code[at]), []).append(at)
    for (_, code), roots in kinds.items():
        after = [at for root in roots for at in following[root] if at != root]
        yield _finding(subject, code, sorted(roots), sorted(after))


def _errors(subject: Subject) -> _Errors:
    code: dict[Place, str] = {}
    for position, sheet in enumerate(subject.workbook.sheets):
        for row, values in enumerate(sheet.rows, sheet.top):
            for column, value in enumerate(values, sheet.left):
                if isinstance(value, ErrorValue):
                    code[Place(position, row, column)] = value.code
                elif not sheet.typed and isinstance(value, str) and value.strip() in _CODES:
                    code[Place(position, row, column)] = value.strip()
    cause: dict[Place, Place] = {}
    for at in code:
        formula = sheetcells.formula(subject, at)
        for home, cells in sheetcells.ranges_named(subject, at, formula.text) if formula is not None else ():
            if (cells.bottom - cells.top + 1) * (cells.right - cells.left + 1) > sheetcells.MOST_CELLS:
                continue
            inside = (
                Place(home, row, column)
                for row in range(cells.top, cells.bottom + 1)
                for column in range(cells.left, cells.right + 1)
            )
            first = next((found for found in inside if found in code and found != at), None)
            if first is not None:
                cause.setdefault(at, first)
    return _Errors(code, cause)


def _finding(subject: Subject, code: str, roots: list[Place], after: list[Place]) -> Finding:
    inside = any(words.block_at(subject, at) is not None for at in roots)
    cells = sheetcells.several(roots)
    what = f"{cells} shows {code}" if len(roots) == 1 else f"{len(roots)} cells show {code}: {cells}"
    them = "it" if len(roots) == 1 else "them"
    spread = f", and {len(after)} {'cell' if len(after) == 1 else 'cells'} computed from {them}"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity=_severity(code, inside=inside, spreads=bool(after)),
        message=f"{what}{spread if after else ''}{_reason(subject, code, roots[0])}",
        place=roots[0],
        related=(*roots[1:], *after),
        labels=(*sheetcells.path(subject, roots[0]), code),
    )


def _severity(code: str, *, inside: bool, spreads: bool) -> Severity:
    if code == "#N/A":
        return "warning" if spreads else "info"
    if inside and (code in _BROKEN or spreads):
        return "error"
    return "warning"


def _reason(subject: Subject, code: str, at: Place) -> str:
    formula = sheetcells.formula(subject, at)
    if formula is not None and "#REF!" in formula.text:
        return "; its formula refers to a cell that was deleted"
    return "; it divides by zero or by a blank cell" if formula is not None and code == "#DIV/0!" else ""


RULE = Rule(*NAMES, "error", "A cell shows an error instead of a figure", check, reads=(NO_ERRORS,))
