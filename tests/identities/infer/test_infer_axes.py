"""From a sheet's grid to fields: which numbers are figures, what heads them, what they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdmo_cli.address import Range
from cdmo_cli.identities.infer.fields.axes import fields
from cdmo_cli.identities.infer.model import AMOUNT, NOT_ADDED, PERCENT, Field
from cdmo_cli.read.model import Sheet, Style
from cdmo_cli.tables.grid import build_grid


def found(rows: list[list[Any]], **more: Any) -> list[Field]:
    width = max(map(len, rows))
    return fields(build_grid(Sheet("Sheet1", 3, [row + [None] * (width - len(row)) for row in rows], **more)))


def only(rows: list[list[Any]], **more: Any) -> Field:
    (field,) = found(rows, **more)
    return field


def test_a_plain_table_along_both_axes() -> None:
    field = only([["Region", "North", "South", "Total"], ["2023", 1.5, 2.5, 4], ["2024", 2, None, 2]], top=4, left=2)
    rows, columns = field.rows, field.columns
    assert field.sheet == 3
    assert (rows.direction, rows.item.tolist(), rows.line.tolist()) == ("rows", [5, 6], [3, 4, 5])
    assert (columns.direction, columns.item.tolist(), columns.line.tolist()) == ("columns", [3, 4, 5], [5, 6])
    assert rows.value.tolist() == [[1.5, 2.5, 4], [2, 0, 2]]
    assert np.array_equal(columns.value, rows.value.T)
    assert rows.number.tolist() == [[True, True, True], [True, False, True]]
    assert rows.labels == ("2023", "2024")
    assert columns.labels == ("North", "South", "Total")
    assert columns.total.tolist() == [False, False, True]


def test_a_sheet_without_figures_has_no_field() -> None:
    assert found([["Region", "Note"], ["Europe", "growing"]]) == []


def test_words_where_figures_stand_are_told_from_missing_values() -> None:
    field = only(
        [["Region", "2023", "2024", "2025"], ["A", "1", "2", "4"], ["B", "–", "see note", "7"], ["C", "4", "#", "(D)"]],
        typed=False,
    )
    assert field.rows.text.tolist() == [[False, False, False], [False, True, False], [False, False, False]]
    assert field.rows.number.tolist() == [[True, True, True], [False, False, True], [True, False, False]]


# --- numbers that are no figures


@pytest.mark.parametrize(
    "header",
    [
        [2021, 2022, 2023],
        [2023, 2022, 2021],
        [1990, 2000, 2005],
        [2022, 2023, 2022, 2023],
        [36892, 36923, 36951],  # first days of months, as a spreadsheet counts them
        [1, 2, 3],
        [-1, -2, -3],  # (1) (2) (3)
    ],
)
def test_years_dates_and_running_numbers_over_the_columns_are_no_figures(header: list[int]) -> None:
    amounts = [10.5 * (i + 3) for i in range(len(header))]
    field = only([["Region", *header], ["Europe", *amounts], ["Asia", *amounts]])
    assert field.rows.item.tolist() == [2, 3]
    assert field.columns.labels == tuple(str(n) for n in header)


def test_amounts_that_look_like_years_stay_figures() -> None:
    field = only([["Region", "North", "South", "East"], ["A", 1950, 2040, 1987], ["B", 2011, 1999, 2050]])
    assert field.rows.item.tolist() == [2, 3]
    beside = only([["Year", "North", "South"], ["A", 1950, 210], ["B", 2011, 400], ["Total", 3961, 610]])
    assert beside.columns.item.tolist() == [2, 3]


@pytest.mark.parametrize("rent", [[2000, 2000, 2000], [1950, 1990, 2050]])
def test_one_amount_again_and_again_is_no_year(rent: list[int]) -> None:
    along = only([["", "Jan", "Feb", "Mar"], ["Rent", *rent], ["Food", 310, 422, 295], ["Fuel", 90, 85, 60]])
    assert along.rows.labels == ("Rent", "Food", "Fuel")
    down = only([["", "Food", "Rent", "Fuel"], *([m, 310 + r, r, 90] for m, r in zip("ABC", rent, strict=True))])
    assert down.columns.labels == ("Food", "Rent", "Fuel")


def test_a_column_of_years_heads_its_rows() -> None:
    field = only([["Year", "Sales", "Cost"], *([year, 10 * year - 19000, 3] for year in range(1990, 1996))])
    assert field.columns.labels == ("Sales", "Cost")
    assert field.rows.labels[:2] == ("1990", "1991")


def test_a_year_alone_over_a_table_belongs_to_its_heading() -> None:
    field = only([["", 2008, ""], ["", "Men", "Women"], ["Oslo", 12, 30], ["Bergen", 20, 11]])
    assert field.rows.item.tolist() == [3, 4]
    assert field.columns.labels == ("Men", "Women")


@pytest.mark.parametrize(
    ("heading", "codes"),
    [("NAICS code", [722, 311, 445, 518]), ("Zip", [94110, 10001, 60601, 2139]), ("No.", [1, 2, 3, 4])],
)
def test_codes_and_running_numbers_of_rows_are_no_figures(heading: str, codes: list[int]) -> None:
    rows = [[heading, "Name", "Sales", "Staff"], *([code, "x", code * 3 + 0.5, 7] for code in codes)]
    assert only(rows).columns.labels == ("Sales", "Staff")


def test_numbers_that_begin_with_a_zero_make_a_column_one_of_codes() -> None:
    rows = [["Student", "Exam 1", "Exam 2"], ["0915", "70", "81"], ["1234", "65", "90"], ["4321", "88", "71"]]
    assert only(rows, typed=False).columns.labels == ("Exam 1", "Exam 2")


def test_a_number_among_the_labels_is_a_label() -> None:
    rows: list[list[Any]] = [["Ward", "Beds"], ["North", 12], ["7", 30], ["South", 18], ["East", 11], [44, 9]]
    field = only(rows)
    assert field.columns.labels == ("Beds",)
    assert field.rows.labels == ("North", "7", "South", "East", "44")


def test_even_numbers_over_columns_without_words_head_them() -> None:
    field = only([["Dose", 5, 10, 15, 20], ["Men", 31, 44, 12, 9], ["Women", 28, 47, 16, 3]])
    assert field.rows.labels == ("Men", "Women")
    said = only([["", "A", "B", "C", "D"], ["Dose", 5, 10, 15, 20], ["Men", 31, 44, 12, 9], ["Women", 28, 47, 16, 3]])
    assert said.rows.labels == ("Dose", "Men", "Women")


def test_keys_in_order_name_rows_that_nothing_else_names() -> None:
    field = only([["Tract", "Sales", "Cost"], *([1 + k / 100, 17.5 * k, 4.0 + k % 3] for k in range(12))])
    assert field.columns.labels == ("Sales", "Cost")


def test_numbers_in_a_header_of_words_are_part_of_it() -> None:
    rows = [["Size", "All", "Under 200", "200–499", "500–999"], ["Public", "100", "12", "38", "50"]]
    assert only(rows, typed=False).rows.item.tolist() == [2]


# --- what heads the items


def test_the_header_row_that_tells_the_columns_apart_names_them() -> None:
    rows = [["", "2023", "2024", "2025"], ["", "Actual", "Estimate", "Estimate"], ["USD m", "m", "m", "m"]]
    field = only([*rows, ["A", 1, 2, 3], ["B", 4, 5, 6]])
    assert field.columns.labels == ("2023", "2024", "2025")


def test_a_heading_reaches_over_the_blank_or_merged_cells_to_its_right() -> None:
    body = [["A", 1, 2, 0.5, 3, 4, 0.3], ["B", 4, 5, 0.2, 6, 7, 0.1]]
    header = [["", "Total", None, None, "Rail", None, None], ["", 2023, 2024, "% change", 2023, 2024, "% change"]]
    for merges in ((), (Range(1, 2, 1, 4), Range(1, 5, 1, 7))):
        field = only([*header, *body], merges=merges)
        assert field.columns.labels == ("2023", "2024", "% change") * 2
        assert field.columns.total.tolist() == [True, True, False, False, False, False]
        assert field.columns.kind.tolist() == [AMOUNT, AMOUNT, NOT_ADDED] * 2
        assert field.rows.line_kind is not None
        assert field.rows.line_kind.tolist() == [AMOUNT, AMOUNT, NOT_ADDED] * 2


def test_the_header_is_found_below_rows_of_parameters() -> None:
    head = [["Rate", 1.2, 3.4, 5.6], ["", "", "", ""], ["", "Men", "Women", "Total"]]
    body = [[f"Place {k}", k * 3 + 0.5, k * 5, k * 8 + 0.5] for k in range(14)]
    assert only([*head, *body]).columns.labels == ("Men", "Women", "Total")


def test_a_row_that_numbers_the_columns_is_no_label() -> None:
    field = only([["", "Men", "Women", "All"], [None, 1, 2, 3], ["Oslo", 12, 30, 42], ["Bergen", 20, 11, 31]])
    assert field.columns.labels == ("Men", "Women", "All")
    assert field.rows.item.tolist() == [3, 4]


def test_labels_may_stand_behind_a_column_of_shares() -> None:
    rows: list[list[Any]] = [
        ["", "", "2023", "2024"],
        ["Total", None, 40, 50],
        [0.25, "  Men", 10, 15],
        [0.75, "  Women", 30, 35],
    ]
    assert only(rows).rows.labels == ("Total", "Men", "Women")


def test_labels_have_levels_by_column_spaces_bullets_and_style() -> None:
    by_column = only([["", "", "2024 sales"], ["Cash", "", 3], ["Stock", "", 4], ["", "Total assets", 7]])
    assert by_column.rows.depth.tolist() == [0, 0, 1]
    by_spaces = only([["", "Sales"], ["Europe", 7], ["  Spain", 3], ["\u00a0 Italy", 4], ["Asia", 2]])
    assert by_spaces.rows.depth.tolist() == [0, 1, 1, 0]
    by_bullets = only([["", "Sales"], ["Europe", 7], ["- Spain", 3], ["– Italy", 4]])
    assert by_bullets.rows.depth.tolist() == [0, 1, 1]
    styles = {(3, 1): Style(indent=1), (4, 1): Style(indent=1), (5, 1): Style(bold=True), (2, 2): Style(bold=True)}
    styled = only([["", "Sales"], ["Europe", 7], ["Spain", 3], ["Italy", 4], ["World", 7]], styles=styles)
    assert styled.rows.depth.tolist() == [0, 1, 1, 0]
    assert styled.rows.bold.tolist() == [True, False, False, True]
    assert styled.rows.total.tolist() == [False, False, False, True]


def test_gaps_stand_before_items_unless_all_are_spaced() -> None:
    field = only([["", "Sales"], ["A", 1], ["B", 2], ["", None], ["C", 3], ["Costs", None], ["D", 4], ["E", 4]])
    assert field.rows.item.tolist() == [2, 3, 5, 7, 8]
    assert field.rows.gap.tolist() == [False, False, True, True, False]
    spaced = only([["", "Sales"], *(row for i in range(1, 6) for row in (["x", i], ["", None]))])
    assert not spaced.rows.gap.any()


# --- what the items hold


def test_percentages_by_sign_by_label_and_by_format() -> None:
    written = only([["", "2023", "2024"], ["Sales", "10", "20"], ["Margin", "12%", "15%"]], typed=False)
    assert written.rows.kind.tolist() == [AMOUNT, PERCENT]
    assert written.columns.kind.tolist() == [AMOUNT, AMOUNT]
    styles = {(r, 3): Style(number_format="0.0%") for r in (2, 3)}
    formatted = only([["", "Sales", "Part"], ["A", 10, 0.25], ["B", 30, 0.75]], styles=styles)
    assert formatted.columns.kind.tolist() == [AMOUNT, PERCENT]


def test_a_heading_between_the_rows_says_what_those_below_hold() -> None:
    rows = [
        ["", 2023, 2024],
        ["Sales", 5, 7],
        ["Cost", 3, 4],
        ["Change, %", None, None],
        ["Sales", 2, 40],
        ["Cost", 1, 33],
    ]
    assert only(rows).rows.kind.tolist() == [AMOUNT, AMOUNT, NOT_ADDED, NOT_ADDED]
    apart = [*rows[:3], ["", None, None], ["Sales", 2, 40]]
    assert only(apart).rows.kind.tolist() == [AMOUNT, AMOUNT, AMOUNT]


def test_averages_may_add_up_along_a_line_of_averages_only() -> None:
    field = only([["", "Households", "Average spending"], ["Food", 10, 7], ["Rent", 20, 12], ["Total", 30, 19]])
    assert field.columns.kind.tolist() == [AMOUNT, NOT_ADDED]
    assert field.rows.line_kind is not None
    assert field.rows.line_kind.tolist() == [AMOUNT, PERCENT]


# --- where fields begin and end


def test_tables_side_by_side_are_fields_of_their_own() -> None:
    left = [["City", "Men", "Women"], ["Oslo", 1, 2], ["Bergen", 3, 4]]
    right = [["Fuel", "Use", "Loss"], ["Coal", 5, 6], ["Gas", 7, 8]]
    first, second = found([[*a, None, *b] for a, b in zip(left, right, strict=True)])
    assert (first.columns.item.tolist(), first.rows.labels) == ([2, 3], ("Oslo", "Bergen"))
    assert (second.columns.item.tolist(), second.rows.labels) == ([6, 7], ("Coal", "Gas"))


def test_stacked_tables_stay_together_where_they_have_the_same_columns() -> None:
    head = ["", "Men", "Women", "All"]
    north = [["North", None, None, None], head, ["Oslo", 1, 2, 3], ["Total", 1, 2, 3]]
    south = [["South", None, None, None], head, ["Bergen", 4, 5, 9], ["Total", 4, 5, 9]]
    blank: list[list[Any]] = [[None] * 4]
    together = only([*north, *blank, *south, *blank, ["Grand total", 5, 7, 12]])
    assert together.rows.item.tolist() == [3, 4, 8, 9, 11]
    other = [["Line", "Revenue"], ["Bus", 40], ["Tram", 60]]
    first, second = found([*north, *blank, *([*row, None, None] for row in other)])
    assert (first.rows.item.tolist(), second.rows.item.tolist()) == ([3, 4], [7, 8])


def test_a_long_sheet_is_one_field() -> None:
    rows = [["Member", "A", "B", "Sum"], *([f"Member {i}", i % 97, i % 89, i % 97 + i % 89] for i in range(12_000))]
    field = only(rows)
    assert field.rows.value.shape == (12_000, 3)
    assert field.columns.total.tolist() == [False, False, True]
    assert field.rows.labels[-1] == "Member 11999"


_CELLS = st.one_of(
    st.none(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(min_value=0, max_value=2050).map(float),
    st.sampled_from(["Total", "% change", "12%", "007", "(3)", "1,234.5", "n/a", "2003", "a.", "- b", "", "#"]),
)


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 6).flatmap(lambda n: st.lists(st.lists(_CELLS, min_size=n, max_size=n), max_size=9)), st.booleans()
)
def test_both_axes_of_any_sheet_agree_and_hold_figures_only(rows: list[list[Any]], typed: bool) -> None:
    grid = build_grid(Sheet("Sheet1", 0, rows, typed=typed))
    for field in fields(grid):
        down, across = field.rows, field.columns
        assert np.array_equal(down.value, across.value.T)
        assert np.array_equal(down.number, across.number.T)
        assert down.number.any(axis=1).all()
        assert across.number.any(axis=1).all()
        assert not (down.number & down.text).any()
        assert (down.unit >= 0).all()
        assert (down.grain > 0).all()
        assert len(down.labels) == len(down.total) == len(down.depth) == len(down.bold) == len(down.gap) == len(down)
        for i, j in np.argwhere(down.number).tolist():
            cell = int(down.item[i]) - grid.sheet.top, int(down.line[j]) - grid.sheet.left
            assert grid.number[cell] == down.value[i, j]
