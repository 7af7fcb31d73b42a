"""Periods and their status, in the notations of market models."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.tables.model import Period
from cdmo_cli.tables.periods import find_period, read_period


@pytest.mark.parametrize(
    ("text", "period", "status"),
    [
        ("2024", Period(2024), None),
        ("2024.0", Period(2024), None),
        ("2024A", Period(2024), "actual"),
        ("2024E", Period(2024), "estimate"),
        ("2024F", Period(2024), "forecast"),
        ("2024P", Period(2024), "forecast"),
        ("2024 (Base)", Period(2024), "base"),
        ("2024 est.", Period(2024), "estimate"),
        ("2024 forecast", Period(2024), "forecast"),
        ("FY24", Period(2024, fiscal=True), None),
        ("FY2024", Period(2024, fiscal=True), None),
        ("FY24E", Period(2024, fiscal=True), "estimate"),
        ("2023/24", Period(2024, fiscal=True), None),
        ("FY2023/24", Period(2024, fiscal=True), None),
        ("CY2024", Period(2024), None),
        ("Q1 2024", Period(2024, part="Q1"), None),
        ("2024 Q3", Period(2024, part="Q3"), None),
        ("1Q24", Period(2024, part="Q1"), None),
        ("H2 2024", Period(2024, part="H2"), None),
        ("Jan 2024", Period(2024, part="01"), None),
        ("2024-03-31", Period(2024, part="03"), None),
        ("31.12.2024", Period(2024), None),
        ("2024-2031", Period(2024, 2031), None),
        ("2024–31", Period(2024, 2031), None),
        ("2024 to 2031", Period(2024, 2031), None),
        ("2024E–2031F", Period(2024, 2031), "forecast"),
    ],
)
def test_a_cell_that_is_a_period(text: str, period: Period, status: str | None) -> None:
    found = read_period(text)
    assert found is not None
    assert (found.period, found.status) == (period, status)


@pytest.mark.parametrize(("text", "mark"), [("2015 *", "*"), ("2024¹", "¹"), ("2024 [1]", "[1]"), ("2024(a)", "(a)")])
def test_a_footnote_mark_is_no_status(text: str, mark: str) -> None:
    found = read_period(text)
    assert found is not None
    assert (found.status, found.footnote) == (None, mark)


@pytest.mark.parametrize("value", ["Europe", "Year 6", "12.5", "1,234", "May", "", None, True, 12.0, 2024.5, 212000.0])
def test_what_is_no_period(value: object) -> None:
    assert read_period(value) is None


def test_numbers_and_dates() -> None:
    assert read_period(2024.0) is not None
    assert read_period(dt.date(2024, 12, 31)).period == Period(2024)  # type: ignore[union-attr]
    assert read_period(dt.date(2024, 3, 31)).period == Period(2024, part="03")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "period", "rest"),
    [
        ("CAGR 2024-2031", "2024-2031", "CAGR"),
        ("CAGR, 2024–31 (%)", "2024-2031", "CAGR, (%)"),
        ("Market size by region, 2024", "2024", "Market size by region"),
        ("Revenue FY24", "FY2024", "Revenue"),
        ("size_2024", "2024", "size"),
    ],
)
def test_a_period_inside_a_text(text: str, period: str, rest: str) -> None:
    found = find_period(text)
    assert found is not None
    assert (str(found[0].period), found[1]) == (period, rest)


@pytest.mark.parametrize("text", ["Index (2024 = 100)", "Forecast 2025 and 2026", "Report 918786", "no year"])
def test_no_or_several_periods_inside_a_text(text: str) -> None:
    assert find_period(text) is None


@given(st.integers(min_value=1971, max_value=2069), st.integers(min_value=2, max_value=29))
def test_notations_of_a_year_agree(year: int, span: int) -> None:
    short = f"{year % 100:02d}"
    for text in (f"{year}", f"{year}.0", f"{year}E", f"{year} (Base)"):
        assert read_period(text).period == Period(year)  # type: ignore[union-attr]
    for text in (f"FY{short}", f"FY{year}", f"{year - 1}/{short}"):
        assert read_period(text).period == Period(year, fiscal=True)  # type: ignore[union-attr]
    for text in (f"{year}-{year + span}", f"{year} – {year + span}", f"{year} to {year + span}"):
        assert read_period(text).period == Period(year, year + span)  # type: ignore[union-attr]


@given(st.builds(Period, st.integers(1971, 2069), st.none(), st.sampled_from(["", "Q1", "Q4", "H1"]), st.just(False)))
def test_a_period_as_printed_is_read_back(period: Period) -> None:
    assert read_period(str(period)).period == period  # type: ignore[union-attr]
