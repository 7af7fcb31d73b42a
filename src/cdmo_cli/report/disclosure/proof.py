"""The proof that a plan gives nothing away: for every hidden figure a world in which it is smaller, and one in which
it is larger, that look the same in print."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cdmo_cli import solve
from cdmo_cli.report.disclosure.goals import Target, targets
from cdmo_cli.report.disclosure.items import Item
from cdmo_cli.report.disclosure.reader import Reader
from cdmo_cli.report.disclosure.statements import FLOOR, Interval, Knowledge, Order, knowledge

WORLDS = 4
"""In so many pairs of worlds with other rates is a figure sought that hangs on rates which several figures share."""

APART = 0.02
"""By so much at least such rates are moved in them."""

Side = tuple[Target, bool]  # a target, and whether it is to be larger


@dataclass(frozen=True, slots=True)
class Leak:
    """A hidden figure that can be worked out to within the margin, and the shown items and orders that tell it."""

    target: Target
    larger: bool  # the side to which it cannot go
    sources: tuple[Item | Order, ...]


@dataclass(frozen=True)
class Proof:
    """What came out: the leaks (all of them, or as many as were asked for), how many figures are hidden, and the linear
    programmes that it took. No leaks: every hidden figure was proved safe."""

    leaks: tuple[Leak, ...]
    hidden: int
    programmes: int


@dataclass(frozen=True)
class _Case:
    """What is to be proved of which figures of which workbook."""

    reader: Reader
    shown: Collection[Item]
    known: Mapping[int, Interval] | None
    orders: tuple[Order, ...]

    def told(self, at: Mapping[int, float] | None = None) -> Knowledge:
        """What readers know; with shared rates at other values than theirs."""
        found = knowledge(self.reader, self.shown, self.known, self.orders, at)
        return _floored(found, self.reader.wholes)


def prove(
    reader: Reader,
    shown: Collection[Item],
    margin: float,
    known: Mapping[int, Interval] | None = None,
    orders: Iterable[Order] = (),
    most: int | None = None,
) -> Proof:
    """Prove every hidden figure safe, or name what gives it away. `margin` is a part of 1; `most` ends the search after
    so many leaks.

    What no shown figure has a part in is no leak: a sum of one part, or a figure that others than this report have
    published.
    """
    case = _Case(reader, shown, known, tuple(orders))
    told = case.told()
    hidden = list(targets(reader, shown, tuple(known or ()), margin))
    near = _reached(told)
    sides = [
        (target, larger)
        for target in hidden
        if near[list(target.low.variables + target.high.variables)].any()
        for larger in (False, True)
    ]
    count = 0
    moved = {target.rate: target for target in hidden if target.rate in told.coupled}
    if moved:
        sides, count = _elsewhere(case, moved.values(), sides)
    alone = [side for side in sides if side[0].rate in moved]
    sides = [side for side in sides if side[0].rate not in moved]
    leaks: list[Leak] = []
    while sides and (most is None or len(leaks) < most):  # what is blamed without a source was no leak
        found = solve.reach(told.linear, _goals(sides), most)
        leaks += _blamed(told, sides, found)
        count += found.programmes
        sides = [side for n, side in enumerate(sides) if not found.met[n] and n not in found.blame]
    leaks += _fixed(case, told, alone)
    return Proof(tuple(leaks), len(hidden), count)


def _goals(sides: Iterable[Side]) -> list[solve.Goal]:
    return [target.high if larger else target.low for target, larger in sides]


def _blamed(told: Knowledge, sides: Sequence[Side], found: solve.Reached) -> Iterator[Leak]:
    """The leaks among the goals that cannot be reached.

    Where a shared rate has a part in one, there may be a world with another rate, which was sought but not found: then
    all that is shown about these figures is blamed, if nothing else is.
    """
    for place, blame in found.blame.items():
        target, larger = sides[place]
        sources = told.sources(blame.rows, blame.variables)
        if not sources and any(row in told.tied for row in blame.rows):
            sources = _about(told, target)
        if sources:
            yield Leak(target, larger, sources)


def _reached(told: Knowledge) -> npt.NDArray[np.bool_]:
    """The variables about which what is shown says anything: those that it bounds, and those tied to them by rows."""
    linear = told.linear
    found = np.zeros(len(linear.value), dtype=np.bool_)
    found[list(told.bounds)] = True
    if not linear.rows:
        return found
    sourced = np.array([source is not None for source in told.rows])
    told_of = sourced | (linear.by_row(found[linear.variable].astype(np.float64)) > 0)
    near = np.zeros(int(linear.components.max()) + 1, dtype=np.bool_)
    near[linear.components[told_of]] = True
    found[linear.variable[near[linear.components][linear.row]]] = True
    return found


def _about(told: Knowledge, target: Target) -> tuple[Item | Order, ...]:
    """Everything shown that a chain of rows ties to a target."""
    linear = told.linear
    own = np.isin(linear.variable, list(target.low.variables + target.high.variables))
    rows = np.flatnonzero(np.isin(linear.components, np.unique(linear.components[linear.row[own]])))
    variables = linear.variable[np.isin(linear.row, rows)]
    return told.sources(rows.tolist(), np.unique(variables).tolist())


def _floored(told: Knowledge, wholes: npt.NDArray[np.int64]) -> Knowledge:
    """The same with every whole of a rate kept well above zero: a rate of nothing is none."""
    lower = told.linear.lower.copy()
    lower[wholes] = np.maximum(lower[wholes], FLOOR * told.linear.value[wholes])
    return replace(told, linear=replace(told.linear, lower=lower))


# -- rates that several figures share


def _elsewhere(case: _Case, moved: Collection[Target], sides: list[Side]) -> tuple[list[Side], int]:
    """The sides that no world reaches in which the hidden ones of the shared rates are others, all at once and by lot,
    and the programmes that it took."""
    lot = np.random.default_rng(3)
    count = 0
    for _ in range(WORLDS):
        signs = lot.choice([-1.0, 1.0], len(moved))
        for way in (1.0, -1.0):
            if not sides:
                break
            at = {target.rate: _shifted(target, way * sign) for target, sign in zip(moved, signs, strict=True)}
            found = solve.reach(case.told(at).linear, _goals(sides), most=0)
            sides = [side for side, met in zip(sides, found.met.tolist(), strict=True) if not met]
            count += found.programmes
    return sides, count


def _shifted(target: Target, way: float) -> float:
    """Another value of a shared rate, far enough for its own proof; shares stay between nothing and all."""
    room = target.room * 1.001
    if target.share:
        end = 1.0 if target.value <= 1 else np.inf
        return float(np.clip(target.value + way * room, FLOOR * target.value, end))
    return max(target.value + way * max(room, APART), -1 + APART)


def _fixed(case: _Case, told: Knowledge, sides: Iterable[Side]) -> Iterator[Leak]:
    """The shared rates that no world moved with the others: whether they can be moved one by one."""
    done: set[tuple[int, bool]] = set()
    for target, larger in sides:
        if (target.rate, larger) in done:
            continue
        done.add((target.rate, larger))
        world = case.told({target.rate: _shifted(target, 1.0 if larger else -1.0)})
        conflicts = solve.feasible(world.linear).conflicts
        if conflicts:
            rows = [row for conflict in conflicts for row in conflict.rows]
            variables = [variable for conflict in conflicts for variable in conflict.variables]
            sources = world.sources(rows, variables) or _about(told, target)
            if sources:
                yield Leak(target, larger, sources)
