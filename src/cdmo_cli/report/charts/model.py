"""What a chart is made from: typed numbers and words. Nothing here knows how a chart is drawn.

Every length is in points. A formatter turns a number into its printed words, so that the language of the report
decides on separators and signs. `alt` is the alternative text and states the finding. Values keep their full
precision; they are rounded by the formatter alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Format: TypeAlias = Callable[[float], str]
Phase = Literal["history", "base", "forecast"]
Tone = Literal["highlight", "bar", "rest"]


def mm(length: float) -> float:
    """Millimetres in points."""
    return length * 72 / 25.4


FULL_WIDTH = mm(174)  # A4 between margins of 18 mm
SPINE = mm(178 / 3)  # column 5 of 12, 59.3 mm from the left margin
YEAR_PITCH = mm(12)  # one column of a table of years
TABLE_ROW = 16.5  # a table row: 8.5/11 pt, 2.5 pt above and below, and its hairline


@dataclass(frozen=True, slots=True)
class Words:
    """The words that charts write by themselves, for translation. `{low}` and `{high}` are formatted numbers."""

    history: str = "History"
    base: str = "Base"
    forecast: str = "Forecast"
    at_least: str = "{low} and over"
    between: str = "{low} to {high}"
    below: str = "under {high}"
    full_labels: str = "Shortened labels in full:"
    others: str = "{count} others"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What all charts share: the alternative text and the width."""

    alt: str
    width: float = FULL_WIDTH
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a year (a number, so that gaps between years keep their width)."""

    year: float
    value: float
    label: str = ""  # the year as printed; "" prints the whole number


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of points, in ascending order of years."""

    label: str
    points: tuple[Point, ...]
    highlight: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A year of `Columns`. A missing value leaves its place empty."""

    label: str
    value: float | None
    phase: Phase
    highlight: bool = False


@dataclass(frozen=True, slots=True)
class Bracket:
    """The growth from the base column to the last: "+42.6 %" over "in 7 years"."""

    text: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Columns(Chart):
    """Market size by year. `left` is where the cell of the first column begins and `pitch` the width of a cell: a
    bar stands `inset` from both its sides, so that figures right-aligned with that padding end flush with the bars
    below which they stand. Without `pitch` the columns share the width. `axis` prints the years below; leave it out
    when a table's header row does.

    Marked by themselves: bands by phase, and the bracket from the base (or first) column to the last.
    """

    columns: tuple[Column, ...]
    number: Format
    bracket: Bracket | None = None
    left: float = SPINE
    pitch: float | None = YEAR_PITCH
    inset: float = 7.0
    height: float = 158.0
    axis: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart."""

    label: str
    value: float
    highlight: bool = False
    hollow: bool = False  # lollipops: another kind of figure than the rest, explained in a note


@dataclass(frozen=True, kw_only=True)
class RankedBars(Chart):
    """Bars from zero, drawn in the order given by `ranked`: descending, negatives to the left. `draw` writes the
    labels too; `draw_rows` gives one graphic a row, of the same scale, to stand in the cells of a table (see
    `Rows`)."""

    bars: tuple[Bar, ...]
    number: Format
    row: float = TABLE_ROW
    left: float = SPINE
    ranked: bool = True


@dataclass(frozen=True, kw_only=True)
class Lollipops(Chart):
    """Dots on stems from zero, with an axis above and gridlines through the rows. As RankedBars, by `draw` or
    `draw_rows`."""

    bars: tuple[Bar, ...]
    number: Format
    tick: Format
    heading: str = ""
    row: float = TABLE_ROW
    left: float = SPINE
    ranked: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole: its size and what is written in it ("USD 36.6 bn"), beside its share."""

    value: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class FlowBar:
    """One bar of `FlowBars`, its parts in the order of the segments."""

    label: str
    note: str
    parts: tuple[Part, ...]
    forecast: bool = False


@dataclass(frozen=True, kw_only=True)
class FlowBars(Chart):
    """Shares of the base, of the growth and of the final year, joined by the flow of the highlighted segment (an
    index; the last by default). `segments` are named in the first bar. A bar with a negative part or without any
    size cannot show shares and is left out."""

    segments: tuple[str, ...]
    bars: tuple[FlowBar, ...]
    percent: Format
    highlight: int = -1
    left: float = SPINE
    pitch: float = 60.5  # from the top of a bar to the top of the next


@dataclass(frozen=True, kw_only=True)
class SmallMultiples(Chart):
    """A panel a series, the others as thin lines; one scale for all. Dashed from `forecast_from` (the last actual
    or base year). At most `per_row` panels stand side by side; several rows are filled evenly."""

    series: tuple[Series, ...]
    number: Format
    tick: Format
    forecast_from: float | None = None
    per_row: int = 5
    panel_height: float = 78.0


@dataclass(frozen=True, kw_only=True)
class Lines(Chart):
    """Up to five series with direct labels at their ends, dashed from `forecast_from`. More than five: the first
    five highlighted or largest are labelled, the others are thin lines. From three series on each has a mark of its
    own shape at both ends and beside its label, so that no line is told by its colour alone."""

    series: tuple[Series, ...]
    number: Format
    tick: Format
    forecast_from: float | None = None
    left: float = 0.0
    height: float = 170.0


@dataclass(frozen=True, kw_only=True)
class StackedArea(Chart):
    """Parts of a whole over the years, stacked in the order given from below, tinted from `forecast_from`, directly
    labelled. Negative values count as zero: an area has no sign. Beyond five series the smallest are one, on top."""

    series: tuple[Series, ...]
    number: Format
    tick: Format
    forecast_from: float | None = None
    left: float = 0.0
    height: float = 170.0


@dataclass(frozen=True, slots=True)
class Change:
    """A row of `Slope`: a value at the start and at the end."""

    label: str
    start: float
    end: float
    highlight: bool = False


@dataclass(frozen=True, kw_only=True)
class Slope(Chart):
    """Two years side by side; the labels stand at both ends."""

    changes: tuple[Change, ...]
    start: str
    end: str
    number: Format
    forecast: bool = True
    height: float = 170.0


@dataclass(frozen=True, slots=True)
class Stack:
    """A year (or member) of `HundredPercent`, its values in the order of the segments."""

    label: str
    values: tuple[float, ...]
    forecast: bool = False


@dataclass(frozen=True, kw_only=True)
class HundredPercent(Chart):
    """Shares by year as lying bars of equal length; beyond five segments the smallest are one, at the end. `percent`
    gets 0 to 100. A stack with a negative value or without any size is left empty."""

    segments: tuple[str, ...]
    stacks: tuple[Stack, ...]
    percent: Format
    highlight: int | None = None
    left: float = SPINE
    row: float = 18.0


@dataclass(frozen=True, slots=True)
class Tile:
    """A country of `TileMap`. `code` is the member's code (`united-states`), `short` the three letters in the tile."""

    code: str
    short: str
    value: float | None
    rest: bool = False  # "Rest of ...": has no place on a map, is left out


@dataclass(frozen=True, kw_only=True)
class TileMap(Chart):
    """Countries as equal squares in their rough places (`grids.py`), coloured by up to five bins of the values
    rounded to `decimals`; `number` must print as many."""

    tiles: tuple[Tile, ...]
    number: Format
    tick: Format | None = None  # prints the bins' lower bounds: "7" in "7 to 7.9"
    decimals: int = 1
    heading: str = ""  # of the swatches: "% a year"
    width: float = mm(56)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of `OneBar`: one or more parts under one text."""

    text: str
    values: tuple[float, ...]
    tone: Tone


@dataclass(frozen=True, kw_only=True)
class OneBar(Chart):
    """One bar over the full width: the named, and everyone else."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class Heat(Chart):
    """A table of sequential bins. `values[row][column]`; None prints `missing`."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    number: Format
    tick: Format | None = None
    decimals: int = 1
    heading: str = ""
    missing: str = "–"
    left: float = SPINE
    row: float = 24.0


@dataclass(frozen=True, kw_only=True)
class Waterfall(Chart):
    """From the first size by the growth of each segment to the last: `steps` are signed. Of more than fit, the
    smallest are one step before the last column, which is tinted where it is a `forecast`."""

    start: Bar
    steps: tuple[Bar, ...]
    end: Bar
    number: Format
    step_number: Format
    height: float = 170.0
    forecast: bool = True


@dataclass(frozen=True, slots=True)
class Size:
    """The market in a year."""

    label: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Spiral(Chart):
    """The cover's sunflower spiral: one dot a `unit`, the base pale, the growth warm. `unit` None takes a round
    one, so that there are 100 to 600 dots (read it with `spiral_unit`). Without sizes (the sample) it draws a fixed
    number of dots and no label."""

    base: Size | None = None
    forecast: tuple[Size, ...] = ()
    unit: float | None = None
    width: float = mm(210)
    height: float = mm(297)


@dataclass(frozen=True, kw_only=True)
class Hatch(Chart):
    """Where the sample leaves out a chart: uniform hatching, made from no data, with a heading and lines of text."""

    heading: str
    lines: tuple[str, ...] = ()
    bands: tuple[
        tuple[str, int], ...
    ] = ()  # the labels above, and how many columns wide: (("Base", 1), ("Forecast", 7))
    left: float = SPINE
    right: float = SPINE + 8 * YEAR_PITCH
    height: float = 158.0


@dataclass(frozen=True, kw_only=True)
class Watermark(Chart):
    """A word across the page as outlines, so that no text of it is found by a search or a screen reader."""

    text: str = "SAMPLE"
    width: float = mm(210)
    height: float = mm(297)


@dataclass(frozen=True, kw_only=True)
class Logo(Chart):
    """The mark of dots, square."""

    ground: Literal["paper", "cover"] = "paper"
    width: float = 12.0


AnyChart: TypeAlias = (
    Columns
    | RankedBars
    | Lollipops
    | FlowBars
    | SmallMultiples
    | Lines
    | StackedArea
    | Slope
    | HundredPercent
    | TileMap
    | OneBar
    | Heat
    | Waterfall
    | Spiral
    | Hatch
    | Watermark
    | Logo
)
