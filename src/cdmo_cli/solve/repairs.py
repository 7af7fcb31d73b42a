"""The smallest sets of figures whose change makes a system possible: error localisation after Fellegi and Holt.

I. P. Fellegi and D. Holt, "A systematic approach to automatic edit and imputation", JASA 71 (1976): change as few
figures as can be. A set repairs a system exactly if it hits every conflict in it, so conflicts and sets are made in
turn: the cheapest set that hits the conflicts known so far is tried; where it does not do, there is a conflict
that it misses. The solver never sees a "big M" that would have to be larger than any error.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.solve.bounds import ranges
from cdmo_cli.solve.feasible import Conflict, Loosened
from cdmo_cli.solve.highs import Matrix, Program
from cdmo_cli.solve.linear import Flags, Floats, Linear
from cdmo_cli.solve.scaled import Scaled, scaled

MOST_REPAIRS = 20
"""More ways than this to repair one component are not listed: nobody could choose among them."""

MOST_ROUNDS = 400
"""Sets tried before the search ends, complete or not."""

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Repair:
    """Variables that, changed together, make their component possible. Each may then be between `low` and `high`,
    the other changed ones being free too; a single one may take any value between them."""

    variables: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Repairs:
    """All repairs of least weight of one component, in the order of their variables. Without `choices` nothing
    helps; `complete` is False where the search ended at its limit, so that there may be others."""

    rows: tuple[int, ...]
    choices: tuple[Repair, ...]
    weight: float
    complete: bool


def repairs(
    system: Linear,
    *,
    weights: Floats | None = None,
    fixed: Flags | None = None,
    lower: Floats | None = None,
    upper: Floats | None = None,
    most: int = MOST_REPAIRS,
    rounds: int = MOST_ROUNDS,
    dearest: float = math.inf,
) -> tuple[Repairs, ...]:
    """The smallest repairs of every component that is impossible.

    `weights`: what changing a variable costs (positive; 1 each by default: as few as can be); `fixed`: variables
    that must not change; `lower` and `upper`: limits of changed values (0 for what cannot be negative).
    `most`: repairs listed of each component; `rounds`: sets tried for each before the search ends; `dearest`: no
    repair of more weight is sought.
    """
    missed = ~system.satisfied()
    cost = np.ones(len(system.value)) if weights is None else weights
    held = np.zeros(len(system.value), dtype=np.bool_) if fixed is None else fixed
    found: list[Repairs] = []
    for rows in system.groups(missed):
        part = scaled(system, rows)
        limits = [None if side is None else side[part.variables] for side in (lower, upper)]
        search = _Search(part, cost[part.variables], held[part.variables], limits[0], limits[1])
        if search.impossible:
            found.append(search.run(most, rounds, dearest))
    return tuple(found)


def allowed(system: Linear, conflict: Conflict, variable: int) -> tuple[float, float]:
    """The values of one variable of a conflict with which the conflict is none, all its others being right."""
    part = scaled(system, np.array(conflict.rows, dtype=np.int64), widened=False)
    needed = np.isin(part.variables, conflict.variables) & (part.variables != variable)
    low, high = ranges(part.freed(~needed), np.flatnonzero(part.variables == variable))
    return float(low[0]), float(high[0])


class _Search:
    """The search in one component, by local numbers of its variables."""

    def __init__(self, part: Scaled, cost: Floats, fixed: Flags, lower: Floats | None, upper: Floats | None) -> None:
        self._part, self._cost, self._fixed, self._lower, self._upper = part, cost, fixed, lower, upper
        self._loosened = Loosened(part)
        self._clauses = [self._changeable(columns) for columns in part.impossible_rows()]
        self._taken: list[frozenset[int]] = []
        self.impossible = bool(self._clauses) or not self._repaired(frozenset())

    def run(self, most: int, rounds: int, dearest: float) -> Repairs:
        """The cheapest sets that repair the component, `most` of them, found in that many rounds of the search."""
        weight, complete = math.inf, False
        for _ in range(rounds):
            chosen = cheapest(self._clauses, self._taken, self._cost)
            complete = chosen is None or self._weight(chosen) > weight * (1 + _SAME)
            if chosen is None or complete or len(self._taken) == most or self._weight(chosen) > dearest:
                break
            if self._repaired(chosen):
                weight = self._weight(chosen)
                self._taken.append(chosen)
        choices = tuple(self._repair(chosen) for chosen in sorted(self._taken, key=sorted))
        return Repairs(tuple(int(row) for row in self._part.rows), choices, weight, complete)

    def _weight(self, chosen: frozenset[int]) -> float:
        return float(sum(self._cost[variable] for variable in chosen))

    def _freed(self, chosen: frozenset[int]) -> Scaled:
        free = np.zeros(len(self._part.centre), dtype=np.bool_)
        free[sorted(chosen)] = True
        return self._part.freed(free, self._lower, self._upper)

    def _repaired(self, chosen: frozenset[int]) -> bool:
        """Whether changing those makes it possible; if not, the conflict that is left is remembered."""
        self._loosened.bounded(self._freed(chosen))
        conflict = self._loosened.conflict()
        if conflict is None:
            return True
        local = np.searchsorted(self._part.variables, np.array(conflict.variables, dtype=np.int64)).tolist()
        self._clauses.append(self._changeable(local) - chosen)
        return False

    def _changeable(self, columns: Iterable[int]) -> frozenset[int]:
        return frozenset(v for v in columns if not self._fixed[v])

    def _repair(self, chosen: frozenset[int]) -> Repair:
        columns = np.array(sorted(chosen), dtype=np.int64)
        low, high = ranges(self._freed(chosen), columns)
        return Repair(tuple(int(v) for v in self._part.variables[columns]), tuple(low.tolist()), tuple(high.tolist()))


def cheapest(
    clauses: Sequence[frozenset[int]], excluded: Sequence[frozenset[int]], cost: Floats
) -> frozenset[int] | None:
    """The set of least cost with a member in every clause that contains none of the excluded sets; None if there is
    none. Small sets are looked up, others are a set cover (integer programme)."""
    if not all(clauses):
        return None
    alone = frozenset.intersection(*clauses) - {v for taken in excluded if len(taken) == 1 for v in taken}
    members = sorted(frozenset().union(*clauses))
    least = min(cost[v] for v in members)
    best = min(alone, key=lambda v: (cost[v], v), default=None)
    if best is not None and cost[best] < 2 * least:
        return frozenset({best})
    place = {variable: column for column, variable in enumerate(members)}
    hit = [sorted(place[v] for v in clause) for clause in clauses]
    avoid = [sorted(place[v] for v in taken if v in place) for taken in excluded]
    if any(len(taken) == 0 for taken in excluded):
        return None
    rows = hit + avoid
    low = [1.0] * len(hit) + [-math.inf] * len(avoid)
    high = [math.inf] * len(hit) + [len(taken) - 1.0 for taken in excluded]
    matrix = Matrix(
        start=np.cumsum([0, *map(len, rows)], dtype=np.int64),
        index=np.array([column for row in rows for column in row], dtype=np.int64),
        value=np.ones(sum(map(len, rows))),
        low=np.array(low),
        high=np.array(high),
    )
    count = len(members)
    costs = cost[members] / least
    program = Program(costs, np.zeros(count), np.ones(count), matrix, integer=np.ones(count, dtype=np.bool_))
    answer = program.limit(mip_rel_gap=0.0, mip_abs_gap=1e-6).solve()
    if answer.status != "optimal":
        return None
    return frozenset(variable for variable, column in place.items() if answer.x[column] > 0.5)
