"""The one door to the HiGHS solver: linear, quadratic and integer programmes, silent and deterministic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Status = Literal["optimal", "infeasible", "unbounded", "unknown"]

TOLERANCE = 1e-9
"""How far HiGHS may miss a row or a bound; its own default of 1e-7 would be felt beside narrow intervals."""

LARGE = 3000
"""From this many rows on presolve pays, and interior point beats simplex where only feasibility is asked for."""

_ROWWISE, _MINIMISE, _TRIANGULAR = 2, 1, 1


@dataclass(frozen=True)
class Matrix:
    """Rows low ≤ Σ value · x ≤ high; row i has the entries start[i] to start[i + 1]."""

    start: Ints
    index: Ints
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Answer:
    """What came out. `x` and the duals are empty unless the status is "optimal" (or an integer programme ended at
    its limit with some solution, which is "unknown"). `row_dual` and `column_dual` are 0 for what does not bind."""

    status: Status
    objective: float
    x: Floats
    row_dual: Floats
    column_dual: Floats


class Program:
    """Minimise cost · x + ½ Σ quadratic · x² under the rows of a matrix; integer where `integer` says so.

    A programme can be asked again after its costs or bounds were changed, and starts from where it was.
    """

    def __init__(
        self,
        cost: Floats,
        lower: Floats,
        upper: Floats,
        matrix: Matrix,
        integer: Flags | None = None,
        quadratic: Floats | None = None,
    ) -> None:
        from highspy import _core

        # The class underneath: highspy.Highs writes a banner to stdout before it can be told not to.

        self._highs: Any = _core._Highs()
        self._integer = integer is not None and bool(integer.any())
        large = len(matrix.low) >= LARGE
        self._set(output_flag=False, threads=1, parallel="off", random_seed=0)
        self._set(primal_feasibility_tolerance=TOLERANCE, dual_feasibility_tolerance=TOLERANCE)
        self._set(presolve="on" if large or self._integer else "off")
        self._highs.passModel(
            len(cost),
            len(matrix.low),
            len(matrix.index),
            _ROWWISE,
            _MINIMISE,
            0.0,
            cost,
            lower,
            upper,
            matrix.low,
            matrix.high,
            matrix.start.astype(np.int32),
            matrix.index.astype(np.int32),
            matrix.value,
            np.zeros(len(cost), dtype=np.int32) if integer is None else integer.astype(np.int32),
        )
        if quadratic is not None:
            places = np.flatnonzero(quadratic)
            starts = np.searchsorted(places, np.arange(len(cost) + 1)).astype(np.int32)
            self._highs.passHessian(
                len(cost), len(places), _TRIANGULAR, starts, places.astype(np.int32), quadratic[places]
            )

    def _set(self, **options: bool | float | str) -> None:
        for name, value in options.items():
            self._highs.setOptionValue(name, value)

    def limit(self, **options: bool | float | str) -> Program:
        """The same programme with options of HiGHS set (`mip_max_nodes`, `simplex_iteration_limit`, `solver`)."""
        self._set(**options)
        return self

    def bound(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Set the bounds of some columns."""
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def price(self, columns: Ints, cost: Floats) -> None:
        """Set the costs of some columns."""
        self._highs.changeColsCost(len(columns), columns.astype(np.int32), cost)

    def forget(self) -> None:
        """Start the next run from nothing."""
        self._highs.clearSolver()

    def solve(self) -> Answer:
        """Solve it, from where it was left."""
        self._highs.run()
        status = _status(self._highs.getModelStatus().name)
        solution = self._highs.getSolution()
        valid = bool(solution.value_valid) and status != "infeasible"
        duals = bool(solution.dual_valid) and status == "optimal"
        return Answer(
            status=status,
            objective=float(self._highs.getInfo().objective_function_value),
            x=np.array(solution.col_value if valid else [], dtype=np.float64),
            row_dual=np.array(solution.row_dual if duals else [], dtype=np.float64),
            column_dual=np.array(solution.col_dual if duals else [], dtype=np.float64),
        )


def _status(name: str) -> Status:
    known: dict[str, Status] = {
        "kOptimal": "optimal",
        "kInfeasible": "infeasible",
        "kUnbounded": "unbounded",
        "kUnboundedOrInfeasible": "unbounded",
    }
    return known.get(name, "unknown")
