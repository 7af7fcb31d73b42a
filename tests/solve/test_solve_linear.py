"""Systems of rows: their components, what the values meet, and the scale in which a solver sees them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solve_systems import Table, system, tables, total

from cdmo_cli import solve
from cdmo_cli.solve.highs import Matrix, Program
from cdmo_cli.solve.scaled import scaled


def test_terms_of_one_variable_are_added_up() -> None:
    linear = solve.linear(
        np.array([2.0, 3.0]),
        np.zeros(2),
        np.full(2, 9.0),
        [solve.Row((0, 1, 0), (1.0, 1.0, 2.0), 9.0, 9.0), solve.Row((0, 1, 0), (1.0, 1.0, -1.0), 3.0, 3.0)],
    )
    assert linear.variable.tolist() == [0, 1, 1]
    assert linear.coefficient.tolist() == [3.0, 1.0, 1.0]
    assert linear.activity(linear.value).tolist() == [9.0, 3.0]
    assert linear.satisfied().all()


def test_values_outside_their_bounds_satisfy_nothing() -> None:
    linear = system([3, 1, 2], 0.5, [total(0, 1, 2)])
    assert linear.satisfied().tolist() == [True]
    away = replace(linear, lower=np.array([3.1, 0.5, 1.5]))
    assert away.satisfied().tolist() == [False]


def test_binary_noise_is_no_violation() -> None:
    linear = system([0.3, 0.1, 0.2, 0.31], 0.0, [total(0, 1, 2), total(3, 1, 2)])
    assert linear.violation(linear.value) == pytest.approx([0, 0.01])
    assert linear.violation(linear.value)[0] == 0


def test_components_of_a_long_chain() -> None:
    """Each row shares one variable with the next: one component, whatever the order."""
    order = np.random.default_rng(1).permutation(500)
    rows = [total(int(i), int(i) + 1) for i in order]
    linear = system([1.0] * 1001, 0.5, [*rows, total(700, 701), total(800)])
    numbers = linear.components
    assert len(set(numbers[:500].tolist())) == 1
    assert len(set(numbers.tolist())) == 3
    assert [len(group) for group in linear.groups(np.arange(502) == 500)] == [1]


def test_unknown_values_are_guessed_from_the_rows() -> None:
    linear = system([10, 4, math.nan, math.nan, math.nan], 0.5, [total(0, 1, 2), total(2, 3, 4)])
    free = replace(linear, lower=np.full(5, -math.inf), upper=np.full(5, math.inf))
    assert free.centre.tolist() == [10, 4, 6, 3, 3]
    limited = replace(free, lower=np.array([-math.inf] * 4 + [5.0]))
    assert limited.centre.tolist() == [10, 4, 6, 3, 5]


@settings(max_examples=40, deadline=None)
@given(tables(most=3), st.sampled_from([1e-6, 1e6]))
def test_the_unit_does_not_matter(table: Table, factor: float) -> None:
    """What the solver sees is the same in dollars and in billions."""
    one = scaled(table.linear)
    figures, half = table.printed * factor, table.half * factor
    other = scaled(solve.linear(figures, figures - half, figures + half, table.rows))
    assert other.matrix.value == pytest.approx(one.matrix.value, rel=1e-6)
    assert other.matrix.low == pytest.approx(one.matrix.low, rel=1e-6, abs=1e-3)
    assert np.abs(one.lower[np.isfinite(one.lower)]).max() < 1e5


def test_programmes() -> None:
    """min x + y, x + 2y ≥ 4, x ≤ 1: 1 + 1.5; as whole numbers 0 + 2; as squares (0.8, 1.6)."""
    matrix = Matrix(np.array([0, 2]), np.array([0, 1]), np.array([1.0, 2.0]), np.array([4.0]), np.array([math.inf]))
    lower, upper = np.zeros(2), np.array([1.0, math.inf])
    plain = Program(np.array([1.0, 0.5]), lower, upper, matrix).solve()
    assert plain.status == "optimal"
    assert plain.objective == pytest.approx(1.0)
    whole = Program(np.ones(2), lower, upper, matrix, integer=np.array([True, True])).solve()
    assert whole.x.tolist() == pytest.approx([0, 2])
    squares = Program(np.zeros(2), lower, upper, matrix, quadratic=np.ones(2)).solve()
    assert squares.x == pytest.approx([0.8, 1.6])
    none = Program(np.ones(2), lower, np.ones(2), matrix).solve()
    assert none.status == "infeasible"
    assert len(none.x) == 0
    endless = Program(-np.ones(2), lower, upper, matrix).solve()
    assert endless.status == "unbounded"


def test_a_programme_can_be_asked_again() -> None:
    matrix = Matrix(np.array([0, 2]), np.array([0, 1]), np.array([1.0, 1.0]), np.array([4.0]), np.array([math.inf]))
    program = Program(np.array([1.0, 2.0]), np.zeros(2), np.full(2, 9.0), matrix)
    assert program.solve().objective == pytest.approx(4)
    program.price(np.array([0]), np.array([5.0]))
    assert program.solve().objective == pytest.approx(8)
    program.bound(np.array([1]), np.array([0.0]), np.array([1.0]))
    assert program.solve().objective == pytest.approx(17)
    program.forget()
    assert program.solve().objective == pytest.approx(17)
