"""What labels say of their items, in the languages of statistics and accounts."""

from __future__ import annotations

import pytest

from cdmo_cli.identities.infer.fields.words import is_average, is_total, kind_of
from cdmo_cli.identities.infer.model import AMOUNT, NOT_ADDED, PERCENT


@pytest.mark.parametrize(
    "label",
    [
        "Total",
        "Grand total",
        "Sub-total, services",
        "TOTAL ASSETS",
        "Exports, total",
        "Sum",
        "All industries",
        "World",
        "Overall (1)+(2)",
        "Exports, world",
        "Both sexes",
        "Whole country",
        "Insgesamt",
        "Gesamtumsatz",
        "Zwischensumme",
        "Zusammen",
        "Sous-total",
        "Ensemble",
        "Totale generale",
        "Suma",
        "Totaal",
        "Ogółem",
        "Razem",
        "Összesen",
        "Celkem",
        "Yhteensä",
        "I alt",
        "Итого",
        "Всего",
        "合計",
        "总计",
        "합계",
        "Σ",
    ],
)
def test_totals(label: str) -> None:
    assert is_total(label)


@pytest.mark.parametrize(
    "label",
    [
        "Total of which",
        "of which total energy",
        "Rest of world",
        "All other",
        "Other",
        "Share of total",
        "% of total",
        "Percent of total sales",
        "darunter insgesamt",
        "dont total",
        "Europe",
        "Summer",
        "World Almanac",
        "Aggregate stop-loss premiums",
        "Totalizer",
        "",
    ],
)
def test_parts_are_no_totals(label: str) -> None:
    assert not is_total(label)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Sales", AMOUNT),
        ("Share of joint ventures", AMOUNT),
        ("Foreign exchange differences", AMOUNT),
        ("Rates, tax and insurance", AMOUNT),
        ("Total price", AMOUNT),
        ("VAT 20%", AMOUNT),
        ("Biography Index (FS)", AMOUNT),
        ("Germany (50 % owned)", AMOUNT),
        ("Change on previous year", AMOUNT),
        ("%", PERCENT),
        ("Margin, %", PERCENT),
        ("Per cent", PERCENT),
        ("Anteil in Prozent", PERCENT),
        ("Pourcentage", PERCENT),
        ("Change, percentage points", PERCENT),
        ("GDP per capita", PERCENT),
        ("Sales per employee", PERCENT),
        ("je Einwohner", PERCENT),
        ("Unemployment rate", PERCENT),
        ("% change", NOT_ADDED),
        ("Change (%)", NOT_ADDED),
        ("Growth rate", NOT_ADDED),
        ("CAGR 2019–2024", NOT_ADDED),
        ("Veränderung in %", NOT_ADDED),
        ("Average", NOT_ADDED),
        ("Median income", NOT_ADDED),
        ("Durchschnittspreis", NOT_ADDED),
        ("Consumer price index", NOT_ADDED),
        ("2015=100", NOT_ADDED),
        ("Debt ratio", NOT_ADDED),
        ("Std. dev.", NOT_ADDED),
    ],
)
def test_kinds(label: str, kind: int) -> None:
    assert kind_of(label) == kind


def test_averages_are_told_from_what_never_adds_up() -> None:
    assert is_average("Average spending per household")
    assert not is_average("Average annual growth rate")
    assert not is_average("Spending")
