"""Whether figures can all be true at once, and the smallest proofs that they cannot."""

from __future__ import annotations

import math
from importlib import import_module

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from solve_systems import Table, freed, part_of, rate, system, tables, total

from cdmo_cli import solve

feasible_module = import_module("cdmo_cli.solve.feasible")  # the function has its name


@pytest.mark.parametrize("scale", [1e-6, 0.1, 1.0, 1e9, 1e13])
@pytest.mark.parametrize(
    ("whole", "parts", "half", "possible"),
    [
        (3.0, (1.0, 2.0), 0.0, True),
        (0.3, (0.1, 0.2), 0.0, True),  # binary noise is no difference
        (4.5, (1.0, 2.0), 0.5, True),  # closed ends: the intervals just touch
        (1.5, (1.0, 2.0), 0.5, True),
        (4.501, (1.0, 2.0), 0.5, False),
        (1.499, (1.0, 2.0), 0.5, False),
        (127.25, (60.1, 33.0, 34.3), 0.0375, True),
        (127.2499, (60.1, 33.0, 34.3), 0.0375, False),
    ],
)
def test_one_sum_at_every_scale(
    whole: float, parts: tuple[float, ...], half: float, possible: bool, scale: float
) -> None:
    values = [scale * x for x in (whole, *parts)]
    found = solve.feasible(system(values, scale * half, [total(0, *range(1, len(values)))]))
    assert found.possible is possible
    if not possible:
        assert found.conflicts[0].rows == (0,)
        assert found.conflicts[0].variables == tuple(range(len(values)))


def test_duplicates_intersect() -> None:
    """XBRL Calculations 1.1: facts that are reported twice stand for what their intervals have in common."""
    same = solve.Row((0, 1), (1.0, -1.0), 0.0, 0.0)
    assert solve.feasible(system([1.2, 1.23], [0.05, 0.005], [same])).possible
    assert solve.feasible(system([1.2, 1.3], [0.05, 0.05], [same])).possible  # they touch at 1.25
    apart = solve.feasible(system([1.2, 1.26], [0.05, 0.005], [same]))
    assert apart.conflicts[0].variables == (0, 1)
    # 1.2 and 1.23 leave 1.225 to 1.235, so that twice it is at least 2.45
    twice = solve.Row((2, 0), (-1.0, 2.0), 0.0, 0.0)
    assert solve.feasible(system([1.2, 1.23, 2.45], [0.05, 0.005, 0.0], [same, twice])).possible
    narrow = solve.feasible(system([1.2, 1.23, 2.44], [0.05, 0.005, 0.0], [same, twice]))
    assert narrow.conflicts[0].rows == (0, 1)
    assert narrow.conflicts[0].variables == (1, 2)  # the bounds of 1.2 are not needed


def test_negative_weights() -> None:
    """net = gross − costs, each to the nearest thousand: 4.0 to 6.0 with closed ends."""
    net = solve.Row((0, 1, 2), (-1.0, 1.0, -1.0), 0.0, 0.0)
    assert solve.feasible(system([6000, 10000, 5000], [0, 500, 500], [net])).possible
    assert solve.feasible(system([4000, 10000, 5000], [0, 500, 500], [net])).possible
    assert not solve.feasible(system([6001, 10000, 5000], [0, 500, 500], [net])).possible


def test_nace_example_of_r_validate() -> None:
    """`hierarchy()` of R's validate marks 01, 01.1 and 01.2 of this example: 70 + 25 is not 100, 30 + 40 is 70."""
    codes = {"01": 100, "01.1": 70, "01.11": 30, "01.12": 40, "01.2": 25}
    found = solve.feasible(system([*codes.values()], 0.0, [total(0, 1, 4), total(1, 2, 3)]))
    (conflict,) = found.conflicts
    assert conflict.rows == (0,)
    assert [list(codes)[variable] for variable in conflict.variables] == ["01", "01.1", "01.2"]


def test_sums_that_hold_singly_but_not_together() -> None:
    """Parts printed to 0.1 under totals in whole units: each total is rounded up, and so is their sum."""
    values = [40.2, 30.3, 71, 30.1, 20.4, 51, 123]
    rows = [total(2, 0, 1), total(5, 3, 4), total(6, 2, 5)]
    halves = [0.05, 0.05, 0.5, 0.05, 0.05, 0.5, 0.5]
    linear = system(values, halves, rows)
    for row in range(3):
        assert solve.feasible(part_of(linear, [row], range(7))).possible
    (conflict,) = solve.feasible(linear).conflicts
    assert conflict.rows == (0, 1, 2)
    assert conflict.variables == (0, 1, 3, 4, 6)  # no bound of the regions' totals is needed


def test_a_total_that_grows_faster_than_its_parts() -> None:
    rows = [total(0, 1, 2), total(3, 4, 5)]
    for later, earlier, growth in ((3, 0, 1.054), (4, 1, 1.05), (5, 2, 1.05)):
        rows.extend(rate(later, earlier, growth - 0.0005, growth + 0.0005))
    linear = system([20, 10, 10, 21, 11, 11], 0.5, rows)
    (conflict,) = solve.feasible(linear).conflicts
    assert conflict.rows == (0, 1, 2, 5, 7)  # both sums, that the total grows so much, that its parts do not
    assert len(conflict.variables) >= 1  # zero would do for all of them


def test_what_the_values_satisfy_needs_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feasible_module, "Program", None)
    assert solve.feasible(system([3, 1, 2, 8, 5, 3], 0.5, [total(0, 1, 2), total(3, 4, 5)])).possible
    assert solve.feasible(system([], 0.5, [])).possible


def test_two_components_two_conflicts() -> None:
    rows = [total(0, 1, 2), total(3, 4, 5), total(6, 7, 8)]
    found = solve.feasible(system([9, 1, 2, 8, 5, 3, 4, 1, 9], 0.5, rows))
    assert [conflict.rows for conflict in found.conflicts] == [(0,), (2,)]
    assert system([9, 1, 2, 8, 5, 3, 4, 1, 9], 0.5, rows).components.tolist() == [0, 1, 2]


def test_conflicts_of_one_component_share_nothing() -> None:
    rows = [total(0, 1, 2), total(3, 4, 5), total(6, 0, 3)]
    found = solve.feasible(system([9, 1, 2, 18, 5, 3, 27], 0.5, rows))
    assert sorted(conflict.rows for conflict in found.conflicts) == [(0,), (1,)]
    assert len(solve.feasible(system([9, 1, 2, 18, 5, 3, 27], 0.5, rows), most=1).conflicts) == 1


def test_constants_and_rows_without_figures() -> None:
    shares = solve.Row((0, 1, 2), (1.0, 1.0, 1.0), 1.0, 1.0)
    assert solve.feasible(system([0.333, 0.333, 0.333], 0.0005, [shares])).possible
    assert not solve.feasible(system([0.33, 0.333, 0.333], 0.0005, [shares])).possible
    never = solve.Row((0, 0), (1.0, -1.0), 1.0, 1.0)  # x − x = 1
    (conflict,) = solve.feasible(system([5.0], 0.5, [never])).conflicts
    assert conflict.rows == (0,)
    assert conflict.variables == ()


def test_incomplete_parts_come_to_at_most_their_total() -> None:
    at_most = solve.Row((1, 2, 0), (1.0, 1.0, -1.0), -math.inf, 0.0)
    assert solve.feasible(system([10, 3, 4], 0.5, [at_most])).possible
    assert not solve.feasible(system([10, 8, 4], 0.5, [at_most])).possible


def test_components_too_large_are_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feasible_module, "MOST_ENTRIES", 3)
    found = solve.feasible(system([9, 1, 2, 8, 5, 1, 1], 0.5, [total(0, 1, 2), total(3, 4, 5, 6)]))
    assert [conflict.rows for conflict in found.conflicts] == [(0,)]
    assert found.unjudged == (1,)


def test_the_solver_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    assert not solve.feasible(system([9, 1, 2], 0.5, [total(0, 1, 2)])).possible
    assert solve.repairs(system([9, 1, 2], 0.5, [total(0, 1, 2)]))
    assert capfd.readouterr() == ("", "")


@settings(max_examples=60, deadline=None)
@given(tables())
def test_rounding_a_consistent_system_never_yields_a_finding(table: Table) -> None:
    assert solve.feasible(table.linear).possible


@settings(max_examples=60, deadline=None)
@given(tables(most=3), st.data())
def test_a_change_that_no_rounding_explains_is_always_found(table: Table, data: st.DataObject) -> None:
    """A figure changed by more than twice what rounding leaves to one of its sums."""
    linear = table.linear
    cell = data.draw(st.integers(0, len(table.printed) - 1))
    slack = linear.by_row(np.abs(linear.coefficient) * table.half[linear.variable])
    sums = [row for row in range(linear.rows) if linear.low[row] == linear.high[row]]
    with_cell = [row for row in sums if cell in linear.variable[linear.start[row] : linear.start[row + 1]]]
    change = 2.01 * min(slack[row] for row in with_cell) * data.draw(st.sampled_from([-1, 1]))
    found = solve.feasible(table.spoilt(cell, change))
    assert not found.possible
    assert any(cell in conflict.variables for conflict in found.conflicts)


@settings(max_examples=40, deadline=None)
@given(tables(most=3), st.data())
def test_every_member_of_a_conflict_is_needed(table: Table, data: st.DataObject) -> None:
    cell = data.draw(st.integers(0, len(table.printed) - 1))
    linear = table.spoilt(cell, data.draw(st.floats(-40, 40)) * table.half[cell])
    found = solve.feasible(linear)
    assume(not found.possible)
    for conflict in found.conflicts:
        rows, variables = conflict.rows, conflict.variables
        assert not solve.feasible(part_of(linear, rows, variables)).possible
        for row in rows:
            assert solve.feasible(part_of(linear, [r for r in rows if r != row], variables)).possible
        for variable in variables:
            assert solve.feasible(part_of(linear, rows, [v for v in variables if v != variable])).possible
            low, high = solve.allowed(linear, conflict, variable)
            assert low <= high
            assert not low + 1e-6 <= linear.value[variable] <= high - 1e-6
    assert solve.feasible(freed(linear, range(len(linear.value)))).possible


@settings(max_examples=30, deadline=None)
@given(tables(most=2), st.data())
def test_found_whatever_the_order(table: Table, data: st.DataObject) -> None:
    cell = data.draw(st.integers(0, len(table.printed) - 1))
    linear = table.spoilt(cell, data.draw(st.floats(-20, 20)) * table.half[cell])
    order = data.draw(st.permutations(range(linear.rows)))
    assert solve.feasible(linear).possible is solve.feasible(part_of(linear, order, range(len(linear.value)))).possible
