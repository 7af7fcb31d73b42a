"""Base year, size or year missing.

**What it checks.** A compound growth rate (CAGR) in a workbook that gives no size it could start from, unless it is
seen to follow from two figures beside it, and shares of the market that no year belongs to.

**Why it matters.** A rate without a base cannot be checked or applied: over seven years 5.2 % means a market 1.426
times as large, over eight 1.500 times. Shares without a year cannot be compared with anything.

**How to mend it.** State the base year and the size of the market in it with its currency; state the year of the
shares in their heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cdmo_cli.market.model import MEASURES
from cdmo_cli.market.stated import states_size
from cdmo_cli.rules import words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Period

NAMES = ("P501", "base-or-size-missing")

SIZES = frozenset({"revenue", "value", "index", "count"})


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every CAGR without a size, and one for every table of shares without a year."""
    yield from _rates_without_size(subject)
    yield from _shares_without_year(subject)


def _rates_without_size(subject: Subject) -> Iterator[Finding]:
    observations = subject.model.observations
    measures = [MEASURES[int(code)] for code in observations.measure]
    if any(_is_market_size(subject, p, m) for p, m in enumerate(measures)):
        return
    if "cagr" in measures and states_size(subject.workbook):
        return
    system = subject.judgement.system
    following = {one.total for one in (*system.identities, *system.weak) if one.kind == "cagr"}
    for position in (position for position, measure in enumerate(measures) if measure == "cagr"):
        block = words.block_of(subject, position)
        if position not in following and (block is None or block.layout != "claims"):
            yield _lone_rate(subject, position)


def _is_market_size(subject: Subject, position: int, measure: str) -> bool:
    """Whether a figure is a size of the market or of a segment: a company's revenue is not."""
    if measure not in SIZES or int(subject.model.observations.period[position]) < 0:
        return False
    return not words.named(subject, "company", position)


def _lone_rate(subject: Subject, position: int) -> Finding:
    cells = subject.judgement.system.cells
    rate = float(cells.base[position])
    shown = words.shown(subject, position)
    first, second = _spans(subject, position)
    base = "" if subject.model.facts.base_year else " and no base year"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"A CAGR of {shown} with no market size{base} to start from: over {first} years it means"
        f" ×{(1 + rate) ** first:.3f}, over {second} ×{(1 + rate) ** second:.3f}",
        place=words.place(subject, position),
        observed=float(cells.value[position]),
        evidence="declared",
        labels=words.path(subject, position),
    )


def _spans(subject: Subject, position: int) -> tuple[int, int]:
    """The numbers of years that the rate may span: from the first year of the forecast, or from the year before."""
    observations, facts = subject.model.observations, subject.model.facts
    index = int(observations.period[position])
    period = observations.periods[index] if index >= 0 else None
    if period is not None and period.through is not None:
        years = period.through - period.year
    elif facts.start_year is not None and facts.end_year is not None:
        years = facts.end_year - facts.start_year
    else:
        years = 5
    years = max(years, 1)
    return years, years + 1


def _shares_without_year(subject: Subject) -> Iterator[Finding]:
    observations = subject.model.observations
    tables: dict[tuple[int, int], list[int]] = {}
    for position in np.flatnonzero(observations.measure == MEASURES.index("share")).tolist():
        if _period(subject, position) is not None:
            continue
        if any(words.named(subject, d.code, position) for d in subject.model.taxonomy.dimensions if _market(d.code)):
            key = int(observations.sheet[position]), int(observations.block[position])
            tables.setdefault(key, []).append(position)
    for positions in tables.values():
        yield _undated(subject, positions)


def _market(dimension: str) -> bool:
    return dimension != "company"


def _period(subject: Subject, position: int) -> Period | None:
    observations = subject.model.observations
    index = int(observations.period[position])
    return observations.periods[index] if index >= 0 else None


def _undated(subject: Subject, positions: Sequence[int]) -> Finding:
    first = positions[0]
    who = "A share carries" if len(positions) == 1 else f"{len(positions)} shares carry"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"{who} no year: {words.listing(words.member(subject, p) for p in positions)}",
        place=words.place(subject, first),
        observed=float(subject.judgement.system.cells.value[first]),
        related=tuple(words.place(subject, p) for p in positions[1:]),
        evidence="declared",
        labels=words.path(subject, first),
    )


RULE = Rule(*NAMES, "error", "A CAGR without a base year or size, or shares without a year", check)
