"""Figures by what they mean: what a plan shows, hides and proves, and which observations say it.

A size of 2024 may stand on three sheets; it is one item, and shown or hidden everywhere at once.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cdmo_cli.market.cube import Cube, Figure
from cdmo_cli.market.hierarchy import with_parents
from cdmo_cli.market.model import MEASURES
from cdmo_cli.market.sizes import years_of

Kind = Literal["size", "share", "cagr", "added", "cell"]
Members = tuple[tuple[str, str], ...]  # dimension and member codes, sorted, with what they imply

SAME = 2e-3
"""A figure printed a second time is the same figure if it differs by no more than this part, or by its rounding."""


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One figure: a size or share of a year, a CAGR or absolute growth of two years, or (`cell`) an observation that
    stands for itself: a company's revenue, an exchange rate. No members: the whole market."""

    kind: Kind
    years: tuple[int, ...] = ()
    members: Members = ()
    position: int = -1


class Catalogue:
    """The items of a model: which observation says which item, and of which observations a size is made."""

    def __init__(self, cube: Cube) -> None:
        self.cube = cube
        self.model = cube.model
        self._dimensions = {dimension.code: dimension for dimension in cube.model.dimensions}
        self._whole: dict[frozenset[tuple[str, str]], Members] = {}

    # -- names

    def members(self, members: Mapping[str, str]) -> Members:
        """Members as items have them: with their parents, and with what every size of the workbook is of."""
        key = frozenset(members.items())
        found = self._whole.get(key)
        if found is None:
            whole = with_parents(self._dimensions, members)
            found = self._whole[key] = tuple(sorted({**self.cube.scope, **whole}.items()))
        return found

    def size(self, year: int, members: Mapping[str, str] | None = None) -> Item:
        """The item of a size."""
        return Item("size", (year,), self.members(members or {}))

    def share(self, year: int | None, members: Mapping[str, str]) -> Item:
        """The item of a share of the whole; year None for a share that is printed without one."""
        return Item("share", (year,) if year else (), self.members(members))

    def cagr(self, start: int, end: int, members: Mapping[str, str] | None = None) -> Item:
        """The item of growth between two years, percent a year."""
        return Item("cagr", (start, end), self.members(members or {}))

    def added(self, start: int, end: int, members: Mapping[str, str] | None = None) -> Item:
        """The item of absolute growth between two years."""
        return Item("added", (start, end), self.members(members or {}))

    def figure(self, item: Item) -> Figure | None:
        """What the cube knows of an item; None for what it cannot tell, and for cells."""
        members, cube = dict(item.members), self.cube
        if item.kind == "size":
            return cube.size(item.years[0], **members)
        if item.kind == "share":
            return cube.share(item.years[0] if item.years else None, **members)
        if item.kind in ("cagr", "added"):
            span = cube.span(item.years[0], item.years[1], **members)
            if span is None:
                return None
            value = span.cagr if item.kind == "cagr" else span.added
            return Figure(value, (*span.first.positions, *span.last.positions))
        return None

    def words(self, item: Item) -> str:
        """An item as a person would name it: `size Biologics 2024`."""
        if item.kind == "cell":
            return self.cube.origin([item.position])
        members = dict(item.members)
        names = []
        for code in self.innermost(item):
            members_of = self._dimensions[code].members
            names.append(next((m.label for m in members_of if m.code == members[code]), members[code]))
        return " ".join([item.kind, *names, *map(str, item.years)])

    def innermost(self, item: Item) -> tuple[str, ...]:
        """The dimensions that an item is by, without what every size is of and without what a member implies."""
        members, scope = dict(item.members), dict(self.cube.scope)
        inner = {d.within for d in self._dimensions.values() if d.code in members}
        return tuple(code for code, member in item.members if scope.get(code) != member and code not in inner)

    # -- observations

    @cached_property
    def of(self) -> tuple[Item, ...]:
        """The item of every observation."""
        data = self.model.observations
        years = years_of(data).tolist()
        return tuple(self._item(position, years[position]) for position in range(len(data)))

    @cached_property
    def positions(self) -> Mapping[Item, tuple[int, ...]]:
        """The observations that say an item."""
        found: dict[Item, list[int]] = {}
        for position, item in enumerate(self.of):
            found.setdefault(item, []).append(position)
        return {item: tuple(positions) for item, positions in found.items()}

    @cached_property
    def cells(self) -> tuple[Members, ...]:
        """The members that sizes or shares are of, the whole first."""
        found = dict.fromkeys([self.members({}), *(i.members for i in self.of if i.kind in ("size", "share"))])
        return tuple(found)

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The periods that the report tells the growth of: the forecast, and the past before it."""
        cube = self.cube
        past = bool(cube.years) and cube.years[0] < cube.start_year
        return ((cube.start_year, cube.final_year), *([(cube.years[0], cube.start_year)] if past else []))

    @cached_property
    def computed(self) -> tuple[Item, ...]:
        """The shares and growth rates that the report computes of sizes."""
        if self.cube.kind != "currency":
            return ()
        return tuple(item for cell in self.cells for item in self.rates(cell))

    def rates(self, cell: Members) -> tuple[Item, ...]:
        """The growth and the shares of some members that the report computes."""
        members = dict(cell)
        growth = tuple(self.cagr(*span, members) for span in self.spans)
        if cell == self.members({}):
            return growth
        return (*growth, *(self.share(year, members) for year in self.cube.years))

    def _item(self, position: int, year: int) -> Item:
        data = self.model.observations
        measure = MEASURES[int(data.measure[position])]
        own = {
            code: self._dimensions[code].members[int(column[position])].code
            for code, column in data.members.items()
            if column[position] >= 0
        }
        alone = Item("cell", position=position)
        if "company" in own or "publisher" in own:
            return alone
        item = self._meant(measure, position, year, own)
        if item is None or not self._says(position, item):
            return alone
        return item

    def _meant(self, measure: str, position: int, year: int, own: Mapping[str, str]) -> Item | None:
        data = self.model.observations
        period = data.periods[int(data.period[position])] if data.period[position] >= 0 else None
        if measure == "share":
            return self.share(year or None, own) if own else None
        if measure == "growth" and year:
            return self.cagr(year - 1, year, own)
        if measure == "cagr" and period is not None and period.through is not None:
            return self.cagr(period.year, period.through, own)
        if measure in ("revenue", "value", "count") and year:
            return self.size(year, own)
        return None

    def _says(self, position: int, item: Item) -> bool:
        """Whether an observation is the figure that the cube takes for the item, or the same once more."""
        figure = self.figure(item)
        if figure is None:
            return item.kind == "cagr" and self.cube.kind == "index"
        if position in figure.positions and item.kind in ("size", "share"):
            return True
        data = self.model.observations
        unit = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
        value, half = float(data.value[position]), 0.5 * 10.0 ** -float(data.decimals[position])
        if item.kind == "size":
            if (unit.currency if unit else None) != self.cube.currency:
                return False
            factor = (unit.scale if unit else 1.0) / self.cube.scale
        else:
            fraction = (unit is None or unit.kind != "percent") and abs(value) <= 1
            factor = 100 * (unit.scale if unit is not None and unit.kind == "percent" else 1.0 if fraction else 0.01)
        stated, room = value * factor, half * abs(factor)
        least = 0.0 if item.kind == "size" else 0.05
        return bool(abs(stated - figure.value) <= max(room, SAME * abs(figure.value), least) + 1e-9)

    # -- sizes as sums of observations

    def form(self, item: Item) -> dict[int, float] | None:
        """A size as a sum over observations in base units, position → coefficient, in units of currency; None for
        what is not made of sizes (an index)."""
        figure = self.figure(item)
        if figure is None or self.cube.kind != "currency":
            return None
        return self.sum_of(figure)

    def sum_of(self, figure: Figure) -> dict[int, float] | None:
        """A figure as a sum over its observations in base units; None where they do not add up to it."""
        data = self.model.observations
        found: dict[int, float] = {}
        before = -1
        for position in figure.positions:
            if MEASURES[int(data.measure[position])] == "rate" and before >= 0:
                found[before] *= self.rate(position)
            else:
                found[position] = found.get(position, 0.0) + 1.0
                before = position
        total = sum(coefficient * self._base(position) for position, coefficient in found.items())
        wanted = figure.value * self.cube.scale
        return found if math.isclose(total, wanted, rel_tol=1e-6, abs_tol=1e-9) else None

    def rate(self, position: int) -> float:
        """What an exchange rate of the workbook multiplies by to give the currency of the report."""
        rate = next(rate for rate in self.cube.rates() if rate.position == position)
        return rate.value if rate.quote == self.cube.currency else 1 / rate.value

    def _base(self, position: int) -> float:
        data = self.model.observations
        scale = data.units[int(data.unit[position])].scale if data.unit[position] >= 0 else 1.0
        return float(data.value[position]) * scale

    # -- what follows from what is shown

    def follows(self, item: Item, shown: Container[Item]) -> bool:
        """Whether a reader has an item: shown itself, or computed as the report does from others that are."""
        if item in shown:
            return True
        if item.kind == "cell":
            return self.public(item.position)
        members = dict(item.members)
        if item.kind == "size":
            figure = self.figure(item)
            parts = () if figure is None or self.cube.kind != "currency" else figure.positions
            items = [self.of[position] for position in parts if not self.public(position)]
            return len(items) > 1 and all(part in shown for part in items)
        if item.kind == "share":
            year = item.years[0] if item.years else 0
            return bool(year) and all(self.follows(self.size(year, of), shown) for of in (members, {}))
        return all(self.follows(self.size(year, members), shown) for year in item.years)

    def public(self, position: int) -> bool:
        """Whether a figure is no secret of the workbook: an exchange rate, or the 100 % below a column of shares."""
        data = self.model.observations
        measure = MEASURES[int(data.measure[position])]
        if measure != "share" or any(column[position] >= 0 for column in data.members.values()):
            return measure == "rate"
        value = float(data.value[position])
        return value in (1.0, 100.0)

    @cached_property
    def printed_shares(self) -> Mapping[str, int]:
        """Company → the observation of its printed share."""
        data = self.model.observations
        held = data.members.get("company")
        if held is None:
            return {}
        names = [member.code for member in self._dimensions["company"].members]
        share = MEASURES.index("share")
        found: dict[str, int] = {}
        for position in ((held >= 0) & (data.measure == share)).nonzero()[0].tolist():
            found.setdefault(names[int(held[position])], position)
        return found
