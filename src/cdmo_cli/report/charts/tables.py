"""The heat table: two dimensions, the cells coloured by the class of their values."""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.report.charts import swatches
from cdmo_cli.report.charts.drawing import Drawing, Mark, drawing, rect, text
from cdmo_cli.report.charts.model import Heat
from cdmo_cli.report.charts.palette import text_on
from cdmo_cli.report.charts.scales import Bins, bins, finite
from cdmo_cli.report.charts.text import measure, shorten, wrap

_GAP = 1.5
_LINE = 10.0


def heat(chart: Heat) -> Drawing:
    """The geometry of a heat table: columns' names above, rows' names at the left, the key below."""
    values = [value for row in chart.values for cell in row if (value := finite(cell)) is not None]
    classes = bins(values, chart.decimals)
    pitch = (chart.width - chart.left) / max(len(chart.columns), 1)
    heads = [wrap(name, pitch - 4.0, 8.0, 600) for name in chart.columns]
    lines = max((len(head) for head in heads), default=0)
    top = lines * _LINE + 4.0 if lines else 0.0
    size = _size(chart, values, pitch)
    marks: list[Mark] = []
    for index, (head, full) in enumerate(zip(heads, chart.columns, strict=True)):
        middle = chart.left + pitch * (index + 0.5)
        cut = any(line.endswith("…") for line in head)
        for place, line in enumerate(head):
            y = top - 5.5 - (len(head) - 1 - place) * _LINE
            name = full if cut and place == 0 else ""
            marks.append(text(middle, y, line, weight=600, fill="secondary", anchor="middle", name="column", full=name))
    for place, (name, row) in enumerate(zip(chart.rows, chart.values, strict=True)):
        y = top + place * chart.row
        label = shorten(name, chart.left - 8.0, 8.5)
        marks.append(text(0, y + chart.row / 2 + 2.3, label, size=8.5, name="label", full=name))
        for index, cell in enumerate(row[: len(chart.columns)]):
            marks += _cell(chart, finite(cell), classes, (chart.left + pitch * index, y, pitch), size)
    height = top + chart.row * len(chart.rows)
    if values:
        listed = swatches.entries(classes, chart.number, chart.tick, chart.words, values[0])
        key, height = swatches.line(listed, chart.heading, chart.left, height + 6.0, chart.width)
        marks += key
    return drawing("heat", chart.width, height, chart.alt, marks, chart.words.full_labels)


def _size(chart: Heat, values: list[float], pitch: float) -> float:
    """One size for the figures of all cells, so that the longest stays in its cell."""
    widest = max((measure(chart.number(value), 8.5) for value in values), default=1.0)
    return round(min(8.5, 8.5 * (pitch - _GAP - 3.0) / widest), 2)


def _cell(
    chart: Heat, value: float | None, classes: Bins, place: tuple[float, float, float], size: float
) -> Iterator[Mark]:
    x, y, pitch = place
    role = classes.role(value) if value is not None else "band"
    yield rect(x, y, pitch - _GAP, chart.row - _GAP, role, "cell")
    words = chart.number(value) if value is not None else chart.missing
    middle = x + (pitch - _GAP) / 2
    fill = text_on(role)
    yield text(middle, y + chart.row / 2 + 2.3, words, size=size, fill=fill, anchor="middle", name="value")
