"""What labels say of themselves."""

from __future__ import annotations

import pytest

from cdmo_cli.tables.headers import read_meaning
from cdmo_cli.tables.words import is_missing, is_total, measure_in, split_footnote, status_of


@pytest.mark.parametrize(
    "text",
    [
        "Total",
        "TOTAL",
        "World",
        "Global",
        "Worldwide",
        "All",
        "All regions",
        "Total market",
        "Grand total",
        "Subtotal",
        "Gesamt",
        "Insgesamt",
        "Summe",
        "Gesamtmarkt",
        "Total Europe",
        "Europe total",
        "Total général",
        "Ensemble",
        "合計",
        "Welt",
    ],
)
def test_totals(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize(
    "text", ["Europe", "Rest of world", "Rest of Europe", "All other", "Biologics", "Totally", "Worldpay"]
)
def test_no_totals(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    ("text", "measure", "rest"),
    [
        ("CAGR", "cagr", ""),
        ("Growth, %", "growth", ""),
        ("YoY", "growth", ""),
        ("Market share", "share", ""),
        ("% of total", "share", ""),
        ("Market size", "revenue", ""),
        ("Revenue Europe", "revenue", "Europe"),
        ("Number of employees", "count", "employees"),
        ("Anteil", "share", ""),
        ("Umsatz", "revenue", ""),
        ("Budget revenue error", None, "Budget revenue error"),
        ("Change of share, points", None, "Change of share, points"),
        ("Biologics", None, "Biologics"),
    ],
)
def test_measures(text: str, measure: str | None, rest: str) -> None:
    assert measure_in(text) == (measure, rest)


@pytest.mark.parametrize("text", ["n/a", "NA", "–", "-", "..", "n.a.", "k.A.", "NaN"])
def test_marks_of_a_missing_value(text: str) -> None:
    assert is_missing(text)


@pytest.mark.parametrize(
    ("text", "bare", "mark"),
    [
        ("Germany (a)", "Germany", "(a)"),
        ("Germany*", "Germany", "*"),
        ("Germany¹", "Germany", "¹"),
        ("Germany [1]", "Germany", "[1]"),
        ("Germany a)", "Germany", "a)"),
        ("CO2", "CO2", ""),
        ("Other (net)", "Other (net)", ""),
    ],
)
def test_footnote_marks(text: str, bare: str, mark: str) -> None:
    assert split_footnote(text) == (bare, mark)


def test_statuses() -> None:
    assert [status_of(t) for t in ("Actual", "Base year", "est.", "Forecast", "Europe")] == [
        "actual",
        "base",
        "estimate",
        "forecast",
        None,
    ]


def test_a_heading_taken_apart() -> None:
    meaning = read_meaning("Revenue 2024E (USD m)*")
    assert meaning.text == ""
    assert str(meaning.period) == "2024"
    assert (meaning.status, meaning.measure, meaning.footnote) == ("estimate", "revenue", "*")
    assert meaning.unit is not None
    assert meaning.unit.text == "USD million"
    assert read_meaning("Europe 2024").text == "Europe"
    assert read_meaning("USD_CAP").text == "USD_CAP"
