"""What the search for wrong cells looks at: which identities a cell's figure moves, by how much, and how far it may.

A figure that a formula computes is no cause of its own: it follows the typed figures that it is computed from. So
every identity is seen as one over typed cells, the computed ones replaced by their inputs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.identities.granularity import random_rounding
from cdmo_cli.identities.model import Cells, Identity, Judged
from cdmo_cli.identities.neighbours import Neighbours
from cdmo_cli.identities.settle import EVERYTHING, Span, settling

FLOAT_NOISE = 1e-9

MOST_INPUTS = 2000
"""A computed figure with more inputs than that is taken as it stands."""

Terms = dict[int, float]


@dataclass(frozen=True)
class Scene:
    """The whole system by typed cell.

    `moves[i]` tells by how much the gap of additive identity i grows with every cell's printed figure, `gap` and
    `tolerance` are in the same unit; for rates `moves[i]` has how the identity's own cells follow a typed one.
    """

    cells: Cells
    identities: Sequence[Identity]
    judged: Sequence[Judged]
    by_cell: Mapping[int, Sequence[int]]  # typed cell → the identities that it moves
    inputs: Mapping[int, Terms]  # computed cell → how it follows typed cells
    moves: Sequence[Mapping[int, float]]
    gap: Sequence[float]
    tolerance: Sequence[float]
    sigma: Sequence[float]
    noise: Sequence[float]
    exactness: float
    neighbours: Neighbours

    def value(self, cell: int) -> float:
        return float(self.cells.value[cell])

    def half(self, cell: int) -> float:
        return float(self.cells.half[cell])

    def additive(self, position: int) -> bool:
        return self.identities[position].kind in ("sum", "difference")

    def span(self, position: int, cell: int, shift: float = 0.0) -> Span | None:
        """The printed figures of a cell with which that identity holds; None where no figure does.

        `shift` is added to the gap of an additive identity: what a change of another cell makes of it.
        """
        if self.additive(position):
            return self._additive(position, cell, shift)
        identity = self.identities[position]
        moved = [own for own in identity.cells if own == cell or cell in self.inputs.get(own, ())]
        if not math.isfinite(self.judged[position].value) and not self.judged[position].fails:
            return EVERYTHING
        if len(moved) != 1:
            return None if self.judged[position].fails else EVERYTHING
        found = settling(self.cells, identity, moved[0])
        if found is None:
            return None
        half = self.half(moved[0])
        found = Span(found.low - half, found.middle, found.high + half)
        if moved[0] == cell:
            return found
        slope, at, printed = self.inputs[moved[0]][cell], self.value(moved[0]), self.value(cell)
        low, middle, high = sorted(printed + (bound - at) / slope for bound in (found.low, found.middle, found.high))
        return Span(low, middle, high)

    def _additive(self, position: int, cell: int, shift: float) -> Span | None:
        slope, printed = self.moves[position][cell], self.value(cell)
        gap, tolerance = self.gap[position] + shift, self.tolerance[position] / abs(slope)
        middle = printed - gap / slope
        noise = FLOAT_NOISE * max(abs(middle), abs(printed))
        low, high = middle - tolerance - noise, middle + tolerance + noise
        if self.identities[position].relation == "at most":  # the gap may be as large as it likes
            return Span(low, middle, math.inf) if slope > 0 else Span(-math.inf, middle, high)
        return Span(low, middle, high)


def scene(cells: Cells, identities: Sequence[Identity], judged: Sequence[Judged]) -> Scene:
    """Index the system once for all components."""
    inputs = _inputs(cells, identities, judged)
    moves = [_moves(cells, identity, verdict, inputs) for identity, verdict in zip(identities, judged, strict=True)]
    by_cell: dict[int, list[int]] = {}
    for position, terms in enumerate(moves):
        for cell in terms:
            by_cell.setdefault(cell, []).append(position)
    figures = _Figures.of(cells)
    gap = [_gap(figures, identity) for identity in identities]
    widths = [
        _widths(figures, identity, verdict, own) for identity, verdict, own in zip(identities, judged, gap, strict=True)
    ]
    outcomes = [v.outcome for i, v in zip(identities, judged, strict=True) if i.kind == "sum"]
    exact, rounding = outcomes.count("exact"), outcomes.count("rounding")
    return Scene(
        cells,
        identities,
        judged,
        by_cell,
        inputs,
        moves,
        gap=gap,
        tolerance=[tolerance for tolerance, _, _ in widths],
        sigma=[sigma for _, sigma, _ in widths],
        noise=[noise for _, _, noise in widths],
        exactness=(exact + 1) / (exact + rounding + 2),
        neighbours=Neighbours(cells),
    )


def _inputs(cells: Cells, identities: Sequence[Identity], judged: Sequence[Judged]) -> dict[int, Terms]:
    """How every computed cell whose formula holds follows typed cells, in stored figures."""
    direct: dict[int, Terms] = {}
    for identity, verdict in zip(identities, judged, strict=True):
        if identity.evidence != "formula" or verdict.fails or identity.cell < 0:
            continue
        if identity.kind in ("sum", "difference") and identity.cell == identity.total:
            direct[identity.cell] = dict(zip(identity.parts, map(float, identity.signs), strict=True))
        elif identity.cell == identity.parts[0] and identity.kind not in ("sum", "difference"):
            direct[identity.cell] = _projected(cells, identity)
    found: dict[int, Terms] = {}
    for cell in direct:
        _expand(cell, direct, found, set())
    return found


def _projected(cells: Cells, identity: Identity) -> Terms:
    """=A*(1+g) follows A by 1 + g, and the rate by A; how it follows a compound rate is not linear, and left out."""
    base, rate = identity.parts[1], float(cells.value[identity.total]) / identity.factor
    if identity.kind == "share":
        return {base: rate, identity.total: float(cells.value[base]) / identity.factor}
    if identity.kind == "growth":
        return {base: 1 + rate, identity.total: float(cells.value[base]) / identity.factor}
    return {base: float((1 + rate) ** identity.years)} if rate > -1 else {}


def _expand(cell: int, direct: Mapping[int, Terms], found: dict[int, Terms], above: set[int]) -> Terms:
    """The typed cells behind a computed one, found once for each; a formula that refers to itself is let stand."""
    if cell in found:
        return found[cell]
    terms: Terms = {}
    for part, slope in direct[cell].items():
        known = part in direct and part not in above and part != cell
        behind = _expand(part, direct, found, above | {cell}) if known else {part: 1.0}
        for typed, inner in behind.items():
            terms[typed] = terms.get(typed, 0.0) + slope * inner
    found[cell] = (
        {typed: slope for typed, slope in terms.items() if slope} if len(terms) <= MOST_INPUTS else {cell: 1.0}
    )
    return found[cell]


def _moves(cells: Cells, identity: Identity, verdict: Judged, inputs: Mapping[int, Terms]) -> Terms:
    """The typed cells that move an identity. A formula that holds follows all of them, one that fails is at fault."""
    formula = identity.evidence == "formula"
    if formula:
        return {identity.cell: 1.0} if verdict.fails else {}
    if identity.kind not in ("sum", "difference"):
        return {typed: 1.0 for own in identity.cells for typed in inputs.get(own, {own: 1.0})}
    terms: Terms = {}
    own = {} if identity.total < 0 else {identity.total: 1.0}
    for part, sign in zip(identity.parts, identity.signs, strict=True):
        own[part] = own.get(part, 0.0) - sign
    for cell, slope in own.items():
        scale = float(cells.scale[cell])
        for typed, inner in inputs.get(cell, {cell: 1.0}).items():
            terms[typed] = terms.get(typed, 0.0) + slope * scale * inner
    largest = max(map(abs, terms.values()), default=0.0)
    return {typed: slope for typed, slope in terms.items() if abs(slope) > FLOAT_NOISE * largest}


@dataclass(frozen=True)
class _Figures:
    """What gaps and widths are computed from, for all cells: as lists, since single entries are asked for."""

    stored: list[float]
    base: list[float]
    base_half: list[float]
    random: list[bool]  # rounded at random

    @classmethod
    def of(cls, cells: Cells) -> _Figures:
        random = random_rounding(cells.half)
        return cls(cells.value.tolist(), cells.base.tolist(), cells.base_half.tolist(), random.tolist())


def _gap(figures: _Figures, identity: Identity) -> float:
    """Stated less computed: in stored figures for a formula, else in base units. For a rate it is not needed."""
    if identity.kind not in ("sum", "difference"):
        return 0.0
    values = figures.stored if identity.evidence == "formula" else figures.base
    stated = values[identity.total] if identity.total >= 0 else identity.constant
    return stated - sum(sign * values[part] for part, sign in zip(identity.parts, identity.signs, strict=True))


def _widths(figures: _Figures, identity: Identity, verdict: Judged, gap: float) -> tuple[float, float, float]:
    """How far an additive identity may be off, the standard deviation of what its rounding makes of it, and the noise
    of binary arithmetic.

    It may be off by three standard deviations, at most by the worst case; by the worst case where its figures were
    rounded at random, or where it is off by more already and nobody minds.
    """
    if identity.kind not in ("sum", "difference"):
        return 0.0, 0.0, 0.0
    own, formula = identity.cells, identity.evidence == "formula"
    halves = [0.0] * len(own) if formula else [figures.base_half[cell] for cell in own]
    values = figures.stored if formula else figures.base
    noise = FLOAT_NOISE * max(sum(abs(values[cell]) for cell in own), 1e-300)
    worst, sigma = sum(halves), math.sqrt(sum(half * half for half in halves) / 3)
    random = any(figures.random[cell] for cell in own)
    loose = not verdict.fails and abs(gap) > 3 * sigma + noise
    return (worst if random or loose else min(worst, 3 * sigma)) + noise, sigma, noise
