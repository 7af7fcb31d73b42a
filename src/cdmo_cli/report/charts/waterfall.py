"""The waterfall: from the first size by signed steps to the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cdmo_cli.report.charts.drawing import Drawing, Mark, drawing, rect, stroke, text
from cdmo_cli.report.charts.model import Bar, Waterfall
from cdmo_cli.report.charts.scales import Linear, finite
from cdmo_cli.report.charts.text import measure, wrap

_LINE = 9.5
_WIDEST = 72.0
_NARROWEST = 43.0


@dataclass(frozen=True, slots=True)
class _Step:
    """A column of the waterfall: where it begins and ends, and its printed value."""

    bar: Bar
    start: float
    end: float
    words: str
    total: bool
    final: bool = False


def waterfall(chart: Waterfall) -> Drawing:
    """The geometry of a waterfall; steps without a value are left out, and the last column stands at its own value."""
    chart = _few(chart)
    steps = _steps(chart)
    pitch = min(chart.width / max(len(steps), 1), _WIDEST)
    names = [wrap(step.bar.label, pitch - 3.0, 7.5, 600 if step.total else 400, 3) for step in steps]
    lines = max((len(name) for name in names), default=1)
    bottom = chart.height - 5.0 - _LINE * lines
    levels = [level for step in steps for level in (step.start, step.end)]
    low, high = min(0.0, *levels, 0.0), max(0.0, *levels, 0.0)
    y = Linear(low, high if high > low else 1.0, bottom, 14.0)
    thin = _size(steps, pitch)
    marks: list[Mark] = []
    for index, (step, name) in enumerate(zip(steps, names, strict=True)):
        left = index * pitch
        marks += _column(step, left, pitch, y, thin)
        if index + 1 < len(steps):
            joint = y(step.end)
            x = left + pitch * 0.82
            marks.append(stroke([(x, joint), (x + pitch * 0.36, joint)], "note", 0.5, name="joint"))
        marks += _name(step, name, left + pitch / 2, bottom)
    zero = y(0.0)
    marks.append(stroke([(0, zero), (pitch * len(steps), zero)], "ink", 0.75, name="axis"))
    return drawing("waterfall", chart.width, chart.height, chart.alt, marks, chart.words.full_labels)


def _few(chart: Waterfall) -> Waterfall:
    """As many steps as have room for their names: of more, the highlighted and those that move most keep their place,
    and the others are one, the last."""
    drawn = [bar for bar in chart.steps if finite(bar.value) is not None]
    most = max(int(chart.width / _NARROWEST) - 2, 2)
    if len(drawn) <= most:
        return chart
    order = sorted(range(len(drawn)), key=lambda index: (not drawn[index].highlight, -abs(drawn[index].value)))
    kept, rest = sorted(order[: most - 1]), order[most - 1 :]
    others = Bar(chart.words.others.format(count=len(rest)), sum(drawn[index].value for index in rest))
    return replace(chart, steps=(*(drawn[index] for index in kept), others))


def _steps(chart: Waterfall) -> list[_Step]:
    level = finite(chart.start.value) or 0.0
    steps = [_Step(chart.start, 0.0, level, chart.number(level), True)]
    for bar in chart.steps:
        change = finite(bar.value)
        if change is not None:
            steps.append(_Step(bar, level, level + change, chart.step_number(change), False))
            level += change
    end = finite(chart.end.value)
    last = level if end is None else end
    return [*steps, _Step(chart.end, 0.0, last, chart.number(last), True, chart.forecast)]


def _size(steps: list[_Step], pitch: float) -> float:
    """One size for all values, so that the widest stays in its column."""
    widest = max((measure(step.words, 8.0, 600) for step in steps), default=1.0)
    return round(min(8.0, 8.0 * (pitch - 2.0) / widest), 2)


def _column(step: _Step, left: float, pitch: float, y: Linear, size: float) -> Iterator[Mark]:
    x, width = left + pitch * 0.18, pitch * 0.64
    top, bottom = sorted((y(step.start), y(step.end)))
    falls = step.end < step.start
    solid = "highlight" if step.bar.highlight else "bar"
    if step.total and step.final:
        yield rect(x, top, width, bottom - top, "highlight-tint" if step.bar.highlight else "tint", "bar")
        yield rect(x, y(step.end) - (1.75 if falls else 0.0), width, min(1.75, bottom - top), solid, "cap")
    else:
        role = solid if step.total or not falls or step.bar.highlight else "context"
        yield rect(x, top, width, bottom - top, role, "bar")
    fill = "highlight" if step.bar.highlight else "ink"
    yield text(left + pitch / 2, top - 4.0, step.words, size=size, weight=600, fill=fill, anchor="middle", name="value")


def _name(step: _Step, name: tuple[str, ...], middle: float, bottom: float) -> Iterator[Mark]:
    cut = any(line.endswith("…") for line in name)
    for place, line in enumerate(name):
        full = step.bar.label if cut and place == 0 else ""
        weight = 600 if step.total else 400
        fill = "ink" if step.total else "secondary"
        y = bottom + 10.5 + place * _LINE
        yield text(middle, y, line, size=7.5, weight=weight, fill=fill, anchor="middle", name="label", full=full)
