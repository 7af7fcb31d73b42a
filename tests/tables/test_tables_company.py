"""Companies: revenue with currency and fiscal year in columns beside it, words kept as notes."""

from __future__ import annotations

from tables_help import only, path, row, values

from cdmo_cli.tables.model import FromColumns, Period

ROWS = [
    ["Company", "Revenue", "Unit", "Currency", "Fiscal year", "Year ended", "Kind", "Source"],
    ["Aenova Holding", None, None, None, None, None, None, None],
    ["Lonza", 4508, "million", "CHF", 2020, "2020-12-31", "group", "Annual report"],
    ["Catalent", 3.09, "billion", "USD", "FY2020", "2020-06-30", "group", "Form 10-K"],
    ["Recipharm", None, None, None, None, None, None, None],
]


def test_a_company_table() -> None:
    block = only(ROWS)
    assert (block.layout, block.header_rows, block.range.a1) == ("company", (1,), "A1:H5")
    assert [path(line) for line in block.rows] == [("Aenova Holding",), ("Lonza",), ("Catalent",), ("Recipharm",)]
    assert block.from_columns[0] == FromColumns(period=5, currency=4, unit=3)
    assert values(block) == {(3, 2): 4508, (4, 2): 3.09}
    lonza = row(block, 3)
    assert lonza.period == Period(2020)
    assert lonza.unit is not None
    assert (lonza.unit.currency, lonza.unit.scale) == ("CHF", 1e6)
    assert lonza.note == "2020-12-31; group; Annual report"
    assert (block.cells[3, 4], block.cells[4, 5], block.cells[4, 7], block.cells[3, 5]) == (
        "CHF",
        "FY2020",
        "group",
        "2020",
    )
    assert row(block, 4).period == Period(2020, fiscal=True)


def test_the_year_of_a_share_makes_no_table_of_years() -> None:
    heading = "Revenue (local currency, million)"
    block = only(
        [
            ["Company", "Currency", "Fiscal year", heading, "Revenue (USD million)", "Share of market 2024, %"],
            ["Lonza", "CHF", 2024, 5348, 6076.6, 2.87],
            ["Aenova", "EUR", 2023, 832, 899.7, "n/a"],
        ]
    )
    assert block.layout == "company"
    assert block.from_columns == {0: FromColumns(period=3, currency=2), 1: FromColumns(period=3)}


def test_a_converted_column_keeps_its_own_currency() -> None:
    block = only(
        [
            ["Company", "Revenue", "Currency", "Fiscal year", "Revenue, USD million", "Share, %"],
            ["Lonza", 4508, "CHF", 2020, 4801, 2.1],
            ["Siegfried", 845, "CHF", 2020, 900, 0.4],
        ]
    )
    assert block.layout == "company"
    assert block.from_columns == {0: FromColumns(period=4, currency=3), 1: FromColumns(period=4)}
    assert [c.measure for c in block.columns] == ["revenue", "revenue", "share"]
    assert all(line.unit is None for line in block.rows)
