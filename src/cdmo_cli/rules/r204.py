"""Percents and fractions are mixed.

**What it checks.** The shares, growth rates and CAGRs of one table: some written in percent (5.2), some as fractions
(0.052), without a number format that says so; or all of them as fractions under a heading that says "%". A figure is
told from a small percentage by what it would be as a fraction: it must lie among the others then, and either carry the
two decimals more that a fraction needs, or make the shares close or the sizes at its ends agree. A percentage typed
into a cell that is formatted as one (20 shown as 2,000 %) is the same slip the other way round.

**Why it matters.** 0.052 under "%" is a twentieth of a percent. A program reads it so, and so does whoever copies it.

**How to mend it.** Write all of them in percent, or all as fractions with a percent format; then the heading needs no
"%".
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.address import a1
from cdmo_cli.rules import causes, mixed, words
from cdmo_cli.rules.mixed import Mixed
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("R204", "percent-and-fraction-mixed")

_PLURALS = {"share": "shares", "growth": "growth rates", "cagr": "CAGRs"}


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every table in which rates are written in two ways, or not as their heading says."""
    for number, found in enumerate(mixed.found(subject)):
        yield _finding(subject, found, causes.of_rates(number))


def _finding(subject: Subject, found: Mixed, group: str) -> Finding:
    first = found.odd[0]
    name = _PLURALS[words.measure(subject, first)]
    cells = [f"{_plain(subject, p)} in {_cell(subject, p)}" for p in found.odd]
    count, whole = len(found.odd), len(found.odd) + len(found.others)
    how = "written as a fraction" if found.factor > 1 else "typed as a percentage into a cell that shows percent"
    if not found.others:
        message = f"The {count} {name} under “%” are fractions: {words.listing(cells)}"
    elif count == 1:
        message = f"One of the {whole} {name}, {cells[0]}, is {how}"
    else:
        message = f"{count} of the {whole} {name} are {how}: {words.listing(cells)}"
    meant = float(subject.judgement.system.cells.value[first]) * found.factor
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error" if found.sure else "warning",
        message=f"{message}; {_plain(subject, first)} means {_meant(meant, found.factor)} %",
        place=words.place(subject, first),
        observed=float(subject.judgement.system.cells.value[first]),
        related=tuple(words.place(subject, p) for p in found.odd[1:]),
        evidence="inferred",
        group=group,
        explains=True,
        impact=max(words.amount(subject, p) for p in found.odd),
        labels=words.path(subject, first),
    )


def _plain(subject: Subject, position: int) -> str:
    """The number as it is kept: 0.052."""
    return f"{float(subject.judgement.system.cells.value[position]):.10g}".replace("-", "−")


def _meant(value: float, factor: float) -> str:
    return f"{value if factor > 1 else value * 100:.10g}".replace("-", "−")


def _cell(subject: Subject, position: int) -> str:
    at = words.place(subject, position)
    return a1(at.row, at.column)


RULE = Rule(*NAMES, "warning", "Some rates of a table are percents and some are fractions", check)
