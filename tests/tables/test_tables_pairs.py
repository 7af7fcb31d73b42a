"""Pairs: report facts, assumptions, exchange rates."""

from __future__ import annotations

import datetime as dt

from tables_help import only, path, row, tables, values

from cdmo_cli.read.model import Style
from cdmo_cli.tables.model import Period


def test_report_facts() -> None:
    block = only(
        [
            ["Field", "Value"],
            ["Title", "CDMO Outsourcing Market"],
            ["Report id", 918786],
            ["Date", dt.date(2024, 5, 1)],
            ["Base year", 2024],
            ["Figures", "Illustrative"],
        ],
        name="Report",
    )
    assert (block.layout, block.title, len(block.figures)) == ("pairs", "Report", 0)
    assert [path(line) for line in block.rows] == [("Title",), ("Report id",), ("Date",), ("Base year",), ("Figures",)]
    assert [block.cells[r, 2] for r in range(2, 7)] == [
        "CDMO Outsourcing Market",
        "918786",
        "2024-05-01",
        "2024",
        "Illustrative",
    ]
    assert block.rows[0].labels[0].heading == "Field"


def test_assumptions_with_unit_and_note() -> None:
    block = only(
        [
            ["Assumption", "Value", "Unit", "Note"],
            ["Market size 2024", 212.4, "USD billion", "median"],
            ["CAGR 2024-2031", 0.052, None, "as published"],
        ],
        styles={(3, 2): Style(number_format="0.0%")},
    )
    size, cagr = row(block, 2), row(block, 3)
    assert values(block) == {(2, 2): 212.4, (3, 2): 0.052}
    assert (size.measure, size.period, size.note) == ("revenue", Period(2024), "median")
    assert size.unit is not None
    assert (size.unit.currency, size.unit.scale) == ("USD", 1e9)
    assert (cagr.measure, cagr.period) == ("cagr", Period(2024, 2031))
    assert cagr.unit is not None
    assert (cagr.unit.kind, cagr.unit.scale) == ("percent", 1.0)


def test_pairs_without_a_header_are_known_by_their_mixed_values() -> None:
    found = tables(
        [
            ["Publisher", "Example"],
            ["Base year", 2024],
            ["Edition", "First"],
            ["Pages", 120],
            [],
            ["Region", 2024, 2025],
            ["Europe", 1, 2],
        ]
    )
    assert [b.layout for b in found.blocks] == ["pairs", "wide"]
    assert found.blocks[0].cells[2, 2] == "2024"
    assert values(found.blocks[0]) == {(4, 2): 120}


def test_exchange_rates() -> None:
    block = only(
        [
            ["Exchange rates"],
            ["Currency", "Currency per USD, average 2024", "Source"],
            ["EUR", 0.9239, "ECB"],
            ["CHF", 0.8805, "ECB"],
        ]
    )
    assert (block.layout, block.measure) == ("pairs", "rate")
    assert [path(line) for line in block.rows] == [("EUR",), ("CHF",)]
    assert (block.columns[0].measure, block.columns[0].period, block.columns[0].unit) == ("rate", Period(2024), None)
    assert block.columns[0].labels[0].text == "Currency per USD, average"
    assert values(block)[4, 2] == 0.8805
    assert block.rows[0].note == "ECB"
