"""The market as data: dimensions and their members, and observations of which each knows its cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from cdmo_cli.tables.model import Measure, Period, Status, Unit

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a dimension. `parent` is the code of the member it is part of: in the same dimension, or in
    the one that the dimension stands `within` (a country's region)."""

    code: str
    label: str
    dimension: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    iso: str | None = None  # ISO 3166 alpha-3 of a country
    rest: bool = False  # "Rest of Europe": what its siblings leave
    known: bool = True  # False for a member that only the workbook names
    moved: bool = False  # its figures stand under another parent than the taxonomy gives it; `parent` is that one


@dataclass(frozen=True)
class Dimension:
    """An axis of the market. `partition`: its outermost members add up to the whole."""

    code: str
    label: str
    plural: str
    members: tuple[Member, ...]
    within: str | None = None  # country stands within region
    partition: bool = False
    headings: tuple[str, ...] = ()  # words that head a column of its members: "Region", "Geography"
    open: bool = False  # a list that a workbook may lengthen, such as companies: an unlisted member is no mistake
    everyday: bool = False  # single words among its members' names are everyday words (Low, High): see `Lexicon`

    @cached_property
    def parents(self) -> Mapping[str, str | None]:
        """Member → the code of the one it is part of."""
        return {member.code: member.parent for member in self.members}


@dataclass(frozen=True, slots=True)
class Grouping:
    """A known name that overlaps members of a dimension and is none of them: EMEA, DACH, BRICS."""

    label: str
    dimension: str
    members: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyFact:
    """A published revenue of a company, with its source."""

    company: str  # member code
    fiscal_year: int
    year_end: str  # ISO date
    kind: Literal["group", "cdmo"]
    value: float
    currency: str
    scale: float
    source: str


@dataclass(frozen=True)
class Taxonomy:
    """The vocabulary of a market: data, not code."""

    code: str
    market: str
    dimensions: tuple[Dimension, ...]
    groupings: tuple[Grouping, ...] = ()
    facts: tuple[CompanyFact, ...] = ()

    def dimension(self, code: str) -> Dimension | None:
        return next((d for d in self.dimensions if d.code == code), None)


@dataclass(frozen=True, slots=True)
class Naming:
    """How one label of a workbook was understood.

    how: `name` and `alias` found the member; `new` made one that the taxonomy does not know in a dimension it
    does; `own` belongs to a dimension that only the workbook has; `total` is the whole; `grouping` is known
    but overlaps; `merged` holds several names (`candidates` are their codes); `split` is a fragment of one
    name (`candidates` is that member); `unknown` (`candidates`: the nearest known).
    `under` is the member that the label stands under in the sheet, whatever the taxonomy says.
    """

    sheet: int
    block: int
    row: int
    column: int
    text: str
    how: Literal["name", "alias", "new", "own", "total", "grouping", "merged", "split", "unknown"]
    dimension: str | None = None
    member: str | None = None
    under: str | None = None
    candidates: tuple[str, ...] = ()


MEASURES: tuple[Measure, ...] = ("revenue", "share", "growth", "cagr", "count", "index", "rate", "price", "value")
STATUSES: tuple[Status, ...] = ("actual", "base", "estimate", "forecast")


@dataclass(frozen=True)
class Observations:
    """Every figure of a workbook as parallel columns; the position is the figure's name from here on.

    `measure`, `status`, `period` and `unit` are indices into MEASURES, STATUSES, `periods` and `units`;
    `members[d]` indexes `Model.dimension(d).members`; −1 means none (for a dimension: all of it, the total).
    `value` is as printed, in `units[unit]`; multiply by its scale for base units.
    """

    sheet: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    column: npt.NDArray[np.int32]
    block: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    decimals: npt.NDArray[np.int8]
    measure: npt.NDArray[np.int8]
    status: npt.NDArray[np.int8]
    period: npt.NDArray[np.int32]
    unit: npt.NDArray[np.int32]
    members: Mapping[str, npt.NDArray[np.int32]]
    periods: tuple[Period, ...]
    units: tuple[Unit, ...]
    attributes: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # kind, source, year_end, basis ...

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of prose of the workbook, for one section of the report."""

    section: str
    text: str
    sheet: int
    row: int
    column: int
    heading: str = ""


@dataclass(frozen=True)
class ReportFacts:
    """What the workbook says of the report itself; every field may be missing."""

    title: str = ""
    report_id: str = ""
    publisher: str = ""
    edition: str = ""
    date: str = ""
    base_year: int | None = None
    start_year: int | None = None
    end_year: int | None = None
    currency: str | None = None
    price_basis: str = ""
    illustrative: bool = False
    note: str = ""  # the sentence that goes wherever `illustrative` is printed
    links: Mapping[str, str] = field(default_factory=dict)  # enquire, purchase, sample
    cells: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)  # field → sheet, row, column
    subtitle: str = ""


@dataclass(frozen=True)
class Model:
    """A workbook, understood."""

    taxonomy: Taxonomy
    dimensions: tuple[Dimension, ...]  # of the taxonomy, with new members, and the workbook's own
    observations: Observations
    names: tuple[Naming, ...]
    facts: ReportFacts
    texts: tuple[Text, ...] = ()
    sheets: tuple[str, ...] = ()  # names by index
    path: str = ""
    title: str = ""  # the line over the first table, where the report itself names none
    market: str = ""  # the taxonomy's name of the market, where the workbook has something of that market in it

    @property
    def called(self) -> str:
        """What the market is called: by the report, by the line over the first table, by the taxonomy, else by the
        name of the file, which promises nothing."""
        file = re.split(r"[\\/]", self.path)[-1].rsplit(".", 1)[0]
        return self.facts.title or self.title or self.market or re.sub(r"[-_]+", " ", file) or "Market"

    def dimension(self, code: str) -> Dimension:
        """The dimension of that code. Raises KeyError."""
        for dimension in self.dimensions:
            if dimension.code == code:
                return dimension
        raise KeyError(code)

    def to_frame(self) -> pd.DataFrame:
        """A pandas table, a row an observation: market, measure, one column a dimension (member labels), period,
        value, unit, currency, scale, status, decimals, file, sheet, cell, and the attributes that some have."""
        from cdmo_cli.market.frame import to_frame

        return to_frame(self)
