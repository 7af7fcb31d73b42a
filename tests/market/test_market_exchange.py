"""Known rates: against figures that the European Central Bank publishes, and against averages computed here."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import sys
import zipfile

import pytest
from currency_converter.currency_converter import CURRENCY_FILE
from hypothesis import given, settings
from hypothesis import strategies as st

from cdmo_cli.market import exchange
from cdmo_cli.market.exchange import KnownRate


@pytest.fixture(scope="module")
def quoted() -> dict[str, dict[str, float]]:
    """ISO date → currency → what one euro was worth, from the ECB's own file."""
    with zipfile.ZipFile(CURRENCY_FILE) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8")
    return {
        row["Date"]: {code: float(rate) for code, rate in row.items() if code and code != "Date" and _number(rate)}
        for row in csv.DictReader(io.StringIO(text))
    }


def _number(text: str | None) -> bool:
    return bool(text) and text != "N/A"


def value(rate: KnownRate | None) -> float:
    assert rate is not None
    return rate.value


@pytest.mark.parametrize(
    ("quote", "year", "published"),
    [
        ("USD", 2020, 1.1422),
        ("CHF", 2020, 1.0705),
        ("GBP", 2020, 0.88970),
        ("SEK", 2024, 11.4325),
        ("USD", 2024, 1.0824),
    ],
)
def test_averages_of_a_year_are_those_that_the_ecb_publishes(quote: str, year: int, published: float) -> None:
    rate = exchange.average_of_year("EUR", quote, year)
    assert value(rate) == pytest.approx(published, abs=0.5 * 10 ** -len(f"{published}".split(".")[1]))
    assert rate is not None
    assert (rate.basis, rate.source) == (f"average {year}", "European Central Bank reference rates")


def test_a_cross_rate_goes_through_the_euro(quoted: dict[str, dict[str, float]]) -> None:
    days = [rates for day, rates in quoted.items() if day.startswith("2020")]
    dollar, franc = (sum(day[code] for day in days) / len(days) for code in ("USD", "CHF"))
    assert len(days) == 257
    assert value(exchange.average_of_year("USD", "CHF", 2020)) == pytest.approx(franc / dollar, rel=1e-12)
    assert value(exchange.average_of_year("USD", "CHF", 2020)) == pytest.approx(0.9372, abs=5e-5)
    assert value(exchange.average_of_year("CHF", "USD", 2020)) == pytest.approx(dollar / franc, rel=1e-12)


def test_the_average_of_a_fiscal_year(quoted: dict[str, dict[str, float]]) -> None:
    days = [rates["USD"] for day, rates in quoted.items() if "2019-07-01" <= day <= "2020-06-30"]
    rate = exchange.average_of_fiscal_year("EUR", "USD", dt.date(2020, 6, 30))
    assert value(rate) == pytest.approx(sum(days) / len(days), rel=1e-12)
    assert rate is not None
    assert rate.basis == "average of 1 July 2019 to 30 June 2020"
    leap = exchange.average_of_fiscal_year("EUR", "USD", dt.date(2020, 2, 29))
    assert leap is not None
    assert leap.basis == "average of 1 March 2019 to 29 February 2020"


def test_the_rate_of_a_day_is_the_last_quotation_on_or_before_it(quoted: dict[str, dict[str, float]]) -> None:
    year_end = exchange.rate_on("USD", "CHF", dt.date(2020, 12, 31))
    assert value(year_end) == pytest.approx(quoted["2020-12-31"]["CHF"] / quoted["2020-12-31"]["USD"], rel=1e-12)
    assert value(year_end) == pytest.approx(1.0802 / 1.2271, rel=1e-9)
    sunday = exchange.rate_on("EUR", "USD", dt.date(2023, 12, 31))
    assert sunday is not None
    assert (sunday.value, sunday.basis) == (quoted["2023-12-29"]["USD"], "29 December 2023")
    easter = exchange.rate_on("EUR", "USD", dt.date(2024, 4, 1))  # Easter Monday
    assert easter is not None
    assert easter.basis == "28 March 2024"


def test_lonza_at_the_average_and_at_the_spot_rate_of_january() -> None:
    assert 4508 * value(exchange.average_of_year("CHF", "USD", 2020)) == pytest.approx(4810, abs=1)
    spot = value(exchange.rate_on("CHF", "USD", dt.date(2021, 1, 12)))
    assert 4508 * spot == pytest.approx(5080, rel=0.01)


@pytest.mark.parametrize(
    ("base", "quote", "year"),
    [
        ("EUR", "USD", 1998),  # before the euro
        ("EUR", "USD", 2190),
        ("EUR", "RUB", 2022),  # not quoted from 2 March 2022 on
        ("EUR", "ISK", 2012),  # not quoted from 2008 to 2018
        ("EUR", "TWD", 2020),
        ("TWD", "USD", 2020),
        ("XXX", "YYY", 2020),
        ("USD", "USD", 2020),
    ],
)
def test_what_is_not_known_is_none(base: str, quote: str, year: int) -> None:
    assert exchange.average_of_year(base, quote, year) is None
    if year != 2020 or base != quote:
        assert not [r for r in exchange.known_rates(base, quote, year) if r.basis.startswith("average")]


def test_no_rate_of_a_day_long_after_the_last_quotation() -> None:
    assert exchange.rate_on("EUR", "RUB", dt.date(2022, 3, 7)) is not None
    assert exchange.rate_on("EUR", "RUB", dt.date(2022, 3, 8)) is None


def test_known_rates_of_a_fiscal_year_are_both_averages_and_both_ends() -> None:
    found = exchange.known_rates("CHF", "USD", 2024, dt.date(2024, 6, 30))
    assert [rate.basis for rate in found] == [
        "average 2024",
        "average of 1 July 2023 to 30 June 2024",
        "28 June 2024",
        "31 December 2024",
    ]
    assert [rate.basis for rate in exchange.known_rates("CHF", "USD", 2024, dt.date(2024, 12, 31))] == [
        "average 2024",
        "31 December 2024",
    ]


def test_the_first_day_of_a_rate(quoted: dict[str, dict[str, float]]) -> None:
    found = exchange.day_of("CHF", "USD", dt.date(2020, 1, 1), dt.date(2021, 12, 31), 1.125, 1.128)
    assert found is not None
    assert found.basis == "10 December 2020"
    assert found.value == pytest.approx(quoted["2020-12-10"]["USD"] / quoted["2020-12-10"]["CHF"], rel=1e-12)
    earlier = [
        day
        for day, rates in quoted.items()
        if "2020-01-01" <= day < "2020-12-10" and 1.125 <= rates["USD"] / rates["CHF"] <= 1.128
    ]
    assert earlier == []
    assert exchange.day_of("CHF", "USD", dt.date(2020, 1, 1), dt.date(2020, 12, 31), 2.0, 2.1) is None


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["USD", "CHF", "GBP", "SEK", "JPY"]),
    st.sampled_from(["EUR", "NOK", "CAD"]),
    st.integers(2000, 2024),
)
def test_a_rate_and_its_inverse(base: str, quote: str, year: int) -> None:
    there, back = exchange.average_of_year(base, quote, year), exchange.average_of_year(quote, base, year)
    assert there is not None
    assert value(there) * value(back) == pytest.approx(1.0, rel=1e-12)
    assert there.inverse.value == pytest.approx(value(back), rel=1e-12)
    assert (there.inverse.base, there.inverse.quote, there.inverse.basis) == (quote, base, there.basis)


def test_the_rates_are_not_loaded_before_one_is_asked_for() -> None:
    code = (
        "import sys\nimport cdmo_cli.rules\nfrom cdmo_cli.market import exchange\n"
        "before = 'currency_converter' in sys.modules\nexchange.average_of_year('EUR', 'USD', 2020)\n"
        "print(before, 'currency_converter' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.split() == ["False", "True"]
