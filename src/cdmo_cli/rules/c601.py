"""A company's revenue is above the whole market.

**What it checks.** The revenue of every company against the size of the market in the same year, in the market's
currency: at the workbook's own rate, else at the average rate of the European Central Bank. Revenues that are marked
as those of a whole group are left out, and so are markets of a part of the world; a group's revenue that is not marked
stands here with C602, which names it.

**Why it matters.** One supplier cannot sell more than all customers buy. Either the revenue is in another unit or
covers other business, or the market is too small.

**How to mend it.** Look at the unit of the revenue (millions for billions), at what it covers, and at its year.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from cdmo_cli.market.cube import Cube
from cdmo_cli.market.exchange import average_of_year
from cdmo_cli.market.sizes import rate_between
from cdmo_cli.rules import revenues, words
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.revenues import Revenue
from cdmo_cli.rules.subject import Subject

NAMES = ("C601", "company-above-market")

CONVERTED = 0.05
"""What a converted revenue may be off by the choice of the rate."""


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every company's largest excess over the market."""
    found = revenues.revenues(subject)
    cube = Cube.of(subject.model) if found else None
    if cube is None or not has_world(cube):
        return
    told: set[str] = set()
    for revenue in found:
        excess = above(cube, revenue)
        if excess is not None and revenue.company.code not in told:
            told.add(revenue.company.code)
            yield _finding(subject, cube, revenue, *excess)


def has_world(cube: Cube) -> bool:
    """Whether the workbook gives the size of a whole market in a currency: companies sell to all of the world."""
    return cube.kind == "currency" and cube.currency is not None and not cube.scope


def above(cube: Cube, revenue: Revenue) -> tuple[float, float] | None:
    """The market's size and a revenue's factor into units of the market's currency, where the revenue is above the
    market; None where it is not, or says that it is the revenue of a group."""
    size = cube.size(revenue.year) if revenue.year is not None else None
    if size is None or size.value <= 0 or revenue.kind == "group":
        return None
    factor = in_currency(cube, revenue)
    if factor is None:
        return None
    slack = CONVERTED if factor != 1 else 0.0
    market = size.value * cube.scale
    return (market, factor) if revenue.low * factor * (1 - slack) > market * (1 + slack) else None


def in_currency(cube: Cube, revenue: Revenue) -> float | None:
    """What one unit of a revenue's currency is worth in the market's: at the workbook's rate, else at the average of
    the year; None where neither is known."""
    if cube.currency is None or revenue.year is None:
        return None
    stated = rate_between(cube.rates(), revenue.currency, cube.currency, revenue.year)
    if stated is not None:
        return stated[0]
    known = average_of_year(revenue.currency, cube.currency, revenue.year)
    return known.value if known is not None else None


def _finding(subject: Subject, cube: Cube, revenue: Revenue, market: float, factor: float) -> Finding:
    position = revenue.position
    size = cube.size(revenue.year or 0)
    scale = float(subject.judgement.system.cells.scale[position])
    printed = float(subject.judgement.system.cells.value[position])
    times = (revenue.low + revenue.high) / 2 * factor / market
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"{words.member(subject, position)}'s {revenues.money(subject, position)} for {revenue.year} is"
        f" {_times(times)} the whole market of that year, {revenues.market_money(cube, market)}",
        place=words.place(subject, position),
        observed=printed,
        expected=Expected(None, -math.inf, market / factor / scale),
        related=tuple(words.place(subject, p) for p in (size.positions if size is not None else ())),
        evidence="declared",
        group=revenues.group(revenue),
        explains=True,
        impact=words.amount(subject, position, printed - market / factor / scale),
        labels=words.path(subject, position),
    )


def _times(times: float) -> str:
    return f"{times:,.0f} times" if times >= 10 else f"{times:.2g} times" if times >= 1.1 else "more than"


RULE = Rule(*NAMES, "error", "A company's revenue is larger than the whole market", check)
