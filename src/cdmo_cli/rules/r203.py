"""A stated growth rate or CAGR is denied by its endpoints.

**What it checks.** Growth over the year before, and the compound annual growth rate (CAGR) between two sizes, must
follow from the printed sizes: CAGR = (last / first)^(1 / n) − 1, n the years between the two. Each figure counts as
the interval it was rounded from, so that 100 → 130.2 over six years supports a printed 4.6 %. In a table of claims
n is the difference of the two years printed beside the sizes; the label of the period does not say it. Where another
number of years fits, the message names it. A rate that a formula computes is held to its formula instead (F703).
One that is written as a fraction among percents stands under R204, which names it.

**Why it matters.** A rate that its own endpoints deny was computed over other years, from another edition, or not
at all; whoever applies it gets a market that the report does not show.

**How to mend it.** State the rate that the endpoints give, or the endpoints that the rate was computed from, with
both years.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from cdmo_cli.identities.model import Identity, Judged
from cdmo_cli.rules import words
from cdmo_cli.rules.judged import judged_finding
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("R203", "growth-denied-by-endpoints")

LONGEST = 20
"""Numbers of years that are tried."""


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every failing growth rate and CAGR."""
    for component, identity, judged in subject.judgement.failing():
        if identity.kind in ("growth", "cagr") and identity.evidence != "formula":
            message = _message(subject, identity, judged)
            yield judged_finding(subject, NAMES, component, identity, judged, message)


def _message(subject: Subject, identity: Identity, judged: Judged) -> str:
    rate, (later, earlier) = identity.total, identity.parts
    what = "a CAGR" if identity.kind == "cagr" else "growth"
    said = f"{words.member(subject, rate)} states {what} of {words.shown(subject, rate)}, but"
    first, last = _size(subject, earlier), _size(subject, later)
    if not math.isfinite(judged.value):
        return f"{said} no rate leads from {first} to {last}"
    stated = float(subject.judgement.system.cells.value[rate])
    message = f"{said} {first} → {last} is {words.apart(subject, rate, stated, judged.value, 2)[1]}"
    if identity.kind == "growth":
        return message
    message = f"{message} over {_years(identity.years)}"
    fitting = _fitting(subject, identity)
    if fitting is None:
        return message
    places = max(words.decimals(subject, rate), 2)
    return f"{message}; over {_years(fitting[0])} it would be {words.shown(subject, rate, fitting[1], places)}"


def _years(count: float) -> str:
    return f"{count:g} years" if count != 1 else "one year"


def _size(subject: Subject, position: int) -> str:
    observations = subject.model.observations
    text = words.shown(subject, position)
    if position < len(observations) and int(observations.period[position]) >= 0:
        return f"{text} ({observations.periods[int(observations.period[position])]})"
    return text


def _fitting(subject: Subject, identity: Identity) -> tuple[int, float] | None:
    """The nearest other number of years over which the endpoints give the stated rate, and that rate as printed."""
    cells = subject.judgement.system.cells
    later, earlier = identity.parts
    unit = float(cells.scale[identity.total])
    base, half = cells.base, cells.base_half
    low, high = base[identity.total] - half[identity.total], base[identity.total] + half[identity.total]
    bottom, top = float(base[earlier]), float(base[later])
    if bottom - half[earlier] <= 0 or top - half[later] <= 0:
        return None
    for years in sorted(range(1, LONGEST + 1), key=lambda n: abs(n - identity.years)):
        if years == identity.years:
            continue
        least = ((top - half[later]) / (bottom + half[earlier])) ** (1 / years) - 1
        most = ((top + half[later]) / (bottom - half[earlier])) ** (1 / years) - 1
        if least <= high and most >= low and math.isfinite(unit) and unit:
            return years, ((top / bottom) ** (1 / years) - 1) / unit
    return None


RULE = Rule(*NAMES, "error", "A growth rate or CAGR does not follow from the sizes at its ends", check)
