"""The field's measures as pure functions: growth, shares and concentration, each with its formula and source."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


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
    left = max(0.0, 100 - sum(shares)) if others is None else max(0.0, others)
    cap = largest if largest is not None else min(shares, default=left)
    if left == 0 or cap <= 0:
        return named, named
    cap = min(cap, left)
    full = math.floor(left / cap + 1e-9)
    rest = max(0.0, left - full * cap)
    return named, named + full * cap**2 + rest**2


def concentration(shares: Sequence[float], n: int) -> float:
    """Concentration ratio CRn: the sum of the n largest shares, in percent. Source: OECD, Glossary of industrial
    organisation economics and competition law, concentration."""
    return float(sum(sorted(shares, reverse=True)[: max(n, 0)]))


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
