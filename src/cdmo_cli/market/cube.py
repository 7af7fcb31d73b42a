"""The calculated view of a market: figures asked for by what they mean, each with the observations behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cdmo_cli.address import Range
from cdmo_cli.market import metrics
from cdmo_cli.market.companies import Company, companies
from cdmo_cli.market.headline import BASE_CASE, Headline, headline
from cdmo_cli.market.hierarchy import grouping_codes, in_order, with_parents
from cdmo_cli.market.model import Member, Model
from cdmo_cli.market.sizes import Cell, Figure, Rate, Sizes, rates
from cdmo_cli.tables.model import Status

__all__ = ["Company", "Cube", "Figure", "Rate", "Span"]

Kind = Literal["currency", "index", "shares"]


@dataclass(frozen=True, slots=True)
class Span:
    """Growth over a period, both endpoints stored: `cagr` in percent a year, `added` = last − first."""

    start: int
    end: int
    first: Figure
    last: Figure
    cagr: float
    added: float


class Cube:
    """A market model as figures by meaning. Members are named by code: `size(2024, region="europe")`.

    `kind` is `currency` where the workbook has market sizes (in `unit`, e.g. "USD billion"; a market counted in
    pieces has no `currency`), `index` where it has only a growth rate (the start year is set to 100, and
    `assumed` says so), `shares` where it has neither. What cannot be answered is None, never an exception;
    a total is printed or the sum of a complete partition, nothing else.
    """

    def __init__(self, model: Model, head: Headline) -> None:
        self.model = model
        self.kind: Kind = head.kind
        self.assumed = head.assumed
        self.currency = head.currency
        self.scale = head.scale
        self.unit = head.unit
        self.years = head.years
        self.base_year = head.base_year
        self.start_year = head.start_year
        self.final_year = head.final_year
        self.status: Mapping[int, Status] = head.status
        self.scope: Mapping[str, str] = head.scope
        self._sizes: Sizes = head.sizes
        self._shares: Mapping[tuple[int, Cell], Figure] = head.shares
        self._dimensions = {d.code: d for d in model.dimensions}

    @classmethod
    def of(cls, model: Model) -> Cube:
        """The cube of a model."""
        return cls(model, headline(model))

    # -- figures

    def size(self, year: int, **members: str) -> Figure | None:
        """The market in a year, whole or of the members given, in the cube's unit. What a member implies is
        added: `country="germany"` is Germany in Europe."""
        return self._sizes.get(year, self._cell(members))

    def series(self, **members: str) -> dict[int, Figure]:
        """Year → size, for the years that have one, ascending."""
        found = ((year, self.size(year, **members)) for year in self._sizes.years)
        return {year: figure for year, figure in found if figure is not None}

    def span(self, start: int | None = None, end: int | None = None, **members: str) -> Span | None:
        """Growth from `start` to `end`, by default over the forecast; None unless both ends are known, the first
        is positive and the years differ."""
        start = self.start_year if start is None else start
        end = self.final_year if end is None else end
        first, last = self.size(start, **members), self.size(end, **members)
        if first is None or last is None:
            return None
        rate = metrics.cagr(first.value, last.value, end - start)
        if rate is None:
            return None
        return Span(start, end, first, last, rate, metrics.absolute_growth(first.value, last.value))

    def share(self, year: int | None, **members: str) -> Figure | None:
        """Percent of the whole market: from sizes, else as printed for that year, else as printed without one.

        In a scenario it is the whole of that scenario, of which the scenario itself has no share."""
        cell = self._cell(members)
        setting = frozenset(item for item in cell if item[0] == BASE_CASE[0])
        if year is not None and (cell != setting or not setting):
            part, whole = self._sizes.get(year, cell), self._sizes.get(year, setting)
            percent = metrics.share(part.value, whole.value) if part and whole else None
            if part is not None and whole is not None and percent is not None:
                return Figure(percent, tuple(dict.fromkeys((*part.positions, *whole.positions))))
            if (year, cell) in self._shares:
                return self._shares[year, cell]
        return self._shares.get((0, cell))

    # -- what there is

    def members(self, dimension: str, **within: str) -> tuple[Member, ...]:
        """The members of a dimension that have figures, in the taxonomy's order, rest members last; `within`
        narrows them: `members("country", region="europe")`. Groupings such as EMEA are left out."""
        if dimension not in self._dimensions:
            return ()
        narrow = self._cell(within) if within else frozenset()
        named = {dict(cell)[dimension] for cell in self._cells if narrow <= cell and dimension in dict(cell)}
        codes = {code for code in named - self._groupings if self._known({**within, dimension: code})}
        return tuple(in_order(self._dimensions[dimension], codes))

    def has(self, *dimensions: str) -> bool:
        """Whether there are figures by just these dimensions: `has("type", "region")` is the cross of the two."""
        wanted = set(dimensions)
        for code in dimensions:
            known = self._dimensions.get(code)
            if known is not None and known.within is not None:
                wanted.add(known.within)
        return any({code for code, _ in cell} in (wanted, set(dimensions)) for cell in self._cells)

    def named(self, dimension: str) -> tuple[Member, ...]:
        """The members that the workbook names at all, with or without figures, rest members and groupings left
        out: what "23 countries" counts."""
        if dimension not in self._dimensions:
            return ()
        codes = {n.member for n in self.model.names if n.dimension == dimension and n.member and n.how in _NAMED}
        for n in self.model.names:
            if n.dimension == dimension and n.how in ("merged", "split"):
                codes.update(n.candidates)
        found = codes | {m.code for m in self.members(dimension)}
        return tuple(
            m for m in in_order(self._dimensions[dimension], {c for c in found if c} - self._groupings) if not m.rest
        )

    def companies(self) -> tuple[Company, ...]:
        """Every company named, the largest revenue first."""
        return self._companies

    def rates(self) -> tuple[Rate, ...]:
        """The exchange rates of the workbook."""
        return self._rates

    def origin(self, positions: Iterable[int]) -> str:
        """Where figures stand: "sheet ‘Regions’, cells B4:I9", the bounding range of each sheet. Of many the first
        are named."""
        data = self.model.observations
        spots: dict[int, list[tuple[int, int]]] = {}
        for position in positions:
            spots.setdefault(int(data.sheet[position]), []).append(
                (int(data.row[position]), int(data.column[position]))
            )
        places = [self._place(sheet, cells) for sheet, cells in sorted(spots.items())]
        more = len(places) - _MOST_PLACES
        return "; ".join([*places[:_MOST_PLACES], f"and {more} more sheets"] if more > 1 else places)

    # -- inside

    def _known(self, members: Mapping[str, str]) -> bool:
        """Whether just these members have a size in some year, read or added up, or a share."""
        cell = self._cell(members)
        return cell in self._shared or any(self._sizes.get(year, cell) is not None for year in self._sizes.years)

    @cached_property
    def _shared(self) -> frozenset[Cell]:
        return frozenset(cell for _, cell in self._shares)

    def _place(self, sheet: int, spots: list[tuple[int, int]]) -> str:
        rows, columns = [r for r, _ in spots], [c for _, c in spots]
        area = Range(min(rows), min(columns), max(rows), max(columns)).a1
        name = self.model.sheets[sheet] if sheet < len(self.model.sheets) else str(sheet + 1)
        return f"sheet ‘{name}’, {'cells' if ':' in area else 'cell'} {area}"

    def _cell(self, members: Mapping[str, str]) -> Cell:
        return frozenset(with_parents(self._dimensions, members).items())

    @cached_property
    def _cells(self) -> frozenset[Cell]:
        return frozenset(cell for _, cell in (*self._sizes.printed, *self._shares))

    @cached_property
    def _groupings(self) -> frozenset[str]:
        return grouping_codes(self.model.taxonomy)

    @cached_property
    def _rates(self) -> tuple[Rate, ...]:
        return rates(self.model)

    @cached_property
    def _companies(self) -> tuple[Company, ...]:
        shares = {
            dict(cell)["company"]: figure
            for (_, cell), figure in sorted(self._shares.items(), key=lambda item: item[0][0])
            if len(cell) == 1 and "company" in dict(cell)
        }
        return companies(self.model, self.currency, self.scale, self._rates, self.series(), shares)


_NAMED = ("name", "alias", "new", "own")
_MOST_PLACES = 4  # sheets that a source line names
