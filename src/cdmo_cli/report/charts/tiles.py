"""The tile map: a country a square, coloured by the class of its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.report.charts import swatches
from cdmo_cli.report.charts.drawing import Drawing, Mark, drawing, rect, text
from cdmo_cli.report.charts.grids import Place, places
from cdmo_cli.report.charts.model import Tile, TileMap
from cdmo_cli.report.charts.palette import text_on
from cdmo_cli.report.charts.scales import Bins, bins, finite
from cdmo_cli.report.charts.text import measure, shorten

_TILE = 31.0
_STEP = 33.0


def tile_map(chart: TileMap) -> Drawing:
    """The geometry of a tile map: the squares at the right, the key below at the left where it has room, else under
    them."""
    shown = [tile for tile in chart.tiles if not tile.rest]
    values = [value for tile in shown if (value := finite(tile.value)) is not None]
    classes = bins(values, chart.decimals)
    columns = max(1, int((chart.width + _STEP - _TILE) // _STEP))
    grid = places([tile.short.upper() for tile in shown], columns)
    wide = max((x for x, _ in grid), default=-1) + 1
    high = max((y for _, y in grid), default=-1) + 1
    height = max(high * _STEP - (_STEP - _TILE), 0.0)
    left = chart.width - wide * _STEP + (_STEP - _TILE)
    key: list[Mark] = []
    if values:
        listed = swatches.entries(classes, chart.number, chart.tick, chart.words, values[0])
        key_width, key_height = swatches.size(listed, chart.heading)
        if key_height <= height and _free(grid, left, key_width + 2.5, height - key_height - 2.5):
            key += swatches.column(listed, chart.heading, 0.0, height - key_height)
        else:
            left = 0.0
            key, height = swatches.line(listed, chart.heading, 0.0, height + 6.0, chart.width)
    marks: list[Mark] = []
    for tile, place in zip(shown, grid, strict=True):
        marks += _tile(chart, tile, classes, left + place[0] * _STEP, place[1] * _STEP)
    return drawing("tile-map", chart.width, height, chart.alt, [*marks, *key], chart.words.full_labels)


def _free(grid: Sequence[Place], left: float, width: float, top: float) -> bool:
    """Whether no square stands in the corner below `top` and left of `width`."""
    return not any(left + x * _STEP < width and y * _STEP + _TILE > top for x, y in grid)


def _tile(chart: TileMap, tile: Tile, classes: Bins, x: float, y: float) -> Iterator[Mark]:
    value = finite(tile.value)
    role = classes.role(value) if value is not None else "band"
    fill = text_on(role)
    short = shorten(tile.short, _TILE - 6.0, 7.5, 600)
    yield rect(x, y, _TILE, _TILE, role, "tile")
    yield text(x + 5.0, y + 12.25, short, size=7.5, weight=600, fill=fill, name="code", full=tile.short)
    words = chart.number(value) if value is not None else "–"
    size = min(9.0, 9.0 * (_TILE - 7.0) / max(measure(words, 9.0), 1.0))
    yield text(x + 5.0, y + 23.5, words, size=round(size, 2), fill=fill, name="value")
