"""The smallest sets of figures whose change makes everything possible."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from solve_systems import Table, freed, system, tables, total

from cdmo_cli import solve
from cdmo_cli.solve.repairs import cheapest


def test_profit_costs_turnover() -> None:
    """The example of the R packages for error localisation: p + c = t and c ≥ 0.6 t. Only p can be wrong."""
    rows = [total(2, 0, 1), solve.Row((1, 2), (1.0, -0.6), 0.0, math.inf)]
    (found,) = solve.repairs(system([755, 125, 200], 0.0, rows))
    assert found.complete
    (repair,) = found.choices
    assert repair.variables == (0,)
    assert (repair.low[0], repair.high[0]) == pytest.approx((75, 75))


@pytest.mark.parametrize(
    ("values", "wrong", "true"),
    [
        ([116, 76, 85, 241, 80], 0, 161),  # two digits swapped in a figure of two sums
        ([19979, 979, 1000, 29979, 28000], 0, 1979),  # a digit doubled
    ],
)
def test_typos_that_two_sums_locate(values: list[float], wrong: int, true: float) -> None:
    """Typing errors as `correct_typos()` of R's deductive mends them: the interval of the sole repair holds the
    true value (161 typed 116, 1979 typed 19979)."""
    rows = [total(0, 1, 2), total(3, 0, 4)]
    (found,) = solve.repairs(system(values, 0.5, rows))
    assert [repair.variables for repair in found.choices] == [(wrong,)]
    assert found.choices[0].low[0] <= true <= found.choices[0].high[0]


def test_all_cells_of_one_sum_are_equally_good() -> None:
    (found,) = solve.repairs(system([10, 1, 2], 0.5, [total(0, 1, 2)]))
    assert [repair.variables for repair in found.choices] == [(0,), (1,), (2,)]
    assert [(repair.low[0], repair.high[0]) for repair in found.choices] == [
        pytest.approx((2, 4)),
        pytest.approx((7, 9)),
        pytest.approx((8, 10)),
    ]
    assert found.complete
    assert found.weight == 1


def test_two_errors_need_two_changes() -> None:
    rows = [total(0, 1, 2), total(3, 4, 5), total(6, 0, 3)]
    (found,) = solve.repairs(system([9, 1, 2, 18, 5, 3, 27], 0.5, rows))
    assert found.weight == 2
    assert all(len(repair.variables) == 2 for repair in found.choices)
    assert (0, 3) not in [repair.variables for repair in found.choices]  # the total would be wrong then
    assert (1, 4) in [repair.variables for repair in found.choices]


def test_weights_choose_and_fixed_figures_stay() -> None:
    linear = system([10, 1, 2], 0.5, [total(0, 1, 2)])
    (found,) = solve.repairs(linear, weights=np.array([3.0, 1.0, 2.0]))
    assert [repair.variables for repair in found.choices] == [(1,)]
    (found,) = solve.repairs(linear, fixed=np.array([False, True, False]))
    assert [repair.variables for repair in found.choices] == [(0,), (2,)]
    (found,) = solve.repairs(linear, fixed=np.array([True, True, True]))
    assert found.choices == ()
    assert found.complete


def test_two_cheap_changes_beat_a_dear_one() -> None:
    rows = [total(0, 1, 2), total(0, 3, 4)]
    linear = system([10, 1, 2, 1, 3], 0.5, rows)
    (found,) = solve.repairs(linear)
    assert [repair.variables for repair in found.choices] == [(0,)]
    (found,) = solve.repairs(linear, weights=np.array([5.0, 1.0, 2.0, 1.0, 2.0]))
    assert [repair.variables for repair in found.choices] == [(1, 3)]
    assert found.weight == 2


def test_limits_of_changed_figures() -> None:
    """Nothing below zero: the part cannot make up for a total that is too small."""
    linear = system([1, 4, 2], 0.0, [total(0, 1, 2)])
    (found,) = solve.repairs(linear, lower=np.zeros(3))
    assert [repair.variables for repair in found.choices] == [(0,)]
    (found,) = solve.repairs(linear)
    assert [repair.variables for repair in found.choices] == [(0,), (1,), (2,)]


def test_the_limit_of_choices_is_told() -> None:
    linear = system([10, 1, 2], 0.5, [total(0, 1, 2)])
    (found,) = solve.repairs(linear, most=2)
    assert len(found.choices) == 2
    assert not found.complete


def test_the_search_can_be_cut_short() -> None:
    """Three wrong parts in three totals of one sum: no single change does, and no two."""
    rows = [total(0, 1, 2, 3), total(1, 4, 5), total(2, 6, 7), total(3, 8, 9)]
    linear = system([60, 20, 20, 20, 1, 2, 3, 4, 5, 6], 0.5, rows)
    (found,) = solve.repairs(linear, most=1000)
    assert found.weight == 3
    assert found.complete
    (cheap,) = solve.repairs(linear, dearest=2.0)
    assert (cheap.choices, cheap.complete) == ((), False)
    (short,) = solve.repairs(linear, rounds=1)
    assert len(short.choices) <= 1
    assert not short.complete


def test_every_component_has_its_own_repairs() -> None:
    rows = [total(0, 1), total(2, 3), total(4, 5)]
    found = solve.repairs(system([1, 5, 2, 2, 3, 9], 0.5, rows))
    assert [component.rows for component in found] == [(0,), (2,)]
    assert solve.repairs(system([1, 1], 0.5, [total(0, 1)])) == ()


def test_raw_dollars_beside_percentages() -> None:
    """Whatever the units, the same cell: 212 billion in dollars beside shares near one."""
    rows = [
        total(0, 1, 2),
        solve.Row((3, 0), (1e11, -1.0), -2e8, 2e8),
        total(4, 0, 5),
        solve.Row((6, 5), (1e11, -1.0), -2e8, 2e8),
    ]
    values = [212e9, 131.4e9, 80.6e9, 2.12, 250e9, 83e9, 0.83]
    (found,) = solve.repairs(system(values, [5e7] * 3 + [5e-4, 5e7, 5e7, 5e-4], rows))
    assert [repair.variables for repair in found.choices] == [(4,)]
    assert found.choices[0].low[0] <= 295e9 <= found.choices[0].high[0]


@settings(max_examples=30, deadline=None)
@given(tables(most=3), st.data())
def test_every_repair_makes_it_possible(table: Table, data: st.DataObject) -> None:
    linear = table.linear
    for _ in range(data.draw(st.integers(1, 3))):
        cell = data.draw(st.integers(0, len(table.printed) - 1))
        linear.value[cell] += data.draw(st.floats(-60, 60)) * table.half[cell]
    linear = solve.linear(linear.value, linear.value - table.half, linear.value + table.half, table.rows)
    impossible = not solve.feasible(linear).possible
    components = solve.repairs(linear)
    assert bool(components) is impossible
    for found in components:
        assert found.choices
        for repair in found.choices:
            others = [r.choices[0].variables for r in components if r is not found]
            free = [*repair.variables, *(v for other in others for v in other)]
            assert solve.feasible(freed(linear, free)).possible
            for low, high in zip(repair.low, repair.high, strict=True):
                assert low <= high


@settings(max_examples=25, deadline=None)
@given(tables(most=2), st.data())
def test_repairs_are_all_the_smallest(table: Table, data: st.DataObject) -> None:
    """Against trying every set of variables, smallest first."""
    cells = data.draw(st.lists(st.integers(0, len(table.printed) - 1), min_size=1, max_size=2, unique=True))
    value = table.printed.copy()
    for cell in cells:
        value[cell] += 50 * table.half[cell] * data.draw(st.sampled_from([-1, 1, 3]))
    linear = solve.linear(value, value - table.half, value + table.half, table.rows)
    components = solve.repairs(linear, most=1000)
    assume(len(components) == 1)
    (found,) = components
    best: list[tuple[int, ...]] = []
    for size in range(1, 3):
        sets = combinations(range(len(value)), size)
        best = [chosen for chosen in sets if solve.feasible(freed(linear, chosen)).possible]
        if best:
            break
    assert found.complete
    assert [repair.variables for repair in found.choices] == best


@given(
    st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), min_size=1, max_size=6),
    st.lists(st.integers(1, 4), min_size=7, max_size=7),
)
@settings(max_examples=60, deadline=None)
def test_cheapest_set_that_hits_all(clauses: list[frozenset[int]], costs: list[int]) -> None:
    cost = np.array(costs, dtype=float)
    every = [frozenset(chosen) for size in range(8) for chosen in combinations(range(7), size)]
    least = min(sum(costs[v] for v in chosen) for chosen in every if all(chosen & clause for clause in clauses))
    found = cheapest(clauses, [], cost)
    assert found is not None
    assert all(found & clause for clause in clauses)
    assert sum(costs[v] for v in found) == least
    other = cheapest(clauses, [found], cost)
    assert other is None or not other >= found


def test_no_set_hits_an_empty_clause() -> None:
    assert cheapest([frozenset()], [], np.ones(3)) is None
    assert cheapest([frozenset({1})], [frozenset({1})], np.ones(3)) is None
