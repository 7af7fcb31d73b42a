"""Lines over the years: small multiples, and one chart with direct labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cdmo_cli.report.charts.drawing import (
    SHAPES,
    Drawing,
    Mark,
    Text,
    drawing,
    marker,
    overlap,
    rect,
    stroke,
    text,
)
from cdmo_cli.report.charts.model import Lines, Point, Series, SmallMultiples, mm
from cdmo_cli.report.charts.scales import Linear, finite, labelled, spread, ticks
from cdmo_cli.report.charts.text import measure, shorten, wrap

DASH = (2.25, 1.5)
DOT = 2.75
_WIDTH = 1.75
_GAP = mm(4)
_LABELLED = 5
_YEAR_WIDTH = 40.0
LEADING = 10.0  # of labels one below the other
_HEADROOM = 20.0  # for the band's label above the highest line
_CATEGORIES = 3  # so many series are told apart by colours, where none is highlighted, and by marks
_MARKED = 8.0  # the mark before a label


def points(series: Series) -> tuple[Point, ...]:
    """The points with a value to draw."""
    return tuple(point for point in series.points if finite(point.value) is not None)


def extent(series: Sequence[Series]) -> tuple[float, float, float, float]:
    """First and last year, lowest and highest value, zero included. Of nothing: a year and a unit."""
    known = [point for one in series for point in points(one)]
    years = [point.year for point in known]
    values = [point.value for point in known]
    if not known:
        return 0.0, 1.0, 0.0, 1.0
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    return min(years), max(years), low, high if high > low else low + 1.0


def year_label(series: Sequence[Series], year: float) -> str:
    """The year as some point prints it, else as a whole number."""
    known = (point.label for one in series for point in one.points if point.year == year and point.label)
    return shorten(next(known, f"{year:.0f}"), _YEAR_WIDTH, 7.5)


@dataclass(frozen=True, slots=True)
class Plane:
    """Where years and values stand."""

    x: Linear
    y: Linear

    def at(self, point: Point) -> tuple[float, float]:
        return self.x(point.year), self.y(point.value)


def line(series: Series, plane: Plane, role: str, forecast_from: float | None, shape: str = "dot") -> Iterator[Mark]:
    """A series solid until `forecast_from` and dashed beyond, with a solid mark at its start and, where it ends in the
    forecast, a hollow one at its end."""
    known = points(series)
    if not known:
        return
    border = float("inf") if forecast_from is None else forecast_from
    solid = [point for point in known if point.year <= border]
    dashed = [*solid[-1:], *(point for point in known if point.year > border)]
    if len(solid) > 1:
        yield stroke([plane.at(point) for point in solid], role, _WIDTH, name="line")
    if len(dashed) > 1:
        yield stroke([plane.at(point) for point in dashed], role, _WIDTH, DASH, name="forecast")
    first, last = plane.at(known[0]), plane.at(known[-1])
    hollow = known[-1].year > border
    yield from marker(shape, *first, DOT, role, name="start")
    if len(known) > 1:
        yield from marker(shape, *last, DOT - 0.5 if hollow else DOT, role, hollow=hollow, name="end")


# Small multiples

_TITLE = 20.0
_YEARS = 14.0


def small_multiples(chart: SmallMultiples) -> Drawing:
    """The geometry of a panel a series, in rows of `per_row`."""
    count = _per_row(len(chart.series), max(chart.per_row, 1))
    width = (chart.width - _GAP * (count - 1)) / count
    titles = [wrap(series.label, width, 8.5, 600) for series in chart.series]
    title = _TITLE + 11.0 * (max((len(lines) for lines in titles), default=1) - 1)
    pitch = title + chart.panel_height + _YEARS + 8.0
    marks: list[Mark] = []
    for index, series in enumerate(chart.series):
        row, place = divmod(index, count)
        frame = _Frame(place * (width + _GAP), row * pitch, width, row * pitch + title)
        marks += _title(series, titles[index], frame)
        last = place == count - 1 or index == len(chart.series) - 1
        marks += _panel(chart, series, frame, last)
    rows = -(-len(chart.series) // count)
    height = max(rows * pitch - 8.0, 0.0)
    return drawing("small-multiples", chart.width, height, chart.alt, marks, chart.words.full_labels)


def _per_row(panels: int, most: int) -> int:
    """Panels side by side: so many that as few rows as can be are filled evenly, and none is wider than a third."""
    rows = -(-panels // most)
    return max(-(-panels // rows), min(3, most)) if rows else most


@dataclass(frozen=True, slots=True)
class _Frame:
    """A panel: its title begins at `top`, its plot at `plot`."""

    left: float
    top: float
    width: float
    plot: float

    @property
    def right(self) -> float:
        return self.left + self.width


def _title(series: Series, title: Sequence[str], frame: _Frame) -> Iterator[Mark]:
    fill = "highlight" if series.highlight else "ink"
    cut = any(part.endswith("…") for part in title)
    for place, part in enumerate(title):
        full = series.label if cut and not place else ""
        yield text(
            frame.left, frame.top + 9.0 + 11.0 * place, part, size=8.5, weight=600, fill=fill, name="title", full=full
        )


def _panel(chart: SmallMultiples, series: Series, frame: _Frame, last: bool) -> Iterator[Mark]:
    start, end, low, high = extent(chart.series)
    ends = [chart.number(known[-1].value) for one in chart.series if (known := points(one))]
    room = max((measure(words, 8.0, 600) for words in ends), default=0.0)
    bottom = frame.plot + chart.panel_height
    plane = Plane(
        Linear(start, end, frame.left + 6.0, frame.right - room - 7.0),
        Linear(low, high, bottom - 14.0 if low < 0 else bottom, frame.plot + 12.0),
    )
    strong = "highlight" if series.highlight else "secondary"
    values = list(_panel_values(chart, series, plane, frame.left, strong))
    yield from _panel_grid(chart, plane, (low, high), frame, values if last else None)
    for other in chart.series:
        known = points(other)
        if other is not series and len(known) > 1:
            yield stroke([plane.at(point) for point in known], "context", 0.75, name="context")
    zero = plane.y(0.0)
    yield stroke([(frame.left, zero), (frame.right, zero)], "ink", 0.75, name="axis")
    for value in values:  # on white, where other lines pass behind
        x0, y0, x1, y1 = value.box
        yield rect(x0 - 0.75, y0, x1 - x0 + 1.5, y1 - y0 - 1.0, "paper", "ground")
    yield from line(series, plane, strong, chart.forecast_from)
    yield from values
    yield from _panel_years(chart, plane, start, end, frame, bottom)


def _panel_grid(
    chart: SmallMultiples, plane: Plane, extent: tuple[float, float], frame: _Frame, values: Sequence[Text] | None
) -> Iterator[Mark]:
    """Gridlines; in a row's last panel labelled above, or below where something stands above."""
    placed = list(values or ())
    for tick, words in labelled(ticks(*extent, 3), chart.tick):
        if not tick:
            continue
        y = plane.y(tick)
        yield stroke([(frame.left, y), (frame.right, y)], "hairline", 0.75, name="grid")
        for baseline in (y - 2.5, y + 8.0) if values is not None else ():
            label = text(frame.right, baseline, words, size=7.5, fill="note", anchor="end", name="tick")
            if not any(overlap(label, other) for other in placed):
                placed.append(label)
                yield label
                break


def _panel_values(chart: SmallMultiples, series: Series, plane: Plane, left: float, fill: str) -> Iterator[Text]:
    """The first value above its dot, or below where its own line rises through it, and the last beside its dot."""
    known = points(series)
    if not known:
        return
    way = [plane.at(point) for point in known]
    if len(known) > 1:
        x, y = way[0]
        below = known[0].value < 0
        words, start = chart.number(known[0].value), max(left, x - 2.75)
        places = [y + 12.0, y - 6.0] if below else [y - 6.0, y + 12.0]
        labels = [text(start, place, words, weight=600, fill=fill, name="start-value") for place in places]
        yield next((label for label in labels if _clear(label, way, plane, below)), labels[0])
    x, y = way[-1]
    yield text(x + 5.5, y + 2.9, chart.number(known[-1].value), weight=600, fill=fill, name="end-value")


def _clear(label: Text, way: Sequence[tuple[float, float]], plane: Plane, below: bool) -> bool:
    """Whether neither the line nor the axis of zero passes through a label."""
    left, top, right, bottom = label.box
    axis = plane.y(0.0)
    if top - 1.0 < axis < bottom + 1.0 or (below != (top > axis)):
        return False
    for (x0, y0), (x1, y1) in pairwise(way):
        if x0 >= right or x1 <= left or x1 <= x0:
            continue
        ends = [y0 + (min(max(x, x0), x1) - x0) / (x1 - x0) * (y1 - y0) for x in (left, right)]
        if min(ends) < bottom + 0.5 and max(ends) > top - 0.5:
            return False
    return True


def _panel_years(
    chart: SmallMultiples, plane: Plane, start: float, end: float, frame: _Frame, bottom: float
) -> Iterator[Mark]:
    first, last = year_label(chart.series, start), year_label(chart.series, end)
    yield text(frame.left, bottom + 10.5, first, size=7.5, fill="note", name="year")
    if end > start:
        half = measure(last, 7.5) / 2
        x = min(plane.x(end), frame.right - half)
        if x - half > frame.left + measure(first, 7.5) + 3.0:
            yield text(x, bottom + 10.5, last, size=7.5, fill="note", anchor="middle", name="year")


# Lines


def lines(chart: Lines) -> Drawing:
    """The geometry of a line chart with values at the starts and labels at the ends."""
    named = _named(chart.series)
    start, end, low, high = extent(chart.series)
    grid = labelled(ticks(low, high), chart.tick)
    top, bottom = _HEADROOM, chart.height - _YEARS
    scale = Linear(low, high, bottom - (6.0 if low < 0 else 0.0), top)
    gutter = max((measure(words, 7.5) for _, words in grid), default=0.0) + 6.0
    starts = {
        id(one): chart.number(points(one)[0].value)
        for one in named
        if len(points(one)) > 1 and not _branches(one, named)
    }
    room_left = max((measure(words, 8.0, 600) for words in starts.values()), default=0.0) + 8.0
    names = {id(one): f"{one.label} {chart.number(points(one)[-1].value)}" for one in named}
    shapes = _shapes(named)
    room_right = max((measure(words, 8.0, 600) for words in names.values()), default=0.0) + 14.0
    room_right += _MARKED if shapes else 0.0
    room_right = min(room_right, (chart.width - chart.left) * 0.45)
    left = chart.left + gutter
    plane = Plane(Linear(start, end, left + room_left, chart.width - room_right), scale)
    begin = plane.x.start - 5.0  # the values at the starts stand clear of the gridlines
    marks: list[Mark] = [*_forecast_band(chart, plane, 0.0, bottom, end)]
    for tick, words in grid:
        y = plane.y(tick)
        if tick:
            marks.append(stroke([(begin, y), (plane.x(end) + 5.0, y)], "hairline", 0.75, name="grid"))
        marks.append(text(left - 6.0, y + 2.6, words, size=7.5, fill="note", anchor="end", name="tick"))
    for one in chart.series:
        if one not in named and len(points(one)) > 1:
            marks.append(stroke([plane.at(point) for point in points(one)], "context", 0.75, name="context"))
    marks.append(stroke([(begin, plane.y(0)), (plane.x(end) + 5.0, plane.y(0))], "ink", 0.75, name="axis"))
    styles = tuple(zip(_roles(named), shapes or ("dot",) * len(named), strict=True))
    for one, style in sorted(zip(named, styles, strict=True), key=lambda pair: pair[0].highlight):
        marks += line(one, plane, style[0], chart.forecast_from, style[1])
    marks += _start_values(chart, named, plane, [role for role, _ in styles], starts, top, bottom)
    marks += _end_labels(chart, named, plane, styles, names, top, bottom)
    marks += years(chart.series, plane.x, chart.height - 3.0)
    return drawing("lines", chart.width, chart.height, chart.alt, marks, chart.words.full_labels)


def _branches(series: Series, others: Sequence[Series]) -> bool:
    """Whether a series begins where another one passes, or where one before it begins: its first value is known."""
    first = points(series)[0]
    before = others[: next(place for place, other in enumerate(others) if other is series)]
    passed = any(first in points(other)[1:] for other in others if other is not series)
    return passed or any(points(other)[0] == first for other in before)


def _named(series: Sequence[Series]) -> list[Series]:
    """The highlighted and the largest, five at most, in the order given."""
    known = [one for one in series if points(one)]
    order = sorted(range(len(known)), key=lambda index: (not known[index].highlight, -points(known[index])[-1].value))
    return [known[index] for index in sorted(order[:_LABELLED])]


def _roles(series: Sequence[Series]) -> list[str]:
    if len(series) >= _CATEGORIES and not any(one.highlight for one in series):
        return [f"category-{index + 1}" for index in range(len(series))]
    greys = iter(("secondary", "bar", "secondary", "bar", "secondary"))
    return ["highlight" if one.highlight else next(greys) for one in series]


def _shapes(series: Sequence[Series]) -> tuple[str, ...]:
    """A mark for each series, where there are so many that colours alone would not tell them apart."""
    return SHAPES[: len(series)] if len(series) >= _CATEGORIES else ()


def _readable(role: str) -> str:
    """Labels in the line's colour only where that is dark enough for text."""
    return role if role in ("highlight", "secondary") else "secondary"


def _forecast_band(chart: Lines, plane: Plane, top: float, bottom: float, end: float) -> Iterator[Mark]:
    begin = chart.forecast_from
    if begin is None or begin >= end:
        return
    x = max(plane.x(begin), plane.x.start)
    right = plane.x(end) + 5.0
    yield rect(x, top, right - x, bottom - top, "band", "band")
    if measure(chart.words.forecast, 8.0, 600) + 8.0 <= right - x:
        yield text(x + 5.0, top + 10.0, chart.words.forecast, weight=600, fill="secondary", name="band-label")


def _start_values(
    chart: Lines,
    named: Sequence[Series],
    plane: Plane,
    roles: Sequence[str],
    words: dict[int, str],
    top: float,
    bottom: float,
) -> Iterator[Mark]:
    drawn = [(one, role) for one, role in zip(named, roles, strict=True) if id(one) in words]
    begins = [plane.at(points(one)[0]) for one, _ in drawn]
    placed = spread([y for _, y in begins], LEADING, top, bottom - 3.0)
    for (one, role), (x, _), y in zip(drawn, begins, placed, strict=True):
        yield text(x - 6.0, y + 2.9, words[id(one)], weight=600, fill=_readable(role), anchor="end", name="start-value")


def _end_labels(
    chart: Lines,
    named: Sequence[Series],
    plane: Plane,
    styles: Sequence[tuple[str, str]],
    names: dict[int, str],
    top: float,
    bottom: float,
) -> Iterator[Mark]:
    """Names and last values, each at the end of a leader where it had to give way, with its series' mark before it."""
    ends = [plane.at(points(one)[-1]) for one in named]
    placed = spread([y for _, y in ends], LEADING, top, bottom - 3.0)
    reach = max((end[0] for end in ends), default=0.0) + 12.0
    marked = len(named) >= _CATEGORIES
    x = reach + (_MARKED if marked else 0.0)
    for one, (role, shape), end, y in zip(named, styles, ends, placed, strict=True):
        if abs(end[1] - y) > 1.5 or reach - end[0] > 13.0:
            yield stroke([(end[0] + 4.0, end[1]), (reach - 2.0, y)], "context", 0.5, name="leader")
        if marked:
            yield from marker(shape, reach + 2.5, y, 2.25, role, name="key")
        full = names[id(one)]
        value = chart.number(points(one)[-1].value)
        room = chart.width - x - measure(f" {value}", 8.0, 600)
        words = full if measure(full, 8.0, 600) <= chart.width - x else f"{shorten(one.label, room, 8.0, 600)} {value}"
        yield text(x, y + 2.9, words, weight=600, fill=_readable(role), name="end-label", full=full)


def years(series: Sequence[Series], x: Linear, baseline: float) -> Iterator[Mark]:
    """Labels of the years below an axis: the first and the last, and those between that have room at an even
    distance."""
    known = sorted({point.year for one in series for point in points(one)})
    if not known:
        return
    words = {year: year_label(series, year) for year in known}
    half = max(measure(word, 7.5) for word in words.values()) / 2
    every = next(
        (n for n in range(1, len(known)) if _apart(known[::n], x) >= 2 * half + 4.0 and (len(known) - 1) % n == 0), 0
    )
    shown = (
        known[::every]
        if every
        else [known[0], known[-1]]
        if _apart([known[0], known[-1]], x) > 2 * half + 2
        else known[:1]
    )
    for year in shown:
        yield text(x(year), baseline, words[year], size=7.5, fill="note", anchor="middle", name="year")


def _apart(known: Sequence[float], x: Linear) -> float:
    return min((x(b) - x(a) for a, b in pairwise(known)), default=0.0)
