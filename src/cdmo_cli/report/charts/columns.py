"""Columns: the market by year, the base solid, the forecast tinted below a solid cap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cdmo_cli.report.charts.drawing import Drawing, Mark, drawing, rect, stroke, text
from cdmo_cli.report.charts.model import Column, Columns, Phase
from cdmo_cli.report.charts.scales import Linear, finite
from cdmo_cli.report.charts.text import measure

_BAND = (30.0, 41.0)  # above the highest bar, least and most: the band's label, and the bar's
_CAP = 1.75
_AXIS = 0.75
_LABEL = 8.0
_YEARS = 14.0
_ARROW = 6.5  # from the end of the axis


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    pitch: float
    inset: float
    top: float
    bottom: float
    y: Linear

    def cell(self, index: int) -> float:
        return self.left + index * self.pitch

    @property
    def bar(self) -> float:
        return self.pitch - 2 * self.inset


def columns(chart: Columns) -> Drawing:
    """The geometry of a column chart."""
    frame = _frame(chart)
    marks: list[Mark] = [*_bands(chart, frame)]
    reach = _reach(chart)
    for index, column in enumerate(chart.columns):
        marks += _column(column, index, frame)
    marks += _labels(chart, frame)
    zero = frame.y(0.0)
    end = frame.cell(len(chart.columns))
    marks.append(stroke([(frame.left, zero), (end, zero)], "ink", _AXIS, name="axis"))
    if reach and chart.bracket:
        marks += _bracket(chart, frame, *reach)
    if chart.axis:
        marks += _years(chart, frame)
    return drawing("columns", chart.width, chart.height, chart.alt, marks)


def _frame(chart: Columns) -> _Frame:
    count = max(len(chart.columns), 1)
    room = _bracket_room(chart)
    pitch = chart.pitch if chart.pitch is not None else (chart.width - chart.left - room) / count
    pitch = min(pitch, (chart.width - chart.left - room) / count)
    if chart.pitch is None and count < 5:
        pitch = min(pitch, 60.0)
    inset = min(chart.inset, pitch * 0.21)
    if chart.pitch is None:
        inset = max(inset, (pitch - 44.0) / 2)
    values = [value for column in chart.columns if (value := finite(column.value)) is not None]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if low == high:
        high = 1.0
    bottom = chart.height - _AXIS / 2 - (_YEARS if chart.axis else 0.0)
    below = 12.0 if low < 0 else 0.0
    roomy = min(_BAND[1], max(_BAND[0], chart.height * 0.26))
    above = roomy if any(value >= 0 for value in values) else 22.0
    return _Frame(chart.left, pitch, inset, 0.0, bottom, Linear(high, low, above, bottom - below))


def _bracket_room(chart: Columns) -> float:
    if chart.bracket is None or _reach(chart) is None:
        return 0.0
    words = max(measure(chart.bracket.text, _LABEL, 600), measure(chart.bracket.note, 7.5))
    return _ARROW + 6.5 + words


def _reach(chart: Columns) -> tuple[int, int] | None:
    """The columns that the bracket joins: the base, or the first with a value, and the last."""
    drawn = [index for index, column in enumerate(chart.columns) if finite(column.value) is not None]
    if len(drawn) < 2:
        return None
    first = next((index for index in drawn if chart.columns[index].phase == "base"), drawn[0])
    return (first, drawn[-1]) if first < drawn[-1] else None


def _bands(chart: Columns, frame: _Frame) -> Iterator[Mark]:
    words = {"history": chart.words.history, "base": chart.words.base, "forecast": chart.words.forecast}
    runs: list[tuple[Phase, list[int]]] = [
        (phase, [index for index, _ in run])
        for phase, run in groupby(enumerate(chart.columns), key=lambda pair: pair[1].phase)
    ]
    reached = 0.0
    for place, (phase, run) in enumerate(runs):
        left, right = frame.cell(run[0]), frame.cell(run[-1] + 1)
        if phase == "forecast":
            yield rect(left, frame.top, right - left, frame.bottom - frame.top, "band", "band")
        word = words[phase]
        width = measure(word, _LABEL, 600)
        start = left + frame.inset
        if place + 1 < len(runs) and start + width > right:
            start = right - frame.inset - width  # too wide for its own columns: to the left, over its neighbours
        if start >= reached and start + width <= chart.width:
            yield text(start, 12.25, word, weight=600, fill="secondary", name="band-label")
            reached = start + width + 4.0


def _column(column: Column, index: int, frame: _Frame) -> Iterator[Mark]:
    value = finite(column.value)
    if value is None:
        return
    x, zero, tip = frame.cell(index) + frame.inset, frame.y(0.0), frame.y(value)
    solid = "highlight" if column.highlight else "bar"
    if column.phase != "forecast":
        yield rect(x, tip, frame.bar, zero - tip, solid, "bar")
        return
    yield rect(x, tip, frame.bar, zero - tip, "highlight-tint" if column.highlight else "tint", "bar")
    cap = min(_CAP, abs(zero - tip))
    yield rect(x, tip if value >= 0 else tip - cap, frame.bar, cap, solid, "cap")


def _labels(chart: Columns, frame: _Frame) -> Iterator[Mark]:
    """Values above the bars, below negative ones. Where they would touch, every second, third ... from the last,
    which always stays."""
    words = {
        index: chart.number(value)
        for index, column in enumerate(chart.columns)
        if (value := finite(column.value)) is not None
    }
    for index in _thinned(list(words), [measure(word, _LABEL, 600) for word in words.values()], frame.pitch, chart):
        column = chart.columns[index]
        value = column.value or 0.0
        width = measure(words[index], _LABEL, 600)
        middle = _centred(chart, frame, index, width)
        tip = _clear(chart, frame, middle - width / 2, middle + width / 2, value)
        yield text(
            middle,
            tip - 5.0 if value >= 0 else tip + 10.5,
            words[index],
            weight=600,
            fill="highlight" if column.highlight else "ink",
            anchor="middle",
            name="value",
        )


def _clear(chart: Columns, frame: _Frame, left: float, right: float, value: float) -> float:
    """The tip of the longest of the bars, on the value's side of zero, that a label of this width stands over."""
    tips = [frame.y(value)]
    for index, column in enumerate(chart.columns):
        start = frame.cell(index) + frame.inset
        other = finite(column.value)
        if other is not None and (other >= 0) == (value >= 0) and start < right and left < start + frame.bar:
            tips.append(frame.y(other))
    return min(tips) if value >= 0 else max(tips)


def _centred(chart: Columns, frame: _Frame, index: int, width: float) -> float:
    """The middle of a column, or where a wide label above it must stand to stay in the chart."""
    middle = frame.cell(index) + frame.pitch / 2
    return min(max(middle, width / 2), chart.width - width / 2)


def _thinned(indexes: Sequence[int], widths: Sequence[float], pitch: float, chart: Columns) -> list[int]:
    """Every nth index, counted back from the last, so that labels keep 2 pt between them."""
    if not indexes:
        return []
    every = max(1, -(-(max(widths) + 2.0) // pitch))
    return [index for index in indexes if (indexes[-1] - index) % every == 0]


def _years(chart: Columns, frame: _Frame) -> Iterator[Mark]:
    indexes = list(range(len(chart.columns)))
    widths = [measure(column.label, _LABEL, 600) for column in chart.columns]
    for index in _thinned(indexes, widths, frame.pitch, chart):
        column = chart.columns[index]
        strong = column.highlight or column.phase == "base"
        yield text(
            _centred(chart, frame, index, measure(column.label, _LABEL, 600)),
            chart.height - 3.0,
            column.label,
            weight=600 if strong else 400,
            fill="highlight" if column.highlight else "ink" if strong else "secondary",
            anchor="middle",
            name="year",
        )


def _bracket(chart: Columns, frame: _Frame, first: int, last: int) -> Iterator[Mark]:
    if chart.bracket is None:
        return
    base, tip = frame.y(chart.columns[first].value or 0.0), frame.y(chart.columns[last].value or 0.0)
    end = frame.cell(len(chart.columns))
    x = end + _ARROW
    dash = (1.5, 1.5)
    start = frame.cell(first) + frame.inset + frame.bar
    yield stroke([(start + 2, base), (x + 3.5, base)], "ink", 0.75, dash, "base-line")
    yield stroke(
        [(frame.cell(last) + frame.inset + frame.bar + 1, tip), (x + 3.5, tip)], "ink", 0.75, dash, "last-line"
    )
    if abs(tip - base) > 4:
        head = 2.75 if tip < base else -2.75
        yield stroke([(x, base), (x, tip)], "ink", 1.0, name="arrow")
        yield stroke([(x - 2.75, tip + head * 1.2), (x, tip), (x + 2.75, tip + head * 1.2)], "ink", 1.0, name="arrow")
    middle = (base + tip) / 2
    yield text(x + 6.5, middle - 0.5, chart.bracket.text, weight=600, name="bracket")
    if chart.bracket.note:
        yield text(x + 6.5, middle + 9.5, chart.bracket.note, size=7.5, fill="secondary", name="bracket")
