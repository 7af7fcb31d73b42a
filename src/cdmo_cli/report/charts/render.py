"""From a chart to its SVG: the geometry by kind, drawn by one macro."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from cdmo_cli.report import templating
from cdmo_cli.report.charts import (
    areas,
    bars,
    columns,
    cover,
    flows,
    lines,
    sample,
    slope,
    tables,
    tiles,
    waterfall,
)
from cdmo_cli.report.charts import model as m
from cdmo_cli.report.charts.drawing import Drawing, Text
from cdmo_cli.report.charts.palette import colour
from cdmo_cli.report.style import current

_GEOMETRY: dict[type[m.Chart], Callable[[Any], Drawing]] = {
    m.Columns: columns.columns,
    m.RankedBars: bars.ranked_bars,
    m.Lollipops: bars.lollipops,
    m.OneBar: flows.one_bar,
    m.FlowBars: flows.flow_bars,
    m.HundredPercent: flows.hundred_percent,
    m.SmallMultiples: lines.small_multiples,
    m.Lines: lines.lines,
    m.Slope: slope.slope,
    m.StackedArea: areas.stacked_area,
    m.TileMap: tiles.tile_map,
    m.Heat: tables.heat,
    m.Waterfall: waterfall.waterfall,
    m.Spiral: cover.spiral,
    m.Logo: cover.logo,
    m.Hatch: sample.hatch,
    m.Watermark: sample.watermark,
}


@dataclass(frozen=True, slots=True)
class Rows:
    """A bar chart cut into the rows of a table: an axis for its header ("" where the kind has none), then one
    graphic a row. `order` are the indexes of the chart's bars from top to bottom: the table's other cells follow
    it."""

    head: Markup
    rows: tuple[Markup, ...]
    order: tuple[int, ...]


def geometry(chart: m.AnyChart) -> Drawing:
    """The geometry of any chart."""
    return _GEOMETRY[type(chart)](chart)


def draw(chart: m.AnyChart) -> Markup:
    """Inline SVG of a chart: text stays text, labels are escaped, the alternative text is the `<title>`."""
    return svg(geometry(chart))


def draw_rows(chart: m.RankedBars | m.Lollipops) -> Rows:
    """The bars of a chart one by one, on one scale, each `chart.row` high and `chart.width` (of the cell) wide."""
    head, rows, order = bars.rows(chart)
    return Rows(svg(head) if head else Markup(), tuple(svg(row) for row in rows), order)


def svg(drawing: Drawing) -> Markup:
    """Inline SVG of a geometry."""
    style = current()
    words = "".join(mark.text for mark in drawing.marks if isinstance(mark, Text))
    families = style.sans.names(style.sans.printed(words)[0])
    with templating.explained(style.templates):
        return Markup(_macro(style.templates)(drawing, families).strip())  # noqa: S704  escaped by the template


@lru_cache(maxsize=8)
def _macro(folder: Path | None) -> Any:
    environment = templating.environment(folder, {"n": _number, "colour": colour}, {})
    return environment.get_template("charts/drawing.svg.j2").module.svg  # type: ignore[attr-defined]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
