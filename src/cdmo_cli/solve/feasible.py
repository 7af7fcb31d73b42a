"""Whether figures can all be true at once, and where not, a smallest set of rows and figures that proves it.

A component of the system is asked one question: by what multiple t of its scale would every row have to be
loosened for all of them to be met? It is impossible where t > 0, and the dual solution of that linear programme,
being a vertex, names rows and bounds that contradict each other (Gleeson and Ryan, "Identifying minimally
infeasible subsystems of inequalities", ORSA Journal on Computing 2, 1990). They are then taken out one by one to make
sure that each is needed (the deletion filter of Chinneck and Dravnieks, ORSA Journal on Computing 3, 1991).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cdmo_cli.solve.highs import LARGE, Matrix, Program
from cdmo_cli.solve.linear import Flags, Ints, Linear
from cdmo_cli.solve.scaled import TOLERANCE, Scaled, picked, scaled

MOST_ENTRIES = 60_000
"""Components with more entries than this are not judged: up to here a linear programme takes at most a few seconds,
and the time grows with the square. It is some fifteen thousand sums and rates that all hang together."""

MOST_CONFLICTS = 20
"""So many conflicts of one component are told; each has its own figures, so more of them help nobody."""

_BINDS = 1e-9


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rows and variables of which each is needed to show that they cannot all be right: without any one of the rows,
    or without the bounds of any one of the variables, the others can. `excess` is by how much the rows would have to
    be loosened, in parts of the widest half-width in each."""

    rows: tuple[int, ...]
    variables: tuple[int, ...]
    excess: float


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The conflicts, no two of which share a row or a variable; `unjudged` are the rows of components too large."""

    conflicts: tuple[Conflict, ...]
    unjudged: tuple[int, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether all of what was judged can be true at once."""
        return not self.conflicts


def feasible(system: Linear, most: int = MOST_CONFLICTS) -> Feasibility:
    """Whether there are values between the bounds that meet all rows; if not, why.

    By connected component. Where the printed values meet all rows themselves, the solver is not asked. Ends are
    closed, and a row counts as missed only beyond the noise of binary arithmetic and a ten-millionth of its widest
    half-width. `most`: conflicts told of each component.
    """
    missed = ~system.satisfied()
    if not missed.any():
        return Feasibility(())
    small: list[Ints] = []
    unjudged: list[Ints] = []
    for rows in system.groups(missed):
        fits = np.diff(system.start)[rows].sum() <= MOST_ENTRIES
        (small if fits else unjudged).append(rows)
    found = (conflicting(scaled(system, rows), most) for rows in _impossible(system, small))
    conflicts = tuple(conflict for several in found for conflict in several)
    left = tuple(int(row) for rows in unjudged for row in rows)
    return Feasibility(conflicts, left)


def _impossible(system: Linear, components: list[Ints]) -> Iterator[Ints]:
    """The components that are (probably) impossible: many at once while they are small and possible."""
    for batch in _batches(components):
        if possible(scaled(system, np.concatenate(batch))):
            continue
        for rows in batch:
            if len(batch) == 1 or not possible(scaled(system, rows)):
                yield rows


def _batches(components: list[Ints]) -> Iterator[list[Ints]]:
    batch: list[Ints] = []
    rows = 0
    for component in components:
        if batch and rows + len(component) > LARGE:
            yield batch
            batch, rows = [], 0
        batch.append(component)
        rows += len(component)
    if batch:
        yield batch


def possible(part: Scaled) -> bool:
    """Whether the rows can be met, as far as one quick linear programme tells."""
    program = Program(np.zeros(len(part.centre)), part.lower, part.upper, part.slackened().matrix)
    if len(part.rows) >= LARGE:
        program.limit(solver="ipm", run_crossover="off")
    return program.solve().status == "optimal"


def conflicting(part: Scaled, most: int = 1) -> tuple[Conflict, ...]:
    """Up to `most` conflicts of one component, no two of which share a row or a variable; none where all rows can
    be met."""
    found: list[Conflict] = []
    while len(found) < most:
        if found and possible(part):
            break
        conflict = Loosened(part).conflict()
        if conflict is None:
            break
        found.append(conflict)
        left = np.flatnonzero(~np.isin(part.rows, conflict.rows))
        if not len(left):
            break
        part = part.only(left, ~np.isin(part.variables, conflict.variables))
    return tuple(found)


class Loosened:
    """The programme that asks by how much all rows of a component must be loosened. It can be asked again with
    other bounds, and starts from where it was."""

    def __init__(self, part: Scaled) -> None:
        self._part = part
        m = part.matrix
        below, above = np.flatnonzero(np.isfinite(m.low)), np.flatnonzero(np.isfinite(m.high))
        self._sides = np.concatenate([below, above])
        count = len(part.centre)
        start, entries = picked(m.start, self._sides)
        loosening = np.where(np.arange(len(self._sides)) < len(below), 1.0, -1.0)
        index = np.insert(m.index[entries], start[1:], count)  # each row ends in the entry of the loosening
        value = np.insert(m.value[entries], start[1:], loosening)
        low = np.concatenate([m.low[below], np.full(len(above), -np.inf)])
        high = np.concatenate([np.full(len(below), np.inf), m.high[above]])
        matrix = Matrix(start + np.arange(len(start)), index, value, low, high)
        cost = np.append(np.zeros(count), 1.0)
        self._program = Program(cost, np.append(part.lower, 0.0), np.append(part.upper, np.inf), matrix)
        if len(part.rows) >= LARGE:
            self._program.limit(solver="ipm")  # with crossover, so that the answer is a vertex

    def bounded(self, part: Scaled) -> None:
        """Take the bounds of the variables from another version of the same component."""
        self._part = part
        self._program.bound(np.arange(len(part.centre)), part.lower, part.upper)

    def excess(self) -> float:
        """By how much all rows must be loosened, in their scales."""
        answer = self._program.solve()
        return answer.objective if answer.status == "optimal" else 0.0

    def conflict(self) -> Conflict | None:
        """A minimal conflict; None where all rows can be met."""
        answer = self._program.solve()
        if answer.status != "optimal" or answer.objective <= TOLERANCE:
            return None
        binds = _BINDS * float(np.abs(answer.row_dual).max())
        rows = np.unique(self._sides[np.abs(answer.row_dual) > binds])
        return _minimal(self._part, rows, np.abs(answer.column_dual[:-1]) > binds)


def _minimal(part: Scaled, rows: Ints, bounded: Flags) -> Conflict | None:
    """A conflict among those rows and bounds; among all of them where the hint was too narrow."""
    core = part.only(rows, bounded)
    if not _contradicts(core):
        core = part
        if not _contradicts(core):
            return None
    core = _filtered(core)
    needed = np.isfinite(core.lower) | np.isfinite(core.upper)
    return Conflict(
        rows=tuple(int(row) for row in core.rows),
        variables=tuple(int(variable) for variable in core.variables[needed]),
        excess=Loosened(core).excess(),
    )


def _filtered(core: Scaled) -> Scaled:
    """What is left after everything that is not needed was taken out, one after the other."""
    for row in core.rows.tolist():
        if len(core.rows) == 1:
            break
        without = core.only(np.flatnonzero(core.rows != row), np.ones(len(core.centre), dtype=np.bool_))
        core = without if _contradicts(without) else core
    if len(core.rows) == 1:
        return core  # any variable of a row, without its bounds, meets it
    for variable in core.variables[np.isfinite(core.lower) | np.isfinite(core.upper)].tolist():
        without = core.freed(core.variables == variable)
        core = without if _contradicts(without) else core
    return core


def _contradicts(core: Scaled) -> bool:
    return Loosened(core).excess() > TOLERANCE
