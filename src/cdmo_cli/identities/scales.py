"""Figures that are off by a factor of a thousand or a million together: runs of years, columns, whole lines.

Each is found by itself, but belongs to one cause with the others of its table, and so does every failing identity that
holds once all of them are corrected.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities import outcomes
from cdmo_cli.identities.model import Cells, Judged, Judgement, System
from cdmo_cli.market.model import MEASURES, Model, Observations
from cdmo_cli.market.sizes import years_of
from cdmo_cli.tables.model import SheetTables

POWERS = (3, 6, -3, -6)

AMOUNTS = frozenset({"revenue", "count", "value"})

JUMP = 2.6
"""Logarithm (base 10) of a step between two years that no market takes: 400 times."""

SMOOTH = 0.3
ROUGH = 0.5
"""Logarithms: how near the corrected figure must come to its neighbours (twice), and how much the line may change
from year to year elsewhere (three times)."""

DIGITS = 20
"""Halves of the last digit that a figure must come to: one of a single digit is a thousandth of nothing."""

FEWEST_NAMED = 3
"""A line is looked at as a whole from so many of its figures on that would mend failing sums by the same factor."""

SETTLED = 0.8
"""The part of a line's failing identities that must hold once it is corrected as a whole."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring figures of one line that are off, and the figures on either side that show it (none for a whole
    line, which its sums show)."""

    positions: tuple[int, ...]
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Scaled:
    """The runs of one table that are 10 to the `power` too large, and the failing identities that they explain."""

    runs: tuple[Run, ...]
    power: int
    identities: tuple[int, ...]

    @property
    def positions(self) -> tuple[int, ...]:
        """All figures that are off."""
        return tuple(position for run in self.runs for position in run.positions)


def scaled(model: Model, tables: Sequence[SheetTables], judgement: Judgement) -> tuple[Scaled, ...]:
    """Everything that is off by a factor of a thousand or a million, table by table. A single figure that the suspects
    of a failing identity name already is left to them."""
    data = model.observations
    groups: dict[tuple[int, int, int], list[Run]] = {}
    cells = judgement.system.cells
    runs_found = list(_runs(data, tables, cells))
    for run, power in runs_found:
        if _is_written_out(cells, run):
            groups.setdefault((*_table(data, run.positions[0]), power), []).append(run)
    for run, power in runs_found:  # small figures say nothing alone, but go with their table
        others = groups.get((*_table(data, run.positions[0]), power), [])
        years = {tuple(data.period[list(other.positions)].tolist()) for other in others}
        if not _is_written_out(cells, run) and tuple(data.period[list(run.positions)].tolist()) in years:
            others.append(run)
    for run, power in _lines(data, judgement):
        runs = groups.setdefault((*_table(data, run.positions[0]), power), [])
        if not {p for other in runs for p in other.positions} & set(run.positions):
            runs.append(run)
    named = {suspect.cell for component in judgement.components for suspect in component.suspects[:1]}
    found = []
    for (*_, power), runs in groups.items():
        positions = [p for run in runs for p in run.positions]
        if len(positions) > 1 or (positions and positions[0] not in named):
            found.append(Scaled(tuple(runs), power, _explained(judgement, positions, power)))
    return tuple(found)


def _is_written_out(cells: Cells, run: Run) -> bool:
    """Whether the figures of a run have digits enough to be told from mere small numbers."""
    return all(abs(cells.value[p]) >= DIGITS * cells.half[p] for p in (*run.positions, *run.beside))


def _table(data: Observations, position: int) -> tuple[int, int]:
    return int(data.sheet[position]), int(data.block[position])


# -- steps in time


def _runs(data: Observations, tables: Sequence[SheetTables], cells: Cells) -> Iterator[tuple[Run, int]]:
    """Runs of years between two steps of a line, or behind (before) a single one."""
    years = years_of(data)
    amounts = np.isin(data.measure, [MEASURES.index(m) for m in MEASURES if m in AMOUNTS])
    chosen = np.flatnonzero(amounts & (years > 0) & (data.value != 0))
    if len(chosen) < 3:
        return
    keys: list[Ints] = [_sideways(data, tables, chosen), data.measure[chosen].astype(np.int64)]
    for column in (data.sheet, data.block, data.unit, *data.members.values()):
        keys.append(column[chosen].astype(np.int64))
    order = np.lexsort([years[chosen].astype(np.int64), *keys])
    chosen = chosen[order]
    same = np.ones(len(chosen) - 1, dtype=bool)
    for key in keys:
        same &= key[order][1:] == key[order][:-1]
    line = np.concatenate(([0], np.cumsum(~same)))
    logs = np.log10(np.abs(data.value[chosen]))
    for number in np.unique(line[1:][same & (np.abs(np.diff(logs)) > JUMP)]).tolist():
        here = np.flatnonzero(line == number)
        if (np.diff(years[chosen[here]]) > 0).all():
            yield from _of_line(cells, chosen[here].tolist(), logs[here], years[chosen[here]])


def _sideways(data: Observations, tables: Sequence[SheetTables], chosen: Ints) -> Ints:
    """The row of figures whose years run across, the column of those whose years run down: what tells lines apart
    that the model does not."""
    found = np.zeros(len(chosen), dtype=np.int64)
    blocks = {(block.sheet, number): block for t in tables for number, block in enumerate(t.blocks)}
    keys = np.stack([data.sheet[chosen], data.block[chosen]]).astype(np.int64)
    for sheet, number in np.unique(keys, axis=1).T.tolist():
        block = blocks.get((sheet, number))
        here = (keys[0] == sheet) & (keys[1] == number)
        if block is not None and any(column.period is not None for column in block.columns):
            found[here] = data.row[chosen][here]
        elif block is not None and block.layout == "years down":
            found[here] = data.column[chosen][here]
    return found


def _of_line(
    cells: Cells, positions: Sequence[int], logs: npt.NDArray[np.float64], years: npt.NDArray[np.int32]
) -> Iterator[tuple[Run, int]]:
    inside = _off(cells, positions, logs)
    if inside is None:
        return
    beside = [i for i in (inside[0] - 1, inside[-1] + 1) if 0 <= i < len(positions)]
    gaps = [abs(int(years[i]) - int(years[inside[0] if i < inside[0] else inside[-1]])) for i in beside]
    near = 2 * max(int(np.median(np.diff(years))), 1)
    if len(positions) - len(inside) < max(2, len(inside)) or max(gaps) > near:
        return
    for power in POWERS:
        ends = (abs(logs[inside[0] if i < inside[0] else inside[-1]] - power - logs[i]) <= SMOOTH for i in beside)
        if all(ends):
            yield Run(tuple(positions[i] for i in inside), tuple(positions[i] for i in beside)), power


def _off(cells: Cells, positions: Sequence[int], logs: npt.NDArray[np.float64]) -> range | None:
    """The places in a line of the figures between two opposite steps, or on the shorter side of a single one; None
    for a line that is not smooth elsewhere."""
    signs = np.sign(cells.value[list(positions)])
    steps = np.diff(logs)
    jumps = np.flatnonzero(np.abs(steps) > JUMP).tolist()
    if len(positions) < 3 or (signs != signs[0]).any() or (np.abs(np.delete(steps, jumps)) > ROUGH).any():
        return None
    if len(jumps) == 1:
        at = jumps[0] + 1
        return range(at, len(positions)) if len(positions) - at <= at else range(at)
    if len(jumps) == 2 and steps[jumps[0]] * steps[jumps[1]] < 0:
        return range(jumps[0] + 1, jumps[1] + 1)
    return None


# -- whole lines, by the sums that fail


def _lines(data: Observations, judgement: Judgement) -> Iterator[tuple[Run, int]]:
    """Rows and columns of which one figure in several failing sums would do with the same factor."""
    named: dict[tuple[int, int, int, bool, int], set[int]] = {}
    for judged in judgement.judged:
        if judged.fails and judgement.system.identities[judged.identity].kind == "sum":
            for cell, power in _would_do(judgement.system, judged):
                if cell < len(data):
                    for across, column in ((True, data.row), (False, data.column)):
                        key = (*_table(data, cell), power, across, int(column[cell]))
                        named.setdefault(key, set()).add(cell)
    for (sheet, block, power, across, index), positions in named.items():
        if len(positions) < FEWEST_NAMED:
            continue
        lines = data.row if across else data.column
        first = min(positions)
        whole = (data.sheet == sheet) & (data.block == block) & (lines == index) & (data.value != 0)
        whole &= (data.measure == data.measure[first]) & (data.unit == data.unit[first])
        line = np.flatnonzero(whole).tolist()
        if 2 * len(positions) >= len(line) and _settles(judgement, line, power):
            yield Run(tuple(line)), power


def _would_do(system: System, judged: Judged) -> Iterator[tuple[int, int]]:
    """Every cell of a failing sum, and the power of a thousand, whose correction alone makes it hold (nearly: what
    the correction settles is judged afterwards)."""
    identity, cells = system.identities[judged.identity], system.cells
    if identity.total < 0 or not math.isfinite(judged.value) or not math.isfinite(judged.high):
        return
    base, half = cells.base, cells.base_half
    scale = float(cells.scale[identity.total])
    stated, slack = float(base[identity.total]), (judged.high - judged.low) * scale + float(half[identity.total])
    computed = judged.value * scale
    for power in POWERS:
        factor = 10.0**-power
        if abs(stated * factor - computed) <= slack * max(factor, 1.0):
            yield identity.total, power
        for part, sign in zip(identity.parts, identity.signs, strict=True):
            changed = computed + sign * float(base[part]) * (factor - 1)
            near = slack + float(half[part]) * factor
            lost = abs(stated - changed + sign * float(base[part]) * factor) <= near  # the sum leaves the part out
            if abs(stated - changed) <= near and not lost:
                yield part, power


def _settles(judgement: Judgement, positions: Sequence[int], power: int) -> bool:
    touched = _failing(judgement, positions)
    return bool(touched) and len(_explained(judgement, positions, power)) >= SETTLED * len(touched)


def _failing(judgement: Judgement, positions: Sequence[int]) -> list[int]:
    off = set(positions)
    return [
        judged.identity
        for judged in judgement.judged
        if judged.fails and not off.isdisjoint(judgement.system.identities[judged.identity].cells)
    ]


def _explained(judgement: Judgement, positions: Sequence[int], power: int) -> tuple[int, ...]:
    """The failing identities that hold once the figures are corrected."""
    touched = _failing(judgement, positions)
    if not touched:
        return ()
    cells = judgement.system.cells
    value, half = cells.value.copy(), cells.half.copy()
    value[list(positions)] *= 10.0**-power
    half[list(positions)] *= 10.0**-power
    corrected = replace(cells, value=value, half=half)
    judged = outcomes.judged(corrected, [judgement.system.identities[i] for i in touched])
    return tuple(i for i, after in zip(touched, judged, strict=True) if not after.fails)
