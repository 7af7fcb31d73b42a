"""The cover: a sunflower spiral of the market, one dot a unit, and the mark of dots.

The spiral is H. Vogel's: dot k stands at the angle k × 137.508° and the distance c √k (Mathematical Biosciences 44,
1979), so that any number of dots fills a disc evenly.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from cdmo_cli.report.charts.drawing import Drawing, Mark, dot, drawing, text
from cdmo_cli.report.charts.model import Logo, Size, Spiral
from cdmo_cli.report.charts.palette import ramp, year_on
from cdmo_cli.report.charts.scales import finite
from cdmo_cli.report.charts.text import measure

_GOLDEN = math.pi * (3 - math.sqrt(5))
_CENTRE = (0.625, 0.6235)  # of the page
_RADIUS = 0.4975  # of the page's width
# A page broader than A4 has less height below its title: centre and radius (of the height) keep the same distances.
_BROAD, _BROAD_CENTRE, _BROAD_RADIUS = 0.74, (0.625, 0.6315), 0.3425
_FILLED = 0.8  # a dot's radius, in distances c: the nearest two are 1.602 apart
_LABEL = 6.5
_DOTS = (100, 600)
_AIM = 300
_SAMPLE = (233, 144)  # dots pale and warm when nothing may be told: Fibonacci's, near to no market in particular
_SAMPLE_YEARS = 7
_MOST_LABELS = 8


def spiral_unit(sizes: Sequence[float]) -> float:
    """The round amount (1, 2 or 5 × a power of ten) that a dot stands for, so that the largest size has 100 to 600
    dots, as near to 300 as can be; 0 where there is no size."""
    known = [size for value in sizes if (size := finite(value)) is not None and size > 0]
    if not known:
        return 0.0
    largest = max(known)
    power = math.floor(math.log10(largest)) - 3
    units = [factor * 10.0**exponent for exponent in range(power, power + 4) for factor in (1, 2, 5)]
    fitting = [unit for unit in units if _DOTS[0] <= round(largest / unit) <= _DOTS[1]]
    return float(f"{min(fitting, key=lambda unit: abs(math.log(largest / unit / _AIM))):.0e}")


def spiral(chart: Spiral) -> Drawing:
    """The geometry of the spiral; dots that lie wholly beyond the page are left out, those on its edge bleed."""
    base, ends = _counts(chart)
    total = max([base, *(count for _, count in ends)])
    reach = _BROAD_RADIUS * chart.height if _broad(chart) else _RADIUS * chart.width
    spacing = reach / math.sqrt(max(total, 1) + 8)
    radius = spacing * _FILLED
    labels = {count: label for label, count in _labelled(ends) if count > 0 and label}
    turn = _turn(chart, list(labels), spacing, radius)
    colours = _colours(base, [count for _, count in ends], total)
    marks: list[Mark] = []
    for number in range(1, total + 1):
        x, y = _place(chart, number, spacing, turn)
        if not (-radius < x < chart.width + radius and -radius < y < chart.height + radius):
            continue
        colour = colours[number - 1]
        marks.append(dot(x, y, radius, colour or "cover-dot", hollow=not colour, ground="cover", name="dot"))
        label = labels.get(number, "")
        if label and radius <= x <= chart.width - radius:
            size = min(_LABEL, _LABEL * 1.7 * radius / measure(label, _LABEL, 600))
            fill = year_on(colour) if colour else "cover-text"
            marks.append(
                text(
                    x, y + size * 0.36, label, size=round(size, 2), weight=600, fill=fill, anchor="middle", name="year"
                )
            )
    return drawing("spiral", chart.width, chart.height, chart.alt, marks)


def _counts(chart: Spiral) -> tuple[int, list[tuple[str, int]]]:
    """Dots of the base, and of each year with its label, the base first. Without sizes: the sample's, without
    labels."""
    sizes = [size for size in (chart.base, *chart.forecast) if size is not None and finite(size.value) is not None]
    unit = chart.unit or spiral_unit([size.value for size in sizes])
    if not sizes or not unit or chart.base is None or finite(chart.base.value) is None:
        pale, warm = _SAMPLE
        return pale, [("", pale + round(warm * year / _SAMPLE_YEARS)) for year in range(_SAMPLE_YEARS + 1)]
    ends = [(size.label, _dots(size, unit)) for size in sizes]
    return ends[0][1], ends


def _labelled(ends: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The years whose dots are labelled: all of a few, else every so many before the last, and the base."""
    step = math.ceil((len(ends) - 1) / _MOST_LABELS) or 1
    return [*ends[:1], *ends[:0:-step]]


def _dots(size: Size, unit: float) -> int:
    return min(max(round(size.value / unit), 0), 5000)


def _colours(base: int, ends: Sequence[int], total: int) -> list[str]:
    """A colour a dot, "" for one that the market loses by its last year: pale to the base, then that of the year
    that reaches it."""
    years = ends[1:]
    warm = ramp(max(len(years), 1))
    last = years[-1] if years else base
    colours = []
    for number in range(1, total + 1):
        if number <= base:
            colours.append("cover-dot" if number <= max(last, 0) else "")
        else:
            colours.append(next(warm[place] for place, count in enumerate(years) if count >= number))
    return colours


def _place(chart: Spiral, number: int, spacing: float, turn: float) -> tuple[float, float]:
    angle = number * _GOLDEN + turn
    distance = spacing * math.sqrt(number)
    x, y = _BROAD_CENTRE if _broad(chart) else _CENTRE
    return x * chart.width + distance * math.cos(angle), y * chart.height + distance * math.sin(angle)


def _broad(chart: Spiral) -> bool:
    return chart.width > _BROAD * chart.height


def _turn(chart: Spiral, numbers: Sequence[int], spacing: float, radius: float) -> float:
    """The turn of the whole, in steps of 2°, that shows most labelled dots in full on the page; the first of equals."""

    def shown(turn: float) -> int:
        places = (_place(chart, number, spacing, turn) for number in numbers)
        edge = 1.5 * radius
        return sum(edge <= x <= chart.width - edge and edge <= y <= chart.height - edge for x, y in places)

    return max((math.radians(degrees) for degrees in range(0, 360, 2)), key=shown)


_MARK = 13


def logo(chart: Logo) -> Drawing:
    """The geometry of the mark: thirteen dots of the same spiral, the last one warm."""
    return drawing("logo", chart.width, chart.width, chart.alt, _logo(chart))


def _logo(chart: Logo) -> Iterator[Mark]:
    middle = chart.width / 2
    spacing = middle / (math.sqrt(_MARK) + 0.78)
    warm = {_MARK, _MARK - 3, _MARK - 5}
    for number in range(1, _MARK + 1):
        angle, distance = number * _GOLDEN + 0.6, spacing * math.sqrt(number)
        pale = "bar" if chart.ground == "paper" else "cover-dot"
        strong = "highlight" if chart.ground == "paper" else ramp(1)[0]
        colour = strong if number in warm else pale
        yield dot(
            middle + distance * math.cos(angle), middle + distance * math.sin(angle), spacing * 0.8, colour, name="dot"
        )
