"""Goals that a system can reach, held against bounds that are found by trying all corners."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdmo_cli import solve
from cdmo_cli.solve import Goal, Linear, Row

Box = list[tuple[float, float]]


def corners(box: Box, rows: list[Row]) -> np.ndarray:
    """Every corner of a bounded system: all choices of as many tight conditions as there are variables."""
    count = len(box)
    planes = []
    for place, (low, high) in enumerate(box):
        unit = np.eye(count)[place]
        planes += [(unit, low), (unit, high)]
    for row in rows:
        normal = np.zeros(count)
        normal[list(row.variables)] = row.coefficients
        planes += [(normal, bound) for bound in (row.low, row.high) if math.isfinite(bound)]
    found = []
    for chosen in itertools.combinations(planes, count):
        matrix, right = np.array([normal for normal, _ in chosen]), np.array([bound for _, bound in chosen])
        if abs(np.linalg.det(matrix)) > 1e-9:
            point = np.linalg.solve(matrix, right)
            if meets(point, box, rows):
                found.append(point)
    return np.array(found)


def meets(point: np.ndarray, box: Box, rows: list[Row]) -> bool:
    inside = all(low - 1e-7 <= x <= high + 1e-7 for x, (low, high) in zip(point, box, strict=True))
    at = [sum(c * point[v] for v, c in zip(row.variables, row.coefficients, strict=True)) for row in rows]
    return inside and all(row.low - 1e-7 <= x <= row.high + 1e-7 for x, row in zip(at, rows, strict=True))


@st.composite
def systems(draw: st.DrawFn) -> tuple[np.ndarray, Box, list[Row]]:
    """A point, bounds around it (a shown figure has narrow ones), and rows that it meets: sums and ratios."""
    count = draw(st.integers(2, 4))
    value = np.array([float(draw(st.integers(0, 40))) for _ in range(count)])
    box: Box = [
        (x - 0.5, x + 0.5) if draw(st.booleans()) else (0.0, 100.0 + 10 * place) for place, x in enumerate(value)
    ]
    rows = []
    for _ in range(draw(st.integers(0, 3))):
        coefficients = tuple(float(draw(st.sampled_from([-2, -1, -1, 1, 1, 3]))) for _ in range(count))
        at = float(np.dot(coefficients, value))
        width = float(draw(st.sampled_from([0, 0, 1, 5])))
        high = draw(st.sampled_from([at + width, math.inf]))
        rows.append(Row(tuple(range(count)), coefficients, at - width, high))
    return value, box, rows


def made(value: np.ndarray, box: Box, rows: list[Row]) -> Linear:
    return solve.linear(value, np.array([low for low, _ in box]), np.array([high for _, high in box]), rows)


@settings(max_examples=150, deadline=None)
@given(systems(), st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.5, 0.9, 0.99, 1.01, 1.1, 2.0])), max_size=8))
def test_goals_are_reached_where_a_corner_reaches_them(
    system: tuple[np.ndarray, Box, list[Row]], asked: list[tuple[int, float]]
) -> None:
    value, box, rows = system
    found = corners(box, rows)
    goals, least = [], []
    for place, part in asked:
        v = place % len(value)
        sign, limit = (1.0, part * value[v]) if part < 1 else (-1.0, -part * value[v])
        goals.append(Goal((v,), (sign,), limit))
        least.append(min(sign * found[:, v]))
    reached = solve.reach(made(value, box, rows), goals)
    for goal, met, low in zip(goals, reached.met, least, strict=True):
        if abs(low - goal.limit) > 1e-4:
            assert met == (low < goal.limit)


@settings(max_examples=100, deadline=None)
@given(systems())
def test_the_blame_is_enough_to_keep_a_goal_from_being_reached(system: tuple[np.ndarray, Box, list[Row]]) -> None:
    value, box, rows = system
    goals = [Goal((v,), (sign,), sign * value[v] - 1.0) for v in range(len(value)) for sign in (1.0, -1.0)]
    reached = solve.reach(made(value, box, rows), goals)
    assert set(reached.blame) == set(np.flatnonzero(~reached.met).tolist())
    for place, blame in reached.blame.items():
        only = [bounds if v in blame.variables else (-1e4, 1e4) for v, bounds in enumerate(box)]
        alone = made(value, only, [rows[row] for row in blame.rows])
        assert not solve.reach(alone, [goals[place]]).met[0]


@settings(max_examples=100, deadline=None)
@given(systems())
def test_goals_agree_with_bounds(system: tuple[np.ndarray, Box, list[Row]]) -> None:
    value, box, rows = system
    linear = made(value, box, rows)
    low, high = solve.all_bounds(linear, range(len(value)))
    for v in range(len(value)):
        inside = [Goal((v,), (1.0,), low[v] + 1e-3), Goal((v,), (-1.0,), -high[v] + 1e-3)]
        beyond = [Goal((v,), (1.0,), low[v] - 1e-3), Goal((v,), (-1.0,), -high[v] - 1e-3)]
        assert solve.reach(linear, [*inside, *beyond]).met.tolist() == [True, True, False, False]


def test_a_figure_without_an_end_reaches_any_goal() -> None:
    linear = solve.linear(np.array([5.0, 7.0]), np.zeros(2), np.full(2, np.inf), [Row((0, 1), (1.0, -1.0), -2.0, -2.0)])
    assert solve.reach(linear, [Goal((0,), (-1.0,), -1e9)]).met.all()
    assert not solve.reach(linear, [Goal((1,), (1.0,), 1.0)]).met.any()


def test_ratios_are_goals_too() -> None:
    """Part and whole are hidden, their other part is shown: 30 of about 40 may be any share but a small one."""
    linear = solve.linear(
        np.array([30.0, 10.0, 40.0]),
        np.array([1.0, 9.5, 1.0]),
        np.array([np.inf, 10.5, np.inf]),
        [Row((0, 1, 2), (1.0, 1.0, -1.0), 0.0, 0.0)],
    )
    goals = [Goal((0, 2), (1.0, -0.5), 0.0), Goal((0, 2), (-1.0, 0.9), 0.0), Goal((0, 2), (1.0, -0.05), 0.0)]
    assert solve.reach(linear, goals).met.tolist() == [True, True, False]


@pytest.mark.parametrize("goals", [[], [Goal((0,), (1.0,), 1.0)]])
def test_no_rows_or_no_goals(goals: list[Goal]) -> None:
    linear = solve.linear(np.array([5.0, 0.0]), np.zeros(2), np.full(2, np.inf), [])
    assert solve.reach(linear, goals).met.all()


def test_one_programme_proves_many_figures() -> None:
    count = 200
    rows = [Row((3 * i, 3 * i + 1, 3 * i + 2), (1.0, 1.0, -1.0), 0.0, 0.0) for i in range(count)]
    chain = [Row((3 * i + 2, 3 * i + 5), (1.0, -1.05), 0.0, 0.0) for i in range(count - 1)]
    totals = 1.05 ** -np.arange(count)
    value = np.column_stack([0.4 * totals, 0.6 * totals, totals]).ravel()
    linear = solve.linear(value, np.zeros(3 * count), np.full(3 * count, np.inf), rows + chain)
    goals = [Goal((v,), (s,), s * value[v] * (1 - 0.1 * s)) for v in range(3 * count) for s in (1.0, -1.0)]
    reached = solve.reach(linear, goals)
    assert reached.met.all()
    assert reached.programmes < 60


def test_nothing_is_reached_where_the_rows_cannot_be_met() -> None:
    rows = [Row((0, 1), (1.0, 1.0), 10.0, 10.0), Row((0, 1), (1.0, 1.0), 20.0, 20.0)]
    linear = solve.linear(np.array([5.0, 5.0, 1.0]), np.full(3, -np.inf), np.full(3, np.inf), rows)
    reached = solve.reach(linear, [Goal((0,), (1.0,), 100.0), Goal((2,), (1.0,), 0.0)])
    assert reached.met.tolist() == [False, True]
    assert math.isnan(reached.blame[0].least)
