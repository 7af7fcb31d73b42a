"""Rounding could explain a difference, but hardly ever would.

**What it checks.** Sums of amounts and of shares, as T101 and R201 do, whose difference lies within what rounding can
do at its worst, yet beyond three standard deviations of what it does: n parts and a total, each rounded to the unit u,
miss by √(n + 1) / √12 · u on average (independent errors, uniform over ± u / 2). Among the many sums of a large table
a few such differences are to be expected, and are not told.

**Why it matters.** In a sum of many parts the worst case is wide: ten figures may be off by five units together. What
hides in it is mostly a small slip, such as the last digit of one part, or a part that was updated alone.

**How to mend it.** Compare the parts with the figures that they were rounded from. Where they are right, the total was
not made from them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from cdmo_cli.identities import outcomes
from cdmo_cli.identities.model import Identity, Judged
from cdmo_cli.rules import totals, words
from cdmo_cli.rules.judged import judged_finding
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("T103", "improbable-difference")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every sum whose difference is possible but improbable."""
    for component, identity, judged in subject.judgement.failing():
        if judged.outcome == "improbable" and totals.is_sum(identity):
            message = f"{_message(subject, identity, judged)}: rounding hardly ever leaves such a difference"
            finding = judged_finding(subject, NAMES, component, identity, judged, message)
            yield replace(finding, expected=_likely(subject, identity, finding.expected))


def _likely(subject: Subject, identity: Identity, possible: Expected | None) -> Expected | None:
    """Where the total is likely to be: within three standard deviations. A figure of half-width h has h² / 3."""
    if possible is None or possible.value is None:
        return possible
    system = subject.judgement.system
    unit = outcomes.unit(system.cells, identity)
    spread = 3 * math.sqrt(sum(float(system.cells.base_half[cell]) ** 2 for cell in identity.cells) / 3) / unit
    return Expected(possible.value, possible.value - spread, possible.value + spread)


def _message(subject: Subject, identity: Identity, judged: Judged) -> str:
    if totals.of_shares(subject, identity):
        return totals.shares_sum(subject, identity, judged)
    shown, computed = totals.total_and_sum(subject, identity, judged)
    return f"{words.name(subject, identity.total)} is {shown}, and {totals.parts_add_up(subject, identity)} {computed}"


RULE = Rule(*NAMES, "warning", "A sum differs by more than rounding is likely to leave", check)
