"""Bars and lollipops from zero, whole or cut into the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cdmo_cli.report.charts.drawing import Anchor, Drawing, Mark, dot, drawing, rect, stroke, text
from cdmo_cli.report.charts.model import Bar, Format, Lollipops, RankedBars
from cdmo_cli.report.charts.scales import Linear, finite, labelled, ticks
from cdmo_cli.report.charts.text import measure, shorten

_VALUE = 8.5
_LABEL = 8.5
_GAP = 5.0  # between a bar and its value
_BAR = 12.0
_DOT = 4.2
_AXIS = 1.0
_HEAD = 24.0
_TICK = 7.5


@dataclass(frozen=True, slots=True)
class _Scale:
    """Positions of values, and the gridlines of lollipops."""

    x: Linear
    grid: tuple[float, ...]


def ranked_bars(chart: RankedBars) -> Drawing:
    """The geometry of bars with their labels."""
    return _whole(chart, "ranked-bars", 0.0)


def lollipops(chart: Lollipops) -> Drawing:
    """The geometry of lollipops with labels and the axis above."""
    return _whole(chart, "lollipops", _HEAD if chart.heading else _HEAD / 2)


def rows(chart: RankedBars | Lollipops) -> tuple[Drawing | None, tuple[Drawing, ...], tuple[int, ...]]:
    """The axis for a table's header (lollipops only), a drawing a row, and the order of the bars."""
    cell = replace(chart, left=0.0)
    order = _order(cell)
    scale = _scale(cell)
    head = None
    if isinstance(cell, Lollipops):
        height = _HEAD if cell.heading else _HEAD / 2
        head = drawing("axis", cell.width, height, cell.alt, _axis(cell, scale, height))
    drawn = tuple(
        drawing("row", cell.width, cell.row, f"{bar.label}: {_words(bar, cell.number)}", _row(cell, bar, scale, 0.0))
        for bar in (cell.bars[index] for index in order)
    )
    return head, drawn, order


def _words(bar: Bar, number: Format) -> str:
    value = finite(bar.value)
    return "" if value is None else number(value)


def _order(chart: RankedBars | Lollipops) -> tuple[int, ...]:
    """Descending, equal values in the order given, those without a value last."""
    places = range(len(chart.bars))
    if not chart.ranked:
        return tuple(places)
    values = [finite(bar.value) for bar in chart.bars]
    return tuple(sorted(places, key=lambda index: (values[index] is None, -(values[index] or 0.0))))


def _scale(chart: RankedBars | Lollipops) -> _Scale:
    """One scale for all rows, with room for the values beyond the tips on both sides."""
    values = [value for bar in chart.bars if (value := finite(bar.value)) is not None]
    high, low = max(0.0, *values, 0.0), min(0.0, *values, 0.0)
    tip = _DOT if isinstance(chart, Lollipops) else 0.0
    widths = {
        sign: max((measure(chart.number(v), _VALUE, 600) for v in values if (v < 0) == sign), default=0.0)
        for sign in (True, False)
    }
    right = chart.width - (widths[False] + _GAP + tip if widths[False] else 0.0)
    left = chart.left + _AXIS / 2 + (widths[True] + _GAP + tip + 1.0 if low < 0 else 0.0)
    if isinstance(chart, Lollipops):
        left, right = max(left, chart.left + _DOT), min(right, chart.width - _DOT)
    grid = ticks(low, high) if isinstance(chart, Lollipops) else ()
    return _Scale(Linear(low, high, left, max(right, left + 1.0)), grid)


def _whole(chart: RankedBars | Lollipops, kind: str, top: float) -> Drawing:
    scale = _scale(chart)
    height = top + chart.row * len(chart.bars)
    marks: list[Mark] = []
    if isinstance(chart, Lollipops):
        marks += _axis(chart, scale, top)
    for place, index in enumerate(_order(chart)):
        y = top + place * chart.row
        bar = chart.bars[index]
        if place:
            marks.append(stroke([(0, y), (chart.width, y)], "hairline", 0.5, name="rule"))
        weight = 600 if bar.highlight else 400
        label = shorten(bar.label, chart.left - 8.0, _LABEL, weight)
        marks.append(text(0, y + chart.row / 2 + 3.1, label, size=_LABEL, weight=weight, name="label", full=bar.label))
        marks += _row(chart, bar, scale, y)
    return drawing(kind, chart.width, height, chart.alt, marks, chart.words.full_labels)


def _row(chart: RankedBars | Lollipops, bar: Bar, scale: _Scale, top: float) -> Iterator[Mark]:
    middle, bottom = top + chart.row / 2, top + chart.row
    zero = scale.x(0.0)
    for tick in scale.grid:
        if tick:
            yield stroke([(scale.x(tick), top), (scale.x(tick), bottom)], "hairline", 0.75, name="grid")
    value = finite(bar.value)
    axis = stroke([(zero, top), (zero, bottom)], "ink", _AXIS, name="axis")
    if value is None:
        yield axis
        return
    tip, role = scale.x(value), "highlight" if bar.highlight else "bar"
    if isinstance(chart, RankedBars):
        height = min(_BAR, chart.row - 4.0)
        yield rect(zero, middle - height / 2, tip - zero, height, role, "bar")
        yield axis
        reach = _GAP
    else:
        yield stroke([(zero, middle), (tip, middle)], role, 1.5, name="stem")
        yield axis
        yield dot(tip, middle, _DOT - 0.75 if bar.hollow else _DOT, role, hollow=bar.hollow, name="dot")
        reach = _DOT + _GAP
    words = chart.number(value)
    start = tip + reach if value >= 0 else tip - reach
    width = measure(words, _VALUE, 600)
    if scale.grid:
        left = start if value >= 0 else start - width
        yield rect(left - 1, middle - 5, width + 1, 10, "paper", "ground")
    fill = "highlight" if bar.highlight else "ink"
    anchor: Anchor = "start" if value >= 0 else "end"
    yield text(start, middle + 3.1, words, size=_VALUE, weight=600, fill=fill, anchor=anchor, name="value")


def _axis(chart: Lollipops, scale: _Scale, height: float) -> Iterator[Mark]:
    """The heading and the ticks' figures above the rows; a figure that would touch the one before is left out."""
    if chart.heading:
        start = scale.x.start - _DOT
        heading = shorten(chart.heading, chart.width - start, _TICK)
        yield text(start, height - 15.0, heading, size=_TICK, fill="note", name="heading", full=chart.heading)
    reached = float("-inf")
    for tick, words in labelled(scale.grid, chart.tick):
        half = measure(words, _TICK) / 2
        x = min(max(scale.x(tick), half), chart.width - half)
        if x - half >= reached + 3.0:
            yield text(x, height - 3.5, words, size=_TICK, fill="note", anchor="middle", name="tick")
            reached = x + half
