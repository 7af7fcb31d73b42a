"""Numbers kept as text, percent signs and formats, currency formats, marks among the figures."""

from __future__ import annotations

import pytest
from tables_help import column, decimals, only, row, sheet, values

from cdmo_cli.read.model import ErrorValue, Style
from cdmo_cli.tables.grid import MISSED, NUMBER, build_grid


def test_a_csv_with_decimal_commas() -> None:
    block = only(
        [
            ["Region", "2024", "2025"],
            ["Europe", "1.234,5", "1.300,0"],
            ["Asia", "2.000,25", "2.100"],
            ["Africa", "–", "(12,3)"],
        ],
        typed=False,
    )
    assert values(block) == {(2, 2): 1234.5, (2, 3): 1300.0, (3, 2): 2000.25, (3, 3): 2100.0, (4, 3): -12.3}
    assert decimals(block) == {(2, 2): 1, (2, 3): 1, (3, 2): 2, (3, 3): 0, (4, 3): 1}
    assert block.figures.text[0] == "1.234,5"
    assert block.cells[4, 2] == "–"


def test_the_reader_may_say_the_decimal_mark() -> None:
    assert values(only([["Region", "2024"], ["Europe", "1,234"], ["Asia", "2,345"]], typed=False))[2, 2] == 1234
    assert (
        values(only([["Region", "2024"], ["Europe", "1,234"], ["Asia", "2,345"]], typed=False, decimal=","))[2, 2]
        == 1.234
    )


def test_text_numbers_among_real_ones() -> None:
    block = only(
        [["Region", 2024, 2025], ["Europe", 10.5, "1,234.5"], ["Asia", "(12.3)", "5 e"], ["Africa", "12.3*", "~4.8"]]
    )
    assert values(block) == {(2, 2): 10.5, (2, 3): 1234.5, (3, 2): -12.3, (3, 3): 5, (4, 2): 12.3, (4, 3): 4.8}
    assert block.figures.text == {1: "1,234.5", 2: "(12.3)", 3: "5 e", 4: "12.3*", 5: "~4.8"}


def test_percent_as_text_and_as_a_format() -> None:
    block = only(
        [["Region", "Share 2024", "Share 2025"], ["Europe", "40%", 0.4], ["Asia", "60%", 0.6]],
        styles={(r, 3): Style(number_format="0%") for r in (2, 3)},
    )
    printed, formatted = column(block, 2).unit, column(block, 3).unit
    assert printed is not None
    assert formatted is not None
    assert (printed.kind, printed.scale, values(block)[2, 2]) == ("percent", 0.01, 40)
    assert (formatted.kind, formatted.scale, values(block)[2, 3]) == ("percent", 1.0, 0.4)


def test_a_row_of_percentages_among_amounts() -> None:
    block = only(
        [["USD million", 2024, 2025], ["Europe", 40, 44], ["Asia", 60, 70], ["Margin", 0.2, 0.25]],
        styles={(4, c): Style(number_format="0.0%") for c in (2, 3)},
    )
    margin = row(block, 4).unit
    assert margin is not None
    assert (margin.kind, margin.scale) == ("percent", 1.0)
    assert row(block, 2).unit is None


@pytest.mark.parametrize(
    ("number_format", "header", "currency", "scale"),
    [
        ("[$€-407] #,##0", "Sales", "EUR", 1.0),
        ("$#,##0.0,,", "Sales", "USD", 1.0),
        ("$#,##0.0,,", "Sales (USD million)", "USD", 1.0),
        ("0.0", "Sales (USD million)", "USD", 1e6),
    ],
)
def test_currency_formats(number_format: str, header: str, currency: str, scale: float) -> None:
    block = only(
        [["Region", header], ["Europe", 4e9], ["Asia", 5e9]],
        styles={(r, 2): Style(number_format=number_format) for r in (2, 3)},
    )
    unit = block.columns[0].unit
    assert unit is not None
    assert (unit.kind, unit.currency, unit.scale) == ("currency", currency, scale)


def test_error_cells_and_words_in_figure_places_are_kept_but_no_figures() -> None:
    block = only(
        [
            ["Region", 2024, 2025],
            ["Europe", 10, ErrorValue("#REF!")],
            ["Asia", "not disclosed", 12],
            ["Africa", "n/a", 3],
        ]
    )
    assert values(block) == {(2, 2): 10, (3, 3): 12, (4, 3): 3}
    assert block.cells == {(2, 3): "#REF!", (3, 2): "not disclosed", (4, 2): "n/a"}


def test_a_first_year_without_any_value_is_still_a_column() -> None:
    block = only([["Growth, %"], ["Region", 2023, 2024, 2025], ["Europe", "n/a", 5.1, 5.2], ["Asia", "n/a", 6.1, 6.2]])
    assert [str(c.period) for c in block.columns] == ["2023", "2024", "2025"]
    assert block.period is None
    assert block.measure == "growth"


def test_years_with_decimals_in_a_csv_are_still_a_header() -> None:
    block = only(
        [["", "1990.00000", "2000.00000"], ["Europe", "8.00000", "8101.00000"], ["Asia", "7.00000", "6465.00000"]],
        typed=False,
    )
    assert [str(c.period) for c in block.columns] == ["1990", "2000"]
    assert values(block)[2, 3] == 8101


def test_identifiers_are_no_figures() -> None:
    block = only([["No.", "Region", "2024", "2025"], [1, "Europe", 10, 11], [2, "Asia", 12, 13], [3, "Africa", 14, 15]])
    assert [c.index for c in block.columns] == [3, 4]
    assert block.cells[2, 1] == "1"
    assert len(block.figures) == 6


@pytest.mark.parametrize("dash", ["-", "–", "$ -", "$-", "(–)", "–%", "- €"])
def test_the_dash_of_an_accounting_format_is_a_missing_figure(dash: str) -> None:
    grid = build_grid(sheet([["Region", "2024"], ["Europe", dash], ["Asia", "$ 5"]], typed=False))
    assert grid.kind[1, 1] == MISSED
    assert (grid.kind[2, 1], grid.number[2, 1]) == (NUMBER, 5)


def test_each_block_of_a_sheet_has_its_decimal_mark() -> None:
    english = [["Region", "2024"], ["Europe", "1,234.5"], ["Asia", "2,100"], ["Africa", "12.25"], ["Other", "0.75"]]
    german = [["Land", "2025"], ["Bayern", "1.234,5"], ["Hessen", "2.100"], ["Berlin", "12,25"], ["Bremen", "0,75"]]
    grid = build_grid(sheet([*english, *english[1:], ["", ""], *german], typed=False))
    assert grid.number[1:5, 1].tolist() == [1234.5, 2100.0, 12.25, 0.75]
    assert grid.number[11:15, 1].tolist() == [1234.5, 2100.0, 12.25, 0.75]
    assert grid.decimals[11:15, 1].tolist() == [1, 0, 2, 2]
