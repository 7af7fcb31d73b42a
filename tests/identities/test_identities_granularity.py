"""To what printed figures were rounded, read from their own table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdmo_cli.identities.granularity import half_widths, of_figures
from cdmo_cli.market.model import MEASURES, Observations
from cdmo_cli.tables.model import Measure, Unit


def observations(rows: list[list[float]], measure: Measure = "revenue") -> Observations:
    """One block, one observation a number; decimals as a spreadsheet shows them."""
    cells = [(r, c, value) for r, row in enumerate(rows, 2) for c, value in enumerate(row, 2)]
    count = len(cells)
    decimals = [len(f"{value:.10f}".rstrip("0").partition(".")[2]) for _, _, value in cells]

    def ints(values: list[int]) -> np.ndarray:
        return np.array(values, dtype=np.int32)

    return Observations(
        sheet=ints([0] * count),
        row=ints([r for r, _, _ in cells]),
        column=ints([c for _, c, _ in cells]),
        block=ints([0] * count),
        value=np.array([value for _, _, value in cells]),
        decimals=np.array(decimals, dtype=np.int8),
        measure=np.array([MEASURES.index(measure)] * count, dtype=np.int8),
        status=np.array([-1] * count, dtype=np.int8),
        period=ints([-1] * count),
        unit=ints([0] * count),
        members={},
        periods=(),
        units=(Unit("currency", "USD", 1e6),),
    )


def halves(rows: list[list[float]], measure: Measure = "revenue") -> list[float]:
    return [float(half) for half in half_widths(observations(rows, measure))]


def test_a_table_shares_its_decimals() -> None:
    assert halves([[12.0, 3.5], [7.1, 8.0]]) == pytest.approx([0.05] * 4)


def test_totals_without_decimals_are_coarser() -> None:
    found = halves([[12.3, 3.5, 4.4], [7.1, 8.6, 1.2], [19, 12, 6]])
    assert found == pytest.approx([0.05] * 6 + [0.5] * 3)


@pytest.mark.parametrize(("unit", "half"), [(10, 5), (100, 50), (1000, 500)])
def test_amounts_that_are_all_multiples(unit: int, half: float) -> None:
    assert halves([[3.0 * unit, 7.0 * unit], [11.0 * unit, 21.0 * unit]]) == [half] * 4


def test_few_round_figures_prove_nothing() -> None:
    assert halves([[40.0, 30.0]]) == [0.5, 0.5]


def test_shares_are_never_taken_for_rounded_to_tens() -> None:
    assert halves([[40.0], [30.0], [20.0], [10.0]], "share") == [0.5] * 4


@pytest.mark.parametrize(("base", "half"), [(5, 4.0), (3, 2.0)])
def test_random_rounding(base: int, half: float) -> None:
    values = [float(base * factor) for factor in (1, 7, 11, 13, 17, 19, 23, 29, 31)]
    assert halves([values]) == [half] * len(values)


def test_computed_figures_are_exact_and_do_not_refine_the_written() -> None:
    found = halves([[12.5, 100 / 3], [7.1, 8.6]])
    assert found[1] == pytest.approx(0.5e-10)
    assert [found[0], found[2], found[3]] == pytest.approx([0.05] * 3)


def test_claims_go_by_each_cell() -> None:
    rows = observations([[100, 130.2], [173.76, 260.32]])
    assert half_widths(rows, {(0, 0)}) == pytest.approx([0.5, 0.05, 0.005, 0.005])


def test_no_figures_no_widths() -> None:
    assert len(half_widths(observations([]))) == 0


def test_where_only_small_figures_have_decimals_each_tells_its_own() -> None:
    rows = [[38256, 36589], [137, 137], [81, 78], [25, 24], [1.2, 0.2]]
    assert halves(rows) == pytest.approx([0.5] * 8 + [0.05] * 2)


def test_a_fraction_shown_in_percent_is_not_rounded_to_tens_of_points() -> None:
    rows = replace(observations([[0.4], [0.3], [0.0]], "share"), units=(Unit("percent", scale=1.0),))
    assert half_widths(rows) == pytest.approx([0.005] * 3)


def test_decimals_that_no_figure_uses_do_not_count() -> None:
    written = observations([[1656.1, 1164.0], [2028.5, 1351.7]])
    two = replace(written, decimals=np.full(4, 2, dtype=np.int8))
    assert half_widths(two) == pytest.approx([0.05] * 4)
    six = replace(written, decimals=np.full(4, 6, dtype=np.int8))
    assert half_widths(six) == pytest.approx([0.05] * 4)


def test_bare_figures() -> None:
    value = np.array([[12.5, 0.0, 7.0], [3.0, 4.5, 0.0]])
    figure = np.array([[True, False, True], [True, True, True]])
    assert of_figures(value, figure).tolist() == [[0.05, 0.0, 0.05], [0.05, 0.05, 0.05]]


def test_a_two_among_averages_is_no_count_that_is_no_multiple_of_five() -> None:
    counts = [[70665.0, 155135, 51590, 49105], [38360.0, 80000, 30560, 29320], [32305.0, 75135, 21030, 19785]]
    value = np.array([*counts, [2.2, 2.0, 2.0, 2.0], [2.5, 2.4, 2.4, 2.3]])
    assert of_figures(value, np.ones(value.shape, dtype=np.bool_))[:3].tolist() == [[4.0] * 4] * 3
