"""Cross tables: members down and across, one year, several a sheet."""

from __future__ import annotations

from tables_help import column, only, path, paths, tables, values

from cdmo_cli.tables.model import Period

TITLE = "Type by region, {year} (USD million)"
HEADER = ["Region / Type", "Small molecules", "Biologics", "Total"]


def test_the_year_in_the_title_of_each_of_several() -> None:
    found = tables(
        [
            [TITLE.format(year="2024")],
            HEADER,
            ["Europe", 10, 20, 30],
            ["Asia", 5, 6, 11],
            ["Total", 15, 26, 41],
            [],
            [TITLE.format(year="2031F")],
            HEADER,
            ["Europe", 11, 22, 33],
            ["Asia", 6, 7, 13],
            ["Total", 17, 29, 46],
        ]
    )
    first, second = found.blocks
    assert [b.layout for b in found.blocks] == ["cross", "cross"]
    assert [b.range.a1 for b in found.blocks] == ["A2:D5", "A8:D11"]
    assert (first.period, second.period, second.status) == (Period(2024), Period(2031), "forecast")
    assert first.unit is not None
    assert (first.unit.text, first.measure) == ("USD million", "revenue")
    assert [path(c) for c in first.columns] == [("Small molecules",), ("Biologics",), ("Total",)]
    assert {c.labels[0].heading for c in first.columns} == {"Type"}
    assert {r.labels[0].heading for r in first.rows} == {"Region"}
    assert column(first, 4).labels[0].total
    assert values(second)[9, 3] == 22
    assert found.not_understood == ()


def test_the_year_in_the_corner() -> None:
    block = only([[2024, "Small molecules", "Biologics"], ["Europe", 10, 20], ["Asia", 5, 6]])
    assert (block.layout, block.period) == ("cross", Period(2024))
    assert paths(block) == [("Europe",), ("Asia",)]
    assert values(block) == {(2, 2): 10, (2, 3): 20, (3, 2): 5, (3, 3): 6}


def test_the_name_of_the_dimension_above_the_columns() -> None:
    block = only([[None, "Type", None], ["Region", "Small molecules", "Biologics"], ["Europe", 10, 20], ["Asia", 5, 6]])
    assert [c.labels[0].heading for c in block.columns] == ["Type", "Type"]
    assert [path(c) for c in block.columns] == [("Small molecules",), ("Biologics",)]
