"""Whether figures might as well be others: which of many goals a system can reach, each by a point of its own or one
that many share.

The attacker's problem of statistical disclosure control asks for the bounds of every hidden figure, two linear
programmes each (Willenborg and de Waal, "Elements of Statistical Disclosure Control", Springer 2001; `bounds`). To
prove a figure safe no bound is needed, only one feasible point at which it is small enough and one at which it is
large enough, and such a witness serves many figures at once: a few programmes with mixed aims reach nearly all goals,
and those that are left are asked for one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cdmo_cli.solve.highs import Answer, Matrix, Program
from cdmo_cli.solve.linear import FLOAT_NOISE, Flags, Floats, Ints, Linear
from cdmo_cli.solve.scaled import picked

ROUNDS = 24
"""So many programmes with mixed aims at most for a component,"""

IDLE = 3
"""and no more after so many of them in a row reached nothing new."""

FAR = 20.0
"""How far mixed aims go: between its bounds, and no more than so many times its size from where a figure is."""

CLOSE = 1e-9
"""A goal is reached where it is missed by no more than this part of the size of its terms."""


class Goal(NamedTuple):
    """Σ coefficient · x ≤ limit, to be reached at some point of the system."""

    variables: tuple[int, ...]
    coefficients: tuple[float, ...]
    limit: float


class Blame(NamedTuple):
    """Why a goal cannot be reached: the rows, and the variables whose bounds, are needed to keep it from there, and
    the least that its left side can be (inf where the system has no point at all, nan where that is not known)."""

    rows: tuple[int, ...]
    variables: tuple[int, ...]
    least: float


@dataclass(frozen=True)
class Reached:
    """Which goals are reached, in their order, and why the others are not."""

    met: Flags
    blame: dict[int, Blame]
    programmes: int = 0


def reach(system: Linear, goals: Sequence[Goal], most: int | None = None) -> Reached:
    """Which of the goals the system can reach, each alone.

    `most` ends the search once so many are known that cannot be reached: those that were not looked at by then are
    neither met nor blamed. With 0 only mixed aims are tried.

    `system.value` is a point from which to start, best one that meets the rows. Component by component: variables
    that no row holds are looked up in their bounds. In a component whose rows cannot be met, no goal is reached.
    """
    known = np.abs(system.centre[system.centre != 0])
    scale = np.where(system.centre != 0, np.abs(system.centre), float(np.median(known)) if len(known) else 1.0)
    aims = _aims(goals, scale)
    met = np.zeros(len(goals), dtype=np.bool_)
    blame: dict[int, Blame] = {}
    count = 0
    for part in _parts(system, aims):
        count += part.run(met, blame, len(goals) if most is None else most)
    return Reached(met, blame, count)


@dataclass(frozen=True)
class _Aims:
    """The goals as a sparse matrix; `scale` is the size of every variable, `size` what their terms come to."""

    start: Ints
    variable: Ints
    coefficient: Floats
    limit: Floats
    size: Floats
    scale: Floats


def _aims(goals: Iterable[Goal], scale: Floats) -> _Aims:
    goals = list(goals)
    start = np.cumsum([0, *(len(goal.variables) for goal in goals)], dtype=np.int64)
    variable = np.array([v for goal in goals for v in goal.variables], dtype=np.int64)
    coefficient = np.array([c for goal in goals for c in goal.coefficients], dtype=np.float64)
    limit = np.array([goal.limit for goal in goals], dtype=np.float64)
    row = np.repeat(np.arange(len(goals)), np.diff(start))
    terms = np.bincount(row, weights=np.abs(coefficient) * scale[variable], minlength=len(goals))
    return _Aims(start, variable, coefficient, limit, np.maximum(terms, np.abs(limit)), scale)


def _parts(system: Linear, aims: _Aims) -> Iterator[_Part]:
    """The system in components over rows and goals together, each in the measure of its own figures."""
    label = _labels(system, aims)
    of_row = label[system.variable[system.start[:-1]]] if system.rows else np.zeros(0, dtype=np.int64)
    of_goal = label[aims.variable[aims.start[:-1]]] if len(aims.limit) else np.zeros(0, dtype=np.int64)
    rows_of, goals_of = _grouped(of_row), _grouped(of_goal)
    members = _grouped(label)
    none = np.zeros(0, dtype=np.int64)
    for name, goals in goals_of.items():
        yield _Part.of(system, aims, rows_of.get(name, none), goals, members[name])


def _grouped(label: Ints) -> dict[int, Ints]:
    order = np.argsort(label, kind="stable")
    if not len(label):
        return {}
    names, first = np.unique(label[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, first[1:]), strict=True)) if len(names) else {}


def _labels(system: Linear, aims: _Aims) -> Ints:
    """A number for every variable, the same for those that a row or a goal ties together."""
    count = len(system.value)
    ties = [(system.start, system.variable), (aims.start, aims.variable)]
    label = np.arange(count)
    while True:
        spread = label.copy()
        for start, variable in ties:
            row = np.repeat(np.arange(len(start) - 1), np.diff(start))
            least = np.full(len(start) - 1, count, dtype=np.int64)
            np.minimum.at(least, row, spread[variable])
            np.minimum.at(spread, variable, least[row])
        spread = spread[spread]
        if np.array_equal(spread, label):
            return label
        label = spread


@dataclass(frozen=True)
class _Part:
    """One component: variables counted from their start in units of their own size, rows and goals of size 1."""

    goals: Ints
    rows: Ints
    variables: Ints
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    matrix: Matrix
    goal_start: Ints
    goal_index: Ints
    goal_value: Floats
    limit: Floats

    @classmethod
    def of(cls, system: Linear, aims: _Aims, rows: Ints, goals: Ints, variables: Ints) -> _Part:
        centre = system.centre[variables]
        scale = aims.scale[variables]
        place = np.full(len(system.value), -1, dtype=np.int64)
        place[variables] = np.arange(len(variables))

        start, entries = picked(system.start, rows)
        index = place[system.variable[entries]]
        value = system.coefficient[entries] * scale[index]
        row = np.repeat(np.arange(len(rows)), np.diff(start))
        size = np.ones(len(rows))
        if len(rows):
            size = np.zeros(len(rows))
            np.maximum.at(size, row, np.abs(value))
            size = np.where(size > 0, size, 1.0)
        at = np.bincount(row, weights=value * (centre / scale)[index], minlength=len(rows))
        noise = FLOAT_NOISE * np.bincount(row, weights=np.abs(value * (centre / scale)[index]), minlength=len(rows))
        low, high = system.low[rows] - at - noise, system.high[rows] - at + noise

        goal_start, chosen = picked(aims.start, goals)
        goal_index = place[aims.variable[chosen]]
        goal_row = np.repeat(np.arange(len(goals)), np.diff(goal_start))
        size_of = aims.size[goals]
        goal_value = aims.coefficient[chosen] * scale[goal_index] / size_of[goal_row]
        offset = np.bincount(goal_row, weights=goal_value * (centre / scale)[goal_index], minlength=len(goals))

        lower, upper = (system.lower[variables] - centre) / scale, (system.upper[variables] - centre) / scale
        return cls(
            goals=goals,
            rows=rows,
            variables=variables,
            lower=lower,
            upper=upper,
            near_lower=np.maximum(lower, -FAR),
            near_upper=np.minimum(upper, FAR),
            matrix=Matrix(start, index, value / size[row], low / size, high / size),
            goal_start=goal_start,
            goal_index=goal_index,
            goal_value=goal_value,
            limit=aims.limit[goals] / size_of - offset,
        )

    def run(self, met: Flags, blame: dict[int, Blame], most: int) -> int:
        """Find out about all goals, or `most` that are blamed; the number of programmes that it took."""
        if not len(self.rows):
            self._alone(met, blame)
            return 0
        if not self._possible():
            blame.update((goal, self._unknown()) for goal in self.goals.tolist())
            return 1
        done = np.zeros(len(self.goals), dtype=np.bool_)
        count = self._together(done)
        order = range(len(self.goals))
        if most < len(self.goals):  # of all kinds some
            order = np.random.default_rng(2).permutation(len(self.goals)).tolist()
        for goal in order:
            if len(blame) >= most:
                break
            if not done[goal]:
                count += 1
                reason = self._single(goal, done)
                if reason is not None:
                    blame[int(self.goals[goal])] = reason
        met[self.goals] = done
        return count

    def _possible(self) -> bool:
        """Whether the rows can be met at all: where they cannot, no figure is safe. The start mostly meets them."""
        m = self.matrix
        here = (self.lower <= CLOSE).all() and (self.upper >= -CLOSE).all()
        if here and (m.low <= CLOSE).all() and (m.high >= -CLOSE).all():
            return True
        return Program(np.zeros(len(self.lower)), self.lower, self.upper, m).solve().status == "optimal"

    def _unknown(self) -> Blame:
        return Blame(tuple(self.rows.tolist()), tuple(self.variables.tolist()), np.nan)

    # -- many goals at once

    def _together(self, done: Flags) -> int:
        """Programmes with mixed aims, each goal or its opposite by lot, as long as they reach new ones."""
        program = Program(np.zeros(len(self.lower)), self.near_lower, self.near_upper, self.matrix)
        every = np.arange(len(self.lower))
        lot = np.random.default_rng(1)
        idle = count = 0
        while count < ROUNDS and idle < IDLE and not done.all():
            weight = np.where(done, 0.0, lot.choice([0.0, 1.0], len(done)) * lot.uniform(0.5, 1.5, len(done)))
            cost = self._spread(weight)
            program.price(every, cost)
            answer = program.solve()
            count += 1
            before = int(done.sum())
            if answer.status == "optimal":
                self._mark(answer.x, done)
            idle = 0 if done.sum() > before else idle + 1
            if answer.status not in ("optimal", "unbounded"):
                break
        return count

    def _spread(self, weight: Floats) -> Floats:
        row = np.repeat(np.arange(len(self.goals)), np.diff(self.goal_start))
        return np.bincount(self.goal_index, weights=weight[row] * self.goal_value, minlength=len(self.lower)).astype(
            np.float64
        )

    def _mark(self, x: Floats, done: Flags) -> None:
        row = np.repeat(np.arange(len(self.goals)), np.diff(self.goal_start))
        left = np.bincount(row, weights=self.goal_value * x[self.goal_index], minlength=len(self.goals))
        done |= left <= self.limit + CLOSE

    # -- one goal

    def _single(self, goal: int, done: Flags) -> Blame | None:
        """The least of one goal; None where that is low enough."""
        cost = self._spread(np.where(np.arange(len(self.goals)) == goal, 1.0, 0.0))
        program = Program(cost, self.lower, self.upper, self.matrix)
        answer = program.solve()
        if answer.status == "unbounded":
            done[goal] = True
            return None
        if answer.status != "optimal":
            return self._unknown()
        self._mark(answer.x, done)
        return None if done[goal] else self._reason(answer)

    def _reason(self, answer: Answer) -> Blame:
        rows = np.flatnonzero(np.abs(answer.row_dual) > 1e-9)
        columns = np.flatnonzero(np.abs(answer.column_dual) > 1e-9)
        return Blame(tuple(self.rows[rows].tolist()), tuple(self.variables[columns].tolist()), float(answer.objective))

    def _alone(self, met: Flags, blame: dict[int, Blame]) -> None:
        """Goals over figures that no row holds: only their bounds count."""
        row = np.repeat(np.arange(len(self.goals)), np.diff(self.goal_start))
        ends = np.where(self.goal_value > 0, self.lower[self.goal_index], self.upper[self.goal_index])
        least = np.bincount(row, weights=self.goal_value * ends, minlength=len(self.goals))
        for place, goal in enumerate(self.goals.tolist()):
            met[goal] = least[place] <= self.limit[place] + CLOSE
            if not met[goal]:
                names = self.goal_index[self.goal_start[place] : self.goal_start[place + 1]]
                blame[goal] = Blame((), tuple(self.variables[names].tolist()), float(least[place]))
