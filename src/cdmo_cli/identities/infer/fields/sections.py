"""The headings that stand between the rows of an area: over the rows of a group, or over all columns anew."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.fields.words import kind_of
from cdmo_cli.identities.infer.model import AMOUNT, Flags, Ints
from cdmo_cli.tables.grid import Grid
from cdmo_cli.tables.regions import Area

_MOST = 0.8  # of the cells of a header row that say the same kind of figures


def sections(grid: Grid, area: Area, rows: Ints, words: Flags, figure: Flags) -> list[tuple[str, ...]]:
    """What each row stands under, nearest first.

    A heading among the labels holds up to a blank row or the next one; one over the columns of figures, and a header
    row that says of nearly all of them what they hold ("% change"), up to the next over the columns.
    """
    over = words & np.asarray(figure.any(axis=0))[None, :]
    items = set(rows.tolist())
    among: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    result = []
    for row in range(int(rows[0]) if len(rows) else 0, len(words)):
        if row in items:
            result.append((*among, *across))
            continue
        columns = np.flatnonzero(words[row]).tolist()
        heading = tuple(grid.text(area.top + row, area.left + c) for c in columns)
        if over[row].any():
            across = _said(heading)
            among = ()
        else:
            among = (" ".join(heading),) if heading else ()
    return result


def _said(header: tuple[str, ...]) -> tuple[str, ...]:
    """Of a row over the columns of figures what it says of all of them."""
    if len(header) == 1:
        return header
    telling = [text for text in header if kind_of(text) != AMOUNT]
    return tuple(telling[:1]) if len(telling) >= _MOST * len(header) else ()
