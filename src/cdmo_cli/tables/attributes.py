"""The columns that say something of each row beside its labels: periods, statuses, units, measures, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cdmo_cli.tables.grid import EMPTY, MISSED, NUMBER, Grid
from cdmo_cli.tables.headers import read_meaning
from cdmo_cli.tables.labels import filled_down, heading_of, label_of, row_meaning, with_meaning
from cdmo_cli.tables.model import Line, Unit
from cdmo_cli.tables.periods import Dated, read_period
from cdmo_cli.tables.roles import Columns
from cdmo_cli.tables.units import currency_of, read_unit, scale_of, unit_name
from cdmo_cli.tables.words import RATIOS, is_missing, measure_in, squeeze, status_of

# "% of GDP", "% year on year"; percentage points are no percentages.
_PERCENT_OF = re.compile(r"\s*(?:%|per\s?cent)\s+(?!points?\b)", re.IGNORECASE)


@dataclass(frozen=True)
class _RowUnit:
    unit: str = ""
    currency: str = ""
    scale: str = ""


class Attributes:
    """The columns that say something of each row beside its labels."""

    def __init__(self, grid: Grid, columns: Columns, rows: Sequence[int]) -> None:
        self.grid, self.columns = grid, columns
        self.hidden = grid.sheet.hidden_rows
        self.notes = columns.of("note")
        self.status = columns.of("status")[:1]
        self.measure = columns.of("measure")[:1]
        self.units = [columns.of(role)[:1] for role in ("unit", "currency", "scale")]
        values = columns.of("value")
        meanings = [read_meaning(columns.headings.get(c, "")) for c in values]
        plain = all(m.unit is None or (m.measure in RATIOS and m.unit.kind == "percent") for m in meanings)
        self.row_units = any(self.units) and (len(values) == 1 or plain)
        self.periods = {} if columns.layout == "claims" else self._row_periods(columns.of("period"), rows)
        self.known_units: dict[_RowUnit, Unit | None] = {}

    def _row_periods(self, period_columns: list[int], rows: Sequence[int]) -> dict[int, Dated | str]:
        """The period of each row: of one column, or of a year and a month or quarter in two."""
        if not period_columns:
            return {}
        texts = [[self.grid.text(r, c) for r in rows] for c in period_columns[:2]]
        texts[0] = filled_down(texts[0])
        if self.columns.layout in ("long", "company") or len(texts) == 1:
            texts = (
                [[self.grid.text(r, period_columns[0]) for r in rows]]
                if len(texts) > 1 and self._same_kind(texts)
                else texts
            )
        known: dict[tuple[str, ...], Dated | str] = {}
        result: dict[int, Dated | str] = {}
        for i, row in enumerate(rows):
            key = tuple(t[i] for t in texts)
            if key not in known:
                known[key] = _period_of(key)
            result[row] = known[key]
        return result

    def _same_kind(self, texts: list[list[str]]) -> bool:
        """Two columns of whole years are a start and an end, no year and month."""
        return all(read_period(t) is not None for t in texts[1][:50] if t)

    def add(self, line: Line, row: int) -> Line:
        """The line with its period, status, measure, unit and note."""
        grid = self.grid
        changes: dict[str, object] = {}
        dated = self.periods.get(row)
        if isinstance(dated, Dated):
            changes["period"], changes["status"] = dated.period, dated.status
        elif dated:
            line = self._word_for_period(line, row, dated)
        for c in self.status:
            changes["status"] = status_of(grid.text(row, c)) or changes.get("status")
        for c in self.measure:
            text = grid.text(row, c)
            measure, rest = measure_in(text)
            if measure is not None and not rest:
                changes["measure"] = measure
            elif text.lower() == "value":
                changes["measure"] = "value"
            elif text:
                changes["labels"] = (*line.labels, label_of(grid, row, c, heading_of(self.columns, c)))
        if self.row_units:
            unit = self._unit(row)
            if unit is not None:
                changes["unit"] = unit
        if self.notes:
            note = "; ".join(
                t for t in (grid.text(row, c) for c in self.notes if grid.kind[row, c] not in (EMPTY, MISSED)) if t
            )
            if note:
                changes["note"] = note
        if row + grid.sheet.top in self.hidden:
            changes["hidden"] = True
        return replace(line, **changes) if changes else line  # type: ignore[arg-type]

    def _word_for_period(self, line: Line, row: int, text: str) -> Line:
        """`CAGR 2019-2024`, `Percent change` or `Total` at the end of a column of years."""
        meaning = row_meaning(text)
        line = with_meaning(line, meaning)
        if meaning.text and not is_missing(meaning.text):
            column = self.columns.of("period")[0]
            line = replace(
                line,
                labels=(*line.labels, label_of(self.grid, row, column, heading_of(self.columns, column), meaning.text)),
            )
        return line

    def _unit(self, row: int) -> Unit | None:
        cells = [self.grid.text(row, c[0]) if c else "" for c in self.units]
        key = _RowUnit(*cells)
        if key not in self.known_units:
            self.known_units[key] = row_unit(*cells)
        return self.known_units[key]


def row_unit(unit: str, currency: str = "", scale: str = "") -> Unit | None:
    """The unit that a row's cells for unit, currency and scale say together; the scale column has the last word."""
    found = read_unit(unit) if unit else None
    if found is None and unit:
        measured = read_meaning(unit)
        percent = _PERCENT_OF.match(unit) is not None
        plain = Unit("percent", None, 0.01, squeeze(unit)) if percent else Unit("other", None, 1.0, squeeze(unit))
        found = measured.unit if measured.unit and not measured.text else plain
    code = currency_of(currency) if currency else None
    factor = scale_of(scale) if scale else None
    if found is None and code is None and factor is None:
        return None
    kind = found.kind if found else "other"
    if code is not None and kind == "other":
        kind = "currency"
    code = code or (found.currency if found else None)
    factor = factor if factor is not None else (found.scale if found else 1.0)
    text = found.text if found and (kind != "currency" or found.currency) else unit_name(code, factor)
    if kind == "currency":
        text = unit_name(code, factor)
    return Unit(kind, code if kind == "currency" else None, factor, text)


def _period_of(texts: tuple[str, ...]) -> Dated | str:
    """A period from one cell or from a year and a part in two; else the word that stands there."""
    if len(texts) == 2 and texts[1]:
        joined = read_period(f"{texts[1]} {texts[0]}") or read_period(f"{texts[0]} {texts[1]}")
        return joined or read_period(texts[1]) or texts[1]
    return read_period(texts[0], years=(1500, 2199)) or read_period(_number(texts[0]), years=(1500, 2199)) or texts[0]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def cell_texts(grid: Grid, rows: Sequence[int], columns: Columns) -> dict[tuple[int, int], str]:
    """The cells of the body that are neither labels nor figures, as text: their partners, notes, words among them."""
    top, left = grid.sheet.top, grid.sheet.left
    result: dict[tuple[int, int], str] = {}
    body = np.asarray(rows, dtype=np.intp)
    for c, role in columns.roles.items():
        if role in ("label", "spacer") or not len(body):
            continue
        kinds = grid.kind[body, c]
        wanted = (kinds != EMPTY) & ((kinds != NUMBER) if role == "value" else True)
        for row in body[wanted].tolist():
            result[row + top, c + left] = grid.text(row, c)
    return result
