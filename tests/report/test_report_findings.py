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


def test_shares_that_are_alike_are_not_compared() -> None:
    # 60 of 100, and 30.5 of the 50 that are added
    assert sentences.base_and_growth_share((change("One", 60, 90.5), change("Two", 40, 59.5))) is None


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


# --- shares, turns, ties -------------------------------------------------------------------------------------


def place(label: str, first: float, last: float) -> Change:
    return replace(change(label, first, last), member=Member(label.lower(), label, "region"))


def test_shares_move_in_basis_points() -> None:
    # 76.3 of 212.0 is 35.991 %, 130.0 of 302.3 is 43.004 %
    moves = {move.change.label: move.points for move in findings.moves((SMALL, BIOLOGICS))}
    assert moves["Biologics"] == pytest.approx(701.3, abs=0.1)
    assert moves["Small molecules"] == pytest.approx(-701.3, abs=0.1)
    assert plain(sentences.gains_share((SMALL, BIOLOGICS))) == (
        "Biologics gain 7.0 percentage points of share from small molecules"
    )
    assert plain(sentences.gains_share((SMALL, BIOLOGICS), past=True)) == (
        "Biologics gained 7.0 percentage points of share from small molecules"
    )


def test_who_gains_and_who_loses_among_several() -> None:
    # 40, 30 and 30 of 100; 40, 50 and 30 of 120: 33.3, 41.7 and 25.0 %
    three = (place("Europe", 40, 40), place("Asia-Pacific", 30, 50), place("United States", 30, 30))
    assert sentences.gains_share(three) == "Asia-Pacific gains most share, Europe loses most"
    # 30, 40 and 30 of 100; 40 each of 120
    turned = (place("Europe", 30, 40), place("United States", 40, 40), place("Asia-Pacific", 30, 40))
    assert sentences.gains_share(turned) is None  # two gain the same


def test_no_share_is_gained_by_less_than_half_a_point_or_behind_the_rest() -> None:
    assert sentences.gains_share((change("One", 50, 50.3), change("Two", 50, 50))) is None
    rest = (change("One", 50, 55), change("Two", 40, 30), change("Rest of world", 10, 15, rest=True))
    assert findings.gainer(rest) is None
    lost = findings.loser(rest)
    assert lost is not None
    assert lost.change.label == "Two"


@given(st.lists(st.tuples(st.floats(0.1, 1e4), st.floats(0.1, 1e4)), min_size=2, max_size=6))
def test_moves_of_a_whole_cancel_out(sizes: list[tuple[float, float]]) -> None:
    members = tuple(place(f"Part {number}", first, last) for number, (first, last) in enumerate(sizes))
    assert sum(move.points for move in findings.moves(members)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        ([(10, 9), (10, 8)], "Both shrink to 2031"),
        ([(10, 9), (10, 8), (5, 4)], "All three shrink to 2031"),
        ([(10, 9), (10, 12)], "A0 shrinks, A1 grows"),
        ([(10, 9), (10, 12), (10, 11)], "A0 shrinks, the other two grow"),
        ([(10, 9), (10, 8), (10, 11)], "Two of the three shrink"),
        ([(10, 9), (10, 10), (10, 11)], "One of the three shrinks"),
        ([(10, 9), (10, 8), (9, 11), (9, 12), (9, 12)], None),
        ([(10, 11), (10, 12)], None),
        ([(10, math.nan), (10, 8)], None),
        ([(10, 8)], None),
    ],
)
def test_what_shrinks(sizes: list[tuple[float, float]], sentence: str | None) -> None:
    members = tuple(place(f"A{number}", first, last) for number, (first, last) in enumerate(sizes))
    assert sentences.shrinks(members, 2031) == sentence


def test_what_shrank() -> None:
    pair = (change("Small molecules", 10, 9), change("Biologics", 10, 12))
    assert sentences.shrinks(pair, 2020) == "Small molecules shrink, biologics grow"
    assert sentences.shrinks(pair, 2020, past=True) == "Small molecules shrank, biologics grew"


def test_ties_are_said_and_not_ranked() -> None:
    tie = (change("Biologics", 10, 20), change("Small molecules", 30, 40))
    assert plain(sentences.tie(tie, MONEY)) == "Biologics and small molecules add the same, USD 10.0 billion each"
    assert sentences.adds_most(tie, 2031) is None
    three = (*tie, change("Devices", 1, 11))
    assert plain(sentences.tie(three, MONEY, past=True)) == "Three added the same, USD 10.0 billion each"
    assert sentences.tie((SMALL, BIOLOGICS), MONEY) is None
    assert sentences.tie((change("Trucks", 1, 2), change("Trucks", 1, 2)), MONEY) is None  # one thing twice
    assert sentences.tie((*tie, change("Devices", 2, 1)), MONEY) is None
    assert sentences.tie((change("One", 10, 5), change("Two", 10, 5)), MONEY) is None


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (5.5, 5.2, "Growth slows after 2024, from 5.5 % to 5.2 % a year"),
        (4.1, 5.2, "Growth quickens after 2024, from 4.1 % to 5.2 % a year"),
        (-2.0, -1.0, "The decline slows after 2024, from 2.0 % to 1.0 % a year"),
        (-1.0, -2.0, "The decline quickens after 2024, from 1.0 % to 2.0 % a year"),
        (-1.2, 3.4, "The market turns up after 2024: −1.2 % a year before, +3.4 % after"),
        (3.4, -1.2, "The market turns down after 2024: +3.4 % a year before, −1.2 % after"),
        (5.21, 5.19, None),
        (5.0, 5.2, None),  # too near to call it a change
        (math.nan, 5.2, None),
    ],
)
def test_pace(before: float, after: float, sentence: str | None) -> None:
    found = sentences.pace("The market", before, after, 2024)
    assert plain(found) == sentence


def test_a_turn_is_one_and_visible() -> None:
    peak = {2024: 100.0, 2025: 110.0, 2026: 108.0, 2027: 90.0}
    assert findings.turn(peak) == findings.Turn(2025, peak=True)
    assert sentences.turns(peak, "The market") == "The market peaks in 2025"
    assert sentences.turns(peak, "The market", past=True) == "The market peaked in 2025"
    trough = {2019: 100.0, 2020: 80.0, 2021: 95.0}
    assert sentences.turns(trough, "The market", past=True) == "The market was smallest in 2020, and grew from there"
    assert findings.turn({2024: 100.0, 2025: 110.0, 2027: 90.0}) is None  # a year is missing
    assert findings.turn({2024: 100.0, 2025: 110.0, 2026: 109.9}) is None  # hardly to be seen
    assert findings.turn({2024: 100.0, 2025: 110.0, 2026: 90.0, 2027: 95.0}) is None  # twice
    assert findings.turn({2024: 100.0, 2025: 110.0, 2026: 110.0, 2027: 90.0}) is None
    assert findings.turn({2024: 100.0, 2025: math.nan, 2026: 90.0}) is None


@given(st.lists(st.floats(1, 1e6), min_size=3, max_size=12))
def test_a_turn_is_true(values: list[float]) -> None:
    series = {2020 + offset: value for offset, value in enumerate(values)}
    found = findings.turn(series)
    if found is not None:
        extreme = (max if found.peak else min)(values)
        assert series[found.year] == extreme


def test_sizes_that_become_less_equal() -> None:
    # 50² + 30² + 20² = 3800; 60² + 30² + 10² = 4600
    apart = (place("One", 50, 60), place("Two", 30, 30), place("Three", 20, 10))
    assert findings.concentrating(apart) == pytest.approx(800)
    assert sentences.concentrates(apart, "regions") == "The regions become less equal in size"
    back = tuple(replace(each, first=each.last, last=each.first) for each in apart)
    assert sentences.concentrates(back, "regions") == "The regions become more equal in size"
    part = tuple(replace(each, whole=(200, 200)) for each in apart)
    assert findings.concentrating(part) is None  # they are not all of it
    assert findings.concentrating((change("One", -1, 5), change("Two", 6, 5))) is None


def test_the_past_has_its_own_tense() -> None:
    pair = (SMALL, BIOLOGICS)
    assert sentences.brings(pair, MONEY, 2020, past=True) == "Biologics brought six of every ten new dollars to 2020"
    assert sentences.adds_most(pair, 2020, past=True) == "Biologics added most and grew fastest"
    assert plain(sentences.both_add(pair, MONEY, past=True)) == (
        "Biologics added USD 53.7 billion, small molecules USD 36.6 billion"
    )
    assert plain(sentences.base_and_growth_share(pair, past=True)) == (
        "Biologics were 36 % of the market and 59 % of its growth"
    )
    states = (place("United States", 10, 40), place("Canada", 10, 12))
    assert plain(sentences.brings_part(states)) == "The United States brings 94 % of the growth"
    assert sentences.adds_most(states, 2031) == "The United States adds most and grows fastest"
