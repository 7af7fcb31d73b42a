"""Figures agree sum by sum, but cannot all be right.

**What it checks.** Every printed figure stands for an interval, 12.3 for 12.25 to 12.35. Sums, shares and growth rates
that hold one by one, each with the help of rounding, may need the same figure to be high in one and low in another.
All of them are therefore tested together: is there any set of true values behind the printed ones with which
everything holds at once? Where there is none, the finding names a smallest set of figures that shows it: without any
one of them, the others could be right. Sums and rates that fail by themselves have their own findings and are left out.

**Why it matters.** A last digit that was mistyped, or a total rounded from other figures than its parts, often hides
within the tolerance of every single sum. Only the sums taken together show that a figure was changed.

**How to mend it.** One of the named figures is wrong, or was not rounded from the same source as the others. Compare
them with the source, the last digits first. Where the source rounds at random (to multiples of 3 or 5, as statistical
offices do to protect respondents), it may be no mistake at all: the finding then is a warning.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from cdmo_cli.identities.granularity import random_rounding
from cdmo_cli.identities.model import Conflict, Identity
from cdmo_cli.rules import words
from cdmo_cli.rules.model import Evidence, Expected, Finding, Rule, Severity
from cdmo_cli.rules.subject import Subject

NAMES = ("T105", "impossible-together")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every set of figures that contradict each other only together."""
    for conflict in subject.judgement.conflicts:
        yield _finding(subject, conflict)


def _finding(subject: Subject, conflict: Conflict) -> Finding:
    cells = subject.judgement.system.cells
    identities = [subject.judgement.system.identities[position] for position in conflict.identities]
    at = _telling(subject, conflict, identities)
    allowed = dict(zip(conflict.cells, conflict.allowed, strict=True)).get(at, (math.nan, math.nan))
    observed = float(cells.value[at])
    random = bool(random_rounding(cells.half[list(conflict.cells)]).any())
    evidence = _evidence(identities)
    severity: Severity = "warning" if random or evidence == "inferred" else "error"
    message = _message(subject, conflict, identities, at, allowed)
    if random:
        message += "; random rounding of the source may explain it"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity=severity,
        message=message,
        place=words.place(subject, at),
        observed=observed,
        expected=Expected(None, *allowed) if _closed(allowed) else None,
        related=tuple(words.place(subject, cell) for cell in conflict.cells if cell != at),
        evidence=evidence,
        impact=words.amount(subject, at, _missed(observed, allowed)) if _closed(allowed) else 0.0,
        labels=words.path(subject, at),
    )


def _telling(subject: Subject, conflict: Conflict, identities: list[Identity]) -> int:
    """The cell to point at: the largest total whose place the others tell, or the rate of the largest figure."""
    base = abs(subject.judgement.system.cells.base)
    told = {cell for cell, allowed in zip(conflict.cells, conflict.allowed, strict=True) if _closed(allowed)} or set(
        conflict.cells
    )
    totals = {i.total for i in identities if i.kind in ("sum", "difference")} & told
    if totals:
        return max(totals, key=lambda cell: (base[cell], -cell))
    rates = {i.total: float(base[i.parts[0]]) for i in identities if i.total in conflict.cells}
    if rates:
        return max(rates, key=lambda cell: (rates[cell], -cell))
    return max(told, key=lambda cell: (base[cell], -cell))


def _closed(allowed: tuple[float, float]) -> bool:
    return math.isfinite(allowed[0]) and math.isfinite(allowed[1]) and allowed[0] <= allowed[1]


def _missed(observed: float, allowed: tuple[float, float]) -> float:
    return max(allowed[0] - observed, observed - allowed[1], 0.0)


def _evidence(identities: list[Identity]) -> Evidence:
    """The weakest: a chain is as good as its worst link."""
    kinds = {identity.evidence for identity in identities}
    if "inferred" in kinds:
        return "inferred"
    return "declared" if "declared" in kinds else "formula"


def _message(
    subject: Subject, conflict: Conflict, identities: list[Identity], at: int, allowed: tuple[float, float]
) -> str:
    count = len(conflict.cells)
    sums = all(identity.kind in ("sum", "difference") for identity in identities)
    how = "sum by sum" if sums else "one by one"
    if _closed(allowed):
        low, high = _ends(subject, at, allowed)
        others = "the other one" if count == 2 else f"the other {count - 1}"
        between = f"be {low}" if low == high else f"lie between {low} and {high}"
        return (
            f"These {count} figures hold {how}, but not together: {words.name(subject, at)} is"
            f" {words.shown(subject, at)}, and by {others} it would have to {between}"
        )
    listed = words.listing(_figure(subject, cell) for cell in sorted(conflict.cells, key=lambda cell: cell != at))
    return f"These {count} figures hold {how}, but not together: {listed} cannot all be right"


def _figure(subject: Subject, cell: int) -> str:
    """A figure in a list: "World 2024 at 184", "the growth of World 2025 at 5.4 %"."""
    measure = words.measure(subject, cell)
    rate = {"share": "the share of ", "growth": "the growth of ", "cagr": "the CAGR of "}.get(measure, "")
    return f"{rate}{words.name(subject, cell)} at {words.shown(subject, cell)}"


def _ends(subject: Subject, at: int, allowed: tuple[float, float]) -> tuple[str, str]:
    """The ends of an interval, with as many decimals as it takes to tell them from the figure as printed."""
    own = float(subject.judgement.system.cells.value[at])
    places = words.decimals(subject, at) + 1
    near = allowed[0] if own < allowed[0] else allowed[1]
    while places < words.MOST_DECIMALS and round(near, places) == round(own, places):
        places += 1
    return words.shown(subject, at, allowed[0], places), words.shown(subject, at, allowed[1], places)


RULE = Rule(*NAMES, "error", "Figures agree sum by sum, but no true values behind them can make all sums hold", check)
