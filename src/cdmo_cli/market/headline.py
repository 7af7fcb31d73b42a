"""What a workbook's headline figures are: currency, scale, years, base year, and what had to be assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from cdmo_cli.market.hierarchy import grouping_codes
from cdmo_cli.market.metrics import grown
from cdmo_cli.market.model import STATUSES, Model
from cdmo_cli.market.sizes import Cell, Figure, Sizes, cells, rate_between, rates, select, years_of
from cdmo_cli.tables.model import Measure, Status, Unit
from cdmo_cli.tables.units import scale_of

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"), (1.0, ""))
BASE_CASE = ("scenario", "base")
"""The member whose figures are the forecast itself."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Headline:
    """The frame of a cube; see `Cube` for the meaning of each field."""

    kind: Literal["currency", "index", "shares"]
    sizes: Sizes
    shares: Mapping[tuple[int, Cell], Figure]
    assumed: str = ""
    currency: str | None = None
    scale: float = 1.0
    unit: str = ""
    years: tuple[int, ...] = ()
    base_year: int | None = None
    start_year: int = 0
    final_year: int = 0
    status: Mapping[int, Status] = field(default_factory=dict)
    scope: Mapping[str, str] = field(default_factory=dict)


def headline(model: Model) -> Headline:
    """Sizes where there are any, else an index along the printed growth rate, else only shares."""
    shares = _shares(model)
    chosen = _size_positions(model)
    if len(chosen):
        return _of_sizes(model, chosen, shares)
    return _of_growth(model, shares) or Headline(kind="shares", sizes=Sizes(model, {}), shares=shares, unit="%")


def _shares(model: Model) -> dict[tuple[int, Cell], Figure]:
    """Printed shares in percent. A share of one member in another (a region's of its continent) has no mark of
    its own and is read as a share of the whole."""
    data = model.observations
    found = {}
    for key, position in cells(model, np.flatnonzero(select(data, "share"))).items():
        if key[1]:
            scale = data.units[int(data.unit[position])].scale if data.unit[position] >= 0 else 0.01
            found[key] = Figure(float(data.value[position]) * scale * 100, (position,))
    return _with_base_case(found)


def _size_positions(model: Model) -> npt.NDArray[np.int64]:
    """The observations that are sizes of the market: not of a company or in a publisher's claim, of one year."""
    data = model.observations
    is_ratio = np.array([*(u.kind in ("percent", "index") for u in data.units), False])
    market = (years_of(data) > 0) & ~is_ratio[data.unit]
    for code, column in data.members.items():
        if code in ("company", "publisher"):
            market &= column < 0
    measures: tuple[Measure, ...] = ("revenue", "value", "count")
    for measure in measures:
        chosen = market & select(data, measure)
        if chosen.any():
            return np.flatnonzero(chosen)
    return np.array([], dtype=np.int64)


def _of_sizes(model: Model, chosen: npt.NDArray[np.int64], shares: Mapping[tuple[int, Cell], Figure]) -> Headline:
    currency, counted = _currency(model, chosen)
    if currency is None:
        chosen = _of_one_unit(model, chosen, counted)
    base = _with_base_case(_printed(model, chosen, currency))
    scope = _scope(model, base)
    whole = Sizes(model, base, scope)
    years = tuple(year for year in whole.years if whole.get(year, frozenset()) is not None)
    status = _with_scenarios(_status(model, chosen, years or whole.years), years or whole.years, base)
    base_year, start, final = _span(model, years or whole.years, status)
    size = next((f for y in (start, final, *years) if (f := whole.get(y, frozenset()))), None)
    largest = max((abs(f.value) for f in base.values()), default=1.0)
    scale, word = _scale(abs(size.value) if size else largest)
    names = {(d.code, m.code): m.label for d in model.dimensions for m in d.members}
    return Headline(
        kind="currency",
        sizes=Sizes(model, base, scope, scale),
        shares=shares,
        assumed=_scope_in_words([names[item] for item in scope.items()]),
        currency=currency,
        scale=scale,
        unit=" ".join(w for w in (currency or "", word, "" if currency else counted) if w),
        years=years,
        base_year=base_year,
        start_year=start,
        final_year=final,
        status=status,
        scope=scope,
    )


def _currency(model: Model, chosen: npt.NDArray[np.int64]) -> tuple[str | None, str]:
    """The currency of the headline: the report's own where sizes are in it, else that of the first total, else of
    most figures. With it the word for what is counted where there is no currency."""
    data = model.observations
    units = [(data.units[int(u)] if u >= 0 else None) for u in data.unit[chosen].tolist()]
    found = Counter(u.currency for u in units if u is not None and u.currency)
    if not found:
        return None, Counter(_counted(u) for u in units).most_common(1)[0][0]
    if model.facts.currency in found:
        return model.facts.currency, ""
    total = np.ones(len(chosen), dtype=bool)
    for column in data.members.values():
        total &= column[chosen] < 0
    for at in np.flatnonzero(total).tolist():
        unit = units[at]
        if unit is not None and unit.currency:
            return unit.currency, ""
    return found.most_common(1)[0][0], ""


def _counted(unit: Unit | None) -> str:
    """What is counted, without the scale that the sizes are multiplied by: "million metric tons" are metric tons."""
    if unit is None:
        return ""
    first, _, rest = unit.text.partition(" ")
    if unit.scale == 1 or scale_of(first) != unit.scale:
        return "" if unit.text == "number" else unit.text
    return rest.removeprefix("of ")


def _of_one_unit(model: Model, chosen: npt.NDArray[np.int64], counted: str) -> npt.NDArray[np.int64]:
    """The figures in the unit that most are in: tonnes and visits are not set side by side."""
    fits = np.array([*(_counted(unit) == counted for unit in model.observations.units), not counted])
    return np.compress(fits[model.observations.unit[chosen]], chosen)


def _printed(model: Model, chosen: npt.NDArray[np.int64], currency: str | None) -> dict[tuple[int, Cell], Figure]:
    """Sizes in units of `currency`: those in it first, then those that a rate of the workbook converts."""
    data = model.observations
    known = rates(model)
    currencies = [u.currency for u in data.units] + [None]
    own = np.array([c == currency for c in currencies])[data.unit[chosen]]
    found = {}
    for key, position in cells(model, chosen[own]).items():
        unit = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
        found[key] = Figure(float(data.value[position]) * (unit.scale if unit else 1.0), (position,))
    if currency is None:
        return found
    for key, position in cells(model, chosen[~own]).items():
        unit = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
        rate = rate_between(known, unit.currency, currency, key[0]) if unit and unit.currency else None
        if key not in found and unit is not None and rate is not None and rate[1] is not None:
            value = float(data.value[position]) * unit.scale * rate[0]
            found[key] = Figure(value, (position, rate[1]))
    return found


def _with_base_case(found: dict[tuple[int, Cell], Figure]) -> dict[tuple[int, Cell], Figure]:
    """The figures of the base case stand for the forecast where the workbook prints no other."""
    for (year, cell), figure in list(found.items()):
        if BASE_CASE in cell:
            found.setdefault((year, cell - {BASE_CASE}), figure)
    return found


def _scope(model: Model, printed: Mapping[tuple[int, Cell], Figure]) -> dict[str, str]:
    """The members that stand for the whole where every size is of them: a workbook of Europe alone."""
    if any(not cell for _, cell in printed):
        return {}
    groupings = grouping_codes(model.taxonomy)
    held = [dict(cell) for _, cell in printed]
    found = {}
    for dimension in model.taxonomy.dimensions:
        seen = {cell.get(dimension.code) for cell in held}
        only = next(iter(seen)) if len(seen) == 1 else None
        if only is not None and only not in groupings:
            found[dimension.code] = only
    return found


def _scope_in_words(labels: list[str]) -> str:
    return f"the whole is {', '.join(reversed(labels))}: the workbook has nothing else" if labels else ""


def _status(model: Model, chosen: npt.NDArray[np.int64], years: tuple[int, ...]) -> dict[int, Status]:
    """The status of each year: of the whole where it has one, else what most of the year's figures say."""
    data = model.observations
    of_year = years_of(data)[chosen]
    said = data.status[chosen]
    total = np.ones(len(chosen), dtype=bool)
    for column in data.members.values():
        total &= column[chosen] < 0
    found: dict[int, Status] = {}
    for year in years:
        here = (of_year == year) & (said >= 0)
        votes = said[here & total] if (here & total).any() else said[here]
        if len(votes):
            found[year] = STATUSES[Counter(votes.tolist()).most_common(1)[0][0]]
    return found


def _with_scenarios(
    status: Mapping[int, Status], years: tuple[int, ...], printed: Mapping[tuple[int, Cell], Figure]
) -> dict[int, Status]:
    """Years in which scenarios differ are forecasts, where nothing is said of them."""
    dimension = BASE_CASE[0]
    sizes: dict[tuple[int, Cell], set[float]] = {}
    for (year, cell), figure in printed.items():
        scenario = frozenset(item for item in cell if item[0] == dimension)
        if scenario:
            sizes.setdefault((year, cell - scenario), set()).add(figure.value)
    open_years = {year for (year, _), values in sizes.items() if len(values) > 1}
    return {**{year: "forecast" for year in years if year in open_years}, **status}


def _span(model: Model, years: tuple[int, ...], status: Mapping[int, Status]) -> tuple[int | None, int, int]:
    """Base year, start and end of the forecast: as stated, else found. The base year is marked so, or a CAGR to a
    year ahead starts there, or it is the last year before the first estimate or forecast; the span starts at the base
    year, as a CAGR from it would."""
    facts = model.facts
    marked = [y for y in years if status.get(y) == "base"]
    open_years = [y for y in years if status.get(y) in ("estimate", "forecast")]
    past = [y for y in years if open_years and y < open_years[0]]
    growing = _start_of_growth(model, years)
    # a CAGR over all years there are may as well be one of the past
    told = growing if growing is not None and (growing > years[0] or growing in past) else None
    base = facts.base_year or (marked[-1] if marked else told or (past[-1] if past else None))
    final = facts.end_year if facts.end_year in years else years[-1] if years else 0
    start = next((y for y in (facts.start_year, base, growing) if y in years), years[0] if years else 0) or 0
    if start >= final and years and years[0] < final:
        start = years[0]
    return base, start, final


def _start_of_growth(model: Model, years: tuple[int, ...]) -> int | None:
    """Where the CAGR to the last year starts: that of the whole market, else that of most members."""
    data = model.observations
    rates = select(data, "cagr")
    whole = rates.copy()
    for column in data.members.values():
        whole &= column < 0
    for chosen in (whole, rates):
        periods = [data.periods[p] for p in data.period[chosen].tolist() if p >= 0]
        starts = Counter(p.year for p in periods if p.through == years[-1] and p.year in years) if years else None
        if starts:
            return int(starts.most_common(1)[0][0])
    return None


def _scale(value: float) -> tuple[float, str]:
    """The scale in which a value reads well: 212 billion, not 0.212 trillion or 212,000 million; 2,217, not 2.2
    thousand."""
    least = {1e12: 10.0, 1e3: 100.0}
    for scale, word in _SCALES:
        if value >= scale * least.get(scale, 1.0):
            return scale, word
    return 1.0, ""


def _of_growth(model: Model, shares: Mapping[tuple[int, Cell], Figure]) -> Headline | None:
    """An index: the start of the stated period is 100 and grows at the printed CAGR of the whole market."""
    data = model.observations
    whole = select(data, "cagr")
    for column in data.members.values():
        whole &= column < 0
    positions = np.flatnonzero(whole)
    if not len(positions):
        return None
    position = int(positions[0])
    period = data.periods[int(data.period[position])] if data.period[position] >= 0 else None
    start, end = model.facts.start_year, model.facts.end_year
    if period is not None and period.through is not None:
        start, end = period.year, period.through
    if start is None or end is None or end <= start:
        return None
    scale = data.units[int(data.unit[position])].scale if data.unit[position] >= 0 else 0.01
    rate = float(data.value[position]) * scale * 100
    values = {(year, Cell()): Figure(grown(100, rate, year - start), (position,)) for year in range(start, end + 1)}
    length = end - start
    span = f"{_NUMBERS[length] if length < len(_NUMBERS) else length} year{'s' if length > 1 else ''}"
    return Headline(
        kind="index",
        sizes=Sizes(model, values),
        shares=shares,
        assumed=f"index, {start} = 100, {span} at {rate:g} % a year",
        scale=1.0,
        unit=f"index, {start} = 100",
        years=tuple(range(start, end + 1)),
        base_year=model.facts.base_year,
        start_year=start,
        final_year=end,
        status={},
    )
