"""The data appendix: every figure of the workbook with its sheet and cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.address import Range, a1
from cdmo_cli.market.model import MEASURES, Observations
from cdmo_cli.report import fonts, numbers
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Item, Plain, Row, Section, Table
from cdmo_cli.report.sections import common

_ROOM = 116.0  # millimetres for figures
_ENOUGH = 3  # columns after which another measure gets a table of its own
_MOST_FIGURES = 6000  # some forty pages
_MOST_TABLES = 120
_NAMES = {
    "revenue": "Size",
    "sales": "Revenue",
    "share": "Share",
    "growth": "Growth",
    "cagr": "CAGR",
    "count": "Count",
    "index": "Index",
    "rate": "Rate",
    "price": "Price",
    "value": "Value",
}

Key = tuple[str, str, str]  # measure, unit, period
Cell = tuple[str, Key, int]  # label of the line, key of the column, position


@dataclass(frozen=True)
class Lines:
    """The figures of one block: line labels, column keys in order, and position by both."""

    sheet: str
    labels: tuple[str, ...]
    keys: tuple[Key, ...]
    at: dict[tuple[int, int], int]  # line, key → position


def section(context: Context) -> list[Section]:
    """Every figure, in the order of the workbook; in the sample the tables with their ranges."""
    view = context.view
    data = view.model.observations
    if not len(data):
        return []
    name = "Data appendix"
    blocks = list(_blocks(context, data))
    count = numbers.words(len(data)) if len(data) <= 12 else numbers.number(len(data), 0)
    if view.sample or len(data) > _MOST_FIGURES:
        why = f" They are {count}, too many to print." if not view.sample else ""
        lead = (
            f"The full report prints all {count} figures of the workbook, each with its sheet and cell."
            if view.sample and len(data) <= _MOST_FIGURES
            else f"The figures of the workbook stand in these tables.{why}"
        )
        tables = _tables(context, blocks, data)
        return [Section("appendix", name, "The figures and where they stand", lead, (), (tables,))]
    items: list[Item] = [table for block in blocks for table in _printed(context, block, data)]
    lead = f"All {count} figures of the workbook as it holds them, each line with its cells from first to last."
    return [Section("appendix", name, "Every figure and its cell", lead, (), tuple(items), fine=True)]


def _blocks(context: Context, data: Observations) -> Iterator[Lines]:
    """The observations by table, line by line; tables of one sheet that have the same lines and measures are one."""
    model = context.view.model
    order = np.lexsort((data.column, data.row, data.block, data.sheet))
    blocks: dict[tuple[int, int], list[Cell]] = {}
    for position in order.tolist():
        place = (int(data.sheet[position]), int(data.block[position]))
        blocks.setdefault(place, []).append((_label(context, data, position), _key(data, position), position))
    merged: dict[tuple[int, frozenset[str], frozenset[tuple[str, str]]], list[Cell]] = {}
    for (sheet, _), cells in blocks.items():
        same = (sheet, frozenset(label for label, _, _ in cells), frozenset((key[0], key[1]) for _, key, _ in cells))
        merged.setdefault(same, []).extend(cells)
    for (sheet, _, _), cells in merged.items():
        yield _lines(model.sheets[sheet] if sheet < len(model.sheets) else str(sheet + 1), cells)


def _lines(sheet: str, cells: Sequence[Cell]) -> Lines:
    """Figures as lines and columns. A second figure for the same place gets a line of its own."""
    labels: dict[tuple[str, int], int] = {}
    ordered = _in_order(tuple(dict.fromkeys(key for _, key, _ in cells)))
    column = {key: place for place, key in enumerate(ordered)}
    at: dict[tuple[int, int], int] = {}
    met: Counter[tuple[str, Key]] = Counter()
    for label, key, position in cells:
        line = labels.setdefault((label, met[label, key]), len(labels))
        met[label, key] += 1
        at[line, column[key]] = position
    return Lines(sheet, tuple(label for label, _ in labels), ordered, at)


def _label(context: Context, data: Observations, position: int) -> str:
    """The members of a figure; a country implies its region, and what is of none is of all."""
    found = {}
    for dimension in context.view.model.dimensions:
        column = data.members.get(dimension.code)
        if column is not None and column[position] >= 0:
            found[dimension.code] = dimension.members[int(column[position])].label
            if dimension.within:
                found.pop(dimension.within, None)
    if not found:
        rate = next((rate for rate in context.view.rates() if rate.position == position), None)
        return f"{rate.quote} per {rate.base}" if rate is not None else "All"
    return " · ".join(found.values())


def _key(data: Observations, position: int) -> Key:
    """What heads a figure: measure, unit, period."""
    measure: str = MEASURES[int(data.measure[position])] if data.measure[position] >= 0 else "value"
    if measure == "revenue" and "company" in data.members and data.members["company"][position] >= 0:
        measure = "sales"
    unit = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
    period = data.periods[int(data.period[position])] if data.period[position] >= 0 else None
    text = ""
    if unit is not None:
        text = (
            "%"
            if unit.kind == "percent" or (measure in ("share", "growth", "cagr") and unit.scale == 1.0)
            else unit.text
        )
    return measure, text, str(period) if period is not None else ""


def _in_order(keys: Sequence[Key]) -> tuple[Key, ...]:
    """By measure as met, then by period."""
    measures = list(dict.fromkeys((key[0], key[1]) for key in keys))
    return tuple(sorted(keys, key=lambda key: (measures.index((key[0], key[1])), key[2])))


def _printed(context: Context, block: Lines, data: Observations) -> list[Item]:
    """The tables of a block, each with as many columns as have room; another measure begins another table."""
    longest = [0] * len(block.keys)
    for (_, place), position in block.at.items():
        longest[place] = max(longest[place], len(_value(data, position, max(_decimals([position], data).values()))))
    chunks: list[list[int]] = []
    room = 0.0
    for place in range(len(block.keys)):
        width = max(1.35 * longest[place] + 1.8, 7.5)
        new_measure = place > 0 and block.keys[place][:2] != block.keys[place - 1][:2]
        if not chunks or room < width or (new_measure and len(chunks[-1]) >= _ENOUGH):
            chunks.append([])
            room = _ROOM
        chunks[-1].append(place)
        room -= width
    return [_table(context, block, data, chosen, continued=count > 0) for count, chosen in enumerate(chunks)]


def _table(context: Context, block: Lines, data: Observations, chosen: Sequence[int], *, continued: bool) -> Plain:
    keys = [block.keys[place] for place in chosen]
    kinds = list(dict.fromkeys((measure, unit) for measure, unit, _ in keys))
    rows = []
    for line, label in enumerate(block.labels):
        positions = [block.at.get((line, place)) for place in chosen]
        present = [position for position in positions if position is not None]
        if present:
            decimals = _decimals(present, data)
            cells = tuple(
                _value(data, position, decimals[key[:2]]) if position is not None else ""
                for position, key in zip(positions, keys, strict=True)
            )
            rows.append(Row(label, (*cells, cells_of(data, present))))
    longest = max(len(row.cells[-1]) for row in rows)
    cells_width = min(8.5 + 1.35 * longest, 56.0)
    names = max(fonts.width(row.label, 7, weight=400, spacing=0.0) for row in rows) + 3.0
    label_width = min(max(42.0, names), 50.0) if len(keys) > 5 else common.LABELS
    width = min((common.FULL - label_width - cells_width) / len(keys), 18.0)
    columns = [Column(_head(key, kinds), width) for key in keys]
    columns.append(Column("Cells", common.FULL - label_width - width * len(keys), text=True, emphasis="muted"))
    title = f"Sheet ‘{block.sheet}’: {_what(kinds)}"
    title += " (continued)" if continued else ""
    return Plain(title, Table(title, "", tuple(columns), tuple(rows), label_width, dense=True))


def _what(kinds: Sequence[tuple[str, str]]) -> str:
    """`size, USD billion; CAGR, %`; the measures alone where there are many units."""
    if len(kinds) > 3:
        return common.listed(list(dict.fromkeys(_inner(measure) for measure, _ in kinds)))
    return "; ".join(", ".join(part for part in (_inner(measure), unit) if part) for measure, unit in kinds)


def _inner(measure: str) -> str:
    return _NAMES[measure] if measure == "cagr" else _NAMES[measure].lower()


def _decimals(positions: Sequence[int], data: Observations) -> dict[tuple[str, str], int]:
    """The decimals of each measure of a line: the most that a cell of it has, two at most (four for rates)."""
    found: dict[tuple[str, str], int] = {}
    for position in positions:
        measure, unit, _ = _key(data, position)
        written = int(data.decimals[position]) - (2 if _is_fraction(data, position) else 0)
        found[measure, unit] = max(found.get((measure, unit), 0), min(max(written, 0), 4 if measure == "rate" else 2))
    return found


def _is_fraction(data: Observations, position: int) -> bool:
    """Whether a percentage is stored as 0.052."""
    measure = MEASURES[int(data.measure[position])] if data.measure[position] >= 0 else "value"
    unit = data.units[int(data.unit[position])] if data.unit[position] >= 0 else None
    if unit is None:
        return measure in ("share", "growth", "cagr")
    return unit.scale == 1.0 and (unit.kind == "percent" or measure in ("share", "growth", "cagr"))


def _head(key: Key, kinds: Sequence[tuple[str, str]]) -> str:
    """The period, with the measure where the table has several."""
    measure, unit, period = key
    if len(kinds) == 1:
        return period.replace("-", "–") or _NAMES[measure]
    words = _NAMES[measure] + (f", {unit}" if unit and len(unit) < 6 else "")
    return (
        f"{words} {period.replace('-', '–')}".strip()
        if measure != kinds[0][0] or not period
        else period.replace("-", "–")
    )


def _value(data: Observations, position: int, decimals: int) -> str:
    """A figure as its cell holds it; fractions that are percentages as percentages."""
    return numbers.number(float(data.value[position]) * (100 if _is_fraction(data, position) else 1), decimals)


def cells_of(data: Observations, positions: Sequence[int]) -> str:
    """The cells in the order of the figures, neighbours as ranges: `B7–N7`, or `B7, B13, D13–F13`."""
    spots = [(int(data.row[position]), int(data.column[position])) for position in positions]
    runs: list[list[tuple[int, int]]] = []
    for spot in spots:
        run = runs[-1] if runs else []
        step = (spot[0] - run[-1][0], spot[1] - run[-1][1]) if run else (0, 0)
        straight = len(run) < 2 or step == (run[1][0] - run[0][0], run[1][1] - run[0][1])
        if step in ((0, 1), (1, 0)) and straight:
            run.append(spot)
        else:
            runs.append([spot])
    return ", ".join(a1(*run[0]) if len(run) == 1 else f"{a1(*run[0])}–{a1(*run[-1])}" for run in runs)


def _tables(context: Context, blocks: Sequence[Lines], data: Observations) -> Plain:
    """What the appendix of the full report holds, without any figure."""
    rows = []
    for block in blocks[:_MOST_TABLES]:
        positions = list(block.at.values())
        area = Range(
            int(data.row[positions].min()),
            int(data.column[positions].min()),
            int(data.row[positions].max()),
            int(data.column[positions].max()),
        )
        kinds = list(dict.fromkeys(_NAMES[measure] for measure, _, _ in block.keys))
        rows.append(Row(block.sheet, (", ".join(kinds), area.a1.replace(":", "–"), str(len(positions)))))
    if len(blocks) > _MOST_TABLES:
        rows.append(Row(f"{len(blocks) - _MOST_TABLES} more tables", ("", "", "")))
    columns = (Column("What", 70, text=True), Column("Cells", 24), Column("Figures", common.FULL - common.LABELS - 94))
    table = Table("Tables of the workbook", "Sheet", columns, tuple(rows), common.LABELS, dense=True)
    return Plain("Tables of the workbook", table)
