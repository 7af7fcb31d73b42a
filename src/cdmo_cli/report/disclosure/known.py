"""What readers know anyway: figures of other workbooks that mean the same as ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.market.cube import Rate
from cdmo_cli.market.model import MEASURES, Model
from cdmo_cli.market.sizes import rate_between, rates
from cdmo_cli.report.disclosure.rounding import unit_scale

Meaning = tuple[object, ...]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Known:
    """How much of another workbook readers can hold against ours: `matched` of its `figures`."""

    path: str
    matched: int
    figures: int


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure of another workbook."""

    source: int
    position: int


def known_figures(model: Model, others: Sequence[Model], margin: float) -> Mapping[int, Interval]:
    """Observation → the interval in which readers know it to lie, in base units.

    Figures are the same by measure, period and members. What is in another currency is converted by the rates of the
    workbook, what has no unit is taken to be in that of our figure. What another source prints within the margin (a
    part of our figure) is taken for knowledge of ours, though it may be a little off; what is farther away is not: it
    says something else.
    """
    found: dict[int, Interval] = {}
    for position, _, interval in _matches(model, others, margin):
        found.setdefault(position, interval)
    return found


def matched(model: Model, others: Sequence[Model], margin: float) -> tuple[Known, ...]:
    """How many figures of each workbook say something of ours."""
    counts: list[set[int]] = [set() for _ in others]
    for _, told, _ in _matches(model, others, margin):
        counts[told.source].add(told.position)
    return tuple(
        Known(other.path, len(count), len(other.observations)) for other, count in zip(others, counts, strict=True)
    )


def _matches(model: Model, others: Sequence[Model], margin: float) -> Iterator[tuple[int, _Told, Interval]]:
    told: dict[Meaning, list[_Told]] = {}
    for source, other in enumerate(others):
        for position in range(len(other.observations)):
            meaning = _meaning(other, position)
            if meaning is not None:
                told.setdefault(meaning, []).append(_Told(source, position))
    known = rates(model) if told else ()
    for position in range(len(model.observations)) if told else ():
        for each in told.get(_meaning(model, position) or (), ()):
            interval = _interval(others[each.source], each.position, model, position, known)
            if interval is not None:
                low, high = interval
                own = float(model.observations.value[position]) * unit_scale(model, position)
                if low - margin * abs(own) <= own <= high + margin * abs(own):
                    yield position, each, (min(low, own), max(high, own))


def _interval(other: Model, position: int, model: Model, own: int, known: tuple[Rate, ...]) -> Interval | None:
    """Where a figure of another workbook lies, in base units of ours; None where no rate tells."""
    data = other.observations
    measure, currency, wanted = _measure(other, position), _currency(other, position), _currency(model, own)
    factor = 1.0
    if measure == "amount" and currency is not None and wanted is not None and currency != wanted:
        year = data.periods[int(data.period[position])].year if data.period[position] >= 0 else None
        rate = rate_between(known, currency, wanted, year)
        if rate is None:
            return None
        factor = rate[0]
    bare = measure == "amount" and (data.unit[position] < 0 or currency is None)
    scale = factor * (unit_scale(model, own) if bare else unit_scale(other, position))
    value, half = float(data.value[position]), 0.5 * 10.0 ** -float(data.decimals[position])
    return (value - half) * scale, (value + half) * scale


def _currency(model: Model, position: int) -> str | None:
    data = model.observations
    return data.units[int(data.unit[position])].currency if data.unit[position] >= 0 else None


def _measure(model: Model, position: int) -> str:
    """What is measured; a number of which that is not said may be an amount."""
    measure = MEASURES[int(model.observations.measure[position])]
    return "amount" if measure in ("revenue", "value") else measure


def _meaning(model: Model, position: int) -> Meaning | None:
    """What a figure is of; None for one that says too little of itself."""
    data = model.observations
    measure = _measure(model, position)
    period = data.periods[int(data.period[position])] if data.period[position] >= 0 else None
    if period is None and measure != "share":
        return None
    members = sorted(
        (code, model.dimension(code).members[int(column[position])].code)
        for code, column in data.members.items()
        if column[position] >= 0
    )
    years = (period.year, period.through, period.part) if period is not None else None
    return measure, years, *members
