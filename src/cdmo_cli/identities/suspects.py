"""Which cell may have spoilt a set of failing identities: every candidate scored by how people get numbers wrong.

A candidate is a cell with one value that settles all failing identities of a component and breaks none that
holds. Its weight is Σ over the slips that lead to such a value of π · P(printed | true, slip) · R · C: R, how
well the repaired sum keeps to the rounding of the others; C, how well the value fits its neighbours.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cdmo_cli.identities.model import Candidate, Cell, Cells, Identity, Judged
from cdmo_cli.identities.settle import EVERYTHING, Span, settling
from cdmo_cli.identities.slips import ANYTHING, POWER, PRIOR, Slip, slips

SURE = 0.95
"""Below this probability the culprit is undecided."""

SHOWN = 3
WORTH_SHOWING = 0.02

OMITTED = "leaves out one of its parts"
COUNTED_TWICE = "counts one of its parts twice"
STALE = "not added up again after a change"
NEIGHBOUR = "repeats the figure beside it"
UNCALCULATED = "its formula was not recalculated"

PINNED = "the other figures agree with the rest"

ON_THE_GRID = 100.0
"""How much likelier the one figure is that is not a round number where all its companions are."""

MOST_VALUES = 1000
"""Values of an interval that are counted one by one."""


@dataclass(frozen=True)
class Scene:
    """What scoring looks at: the whole system by cell, and how often its sums hold exactly."""

    cells: Cells
    identities: Sequence[Identity]
    judged: Sequence[Judged]
    by_cell: Mapping[int, Sequence[int]]  # cell → the identities that it stands in
    at: Mapping[Cell, int]  # seat → cell
    exactness: float


def scene(cells: Cells, identities: Sequence[Identity], judged: Sequence[Judged]) -> Scene:
    """Index the system once for all components."""
    by_cell: dict[int, list[int]] = {}
    for position, identity in enumerate(identities):
        for cell in identity.cells:
            by_cell.setdefault(cell, []).append(position)
    at = {cells.seat(position): position for position in range(len(cells))}
    additive = [verdict.outcome for identity, verdict in zip(identities, judged, strict=True) if identity.kind == "sum"]
    exact, rounding = additive.count("exact"), additive.count("rounding")
    return Scene(cells, identities, judged, by_cell, at, (exact + 1) / (exact + rounding + 2))


def allowed(scene: Scene, cell: int, failing: Sequence[int]) -> Span | None:
    """The values of a cell that settle those failing identities and keep every identity that holds."""
    span: Span | None = EVERYTHING
    chosen = set(failing)
    for position in scene.by_cell[cell]:
        holds = not scene.judged[position].fails
        identity = scene.identities[position]
        if not holds and position not in chosen:
            continue
        if holds and (_follows(identity, cell) or not math.isfinite(scene.judged[position].value)):
            continue
        found = settling(scene.cells, identity, cell)
        span = span.meets(found) if span is not None and found is not None else None
        if span is None:
            return None
    return span


def _follows(identity: Identity, cell: int) -> bool:
    """Whether a formula would follow a change of that cell instead of being broken by it."""
    return identity.evidence == "formula" and cell != identity.cell


def score(scene: Scene, failing: Sequence[int], candidates: Sequence[tuple[int, Span]]) -> tuple[Candidate, ...]:
    """The candidates by probability, three at most. `failing` are the identities they settle.

    Where one identity fails and no known slip explains it, nothing points at one cell more than at another: none,
    unless a change of any other cell would break what holds.
    """
    best: list[tuple[float, int, Slip]] = []
    for cell, span in candidates:
        weighed = [(_weight(scene, cell, span, slip), slip) for slip in _causes(scene, cell, span, failing)]
        total = sum(weight for weight, _ in weighed)
        if total > 0:
            best.append((total, cell, max(weighed, key=lambda found: found[0])[1]))
    whole = sum(total for total, _, _ in best)
    ranked = sorted(best, key=lambda found: (-found[0], found[1]))
    if ranked and len(failing) == 1 and ranked[0][2].cause == ANYTHING:
        total, cell, slip = ranked[0]
        if len(candidates) > 1 or not pinned(scene, cell, failing):
            return ()
        ranked = [(total, cell, Slip(slip.value, PINNED, slip.weight))]
    return tuple(
        Candidate(cell, slip.value, slip.cause, round(total / whole, 4), len(failing))
        for total, cell, slip in ranked[:SHOWN]
        if total / whole >= WORTH_SHOWING
    )


def pinned(scene: Scene, cell: int, failing: Sequence[int]) -> bool:
    """Whether all other cells of the failing identities stand in identities that hold."""
    others = {other for position in failing for other in scene.identities[position].cells if other != cell}
    return all(any(not scene.judged[held].fails for held in scene.by_cell[other]) for other in others)


def _causes(scene: Scene, cell: int, span: Span, failing: Sequence[int]) -> Iterator[Slip]:
    """The slips whose true value lies in the span, values on the cell's own grid."""
    cells = scene.cells
    printed, half = float(cells.value[cell]), float(cells.half[cell])
    low, high = span.low - half, span.high + half
    decimals = _decimals(half)
    possible = (_kept(slip, decimals) for slip in slips(printed, decimals))
    found = [slip for slip in possible if low <= slip.value <= high and _written(slip, printed, decimals)]
    yield from _closest(found, span)
    middle = round(span.middle, decimals) if half > 0 else span.middle
    count = max(min((min(high, 1e300) - max(low, -1e300)) / (2 * half), MOST_VALUES), 1.0) if half > 0 else 1.0
    digits = max(len(f"{abs(printed):.{max(decimals, 0)}f}".replace(".", "")), 1)
    yield Slip(middle, ANYTHING, PRIOR[ANYTHING] * min(count, 10.0) * 10.0 ** -min(digits, 9))
    if _repeats_neighbour(scene, cell):
        yield Slip(middle, NEIGHBOUR, 0.1 * min(count, 10.0) / 4)
    yield from _of_totals(scene, cell, span, failing, middle)


def _kept(slip: Slip, decimals: int) -> Slip:
    """Of a figure in another unit the table shows no more decimals than of the others: 302305.49 for 302.31."""
    return replace(slip, value=round(slip.value, decimals)) if slip.cause == POWER else slip


def _written(slip: Slip, printed: float, decimals: int) -> bool:
    """Whether the true value could stand in the table at all, with its decimals, and is another one."""
    return slip.value not in (printed, 0) and abs(round(slip.value, decimals) - slip.value) <= 1e-9 * abs(slip.value)


def _closest(found: Sequence[Slip], span: Span) -> Iterator[Slip]:
    """Of the same slip to several values the value nearest to the middle stands for all; weights add up."""
    by_cause: dict[str, list[Slip]] = {}
    for slip in found:
        by_cause.setdefault(slip.cause, []).append(slip)
    for cause, same in by_cause.items():
        nearest = min(same, key=lambda slip: abs(slip.value - span.middle))
        yield Slip(nearest.value, cause, sum(slip.weight for slip in same))


def _of_totals(scene: Scene, cell: int, span: Span, failing: Sequence[int], middle: float) -> Iterator[Slip]:
    """What happens to totals alone: a part left out or counted twice, no new addition after a change."""
    cells = scene.cells
    printed = float(cells.value[cell])
    for position in failing:
        identity = scene.identities[position]
        if identity.evidence == "formula" and identity.cell == cell:
            yield Slip(middle, UNCALCULATED, 1.0)
            continue
        if identity.total != cell or identity.kind not in ("sum", "difference"):
            continue
        for part in identity.parts:
            value = float(cells.value[part] * cells.scale[part] / cells.scale[cell])
            for sign, cause in ((1, OMITTED), (-1, COUNTED_TWICE)):
                if value and span.low <= printed + sign * value <= span.high:
                    yield Slip(printed + sign * value, cause, 0.1 / len(identity.parts))
        near = abs(middle) * 0.1
        if near and abs(middle - printed) <= near:
            yield Slip(middle, STALE, 0.05 * min(1.0, max(2 * float(cells.half[cell]), 1e-6 * near) / near))
        return


def _weight(scene: Scene, cell: int, span: Span, slip: Slip) -> float:
    fits = _rounding(scene, cell, span, slip.value) * _plausibility(scene, cell, slip.value)
    return slip.weight * fits * _roundness(scene, cell, slip.value)


def _roundness(scene: Scene, cell: int, value: float) -> float:
    """More for a printed figure that is less round than all others of its sums, if the value is as round as they."""
    printed = float(scene.cells.value[cell])
    others = [number for number in (float(scene.cells.value[o]) for o in _companions(scene, cell)) if number]
    for unit in (1000, 100, 10):
        if len(others) > 1 and all(number % unit == 0 for number in others):
            return ON_THE_GRID if printed % unit and value % unit == 0 else 1.0
    return 1.0


def _rounding(scene: Scene, cell: int, span: Span, value: float) -> float:
    """R: sums that mostly hold exactly should do so after the repair."""
    half = float(scene.cells.half[cell])
    if abs(value - span.middle) <= max(half * 0.01, 1e-9 * abs(value)):
        return scene.exactness
    width = (span.high - span.low) / 2 + half
    if not math.isfinite(width) or width == 0:
        return 1 - scene.exactness
    sigma = width / math.sqrt(3)
    return (1 - scene.exactness) * math.exp(-0.5 * ((value - span.middle) / sigma) ** 2)


def _plausibility(scene: Scene, cell: int, value: float) -> float:
    """C: how much better the value fits than the printed one, by Student-t about the neighbours' prediction."""
    printed = float(scene.cells.value[cell])
    if value <= 0 or printed <= 0:
        return 1.0
    densities: list[float] = []
    for step in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        prediction = _predicted(scene, cell, step)
        if prediction is not None:
            middle, spread = prediction
            densities.append(math.log(_student((math.log(value) - middle) / spread)))
            densities[-1] -= math.log(_student((math.log(printed) - middle) / spread))
    if not densities:
        return 1.0
    return min(max(math.exp(sum(densities) / len(densities)), 1e-3), 1e3)


def _predicted(scene: Scene, cell: int, step: tuple[int, int]) -> tuple[float, float] | None:
    """The logarithm of what the neighbour in that direction makes of the cell, by the ratio between both in the
    lines of the cells that share an identity with it; with the spread of those ratios."""
    sheet, row, column = scene.cells.seat(cell)
    beside = _positive(scene, (sheet, row + step[0], column + step[1]))
    if beside is None:
        return None
    ratios: list[float] = []
    for other in _companions(scene, cell):
        at = scene.cells.seat(other)
        if (at[2] != column) if step[0] == 0 else (at[1] != row):
            continue
        here, there = _positive(scene, at), _positive(scene, (at[0], at[1] + step[0], at[2] + step[1]))
        if here is not None and there is not None:
            ratios.append(math.log(here / there))
    if len(ratios) < 2:
        return None
    middle = statistics.median(ratios)
    spread = 1.5 * statistics.median(abs(ratio - middle) for ratio in ratios)
    return math.log(beside) + middle, max(spread, 0.02)


def _companions(scene: Scene, cell: int) -> list[int]:
    """Other cells of the identities that the cell stands in, or of its row and column neighbours' lines."""
    found: dict[int, None] = {}
    for position in scene.by_cell[cell]:
        identity = scene.identities[position]
        if identity.kind in ("sum", "difference"):
            found.update(dict.fromkeys(other for other in identity.cells if other != cell))
    return list(found)[:40]


def _positive(scene: Scene, seat: Cell) -> float | None:
    position = scene.at.get(seat)
    if position is None:
        return None
    value = float(scene.cells.value[position])
    return value if value > 0 else None


def _student(z: float) -> float:
    """The density of Student's t with three degrees of freedom, but for a constant."""
    return float((1 + z * z / 3) ** -2)


def _repeats_neighbour(scene: Scene, cell: int) -> bool:
    sheet, row, column = scene.cells.seat(cell)
    value = float(scene.cells.value[cell])
    if abs(value) < 100 * float(scene.cells.half[cell]):  # short figures repeat by chance
        return False
    steps = ((0, 1), (0, -1), (1, 0), (-1, 0))
    beside = (scene.at.get((sheet, row + down, column + right)) for down, right in steps)
    return any(position is not None and float(scene.cells.value[position]) == value for position in beside)


def _decimals(half: float) -> int:
    return 12 if half <= 0 else max(min(round(-math.log10(2 * half)), 12), -6)
