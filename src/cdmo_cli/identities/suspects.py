"""Which cell may have spoilt a set of failing identities: every candidate scored by how people get numbers wrong.

A candidate is a typed cell with figures that settle all failing identities of a component and break none that
holds. Its weight is the sum over those figures t of π(slip) · P(printed | t, slip) · R · C: R, how well the repaired
sums keep to the exactness of the others; C, how much better t fits its row and column than the printed figure.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cdmo_cli.identities.scene import FLOAT_NOISE, Scene
from cdmo_cli.identities.settle import EVERYTHING, Span
from cdmo_cli.identities.slips import (
    ANYTHING,
    COUNTED_TWICE,
    OMITTED,
    PRIOR,
    STALE,
    UNCALCULATED,
    Slip,
    anything,
    left_blank,
    likely_truths,
    repeated,
    slips,
)

ON_THE_GRID = 100.0
"""How much likelier the one figure is that is not a round number where all its companions are."""

MOST_VALUES = 40
"""So many figures of a span are looked at one by one; of more only those that one slip leads to."""

NEGLIGIBLE = 1e-4
NO_SHIFT: Mapping[int, float] = {}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cell as the culprit: its likeliest true figure with the cause, and the weight of all of them.

    `values` are the true figures with a weight each, the likeliest first.
    """

    cell: int
    value: float
    cause: str
    weight: float
    values: tuple[tuple[float, str, float], ...] = field(default=())


def allowed(scene: Scene, cell: int, settled: Collection[int], shift: Mapping[int, float] = NO_SHIFT) -> Span | None:
    """The printed figures of a cell that settle those failing identities and keep every identity that holds.

    `shift`: what a change of another cell does to the gaps of identities; those must hold in the end as well.
    """
    span: Span | None = EVERYTHING
    for position in scene.by_cell.get(cell, ()):
        if scene.judged[position].fails and position not in settled:
            continue
        found = scene.span(position, cell, shift.get(position, 0.0))
        span = span.meets(found) if span is not None and found is not None else None
        if span is None:
            return None
    return span


def explanation(
    scene: Scene, cell: int, settled: Sequence[int], shift: Mapping[int, float] = NO_SHIFT
) -> Explanation | None:
    """The cell as the one culprit of those identities; None where no other figure of it settles them."""
    span = allowed(scene, cell, settled, shift)
    if span is None or span.low <= scene.value(cell) <= span.high or span is EVERYTHING:
        return None
    places, step = grid(scene.half(cell), scene.value(cell))
    chosen = [p for p in scene.by_cell[cell] if p in settled or not scene.judged[p].fails]
    rates = not all(scene.additive(position) for position in chosen)
    fits = {
        true: _fit(scene, cell, true, chosen, shift, step) * (_central(span, true) if rates else 1.0)
        for true in _values(scene, cell, span, settled, shift)
    }
    best = max(fits.values(), default=0.0)
    weighed: list[tuple[float, str, float]] = []
    for true, fit in fits.items():
        if fit <= NEGLIGIBLE * best:
            continue
        found = list(_causes(scene, cell, true, settled, places))
        weight = sum(slip.weight for slip in found) * fit * _odds(scene, cell, true)
        weighed.append((true, max(found, key=lambda slip: slip.weight).cause, weight))
    if not weighed:
        return None
    weighed.sort(key=lambda value: (-value[2], abs(value[0])))
    if weighed[0][1] == ANYTHING:  # no slip tells the figure: the one with which the sums hold best
        weighed.sort(key=lambda value: -fits[value[0]])
    return Explanation(cell, *weighed[0][:2], sum(weight for _, _, weight in weighed), tuple(weighed))


def shift_of(scene: Scene, cell: int, value: float) -> dict[int, float]:
    """What a new figure of the cell does to the gaps of its identities."""
    change = value - scene.value(cell)
    return {p: scene.moves[p][cell] * change for p in scene.by_cell[cell] if scene.additive(p)}


def grid(half: float, printed: float) -> tuple[int, float]:
    """Decimals and step of the figures that could stand in a cell. A figure of no width is typed as it stands."""
    if half in (2.0, 4.0):  # random rounding to a base of 3 or 5
        return 0, half + 1
    if half > 0:
        places = max(min(round(-math.log10(2 * half)), 12), -6)
        return places, 10.0**-places
    text = f"{abs(printed):.12g}"
    places = len(text.partition(".")[2]) if "e" not in text else 12
    return places, 10.0**-places


def _values(scene: Scene, cell: int, span: Span, settled: Sequence[int], shift: Mapping[int, float]) -> Iterator[float]:
    """The figures of a span that could stand in the cell: all of few, of many those that a slip leads to."""
    printed, half = scene.value(cell), scene.half(cell)
    places, step = grid(half, printed)
    seen = {printed}

    def new(value: float) -> Iterator[float]:
        if value not in seen and span.low <= value <= span.high:
            seen.add(value)
            yield value

    exact = [span.middle]
    for position in settled:
        slope = scene.moves[position].get(cell)
        if slope and scene.additive(position):
            exact.append(printed - (scene.gap[position] + shift.get(position, 0.0)) / slope)
    for value in exact:
        if half > 0:
            yield from new(round(round(value / step) * step, max(places, 0)))
        else:
            yield from new(float(f"{value:.12g}"))
    if (span.high - span.low) / step <= MOST_VALUES:
        for number in range(math.ceil(span.low / step - 1e-6), math.floor(span.high / step + 1e-6) + 1):
            yield from new(round(number * step, max(places, 0)))
    else:
        for value in likely_truths(printed, places):
            yield from new(value)


def _fit(
    scene: Scene, cell: int, true: float, positions: Sequence[int], shift: Mapping[int, float], step: float
) -> float:
    """R: sums that mostly hold exactly should do so after the repair, and lose no more by it than others gain."""
    change, log = true - scene.value(cell), 0.0
    for position in positions:
        if not scene.additive(position) or scene.identities[position].relation == "at most":
            continue
        slope = scene.moves[position][cell]
        before = scene.gap[position] + shift.get(position, 0.0)
        after, unit = before + slope * change, abs(slope) * step
        log += _log_chance(scene, position, after, unit)
        if not scene.judged[position].fails and position not in shift:
            log -= _log_chance(scene, position, before, unit)
    return math.exp(min(log, 50.0))


def _central(span: Span, true: float) -> float:
    """A rate is likelier near the middle of what its two end points allow: their errors make a triangle."""
    width = span.high - span.low
    if not math.isfinite(width) or width <= 0:
        return 1.0
    return math.exp(-12 * ((true - span.middle) / width) ** 2)


def _log_chance(scene: Scene, position: int, gap: float, unit: float) -> float:
    """How likely a true sum is to be off by so much: exactly none as often as other sums, else by its rounding."""
    if abs(gap) <= scene.noise[position]:
        return math.log(scene.exactness)
    sigma = scene.sigma[position]
    if sigma == 0:
        return -50.0
    density = unit / (sigma * math.sqrt(2 * math.pi)) * math.exp(-0.5 * (gap / sigma) ** 2)
    return math.log((1 - scene.exactness) * min(density, 1.0) + 1e-30)


def _odds(scene: Scene, cell: int, true: float) -> float:
    """C, and how much better the true figure keeps to round numbers."""
    printed = scene.value(cell)
    return scene.neighbours.belief(cell).odds(true, printed) * _roundness(scene, cell, true)


def _roundness(scene: Scene, cell: int, true: float) -> float:
    """More for a printed figure that is less round than all others of its sums, if the true one is as round as they."""
    printed = scene.value(cell)
    units = [unit for unit in (1000, 100, 10) if printed % unit and true % unit == 0]
    if not units:
        return 1.0
    others = [value for other in _companions(scene, cell) if (value := scene.value(other))]
    rounder = len(others) > 1 and any(all(value % unit == 0 for value in others) for unit in units)
    return ON_THE_GRID if rounder else 1.0


def _companions(scene: Scene, cell: int) -> list[int]:
    """Other cells of the sums that the cell stands in."""
    found: dict[int, None] = {}
    for position in scene.by_cell[cell]:
        if scene.additive(position):
            found.update(dict.fromkeys(other for other in scene.moves[position] if other != cell))
            if len(found) >= MOST_VALUES:
                break
    return list(found)[:MOST_VALUES]


def _causes(scene: Scene, cell: int, true: float, settled: Sequence[int], places: int) -> Iterator[Slip]:
    """What may have made the printed figure of the true one."""
    printed = scene.value(cell)
    if cell in scene.cells.blank:
        yield left_blank(true, places)
        return
    yield from slips(true, printed, places)
    yield anything(true, printed, places)
    if printed and printed in scene.neighbours.beside(cell):
        yield repeated(printed, places, scene.neighbours.repeating)
    yield from _of_totals(scene, cell, true, settled)


def _of_totals(scene: Scene, cell: int, true: float, settled: Sequence[int]) -> Iterator[Slip]:
    """What happens to totals alone: a part left out or counted twice, no new addition after a change."""
    cells, printed = scene.cells, scene.value(cell)
    for position in settled:
        identity = scene.identities[position]
        if identity.evidence == "formula" and identity.cell == cell:
            yield Slip(UNCALCULATED, 1.0)
            return
        if identity.total != cell or not scene.additive(position):
            continue
        for part in identity.parts:
            value = float(cells.value[part] * cells.scale[part] / cells.scale[cell])
            noise = max(scene.half(cell) * 0.01, FLOAT_NOISE * abs(true))
            if value and abs(true - printed - value) <= noise:
                yield Slip(OMITTED, PRIOR[OMITTED] / len(identity.parts))
            if value and abs(true - printed + value) <= noise:
                yield Slip(COUNTED_TWICE, PRIOR[COUNTED_TWICE] / len(identity.parts))
        near = abs(true) * 0.1
        if near and abs(true - printed) <= near:
            yield Slip(STALE, PRIOR[STALE] * min(1.0, max(2 * scene.half(cell), 1e-6 * near) / (2 * near)))
        return
