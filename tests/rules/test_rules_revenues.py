"""Revenues as the rules on companies read them: last days of fiscal years, intervals, published facts."""

from __future__ import annotations

import datetime as dt

import pytest
from subject_grid import subject

from cdmo_cli.rules import revenues


@pytest.mark.parametrize(
    ("text", "year", "end"),
    [
        ("2020-06-30", 2020, dt.date(2020, 6, 30)),
        ("2020-06-30", None, dt.date(2020, 6, 30)),
        ("30 June 2019", 2020, dt.date(2019, 6, 30)),
        ("June", 2024, dt.date(2024, 6, 30)),
        ("Feb 2024", 2024, dt.date(2024, 2, 29)),
        ("31 Dec", 2023, dt.date(2023, 12, 31)),
        ("December", None, None),
        ("2020-13-45", 2020, None),
        ("", 2020, None),
        ("whenever", 2020, None),
    ],
)
def test_the_last_day_of_a_fiscal_year(text: str, year: int | None, end: dt.date | None) -> None:
    assert revenues.year_end(text, year) == end


def test_revenues_carry_year_currency_kind_and_end() -> None:
    looked_at = subject(
        {
            "Companies": "Company | Revenue | Currency | Unit | Fiscal year | Year ended | Kind\n"
            "Catalent | 4.4 | USD | billion | 2024 | 2024-06-30 | CDMO\n"
            "Lonza Group | 6574 | CHF | million | 2024 | | group\n"
            "Alpha Labs | 1200 | EUR | million | 2024 | |",
        }
    )
    catalent, lonza, alpha = revenues.revenues(looked_at)
    assert (catalent.company.code, catalent.currency, catalent.year, catalent.kind) == ("catalent", "USD", 2024, "cdmo")
    assert (catalent.end, catalent.stated) == (dt.date(2024, 6, 30), True)
    assert (catalent.low, catalent.high) == pytest.approx((4.35e9, 4.45e9))
    assert (lonza.end, lonza.stated, lonza.kind) == (dt.date(2024, 12, 31), False, "group")  # as its facts have it
    assert (alpha.end, alpha.company.known) == (None, False)
    assert (alpha.low, alpha.high) == pytest.approx((1150e6, 1250e6))  # zeros at the end may be rounding


def test_money_as_a_sentence_says_it() -> None:
    looked_at = subject({"Companies": "Company | Revenue, CHF billion | Fiscal year\nLonza Group | 4.5 | 2020"})
    (revenue,) = revenues.revenues(looked_at)
    (fact,) = [f for f in revenues.facts_of(looked_at, "catalent") if f.fiscal_year == 2019]
    assert revenues.money(looked_at, revenue.position) == "CHF 4.5 billion"
    assert revenues.fact_money(fact) == "USD 2,518 million"
    assert revenues.fact_year(fact) == "fiscal 2019, to 30 June 2019"
    assert revenues.fact_half(fact) == 0.5e6


def test_sources_are_named_in_short() -> None:
    looked_at = subject({"Companies": "Company | Revenue, CHF billion | Fiscal year\nLonza Group | 4.5 | 2020"})
    named = {(f.company, f.fiscal_year, f.kind): revenues.fact_source(f) for f in looked_at.model.taxonomy.facts}
    assert named["catalent", 2020, "cdmo"] == "Catalent's 10-K for fiscal 2020"
    assert named["almac", 2024, "cdmo"] == "Almac Group's results for fiscal 2024"
    assert named["lonza", 2024, "group"] == "Lonza's Annual Report 2024"
    assert named["lubrizol", 2023, "group"] == "Berkshire Hathaway's 10-K for 2023"
    assert named["aenova", 2023, "cdmo"] == "Reuters"
    assert max(len(text) for text in named.values()) <= 50


def test_amounts_are_told_as_the_cell_holds_them() -> None:
    grid = "Company | Revenue, USD billion | Fiscal year\nCatalent | 4381 | 2024\nAlpha Labs | 1.2 | 2024"
    catalent, alpha = revenues.revenues(subject({"Companies": grid}))
    looked_at = subject({"Companies": grid})
    assert revenues.money(looked_at, catalent.position) == "USD 4,381 billion"
    assert revenues.money(looked_at, alpha.position) == "USD 1.2 billion"
