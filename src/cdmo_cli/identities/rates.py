"""Rates that the workbook prints beside the figures they must follow from: shares, growth, CAGR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from cdmo_cli.identities.keys import Index, Key, Members
from cdmo_cli.identities.model import Identity
from cdmo_cli.tables.model import Measure, Period

SIZES: tuple[Measure, ...] = ("revenue", "value", "count", "index", "price")
"""What a rate may be a rate of, in the order in which it is looked for."""


def shares(index: Index) -> Iterator[Sequence[Identity]]:
    """For every printed share, the ways to read it: of the whole market, or of the member it stands within.

    Yields alternatives of which one has to hold; which, the printed figures of the same table tell.
    """
    for position, key in enumerate(index.keys):
        if key.measure != "share" or not _dated(index, position):
            continue
        alternatives = [
            Identity("share", position, (part, whole), (1, 1), "declared", pattern=_pattern(index, position, str(way)))
            for way, (part, whole) in enumerate(_parts_and_wholes(index, position, key))
        ]
        if alternatives:
            yield alternatives


def _dated(index: Index, position: int) -> bool:
    """Whether a rate outside of claims has a period that is its own."""
    own = index.keys[position].period is not None and position not in index.marks.undated
    return own and index.block(position) not in index.claims


def _parts_and_wholes(index: Index, position: int, key: Key) -> Iterator[tuple[int, int]]:
    part = _size(index, position, key, key.period)
    if part is None:
        return
    size = index.keys[part]
    nothing = tuple(-1 for _ in key.members)
    wholes = [nothing] + [index.parent(key.members, d) for d in index.leaf(key.members)]
    for members in dict.fromkeys(wholes):
        whole = index.nearest(replace(size, members=members), part)
        if whole is not None and whole != part:
            yield part, whole


def growth(index: Index) -> Iterator[Identity]:
    """Growth over the year before, or over the span that its period names."""
    for position, key in enumerate(index.keys):
        if key.measure != "growth" or key.period is None or not _dated(index, position):
            continue
        start, end = _ends(key.period)
        pair = _pair(index, position, key, start, end)
        if pair is not None:
            yield Identity("growth", position, pair, (1, 1), "declared", pattern=_pattern(index, position, ""))


def _ends(period: Period) -> tuple[Period, Period]:
    if period.through is None:
        return replace(period, year=period.year - 1), period
    return replace(period, through=None), replace(period, year=period.through, through=None)


def cagr(index: Index) -> Iterator[Identity]:
    """CAGR against its endpoints; without a span of its own it spans the years printed in its table.

    In a table of claims the sizes of the same line are the endpoints: n = y₁ − y₀, whatever the label says.
    """
    stated = [position for position, key in enumerate(index.keys) if key.measure == "cagr"]
    years = _years(index) if stated else {}
    for position in stated:
        block = index.block(position)
        if block in index.claims:
            pair = _claimed(index, position)
        else:
            pair = _spanned(index, position, years.get((block, index.keys[position].members), ()))
        if pair is None:
            continue
        later, earlier = (index.keys[p].period for p in pair)
        if later is None or earlier is None or later.year <= earlier.year:
            continue
        n = later.year - earlier.year
        pattern = _pattern(index, position, f"{earlier}-{later}")
        yield Identity("cagr", position, pair, (1, 1), "declared", years=n, pattern=pattern)


def _spanned(index: Index, position: int, years: Iterable[Period]) -> tuple[int, int] | None:
    key = index.keys[position]
    if key.period is not None and key.period.through is not None:
        return _pair(index, position, key, *_ends(key.period))
    ends = sorted(set(years))
    return _pair(index, position, key, ends[0], ends[-1]) if len(ends) > 1 else None


def _years(index: Index) -> Mapping[tuple[tuple[int, int], Members], list[Period]]:
    """The single periods for which a table prints sizes of the same members, by table and members."""
    found: dict[tuple[tuple[int, int], Members], list[Period]] = {}
    for position, key in enumerate(index.keys):
        if key.measure in SIZES and key.period is not None and key.period.through is None:
            found.setdefault((index.block(position), key.members), []).append(key.period)
    return found


def _claimed(index: Index, position: int) -> tuple[int, int] | None:
    observations = index.model.observations
    sizes = [
        p
        for p in _block(index, position)
        if observations.row[p] == observations.row[position]
        and index.keys[p].measure in SIZES
        and index.keys[p].period is not None
    ]
    if len(sizes) < 2:
        return None
    sizes.sort(key=lambda p: (index.keys[p].period or Period(0), p))
    return sizes[-1], sizes[0]


def _block(index: Index, position: int) -> Sequence[int]:
    observations = index.model.observations
    sheet, block = index.block(position)
    return [int(p) for p in np.flatnonzero((observations.sheet == sheet) & (observations.block == block))]


def _size(index: Index, near: int, key: Key, period: Period | None) -> int | None:
    """The size that a rate at `near` speaks of, of the same table if it can be."""
    found: list[tuple[bool, int, int]] = []
    for rank, measure in enumerate(SIZES):
        for currency in _currencies(index):
            position = index.nearest(Key(measure, period, currency, key.members), near)
            if position is not None:
                found.append((index.block(position) != index.block(near), rank, position))
    return min(found)[2] if found else None


def _currencies(index: Index) -> Sequence[str]:
    return list(dict.fromkeys(["", *(unit.currency or "" for unit in index.model.observations.units)]))


def _pair(index: Index, near: int, key: Key, start: Period, end: Period) -> tuple[int, int] | None:
    """The later and the earlier figure, of one measure and currency."""
    later = _size(index, near, key, end)
    if later is None:
        return None
    earlier = index.nearest(replace(index.keys[later], period=start), later)
    return None if earlier is None else (later, earlier)


def _pattern(index: Index, position: int, more: str) -> str:
    """The table and kind of a rate: its figures are read in the same way."""
    sheet, block = index.block(position)
    return f"{sheet}/{block}/{index.keys[position].measure}/{more}"
