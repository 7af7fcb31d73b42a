"""What readers know anyway: figures of other workbooks that mean the same as ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdmo_cli.market.model import MEASURES, Model
from cdmo_cli.report.disclosure.rounding import unit_scale

Meaning = tuple[object, ...]


def known_figures(model: Model, others: Sequence[Model], margin: float) -> Mapping[int, tuple[float, float]]:
    """Observation → the interval in which readers know it to lie, in base units.

    Figures are the same by measure, period, members and currency. What another source prints within the margin (a
    part of our figure) is taken for knowledge of ours, though it may be a little off; what is farther away is not: it
    says something else.
    """
    told: dict[Meaning, tuple[float, float]] = {}
    for other in others:
        for position in range(len(other.observations)):
            meaning = _meaning(other, position)
            if meaning is not None:
                told.setdefault(meaning, _interval(other, position))
    found = {}
    for position in range(len(model.observations)) if told else ():
        meaning = _meaning(model, position)
        if meaning in told:
            low, high = told[meaning]
            own = float(model.observations.value[position]) * unit_scale(model, position)
            if low - margin * abs(own) <= own <= high + margin * abs(own):
                found[position] = min(low, own), max(high, own)
    return found


def _interval(model: Model, position: int) -> tuple[float, float]:
    data = model.observations
    scale = unit_scale(model, position)
    value, half = float(data.value[position]), 0.5 * 10.0 ** -float(data.decimals[position])
    return (value - half) * scale, (value + half) * scale


def _meaning(model: Model, position: int) -> Meaning | None:
    """What a figure is of; None for one that says too little of itself."""
    data = model.observations
    measure = MEASURES[int(data.measure[position])]
    period = data.periods[int(data.period[position])] if data.period[position] >= 0 else None
    if period is None and measure != "share":
        return None
    unit = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
    members = sorted(
        (code, model.dimension(code).members[int(column[position])].code)
        for code, column in data.members.items()
        if column[position] >= 0
    )
    years = (period.year, period.through, period.part) if period is not None else None
    currency = unit.currency if unit is not None and measure == "revenue" else None
    return measure, years, currency, *members
