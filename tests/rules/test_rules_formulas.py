"""The rules on sheets and formulas together: one cause, one finding, and nothing of formulas that are as usual."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from subject_grid import subject, workbook

from cdmo_cli.address import Range, a1
from cdmo_cli.check import check
from cdmo_cli.identities import collect, judge
from cdmo_cli.market import load_taxonomy, understand
from cdmo_cli.pipeline import examine
from cdmo_cli.read.isolated import NO_ERRORS
from cdmo_cli.read.model import Style, Workbook
from cdmo_cli.rules import f701, f702, f703, f704, f705, s002, s003, s005, sheetcells, t101
from cdmo_cli.rules.model import Finding
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables import find_tables

REGIONS = """
Market size, USD billion | 2023 | 2024 | 2025
North America | 80.1 | 84.8 | 88.6
Europe | 40.2 | 42.4 | 44.1
Asia-Pacific | 60.3 | 63.6 | 67.9
Latin America | 12.1 | 12.2 | 12.9
Middle East & Africa | 8.9 | 9.0 | 9.5
World | =SUM(B3:B7) -> 201.6 | {world} | =SUM(D3:D7) -> 223.0
"""


def regions(world: str) -> Subject:
    return subject({"Regions": REGIONS.format(world=world)})


def codes(found: Subject) -> list[tuple[str, str]]:
    """Rule and cell of every finding that leads."""
    return [
        (item.finding.rule, a1(item.finding.place.row, item.finding.place.column))
        for item in check([found]).findings
        if item.leads and item.finding.place is not None
    ]


def test_a_sum_that_is_right_says_nothing() -> None:
    assert codes(regions("=SUM(C3:C7) -> 212.0")) == []


def test_a_sum_that_leaves_out_a_region_is_told_once() -> None:
    found = regions("=SUM(C3:C6) -> 203.0")
    assert codes(found) == [("F702", "C8")]
    (left_out,) = f702.check(found)
    assert "leaves out Middle East & Africa (C7)" in left_out.message


def test_a_region_counted_twice_leads_what_follows_from_it() -> None:
    found = regions("=SUM(C3:C5,C5:C7) -> 275.6")
    assert codes(found) == [("F702", "C8")]
    (finding,) = f702.check(found)
    assert finding.expected is not None
    assert finding.expected.value == pytest.approx(212.0)


def test_a_plug_leads_what_follows_from_it() -> None:
    found = regions("=SUM(C3:C7)+8 -> 220.0")
    assert {rule for rule, _ in codes(found)} <= {"F701", "T101"}
    assert len(codes(found)) == 1
    assert list(f704.check(found)) == []


def test_a_stale_total_is_one_finding() -> None:
    assert codes(regions("=SUM(C3:C7) -> 211.0")) == [("F703", "C8")]


def test_a_text_that_a_sum_leaves_out_is_no_stale_value() -> None:
    text = "\nMarket size, USD billion | 2024\nTablets | 131.4\nFilms | '80.6\nTotal | =SUM(B3:B4) -> 131.4\n"
    found = subject({"Segments": text})
    assert list(f703.check(found)) == []
    (finding,) = s002.check(found)
    assert finding.severity == "warning"
    assert "Segments!B5" in finding.message


def text_only(book: Workbook) -> Subject:
    """The workbook as if it had been read from a CSV file."""
    book = replace(book, format="csv", sheets=tuple(replace(s, typed=False, formulas=None) for s in book.sheets))
    tables = tuple(find_tables(sheet) for sheet in book.sheets)
    model = understand(book, tables, load_taxonomy())
    return Subject("model.csv", book.sha256, book, tables, model, judge(collect(model, tables, book)))


def test_a_csv_file_has_no_formulas_and_no_numbers_kept_as_text() -> None:
    found = text_only(workbook({"Segments": "Market size, USD million | 2024\nTablets | '131.4\nFilms | 80.6"}))
    assert [list(rule.check(found)) for rule in (f701, f702, f703, f704, f705, s002)] == [[]] * 6


def test_errors_and_repeated_rows_of_a_csv_file() -> None:
    grid = "USD million | 2022 | 2023 | 2024 | 2025\nTablets | 84.81 | 88.62 | 91.23 | 95.64\nFilms | 1 | 2 | 3 | 4"
    found = text_only(
        workbook({"Segments": f"{grid}\nCreams | 84.81 | 88.62 | 91.23 | 95.64\nPatches | 1 | 2 | 5 | '#REF!"})
    )
    (error,) = s003.check(found)
    assert (error.place.row, error.place.column, error.severity) == (5, 5, "error")
    (repeated,) = s005.check(found)
    assert (repeated.place.row, repeated.severity) == (4, "info")


def test_what_a_format_cannot_give_is_not_passed_over() -> None:
    found = regions("=SUM(C3:C7) -> 212.0")
    lacking = ("formulas", "hidden rows and columns", NO_ERRORS)
    old = replace(found, workbook=replace(found.workbook, format="xls", unavailable=lacking))
    why = {item.rule: item.why for item in check([old]).rules_not_run}
    assert {"F701", "F702", "F703", "F704", "F705", "S003", "S004"} == set(why)
    assert why["F703"] == "cdmo cannot get formulas from xls"
    assert check([found]).rules_not_run == ()


def findings_of(path: Path) -> list[Finding]:
    return [item.finding for item in check([examine(path)]).findings]


def test_a_workbook_of_openpyxl_was_never_calculated(tmp_path: Path) -> None:
    from openpyxl import Workbook as Book

    book = Book()
    sheet = book.active
    for row in (["USD billion", 2024, 2025], ["Tablets", 10.5, 11.5], ["Films", 20.5, 21.5], ["Total", "=SUM(B2:B3)"]):
        sheet.append(row)
    book.save(tmp_path / "model.xlsx")
    (finding,) = findings_of(tmp_path / "model.xlsx")
    assert (finding.rule, finding.severity) == ("F705", "error")
    assert "The formula in Sheet!B4 holds no value, so nothing could be checked" in finding.message


def test_a_workbook_of_xlsxwriter_shows_zeros(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "model.xlsx") as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["USD billion", 2022, 2023, 2024, 2025])
        sheet.write_row(1, 0, ["Tablets", 10.5, 11.5, 12.5, 13.5])
        sheet.write_row(2, 0, ["Films", 20.5, 21.5, 22.5, 23.5])
        sheet.write(3, 0, "Total")
        for column, letter in enumerate("BCDE", 1):
            sheet.write_formula(3, column, f"=SUM({letter}2:{letter}3)")
    (finding,) = findings_of(tmp_path / "model.xlsx")
    assert finding.rule == "F703"
    assert finding.message.startswith("The workbook was never calculated: 4 formulas show 0, the first Data!B4")
    assert len(finding.related) == 3


def test_rows_of_many_kinds_are_no_broken_patterns() -> None:
    """Quarters with years between, a roll-forward, subtotals and their grand total, changes beside values."""
    found = subject(
        {
            "Quarters": """
                USD million | Q1 2024 | Q2 2024 | Q3 2024 | FY 2024 | Q1 2025 | Q2 2025 | Q3 2025
                Tablets | 10.5 | 11.5 | 12.5 | =SUM(B3:D3) -> 34.5 | =B3*2 -> 21 | =C3*2 -> 23 | =D3*2 -> 25
                Films | 1.5 | 1.25 | 2.5 | =SUM(B4:D4) -> 5.25 | =B4*2 -> 3 | =C4*2 -> 2.5 | =D4*2 -> 5
            """,
            "Capacity": """
                m3 | 2022 | 2023 | 2024 | 2025
                Opening | 100 | =B6 -> 105 | =C6 -> 123 | =D6 -> 135
                Added | 10 | 20 | 15 | 12
                Retired | -5 | -2 | -3 | -8
                Closing | =SUM(B3:B5) -> 105 | =SUM(C3:C5) -> 123 | =SUM(D3:D5) -> 135 | =SUM(E3:E5) -> 139
            """,
        }
    )
    assert [list(rule.check(found)) for rule in (f701, f702, f703, f704)] == [[]] * 4


@given(st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8))))
def test_ranges_hold_every_cell_once(cells: set[tuple[int, int]]) -> None:
    found = sheetcells.ranges(cells)
    inside = [
        (row, column) for r in found for row in range(r.top, r.bottom + 1) for column in range(r.left, r.right + 1)
    ]
    assert sorted(inside) == sorted(cells)


def test_ranges_are_few() -> None:
    square = [(row, column) for row in (2, 3, 4) for column in (2, 3)]
    assert sheetcells.ranges([*square, (4, 6), (7, 2)]) == [Range(2, 2, 4, 3), Range(4, 6, 4, 6), Range(7, 2, 7, 2)]
    assert sheetcells.where([(2, 2), (2, 3), (5, 4)]) == "B2:C2 and D5"


@pytest.mark.parametrize(
    ("number_format", "told"),
    [("#,##0", "is 196.7, but"), ("0.0", "is 196.7, but"), ("0.000", "is 196.732, but"), ("General", "is 196.73, but")],
)
def test_computed_figures_are_told_as_their_format_shows_them(number_format: str, told: str) -> None:
    grid = REGIONS.format(world="=SUM(C3:C6)*0.9691234567 -> 196.73206172")
    book = workbook({"Regions": grid})
    (sheet,) = book.sheets
    styled = replace(sheet, styles={**(sheet.styles or {}), (8, 3): Style(number_format)})
    book = replace(book, sheets=(styled,))
    tables = tuple(find_tables(one) for one in book.sheets)
    model = understand(book, tables, load_taxonomy())
    found = Subject("model.xlsx", book.sha256, book, tables, model, judge(collect(model, tables, book)))
    (finding,) = t101.check(found)
    assert finding.message.startswith(f"World 2024 {told}")
