"""Sums on large axes: the searches that grow with the figures, held against the plain one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdmo_cli.identities.infer.large import sample, spans
from cdmo_cli.identities.infer.large import search as large
from cdmo_cli.identities.infer.large.batch import judged
from cdmo_cli.identities.infer.large.far import far
from cdmo_cli.identities.infer.large.near import SCREEN, near
from cdmo_cli.identities.infer.large.spans import Floor, Spans, sequence
from cdmo_cli.identities.infer.model import Axis, Flags, Floats, Pattern
from cdmo_cli.identities.infer.sums import find as sums
from cdmo_cli.identities.infer.sums.families import ACCEPT, ACCEPT_PAIR, RATIO, RATIO_STRONG
from cdmo_cli.identities.infer.sums.judge import Candidate, judge


def asking(floor: float, items: int) -> Floor:
    """A floor for items that nothing is known of."""
    return Floor(np.full(items, floor), np.zeros(items, dtype=bool), np.zeros(0, dtype=np.int64), 99.0)


def axis(value: Floats, number: Flags | None = None, text: Flags | None = None, unit: Floats | None = None) -> Axis:
    """An axis of these figures without labels or looks."""
    items, lines = value.shape
    number = np.ones(value.shape, dtype=bool) if number is None else number
    unit = np.ones(value.shape) if unit is None else unit
    return Axis(
        direction="rows",
        value=np.where(number, value, 0.0),
        number=number,
        text=np.zeros(value.shape, dtype=bool) if text is None else text & ~number,
        unit=unit,
        grain=np.maximum(unit, 1.0),
        item=np.arange(1, items + 1),
        line=np.arange(1, lines + 1),
        labels=("",) * items,
        total=np.zeros(items, dtype=bool),
        kind=np.zeros(items, dtype=np.int8),
        depth=np.zeros(items, dtype=np.int16),
        bold=np.zeros(items, dtype=bool),
        gap=np.zeros(items, dtype=bool),
    )


def tree(
    items: int, lines: int, seed: int, most: int = 9999, longest: int = 40
) -> tuple[Floats, dict[int, tuple[int, ...]]]:
    """Blocks of 2 and more rows with their totals below, ten of these with a total of theirs: figures and truth."""
    rng = np.random.default_rng(seed)
    rows: list[Floats] = []
    parts: dict[int, tuple[int, ...]] = {}
    blocks: list[int] = []
    while len(rows) < items:
        count = int(rng.integers(2, longest))
        first = len(rows)
        rows += list(rng.integers(0, most, (count, lines)).astype(float))
        parts[len(rows)] = tuple(range(first, first + count))
        blocks.append(len(rows))
        rows.append(np.sum(rows[first:], axis=0))
        if len(blocks) == 10:
            parts[len(rows)] = tuple(blocks)
            rows.append(np.sum([rows[block] for block in blocks], axis=0))
            blocks = []
    return np.array(rows), parts


def _asked(candidate: Candidate) -> float:
    return RATIO_STRONG if candidate.evidence >= ACCEPT_PAIR else RATIO


def _enough(candidate: Candidate, floor: float) -> bool:
    return candidate.evidence >= floor + np.log10(len(candidate.parts) / 2)


def _screened(table: Axis, candidate: Candidate) -> bool:
    """Whether a run comes out, or words leave it open, on so many lines of its total that the search looks at it."""
    live = table.number[candidate.total] & (table.value[candidate.total] != 0)
    worded = live & table.text[list(candidate.parts)].any(axis=0)
    return candidate.hits + int(worded.sum()) >= np.ceil(SCREEN * live.sum())


def plainly(table: Axis, floor: float, least: int, most: int) -> Iterator[tuple[int, int, int]]:
    """Total, first and last part of the best run before and after each item, by trying all that have figures at both
    ends and `least` to `most` items."""
    active = (table.value != 0).any(axis=1)
    for total in range(len(table)):
        before = [(low, total) for low in range(total - least, max(total - most, 0) - 1, -1) if active[low]]
        after = [
            (total + 1, high)
            for high in range(total + 1 + least, min(total + 1 + most, len(table)) + 1)
            if active[high - 1]
        ]
        for runs in (before, after):
            found = [
                (judge(table, total, np.arange(*run), "run"), run) for run in runs if active[slice(*run)].sum() > 1
            ]
            good = [
                (c.rank, run)
                for c, run in found
                if c is not None and c.ratio >= _asked(c) and _enough(c, floor) and _screened(table, c)
            ]
            if good:
                top = max(rank for rank, _ in good)
                low, high = next(run for rank, run in good if rank >= top - 1e-9)
                yield total, low, high


@st.composite
def tables(draw: st.DrawFn) -> Axis:
    """Small tables with planted sums, blanks and words, no two lines of which have the same figures."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    most = draw(st.sampled_from([9, 99, 9999]))
    items, lines = draw(st.integers(4, 24)), draw(st.integers(1, 6))
    value = rng.integers(0, most + 1, (items, lines)).astype(float)
    value += np.where(value > 0, 10_000.0 * np.arange(lines), 0.0)
    for _ in range(draw(st.integers(1, 4))):
        low = int(rng.integers(0, items - 2))
        high = int(rng.integers(low + 2, items))
        value[high] = value[low:high].sum(axis=0)
    number = rng.random(value.shape) < draw(st.sampled_from([0.7, 1.0]))
    return axis(value, number, rng.random(value.shape) < 0.05)


def ends(found: Spans) -> set[tuple[int, int, int]]:
    return set(zip(found.total.tolist(), found.low.tolist(), found.high.tolist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(tables())
def test_short_runs_are_those_of_the_plain_search(table: Axis) -> None:
    seq = sequence(table, np.arange(len(table)))
    probes = np.arange(table.value.shape[1])
    found = near(seq, probes, 8, asking(ACCEPT, len(table)))[0].spans()
    assert ends(found) == set(plainly(table, ACCEPT, 2, 8))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6), st.sampled_from([0.6, 1.0]))
def test_long_runs_are_those_of_the_plain_search(seed: int, lines: int, filled: float) -> None:
    rng = np.random.default_rng(seed)
    value = rng.integers(1, 99_999, (40, lines)) * (rng.random((40, lines)) < filled).astype(float)
    for low, total in ((3, 12), (30, 20)):
        value[total] = value[min(low, total + 1) : max(low, total)].sum(axis=0)
    table = axis(value)
    seq = sequence(table, np.arange(40))
    found = far(seq, np.arange(lines), 4, asking(ACCEPT, 40)).spans()
    assert ends(found) == set(plainly(table, ACCEPT, 5, 40))


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(0, 2**32))
def test_spans_score_as_they_are_judged(table: Axis, seed: int) -> None:
    rng = np.random.default_rng(seed)
    total = rng.integers(2, len(table), 20)
    low = (total * rng.random(20) * 0.99).astype(np.int64)
    some = Spans(total, np.minimum(low, total - 1), total)
    scored = spans.scores(sequence(table, np.arange(len(table))), some)
    for position in range(20):
        parts = np.arange(some.low[position], some.high[position])
        alone = judge(table, int(total[position]), parts, "run")
        assert scored.evidence[position] == pytest.approx(alone.evidence if alone else 0.0, abs=1e-6)
        assert scored.ratio[position] == pytest.approx(alone.ratio if alone else 0.0)


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(0, 2**32))
def test_many_are_judged_as_one_is(table: Axis, seed: int) -> None:
    rng = np.random.default_rng(seed)
    value = np.concatenate([table.value, table.value[:, :1]], axis=1)  # a line twice
    number = np.concatenate([table.number, table.number[:, :1]], axis=1)
    text = np.concatenate([table.text, table.text[:, :1]], axis=1)
    table = axis(value, number, text, rng.choice([0.0, 0.1, 1.0, 10.0], value.shape))
    proposals = []
    for _ in range(20):
        total, *parts = rng.permutation(len(table))[: int(rng.integers(2, len(table)))].tolist()
        proposals.append((total, np.sort(np.array(parts, dtype=np.int64)), "any"))
    for (total, parts, how), together in zip(proposals, judged(table, proposals), strict=True):
        alone = judge(table, total, parts, how)
        if alone is None:
            assert not together.valid.any()
            continue
        assert together.evidence == pytest.approx(alone.evidence, abs=1e-6)
        assert together.ratio == pytest.approx(alone.ratio)
        assert (together.valid == alone.valid).all()
        assert (together.broken == alone.broken).all()
        assert together.way == alone.way


def found_by(found: list[Pattern]) -> dict[int, tuple[int, ...]]:
    return {pattern.total: pattern.parts for pattern in found}


def test_finds_the_blocks_and_their_totals_among_thousands_of_rows() -> None:
    value, truth = tree(5000, 12, seed=1, longest=80)
    wrong = np.random.default_rng(2).integers(0, value.shape, (12, 2))
    value[wrong[:, 0], wrong[:, 1]] += 1234
    found = found_by(large.find(axis(value), sums.find))
    assert found.items() <= truth.items()
    assert len(found) >= len(truth) - 1


def test_a_wrong_cell_is_a_broken_line_of_the_sums_it_stands_in() -> None:
    value, truth = tree(1000, 12, seed=3)
    total = next(item for item, parts in truth.items() if item > 500 and item - parts[0] > 5)
    value[total - 2, 7] += 500
    found = {pattern.total: pattern for pattern in large.find(axis(value), sums.find)}
    assert found[total].broken == (7,)
    assert {pattern.total for pattern in found.values() if pattern.broken} == {total}


@pytest.mark.parametrize("longest", [5, 200])
def test_totals_that_stand_first(longest: int) -> None:
    value, truth = tree(3000, 6, seed=4, longest=longest)
    last = len(value) - 1
    found = found_by(large.find(axis(value[::-1]), sums.find))
    turned = {last - total: tuple(last - part for part in reversed(parts)) for total, parts in truth.items()}
    assert len(turned.items() & found.items()) >= 0.99 * len(turned)
    assert found.keys() <= turned.keys()


def test_pairs_nearby_are_found_among_thousands_of_rows() -> None:
    rng = np.random.default_rng(5)
    value = rng.integers(1000, 9999, (3000, 5)).astype(float)
    value[0::10] = value[4::10] + value[7::10]
    found = found_by(large.find(axis(value), sums.find))
    assert found == {total: (total + 4, total + 7) for total in range(0, 3000, 10)}


def test_rows_of_columns_beyond_number_are_searched_on_some_and_judged_on_all() -> None:
    rng = np.random.default_rng(6)
    value = rng.integers(1, 9999, (9, 5000)).astype(float)
    value[4] = value[:4].sum(axis=0)
    value[8] = value[5:8].sum(axis=0)
    value[2, [17, 4000]] += 700
    number = np.ones(value.shape, dtype=bool)
    number[8, 100:4900] = False  # the second total stands in a few lines only
    found = {pattern.total: pattern for pattern in large.find(axis(value, number), sums.find)}
    assert found.keys() == {4, 8}
    assert found[4].parts == (0, 1, 2, 3)
    assert found[4].broken == (17, 4000)
    assert len(found[4].lines) == 5000
    assert found[8].lines == (*range(100), *range(4900, 5000))


def small_integers(rng: np.random.Generator) -> Floats:
    return rng.integers(0, 3, (4000, 4)).astype(float)


def mostly_zeros(rng: np.random.Generator) -> Floats:
    return rng.integers(1, 9, (4000, 4)) * (rng.random((4000, 4)) < 0.03).astype(float)


def equal_columns(rng: np.random.Generator) -> Floats:
    return np.repeat(rng.integers(0, 20, (4000, 1)), 4, axis=1).astype(float)


def nothing_but_ones(rng: np.random.Generator) -> Floats:
    return np.ones((4000, 4))


def running_numbers(rng: np.random.Generator) -> Floats:
    return np.outer(np.arange(4000.0), np.array([1.0, 2.0, 3.0, 4.0]))


def nothing(rng: np.random.Generator) -> Floats:
    return np.zeros((4000, 4))


@pytest.mark.parametrize(
    "figures",
    [small_integers, mostly_zeros, equal_columns, nothing_but_ones, running_numbers, nothing],
)
def test_figures_that_fit_everywhere_are_not_followed_up_without_end(
    figures: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(figures)
    looked_at = 0
    scored = spans._scores

    def counting(seq: spans.Sequence, some: Spans) -> spans.Scores:
        nonlocal looked_at
        looked_at += len(some)
        return scored(seq, some)

    monkeypatch.setattr(spans, "_scores", counting)
    found = large.find(axis(figures(np.random.default_rng(7))), sums.find)
    assert looked_at < 200 * 4000
    assert sum(len(pattern.parts) for pattern in found) < 10 * 4000
    assert len(found) <= 40


def test_a_sample_has_lines_from_everywhere_and_figures_of_every_item() -> None:
    rng = np.random.default_rng(8)
    value = rng.integers(1, 99, (5, 20_000)).astype(float)
    number = np.ones(value.shape, dtype=bool)
    number[3] = False
    number[3, 12_345:12_365] = True
    chosen = sample.sampled(axis(value, number))
    assert chosen is not None
    assert 200 < chosen.value.shape[1] < 300
    assert chosen.number[3].sum() >= 16
    assert np.diff(chosen.line).max() < 200
    assert sample.sampled(axis(value[:, :500])) is None
