"""Several tables a sheet: one above the other, side by side; blank rows and columns within one table."""

from __future__ import annotations

from tables_help import only, paths, periods, tables, values


def test_stacked_blocks_with_title_and_unit_above_each() -> None:
    found = tables(
        [
            ["Market size by type"],
            ["USD million"],
            ["Type", 2024, 2025],
            ["Small molecules", 10, 11],
            ["Biologics", 20, 22],
            [],
            ["Market share by type"],
            ["%"],
            ["Type", 2024, 2025],
            ["Small molecules", 33.3, 33.3],
            ["Biologics", 66.7, 66.7],
            ["Note: rounded"],
        ]
    )
    size, share = found.blocks
    assert [b.range.a1 for b in found.blocks] == ["A3:C5", "A9:C11"]
    assert [b.title for b in found.blocks] == ["Market size by type", "Market share by type"]
    assert (size.measure, share.measure) == ("revenue", "share")
    assert [b.unit.text if b.unit else "" for b in found.blocks] == ["USD million", "%"]
    assert values(share)[10, 2] == 33.3
    assert [(n.kind, n.text) for n in share.notes][-1] == ("footnote", "Note: rounded")


def test_stacked_blocks_without_a_blank_row() -> None:
    found = tables(
        [
            ["Type", 2024, 2025],
            ["Biologics", 20, 22],
            ["By application"],
            ["Application", 2024, 2025],
            ["API", 5, 6],
            ["Drug", 15, 16],
        ]
    )
    assert [b.range.a1 for b in found.blocks] == ["A1:C2", "A4:C6"]
    assert paths(found.blocks[1]) == [("API",), ("Drug",)]


def test_blocks_side_by_side() -> None:
    found = tables(
        [
            ["Region", 2024, 2025, None, "Type", 2024, 2025],
            ["Europe", 1, 2, None, "Biologics", 3, 4],
            ["Asia", 5, 6, None, "Small", 7, 8],
            ["Africa", 9, 10, None, None, None, None],
        ]
    )
    left, right = found.blocks
    assert (left.range.a1, right.range.a1) == ("A1:C4", "E1:G3")
    assert paths(right) == [("Biologics",), ("Small",)]
    assert values(right) == {(2, 6): 3, (2, 7): 4, (3, 6): 7, (3, 7): 8}


def test_two_tables_of_years_side_by_side() -> None:
    found = tables(
        [["Year", "Europe", None, "Year", "Asia"], [2023, 1.5, None, 2023, 2.5], [2024, 1.6, None, 2024, 2.6]]
    )
    assert [b.range.a1 for b in found.blocks] == ["A1:B3", "D1:E3"]
    assert [str(line.period) for line in found.blocks[1].rows] == ["2023", "2024"]


def test_a_blank_column_within_a_table_is_a_spacer() -> None:
    block = only(
        [["Region", 2024, None, 2025, None, "CAGR"], ["Europe", 1, None, 2, None, 3.1], ["Asia", 5, None, 6, None, 4.2]]
    )
    assert periods(block)[:2] == ["2024", "2025"]
    assert [c.index for c in block.columns] == [2, 4, 6]


def test_a_blank_row_within_a_table_is_a_spacer() -> None:
    block = only([["Region", 2024, 2025], [], ["Europe", 1, 2], ["Asia", 5, 6], [], ["Total", 6, 8]])
    assert block.range.a1 == "A1:C6"
    assert [line.index for line in block.rows] == [3, 4, 6]
    assert block.rows[-1].labels[-1].total


def test_notes_beside_a_table_belong_to_its_rows() -> None:
    block = only(
        [["Region", 2024, 2025, None, "Comment"], ["Europe", 1, 2, None, "approximately"], ["Asia", 5, 6, None, None]]
    )
    assert block.rows[0].note == "approximately"
    assert block.cells[2, 5] == "approximately"
