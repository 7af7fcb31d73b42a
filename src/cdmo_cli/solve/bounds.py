"""The least and the most that a figure can be, given the intervals of all others: what a reader can work out.

This is the attacker's problem of statistical disclosure control (Willenborg and de Waal, "Elements of Statistical
Disclosure Control", Springer 2001): a hidden cell is safe where its interval is wide.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cdmo_cli.solve.highs import Program
from cdmo_cli.solve.linear import Floats, Ints, Linear
from cdmo_cli.solve.scaled import Scaled, scaled


def bounds(system: Linear, variable: int) -> tuple[float, float]:
    """The least and the most of one variable; see `all_bounds`."""
    low, high = all_bounds(system, [variable])
    return float(low[0]), float(high[0])


def all_bounds(system: Linear, variables: Sequence[int] | Ints) -> tuple[Floats, Floats]:
    """The least and the most that each of some variables can be, all rows and bounds being met.

    ±inf where there is no end to it; nan for both where the rows of its component cannot be met at all, or the
    solver found no answer (neither proves that a hidden figure is safe). The ends are outer ones, by the noise of
    binary arithmetic. One programme serves all variables of a component: two short runs for each.
    """
    wanted = np.asarray(variables, dtype=np.int64)
    low, high = system.lower[wanted].copy(), system.upper[wanted].copy()
    in_rows = np.zeros(len(system.value), dtype=np.bool_)
    in_rows[wanted] = True
    touched = system.by_row(in_rows[system.variable].astype(np.float64)) > 0
    for rows in system.groups(touched):
        part = scaled(system, rows, widened=False)
        asked = np.flatnonzero(np.isin(wanted, part.variables))
        low[asked], high[asked] = ranges(part, np.searchsorted(part.variables, wanted[asked]))
    return low, high


def ranges(part: Scaled, columns: Ints) -> tuple[Floats, Floats]:
    """The least and the most of some variables of one component (local numbers), as figures.

    Where the rows can be met only at the very ends of intervals, they are loosened by the tolerance.
    """
    low, high = _ranges(part, columns)
    unsure = np.isnan(low) | np.isnan(high)
    if unsure.any():
        low[unsure], high[unsure] = _ranges(part.slackened(), columns[unsure])
    return low, high


def _ranges(part: Scaled, columns: Ints) -> tuple[Floats, Floats]:
    low, high = np.full(len(columns), np.nan), np.full(len(columns), np.nan)
    program = Program(np.zeros(len(part.centre)), part.lower, part.upper, part.matrix)
    if program.solve().status != "optimal":
        return low, high
    program.limit(simplex_strategy=_PRIMAL)
    for place, column in enumerate(columns.tolist()):
        centre, scale = part.centre[column], part.scale[column]
        low[place] = centre + scale * _least(program, column, 1.0)
        high[place] = centre - scale * _least(program, column, -1.0)
    return low, high


_PRIMAL = 4  # only the costs change between runs, so that the last solution is still feasible


def _least(program: Program, column: int, sign: float) -> float:
    """The least of sign · y; −inf where there is none, nan where the solver does not know."""
    at = np.array([column])
    program.price(at, np.array([sign]))
    answer = program.solve()
    if answer.status not in ("optimal", "unbounded"):
        program.forget()
        answer = program.solve()
    program.price(at, np.zeros(1))
    if answer.status == "unbounded":
        return -np.inf
    return float(sign * answer.x[column]) if answer.status == "optimal" else np.nan
