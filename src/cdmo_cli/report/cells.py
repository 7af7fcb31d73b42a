"""An observation as a reader meets it: whose figure it is, what is measured and when, and the cell that holds it."""

from __future__ import annotations

from collections.abc import Iterable

from cdmo_cli.address import a1
from cdmo_cli.market.cube import Rate
from cdmo_cli.market.model import MEASURES, Model, Observations
from cdmo_cli.report import numbers
from cdmo_cli.report.view import View

NAMES = {
    "revenue": "Size",
    "sales": "Revenue",
    "share": "Share",
    "growth": "Growth",
    "cagr": "CAGR",
    "count": "Count",
    "index": "Index",
    "rate": "Rate",
    "price": "Price",
    "value": "Value",
}
_RATIOS = ("share", "growth", "cagr")

Key = tuple[str, str, str]  # measure, unit, period


def shown(view: View) -> list[int]:
    """The positions of the figures that an edition shows; in the sample without the whole’s share of itself."""
    data = view.model.observations
    return [
        position
        for position in range(len(data))
        if view.shows(position) and not (view.sample and _is_whole(view.model, position))
    ]


def _is_whole(model: Model, position: int) -> bool:
    return measure(model.observations, position) == "share" and not members(model, position)


def members(model: Model, position: int) -> dict[str, str]:
    """The labels of a figure's members by the code of their dimension."""
    found = {}
    for dimension in model.dimensions:
        column = model.observations.members.get(dimension.code)
        if column is not None and column[position] >= 0:
            found[dimension.code] = dimension.members[int(column[position])].label
    return found


def label(model: Model, rates: Iterable[Rate], position: int) -> str:
    """The members of a figure; a country implies its region, and what is of none is of all."""
    found = members(model, position)
    for dimension in model.dimensions:
        if dimension.code in found and dimension.within:
            found.pop(dimension.within, None)
    if not found:
        rate = next((rate for rate in rates if rate.position == position), None)
        return f"{rate.quote} per {rate.base}" if rate is not None else "All"
    return " · ".join(found.values())


def measure(data: Observations, position: int) -> str:
    """The measure, a key of NAMES: the revenue of a company is no market's size."""
    name: str = MEASURES[int(data.measure[position])] if data.measure[position] >= 0 else "value"
    companies = data.members.get("company")
    return "sales" if name == "revenue" and companies is not None and companies[position] >= 0 else name


def period(data: Observations, position: int) -> str:
    """The period as the workbook has it: `2024`, `2024-2031`; empty where there is none."""
    return str(data.periods[int(data.period[position])]) if data.period[position] >= 0 else ""


def unit(data: Observations, position: int) -> str:
    """The unit: `USD billion`, `%`."""
    found = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
    if found is None:
        return ""
    return "%" if found.kind == "percent" or (_is_ratio(data, position) and found.scale == 1.0) else found.text


def key(data: Observations, position: int) -> Key:
    """What heads a figure: measure, unit, period."""
    return measure(data, position), unit(data, position), period(data, position)


def is_fraction(data: Observations, position: int) -> bool:
    """Whether a percentage is stored as 0.052."""
    found = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
    if (found is None or found.kind != "percent") and abs(float(data.value[position])) > 1:
        return False  # 5.2 beside a heading without a unit is a percentage
    if found is None:
        return _is_ratio(data, position)
    return found.scale == 1.0 and (found.kind == "percent" or _is_ratio(data, position))


def _is_ratio(data: Observations, position: int) -> bool:
    return data.measure[position] >= 0 and MEASURES[int(data.measure[position])] in _RATIOS


def decimals(data: Observations, position: int) -> int:
    """The decimals with which a figure is printed: those of its cell, two at most (four of exchange rates); of a
    percentage those of the percentage."""
    written = int(data.decimals[position]) - (2 if is_fraction(data, position) else 0)
    return min(max(written, 0), 4 if measure(data, position) == "rate" else 2)


def printed(view: View, position: int, places: int) -> str:
    """A figure as its cell holds it, in the sample as far as it may be stated; fractions that are percentages as
    percentages."""
    fraction = is_fraction(view.model.observations, position)
    return numbers.number(view.printed(position) * (100 if fraction else 1), places)


def spots(data: Observations, positions: Iterable[int]) -> str:
    """The cells in the order of the figures, neighbours as ranges: `B7–N7`, or `B7, B13, D13–F13`."""
    places = [(int(data.row[position]), int(data.column[position])) for position in positions]
    runs: list[list[tuple[int, int]]] = []
    for place in places:
        run = runs[-1] if runs else []
        step = (place[0] - run[-1][0], place[1] - run[-1][1]) if run else (0, 0)
        straight = len(run) < 2 or step == (run[1][0] - run[0][0], run[1][1] - run[0][1])
        if step in ((0, 1), (1, 0)) and straight:
            run.append(place)
        else:
            runs.append([place])
    return ", ".join(a1(*run[0]) if len(run) == 1 else f"{a1(*run[0])}–{a1(*run[-1])}" for run in runs)
