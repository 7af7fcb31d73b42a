"""How the sample rounds: what it shows it shows so far and no further, on the page, in charts and in attachments."""

from __future__ import annotations

from cdmo_cli.market.model import MEASURES, Model
from cdmo_cli.report.disclosure.items import Catalogue, Item

SIZE_DECIMALS = 1
"""Of sizes, in the report's unit. The same for every sample: the decimals would tell the magnitude."""

RATE_DECIMALS = 1
"""Of shares and growth, in percent."""


def half(catalogue: Catalogue, item: Item) -> float:
    """Half of the unit to which an item is rounded: sizes in base units, rates as fractions; 0 for a cell, which is
    shown as the workbook has it."""
    if item.kind in ("size", "added"):
        return float(0.5 * 10.0**-SIZE_DECIMALS * catalogue.cube.scale)
    if item.kind in ("share", "cagr"):
        return float(0.5 * 10.0**-RATE_DECIMALS / 100)
    return 0.0


def as_printed(catalogue: Catalogue, item: Item, position: int, value: float) -> float:
    """The figure of an observation rounded as its item is printed, in the workbook's unit."""
    if item.kind == "cell":
        return value
    scale = unit_scale(catalogue.model, position)
    if item.kind == "size":
        unit = catalogue.cube.scale
        return _clean(round(value * scale / unit, SIZE_DECIMALS) * unit / scale)
    return _clean(round(value * scale * 100, RATE_DECIMALS) / 100 / scale)


def _clean(value: float) -> float:
    """Without the noise of binary arithmetic."""
    return float(f"{value:.12g}")


def unit_scale(model: Model, position: int) -> float:
    """What makes base units of a figure: 1e6 for USD million, 0.01 for percent. A rate above 1 whose unit is not known
    is taken for a percentage, as everywhere."""
    data = model.observations
    unit = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
    rate = MEASURES[int(data.measure[position])] in ("share", "growth", "cagr")
    if rate and (unit is None or unit.kind != "percent") and abs(float(data.value[position])) > 1:
        return 0.01
    return unit.scale if unit is not None else 1.0
