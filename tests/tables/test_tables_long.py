"""Tidy tables: a row an observation, as other programs and `cdmo ingest` write them."""

from __future__ import annotations

from tables_help import only, path, row, values

from cdmo_cli.tables.model import Period

INGEST = [
    [
        "market",
        "measure",
        "region",
        "country",
        "period",
        "value",
        "unit",
        "currency",
        "scale",
        "status",
        "decimals",
        "file",
        "sheet",
        "cell",
    ],
    ["cdmo", "revenue", None, None, 2024, 212.0, "USD billion", "USD", 1e9, "base", 1, "a.xlsx", "S", "B4"],
    ["cdmo", "revenue", "Europe", None, 2024, 42.4, "USD billion", "USD", 1e9, "base", 1, "a.xlsx", "S", "B5"],
    ["cdmo", "revenue", "Europe", "Germany", 2025, 8200, "EUR million", "EUR", 1e6, "forecast", 0, "a.xlsx", "S", "C6"],
    ["cdmo", "cagr", "Europe", None, "2024-2031", 5.2, "%", None, 0.01, "forecast", 1, "a.xlsx", "S", "B6"],
]


def test_what_ingest_writes_is_read_back() -> None:
    block = only(INGEST)
    assert block.layout == "long"
    assert values(block) == {(2, 6): 212.0, (3, 6): 42.4, (4, 6): 8200.0, (5, 6): 5.2}
    assert block.label_columns == (3, 4)
    assert [path(line) for line in block.rows] == [(), ("Europe",), ("Europe", "Germany"), ("Europe",)]
    assert [label.heading for label in row(block, 4).labels] == ["region", "country"]
    assert [line.measure for line in block.rows] == ["revenue", "revenue", "revenue", "cagr"]
    assert [line.period for line in block.rows] == [Period(2024), Period(2024), Period(2025), Period(2024, 2031)]
    assert [line.status for line in block.rows] == ["base", "base", "forecast", "forecast"]
    units = [line.unit for line in block.rows]
    assert [(u.kind, u.currency, u.scale) for u in units if u] == [
        ("currency", "USD", 1e9),
        ("currency", "USD", 1e9),
        ("currency", "EUR", 1e6),
        ("percent", None, 0.01),
    ]
    assert block.cells[2, 14] == "B4"


def test_the_same_as_text() -> None:
    text = [["" if cell is None else str(cell) for cell in line] for line in INGEST]
    block = only(text, typed=False)
    assert values(block) == {(2, 6): 212.0, (3, 6): 42.4, (4, 6): 8200.0, (5, 6): 5.2}
    assert [str(line.period) for line in block.rows] == ["2024", "2024", "2025", "2024-2031"]
    assert [line.unit.scale for line in block.rows if line.unit] == [1e9, 1e9, 1e6, 0.01]


def test_dimensions_and_years_with_the_value_last() -> None:
    block = only(
        [
            ["Region", "Type", "Year", "Value (USD m)"],
            ["Europe", "Biologics", 2024, 10],
            ["Europe", "Biologics", 2025, 12],
            ["Asia", "Biologics", 2024, 7],
        ]
    )
    assert block.layout == "long"
    assert [path(line) for line in block.rows] == [
        ("Europe", "Biologics"),
        ("Europe", "Biologics"),
        ("Asia", "Biologics"),
    ]
    assert [str(line.period) for line in block.rows] == ["2024", "2025", "2024"]
    assert block.columns[0].unit is not None
    assert block.columns[0].unit.scale == 1e6


def test_the_year_first_and_several_values() -> None:
    block = only(
        [
            ["Year", "Country", "Sales", "Per Capita"],
            [1850, "Germany", 1.5, 0.1],
            [1851, "Germany", 1.7, 0.2],
            [1851, "France", 0.5, 0.05],
        ]
    )
    assert block.layout == "long"
    assert [line.period for line in block.rows] == [Period(1850), Period(1851), Period(1851)]
    assert [c.index for c in block.columns] == [3, 4]
    assert values(block)[2, 3] == 1.5


def test_a_dimension_right_of_the_figures_and_a_note() -> None:
    rows = [["Region", "Year", "Value", "Type", "Comment"]]
    rows += [
        [region, year, 1.0 * year, "Biologics", f"see page {year}"]
        for region in ("Europe", "Asia")
        for year in (2023, 2024)
    ]
    block = only(rows)
    assert path(block.rows[0]) == ("Europe", "Biologics")
    assert block.rows[0].note == "see page 2023"


def test_a_sparse_outer_column_is_filled_down() -> None:
    block = only([["Area", "Year", "Sales"], ["Europe", 2023, 5], [None, 2024, 6], ["Asia", 2023, 7], [None, 2024, 8]])
    assert [path(line) for line in block.rows] == [("Europe",), ("Europe",), ("Asia",), ("Asia",)]
    assert [str(line.period) for line in block.rows] == ["2023", "2024", "2023", "2024"]
