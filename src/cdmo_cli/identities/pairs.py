"""Two wrong cells at once: pairs of slips that together settle failing identities which no single cell settles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.identities.scene import Scene
from cdmo_cli.identities.slips import likely_truths, slips
from cdmo_cli.identities.suspects import Explanation, allowed, explanation, grid, shift_of

MOST_PAIRS = 4000
"""So many pairs of cells are tried; a component that offers more is looked at piece by piece."""

MOST_VALUES = 4
"""Of the first cell's true figures so many are followed."""


FAR_OUT = 10.0
"""So much better a true figure must fit than the printed one, to be one of two slips in the same sum."""

MOST_CELLS = 100
MOST_OUT_OF_LINE = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """Two culprits with their weight together; each settles the identities that it has for itself."""

    first: Explanation
    second: Explanation
    weight: float

    @property
    def cells(self) -> tuple[int, int]:
        return self.first.cell, self.second.cell


def pairs(scene: Scene, failing: Sequence[int]) -> list[Pair]:
    """All pairs of cells that settle those identities together and break none that holds, the likeliest first."""
    found: dict[frozenset[int], Pair] = {}
    known: dict[tuple[int, tuple[int, ...]], Explanation | None] = {}
    for tried, (one, other) in enumerate(_covering(scene, failing)):
        if tried >= MOST_PAIRS:
            break
        both = frozenset((one, other))
        if both not in found and (pair := _explained(scene, failing, one, other, known)) is not None:
            found[both] = pair
    return sorted(found.values(), key=lambda pair: (-pair.weight, pair.cells))


def _covering(scene: Scene, failing: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of cells of which every failing identity has at least one."""
    lead = min(failing, key=lambda position: len(scene.moves[position]))
    for one in scene.moves[lead]:
        rest = [position for position in failing if one not in scene.moves[position]]
        among = rest or failing
        shortest = min(among, key=lambda position: len(scene.moves[position]))
        for other in scene.moves[shortest] if rest else {c: 1 for p in failing for c in scene.moves[p]}:
            if other != one and all(other in scene.moves[position] for position in rest):
                yield one, other


def _explained(
    scene: Scene,
    failing: Sequence[int],
    one: int,
    other: int,
    known: dict[tuple[int, tuple[int, ...]], Explanation | None],
) -> Pair | None:
    """Begin with the cell that has failing identities for itself: they tell its true figure, and so the other's."""
    own = tuple(position for position in failing if other not in scene.moves[position])
    if not own:
        one, other = other, one
        own = tuple(position for position in failing if other not in scene.moves[position])
    if not own or allowed(scene, one, own) is None:
        return None
    if (one, own) not in known:
        known[one, own] = explanation(scene, one, own)
    first = known[one, own]
    if first is None:
        return None
    theirs = [position for position in failing if other in scene.moves[position]]
    best: Pair | None = None
    total = 0.0
    for value, cause, weight in first.values[:MOST_VALUES]:
        second = explanation(scene, other, theirs, shift_of(scene, one, value))
        if second is None:
            continue
        total += weight * second.weight
        if best is None or weight * second.weight > best.weight:
            best = Pair(Explanation(one, value, cause, weight), second, weight * second.weight)
    return None if best is None else Pair(best.first, best.second, total)


def pairs_within(scene: Scene, failing: Sequence[int]) -> list[Pair]:
    """Pairs of cells that all of those identities have: their slips add up, so that only figures which are far out of
    line can be told apart; for one of the two that is asked, and the other one's true figure follows."""
    cells = [c for c in scene.moves[failing[0]] if all(c in scene.moves[p] for p in failing)][:MOST_CELLS]
    found: dict[frozenset[int], Pair] = {}
    for first in sorted(_out_of_line(scene, cells), key=lambda one: -one.weight)[:MOST_OUT_OF_LINE]:
        shift = shift_of(scene, first.cell, first.value)
        for other in cells:
            if other == first.cell or not _slipped(scene, other, failing, shift):
                continue
            second = explanation(scene, other, failing, shift)
            if second is None:
                continue
            both = frozenset((first.cell, other))
            pair, weight = found.get(both), first.weight * second.weight
            if pair is None or weight > pair.weight:
                found[both] = Pair(first, second, weight)
    return sorted(found.values(), key=lambda pair: (-pair.weight, pair.cells))


def _slipped(scene: Scene, cell: int, failing: Sequence[int], shift: Mapping[int, float]) -> bool:
    """Whether a slip leads from the likeliest figure that settles those identities to the printed one."""
    span, printed = allowed(scene, cell, failing, shift), scene.value(cell)
    if span is None or span.low <= printed <= span.high:
        return False
    places, step = grid(scene.half(cell), printed)
    true = round(round(span.middle / step) * step, max(places, 0))
    return next(slips(true, printed, places), None) is not None


def _out_of_line(scene: Scene, cells: Sequence[int]) -> Iterator[Explanation]:
    """Cells in no identity that holds, with true figures one slip away that fit their neighbours far better."""
    for cell in cells:
        printed = scene.value(cell)
        if any(not scene.judged[p].fails for p in scene.by_cell[cell]):
            continue
        belief = scene.neighbours.belief(cell)
        if not belief.strange(printed):
            continue
        places, _ = grid(scene.half(cell), printed)
        for true in dict.fromkeys(likely_truths(printed, places)):
            odds = belief.odds(true, printed)
            if odds < FAR_OUT:
                continue
            best = max(slips(true, printed, places), key=lambda slip: slip.weight, default=None)
            if best is not None:
                yield Explanation(cell, true, best.cause, best.weight * odds)
