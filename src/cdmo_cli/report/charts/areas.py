"""Stacked areas: parts of a whole over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cdmo_cli.report.charts.drawing import Drawing, Mark, Outline, drawing, polygon, stroke, text
from cdmo_cli.report.charts.lines import extent, points, years
from cdmo_cli.report.charts.model import Point, Series, StackedArea, Words
from cdmo_cli.report.charts.palette import segments
from cdmo_cli.report.charts.scales import Linear, labelled, spread, ticks
from cdmo_cli.report.charts.text import measure, shorten

_YEARS = 14.0
_TOP = 14.0
_MOST = 5  # series that colours tell apart


def stacked_area(chart: StackedArea) -> Drawing:
    """The geometry of stacked areas, each labelled at its right edge. A year that a series lacks counts as zero
    there."""
    known = _few([series for series in chart.series if points(series)], chart.words)
    chart = replace(chart, height=max(chart.height, _TOP + _YEARS + 10.0 * len(known)))
    columns = sorted({point.year for series in known for point in points(series)})
    layers = _layers(known, columns)
    highest = max(layers[-1], default=0.0) if layers else 0.0
    start, end, _, _ = extent(known)
    bottom = chart.height - _YEARS
    y = Linear(0.0, highest or 1.0, bottom, _TOP)
    grid = labelled(ticks(0.0, highest or 1.0), chart.tick)
    left = chart.left + max((measure(words, 7.5) for _, words in grid), default=0.0) + 6.0
    names = [f"{series.label} {chart.number(points(series)[-1].value)}" for series in known]
    room = min(max((measure(name, 8.0, 600) for name in names), default=0.0) + 12.0, (chart.width - chart.left) * 0.45)
    x = Linear(start, end, left + measure("0000", 7.5) / 2, chart.width - room)
    marks: list[Mark] = []
    for tick, words in grid:
        if tick:
            marks.append(stroke([(left, y(tick)), (x.end, y(tick))], "hairline", 0.75, name="grid"))
        marks.append(text(left - 6.0, y(tick) + 2.6, words, size=7.5, fill="note", anchor="end", name="tick"))
    roles = _roles(known)
    for index in range(len(known)):
        marks += _area(columns, layers[index], layers[index + 1], x, y, roles[index])
    marks += _forecast(chart, x, y, columns, layers)
    marks.append(stroke([(left, bottom), (x.end, bottom)], "ink", 0.75, name="axis"))
    marks += _labels(chart, known, layers, names, x, y, roles)
    marks += years(known, x, chart.height - 3.0)
    return drawing("stacked-area", chart.width, chart.height, chart.alt, marks, chart.words.full_labels)


def _few(known: list[Series], words: Words) -> list[Series]:
    """At most five series: of more, the highlighted and the largest at the end keep their place, and the others are
    one above them."""
    if len(known) <= _MOST:
        return known
    order = sorted(known, key=lambda series: (not series.highlight, -points(series)[-1].value))
    kept, rest = order[: _MOST - 1], order[_MOST - 1 :]
    sums: dict[float, Point] = {}
    for point in (point for series in rest for point in points(series)):
        before = sums[point.year].value if point.year in sums else 0.0
        sums[point.year] = replace(point, value=before + max(point.value, 0.0))
    others = Series(words.others.format(count=len(rest)), tuple(sums[year] for year in sorted(sums)))
    return [*(series for series in known if series in kept), others]


def _layers(known: Sequence[Series], columns: Sequence[float]) -> list[list[float]]:
    """Running totals by year, from zero to the whole: one more than there are series."""
    layers = [[0.0] * len(columns)]
    for series in known:
        values = {point.year: max(point.value, 0.0) for point in points(series)}
        layers.append([below + values.get(year, 0.0) for below, year in zip(layers[-1], columns, strict=True)])
    return layers


def _roles(known: Sequence[Series]) -> tuple[str, ...]:
    chosen = next((index for index, series in enumerate(known) if series.highlight), None)
    return segments(len(known), chosen)


def _area(
    columns: Sequence[float], low: Sequence[float], high: Sequence[float], x: Linear, y: Linear, role: str
) -> Iterator[Mark]:
    upper = [(x(year), y(value)) for year, value in zip(columns, high, strict=True)]
    lower = [(x(year), y(value)) for year, value in zip(columns, low, strict=True)]
    if len(columns) == 1:
        upper, lower = [*upper, (x.end, upper[0][1])], [*lower, (x.end, lower[0][1])]
    yield polygon([*upper, *reversed(lower)], role, "area")
    yield stroke(upper, "paper", 0.75, name="edge")


def _forecast(
    chart: StackedArea, x: Linear, y: Linear, columns: Sequence[float], layers: Sequence[Sequence[float]]
) -> Iterator[Mark]:
    """The forecast's areas paler, a dashed line where it begins, and its label above."""
    begin = chart.forecast_from
    if begin is None or not columns or begin >= columns[-1] or begin < columns[0]:
        return
    top = [(x(year), y(value)) for year, value in zip(columns, layers[-1], strict=True) if year >= begin]
    corners = [(x(begin), y.start), *top, (x.end, y.start)]
    path = "M" + "L".join(f"{round(a, 2):g} {round(b, 2):g}" for a, b in corners) + "Z"
    yield Outline(path, "paper", 0.3, "tint")
    yield stroke([(x(begin), 0.0), (x(begin), y.start)], "ink", 0.75, (1.5, 1.5), "forecast")
    if measure(chart.words.forecast, 8.0, 600) + 5.0 <= x.end - x(begin):
        yield text(x(begin) + 5.0, 8.5, chart.words.forecast, weight=600, fill="secondary", name="band-label")


def _labels(
    chart: StackedArea,
    known: Sequence[Series],
    layers: Sequence[Sequence[float]],
    names: Sequence[str],
    x: Linear,
    y: Linear,
    roles: Sequence[str],
) -> Iterator[Mark]:
    wanted = [y((layers[index][-1] + layers[index + 1][-1]) / 2) for index in range(len(known))]
    placed = spread(wanted, 10.0, 6.0, y.start - 3.0)
    for series, name, at, place, role in zip(known, names, wanted, placed, roles, strict=True):
        if abs(at - place) > 1.5:
            yield stroke([(x.end + 1.0, at), (x.end + 8.0, place)], "context", 0.75, name="leader")
        value = chart.number(points(series)[-1].value)
        room = chart.width - x.end - 10.0
        words = name
        if measure(name, 8.0, 600) > room:
            words = f"{shorten(series.label, room - measure(f' {value}', 8.0, 600), 8.0, 600)} {value}"
        fill = "highlight" if role == "highlight" else "secondary"
        yield text(x.end + 10.0, place + 2.9, words, weight=600, fill=fill, name="end-label", full=name)
