"""How much of a page a section takes, and what may be lowered so that its pages hold what belongs together.

Heights are in millimetres and estimated from the style sheets: charts and headings exactly, small print by its length.
A page that would overflow by a little gets lower charts, then closer lines; what still does not fit flows on. A chapter
begins on a page of its own, unless it fits whole below one that leaves most of its page empty.
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
_SHORT = 0.55  # of a page: below a chapter that ends above it there is room for another
_BETWEEN = 12.0  # above a chapter that flows
_ORDER = 48.0  # the panel that may stand below the summary
_CELL = 8.5  # points, of a table's text
_POINT = 25.4 / 72
_LINE = 13.5 * _POINT  # of prose
_SMALL = 12.0 * _POINT
_PROSE = 114.2  # millimetres, from the spine to the right margin, and a little less
_SUBTITLE, _NOTE, _FACT = 125, 132, 72  # characters a line of Inter
_LOWEST = 0.5  # of a chart's height


@dataclass(frozen=True, slots=True)
class _Style:
    """The lengths in which a tight page differs from the usual one; see `.tight` in the style sheets."""

    gap: float = 8.0  # above exhibits, key figures and prose
    between: float = 5.0  # two blocks of prose
    row: float = 16.0 * _POINT
    group: float = 19.75 * _POINT
    head: float = 3.5  # below the subtitle of an exhibit


_USUAL = _Style()
_TIGHT = _Style(gap=5.5, between=4.0, row=14.25 * _POINT, group=17.0 * _POINT, head=2.5)


def paged(sections: Sequence[Section], page: float = PAGE) -> tuple[Section, ...]:
    """The sections of a report, fitted to pages of this height (millimetres), short ones below each other."""
    done: list[Section] = []
    used = page  # nothing flows below the contents
    for section in sections:
        if section.template != "section.html":
            done, used = [*done, section], page
            continue
        room = page - used - _BETWEEN
        joined = _joined(section, room) if section.flows or (used <= _SHORT * page and not section.fine) else None
        if joined is not None:
            chosen, used = joined[0], used + _BETWEEN + joined[1]
        else:
            chosen = fitted(section, page)
            _, _, height = _laid(chosen, chosen.items, _TIGHT if chosen.tight else _USUAL, page)
            used = (used + _BETWEEN + height) % page if section.flows else height
        used += _ORDER if section.key == "summary" else 0.0
        used = page if section.fine else used
        done.append(chosen)
    return tuple(done)


def _joined(section: Section, room: float) -> tuple[Section, float] | None:
    """The section as it stands below another one, with lower charts where it must, and its height; None where it
    finds no room."""
    items, pages, height = _laid(section, section.items, _USUAL, room)
    return (replace(section, items=items, flows=True), height) if pages == 1 and height <= room else None


def fitted(section: Section, page: float = PAGE) -> Section:
    """The section with its charts as low as its pages need, set tight where that saves a page."""
    if section.fine or section.flows or section.template != "section.html":
        return section
    items, pages, _ = _laid(section, section.items, _USUAL, page)
    if pages > 1:
        tight, fewer, _ = _laid(section, tuple(_closer(item) for item in section.items), _TIGHT, page)
        if fewer < pages:
            return replace(section, items=tight, tight=True)
    return replace(section, items=items)


def _laid(section: Section, items: Sequence[Item], style: _Style, limit: float) -> tuple[tuple[Item, ...], int, float]:
    """The items, some with lower charts, the pages that they fill, and how much of the last."""
    done: list[Item] = []
    page: list[Item] = []
    used, pages = _head(section, style), 1
    for item in items:
        height = style.gap + height_of(item, style)
        over = used + height - limit
        slack = sum(_slack(each) for each in (*page, item))
        if 0 < over <= slack:
            page = [_lowered(each, over / slack) for each in (*page, item)]
            used = limit
        elif over > 0:
            done += page
            page, used, pages = [item], (used + height if height > limit else height - style.gap), pages + 1
        else:
            page, used = [*page, item], used + height
    return (*done, *page), pages, used if used <= limit else used % limit


def _head(section: Section, style: _Style) -> float:
    """Kicker, heading, lead and key figures."""
    height = _SMALL + 1.6 + 28 * _POINT * len(fonts.balanced(numbers.bind(section.heading), 24, 172))
    if section.lead:
        height += style.gap / 2 + 17 * _POINT * fonts.prose_lines(numbers.bind(section.lead), 12, 146)
    if section.figures:
        notes = max(_lines(figure.note, 38) for figure in section.figures)
        height += style.gap + 2.8 + 33 * _POINT + 1.0 + _SMALL * (1 + notes)
    return height


def height_of(item: Item, style: _Style = _USUAL) -> float:
    """The height of an item without the distance above it."""
    if isinstance(item, Points):
        return _points_height(item.points, style)
    if isinstance(item, Facts):
        return 10.3 + sum(3.4 + _SMALL * _lines(text, _FACT) for _, text in item.rows)
    if isinstance(item, Plain):
        return 10.3 + _table_height(item.table, style) + (6.2 if item.note else 0.0)
    return _exhibit_height(item, style)


def _points_height(points: Sequence[Point], style: _Style) -> float:
    blocks = []
    for point in points:
        lines = sum(fonts.prose_lines(paragraph, 9.5, _PROSE) for paragraph in point.paragraphs)
        prose = _LINE * lines + 2.5 * (len(point.paragraphs) - 1)
        blocks.append(max(prose, _LINE * len(fonts.balanced(numbers.bind(point.label), 9.5, 44))))
    return sum(blocks) + style.between * max(len(blocks) - 1, 0)


def _exhibit_height(item: Exhibit, style: _Style) -> float:
    titles = 15 * _POINT * len(fonts.balanced(numbers.bind(item.title), 12, 170))
    head = 2.5 + 10.5 * _POINT + titles + _SMALL * _lines(item.subtitle, _SUBTITLE) + style.head
    source = f"Source: {item.source}." + (f" Note: {item.note}" if item.note else "")
    chart = charts.geometry(item.chart).height * _POINT if item.chart else 0.0
    table = _table_height(item.table, style) if item.table else 0.0
    body = max(chart, table) if item.layout == "beside" else chart + table
    if item.layout == "above" and chart and table:
        body += 5.0
    return head + body + 2.5 + 10.5 * _POINT * _lines(source, _NOTE)


def _table_height(table: Table, style: _Style) -> float:
    plain = max(style.row, (table.graphic.row + 0.5) * _POINT if table.graphic else 0.0)
    if table.dense:
        plain = 12.7 * _POINT
    more = 9.0 * _POINT if table.dense else 11.0 * _POINT  # for each line of a cell beyond its first
    height = plain + more * (max([1, *(_cell_lines(column.head, column.width) for column in table.columns)]) - 1)
    for row in table.rows:
        height += (style.group if row.kind == "group" else plain) + more * (_label_lines(table, row) - 1)
    return height


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


def _lines(text: str, width: int) -> int:
    return math.ceil(len(text) / width)


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
        return max(0.0, chart.pitch - 52.0) * (len(chart.bars) - 1) * _POINT
    if isinstance(chart, m.Columns | m.Lines | m.Waterfall | m.Hatch):
        return max(0.0, chart.height - max(_least(chart), _LOWEST * chart.height)) * _POINT
    return 0.0


def _least(chart: m.Columns | m.Lines | m.Waterfall | m.Hatch) -> float:
    """The lowest height in points at which a chart still reads."""
    if isinstance(chart, m.Hatch):
        return 88.0  # its words
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
    if isinstance(chart, m.Columns | m.Lines | m.Waterfall | m.Hatch):
        return replace(item, chart=replace(chart, height=chart.height - slack))
    return item
