"""Years down: periods in the first column, members or measures across."""

from __future__ import annotations

from tables_help import only, path, values

from cdmo_cli.tables.model import Period


def test_years_and_a_cagr_row() -> None:
    block = only(
        [
            ["Year", "Market size (USD bn)", "Growth, %"],
            [2022, 100.5, None],
            [2023, 105, 4.5],
            ["2024E", 110.2, 4.95],
            ["CAGR 2022-2024", 4.7, None],
        ]
    )
    assert (block.layout, block.label_columns) == ("years down", (1,))
    assert [line.period for line in block.rows] == [Period(2022), Period(2023), Period(2024), Period(2022, 2024)]
    assert [line.status for line in block.rows] == [None, None, "estimate", None]
    assert [line.measure for line in block.rows] == [None, None, None, "cagr"]
    assert [c.measure for c in block.columns] == ["revenue", "growth"]
    assert values(block) == {(2, 2): 100.5, (3, 2): 105, (3, 3): 4.5, (4, 2): 110.2, (4, 3): 4.95, (5, 2): 4.7}


def test_members_across() -> None:
    block = only([["USD m"], ["Year", "Europe", "Asia", "Total"], [2023, 1.5, 2.5, 4], [2024, 2, 3, 5]])
    assert [path(c) for c in block.columns] == [("Europe",), ("Asia",), ("Total",)]
    assert block.columns[2].labels[0].total
    assert block.unit is not None
    assert block.unit.text == "USD million"


def test_a_status_column_beside_the_years() -> None:
    block = only(
        [
            ["Year", "Status", "Europe", "Asia"],
            [2023, "Actual", 1.5, 2.5],
            [2024, "Base", 2, 3],
            [2025, "Forecast", 3, 4],
        ]
    )
    assert block.layout == "years down"
    assert [line.status for line in block.rows] == ["actual", "base", "forecast"]
    assert [c.index for c in block.columns] == [3, 4]


def test_years_and_months_in_two_columns() -> None:
    block = only(
        [
            [None, None, "Sales", "Costs"],
            [2023, "Nov", 1.5, 2.5],
            [None, "Dec", 2, 3],
            [2024, "Jan", 3, 4],
            [None, "Feb", 3, 5],
        ]
    )
    assert [str(line.period) for line in block.rows] == ["2023 11", "2023 12", "2024 01", "2024 02"]
    assert len(block.figures) == 8
