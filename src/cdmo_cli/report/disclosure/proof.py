"""The proof that a plan gives nothing away: for every hidden figure a world in which it is smaller, and one in which
it is larger, that look the same in print."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cdmo_cli import solve
from cdmo_cli.report.disclosure.goals import Key, Target, targets
from cdmo_cli.report.disclosure.items import Item
from cdmo_cli.report.disclosure.reader import Reader
from cdmo_cli.report.disclosure.statements import FLOOR, Interval, Knowledge, Order, knowledge

Side = tuple[Key, bool]  # a target, and whether it is to be larger


@dataclass(frozen=True, slots=True)
class Leak:
    """A hidden figure that can be worked out to within the margin, and the shown items and orders that tell it."""

    target: Target
    larger: bool  # the side to which it cannot go
    sources: tuple[Item | Order, ...]


@dataclass(frozen=True)
class Proof:
    """What came out: the leaks, how many figures are hidden, the sides that are proved, and the linear programmes that
    it took."""

    leaks: tuple[Leak, ...]
    hidden: int
    proved: frozenset[Side]
    programmes: int


def prove(
    reader: Reader,
    shown: Collection[Item],
    margin: float,
    known: Mapping[int, Interval] | None = None,
    orders: Iterable[Order] = (),
    proved: Collection[Side] = (),
) -> Proof:
    """Prove every hidden figure safe, or name what gives it away. `margin` is a part of 1.

    `proved` are sides known from a proof of a plan that shows more: hiding a figure takes nothing back. What no shown
    figure has a part in is no leak: a sum of one part, or a figure that others than this report have published.
    """
    orders = tuple(orders)
    told = knowledge(reader, shown, known, orders)
    hidden = list(targets(reader, shown, tuple(known or ()), margin))
    moved = [target for target in hidden if target.rate in told.coupled]
    near = _reached(told)
    sides = [
        (target, larger)
        for target in hidden
        if target.rate not in told.coupled and near[list(target.low.variables + target.high.variables)].any()
        for larger in (False, True)
        if (target.key, larger) not in proved
    ]
    found = solve.reach(_floored(told, hidden).linear, [t.high if larger else t.low for t, larger in sides])
    leaks = []
    for place, blame in found.blame.items():
        sources = told.sources(blame.rows, blame.variables)
        if sources:
            leaks.append(Leak(*sides[place], sources))
    leaks += _moved(reader, shown, known, orders, moved, told)
    failed = {(leak.target.key, leak.larger) for leak in leaks}
    done = {(target.key, larger) for target in hidden for larger in (False, True)} - failed
    return Proof(tuple(leaks), len(hidden), frozenset(done) | frozenset(proved), found.programmes)


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


def _floored(told: Knowledge, hidden: Iterable[Target]) -> Knowledge:
    """The same with every whole of a rate kept well above zero: a rate of nothing is none."""
    lower = told.linear.lower.copy()
    wholes = np.array(sorted({variable for target in hidden for variable in target.earlier}), dtype=np.int64)
    if len(wholes):
        value = told.linear.value[wholes]
        lower[wholes] = np.where(value > 0, np.maximum(lower[wholes], FLOOR * value), lower[wholes])
    return replace(told, linear=replace(told.linear, lower=lower))


def _moved(
    reader: Reader,
    shown: Collection[Item],
    known: Mapping[int, Interval] | None,
    orders: tuple[Order, ...],
    moved: Iterable[Target],
    told: Knowledge,
) -> Iterable[Leak]:
    """Rates that several pairs share: whether all of these pairs can have another."""
    for target in {target.rate: target for target in moved}.values():
        for larger in (False, True):
            rate = target.value + (target.room if larger else -target.room)
            world = knowledge(reader, shown, known, orders, {target.rate: rate})
            conflicts = solve.feasible(world.linear).conflicts
            if conflicts:
                sources = world.sources(
                    [row for conflict in conflicts for row in conflict.rows],
                    [variable for conflict in conflicts for variable in conflict.variables],
                )
                if sources:
                    yield Leak(target, larger, sources)
