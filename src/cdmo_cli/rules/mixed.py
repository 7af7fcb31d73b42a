"""Rates that are written in another way than those around them, or than their heading says: percents and fractions."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.identities.model import Identity, Judged
from cdmo_cli.market.model import MEASURES
from cdmo_cli.rules import totals, words
from cdmo_cli.rules.subject import Subject, once

RATES = frozenset({"share", "growth", "cagr"})

ENOUGH = 2
"""So many rates of a table have to be written in the one way before another one is odd,"""

ENOUGH_FRACTIONS = 3
"""and so many as fractions before the heading is."""

COMPUTED = 9
"""A rate of so many decimals was computed: they say nothing of how it was meant."""

FRACTION_DECIMALS = 3
LARGEST_FRACTION = 0.3
"""Rates that are all smaller, and written with so many decimals, are no percentages."""

AMONG = 3.0
"""A rate lies among others that are not so many times smaller or larger."""


@dataclass(frozen=True)
class Mixed:
    """The rates of one table that are written in another way; `factor` makes of each what was meant."""

    odd: tuple[int, ...]
    others: tuple[int, ...]
    factor: float
    sure: bool  # a sum or the sizes at the ends confirm it


@once
def found(subject: Subject) -> tuple[Mixed, ...]:
    """The tables that have such rates."""
    observations = subject.model.observations
    tables: dict[tuple[int, int, int], list[int]] = {}
    for position, measure in enumerate(observations.measure.tolist()):
        if MEASURES[measure] in RATES and observations.value[position] and observations.unit[position] >= 0:
            tables.setdefault((*words.block_number(subject, position), measure), []).append(position)
    mixed = (_of_table(subject, rates) for rates in tables.values())
    return tuple(table for table in mixed if table is not None)


def _of_table(subject: Subject, rates: Sequence[int]) -> Mixed | None:
    plain = [p for p in rates if not _formatted(subject, p)]
    return _typed(subject, rates, plain) or _fractions(subject, plain) or _among(subject, plain)


def _formatted(subject: Subject, position: int) -> bool:
    """Whether a fraction is shown as a percentage by its format, or is one by its heading."""
    observations = subject.model.observations
    return observations.units[int(observations.unit[position])].scale == 1


def _typed(subject: Subject, rates: Sequence[int], plain: Sequence[int]) -> Mixed | None:
    """Percentages in cells that a format makes percentages of."""
    value = subject.judgement.system.cells.value
    shown = [p for p in rates if p not in plain]
    others = [p for p in shown if abs(value[p]) <= 1]
    odd = [p for p in shown if abs(value[p]) > 1 and _lies_among(subject, p, 0.01, others)]
    return _mixed(subject, odd, others, 0.01) if len(others) >= ENOUGH else None


def _among(subject: Subject, plain: Sequence[int]) -> Mixed | None:
    """Fractions among percentages."""
    value = subject.judgement.system.cells.value
    decimals = subject.model.observations.decimals
    others = [p for p in plain if abs(value[p]) >= 1]
    small = [p for p in plain if abs(value[p]) < 1 and _lies_among(subject, p, 100.0, others)]
    if len(others) < ENOUGH or not small:
        return None
    most = max(int(decimals[p]) for p in others)
    finer = range(most + 2, COMPUTED)
    odd = [p for p in small if int(decimals[p]) in finer or _confirmed(subject, [p], 100.0)]
    if not odd and _confirmed(subject, small, 100.0):
        odd = small
    if len(odd) < len(small):  # the others are small percentages, then: so may these be
        odd = [p for p in odd if _confirmed(subject, [p], 100.0)]
    return _mixed(subject, odd, others, 100.0)


def _fractions(subject: Subject, plain: Sequence[int]) -> Mixed | None:
    """Nothing but fractions, where the heading says percent."""
    value = subject.judgement.system.cells.value
    observations = subject.model.observations
    if len(plain) < ENOUGH or any(abs(value[p]) > 1 for p in plain):
        return None
    if not all(observations.units[int(observations.unit[p])].stated for p in plain):
        return None
    if _confirmed(subject, plain, 100.0):
        return _mixed(subject, plain, (), 100.0)
    written = [int(observations.decimals[p]) for p in plain]
    tiny = max(abs(float(value[p])) for p in plain) < LARGEST_FRACTION
    if len(plain) >= ENOUGH_FRACTIONS and tiny and FRACTION_DECIMALS <= statistics.median(written) < COMPUTED:
        return _mixed(subject, plain, (), 100.0)
    return None


def _lies_among(subject: Subject, position: int, factor: float, others: Sequence[int]) -> bool:
    value = subject.judgement.system.cells.value
    sizes = [abs(float(value[p])) for p in others]
    return bool(sizes) and min(sizes) / AMONG <= abs(float(value[position])) * factor <= max(sizes) * AMONG


def _mixed(subject: Subject, odd: Sequence[int], others: Sequence[int], factor: float) -> Mixed | None:
    return Mixed(tuple(odd), tuple(others), factor, _confirmed(subject, odd, factor)) if odd else None


def _confirmed(subject: Subject, odd: Sequence[int], factor: float) -> bool:
    """Whether something that fails holds once all of these are read in the other way."""
    chosen = set(odd)
    return any(
        _settled(subject, identity, judged, chosen, factor)
        for _, identity, judged in subject.judgement.failing()
        if identity.evidence != "formula" and not chosen.isdisjoint(identity.cells)
    )


def _settled(subject: Subject, identity: Identity, judged: Judged, chosen: set[int], factor: float) -> bool:
    cells = subject.judgement.system.cells
    if identity.kind in ("growth", "cagr", "share") and identity.total in chosen:
        written = int(subject.model.observations.decimals[identity.total])
        meant, half = float(cells.value[identity.total]) * factor, 0.5 * 10.0**-written * factor
        return math.isfinite(judged.value) and judged.low <= meant + half and meant - half <= judged.high
    if identity.kind != "sum" or identity.repeat or not totals.of_shares(subject, identity):
        return False
    target, spread = identity.constant, 0.0
    if identity.total >= 0:
        own = factor if identity.total in chosen else 1.0
        target, spread = float(cells.base[identity.total]) * own, float(cells.base_half[identity.total]) * own
    for part in identity.parts:
        own = factor if part in chosen else 1.0
        target -= float(cells.base[part]) * own
        spread += float(cells.base_half[part]) * own
    return abs(target) <= spread + 1e-9
