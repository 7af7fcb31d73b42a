"""Sums along one axis: what is found, on which lines, and what is not taken for a sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from infer_axis import axis

from cdmo_cli.identities.infer.model import AMOUNT, NOT_ADDED, PERCENT, Axis
from cdmo_cli.identities.infer.sums.find import find

NORTH, SOUTH, WEST = [1234, 871, 1502], [987, 1402, 655], [310, 298, 417]
ALL = [2531, 2571, 2574]


def found(of: Axis) -> dict[int, set[tuple[int, ...]]]:
    """The part sets by total."""
    sums: dict[int, set[tuple[int, ...]]] = {}
    for pattern in find(of):
        sums.setdefault(pattern.total, set()).add(pattern.parts)
    return sums


def test_a_total_after_its_parts() -> None:
    (pattern,) = find(axis([NORTH, SOUTH, WEST, ALL]))

    assert (pattern.total, pattern.parts) == (3, (0, 1, 2))
    assert (pattern.lines, pattern.broken) == ((0, 1, 2), ())
    assert (pattern.hits, pattern.ratio) == (3, 1.0)
    assert pattern.evidence == pytest.approx(sum(np.log10(ALL)))


def test_a_total_before_its_parts() -> None:
    assert found(axis([ALL, NORTH, SOUTH, WEST])) == {0: {(1, 2, 3)}}


def test_totals_of_totals() -> None:
    east = [[155, 720, 333], [871, 64, 512]]
    subtotal = np.sum(east, axis=0).tolist()
    rows = [NORTH, SOUTH, WEST, ALL, *east, subtotal, (np.array(ALL) + subtotal).tolist()]

    assert found(axis(rows)) == {3: {(0, 1, 2)}, 6: {(4, 5)}, 7: {(3, 6)}}


def test_rounding_is_no_error_beyond_it_is() -> None:
    off_by_one, off_by_nine = [2532, 2571, 2574], [2540, 2562, 2583]

    assert found(axis([NORTH, SOUTH, WEST, off_by_one])) == {3: {(0, 1, 2)}}
    assert found(axis([NORTH, SOUTH, WEST, off_by_nine])) == {}


def test_a_wrong_cell_is_a_broken_line() -> None:
    rows = [[1234, 871, 1502, 664], [987, 1402, 655, 718], [310, 298, 471, 205], [2531, 2571, 2574, 1587]]

    (pattern,) = find(axis(rows))

    assert (pattern.total, pattern.parts, pattern.lines, pattern.broken) == (3, (0, 1, 2), (0, 1, 2, 3), (2,))
    assert pattern.evidence < sum(np.log10([2531, 2571, 1587]))


def test_one_broken_line_of_three_where_the_rest_is_strong() -> None:
    wrong = [310, 298, 471]

    (pattern,) = find(axis([NORTH, SOUTH, wrong, ALL], ["North", "South", "West", "Total"], totals=[3]))

    assert (pattern.total, pattern.parts, pattern.broken) == (3, (0, 1, 2), (2,))


def test_one_line_is_enough_for_a_labelled_total_of_some_digits() -> None:
    rows = [[12], [7], [5], [24]]

    assert found(axis(rows, ["a", "b", "c", "Total"], totals=[3])) == {3: {(0, 1, 2)}}
    assert found(axis(rows)) == {}


def test_costs_and_profit_below_the_revenue_that_they_make_up() -> None:
    revenue, cost, ratio, profit = [9812, 8731, 7764], [5120, 4407, 4100], [1120, 9407, 3100], [4692, 4324, 3664]

    assert found(axis([revenue, cost, ratio, profit])) == {0: {(1, 3)}}


def test_pairs_of_a_wage_scale_are_no_sums() -> None:
    base = np.array([1835, 1744, 1841, 1844, 1815, 1768])
    scale = [(base * factor).tolist() for factor in (9, 2, 4, 7, 1)]

    assert found(axis(scale)) == {}


def test_every_third_item_adds_up() -> None:
    women, men = (
        np.array([[513, 604, 655], [402, 377, 391], [781, 690, 707]]),
        np.array([[488, 571, 610], [397, 420, 402], [765, 702, 733]]),
    )
    rows: list[list[float]] = []
    for of_women, of_men in zip(women, men, strict=True):
        rows += [(of_women + of_men).tolist(), of_women.tolist(), of_men.tolist()]
    rows += [(women + men).sum(axis=0).tolist(), women.sum(axis=0).tolist(), men.sum(axis=0).tolist()]

    sums = found(axis(rows, ["all", "women", "men"] * 4, totals=[0, 3, 6, 9]))

    assert sums[9] >= {(0, 3, 6)}
    assert sums[0] == {(1, 2)}
    assert (1, 4, 7) in sums[10]
    assert (2, 5, 8) in sums[11]


def test_a_subtotal_of_one_line_is_a_sum_where_its_like_are() -> None:
    labels = ["a", "b", "Subtotal", "c", "d", "Subtotal", "e", "Subtotal"]
    rows = [[120], [355], [475], [610], [77], [687], [931], [931]]

    assert found(axis(rows, labels, totals=[2, 5, 7])) == {2: {(0, 1)}, 5: {(3, 4)}, 7: {(6,)}}


def test_parts_that_are_left_blank_on_some_lines() -> None:
    rows = [[500, None, 20], [None, 310, 5], [41, 9, None], [541, 319, 25]]

    (pattern,) = find(axis(rows))

    assert (pattern.total, pattern.parts, pattern.lines) == (3, (0, 1, 2), (0, 1, 2))


def test_a_line_of_words_says_nothing() -> None:
    rows = [[*NORTH, "n/a yet"], [*SOUTH, 12], [*WEST, 13], [*ALL, 99]]

    (pattern,) = find(axis(rows))

    assert pattern.lines == (0, 1, 2)


def test_a_total_of_zero_over_blank_parts_is_one_of_its_lines() -> None:
    rows = [[*NORTH, None], [*SOUTH, None], [*WEST, None], [*ALL, 0]]

    (pattern,) = find(axis(rows))

    assert (pattern.lines, pattern.broken) == ((0, 1, 2, 3), ())


def test_a_copied_column_is_no_sum_but_one_that_takes_turns_is() -> None:
    copy = [[520, 731, 660, 415], [0, 0, 0, 0], [0, 0, 0, 31], [520, 731, 660, 415]]
    turns = [[520, 0, 660, 0], [0, 731, 0, 415], [520, 731, 660, 415]]

    assert found(axis(copy)) == {}
    assert found(axis(turns)) == {2: {(0, 1)}}


def test_growth_rates_beside_the_amounts_are_no_lines_of_the_sum() -> None:
    rows = [[1234, 871, -2.1], [987, 1402, 4.5], [310, 298, 0.3], [2531, 2571, 1.1]]

    (pattern,) = find(axis(rows, line_kind=[AMOUNT, AMOUNT, NOT_ADDED], unit=0.1))

    assert (pattern.total, pattern.parts, pattern.lines) == (3, (0, 1, 2), (0, 1))


def test_shares_are_added_where_they_add_up() -> None:
    rows = [[1234, 48.8], [987, 39.0], [310, 12.2], [2531, 100.0]]

    (pattern,) = find(axis(rows, totals=[3], line_kind=[AMOUNT, PERCENT], unit=0.1))

    assert pattern.lines == (0, 1)


def test_items_that_never_add_up_are_left_out() -> None:
    index = [105, 98, 112]
    rows = [NORTH, SOUTH, index, WEST, ALL]

    assert found(axis(rows, kind=[AMOUNT, AMOUNT, NOT_ADDED, AMOUNT, AMOUNT])) == {4: {(0, 1, 3)}}


def test_equal_totals_of_a_balance_sheet_are_each_taken_apart_once() -> None:
    assets, debt = [NORTH, SOUTH, WEST], [[2001, 1999, 2222], [530, 572, 352]]
    labels = ["a", "b", "c", "Total assets", "Debt", "Equity", "Total debt and equity"]

    sums = found(axis([*assets, ALL, *debt, ALL], labels, totals=[3, 6]))

    assert sums == {3: {(0, 1, 2)}, 6: {(4, 5)}}


def test_a_second_way_to_take_a_total_apart() -> None:
    by_sex = [[1300, 1244, 1290], [1231, 1327, 1284]]
    labels = ["Total", "North", "South", "West", "Women", "Men"]

    sums = found(axis([ALL, NORTH, SOUTH, WEST, *by_sex], labels, totals=[0]))

    assert sums == {0: {(1, 2, 3), (4, 5)}}


def test_zeros_belong_to_the_block_that_they_stand_in_and_not_to_the_next_one() -> None:
    zero = [0, 0, 0]

    assert found(axis([zero, NORTH, SOUTH, WEST, ALL])) == {4: {(0, 1, 2, 3)}}
    assert found(axis([zero, NORTH, SOUTH, WEST, ALL], gaps=[1])) == {4: {(1, 2, 3)}}
    assert found(axis([zero, NORTH, SOUTH, WEST, ALL], totals=[0])) == {4: {(1, 2, 3)}}


def test_inner_items_whose_own_sum_does_not_come_out_are_no_parts() -> None:
    bread, housing = [101, 77, 86], [4410, 5012, 4877]
    food = [987, 1402, 655]
    total = (np.array(food) + housing + WEST).tolist()
    rows = [food, bread, housing, WEST, total]
    flat = axis(rows, ["Food", "of which bread", "Housing", "Other", "Total"], totals=[4])
    indented = axis(rows, ["Food", "Bread", "Housing", "Other", "Total"], totals=[4], depth=[0, 2, 0, 0, 0])

    assert found(flat) == {4: {(0, 2, 3)}}
    assert found(indented) == {4: {(0, 2, 3)}}


def test_a_score_of_quizzes_of_which_the_worst_is_dropped() -> None:
    rng = np.random.default_rng(5)
    exam, quizzes = rng.integers(40, 100, (2, 12)), rng.integers(1, 20, (4, 12))
    best = quizzes.sum(axis=0) - quizzes.min(axis=0)
    rows = [*exam, *quizzes, best, exam.sum(axis=0) + best]
    labels = ["Exam 1", "Exam 2", "Quiz 1", "Quiz 2", "Quiz 3", "Quiz 4", "Quiz score", "Total"]

    assert found(axis([row.tolist() for row in rows], labels, totals=[7])) == {7: {(0, 1, 6)}}


def test_a_part_may_be_a_total_of_totals_itself() -> None:
    coal, gas = np.array([636, 556, 437]), np.array([856, 182, 273])
    hydro, wind = np.array([453, 918, 623]), np.array([77, 70, 163])
    nuclear, imports = np.array([1575, 1854, 1395]), np.array([880, 959, 925])
    made = nuclear + coal + gas + hydro + wind
    rows = [nuclear, coal, gas, coal + gas, hydro, wind, hydro + wind, made, imports, made + imports]
    labels = ["Nuclear", "Coal", "Gas", "Fossil total", "Hydro", "Wind", "Renewables total", "Made", "Imports", "Total"]

    sums = found(axis([row.tolist() for row in rows], labels, totals=[3, 6, 9]))

    assert sums == {3: {(1, 2)}, 6: {(4, 5)}, 7: {(0, 3, 6)}, 9: {(7, 8)}}


def test_a_labelled_total_over_two_lines_of_which_one_is_wrong() -> None:
    rows = [[1234, 871], [987, 1402], [310, 289], [2531, 2571]]

    (pattern,) = find(axis(rows, ["North", "South", "West", "Total"], totals=[3]))

    assert (pattern.total, pattern.parts, pattern.lines, pattern.broken) == (3, (0, 1, 2), (0, 1), (1,))


def test_a_labelled_total_of_two_far_items() -> None:
    rng = np.random.default_rng(11)
    rows = rng.integers(1000, 90000, (24, 5))
    rows[23] = rows[0] + rows[15]
    labels = ["EU", *(f"Country {letter}" for letter in "abcdefghijklmn"), "Others", *"stuvwxy", "Overall"]

    assert found(axis(rows.tolist(), labels, totals=[23])) == {23: {(0, 15)}}


@settings(max_examples=60, deadline=None)
@given(
    st.integers(min_value=0, max_value=10**6),
    st.lists(st.integers(min_value=2, max_value=7), min_size=1, max_size=5),
    st.booleans(),
)
def test_planted_blocks_are_found(seed: int, sizes: list[int], total_first: bool) -> None:
    rng = np.random.default_rng(seed)
    rows: list[list[int]] = []
    planted: set[tuple[int, tuple[int, ...]]] = set()
    for size in sizes:
        block = rng.integers(100, 100000, (size, 4))
        total, first = block.sum(axis=0).tolist(), len(rows)
        rows += [total, *block.tolist()] if total_first else [*block.tolist(), total]
        place = first if total_first else first + size
        planted.add((place, tuple(item for item in range(first, first + size + 1) if item != place)))

    assert {(pattern.total, pattern.parts) for pattern in find(axis(rows))} == planted


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=10**6))
def test_random_figures_yield_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.integers(1000, 100000, (14, 6)).tolist()

    assert find(axis(rows)) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_long_list_of_prices_yields_nothing(seed: int) -> None:
    prices = np.random.default_rng(seed).integers(1000, 100000, (200, 1)).tolist()

    assert find(axis(prices)) == []


def test_small_integers_hardly_ever_yield_anything() -> None:
    tables = [np.random.default_rng(seed).integers(0, 6, (25, 6)).tolist() for seed in range(40)]

    assert sum(len(find(axis(marks))) for marks in tables) <= 1


def test_sequences_yield_nothing() -> None:
    sequence = [[float(start + step) for start in (1, 101, 2001)] for step in range(20)]

    assert find(axis(sequence)) == []


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=10**6))
def test_no_item_is_a_part_of_itself(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 4, (16, 3)) * 10

    sums = find(axis(rows.tolist(), totals=[3, 7, 11, 15], unit=10.0))
    below: dict[int, set[int]] = {}
    for pattern in sums:
        below.setdefault(pattern.total, set()).update(pattern.parts)

    def reached(item: int, seen: frozenset[int]) -> bool:
        return item in seen or any(reached(part, seen | {item}) for part in below.get(item, ()))

    assert not any(reached(item, frozenset()) for item in below)
    assert all(pattern.parts == tuple(sorted(set(pattern.parts))) for pattern in sums)
    assert all(set(pattern.broken) <= set(pattern.lines) for pattern in sums)
