"""The companies listed have more than all of the market.

**What it checks.** The printed market shares of the companies of one table and year; and, where no shares are
printed, the revenues of the listed companies against the market of their year, in its currency. Revenues marked as
those of a whole group are left out, and so are subtotals of the list and what it leaves for the rest of the market.

**Why it matters.** A list of companies is a part of the market. Where the part is more than the whole, shares were
taken of different markets or years, or the same business is counted twice.

**How to mend it.** Take all shares of one market and year; leave out group revenue; count a company that was taken
over only once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import MEASURES
from cdmo_cli.rules import revenues, words
from cdmo_cli.rules.c601 import CONVERTED, above, has_world, in_currency
from cdmo_cli.rules.c602 import of_group
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.revenues import Revenue
from cdmo_cli.rules.subject import Subject

NAMES = ("C604", "company-shares-above-100")

FEWEST = 2  # companies


def check(subject: Subject) -> Iterator[Finding]:
    """Findings on printed shares, else on the revenues that make them."""
    printed = [positions for positions in _shares(subject) if _too_much(subject, positions)]
    for positions in printed:
        yield _of_shares(subject, positions)
    if not printed:
        yield from _of_revenues(subject)


def _shares(subject: Subject) -> Iterator[list[int]]:
    """The market shares of whole companies, by table, column, period and status."""
    data = subject.model.observations
    if "company" not in data.members:
        return
    alone = np.equal(data.measure, MEASURES.index("share")) & (data.members["company"] >= 0)
    for code, column in data.members.items():
        if code != "company":
            alone &= column < 0
    tables: dict[tuple[int, ...], dict[int, int]] = {}
    keys = (data.sheet, data.block, data.period, data.status, data.unit)
    for position in revenues.companies(subject, np.flatnonzero(alone).tolist()):
        key = tuple(int(column[position]) for column in keys)
        tables.setdefault(key, {}).setdefault(int(data.members["company"][position]), position)
    yield from (list(found.values()) for found in tables.values() if len(found) >= FEWEST)


def _too_much(subject: Subject, positions: Sequence[int]) -> bool:
    cells = subject.judgement.system.cells
    return float((cells.base - cells.base_half)[list(positions)].sum()) > 1 + 1e-9


def _of_shares(subject: Subject, positions: Sequence[int]) -> Finding:
    cells = subject.judgement.system.cells
    ordered = sorted(positions, key=lambda p: -float(cells.base[p]))
    first = ordered[0]
    total, whole = float(cells.base[list(positions)].sum()), 1 / float(cells.scale[first])
    shown = words.shown(subject, first, total * whole)
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"The shares of {len(positions)} companies add up to {shown}, more than all of the market:"
        f" {words.listing(f'{words.member(subject, p)} {words.shown(subject, p)}' for p in ordered)}",
        place=words.place(subject, first),
        observed=total * whole,
        expected=Expected(None, -math.inf, whole),
        related=tuple(words.place(subject, p) for p in ordered[1:]),
        evidence="declared",
        impact=round((total - 1) * 100, 6),
        labels=words.path(subject, first),
    )


def _of_revenues(subject: Subject) -> Iterator[Finding]:
    found = revenues.revenues(subject)
    cube = Cube.of(subject.model) if len(found) >= FEWEST else None
    if cube is None or not has_world(cube):
        return
    years: dict[int, dict[str, Revenue]] = {}
    for revenue in found:
        if revenue.year is not None and revenue.kind != "group" and of_group(subject, revenue) is None:
            years.setdefault(revenue.year, {}).setdefault(revenue.company.code, revenue)
    for year, companies in sorted(years.items(), reverse=True):
        size = cube.size(year)
        known = [(revenue, factor) for revenue in companies.values() if (factor := in_currency(cube, revenue))]
        if size is None or size.value <= 0 or len(known) < FEWEST:
            continue
        total = sum(revenue.low * factor * (1 - (CONVERTED if factor != 1 else 0)) for revenue, factor in known)
        if total > size.value * cube.scale:
            yield _of_year(subject, cube, year, known)
            return


def _of_year(subject: Subject, cube: Cube, year: int, known: Sequence[tuple[Revenue, float]]) -> Finding:
    size = cube.size(year)
    market = size.value * cube.scale if size is not None else 0.0
    sums = [((revenue.low + revenue.high) / 2 * factor, revenue) for revenue, factor in known]
    ordered = [revenue for _, revenue in sorted(sums, key=lambda item: -item[0])]
    total = sum(value for value, _ in sums)
    alone = next((revenue for revenue in ordered if above(cube, revenue)), None)
    first = ordered[0].position
    names = words.listing(words.member(subject, revenue.position) for revenue in ordered)
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"The revenues of {len(known)} companies in {year} add up to {revenues.market_money(cube, total)},"
        f" {total / market * 100:,.0f} % of the market, {revenues.market_money(cube, market)}: {names}",
        place=words.place(subject, first),
        related=tuple(words.place(subject, revenue.position) for revenue in ordered[1:]),
        evidence="declared",
        group=revenues.group(alone) if alone is not None else None,
        impact=round((total - market) / cube.scale, 6),
        labels=words.path(subject, first),
    )


RULE = Rule(*NAMES, "error", "The shares of the listed companies add up to more than the market", check)
