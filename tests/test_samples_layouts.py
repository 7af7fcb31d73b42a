"""The page as published keeps what is wrong in it; every layout holds the figures of the main sample."""

from __future__ import annotations

import csv

import pytest
from openpyxl import load_workbook
from samples_grid import LAYOUTS, MAIN, PUBLISHED, REGIONS, ROOT, YEARS, Grid, series


@pytest.fixture(scope="module")
def main() -> Grid:
    return Grid(MAIN)


def read_text(name: str, delimiter: str) -> list[list[str]]:
    with (LAYOUTS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


# --- as published ------------------------------------------------------------------------------------------


def test_as_published_has_the_sections_of_the_page_in_order() -> None:
    assert load_workbook(PUBLISHED).sheetnames == [
        "Report", "Overview", "Players", "Opportunities", "Types", "Applications", "Regions", "Shares", "Links",
    ]  # fmt: skip


def test_as_published_keeps_what_is_wrong() -> None:
    book = load_workbook(PUBLISHED)
    shares = [row[:3] for row in book["Shares"].iter_rows(min_row=5, values_only=True)]
    assert shares == [
        ("Region", "Share, %", "As printed"),
        ("North America", 40, "North America (40%)"),
        ("APAC", 30, "APAC (30%)"),
        ("Europe", 20, "Europe (20%)"),
        ("United States", 10, "the United States (10%)"),
    ]
    labels = [(cell.value, cell.alignment.indent) for cell in book["Regions"]["A"][5:]]
    countries = [label for label, indent in labels if indent]
    assert len(countries) == 25
    assert [label for label, indent in labels if not indent] == list(REGIONS)
    place = countries.index("Saudi")
    assert countries[place : place + 4] == ["Saudi", "Arabia", "UAE", "Korea"]
    assert "Argentina Korea" in countries
    assert "China Taiwan" in countries
    named = {cell.value for row in book["Overview"].iter_rows() for cell in row}
    assert {"Asia Pacific", "CAGR of 5.2%", 5.2, "during the forecast period"} <= named


def test_as_published_players_keep_the_printed_words_beside_the_values() -> None:
    rows = {row[0]: row[1:9] for row in load_workbook(PUBLISHED)["Players"].iter_rows(min_row=6, values_only=True)}
    assert len(rows) == 10
    assert rows.pop("Catalent") == (
        2.5, "USD", "billion", 2020, "$2.5 billion", "the fiscal year 2020", None, None,
    )  # fmt: skip
    assert rows.pop("Lonza Group") == (
        4.5, "CHF", "billion", 2020, "CHF 4.5 billion", "the same period", 4.8, "approximately $4.8 billion",
    )  # fmt: skip
    assert all(set(values) == {None} for values in rows.values())


def test_as_published_links_and_id_are_as_printed() -> None:
    book = load_workbook(PUBLISHED)
    facts = dict(row[:2] for row in book["Report"].iter_rows(min_row=2, values_only=True))
    assert facts["Report id"] == 918786
    assert "Base year" not in facts
    assert facts["Title"] == (
        "Contract Development and Manufacturing Organization (CDMO) Outsourcing Market, 2024 to 2031"
    )
    links = [cell.value for cell in book["Links"]["B"][5:]]
    assert links == [facts["Sample link"], facts["Enquire link"], facts["Purchase link"]]
    page = ROOT.parent / "shared" / "data" / "landing-page.html"
    if page.exists():
        html = page.read_text(encoding="utf-8")
        assert all(link in html for link in links)


# --- layouts -----------------------------------------------------------------------------------------------


def test_wide_layout_agrees_and_indents_with_spaces(main: Grid) -> None:
    rows = Grid(LAYOUTS / "wide-indent.xlsx").rows("By region")[4:39]
    assert rows[0][:5] == ("Region / country", "2022A", "2023A", "2024A", "2025F")
    for label, *figures in rows[1:]:
        name = label.strip().rstrip("¹*")
        assert label.startswith("    ") == (name not in (*REGIONS, "World"))
        own = series(main, "Regions", name)
        assert figures[:10] == pytest.approx([1000 * own[year] for year in range(2022, 2032)])
        assert figures[10] == pytest.approx((own[2031] / own[2024]) ** (1 / 7) - 1)


def test_long_layout_agrees(main: Grid) -> None:
    head, *rows = read_text("long.csv", ",")
    assert head == ["Region", "Country", "Year", "Status", "Value", "Currency", "Unit", "Note"]
    assert len(rows) == 8 * 34
    for region, country, year, status, value, *_ in rows:
        label = region if country == "Total" else country
        assert float(value) == pytest.approx(series(main, "Regions", label)[int(year)])
        assert status == ("base" if year == "2024" else "forecast")


def test_claims_are_the_printed_ones_and_seven_contradict_themselves() -> None:
    _, *rows = read_text("claims.csv", ",")
    assert len(rows) == 27

    def ends(text: str) -> tuple[float, float]:
        half = 0.5 * 10.0 ** -len(text.partition(".")[2])
        return float(text) - half, float(text) + half

    wrong = []
    for publisher, _, first, start, last, end, rate, source in rows:
        (low, high), (below, above), (least, most) = ends(first), ends(last), ends(rate)
        years = int(end) - int(start)
        if low * (1 + least / 100) ** years > above or high * (1 + most / 100) ** years < below:
            wrong.append(publisher)
        assert source
    assert wrong == [
        "Mordor", "DataLibraryResearch", "Virtue", "Worldwide Market Reports", "DataHorizon", "Grand View", "Mordor",
    ]  # fmt: skip
    page = ROOT.parent / "shared" / "data" / "published-estimates.csv"
    if page.exists():
        with page.open(encoding="utf-8", newline="") as file:
            printed = [
                (r["publisher"], r["v0"], r["y0"], r["v1"], r["y1"], r["cagr_pct"]) for r in csv.DictReader(file)
            ]
        assert [(r[0], r[2], r[3], r[4], r[5], r[6]) for r in rows] == printed


def test_sheet_per_region_layout_agrees(main: Grid) -> None:
    grid = Grid(LAYOUTS / "sheet-per-region.xlsx")
    assert grid.stored.sheetnames == ["Global", *[name.replace("&", "and") for name in REGIONS]]
    for sheet in grid.stored.sheetnames:
        for label, *figures in grid.rows(sheet)[5:]:
            name = sheet.replace(" and ", " & ") if label == "Total" else label
            own = series(main, "Regions", name)
            assert figures == pytest.approx([1000 * own[year] for year in range(2024, 2032)])


def test_two_header_rows_layout_agrees(main: Grid) -> None:
    grid = Grid(LAYOUTS / "two-header-rows.xlsx")
    assert sorted(str(span) for span in grid.written["By region"].merged_cells.ranges) == ["B5:E5", "F5:I5", "J5:M5"]
    for label, *figures in grid.rows("By region")[6:]:
        own = series(main, "Regions", label)
        total = series(main, "Market", "World")
        assert figures[:4] == pytest.approx([own[year] for year in range(2024, 2028)])
        assert figures[4:8] == [f"{100 * own[year] / total[year]:.1f}%" for year in range(2024, 2028)]
        assert figures[8] == "n/a"
        assert figures[9:] == pytest.approx([own[year] / own[year - 1] - 1 for year in range(2025, 2028)])


def test_years_down_layout_agrees(main: Grid) -> None:
    rows = Grid(LAYOUTS / "years-down.xlsx").rows("Market")[5:]
    assert [row[0] for row in rows] == list(YEARS)
    for year, _, small, biologics, total, _ in rows:
        assert small == series(main, "Types", "Small molecules")[year]
        assert biologics == series(main, "Types", "Biologics")[year]
        assert total == series(main, "Market", "World")[year]


def test_text_layouts_agree(main: Grid) -> None:
    rows = read_text("semicolons-decimal-commas.csv", ";")
    for label in ("Small molecules", "Biologics"):
        own = series(main, "Types", label)
        sizes, _, change = [row for row in rows if row and row[0] == label]
        values = [float(text.replace(".", "").replace(",", ".")) for text in sizes[1:10]]
        assert values == pytest.approx([1000 * own[year] for year in range(2023, 2032)])
        assert change[1] == "n/a"
        assert all(text.startswith("(") == (label == "Small molecules") for text in change[2:])
    rows = read_text("tabs.tsv", "\t")
    for label, *figures in rows[1:4]:
        name = {"API*": "API", "Drug": "Drug", "Total": "All applications"}[label]
        own = series(main, "Applications", name)
        assert [int(text.replace(",", "")) for text in figures[1:]] == [round(1000 * own[year]) for year in YEARS]


def test_stacked_and_cross_layouts_agree(main: Grid) -> None:
    rows = Grid(LAYOUTS / "stacked-blocks.xlsx").rows("Tables")
    forecast = range(2024, 2032)
    for label, sheet, factor in (("Small molecules", "Types", 1000), ("Biologics", "Types", 1000),
                                 ("API", "Applications", 1), ("Drug", "Applications", 1)):  # fmt: skip
        figures = next(row[1:] for row in rows if row[0] == label)
        assert figures == pytest.approx([factor * series(main, sheet, label)[year] for year in forecast])
    growth = next(row[1:] for row in rows if row[0] == "Asia-Pacific")
    own = series(main, "Regions", "Asia-Pacific")
    assert growth == ("–", *[round(100 * (own[year] / own[year - 1] - 1), 1) for year in range(2025, 2032)])
    totals = [row[6] for row in Grid(LAYOUTS / "cross-table.xlsx").rows("Type x region") if row[0] == "Total"]
    assert totals == [212.0, series(main, "Market", "World")[2027], 302.3]


def test_assumptions_layout_leads_to_the_same_end() -> None:
    rows = {row[0]: row[1] for row in Grid(LAYOUTS / "assumptions-fx.xlsx").rows("Assumptions")}
    assert rows["Market size 2024"] == 212.0
    assert rows["CAGR 2024-2031"] == 0.052
    assert round(rows["Market size 2031"], 1) == 302.3


def test_companies_layout_has_the_same_facts(main: Grid) -> None:
    rows = Grid(LAYOUTS / "companies.xlsx").rows("Companies")[5:15]
    for row, own in zip(rows, main.rows("Companies")[5:15], strict=True):
        assert row[0] == own[0]
        if own[2] is None:
            assert row[2] == "n/a"
        else:
            assert (row[1], row[2], row[5], row[8]) == (own[3], own[2], own[7], own[11])
            assert row[7] == pytest.approx(own[8], rel=1e-4)
