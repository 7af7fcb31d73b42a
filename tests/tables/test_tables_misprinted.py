"""Figures that a slip has made unreadable are read for what they are, amid other figures."""

from __future__ import annotations

import pytest
from tables_help import sheet

from cdmo_cli.tables.grid import NUMBER, TEXT, build_grid
from cdmo_cli.tables.misprinted import misgrouped
from cdmo_cli.tables.numbers import decimal_mark

GROUPED = ["12,437", "9,853", "27,496", "13,078", "11,204", "25,017", "14,440", "12,210", "4,411", "8,345", "6,024"]


def read(text: str, others: list[str]) -> tuple[int, float]:
    """What becomes of a text in the middle of a column of figures."""
    half = len(others) // 2
    column = [["Steel", other] for other in others]
    grid = build_grid(sheet([*column[:half], ["Copper", text], *column[half:]]))
    return int(grid.kind[half, 1]), float(grid.number[half, 1])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11,445,89", 1144589),  # a digit dropped from 11,445,898
        ("35,8110", 358110),
        (",631", 631),
        ("0,202", 202),  # digits of 2,002 swapped
        ("-8,97", -897),
        ("(8,97)", -897),
        ("06000", 6000),
        ("04.50", 4.5),
    ],
)
def test_wrongly_grouped_amid_figures(text: str, value: float) -> None:
    assert read(text, GROUPED) == (NUMBER, value)


def test_wrongly_grouped_by_spaces() -> None:
    assert read("2 68", ["1 204", "3 871", "2 655", "1 790", "4 012"]) == (NUMBER, 268)


@pytest.mark.parametrize("text", ["12.03.2004", "1.2.3", "'131.4", "12-15", "n/a 12"])
def test_what_is_no_figure_stays_a_text(text: str) -> None:
    assert read(text, GROUPED)[0] == TEXT


def test_codes_stay_texts() -> None:
    codes = build_grid(sheet([["007", "12"], ["012", "15"], ["031", "18"], ["044", "11"]]))
    assert codes.kind[:, 0].tolist() == [TEXT] * 4


def test_alone_it_stays_a_text() -> None:
    grid = build_grid(sheet([["Steel", "many"], ["Copper", "11,445,89"], ["Zinc", "few"], ["Lead", "some"]]))
    assert grid.kind[1, 1] == TEXT


def test_few_wrong_groups_among_many_right_ones() -> None:
    found = misgrouped([*GROUPED, "8,97"], ".")
    assert {text: printed.value for text, printed in found.items()} == {"8,97": 897}


def test_many_of_them_are_decimals() -> None:
    assert misgrouped([*GROUPED, "8,97", "7,5"], ".") == {}


def test_one_wrong_group_makes_no_decimal_comma() -> None:
    assert decimal_mark([*GROUPED, "8,97"]) == "."
    assert decimal_mark(["1,234", "8,97", "2,5"]) == ","
