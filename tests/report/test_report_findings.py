"""What the figures say: every rule with its condition, against figures worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.market.model import Member
from cdmo_cli.report import findings, sentences
from cdmo_cli.report.findings import Change
from cdmo_cli.report.numbers import Money

MONEY = Money.of("USD", 1e9, 302.3, "USD billion")


def change(label: str, first: float, last: float, *, rest: bool = False) -> Change:
    member = Member(label.lower(), label, "type", rest=rest)
    rate = 100 * ((last / first) ** (1 / 7) - 1) if first > 0 and last > 0 else math.nan
    return Change(member, first, last, rate, last - first)


BIOLOGICS, SMALL = change("Biologics", 76.3, 130.0), change("Small molecules", 135.7, 172.3)


def plain(text: str | None) -> str | None:
    return None if text is None else text.replace("\u00a0", " ")


def test_who_brings_most_of_the_growth() -> None:
    # 53.7 of 90.3 is 59.5 %: six tenths to within two points
    assert sentences.brings((SMALL, BIOLOGICS), MONEY, 2031) == "Biologics bring six of every ten new dollars to 2031"
    assert (
        plain(sentences.base_and_growth_share((SMALL, BIOLOGICS)))
        == "Biologics are 36 % of the market and 59 % of its growth"
    )


def test_no_claim_on_a_tie_a_shrinking_member_or_a_hidden_figure() -> None:
    tie = (change("One", 10, 20), change("Two", 30, 40))
    assert findings.top(tie, "added") is None
    assert sentences.brings(tie, MONEY, 2031) is None
    shrinking = (change("One", 10, 40), change("Two", 30, 25))
    assert findings.share_of_growth(shrinking[0], shrinking) is None
    hidden = (SMALL, change("Biologics", math.nan, 130.0))
    assert findings.top(hidden, "added") is None
    assert sentences.base_and_growth_share(hidden) is None
    assert findings.same_order(hidden) is None


def test_a_part_is_one_of_the_whole_and_not_of_what_is_shown() -> None:
    # the two countries add 30 of the region's 60; the rest of the region is in no row
    shown = tuple(replace(each, whole=(100, 160)) for each in (change("One", 10, 30), change("Two", 20, 30)))
    assert findings.share_of_growth(shown[0], shown) == pytest.approx(100 * 20 / 60)
    assert findings.base_share(shown[1], shown) == pytest.approx(20)
    assert findings.final_share(shown[0], shown) == pytest.approx(100 * 30 / 160)
    assert findings.without(shown[0], shown, 1) == pytest.approx(100 * (130 / 90 - 1))
    more = tuple(replace(each, whole=(100, 110)) for each in shown)
    assert findings.share_of_growth(more[0], more) is None


def test_the_rest_is_never_named() -> None:
    rest = change("Rest of Europe", 10, 100, rest=True)
    assert findings.top((SMALL, BIOLOGICS, rest), "added") is None
    assert findings.top((SMALL, BIOLOGICS, rest), "cagr") is None


@pytest.mark.parametrize(
    ("series", "threshold", "year"),
    [
        ({2024: 212.0, 2030: 287.4, 2031: 302.3}, 300, 2031),
        ({2024: 212.0, 2025: 223.0, 2026: 234.6, 2027: 246.8, 2028: 259.7}, 250, 2028),
        ({2024: 95.0, 2025: 99.0, 2026: 104.0}, 100, 2026),
        ({2024: 3.1, 2025: 3.3, 2026: 3.6}, 3.5, 2026),
    ],
)
def test_milestones(series: dict[int, float], threshold: float, year: int) -> None:
    found = findings.milestone(series, 2024)
    assert found is not None
    assert (found.threshold, found.year) == (threshold, year)


def test_a_milestone_needs_the_year_before_to_be_in_that_year() -> None:
    found = findings.milestone({2024: 212.0, 2031: 302.3}, 2024)
    assert found is not None
    assert not found.exact
    assert (
        plain(sentences.milestone({2024: 212.0, 2031: 302.3}, 2024, MONEY))
        == "The market passes USD 300 billion by 2031"
    )


@pytest.mark.parametrize(
    "series", [{2024: 300.0, 2025: 280.0}, {2024: 212.0}, {2024: math.nan, 2025: 1.0}, {2024: 212.0, 2025: 214.0}]
)
def test_no_milestone(series: dict[int, float]) -> None:
    assert findings.milestone(series, 2024) is None


@given(st.lists(st.floats(1, 1e6), min_size=2, max_size=12))
def test_a_milestone_is_true(values: list[float]) -> None:
    series = {2020 + offset: value for offset, value in enumerate(values)}
    found = findings.milestone(series, 2020)
    if found is not None:
        assert all((value >= found.threshold) == (year >= found.year) for year, value in series.items())


def test_overtaking_is_once_and_for_good() -> None:
    leader = {2024: 10.0, 2025: 10.0, 2026: 10.0, 2027: 10.0}
    assert findings.overtakes({2024: 8.0, 2025: 9.0, 2026: 11.0, 2027: 12.0}, leader) == 2026
    assert findings.overtakes({2024: 8.0, 2025: 11.0, 2026: 9.0, 2027: 12.0}, leader) is None
    assert findings.overtakes({2024: 12.0, 2025: 9.0, 2026: 11.0, 2027: 12.0}, leader) is None
    assert findings.overtakes({2024: 8.0, 2027: 12.0}, leader) is None  # the years between are not known
    pair = (change("Small molecules", 10, 11), change("Biologics", 8, 12))
    series = {"small molecules": {2024: 10.0, 2025: 10.5, 2026: 11.0}, "biologics": {2024: 8.0, 2025: 10.6, 2026: 12.0}}
    assert sentences.overtaking(pair, series, 2024) == "Biologics pass small molecules in 2025"


def test_tenths_only_where_they_are_near() -> None:
    assert [findings.of_ten(value) for value in (59.5, 41.9, 45.0, 12.0, 88.5)] == [6, 4, None, None, 9]


def test_growth_without_a_member() -> None:
    # 135.7 to 172.3 in seven years: 3.47 % a year
    assert findings.without(BIOLOGICS, (SMALL, BIOLOGICS), 7) == pytest.approx(3.4700, abs=1e-3)


def test_gap_in_points() -> None:
    text = plain(
        sentences.gap(
            (change("North", 84.8, 113.4), change("South", 59.4, 96.7), change("East", 67.8, 92.2)), 2024, 2031
        )
    )
    # 40.0 against 32.0 % in 2024 (East is second), 37.5 against 30.5 % in 2031: 8.0 to 7.0 points
    assert text == (
        "North holds 40.0 % of the market in 2024 and east 32.0 %. "
        "By 2031 the gap between them narrows from 8.0 to 7.0 percentage points."
    )


def test_compounding_and_the_last_year() -> None:
    # 1.052 ** 7 = 1.4260
    assert (
        plain(sentences.compounding(212.0, 212.0 * 1.052**7, 5.2, 7))
        == "Growth of 5.2 % a year compounds to 42.6 % over seven years."
    )
    series = {2024 + n: 212.0 * 1.052**n for n in range(8)}
    # 212 × 0.052 = 11.0; 212 × 1.052⁶ × 0.052 = 14.9
    assert plain(sentences.last_step(series, MONEY, 2024, 2031)) == (
        "The last of those years adds USD 14.9 billion, against USD 11.0 billion in the first."
    )


@pytest.mark.parametrize(
    ("label", "dimension", "plural"),
    [
        ("Biologics", "type", True),
        ("Small molecules", "type", True),
        ("API", "application", False),
        ("Asia-Pacific", "region", False),
        ("United States", "country", False),
        ("Texas", "state", False),
        ("Process", "type", False),
    ],
)
def test_plural_names(label: str, dimension: str, plural: bool) -> None:
    assert findings.plural(Member("x", label, dimension)) is plural
