"""Sums that an error hides: a lone total, half of two lines, what is a coincidence and what is none."""

from __future__ import annotations

import pytest
from infer_axis import axis

from cdmo_cli.identities.infer.hidden.broken import MOST_FIGURES, broken
from cdmo_cli.identities.infer.model import Pattern

PARTS = [41237, 9853, 27496, 13078]
LABELS = ["Steel", "Copper", "Zinc", "Lead", "Total"]
FOUR = (0, 1, 2, 3)


def lone(parts: list[int], total: int) -> list[Pattern]:
    return broken(axis([[figure] for figure in [*parts, total]], LABELS, totals=[4]), [])


@pytest.mark.parametrize(
    "spoilt",
    [
        [41237, 9853, 72496, 13078],  # two digits swapped
        [41237, 985, 27496, 13078],  # one dropped
        [41237, 98530, 27496, 13078],  # ten times too large
        [41237, 9853, 27496, -13078],  # the sign
    ],
)
def test_a_lone_total_with_one_slip_among_its_parts(spoilt: list[int]) -> None:
    (found,) = lone(spoilt, sum(PARTS))
    assert (found.total, found.parts, found.lines, found.broken) == (4, FOUR, (0,), (0,))
    assert found.how == "broken"


def test_a_lone_total_that_slipped_itself() -> None:
    (found,) = lone(PARTS, 96164)  # 91,664
    assert (found.total, found.parts, found.broken) == (4, FOUR, (0,))


def test_a_total_that_holds_hides_nothing() -> None:
    assert lone(PARTS, sum(PARTS)) == []


def test_a_gap_that_no_slip_explains_is_no_sum() -> None:
    assert lone(PARTS, 88231) == []


def test_a_total_of_fewer_parts_is_no_error() -> None:
    assert lone(PARTS, sum(PARTS) - PARTS[0]) == []


def test_a_difference_is_no_sum_with_a_wrong_sign() -> None:
    figures = axis([[52348], [31215], [21133]], ["Sales", "Cost", "Total"], totals=[2])
    assert broken(figures, []) == []


def test_half_of_two_lines() -> None:
    rows = [[41237, 38846], [9853, 11204], [27496, 25017], [13078, 14440]]
    total = [sum(column) for column in zip(*rows, strict=True)]
    rows[2][1] = 52017
    (found,) = broken(axis([*rows, total], ["a", "b", "c", "d", "e"]), [])  # not even called a total
    assert (found.total, found.parts, found.lines, found.broken) == (4, FOUR, (0, 1), (1,))


def test_small_figures_prove_little() -> None:
    figures = axis([[3], [5], [9]], ["a", "b", "Total"], totals=[2])  # 8: mistyped, or no sum
    assert broken(figures, []) == []


def test_what_is_right_across_is_not_the_culprit() -> None:
    # c slipped in the first column; the sums across hold in all other rows
    rows = [[41237, 12210, 53447], [9853, 4411, 14264], [72496, 8345, 35841], [13078, 6024, 19102]]
    total = [91664, 30990, 122654]
    figures = axis([*rows, total], LABELS, totals=[4])
    across = Pattern(2, (0, 1), (0, 1, 2, 3, 4), (2,), 15.0)
    (found,) = broken(figures, [], [across])
    assert found.parts == FOUR
    assert found.broken == (0,)


def test_sums_that_are_known_are_not_proposed_again() -> None:
    figures = axis([[figure] for figure in [41237, 9853, 72496, 13078, sum(PARTS)]], LABELS, totals=[4])
    known = Pattern(4, FOUR, (0,), (0,), 4.0)
    assert broken(figures, [known]) == []


def test_large_fields_are_left_alone() -> None:
    row = [[1.0] * (MOST_FIGURES // 4 + 1)]
    assert broken(axis(row * 5, LABELS, totals=[4]), []) == []


def test_lines_that_fail_for_no_reason_speak_against_a_sum() -> None:
    # years as the sum of a year and a growth rate: right now and then
    first, rate = [2025, 2024, 2023, 2026, 2022, 2021], [7.0, 9.0, 8.0, 3.0, 4.0, 2.0]
    last = [2032, 2033, 2031, 2032, 2031, 2033]
    assert broken(axis([first, rate, last], ["from", "rate", "to"]), []) == []
