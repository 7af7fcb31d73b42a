"""Questions about systems of rounded figures, answered on numbers alone."""

from cdmo_cli.solve.holds import CAGR, EXACT, GROWTH, IMPOSSIBLE, IMPROBABLE, ROUNDING, SHARE, Holding, Ratios, Sums
from cdmo_cli.solve.holds import ratios as hold_ratios
from cdmo_cli.solve.holds import sums as hold_sums

__all__ = [
    "CAGR",
    "EXACT",
    "GROWTH",
    "IMPOSSIBLE",
    "IMPROBABLE",
    "ROUNDING",
    "SHARE",
    "Holding",
    "Ratios",
    "Sums",
    "hold_ratios",
    "hold_sums",
]
