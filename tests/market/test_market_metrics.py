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


# --- log-linear growth -------------------------------------------------------------------------------------


def test_log_linear_growth_by_hand() -> None:
    # years −1, 0, 1 and ln 100, ln 121, ln 121: b = (ln 121 − ln 100) / 2 = ln 1.1
    assert metrics.log_linear({2022: 100, 2023: 121, 2024: 121}) == pytest.approx(10)
    # the middle year counts for nothing in b when it is the middle: the CAGR is the same here
    assert metrics.cagr(100, 121, 2) == pytest.approx(10)
    # with four years it is not: b = (−1.5 · ln 100 − 0.5 · ln 200 + 0.5 · ln 200 + 1.5 · ln 100) / 5 = 0
    assert metrics.log_linear({1: 100, 2: 200, 3: 200, 4: 100}) == pytest.approx(0, abs=1e-12)
    # a gap keeps its width: years 0, 1, 3 about 4/3, sizes 1, 2, 8 grow by ln 2 a year
    assert metrics.log_linear({0: 1, 1: 2, 3: 8}) == pytest.approx(100)


def test_log_linear_growth_where_it_is_not_defined() -> None:
    assert metrics.log_linear({2023: 1, 2024: 2}) is None
    assert metrics.log_linear({2022: 1, 2023: 0, 2024: 2}) is None
    assert metrics.log_linear({2022: 1, 2023: math.nan, 2024: 2}) is None


@given(positive, rates, st.integers(min_value=3, max_value=20))
def test_log_linear_growth_of_constant_growth_is_the_cagr(first: float, rate: float, years: int) -> None:
    sizes = {2000 + step: metrics.grown(first, rate, step) for step in range(years)}
    assert metrics.log_linear(sizes) == pytest.approx(rate, abs=1e-6)


@given(st.dictionaries(st.integers(1990, 2030), positive, min_size=3, max_size=12), positive)
def test_log_linear_growth_knows_no_unit(sizes: dict[int, float], factor: float) -> None:
    first, second = metrics.log_linear(sizes), metrics.log_linear({y: v * factor for y, v in sizes.items()})
    assert second == pytest.approx(first, rel=1e-6, abs=1e-6)


# --- contribution in points, bounds of concentration, attractiveness -----------------------------------------


def test_contribution_in_points_by_hand() -> None:
    assert metrics.contribution_points(80.6, 136.3, 212.0) == pytest.approx(26.2736, abs=1e-4)
    assert metrics.contribution_points(1, 2, 0) is None


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=8))
def test_contributions_in_points_sum_to_the_growth(parts: list[tuple[float, float]]) -> None:
    first, last = math.fsum(a for a, _ in parts), math.fsum(b for _, b in parts)
    found = [metrics.contribution_points(a, b, first) for a, b in parts]
    growth = metrics.growth(first, last)
    assert growth is not None
    assert math.fsum(each for each in found if each is not None) == pytest.approx(growth, rel=1e-6, abs=1e-3)


def test_bounds_of_a_concentration_ratio_by_hand() -> None:
    # 10 + 5 + 3 named; 82 left, as 27 companies of 3 and one of 1
    assert metrics.concentration_bounds([10, 5, 3], 4) == pytest.approx((18, 21))
    # one unnamed company may be as large as the largest: 8 of 10 and one of 2
    assert metrics.concentration_bounds([10, 5, 3], 4, largest=10) == pytest.approx((18, 40))
    assert metrics.concentration_bounds([60, 40], 4) == pytest.approx((100, 100))
    assert metrics.concentration_bounds([], 4) == pytest.approx((0, 100))
    assert metrics.concentration_bounds([50], 0) == (0, 0)


@given(shares_of_ten, st.integers(1, 12), st.floats(min_value=0.1, max_value=100))
def test_bounds_hold_the_ratio_of_any_split(shares: list[float], n: int, size: float) -> None:
    left = 100 - sum(shares)
    largest = max(*shares, size)
    count = max(1, math.ceil(left / largest))
    split = [*shares, *[left / count] * count]
    low, high = metrics.concentration_bounds(shares, n, largest=largest)
    assert low - 1e-9 <= metrics.concentration(split, n) <= high + 1e-9
    least, most = metrics.hhi_bounds(shares, largest=largest)
    assert least - 1e-6 <= metrics.hhi(split) <= most + 1e-6


def test_attractiveness_by_hand() -> None:
    segments = {
        "a": {"size": 100, "growth": 2, "added": 20},
        "b": {"size": 50, "growth": 6, "added": 30},
        "c": {"size": 0, "growth": 4, "added": 10},
    }
    # a: 0.3·100 + 0.3·0 + 0.4·50 = 50; b: 0.3·50 + 0.3·100 + 0.4·100 = 85; c: 0 + 0.3·50 + 0 = 15
    assert metrics.attractiveness(segments) == pytest.approx({"a": 50, "b": 85, "c": 15})
    assert metrics.attractiveness(segments, {"size": 2, "growth": 0, "added": 0}) == {"a": 100, "b": 50, "c": 0}
    same = {name: {"size": 1.0, "growth": 2.0, "added": 3.0} for name in "ab"}
    assert metrics.attractiveness(same) == pytest.approx({"a": 50, "b": 50})
    assert metrics.attractiveness({}) == {}


@pytest.mark.parametrize("weights", [{"size": 0.0}, {"size": 2.0, "growth": -1.0}])
def test_attractiveness_needs_weights(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="weights must not be negative"):
        metrics.attractiveness({"a": {"size": 1, "growth": 1}}, weights)


amounts = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
criteria = st.fixed_dictionaries({"size": amounts, "growth": amounts, "added": amounts})


@given(st.dictionaries(st.text(max_size=3), criteria, min_size=1, max_size=6))
def test_attractiveness_stays_in_its_range_and_follows_dominance(segments: dict[str, dict[str, float]]) -> None:
    scores = metrics.attractiveness(segments)
    assert all(-1e-9 <= score <= 100 + 1e-9 for score in scores.values())
    for name, one in segments.items():
        for other, two in segments.items():
            if all(one[each] >= two[each] for each in one):
                assert scores[name] >= scores[other] - 1e-9
