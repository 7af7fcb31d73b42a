"""How coarse printed figures are: the unit to which each was rounded, read from the figures of its own table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from cdmo_cli.market.model import MEASURES, Observations
from cdmo_cli.tables.model import Unit
from cdmo_cli.tables.numbers import decimals_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FULL_PRECISION = 9
"""From this many decimals on a figure was computed, not written."""

LONG = 5
"""So many decimals are what a program wrote, whatever the figure has."""

ENOUGH_IN_LINE = 3
ENOUGH_IN_TABLE = 4
ENOUGH_FOR_ODD_BASE = 8
"""That many figures must agree before they are taken to be rounded more coarsely than the others, or than written."""

ADDITIVE = frozenset({"revenue", "count", "value"})
RATES = frozenset({"share", "growth", "cagr"})

MIXED = 0.4
"""From this share of figures on that lack the decimals of their table, none can be taken for a zero not written."""

WHOLE_POINTS = 2
"""Decimals of a fraction shown as a percentage: it was not rounded to more than whole points."""

_NONE = -99  # no figure of the group tells anything


def half_widths(observations: Observations, claims: Collection[tuple[int, int]] = ()) -> Floats:
    """Half of the granularity of every observation, in its printed unit.

    Figures of one table, measure and unit share a granularity: a spreadsheet stores 12.0 as 12, so the most
    decimals written in the table count for all of it, unless the figure's own row or column is consistently
    coarser (totals without decimals under parts with one). Amounts that are all multiples of 10, 100 or 1000
    were rounded to that; all multiples of 3 or 5 were, by habit of statistical offices, rounded at random, which
    leaves ± (base − 1). Where many figures lack the decimals of others (small figures alone have them), and in tables
    of claims (`claims`: their sheet and block), each cell goes by what it says itself.
    """
    if len(observations) == 0:
        return np.zeros(0)
    group = _groups(observations)
    claimed = _in_blocks(observations, claims)
    own = np.where(claimed, observations.decimals, _used(observations, group)).astype(np.int64)
    amounts = np.isin(observations.measure, [i for i, measure in enumerate(MEASURES) if measure in ADDITIVE])
    computed = own >= FULL_PRECISION
    small = _small_rates(observations, group)
    tells = ~computed & ~small & (observations.value != 0)
    places = np.where(amounts & (own <= 0), -_trailing_zeros(observations.value), own)

    table = _most(group, places, tells, ENOUGH_IN_TABLE, _most(group, np.maximum(own, 0), tells, 1, own))
    row = _most(_pair(group, observations.row), places, tells, ENOUGH_IN_LINE, table)
    column = _most(_pair(group, observations.column), places, tells, ENOUGH_IN_LINE, table)
    floor = np.minimum(table, 0)  # a line is not taken for coarser than whole units unless its table is
    shared = np.maximum(np.minimum(row, column), floor)

    mixed = _mixed(group, np.maximum(own, 0), tells, floor)
    decimals = np.where(computed | claimed, own, np.where(mixed, np.clip(own, shared - 1, shared), shared))
    decimals = np.where(small, np.maximum(own, decimals), decimals)
    decimals = np.where(_fractions(observations), np.maximum(decimals, WHOLE_POINTS), decimals)
    half: Floats = 0.5 * 10.0 ** (-decimals.astype(np.float64))
    whole = amounts & (decimals == 0) & (shared <= 0)  # not the 2 in a line of averages
    return np.where(claimed, half, _odd_bases(half, group, observations.value, whole))


def of_figures(value: Floats, figure: Flags) -> Floats:
    """Half of the granularity of the figures of a matrix of which nothing else is known; 0 where there is none."""
    rows, columns = np.nonzero(figure)
    half = np.zeros(value.shape)
    half[rows, columns] = half_widths(_unknown(value[rows, columns], rows, columns))
    return half


def _unknown(value: Floats, rows: Ints, columns: Ints) -> Observations:
    """Figures as observations of one table that say nothing of themselves."""
    none = np.zeros(len(value), dtype=np.int32)
    return Observations(
        sheet=none,
        row=rows.astype(np.int32),
        column=columns.astype(np.int32),
        block=none,
        value=value,
        decimals=decimals_of(value),
        measure=np.full(len(value), MEASURES.index("value"), dtype=np.int8),
        status=np.full(len(value), -1, dtype=np.int8),
        period=none - 1,
        unit=none,
        members={},
        periods=(),
        units=(Unit("count", None, 1.0),),
    )


def _used(observations: Observations, group: Ints) -> Ints:
    """The decimals of every figure, without those that no figure of its group makes use of: 12.50, 13.00 and 7.50 have
    one each. Of many decimals each figure has those that it uses."""
    written = observations.decimals.astype(np.int64)
    used = np.minimum(decimals_of(observations.value), written).astype(np.int64)
    tells = observations.value != 0
    most = _most(group, used, tells, ENOUGH_IN_TABLE, written)
    return np.where(written >= LONG, used, np.minimum(written, most))


def _small_rates(observations: Observations, group: Ints) -> Flags:
    """Rates below 1 in groups that have others: they may be fractions among percents, whose decimals say nothing of
    how the others were rounded."""
    rates = np.isin(observations.measure, [i for i, measure in enumerate(MEASURES) if measure in RATES])
    large = rates & (np.abs(observations.value) >= 1)
    with_large = np.bincount(group[large], minlength=int(group.max()) + 1) > 0
    small: Flags = rates & ~large & (observations.value != 0) & with_large[group]
    return small


def _trailing_zeros(value: Floats) -> Ints:
    """How often 10 divides each value, three times at most; 0 for a value that is no whole number."""
    zeros = np.zeros(len(value), dtype=np.int64)
    for power in (1, 2, 3):
        zeros += (value != 0) & (np.remainder(np.abs(value), 10.0**power) == 0)
    return zeros


def _groups(observations: Observations) -> Ints:
    o = observations
    return _pair(_pair(_pair(o.sheet.astype(np.int64), o.block), o.measure), o.unit)


def _pair(group: Ints, line: npt.NDArray[np.signedinteger[Any]]) -> Ints:
    # one number for both, which sorts far faster than columns of two
    second = line.astype(np.int64) - int(line.min(initial=0))
    keys = (group - int(group.min(initial=0))) * (int(second.max(initial=0)) + 1) + second
    return np.asarray(np.unique(keys, return_inverse=True)[1], dtype=np.int64).reshape(-1)


def _most(group: Ints, places: Ints, tells: Flags, enough: int, otherwise: Ints) -> Ints:
    """The most places written in each figure's group; `otherwise` where fewer than `enough` figures tell."""
    size = int(group.max()) + 1
    most = np.full(size, _NONE, dtype=np.int64)
    np.maximum.at(most, group[tells], places[tells])
    count = np.bincount(group[tells], minlength=size)
    return np.where((count >= enough)[group], most[group], otherwise)


def _mixed(group: Ints, places: Ints, tells: Flags, floor: Ints) -> Flags:
    """The figures of tables in which many of enough figures lack the decimals that the others have."""
    most = _most(group, places, tells, ENOUGH_FOR_ODD_BASE, floor)
    size = int(group.max()) + 1
    lacking = np.bincount(group[tells & (places < most)], minlength=size)
    return (lacking >= MIXED * np.maximum(np.bincount(group[tells], minlength=size), 1))[group]


def _fractions(observations: Observations) -> Flags:
    """Fractions that a format shows as percentages."""
    shown = [unit.kind == "percent" and unit.scale == 1 for unit in observations.units]
    return np.array([*shown, False])[observations.unit]


def random_rounding(half: Floats) -> Flags:
    """Which half-widths are those of random rounding to a base of 3 or 5."""
    return np.isin(half, (2.0, 4.0))


def _in_blocks(observations: Observations, blocks: Collection[tuple[int, int]]) -> Flags:
    inside = np.zeros(len(observations), dtype=np.bool_)
    for sheet, block in blocks:
        inside |= (observations.sheet == sheet) & (observations.block == block)
    return inside


def _odd_bases(half: Floats, group: Ints, value: Floats, whole: Flags) -> Floats:
    """Widen groups of whole amounts that are all multiples of 5 or 3: random rounding, ± (base − 1)."""
    half = half.copy()
    for base in (5, 3):
        told = whole & (value != 0)
        size = int(group.max()) + 1
        count = np.bincount(group[told], minlength=size)
        multiples = np.bincount(group[told & (np.remainder(value, base) == 0)], minlength=size)
        coarse = (count >= ENOUGH_FOR_ODD_BASE) & (count == multiples)
        half[whole & coarse[group]] = base - 1
    return half
