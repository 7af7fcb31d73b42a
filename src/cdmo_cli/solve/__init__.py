"""Questions about systems of rounded figures, answered on numbers alone."""

from cdmo_cli.solve.bounds import all_bounds, bounds
from cdmo_cli.solve.feasible import Conflict, Feasibility, feasible
from cdmo_cli.solve.holds import CAGR, EXACT, GROWTH, IMPOSSIBLE, IMPROBABLE, ROUNDING, SHARE, Holding, Ratios, Sums
from cdmo_cli.solve.holds import ratios as hold_ratios
from cdmo_cli.solve.holds import sums as hold_sums
from cdmo_cli.solve.linear import Linear, Row, linear
from cdmo_cli.solve.reach import Goal, Reached, reach
from cdmo_cli.solve.reconciled import Reconciled, reconciled
from cdmo_cli.solve.repairs import Repair, Repairs, allowed, repairs

__all__ = [
    "CAGR",
    "EXACT",
    "GROWTH",
    "IMPOSSIBLE",
    "IMPROBABLE",
    "ROUNDING",
    "SHARE",
    "Conflict",
    "Feasibility",
    "Goal",
    "Holding",
    "Linear",
    "Ratios",
    "Reached",
    "Reconciled",
    "Repair",
    "Repairs",
    "Row",
    "Sums",
    "all_bounds",
    "allowed",
    "bounds",
    "feasible",
    "hold_ratios",
    "hold_sums",
    "linear",
    "reach",
    "reconciled",
    "repairs",
]
