"""The nearest figures that add up, rounded so that they still do."""

from __future__ import annotations

import math
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solve_systems import Table, rate, system, tables, total

from cdmo_cli import solve

module = import_module("cdmo_cli.solve.reconciled")  # the function has its name


def free(linear: solve.Linear) -> solve.Linear:
    """The same with nothing that limits the new figures."""
    endless = np.full(len(linear.value), math.inf)
    return replace(linear, lower=-endless, upper=endless)


def test_a_difference_is_shared_by_size() -> None:
    """Variances in proportion to size: 10 too many of 110, the parts being 75 and 25 and the total 110."""
    linear = free(system([110, 75, 25], 0.0, [total(0, 1, 2)]))
    found = solve.reconciled(linear)
    assert found.value == pytest.approx([110 - 10 * 110 / 210, 75 + 10 * 75 / 210, 25 + 10 * 25 / 210])
    assert found.unmet == ()
    assert found.unrounded == ()


def test_weights_say_what_gives_way() -> None:
    linear = free(system([110, 75, 25], 0.0, [total(0, 1, 2)]))
    found = solve.reconciled(linear, weights=np.array([1.0, 1.0, 0.5]))
    assert found.value == pytest.approx([107.5, 77.5, 30])
    found = solve.reconciled(linear, weights=np.array([1e6, 1e6, 1.0]))
    assert found.value == pytest.approx([110, 75, 35], abs=1e-3)


def test_what_is_fixed_stays() -> None:
    linear = free(system([110, 75, 25], 0.0, [total(0, 1, 2)]))
    found = solve.reconciled(linear, fixed=np.array([True, True, False]))
    assert found.value == pytest.approx([110, 75, 35])
    found = solve.reconciled(linear, fixed=np.array([True, True, True]))
    assert found.value.tolist() == [110, 75, 25]
    assert found.unmet == (0,)


def test_rounded_together() -> None:
    """Three thirds of ten: to the nearest each would be 3.3, and the sum 9.9."""
    linear = free(system([10, 3.3, 3.3, 3.3], 0.0, [total(0, 1, 2, 3)]))
    found = solve.reconciled(linear, unit=np.full(4, 0.1), fixed=np.array([True, False, False, False]))
    assert sorted(found.value[1:]) == pytest.approx([3.3, 3.3, 3.4])
    assert found.value[1:].sum() == pytest.approx(10)


def test_a_table_keeps_both_its_sums() -> None:
    cells = np.arange(16).reshape(4, 4)
    rows = [total(*(int(c) for c in line)) for line in (*cells, *cells.T)]
    value = np.array([[100, 34, 33, 33], [34, 11, 11, 11], [33, 11, 11, 11], [33, 11, 12, 10]], dtype=float)
    found = solve.reconciled(free(system(value.ravel(), 0.0, rows)), unit=np.ones(16))
    new = found.value.reshape(4, 4)
    assert (new == np.round(new)).all()
    assert (new[0] == new[1:].sum(0)).all()
    assert (new[:, 0] == new[:, 1:].sum(1)).all()
    assert np.abs(new - value).max() <= 1


def test_no_rounding_is_said() -> None:
    """Half the total is no whole number, and it must be: both parts are the same."""
    rows = [total(0, 1, 2), solve.Row((1, 2), (1.0, -1.0), 0.0, 0.0)]
    linear = free(system([7, 4, 4], 0.0, rows))
    found = solve.reconciled(linear, unit=np.ones(3), fixed=np.array([True, False, False]))
    assert found.unrounded == (0, 1)
    assert found.value == pytest.approx([7, 3.5, 3.5])


def test_limits_and_incomplete_parts() -> None:
    at_most = solve.Row((1, 2, 0), (1.0, 1.0, -1.0), -math.inf, 0.0)
    linear = system([10, 3, 4], 0.0, [at_most])
    assert solve.reconciled(free(linear)).value.tolist() == [10, 3, 4]
    over = solve.reconciled(free(system([10, 9, 4], 0.0, [at_most])), unit=np.ones(3))
    assert over.value[1] + over.value[2] <= over.value[0]
    positive = replace(free(system([1, 50, 2], 0.0, [total(0, 1, 2)])), lower=np.zeros(3))
    found = solve.reconciled(positive, fixed=np.array([True, False, False]))
    assert found.value.min() >= 0
    assert found.value[1] + found.value[2] == pytest.approx(1)


def test_rates_that_stand() -> None:
    linear = free(system([100, 110], 0.0, rate(1, 0, 1.0495, 1.0505)))
    found = solve.reconciled(linear, unit=np.full(2, 0.1))
    assert 1.0495 <= found.value[1] / found.value[0] <= 1.0505


def test_large_components_get_the_least_absolute_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SQUARES", 1)
    linear = free(system([110, 75, 25], 0.0, [total(0, 1, 2)]))
    found = solve.reconciled(linear, unit=np.ones(3))
    assert found.value[0] == found.value[1] + found.value[2]
    assert np.count_nonzero(found.value != linear.value) == 1


@settings(max_examples=30, deadline=None)
@given(tables(most=3), st.data())
def test_all_sums_hold_exactly_on_the_grid(table: Table, data: st.DataObject) -> None:
    sums = [row for row in table.rows if row.low == row.high]
    value = table.printed.copy()
    for _ in range(data.draw(st.integers(0, 2))):
        cell = data.draw(st.integers(0, len(value) - 1))
        value[cell] += round(data.draw(st.floats(-50, 50))) * 2 * table.half[cell]
    unit = np.full(len(value), 2 * float(table.half.min()))
    linear = free(system(value, 0.0, sums))
    found = solve.reconciled(linear, unit=unit)
    assert found.unmet == ()
    assert found.unrounded == ()
    assert (linear.violation(found.value) == 0).all()
    steps = found.value / unit
    assert np.abs(steps - np.round(steps)).max() < 1e-5


@settings(max_examples=30, deadline=None)
@given(tables(most=3))
def test_nothing_moves_where_nothing_is_wrong(table: Table) -> None:
    """The unrounded figures add up: not one of them changes."""
    sums = [row for row in table.rows if row.low == row.high]
    linear = free(system(table.figures, 0.0, sums))
    found = solve.reconciled(linear, unit=2 * table.half)
    assert (found.value == table.figures).all()
