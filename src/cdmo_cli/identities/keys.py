"""Finds observations by what they mean: measure, period, currency and members, whatever cell they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cdmo_cli.identities.lines import Marks
from cdmo_cli.market.model import MEASURES, Dimension, Model
from cdmo_cli.tables.model import Measure, Period

Members = tuple[int, ...]  # an index a dimension, in the order of Model.dimensions; −1 for all of it


@dataclass(frozen=True, slots=True)
class Key:
    """What a figure is a figure of."""

    measure: Measure
    period: Period | None
    currency: str
    members: Members


@dataclass(frozen=True)
class Index:
    """The observations of a model by key. `keys` runs parallel to the observations."""

    model: Model
    keys: tuple[Key, ...]
    positions: Mapping[Key, tuple[int, ...]]
    within: Mapping[int, tuple[int, ...]]  # dimension → the dimensions that stand within it
    parents: tuple[tuple[int, ...], ...]  # for every dimension and member its parent there, −1 for the outermost
    claims: frozenset[tuple[int, int]]  # sheet and block of every table of claims
    marks: Marks

    def block(self, position: int) -> tuple[int, int]:
        """Sheet and block of an observation."""
        return self.blocks[position]

    @cached_property
    def blocks(self) -> list[tuple[int, int]]:
        """Sheet and block of every observation, a tuple for each block."""
        observations = self.model.observations
        same: dict[tuple[int, int], tuple[int, int]] = {}
        pairs = zip(observations.sheet.tolist(), observations.block.tolist(), strict=True)
        return [same.setdefault(pair, pair) for pair in pairs]

    def nearest(self, key: Key, to: int) -> int | None:
        """The observation of that key: of the same block as `to`, there rather in its row or column, else of the
        same sheet, else the first."""
        found = self.positions.get(key)
        if not found or len(found) == 1:
            return found[0] if found else None
        block, o = self.block(to), self.model.observations

        def distance(p: int) -> tuple[bool, bool, bool, int]:
            apart = o.row[p] != o.row[to] and o.column[p] != o.column[to]
            return self.block(p) != block, bool(apart), self.block(p)[0] != block[0], p

        return min(found, key=distance)

    def leaf(self, members: Members) -> list[int]:
        """The dimensions that the members name and that no other named dimension stands within."""
        return [d for d, m in enumerate(members) if m >= 0 and all(members[inner] < 0 for inner in self.within[d])]

    def parent(self, members: Members, dimension: int) -> Members:
        """The members of what a figure is part of along a dimension: its parent there, or all of it."""
        up = self.parents[dimension][members[dimension]]
        return (*members[:dimension], up, *members[dimension + 1 :])


def _parents(dimension: Dimension) -> tuple[int, ...]:
    place = {member.code: i for i, member in enumerate(dimension.members)}
    return tuple(place.get(member.parent, -1) if member.parent else -1 for member in dimension.members)


def index(model: Model, claims: frozenset[tuple[int, int]], marks: Marks) -> Index:
    """Index the observations of a model; those of claims tables have keys but are not found by them."""
    o = model.observations
    columns = [o.members.get(d.code, np.full(len(o), -1)).tolist() for d in model.dimensions]
    members = list(zip(*columns, strict=True)) if columns else [()] * len(o)
    currencies = [unit.currency or "" for unit in o.units]
    keys: list[Key] = []
    told: dict[tuple[object, ...], Key] = {}  # by numbers, which are quicker to look up than what they stand for
    positions: dict[Key, list[int]] = {}
    rows = zip(o.measure.tolist(), o.period.tolist(), o.unit.tolist(), o.sheet.tolist(), o.block.tolist(), strict=True)
    for position, (measure, period, unit, sheet, block) in enumerate(rows):
        currency = currencies[unit] if unit >= 0 else ""
        numbers = (measure, period, currency, members[position])
        key = told.get(numbers)
        if key is None:
            dated = o.periods[period] if period >= 0 else None
            key = told[numbers] = Key(MEASURES[measure], dated, currency, members[position])
        keys.append(key)
        if (sheet, block) not in claims:
            positions.setdefault(key, []).append(position)
    codes = [d.code for d in model.dimensions]
    within: dict[int, tuple[int, ...]] = {
        i: tuple(j for j, d in enumerate(model.dimensions) if d.within == code) for i, code in enumerate(codes)
    }
    found = {key: tuple(places) for key, places in positions.items()}
    return Index(model, tuple(keys), found, within, tuple(_parents(d) for d in model.dimensions), claims, marks)
