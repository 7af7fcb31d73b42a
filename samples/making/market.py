"""The illustrative market: every figure of the samples, in whole units so that all sums are exact.

The size of 2024 is the median of the published estimates (`estimates.py`), its growth the published 5.2 % a
year; everything below the total is an assumption of this file. Sizes are whole numbers of USD 10 million
(`CENT`: USD 0.01 billion). The total, the regions, types, applications and the cross table are multiples of
USD 0.1 billion, the countries of USD 0.01 billion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FIRST, BASE, LAST = 2019, 2024, 2031
YEARS = tuple(range(FIRST, LAST + 1))
FORECAST = tuple(range(BASE, LAST + 1))
GROWTH = 0.052
BASE_SIZE = 212.0
TENTH = 10  # USD 0.1 billion in units of USD 0.01 billion

# Illustrative: what the market would have been if it had grown 4.1, 8.3, 6.4, 4.1 and 4.8 % a year to 2024.
HISTORY = {2019: 162.0, 2020: 168.6, 2021: 182.6, 2022: 194.3, 2023: 202.3}


@dataclass(frozen=True)
class Part:
    """An assumption: size in the base year (USD billion), growth before and after it (% a year)."""

    name: str
    base: float
    before: float
    after: float


@dataclass(frozen=True)
class Region(Part):
    """A region with its countries; the last of them is what the others leave."""

    countries: tuple[Part, ...] = ()


TYPES = (Part("Small molecules", 131.4, 4.1, 3.4), Part("Biologics", 80.6, 8.0, 7.8))
APPLICATIONS = (Part("API", 123.0, 5.8, 5.5), Part("Drug", 89.0, 5.1, 4.7))
REGIONS = (
    Region("North America", 84.8, 5.0, 4.4, (
        Part("United States", 76.3, 4.9, 4.3),
        Part("Canada", 8.2, 5.6, 5.1),
        Part("Rest of North America", 0.3, 4.0, 4.0),
    )),
    Region("Europe", 42.4, 4.1, 3.8, (
        Part("Germany", 9.6, 3.8, 3.6),
        Part("France", 6.4, 3.5, 3.4),
        Part("U.K.", 6.2, 3.9, 3.7),
        Part("Italy", 5.1, 4.0, 3.5),
        Part("Russia", 2.0, 2.5, 2.0),
        Part("Rest of Europe", 13.1, 4.7, 4.4),
    )),
    Region("Asia-Pacific", 63.6, 7.4, 6.9, (
        Part("China", 22.4, 8.6, 7.1),
        Part("Japan", 11.2, 3.4, 3.2),
        Part("South Korea", 7.1, 8.9, 7.4),
        Part("India", 12.6, 9.4, 9.8),
        Part("Australia", 2.3, 4.9, 4.8),
        Part("China Taiwan", 2.4, 6.2, 6.3),
        Part("Indonesia", 1.0, 7.0, 7.6),
        Part("Thailand", 0.9, 6.0, 6.6),
        Part("Malaysia", 0.8, 6.1, 6.4),
        Part("Rest of Asia-Pacific", 2.9, 5.6, 6.0),
    )),
    Region("Latin America", 12.2, 5.2, 6.0, (
        Part("Mexico", 3.3, 5.9, 6.4),
        Part("Brazil", 5.2, 4.9, 5.8),
        Part("Argentina", 1.3, 3.2, 4.9),
        Part("Colombia", 0.8, 5.4, 6.2),
        Part("Rest of Latin America", 1.6, 5.0, 6.0),
    )),
    Region("Middle East & Africa", 9.0, 5.0, 5.3, (
        Part("Turkey", 2.2, 4.8, 5.0),
        Part("Saudi Arabia", 1.7, 5.8, 6.2),
        Part("UAE", 0.9, 6.1, 6.6),
        Part("Rest of Middle East & Africa", 4.2, 4.5, 4.9),
    )),
)  # fmt: skip

# Biologics' share of each region relative to the world's: where the large biologics plants and buyers are.
_BIOLOGICS_LEAN = {
    "North America": 1.20, "Europe": 1.12, "Asia-Pacific": 0.80, "Latin America": 0.66, "Middle East & Africa": 0.62,
}  # fmt: skip

# Illustrative: growth of the whole market after the base year, % a year, where less or more goes well than forecast.
SCENARIOS = {"Low case": 3.7, "High case": 6.6}

Series = Mapping[int, int]  # year → size in units of USD 0.01 billion


@dataclass(frozen=True)
class Market:
    """All sizes by year, in units of USD 0.01 billion; the parts of every whole add up to it exactly."""

    total: Series
    types: Mapping[str, Series]
    applications: Mapping[str, Series]
    regions: Mapping[str, Series]
    countries: Mapping[str, Mapping[str, Series]]  # region → country → sizes
    cross: Mapping[tuple[str, str], Series]  # (type, region) → sizes


def build() -> Market:
    """The market of the samples."""
    total = {year: round(billions(year) * 100) for year in YEARS}
    types = spread(TYPES, total, TENTH)
    regions = spread(REGIONS, total, TENTH)
    return Market(
        total=total,
        types=types,
        applications=spread(APPLICATIONS, total, TENTH),
        regions=regions,
        countries={region.name: spread(region.countries, regions[region.name], 1) for region in REGIONS},
        cross=cross(types, regions),
    )


def billions(year: int) -> float:
    """The market size in USD billion, to one decimal: 212.0 · 1.052ⁿ from the base year on."""
    return HISTORY[year] if year in HISTORY else round(BASE_SIZE * (1 + GROWTH) ** (year - BASE), 1)


def scenario(name: str) -> dict[int, float]:
    """The market of a scenario in USD billion, to one decimal, from the base year on."""
    return {year: round(BASE_SIZE * (1 + SCENARIOS[name] / 100) ** (year - BASE), 1) for year in FORECAST}


def spread(parts: Sequence[Part], totals: Series, unit: int) -> dict[str, dict[int, int]]:
    """Let the parts grow at their rates, fit each year to its total, and round so that the sum is kept."""
    result: dict[str, dict[int, int]] = {part.name: {} for part in parts}
    for year, total in totals.items():
        rates = [part.after if year > BASE else part.before for part in parts]
        grown = [p.base * (1 + rate / 100) ** (year - BASE) for p, rate in zip(parts, rates, strict=True)]
        for part, value in zip(parts, apportion(grown, total // unit), strict=True):
            result[part.name][year] = value * unit
    return result


def apportion(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total`: largest remainders are rounded up."""
    exact = [weight * total / sum(weights) for weight in weights]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in by_remainder[: total - sum(whole)]:
        whole[i] += 1
    return whole


def cross(
    types: Mapping[str, Mapping[int, int]], regions: Mapping[str, Mapping[int, int]]
) -> dict[tuple[str, str], dict[int, int]]:
    """Type by region in tenths: both margins hold exactly, because small molecules are what biologics leave."""
    small, biologics = (part.name for part in TYPES)
    result: dict[tuple[str, str], dict[int, int]] = {(t, r): {} for t in types for r in regions}
    for year in YEARS:
        weights = [regions[name][year] * _BIOLOGICS_LEAN[name] for name in regions]
        for name, value in zip(regions, apportion(weights, types[biologics][year] // TENTH), strict=True):
            result[biologics, name][year] = value * TENTH
            result[small, name][year] = regions[name][year] - value * TENTH
    return result


def cagr(series: Series, start: int = BASE, end: int = LAST) -> float:
    """Compound annual growth, % a year."""
    return float(((series[end] / series[start]) ** (1 / (end - start)) - 1) * 100)
