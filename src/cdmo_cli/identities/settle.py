"""What a cell would have to be for an identity to hold, all other cells as printed: a closed form, no solver."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from cdmo_cli.identities.model import Cells, Identity

_Bounds = tuple[float, float, float]
_Spans = Callable[[int], _Bounds]


@dataclass(frozen=True, slots=True)
class Span:
    """A closed interval with its most likely value, in the printed unit of a cell."""

    low: float
    middle: float
    high: float

    def meets(self, other: Span) -> Span | None:
        """What both allow; None where they are disjoint. The narrower one knows the middle."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low > high:
            return None
        narrow = self if self.high - self.low <= other.high - other.low else other
        return Span(low, min(max(narrow.middle, low), high), high)


EVERYTHING = Span(-math.inf, 0.0, math.inf)


def settling(cells: Cells, identity: Identity, cell: int) -> Span | None:
    """The values of `cell` with which the identity holds; None where no value does, or none can be told.

    An input of a formula settles nothing: the formula would follow it. The span is widened by the noise of
    binary arithmetic.
    """
    formula = identity.evidence == "formula"
    if formula and cell != identity.cell:
        return None
    unit = 1.0 if formula else float(cells.scale[cell])
    if unit == 0:
        return None

    def span(position: int) -> tuple[float, float, float]:
        value = float(cells.value[position]) if formula else float(cells.value[position] * cells.scale[position])
        half = 0.0 if formula else float(cells.half[position] * abs(cells.scale[position]))
        return value - half, value, value + half

    additive = identity.kind in ("sum", "difference")
    found = _additive(identity, cell, span) if additive else _rate(identity, cell, span)
    if found is None:
        return None
    low, middle, high = sorted(bound / unit for bound in found)
    noise = 1e-9 * max(abs(low) if math.isfinite(low) else 0.0, abs(middle), 1e-300)
    return Span(low - noise, middle, high + noise)


def _additive(identity: Identity, cell: int, span: _Spans) -> _Bounds | None:
    """sign · x = total − Σ of the other parts, or x = Σ of the parts for the total itself."""
    fixed = identity.constant
    total = span(identity.total) if identity.total >= 0 else (fixed, fixed, fixed)
    low = middle = high = 0.0
    own = 0.0
    for part, sign in zip(identity.parts, identity.signs, strict=True):
        if part == cell:
            own += sign
            continue
        below, at, above = span(part) if sign > 0 else _negated(span(part))
        low, middle, high = low + below, middle + at, high + above
    at_most = identity.relation == "at most"
    if cell == identity.total:
        return (low, middle, math.inf if at_most else high) if own == 0 else None
    if abs(own) != 1:
        return None
    bounds = (-math.inf if at_most else total[0] - high, total[1] - middle, total[2] - low)
    return bounds if own > 0 else _negated(bounds)


def _negated(bounds: _Bounds) -> _Bounds:
    return -bounds[2], -bounds[1], -bounds[0]


def _rate(identity: Identity, cell: int, span: _Spans) -> _Bounds | None:
    """later = earlier · multiplier(rate), solved for whichever of the three the cell is."""
    later, earlier = identity.parts
    rate = tuple(bound / identity.factor for bound in span(identity.total))
    if cell == identity.total:
        top, base = span(later), span(earlier)
        if base[0] <= 0 or top[0] <= 0:
            return None
        return (
            _unmultiplied(identity, top[0] / base[2]) * identity.factor,
            _unmultiplied(identity, top[1] / base[1]) * identity.factor,
            _unmultiplied(identity, top[2] / base[0]) * identity.factor,
        )
    multipliers = [multiplied(identity, bound) for bound in rate]
    if any(multiplier is None or multiplier <= 0 for multiplier in multipliers):
        return None
    below, at, above = (multiplier or 1.0 for multiplier in multipliers)
    if cell == later:
        base = span(earlier)
        return (base[0] * below, base[1] * at, base[2] * above) if base[0] > 0 else None
    top = span(later)
    return (top[0] / above, top[1] / at, top[2] / below) if top[0] > 0 else None


def multiplied(identity: Identity, rate: float) -> float | None:
    """What the earlier figure is multiplied by at that rate (or share); None for a loss of everything."""
    if identity.kind == "share":
        return rate
    if rate <= -1:
        return None
    return float((1 + rate) ** (identity.years if identity.kind == "cagr" else 1.0))


def _unmultiplied(identity: Identity, ratio: float) -> float:
    if identity.kind == "share":
        return ratio
    return float(ratio ** (1 / identity.years if identity.kind == "cagr" else 1.0)) - 1
