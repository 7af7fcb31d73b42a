"""Several errors in one table, and errors in workbooks whose totals are formulas."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from identities_tables import cells, crossed, failing, listed, total, with_totals
from subject_grid import subject

from cdmo_cli.address import a1
from cdmo_cli.identities.judge import judge
from cdmo_cli.identities.model import Component, System
from cdmo_cli.rules.subject import Subject

INNER = [[4812.0, 2377.0, 6159.0, 1248.0], [3391.0, 5126.0, 2784.0, 4463.0], [1957.0, 7435.0, 3862.0, 2519.0]]


def changed(system: System, values: dict[int, float]) -> System:
    figures = system.cells.value.copy()
    for cell, value in values.items():
        figures[cell] = value
    return replace(system, cells=replace(system.cells, value=figures))


def blamed(system: System) -> dict[int, float | None]:
    return {
        suspect.cell: suspect.value
        for component in judge(system).components
        for suspect in (component.suspects if component.together else component.suspects[:1])
    }


def test_two_errors_in_one_row_of_a_crossed_table() -> None:
    spoilt = changed(crossed(with_totals(INNER)), {0: 8412.0, 2: 6195.0})
    assert len(failing(judge(spoilt))) == 3
    assert blamed(spoilt) == {0: 4812.0, 2: 6159.0}


def test_two_errors_whose_sums_hang_together_by_a_third() -> None:
    """A figure of one row and the total of that row's column: they share the column's sum."""
    spoilt = changed(crossed(with_totals(INNER)), {5: 3931.0, 15: 10610.0})
    assert blamed(spoilt) == {5: 3391.0, 15: 10160.0}


def test_each_of_two_causes_has_its_own_failing_sums() -> None:
    judgement = judge(changed(crossed(with_totals(INNER)), {0: 8412.0, 2: 6195.0}))
    named = [position for component in judgement.components for position in component.identities]
    assert sorted(named) == sorted(failing(judgement))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 11), min_size=2, max_size=2, unique=True), st.lists(st.booleans(), min_size=2, max_size=2)
)
def test_any_two_swaps_are_found_in_a_crossed_table(places: list[int], ends: list[bool]) -> None:
    true = crossed(with_totals(INNER))
    wrong = {}
    for place, end in zip(places, ends, strict=True):
        cell = place // 4 * 5 + place % 4
        digits = f"{true.cells.value[cell]:.0f}"
        swapped = digits[:2] + digits[3] + digits[2] if end else digits[1] + digits[0] + digits[2:]
        wrong[cell] = float(swapped)
        assume(abs(wrong[cell] - true.cells.value[cell]) > 10)
    assume(abs(sum(wrong.values()) - sum(true.cells.value[cell] for cell in wrong)) > 10)  # they do not cancel out
    assert blamed(changed(true, wrong)) == {cell: true.cells.value[cell] for cell in wrong}


def test_two_figures_of_one_sum_that_are_both_far_out_of_line() -> None:
    rows = [[round(value * growth) for growth in (1, 1.05, 1.11, 1.16, 1.22)] for value in (48120, 33917, 7435, 2519)]
    table = listed(with_totals(rows, across=False))
    spoilt = changed(table, {7: -float(table.cells.value[7]), 12: 1000 * float(table.cells.value[12])})
    (component,) = judge(spoilt).components
    assert component.together
    assert {(s.cell, s.value, s.cause) for s in component.suspects} == {
        (7, table.cells.value[7], "the sign"),
        (12, table.cells.value[12], "a power of ten"),
    }


def test_three_errors_are_told_apart_by_their_sums() -> None:
    spoilt = changed(crossed(with_totals(INNER)), {0: 8412.0, 6: 1526.0, 12: 8362.0})
    assert blamed(spoilt) == {0: 4812.0, 6: 5126.0, 12: 3862.0}


REGIONS = {
    "North America": 84.8,
    "Europe": 42.4,
    "Asia-Pacific": 63.6,
    "Latin America": 12.2,
    "Middle East & Africa": 9.0,
}


def live(**wrong: float) -> tuple[Subject, tuple[Component, ...]]:
    """Two sheets whose totals are formulas, and a third with the countries of a region."""
    shown = {**REGIONS, **{name.replace("_", "-"): value for name, value in wrong.items()}}
    lines = [f"{name} | {value}" for name, value in shown.items()]
    world = round(sum(shown.values()), 1)
    sheets = {
        "Regions": "\n".join(["Market size, USD billion | 2024", *lines, f"World | =SUM(B2:B6) -> {world}"]),
        "Types": "Market size, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\n"
        "World | =SUM(B2:B3) -> 212.0\n",
        "Countries": "Market size, USD billion | 2024\nAsia-Pacific | =SUM(B3:B5) -> 63.6\nChina | 30.1\n"
        "Japan | 20.2\nRest of Asia-Pacific | 13.3\n",
    }
    looked_at = subject(sheets)
    return looked_at, looked_at.judgement.components


def cell(looked_at: Subject, position: int) -> str:
    sheet, row, column = looked_at.judgement.system.cells.place(position)
    return f"{looked_at.workbook.sheets[sheet].name}!{a1(row, column)}"


def test_a_live_workbook_without_error_has_no_components() -> None:
    assert live()[1] == ()


def test_a_wrong_figure_is_followed_through_the_formulas() -> None:
    """The total of the regions moves with it, and its formula holds: the typed figure is named, and settles both."""
    looked_at, (component,) = live(Asia_Pacific=66.3)
    best = component.suspects[0]
    assert (cell(looked_at, best.cell), best.value, best.cause) == ("Regions!B4", 63.6, "two digits swapped")
    assert best.settles == len(component.identities) == 2
    assert best.probability > 0.99


def test_a_computed_figure_is_never_a_suspect() -> None:
    looked_at, (component,) = live(Europe=44.2)
    named = [cell(looked_at, suspect.cell) for suspect in component.suspects]
    assert named[0] == "Regions!B3"
    assert not {"Regions!B7", "Types!B4", "Countries!B2"} & set(named)


def test_a_stale_total_is_its_own_cause() -> None:
    looked_at = subject(
        {"Types": "Size, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\nTotal | =SUM(B2:B3) -> 221"}
    )
    (component,) = looked_at.judgement.components
    (best,) = component.suspects
    assert (cell(looked_at, best.cell), best.value) == ("Types!B4", 212.0)
    assert best.cause == "its formula was not recalculated"


def test_a_projection_is_followed_back_to_its_base() -> None:
    sheets = {
        "Market": "Market size, USD billion | 2024 | 2025\nSmall molecules | 113.4 | =B2*(1+Notes!B1) -> 124.74\n"
        "Biologics | 80.6 | =B3*(1+Notes!B1) -> 88.66\n",
        "Totals": "Market size, USD billion | 2024 | 2025\nWorld | 212.0 | 233.2\n",
        "Notes": "Rate | 0.1\n",
    }
    looked_at = subject(sheets)
    (component,) = looked_at.judgement.components
    best = component.suspects[0]
    assert (cell(looked_at, best.cell), best.value, best.cause) == ("Market!B2", 131.4, "two digits swapped")
    assert len(component.identities) == 2


def test_conflicts_are_part_of_the_judgement() -> None:
    """1 + 1 may come to 3 by rounding, and to 1, but not to both."""
    figures = cells([[1.0], [1.0], [3.0], [1.0]])
    judgement = judge(System(figures, (total(2, [0, 1]), total(3, [0, 1]))))
    assert failing(judgement) == []
    assert [conflict.identities for conflict in judgement.conflicts] == [(0, 1)]


@pytest.mark.parametrize("seat", [0, 1, 2])
def test_a_pair_never_blames_a_cell_that_sums_confirm(seat: int) -> None:
    spoilt = changed(crossed(with_totals(INNER)), {0: 8412.0, 2: 6195.0})
    named = blamed(spoilt)
    assert (10 + seat) not in named
