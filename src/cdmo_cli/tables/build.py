"""One table as found becomes a block: rows, columns, figures, and what holds for the whole of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from cdmo_cli.tables.attributes import cell_texts
from cdmo_cli.tables.figures import collect_figures, of_row, shown_unit, with_formats
from cdmo_cli.tables.grid import Grid
from cdmo_cli.tables.headers import Header, Meaning, names_other_span, read_header, read_meaning
from cdmo_cli.tables.model import Block, Figures, FromColumns, Line, Measure, Note, Period, Status, Unit
from cdmo_cli.tables.periods import find_period
from cdmo_cli.tables.roles import Columns
from cdmo_cli.tables.rows import build_rows
from cdmo_cli.tables.scan import Draft
from cdmo_cli.tables.units import CURRENCY_CODES, Format, currency_of, find_unit, read_unit, unit_name
from cdmo_cli.tables.words import RATIOS, is_source_line, measure_in, squeeze

_UNIT_LINE = re.compile(
    r"[(\[]?(?:(?:all|alle|the|toutes?|todos?)\s+)?"
    r"(?:(?:figures|values|numbers|amounts|data|revenues?|sales|angaben|werte|zahlen|beträge|umsätze|montants|cifras|valores)"
    r"(?:\s+(?:are|is|shown|given|stated|expressed|reported|jeweils|exprimés))*\s*)?(?:in|en)\s+(?:the\s)?",
    re.IGNORECASE,
)
_UNIT_ENDS = re.compile(
    r"[,;()\]]|\s[-–—]\s|\.\s(?=[A-Z][a-z])|\b(?i:unless|except|sofern|soweit|wenn|sauf|salvo|where|if)\b"
)
_LONG_TITLE = 160
_END = re.compile(
    r"(?:base|start|first|initial|opening|end|last|final|forecast|target|closing)(?:\s+(?:values?|sizes?|amounts?|market))*",
    re.IGNORECASE,
)
_RUNNING = 3  # characters of a heading that numbers its column: v0, y 1
_SENTENCE = 5  # words
_LARGEST_PERCENTAGE = 1000  # beyond it, numbers without a unit are not taken for percentages
_PUBLISHED = re.compile(r"(?:released?|published|updated|as of|date|retrieved|printed|last|erstell|stand)\b", re.I)


@dataclass(frozen=True)
class Surroundings:
    """What the texts around a table say of the whole of it."""

    title: str = ""
    unit: Unit | None = None
    period: Period | None = None
    status: Status | None = None
    measure: Measure | None = None
    notes: tuple[Note, ...] = ()


def context_of(texts: Sequence[str]) -> Surroundings:
    """What lines of text outside of all tables say for them: `All figures in USD million`."""
    result = Surroundings()
    for text in texts:
        if len(text) <= _LONG_TITLE:
            result = _from_title(result, text)
    return result


def build_block(grid: Grid, draft: Draft, columns: Columns) -> Block:
    """The block of a table with figures."""
    header = read_header(grid, draft, columns)
    rows, body = build_rows(grid, draft, columns)
    values = columns.of("value")
    figures = collect_figures(grid, body, values)
    around = _surroundings(grid, draft, header)
    rows, lines, formats = with_formats(grid, figures, rows, header.lines)
    unit = around.unit
    rows = tuple(replace(row, unit=_as_large(row.unit, unit)) for row in rows)
    shown = [_in_scale(f, unit) for f in formats]
    lines = tuple(replace(c, unit=shown_unit(c.unit, f)) for c, f in zip(lines, shown, strict=True))
    if unit is not None and formats and all(f == formats[0] for f in formats):
        unit = shown_unit(unit, formats[0])
    rows = _with_percentages(rows, figures, by_row=True)
    lines = _with_percentages(_spans_of_rates(lines, figures), figures, by_row=False)
    lines = _revenue_columns(lines, unit)
    measure = around.measure or _common_measure(unit, lines, columns) or _measure_of_rows(rows, columns)
    layout = "pairs" if _is_rates(columns, rows, around) else columns.layout
    if layout == "pairs":
        measure, unit = "rate", None
        lines = tuple(replace(c, measure="rate", unit=None) for c in lines)
    partners = _from_columns(grid, columns, lines)
    if layout == "claims":
        lines = tuple(_claimed_size(line) if _has_year(partners.get(k)) else line for k, line in enumerate(lines))
    return Block(
        grid.sheet.index,
        grid.range(draft.header[0] if draft.header else draft.first, draft.left, draft.last, draft.right),
        layout,
        rows,
        _spans_from_rows(lines, rows),
        figures,
        around.title,
        tuple(r + grid.sheet.top for r in draft.header),
        tuple(c + grid.sheet.left for c in _label_columns(columns)),
        measure,
        unit,
        around.period,
        around.status,
        partners,
        cell_texts(grid, body, columns),
        around.notes,
    )


def _in_scale(shown: Format, unit: Unit | None) -> Format:
    """A `$` in the number format of a table "in USD million" (or "in millions") only repeats the currency."""
    bare = shown.unit is not None and shown.unit.kind == "currency" and shown.unit.scale == 1 and not shown.thousands
    if not bare or shown.unit is None or unit is None or unit.scale == 1:
        return shown
    if unit.kind == "currency":
        return replace(shown, unit=None) if unit.currency == shown.unit.currency else shown
    if unit.kind != "other":
        return shown
    code = shown.unit.currency
    return replace(shown, unit=Unit("currency", code, unit.scale, unit_name(code, unit.scale)))


def _as_large(own: Unit | None, unit: Unit | None) -> Unit | None:
    """The unit of a row: "Germany (EUR)" in a table of millions is in millions too."""
    bare = own is not None and own.kind == "currency" and own.scale == 1
    if own is None or unit is None or not bare or unit.kind != "currency":
        return own
    return Unit("currency", own.currency, unit.scale, unit_name(own.currency, unit.scale))


def _label_columns(columns: Columns) -> list[int]:
    return columns.of("label", "period") if columns.layout == "years down" else columns.of("label")


def _surroundings(grid: Grid, draft: Draft, header: Header) -> Surroundings:
    """Title lines, unit lines and notes; a unit or year in the corner or over all columns counts for the table."""
    result = Surroundings()
    notes: list[Note] = []
    for row in draft.titles:
        texts = _row_texts(grid, draft, row)
        numbered = len(texts) == 2 and texts[0][1].isdecimal()
        for column, text in texts:
            kind = "text" if numbered and text == texts[0][1] else kind_of_line(text)
            notes.append(Note(text, *grid.at(row, column), kind))
            if kind in ("title", "unit"):
                result = _from_title(result, text)
    titles = [note.text for note in notes if note.kind == "title"]
    for heading in (*header.corner, *header.common):
        result = _from_heading(grid, result, heading.text, heading in header.common)
    if result.measure in RATIOS and result.unit is not None and result.unit.kind == "currency":
        result = replace(result, measure=None)  # a title that mentions the growth of amounts
    title = " – ".join(dict.fromkeys(titles))
    for row in draft.notes:
        for column, text in _row_texts(grid, draft, row):
            notes.append(Note(text, *grid.at(row, column), "source" if is_source_line(text) else "footnote"))
    return replace(result, title=title, notes=tuple(notes))


def unit_line(text: str) -> Unit | None:
    """The unit of a line that says nothing else: `in EUR m, pack level`, `All figures in USD million unless …`."""
    match = _UNIT_LINE.match(text)
    return read_unit(_UNIT_ENDS.split(text[match.end() :])[0].strip(" .:")) if match is not None else None


def kind_of_line(text: str) -> Literal["title", "unit", "source", "text"]:
    """What a line above a table is."""
    if is_source_line(text):
        return "source"
    if read_unit(text) is not None or unit_line(text) is not None:
        return "unit"
    meaning = read_meaning(text)
    if meaning.unit is not None and meaning.measure is None and _only_unit(meaning):
        return "unit"
    sentence = text.endswith(".") and len(text.split()) >= _SENTENCE
    return "text" if sentence or len(text) > _LONG_TITLE else "title"


def _only_unit(meaning: Meaning) -> bool:
    """`Percent of GDP` and `In millions` say nothing but the unit."""
    return not meaning.text or (
        meaning.unit is not None and meaning.unit.kind == "percent" and meaning.text.startswith("of ")
    )


def _row_texts(grid: Grid, draft: Draft, row: int) -> list[tuple[int, str]]:
    width = grid.shape[1]
    left, right = draft.left, min(width - 1, draft.right)
    return [(c, grid.text(row, c)) for c in range(left, right + 1) if grid.text(row, c)]


def _from_title(known: Surroundings, text: str) -> Surroundings:
    """`Market size by region, 2024 (USD million)`: unit, measure and, where it is one, the year."""
    found = find_unit(text)
    spoken = found is not None and (found[0].kind != "other" or "(" in text or not found[1])
    unit = unit_line(text)
    if found is not None and spoken and (unit is None or (unit.scale == 1 and found[0].scale != 1)):
        unit = found[0]  # "in USD, millions" goes on behind the comma
    measure, rest = measure_in(text)
    if measure is not None and measure_in(rest)[0] not in (None, measure, "revenue", "rate"):
        measure = None  # "shares and growth below": of which the table is, it does not say
    dated = find_period(text)
    changes: dict[str, object] = {}
    if unit is not None:
        changes["unit"] = unit
    if measure is not None:
        changes["measure"] = measure
    if dated is not None and dated[0].period.through is None and not _PUBLISHED.match(text):
        changes["period"], changes["status"] = dated[0].period, dated[0].status
    return replace(known, **changes)  # type: ignore[arg-type]


def _from_heading(grid: Grid, known: Surroundings, text: str, common: bool) -> Surroundings:
    """A unit or year in the corner, or a heading over all columns."""
    meaning = read_meaning(text)
    changes: dict[str, object] = {}
    if meaning.unit is not None and (common or meaning.unit.kind != "count"):  # "No." and "Years" head labels
        changes["unit"] = meaning.unit
    if meaning.period is not None and meaning.period.through is None:
        changes["period"], changes["status"] = meaning.period, meaning.status
    if common and meaning.measure is not None:
        changes["measure"] = meaning.measure
    return replace(known, **changes)  # type: ignore[arg-type]


def _with_percentages(lines: tuple[Line, ...], figures: Figures, *, by_row: bool) -> tuple[Line, ...]:
    """Shares and growth without a unit are percentages or fractions: their size tells, and it is said to be a guess."""
    result = list(lines)
    for i, line in enumerate(lines):
        if line.measure not in RATIOS or line.unit is not None:
            continue
        chosen = of_row(figures, i) if by_row else figures.column_line == i
        values = figures.value[chosen]
        if not len(values) or np.abs(values).max() > _LARGEST_PERCENTAGE:
            continue
        fraction = bool((np.abs(values) <= 1).all()) and (line.measure == "share" or bool((np.abs(values) < 0.6).all()))
        if fraction and line.measure == "cagr" and len(values) > 1 and int(figures.decimals[chosen].max()) <= 1:
            fraction = False  # as fractions they would go by tens of per cent
        result[i] = replace(
            line, unit=Unit("percent", None, 1.0 if fraction else 0.01, "fraction" if fraction else "%", stated=False)
        )
    return tuple(result)


def _revenue_columns(lines: tuple[Line, ...], unit: Unit | None) -> tuple[Line, ...]:
    """Beside columns of shares and rates, the column of a currency table that names no measure holds the sales."""
    if unit is None or unit.kind != "currency" or not any(line.measure in RATIOS for line in lines):
        return lines
    return tuple(
        replace(line, measure="revenue") if line.measure is None and line.unit is None and not line.labels else line
        for line in lines
    )


def _common_measure(unit: Unit | None, lines: tuple[Line, ...], columns: Columns) -> Measure | None:
    if unit is not None and unit.kind == "currency":
        return "revenue"
    if unit is not None and unit.kind == "index":
        return "index"
    for c in columns.of("label"):
        measure, rest = measure_in(columns.headings.get(c, ""))
        if measure is not None and not rest:
            return measure
    if lines and all(line.unit is not None and line.unit.kind == "currency" for line in lines):
        return "revenue"
    return None


def _measure_of_rows(rows: tuple[Line, ...], columns: Columns) -> Measure | None:
    """A long table without a column of measures whose rows are all in a currency holds sales."""
    units = [row.unit for row in rows if row.unit is not None]
    if columns.layout != "long" or columns.of("measure") or not units:
        return None
    return "revenue" if all(unit.kind == "currency" for unit in units) else None


def _spans_from_rows(columns: tuple[Line, ...], rows: tuple[Line, ...]) -> tuple[Line, ...]:
    """With years down, a CAGR column without years of its own spans the rows."""
    years = [line.period.year for line in rows if line.period is not None and line.period.through is None]
    if len(set(years)) < 2:
        return columns
    span = Period(min(years), max(years))
    return tuple(
        replace(line, period=span) if line.measure == "cagr" and line.period is None and not _varied(line) else line
        for line in columns
    )


def _varied(line: Line) -> bool:
    return line.period is not None or names_other_span(line)


def _spans_of_rates(lines: tuple[Line, ...], figures: Figures) -> tuple[Line, ...]:
    """Percentages and fractions under nothing but a span of years (`2024-30`) are growth rates over it."""
    result = list(lines)
    for k, line in enumerate(lines):
        if line.measure is None and not line.labels and line.period is not None and line.period.through is not None:
            values = figures.value[figures.column_line == k]
            fractions = bool(len(values)) and bool((np.abs(values) < 1).all())
            if fractions or (line.unit is not None and line.unit.kind == "percent"):
                result[k] = replace(line, measure="cagr")
    return tuple(result)


def _is_rates(columns: Columns, rows: tuple[Line, ...], around: Surroundings) -> bool:
    """Exchange rates: currencies down one column of labels, one column of numbers."""
    labels = [line.labels[-1].text for line in rows if line.labels]
    codes = [
        text for text in labels[:200] if currency_of(text) or any(w in CURRENCY_CODES for w in re.split(r"\W+", text))
    ]
    if columns.layout not in ("wide", "cross", "long") or not labels or len(codes) < 0.6 * len(labels[:200]):
        return False
    if len(columns.of("label")) != 1 or len(set(labels)) < len(labels):
        return False
    headings = " ".join(columns.headings.get(c, "") for c in columns.of("value"))
    named = (
        measure_in(f"{around.title} {headings}")[0] == "rate"
        or " per " in f" {headings} ".lower()
        or "rate" in headings.lower()
    )
    return named or len(columns.of("value")) == 1


def _from_columns(grid: Grid, columns: Columns, lines: Sequence[Line]) -> dict[int, FromColumns]:
    """For claims and companies: the columns that hold the period and currency of each column of figures."""
    if columns.layout == "claims":
        return _claims(grid, columns, lines)
    if columns.layout != "company":
        return {}
    period, currency, unit, status = (columns.of(role)[:1] for role in ("period", "currency", "unit", "status"))
    if not unit:
        unit = columns.of("scale")[:1]
    partners = FromColumns(*(_absolute(grid, c) for c in (period, [], currency, unit, status)))
    sales = [k for k, line in enumerate(lines) if line.measure in (None, "revenue", "value")]
    own = {k for k in sales if (stated := lines[k].unit) is not None and stated.currency is not None}
    return {k: replace(partners, currency=None, unit=None) if k in own else partners for k in sales}


def _absolute(grid: Grid, columns: Sequence[int]) -> int | None:
    return columns[0] + grid.sheet.left if columns else None


def _claims(grid: Grid, columns: Columns, lines: Sequence[Line]) -> dict[int, FromColumns]:
    """Each size with its year column, the rate of growth with both.

    A year belongs to the size of the same number (v0, y0), else to its neighbour: to the right where the first size
    stands left of the first year, to the left otherwise.
    """
    values, years = columns.of("value"), columns.of("period")
    rates = {c for c, line in zip(values, lines, strict=True) if line.measure in ("cagr", "growth")}
    counts = {c for c, line in zip(values, lines, strict=True) if line.measure == "count"}
    sizes = [c for c in values if c not in rates and c not in counts]
    after = sizes[0] < years[0]
    currency = _absolute(grid, columns.of("currency")[:1])
    unit = _absolute(grid, columns.of("unit")[:1] or columns.of("scale")[:1])
    year_of: dict[int, int] = {}
    free = list(years)
    for c in sizes:
        same = [
            y
            for y in free
            if _number_in(columns.headings[y]) and _number_in(columns.headings[y]) == _number_in(columns.headings[c])
        ]
        near = [y for y in free if (y > c) == after]
        chosen = same[0] if same else (min(near, key=lambda y: abs(y - c)) if near else None)
        if chosen is not None:
            year_of[c] = chosen
            free.remove(chosen)
    dated = [year_of[c] for c in sizes if c in year_of]
    result: dict[int, FromColumns] = {}
    for k, c in enumerate(values):
        if c in year_of:
            result[k] = FromColumns(period=year_of[c] + grid.sheet.left, currency=currency, unit=unit)
        elif c in rates and len(dated) >= 2:
            result[k] = FromColumns(period=dated[0] + grid.sheet.left, through=dated[-1] + grid.sheet.left)
    return result


def _has_year(partners: FromColumns | None) -> bool:
    return partners is not None and partners.period is not None and partners.through is None


def _claimed_size(line: Line) -> Line:
    """A figure with a year beside it in a table of claims is a size: `v0`, `Size 2`, `Start value` only tell which."""
    if line.measure not in (None, "revenue"):
        return line
    named = tuple(label for label in line.labels if len(label.text) > _RUNNING and not _END.fullmatch(label.text))
    return replace(line, measure="revenue", labels=named)


def _number_in(heading: str) -> str:
    """The running number at the end of `v0`, `Size 2`; none for a year."""
    digits = squeeze(heading)[-1:]
    return digits if digits.isdigit() and not squeeze(heading)[-2:-1].isdigit() else ""
