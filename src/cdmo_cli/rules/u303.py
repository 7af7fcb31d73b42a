"""A conversion at no known rate.

**What it checks.** Figures that stand in two currencies: in the columns of one row, in two tables, in a sentence such
as "CHF 4.5 billion (about USD 4.8 billion)". The rate that they imply, with the rounding of both, is held against the
rates that the workbook itself states, then against the reference rates of the European Central Bank: the average of
the year and of the company's fiscal year, and the rate at the end of either. A rate of some other day is information.
Tables of exchange rates are held against the same reference rates: a rate the wrong way round, or far off both.

**Why it matters.** A conversion is an assumption like any other. At the average of 2020 Lonza's 4,508 million Swiss
francs are 4.80 billion dollars, at the rate of the following January 5.08: a reader must be able to tell which.

**How to mend it.** Convert at the average rate of the year and say so beside the figure; state the rates used in a
table of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.market import exchange
from cdmo_cli.market.exchange import KnownRate
from cdmo_cli.market.sizes import Rate, rates
from cdmo_cli.rules import amounts, causes, conversions, words
from cdmo_cli.rules.conversions import Conversion, Outcome, Printed
from cdmo_cli.rules.model import Expected, Finding, Place, Rule, Severity
from cdmo_cli.rules.subject import Subject

NAMES = ("U303", "conversion-at-no-known-rate")

CERTAIN = 0.1
"""A conversion further off than this part of every rate of two years is wrong, and not only unexplained."""

SAME_RATE = 0.02
FAR = 0.03
"""How near a stated rate is to a known one that it is meant for, and how far off every one it is said to be wrong."""


def check(subject: Subject) -> Iterator[Finding]:
    """Findings on rates that are stated, on figures printed in two currencies, on sentences."""
    yield from _stated_rates(subject)
    yield from _figures(subject)
    for place, conversion in amounts.in_sentences(subject):
        outcome = conversions.outcome(subject, conversion)
        if outcome is not None and outcome.kind not in ("fits", "other"):
            yield Finding(
                rule=NAMES[0],
                name=NAMES[1],
                severity=_severity(outcome),
                message=_message(conversion, outcome),
                place=place,
                evidence="declared",
                labels=(conversion.first.text, conversion.second.text),
            )


# -- figures in two currencies


def _figures(subject: Subject) -> Iterator[Finding]:
    """One finding for all pairs of the same two tables; those at a rate of some other day only where none is worse."""
    tables: dict[tuple[object, ...], list[tuple[Printed, Outcome]]] = {}
    data = subject.model.observations
    for pair in conversions.printed(subject):
        outcome = conversions.outcome(subject, pair.conversion)
        if outcome is not None:
            table = [(int(data.sheet[p]), int(data.block[p])) for p in (pair.first, pair.second)]
            currencies = pair.conversion.first.currency, pair.conversion.second.currency
            tables.setdefault((*table, *currencies), []).append((pair, outcome))
    for compared in tables.values():
        if conversions.one_fact(subject, compared):
            found = [item for item in compared if item[1].kind not in ("fits", "other")]
            worst = [item for item in found if item[1].kind != "spot"] or found
            if worst:
                yield _finding(subject, worst)


def _finding(subject: Subject, found: Sequence[tuple[Printed, Outcome]]) -> Finding:
    pair, outcome = max(found, key=lambda item: abs(item[1].off))
    position, conversion = pair.second, pair.conversion
    scale = float(subject.judgement.system.cells.scale[position])
    rate, first = outcome.nearest.value, conversion.first
    value = float(subject.judgement.system.cells.value[position])
    expected = Expected(first.value * rate / scale, first.low * rate / scale, first.high * rate / scale)
    others = [p for other, _ in found if other is not pair for p in (other.second, other.first)]
    more = f", and {len(found) - 1} more beside it" if len(found) > 1 else ""
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity=_severity(outcome),
        message=f"{words.name(subject, position)}: {_message(conversion, outcome)}{more}",
        place=words.place(subject, position),
        observed=value,
        expected=expected if outcome.kind != "spot" else None,
        related=tuple(words.place(subject, p) for p in (pair.first, *others)),
        evidence="declared",
        group=causes.of_formula(subject, words.place(subject, position)),
        impact=words.amount(subject, position, value - expected.low) if outcome.kind != "spot" else 0.0,
        labels=words.path(subject, position),
    )


def _severity(outcome: Outcome) -> Severity:
    if outcome.kind == "spot":
        return "info"
    return "error" if outcome.kind in ("power", "inverted", "unconverted") or abs(outcome.off) > CERTAIN else "warning"


def _message(conversion: Conversion, outcome: Outcome) -> str:
    first, second, rate = conversion.first, conversion.second, outcome.nearest
    implied = conversion.implied[1]
    told = f"{first.text} is given as {second.text}"
    if outcome.kind == "power":
        count = {3: "thousand", 6: "million"}[abs(outcome.power)]
        times = f"a {count} times as much as" if outcome.power > 0 else f"a {count}th of"
        return f"{told}, {times} it is at {_rate(rate)}"
    if outcome.kind == "inverted":
        turned = rate.inverse
        return f"{told}, converted the wrong way round: {_rate(rate)}, not {_value(turned)}"
    if outcome.kind == "unconverted":
        return f"{told}, the same number, unconverted; the rate is {_rate(rate)}"
    if outcome.kind == "spot":
        return (
            f"{told}, {_value(KnownRate(rate.base, rate.quote, implied, ''))}: no average or year-end rate of"
            f" {conversion.year}, but a daily one such as that of {rate.basis}; the basis should be named"
        )
    return (
        f"{told}, {_value(KnownRate(rate.base, rate.quote, implied, ''))}, {abs(outcome.off) * 100:.2g} %"
        f" {'above' if outcome.off > 0 else 'below'} the nearest known rate, {_rate(rate)}"
    )


def _rate(rate: KnownRate) -> str:
    """1.067 USD per CHF (average 2020, European Central Bank reference rates)."""
    return f"{_value(rate)} ({rate.basis}, {rate.source})"


def _value(rate: KnownRate) -> str:
    return f"{rate.value:.4g} {rate.quote} per {rate.base}"


# -- tables of rates


def _stated_rates(subject: Subject) -> Iterator[Finding]:
    """One finding for the rates of a table that make the same mistake."""
    wrong: dict[tuple[int, int, str], list[tuple[Rate, KnownRate]]] = {}
    data = subject.model.observations
    for rate in rates(subject.model):
        told = _told(subject, rate)
        if told is not None:
            at = int(data.sheet[rate.position]), int(data.block[rate.position]), told[0]
            wrong.setdefault(at, []).append((rate, told[1]))
    for (_, _, kind), found in wrong.items():
        yield _rate_finding(subject, kind, found)


def _told(subject: Subject, rate: Rate) -> tuple[str, KnownRate] | None:
    """What is wrong with a stated rate, and the known one it was held against."""
    if rate.year is None or rate.base == rate.quote:
        return None
    known = exchange.known_rates(rate.base, rate.quote, rate.year)
    half = float(subject.judgement.system.cells.half[rate.position])
    if not known or any(abs(rate.value - k.value) <= SAME_RATE * k.value + half for k in known):
        return None
    if any(abs(1 / rate.value - k.value) <= SAME_RATE * k.value for k in known):
        near = min(known, key=lambda k: abs(1 / rate.value - k.value))
        return "inverted", near
    near = min(known, key=lambda k: abs(rate.value - k.value))
    off = abs(rate.value / near.value - 1)
    if off <= FAR or any(abs(rate.value / near.value / 10.0**p - 1) <= FAR for p in (2, -2)):  # quoted for 100 units
        return None
    return "off", near


def _rate_finding(subject: Subject, kind: str, found: Sequence[tuple[Rate, KnownRate]]) -> Finding:
    rate, known = found[0]
    printed = f"{words.shown(subject, rate.position)} {rate.quote} per {rate.base} for {rate.year}"
    if kind == "inverted":
        said = f"is the wrong way round: {_rate(known)}"
    else:
        off = (rate.value / known.value - 1) * 100
        said = f"is {abs(off):.2g} % {'above' if off > 0 else 'below'} the nearest known rate, {_rate(known)}"
    more = f"; so {'is 1 other' if len(found) == 2 else f'are {len(found) - 1} others'}" if len(found) > 1 else ""
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"The rate of {printed} {said}{more}",
        place=_place(subject, rate),
        observed=rate.value,
        expected=Expected(known.value, known.value * (1 - SAME_RATE), known.value * (1 + SAME_RATE)),
        related=tuple(_place(subject, other) for other, _ in found[1:]),
        evidence="declared",
        labels=words.path(subject, rate.position),
    )


def _place(subject: Subject, rate: Rate) -> Place:
    return words.place(subject, rate.position)


RULE = Rule(*NAMES, "warning", "A conversion at no known rate, or a stated rate that is none", check)
