"""What a person sees of a verdict: golden files that were looked at, and what untrusted text may not do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console
from subject_grid import subject

from cdmo_cli.check import Unreadable, Verdict, check
from cdmo_cli.present.validate_excerpt import figure
from cdmo_cli.present.validate_full import print_verdict

GOLDEN = Path(__file__).parent / "golden"

CROSS = (
    "Revenue 2024, USD billion | North America | Europe | Asia-Pacific | Latin America | Middle East & Africa | World\n"
    "Small molecules | 46.4 | 42.5 | 44.4 | 9.2 | 6.9 | 131.4\n"
    "Biologics | 38.4 | 17.9 | 19.2 | 3.0 | 2.1 | 80.6\n"
    "All types | 84.8 | 42.4 | 63.6 | 12.2 | 9.0 | 212.0\n"
)
REGIONS = (
    "Revenue, USD billion | 2024 | 2025\n"
    "North America | 84.8 | 88.6\nEurope | 42.4 | 44.1\nAsia-Pacific | 63.6 | 76.9\n"
    "Latin America | 12.2 | 12.9\nMiddle East & Africa | 9.0 | 9.5\nWorld | 212.0 | 223.0\n"
)
SHARES = "Region | Share, %\nNorth America | 40\nAPAC | 30\nEurope | 20\nUnited States | 10\n"
CLAIMS = (
    "Publisher | Size, USD billion | Year | Size, USD billion | Year | CAGR, %\n"
    "Virtue | 211.91 | 2024 | 336.65 | 2030 | 9.7\nFortune | 242.62 | 2024 | 465.14 | 2032 | 8.5\n"
)
FORMULA = "Revenue, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\nTotal | =SUM(B2:B3) -> 221.0\n"
LONG = "Region | Country | Year | Value, USD billion\n" + "".join(
    f"North America | {country} | {year} | {value}\n"
    for year, values in ((2024, ("76.30", "8.20", "3.00", "84.80")), (2025, ("79.45", "8.65", "0.31", "88.41")))
    for country, value in zip(("United States", "Canada", "Rest of North America", "Total"), values, strict=True)
)
CLEAN = FORMULA.replace("221.0", "212.0")

CASES = {
    "validate-group": {"Cross": CROSS},
    "validate-regions": {"Regions": REGIONS},
    "validate-shares": {"Shares": SHARES},
    "validate-claims": {"Claims": CLAIMS},
    "validate-formula": {"Types": FORMULA},
    "validate-long": {"Long": LONG},
    "validate-clean": {"Types": CLEAN},
}


def shown(verdict: Verdict, width: int = 80, colour: bool = False) -> str:
    target = io.StringIO()
    console = Console(
        file=target, width=width, force_terminal=colour, color_system="truecolor" if colour else None, highlight=False
    )
    print_verdict(verdict, console)
    return target.getvalue()


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    text = shown(check([subject(CASES[name])]))
    assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_no_line_is_wider_than_the_terminal_and_no_space_ends_one(name: str) -> None:
    for line in shown(check([subject(CASES[name])])).splitlines():
        assert len(line) <= 80
        assert line == line.rstrip()


@pytest.mark.parametrize("width", [40, 60, 120])
def test_other_widths_keep_numbers_whole(width: int) -> None:
    text = shown(check([subject(CASES["validate-regions"])]), width)
    assert "223.0" in text
    assert "232.0" in text
    assert "^^^" in text


def test_labels_are_neither_markup_nor_control_sequences() -> None:
    sheets = {
        "Reg[red]ions": "Revenue, USD billion | 2024\n"
        "[bold]Small molecules[/bold] | 131.4\nBiologics\x1b[2J | 80.6\nTotal | 300.0\n"
        "Europe \x1b]8;;http://x\x07 | 5\n",
        "Country": "Country | 2024\nGermny[link=http://x] | 1\nFrance | 2\nItaly | 3\n",
    }
    text = shown(check([subject(sheets, "evil\x1b[31m[bold].xlsx")]))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold].xlsx" in text


def test_colour_only_on_a_terminal() -> None:
    verdict = check([subject(CASES["validate-regions"])])
    assert "\x1b[1;31m" in shown(verdict, colour=True)
    assert "\x1b" not in shown(verdict)


def test_an_unreadable_file_is_told() -> None:
    text = shown(check([], unreadable=[Unreadable("broken.xlsx", "not a workbook")]))
    assert "broken.xlsx: not read: not a workbook" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(129.40000000000001, "129.4"), (3.0, "3"), (0.0520123, "0.05201"), (1 / 3, "0.3333"), (1234567.5, "1234567.5")],
)
def test_figures(value: float, text: str) -> None:
    assert figure(value) == text


def test_a_file_that_was_not_read_never_counts_as_one_without_findings() -> None:
    text = shown(check([], unreadable=[Unreadable("broken.xlsx", "not a workbook")]))
    assert "No findings" not in text


def test_a_file_in_which_nothing_could_be_checked_is_not_called_clean() -> None:
    text = shown(check([subject({"Data": "Name | Height\nAnn | 1.71\nBob | 1.83"})]))
    assert "No findings" not in text
    assert text.rstrip().endswith("Nothing could be checked in 1 file: no sum, share or rate was found.")
