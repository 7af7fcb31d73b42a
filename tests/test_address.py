from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.address import Range, a1, column_letters, parse_a1, parse_range


@pytest.mark.parametrize(
    ("column", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")],
)
def test_columns_count_in_letters_from_one(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_an_address_is_column_then_row() -> None:
    assert a1(14, 6) == "F14"


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_an_address_reads_back(row: int, column: int) -> None:
    assert parse_a1(a1(row, column)) == (row, column)


def test_absolute_and_lower_case_addresses_are_read() -> None:
    assert parse_a1("$f$14") == (14, 6)
    assert parse_a1(" B2 ") == (2, 2)


@pytest.mark.parametrize("text", ["", "14", "F", "F0", "F-1", "ABCD1", "F1:F2", "Sheet!A1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cell address"):
        parse_a1(text)


def test_a_range_of_one_cell_is_written_as_that_cell() -> None:
    assert Range(2, 2, 2, 2).a1 == "B2"
    assert Range(2, 2, 9, 4).a1 == "B2:D9"


def test_the_bounds_of_a_range_belong_to_it() -> None:
    area = Range(2, 2, 9, 4)
    assert (2, 2) in area
    assert (9, 4) in area
    assert (10, 4) not in area
    assert (9, 5) not in area
    assert (1, 2) not in area


def test_a_range_is_read_with_its_corners_in_any_order() -> None:
    assert parse_range("B2:D9") == parse_range("d9:$B$2") == parse_range("D2:B9") == Range(2, 2, 9, 4)
    assert parse_range("F14") == Range(14, 6, 14, 6)


@pytest.mark.parametrize("text", ["", "B2:", ":B2", "B2:C3:D4", "2B"])
def test_what_is_no_range_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a cell address"):
        parse_range(text)
