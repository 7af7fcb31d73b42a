"""Gathers all identities of a workbook: declared by the taxonomy, written as formulas, shown by the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities import keys, outcomes, partitions, rates, repeats
from cdmo_cli.identities.formulas import Numbering, formulas
from cdmo_cli.identities.granularity import half_widths
from cdmo_cli.identities.inferred import Inferred, inferred
from cdmo_cli.identities.lines import marks
from cdmo_cli.identities.missing import Blanks
from cdmo_cli.identities.model import Cell, Cells, Identity, Judged, Lacking, Missing, System
from cdmo_cli.market.model import MEASURES, Model
from cdmo_cli.read.model import Value, Workbook
from cdmo_cli.tables.model import Layout, SheetTables

HOLDS_MOSTLY = 0.7
"""An identity that only the sheet's own hierarchy shows counts where its pattern holds at least this often,"""

SEEN_OFTEN = 3
"""and in at least this many periods."""

HOLDS_HALF = 0.5
"""Where the taxonomy knows the list and it is complete, this is enough: what the figures are is all that is unsaid."""

HOLDS_AT_ALL = 0.3
"""A reading of rates that fits fewer of many figures than this is probably a misreading."""

MANY = 4

OF_ANOTHER_ORDER = 20
IMPLAUSIBLE = 5.0
"""Rates above 500 % and so many times as large as what they are compared with are misread, if there are several."""

ADDITIVE = ("sum", "difference")

RATE_MEASURES = frozenset(MEASURES.index(measure) for measure in ("share", "growth", "cagr"))


def collect(model: Model, tables: Sequence[SheetTables], workbook: Workbook, missing: Missing = "non_null") -> System:
    """All identities over the cells of the workbook, each once.

    `missing` is the mode, in VTL's words, for sums that lack figures (`identities.missing` tells what each does).
    Where the same identity is declared and written as a formula, the formula is kept: it is judged on the stored
    values, without any tolerance for rounding. Patterns that only the sheet's hierarchy shows are kept where they
    hold nearly everywhere, so that a misread table does not accuse its figures.
    """
    claims = _blocks(model, tables, "claims")
    observed = _cells(model, claims, _lattice(model, _blocks(model, tables, "long")))
    cells_of = zip(observed.sheet.tolist(), observed.row.tolist(), observed.column.tolist(), strict=True)
    places = {cell: position for position, cell in enumerate(cells_of)}
    index = keys.index(model, claims, marks(tables, workbook, places))
    content = partial(_content, workbook)
    numbering = Numbering(workbook, places, len(observed))
    written = list(formulas(workbook, numbering, _rate_test(model)))
    shown = inferred(model, tables, numbering, observed.scale)
    blanks = Blanks(len(observed) + len(numbering.extra))
    found = list(partitions.partitions(index, missing, content, blanks))
    cells = _with_blanks(_with_extra(observed, numbering, shown), blanks)
    sums = partitions.as_written(index, [item for item in found if isinstance(item, Identity)], written)
    declared = _declared(index, sums, cells)
    repeated = repeats.repeats(index, tables, observed, written, content)
    lacking = tuple(item for item in found if isinstance(item, Lacking))
    told = [*written, *declared, *repeated]
    identities = tuple(_once([*told, *_beside(told, shown.identities)], cells.blank))
    return System(cells, identities, lacking, tuple(_once(_beside(told, shown.weak), cells.blank)))


def _beside(told: Iterable[Identity], shown: Iterable[Identity]) -> Iterator[Identity]:
    """What was inferred, without sums that take some of the parts of a total that is known to be a sum of others, and
    without rates that are known."""
    parts: dict[int, set[int]] = {}
    rated: set[int] = set()
    for identity in told:
        if identity.kind not in ADDITIVE:
            rated.add(identity.total)
        elif not identity.repeat:
            parts.setdefault(identity.total, set()).update(identity.parts)
    for identity in shown:
        if identity.kind in ADDITIVE:
            known = not parts.get(identity.total, set()).isdisjoint(identity.parts)
        else:
            known = identity.total in rated
        if not known:
            yield identity


def _content(workbook: Workbook, cell: Cell) -> Value:
    sheet, row, column = cell
    return workbook.sheets[sheet].value(row, column)


def _blocks(model: Model, tables: Sequence[SheetTables], layout: Layout) -> frozenset[tuple[int, int]]:
    """Sheet and number, as the observations count them, of every table of that layout."""
    o = model.observations
    found: set[tuple[int, int]] = set()
    for sheet in tables:
        for block in (block for block in sheet.blocks if block.layout == layout):
            top, left, bottom, right = block.range.top, block.range.left, block.range.bottom, block.range.right
            inside = (o.sheet == sheet.sheet) & (o.row >= top) & (o.row <= bottom)
            inside &= (o.column >= left) & (o.column <= right)
            found.update((sheet.sheet, int(number)) for number in np.unique(o.block[inside]))
    return frozenset(found)


def _lattice(model: Model, blocks: frozenset[tuple[int, int]]) -> dict[int, Cell]:
    """Places by member and period for the figures of tables that list them one below the other."""
    o = model.observations
    order = {period: column for column, period in enumerate(sorted(set(o.periods), key=str))}
    lines: dict[tuple[int, ...], int] = {}
    found: dict[int, Cell] = {}
    for number, (sheet, block) in enumerate(sorted(blocks), 1):
        for position in np.flatnonzero((o.sheet == sheet) & (o.block == block)).tolist():
            who = (number, int(o.measure[position]), *(int(column[position]) for column in o.members.values()))
            period = int(o.period[position])
            seat = order[o.periods[period]] if period >= 0 else -1
            found[position] = (-number, lines.setdefault(who, len(lines)), seat)
    return found


def _cells(model: Model, claims: frozenset[tuple[int, int]], lattice: dict[int, Cell]) -> Cells:
    o = model.observations
    return Cells(
        sheet=o.sheet,
        row=o.row,
        column=o.column,
        value=o.value,
        half=half_widths(o, claims),
        scale=_scales(model),
        observations=len(o),
        lattice=lattice,
    )


def _scales(model: Model) -> npt.NDArray[np.float64]:
    """Base units for a printed unit. A rate above 1 whose unit is not known is taken for a percentage."""
    o = model.observations
    scales = np.array([unit.scale for unit in o.units] + [1.0])[o.unit]
    plain = ~np.array([unit.kind == "percent" for unit in o.units] + [False])[o.unit]
    rates = np.isin(o.measure, list(RATE_MEASURES))
    return np.asarray(np.where(rates & plain & (np.abs(o.value) > 1), 0.01, scales), dtype=np.float64)


def _with_extra(cells: Cells, numbering: Numbering, shown: Inferred) -> Cells:
    longer = _appended(cells, numbering.extra, numbering.values)
    for position, half in shown.half.items():
        longer.half[position] = half
    return longer


def _with_blanks(cells: Cells, blanks: Blanks) -> Cells:
    longer = _appended(cells, list(blanks.positions), [0.0] * len(blanks.positions))
    longer.scale[len(cells) :] = cells.scale[blanks.like]
    return replace(longer, blank=frozenset(blanks.positions.values()))


def _appended(cells: Cells, places: Sequence[Cell], values: Sequence[float]) -> Cells:
    extra = np.array(places, dtype=np.int32).reshape(-1, 3)
    count = len(extra)
    return Cells(
        sheet=np.concatenate([cells.sheet, extra[:, 0]]),
        row=np.concatenate([cells.row, extra[:, 1]]),
        column=np.concatenate([cells.column, extra[:, 2]]),
        value=np.concatenate([cells.value, np.array(values, dtype=np.float64)]),
        half=np.concatenate([cells.half, np.zeros(count)]),
        scale=np.concatenate([cells.scale, np.ones(count)]),
        observations=cells.observations,
        lattice=cells.lattice,
    )


def _rate_test(model: Model) -> Callable[[int], bool]:
    """Whether the cell of a position holds a rate: by its measure, or by being a fraction that no table claims."""
    o = model.observations

    def is_rate(position: int) -> bool:
        if position >= len(o):
            return True
        unit = int(o.unit[position])
        return int(o.measure[position]) in RATE_MEASURES or (unit >= 0 and o.units[unit].kind == "percent")

    return is_rate


def _declared(index: keys.Index, sums: Sequence[Identity], cells: Cells) -> list[Identity]:
    sums = _mostly(sums, cells, lambda identity: _sure(index, identity))
    growth = [_in_line(index, identity) for identity in rates.growth(index)]
    cagrs = list(rates.cagr(index))
    claims = [identity for identity in cagrs if index.block(identity.total) in index.claims]
    changes = growth + [_in_line(index, identity) for identity in cagrs if identity not in claims]
    return [*sums, *_best_reading(list(rates.shares(index)), cells), *_understood(changes, cells), *claims]


def _in_line(index: keys.Index, identity: Identity) -> Identity:
    """With the column of its rate in the pattern: the rates of a column are read in the same way."""
    return replace(identity, pattern=f"{identity.pattern}/{index.model.observations.column[identity.total]}")


def _sure(index: keys.Index, identity: Identity) -> bool:
    return identity.evidence == "declared" and index.keys[identity.parts[0]].measure != "value"


def _mostly(identities: Sequence[Identity], cells: Cells, sure: Callable[[Identity], bool]) -> list[Identity]:
    """Those that are sure, and those that hold nearly everywhere: in their own lines, and in their table.

    Sums in which fewer than two parts are not zero tell nothing.
    """
    judged = outcomes.judged(cells, identities)
    seen: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for identity, verdict in zip(identities, judged, strict=True):
        if np.count_nonzero(cells.value[list(identity.parts)]) > 1:
            for name in (identity.pattern, _table(identity)):
                seen[name] += 1
                held[name] += not verdict.fails

    def holds(identity: Identity, name: str) -> bool:
        if identity.evidence == "declared" and identity.relation == "equal":
            return held[name] >= max(HOLDS_HALF * seen[name], 1)
        return seen[name] >= SEEN_OFTEN and held[name] >= HOLDS_MOSTLY * seen[name]

    return [i for i in identities if sure(i) or (holds(i, i.pattern) and holds(i, _table(i)))]


def _table(identity: Identity) -> str:
    """The table, measure and dimension of a sum: the first four pieces of its pattern."""
    return "table " + "/".join(identity.pattern.split("/")[:4])


def _understood(identities: Sequence[Identity], cells: Cells) -> list[Identity]:
    """Rates as they can be relied on.

    Where stated and computed rates are of another order, and more than once in a table, the rates or their
    endpoints were misread (absolute changes stand beside them): that table is left alone. A column of many rates
    of which hardly any fits its endpoints may be one of something else: those are only inferred.
    """
    judged = outcomes.judged(cells, identities)
    pairs = list(zip(identities, judged, strict=True))
    wild = Counter(_rates_table(identity) for identity, verdict in pairs if _of_another_order(cells, identity, verdict))
    columns: dict[str, list[tuple[Identity, Judged]]] = {}
    for identity, verdict in pairs:
        if wild[_rates_table(identity)] < 2:
            columns.setdefault(identity.pattern, []).append((identity, verdict))
    kept: list[Identity] = []
    for column in columns.values():
        held = sum(not verdict.fails for _, verdict in column)
        sure = len(column) < MANY or held >= HOLDS_AT_ALL * len(column)
        kept.extend(identity if sure else replace(identity, evidence="inferred") for identity, _ in column)
    return kept


def _rates_table(identity: Identity) -> str:
    """The table of a rate: the first two pieces of its pattern."""
    return "/".join(identity.pattern.split("/")[:2])


def _of_another_order(cells: Cells, identity: Identity, judged: Judged) -> bool:
    """Whether one of stated and computed is above 500 % and many times the other."""
    if not judged.fails or not np.isfinite(judged.value):
        return False
    small, large = sorted((abs(judged.value + judged.gap), abs(judged.value)))
    return large * outcomes.unit(cells, identity) > IMPLAUSIBLE and large > OF_ANOTHER_ORDER * small


def _best_reading(alternatives: Sequence[Sequence[Identity]], cells: Cells) -> list[Identity]:
    """For the shares of each table the reading (of the whole, of the parent) that fits most of them.

    A table that no reading fits is one of shares of something else, and left alone.
    """
    flat = [identity for group in alternatives for identity in group]
    fits = [not verdict.fails for verdict in outcomes.judged(cells, flat)]
    held: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for identity, fit in zip(flat, fits, strict=True):
        held[identity.pattern] += fit
        seen[identity.pattern] += 1
    chosen: list[Identity] = []
    for group in alternatives:
        best = max(group, key=lambda identity: held[identity.pattern])
        if held[best.pattern] and held[best.pattern] >= HOLDS_AT_ALL * seen[best.pattern]:
            chosen.append(best)
    return chosen


def _once(identities: Iterable[Identity], blank: Collection[int]) -> Iterable[Identity]:
    """The first of every set of equal identities; empty cells make no difference, nor whether a sum is written as the
    difference that it implies."""
    seen: set[tuple[object, ...]] = set()
    for identity in identities:
        name = _additive(identity, blank) if identity.kind in ADDITIVE else _rate(identity)
        if name not in seen:
            seen.add(name)
            yield identity


def _rate(identity: Identity) -> tuple[object, ...]:
    return identity.kind, identity.total, identity.parts


def _additive(identity: Identity, blank: Collection[int]) -> tuple[object, ...]:
    """The terms of a sum or difference that make up zero, the first of them counted as positive."""
    if identity.repeat or identity.relation != "equal":
        return (identity.relation, identity.repeat, identity.total, tuple(sorted(identity.parts)))
    signed = zip(identity.parts, identity.signs, strict=True)
    terms = sorted([(identity.total, -1), *(pair for pair in signed if pair[0] not in blank)])
    turn = terms[0][1]
    return tuple((cell, sign * turn) for cell, sign in terms)
