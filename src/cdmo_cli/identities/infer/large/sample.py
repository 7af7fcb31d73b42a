"""Which lines of an axis tell most: a few to ask first, some hundred to search where there are tens of thousands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cdmo_cli.identities.infer.model import Axis, Flags, Floats, Ints

FEW = 512
"""An axis of no more lines than this is searched as it is."""

SAMPLED = 256
"""Of one with more, about so many lines are."""

ENOUGH_OF_EACH = 16
"""Lines of the sample on which each item has a figure that is not zero, if it has as many."""

ITEMS_SEEN_TO = 1000


def sampled(axis: Axis) -> Axis | None:
    """The axis with some of its lines, spread over all of them, so that every item has figures; None if it has few."""
    lines = axis.value.shape[1]
    if lines <= FEW:
        return None
    chosen = np.zeros(lines, dtype=bool)
    live = axis.number & (axis.value != 0)
    # not at equal distances: what repeats every k-th line would be hit always or never
    at = (np.arange(SAMPLED) + np.random.default_rng(0).random(SAMPLED)) * lines / SAMPLED
    chosen[np.minimum(at.astype(np.int64), lines - 1)] = True
    lacking = np.flatnonzero(live[:, chosen].sum(axis=1) < ENOUGH_OF_EACH)[:ITEMS_SEEN_TO]
    for item in lacking.tolist():
        where = np.flatnonzero(live[item])
        if live[item, chosen].sum() < ENOUGH_OF_EACH and len(where):
            chosen[where[np.linspace(0, len(where) - 1, ENOUGH_OF_EACH).astype(np.int64)]] = True
    return restricted(axis, np.flatnonzero(chosen))


def restricted(axis: Axis, lines: Ints) -> Axis:
    """The axis with these lines alone."""
    return replace(
        axis,
        value=axis.value[:, lines],
        number=axis.number[:, lines],
        text=axis.text[:, lines],
        unit=axis.unit[:, lines],
        grain=axis.grain[:, lines],
        line=axis.line[lines],
        line_kind=None if axis.line_kind is None else axis.line_kind[lines],
    )


def some_items(axis: Axis, count: int) -> Axis:
    """The axis with some `count` of its items alone: from the beginning, the middle and the end, as they follow."""
    items, third = len(axis), count // 3
    if items <= count:
        return axis
    chosen = np.zeros(items, dtype=bool)
    for first in (0, (items - third) // 2, items - third):
        chosen[first : first + third] = True
    at = np.flatnonzero(chosen)
    return replace(
        axis,
        value=axis.value[at],
        number=axis.number[at],
        text=axis.text[at],
        unit=axis.unit[at],
        grain=axis.grain[at],
        item=axis.item[at],
        labels=tuple(axis.labels[item] for item in at.tolist()),
        total=axis.total[at],
        kind=axis.kind[at],
        depth=axis.depth[at],
        bold=axis.bold[at],
        gap=axis.gap[at],
    )


def alike(axis: Axis) -> list[Ints]:
    """The lines of one kind that are written with as many decimals, set by set."""
    count = axis.value.shape[1]
    kind = np.zeros(count) if axis.line_kind is None else axis.line_kind.astype(np.float64)
    unit = np.where(axis.number | ~axis.number.any(axis=0), axis.unit, np.nan)
    coarse = np.nanmedian(unit, axis=0)
    number = np.unique(np.stack([kind, coarse]), axis=1, return_inverse=True)[1].reshape(-1)
    return [np.flatnonzero(number == one) for one in range(int(number.max(initial=-1)) + 1)]


def probes(live: Flags, worth: Floats, most: int) -> Ints:
    """Up to `most` lines that tell most of the items, the best first: long figures, and for every item two at least
    if it has them. Both matrices are items × lines."""
    covered = np.zeros(len(live), dtype=np.int64)
    found: list[int] = []
    told = np.where(live, worth + 0.1, 0.0)
    for _ in range(min(most, live.shape[1])):
        gain = np.where(covered < 2, 1.0, 0.01) @ told
        gain[found] = -1.0
        best = int(np.argmax(gain))
        found.append(best)
        covered += live[:, best]
    return np.array(found, dtype=np.int64)
