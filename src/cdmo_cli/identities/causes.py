"""Splits connected failing identities into causes: one cell that settles all, a pair of cells, or piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cdmo_cli.identities.model import Candidate
from cdmo_cli.identities.pairs import pairs, pairs_within
from cdmo_cli.identities.scene import Scene
from cdmo_cli.identities.several import several
from cdmo_cli.identities.slips import ANYTHING, UNLIKE
from cdmo_cli.identities.suspects import Explanation, allowed, explanation

MOST_CANDIDATES = 60
MOST_FAILING = 200
"""More failing identities in one piece than that have no cause that a person would look for cell by cell."""

TOO_MANY = "{} sums and rates that fail hang together: look for a table that was misread, or for one shifted line"

MOST_SUSPECTS = 5_000
"""Of more cells, each of which alone could settle what fails, none is looked at: to weigh them would take minutes."""

TOO_LONG = "each of its {:,} figures could be the wrong one: look at the figures that were added or changed last"

SECOND_SLIP = 1e-3
"""How likely a second slip is beside a first."""

SHOWN = 3
WORTH_SHOWING = 0.02

TELLING = 0.8
"""From this probability on a cell is named that is merely out of line."""

PINNED = "the other figures agree with the rest"


@dataclass(frozen=True, slots=True)
class Cause:
    """Failing identities with the cells that may have spoilt them, the likeliest first."""

    identities: tuple[int, ...]
    suspects: tuple[Candidate, ...] = ()
    sole: bool = False  # no other cell could be it
    together: bool = False  # not one of the suspects, but all
    unsought: str = ""
    likelihood: float = 0.0  # of the printed figures, were the identities true and one cell of theirs (any) wrong


def causes(scene: Scene, failing: Sequence[int]) -> Iterator[Cause]:
    """Split a connected set of failing identities by cause."""
    if len(failing) > MOST_FAILING:
        yield Cause(tuple(failing), unsought=TOO_MANY.format(len(failing)))
        return
    common = _common(scene, failing)
    if len(common) > MOST_SUSPECTS:
        guessed = all(scene.identities[position].evidence == "inferred" for position in failing)
        yield Cause(tuple(failing), unsought="" if guessed else TOO_LONG.format(len(common)))
        return
    singles = [one for cell in common if (one := explanation(scene, cell, failing)) is not None]
    if singles:
        yield _together(scene, failing, singles) or _single(scene, failing, singles)
        return
    two = list(_double(scene, failing)) if len(failing) > 1 else []
    yield from two or (list(_several(scene, failing)) if len(failing) > 2 else []) or _piecewise(scene, failing)


def _singles(scene: Scene, failing: Sequence[int]) -> list[Explanation]:
    """The cells that settle all."""
    return [one for cell in _common(scene, failing) if (one := explanation(scene, cell, failing)) is not None]


def _common(scene: Scene, failing: Sequence[int]) -> list[int]:
    """The cells that move all of them."""
    shortest = min(failing, key=lambda position: len(scene.moves[position]))
    return [c for c in sorted(scene.moves[shortest]) if all(c in scene.moves[p] for p in failing)]


def _single(scene: Scene, failing: Sequence[int], found: Sequence[Explanation] | None = None) -> Cause:
    """One cell that settles all, if there is one."""
    found = _singles(scene, failing) if found is None else found
    if not found:
        return Cause(tuple(failing))
    weights = {one.cell: one.weight for one in found}
    ranked = _ranked(found, weights, {one.cell: len(failing) for one in found})
    sole = len(found) == 1 and pinned(scene, found[0].cell, failing)
    suspects = _worth_saying(ranked, sole, len(failing))
    return Cause(tuple(failing), suspects, sole, likelihood=_likelihood(scene, failing, found))


def _likelihood(scene: Scene, failing: Sequence[int], found: Iterable[Explanation]) -> float:
    cells = {cell for position in failing for cell in scene.moves[position]}
    return sum(one.weight for one in found) / len(cells)


def _together(scene: Scene, failing: Sequence[int], singles: Sequence[Explanation]) -> Cause | None:
    """Two cells of the same sums that are far likelier together than any one alone."""
    found = pairs_within(scene, failing)
    alone, both = sum(one.weight for one in singles), SECOND_SLIP * sum(pair.weight for pair in found)
    if not found or both <= alone:
        return None
    best = found[0]
    chance = round(SECOND_SLIP * best.weight / (alone + both), 4)
    suspects = tuple(
        Candidate(one.cell, one.value, one.cause, chance, len(failing))
        for one in sorted((best.first, best.second), key=lambda one: -one.weight)
    )
    likelihood = _likelihood(scene, failing, [best.first, best.second, *singles])
    return Cause(tuple(failing), suspects, together=True, likelihood=likelihood)


def _ranked(found: Sequence[Explanation], weights: dict[int, float], settles: dict[int, int]) -> tuple[Candidate, ...]:
    """The candidates by probability, three at most."""
    whole = sum(weights.values())
    ordered = sorted(found, key=lambda one: (-weights[one.cell], one.cell))
    return tuple(
        Candidate(one.cell, one.value, one.cause, round(weights[one.cell] / whole, 4), settles[one.cell])
        for one in ordered[:SHOWN]
        if whole and weights[one.cell] / whole >= WORTH_SHOWING
    )


def _worth_saying(ranked: tuple[Candidate, ...], sole: bool, failing: int) -> tuple[Candidate, ...]:
    """Where one identity fails and no known slip explains it, little points at one cell more than at another: none,
    unless a change of any other cell would break what holds, or one cell alone is out of line with its neighbours."""
    if not ranked or failing > 1 or ranked[0].cause != ANYTHING:
        return ranked
    if sole:
        return (replace(ranked[0], cause=PINNED),)
    return (replace(ranked[0], cause=UNLIKE), *ranked[1:]) if ranked[0].probability >= TELLING else ()


def _double(scene: Scene, failing: Sequence[int]) -> Iterator[Cause]:
    """Two cells that settle all, each with its own identities and its own alternatives."""
    found = pairs(scene, failing)
    if not found:
        return
    best = found[0]
    whole = sum(pair.weight for pair in found)
    chance: dict[int, float] = {}
    for pair in found:
        for cell in pair.cells:
            chance[cell] = chance.get(cell, 0.0) + pair.weight / whole
    first = [p for p in failing if best.first.cell in scene.moves[p]]
    second = [p for p in failing if best.second.cell in scene.moves[p] and p not in first]
    if not second:
        second = [p for p in first if best.second.cell in scene.moves[p]]
        first = [p for p in first if p not in second]
    for own, mine, partner in ((first, best.first, best.second), (second, best.second, best.first)):
        options = {mine.cell: mine}
        for pair in found:
            if partner.cell in pair.cells:
                other = pair.first if pair.second.cell == partner.cell else pair.second
                options.setdefault(other.cell, other)
        ordered = sorted(options.values(), key=lambda one: -chance[one.cell])[:SHOWN]
        yield Cause(
            tuple(own),
            tuple(
                Candidate(
                    one.cell,
                    one.value,
                    one.cause,
                    round(min(chance[one.cell], 1.0), 4),
                    sum(one.cell in scene.moves[p] for p in failing),
                )
                for one in ordered
                if chance[one.cell] >= WORTH_SHOWING
            ),
            likelihood=_likelihood(scene, own, ordered),
        )


def _several(scene: Scene, failing: Sequence[int]) -> Iterator[Cause]:
    """Three and more cells that settle all, each with its own identities; rates that they leave are looked at again."""
    places = several(scene, failing)
    for place in places:
        weights = {one.cell: one.weight for one in place.options}
        settles = {cell: sum(cell in scene.moves[p] for p in failing) for cell in weights}
        suspects = _ranked(place.options, weights, settles)
        yield Cause(place.identities, suspects, likelihood=_likelihood(scene, place.identities, place.options))
    told = {position for place in places for position in place.identities}
    for rest in connected(scene, [p for p in failing if p not in told]) if places else ():
        yield from causes(scene, rest)


def _piecewise(scene: Scene, failing: Sequence[int]) -> Iterator[Cause]:
    """The cell that settles most takes its part, and the rest is looked at again."""
    settled = _most_settled(scene, failing)
    if len(settled) < 2:
        for position in failing:
            yield _single(scene, [position])
        return
    yield _single(scene, settled)
    for rest in connected(scene, [position for position in failing if position not in settled]):
        yield from causes(scene, rest)


def _most_settled(scene: Scene, failing: Sequence[int]) -> list[int]:
    """The largest set of those identities that one cell settles at once, breaking none that holds."""
    count: dict[int, list[int]] = {}
    for position in failing:
        for cell in scene.moves[position]:
            count.setdefault(cell, []).append(position)
    best: list[int] = []
    for cell, mine in sorted(count.items(), key=lambda found: (-len(found[1]), found[0]))[:MOST_CANDIDATES]:
        if len(mine) <= max(len(best), 1):
            continue
        found = _overlapping(scene, cell, mine)
        if len(found) > len(best) and allowed(scene, cell, found) is not None:
            best = found
    return best


def _overlapping(scene: Scene, cell: int, failing: Sequence[int]) -> list[int]:
    """The most of those identities whose spans for the cell have a point in common."""
    spans = {position: scene.span(position, cell) for position in failing}
    known = {position: span for position, span in spans.items() if span is not None}
    best: list[int] = []
    for point in {span.low for span in known.values()}:
        found = [position for position, span in known.items() if span.low <= point <= span.high]
        best = max(best, found, key=len)
    return best


def connected(scene: Scene, failing: Sequence[int]) -> Iterator[list[int]]:
    """Sets of identities that share typed cells."""
    left = dict.fromkeys(failing)
    while left:
        first = next(iter(left))
        del left[first]
        group, queue = [first], [first]
        while queue:
            for cell in scene.moves[queue.pop()]:
                for other in scene.by_cell[cell]:
                    if other in left:
                        del left[other]
                        group.append(other)
                        queue.append(other)
        yield sorted(group)


def pinned(scene: Scene, cell: int, failing: Sequence[int]) -> bool:
    """Whether all other cells of the failing identities stand in identities that hold."""
    others = {other for position in failing for other in scene.moves[position] if other != cell}
    return all(any(not scene.judged[held].fails for held in scene.by_cell[other]) for other in others)
