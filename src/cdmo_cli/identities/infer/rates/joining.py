"""Fields of one sheet seen as one: a table of rates below or beside the table of the figures that they follow from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities.infer.model import Axis, Field, Ints, Pattern
from cdmo_cli.identities.infer.rates.words import hints

T = TypeVar("T", bound=np.generic)

SHARED = 0.6  # of the columns (or rows) of the smaller field that both must have
LARGEST = 4000  # rows of two fields together
NEAREST = 3  # fields after one that may be joined with it


def pairs(fields: Sequence[Field], words: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """The positions of fields to look at together: near each other, of the same columns or rows, one of them with a
    word of rates in its headings, `words`."""
    speaks = [any(hints(word).rate for word in of_one) for of_one in words]
    for one, other in combinations(range(len(fields)), 2):
        if other - one > NEAREST or not (speaks[one] or speaks[other]):
            continue
        a, b = fields[one], fields[other]
        if len(a.rows) + len(b.rows) > LARGEST:
            continue
        if _alike(a.columns.item, b.columns.item, a.rows.item, b.rows.item) or _alike(
            a.rows.item, b.rows.item, a.columns.item, b.columns.item
        ):
            yield one, other


def _alike(one: Ints, other: Ints, across: Ints, along: Ints) -> bool:
    """Whether two fields have the same lines one way, and none in common the other way."""
    shared = len(np.intersect1d(one, other))
    apart = len(np.intersect1d(across, along)) == 0
    return apart and shared >= 2 and shared >= SHARED * min(len(one), len(other))


def joined(one: Field, other: Field) -> Field:
    """Two fields that have no cell in common as one; cells that neither has are empty."""
    rows = np.union1d(one.rows.item, other.rows.item).astype(np.int64)
    columns = np.union1d(one.columns.item, other.columns.item).astype(np.int64)
    return replace(
        one,
        rows=_joined(one.rows, other.rows, rows, columns),
        columns=_joined(one.columns, other.columns, columns, rows),
    )


def _joined(one: Axis, other: Axis, items: Ints, lines: Ints) -> Axis:
    places = [np.ix_(np.searchsorted(items, axis.item), np.searchsorted(lines, axis.line)) for axis in (one, other)]
    rows = [np.searchsorted(items, axis.item) for axis in (one, other)]
    shape = (len(items), len(lines))

    def matrix(first: npt.NDArray[T], second: npt.NDArray[T]) -> npt.NDArray[T]:
        result = np.zeros(shape, dtype=first.dtype)
        result[places[1]] = second
        result[places[0]] = first
        return result

    def vector(first: npt.NDArray[T], second: npt.NDArray[T]) -> npt.NDArray[T]:
        result = np.zeros(len(items), dtype=first.dtype)
        result[rows[1]] = second
        result[rows[0]] = first
        return result

    labels = dict(zip(other.item.tolist(), other.labels, strict=True))
    labels.update(zip(one.item.tolist(), one.labels, strict=True))
    return Axis(
        direction=one.direction,
        value=matrix(one.value, other.value),
        number=matrix(one.number, other.number),
        text=matrix(one.text, other.text),
        unit=matrix(one.unit, other.unit),
        grain=matrix(one.grain, other.grain),
        item=items,
        line=lines,
        labels=tuple(labels[item] for item in items.tolist()),
        total=vector(one.total, other.total),
        kind=vector(one.kind, other.kind),
        depth=vector(one.depth, other.depth),
        bold=vector(one.bold, other.bold),
        gap=vector(one.gap, other.gap),
    )


def moved(patterns: Sequence[Pattern], old: Axis, new: Axis) -> list[Pattern]:
    """Sums of one axis as sums of another one that has all of its items and lines."""
    item = np.searchsorted(new.item, old.item).tolist()
    line = np.searchsorted(new.line, old.line).tolist()
    return [
        replace(
            pattern,
            total=item[pattern.total],
            parts=tuple(item[part] for part in pattern.parts),
            lines=tuple(line[place] for place in pattern.lines),
            broken=tuple(line[place] for place in pattern.broken),
        )
        for pattern in patterns
    ]
