"""The field's measures as pure functions: growth, shares, concentration and attractiveness, each with its formula and
source."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

LOG_LINEAR_LEAST = 3
"""Years that a fitted growth rate needs: through two points it is the CAGR."""

WEIGHTS: Mapping[str, float] = {"size": 0.3, "growth": 0.3, "added": 0.4}
"""The weights of `attractiveness` where none are given: size (last year), growth (% a year), absolute growth."""


def cagr(first: float, last: float, years: float) -> float | None:
    """Compound annual growth rate in percent a year: ((last / first) ** (1 / years) − 1) × 100.

    `first` and `last` in one unit, `years` the distance between them (2024 → 2031: 7). None where it is not
    defined: no positive start, a negative end, or no time between. Source: the geometric mean return, CFA
    Institute, Global Investment Performance Standards (GIPS), annualised return.
    """
    if first <= 0 or last < 0 or years <= 0:
        return None
    return float(((last / first) ** (1 / years) - 1) * 100)


def grown(first: float, rate: float, years: float) -> float:
    """What `first` becomes after `years` at `rate` percent a year: first × (1 + rate / 100) ** years. Inverse of
    `cagr`; same unit as `first`."""
    return float(first * (1 + rate / 100) ** years)


def log_linear(sizes: Mapping[int, float]) -> float | None:
    """Least-squares growth rate in percent a year: (exp(b) − 1) × 100, where ln size = a + b × year is fitted to every
    year that there is, b = Σ (year − mean year)(ln size − mean ln size) / Σ (year − mean year)².

    `sizes` by year, in any one unit; gaps between years are allowed. Unlike the CAGR it does not hang on the first and
    the last year alone. None with fewer than three years, or a size that is not positive. Source: World Bank, World
    Development Indicators, statistical methods, least-squares growth rate.
    """
    if len(sizes) < LOG_LINEAR_LEAST or any(not size > 0 for size in sizes.values()):
        return None
    middle = math.fsum(sizes) / len(sizes)
    logs = {year: math.log(size) for year, size in sizes.items()}
    mean = math.fsum(logs.values()) / len(logs)
    spread = math.fsum((year - middle) ** 2 for year in sizes)
    slope = math.fsum((year - middle) * (log - mean) for year, log in logs.items()) / spread
    return math.expm1(slope) * 100


def growth(first: float, last: float) -> float | None:
    """Relative change in percent: (last / first − 1) × 100. None where `first` is not positive."""
    return (last / first - 1) * 100 if first > 0 else None


def absolute_growth(first: float, last: float) -> float:
    """What was added between two dates, in their unit: last − first."""
    return last - first


def share(part: float, whole: float) -> float | None:
    """The part of the whole in percent: part / whole × 100. None where the whole is not positive."""
    return part / whole * 100 if whole > 0 else None


def share_change(first: float, last: float) -> float:
    """Change between two shares (both in percent) in basis points: (last − first) × 100. A basis point is a
    hundredth of a percentage point."""
    return (last - first) * 100


def contribution(part_first: float, part_last: float, whole_first: float, whole_last: float) -> float | None:
    """How much of the whole's growth came from the part, in percent: Δpart / Δwhole × 100.

    The parts of a partition sum to 100. None where the whole did not change. Source: the additive decomposition
    of growth, Eurostat, Handbook on quarterly national accounts, contributions to growth.
    """
    added = whole_last - whole_first
    return (part_last - part_first) / added * 100 if added else None


def contribution_points(part_first: float, part_last: float, whole_first: float) -> float | None:
    """How many percentage points of the whole's growth came from the part: Δpart / whole_first × 100.

    The parts of a partition sum to the growth of the whole in percent. None where the whole is not positive at the
    start. Source: as `contribution`.
    """
    return (part_last - part_first) / whole_first * 100 if whole_first > 0 else None


def hhi(shares: Sequence[float]) -> float:
    """Herfindahl-Hirschman index of shares in percent: Σ share², up to 10 000 points for a monopoly.

    Source: U.S. Department of Justice and Federal Trade Commission, Merger Guidelines (2023), guideline 1.
    """
    return float(sum(s * s for s in shares))


def hhi_bounds(
    shares: Sequence[float], others: float | None = None, largest: float | None = None
) -> tuple[float, float]:
    """The least and the most that the HHI can be when the shares (percent) do not name every company.

    `others` is the share left to unnamed companies, 100 − Σ shares when None. Least: infinitely many tiny ones,
    Σ share². Most: as few as possible, each at most `largest` percent (the smallest named share when None, as
    a larger one would have been named; one company holds all of it when none is named). Both in points.
    Source: the definition of the index, and the convexity of the square.
    """
    named = hhi(shares)
    full, cap, rest = _fewest(shares, others, largest)
    return named, named + full * cap**2 + rest**2


def _fewest(shares: Sequence[float], others: float | None, largest: float | None) -> tuple[int, float, float]:
    """The unnamed share as few companies: how many of the largest size allowed, that size, and what is left for one
    more; all in percent."""
    left = max(0.0, 100 - sum(shares)) if others is None else max(0.0, others)
    cap = largest if largest is not None else min(shares, default=left)
    if left == 0 or cap <= 0:
        return 0, 0.0, 0.0
    cap = min(cap, left)
    full = math.floor(left / cap + 1e-9)
    return full, cap, max(0.0, left - full * cap)


def concentration(shares: Sequence[float], n: int) -> float:
    """Concentration ratio CRn: the sum of the n largest shares, in percent. Source: OECD, Glossary of industrial
    organisation economics and competition law, concentration."""
    return float(sum(sorted(shares, reverse=True)[: max(n, 0)]))


def concentration_bounds(
    shares: Sequence[float], n: int, others: float | None = None, largest: float | None = None
) -> tuple[float, float]:
    """The least and the most that CRn can be when the shares (percent) do not name every company.

    `others` and `largest` as in `hhi_bounds`. Least: the unnamed share is spread over very many companies, CRn of the
    named. Most: it belongs to as few as possible, which may be among the n largest. Both in percent, at most 100.
    Source: the definition of the ratio.
    """
    full, cap, rest = _fewest(shares, others, largest)
    most = concentration([*shares, *[cap] * min(full, max(n, 0)), rest], n)
    return concentration(shares, n), max(concentration(shares, n), min(100.0, most))


def attractiveness(
    segments: Mapping[str, Mapping[str, float]], weights: Mapping[str, float] = WEIGHTS
) -> dict[str, float]:
    """An index from 0 to 100 for each segment: the weighted mean of its criteria, each scaled to the range of the
    segments, 100 × (x − least) / (most − least).

    `segments`: segment → criterion → value, in any unit; every criterion of `weights` must be there. Weights count in
    proportion to their sum. A criterion that is the same for all says nothing and counts 50 for each. 100 is the best
    of all in everything, 0 the last in everything; the index compares these segments with each other and nothing else.
    Raises ValueError where a weight is negative or all are 0. Source: OECD and Joint Research Centre, Handbook on
    constructing composite indicators (2008), min-max normalisation and linear aggregation.
    """
    total = math.fsum(weights.values())
    if total <= 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("weights must not be negative, and one must be more than 0")
    scores = dict.fromkeys(segments, 0.0)
    for criterion, weight in weights.items():
        values = {name: values[criterion] for name, values in segments.items()}
        least, most = min(values.values(), default=0.0), max(values.values(), default=0.0)
        for name, value in values.items():
            scaled = 100 * (value - least) / (most - least) if most > least else 50.0
            scores[name] += weight / total * scaled
    return scores


def ranking(values: Mapping[str, float]) -> list[tuple[int, str, float]]:
    """Rank, name and value, largest first; equal values share a rank and the next one is skipped (1, 2, 2, 4).

    Names break ties so that the order is stable.
    """
    ordered = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    ranks: list[tuple[int, str, float]] = []
    for position, (name, value) in enumerate(ordered, start=1):
        tied = ranks and ranks[-1][2] == value
        ranks.append((ranks[-1][0] if tied else position, name, value))
    return ranks
