"""Brings a workbook's figures to the nearest consistent ones: amounts first, then the rates that follow from them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cdmo_cli import solve
from cdmo_cli.identities import outcomes
from cdmo_cli.identities.granularity import random_rounding
from cdmo_cli.identities.joint import COMPUTED, conflicts, product_rows, rate_rows, sum_row, to_linear
from cdmo_cli.identities.model import Candidate, Cells, Identity, Judgement, System

Floats = npt.NDArray[np.float64]

LOOSE = 1e-4
"""The confidence in a cell that is sure to be wrong: it gives way before any other."""

FOLLOWS = 1e-6
"""The confidence in a cell that a formula computes: it is whatever its inputs make it."""


@dataclass(frozen=True)
class Reconciliation:
    """The figures by cell position, in their printed units. `moved` are the typed cells that changed, `computed`
    those that a formula of the system computes (never to be overwritten; their values are what the formula gives),
    `unmet` the identities that still fail, because nothing can mend them without what is fixed."""

    values: Floats
    moved: tuple[int, ...]
    computed: tuple[int, ...]
    unmet: tuple[int, ...]


def reconciled(
    system: System,
    *,
    confidence: Mapping[int, float] | None = None,
    fixed: Collection[int] = (),
    instead: Mapping[int, float] | None = None,
    leave_rounding: bool = False,
) -> Reconciliation:
    """The nearest figures with which everything adds up as printed, each a multiple of its granularity.

    Amounts come first: every one gives way in proportion to its size, divided by its `confidence` (1 by default);
    none changes its sign unless there is hardly any confidence in it, and `fixed` cells stay, as do blank ones.
    `instead` has values to start from in place of printed ones (`proposed`). A total printed more coarsely than its
    parts need only be their rounding, and shares of 100 % need not come to it exactly. With `leave_rounding`, sums
    whose difference rounding explains are left as they are, unless they contradict each other together. Then the
    rates: one that does not fit its figures becomes what they give; a fixed rate binds the amounts instead. Nothing
    moves where everything holds exactly.
    """
    held = frozenset(fixed)
    ratios = [i for i in system.identities if i.kind not in ("sum", "difference")]
    rates = frozenset(i.total for i in ratios if i.evidence != "formula" or i.cell == i.total)
    sums = [i for i in system.identities if i.kind in ("sum", "difference")]
    of_amounts = [i for i in sums if rates.isdisjoint(i.cells)]
    of_rates = [i for i in sums if not rates.isdisjoint(i.cells)]
    bound = [i for i in ratios if i.total in held or (i.evidence == "formula" and i.cell != i.total)]

    start = system.cells.value.copy()
    for cell, value in (instead or {}).items():
        start[cell] = value
    start_cells = replace(system.cells, value=start)
    adjust = _Adjuster(start_cells, _computed(system), confidence or {}, held)
    loose = frozenset(of_amounts) if leave_rounding else frozenset()
    contradicting: frozenset[Identity] = frozenset()
    while True:
        cells = adjust(start_cells, of_amounts, bound, loose, contradicting & frozenset(of_amounts))
        cells = _following(cells, [i for i in ratios if i.total not in held], contradicting)
        cells = adjust(cells, of_rates, [], frozenset(of_rates))
        found = _contradicting(replace(system, cells=cells))
        if found <= contradicting:
            return _result(system, cells)
        contradicting |= found


def suspected(judgement: Judgement) -> dict[int, float]:
    """The confidence in cells after a judgement: next to none in the undisputed culprits of failing components."""
    return {candidate.cell: LOOSE for candidate in _culprits(judgement)}


def proposed(judgement: Judgement) -> dict[int, float]:
    """The values that settle failing components, for their undisputed culprits."""
    return {candidate.cell: candidate.value for candidate in _culprits(judgement) if candidate.value is not None}


def _culprits(judgement: Judgement) -> Iterator[Candidate]:
    for component in judgement.components:
        if component.suspects and not component.undecided:
            yield from component.suspects if component.together else component.suspects[:1]


def _contradicting(system: System) -> frozenset[Identity]:
    """The identities that hold one by one, but not together."""
    found = conflicts(system, outcomes.judged(system.cells, system.identities))
    return frozenset(system.identities[position] for conflict in found for position in conflict.identities)


def _computed(system: System) -> frozenset[int]:
    return frozenset(i.cell for i in system.identities if i.evidence == "formula" and i.cell >= 0)


@dataclass(frozen=True)
class _Adjuster:
    """Moves the cells of some identities so that they hold: `printed` are the cells as they were read."""

    printed: Cells
    computed: frozenset[int]
    confidence: Mapping[int, float]
    fixed: frozenset[int]

    def __call__(
        self,
        cells: Cells,
        sums: Collection[Identity],
        products: Collection[Identity],
        loose: Collection[Identity],
        together: Collection[Identity] = (),
    ) -> Cells:
        """Rounding differences of `loose` sums are left. There are to be true values behind the new figures with
        which `together` hold at once."""
        rows = [_sum(cells, identity, identity in loose) for identity in sums]
        for identity in products:
            rows.extend((product_rows if identity.evidence == "formula" else rate_rows)(cells, identity))
        rows.extend(_behind(cells, tuple(together)))
        if not rows:
            return cells
        base = cells.base
        free = base == 0  # a zero may be a figure left out: it may become anything
        free[[cell for cell, confidence in self.confidence.items() if confidence <= LOOSE]] = True
        endless = np.full(len(base), np.inf)
        lower = np.concatenate([np.where(free | (base < 0), -np.inf, 0.0), -endless])
        upper = np.concatenate([np.where(free | (base > 0), np.inf, 0.0), endless])
        weights = self._weights()
        found = solve.reconciled(
            solve.linear(np.concatenate([base, base]), lower, upper, rows),
            unit=np.concatenate([self._units(), np.zeros(len(base))]),
            weights=np.concatenate([weights, FOLLOWS * weights]),
            fixed=np.isin(np.arange(2 * len(base)), list((self.fixed | cells.blank) - self.computed)),
        )
        return replace(cells, value=_printed(cells, found.value[: len(base)]))

    def _units(self) -> Floats:
        cells = self.printed
        random = random_rounding(cells.half)
        unit = np.where(random, cells.half + 1, 2 * cells.half)
        unit = np.where(cells.half <= COMPUTED, 0.0, unit) * np.abs(cells.scale)
        unit[list(self.computed)] = 0.0
        return np.asarray(unit, dtype=np.float64)

    def _weights(self) -> Floats:
        size = np.maximum(np.abs(self.printed.base), 2 * self.printed.base_half)
        positive = size[size > 0]
        least = float(positive.min()) if len(positive) else 1.0
        firm = np.ones(len(size))
        firm[list(self.computed)] = FOLLOWS
        for cell, confidence in self.confidence.items():
            firm[cell] = max(confidence, FOLLOWS)
        return np.asarray(firm / np.where(size > 0, size, least), dtype=np.float64)


def _printed(cells: Cells, base: Floats) -> Floats:
    """Values in printed units; a value that did not move stays to the last bit."""
    scale = np.where(cells.scale == 0, 1.0, cells.scale)
    same = np.abs(base - cells.base) <= 1e-9 * np.abs(cells.base)
    places = np.where(cells.half > COMPUTED, np.round(-np.log10(np.maximum(cells.half, 1e-300))) + 1, 12)
    rounded = np.array([round(x, int(p)) for x, p in zip((base / scale).tolist(), places.tolist(), strict=True)])
    return np.where(same, cells.value, rounded)


def _behind(cells: Cells, identities: tuple[Identity, ...]) -> Iterator[solve.Row]:
    """The identities over the true values behind the figures, as variables after those of the figures themselves, and
    every figure within half of its granularity of its true value."""
    if not identities:
        return
    joint = to_linear(System(cells, identities)).linear
    count = len(cells)
    for row in range(joint.rows):
        entries = slice(joint.start[row], joint.start[row + 1])
        variables, coefficients = joint.variable[entries] + count, joint.coefficient[entries]
        yield solve.Row(
            tuple(variables.tolist()), tuple(coefficients.tolist()), float(joint.low[row]), float(joint.high[row])
        )
    half = cells.base_half
    for cell in np.unique(joint.variable).tolist():
        if math.isfinite(joint.lower[cell]):
            yield solve.Row((cell, cell + count), (1.0, -1.0), -float(half[cell]), float(half[cell]))


def _sum(cells: Cells, identity: Identity, leave_rounding: bool) -> solve.Row:
    """A sum as a row over base units, as tight as its figures can be made to meet it."""
    row = sum_row(cells, identity)
    if identity.evidence == "formula":
        return row
    names = list(row.variables)
    half = cells.base_half[names]
    random = random_rounding(cells.half[names])
    coarse = half > 1.01 * float(half[half > 0].min(initial=math.inf))
    shares = identity.total < 0  # three times 33.3 % is 99.9 %, and rightly so
    loose = leave_rounding or shares or bool(random.any())
    slack = float(half.sum() if loose else half[coarse].sum())
    return row._replace(low=row.low - slack, high=row.high + slack)


def _following(cells: Cells, ratios: Collection[Identity], contradicting: Collection[Identity]) -> Cells:
    """The cells with every rate that does not fit its figures, or contradicts others, set to what they give."""
    value = cells.value.copy()
    judged = outcomes.judged(cells, list(ratios))
    for identity, verdict in zip(ratios, judged, strict=True):
        own = identity.evidence != "formula" or identity.cell == identity.total
        if own and (verdict.fails or identity in contradicting) and math.isfinite(verdict.value):
            half = float(cells.half[identity.total])
            computed = identity.evidence == "formula" or half <= COMPUTED
            value[identity.total] = verdict.value if computed else _rounded(verdict.value, 2 * half)
    return replace(cells, value=value)


def _rounded(value: float, unit: float) -> float:
    return round(round(value / unit) * unit, 12)


def _result(system: System, cells: Cells) -> Reconciliation:
    computed = _computed(system)
    changed = np.flatnonzero(cells.value != system.cells.value).tolist()
    judged = outcomes.judged(cells, system.identities)
    return Reconciliation(
        values=cells.value,
        moved=tuple(position for position in changed if position not in computed),
        computed=tuple(sorted(computed)),
        unmet=tuple(verdict.identity for verdict in judged if verdict.outcome == "impossible"),
    )
