"""The slope between two years: names and values at both ends, pushed apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.report.charts.drawing import Anchor, Drawing, Mark, dot, drawing, stroke, text
from cdmo_cli.report.charts.lines import DASH, DOT, LEADING
from cdmo_cli.report.charts.model import Change, Slope
from cdmo_cli.report.charts.scales import Linear, finite, spread
from cdmo_cli.report.charts.text import measure, shorten

_HEAD = 16.0


def slope(chart: Slope) -> Drawing:
    """The geometry of two years side by side: names and values at both ends, pushed apart."""
    known = [one for one in chart.changes if finite(one.start) is not None and finite(one.end) is not None]
    height = max(chart.height, _HEAD + 11.0 * len(known))
    top, bottom = _HEAD + 6.0, height - 6.0
    values = [value for one in known for value in (one.start, one.end)]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    y = Linear(low, high if high > low else 1.0, bottom, top)
    room = min(max((_width(chart, one) for one in known), default=0.0) + 10.0, chart.width * 0.38)
    left, right = room, chart.width - room
    marks: list[Mark] = []
    sides: tuple[tuple[float, str, Anchor], ...] = ((left, chart.start, "end"), (right, chart.end, "start"))
    for x, label, side in sides:
        marks.append(stroke([(x, _HEAD), (x, height)], "hairline", 0.75, name="axis"))
        head = shorten(label, room, 8.0, 600)
        marks.append(text(x, 8.5, head, weight=600, fill="secondary", anchor=side, name="year", full=label))
    for one in sorted(known, key=lambda one: one.highlight):
        role = "highlight" if one.highlight else "bar"
        ends = [(left, y(one.start)), (right, y(one.end))]
        marks.append(stroke(ends, role, 1.75, DASH if chart.forecast else (), "line"))
        marks.append(dot(*ends[0], DOT, role, name="start"))
        marks.append(dot(*ends[1], DOT - 0.5 if chart.forecast else DOT, role, hollow=chart.forecast, name="end"))
    marks += _slope_labels(chart, known, y, left, "end", top, bottom)
    marks += _slope_labels(chart, known, y, right, "start", top, bottom)
    return drawing("slope", chart.width, height, chart.alt, marks, chart.words.full_labels)


def _width(chart: Slope, change: Change) -> float:
    return max(measure(f"{change.label}  {chart.number(value)}", 8.0, 600) for value in (change.start, change.end))


def _slope_labels(
    chart: Slope, known: Sequence[Change], y: Linear, x: float, anchor: Anchor, top: float, bottom: float
) -> Iterator[Mark]:
    sign = -1.0 if anchor == "end" else 1.0
    values = [one.start if anchor == "end" else one.end for one in known]
    wanted = [y(value) for value in values]
    room = (x if anchor == "end" else chart.width - x) - 8.0
    for one, value, at, place in zip(known, values, wanted, spread(wanted, LEADING, top, bottom), strict=True):
        if abs(at - place) > 1.5:
            yield stroke([(x + sign * 3.5, at), (x + sign * 7.5, place)], "context", 0.5, name="leader")
        number = chart.number(value)
        beside = measure(number, 8.0, 600) + 5.0
        fill = "highlight" if one.highlight else "ink"
        name = shorten(one.label, room - beside, 8.0)
        yield text(x + sign * 8.0, place + 2.9, number, weight=600, fill=fill, anchor=anchor, name="value")
        yield text(x + sign * (8.0 + beside), place + 2.9, name, fill=fill, anchor=anchor, name="label", full=one.label)
