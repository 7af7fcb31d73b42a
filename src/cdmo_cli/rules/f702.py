"""A SUM leaves out a figure, or counts one twice.

**What it checks.** Formulas that add up ranges, cell by cell. An error is a sum that counts a cell twice (ranges that
overlap, a subtotal beside its own parts), that takes in itself or the year in its heading. A warning is a sum that
stops before the last figure of the block next to it, or begins after the first, where the figure left out has a label
and a unit like the others.

**Why it matters.** A row inserted at the edge of a range is not part of it: the total stays as it was while the table
grows. Subtotals within a sum double the figures below them. Both look right until somebody adds up the page.

**How to mend it.** Write the range anew, from the first figure to the last; leave out subtotals, or use SUBTOTAL for
the parts and the total, which does not count other subtotals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.read.model import Needs
from cdmo_cli.rules import causes, sheetcells, sumranges, words
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.subject import Subject
from cdmo_cli.rules.sumranges import Fault

NAMES = ("F702", "sum-omits-or-doubles")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for all sums with the same fault in the same line."""
    for line in sumranges.lines(subject):
        yield _finding(subject, line)


def _finding(subject: Subject, line: Sequence[Fault]) -> Finding:
    fault = max(line, key=lambda one: abs(sheetcells.impact(subject, one.at, one.amount)))
    at, value = fault.at, sheetcells.value(subject, fault.at)
    right = None if value is None or fault.what == "itself" else value + fault.amount
    others = [one.at for one in line if one.at != at]
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity=causes.severity(subject, at, "warning") if fault.what == "leaves out" else "error",
        message=f"The sum in {sheetcells.name(subject, at)}, {words.short(fault.formula)}, {fault.says}"
        f"{sheetcells.so_do(others)}",
        place=at,
        observed=value,
        expected=Expected(right, right, right) if right is not None else None,
        related=(*fault.cells, *others),
        evidence="formula",
        group=causes.of_formula(subject, at),
        impact=abs(sheetcells.impact(subject, at, fault.amount)),
        labels=sheetcells.path(subject, at),
        explains=True,
    )


RULE = Rule(*NAMES, "error", "A SUM leaves out a figure or counts one twice", check, Needs.FORMULAS)
