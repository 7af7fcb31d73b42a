"""What a cell would have to be for an identity to hold: solved back, the identity holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.identities.model import Cells, Identity
from cdmo_cli.identities.outcomes import judged
from cdmo_cli.identities.settle import settling


def cells(*values: float, half: float = 0.05, scale: tuple[float, ...] | None = None) -> Cells:
    count = len(values)
    place = np.arange(count, dtype=np.int32)
    return Cells(place, place, place, np.array(values), np.full(count, half), np.array(scale or (1.0,) * count), count)


def test_the_part_of_a_sum() -> None:
    span = settling(cells(223.0, 88.6, 44.1, 76.9), Identity("sum", 0, (1, 2, 3), (1, 1, 1), "declared"), 3)
    assert span is not None
    assert (span.low, span.middle, span.high) == pytest.approx((90.15, 90.3, 90.45))


def test_a_negative_part_and_another_scale() -> None:
    identity = Identity("difference", 0, (1, 2), (1, -1), "declared")
    span = settling(cells(5.0, 12000.0, 6.0, half=0.0, scale=(1e3, 1.0, 1e3)), identity, 2)
    assert span is not None
    assert span.middle == pytest.approx(7.0)


def test_the_inputs_of_a_formula_settle_nothing() -> None:
    identity = Identity("sum", 0, (1, 2), (1, 1), "formula", cell=0)
    table = cells(4.0, 1.0, 2.0)
    assert settling(table, identity, 1) is None
    own = settling(table, identity, 0)
    assert own is not None
    assert own.low == pytest.approx(3.0)


def test_incomplete_parts_leave_a_total_open_above() -> None:
    identity = Identity("sum", 0, (1, 2), (1, 1), "declared", relation="at most")
    span = settling(cells(2.0, 1.0, 2.0, half=0.0), identity, 0)
    assert span is not None
    assert (span.low, span.high) == (pytest.approx(3.0), np.inf)


@given(
    st.sampled_from(["share", "growth", "cagr"]),
    st.floats(0.5, 0.9),
    st.floats(10, 1000),
    st.floats(10, 1000),
    st.integers(0, 2),
)
def test_a_rate_holds_with_any_of_its_three_cells_mended(
    kind: str, rate: float, later: float, earlier: float, which: int
) -> None:
    table = cells(rate, later, earlier, half=0.001)
    identity = Identity(kind, 0, (1, 2), (1, 1), "declared", years=3.0)  # type: ignore[arg-type]
    span = settling(table, identity, which)
    assert span is not None
    value = table.value.copy()
    value[which] = span.middle
    mended = cells(*value, half=0.001)
    assert judged(mended, [identity])[0].outcome in ("exact", "rounding")
