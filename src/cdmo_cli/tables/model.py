"""What `tables` hands on: blocks of figures with the labels, periods and units that belong to them.

A block is seen as rows × columns. Every figure stands where a row `Line` crosses a column `Line`; what it
means is what the two lines, and then the block, say of it: the first that knows wins, in the order
`Column.from_columns`, row, column, block. No taxonomy is known here: labels are words with hints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from cdmo_cli.address import Range

if TYPE_CHECKING:
    from cdmo_cli.tables.grid import Grid

Layout = Literal[
    "wide",  # members down, periods across (or measures, or both in two header rows)
    "years down",  # periods down, members or measures across
    "cross",  # members down, members across (type × region), one period
    "long",  # tidy: a row an observation, columns are dimensions, periods and values
    "claims",  # publisher, size, year, size, year, CAGR
    "company",  # company, revenue, currency, fiscal year
    "pairs",  # name | value (| unit or note): report facts, assumptions
    "list",  # labels under headings without figures: players, countries by region
]
Measure = Literal["revenue", "share", "growth", "cagr", "count", "index", "rate", "price", "value"]
Status = Literal["actual", "base", "estimate", "forecast"]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, or the span `year`-`through` that a growth rate covers. Quarters and months keep their mark."""

    year: int
    through: int | None = None
    part: str = ""  # "Q1", "H2", "03"
    fiscal: bool = False

    def __str__(self) -> str:
        text = f"{'FY' if self.fiscal else ''}{self.year}"
        return f"{text}{'-' + str(self.through) if self.through else ''}{' ' + self.part if self.part else ''}"


@dataclass(frozen=True, slots=True)
class Unit:
    """What one printed unit is worth: `scale` of `currency` (USD million: 1e6 USD), of `kind` otherwise.

    Percentages keep the number as printed: 5.2 % is value 5.2 with scale 0.01; 0.052 shown as 5.2 % is
    value 0.052 with scale 1, and so is a plain fraction.
    """

    kind: Literal["currency", "percent", "index", "count", "other"] = "other"
    currency: str | None = None  # ISO 4217
    scale: float = 1.0
    text: str = ""  # as printed, or "USD million"
    stated: bool = True  # False where it was guessed from the size of the numbers


@dataclass(frozen=True, slots=True)
class Label:
    """A word at the head of a line, where it stands, and what its look says of its place in the hierarchy."""

    text: str  # cleaned: no leading spaces, no footnote mark
    row: int
    column: int
    heading: str = ""  # of the label's own column or row ("Region"), empty where there is none
    depth: int = 0  # 0 for the outermost; by indent, leading spaces, outline level or column of labels
    bold: bool = False
    total: bool = False  # says that it is one: Total, World, All, Gesamt, Sum ...
    footnote: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column that holds figures.

    `labels` are outermost first: in a long table one for each dimension, in a hierarchy the line's own label
    with its ancestors before it (`path`). `parent` is the index in the block of the line it stands under.
    """

    index: int  # absolute row or column, counting from 1
    labels: tuple[Label, ...] = ()
    parent: int | None = None  # position in Block.rows or Block.columns
    period: Period | None = None
    status: Status | None = None
    measure: Measure | None = None
    unit: Unit | None = None
    note: str = ""  # text that stands in the line beside the figures: source, comment, "approximately"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FromColumns:
    """For a column of figures: the columns of the same block that hold its period, unit or status row by row."""

    period: int | None = None  # absolute column
    through: int | None = None  # of the end year of a growth rate
    currency: int | None = None
    unit: int | None = None
    status: int | None = None


@dataclass(frozen=True)
class Figures:
    """The numbers of a block as parallel columns, in reading order; the length is the number of figures.

    `row` and `column` are absolute; `row_line` and `column_line` index `Block.rows` and `Block.columns`.
    `value` is as printed (5.2 for 5.2 %). `decimals` counts the decimals written (12 significant digits at
    most, so float noise does not count); negative where the block is rounded to tens or more is not decided
    here. `text` holds the printed form of those that were text.
    """

    row: npt.NDArray[np.int32]
    column: npt.NDArray[np.int32]
    row_line: npt.NDArray[np.int32]
    column_line: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    decimals: npt.NDArray[np.int8]
    text: Mapping[int, str] = field(default_factory=dict)  # position → as printed

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True)
class Note:
    """A text that belongs to a block or to a sheet: a title, a footnote, a source line, a prose cell."""

    text: str
    row: int
    column: int
    kind: Literal["title", "unit", "footnote", "source", "text"] = "text"


@dataclass(frozen=True)
class Block:
    """One table of a sheet."""

    sheet: int  # Sheet.index
    range: Range
    layout: Layout
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    figures: Figures
    title: str = ""
    header_rows: tuple[int, ...] = ()
    label_columns: tuple[int, ...] = ()
    measure: Measure | None = None
    unit: Unit | None = None
    period: Period | None = None
    status: Status | None = None
    from_columns: Mapping[int, FromColumns] = field(default_factory=dict)  # position in `columns` → its partners
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)  # text cells inside, for pairs, company, long
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A part of a sheet that holds something but was not made a block, and why."""

    sheet: int
    range: Range
    why: str


@dataclass(frozen=True)
class SheetTables:
    """All that was found in one sheet. `grid` is the sheet as arrays, None for an empty one."""

    sheet: int
    name: str
    visible: bool
    blocks: tuple[Block, ...]
    texts: tuple[Note, ...] = ()  # prose and stray labels outside of every block
    not_understood: tuple[NotUnderstood, ...] = ()
    grid: Grid | None = field(default=None, repr=False, compare=False)
