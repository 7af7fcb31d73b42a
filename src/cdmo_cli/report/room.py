"""How much of a page a section takes, and what may be lowered so that its pages hold what belongs together.

Heights are in millimetres and estimated from the style sheets: charts and headings exactly, small print by its length.
A page that would overflow by a little gets lower charts, then closer lines; what still does not fit flows on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cdmo_cli.report import charts, fonts, numbers
from cdmo_cli.report.charts import model as m
from cdmo_cli.report.exhibits import Exhibit, Facts, Item, Plain, Point, Points, Section, Table

PAGE = 253.5  # A4 without its margins, and a little less: heights are estimates
_POINT = 25.4 / 72
_LINE = 13.5 * _POINT  # of prose
_SMALL = 12.0 * _POINT
_PROSE = 113.0  # millimetres, from the spine to the right margin, and a little less
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


def fitted(section: Section) -> Section:
    """The section with its charts as low as its pages need, set tight where that saves a page."""
    if section.fine or section.flows or section.template != "section.html":
        return section
    items, pages = _laid(section, section.items, _USUAL)
    if pages > 1:
        tight, fewer = _laid(section, tuple(_closer(item) for item in section.items), _TIGHT)
        if fewer < pages:
            return replace(section, items=tight, tight=True)
    return replace(section, items=items)


def _laid(section: Section, items: Sequence[Item], style: _Style) -> tuple[tuple[Item, ...], int]:
    """The items, some with lower charts, and the pages that they fill."""
    done: list[Item] = []
    page: list[Item] = []
    used, pages = _head(section, style), 1
    for item in items:
        height = style.gap + height_of(item, style)
        over = used + height - PAGE
        slack = sum(_slack(each) for each in (*page, item))
        if 0 < over <= slack:
            page = [_lowered(each, over / slack) for each in (*page, item)]
            used = PAGE
        elif over > 0:
            done += page
            page, used, pages = [item], (used + height if height > PAGE else height - style.gap), pages + 1
        else:
            page, used = [*page, item], used + height
    return (*done, *page), pages


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
    return plain + sum(style.group if row.kind == "group" else plain for row in table.rows)


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
    return 44.0 if isinstance(chart, m.Columns) else 84.0


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
