"""Axes for the tests of inference, from plain lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cdmo_cli.identities.infer.model import Axis

Row = Sequence[float | str | None]


def axis(
    rows: Sequence[Row],
    labels: Sequence[str] | None = None,
    *,
    totals: Sequence[int] = (),
    unit: float = 1.0,
    kind: Sequence[int] | None = None,
    line_kind: Sequence[int] | None = None,
    depth: Sequence[int] | None = None,
    gaps: Sequence[int] = (),
) -> Axis:
    """Rows as items, columns as lines; None is a blank cell, a string is one of words."""
    count, width = len(rows), len(rows[0])
    number = np.array([[isinstance(cell, int | float) for cell in row] for row in rows])
    value = np.array([[float(cell) if isinstance(cell, int | float) else 0.0 for cell in row] for row in rows])
    return Axis(
        "rows",
        value,
        number,
        np.array([[isinstance(cell, str) for cell in row] for row in rows]),
        np.where(number, unit, 0.0),
        np.full((count, width), unit or 1e-6),
        np.arange(1, count + 1),
        np.arange(1, width + 1),
        tuple(labels) if labels is not None else ("",) * count,
        np.isin(np.arange(count), totals),
        np.array(kind if kind is not None else [0] * count, dtype=np.int8),
        np.array(depth if depth is not None else [0] * count, dtype=np.int16),
        np.zeros(count, dtype=np.bool_),
        np.isin(np.arange(count), gaps),
        None if line_kind is None else np.array(line_kind, dtype=np.int8),
    )
