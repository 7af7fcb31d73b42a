"""Runs of items as spans of a sequence: their sums and what speaks for them, thousands at once, by running sums."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities.infer.model import Axis, Flags, Floats, Ints
from cdmo_cli.identities.infer.sums.families import ACCEPT, ACCEPT_PAIR, RATIO, RATIO_KNOWN, RATIO_STRONG
from cdmo_cli.identities.infer.sums.judge import DIGITS, MISS, THIN, THIN_SUM, tolerance

SHORTEST = 2
"""Items of a run at least."""

AT_ONCE = 400_000
"""So many figures are looked at in one step: the memory that a search needs beside its running sums."""


@dataclass(frozen=True)
class Spans:
    """Runs of a sequence (low to high, without high) with the position of the total of each, one entry a run."""

    total: Ints
    low: Ints
    high: Ints

    def __len__(self) -> int:
        return len(self.total)

    def __getitem__(self, chosen: Ints | Flags | slice) -> Spans:
        return Spans(self.total[chosen], self.low[chosen], self.high[chosen])

    @property
    def way(self) -> Ints:
        """-1 where the run stands before its total, 1 where it follows it."""
        return np.where(self.low > self.total, 1, -1)


def joined(several: list[Spans]) -> Spans:
    """All of them, in order."""
    empty = np.zeros(0, dtype=np.int64)
    several = [Spans(empty, empty, empty), *several]
    return Spans(
        np.concatenate([spans.total for spans in several]),
        np.concatenate([spans.low for spans in several]),
        np.concatenate([spans.high for spans in several]),
    )


@dataclass(frozen=True)
class Scores:
    """What speaks for each of some spans: digits of evidence, and the part of its lines on which it holds."""

    evidence: Floats
    ratio: Floats

    def __getitem__(self, chosen: Flags) -> Scores:
        return Scores(self.evidence[chosen], self.ratio[chosen])

    @property
    def rank(self) -> Floats:
        """By which the best of several is chosen."""
        return self.evidence * self.ratio**4


@dataclass(frozen=True)
class Sequence:
    """Some items of an axis one after the other, with running sums over them that begin with a zero.

    All matrices are items × lines. `noise` is what binary arithmetic may make of a difference of two running sums.
    """

    item: Ints  # of the axis
    value: Floats
    number: Flags
    live: Flags  # a figure that is not zero
    worth: Floats  # digits that agree on each line where the item is a total that comes out
    sums: Floats
    sizes: Floats  # of absolute values
    filled: Ints  # how many figures are not zero
    places: Ints  # running sums of the positions of those
    numbers: Ints
    texts: Ints
    active: Flags  # the item has a figure that is not zero
    actives: Ints
    unit: Floats  # the coarsest on each line
    noise: Floats

    def __len__(self) -> int:
        return len(self.item)

    @cached_property
    def most(self) -> Floats:
        """The digits of evidence that each item can have as a total, at most."""
        return np.asarray(np.where(self.live, self.worth, 0.0).sum(axis=1) + THIN_SUM)


def sequence(axis: Axis, items: Ints) -> Sequence:
    """The items in this order, as a sequence."""
    value = axis.value[items]
    size = np.abs(value)
    live = axis.number[items] & (value != 0)
    grain = np.where(live, axis.grain[items], np.inf).min(axis=0, initial=np.inf)
    digits = np.log10(np.maximum(size / np.maximum(grain, 1e-12), 1.0))
    active = live.any(axis=1)
    sums = _running(value, np.float64)
    largest = np.abs(sums).max(axis=0)
    return Sequence(
        item=items,
        value=value,
        number=axis.number[items],
        live=live,
        worth=np.minimum(digits, DIGITS),
        sums=sums,
        sizes=_running(size, np.float64),
        filled=_running(live, np.int32),
        places=_running(live * np.arange(len(items))[:, None], np.int64),
        numbers=_running(axis.number[items], np.int32),
        texts=_running(axis.text[items], np.int32),
        active=active,
        actives=np.concatenate([[0], np.cumsum(active)]).astype(np.int64),
        unit=axis.unit[items].max(axis=0, initial=0.0),
        noise=np.finfo(np.float64).eps * np.sqrt(len(items) + 1) * largest,
    )


def _running(matrix: Floats | Flags, kind: type[Any]) -> npt.NDArray[Any]:
    sums: npt.NDArray[Any] = np.zeros((len(matrix) + 1, matrix.shape[1]), dtype=kind)
    np.cumsum(matrix, axis=0, out=sums[1:])
    return sums


def sensible(seq: Sequence, spans: Spans) -> Flags:
    """Which spans have two items or more with figures, one of them at the end that is away from the total."""
    outer = np.where(spans.way < 0, spans.low, spans.high - 1)
    return seq.active[outer] & (seq.actives[spans.high] - seq.actives[spans.low] >= SHORTEST)


def scores(seq: Sequence, spans: Spans) -> Scores:
    """What `judge.judge` says of each span, but for lines that repeat the figures of another, and with the coarsest
    unit and the finest grain of each line in the place of those of the run."""
    step = max(1, AT_ONCE // max(seq.value.shape[1], 1))
    pieces = [_scores(seq, spans[start : start + step]) for start in range(0, len(spans), step)]
    if not pieces:
        return Scores(np.zeros(0), np.zeros(0))
    return Scores(
        np.concatenate([piece.evidence for piece in pieces]), np.concatenate([piece.ratio for piece in pieces])
    )


def _scores(seq: Sequence, spans: Spans) -> Scores:
    low, high = spans.low, spans.high
    whole = seq.value[spans.total]
    filled = seq.filled[high] - seq.filled[low]
    valid = seq.number[spans.total] & (seq.numbers[high] > seq.numbers[low]) & (seq.texts[high] == seq.texts[low])
    live = valid & ((whole != 0) | (filled > 0))
    size = np.maximum(np.abs(whole), seq.sizes[high] - seq.sizes[low])
    slack = tolerance(seq.unit, (high - low)[:, None].astype(np.float64), size) + seq.noise
    holds = live & (np.abs(whole - (seq.sums[high] - seq.sums[low])) <= slack)
    thin = holds & (filled <= 1)
    hits, misses = holds.sum(axis=1), (live & ~holds).sum(axis=1)
    worth = seq.worth[spans.total]
    digits = np.where(holds & ~thin, worth, 0.0).sum(axis=1)
    single, line = np.nonzero(thin & (filled == 1))
    which = seq.places[high[single], line] - seq.places[low[single], line]
    digits += alone(single, which, worth[single, line], len(spans))
    evidence = digits + np.minimum(THIN * thin.sum(axis=1), THIN_SUM) - MISS * misses
    return Scores(evidence, hits / np.maximum(hits + misses, 1))


@dataclass(frozen=True)
class Floor:
    """The digits of evidence that are asked: by the position of the total, for the shortest runs; a run that is ten
    times as long had ten times the chances to come out, and needs a digit more. But only `known` where the total is
    known by its name, or the shape of the run (its length, below zero where it stands before its total)."""

    item: Floats
    named: Flags
    shapes: Ints
    known: float = 0.0

    def of(self, spans: Spans) -> Floats:
        """What is asked of each span."""
        length = spans.high - spans.low
        asked = self.item[spans.total] + np.log10(length / SHORTEST)
        known = self.named[spans.total] | np.isin(length * spans.way, self.shapes)
        return np.where(known, np.minimum(asked, self.known), asked)


def alone(row: Ints, which: Ints, digits: Floats, rows: int) -> Floats:
    """`judge.judge`'s digits of lines with one part that is not zero, for many candidates: those of the part that is so
    most often do not count. One entry for each such line: its candidate, the part, the digits."""
    codes, place = np.unique(row * (int(which.max(initial=0)) + 1) + which, return_inverse=True)
    of_part = np.bincount(place.reshape(-1), weights=digits, minlength=len(codes))
    most = np.zeros(rows)
    np.maximum.at(most, codes // (int(which.max(initial=0)) + 1), of_part)
    return np.asarray(np.bincount(row, weights=digits, minlength=rows) - most, dtype=np.float64)


def enough_lines(evidence: Floats, ratio: Floats, known: Flags) -> Flags:
    """Whether runs hold on enough of their lines, as `families.accepted` asks: on fewer where much speaks for them."""
    strong = np.where(known, RATIO_KNOWN, RATIO_STRONG)
    return np.asarray(ratio >= np.where(evidence >= ACCEPT_PAIR, strong, RATIO))


def promising(seq: Sequence, spans: Spans, floor: Floor) -> tuple[Spans, Scores]:
    """The sensible ones that hold on enough of their lines and have enough evidence, with their scores."""
    spans = spans[sensible(seq, spans)]
    found = scores(seq, spans)
    asked = floor.of(spans)
    good = enough_lines(found.evidence, found.ratio, asked < ACCEPT) & (found.evidence >= asked)
    return spans[good], Scores(found.evidence[good], found.ratio[good])
