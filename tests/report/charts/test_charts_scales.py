import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.report.charts.scales import Linear, bins, finite, spread, ticks

VALUES = st.floats(-1e6, 1e6)


def test_finite() -> None:
    assert finite(0.0) == 0.0
    assert [finite(value) for value in (None, math.nan, math.inf, -math.inf)] == [None] * 4


def test_linear() -> None:
    scale = Linear(0, 10, 100, 0)
    assert [scale(value) for value in (0, 5, 10)] == [100, 50, 0]
    assert Linear(3, 3, 7, 9)(3) == 7


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 113.4, 4, (0, 50, 100)),
        (0, 7.49, 4, (0, 2, 4, 6)),
        (0, 302.3, 4, (0, 100, 200, 300)),
        (-20, 14, 4, (-20, -10, 0, 10)),
        (0, 0.03, 4, (0, 0.01, 0.02, 0.03)),
        (5, 5, 4, (5,)),
    ],
)
def test_ticks(low: float, high: float, most: int, expected: tuple[float, ...]) -> None:
    assert ticks(low, high, most) == pytest.approx(expected)


@given(st.floats(-1e9, 0), st.floats(1e-3, 1e9))
def test_ticks_are_few_even_and_inside(low: float, high: float) -> None:
    found = ticks(low, high)
    assert 1 <= len(found) <= 4
    assert 0 in found
    slack = (high - low) * 1e-6
    assert low - slack <= found[0]
    assert found[-1] <= high + slack


def test_bins_of_the_study() -> None:
    classes = bins([7.5, 7.5, 3.3, 9.9, 6.4, 6.4, 6.0, 6.3, 5.0], 1)
    assert classes.breaks == (5, 6, 7, 8)
    assert classes.bounds() == ((None, 4.9), (5, 5.9), (6, 6.9), (7, 7.9), (8, None))
    assert classes.role(7.5) == "sequential-4"


def test_a_value_falls_into_the_bin_of_what_is_printed() -> None:
    classes = bins([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0)
    border = classes.breaks[1]
    assert classes.role(border - 0.4) == classes.role(border)
    assert classes.role(border - 0.6) != classes.role(border)


@pytest.mark.parametrize(
    ("values", "count"), [([5, 5, 5], 1), ([4.1, 5.0], 2), ([], 1), ([1, 2, 3], 3), ([1.01, 1.02], 1)]
)
def test_few_values_have_few_bins(values: list[float], count: int) -> None:
    assert len(bins(values, 1).roles) == count


def test_hardly_a_bin_is_empty() -> None:
    classes = bins([2.0, 3.4, 3.5, 3.6, 3.7], 1)
    used = {classes.role(value) for value in (2.0, 3.4, 3.5, 3.6, 3.7)}
    assert len(classes.roles) - len(used) <= 1


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=40), st.integers(0, 2))
def test_the_outer_bins_are_never_empty(values: list[float], decimals: int) -> None:
    classes = bins(values, decimals)
    used = {classes.role(value) for value in values}
    assert {classes.roles[0], classes.roles[-1]} <= used
    assert list(classes.breaks) == sorted(set(classes.breaks))


@given(st.lists(st.floats(0, 100), max_size=10))
def test_spread_labels_keep_their_distance_order_and_room(wanted: list[float]) -> None:
    placed = spread(wanted, 10, 0, 100)
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in placed)
    ordered = sorted(placed)
    assert all(b - a >= 10 - 1e-6 for a, b in pairwise(ordered))
    pairs = sorted(zip(wanted, placed, strict=True))
    assert [place for _, place in pairs] == pytest.approx(ordered)


def test_spread_leaves_alone_what_has_room_and_centres_what_has_not() -> None:
    assert spread([10, 50], 10, 0, 100) == (10, 50)
    assert spread([50, 50], 10, 0, 100) == pytest.approx((45, 55))
    assert spread([50, 50, 50], 60, 0, 100) == pytest.approx((0, 50, 100))
