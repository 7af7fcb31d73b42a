"""One fact in two currencies: the rate that two printed figures imply, and the known rate that it is."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cdmo_cli.market import exchange
from cdmo_cli.market.exchange import KnownRate
from cdmo_cli.market.model import MEASURES
from cdmo_cli.market.sizes import Rate, rates
from cdmo_cli.rules import revenues, words
from cdmo_cli.rules.subject import Subject

Kind = Literal["fits", "spot", "inverted", "unconverted", "power", "off", "other"]
"""How an implied rate came out: a known one; that of some day; the inverse of a known one; no rate, the number being
the same; a known one times a power of a thousand; near a known one, but none; so far away that the two are not one
fact."""

TOLERANCE = 0.005
"""Averages of a year differ by up to as much: for 2020 there is 0.9389 CHF per USD beside the ECB's 0.9372."""

CLEAR = 0.05
"""A rate nearer to 1 cannot be told from its inverse (logarithm of their ratio)."""

FARTHEST = 2.0
"""Two figures whose rate is beyond this factor from every known one are not the same fact."""

APPROXIMATE = re.compile(
    r"\b(?:approximately|approx\.?|about|around|roughly|circa|ca\.|some|nearly|rund|etwa)|[~≈]", re.I
)


ENOUGH = 3
ALIKE = 0.15
"""From so many pairs of figures on, how like they must be off (logarithms) to be conversions of each other."""

_OF_MONEY = frozenset(
    (
        *("equivalent", "as", "reported", "printed", "converted", "in", "local", "currency", "own", "original"),
        *("value", "amount", "revenue", "sales", "of", "at", "the", "rate", "average", "published", "approx"),
        *("approximately", "reporting", "home", "usd", "eur", "chf", "gbp", "sek", "jpy", "dollars", "euros", "us"),
        *("million", "billion"),
    )
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money, `low` to `high` in units of its currency, and how a sentence says it."""

    currency: str
    value: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount and the same in another currency, of a year whose last day is `end`."""

    first: Amount
    second: Amount
    year: int
    end: dt.date | None

    @property
    def implied(self) -> tuple[float, float, float]:
        """What one unit of the first currency is worth in the second: least, as printed, most."""
        first, second = self.first, self.second
        return second.low / first.high, second.value / first.value, second.high / first.low


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a conversion came out, the known rate that is nearest (or that it is), and how far it is off it, as a part
    of that rate: positive where the second amount is too large."""

    kind: Kind
    nearest: KnownRate
    off: float = 0.0
    power: int = 0


@dataclass(frozen=True, slots=True)
class Printed:
    """Two observations that print one figure in two currencies."""

    first: int
    second: int
    conversion: Conversion


def printed(subject: Subject) -> Iterator[Printed]:
    """The revenues that stand in two currencies: of the same members, period and kind. In one row where there is such
    a pair, else the first of each currency of each table."""
    data = subject.model.observations
    currencies = [unit.currency if unit.kind == "currency" else None for unit in data.units]
    if len({currency for currency in currencies if currency}) < 2:
        return
    known = np.array([*(currency is not None for currency in currencies), False])[data.unit]
    chosen = np.flatnonzero(known & (data.measure == MEASURES.index("revenue")) & (data.period >= 0))
    groups: dict[tuple[object, ...], list[int]] = {}
    for position in chosen.tolist():
        members = tuple(int(column[position]) for column in data.members.values())
        kind = data.attributes.get(position, {}).get("kind")
        groups.setdefault((int(data.period[position]), members, kind), []).append(position)
    for positions in groups.values():
        yield from _pairs(subject, positions, currencies)


def _pairs(subject: Subject, positions: Sequence[int], currencies: Sequence[str | None]) -> Iterator[Printed]:
    data = subject.model.observations
    seen: set[tuple[str | None, int, int]] = set()
    for position in positions[1:]:
        currency = currencies[int(data.unit[position])]
        table = currency, int(data.sheet[position]), int(data.block[position])
        others = [p for p in positions if p < position and currencies[int(data.unit[p])] != currency]
        if not others or table in seen:
            continue
        seen.add(table)
        row = int(data.sheet[position]), int(data.row[position])
        beside = [p for p in others if (int(data.sheet[p]), int(data.row[p])) == row]
        first = (beside or others)[0]
        conversion = _conversion(subject, first, position)
        if conversion is not None:
            yield Printed(first, position, conversion)


def _conversion(subject: Subject, first: int, second: int) -> Conversion | None:
    period = revenues.period_of(subject, first)
    if period is None or period.through is not None or period.part:
        return None
    amounts = [_amount(subject, position) for position in (first, second)]
    if amounts[0].low <= 0 or amounts[1].low <= 0:
        return None
    told = subject.model.observations.attributes
    ends = (revenues.year_end(told.get(p, {}).get("year_end", ""), period.year) for p in (first, second))
    end = next((end for end in ends if end is not None), None) or _known_end(subject, first, period.year)
    return Conversion(amounts[0], amounts[1], period.year, end)


def _amount(subject: Subject, position: int) -> Amount:
    unit = revenues.unit_of(subject, position)
    low, high = revenues.interval(subject, position)
    value = (low + high) / 2
    note = subject.model.observations.attributes.get(position, {}).get("note", "")
    if APPROXIMATE.search(note):
        low, high = widened(value, low, high)
    return Amount(unit.currency or "" if unit else "", value, low, high, revenues.money(subject, position))


def widened(value: float, low: float, high: float) -> tuple[float, float]:
    """The interval of a figure that is only about right: two significant digits at most."""
    half = max((high - low) / 2, 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 1)) if value else 0.0
    return value - half, value + half


def _known_end(subject: Subject, position: int, year: int) -> dt.date | None:
    column = subject.model.observations.members.get("company")
    if column is None or int(column[position]) < 0:
        return None
    company = subject.model.dimension("company").members[int(column[position])].code
    facts = revenues.facts_of(subject, company)
    return next((dt.date.fromisoformat(fact.year_end) for fact in facts if fact.fiscal_year == year), None)


def outcome(subject: Subject, conversion: Conversion) -> Outcome | None:
    """How a conversion came out; None where no rate is known that it could be held against.

    First against the rates that the workbook itself states for the two currencies, then against the reference rates:
    averages of the year and of the fiscal year, and the rates at the end of either.
    """
    base, quote = conversion.first.currency, conversion.second.currency
    low, value, high = conversion.implied
    stated = _stated(subject, base, quote, conversion.year)
    known = exchange.known_rates(base, quote, conversion.year, conversion.end)
    candidates = [*stated, *((rate, TOLERANCE) for rate in known)]
    if not candidates:
        return None
    for rate, slack in candidates:
        if low <= rate.value * (1 + slack) and rate.value * (1 - slack) <= high:
            return Outcome("fits", rate)
    nearest = min((rate for rate, _ in candidates), key=lambda rate: abs(math.log(value / rate.value)))
    ratio = value / nearest.value
    for power in (3, 6, -3, -6):
        if _within(low, high, nearest.value * 10.0**power, 0.02):
            return Outcome("power", nearest, ratio - 1, power)
    if abs(math.log(ratio)) > CLEAR:
        for rate, slack in candidates:
            if _within(1 / high, 1 / low, rate.value, max(slack, TOLERANCE)):
                return Outcome("inverted", rate, value / rate.value - 1)
        if low <= 1 <= high and abs(math.log(nearest.value)) > CLEAR:
            likeliest = candidates[0][0]
            return Outcome("unconverted", likeliest, value / likeliest.value - 1)
    spot = None if stated else _spot(conversion)
    if spot is not None:
        return Outcome("spot", spot, ratio - 1)
    return Outcome("off" if 1 / FARTHEST < ratio < FARTHEST else "other", nearest, ratio - 1)


def one_fact(subject: Subject, compared: Sequence[tuple[Printed, Outcome]]) -> bool:
    """Whether two tables (or columns) print the same figures in two currencies at all, and not two kinds of figures:
    half of their pairs fit a known rate, or all are off in much the same way; or they stand in one row, under headings
    that name nothing else."""
    fitting = sum(outcome.kind == "fits" for _, outcome in compared)
    if 2 * fitting >= len(compared) or all(_beside(subject, pair) for pair, _ in compared):
        return True
    ratios = [math.log(1 + outcome.off) for _, outcome in compared]
    return len(compared) >= ENOUGH and max(ratios) - min(ratios) <= ALIKE


def _beside(subject: Subject, pair: Printed) -> bool:
    places = [words.place(subject, position) for position in (pair.first, pair.second)]
    headings = [_heading(subject, position) for position in (pair.first, pair.second)]
    return places[0].row == places[1].row and places[0].sheet == places[1].sheet and headings[0] == headings[1]


def _heading(subject: Subject, position: int) -> frozenset[str]:
    """The words over a figure's column, but for those that only say that it is an amount in a currency."""
    block, at = words.block_of(subject, position), words.place(subject, position)
    lines = block.columns if block is not None else ()
    text = " ".join(label.text for line in lines if line.index == at.column for label in line.labels)
    return frozenset(re.findall(r"\w+", text.casefold())) - _OF_MONEY


def _within(low: float, high: float, value: float, slack: float) -> bool:
    return low <= value * (1 + slack) and value * (1 - slack) <= high


def _spot(conversion: Conversion) -> KnownRate | None:
    """The first day, from the start of the year to a year after its end, whose rate it is."""
    end = conversion.end or dt.date(conversion.year, 12, 31)
    start, last = min(dt.date(conversion.year, 1, 1), end - dt.timedelta(days=365)), end + dt.timedelta(days=365)
    low, _, high = conversion.implied
    base, quote = conversion.first.currency, conversion.second.currency
    return exchange.day_of(base, quote, start, last, low * (1 - 1e-4), high * (1 + 1e-4))


def _stated(subject: Subject, base: str, quote: str, year: int) -> list[tuple[KnownRate, float]]:
    """The workbook's own rates between two currencies, directly or through a third, each with its rounding as a part
    of it: those of the year, else those without a year, else any."""
    known = rates(subject.model)
    legs = {(rate.base, rate.quote, rate.year): rate for rate in reversed(known)}
    years = dict.fromkeys(rate.year for rate in known)
    for chosen in ([year], [None], [y for y in years if y is not None]):
        found = [rate for y in chosen for rate in _between(subject, legs, base, quote, y)]
        if found:
            return found
    return []


def _between(
    subject: Subject, legs: dict[tuple[str, str, int | None], Rate], base: str, quote: str, year: int | None
) -> list[tuple[KnownRate, float]]:
    def leg(one: str, other: str) -> tuple[float, float, Rate] | None:
        for turned, key in ((False, (one, other, year)), (True, (other, one, year))):
            rate = legs.get(key)
            if rate is not None and rate.value > 0:
                half = float(subject.judgement.system.cells.half[rate.position])
                return (1 / rate.value if turned else rate.value), half / rate.value, rate
        return None

    direct = leg(base, quote)
    if direct is not None:
        return [(_own(subject, base, quote, direct[0], direct[2]), direct[1])]
    through = {c for one, other, y in legs if y == year for c in (one, other)} - {base, quote}
    found = []
    for middle in sorted(through):
        first, second = leg(base, middle), leg(middle, quote)
        if first is not None and second is not None:
            found.append((_own(subject, base, quote, first[0] * second[0], second[2]), first[1] + second[1]))
    return found


def _own(subject: Subject, base: str, quote: str, value: float, rate: Rate) -> KnownRate:
    when = f" for {rate.year}" if rate.year is not None else ""
    return KnownRate(base, quote, value, f"the workbook's own{when}", words.place_name(subject, rate.position))
