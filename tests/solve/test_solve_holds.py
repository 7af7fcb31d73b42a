"""Interval judgements: the cases of XBRL Calculations 1.1, of the R packages, and properties."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cdmo_cli import solve


def one_sum(
    total: float,
    parts: Sequence[float],
    half: float | Sequence[float] = 0.0,
    signs: Sequence[int] | None = None,
    at_most: bool = False,
) -> solve.Holding:
    value = np.array([total, *parts])
    widths = np.full(len(value), half) if isinstance(half, float) else np.array(half)
    rows = solve.Sums(
        total=np.array([0]),
        constant=np.zeros(1),
        start=np.array([0, len(parts)]),
        part=np.arange(1, len(value)),
        sign=np.array(signs or [1] * len(parts), dtype=float),
        at_most=np.array([at_most]),
    )
    return solve.hold_sums(value, widths, rows)


def one_ratio(
    kind: int, rate: float, later: float, earlier: float, half: Sequence[float], years: float = 1.0
) -> solve.Holding:
    rows = solve.Ratios(np.array([kind]), np.array([0]), np.array([1]), np.array([2]), np.array([years]))
    return solve.hold_ratios(np.array([rate, later, earlier]), np.array(half), rows)


@pytest.mark.parametrize(
    ("total", "parts", "half", "outcome"),
    [
        (3.0, [1.0, 2.0], 0.0, solve.EXACT),
        (0.3, [0.1, 0.2], 0.0, solve.EXACT),  # binary noise is no difference
        (4.0, [1.0, 2.0], 0.5, solve.ROUNDING),
        (4.5, [1.0, 2.0], 0.5, solve.ROUNDING),  # closed ends: the intervals just touch
        (4.6, [1.0, 2.0], 0.5, solve.IMPOSSIBLE),
        (1.4, [1.0, 2.0], 0.5, solve.IMPOSSIBLE),
        (100.0, [70.0, 25.0], 0.0, solve.IMPOSSIBLE),  # NACE 01 = 01.1 + 01.2
        (70.0, [30.0, 40.0], 0.0, solve.EXACT),
    ],
)
def test_sums(total: float, parts: list[float], half: float, outcome: int) -> None:
    assert one_sum(total, parts, half).outcome[0] == outcome


def test_bounds_of_a_sum() -> None:
    holding = one_sum(129.4, [60.1, 33.0, 34.3], 0.05)
    assert holding.outcome[0] == solve.IMPOSSIBLE
    assert holding.value[0] == pytest.approx(127.4)
    assert (holding.low[0], holding.high[0]) == pytest.approx((127.25, 127.55))
    assert holding.gap[0] == pytest.approx(2.0)


def test_negative_signs_turn_intervals() -> None:
    holding = one_sum(5.0, [10.0, 4.0], [0.0, 0.0, 1.0], signs=[1, -1])
    assert holding.outcome[0] == solve.ROUNDING
    assert (holding.low[0], holding.high[0]) == (5.0, 7.0)


def test_many_parts_make_a_possible_difference_improbable() -> None:
    parts = [1.0] * 24
    # √25/√12 · 3 = 4.33 units; the worst case of rounding is 12.5
    assert one_sum(28.0, parts, 0.5).outcome[0] == solve.ROUNDING
    assert one_sum(29.0, parts, 0.5).outcome[0] == solve.IMPROBABLE
    assert one_sum(36.5, parts, 0.5).outcome[0] == solve.IMPROBABLE
    assert one_sum(38.0, parts, 0.5).outcome[0] == solve.IMPOSSIBLE


def test_incomplete_parts_bound_their_total_from_below() -> None:
    assert one_sum(100.0, [30.0, 40.0], 0.5, at_most=True).outcome[0] == solve.EXACT
    assert one_sum(70.0, [31.0, 40.0], 0.5, at_most=True).outcome[0] == solve.ROUNDING
    above = one_sum(60.0, [31.0, 40.0], 0.5, at_most=True)
    assert above.outcome[0] == solve.IMPOSSIBLE
    assert above.high[0] == np.inf


def test_a_constant_total_has_no_width() -> None:
    rows = solve.Sums(
        np.array([-1]), np.array([1.0]), np.array([0, 2]), np.array([0, 1]), np.ones(2), np.array([False])
    )
    assert solve.hold_sums(np.array([0.62, 0.38]), np.full(2, 0.005), rows).outcome[0] == solve.EXACT
    assert solve.hold_sums(np.array([0.62, 0.40]), np.full(2, 0.005), rows).outcome[0] == solve.IMPOSSIBLE


@pytest.mark.parametrize(
    ("rate", "years", "later", "earlier", "half", "outcome"),
    [
        (0.046, 6, 130.2, 100.0, [0.0005, 0.05, 0.5], solve.ROUNDING),  # Global Industry Analysts
        (0.046, 6, 130.2, 100.0, [0.0003, 0.0005, 0.0005], solve.IMPOSSIBLE),  # as if written with more decimals
        (0.097, 6, 336.65, 211.91, [0.0005, 0.005, 0.005], solve.IMPOSSIBLE),  # Virtue
        (0.097, 5, 336.65, 211.91, [0.0005, 0.005, 0.005], solve.ROUNDING),
        (0.0798, 7, 372.76, 188.26, [0.00005, 0.005, 0.005], solve.IMPOSSIBLE),  # DataLibrary
    ],
)
def test_cagr(rate: float, years: float, later: float, earlier: float, half: list[float], outcome: int) -> None:
    assert one_ratio(solve.CAGR, rate, later, earlier, half, years).outcome[0] == outcome


def test_share_and_growth() -> None:
    share = one_ratio(solve.SHARE, 0.62, 131.4, 212.0, [0.0005, 0.05, 0.05])
    assert share.outcome[0] == solve.ROUNDING
    assert (share.low[0], share.high[0]) == pytest.approx((131.35 / 212.05, 131.45 / 211.95))
    growth = one_ratio(solve.GROWTH, -0.1, 90.0, 100.0, [0.0, 0.0, 0.0])
    assert growth.outcome[0] == solve.EXACT


def test_nothing_is_said_of_a_rate_on_a_base_of_zero() -> None:
    holding = one_ratio(solve.GROWTH, 0.5, 3.0, 0.0, [0.0, 0.0, 0.0])
    assert holding.outcome[0] == solve.ROUNDING
    assert (holding.low[0], holding.high[0]) == (-np.inf, np.inf)


amounts = st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=40)


@given(amounts, st.integers(-2, 4))
def test_rounding_a_true_sum_never_makes_it_impossible(parts: list[float], places: int) -> None:
    printed = [round(part, places) for part in parts]
    total = round(sum(parts), places)
    assert one_sum(total, printed, 0.5 * 10.0**-places).outcome[0] != solve.IMPOSSIBLE


@given(amounts, st.integers(0, 3), st.integers(1, 10**6), st.booleans())
def test_a_change_beyond_the_intervals_is_always_found(parts: list[float], places: int, change: int, up: bool) -> None:
    unit = 10.0**-places
    printed = [round(part, places) for part in parts]
    slack = (len(parts) + 1) * unit  # half a unit a figure, and as much for where the truth may lie
    wrong = round(sum(parts), places) + (1 if up else -1) * (slack + change * unit)
    assert one_sum(wrong, printed, 0.5 * unit).outcome[0] == solve.IMPOSSIBLE


@given(st.floats(1, 1e5), st.floats(0.5, 3.0), st.integers(1, 20), st.integers(0, 2), st.integers(1, 3))
def test_rounding_a_true_rate_never_makes_it_impossible(
    first: float, factor: float, years: int, places: int, rate_places: int
) -> None:
    last = first * factor
    for kind, rate, n in (
        (solve.CAGR, factor ** (1 / years) - 1, years),
        (solve.GROWTH, factor - 1, 1),
        (solve.SHARE, factor, 1),
    ):
        shown = [round(100 * rate, rate_places) / 100, round(last, places), round(first, places)]
        assume(shown[2] > 0)
        half = [0.005 * 10.0**-rate_places, 0.5 * 10.0**-places, 0.5 * 10.0**-places]
        assert one_ratio(kind, *shown, half, n).outcome[0] != solve.IMPOSSIBLE


@given(st.integers(1, 30))
def test_many_sums_at_once_are_judged_one_by_one(count: int) -> None:
    value = np.concatenate([[10.0, 3.0, 7.0], np.arange(count, dtype=float)])
    total = np.zeros(count, dtype=np.int64)
    part = np.concatenate([[1, 2 if i % 2 == 0 else 1] for i in range(count)])
    rows = solve.Sums(
        total, np.zeros(count), np.arange(0, 2 * count + 1, 2), part, np.ones(2 * count), np.zeros(count, dtype=bool)
    )
    outcome = solve.hold_sums(value, np.zeros(len(value)), rows).outcome
    assert outcome.tolist() == [solve.EXACT if i % 2 == 0 else solve.IMPOSSIBLE for i in range(count)]


def test_no_compound_rate_leads_to_another_sign() -> None:
    assert one_ratio(solve.CAGR, 0.05, -256.8, 124.5, [0.0005, 0.05, 0.05], 7).outcome[0] == solve.IMPOSSIBLE
    assert one_ratio(solve.CAGR, 0.05, 256.8, -124.5, [0.0005, 0.05, 0.05], 7).outcome[0] == solve.IMPOSSIBLE
    assert one_ratio(solve.CAGR, 0.05, 256.8, 0.0, [0.0005, 0.05, 0.05], 7).outcome[0] == solve.ROUNDING
    assert one_ratio(solve.GROWTH, 0.05, 256.8, -124.5, [0.0005, 0.05, 0.05]).outcome[0] == solve.ROUNDING
