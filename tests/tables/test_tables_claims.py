"""Claims of publishers: size, year, size, year and the growth between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tables_help import column, only, path, row, sheet, values

from cdmo_cli.tables.model import FromColumns

SHARED = Path(__file__).parents[2].parent / "shared"


def test_headings_as_numbered_codes() -> None:
    block = only(
        [
            ["publisher", "market", "v0", "y0", "v1", "y1", "cagr_pct", "label_start", "label_end", "url"],
            ["Grand", "CDMO", 166.0, 2025, 293.6, 2033, 7.38, 2025, 2033, "x.com"],
            ["Fortune", "CDMO", 242.62, 2024, 465.14, 2032, 8.5, 2024, 2032, "y.com"],
        ]
    )
    assert block.layout == "claims"
    assert [c.index for c in block.columns] == [3, 5, 7]
    assert block.from_columns[0] == FromColumns(period=4)
    assert block.from_columns[1] == FromColumns(period=6)
    assert block.from_columns[2] == FromColumns(period=4, through=6)
    assert (column(block, 7).measure, column(block, 7).unit.scale if column(block, 7).unit else 0) == ("cagr", 0.01)
    assert path(row(block, 3)) == ("Fortune", "CDMO")
    assert row(block, 2).note == "x.com"
    assert (block.cells[2, 4], block.cells[3, 6]) == ("2025", "2032")
    assert values(block)[3, 5] == 465.14


@pytest.mark.parametrize("first", ["year", "size"])
def test_friendly_headings_with_the_year_before_or_after(first: str) -> None:
    pair = ["Year", "Size (USD bn)"] if first == "year" else ["Size (USD bn)", "Year"]
    data = [2025, 166.0, 2033, 293.6] if first == "year" else [166.0, 2025, 293.6, 2033]
    more = [2024, 242.6, 2032, 465.1] if first == "year" else [242.6, 2024, 465.1, 2032]
    block = only([["Publisher", *pair, *pair, "CAGR"], ["Grand", *data, "7.38%"], ["Fortune", *more, "8.5%"]])
    assert block.layout == "claims"
    years = (2, 4) if first == "year" else (3, 5)
    assert [block.from_columns[i].period for i in (0, 1)] == list(years)
    assert (block.from_columns[2].period, block.from_columns[2].through) == years
    unit = block.columns[0].unit
    assert unit is not None
    assert (unit.currency, unit.scale, block.columns[0].measure) == ("USD", 1e9, "revenue")
    assert block.figures.text[2] == "7.38%"


def test_the_published_estimates() -> None:
    source = SHARED / "data" / "published-estimates.csv"
    if not source.exists():
        pytest.skip("no shared data")
    rows = [line.split(",") for line in source.read_text(encoding="utf-8").splitlines() if '"' not in line]
    from cdmo_cli.tables import find_tables

    block = find_tables(sheet([[cell or None for cell in line] for line in rows], typed=False)).blocks[0]
    assert block.layout == "claims"
    assert values(block)[2, 3] == 166.0
    assert values(block)[2, 7] == 7.38
    assert block.from_columns[2] == FromColumns(period=4, through=6)
    assert block.cells[2, 4] == "2025"
