"""A quick look at items whose label says nothing of rates: which of them may follow from their neighbours at all.

All items are looked at together, one pair of neighbours after the other, on some of their lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations

import numpy as np

from cdmo_cli.identities.infer.model import Flags, Floats, Ints
from cdmo_cli.identities.infer.rates.scene import NEAR, Scene

LINES = 12  # that are looked at
WHOLES = 6  # total lines of which an item may be the share
FAR, MOST = 4, 4  # distances between items of one label, and such items
ENOUGH, FEWEST = 0.5, 3  # of these lines a relation must hold on, and so many at least


def likely(scene: Scene, items: Ints) -> Ints:
    """Those of the items for which some relation to near ones holds on enough lines."""
    if not len(items):
        return items
    figures = scene.figures
    there = np.flatnonzero(figures.number[items].any(axis=0))
    lines = there[np.unique(np.linspace(0, len(there) - 1, LINES).astype(np.int64))] if len(there) else there
    rate, half = figures.value[items][:, lines], figures.half[items][:, lines]
    told = figures.number[items][:, lines] & (rate != 0)
    shares = np.stack([rate / 100, rate]), np.stack([half / 100, half])
    growth = np.stack([1 + rate / 100, 1 + rate]), shares[1]
    either = np.concatenate([shares[0], growth[0]]), np.concatenate([shares[1], growth[1]])
    found = np.zeros(len(items), dtype=np.bool_)
    for (wanted, width), first, second in _readings(scene, items, lines, either, growth, shares):
        live = told & first[2] & second[2] & (second[0] != 0) & (first[0] != second[0])
        base = np.where(live, second[0], 1.0)
        ratio = first[0] / base
        slack = (first[1] + np.abs(ratio) * second[1]) / np.abs(base)
        hits = (live & (np.abs(ratio - wanted) <= slack + width)).sum(axis=-1).max(axis=0)
        found |= hits >= np.maximum(FEWEST, ENOUGH * live.sum(axis=1))
    return items[found]


Series = tuple[Floats, Floats, Flags]  # figures, half of their granularity, where there are any
Wanted = tuple[Floats, Floats]


def _readings(
    scene: Scene, items: Ints, lines: Ints, either: Wanted, growth: Wanted, shares: Wanted
) -> Iterator[tuple[Wanted, Series, Series]]:
    near = [way for way in range(-NEAR, NEAR + 1) if way]
    same = {way: _at(scene, items + way, lines) for way in near}
    for one, other in permutations(near, 2):
        yield either, same[one], same[other]
    far = _repeats(scene)
    same.update({way: _at(scene, items + way, lines) for way in far})
    for lag in (1, -1):
        for way in (*near, *far):
            yield growth, same[way], _at(scene, items + way, lines - lag)
    itself = np.flatnonzero((scene.figures.number[items] & np.isin(scene.figures.value[items], (1, 100))).any(axis=0))
    for line in [*sorted(scene.line_totals)[:WHOLES], *itself[:WHOLES].tolist()]:
        for way in (*near, *far):
            yield shares, same[way], _at(scene, items + way, np.full(len(lines), line))


def _repeats(scene: Scene) -> list[int]:
    """How far items of one label are from each other, most often: years of amounts, then the same years of shares."""
    ways = Counter(a - b for places in scene.names.values() for a, b in permutations(places[:MOST], 2))
    return [way for way, count in ways.most_common(FAR) if count > 1 and abs(way) > NEAR]


def _at(scene: Scene, items: Ints, lines: Ints) -> Series:
    """The figures of some items on some lines; nothing where there are no such items or lines."""
    value = scene.figures.value
    inside = ((items >= 0) & (items < len(value)))[:, None] & ((lines >= 0) & (lines < value.shape[1]))[None, :]
    place = np.ix_(np.clip(items, 0, len(value) - 1), np.clip(lines, 0, value.shape[1] - 1))
    return value[place], scene.figures.half[place], scene.figures.number[place] & inside
