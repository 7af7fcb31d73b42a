"""A number is typed in among formulas.

**What it checks.** Numbers that stand where a formula should: both neighbours in the row or column have the same
formula, and it is the pattern of the whole line. Columns and rows that hold numbers all along (a year of actual
figures) are inputs and left alone. Also sums to which a number was added by hand, as in `=SUM(B4:B9)+3.5`. Where the
number is what the formula would give it is information.

**Why it matters.** A figure typed over a formula stays when everything around it changes; one added to a sum is a plug
that makes it come out right. Neither can be seen in print.

**How to mend it.** Fill the neighbours' formula into the cell, or give the number a line of its own with a label that
says where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.read.model import Needs
from cdmo_cli.rules import causes, faults, oddcells, plugs, sheetcells, words
from cdmo_cli.rules.model import Expected, Finding, Place, Rule
from cdmo_cli.rules.runs import Odd
from cdmo_cli.rules.subject import Subject

NAMES = ("F701", "hard-coded-number")


def check(subject: Subject) -> Iterator[Finding]:
    """Numbers between formulas, then numbers added to sums."""
    for cell in faults.typed_in(subject):
        yield _between(subject, cell)
    for same in plugs.lines(subject):
        yield _plug(subject, same)


def _between(subject: Subject, cell: Odd) -> Finding:
    at, value = cell.at, cell.value or 0.0
    if cell.gives is None or cell.same:
        shows, so = sheetcells.shown(subject, at, value), ", and is what they would give now" if cell.same else ""
    else:
        shows, gives = sheetcells.apart(subject, at, value, cell.gives)
        so = f": its neighbours’ {cell.wanted} would give {gives}"
    message = f"{sheetcells.name(subject, at)} ({shows}) is typed in among formulas{so}"
    return oddcells.finding(subject, NAMES, cell, message)


def _plug(subject: Subject, places: Sequence[Place]) -> Finding:
    at = places[0]
    formula = sheetcells.formula(subject, at)
    assert formula is not None
    added = plugs.added(formula.text) or 0.0
    verb = "adds" if added > 0 else "takes away"
    amount = sheetcells.plain(abs(added))
    value = sheetcells.value(subject, at)
    meant = value - added if value is not None else None
    who = sheetcells.name(subject, at)
    if len(places) > 1:
        who = f"{who} and {len(places) - 1} more {'sums' if len(places) > 2 else 'sum'} ({sheetcells.several(places)})"
        verb = "add" if added > 0 else "take away"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity=causes.severity(subject, at, "warning"),
        message=f"{who} {verb} {amount}, typed into the formula: {words.short(formula.text)}",
        place=at,
        observed=value,
        expected=Expected(meant, meant, meant) if meant is not None and causes.settled(subject, at) else None,
        related=tuple(places[1:]),
        evidence="formula",
        group=causes.of_formula(subject, at),
        explains=True,
        impact=sheetcells.impact(subject, at, added),
        labels=sheetcells.path(subject, at),
    )


RULE = Rule(
    *NAMES, "warning", "A number is typed in where a formula should stand, or added to a sum", check, Needs.FORMULAS
)
