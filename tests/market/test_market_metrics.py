from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.market import metrics

positive = st.floats(min_value=0.01, max_value=1e9, allow_nan=False)
rates = st.floats(min_value=-50, max_value=200, allow_nan=False)
spans = st.integers(min_value=1, max_value=40)
shares_of_ten = st.lists(st.floats(min_value=0.1, max_value=10), min_size=1, max_size=10)


def test_the_published_rate_over_seven_and_eight_years() -> None:
    assert metrics.grown(1, 5.2, 7) == pytest.approx(1.426, abs=5e-4)
    assert metrics.grown(1, 5.2, 8) == pytest.approx(1.500, abs=5e-4)


def test_cagr_of_known_headlines() -> None:
    assert metrics.cagr(242.62, 465.14, 8) == pytest.approx(8.5, abs=0.05)
    assert metrics.cagr(100, 200, 1) == pytest.approx(100)
    assert metrics.cagr(100, 0, 3) == -100


@pytest.mark.parametrize(("first", "last", "years"), [(0, 5, 3), (-1, 5, 3), (5, -1, 3), (5, 6, 0), (5, 6, -2)])
def test_cagr_where_it_is_not_defined(first: float, last: float, years: int) -> None:
    assert metrics.cagr(first, last, years) is None


@given(positive, rates, spans)
def test_cagr_undoes_growing(first: float, rate: float, years: int) -> None:
    assert metrics.cagr(first, metrics.grown(first, rate, years), years) == pytest.approx(rate, abs=1e-6)


@given(positive, positive)
def test_growth_is_the_cagr_of_one_year(first: float, last: float) -> None:
    assert metrics.growth(first, last) == pytest.approx(metrics.cagr(first, last, 1), rel=1e-9, abs=1e-6)


def test_growth_share_and_points() -> None:
    assert metrics.growth(200, 212) == pytest.approx(6)
    assert metrics.growth(0, 5) is None
    assert metrics.absolute_growth(212, 302.3) == pytest.approx(90.3)
    assert metrics.share(80.6, 212) == pytest.approx(38.0189, abs=1e-4)
    assert metrics.share(1, 0) is None
    assert metrics.share_change(38.0, 45.5) == pytest.approx(750)


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=8))
def test_contributions_of_a_partition_sum_to_100(parts: list[tuple[float, float]]) -> None:
    first, last = sum(a for a, _ in parts), sum(b for _, b in parts)
    if abs(last - first) < 1e-6 * max(first, last):
        return
    shares = [metrics.contribution(a, b, first, last) for a, b in parts]
    assert math.fsum(s for s in shares if s is not None) == pytest.approx(100, rel=1e-6, abs=1e-3)


def test_contribution_of_nothing_to_nothing() -> None:
    assert metrics.contribution(1, 2, 10, 10) is None


def test_hhi_of_known_markets() -> None:
    assert metrics.hhi([100]) == 10_000
    assert metrics.hhi([25] * 4) == 2_500
    assert metrics.hhi([]) == 0


def test_hhi_bounds_when_others_are_not_split() -> None:
    assert metrics.hhi_bounds([30, 20, 10]) == (1400, 1400 + 4 * 100)
    assert metrics.hhi_bounds([30, 20, 15]) == (1525, 1525 + 2 * 225 + 25)
    assert metrics.hhi_bounds([60, 40]) == (5200, 5200)
    assert metrics.hhi_bounds([30], others=70, largest=100) == (900, 900 + 4900)


@given(shares_of_ten)
def test_hhi_bounds_hold_the_index_of_any_split(shares: list[float]) -> None:
    low, high = metrics.hhi_bounds(shares)
    left, cap = 100 - sum(shares), min(shares)
    even = math.ceil(left / cap)
    split = [left / even] * even if left > 0 and even < 5000 else []
    if split:
        assert low - 1e-6 <= metrics.hhi([*shares, *split]) <= high + 1e-6


def test_concentration() -> None:
    assert metrics.concentration([10, 30, 20, 5], 2) == 50
    assert metrics.concentration([10, 30], 4) == 40
    assert metrics.concentration([10], 0) == 0


def test_ranking_lets_equals_share_a_rank() -> None:
    assert metrics.ranking({"a": 1, "b": 3, "c": 2, "d": 3}) == [(1, "b", 3), (1, "d", 3), (3, "c", 2), (4, "a", 1)]
    assert metrics.ranking({}) == []
