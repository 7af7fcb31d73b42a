"""A company's revenue is that of another year.

**What it checks.** The revenues of companies against the published ones that the taxonomy knows, each with its
source. It speaks where a figure is not that of the year it is printed for, but is, within the rounding of what is
printed, that of another year of the same company: 2.5 billion "in fiscal 2020" that were earned in fiscal 2019.

**Why it matters.** Shares and ranks set it beside the market of the wrong year, and growth from it is wrong by a year.

**How to mend it.** Correct the year or the revenue; both are named with their sources.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.market.model import CompanyFact
from cdmo_cli.rules import revenues, words
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.revenues import Revenue
from cdmo_cli.rules.subject import Subject

NAMES = ("C603", "figure-of-another-year")

RESTATED = 0.01
"""A revenue this near to the published one of its year is a later restatement of it."""

CLEAR = 0.03
"""A figure rounded to more than this part of itself could be that of many years."""


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every revenue that belongs to another year, once where a table prints it twice."""
    told: set[tuple[str, int | None]] = set()
    for revenue in revenues.revenues(subject):
        if (revenue.company.code, revenue.year) in told:
            continue
        known = revenues.facts_of(subject, revenue.company.code)
        stated = [fact for fact in known if _is_stated(revenue, fact)]
        if not stated or any(revenues.matches(revenue, fact, RESTATED) for fact in stated):
            continue
        own = next((fact for fact in stated if fact.currency == revenue.currency), None)
        others = [fact for fact in known if fact not in stated and revenues.matches(revenue, fact)]
        if own is not None and others and _is_clear(revenue):
            told.add((revenue.company.code, revenue.year))
            yield _finding(subject, revenue, own, others[0])


def _is_stated(revenue: Revenue, fact: CompanyFact) -> bool:
    ends = revenue.stated and revenue.end is not None and revenue.end.isoformat() == fact.year_end
    return ends or fact.fiscal_year == revenue.year


def _is_clear(revenue: Revenue) -> bool:
    return revenue.high - revenue.low <= 2 * CLEAR * abs(revenue.high + revenue.low) / 2


def _finding(subject: Subject, revenue: Revenue, own: CompanyFact, other: CompanyFact) -> Finding:
    position = revenue.position
    cells = subject.judgement.system.cells
    scale = float(cells.scale[position])
    value, half = own.value * own.scale / scale, revenues.fact_half(own) / scale
    printed = float(cells.value[position])
    message = (
        f"{words.member(subject, position)}'s {revenues.money(subject, position)} for {revenue.year} is the revenue of"
        f" fiscal {other.fiscal_year} ({revenues.fact_money(other)}, {revenues.fact_source(other)}); that of"
        f" {revenues.fact_year(own)}, was {revenues.fact_money(own)} ({revenues.fact_source(own)})"
    )
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=message,
        place=words.place(subject, position),
        observed=printed,
        expected=Expected(value, value - half, value + half),
        evidence="declared",
        impact=words.amount(subject, position, printed - value),
        labels=words.path(subject, position),
    )


RULE = Rule(*NAMES, "error", "A company's revenue is that of another of its years", check)
