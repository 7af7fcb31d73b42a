"""The samples are what their script makes, add up, and claim nothing of a company without a source."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from openpyxl import load_workbook
from samples_grid import FILES, LAYOUTS, MAIN, REGIONS, ROOT, SAMPLES, WORKBOOKS, Grid, series


@pytest.fixture(scope="module")
def main() -> Grid:
    return Grid(MAIN)


# --- made by the script ------------------------------------------------------------------------------------


def test_the_script_makes_the_committed_files_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(SAMPLES / "make_samples.py"), str(tmp_path)], check=True, capture_output=True)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert made == sorted(path.relative_to(SAMPLES) for path in FILES)
    for name in made:
        ours, theirs = SAMPLES / name, tmp_path / name
        if name.suffix == ".xlsx":  # member by member: another zlib may pack the same bytes differently
            assert members(ours) == members(theirs), name
        else:
            assert ours.read_bytes() == theirs.read_bytes(), name


def members(path: Path) -> list[tuple[str, tuple[int, ...], bytes]]:
    with zipfile.ZipFile(path) as archive:
        return [(info.filename, info.date_time, archive.read(info)) for info in archive.infolist()]


def test_no_sample_carries_the_time_of_its_making() -> None:
    for name in WORKBOOKS:
        with zipfile.ZipFile(SAMPLES / name) as archive:
            assert {info.date_time[:3] for info in archive.infolist()} == {(1980, 1, 31)}
            assert b"2026-11-02T09:00:00Z" in archive.read("docProps/core.xml")


def test_the_readme_names_every_sample() -> None:
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for path in FILES:
        assert f"`{path.relative_to(SAMPLES).as_posix()}`" in text


# --- formulas ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_formula_has_the_value_that_it_evaluates_to(name: str) -> None:
    grid = Grid(SAMPLES / name)
    for sheet, address, formula in grid.formulas():
        stored = grid.stored[sheet][address].value
        assert isinstance(stored, int | float), f"{name} {sheet}!{address} has no value"
        assert stored == pytest.approx(grid.compute(sheet, formula), rel=1e-12), f"{name} {sheet}!{address} {formula}"


def test_the_main_sample_is_alive(main: Grid) -> None:
    per_sheet = dict.fromkeys(main.written.sheetnames, 0)
    for sheet, _, _ in main.formulas():
        per_sheet[sheet] += 1
    assert per_sheet["Regions"] == 6 * 13 + 34 * 4
    assert per_sheet["Market"] == 13 + 2 + 12
    assert all(per_sheet[sheet] > 10 for sheet in ("Types", "Applications", "Type by region", "FX", "Companies"))


# --- the model adds up -------------------------------------------------------------------------------------


def test_sheets_in_order(main: Grid) -> None:
    assert main.written.sheetnames == [
        "Report", "Market", "Types", "Applications", "Regions", "Type by region", "Scenarios", "Companies", "FX",
        "Published estimates", "Assumptions", "Sources", "Texts",
    ]  # fmt: skip


SCENARIOS = {"Low case": 3.7, "Base case": 5.2, "High case": 6.6}  # growth, % a year


def test_scenarios_part_from_one_base_and_the_middle_one_is_the_forecast(main: Grid) -> None:
    heads, *rows = main.rows("Scenarios")[5:]
    assert heads[:3] == ("Scenario", "2024 (Base)", "2025F")
    world = series(main, "Market", "World")
    found = {str(row[0]): row[1:9] for row in rows}
    assert list(found) == list(SCENARIOS)
    assert found["Base case"] == tuple(world[year] for year in range(2024, 2032))
    for row in rows:
        assert row[1] == 212.0
        assert row[9] == pytest.approx(SCENARIOS[row[0]] / 100, abs=2e-4)
    assert (found["Low case"][7], found["High case"][7]) == (273.4, 331.6)


def test_the_base_and_the_end(main: Grid) -> None:
    world = series(main, "Market", "World")
    assert world[2024] == 212.0
    assert world[2031] == 302.3
    for year in range(2024, 2032):
        assert world[year] == round(212 * 1.052 ** (year - 2024), 1)


@pytest.mark.parametrize(
    ("sheet", "total"), [("Types", "All types"), ("Applications", "All applications"), ("Regions", "World")]
)
def test_each_dimension_adds_up_to_the_market(main: Grid, sheet: str, total: str) -> None:
    assert series(main, sheet, total) == series(main, "Market", "World")


def test_countries_add_up_to_their_region_and_regions_to_the_world(main: Grid) -> None:
    rows = [row for row in main.rows("Regions")[6:] if isinstance(row[1], int | float)]
    region, sums = "", {name: [0.0] * 13 for name in REGIONS}
    countries = 0
    for label, *figures in rows:
        if label in REGIONS:
            region = label
        elif label != "World":
            sums[region] = [a + b for a, b in zip(sums[region], figures[:13], strict=True)]
            countries += not label.startswith("Rest of ")
    assert countries == 23
    for name in REGIONS:
        assert sums[name] == pytest.approx(list(series(main, "Regions", name).values()), abs=1e-9)
    world = [sum(values) for values in zip(*sums.values(), strict=True)]
    assert world == pytest.approx(list(series(main, "Market", "World").values()), abs=1e-9)


def test_every_input_is_written_as_it_is_shown(main: Grid) -> None:
    for sheet, decimals in (("Types", 1), ("Applications", 1), ("Regions", 2), ("Type by region", 1)):
        for row in main.written[sheet].iter_rows(min_row=6):
            for cell in row:
                if isinstance(cell.value, float):
                    assert cell.value == round(cell.value, decimals), f"{sheet}!{cell.coordinate}"


def test_cross_tables_agree_with_types_and_regions(main: Grid) -> None:
    tables: dict[int, list[tuple[Any, ...]]] = {}
    for row in main.rows("Type by region"):
        if row[0] and (match := re.match(r"Market size by type and region, (\d{4})", str(row[0]))):
            year = int(match[1])
            tables[year] = []
        elif row[0] in ("Small molecules", "Biologics", "All types"):
            tables[year].append(row)
    assert sorted(tables) == list(range(2024, 2032))
    for year, rows in tables.items():
        assert [row[0] for row in rows] == ["Small molecules", "Biologics", "All types"]
        for column, region in enumerate(REGIONS, start=1):
            assert rows[2][column] == pytest.approx(series(main, "Regions", region)[year])
            assert rows[0][column] + rows[1][column] == pytest.approx(rows[2][column])
        for row in rows:
            assert sum(row[1:6]) == pytest.approx(row[6])
            assert row[6] == pytest.approx(series(main, "Types", row[0])[year])


def test_the_published_split_of_the_base_year(main: Grid) -> None:
    share = {name: series(main, "Regions", name)[2024] / 212 for name in REGIONS}
    assert share["North America"] == pytest.approx(0.40)
    assert share["Asia-Pacific"] == pytest.approx(0.30)
    assert share["Europe"] == pytest.approx(0.20)
    assert share["Latin America"] + share["Middle East & Africa"] == pytest.approx(0.10)
    assert series(main, "Regions", "United States")[2024] < series(main, "Regions", "North America")[2024] - 8


def test_segments_grow_in_the_order_that_the_texts_tell(main: Grid) -> None:
    def grown(sheet: str, label: str) -> float:
        figures = series(main, sheet, label)
        return figures[2031] / figures[2024]

    assert grown("Types", "Biologics") > grown("Types", "Small molecules")
    assert max(REGIONS, key=lambda name: grown("Regions", name)) == "Asia-Pacific"
    assert grown("Regions", "India") > grown("Regions", "China") > grown("Regions", "Japan")
    assert grown("Regions", "Mexico") > grown("Regions", "Brazil")


def test_no_series_of_the_model_falls(main: Grid) -> None:
    for sheet in ("Types", "Applications", "Regions"):
        for row in main.rows(sheet)[6:]:
            if row[0] is None:
                break
            figures = row[1:14]
            assert all(b >= a for a, b in pairwise(figures)), row[0]


def test_assumptions_are_those_of_the_model(main: Grid) -> None:
    sheets = dict.fromkeys(("Small molecules", "Biologics"), "Types")
    sheets |= dict.fromkeys(("API", "Drug"), "Applications") | dict.fromkeys(REGIONS, "Regions")
    seen = 0
    for label, *figures in main.rows("Assumptions"):
        if label in sheets:
            own = series(main, sheets[label], label)
            share = 100 * own[2024] / 212
            before = 100 * ((own[2024] / own[2019]) ** (1 / 5) - 1)
            after = 100 * ((own[2031] / own[2024]) ** (1 / 7) - 1)
            assert figures[:3] == [round(share, 1), round(before, 1), round(after, 1)]
            seen += 1
    assert seen == 9


def test_the_median_of_the_published_sizes(main: Grid) -> None:
    rows = main.rows("Published estimates")[5:]
    claims = [row for row in rows if row[0] and row[3]]
    assert len(claims) == 15
    sizes = [size * (1 + (cagr if year != 2024 else 0) / 100) ** (2024 - year) for _, _, size, year, cagr, *_ in claims]
    assert [row[5] for row in claims] == pytest.approx(sizes)
    publishers = {re.sub(r" \(.*", "", row[0]) for row in claims}
    assert len(publishers) == 12
    assert (round(min(sizes)), round(median(sizes)), round(max(sizes))) == (109, 212, 276)
    assert {row[0]: row[1] for row in rows if row[0] in ("Least", "Median", "Greatest")} == pytest.approx(
        {"Least": min(sizes), "Median": median(sizes), "Greatest": max(sizes)}
    )


# --- words -------------------------------------------------------------------------------------------------


def test_every_sheet_of_the_main_sample_says_illustrative(main: Grid) -> None:
    for name in main.written.sheetnames:
        texts = [str(cell).lower() for row in main.rows(name) for cell in row if cell is not None]
        assert any("illustrative" in text for text in texts), name


def test_every_layout_says_illustrative_or_holds_facts_alone() -> None:
    for path in LAYOUTS.iterdir():
        if path.name == "claims.csv":
            continue
        if path.suffix == ".xlsx":
            for sheet in load_workbook(path):
                words = " ".join(str(v) for row in sheet.iter_rows(values_only=True) for v in row if v is not None)
                assert "illustrative" in words.lower(), f"{path.name} {sheet.title}"
        else:
            assert "illustrative" in path.read_text(encoding="utf-8-sig").lower(), path.name


def test_report_facts(main: Grid) -> None:
    facts = dict(row[:2] for row in main.rows("Report"))
    assert facts["Report id"] == 918786
    assert facts["Figures"] == "Illustrative"
    assert (facts["Base year"], facts["Forecast from"], facts["Forecast to"]) == (2024, 2024, 2031)
    links = [str(value) for field, value in facts.items() if str(field).endswith("link")]
    assert len(links) == 3
    assert all(link.startswith("https://publisher.example/") and link.endswith("/918786") for link in links)


def test_the_texts_cover_every_section_and_take_their_figures_from_the_workbook(main: Grid) -> None:
    sheets = ("Types", "Applications", "Regions", "Scenarios")
    labels = {str(row[0]) for sheet in sheets for row in main.rows(sheet) if row[0]}
    words = {"size", "share", "cagr", "added", "base", "start", "final", "countries", "companies"}
    rows = main.rows("Texts")[1:]
    assert [row[0] for row in rows if row[1] not in REGIONS] == [
        "summary", "scope", "market", "trends", "drivers", "types", "applications", "regions", "companies",
        "opportunities", "scenarios", "scenarios", "scenarios", "methodology", "sources",
    ]  # fmt: skip
    assert [row[1] for row in rows if row[0] == "scenarios"] == list(SCENARIOS)
    for section, heading, text in rows:
        assert (25 if heading in SCENARIOS else 60) <= len(text.split()) <= 160, heading
        for token in re.findall(r"\{([^}]*)\}", text):
            kind, *rest = token.split()
            years = [word for word in rest if word.isdigit()]
            member = " ".join(word for word in rest if not word.isdigit())
            assert kind in words, token
            assert not member or member in labels, token
            assert all(2019 <= int(year) <= 2031 for year in years), token
        prose = re.sub(r"\{[^}]*\}", "", text)
        assert re.findall(r"\d+", prose) == (["2019"] if section == "market" else []), heading


# --- companies ---------------------------------------------------------------------------------------------


def test_no_company_revenue_without_a_source(main: Grid) -> None:
    rows = main.rows("Companies")[5:15]
    assert [row[0] for row in rows] == [
        "Aenova Holding", "Almac Group", "Catalent", "FAMAR Health Care Services", "FAREVA", "Lonza Group",
        "Recipharm", "Siegfried Holding", "The Lubrizol", "Thermo Fisher Scientific",
    ]  # fmt: skip
    for row in rows:
        name, headquarters, revenue, currency, unit, year, ended, kind, dollars, share, basis, source = row[:12]
        assert headquarters, name
        assert basis, name
        if revenue is None:
            assert {currency, unit, year, ended, kind, dollars, share, source} == {None}, name
            continue
        assert len(source) > 20, name
        assert re.fullmatch(rf"{year}-\d\d-\d\d", ended), name
        assert kind in ("CDMO", "group"), name
        assert (share is not None) == (kind == "CDMO"), name
        if share is not None:
            market = series(main, "Market", "World")[year]
            assert share == pytest.approx(dollars / 1000 / market)
            assert share < 0.05


def test_company_facts_of_the_taxonomy_have_sources_and_agree_with_the_sample(main: Grid) -> None:
    path = ROOT / "src" / "cdmo_cli" / "market" / "taxonomy" / "pharma-cdmo.toml"
    taxonomy = tomllib.loads(path.read_text(encoding="utf-8"))
    company = next(d for d in taxonomy["dimension"] if d["code"] == "company")
    names = {name: m["code"] for m in company["members"] for name in (m["label"], *m.get("aliases", ()))}
    facts = {(f["company"], f["fiscal_year"], f["kind"]): f for f in taxonomy["fact"]}
    assert len(facts) == len(taxonomy["fact"])
    for fact in facts.values():
        assert fact["company"] in names.values()
        assert len(fact["source"]) > 20
        assert fact["year_end"].startswith(str(fact["fiscal_year"]))
    assert facts["catalent", 2019, "cdmo"]["value"] == 2518.0
    assert facts["catalent", 2019, "cdmo"]["year_end"] == "2019-06-30"
    assert facts["catalent", 2020, "cdmo"]["value"] == 3094.3
    assert facts["lonza", 2020, "group"]["value"] == 4508.0
    for row in main.rows("Companies")[5:15]:
        if row[2] is not None:
            fact = facts[names[row[0]], row[5], row[7].lower()]
            assert fact["value"] * fact["scale"] == pytest.approx(row[2] * 1e6), row[0]
            assert (fact["currency"], fact["year_end"]) == (row[3], row[6])


def test_rates_are_cross_rates_of_the_euro_averages(main: Grid) -> None:
    rows = {(row[0], index > 10): row[1:4] for index, row in enumerate(main.rows("FX")) if row[0]}
    dollar = rows["USD", False]
    assert dollar == (1.1422, 1.0813, 1.0824)
    for code in ("CHF", "GBP", "SEK"):
        assert rows[code, True] == pytest.approx([a / b for a, b in zip(rows[code, False], dollar, strict=True)])
    assert rows["EUR", True] == pytest.approx([1 / rate for rate in dollar])
    assert rows["CHF", True][2] == pytest.approx(0.8801, abs=5e-5)
