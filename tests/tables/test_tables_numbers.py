"""Numbers in every convention that spreadsheets write them in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.tables.numbers import decimal_mark, decimals_of, looks_numeric, parse_number
from cdmo_cli.tables.words import split_footnote


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("1,234.5", 1234.5, 1),
        ("1234", 1234.0, 0),
        ("12.30", 12.3, 2),
        ("1 234.5", 1234.5, 1),
        ("1\u00a0234.5", 1234.5, 1),
        ("1\u202f234.5", 1234.5, 1),
        ("1'234.5", 1234.5, 1),
        ("1’234’567", 1234567.0, 0),
        ("(12.3)", -12.3, 1),
        ("-12.3", -12.3, 1),
        ("−12.3", -12.3, 1),
        ("12.3-", -12.3, 1),
        ("$1,200", 1200.0, 0),
        ("3.5 €", 3.5, 1),
        ("12.3*", 12.3, 1),
        ("12.3¹", 12.3, 1),
        ("12.3 [1]", 12.3, 1),
        ("12.3 p", 12.3, 1),
        ("5 e", 5.0, 0),
        ("~4.8", 4.8, 1),
        ("approximately 4.8", 4.8, 1),
        (".5", 0.5, 1),
        ("12,5", 12.5, 1),  # fits no grouping, so it is a decimal comma after all
        ("12,34,567", 1234567.0, 0),  # as India groups
        ("₹1,00,000.50", 100000.5, 2),
        ("$(1,200)", -1200.0, 0),
        ("$ (12.3)", -12.3, 1),
        ("($12.3)", -12.3, 1),
        ("‑12.3", -12.3, 1),  # a hyphen that does not break
        ("R$ 5.0", 5.0, 1),
        ("HK$1,200", 1200.0, 0),
        ("100 kr", 100.0, 0),
        ("Rs. 250", 250.0, 0),
        ("*12.3", 12.3, 1),
        ("(p) 12.3", 12.3, 1),
        ("12.3 (1)", 12.3, 1),
        ("1,234 a/", 1234.0, 0),
    ],
)
def test_a_number_with_a_decimal_point(text: str, value: float, decimals: int) -> None:
    found = parse_number(text, ".")
    assert found is not None
    assert (found.value, found.decimals, found.percent) == (pytest.approx(value), decimals, False)


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [("1.234,5", 1234.5, 1), ("1 234,56", 1234.56, 2), ("1.234", 1234.0, 0), ("0,75", 0.75, 2), ("(12,3)", -12.3, 1)],
)
def test_a_number_with_a_decimal_comma(text: str, value: float, decimals: int) -> None:
    found = parse_number(text, ",")
    assert found is not None
    assert (found.value, found.decimals) == (pytest.approx(value), decimals)


@pytest.mark.parametrize("text", ["40%", "40 %", "40 percent", "40 pct"])
def test_a_percent_sign_is_kept_apart(text: str) -> None:
    found = parse_number(text)
    assert found is not None
    assert (found.value, found.percent) == (40.0, True)


def test_brackets_may_stand_before_the_percent_sign() -> None:
    found = parse_number("(12.5)%")
    assert found is not None
    assert (found.value, found.decimals, found.percent) == (-12.5, 1, True)


@pytest.mark.parametrize(
    "text",
    [
        "007",
        "1-3",
        "FY24",
        "A1",
        "3+",
        "90-day",
        "n/a",
        "",
        "2,5 Mrd",
        "212m",
        "1,23,4",
        "[1]",
        "P12",
        "5 (10%)",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None
    assert not looks_numeric(text) or text == "1,23,4"


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,234", "5,678"], "."),  # three digits after every comma: thousands
        (["1,234.5", "2"], "."),
        (["1.234,5", "2.000"], ","),
        (["12,5", "1.234"], ","),
        (["1 234,5"], ","),
        (["1.234.567", "12.345"], ","),  # a mark that stands twice is no decimal mark
        (["0.123", "0.456"], "."),
        ([], "."),
    ],
)
def test_the_decimal_mark_is_read_off_all_numbers(texts: list[str], mark: str) -> None:
    assert decimal_mark(texts) == mark


_SEPARATORS = st.sampled_from(
    [("", "."), ("", ","), (",", "."), (".", ","), (" ", ","), ("\u00a0", ","), ("\u202f", "."), ("'", ".")]
)


@given(
    st.integers(min_value=-(10**9), max_value=10**9), st.integers(min_value=0, max_value=4), _SEPARATORS, st.booleans()
)
def test_a_printed_number_is_read_back(digits: int, decimals: int, separators: tuple[str, str], brackets: bool) -> None:
    thousands, mark = separators
    value = digits / 10**decimals
    text = f"{abs(value):,.{decimals}f}".replace(",", "\0").replace(".", mark).replace("\0", thousands)
    if value < 0:
        text = f"({text})" if brackets else f"-{text}"
    found = parse_number(text, "," if mark == "," else ".")
    assert found is not None
    assert found.value == pytest.approx(value)
    assert found.decimals == decimals


def test_float_noise_does_not_count_as_decimals() -> None:
    values = np.array([12.300000000000001, 0.1 + 0.2, 5.0, 1234.56, 0.000012, 1e15, 212.0])
    assert decimals_of(values).tolist() == [1, 1, 0, 2, 6, 0, 0]


@given(st.integers(min_value=-(10**7), max_value=10**7), st.integers(min_value=0, max_value=4))
def test_decimals_of_a_float_are_those_it_was_written_with(digits: int, decimals: int) -> None:
    written = f"{digits / 10**decimals:.{decimals}f}".rstrip("0") if decimals else str(digits)
    expected = len(written.partition(".")[2])
    assert decimals_of(np.array([float(written.rstrip("."))])).tolist() == [expected]


@pytest.mark.parametrize(
    "text", [" " * 200 + "Europe", "1" + " " * 50 + "x", "*" * 50 + "x", "1" + "*" * 50 + "x", "1 " * 29 + "x"]
)
def test_odd_texts_are_read_at_once(text: str) -> None:
    """Patterns that try every way to share out spaces or marks would take longer than anyone waits."""
    assert parse_number(text) is None
    assert split_footnote(text)[0]
