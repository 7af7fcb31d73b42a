"""Hands identities to the solver as rows of numbers and brings the outcome back into printed units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cdmo_cli import solve
from cdmo_cli.identities.granularity import random_rounding
from cdmo_cli.identities.model import OUTCOMES, Cells, Identity, Judged

Floats = npt.NDArray[np.float64]

_RATIOS = {"share": solve.SHARE, "growth": solve.GROWTH, "cagr": solve.CAGR}


def judged(cells: Cells, identities: Sequence[Identity]) -> list[Judged]:
    """The outcome of every identity, in order.

    What a formula states is judged on the stored values, to the noise of binary arithmetic; everything else on
    the intervals that the printed figures stand for, in base units.
    """
    results: dict[int, Judged] = {}
    for formula in (False, True):
        value = cells.value if formula else cells.base
        half = np.zeros(len(cells)) if formula else cells.base_half
        chosen = [i for i, identity in enumerate(identities) if (identity.evidence == "formula") == formula]
        sums = [i for i in chosen if identities[i].kind not in _RATIOS]
        ratios = [i for i in chosen if identities[i].kind in _RATIOS]
        if sums:
            results.update(_sums(cells, identities, sums, value, half))
        if ratios:
            results.update(_ratios(cells, identities, ratios, value, half))
    return _proven(identities, [results[i] for i in range(len(identities))])


def _proven(identities: Sequence[Identity], results: list[Judged]) -> list[Judged]:
    """Improbable sums of shares that are proven by the amounts beside them are left to rounding: each share is the
    rounded ratio of two figures, so what they miss together is rounding and nothing else."""
    failing: set[int] = set()
    holding: set[int] = set()
    for identity, result in zip(identities, results, strict=True):
        if identity.kind == "share":
            (failing if result.fails else holding).add(identity.total)
    proven = holding - failing
    return [
        replace(result, outcome="rounding")
        if result.outcome == "improbable" and identity.kind == "sum" and _printed_cells(identity) <= proven
        else result
        for identity, result in zip(identities, results, strict=True)
    ]


def _printed_cells(identity: Identity) -> set[int]:
    return {cell for cell in (identity.total, *identity.parts) if cell >= 0}


def unit(cells: Cells, identity: Identity) -> float:
    """What the bounds of a verdict are in: base units for one printed unit of the total, or of the first part."""
    return float(cells.scale[identity.total if identity.total >= 0 else identity.parts[0]])


def _sums(
    cells: Cells, identities: Sequence[Identity], chosen: Sequence[int], value: Floats, half: Floats
) -> dict[int, Judged]:
    some = [identities[i] for i in chosen]
    lengths = [len(identity.parts) for identity in some]
    rows = solve.Sums(
        total=np.array([identity.total for identity in some], dtype=np.int64),
        constant=np.array([identity.constant for identity in some], dtype=np.float64),
        start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        part=np.array([part for identity in some for part in identity.parts], dtype=np.int64),
        sign=np.array([sign for identity in some for sign in identity.signs], dtype=np.float64),
        at_most=np.array([identity.relation == "at most" for identity in some], dtype=np.bool_),
    )
    scale = np.array([1.0 if identity.evidence == "formula" else unit(cells, identity) for identity in some])
    return _printed(
        chosen, _unless_random(solve.hold_sums(value, half, rows), some, random_rounding(cells.half)), 1 / scale
    )


def _unless_random(
    holding: solve.Holding, identities: Sequence[Identity], random: npt.NDArray[np.bool_]
) -> solve.Holding:
    """Random rounding leaves any difference up to the worst case: none of them is improbable."""
    left = np.array([any(random[cell] for cell in identity.cells) for identity in identities])
    outcome = np.where(left & (holding.outcome == solve.IMPROBABLE), solve.ROUNDING, holding.outcome)
    return replace(holding, outcome=outcome.astype(np.int8))


def _ratios(
    cells: Cells, identities: Sequence[Identity], chosen: Sequence[int], value: Floats, half: Floats
) -> dict[int, Judged]:
    some = [identities[i] for i in chosen]
    rate = np.array([identity.total for identity in some], dtype=np.int64)
    factor = np.array([identity.factor for identity in some])
    rows = solve.Ratios(
        kind=np.array([_RATIOS[identity.kind] for identity in some], dtype=np.int64),
        rate=len(value) + np.arange(len(some)),  # each rate stands once more at the end, without its factor
        later=np.array([identity.parts[0] for identity in some], dtype=np.int64),
        earlier=np.array([identity.parts[1] for identity in some], dtype=np.int64),
        years=np.array([identity.years for identity in some], dtype=np.float64),
    )
    holding = solve.hold_ratios(
        np.concatenate([value, value[rate] / factor]), np.concatenate([half, half[rate] / factor]), rows
    )
    scale = np.array([1.0 if identity.evidence == "formula" else unit(cells, identity) for identity in some])
    return _printed(chosen, holding, factor / scale)


def _printed(chosen: Sequence[int], holding: solve.Holding, to_printed: Floats) -> dict[int, Judged]:
    columns = [(x * to_printed).tolist() for x in (holding.low, holding.value, holding.high, holding.gap)]
    return {
        i: Judged(i, OUTCOMES[outcome], low, middle, high, gap)
        for i, outcome, low, middle, high, gap in zip(chosen, holding.outcome.tolist(), *columns, strict=True)
    }
