"""Which single cell is blamed, with which figure, and how sure that is."""

from __future__ import annotations

import importlib.util
import math
import random
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from identities_tables import crossed, failing, listed, with_totals

from cdmo_cli.identities import causes
from cdmo_cli.identities.judge import judge
from cdmo_cli.identities.model import Candidate, System

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
DATA = Path(__file__).parents[2].parent / "shared" / "data" / "labelled-totals.jsonl.gz"

INNER = st.lists(st.lists(st.integers(120, 9899), min_size=3, max_size=3), min_size=3, max_size=3)


def changed(system: System, cell: int, value: float) -> System:
    values = system.cells.value.copy()
    values[cell] = value
    return replace(system, cells=replace(system.cells, value=values))


def blamed(system: System) -> list[Candidate]:
    return [component.suspects[0] for component in judge(system).components if component.suspects]


def slipped(true: int, kind: str, at: int) -> int:
    digits = list(str(true))
    at %= len(digits) - 1
    if kind == "swap":
        digits[at], digits[at + 1] = digits[at + 1], digits[at]
    elif kind == "drop":
        del digits[at]
    elif kind == "mistype":
        digits[at] = str((int(digits[at]) + 3) % 10)
    return {"sign": -true, "times ten": true * 10, "times a thousand": true * 1000}.get(kind, int("".join(digits)))


@settings(max_examples=60, deadline=None)
@given(
    INNER,
    st.integers(0, 15),
    st.sampled_from(["swap", "drop", "mistype", "sign", "times ten", "times a thousand"]),
    st.integers(0, 3),
)
def test_a_slip_in_a_cell_of_two_sums_is_named_with_its_figure(
    inner: list[list[int]], cell: int, kind: str, at: int
) -> None:
    true = crossed(with_totals(inner))
    value = float(true.cells.value[cell])
    printed = float(slipped(int(value), kind, at))
    assume(abs(printed - value) > 10)
    (best,) = blamed(changed(true, cell, printed))
    assert (best.cell, best.value) == (cell, value)
    assert best.settles == 2


@settings(max_examples=60, deadline=None)
@given(INNER, st.integers(0, 11), st.integers(-5000, 5000))
def test_suspects_are_in_order_and_settle_all(inner: list[list[int]], cell: int, change: int) -> None:
    assume(abs(change) > 10)
    true = listed(with_totals(inner, across=False))
    spoilt = changed(true, cell, float(true.cells.value[cell]) + change)
    judgement = judge(spoilt)
    assert len(failing(judgement)) == 1
    (component,) = judgement.components
    chances = [suspect.probability for suspect in component.suspects]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.001 or component.together
    for suspect in () if component.together else component.suspects:
        assert suspect.value is not None
        assert not failing(judge(changed(spoilt, suspect.cell, suspect.value)))


def column(*values: float, beside: float = 1.07) -> System:
    """A column of figures above its total, between two years like it."""
    rows = [[round(value / beside), value, round(value * beside)] for value in values]
    rows.append([sum(row[c] for row in rows) for c in range(3)])
    return listed(rows)


@pytest.mark.parametrize(
    ("printed", "true", "cause"),
    [(161, 116, "two digits swapped"), (1979, 19979, "a digit dropped"), (482084000, 482084, "a power of ten")],
)
def test_slips_that_are_told_of_elsewhere(printed: float, true: float, cause: str) -> None:
    figures = [true, 2437.0, 8851.0, 513.0]
    (best,) = blamed(changed(column(*figures), 1, printed))
    assert (best.cell, best.value, best.cause) == (1, true, cause)
    assert best.probability > 0.9


def test_what_the_figures_cannot_tell_is_said_to_be_undecided() -> None:
    """Of 41 and 31, and of 72, a digit may have been mistyped: nothing is beside them that would tell."""
    (component,) = judge(listed([[41.0], [31.0], [82.0]])).components
    assert component.undecided
    assert {suspect.cell for suspect in component.suspects} == {0, 1, 2}
    assert {suspect.cause for suspect in component.suspects} == {"a digit mistyped"}
    assert max(suspect.probability for suspect in component.suspects) < 0.6


def test_a_part_left_blank() -> None:
    table = column(1234.0, 5671.0, 8123.0, 977.0)
    rows = [[float(table.cells.value[r * 3 + c]) for c in range(3)] for r in range(5)]
    blank: list[list[float | None]] = [list(row) for row in rows]
    blank[1][1] = None
    (best,) = blamed(listed(blank))
    assert (best.cell, best.value, best.cause) == (4, 5671.0, "left blank")


def test_a_total_that_counts_one_of_its_parts_twice() -> None:
    table = column(1234.0, 5671.0, 8123.0, 977.0)
    (best,) = blamed(changed(table, 13, 1234.0 + 2 * 5671.0 + 8123.0 + 977.0))
    assert (best.cell, best.value, best.cause) == (13, 16005.0, "counts one of its parts twice")


def test_the_figure_of_the_year_before() -> None:
    table = column(123412.0, 567183.0, 812377.0, 97713.0)
    (best,) = blamed(changed(table, 4, float(table.cells.value[3])))
    assert (best.cell, best.value, best.cause) == (4, 567183.0, "repeats the figure beside it")


def test_too_many_failing_sums_in_one_piece_are_not_searched() -> None:
    rows = with_totals([[float(100 + 7 * r + c * c) for c in range(15)] for r in range(250)])
    for row in rows[:-1]:
        row[-1] += 50
    (component,) = judge(crossed(rows)).components
    assert component.suspects == ()
    assert component.unsought.startswith("251 sums and rates that fail hang together")


def test_where_too_many_figures_could_be_the_wrong_one_none_is_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causes, "MOST_SUSPECTS", 4)
    table = column(1234.0, 5671.0, 8123.0, 977.0)
    (component,) = judge(changed(table, 13, 16500.0)).components
    assert component.suspects == ()
    assert component.unsought.startswith("each of its 5 figures could be the wrong one")


def _benchmark() -> ModuleType:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        spec = importlib.util.spec_from_file_location("localisation", BENCHMARKS / "localisation.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["localisation"] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(BENCHMARKS))
    return module


@pytest.mark.skipif(not DATA.exists(), reason="needs the labelled tables")
def test_the_right_cell_comes_first_in_real_tables() -> None:
    localisation = _benchmark()
    tables = list(localisation.read(DATA))[::3]
    scores = localisation.single(tables, localisation.TYPED, random.Random(11), 1)
    score = scores["all"]
    assert score.planted > 80
    assert score.cell / score.planted >= 0.9
    assert math.isclose(score.value / score.planted, score.cell / score.planted, abs_tol=0.05)
