from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]


def table(text: str, title: str) -> dict[str, list[str]]:
    """The lines of one table of a summary by label; a table ends with an empty line."""
    lines = text[text.index(f"\n{title}") + 1 :].split("\n\n")[0].splitlines()
    body = lines[next(i for i, line in enumerate(lines) if line.startswith("─")) + 1 :]
    rows = {}
    for line in body:
        label = line.strip().split("  ")[0]
        rows[label] = line.strip()[len(label) :].replace(" %", "%").split()
    return rows


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(ROOT / "samples" / "cdmo-outsourcing.xlsx", data_only=True)


def sheet_rows(book: openpyxl.Workbook, sheet: str) -> dict[str, dict[int, float]]:
    """Label → year → size of the first table of a sheet, read without any of cdmo's own reading."""
    years: dict[int, int] = {}
    found: dict[str, dict[int, float]] = {}
    for cells in book[sheet].iter_rows(values_only=True):
        heads = {
            i: int(str(cell)[:4]) for i, cell in enumerate(cells) if str(cell)[:4].isdigit() and len(str(cell)) < 12
        }
        if not years and len(heads) > 10:
            years = heads
        elif years and cells[0] is None:
            break
        elif years and isinstance(cells[1], int | float):
            found[str(cells[0]).strip()] = {year: float(cells[i]) for i, year in years.items()}
    return found


def test_the_headline_is_that_of_the_workbook(cdmo, samples, book):
    world = sheet_rows(book, "Market")["World"]
    first, last = world[2024], world[2031]
    growth = ((last / first) ** (1 / 7) - 1) * 100
    lines = cdmo("summary", samples / "cdmo-outsourcing.xlsx").stdout.splitlines()
    at = lines.index("USD billion")
    figures = [f"{first:.1f}", f"{last:.1f}", f"{growth:.1f}", "%", f"+{last - first:.1f}"]
    assert lines[at + 1].split() == figures
    assert lines[at + 2].split("   ")[0] == "2024, base year"


@pytest.mark.parametrize(
    ("title", "sheet", "total"),
    [("By type", "Types", 212.0), ("By application", "Applications", 212.0), ("By region", "Regions", 212.0)],
)
def test_every_size_share_and_growth_is_that_of_the_workbook(cdmo, samples, book, title, sheet, total):
    said = table(cdmo("summary", samples / "cdmo-outsourcing.xlsx").stdout, title)
    expected = sheet_rows(book, sheet)
    renamed = {"U.K.": "United Kingdom", "UAE": "United Arab Emirates"}
    sizes = {renamed.get(label, label): series for label, series in expected.items()}
    shown = {label: cells for label, cells in said.items() if label in sizes}
    assert len(shown) >= len([label for label in sizes if not label.startswith(("All", "World"))])
    for label, cells in shown.items():
        series = sizes[label]
        *figures, share, growth = cells
        assert figures == [f"{series[year]:.1f}" for year in (2019, 2024, 2027, 2031)], label
        assert float(share.rstrip("%")) == pytest.approx(series[2024] / total * 100, abs=0.051), label
        assert float(growth.rstrip("%")) == pytest.approx(
            ((series[2031] / series[2024]) ** (1 / 7) - 1) * 100, abs=0.051
        )


def test_countries_stand_indented_under_their_region(cdmo, samples):
    lines = cdmo("summary", samples / "cdmo-outsourcing.xlsx").stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("North America"))
    assert [line.split("   ")[0].rstrip() for line in lines[at + 1 : at + 3]] == ["  United States", "  Canada"]


def test_companies_are_ranked_by_converted_revenue_with_their_own_currency(cdmo, samples, book):
    text = cdmo("summary", samples / "cdmo-outsourcing.xlsx").stdout
    lines = text[text.index("Companies") :].splitlines()
    ranked = [line.split() for line in lines if line.strip()[:1].isdigit()]
    assert [cells[0] for cells in ranked] == [str(i) for i in range(1, len(ranked) + 1)]
    lonza = next(cells for cells in ranked if cells[1] == "Lonza")
    rows = list(book["Companies"].iter_rows(min_row=6, values_only=True))
    revenue, currency, usd = next((row[2], row[3], row[8]) for row in rows if str(row[0]).startswith("Lonza"))
    assert lonza[3:7] == [f"{revenue / 1000:.2f}", currency, "billion", "2024"]
    assert lonza[7] == f"{usd / 1000:.2f}"
    in_usd = [float(cells[-2]) for cells in ranked]
    assert in_usd == sorted(in_usd, reverse=True)


def test_a_published_page_is_an_index_and_the_assumption_is_said(cdmo, samples):
    done = cdmo("summary", samples / "as-published.xlsx")
    assert done.returncode == 0
    assert "index, 2024 = 100" in done.stdout
    assert "Assumed: index, 2024 = 100, seven years at 5.2 % a year." in done.stdout
    assert table(done.stdout, "Market")["All"][-2:] == ["142.6", "5.2%"]
    regions = table(done.stdout, "By region")
    assert {label: cells[0] for label, cells in regions.items()} == {
        "North America": "40.0%",
        "United States": "10.0%",
        "Europe": "20.0%",
        "Asia-Pacific": "30.0%",
    }
    assert "Findings: " in done.stdout
    assert f"cdmo validate {samples / 'as-published.xlsx'}" in done.stdout


def test_findings_are_counted_and_do_not_change_the_exit_code(cdmo, wrong_csv, model_csv):
    done = cdmo("summary", wrong_csv)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Findings: 1 error. See: cdmo validate {wrong_csv}" in done.stdout
    assert "No errors or warnings; 9 of 9 numbers" in cdmo("summary", model_csv).stdout


def test_a_wider_terminal_shows_more_years(cdmo, samples, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    assert len(table(cdmo("summary", samples / "cdmo-outsourcing.xlsx").stdout, "By type")["Biologics"]) > 10


@pytest.mark.parametrize("width", [30, 72, 80, 100, 140, 200])
def test_no_figure_is_cut_at_any_width(cdmo, samples, monkeypatch, width):
    """A line at 200 columns is the same line at 80, with more years between the first and the last."""
    monkeypatch.setenv("COLUMNS", str(width))
    for file in sorted((samples / "layouts").iterdir()):
        text = cdmo("summary", file).stdout
        assert "…" not in text
        rules = [line for line in text.splitlines() if line.startswith("─")]
        assert max(map(len, rules), default=0) <= max(width, 72), file
        for line in table(text, "Market")["All"][-1:] if "\nMarket, " in text else []:
            assert line.endswith("%") or "." in line, file
    text = cdmo("summary", samples / "cdmo-outsourcing.xlsx").stdout
    assert table(text, "By type")["Biologics"][-2:] == ["38.0%", "7.8%"]
    assert table(text, "By region")["Rest of Middle East & Africa"][-2:] == ["2.0%", "4.8%"]


def test_claims_of_publishers_are_shown_as_they_print_them(cdmo, samples):
    done = cdmo("summary", samples / "layouts" / "claims.csv")
    assert done.returncode == 0
    claims = table(done.stdout, "What publishers print")
    assert claims["Kings"] == ["Pharma", "contract", "mfg", "2025", "173.76", "2032", "260.32", "5.95%"]


def test_companies_alone_are_shown(cdmo, samples):
    done = cdmo("summary", samples / "layouts" / "companies.xlsx")
    assert done.returncode == 0
    assert "Companies, latest known revenue" in done.stdout
    assert "Market," not in done.stdout


def test_a_file_without_a_market_is_2_and_the_others_are_shown(cdmo, model_csv, tmp_path):
    empty = tmp_path / "labels.csv"
    empty.write_text("Name,Remark\nalpha,first\nbeta,second\n", encoding="utf-8")
    done = cdmo("summary", empty, model_csv)
    assert done.returncode == 2
    assert "Market, USD billion" in done.stdout
    assert done.stderr.splitlines() == [
        f"error: {empty}: no market size, share or growth rate was found",
        f"hint: `cdmo inspect {empty}` shows what was understood",
    ]


@pytest.mark.parametrize("command", ["summary", "inspect"])
def test_the_screen_at_80_columns(samples, command):
    """The golden file is what a person has looked at. When a change is meant, write it anew: CDMO_GOLDEN=write."""
    done = subprocess.run(
        [sys.executable, "-m", "cdmo_cli", command, "samples/cdmo-outsourcing.xlsx"],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "80"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    golden = GOLDEN / f"{command}-80.txt"
    if os.environ.get("CDMO_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == golden.read_text(encoding="utf-8")
    assert max(map(len, done.stdout.splitlines())) <= 80
