"""Blocks made by hand, so that the tests of `market` stand on their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cdmo_cli.address import Range
from cdmo_cli.market import load_taxonomy, understand
from cdmo_cli.market.model import Model, Taxonomy
from cdmo_cli.read.model import Sheet, Value, Workbook
from cdmo_cli.tables.model import Block, Figures, Label, Layout, Line, Measure, Period, SheetTables, Status, Unit

USD_BN = Unit("currency", "USD", 1e9, "USD billion")
USD_MN = Unit("currency", "USD", 1e6, "USD million")
EUR_MN = Unit("currency", "EUR", 1e6, "EUR million")
PERCENT = Unit("percent", None, 0.01, "%")


def label(text: str, row: int, column: int, depth: int = 0, heading: str = "", total: bool | None = None) -> Label:
    says = text.casefold() in ("total", "world", "global", "all types") if total is None else total
    return Label(text, row, column, heading=heading, depth=depth, total=says)


def tree(rows: Sequence[tuple[int, str]], first: int = 2, column: int = 1, heading: str = "") -> tuple[Line, ...]:
    """Lines from (depth, label) pairs, each under the last one of a lesser depth."""
    lines: list[Line] = []
    path: list[tuple[int, Label, int]] = []
    for i, (depth, text) in enumerate(rows):
        path = [p for p in path if p[0] < depth]
        own = label(text, first + i, column, depth, heading)
        lines.append(Line(first + i, labels=(*(p[1] for p in path), own), parent=path[-1][2] if path else None))
        path.append((depth, own, i))
    return tuple(lines)


def years(first: int, *values: int | tuple[int, Status]) -> tuple[Line, ...]:
    lines = []
    for i, value in enumerate(values):
        year, status = (value, None) if isinstance(value, int) else value
        lines.append(Line(first + i, period=Period(year), status=status))
    return tuple(lines)


def headed(first: int, *texts: str, row: int = 1, heading: str = "") -> tuple[Line, ...]:
    return tuple(Line(first + i, labels=(label(t, row, first + i, heading=heading),)) for i, t in enumerate(texts))


def block(
    rows: tuple[Line, ...],
    columns: tuple[Line, ...],
    values: Sequence[Sequence[float | None]],
    *,
    sheet: int = 0,
    layout: Layout = "wide",
    title: str = "",
    measure: Measure | None = None,
    unit: Unit | None = None,
    period: Period | None = None,
    decimals: int = 1,
    header_rows: tuple[int, ...] = (1,),
    label_columns: tuple[int, ...] = (1,),
    right: int = 1,
) -> Block:
    cells = [(r, c, v) for r, line in enumerate(values) for c, v in enumerate(line) if v is not None]
    figures = Figures(
        row=np.array([rows[r].index for r, _, _ in cells], dtype=np.int32),
        column=np.array([columns[c].index for _, c, _ in cells], dtype=np.int32),
        row_line=np.array([r for r, _, _ in cells], dtype=np.int32),
        column_line=np.array([c for _, c, _ in cells], dtype=np.int32),
        value=np.array([v for _, _, v in cells], dtype=np.float64),
        decimals=np.full(len(cells), decimals, dtype=np.int8),
    )
    right = max((line.index for line in columns), default=right) if right == 1 else right
    bottom = max((line.index for line in rows), default=1)
    return Block(
        sheet=sheet,
        range=Range(1, 1, bottom, right),
        layout=layout,
        rows=rows,
        columns=columns,
        figures=figures,
        title=title,
        header_rows=header_rows,
        label_columns=label_columns,
        measure=measure,
        unit=unit,
        period=period,
    )


def grid(name: str, rows: Sequence[Sequence[Value]], index: int = 0) -> Sheet:
    width = max((len(row) for row in rows), default=0)
    return Sheet(name, index, [[*row, *[None] * (width - len(row))] for row in rows])


def model_of(
    *blocks: Block,
    names: Sequence[str] = ("Data",),
    sheets: Sequence[Sheet] = (),
    taxonomy: Taxonomy | None = None,
) -> Model:
    """Understand blocks on sheets of those names; `sheets` gives grids where the test needs cells."""
    held = {s.index: s for s in sheets}
    named = [held.get(i) or Sheet(name, i, []) for i, name in enumerate(names)]
    every = [*named, *(s for s in sheets if s.index >= len(names))]
    workbook = Workbook(Path("model.xlsx"), "xlsx", tuple(every), "0" * 64)
    tables = [SheetTables(s.index, s.name, True, tuple(b for b in blocks if b.sheet == s.index)) for s in every]
    return understand(workbook, tables, taxonomy or load_taxonomy())


def at(model: Model, row: int, column: int, sheet: int = 0) -> dict[str, object]:
    """What the model says of the figure in a cell; members by code, only those that are set."""
    data = model.observations
    hits = [i for i in range(len(data)) if (data.sheet[i], data.row[i], data.column[i]) == (sheet, row, column)]
    assert len(hits) == 1, f"{len(hits)} observations at {(sheet, row, column)}"
    i = hits[0]
    said: dict[str, object] = {"value": float(data.value[i])}
    for code, column_ in data.members.items():
        if column_[i] >= 0:
            said[code] = model.dimension(code).members[column_[i]].code
    if data.period[i] >= 0:
        said["period"] = str(data.periods[data.period[i]])
    return said
