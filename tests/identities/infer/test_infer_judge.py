"""What speaks for a sum: the digits that agree, line by line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from infer_axis import axis

from cdmo_cli.identities.infer.sums.judge import DIGITS, MISS, THIN, at_most, bits, judge, tolerance


def test_a_line_counts_the_digits_that_agree_up_to_four() -> None:
    short = judge(axis([[40], [60], [100]]), 2, (0, 1), "run")
    long = judge(axis([[400000], [600001], [1000001]]), 2, (0, 1), "run")

    assert short is not None
    assert long is not None
    assert short.evidence == pytest.approx(2.0)
    assert long.evidence == pytest.approx(DIGITS)


def test_equal_lines_count_once_and_lines_of_zeros_nothing() -> None:
    once = judge(axis([[40], [60], [100]]), 2, (0, 1), "run")
    often = judge(axis([[40, 40, 0], [60, 60, 0], [100, 100, 0]]), 2, (0, 1), "run")

    assert once is not None
    assert often is not None
    assert often.evidence == once.evidence
    assert (often.hits, often.misses, bits(np.flatnonzero(often.valid))) == (2, 0, 0b111)


def test_a_failing_line_costs() -> None:
    candidate = judge(axis([[40, 7], [60, 8], [100, 99]]), 2, (0, 1), "run")

    assert candidate is not None
    assert candidate.evidence == pytest.approx(2.0 - MISS)
    assert (candidate.hits, candidate.misses, candidate.ratio) == (1, 1, 0.5)
    assert np.flatnonzero(candidate.broken).tolist() == [1]


def test_lines_with_one_part_count_little_unless_the_parts_take_turns() -> None:
    copy = judge(axis([[40, 90], [0, 0], [40, 90]]), 2, (0, 1), "run")
    turns = judge(axis([[40, 0, 100], [0, 90, 0], [40, 90, 100]]), 2, (0, 1), "run")

    assert copy is not None
    assert turns is not None
    assert copy.evidence == pytest.approx(2 * THIN)
    assert turns.evidence == pytest.approx(np.log10(90) + 3 * THIN)


def test_where_no_line_has_both_nothing_can_be_said() -> None:
    assert judge(axis([[40, None], [60, None], [None, 100]]), 2, (0, 1), "run") is None


def test_a_line_on_which_a_part_is_a_word_does_not_count() -> None:
    candidate = judge(axis([[40, "see note"], [60, 60], [100, 60]]), 2, (0, 1), "run")

    assert candidate is not None
    assert np.flatnonzero(candidate.valid).tolist() == [0]


def test_tolerance_grows_with_the_root_of_the_number_of_parts() -> None:
    one = np.array([1.0])

    assert tolerance(one, 1, 0 * one) == pytest.approx(0.5 * 2)
    assert tolerance(one, 24, 0 * one) == pytest.approx(0.5 * 6)


@given(st.integers(min_value=0, max_value=10**6))
def test_no_sum_has_more_evidence_than_its_total_can_bring(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 500, (4, 5)) * rng.integers(0, 2, (4, 5))
    rows[3] = rows[:3].sum(axis=0)
    made = axis(rows.tolist())

    candidate = judge(made, 3, (0, 1, 2), "run")

    assert candidate is not None
    assert candidate.evidence <= at_most(made)[3].sum() + 4 * THIN + 1e-9
