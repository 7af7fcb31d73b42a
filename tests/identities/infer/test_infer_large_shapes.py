"""Sums of other shapes than one block beside its total, on large axes; and the lines by which they are sought."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdmo_cli.identities.infer.large import sample
from cdmo_cli.identities.infer.large import search as large
from cdmo_cli.identities.infer.large.batch import Sum
from cdmo_cli.identities.infer.large.selection import Selection
from cdmo_cli.identities.infer.model import NOT_ADDED, Axis, Floats
from cdmo_cli.identities.infer.sums import find as sums
from cdmo_cli.identities.infer.sums.anywhere import RunningSums


def axis(value: Floats) -> Axis:
    """An axis of these figures without labels or looks."""
    items, lines = value.shape
    return Axis(
        direction="rows",
        value=value,
        number=np.ones(value.shape, dtype=bool),
        text=np.zeros(value.shape, dtype=bool),
        unit=np.ones(value.shape),
        grain=np.ones(value.shape),
        item=np.arange(1, items + 1),
        line=np.arange(1, lines + 1),
        labels=("",) * items,
        total=np.zeros(items, dtype=bool),
        kind=np.zeros(items, dtype=np.int8),
        depth=np.zeros(items, dtype=np.int16),
        bold=np.zeros(items, dtype=bool),
        gap=np.zeros(items, dtype=bool),
    )


def years_of_quarters(years: int, lines: int) -> Floats:
    value = np.random.default_rng(1).integers(1000, 9999, (5 * years, lines)).astype(float)
    value[4::5] = sum(value[quarter::5] for quarter in range(4))
    return value


def test_a_chain_of_like_sums_is_found_in_a_single_column() -> None:
    value = years_of_quarters(400, 1)
    value[1044] += 300
    found = {pattern.total: pattern.parts for pattern in large.find(axis(value), sums.plain)}
    planted = {total: tuple(range(total - 4, total)) for total in range(4, 2000, 5) if total != 1044}
    assert found == planted


def test_sums_in_a_single_column_that_do_not_recur_are_no_evidence() -> None:
    value = np.random.default_rng(2).integers(1000, 9999, (2000, 1)).astype(float)
    value[500] = value[480:500].sum()
    value[1500] = value[1490:1500].sum()
    assert large.find(axis(value), sums.plain) == []


def test_a_total_by_name_needs_less_evidence() -> None:
    value = np.random.default_rng(3).integers(1000, 9999, (2000, 1)).astype(float)
    value[500] = value[480:500].sum()
    total = np.zeros(2000, dtype=bool)
    total[500] = True
    (pattern,) = large.find(replace(axis(value), total=total), sums.plain)
    assert (pattern.total, pattern.parts) == (500, tuple(range(480, 500)))


@pytest.mark.parametrize("step", [2, 7, 12])
def test_sums_of_every_kth_row(step: int) -> None:
    value = np.random.default_rng(4).integers(1, 9999, (60 * step, 6)).astype(float)
    value[:step] = value[step:].reshape(-1, step, 6).sum(axis=0)
    found = {pattern.total: pattern.parts for pattern in large.find(axis(value), sums.plain)}
    assert found == {total: tuple(range(total + step, 60 * step, step)) for total in range(step)} or step < 7


def test_lines_of_another_kind_neither_speak_against_a_sum_nor_for_it() -> None:
    rng = np.random.default_rng(5)
    value = years_of_quarters(200, 6)
    value[:, 3:] = rng.integers(1, 99, (1000, 3))
    kinds = np.array([0, 0, 0, NOT_ADDED, NOT_ADDED, NOT_ADDED], dtype=np.int8)
    found = large.find(replace(axis(value), line_kind=kinds), sums.plain)
    assert [pattern.total for pattern in sorted(found, key=lambda pattern: pattern.total)] == list(range(4, 1000, 5))
    assert {pattern.lines for pattern in found} == {(0, 1, 2)}


def test_lines_on_which_no_sum_holds_are_left_aside() -> None:
    rng = np.random.default_rng(6)
    value = years_of_quarters(200, 6)
    value[:, 2:] = rng.integers(1000, 9999, (1000, 4))
    unit = np.ones(value.shape)
    unit[:, 2:] = 0.1
    found = large.find(replace(axis(value), unit=unit), sums.plain)
    assert {pattern.total for pattern in found} >= set(range(4, 1000, 5))
    assert {pattern.lines for pattern in found} == {(0, 1)}


def test_lines_are_alike_by_kind_and_decimals() -> None:
    table = axis(np.ones((3, 5)))
    table.unit[:, 1] = 0.1
    table.unit[:, 4] = 0.1
    kinds = np.array([0, 0, 1, 1, 0], dtype=np.int8)
    assert [lines.tolist() for lines in sample.alike(replace(table, line_kind=kinds))] == [[1, 4], [0], [2, 3]]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 30), st.integers(1, 5), st.sampled_from([5, 1000]))
def test_blocks_anywhere_are_those_of_all_starts_and_ends(seed: int, items: int, lines: int, most: int) -> None:
    rng = np.random.default_rng(seed)
    value = rng.integers(-most, most, (items, lines)).astype(float)
    figures = value[rng.integers(0, items) :].sum(axis=0)
    summed = np.vstack([np.zeros((1, lines)), np.cumsum(value, axis=0)])
    slack = np.full(lines, 1.5)
    least = max(1, lines // 2)
    found = RunningSums(summed).blocks(np.arange(lines), figures, slack, least)
    plain = [
        [start, end]
        for start in range(items + 1)
        for end in range(start + 1, items + 1)
        if (np.abs(value[start:end].sum(axis=0) - figures) <= slack).sum() >= least
    ]
    assert found.tolist() == plain


def sum_of(total: int, parts: list[int], evidence: float, lines: int = 4) -> Sum:
    every, none = np.ones(lines, dtype=bool), np.zeros(lines, dtype=bool)
    return Sum(total, np.array(parts), "run", evidence, every, every, none)


def test_a_selection_admits_no_cycle_no_overlap_and_no_part_with_its_ancestor() -> None:
    chosen = Selection()
    chosen.add(sum_of(5, [1, 2, 3], 20.0))
    chosen.add(sum_of(9, [5, 6], 20.0))
    assert not chosen.admits(sum_of(2, [8, 9], 20.0))  # 9 is made of 5, that of 2
    assert not chosen.admits(sum_of(10, [2, 9], 20.0))  # 2 stands below 9
    assert not chosen.admits(sum_of(4, [2, 3, 7], 3.0))  # 2 and 3 are parts of another
    assert chosen.admits(sum_of(4, [2, 3, 7], 20.0))  # much speaks for it
    assert not chosen.admits(sum_of(5, [7, 8], 3.0))  # 5 has its parts
    assert chosen.admits(sum_of(5, [7, 8], 20.0))  # a second decomposition
    assert not chosen.admits(sum_of(5, [3, 8], 20.0))  # no second one with parts of the first
