"""The figures of a block as columns: members, period, unit, measure and status broadcast from lines to cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cdmo_cli.market.axes import Axis
from cdmo_cli.market.model import MEASURES, STATUSES, ReportFacts
from cdmo_cli.market.slots import ATTRIBUTES
from cdmo_cli.market.words import key
from cdmo_cli.read.model import Sheet, Value
from cdmo_cli.tables.model import Block, FromColumns, Line, Measure, Period, Status, Unit
from cdmo_cli.tables.periods import read_period
from cdmo_cli.tables.units import currency_of, find_unit, scale_of, unit_name
from cdmo_cli.tables.words import RATIOS, measure_in, status_of

T = TypeVar("T")
N = TypeVar("N", bound=np.generic)
Ints = npt.NDArray[np.int32]


class Pool(dict[T, int]):
    """Distinct values by index, in the order in which they were met."""

    def at(self, value: T | None) -> int:
        """The index of a value, −1 for None."""
        if value is None:
            return -1
        return self.setdefault(value, len(self))


@dataclass(frozen=True)
class Pools:
    """The periods and units of a whole model."""

    periods: Pool[Period] = field(default_factory=Pool)
    units: Pool[Unit] = field(default_factory=Pool)


@dataclass
class Columns:
    """What a block adds to Observations; `attributes` by position in the block."""

    row: Ints
    column: Ints
    value: npt.NDArray[np.float64]
    decimals: npt.NDArray[np.int8]
    measure: npt.NDArray[np.int8]
    status: npt.NDArray[np.int8]
    period: Ints
    unit: Ints
    members: dict[str, Ints]
    attributes: dict[int, dict[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True)
class Frame:
    """What holds where a block says nothing: from the report's facts."""

    facts: ReportFacts
    unit: Unit | None  # of revenues
    known: frozenset[str]  # dimensions of the taxonomy: a table of theirs is about the market


def read_figures(
    block: Block,
    sheet: Sheet,
    rows: Axis,
    columns: Axis,
    frame: Frame,
    pools: Pools,
    skip: frozenset[tuple[int, int]] = frozenset(),
) -> Columns:
    """The figures of a block, without those at the cells in `skip` (they were read as facts of the report).

    Of period, unit, measure and status the first that knows wins: the column's own partners (`from_columns`),
    row, column, block, then the report's facts.
    """
    keep = _kept(block, skip)
    row_line, column_line = block.figures.row_line[keep], block.figures.column_line[keep]
    found = _from_lines(block, rows, columns, pools, keep)
    for position, partners in block.from_columns.items():
        here = np.flatnonzero(column_line == position)
        _from_partners(found, here.tolist(), partners, block.columns[position].unit, sheet, pools)
    _attributes(found, block, sheet, rows, row_line)
    _defaults(found, block, frame, pools)
    return found


def _from_lines(block: Block, rows: Axis, columns: Axis, pools: Pools, keep: npt.NDArray[np.int64]) -> Columns:
    """The figures at the positions `keep` with what their row, else their column, else the block says of them."""
    figures = block.figures
    row_line, column_line = figures.row_line[keep], figures.column_line[keep]

    def spread(by_row: Iterable[int], by_column: Iterable[int], whole: int) -> Ints:
        row = np.array([*by_row, -1], dtype=np.int32)[row_line]
        column = np.array([*by_column, -1], dtype=np.int32)[column_line]
        return np.where(row >= 0, row, np.where(column >= 0, column, whole)).astype(np.int32)

    return Columns(
        row=figures.row[keep],
        column=figures.column[keep],
        value=figures.value[keep],
        decimals=figures.decimals[keep],
        measure=spread(
            _measures(block.rows, rows), _measures(block.columns, columns), _measure_number(block.measure)
        ).astype(np.int8),
        status=spread(
            (_status_number(line.status) for line in block.rows),
            (_status_number(line.status) for line in block.columns),
            _status_number(block.status),
        ).astype(np.int8),
        period=spread(
            (pools.periods.at(line.period) for line in block.rows),
            (pools.periods.at(line.period) for line in block.columns),
            pools.periods.at(block.period),
        ),
        unit=_own_units_of_rates(
            block,
            row_line,
            column_line,
            pools,
            spread(
                (pools.units.at(line.unit) for line in block.rows),
                (pools.units.at(line.unit) for line in block.columns),
                pools.units.at(block.unit),
            ),
        ),
        members=_members(rows, columns, row_line, column_line),
    )


def _measures(lines: Sequence[Line], axis: Axis) -> list[int]:
    """The measure of each line, as it is or as its labels say."""
    return [_measure_number(axis.measures.get(i, line.measure)) for i, line in enumerate(lines)]


def _own_units_of_rates(block: Block, row_line: Ints, column_line: Ints, pools: Pools, unit: Ints) -> Ints:
    """A column of rates keeps its own unit in a row of amounts: no CAGR is in "USD million"."""
    rates = np.array([line.measure in RATIOS for line in block.columns], dtype=bool)
    amounts = np.array([line.unit is not None and line.unit.kind == "currency" for line in block.rows], dtype=bool)
    if not rates.any() or not amounts.any():
        return unit
    own = np.array([pools.units.at(line.unit) for line in block.columns], dtype=np.int32)
    return np.where(rates[column_line] & amounts[row_line], own[column_line], unit).astype(np.int32)


def _kept(block: Block, skip: frozenset[tuple[int, int]]) -> npt.NDArray[np.int64]:
    figures = block.figures
    drop = {
        i
        for i, line in enumerate(block.columns)
        if block.layout == "long" and line.labels and line.labels[-1].text.casefold().strip() in _SERVICE_COLUMNS
    }
    kept = np.ones(len(figures), dtype=bool)
    if drop and len(drop) < len(block.columns):
        kept &= ~np.isin(figures.column_line, sorted(drop))
    if skip:
        cells = zip(figures.row.tolist(), figures.column.tolist(), strict=True)
        kept &= np.array([cell not in skip for cell in cells], dtype=bool)
    return np.flatnonzero(kept)


_SERVICE_COLUMNS = frozenset(("scale", "decimals"))  # of a tidy table: they say something of the value beside them


def _measure_number(measure: Measure | None) -> int:
    return -1 if measure is None else MEASURES.index(measure)


def _status_number(status: Status | None) -> int:
    return -1 if status is None else STATUSES.index(status)


def _members(rows: Axis, columns: Axis, row_line: Ints, column_line: Ints) -> dict[str, Ints]:
    """Each dimension's member by figure: the row's, else the column's."""
    found = {}
    for code in dict.fromkeys((*rows.members, *columns.members)):
        by_row = np.array(rows.members.get(code, [-1] * rows.size), dtype=np.int32)
        by_column = np.array(columns.members.get(code, [-1] * columns.size), dtype=np.int32)
        own = by_row[row_line] if rows.size else np.full(len(row_line), -1, dtype=np.int32)
        other = by_column[column_line] if columns.size else np.full(len(row_line), -1, dtype=np.int32)
        found[code] = np.where(own >= 0, own, other).astype(np.int32)
    return found


# -- partner columns


def _from_partners(
    found: Columns, positions: list[int], partners: FromColumns, own: Unit | None, sheet: Sheet, pools: Pools
) -> None:
    """Write what the columns beside a column of figures say, row by row, over what was broadcast. `own` is the unit
    of the column itself: "Revenue, USD million" stays so beside a column of currencies."""
    has_unit = (partners.currency is not None or partners.unit is not None) and (own is None or own.currency is None)
    remembered: dict[tuple[str, str, int], int] = {}
    for at in positions:
        row = int(found.row[at])
        period = _period(_at(sheet, row, partners.period), _at(sheet, row, partners.through))
        if period is not None:
            found.period[at] = pools.periods.at(period)
        status = status_of(told) if isinstance(told := _at(sheet, row, partners.status), str) else None
        if status is not None:
            found.status[at] = _status_number(status)
        if has_unit:
            cells = (_at(sheet, row, partners.currency), _at(sheet, row, partners.unit))
            words = (str(cells[0] or ""), str(cells[1] or ""), int(found.unit[at]))
            if words not in remembered:
                base = list(pools.units)[words[2]] if words[2] >= 0 else None
                remembered[words] = pools.units.at(_unit(words[0], words[1], base))
            found.unit[at] = remembered[words]


def _at(sheet: Sheet, row: int, column: int | None) -> Value:
    return sheet.value(row, column) if column is not None else None


def _period(start: Value, through: Value) -> Period | None:
    first = read_period(start) if start is not None else None
    if first is None:
        return None
    last = read_period(through)
    if last is None or last.period.year <= first.period.year:
        return first.period
    return Period(first.period.year, last.period.year, fiscal=first.period.fiscal)


def _unit(currency: str, text: str, base: Unit | None) -> Unit | None:
    """A currency column and a unit column (`USD million`, `million`, `%`, `1000000`) made one unit."""
    code = currency_of(currency) if currency.strip() else None
    scale = scale_of(text) if text.strip() else None
    if scale is not None:
        code = code or (base.currency if base else None)
        return Unit("currency", code, scale, unit_name(code, scale)) if code else Unit("other", None, scale, text)
    found = find_unit(text) if text.strip() else None
    if found is not None:
        unit = found[0]
        if code is not None and unit.currency is None and unit.kind == "other":
            return Unit("currency", code, unit.scale, unit_name(code, unit.scale))
        return unit
    if text.strip():
        return Unit("other", None, 1.0, text.strip())
    if code is not None:
        scale = base.scale if base is not None and base.kind in ("currency", "other") else 1.0
        return Unit("currency", code, scale, unit_name(code, scale))
    return base


# -- what is said of single figures


def _attributes(found: Columns, block: Block, sheet: Sheet, rows: Axis, row_line: Ints) -> None:
    """Kind, source, year end, rate's currencies ...: from label columns, and from text columns under such headings."""
    told: dict[int, dict[str, str]] = {i: dict(a) for i, a in rows.attributes.items()}
    if block.layout in ("company", "claims", "pairs", "long", "wide"):
        for column, name in _attribute_columns(block, sheet).items():
            for i, line in enumerate(block.rows):
                value = sheet.value(line.index, column)
                if value is not None and not isinstance(value, bool):
                    text = value.isoformat()[:10] if hasattr(value, "isoformat") else str(value).strip()
                    told.setdefault(i, {}).setdefault(name, text)
    for i, line in enumerate(block.rows):
        if line.note:
            told.setdefault(i, {}).setdefault("note", line.note)
    if not told:
        return
    normal = {i: _normalised(a) for i, a in told.items()}
    for at, i in enumerate(row_line.tolist()):
        if normal.get(i):
            found.attributes[at] = normal[i]


def _attribute_columns(block: Block, sheet: Sheet) -> dict[int, str]:
    """Absolute column → attribute, for columns of the block that hold no figures."""
    figures = {line.index for line in block.columns}
    labels = set(block.label_columns)
    found: dict[int, str] = {}
    for column in range(block.range.left, block.range.right + 1):
        if column in figures or column in labels:
            continue
        for row in block.header_rows:
            heading = sheet.value(row, column)
            name = ATTRIBUTES.get(key(heading)) if isinstance(heading, str) else None
            if name:
                found[column] = name
    return found


def _normalised(told: dict[str, str]) -> dict[str, str]:
    """`kind` as group or cdmo, currencies as ISO codes; what does not read as one is dropped, all else as written."""
    kept = dict(told)
    if "kind" in kept:
        words = kept["kind"].casefold()
        kind = "cdmo" if "cdmo" in words else "group" if any(w in words for w in ("group", "total", "compan")) else ""
        kept["kind"] = kind
    for name in ("from", "to"):
        if name in kept:
            kept[name] = currency_of(kept[name]) or ""
    return {name: text for name, text in kept.items() if text}


# -- defaults


def _defaults(found: Columns, block: Block, frame: Frame, pools: Pools) -> None:
    units = pools.units
    listed = list(units)
    kinds = np.array([*(_kind_number(u) for u in listed), -1], dtype=np.int8)
    kind = kinds[found.unit]
    for at, told in found.attributes.items():
        if "from" in told and "to" in told and found.measure[at] < 0:
            found.measure[at] = MEASURES.index("rate")
    open_ = found.measure < 0
    named_so = (found.measure == MEASURES.index("value")) & (block.layout == "long")  # "Value" in a column of measures
    found.measure[(open_ | named_so) & (kind == _CURRENCY)] = MEASURES.index("revenue")
    found.measure[open_ & (kind == _PERCENT)] = _measure_number(_ratio_measure(block))
    about_market = bool(frame.known & found.members.keys()) and frame.unit is not None and block.layout != "pairs"
    if about_market:
        found.measure[(found.measure < 0) & (kind < 0) & (found.period >= 0)] = MEASURES.index("revenue")
    found.measure[found.measure < 0] = MEASURES.index("value")
    if frame.unit is not None:
        bare = (found.measure == MEASURES.index("revenue")) & (found.unit < 0)
        if bare.any():
            found.unit[bare] = units.at(frame.unit)
        _add_currency(found, frame.unit.currency, listed, units)
    _default_status(found, frame.facts, pools.periods)


def _add_currency(found: Columns, currency: str | None, listed: Sequence[Unit], units: Pool[Unit]) -> None:
    """Revenue "in millions" is in the report's currency."""
    revenue = found.measure == MEASURES.index("revenue")
    for number, unit in enumerate(listed):
        if unit.kind == "other" and unit.scale != 1 and scale_of(unit.text) == unit.scale and currency is not None:
            whole = Unit("currency", currency, unit.scale, unit_name(currency, unit.scale), stated=False)
            here = revenue & (found.unit == number)
            if here.any():
                found.unit[here] = units.at(whole)


_CURRENCY, _PERCENT, _OTHER = 0, 1, 2


def _kind_number(unit: Unit) -> int:
    return {"currency": _CURRENCY, "percent": _PERCENT}.get(unit.kind, _OTHER)


def _ratio_measure(block: Block) -> Measure:
    """What the percentages of a block are, when only its title can tell."""
    measure = measure_in(block.title)[0]
    return measure if measure in ("share", "growth", "cagr") else "value"


def _default_status(found: Columns, facts: ReportFacts, periods: Pool[Period]) -> None:
    """Years before the base year are actual, from the first forecast year on (or after the base) forecasts."""
    if facts.base_year is None:
        return
    base = facts.base_year
    table = [_status_number(_status_by_year(p, base, facts.start_year)) for p in periods]
    by_period = np.array([*table, -1], dtype=np.int8)
    bare = found.status < 0
    found.status[bare] = by_period[found.period[bare]]


def _status_by_year(period: Period, base: int, start: int | None) -> Status | None:
    if period.through is not None:
        return None
    if period.year == base:
        return "base"
    if period.year < base:
        return "actual"
    return "estimate" if start is not None and base < period.year < start else "forecast"


def with_context(found: Columns, dimension: str, index: int) -> None:
    """Set a member for every figure that has none in its dimension."""
    held = found.members.get(dimension)
    if held is None:
        found.members[dimension] = np.full(len(found), index, dtype=np.int32)
    else:
        found.members[dimension] = np.where(held >= 0, held, index).astype(np.int32)


def joined(parts: Sequence[npt.NDArray[N]], dtype: type[N]) -> npt.NDArray[N]:
    """Columns end to end; an empty column where there are none."""
    if not parts:
        return np.array([], dtype=dtype)
    return np.concatenate(parts).astype(dtype, copy=False)
