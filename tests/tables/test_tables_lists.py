"""Lists of labels without figures."""

from __future__ import annotations

from tables_help import only, path, paths, tables

from cdmo_cli.read.model import Style


def test_players_in_one_column() -> None:
    block = only([["Key players"], ["Aenova"], ["Almac"], ["Catalent"]])
    assert (block.layout, len(block.figures), block.header_rows) == ("list", 0, (1,))
    assert paths(block) == [("Aenova",), ("Almac",), ("Catalent",)]
    assert block.rows[0].labels[0].heading == "Key players"


def test_countries_under_regions_by_indentation() -> None:
    block = only([["Region / country"], ["Europe"], ["  Germany"], ["  France"], ["Asia"], ["  Japan"]])
    assert paths(block) == [("Europe",), ("Europe", "Germany"), ("Europe", "France"), ("Asia",), ("Asia", "Japan")]
    assert [line.parent for line in block.rows] == [None, 0, 0, None, 3]


def test_one_column_a_region() -> None:
    block = only([["North America", "Europe"], ["United States", "Germany"], ["Canada", "France"], [None, "Italy"]])
    assert paths(block) == [
        ("North America",),
        ("North America", "United States"),
        ("North America", "Canada"),
        ("Europe",),
        ("Europe", "Germany"),
        ("Europe", "France"),
        ("Europe", "Italy"),
    ]
    assert [line.parent for line in block.rows] == [None, 0, 0, None, 3, 3, 3]
    assert (block.rows[6].index, block.rows[6].labels[-1].column) == (4, 2)


def test_region_and_country_in_two_columns() -> None:
    block = only([["Region", "Country"], ["Europe", "Germany"], [None, "France"], ["Asia", "Japan"], [None, "China"]])
    assert paths(block) == [("Europe", "Germany"), ("Europe", "France"), ("Asia", "Japan"), ("Asia", "China")]
    assert [label.heading for label in block.rows[0].labels] == ["Region", "Country"]


def test_texts_by_section_keep_every_cell() -> None:
    prose = "The market was {size 2024} in {base}. It grows by {cagr} a year, which is faster than before."
    block = only(
        [
            ["Section", "Heading", "Text"],
            ["summary", "Growth", prose],
            ["scope", None, "What is covered, and what is not."],
        ]
    )
    assert block.layout == "list"
    assert (block.cells[2, 3], block.cells[3, 1]) == (prose, "scope")
    assert block.rows[0].labels[-1].text == prose


def test_a_bold_first_row_heads_a_list() -> None:
    rows = [["Used for", "Document"], ["Growth", "Annual report"], ["Size", "Form 10-K"]]
    block = only(rows, styles={(1, 1): Style(bold=True), (1, 2): Style(bold=True)})
    assert block.header_rows == (1,)
    assert path(block.rows[0]) == ("Growth", "Annual report")


def test_prose_is_no_list() -> None:
    found = tables(
        [
            ["This sheet explains how the figures were made and where they come from."],
            ["It has no table."],
            ["Write to us."],
        ]
    )
    assert found.blocks == ()
    assert [note.row for note in found.texts] == [1, 2, 3]
