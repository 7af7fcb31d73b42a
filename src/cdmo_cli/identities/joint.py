"""All identities of a workbook as one linear system: whether what holds one by one can be true at once."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli import solve
from cdmo_cli.identities.model import Cells, Conflict, Identity, Judged, System
from cdmo_cli.identities.settle import multiplied

COMPUTED = 1e-8
"""Half-widths (as printed) below this are those of computed figures, not of rounded ones."""


@dataclass(frozen=True)
class Joint:
    """The rows of a system in base units; the position of a cell is its variable. `identities` tells of every row
    which identity it stands for, `rates` which cell's interval went into its coefficients (−1 for none)."""

    linear: solve.Linear
    identities: tuple[int, ...]
    rates: tuple[int, ...]


def to_linear(system: System, left_out: Collection[int] = (), freed: Collection[int] = ()) -> Joint:
    """The identities as rows over the true values of the cells, in base units.

    A cell lies within half of its granularity of what it shows. Not so the cells that a formula of the system
    computes: they are whatever their inputs make them, and the formula is a row without tolerance. A rate s between
    s⁻ and s⁺ of a positive whole gives s⁻ · whole ≤ part ≤ s⁺ · whole; growth and CAGR likewise. Rates of figures
    that may be zero or negative say nothing, and no more do rates that a formula computes from the very figures.

    `left_out`: positions of identities that are not to count. `freed`: cells that may have any value.
    """
    cells = system.cells
    out = frozenset(left_out)
    chosen = [(i, identity) for i, identity in enumerate(system.identities) if i not in out]
    computed = frozenset(identity.cell for _, identity in chosen if identity.evidence == "formula")
    rows: list[solve.Row] = []
    of: list[int] = []
    rates: list[int] = []
    for position, identity in chosen:
        for row in _rows(cells, identity, computed):
            rows.append(row)
            of.append(position)
            rates.append(-1 if identity.kind in ("sum", "difference") else identity.total)
    half = cells.base_half
    half[[cell for cell in {*computed, *freed} if cell >= 0]] = np.inf
    value = cells.base
    return Joint(solve.linear(value, value - half, value + half, rows), tuple(of), tuple(rates))


@dataclass(frozen=True, slots=True)
class Together:
    """The conflicts of a system, and how many identities stand in components too large to be judged at once."""

    conflicts: tuple[Conflict, ...] = ()
    unjudged: int = 0


def conflicts(system: System, judged: Sequence[Judged]) -> tuple[Conflict, ...]:
    """The conflicts of `together` alone."""
    return together(system, judged).conflicts


def together(system: System, judged: Sequence[Judged]) -> Together:
    """Sets of identities that hold one by one, but not together, each with the cells whose figures take part.

    Every identity and cell of a conflict is needed for it, and no cell stands in two conflicts. What fails singly
    is reported already and left out, and its cells, of which one is wrong, may have any value. Components that are
    too large for one linear programme (`solve.feasible`) are not judged but counted.
    """
    failing = frozenset(verdict.identity for verdict in judged if verdict.fails)
    if all(verdict.outcome == "exact" for verdict in judged if verdict.identity not in failing):
        return Together()
    touched = frozenset(cell for position in failing for cell in system.identities[position].cells)
    joint = to_linear(system, failing | _derived(system, judged), touched)
    found: list[Conflict] = []
    told: set[int] = set()
    feasibility = solve.feasible(joint.linear)
    for conflict in feasibility.conflicts:
        named = _conflict(system.cells, joint, conflict)
        if told.isdisjoint(named.cells):
            told.update(named.cells)
            found.append(named)
    found.sort(key=lambda named: [system.cells.place(cell) for cell in named.cells])
    return Together(tuple(found), len({joint.identities[row] for row in feasibility.unjudged}))


def _derived(system: System, judged: Sequence[Judged]) -> frozenset[int]:
    """The rates that are to the last bit what the printed figures give, values pasted in place of a formula: they say
    nothing of the true ones."""
    half = system.cells.half
    return frozenset(
        verdict.identity
        for verdict in judged
        if verdict.outcome == "exact"
        and (identity := system.identities[verdict.identity]).kind not in ("sum", "difference")
        and half[identity.total] <= COMPUTED
    )


def _conflict(cells: Cells, joint: Joint, conflict: solve.Conflict) -> Conflict:
    rates = {joint.rates[row] for row in conflict.rows} - {-1}
    allowed = {cell: _allowed(cells, joint.linear, conflict, cell) for cell in conflict.variables}
    named = sorted({*conflict.variables, *rates}, key=cells.place)
    return Conflict(
        identities=tuple(sorted({joint.identities[row] for row in conflict.rows})),
        cells=tuple(named),
        allowed=tuple(allowed.get(cell, (math.nan, math.nan)) for cell in named),
    )


def _allowed(cells: Cells, linear: solve.Linear, conflict: solve.Conflict, cell: int) -> tuple[float, float]:
    """What a cell would have to be between, were all others of the conflict right: in its printed unit."""
    low, high = solve.allowed(linear, conflict, cell)
    ends = sorted((low / float(cells.scale[cell]), high / float(cells.scale[cell])))
    return ends[0], ends[1]


def _rows(cells: Cells, identity: Identity, computed: frozenset[int]) -> Iterator[solve.Row]:
    if identity.evidence == "formula" and not all(cells.scale[cell] for cell in identity.cells):
        return
    if identity.kind in ("sum", "difference"):
        yield sum_row(cells, identity)
    elif identity.evidence == "formula":
        yield from product_rows(cells, identity)
    elif identity.total not in computed:
        yield from rate_rows(cells, identity)


def sum_row(cells: Cells, identity: Identity) -> solve.Row:
    """Σ sign · part − total = 0, or at most 0. A formula adds up what is stored, whatever the units."""
    signs = tuple(float(sign) for sign in identity.signs)
    low = -math.inf if identity.relation == "at most" else identity.constant
    if identity.total < 0:
        return solve.Row(identity.parts, signs, low, identity.constant)
    low -= identity.constant
    coefficients = (*signs, -1.0)
    if identity.evidence == "formula":
        unit = float(cells.scale[identity.total])
        coefficients = tuple(
            c * unit / float(cells.scale[cell])
            for c, cell in zip(coefficients, (*identity.parts, identity.total), strict=True)
        )
    return solve.Row((*identity.parts, identity.total), coefficients, low, 0.0)


def product_rows(cells: Cells, identity: Identity) -> Iterator[solve.Row]:
    """later = earlier · multiplier for =A*share or =A*(1+g), as stored; nothing for a formula that computes a rate."""
    later, earlier = identity.parts
    multiplier = multiplied(identity, float(cells.value[identity.total]) / identity.factor)
    if identity.cell == later and multiplier is not None:
        ratio = multiplier * float(cells.scale[later]) / float(cells.scale[earlier])
        yield solve.Row((later, earlier), (1.0, -ratio), 0.0, 0.0)


def rate_rows(cells: Cells, identity: Identity) -> Iterator[solve.Row]:
    """s⁻ · earlier ≤ later ≤ s⁺ · earlier for a printed rate; nothing where the earlier figure may be zero or less."""
    later, earlier = identity.parts
    whole, width = cells.value[earlier] * cells.scale[earlier], cells.half[earlier] * abs(cells.scale[earlier])
    scale = float(cells.scale[identity.total]) / identity.factor
    rate, half = float(cells.value[identity.total]) * scale, float(cells.half[identity.total]) * abs(scale)
    if whole - width <= 0:
        return
    least, most = multiplied(identity, rate - half), multiplied(identity, rate + half)
    if most is not None:
        yield solve.Row((later, earlier), (1.0, -most), -math.inf, 0.0)
    if least is not None:
        yield solve.Row((later, earlier), (1.0, -least), 0.0, math.inf)
