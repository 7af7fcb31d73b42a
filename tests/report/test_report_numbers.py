"""How figures become words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.report import numbers
from cdmo_cli.report.numbers import HIDDEN, Money

NBSP = "\u00a0"
BILLION = Money.of("USD", 1e9, 302.3, "USD billion")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 1, "1,234.5"),
        (302.25, 1, "302.2"),
        (-1.2, 1, "\u22121.2"),
        (-0.04, 1, "0.0"),
        (0.0, 0, "0"),
        (math.nan, 1, HIDDEN),
        (math.nan, 0, HIDDEN),
    ],
)
def test_number(value: float, decimals: int, text: str) -> None:
    assert numbers.number(value, decimals) == text


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_reads_back_within_half_a_unit(value: float, decimals: int) -> None:
    text = numbers.number(value, decimals)
    read = float(text.replace(",", "").replace("\u2212", "-"))
    assert abs(read - value) <= 0.5 * 10**-decimals * (1 + 1e-9) + 1e-6
    assert len(text.partition(".")[2]) == decimals


def test_signs_percentages_and_points() -> None:
    assert numbers.signed(37.44) == "+37.4"
    assert numbers.signed(-0.01) == "0.0"
    assert numbers.signed(math.nan) == HIDDEN
    assert numbers.percent(5.2) == f"5.2{NBSP}%"
    assert numbers.points(1.0, 0) == f"1{NBSP}percentage point"
    assert numbers.points(-7.04) == f"7.0{NBSP}percentage points"


def test_sizes_never_part_from_their_unit() -> None:
    assert BILLION.full(302.3) == f"USD{NBSP}302.3{NBSP}billion"
    assert BILLION.brief(55.71) == f"USD{NBSP}55.7{NBSP}bn"
    assert BILLION.about(302.3) == f"USD{NBSP}302{NBSP}billion"
    assert BILLION.about(3.94) == f"USD{NBSP}3.9{NBSP}billion"
    assert BILLION.full(math.nan) == f"USD{NBSP}{HIDDEN}{NBSP}billion"


@pytest.mark.parametrize(("largest", "decimals"), [(5.0, 2), (302.3, 1), (12_345.0, 0), (math.nan, 1)])
def test_decimals_follow_the_largest_size(largest: float, decimals: int) -> None:
    assert Money.of("EUR", 1e6, largest, "EUR million").decimals == decimals


def test_an_index_has_no_currency() -> None:
    money = Money.of(None, 1.0, 142.6, "index, 2024 = 100")
    assert money.full(142.63) == "142.6"
    assert money.unit == "index, 2024 = 100"


@pytest.mark.parametrize(("place", "text"), [(2, "second"), (7, "seventh"), (11, "11th"), (21, "21st"), (112, "112th")])
def test_ordinals(place: int, text: str) -> None:
    assert numbers.ordinal(place) == text


def test_bind_keeps_figures_with_their_units() -> None:
    assert numbers.bind("It grows by USD 5.2 billion a year") == f"It grows by USD{NBSP}5.2{NBSP}billion a{NBSP}year"
    assert numbers.bind("one") == "one"
