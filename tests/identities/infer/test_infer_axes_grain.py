"""How coarse figures are: by decimals written or stored, by the steps that a line is rounded to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.identities.infer.fields.grain import granularity
from cdmo_cli.identities.infer.model import Floats


def grains(rows: list[list[float]], decimals: list[list[int]] | int, *, stored: bool = False) -> tuple[Floats, Floats]:
    value = np.array(rows, dtype=np.float64)
    places = np.full(value.shape, decimals) if isinstance(decimals, int) else np.array(decimals)
    return granularity(value, np.ones(value.shape, dtype=np.bool_), places.astype(np.int8), stored=stored)


def test_the_unit_goes_by_the_decimals_written() -> None:
    unit, _ = grains([[12.3, 4.50], [7, 11.25]], [[1, 2], [0, 2]])
    assert unit.tolist() == [[pytest.approx(0.1), pytest.approx(0.01)], [1, pytest.approx(0.01)]]


def test_stored_numbers_have_lost_the_zeros_at_their_end() -> None:
    rows, decimals = [[12.3, 4.1], [13, 5.2], [14, 250]], [[1, 1], [0, 1], [0, 0]]
    assert grains(rows, decimals, stored=True)[0].tolist() == [[0.1, 0.1], [0.1, 0.1], [1, 1]]
    assert grains(rows, decimals)[0][1, 0] == 1


def test_written_figures_without_any_last_zero_drop_it_too() -> None:
    rows = [[1.5, 2.5, 3.5], [4.5, 5, 6.5], [7.5, 8.5, 9.5]]
    places = [[0 if v == 5 else 1 for v in row] for row in rows]
    assert grains(rows, places)[0][1, 1] == pytest.approx(0.1)
    kept = [[1.5, 2.5, 3.5], [4.5, 5, 6.0], [7.5, 8.5, 9.5]]
    places = [[0 if v == 5 else 1 for v in row] for row in kept]
    assert grains(kept, places)[0][1, 1] == 1


@pytest.mark.parametrize(("step", "unit"), [(10, 10), (100, 100), (1000, 1000), (5, 8), (3, 4)])
def test_lines_of_multiples_were_rounded_to_them(step: int, unit: float) -> None:
    """Random rounding to a base of 3 or 5 leaves ± (base − 1): half of a unit of 4 or 8."""
    told = [[float(step * k) for k in (7, 11, 13, 17, 19, 23, 29, 31, 37)], [float(k) for k in range(101, 110)]]
    assert grains(told, 0)[0].tolist() == [[unit] * 9, [1] * 9]
    assert grains(told, 0)[1][0].min() >= step


def test_a_column_of_hundreds_percent_is_rounded_to_nothing() -> None:
    rows = [[100.0, float(k), 100.0 - k] for k in (12, 37, 41, 53, 67, 71, 83, 88, 91, 13)]
    assert grains(rows, 0)[0].max() == 1


def test_evidence_goes_by_the_coarser_of_row_and_column() -> None:
    _, grain = grains([[1200, 345], [3400, 120]], 0)
    assert grain.tolist() == [[100, 1], [100, 10]] or grain.tolist() == [[100, 5], [100, 10]]
    _, cents = grains([[12.50, 3.25], [4.00, 1.75]], 2)
    assert cents.tolist() == [[0.1, 0.01], [1, 0.01]] or cents[0, 1] == pytest.approx(0.01)


@given(st.lists(st.integers(min_value=1, max_value=10**6), min_size=2, max_size=12), st.integers(0, 4))
def test_units_never_lie_below_the_last_decimal(digits: list[int], decimals: int) -> None:
    unit, grain = grains([[d / 10**decimals for d in digits]], decimals)
    assert (unit >= 10.0**-decimals * (1 - 1e-12)).all()
    assert (grain >= 10.0**-decimals * (1 - 1e-12)).all()


def test_rows_of_averages_between_do_not_hide_that_counts_are_multiples_of_five() -> None:
    counts: list[list[float]] = [[70665, 155135, 51590, 49105], [38360, 80000, 30560, 29320], [595, 14785, 1360, 1720]]
    counts += [[295, 3525, 2620, 1450], [31410, 56825, 17055, 16615], [107845, 221255, 82460, 80520]]
    rows = [row for count in counts for row in (count, [2.5, 2.4, 2.0, 2.2])]
    unit, _ = grains(rows, [[0] * 4, [1] * 4] * 6)
    assert unit[::2].tolist() == [[8] * 4] * 6
    assert unit[1::2].tolist() == [[pytest.approx(0.1)] * 4] * 6
    rows[2][0] = 38361
    assert grains(rows, [[0] * 4, [1] * 4] * 6)[0][2, 0] == 1
