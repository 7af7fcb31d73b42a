"""The market as one edition may see it: the cube, with every hidden figure replaced by NaN.

Sections, charts, tables and sentences get their figures here and nowhere else, so what is hidden cannot reach a page,
an axis, an order of rows, a bookmark or an alternative text. The shape stays: a hidden figure has its cells. What the
sample shows is rounded here as it is printed, so that no chart and no attachment tells more digits than the page.

    View.of(model, edition, settings=None, system=None, known=()) -> View
    view.shows(position) -> bool          may the figure of this observation be seen?
    view.printed(position) -> float       its value as the edition may state it, in the workbook's unit; NaN if hidden
    view.size / series / span / share / companies / rates     the methods of Cube; figure by figure, NaN if hidden
    view.protected -> tuple[Protected, ...]                   what was hidden besides, to protect other figures
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cdmo_cli.config import SampleSettings
from cdmo_cli.identities.model import System
from cdmo_cli.market import metrics
from cdmo_cli.market.cube import Company, Cube, Figure, Rate, Span
from cdmo_cli.market.model import Dimension, Member, Model
from cdmo_cli.report import titles
from cdmo_cli.report.disclosure import Catalogue, Disclosure, Item, Known, Plan, Protected, default_table, disclose
from cdmo_cli.report.disclosure.rounding import RATE_DECIMALS, SIZE_DECIMALS, as_printed, unit_scale
from cdmo_cli.report.numbers import Money
from cdmo_cli.report.redact import Edition, mask, mask_name
from cdmo_cli.report.typed import Typed

HIDDEN = math.nan


@dataclass(frozen=True)
class View:
    """A cube behind an edition's plan. The methods are those of `Cube`; values may be NaN."""

    cube: Cube
    edition: Edition
    plan: Plan
    protected: tuple[Protected, ...] = ()  # hidden besides the plan, since others could be worked out from it
    known: tuple[Known, ...] = ()  # of each file of what readers know anyway, how much of it is of this market
    catalogue: Catalogue | None = field(default=None, repr=False, compare=False)  # that the plan was made with

    @classmethod
    def of(
        cls,
        model: Model,
        edition: Edition,
        settings: SampleSettings | None = None,
        system: System | None = None,
        known: Sequence[Model] = (),
        proved: Disclosure | None = None,
    ) -> View:
        """The view of an edition on a model.

        For the sample: `settings` say what is shown, `system` are the identities of the workbook (without it those
        that the taxonomy declares), `known` are workbooks that readers know anyway; `proved` is what `disclose` made
        of all that, where it is there already. Raises Undisclosable where what must stay gives hidden figures away,
        ConfigError for settings that name no figure.
        """
        if edition == "full":
            return cls(Cube.of(model), edition, Plan())
        found = proved or disclose(Catalogue(Cube.of(model)), settings or SampleSettings(), system, known)
        return cls(_renamed(found.catalogue.cube), edition, found.plan, found.protected, found.known, found.catalogue)

    @property
    def sample(self) -> bool:
        """Whether this is the sample edition: for wording, never to decide what a page shows."""
        return self.edition == "sample"

    @property
    def model(self) -> Model:
        return self.cube.model

    @property
    def years(self) -> tuple[int, ...]:
        return self.cube.years

    @property
    def start(self) -> int:
        """First year of the forecast span."""
        return self.cube.start_year

    @property
    def final(self) -> int:
        """Last year of the forecast span."""
        return self.cube.final_year

    @property
    def period(self) -> str:
        """`2024 to 2031`, or the one year there is, or nothing when no year is known."""
        if not self.start or not self.final:
            return ""
        return f"{self.start} to {self.final}" if self.start != self.final else str(self.final)

    @property
    def name(self) -> str:
        """What the market is called: the report's title, that of its first table, else the file's name, which promises
        nothing."""
        return (
            self.model.facts.title
            or titles.cleaned(self.model.title)
            or re.sub(r"[-_]+", " ", self.file.rsplit(".", 1)[0])
            or "Market report"
        )

    @property
    def noun(self) -> str:
        """What the whole is called: a market, or the total of what a workbook counts that names neither."""
        cube = self.cube
        counted = cube.kind == "currency" and cube.currency is None
        return "total" if counted and "market" not in self.name.casefold() else "market"

    @property
    def what(self) -> str:
        """What the sizes are called."""
        return "Market size" if self.noun == "market" else "Size"

    @property
    def file(self) -> str:
        """The name of the workbook's file, in the sample without figures."""
        name = self.model.path.replace("\\", "/").rsplit("/", 1)[-1]
        return name if self.plan.everything else mask_name(name)

    @cached_property
    def past(self) -> tuple[int, str | None] | None:
        """Year and dimension of the past year's table: both editions have it."""
        return self.plan.table if self.sample else default_table(self._catalogue)

    @cached_property
    def money(self) -> Money:
        """How sizes are written. In the sample the decimals are fixed: they would tell the magnitude."""
        cube = self.cube
        largest = max((abs(figure.value) for figure in cube.series().values()), default=HIDDEN)
        return Money.of(cube.currency, cube.scale, HIDDEN if self.sample else largest, cube.unit)

    # -- what may be seen

    def shows(self, position: int) -> bool:
        """Whether the figure of an observation may be seen."""
        return self.plan.everything or self._seen(self._catalogue.of[position])

    def printed(self, position: int) -> float:
        """The figure of an observation as this edition may state it, in the workbook's unit; NaN if it is hidden."""
        value = float(self.model.observations.value[position])
        if self.plan.everything:
            return value
        item = self._catalogue.of[position]
        if not self._seen(item):
            return HIDDEN
        own = item in self.plan.shown or item.kind == "cell"
        return as_printed(self._catalogue, item, position, value if own else self._computed(item, position))

    def _computed(self, item: Item, position: int) -> float:
        """A figure that follows from shown ones, as it does from what is printed of them, in the workbook's unit."""
        members = dict(item.members)
        if item.kind == "size":
            figure = self.size(item.years[0], **members)
            return HIDDEN if figure is None else figure.value * self.cube.scale / unit_scale(self.model, position)
        if item.kind == "share":
            figure = self.share(item.years[0], **members)
            percent = HIDDEN if figure is None else figure.value
        else:
            span = self.span(item.years[0], item.years[1], **members)
            percent = HIDDEN if span is None else span.cagr
        return percent / 100 / unit_scale(self.model, position)

    def _seen(self, item: Item) -> bool:
        """Whether an item is shown: itself, or as what the reader computes from others that are."""
        return self.plan.everything or self._catalogue.follows(item, self.plan.shown)

    @cached_property
    def _catalogue(self) -> Catalogue:
        return self.catalogue or Catalogue(self.cube)

    # -- figures

    def size(self, year: int, **members: str) -> Figure | None:
        """A market size; NaN where it is hidden, None where there is none."""
        figure = self.cube.size(year, **members)
        return figure if figure is None or self.plan.everything else self._size(year, members, figure)

    def series(self, **members: str) -> dict[int, Figure]:
        """The sizes of all years."""
        found = self.cube.series(**members)
        if self.plan.everything:
            return found
        return {year: self._size(year, members, figure) for year, figure in found.items()}

    def _size(self, year: int, members: Mapping[str, str], figure: Figure) -> Figure:
        """A size as the sample has it: rounded, or hidden."""
        if not self._seen(self._catalogue.size(year, members)):
            return _hide(figure)
        return dataclasses.replace(figure, value=round(figure.value, SIZE_DECIMALS))

    def span(self, start: int | None = None, end: int | None = None, **members: str) -> Span | None:
        """Growth over a period; its ends, its rate and what it adds are seen or hidden one by one."""
        span = self.cube.span(start, end, **members)
        if span is None or self.plan.everything:
            return span
        first = self._size(span.start, members, span.first)
        last = self._size(span.end, members, span.last)
        rate = self._catalogue.cagr(span.start, span.end, members)
        added = self._catalogue.added(span.start, span.end, members)
        cagr = metrics.cagr(first.value, last.value, span.end - span.start)  # NaN of NaN
        return dataclasses.replace(
            span,
            first=first,
            last=last,
            added=round(span.added, SIZE_DECIMALS) if added in self.plan.shown else last.value - first.value,
            cagr=round(span.cagr, RATE_DECIMALS) if rate in self.plan.shown else HIDDEN if cagr is None else cagr,
        )

    def growth(self, **members: str) -> Span | None:
        """Growth of these members over the forecast."""
        return self.span(None, None, **members)

    def share(self, year: int | None, **members: str) -> Figure | None:
        """The share of the whole, percent."""
        figure = self.cube.share(year, **members)
        if figure is None or self.plan.everything:
            return figure
        if self._catalogue.share(year, members) in self.plan.shown:
            return dataclasses.replace(figure, value=round(figure.value, RATE_DECIMALS))
        part = self.size(year, **members) if year is not None else None
        whole = self.size(year) if year is not None else None
        percent = metrics.share(part.value, whole.value) if part is not None and whole is not None else None
        return dataclasses.replace(figure, value=HIDDEN if percent is None else percent)

    def members(self, dimension: str, **within: str) -> tuple[Member, ...]:
        """The members that have figures, in the taxonomy's order, the rest last."""
        return self.cube.members(dimension, **within)

    def named(self, dimension: str) -> tuple[Member, ...]:
        """The members that the workbook names, with or without figures."""
        return self.cube.named(dimension)

    def has(self, *dimensions: str) -> bool:
        """Whether there are figures for a dimension, or for a cross of several."""
        return self.cube.has(*dimensions)

    def companies(self) -> tuple[Company, ...]:
        """The companies by revenue; by name where a revenue is hidden."""
        companies = self.cube.companies()
        if self.plan.everything:
            return companies
        seen = tuple(self._company(company) for company in companies)
        if all(company.revenue is None or math.isfinite(company.revenue.value) for company in seen):
            return seen
        return tuple(sorted(seen, key=lambda company: company.member.label.casefold()))

    def _company(self, company: Company) -> Company:
        """A company as the sample has it."""
        revenue, converted = self._read(company.revenue), self._read(company.converted)
        share = company.share
        if share is not None:
            year = company.period.year if company.period else None
            whole = self.size(year) if year is not None else None
            printed = self._catalogue.printed_shares.get(company.member.code)
            if printed is not None:
                share = share if self.shows(printed) else HIDDEN
            else:
                known = converted is not None and whole is not None
                share = metrics.share(converted.value, whole.value) if known and converted and whole else HIDDEN
        return dataclasses.replace(company, revenue=revenue, converted=converted, share=share)

    def _read(self, figure: Figure | None) -> Figure | None:
        """A figure that was read off a sheet, hidden unless all its observations may be seen."""
        if figure is None or all(self.shows(position) for position in figure.positions):
            return figure
        return _hide(figure)

    def rates(self) -> tuple[Rate, ...]:
        """The exchange rates. They are public and lead to no size."""
        return self.cube.rates()

    def origin(self, positions: Iterable[int]) -> str:
        """Where figures stand: sheet and cells."""
        return self.cube.origin(positions)

    def prose(self, text: str, start: int = 0, end: int | None = None) -> str:
        """A writer's text from `start` to `end`, in the sample without the figures typed into it but for those that it
        shows."""
        piece = text[start:end]
        if self.plan.everything:
            return piece
        number = self.model.facts.report_id  # stands on the cover

        def stays(match: re.Match[str]) -> bool:
            if len(number) > 2 and match["figure"] == number:
                return True
            place = start + match.start("figure")
            return self._typed.allows(text, place, match["figure"], match["after"] or "")

        return mask(piece, stays)

    @cached_property
    def _typed(self) -> Typed:
        return Typed.of(self._catalogue, self.plan)


def _renamed(cube: Cube) -> Cube:
    """The same with names of sheets, dimensions and members that have no figures in them; texts find their members
    by the old ones, too."""
    model = cube.model
    sheets = _masked(model.sheets)
    dimensions = tuple(_without_figures(dimension) for dimension in model.dimensions)
    if sheets == model.sheets and dimensions == model.dimensions:
        return cube
    return Cube.of(dataclasses.replace(model, sheets=sheets, dimensions=dimensions))


def _without_figures(dimension: Dimension) -> Dimension:
    labels = _masked(tuple(member.label for member in dimension.members))
    members = tuple(
        member
        if label == member.label
        else dataclasses.replace(member, label=label, aliases=(*member.aliases, member.label))
        for member, label in zip(dimension.members, labels, strict=True)
    )
    label, plural = mask_name(dimension.label), mask_name(dimension.plural)
    return dataclasses.replace(dimension, label=label, plural=plural, members=members)


def _masked(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names without figures, numbered where several have become one."""
    masked = [mask_name(name) for name in names]
    count = Counter(masked)
    return tuple(
        name if name == old or count[name] == 1 else f"{name} ({masked[: place + 1].count(name)})"
        for place, (old, name) in enumerate(zip(names, masked, strict=True))
    )


def _hide(figure: Figure) -> Figure:
    return dataclasses.replace(figure, value=HIDDEN)
