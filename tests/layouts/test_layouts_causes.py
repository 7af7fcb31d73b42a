"""What once went wrong in random layouts, each in the smallest sheet that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from layouts_canvas import Book, Canvas, Look, Value

from cdmo_cli.address import a1
from cdmo_cli.market.model import MEASURES
from cdmo_cli.pipeline import ALL, understand

Rows = list[list[Value]]
Read = dict[str, tuple[str, float, str, str]]


def read(rows: Rows, path: Path, looks: dict[tuple[int, int], Look] | None = None) -> Read:
    """Cell → measure, value in base units, period, members (in the order of the dimensions' codes)."""
    canvas = Canvas("Sheet1")
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            canvas.put(r, c, value, (looks or {}).get((r, c), Look()))
    Book([canvas]).write(path)
    model = understand(path, ALL).model
    observations = model.observations
    found: Read = {}
    for i in range(len(observations)):
        unit = observations.units[observations.unit[i]] if observations.unit[i] >= 0 else None
        period = observations.periods[observations.period[i]] if observations.period[i] >= 0 else ""
        members = {
            code: model.dimension(code).members[indices[i]].label
            for code, indices in observations.members.items()
            if indices[i] >= 0
        }
        value = round(float(observations.value[i]) * (unit.scale if unit else 1), 9)
        cell = a1(int(observations.row[i]), int(observations.column[i]))
        found[cell] = (
            MEASURES[observations.measure[i]],
            value,
            str(period),
            ", ".join(m for _, m in sorted(members.items())),
        )
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


def test_a_column_of_units_is_not_for_the_growth_rate(path: Path) -> None:
    found = read(
        [
            ["Region", "Unit", 2024, 2025, "CAGR 2024-2025"],
            ["Europe", "USD million", 10.0, 11.0, "10.0%"],
            ["Asia-Pacific", "USD million", 20.0, 23.0, "15.0%"],
        ],
        path,
    )
    assert found["C2"] == ("revenue", 10e6, "2024", "Europe")
    assert found["E2"] == ("cagr", 0.1, "2024-2025", "Europe")


def test_a_comma_between_currency_and_scale(path: Path) -> None:
    found = read(
        [
            ["Market by type, USD, millions"],
            ["Type", 2024, 2025],
            ["Biologics", 10.5, 11.5],
            ["Small molecules", 20.0, 23.0],
        ],
        path,
    )
    assert found["B3"] == ("revenue", 10.5e6, "2024", "Biologics")


def test_a_dollar_sign_in_the_number_format_keeps_the_scale_of_the_title(path: Path) -> None:
    looks = {(r, c): Look(format='"$"#,##0.0') for r in (3, 4) for c in (2, 3)}
    rows: Rows = [["USD million"], ["Type", 2024, 2025], ["Biologics", 10.5, 11.5], ["Small molecules", 20.0, 23.0]]
    assert read(rows, path, looks)["C4"] == ("revenue", 23e6, "2025", "Small molecules")


def test_notes_beside_a_growth_rate_that_stands_apart(path: Path) -> None:
    found = read(
        [
            ["USD m"],
            ["Region", "CY2024", "CY2025", None, "CAGR 2024-2025", "Notes"],
            ["Europe", 10.0, 11.0, None, "10.0%", "OECD"],
            ["Asia-Pacific", 20.0, 23.0, None, "15.0%", "own"],
        ],
        path,
    )
    assert found["E4"] == ("cagr", 0.15, "2024-2025", "Asia-Pacific")


def test_years_down_under_a_corner_that_tells_the_unit(path: Path) -> None:
    found = read([["Year (USD million)", "Biologics", "Small molecules"], [2024, 10.5, 20.0], [2025, 11.5, 23.0]], path)
    assert found == {
        "B2": ("revenue", 10.5e6, "2024", "Biologics"),
        "C2": ("revenue", 20e6, "2024", "Small molecules"),
        "B3": ("revenue", 11.5e6, "2025", "Biologics"),
        "C3": ("revenue", 23e6, "2025", "Small molecules"),
    }


def test_a_tidy_table_may_begin_with_its_values(path: Path) -> None:
    rows: Rows = [["Val", "Unit", "Yr", "Geography"]]
    rows += [
        [10.5 + year - 2024, "USD million", year, region]
        for region in ("Europe", "Asia-Pacific")
        for year in (2024, 2025, 2026)
    ]
    assert read(rows, path)["A7"] == ("revenue", 12.5e6, "2026", "Asia-Pacific")


def test_the_year_in_the_corner_of_stacked_cross_tables(path: Path) -> None:
    rows: Rows = []
    for year in (2024, 2025):
        rows += [
            ["Region by type, USD million"],
            [year, "Small molecules", "Biologics"],
            ["Europe", 10.5, 11.5],
            ["Asia-Pacific", 20.0, 23.0],
            [],
        ]
    found = read(rows, path)
    assert found["B3"] == ("revenue", 10.5e6, "2024", "Europe, Small molecules")
    assert found["C9"] == ("revenue", 23e6, "2025", "Asia-Pacific, Biologics")


def test_tables_side_by_side_under_titles_of_their_own(path: Path) -> None:
    found = read(
        [
            ["Market by type, 2024", None, None, None, "Market by region, 2024"],
            ["USD million", None, None, None, "EUR million"],
            [],
            ["Type", 2024, 2025, None, "Region", 2024, 2025],
            ["Biologics", 10.5, 11.5, None, "Europe", 1.5, 2.5],
            ["Small molecules", 20.0, 23.0, None, "Asia-Pacific", 4.0, 5.0],
        ],
        path,
    )
    assert found["B5"] == ("revenue", 10.5e6, "2024", "Biologics")
    assert found["G6"] == ("revenue", 5e6, "2025", "Asia-Pacific")


@pytest.mark.parametrize("again", [True, False], ids=["with years", "without"])
def test_shares_beneath_under_a_heading(path: Path, again: bool) -> None:
    rows: Rows = [
        ["USD million"],
        ["Type", 2024, 2025],
        ["Biologics", 10.0, 12.0],
        ["Small molecules", 30.0, 36.0],
        ["Total", 40.0, 48.0],
        ["Market share (%)", *((2024, 2025) if again else ())],
        ["Biologics", 25.0, 25.0],
        ["Small molecules", 75.0, 75.0],
    ]
    found = read(rows, path)
    assert found["C5"] == ("revenue", 48e6, "2025", "")
    assert found["C8"] == ("share", 0.75, "2025", "Small molecules")


def test_growth_under_members_that_are_set_in(path: Path) -> None:
    rows: Rows = [["USD million"], ["Region", 2024, 2025]]
    for label in ("Europe", "   Germany", "   Rest of Europe"):
        rows += [[label, 10.0, 11.0], ["Growth, %", None, "10.0%"]]
    found = read(rows, path)
    assert found["C4"] == ("growth", 0.1, "2025", "Europe")
    assert found["B5"] == ("revenue", 10e6, "2024", "Germany, Europe")
    assert found["C6"] == ("growth", 0.1, "2025", "Germany, Europe")


def test_totals_after_their_parts(path: Path) -> None:
    rows: Rows = [["USD million"], ["Region", 2024, 2025], ["Total", 60.0, 60.0]]
    for region, countries in (("Europe", ("Germany", "France")), ("APAC", ("China", "Japan"))):
        rows += [*[[f"   {country}", 15.0, 15.0] for country in countries], [f"Total {region}", 30.0, 30.0]]
    found = read(rows, path)
    assert found["B4"][3] == "Germany, Europe"
    assert found["B6"][3] == "Europe"
    assert found["B7"][3] == "China, Asia-Pacific"
    assert found["B9"][3] == "Asia-Pacific"


def test_a_dimension_of_the_workbooks_own_under_each_region(path: Path) -> None:
    rows: Rows = [["USD million"], ["Region / phase", 2024, 2025]]
    for region in ("Europe", "Asia-Pacific"):
        rows += [[region, 30.0, 30.0], ["   Phase I", 10.0, 10.0], ["   Phase II", 20.0, 20.0]]
    found = read(rows, path)
    assert found["B4"] == ("revenue", 10e6, "2024", "Phase I, Europe")
    assert found["B8"] == ("revenue", 20e6, "2024", "Phase II, Asia-Pacific")


def test_sizes_that_look_like_years(path: Path) -> None:
    found = read([["USD million"], ["Region", 2024, 2025], ["Europe", 1941, 2002], ["Asia-Pacific", 1810, 1850]], path)
    assert found["B3"] == ("revenue", 1941e6, "2024", "Europe")


def test_growth_rates_below_one_per_cent(path: Path) -> None:
    found = read(
        [
            ["USD million"],
            ["Type", 2024, 2031, "CAGR 2024-2031"],
            ["Biologics", 10.0, 10.5, 0.7],
            ["Small molecules", 10.0, 9.7, -0.4],
        ],
        path,
    )
    assert found["D3"] == ("cagr", 0.007, "2024-2031", "Biologics")


def test_assumptions_without_a_heading(path: Path) -> None:
    found = read(
        [
            ["Assumptions"],
            [],
            ["Global market size 2024", 212.0, "USD billion"],
            ["Market size 2031", 302.3, "USD billion"],
            ["Growth rate p.a. (CAGR) 2024-2031", "5.2%"],
        ],
        path,
    )
    assert found == {
        "B3": ("revenue", 212e9, "2024", ""),
        "B4": ("revenue", 302.3e9, "2031", ""),
        "B5": ("cagr", 0.052, "2024-2031", ""),
    }


def test_claims_with_a_value_at_each_end(path: Path) -> None:
    rows: Rows = [["Source", "Start year", "Start value (USD bn)", "End year", "End value (USD bn)", "CAGR %"]]
    rows += [[f"House {n}", 2024, 100.0 + n, 2030, 150.0 + n, 7.0] for n in range(4)]
    found = read(rows, path)
    assert found["E3"] == ("revenue", 151e9, "2030", "House 1")
    assert found["F3"] == ("cagr", 0.07, "2024-2030", "House 1")
