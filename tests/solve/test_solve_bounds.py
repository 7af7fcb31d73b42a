"""What can be worked out about a figure from the others."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solve_systems import Table, rate, system, tables, total

from cdmo_cli import solve


def hidden(linear: solve.Linear, variables: list[int], lower: float = -math.inf) -> solve.Linear:
    """The same with some figures not shown at all: not even the solver knows their values."""
    away = np.isin(np.arange(len(linear.value)), variables)
    return replace(
        linear,
        value=np.where(away, np.nan, linear.value),
        lower=np.where(away, lower, linear.lower),
        upper=np.where(away, math.inf, linear.upper),
    )


def test_a_total_with_all_siblings_but_one_gives_it_away() -> None:
    linear = hidden(system([100, 60, 30, 10], 0.5, [total(0, 1, 2, 3)]), [3])
    assert solve.bounds(linear, 3) == pytest.approx((8.5, 11.5))


def test_two_hidden_siblings_share_what_is_left() -> None:
    linear = hidden(system([100, 60, 30, 10], 0.5, [total(0, 1, 2, 3)]), [2, 3], lower=0.0)
    assert solve.bounds(linear, 2) == pytest.approx((0, 41))
    low, high = solve.all_bounds(linear, [3, 2, 1, 0])
    assert low == pytest.approx([0, 0, 59.5, 99.5])
    assert high == pytest.approx([41, 41, 60.5, 100.5])


def test_a_share_beside_a_shown_whole() -> None:
    linear = hidden(system([100, 30], 0.5, rate(1, 0, 0.2995, 0.3005)), [1])
    assert solve.bounds(linear, 1) == pytest.approx((99.5 * 0.2995, 100.5 * 0.3005))


def test_a_compound_rate_with_one_end_shown() -> None:
    growth = (1.0995**7, 1.1005**7)
    linear = hidden(system([200, 389.7], [0.5, 0.05], rate(1, 0, *growth)), [0])
    low, high = solve.bounds(linear, 0)
    assert low == pytest.approx(389.65 / growth[1])
    assert high == pytest.approx(389.75 / growth[0])


def test_no_end_to_it() -> None:
    linear = hidden(system([100, 60, 40, 5], 0.5, [total(0, 1, 2)]), [1, 2, 3])
    assert solve.bounds(linear, 1) == (-math.inf, math.inf)
    assert solve.bounds(linear, 3) == (-math.inf, math.inf)  # in no row at all
    at_most = solve.Row((1, 0), (1.0, -1.0), -math.inf, 0.0)
    assert solve.bounds(hidden(system([100, 60], 0.5, [at_most]), [1]), 1) == (-math.inf, pytest.approx(100.5))


def test_where_nothing_is_possible_nothing_is_told() -> None:
    linear = system([100, 60, 30], 0.5, [total(0, 1, 2)])
    assert all(math.isnan(end) for end in solve.bounds(linear, 1))
    exact = system([0.3, 0.1, 0.2], 0.0, [total(0, 1, 2)])
    assert solve.bounds(exact, 0) == pytest.approx((0.3, 0.3))


def test_the_order_asked_for() -> None:
    linear = system([6, 1, 2, 3, 50, 20, 30], 0.5, [total(4, 5, 6), total(0, 1, 2, 3)])
    low, high = solve.all_bounds(linear, [6, 3, 4])
    assert low == pytest.approx([29.5, 2.5, 49.5])
    assert high == pytest.approx([30.5, 3.5, 50.5])


@settings(max_examples=40, deadline=None)
@given(tables(most=3), st.data())
def test_bounds_contain_the_truth(table: Table, data: st.DataObject) -> None:
    away = data.draw(st.lists(st.integers(0, len(table.printed) - 1), min_size=1, max_size=6, unique=True))
    low, high = solve.all_bounds(hidden(table.linear, away), away)
    truth = table.figures[away]
    assert (low <= truth + 1e-6 * np.abs(truth)).all()
    assert (high >= truth - 1e-6 * np.abs(truth)).all()


@settings(max_examples=25, deadline=None)
@given(tables(most=2, least=50), st.data())
def test_bounds_are_reached(table: Table, data: st.DataObject) -> None:
    """The ends are possible, and what lies beyond them is not. (Growth by factors of hundreds magnifies noise.)"""
    cell = data.draw(st.integers(0, len(table.printed) - 1))
    linear = hidden(table.linear, [cell])
    low, high = solve.bounds(linear, cell)
    step = 1e-2 * max(table.half[cell], high - low) + 1e-6 * float(np.abs(table.printed).max())

    def possible(value: float) -> bool:
        lower, upper = linear.lower.copy(), linear.upper.copy()
        lower[cell] = upper[cell] = value
        return solve.feasible(replace(linear, lower=lower, upper=upper)).possible

    assert possible((low + high) / 2)
    assert not possible(low - step)
    assert not possible(high + step)
