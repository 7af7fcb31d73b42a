"""All identities of a workbook as one system: what it says, and what holds one by one but not together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from subject_grid import subject

from cdmo_cli import solve
from cdmo_cli.address import a1
from cdmo_cli.identities import judge
from cdmo_cli.identities.joint import conflicts, to_linear
from cdmo_cli.identities.model import Cells, Conflict, Identity, System
from cdmo_cli.rules import t105
from cdmo_cli.rules.subject import Subject

ROUNDED_UP = """Market size by region, USD million, 2024
Region | Small molecules | Biologics | Total
North America | 40.2 | 30.3 | 71
Europe | 30.1 | 20.4 | 51
Asia-Pacific | 20.2 | 12.3 | 33
Latin America | 10.3 | 7.2 | 18
Middle East & Africa | 5.2 | 3.3 | 9
World | | | 184
"""


def cells(value: Sequence[float], half: float | Sequence[float] = 0.5, scale: float | Sequence[float] = 1.0) -> Cells:
    count = len(value)
    return Cells(
        sheet=np.zeros(count, dtype=np.int32),
        row=np.arange(1, count + 1, dtype=np.int32),
        column=np.ones(count, dtype=np.int32),
        value=np.array(value, dtype=float),
        half=np.broadcast_to(np.array(half, dtype=float), count).copy(),
        scale=np.broadcast_to(np.array(scale, dtype=float), count).copy(),
        observations=count,
    )


def a_sum(total: int, *parts: int, **changes: object) -> Identity:
    identity = Identity("sum", total, parts, (1,) * len(parts), "declared")
    return replace(identity, **changes)  # type: ignore[arg-type]


def found(system: System) -> tuple[Conflict, ...]:
    return judge(system).conflicts


def addresses(looked_at: Subject, positions: Sequence[int]) -> list[str]:
    places = [looked_at.judgement.system.cells.place(position) for position in positions]
    return [a1(row, column) for _, row, column in places]


def test_a_workbook_whose_sums_hold_singly_but_not_together() -> None:
    looked_at = subject({"Regions": ROUNDED_UP})
    assert not any(verdict.fails for verdict in looked_at.judgement.judged)
    (conflict,) = looked_at.judgement.conflicts
    interior = [f"{column}{row}" for row in range(3, 8) for column in "BC"]
    assert addresses(looked_at, conflict.cells) == [*interior, "D8"]
    assert len(conflict.identities) == 6
    world = conflict.allowed[-1]
    assert world == pytest.approx((179.0, 180.0))  # 179.5 ± 10 · 0.05
    (finding,) = t105.check(looked_at)
    assert finding.severity == "error"
    assert finding.expected is not None
    assert (finding.expected.low, finding.expected.high) == pytest.approx((179.0, 180.0))
    assert [a1(place.row, place.column) for place in finding.related] == interior
    assert finding.impact == pytest.approx(4.0)


def test_its_set_is_minimal() -> None:
    """Without any one of its cells or identities the others can be true."""
    looked_at = subject({"Regions": ROUNDED_UP})
    system = looked_at.judgement.system
    (conflict,) = looked_at.judgement.conflicts
    others = set(range(len(system.cells))) - set(conflict.cells)
    alone = set(range(len(system.identities))) - set(conflict.identities)
    assert not solve.feasible(to_linear(system, alone, others).linear).possible
    for cell in conflict.cells:
        assert solve.feasible(to_linear(system, alone, {*others, cell}).linear).possible
    for identity in conflict.identities:
        assert solve.feasible(to_linear(system, {*alone, identity}, others).linear).possible


def test_a_last_digit_mended_settles_it() -> None:
    assert subject({"Regions": ROUNDED_UP.replace("184", "180")}).judgement.conflicts == ()


def test_growth_rates_that_no_sizes_can_have() -> None:
    """Each rate fits its rounded sizes; but no total grows by 5.4 % when both its parts grow by 5.0 %."""
    sheet = """Market size, USD billion
Type | 2024 | 2025 | Growth 2025
Small molecules | 10 | 11 | 5.0 %
Biologics | 10 | 11 | 5.0 %
Total | 20 | 21 | 5.4 %
"""
    looked_at = subject({"Types": sheet})
    (conflict,) = looked_at.judgement.conflicts
    assert {"D3", "D4", "D5"} <= set(addresses(looked_at, conflict.cells))
    assert len(conflict.identities) == 5
    assert subject({"Types": sheet.replace("5.4", "5.1")}).judgement.conflicts == ()


def test_what_fails_singly_is_left_out_and_its_cells_are_free() -> None:
    system = System(cells([100, 71, 24, 71]), (a_sum(0, 1, 2), a_sum(3, 1), a_sum(2, 3)))
    judged = judge(system).judged
    assert [verdict.outcome for verdict in judged] == ["impossible", "exact", "impossible"]
    assert conflicts(system, judged) == ()


def test_components_too_large_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("cdmo_cli.solve.feasible"), "MOST_ENTRIES", 3)  # the function has its name
    judgement = judge(System(cells([10, 3, 3, 3]), (a_sum(0, 1, 2, 3),)))
    assert (judgement.conflicts, judgement.unjudged) == ((), 1)


def test_duplicates_intersect() -> None:
    """The same figure in three places: 1.2, 1.26 and 1.3 agree in pairs with the middle one, but 1.2 and 1.3 touch
    only at 1.25, where 1.26 is not."""
    same = (a_sum(0, 1, repeat=True), a_sum(1, 2, repeat=True))
    halves = [0.05, 0.05, 0.05]
    assert found(System(cells([1.2, 1.25, 1.3], halves), same)) == ()
    (conflict,) = found(System(cells([1.2, 1.28, 1.36], halves), same))
    assert conflict.cells == (0, 2)
    assert conflict.identities == (0, 1)
    assert [end for ends in conflict.allowed for end in ends] == pytest.approx([1.31, 1.41, 1.15, 1.25])


def test_units_are_converted() -> None:
    """71 billion beside 70.2 and 0.2 billion in millions: the sum is in base units."""
    system = System(cells([71, 70200, 200], [0.5, 50, 50], [1e9, 1e6, 1e6]), (a_sum(0, 1, 2),))
    joint = to_linear(system)
    assert joint.linear.value.tolist() == [71e9, 70.2e9, 0.2e9]
    assert joint.linear.upper[0] - joint.linear.lower[0] == pytest.approx(1e9)
    assert solve.feasible(joint.linear).possible


def test_constants_and_incomplete_parts() -> None:
    shares = a_sum(-1, 0, 1, 2, constant=1.0)
    joint = to_linear(System(cells([33.3, 33.3, 33.3], 0.05, 0.01), (shares,)))
    assert (joint.linear.low[0], joint.linear.high[0]) == (1.0, 1.0)
    assert solve.feasible(joint.linear).possible
    parts = a_sum(0, 1, 2, relation="at most")
    joint = to_linear(System(cells([10, 3, 4]), (parts,)))
    assert joint.linear.low[0] == -math.inf
    assert solve.feasible(joint.linear).possible
    assert not solve.feasible(to_linear(System(cells([10, 8, 4]), (parts,))).linear).possible


def test_a_formula_has_no_tolerance_and_its_cell_no_interval() -> None:
    """A total that a formula makes of rounded parts may differ from the true one by more than its last digit."""
    formula = a_sum(0, 1, 2, evidence="formula", cell=0)
    joint = to_linear(System(cells([212, 131.4, 80.6], [0.5, 0.05, 0.05]), (formula,)))
    assert joint.linear.lower.tolist() == pytest.approx([-math.inf, 131.35, 80.55])
    assert (joint.linear.low[0], joint.linear.high[0]) == (0, 0)


def test_a_formula_adds_up_what_is_stored() -> None:
    """=B2+B3 with B3 in millions under billions adds the numbers, whatever their units."""
    formula = a_sum(0, 1, 2, evidence="formula", cell=0)
    system = System(cells([280, 200, 80], 0.5, [1e9, 1e9, 1e6]), (formula,))
    assert solve.feasible(to_linear(system).linear).possible
    assert to_linear(system).linear.satisfied().all()


def test_rates_as_rows() -> None:
    growth = Identity("growth", 2, (1, 0), (1, 1), "declared")
    cagr = Identity("cagr", 2, (1, 0), (1, 1), "declared", years=2.0)
    share = Identity("share", 2, (1, 0), (1, 1), "declared")
    for identity, least, most in ((growth, 1.0495, 1.0505), (cagr, 1.0495**2, 1.0505**2), (share, 0.0495, 0.0505)):
        linear = to_linear(System(cells([100, 105, 5.0], [0.5, 0.5, 0.05], [1e6, 1e6, 0.01]), (identity,))).linear
        assert sorted(-linear.coefficient[linear.variable == 0]) == pytest.approx([least, most])


def test_rates_that_say_nothing() -> None:
    growth = Identity("growth", 2, (1, 0), (1, 1), "declared")
    zero = System(cells([0.2, 105, 5.0], [0.5, 0.5, 0.05], [1, 1, 0.01]), (growth,))
    assert to_linear(zero).linear.rows == 0
    computed = replace(growth, evidence="formula", cell=2)
    assert to_linear(System(cells([100, 105, 0.05], 0.5), (computed,))).linear.rows == 0
    product = replace(growth, evidence="formula", cell=1)
    linear = to_linear(System(cells([100, 105, 0.05], 0.0), (product,))).linear
    assert linear.satisfied().tolist() == [True]


def test_rates_computed_from_printed_figures_say_nothing() -> None:
    """Shares of a rounded total, pasted at full precision: their parts come to 100.1, which is no contradiction."""
    value = [100.0, 60.1, 40.0, 0.601, 0.4]
    shares = tuple(Identity("share", 2 + i, (i, 0), (1, 1), "declared") for i in (1, 2))
    total = a_sum(0, 1, 2)
    system = System(cells(value, [0.05, 0.05, 0.05, 1e-12, 1e-12]), (total, *shares))
    assert [verdict.outcome for verdict in judge(system).judged] == ["rounding", "exact", "exact"]
    assert not solve.feasible(to_linear(system).linear).possible
    assert found(system) == ()


def test_random_rounding_is_a_warning() -> None:
    """Multiples of 5, each at random up or down: ± 4, and worded as what it may be."""
    looked_at = subject({"Regions": ROUNDED_UP})
    judgement = looked_at.judgement
    half = judgement.system.cells.half.copy()
    half[judgement.conflicts[0].cells[0]] = 4.0
    widened = replace(judgement.system, cells=replace(judgement.system.cells, half=half))
    (finding,) = t105.check(replace(looked_at, judgement=replace(judgement, system=widened)))
    assert finding.severity == "warning"
    assert finding.message.endswith("random rounding of the source may explain it")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.1, 999), min_size=12, max_size=12),
    st.integers(0, 2),
    st.integers(0, 1),
    st.sampled_from([1.0, 1e3, 1e9]),
)
def test_rounding_a_consistent_market_never_yields_a_conflict(
    inner: list[float], places: int, coarser: int, scale: float
) -> None:
    """Four regions by three types with all totals and shares, rounded figure by figure."""
    full = np.zeros((5, 4))
    full[1:, 1:] = np.reshape(inner, (4, 3))
    full[0, 1:], full[1:, 0] = full[1:, 1:].sum(0), full[1:, 1:].sum(1)
    full[0, 0] = full[0, 1:].sum()
    decimals = np.full(full.shape, places)
    decimals[0], decimals[:, 0] = places - coarser, places - coarser
    printed = [round(float(x), int(d)) for x, d in zip(full.ravel(), decimals.ravel(), strict=True)]
    shares = [round(float(x / full[0, 0]) * 100, 1) for x in full.ravel()[1:]]
    value = [*printed, *shares]
    half = [*(0.5 * 10.0 ** -decimals.ravel().astype(float)), *[0.05] * 19]
    numbers = np.arange(20).reshape(5, 4)
    identities = [a_sum(int(line[0]), *(int(c) for c in line[1:])) for line in (*numbers, *numbers.T)]
    identities += [Identity("share", 19 + i, (i, 0), (1, 1), "declared") for i in range(1, 20)]
    system = System(cells(value, half, [scale] * 20 + [0.01] * 19), tuple(identities))
    judgement = judge(system)
    assert not any(verdict.outcome == "impossible" for verdict in judgement.judged)
    assert judgement.conflicts == ()
