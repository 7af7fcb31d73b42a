"""Exhibits and the other things that stand on a page, as typed values: nothing here knows HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from cdmo_cli.report.charts.model import AnyChart, Lollipops, RankedBars

Emphasis = Literal["", "strong", "highlight", "muted"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what heads it, and its width in millimetres. Text is set left, figures right."""

    head: str
    width: float
    text: bool = False
    emphasis: Emphasis = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its label, its cells as printed, and how it stands out.

    A `group` row is a heading inside the table and has no cells. `marked` are the cells printed in the highlight.
    """

    label: str
    cells: tuple[str, ...] = ()
    kind: Literal["plain", "total", "group", "break"] = "plain"
    emphasis: Emphasis = ""
    marked: frozenset[int] = frozenset()
    indent: bool = False
    unranked: bool = False  # has no place in a numbered table


@dataclass(frozen=True)
class Table:
    """A table of figures: `head` stands over the labels (the unit), `label_width` is in millimetres.

    `graphic`, bars or dots of one scale, stands in the cells of column `graphic_at`, one a row, and takes the place of
    what is in them, but for totals. `numbered` writes each plain row's place before its label.
    """

    caption: str
    head: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    label_width: float
    graphic: RankedBars | Lollipops | None = None
    graphic_at: int = 0
    numbered: bool = False
    dense: bool = False

    @property
    def width(self) -> float:
        """The whole width in millimetres."""
        return self.label_width + sum(column.width for column in self.columns)


@dataclass(frozen=True)
class Exhibit:
    """A numbered exhibit. `layout`: the graphic above its table, joined to it, or at its left."""

    title: str
    subtitle: str
    source: str
    chart: AnyChart | None = None
    table: Table | None = None
    note: str = ""
    figure: tuple[str, str] | None = None  # a large figure at the left of the graphic, with its words
    layout: Literal["above", "joined", "beside"] = "above"
    number: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A label at the left and prose at the spine. `number` is printed before the label."""

    label: str
    paragraphs: tuple[str, ...]
    number: int | None = None


@dataclass(frozen=True)
class Points:
    """Labelled prose, one under the other."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of three large figures: what stands before and after the number, its name and its note."""

    number: str
    label: str
    note: str = ""
    before: str = ""
    after: str = ""
    highlight: bool = False


@dataclass(frozen=True)
class Facts:
    """A list of facts, `label | text`, set as a table without figures."""

    caption: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plain:
    """A table that is no exhibit: appendix, coverage."""

    title: str
    table: Table
    note: str = ""


Item: TypeAlias = Exhibit | Points | Facts | Plain


@dataclass(frozen=True)
class Section:
    """A chapter or a part of one: it begins on a page of its own unless `flows`."""

    key: str
    name: str  # in contents, kicker and running head
    heading: str
    lead: str = ""
    figures: tuple[KeyFigure, ...] = ()
    items: tuple[Item, ...] = ()
    template: str = "section.html"
    part: bool = False  # belongs to the chapter before it
    number: int = 0
    flows: bool = False
    fine: bool = False  # tables close together, as in an appendix
    tight: bool = False  # less space between things, so that a page holds them
    panel: bool = False  # how to order stands below it, where the report has links

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        return tuple(item for item in self.items if isinstance(item, Exhibit))


def numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Number chapters from 1, and exhibits within their chapter, parts included: 5.1, 5.2 …"""
    chapter = exhibit = 0
    result = []
    for section in sections:
        if not section.part:
            chapter, exhibit = chapter + 1, 0
        items: list[Item] = []
        for item in section.items:
            if isinstance(item, Exhibit):
                exhibit += 1
                item = replace(item, number=f"{chapter}.{exhibit}")
            items.append(item)
        result.append(replace(section, number=chapter, items=tuple(items)))
    return tuple(result)


@dataclass(frozen=True)
class Missing:
    """A chapter that was left out, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Book:
    """The report in its order, with what was left out of it."""

    sections: tuple[Section, ...]
    missing: tuple[Missing, ...] = field(default=())
