"""Exchange rates that are known: the euro reference rates of the European Central Bank, as averages and on days.

The rates come with the package CurrencyConverter (every trading day since 1999), which is read only when a rate is
asked for. A rate between two other currencies goes through the euro. What the data does not hold is None: no rate is
ever invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter

SOURCE = "European Central Bank reference rates"

_EURO = "EUR"
_LONGEST_CLOSURE = dt.timedelta(days=6)  # Good Friday to Easter Monday, Christmas to the new year: no rate for days
_FEWEST = 0.6  # of the days of a period, weekends included (5/7): a currency that was not quoted for months has none


@dataclass(frozen=True, slots=True)
class KnownRate:
    """One `base` is worth `value` of `quote`; `basis` says how: "average 2020", "31 December 2020"."""

    base: str
    quote: str
    value: float
    basis: str
    source: str = SOURCE

    @property
    def inverse(self) -> KnownRate:
        """The same rate the other way round."""
        return KnownRate(self.quote, self.base, 1 / self.value, self.basis, self.source)


def average_of_year(base: str, quote: str, year: int) -> KnownRate | None:
    """The average of a calendar year; None where the year is not over or not all of it is quoted."""
    return average(base, quote, dt.date(year, 1, 1), dt.date(year, 12, 31))


def average_of_fiscal_year(base: str, quote: str, end: dt.date) -> KnownRate | None:
    """The average of the twelve months up to the last day of a fiscal year."""
    return average(base, quote, _year_before(end) + dt.timedelta(days=1), end)


@lru_cache(maxsize=1024)
def average(base: str, quote: str, start: dt.date, end: dt.date) -> KnownRate | None:
    """The average of a period, both days included: the mean of the daily rates of each currency against the euro, as
    the ECB publishes its averages, one divided by the other."""
    means = [_mean(currency, start, end) for currency in (base, quote)]
    if means[0] is None or means[1] is None or base == quote:
        return None
    return KnownRate(base, quote, means[1] / means[0], f"average {_period_in_words(start, end)}")


@lru_cache(maxsize=1024)
def rate_on(base: str, quote: str, day: dt.date) -> KnownRate | None:
    """The rate of a day, or of the last trading day before it (the basis names the day that the rate is of)."""
    for back in range(_LONGEST_CLOSURE.days + 1):
        quoted = day - dt.timedelta(days=back)
        rates = [_quotation(currency, quoted) for currency in (base, quote)]
        if rates[0] is not None and rates[1] is not None and base != quote:
            return KnownRate(base, quote, rates[1] / rates[0], in_words(quoted))
    return None


def day_of(base: str, quote: str, start: dt.date, end: dt.date, low: float, high: float) -> KnownRate | None:
    """The first daily rate of a period that lies between `low` and `high`."""
    if base == quote:
        return None
    fitting = ((day, rate) for day, rate in _daily(base, quote, start, end) if low <= rate <= high)
    day, rate = next(fitting, (None, 0.0))
    return KnownRate(base, quote, rate, in_words(day)) if day is not None else None


def known_rates(base: str, quote: str, year: int, end: dt.date | None = None) -> tuple[KnownRate, ...]:
    """The rates that a figure of a year may be converted at, the likeliest first: the averages of the calendar year
    and of the fiscal year that ends on `end`, then the rates at the end of either."""
    last = dt.date(year, 12, 31)
    found = [average_of_year(base, quote, year)]
    if end is not None and end != last:
        found += [average_of_fiscal_year(base, quote, end), rate_on(base, quote, end)]
    found.append(rate_on(base, quote, last))
    return tuple(rate for rate in found if rate is not None)


def in_words(day: dt.date) -> str:
    """31 December 2020."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _period_in_words(start: dt.date, end: dt.date) -> str:
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"of {in_words(start)} to {in_words(end)}"


def _year_before(day: dt.date) -> dt.date:
    """The same day of the year before; the last of February for one that it does not have."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


@lru_cache(maxsize=1)
def _converter() -> CurrencyConverter:
    from currency_converter import CurrencyConverter

    return CurrencyConverter()


def _quotation(currency: str, day: dt.date) -> float | None:
    """What one euro was worth on a day; None on a day without a rate."""
    from currency_converter import RateNotFoundError

    converter = _converter()
    if currency not in (converter.currencies or ()):
        return None
    try:
        return float(converter.convert(1.0, _EURO, currency, day))
    except RateNotFoundError:
        return None


def _mean(currency: str, start: dt.date, end: dt.date) -> float | None:
    if currency == _EURO:
        return 1.0
    bounds = (_converter().bounds or {}).get(currency)
    if bounds is None or end > bounds.last_date + _LONGEST_CLOSURE:
        return None
    rates = [rate for day in _days(start, end) if (rate := _quotation(currency, day)) is not None]
    if not rates or len(rates) < _FEWEST * ((end - start).days + 1):
        return None
    return sum(rates) / len(rates)


@lru_cache(maxsize=64)
def _daily(base: str, quote: str, start: dt.date, end: dt.date) -> tuple[tuple[dt.date, float], ...]:
    """The rates of the trading days of a period."""
    pairs = ((day, _quotation(base, day), _quotation(quote, day)) for day in _days(start, end))
    return tuple((day, second / first) for day, first, second in pairs if first is not None and second is not None)


def _days(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    return (start + dt.timedelta(days=n) for n in range((end - start).days + 1))
