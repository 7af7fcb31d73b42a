"""A stated growth rate or CAGR is denied by its endpoints.

**What it checks.** Growth over the year before, and the compound annual growth rate (CAGR) between two sizes, must
follow from the printed sizes: CAGR = (last / first)^(1 / n) − 1, n the years between the two. Each figure counts as
the interval it was rounded from, so that 100 → 130.2 over six years supports a printed 4.6 %. In a table of claims
n is the difference of the two years printed beside the sizes; the label of the period does not say it. Where another
number of years fits, the message names it; where all rates of a column fit the same other number of years, or the
heading of another column, that is one finding. A rate that a formula computes is held to its formula instead (F703).
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
from cdmo_cli.rules import causes, otheryears, sheetcells, words
from cdmo_cli.rules.judged import judged_finding
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.otheryears import Column
from cdmo_cli.rules.subject import Subject

NAMES = ("R203", "growth-denied-by-endpoints")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every column that fits other years, then one for every failing growth rate and CAGR."""
    told: set[int] = set()
    for number, column in enumerate(otheryears.found(subject)):
        told.add(column.identities[0])
        yield _of_column(subject, number, column)
    for component, identity, judged in subject.judgement.failing():
        if identity.kind in ("growth", "cagr") and identity.evidence != "formula" and judged.identity not in told:
            message = _message(subject, identity, judged)
            yield judged_finding(subject, NAMES, component, identity, judged, message)


def _of_column(subject: Subject, number: int, column: Column) -> Finding:
    """One finding for rates that deviate in the same way."""
    judgement = subject.judgement
    first = judgement.system.identities[column.identities[0]]
    judged = judgement.judged[column.identities[0]]
    rates = [otheryears.place(subject, i) for i in column.identities]
    others = [otheryears.place(subject, i) for i in column.other]
    line = "column" if len({at.column for at in rates}) == 1 else "row"
    if column.other:
        ends = judgement.system.identities[column.other[0]]
        message = (
            f"All {len(rates)} rates in {sheetcells.several(rates)} fit {_span(subject, ends)}, not"
            f" {_span(subject, first)}"
        )
        if column.exchanged:
            message += (
                f", and those in {sheetcells.several(others)} the other way round: the two headings are probably"
                " exchanged"
            )
    else:
        message = (
            f"All {len(rates)} rates of this {line} fit {_years(column.years)}, not {first.years:g}:"
            f" {_message(subject, first, judged)}"
        )
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=message,
        place=rates[0],
        observed=float(judgement.system.cells.value[first.total]),
        expected=Expected(judged.value, judged.low, judged.high) if not column.other else None,
        related=(*(words.place(subject, part) for part in first.parts), *rates[1:], *others),
        evidence="declared",
        group=causes.of_years(number),
        impact=max(_gap(subject, i) for i in column.all),
        labels=(*words.path(subject, first.total), "column"),
        explains=True,
    )


def _gap(subject: Subject, number: int) -> float:
    """How far a rate is off, in points."""
    gap = subject.judgement.judged[number].gap
    return words.amount(subject, subject.judgement.system.identities[number].total, gap) if math.isfinite(gap) else 0.0


def _span(subject: Subject, identity: Identity) -> str:
    later, earlier = (words.period(subject, part).strip() for part in identity.parts)
    return f"{earlier}–{later}"


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
    for years in otheryears.nearest(identity.years):
        if otheryears.fits(subject, identity.total, identity.parts, years):
            rate = otheryears.over(subject, identity, years)
            return (years, rate) if rate is not None else None
    return None


RULE = Rule(*NAMES, "error", "A growth rate or CAGR does not follow from the sizes at its ends", check)
