"""A sheet a region and one "Global": the name of the sheet stands for a missing title."""

from __future__ import annotations

from tables_help import only

from cdmo_cli.tables.model import Period

ROWS = [[None, 2024, 2025], ["Small molecules", 10, 11], ["Biologics", 20, 22]]


def test_the_sheet_is_the_title_when_there_is_none() -> None:
    assert only(ROWS, name="Global").title == "Global"
    assert only([["Market size, USD bn"], *ROWS], name="Europe").title == "Market size, USD bn"
    assert only(ROWS, name="Sheet1").title == ""


def test_a_sheet_named_after_its_year() -> None:
    block = only([["Region", "Small molecules", "Biologics"], ["Europe", 1, 2], ["Asia", 3, 4]], name="2024")
    assert block.period == Period(2024)


def test_a_unit_said_once_for_the_sheet() -> None:
    from tables_help import tables

    found = tables(
        [
            ["All figures in USD million"],
            [],
            [],
            [],
            [],
            [],
            ["Region", 2024, 2025],
            ["Europe", 1, 2],
            [],
            ["Type", 2024, 2025],
            ["Bio", 3, 4],
        ]
    )
    assert [b.unit.text if b.unit else "" for b in found.blocks] == ["USD million", "USD million"]
    assert [b.measure for b in found.blocks] == ["revenue", "revenue"]
