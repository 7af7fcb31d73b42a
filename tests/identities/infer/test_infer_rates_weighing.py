"""How surely rates follow from figures: intervals, chance, parts of a table that do not take part."""

from __future__ import annotations

import numpy as np
import pytest

from cdmo_cli.identities.infer.model import Floats
from cdmo_cli.identities.infer.rates.weighing import DIGITS, MISS, Weighed, predicted, spread, weigh


def weighed(rate: Floats, expected: Floats, half: float = 0.05, like: tuple[Floats, ...] = ()) -> Weighed:
    live = np.ones(len(rate), dtype=np.bool_)
    return weigh(rate, np.full(len(rate), half), expected, np.zeros(len(rate)), live, ~live, like)


RATES = np.array([12.3, 45.6, 78.9, 23.4, 56.7, 89.1])


def test_a_hit_counts_the_digits_that_agree() -> None:
    result = weighed(RATES, RATES)
    assert (result.hits, result.ratio, result.telling) == (6, 1.0, 6)
    digits = 6 * -np.log10(0.1 / spread(RATES))
    assert result.evidence == pytest.approx(digits, abs=0.2)


def test_no_line_counts_more_than_a_few_digits() -> None:
    assert weighed(RATES, RATES, half=0.0).evidence == pytest.approx(6 * DIGITS)


def test_a_miss_costs() -> None:
    expected = RATES.copy()
    expected[2] += 1
    result = weighed(RATES, expected)
    assert (result.hits, list(result.hit)) == (5, [True, True, False, True, True, True])
    assert result.evidence < weighed(RATES, RATES).evidence - MISS


def test_rates_within_rounding_are_hits() -> None:
    assert weighed(RATES, RATES + 0.049).hits == 6
    assert weighed(RATES, RATES + 0.051).hits == 0


def test_equal_rates_tell_nothing() -> None:
    same = np.full(6, 7.0)
    assert weighed(same, same).telling == 0


def test_equal_lines_count_once() -> None:
    twice = np.concatenate([RATES, RATES])
    assert weighed(twice, twice).telling == 6


def test_rates_that_are_proportional_in_any_case_tell_little() -> None:
    series = RATES * 12
    assert weighed(RATES, RATES, like=(series,)).evidence < 0.5 * weighed(RATES, RATES).evidence


def test_a_part_of_the_table_that_does_not_take_part_is_left_out() -> None:
    rate = np.concatenate([RATES, RATES + 3, np.arange(5) * 1000.0])
    expected = np.concatenate([RATES, RATES + 3, np.arange(5) * 7.0 + 1])
    result = weighed(rate, expected)
    assert list(np.flatnonzero(result.live)) == list(range(12))
    assert result.ratio == 1.0


def test_shares_and_growth_by_intervals() -> None:
    one, two, half = np.array([50.0]), np.array([200.0]), np.array([0.5])
    share, slack, sure = predicted("share", 100.0, 1.0, one, two, half, half)
    assert (share[0], bool(sure[0])) == (25.0, True)
    low, high = 100 * 49.5 / 200.5, 100 * 50.5 / 199.5
    assert share[0] - slack[0] <= low < high <= share[0] + slack[0] + 1e-9
    growth, _, _ = predicted("growth", 100.0, 1.0, one, two, half, half)
    assert growth[0] == -75.0


def test_cagr_and_difference() -> None:
    one, two, exact = np.array([200.0]), np.array([100.0]), np.zeros(1)
    cagr, _, _ = predicted("cagr", 1.0, 5.0, one, two, exact, exact)
    assert cagr[0] == pytest.approx(2**0.2 - 1)
    difference, slack, _ = predicted("difference", 1.0, 1.0, one, two, exact + 0.5, exact + 0.5)
    assert (difference[0], slack[0]) == (100.0, pytest.approx(1.0))


@pytest.mark.parametrize(("first", "second"), [(5.0, 0.0), (5.0, -3.0), (5.0, 0.4)])
def test_nothing_grows_from_nothing(first: float, second: float) -> None:
    half = np.array([0.5])
    _, _, sure = predicted("growth", 1.0, 1.0, np.array([first]), np.array([second]), half, half)
    assert not sure[0]
