"""The market as one edition may see it: the cube, with every hidden figure replaced by NaN.

Sections, charts, tables and sentences get their figures here and nowhere else, so what is hidden cannot reach a page,
an axis, an order of rows, a bookmark or an alternative text. The shape stays: a hidden figure has its cells.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cdmo_cli.market.cube import Company, Cube, Figure, Rate, Span
from cdmo_cli.market.model import Member, Model
from cdmo_cli.report.numbers import Money
from cdmo_cli.report.redact import Edition, Plan, mask, plan

HIDDEN = math.nan


@dataclass(frozen=True)
class View:
    """A cube behind an edition's plan. The methods are those of `Cube`; values may be NaN."""

    cube: Cube
    edition: Edition
    plan: Plan

    @classmethod
    def of(cls, model: Model, edition: Edition) -> View:
        """The view of an edition on a model."""
        cube = Cube.of(model)
        return cls(cube, edition, plan(cube, edition))

    @property
    def sample(self) -> bool:
        """Whether figures are hidden."""
        return not self.plan.everything

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
            or self.model.title
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
        """The name of the workbook's file."""
        return self.model.path.replace("\\", "/").rsplit("/", 1)[-1]

    @cached_property
    def past(self) -> tuple[int, str | None] | None:
        """Year and dimension of the table that the sample shows: both editions have it."""
        return plan(self.cube, "sample").table

    @cached_property
    def money(self) -> Money:
        """How sizes are written. In the sample the decimals are fixed: they would tell the magnitude."""
        cube = self.cube
        largest = max((abs(figure.value) for figure in cube.series().values()), default=HIDDEN)
        return Money.of(cube.currency, cube.scale, HIDDEN if self.sample else largest, cube.unit)

    def size(self, year: int, **members: str) -> Figure | None:
        """A market size; NaN where it is hidden, None where there is none."""
        figure = self.cube.size(year, **members)
        return figure if figure is None or self.plan.shows_size(year, members) else _hide(figure)

    def series(self, **members: str) -> dict[int, Figure]:
        """The sizes of all years."""
        return {
            year: figure if self.plan.shows_size(year, members) else _hide(figure)
            for year, figure in self.cube.series(**members).items()
        }

    def span(self, start: int | None = None, end: int | None = None, **members: str) -> Span | None:
        """Growth over a period; in the sample only the headline's rate is seen, without its endpoints."""
        span = self.cube.span(start, end, **members)
        if span is None or self.plan.everything:
            return span
        headline = self.plan.growth and not members and (span.start, span.end) == (self.start, self.final)
        return dataclasses.replace(
            span,
            first=_hide(span.first),
            last=_hide(span.last),
            added=HIDDEN,
            cagr=span.cagr if headline else HIDDEN,
        )

    def growth(self, **members: str) -> Span | None:
        """Growth of these members over the forecast."""
        return self.span(None, None, **members)

    def share(self, year: int | None, **members: str) -> Figure | None:
        """The share of the whole, percent."""
        figure = self.cube.share(year, **members)
        return figure if figure is None or self.plan.everything else _hide(figure)

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
        """The companies by revenue; in the sample by name and without figures."""
        companies = self.cube.companies()
        if self.plan.everything:
            return companies
        return tuple(
            dataclasses.replace(
                company,
                revenue=_hidden(company.revenue),
                converted=_hidden(company.converted),
                share=None if company.share is None else HIDDEN,
            )
            for company in sorted(companies, key=lambda company: company.member.label.casefold())
        )

    def rates(self) -> tuple[Rate, ...]:
        """The exchange rates. They are public and lead to no size."""
        return self.cube.rates()

    def origin(self, positions: Iterable[int]) -> str:
        """Where figures stand: sheet and cells."""
        return self.cube.origin(positions)

    def prose(self, text: str) -> str:
        """A writer's text, in the sample without the figures typed into it."""
        if not self.sample:
            return text
        number = self.model.facts.report_id  # stands on the cover
        return number.join(mask(part) for part in text.split(number)) if len(number) > 2 else mask(text)


def _hide(figure: Figure) -> Figure:
    return dataclasses.replace(figure, value=HIDDEN)


def _hidden(figure: Figure | None) -> Figure | None:
    return None if figure is None else _hide(figure)
