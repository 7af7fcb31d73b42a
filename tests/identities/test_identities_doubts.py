"""Inferred sums that fail: spoilt by a slip, no sums on that line, or strong ones with an exception."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cdmo_cli.identities.judge import judge
from cdmo_cli.identities.model import Cells, Evidence, Identity, Judgement, System

PATTERN = "grid 0/0/rows/3/(0, 1, 2)"
LINES = [
    (41237, 9853, 27496),
    (38846, 11204, 25017),
    (36010, 12045, 22218),
    (35120, 12950, 21874),
    (33705, 13260, 20133),
]


def judged(
    rows: Sequence[Sequence[float]], *, strong: bool = False, evidence: Evidence = "inferred", pattern: str = PATTERN
) -> Judgement:
    """One sum a row, its total last."""
    width = len(rows[0])
    count = len(rows) * width
    cells = Cells(
        sheet=np.zeros(count, dtype=np.int32),
        row=np.repeat(np.arange(1, len(rows) + 1), width).astype(np.int32),
        column=np.tile(np.arange(1, width + 1), len(rows)).astype(np.int32),
        value=np.array(rows, dtype=np.float64).reshape(-1),
        half=np.full(count, 0.5),
        scale=np.ones(count),
        observations=count,
    )
    identities = tuple(
        Identity(
            "sum",
            width * i + width - 1,
            tuple(range(width * i, width * i + width - 1)),
            (1,) * (width - 1),
            evidence,
            pattern=pattern,
            strong=strong,
        )
        for i in range(len(rows))
    )
    return judge(System(cells, identities))


def table(last: float | None = None) -> list[tuple[float, ...]]:
    """The lines with their totals; `last` replaces the last one."""
    rows: list[tuple[float, ...]] = [(*line, sum(line)) for line in LINES]
    return rows if last is None else [*rows[:-1], (*LINES[-1], last)]


def test_a_slip_is_a_finding() -> None:
    found = judged([*table()[:4], (33705, 31260, 20133, 67098)])
    assert [component.identities for component in found.components] == [(4,)]
    assert found.components[0].suspects[0].value == 13260
    assert len(found.system.identities) == 5


def test_a_line_that_is_something_else_is_no_sum() -> None:
    found = judged(table(74713))
    assert found.components == ()
    assert len(found.system.identities) == len(found.judged) == 4
    assert [identity.total for identity in found.system.weak] == [19]


def test_what_is_left_is_numbered_anew() -> None:
    rows = [table(74713)[4], *table()[:3], (33705, 31260, 20133, 67098)]
    found = judged(rows)
    assert [component.identities for component in found.components] == [(3,)]
    assert [verdict.identity for verdict in found.judged] == [0, 1, 2, 3]
    assert found.judged[3].fails


def test_declared_sums_are_never_doubted() -> None:
    found = judged(table(74713), evidence="declared")
    assert len(found.components) == 1
    assert found.system.weak == ()


def test_other_inferred_sums_are_not_doubted_here() -> None:
    assert len(judged(table(74713), pattern="0/0/region").components) == 1


def test_the_one_exception_of_a_strong_sum_is_told_but_is_no_error() -> None:
    rows = [tuple(figure + 137 * n for figure in line) for n in range(5) for line in LINES]
    sums = [(*line, sum(line)) for line in rows]
    sums[7] = (*sums[7][:3], 74713)
    found = judged(sums, strong=True)
    assert [component.identities for component in found.components] == [(7,)]
    assert [identity.strong for identity in found.system.identities].count(False) == 1
    assert not found.system.identities[7].strong


def test_an_improbable_gap_counts_where_the_others_hold_exactly() -> None:
    wide = [tuple(1000 + (37 * i + 91 * n) % 823 for i in range(40)) for n in range(12)]
    exact = [(*line, float(sum(line))) for line in wide]
    exact[5] = (*exact[5][:40], exact[5][40] + 10)
    assert judged(exact).judged[5].outcome in ("improbable", "impossible")
    rounded = [(*line[:40], line[40] + n % 3 - 1) for n, line in enumerate(exact)]
    assert judged(rounded).judged[5].outcome == "rounding"
