"""What the rules on companies and currencies share: revenues with years and intervals, and how money is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.market.cube import Cube
from cdmo_cli.market.exchange import in_words
from cdmo_cli.market.model import MEASURES, CompanyFact, Member
from cdmo_cli.rules import sheetcells, words
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Period, Unit
from cdmo_cli.tables.periods import read_period
from cdmo_cli.tables.units import unit_name

COARSEST = 3
"""Zeros at the end of an amount that may be rounding: 4,500 million is 4.5 billion."""

SIGNIFICANT = 4
"""Digits of an amount that was computed."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.?", re.I)
_DETAILS = re.compile(r"\s*[(:;]")
_YEAR_ENDED = re.compile(r"for the (?:fiscal )?year (?:ended|to) \d{1,2} \w+ (\d{4})")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Revenue:
    """A company's revenue as printed: `low` to `high` in units of its currency. `end` is the last day of its fiscal
    year, as the workbook (`stated`) or the taxonomy's facts tell it; None where neither does."""

    position: int
    company: Member
    currency: str
    year: int | None
    low: float
    high: float
    kind: str = ""
    end: dt.date | None = None
    stated: bool = False


def revenues(subject: Subject) -> tuple[Revenue, ...]:
    """Every revenue of a whole company whose currency is known, forecasts left out, in reading order."""
    data = subject.model.observations
    if "company" not in data.members:
        return ()
    members = subject.model.dimension("company").members
    alone = np.equal(data.measure, MEASURES.index("revenue")) & (data.members["company"] >= 0) & (data.status != 3)
    for code, column in data.members.items():
        if code != "company":
            alone &= column < 0
    found = []
    for position in companies(subject, np.flatnonzero(alone).tolist()):
        unit = unit_of(subject, position)
        company = members[int(data.members["company"][position])]
        if unit is not None and unit.currency is not None:
            found.append(_revenue(subject, position, company, unit))
    return tuple(found)


def companies(subject: Subject, positions: Sequence[int]) -> list[int]:
    """Of figures under the names of companies those of single ones: neither the rest, nor sums of the others."""
    own = subject.model.observations.members["company"]
    members, among = subject.model.dimension("company").members, set(positions)
    totals = {
        identity.total
        for identity in subject.judgement.system.identities
        if identity.kind == "sum" and len(identity.parts) > 1 and among.issuperset(identity.parts)
    }
    return [p for p in positions if p not in totals and not members[int(own[p])].rest]


def _revenue(subject: Subject, position: int, company: Member, unit: Unit) -> Revenue:
    data = subject.model.observations
    told = data.attributes.get(position, {})
    period = period_of(subject, position)
    year = period.year if period is not None and period.through is None and not period.part else None
    stated = year_end(told.get("year_end", ""), year)
    known = next((f for f in facts_of(subject, company.code) if f.fiscal_year == year), None)
    end = stated or (dt.date.fromisoformat(known.year_end) if known is not None else None)
    low, high = interval(subject, position)
    assert unit.currency is not None
    return Revenue(position, company, unit.currency, year, low, high, told.get("kind", ""), end, stated is not None)


def interval(subject: Subject, position: int) -> tuple[float, float]:
    """What a printed amount stands for, in base units: by its own digits where these are coarser than its table's,
    zeros at the end of a whole number taken for rounding as long as two other digits stand before them."""
    cells = subject.judgement.system.cells
    value, scale = float(cells.value[position]), float(cells.scale[position])
    places = int(subject.model.observations.decimals[position])
    if places <= 0:
        zeros = len(f"{abs(value):.0f}") - len(f"{abs(value):.0f}".rstrip("0"))
        places = -max(min(zeros, COARSEST, len(f"{abs(value):.0f}") - 2), 0)
    half = max(float(cells.half[position]), 0.5 * 10.0**-places)
    return (value - half) * scale, (value + half) * scale


def facts_of(subject: Subject, company: str) -> tuple[CompanyFact, ...]:
    """The published revenues of a company that the taxonomy knows."""
    return tuple(fact for fact in subject.model.taxonomy.facts if fact.company == company)


def matches(revenue: Revenue, fact: CompanyFact, slack: float = 0.0) -> bool:
    """Whether a printed revenue may be that of a fact; `slack` widens both, as a part of the fact."""
    if revenue.currency != fact.currency:
        return False
    value = fact.value * fact.scale
    spread = fact_half(fact) + slack * value
    return revenue.low <= value + spread and value - spread <= revenue.high


def fact_half(fact: CompanyFact) -> float:
    """Half of the last digit that a fact is given with, in units of its currency."""
    digits = f"{fact.value:.6f}".rstrip("0").partition(".")[2]
    return 0.5 * fact.scale * 10.0 ** -len(digits)


def unit_of(subject: Subject, position: int) -> Unit | None:
    """The unit of an observation."""
    data = subject.model.observations
    index = int(data.unit[position]) if position < len(data) else -1
    return data.units[index] if index >= 0 else None


def period_of(subject: Subject, position: int) -> Period | None:
    """The period of an observation."""
    data = subject.model.observations
    index = int(data.period[position]) if position < len(data) else -1
    return data.periods[index] if index >= 0 else None


def year_end(text: str, year: int | None) -> dt.date | None:
    """The last day of a fiscal year from what a cell says of it: 2020-06-30, 30 June 2020, June. The year is that of
    the figure where the text has none."""
    iso = _ISO.search(text)
    if iso is not None:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    month, own = _MONTH.search(text), _YEAR.search(text)
    if own is None and year is None:
        return None
    at = int(own[1]) if own is not None else int(year or 0)
    if month is not None:
        return _last_day(at, _MONTHS.index(month[1].casefold()) + 1)
    dated = read_period(text)
    return _last_day(dated.period.year, int(dated.period.part)) if dated and dated.period.part.isdigit() else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _last_day(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def money(subject: Subject, position: int) -> str:
    """An amount as a sentence says it: USD 2.5 billion."""
    unit = unit_of(subject, position)
    own = int(subject.model.observations.decimals[position])
    shown = words.shown(subject, position, places=own if 0 <= own <= words.MOST_DECIMALS else None)
    if unit is None or unit.currency is None:
        return shown
    return " ".join(word for word in (unit.currency, shown, unit_name(None, unit.scale)) if word)


def market_money(cube: Cube, value: float) -> str:
    """An amount of the market's currency, in its unit: USD 212 billion."""
    name = cube.unit.removeprefix(cube.currency or "").strip()
    shown = sheetcells.plain(value / cube.scale, SIGNIFICANT)
    return " ".join(word for word in (cube.currency or "", shown, name) if word)


def fact_money(fact: CompanyFact) -> str:
    """A fact's amount: USD 2,518 million."""
    places = len(f"{fact.value:.6f}".rstrip("0").partition(".")[2])
    return f"{fact.currency} {words.number(fact.value, places)} {unit_name(None, fact.scale)}".strip()


def fact_year(fact: CompanyFact) -> str:
    """The year of a fact: fiscal 2019, to 30 June 2019."""
    return f"fiscal {fact.fiscal_year}, to {in_words(dt.date.fromisoformat(fact.year_end))}"


def fact_source(fact: CompanyFact) -> str:
    """Who published a fact and in what, in short: Catalent's 10-K for fiscal 2020. Sources begin with both."""
    publisher, _, rest = _DETAILS.split(fact.source)[0].partition(", ")
    document = _YEAR_ENDED.sub(r"for fiscal \1", rest.partition(",")[0]).removeprefix("Form ").strip()
    if not document or document[0] in "“„\"'":  # an article's title says less than who printed it
        return words.short(publisher)
    return words.short(f"{publisher.strip()}'s {document}")


def group(revenue: Revenue) -> str:
    """The group of the findings on a company's revenue: a group's revenue may be why it is above the market."""
    return f"company {revenue.company.code}"


def period_place(subject: Subject, position: int) -> Place:
    """The cell that states a figure's year in its row; the figure's own cell where there is none."""
    at = words.place(subject, position)
    block = words.block_of(subject, position)
    for number, partners in (block.from_columns if block is not None else {}).items():
        if block is not None and block.columns[number].index == at.column and partners.period is not None:
            return Place(at.sheet, at.row, partners.period)
    return at


def tables(found: tuple[Revenue, ...], subject: Subject) -> Iterator[tuple[Revenue, ...]]:
    """Revenues table by table."""
    data = subject.model.observations
    groups: dict[tuple[int, int], list[Revenue]] = {}
    for revenue in found:
        key = int(data.sheet[revenue.position]), int(data.block[revenue.position])
        groups.setdefault(key, []).append(revenue)
    return (tuple(group) for group in groups.values())
