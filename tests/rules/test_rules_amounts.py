"""Amounts in sentences: what is read as one amount in two currencies, and what is not."""

from __future__ import annotations

import pytest

from cdmo_cli.rules.amounts import conversions_in


@pytest.mark.parametrize(
    ("text", "first", "second", "year", "implied"),
    [
        ("In 2020 Lonza sold for 4.5 billion CHF (about 4.8 billion USD).", "CHF", "USD", 2020, 4.8 / 4.5),
        ("Sales of CHF 4,508 million (USD 4,801.4 million) in 2020", "CHF", "USD", 2020, 4801.4 / 4508),
        ("€2.1bn or US$2.3bn in 2023", "EUR", "USD", 2023, 2.3 / 2.1),
        ("2020: 4.5 billion Swiss francs (4.8 billion US dollars)", "CHF", "USD", 2020, 4.8 / 4.5),
        ("In fiscal 2024, GBP 1,027 million, equivalent to USD 1.31 billion.", "GBP", "USD", 2024, 1310 / 1027),
    ],
)
def test_read(text: str, first: str, second: str, year: int, implied: float) -> None:
    (found,) = conversions_in(text)
    assert (found.first.currency, found.second.currency, found.year) == (first, second, year)
    low, value, high = found.implied
    assert value == pytest.approx(implied)
    assert low < implied < high


@pytest.mark.parametrize(
    "text",
    [
        "In 2020, sales rose to $4.8 billion, €3 billion of it in Europe",
        "In 2020 sales came to USD 4.8 billion (EUR 3 billion in Europe).",
        "CHF 4.5 billion (about USD 4.8 billion)",  # of no year
        "In 2020 USD 5.0 million; in 2021 EUR 4 million",
        "From 2020 to 2024: USD 5.0 billion (USD 1 billion)",
        "4.5 in 2020 (4.8 in 2021)",
    ],
)
def test_not_read(text: str) -> None:
    assert list(conversions_in(text)) == []


def test_about_widens_a_figure_to_two_digits() -> None:
    (exact,) = conversions_in("In 2020 CHF 4,508.0 million (USD 4,801.4 million).")
    (about,) = conversions_in("In 2020 CHF 4,508.0 million (about USD 4,801.4 million).")
    assert exact.second.high - exact.second.low == pytest.approx(0.1e6)
    assert about.second.high - about.second.low == pytest.approx(100e6)
