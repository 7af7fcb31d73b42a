"""Numbers and dates by locale: the symbols are the locale's, the words stay English, and nothing is left behind."""

from __future__ import annotations

import threading

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli import report
from cdmo_cli.config import ReportSettings
from cdmo_cli.errors import ConfigError
from cdmo_cli.market.model import Model
from cdmo_cli.report import numbers, style
from cdmo_cli.report.brand import Brand
from cdmo_cli.report.options import Options
from cdmo_cli.report.style import Style, using

NBSP = "\u00a0"
USABLE = ("en_GB", "en_US", "en_IN", "de_DE", "de_CH", "fr_FR", "es", "pl_PL", "sv_SE", "tr_TR", "pt_BR", "ja_JP", "eu")


@pytest.mark.parametrize(
    ("locale", "large", "negative", "percent"),
    [
        ("en_GB", "1,234,567.9", "−0.5", f"5.2{NBSP}%"),
        ("en_US", "1,234,567.9", "−0.5", "5.2%"),
        ("en_IN", "12,34,567.9", "−0.5", "5.2%"),
        ("de_DE", "1.234.567,9", "−0,5", f"5,2{NBSP}%"),
        ("de_CH", "1’234’567.9", "−0.5", "5.2%"),
        ("fr_FR", f"1{NBSP}234{NBSP}567,9", "−0,5", f"5,2{NBSP}%"),
        ("tr_TR", "1.234.567,9", "−0,5", "%5,2"),
    ],
)
def test_symbols_are_those_of_the_locale(locale: str, large: str, negative: str, percent: str) -> None:
    with using(Brand.of(ReportSettings(locale=locale)).style):
        assert numbers.number(1234567.89) == large
        assert numbers.number(-0.5) == negative
        assert numbers.percent(5.2) == percent
        assert numbers.signed(0.5) == "+" + negative[1:]


@given(
    value=st.floats(min_value=-1e12, max_value=1e12),
    decimals=st.integers(min_value=0, max_value=3),
    locale=st.sampled_from(USABLE),
)
def test_what_is_printed_reads_back_as_the_value(value: float, decimals: int, locale: str) -> None:
    chosen = Locale.parse(locale)
    with using(Style(locale=chosen)):
        text = numbers.number(value, decimals)
    group = chosen.number_symbols["latn"]["group"]
    plain = text.replace(numbers.MINUS, "-").replace(NBSP, group)
    assert float(parse_decimal(plain, locale=chosen)) == round(value, decimals)


def brand_or_none(locale: str) -> Brand | None:
    try:
        return Brand.of(ReportSettings(locale=locale))
    except ConfigError:
        return None


def test_every_locale_is_printed_or_refused() -> None:
    refused = set()
    for name in locale_identifiers():
        brand = brand_or_none(name)
        if brand is None:
            refused.add(name.partition("_")[0])
            continue
        with using(brand.style):
            text = numbers.number(-1234567.8) + numbers.percent(1.5)
            assert brand.style.sans.printed(text) == (text, frozenset())
    assert len(refused) < 12


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("en_XQ", "en_"), ("de_XX", "de_"), ("German", "de"), ("xyzzy", ""), ("", ""), ("en GB", "en_GB")],
)
def test_an_unknown_locale_gets_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(ConfigError, match=f"there is no locale ‘{name}’") as caught:
        Brand.of(ReportSettings(locale=name))
    assert nearest in caught.value.hint


def test_hyphens_do_too() -> None:
    assert str(Brand.of(ReportSettings(locale="de-CH")).style.locale) == "de_CH"


@pytest.mark.parametrize(
    ("locale", "language"), [("en_GB", "en-GB"), ("en_US", "en-US"), ("de_DE", "en"), ("en", "en")]
)
def test_the_language_stays_english(full_model: Model, locale: str, language: str) -> None:
    document = report.compose(full_model, None, "full", Options(report=ReportSettings(locale=locale)))
    assert f'<html lang="{language}">' in document
    assert "November 2026" in document


def test_a_report_in_another_locale_has_no_other_decimal_sign(full_model: Model) -> None:
    import re

    document = report.compose(full_model, None, "full", Options(report=ReportSettings(locale="de_DE")))
    body = re.sub(r"<(style|title)\b.*?</\1>|<[^>]*>", " ", document, flags=re.DOTALL)
    assert "5,2" in body
    # Numbers of exhibits have a point, and they alone.
    pointed = set(re.findall(r"(?<![\d.,])\d+\.\d+(?![\d.])", body)) - set(re.findall(r"Exhibit (\d+\.\d+)", document))
    assert pointed - {each for each in pointed if re.fullmatch(r"\d{1,2}\.\d{1,2}", each)} == set()
    assert "302,5" in body


def test_no_style_outlives_its_report(one_year_model: Model) -> None:
    before = report.compose(one_year_model, None, "full")
    report.compose(one_year_model, None, "full", Options(report=ReportSettings(locale="de_DE"), format="letter"))
    assert style.current().locale == Locale("en", "GB")
    assert report.compose(one_year_model, None, "full") == before
    with pytest.raises(ZeroDivisionError), using(Style(locale=Locale("de"))):
        raise ZeroDivisionError
    assert numbers.number(0.5) == "0.5"


def test_reports_side_by_side_keep_their_own() -> None:
    seen: dict[str, str] = {}
    ready = threading.Barrier(2)

    def write(locale: str) -> None:
        with using(Style(locale=Locale.parse(locale))):
            ready.wait(timeout=10)
            seen[locale] = numbers.number(1234.5)

    threads = [threading.Thread(target=write, args=(locale,)) for locale in ("de_DE", "en_US")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"de_DE": "1.234,5", "en_US": "1,234.5"}


def test_months_keep_their_english_names() -> None:
    import datetime as dt

    day = dt.date(2024, 9, 30)
    for locale, text in (("en_GB", "30 Sept 2024"), ("en_US", "30 Sep 2024"), ("de_DE", "30 Sep 2024")):
        with using(Brand.of(ReportSettings(locale=locale)).style):
            assert numbers.date(day) == text.replace(" ", NBSP)
