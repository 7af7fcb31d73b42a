"""Three and more wrong cells at once: the smallest sets whose change makes failing identities hold, and the likeliest
of them.

Which sets do is asked of `solve.repairs`, over the failing identities and those that hold and share a cell with them.
It knows no likelihoods, and of cells that stand in the same identities one is as good as the other: only one of each
such class is handed to it, and every cell found is then weighed against all that could stand in its place.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli import solve
from cdmo_cli.identities.scene import Scene
from cdmo_cli.identities.slips import ANYTHING
from cdmo_cli.identities.suspects import Explanation, explanation, shift_of

MOST_FAILING = 40
MOST_TERMS = 600
"""Larger sub-systems are not handed to the solver: up to here it takes a second at the most."""

MOST_WRONG = 4
"""More wrong cells than that in one piece are no slips, but a table that was misread."""

MOST_CHOICES = 12
MOST_ROUNDS = 40
"""Sets that the solver tries; what it found by then is weighed."""

MOST_CELLS = 60
"""So many cells are weighed for one place in a set."""

MOST_PASSES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One of several culprits: the failing identities that it settles, the others being changed too, and the cells
    that may be it, the likeliest first."""

    identities: tuple[int, ...]
    options: tuple[Explanation, ...]

    @property
    def best(self) -> Explanation:
        return self.options[0]


def several(scene: Scene, failing: Sequence[int]) -> tuple[Place, ...]:
    """The likeliest smallest set of cells that settles those identities; empty where none was found.

    Identities of rates are no rows of the system: one that no cell of the set settles is in no place. A set with a
    figure to which no known slip leads is none: with any figures, some set always settles all.
    """
    best: tuple[Place, ...] = ()
    for chosen in _choices(scene, [position for position in failing if scene.additive(position)]):
        found = _improved(scene, failing, _placed(scene, failing, chosen))
        if any(place.best.cause == ANYTHING for place in found):
            continue
        if found and (not best or _weight(found) > _weight(best)):
            best = found
    return best


def _weight(places: Sequence[Place]) -> float:
    return math.prod(place.best.weight for place in places)


def _choices(scene: Scene, failing: Sequence[int]) -> list[tuple[int, ...]]:
    """Smallest sets of cells whose change makes those identities hold and breaks none of the others."""
    wrong = dict.fromkeys(cell for position in failing for cell in scene.moves[position])
    holding = [p for cell in wrong for p in scene.by_cell[cell] if not scene.judged[p].fails and scene.additive(p)]
    rows = list(dict.fromkeys((*failing, *holding)))
    if not failing or len(failing) > MOST_FAILING or sum(len(scene.moves[p]) for p in rows) > MOST_TERMS:
        return []
    cells = list(dict.fromkeys(cell for position in rows for cell in scene.moves[position]))
    number = {cell: i for i, cell in enumerate(cells)}
    printed = np.array([scene.value(cell) for cell in cells])
    system = solve.linear(printed, printed, printed, (_row(scene, position, number) for position in rows))
    free = np.array([cell in wrong for cell in cells]) & _first_of_class(scene, rows, number)
    found = solve.repairs(system, fixed=~free, most=MOST_CHOICES, rounds=MOST_ROUNDS, dearest=MOST_WRONG)
    if any(not part.choices for part in found):
        return []
    # several components are rare (a rate may connect them): their first choices together are the beginning
    first = [tuple(cells[v] for v in part.choices[0].variables) for part in found]
    return [
        (*(cell for other in (*first[:i], *first[i + 1 :]) for cell in other), *(cells[v] for v in choice.variables))
        for i, part in enumerate(found)
        for choice in part.choices
    ]


def _row(scene: Scene, position: int, number: Mapping[int, int]) -> solve.Row:
    """Σ slope · x, so that the gap stays within its tolerance; from below alone for "at most"."""
    moves = scene.moves[position]
    at = scene.gap[position] - sum(slope * scene.value(cell) for cell, slope in moves.items())
    low, high = -scene.tolerance[position] - at, scene.tolerance[position] - at
    if scene.identities[position].relation == "at most":
        high = math.inf
    return solve.Row(tuple(number[cell] for cell in moves), tuple(moves.values()), low, high)


def _first_of_class(scene: Scene, rows: Sequence[int], number: Mapping[int, int]) -> np.ndarray:
    """One cell of each class that stands in the same rows with the same slopes but for a factor."""
    terms: dict[int, list[tuple[int, float]]] = {cell: [] for cell in number}
    for position in rows:
        for cell, slope in scene.moves[position].items():
            terms[cell].append((position, slope))
    first: dict[tuple[tuple[int, float], ...], int] = {}
    for cell, own in terms.items():
        first.setdefault(tuple((position, round(slope / own[0][1], 9)) for position, slope in own), cell)
    chosen = np.zeros(len(number), dtype=np.bool_)
    chosen[[number[cell] for cell in first.values()]] = True
    return chosen


def _placed(scene: Scene, failing: Sequence[int], chosen: Sequence[int]) -> list[tuple[int, tuple[int, ...]]]:
    """The cells of a set in an order in which each has identities to tell its figure once those before it are known;
    empty where there is none."""
    left = set(chosen)
    order: list[tuple[int, tuple[int, ...]]] = []
    while left:
        alone = {cell: _alone(scene, failing, cell, chosen, left) for cell in sorted(left)}
        cell = next((cell for cell, own in alone.items() if any(map(scene.additive, own))), None)
        if cell is None:
            return []
        order.append((cell, alone[cell]))
        left.discard(cell)
    return order


def _alone(
    scene: Scene, failing: Sequence[int], cell: int, chosen: Sequence[int], left: Collection[int]
) -> tuple[int, ...]:
    """The identities that a cell of a set has for itself among those whose figures are not known yet; what a known one
    does to a rate is not followed."""
    mine = (position for position in failing if cell in scene.moves[position])
    return tuple(
        position
        for position in mine
        if not any(o != cell and o in scene.moves[position] for o in (left if scene.additive(position) else chosen))
    )


def _improved(scene: Scene, failing: Sequence[int], order: Sequence[tuple[int, tuple[int, ...]]]) -> tuple[Place, ...]:
    """Every cell in turn weighed against those that could stand in its place, the others being what they are."""
    found: list[Explanation] = []
    for cell, own in order:
        one = explanation(scene, cell, own, _shift(scene, found))
        if one is None:
            return ()
        found.append(one)
    places: list[Place] = []
    for _ in range(MOST_PASSES):
        before = [one.cell for one in found]
        places = []
        for i, (_, own) in enumerate(order):
            options = _options(scene, failing, [*found[:i], *found[i + 1 :]], found[i])
            found[i] = options[0]
            places.append(Place(own, options))
        if [one.cell for one in found] == before:
            break
    return tuple(places)


def _options(
    scene: Scene, failing: Sequence[int], others: Sequence[Explanation], now: Explanation
) -> tuple[Explanation, ...]:
    """The cells that settle what those others leave."""
    shift = _shift(scene, others)
    fixed = {one.cell for one in others}
    judgeable = [p for p in failing if scene.additive(p) or fixed.isdisjoint(scene.moves[p])]
    left = [p for p in judgeable if now.cell in scene.moves[p] and not _settled(scene, p, shift)]
    if not left:
        return (now,)
    common = [c for c in scene.moves[left[0]] if c not in fixed and all(c in scene.moves[p] for p in left)]
    found = {now.cell: now}
    for cell in common[:MOST_CELLS]:
        one = explanation(scene, cell, [p for p in judgeable if cell in scene.moves[p]], shift)
        if one is not None:
            found[cell] = one
    return tuple(sorted(found.values(), key=lambda one: (-one.weight, one.cell)))


def _settled(scene: Scene, position: int, shift: Mapping[int, float]) -> bool:
    """Whether a failing identity holds already by what the others change in it."""
    gap = scene.gap[position] + shift.get(position, 0.0)
    over = 0.0 if scene.identities[position].relation == "at most" else gap
    return scene.additive(position) and max(over, -gap) <= scene.tolerance[position]


def _shift(scene: Scene, changed: Sequence[Explanation]) -> dict[int, float]:
    """What the new figures of several cells do together to the gaps of their identities."""
    found: dict[int, float] = {}
    for one in changed:
        for position, change in shift_of(scene, one.cell, one.value).items():
            found[position] = found.get(position, 0.0) + change
    return found
