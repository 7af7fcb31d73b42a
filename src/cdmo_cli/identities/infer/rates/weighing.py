"""How surely printed rates follow from two series of figures: on which lines, and how unlikely that is by chance.

Method: figures are intervals (± half of their granularity); a line is a hit where the printed rate lies within what
the two intervals and its own allow. The chance of a hit is taken from the rates themselves: the width of that interval
over the spread of the rates, or, if more, the part of the *other* lines' rates that would have fitted too. A hit counts
the negative decimal logarithm of its chance, a miss costs. That rates of this size are met at all counts once. Lines
with nothing at stake (rates of zero, of one figure to itself) count nothing, equal lines once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities.infer.model import Axis, Flags, Floats
from cdmo_cli.tables.numbers import decimals_of

Kind = Literal["share", "growth", "cagr", "difference"]

MISS = 1.3  # digits that a failing line costs
DIGITS = 3.0  # digits beyond these say no more of one line
COMPUTED = 9  # from this many decimals on a figure was computed, not written
SHORTER = 2  # decimals less than the others of its item: such a figure ends in zeros once in a hundred times
USUAL = 0.5  # of the figures of an item that have its decimals
TOLD = 3  # figures of an item that tell how many decimals it has
RUN = 4  # lines one after the other on which a relation does not hold: another part of the table
BREAK = 2.0  # digits that such a part costs
NOISE = 1e-9  # relative, of binary arithmetic


@dataclass(frozen=True)
class Figures:
    """What the rates of an axis are weighed on: items × lines."""

    value: Floats
    number: Flags
    half: Floats  # half of the granularity


@dataclass(frozen=True)
class Weighed:
    """What speaks for one relation, along all lines."""

    live: Flags  # lines on which it can be told
    hit: Flags
    telling: int  # distinct hits that count
    evidence: float
    finer: float = 1.0  # how much wider the rates' intervals are by their figures than by their own decimals

    @property
    def hits(self) -> int:
        """On how many lines it holds."""
        return int(self.hit.sum())

    @property
    def ratio(self) -> float:
        """The part of its lines on which it holds."""
        return self.hits / max(int(self.live.sum()), 1)

    @property
    def rank(self) -> float:
        """Evidence of which failing lines take away more than they cost one by one."""
        return self.evidence * self.ratio**4


def figures(axis: Axis) -> Figures:
    """The figures of an axis with their half-widths: by the axis, or coarser where no figure of an item has as many
    decimals as it is written with (-27.00000, 1.00000, ...), and where one has fewer than the others (0.613). A 5 among
    figures with decimals is 5.0."""
    told = axis.number & (axis.value != 0)
    places = np.zeros(axis.value.shape, dtype=np.int64)
    places[told] = decimals_of(axis.value[told])
    most = np.broadcast_to(places.max(axis=1, initial=0)[:, None], places.shape)
    shorter = (places > 0) & (places <= most - SHORTER)
    written = np.where(shorter, places, most)
    own = np.where(written >= COMPUTED, 0.0, 0.5 * 10.0 ** -written.astype(np.float64))
    count = told.sum(axis=1)
    enough = (count >= TOLD)[:, None] | (axis.unit == 0)
    half = np.where(enough, np.maximum(axis.unit / 2, own), axis.unit / 2)
    full = 0.5 * 10.0 ** -most.astype(np.float64)
    usual = (told & (half <= full)).sum(axis=1) >= USUAL * np.maximum(count, 1)
    return Figures(axis.value, axis.number, np.where(usual[:, None] & (half == 0.5), np.minimum(half, full), half))


def predicted(
    kind: Kind, factor: float, years: float, first: Floats, second: Floats, half_first: Floats, half_second: Floats
) -> tuple[Floats, Floats, Flags]:
    """The rate that two figures give, how far it may be from the true one, and where it can be told at all.

    first, second: part and whole, later and earlier; factor: 100 for percent. The arrays may be of any shapes that go
    together.
    """
    if kind == "difference":
        size = np.abs(first) + np.abs(second)
        return first - second, half_first + half_second + NOISE * size, np.isfinite(size)
    sure = np.abs(second) > np.maximum(half_second, 0.0)
    sure &= second != 0
    if kind != "share":
        sure = sure & (second > 0) & (first > 0) if kind == "cagr" else sure & ((second > 0) | (first < 0))
    base = np.where(sure, np.abs(second), 1.0)
    ratio = np.where(sure, first / np.where(sure, second, 1.0), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        slack = (half_first + np.abs(ratio) * half_second) / np.maximum(base - half_second, 0.5 * base)
    if kind == "cagr":
        root = np.maximum(ratio, 0.0) ** (1 / years)
        steep = root / np.maximum(ratio, 1e-12) / years
        return factor * (root - 1), factor * (slack * steep + NOISE * root), sure & (ratio > 0)
    tolerance = factor * (slack + NOISE * np.abs(ratio))
    return factor * (ratio - (kind == "growth")), tolerance, sure


def spread(rates: Floats) -> float:
    """How far rates are apart: the range, of many of them that of the middle nine tenths."""
    if len(rates) < 2:
        return 0.0
    if len(rates) < 12:
        return float(rates.max() - rates.min())
    ordered = np.sort(rates)
    cut = round(0.05 * (len(rates) - 1))
    return float(ordered[-1 - cut] - ordered[cut])


def agreeing(off: Floats, tolerance: Floats, width: float, live: Flags, telling: Flags) -> Floats:
    """Digits that agree on the lines of the last dimension, by candidate: what `weigh` counts, in short.

    off: how far each candidate is from the rate; width: the spread of the rates.
    """
    hit = live & (off <= tolerance)
    chance = np.maximum(2 * tolerance / width if width > 0 else 1.0, 10.0**-DIGITS)
    worth = np.where(hit & telling, np.maximum(-np.log10(chance), 0.0), 0.0).sum(axis=-1)
    return np.asarray(worth - MISS * (live & ~hit).sum(axis=-1))


def weigh(
    rate: Floats,
    half: Floats,
    expected: Floats,
    slack: Floats,
    live: Flags,
    trivial: Flags,
    like: Sequence[Floats] = (),
) -> Weighed:
    """What speaks for the printed rates being the expected ones.

    rate, half: as printed, with half of its granularity; expected, slack: what the figures give, and how far it may be
    off; live: where all of them are figures; trivial: where a hit would say nothing; like: series to which the rates
    may be proportional in any case, as all columns of a table are that grow alike. All vectors over the lines.
    """
    tolerance = half + slack + NOISE * np.abs(rate)
    hit = live & (np.abs(rate - expected) <= tolerance)
    live, parts = _holding_parts(live, hit)
    missed = int((live & ~hit).sum())
    cost = MISS * missed + BREAK * parts
    places = np.flatnonzero(hit & ~trivial)
    if not len(places):
        return Weighed(live, hit, 0, -cost)
    _, first = np.unique(np.stack([rate[places], expected[places]]), axis=1, return_index=True)
    places = places[first]
    width = max(min([spread(rate[live]), *(_beside(rate, series, hit) for series in like)]), 1e-300)
    chance = np.maximum(2 * tolerance[places] / width, _others(rate, live, expected[places], tolerance[places]))
    worth = np.clip(-np.log10(np.maximum(chance, 1e-12)), 0.0, DIGITS)
    alone = np.clip(np.log10(np.abs(rate[places]) / np.maximum(2 * tolerance[places], 1e-300)), 0.0, DIGITS)
    once = max(float((alone - worth).max()), 0.0)
    finer = float(np.median(tolerance[places] / np.maximum(half[places] + NOISE * np.abs(rate[places]), 1e-300)))
    return Weighed(live, hit, int((worth > 0.1).sum()), float(worth.sum()) + once - cost, finer)


def _beside(rate: Floats, series: Floats, hit: Flags) -> float:
    """The spread of the rates beside what is proportional to a series."""
    places = np.flatnonzero(hit & (series != 0))
    if len(places) < 2:
        return float("inf")
    factor = float(np.median(rate[places] / series[places]))
    return spread(rate[places] - factor * series[places])


def _holding_parts(live: Flags, hit: Flags) -> tuple[Flags, int]:
    """The lines without the parts of the table on which the relation nowhere holds, and the number of such parts.

    Such parts must be smaller than what holds.
    """
    places = np.flatnonzero(live)
    fails = ~hit[places]
    if fails.sum() < RUN:
        return live, 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], fails.astype(np.int8), [0]])))
    starts, ends = edges[::2], edges[1::2]
    long = (ends - starts) >= RUN
    if int((ends - starts)[long].sum()) >= len(places) - int(fails.sum()):
        return live, 0
    kept = live.copy()
    for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        kept[places[start:end]] = False
    return kept, int(long.sum())


def _others(rate: Floats, live: Flags, expected: Floats, tolerance: Floats) -> Floats:
    """Of the other lines' rates the part that would have fitted as well."""
    known = np.sort(rate[live])
    reach = tolerance * (1 + 1e-9)
    near = np.searchsorted(known, expected + reach, "right") - np.searchsorted(known, expected - reach, "left")
    others: npt.NDArray[np.float64] = np.maximum(near - 1, 0) / max(len(known) - 1, 1)
    return others
