"""What the sample edition shows in place of what it leaves out: a hatched panel, and the watermark across the page."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cdmo_cli.report.charts.drawing import Drawing, Mark, Outline, drawing, rect, stroke, text
from cdmo_cli.report.charts.model import Hatch, Watermark
from cdmo_cli.report.charts.text import measure, outline, wrap

_STRIP = 20.0
_PITCH = 5.0  # between hatching lines, across them
_PAD = 11.0


def hatch(chart: Hatch) -> Drawing:
    """The geometry of a hatched panel. It takes no data, so it can give none away."""
    top = _STRIP if chart.bands else 0.0
    bottom = chart.height - 0.375
    marks: list[Mark] = [*_bands(chart)]
    marks.append(rect(chart.left, top, chart.right - chart.left, bottom - top, "chip", "ground"))
    marks += _lines(chart.left, top, chart.right, bottom)
    marks += _box(chart, (top + bottom) / 2)
    marks.append(stroke([(chart.left, bottom), (chart.right, bottom)], "ink", 0.75, name="axis"))
    return drawing("hatch", chart.width, chart.height, chart.alt, marks, chart.words.full_labels)


def _bands(chart: Hatch) -> Iterator[Mark]:
    cells = sum(max(count, 1) for _, count in chart.bands)
    pitch = (chart.right - chart.left) / cells if cells else 0.0
    x = chart.left
    for place, (word, count) in enumerate(chart.bands):
        width = pitch * max(count, 1)
        if place == len(chart.bands) - 1 and place:
            yield rect(x, 0, width, _STRIP, "band", "band")
        if measure(word, 8.0, 600) <= width - 7.0:
            yield text(x + 7.0, 12.25, word, weight=600, fill="secondary", name="band-label")
        x += width


def _lines(left: float, top: float, right: float, bottom: float) -> Iterator[Mark]:
    """Lines rising at 45 degrees, cut at the panel's edges, at even distances from its upper left corner whatever
    its size."""
    step = _PITCH * math.sqrt(2)
    wide, high = right - left, bottom - top
    for index in range(int((wide + high) / step) + 1):
        offset = (index + 0.5) * step
        if offset < wide + high:
            begin = (left + max(0.0, offset - high), top + min(offset, high))
            end = (left + min(offset, wide), top + max(0.0, offset - wide))
            yield stroke([begin, end], "tint", 1.0, name="hatch")


def _box(chart: Hatch, middle: float) -> Iterator[Mark]:
    """The words on white in the middle of the panel."""
    room = chart.right - chart.left - 2 * _PAD - 16.0
    heading = wrap(chart.heading, room, 8.5, 600) if chart.heading else ()
    lines = [line for words in chart.lines for line in wrap(words, room, 8.0)]
    free = chart.height - (_STRIP if chart.bands else 0.0) - 8.0 - 2 * _PAD
    lines = lines if 13.0 * len(heading) + 11.0 * len(lines) <= free else []  # a low panel keeps its heading
    if not heading and not lines:
        return
    wide = max([*(measure(line, 8.5, 600) for line in heading), *(measure(line, 8.0) for line in lines)])
    height = 13.0 * len(heading) + 11.0 * len(lines) + 2 * _PAD
    x = (chart.left + chart.right) / 2
    top = middle - height / 2
    yield rect(x - wide / 2 - _PAD, top, wide + 2 * _PAD, height, "paper", "box")
    y = top + _PAD + 8.5
    for line in heading:
        yield text(x, y, line, size=8.5, weight=600, anchor="middle", name="heading", full=_full(line, chart.heading))
        y += 13.0
    y -= 1.0
    for line in lines:
        yield text(x, y, line, fill="secondary", anchor="middle", name="line")
        y += 11.0


def _full(line: str, whole: str) -> str:
    return whole if line.endswith("…") else ""


def watermark(chart: Watermark) -> Drawing:
    """The word along the page's rising diagonal, as outlines, pale enough to read through."""
    wide = max(measure(chart.text, 1.0, 700), 0.01)
    diagonal = math.hypot(chart.width, chart.height)
    angle = math.atan2(chart.height, chart.width)
    size = min(diagonal * 0.72 / wide, diagonal * 0.2)
    cos, sin = math.cos(angle), -math.sin(angle)
    length, cap = size * wide, size * 0.727
    x = chart.width / 2 - cos * length / 2 - sin * cap / 2
    y = chart.height / 2 - sin * length / 2 + cos * cap / 2
    path = outline(chart.text, size, 700, (cos, sin, -sin, cos), x, y)
    mark = Outline(path, "ink", 0.07, "watermark")
    return drawing("watermark", chart.width, chart.height, chart.alt, [mark])
