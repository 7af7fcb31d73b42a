"""Scenarios: labels, headings, titles and sheets that name them; the base case is the forecast itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from cdmo_cli import check, pipeline
from cdmo_cli.market.cube import Cube

YEARS = (2024, 2025, 2026, 2027)
LOW, BASE, HIGH = (100.0, 102.0, 104.0, 106.1), (100.0, 105.0, 110.3, 115.8), (100.0, 108.0, 116.6, 126.0)


def book(folder: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    written = Workbook()
    written.remove(written.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = written.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path = folder / "scenarios.xlsx"
    written.save(path)
    return path


def cube(path: Path) -> Cube:
    return Cube.of(pipeline.understand(path).model)


def ends(found: Cube) -> dict[str, float | None]:
    sizes = {code: found.size(2027, scenario=code) for code in ("low", "base", "high")}
    return {code: size.value if size else None for code, size in sizes.items()}


ALL = {"low": 106.1, "base": 115.8, "high": 126.0}


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Scenario", ("Low", "Base", "High")),
        ("Scenario", ("Pessimistic", "Most likely", "Optimistic")),
        ("", ("Downside case", "Base case", "Upside case")),
        ("Forecast", ("Bear case", "Base case", "Bull case")),
        ("", ("Low", "Base", "High")),
    ],
)
def test_scenarios_down_the_rows(tmp_path: Path, heading: str, names: tuple[str, str, str]) -> None:
    rows = [[name, *sizes] for name, sizes in zip(names, (LOW, BASE, HIGH), strict=True)]
    found = cube(book(tmp_path, {"Market": [["Market size, USD billion"], [heading, *YEARS], *rows]}))
    assert [member.code for member in found.members("scenario")] == ["low", "base", "high"]
    assert ends(found) == pytest.approx(ALL)
    whole = found.size(2027)
    assert whole is not None
    assert whole.value == pytest.approx(115.8)  # the base case is the forecast
    assert found.years == YEARS


def test_a_printed_total_is_not_disturbed(tmp_path: Path) -> None:
    market = [["Market size, USD billion"], ["Market", *YEARS], ["World", 100, 105, 110, 120]]
    cases = [["Market size, USD billion"], ["Scenario", *YEARS], ["Low case", *LOW], ["High case", *HIGH]]
    path = book(tmp_path, {"Market": market, "Scenarios": cases})
    found = cube(path)
    assert [member.code for member in found.members("scenario")] == ["low", "high"]
    whole, span = found.size(2027), found.span(scenario="low")
    assert whole is not None
    assert whole.value == 120
    assert span is not None
    assert span.cagr == pytest.approx(100 * (1.061 ** (1 / 3) - 1))
    assert not found.has("type")


def test_a_sheet_a_scenario(tmp_path: Path) -> None:
    sheets = {}
    for name, sizes in (("Base", BASE), ("Upside", HIGH), ("Downside", LOW)):
        europe = [round(size * 0.4, 1) for size in sizes]
        asia = [round(size - part, 1) for size, part in zip(sizes, europe, strict=True)]
        table = [["Market size, USD billion"], ["Region", *YEARS], ["Europe", *europe], ["Asia-Pacific", *asia]]
        sheets[name] = [*table, ["World", *sizes]]
    path = book(tmp_path, sheets)
    found = cube(path)
    assert ends(found) == pytest.approx(ALL)
    region = found.size(2027, scenario="high", region="europe")
    assert region is not None
    assert region.value == pytest.approx(50.4)
    share = found.share(2027, scenario="high", region="europe")
    assert share is not None
    assert share.value == pytest.approx(100 * 50.4 / 126)  # of the whole of the same scenario
    assert found.share(2027, scenario="high") is None
    # scenarios differ from 2025 on, and nothing else is said of the years
    assert (found.base_year, found.start_year, found.final_year) == (2024, 2024, 2027)
    assert found.status == {2025: "forecast", 2026: "forecast", 2027: "forecast"}
    assert check.check([pipeline.examine(path)]).findings == ()


def test_titles_of_blocks_name_the_scenario(tmp_path: Path) -> None:
    rows: list[list[object]] = []
    for name, sizes in (("Low case", LOW), ("Base case", BASE), ("High case", HIGH)):
        rows += [[f"{name}, USD billion"], ["Market", *YEARS], ["World", *sizes], []]
    assert ends(cube(book(tmp_path, {"Model": rows}))) == pytest.approx(ALL)


def test_a_column_of_scenarios_in_a_long_table(tmp_path: Path) -> None:
    lines = ["Scenario,Year,Revenue"]
    for name, sizes in (("Pessimistic", LOW), ("Base", BASE), ("Optimistic", HIGH)):
        lines += [f"{name},{year},{size}" for year, size in zip(YEARS, sizes, strict=True)]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert ends(cube(path)) == pytest.approx(ALL)


@pytest.mark.parametrize(
    "table",
    [
        [["Date", "Open", "High", "Low", "Close"], *([year, 1.2, 1.5, 1.0, 1.3] for year in YEARS)],
        [["Country", "Estimate", "Low", "High"], ["Germany", 5, 4, 6], ["France", 3, 2, 4]],
        [["Income group", *YEARS], ["High income", *HIGH], ["Low income", *LOW], ["Middle income", *BASE]],
        [["Cases", *YEARS], ["Confirmed", *HIGH], ["Recovered", *LOW], ["Deaths", *BASE]],
    ],
)
def test_everyday_words_are_no_scenarios(tmp_path: Path, table: list[list[object]]) -> None:
    found = cube(book(tmp_path, {"Data": table}))
    assert found.members("scenario") == ()


def test_drivers_on_a_sheet_of_scenarios_are_none(tmp_path: Path) -> None:
    table = [["Driver", "Value"], ["Volume growth, %", 2], ["Price, %", 1], ["Mix, %", 0.5]]
    model = pipeline.understand(book(tmp_path, {"Scenarios": table})).model
    assert "scenario" not in model.observations.members


def test_a_company_has_its_seat_from_the_workbook(tmp_path: Path) -> None:
    table = [
        ["Company", "Headquarters", "Revenue, USD million", "Fiscal year"],
        ["Lonza", "Basel, Switzerland", 7000, 2024],
        ["Catalent", "United States", 4381, 2024],
    ]
    found = cube(book(tmp_path, {"Companies": table}))
    seats = {company.member.code: company.headquarters for company in found.companies()}
    assert seats == {"lonza": "Basel, Switzerland", "catalent": "United States"}
    assert found.members("country") == ()
