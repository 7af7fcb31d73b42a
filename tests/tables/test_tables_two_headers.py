"""Two merged header rows: value, share and growth over the years."""

from __future__ import annotations

from tables_help import only, values

from cdmo_cli.address import Range
from cdmo_cli.tables.model import Period

ROWS = [
    ["Region", "Value (USD m)", None, "Share", None, "Growth"],
    [None, 2024, 2025, 2024, 2025, "2024-25"],
    ["Europe", 10, 11, 0.4, 0.42, 0.1],
    ["Asia", 15, 15, 0.6, 0.58, 0.0],
]
MERGES = (Range(1, 1, 2, 1), Range(1, 2, 1, 3), Range(1, 4, 1, 5))


def check(**more: object) -> None:
    block = only(ROWS, **more)
    assert block.header_rows == (1, 2)
    assert [c.measure for c in block.columns] == ["revenue", "revenue", "share", "share", "growth"]
    assert [c.period for c in block.columns] == [
        Period(2024),
        Period(2025),
        Period(2024),
        Period(2025),
        Period(2024, 2025),
    ]
    assert [c.unit.kind if c.unit else "" for c in block.columns] == [
        "currency",
        "currency",
        "percent",
        "percent",
        "percent",
    ]
    assert [c.unit.scale for c in block.columns if c.unit] == [1e6, 1e6, 1.0, 1.0, 1.0]
    assert all(c.labels == () for c in block.columns)
    assert values(block)[3, 4] == 0.4
    assert block.rows[0].labels[0].heading == "Region"


def test_with_merges() -> None:
    check(merges=MERGES)


def test_without_merges_a_heading_reaches_over_blank_cells() -> None:
    check()


def test_a_guessed_percentage_is_marked_as_guessed() -> None:
    block = only(ROWS, merges=MERGES)
    share = block.columns[2].unit
    assert share is not None
    assert not share.stated


def test_a_lower_heading_does_not_reach_under_another_upper_one() -> None:
    block = only(
        [
            ["Item", "Europe", None, "Asia", None],
            [None, "Germany", None, None, "Japan"],
            [None, "NSA", "SA", "NSA", "SA"],
            ["Sales", 1, 2, 3, 4],
        ]
    )
    assert [[label.text for label in c.labels] for c in block.columns] == [
        ["Europe", "Germany", "NSA"],
        ["Europe", "Germany", "SA"],
        ["Asia", "NSA"],
        ["Asia", "Japan", "SA"],
    ]
