"""How much of a page a section takes, and what may be lowered so that its pages hold what belongs together.

Heights are in millimetres and computed from the style sheets and the widths of the letters. A page that would overflow
by a little gets lower charts, then closer lines; what still does not fit flows on. Where chapters begin is in `flow`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cdmo_cli.report import charts, fonts, numbers
from cdmo_cli.report.charts import model as m
from cdmo_cli.report.exhibits import Exhibit, Facts, Item, Plain, Point, Points, Row, Section, Table
from cdmo_cli.report.page import page_height

SAFE = 1.5  # less than a page holds: heights are estimates
PAGE = page_height("a4") - SAFE
_CELL = 8.5  # points, of a table's text
_POINT = 25.4 / 72
_LINE = 13.5 * _POINT  # of prose
_SMALL = 12.0 * _POINT
_PROSE = 114.2  # millimetres, from the spine to the right margin, and a little less
_WIDE, _FACT, _KEY = 173.0, 114.2, 55.0  # millimetres of subtitles and notes, of a fact, of a key figure
_FINDING, _TITLE = 97.0, 151.0  # of a chapter's finding and an exhibit's title in the contents
_WHOLE_EXHIBIT, _WHOLE_TABLE = 24, 14  # rows of a table that is not broken; see `.exhibit.long` and `.loose.short`
_LOWEST = 0.5  # of a chart's height
_FIGURE = 88.0  # points that a large figure and its words take beside a chart


@dataclass(frozen=True, slots=True)
class _Style:
    """The lengths in which a tight page differs from the usual one; see `.tight` in the style sheets."""

    gap: float = 8.0  # above exhibits, key figures and prose
    between: float = 5.0  # two blocks of prose
    row: float = 16.0 * _POINT
    group: float = 19.75 * _POINT
    head: float = 3.5  # below the subtitle of an exhibit
    fact: float = 3.4  # above and below the text of a fact


_LOWERED = (m.Columns, m.Lines, m.StackedArea, m.Slope, m.Waterfall, m.Hatch)
_USUAL = _Style()
_TIGHT = _Style(gap=5.5, between=4.0, row=14.25 * _POINT, group=17.0 * _POINT, head=2.5, fact=2.4)


@dataclass(frozen=True, slots=True)
class Laid:
    """A section as it stands on its pages: how far each of them is filled, in millimetres, the first from its start."""

    section: Section
    fills: tuple[float, ...]

    @property
    def last(self) -> float:
        return self.fills[-1]


def fitted(section: Section, page: float = PAGE) -> Section:
    """The section with its charts as low as its pages need, set tight where that saves a page."""
    if section.fine or section.flows or section.template != "section.html":
        return section
    return laid(section, page, page).section


def laid(section: Section, first: float, page: float) -> Laid:
    """The section on a page of which `first` millimetres are left and on further pages; tight where that saves one."""
    usual = _laid(section, section.items, _USUAL, first, page)
    if len(usual.fills) == 1:
        return usual
    tight = _laid(section, tuple(_closer(item) for item in section.items), _TIGHT, first, page)
    if len(tight.fills) < len(usual.fills):
        return replace(tight, section=replace(tight.section, tight=True))
    return usual


def _laid(section: Section, items: Sequence[Item], style: _Style, first: float, limit: float) -> Laid:
    """The items on their pages, some with lower charts."""
    done: list[Item] = []
    page: list[Item] = []  # what stands on the page that is being filled, and may give way
    fills: list[float] = []
    used, room = _head(section, style), first
    if items and used + style.gap + _least_of(items[0], style) - _slack(items[0]) > room and room < limit:
        fills, room = [0.0], limit  # the heading moves on with what it is about
    for item in items:
        height = style.gap + height_of(item, style)
        over = used + height - room
        slack = sum(_slack(each) for each in (*page, item))
        if over <= 0:
            page, used = [*page, item], used + height
        elif over <= slack:
            page, used = [_lowered(each, over / slack) for each in (*page, item)], room
        else:
            filled, used = _broken(item, style, used, room, limit)
            done, page, room = [*done, *page], [item], limit
            fills += filled
    section = replace(section, items=(*done, *page))
    return Laid(section, (*fills, used))


def _broken(item: Item, style: _Style, used: float, room: float, limit: float) -> tuple[list[float], float]:
    """An item that does not fit below what is on its page: how far it fills pages, and what of it is on the last."""
    head, parts = _parts(item, style)
    filled: list[float] = []
    start = used + style.gap + head
    for place, (part, gap) in enumerate(parts):
        between = gap if place else 0.0
        if start + between + part <= room:
            start += between + part
            continue
        filled.append(used if not place else start)
        start, room = (head + part if not place else part), limit
        while start > limit:  # higher than a page
            filled.append(limit)
            start -= limit
    return filled, start


def _least_of(item: Item, style: _Style) -> float:
    """How much of an item has to stand below a heading: its first part."""
    head, parts = _parts(item, style)
    return head + (parts[0][0] if parts else 0.0)


def _parts(item: Item, style: _Style) -> tuple[float, list[tuple[float, float]]]:
    """The height of what heads an item, and the heights that are not broken, each with the distance above it."""
    if isinstance(item, Points):
        return 0.0, [(_point_height(point), style.between) for point in item.points]
    if isinstance(item, Facts):
        return _kept(10.3, [_fact_height(text, style) for _, text in item.rows], 2)
    table = item.table
    if table is None or len(table.rows) <= (_WHOLE_TABLE if isinstance(item, Plain) else _WHOLE_EXHIBIT):
        return 0.0, [(height_of(item, style), 0.0)]
    rows = _row_heights(table, style)
    return _kept(height_of(item, style) - sum(rows), rows, 3)


def _kept(head: float, rows: list[float], together: int) -> tuple[float, list[tuple[float, float]]]:
    """Rows of which the first and the last are kept together."""
    if len(rows) <= 2 * together:
        return head, [(sum(rows), 0.0)]
    ends = sum(rows[:together]), sum(rows[-together:])
    return head, [(height, 0.0) for height in (ends[0], *rows[together:-together], ends[1])]


def _head(section: Section, style: _Style) -> float:
    """Kicker, heading, lead and key figures."""
    height = _SMALL + 1.6 + 28 * _POINT * len(fonts.balanced(numbers.bind(section.heading), 24, 172))
    if section.lead:
        height += style.gap / 2 + 17 * _POINT * fonts.prose_lines(numbers.bind(section.lead), 12, 146)
    if section.figures:
        words = max(
            _lines(figure.label, _CELL, _KEY, weight=600) + (_lines(figure.note, _CELL, _KEY) if figure.note else 0)
            for figure in section.figures
        )
        height += style.gap + 2.8 + 33 * _POINT + 1.0 + _SMALL * words
    return height


def contents_height(sections: Sequence[Section], *, sample: bool) -> float:
    """The height of the page of contents, where it has no list of what its signs mean."""
    exhibits = [exhibit for section in sections for exhibit in section.exhibits]
    row = 2.7 + 11 * _POINT
    chapters = sum(row + 11 * _POINT * (_lines(section.heading, _CELL, _FINDING) - 1) for section in sections)
    titles = sum(row + 11 * _POINT * (_lines(each.title, _CELL, _TITLE) - 1) for each in exhibits)
    lists = 8.0 + 4.5 + 15 * _POINT
    lead = _USUAL.gap / 2 + 2 * 17 * _POINT if sample else 0.0
    return _SMALL + 1.6 + 28 * _POINT + lead + lists + chapters + (lists + titles if exhibits else 0.0)


def height_of(item: Item, style: _Style = _USUAL) -> float:
    """The height of an item without the distance above it."""
    if isinstance(item, Points):
        return _points_height(item.points, style)
    if isinstance(item, Facts):
        return 10.3 + sum(_fact_height(text, style) for _, text in item.rows)
    if isinstance(item, Plain):
        return 10.3 + _table_height(item.table, style) + (6.2 if item.note else 0.0)
    return _exhibit_height(item, style)


def _points_height(points: Sequence[Point], style: _Style) -> float:
    return sum(_point_height(point) for point in points) + style.between * max(len(points) - 1, 0)


def _point_height(point: Point) -> float:
    lines = sum(fonts.prose_lines(paragraph, 9.5, _PROSE) for paragraph in point.paragraphs)
    prose = _LINE * lines + 2.5 * (len(point.paragraphs) - 1)
    return max(prose, _LINE * len(fonts.balanced(numbers.bind(point.label), 9.5, 44)))


def _fact_height(text: str, style: _Style) -> float:
    return style.fact + _SMALL * _lines(text, _CELL, _FACT)


def _exhibit_height(item: Exhibit, style: _Style) -> float:
    titles = 15 * _POINT * len(fonts.balanced(numbers.bind(item.title), 12, 170))
    head = 2.5 + 10.5 * _POINT + titles + _SMALL * _lines(item.subtitle, _CELL, _WIDE) + style.head
    source = f"Source: {item.source}." + (f" Note: {item.note}" if item.note else "")
    chart = charts.geometry(item.chart).height * _POINT if item.chart else 0.0
    table = _table_height(item.table, style) if item.table else 0.0
    body = max(chart, table) if item.layout == "beside" else chart + table
    if item.layout == "above" and chart and table:
        body += 5.0
    return head + body + 2.5 + 10.5 * _POINT * _lines(source, 7.5, _WIDE)


def _table_height(table: Table, style: _Style) -> float:
    heads = max([1, *(_cell_lines(column.head, column.width) for column in table.columns)])
    return _plain_row(table, style) + _line_more(table) * (heads - 1) + sum(_row_heights(table, style))


def _row_heights(table: Table, style: _Style) -> list[float]:
    plain = _plain_row(table, style)
    return [
        (style.group if row.kind == "group" else plain) + _line_more(table) * (_row_lines(table, row) - 1)
        for row in table.rows
    ]


def _plain_row(table: Table, style: _Style) -> float:
    if table.dense:
        return 12.7 * _POINT
    return max(style.row, (table.graphic.row + 0.5) * _POINT if table.graphic else 0.0)


def _line_more(table: Table) -> float:
    """What each line of a cell beyond its first adds."""
    return (9.0 if table.dense else 11.0) * _POINT


def _row_lines(table: Table, row: Row) -> int:
    """The lines of the label, or of the longest text in a column that breaks its words."""
    if row.kind == "group":
        return 1
    texts = [
        _cell_lines(cell, column.width - 3.0)
        for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=False))
        if column.text and (table.graphic is None or place != table.graphic_at)
    ]
    return max(_label_lines(table, row), *texts, 1)


def _label_lines(table: Table, row: Row) -> int:
    return 1 if row.kind == "group" else _cell_lines(row.label, table.label_width - (5.0 if table.numbered else 0.0))


def _cell_lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell of this width, in millimetres; long words are broken."""
    room, lines, used = max(width - 2.0, 1.0), 1, 0.0
    for word in text.split(" "):
        length = fonts.width(word, _CELL, weight=400, spacing=0.0)
        if used and used + 0.8 + length > room:
            lines, used = lines + 1, 0.0
        used += length + (0.8 if used else 0.0)
        while used > room:
            lines, used = lines + 1, used - room
    return lines


def _lines(text: str, points: float, limit: float, *, weight: int = 400) -> int:
    """How many lines of `limit` millimetres a text takes in the sans of the report."""
    lines, used = 1, 0.0
    space = fonts.width(" ", points, weight=weight, spacing=0.0)
    for word in text.split(" "):
        length = fonts.width(word, points, weight=weight, spacing=0.0)
        if used and used + space + length > limit:
            lines, used = lines + 1, 0.0
        used += length + (space if used else 0.0)
        while used > limit:  # a word that is longer than a line is broken
            lines, used = lines + 1, used - limit
    return lines


def _closer(item: Item) -> Item:
    """The same item with the lower rows of a tight page, where graphics stand in them."""
    if not isinstance(item, Exhibit) or item.table is None or item.table.graphic is None:
        return item
    return replace(item, table=replace(item.table, graphic=replace(item.table.graphic, row=14.5)))


def _slack(item: Item) -> float:
    """By how much the graphic of an item may be lowered. One beside a table gives nothing."""
    if not isinstance(item, Exhibit) or item.layout == "beside" or item.chart is None:
        return 0.0
    chart = item.chart
    if isinstance(chart, m.SmallMultiples):
        rows = math.ceil(len(chart.series) / chart.per_row)
        return rows * max(0.0, chart.panel_height - 54.0) * _POINT
    if isinstance(chart, m.FlowBars):
        return max(0.0, chart.pitch - 45.0) * (len(chart.bars) - 1) * _POINT
    if isinstance(chart, _LOWERED):
        beside = _FIGURE if item.figure else 0.0
        return max(0.0, chart.height - max(_least(chart), beside, _LOWEST * chart.height)) * _POINT
    return 0.0


def _least(chart: m.Columns | m.Lines | m.StackedArea | m.Slope | m.Waterfall | m.Hatch) -> float:
    """The lowest height in points at which a chart still reads."""
    if isinstance(chart, m.Hatch):
        return 88.0  # its words
    if isinstance(chart, m.Slope):
        return 28.0 + 11.0 * len(chart.changes)  # a line for each label
    return 52.0 if isinstance(chart, m.Columns) else 84.0


def _lowered(item: Item, part: float) -> Item:
    """The item with its graphic lowered by a part of what is possible."""
    slack = part * _slack(item) / _POINT
    if not slack or not isinstance(item, Exhibit):
        return item
    chart = item.chart
    if isinstance(chart, m.SmallMultiples):
        rows = math.ceil(len(chart.series) / chart.per_row)
        return replace(item, chart=replace(chart, panel_height=chart.panel_height - slack / rows))
    if isinstance(chart, m.FlowBars):
        return replace(item, chart=replace(chart, pitch=chart.pitch - slack / (len(chart.bars) - 1)))
    if isinstance(chart, _LOWERED):
        return replace(item, chart=replace(chart, height=chart.height - slack))
    return item
