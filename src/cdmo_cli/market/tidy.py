"""Reads back the tables that `ingest` writes: every column of `to_frame` is known by its name, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from cdmo_cli.market.model import MEASURES, STATUSES
from cdmo_cli.market.registry import RESERVED
from cdmo_cli.market.slots import ATTRIBUTES
from cdmo_cli.market.words import key
from cdmo_cli.read.model import Sheet, Value
from cdmo_cli.tables.model import Block, Figures, Label, Line, Measure, Period, Status, Unit
from cdmo_cli.tables.periods import read_period

_TELLING = frozenset(("measure", "period", "value", "unit", "scale", "decimals"))
_MEASURE: Mapping[str, Measure] = {name: name for name in MEASURES}
_STATUS: Mapping[str, Status] = {name: name for name in STATUSES}
_KINDS: Mapping[str, Literal["percent", "index", "count"]] = {
    "%": "percent",
    "percent": "percent",
    "index": "index",
    "count": "count",
}


def tidied(block: Block, sheet: Sheet) -> Block:
    """The block with rows read by their column names when its header is that of `to_frame`; otherwise as it was."""
    header = _header(block, sheet)
    if header is None:
        return block
    top, at = header
    rows: list[Line] = []
    values: list[tuple[int, float, int]] = []
    units: dict[tuple[object, ...], Unit | None] = {}
    periods: dict[object, Period | None] = {}
    for row in range(top + 1, block.range.bottom + 1):
        grid_row = sheet.rows[row - sheet.top]
        cells = {name: grid_row[column - sheet.left] for name, column in at.items()}
        value = _number(cells["value"])
        if value is None:
            continue
        decimals = _number(cells["decimals"])
        values.append((row, value, int(decimals) if decimals is not None else 0))
        rows.append(_line(row, at, cells, units, periods))
    figures = Figures(
        row=np.array([row for row, _, _ in values], dtype=np.int32),
        column=np.full(len(values), at["value"], dtype=np.int32),
        row_line=np.arange(len(values), dtype=np.int32),
        column_line=np.zeros(len(values), dtype=np.int32),
        value=np.array([value for _, value, _ in values], dtype=np.float64),
        decimals=np.array([decimals for _, _, decimals in values], dtype=np.int8),
    )
    return replace(
        block,
        layout="long",
        rows=tuple(rows),
        columns=(Line(at["value"]),),
        figures=figures,
        title="",
        header_rows=(top,),
        label_columns=tuple(c for name, c in at.items() if _is_dimension(name)),
        measure=None,
        unit=None,
        period=None,
        status=None,
        from_columns={},
        notes=(),
    )


def _header(block: Block, sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The header row and the column of each name."""
    for row in (block.range.top, *block.header_rows):
        texts = {c: sheet.value(row, c) for c in range(block.range.left, block.range.right + 1)}
        at = {text: c for c, text in texts.items() if isinstance(text, str)}
        if at.keys() >= _TELLING:
            return row, at
    return None


PARENT, BELOW = "-parent", " > "  # a column of what stands above the members of another, and its path


def _is_dimension(name: str) -> bool:
    return name not in RESERVED and key(name) not in ATTRIBUTES and not name.endswith(PARENT)


def _line(
    row: int,
    at: Mapping[str, int],
    cells: Mapping[str, Value],
    units: dict[tuple[object, ...], Unit | None],
    periods: dict[object, Period | None],
) -> Line:
    labels = [
        Label(text, row, at[name], heading=name)
        for name, value in cells.items()
        if _is_dimension(name) and _text(value)
        for text in (*_above(cells.get(f"{name}{PARENT}")), _text(value))
    ]
    printed = (cells["unit"], cells.get("currency"), cells["scale"], cells.get("measure"))
    if printed not in units:
        units[printed] = _unit(*printed[:3])
    if cells["period"] not in periods:
        periods[cells["period"]] = _period(cells["period"])
    return Line(
        row,
        labels=tuple(labels),
        period=periods[cells["period"]],
        status=_STATUS.get(_text(cells.get("status"))),
        measure=_MEASURE.get(_text(cells["measure"]), "value"),
        unit=units[printed],
    )


def _above(path: Value) -> list[str]:
    """The labels above a member, outermost first."""
    return [text for text in _text(path).split(BELOW) if text]


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _number(value: Value) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(_text(value))
    except ValueError:
        return None


def _period(value: Value) -> Period | None:
    """As `Period` writes itself: 2024, FY2019, 2024-2031, 2024 Q1, 2022 08."""
    text = _text(value)
    if not text:
        return None
    year, _, part = text.partition(" ")
    fiscal = year.startswith("FY")
    first, _, last = year.removeprefix("FY").partition("-")
    if first.isdigit() and (not last or last.isdigit()):
        return Period(int(first), int(last) if last else None, part, fiscal)
    read = read_period(value)
    return read.period if read is not None else None


def _unit(text: Value, currency: Value, scale: Value) -> Unit | None:
    printed, code, worth = _text(text), _text(currency), _number(scale)
    if not printed and not code:
        return None
    if code:
        return Unit("currency", code, worth or 1.0, printed)
    return Unit(_KINDS.get(key(printed) or printed, "other"), None, worth or 1.0, printed)
