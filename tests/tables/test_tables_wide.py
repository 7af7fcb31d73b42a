"""Wide by year: members down, years across, the hierarchy in the look of the labels, rates among the amounts."""

from __future__ import annotations

from tables_help import column, indents, only, path, paths, periods, row, values

from cdmo_cli.read.model import Style
from cdmo_cli.tables.model import Period

HEADER = ["Region", "2023A", "2024 (Base)", "2025E", "2031F", "CAGR 2024-2031"]
BODY = [
    ["World", 100, 110, 120, 180, 7.3],
    ["North America", 40, 44, 48, 70, 6.9],
    ["United States", 30, 33, 36, 50, 6.1],
    ["Europe", 60, 66, 72, 110, 7.6],
]


def test_periods_status_unit_measure_and_the_cagr_column() -> None:
    block = only([["CDMO market by region"], ["USD Million"], [], HEADER, *BODY, ["Source: own model"]])
    assert (block.layout, block.range.a1, block.title) == ("wide", "A4:F8", "CDMO market by region")
    assert (block.header_rows, block.label_columns) == ((4,), (1,))
    assert periods(block) == ["2023", "2024", "2025", "2031", "2024-2031"]
    assert [c.status for c in block.columns] == ["actual", "base", "estimate", "forecast", None]
    assert block.measure == "revenue"
    assert block.unit is not None
    assert (block.unit.currency, block.unit.scale) == ("USD", 1e6)
    cagr = column(block, 6)
    assert (cagr.measure, cagr.unit.text if cagr.unit else "", cagr.labels) == ("cagr", "%", ())
    assert values(block)[5, 2] == 100
    assert values(block)[7, 6] == 6.1
    assert len(block.figures) == 20
    assert [(n.kind, n.text, n.row) for n in block.notes] == [
        ("title", "CDMO market by region", 1),
        ("unit", "USD Million", 2),
        ("source", "Source: own model", 9),
    ]


def test_a_cagr_without_years_spans_the_years_of_the_block() -> None:
    block = only([["Region", 2024, 2028, 2031, "CAGR, %"], ["Europe", 10, 12, 14, 4.9], ["Asia", 20, 25, 30, 6.0]])
    assert column(block, 5).period == Period(2024, 2031)
    assert column(block, 5).measure == "cagr"


def assert_hierarchy(block_paths: list[tuple[str, ...]], parents: list[int | None]) -> None:
    assert block_paths == [
        ("World",),
        ("World", "North America"),
        ("World", "North America", "United States"),
        ("World", "Europe"),
    ]
    assert parents == [None, 0, 1, 0]


def test_hierarchy_by_cell_indent() -> None:
    block = only([HEADER, *BODY], styles=indents({3: 1, 4: 2, 5: 1}))
    assert_hierarchy(paths(block), [line.parent for line in block.rows])
    assert [line.labels[-1].depth for line in block.rows] == [0, 1, 2, 1]
    assert row(block, 2).labels[-1].total


def test_hierarchy_by_leading_spaces() -> None:
    spaced = [[" " * 4 * level + str(line[0]), *line[1:]] for level, line in zip((0, 1, 2, 1), BODY, strict=True)]
    block = only([HEADER, *spaced])
    assert_hierarchy(paths(block), [line.parent for line in block.rows])
    assert row(block, 4).labels[-1].text == "United States"


def test_hierarchy_by_outline_level() -> None:
    block = only([HEADER, *BODY], outline={3: 1, 4: 2, 5: 1})
    assert_hierarchy(paths(block), [line.parent for line in block.rows])


def test_hierarchy_by_outline_with_the_sums_below() -> None:
    rows = [["Region", 2024, 2025], ["US", 1, 2], ["Canada", 3, 4], ["North America", 4, 6], ["World", 4, 6]]
    block = only(rows, outline={2: 2, 3: 2, 4: 1})
    assert [line.parent for line in block.rows] == [2, 2, 3, None]
    assert path(row(block, 2)) == ("World", "North America", "US")


def test_hierarchy_by_bold_parents() -> None:
    rows = [
        ["Region", 2024, 2025],
        ["Europe", 3, 5],
        ["Germany", 1, 2],
        ["France", 2, 3],
        ["Asia", 4, 4],
        ["Japan", 4, 4],
        ["Total", 7, 9],
    ]
    styles = {(r, 1): Style(bold=True) for r in (2, 5, 7)}
    block = only(rows, styles=styles)
    assert [line.parent for line in block.rows] == [None, 0, 0, None, 3, None]
    assert row(block, 2).labels[-1].bold


def test_hierarchy_by_one_column_of_labels_a_level() -> None:
    block = only(
        [
            ["Region", None, 2024, 2025],
            ["Europe", None, 3, 5],
            [None, "Germany", 1, 2],
            [None, "France", 2, 3],
            ["Asia", None, 4, 4],
        ]
    )
    assert paths(block) == [("Europe",), ("Europe", "Germany"), ("Europe", "France"), ("Asia",)]
    assert [line.parent for line in block.rows] == [None, 0, 0, None]
    assert block.label_columns == (1, 2)


def test_region_and_country_in_two_columns() -> None:
    block = only(
        [
            ["Region", "Country", 2024, 2025],
            ["Europe", "Total", 3, 5],
            [None, "Germany", 1, 2],
            [None, "France", 2, 3],
            ["Asia", "Total", 4, 4],
            [None, "Japan", 4, 4],
        ]
    )
    assert paths(block)[1:3] == [("Europe", "Germany"), ("Europe", "France")]
    assert [line.parent for line in block.rows] == [None, 0, 0, None, 3]
    assert [label.heading for label in row(block, 3).labels] == ["Region", "Country"]


def test_headings_without_figures_are_parents() -> None:
    block = only(
        [
            ["Region", 2024, 2025],
            ["Europe", None, None],
            ["Germany", 1, 2],
            ["France", 2, 3],
            ["Asia", None, None],
            ["Japan", 4, 4],
        ]
    )
    assert [line.parent for line in block.rows] == [None, 0, 0, None, 3]
    assert len(block.figures) == 6


def test_rows_of_shares_and_growth_among_amounts() -> None:
    block = only(
        [
            ["USD million", 2024, 2025],
            ["Europe", 40, 44],
            ["Asia", 60, 70],
            ["Total", 100, 114],
            ["Growth, %", None, 14],
            ["Share of Europe, %", 40, 38.6],
        ]
    )
    growth, share = row(block, 5), row(block, 6)
    assert (growth.measure, growth.unit.text if growth.unit else "", path(growth)) == ("growth", "%", ())
    assert (share.measure, path(share)) == ("share", ("Europe",))
    assert (row(block, 2).measure, block.measure) == (None, "revenue")
    assert row(block, 4).labels[-1].total


def test_a_repeated_rate_belongs_to_the_member_above() -> None:
    block = only([["Region", 2024, 2025], ["Europe", 40, 44], ["YoY", None, 10], ["Asia", 60, 66], ["YoY", None, 10]])
    assert [(path(r), r.measure, r.parent) for r in block.rows] == [
        (("Europe",), None, None),
        (("Europe",), "growth", 0),
        (("Asia",), None, None),
        (("Asia",), "growth", 2),
    ]


def test_a_share_column_beside_the_years() -> None:
    block = only([["Region", 2024, 2025, "Share 2025, %"], ["Europe", 40, 44, 40], ["Asia", 60, 66, 60]])
    share = column(block, 4)
    assert (share.measure, str(share.period), share.unit.scale if share.unit else 0) == ("share", "2025", 0.01)


def test_hidden_rows_and_columns_are_marked() -> None:
    block = only([HEADER, *BODY], hidden_rows=frozenset({4}), hidden_columns=frozenset({3}))
    assert [line.index for line in block.rows if line.hidden] == [4]
    assert [line.index for line in block.columns if line.hidden] == [3]


def test_a_total_set_in_deeper_than_its_parts_is_no_child_of_the_last_one() -> None:
    block = only([["Item", 2024, 2025], ["Wages", 1, 2], ["Rent", 3, 4], ["   Total costs", 4, 6]])
    assert [line.parent for line in block.rows] == [None, None, None]
    assert row(block, 4).labels[-1].total


def test_a_table_that_does_not_start_at_a1() -> None:
    block = only([["Region", 2024], ["Europe", 1.5], ["Asia", 2.25]], top=5, left=3)
    assert block.range.a1 == "C5:D7"
    assert values(block) == {(6, 4): 1.5, (7, 4): 2.25}
    assert (row(block, 6).labels[0].row, row(block, 6).labels[0].column) == (6, 3)
