"""Fiscal years that end on different days, side by side.

**What it checks.** Tables that set the revenues of companies side by side under the same year, where their fiscal
years end on different days and the table does not say so: it looks at the last days that the workbook or the published
facts of the taxonomy give. Shares of a market of calendar years are looked at in the same way.

**Why it matters.** Fiscal 2020 of one company may have ended before that of another was half over. In a year of
change they are not the same year.

**How to mend it.** Add a column "Year ended", or bring the figures to calendar years and say how.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from cdmo_cli.market.exchange import in_words
from cdmo_cli.market.model import MEASURES
from cdmo_cli.rules import revenues, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.revenues import Revenue
from cdmo_cli.rules.subject import Subject

NAMES = ("P505", "fiscal-and-calendar-years-compared")

SAME = dt.timedelta(days=10)
"""A last Saturday of the year and its last day are the same end."""


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every table whose companies' years end on different days."""
    for table in revenues.tables(revenues.revenues(subject), subject):
        ends: dict[int, dict[str, Revenue]] = {}
        for revenue in table:
            if revenue.end is not None and revenue.year is not None:
                ends.setdefault(revenue.year, {}).setdefault(revenue.company.code, revenue)
        for year, companies in sorted(ends.items(), reverse=True):
            found = list(companies.values())
            shares = _has_shares(subject, found[0])
            if _differ(found, year, shares=shares) and not all(revenue.stated for revenue in found):
                yield _finding(subject, found, year, shares=shares)
                break


def _differ(found: Sequence[Revenue], year: int, *, shares: bool) -> bool:
    ends = [revenue.end for revenue in found if revenue.end is not None]
    if shares:
        ends.append(dt.date(year, 12, 31))
    return max(ends) - min(ends) > SAME


def _has_shares(subject: Subject, revenue: Revenue) -> bool:
    """Whether the table also gives shares of the market, which has calendar years."""
    data = subject.model.observations
    here = (data.sheet == data.sheet[revenue.position]) & (data.block == data.block[revenue.position])
    return bool((here & (data.measure == MEASURES.index("share"))).any())


def _finding(subject: Subject, found: Sequence[Revenue], year: int, *, shares: bool) -> Finding:
    ordered = sorted(found, key=lambda revenue: (revenue.end or dt.date.max, revenue.position))
    days: dict[dt.date, list[str]] = {}
    for revenue in ordered:
        if revenue.end is not None:
            days.setdefault(revenue.end, []).append(words.member(subject, revenue.position))
    told = [f"{_whose(names)} ended on {in_words(day)}" for day, names in days.items()]
    market = ", while the market's shares are of calendar years" if shares else ""
    places = [revenues.period_place(subject, revenue.position) for revenue in ordered]
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{year} is not the same year for these companies: {_joined(told)}{market}",
        place=places[0],
        related=tuple(places[1:]),
        evidence="declared",
        labels=words.path(subject, ordered[0].position),
    )


def _joined(told: Sequence[str]) -> str:
    return "; ".join(told) if any(" and " in part for part in told) else words.listing(told)


def _whose(names: Sequence[str]) -> str:
    return f"{names[0]}'s" if len(names) == 1 else f"those of {words.listing(names)}"


RULE = Rule(*NAMES, "warning", "Companies' fiscal years that end on different days are compared", check)
