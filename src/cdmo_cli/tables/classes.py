"""Limits of classes (`<1 000`, `>500 000`) that head columns or rows: they look like numbers and are names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from cdmo_cli.tables.periods import is_year

_SIGNS = frozenset("<>≤≥")


def class_limits(
    texts: Sequence[object],
    numbers: npt.NDArray[np.float64],
    textual: npt.NDArray[np.bool_],
    filled: npt.NDArray[np.bool_],
) -> Iterable[tuple[int, int]]:
    """The cells among the numbers kept as text that are limits of classes, by row and column.

    `texts` are the cells in reading order; `numbers` (NaN where there is none) and the masks have the shape of the
    sheet. Limits head a table if all numbers of their row are different limits or years, nothing of the table stands
    above one of them and numbers stand below; they name a row if they stand first in it, before its numbers.
    """
    width = filled.shape[1]
    number = np.isfinite(numbers)
    limits: dict[int, list[int]] = {}
    for i in np.flatnonzero(textual).tolist():
        if str(texts[i]).lstrip()[:1] in _SIGNS:
            limits.setdefault(i // width, []).append(i % width)
    for row, columns in limits.items():
        names = {str(texts[row * width + c]).strip() for c in columns}
        others = [n for c, n in enumerate(numbers[row].tolist()) if c not in columns and number[row, c]]
        if all(is_year(n) for n in others) and len(names) == len(columns) and _heads(row, columns, number, filled):
            yield from ((row, c) for c in columns)
        elif not filled[row, : columns[0]].any() and number[row, columns[0] + 1 :].any():
            yield row, columns[0]


def _heads(row: int, columns: list[int], number: npt.NDArray[np.bool_], filled: npt.NDArray[np.bool_]) -> bool:
    """Is the row the first of its table in these columns, with numbers right below?"""
    if row + 1 >= len(filled) or not number[row + 1, columns].any():
        return False
    top = row
    while top and filled[top - 1].any():
        top -= 1
    return bool((~filled[top:row, columns].any(axis=0)).any())
