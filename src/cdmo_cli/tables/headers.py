"""Header rows to columns: what stands above each column of figures, and which period, measure and unit it says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cdmo_cli.tables.grid import EMPTY, NUMBER, Grid
from cdmo_cli.tables.model import Label, Line, Measure, Period, Status, Unit
from cdmo_cli.tables.periods import Dated, find_growth_span, find_period, names_unread_span, read_period
from cdmo_cli.tables.roles import Columns
from cdmo_cli.tables.scan import Draft
from cdmo_cli.tables.units import find_unit, read_unit
from cdmo_cli.tables.words import is_plain_value, is_total, measure_in, residue, split_footnote, status_of

_COUNT = re.compile(r"no\.?|n|#|numbers?|anzahl|nombre|counts?", re.IGNORECASE)
# A column of small whole numbers beside sizes and rates; "Year 6" and "Years to 2031" are none.
_DURATION = re.compile(
    r"(?:(?:no\.?|numbers?)\s+of\s+)?years(?:\s+(?:carried|elapsed|covered|spanned|between|forward|back|ahead|counted|shifted"
    r"|of\s+(?:growth|forecast)|in\s+between))*|(?:duration|horizon)(?:,?\s+\(?years\)?)?",
    re.IGNORECASE,
)
_NUMBER = Unit("count", None, 1.0, "number")
_YEARS = Unit("count", None, 1.0, "years")
_ABSOLUTE = re.compile(r"\babs(?:\.|olut\w*)?(?:\b|$)", re.IGNORECASE)
_YEARLY = re.compile(r"\bp\.?\s?a\b|\bper (?:year|annum)\b|\bjährlich|\bpro Jahr\b", re.IGNORECASE)
_GLUED_YEARS = re.compile(r"\b(CAGR)(?=['’]?\d)", re.IGNORECASE)
_CODED_SPAN = re.compile(r"(cagr|growth)_((?:\d\d){1,2})_((?:\d\d){1,2})(?!\d)", re.IGNORECASE)
_CORNER = re.compile(r"\s*[\\/|×]\s*")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading or label says beside naming a member. `text` is what remains of it."""

    text: str
    period: Period | None = None
    status: Status | None = None
    measure: Measure | None = None
    unit: Unit | None = None
    footnote: str = ""
    spanned: bool = False  # the period was written as two neighbouring years (2023-24)


@dataclass(frozen=True, slots=True)
class Heading:
    """A header cell as it counts for one column: its own, or one that reaches over it from the left."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Header:
    """What the header rows say: the columns, and what holds for the whole table."""

    lines: tuple[Line, ...]
    common: tuple[Heading, ...]  # headings over all columns: a unit, a year, the name of the dimension
    corner: tuple[Heading, ...]  # headings over the label columns


def read_meaning(text: str) -> Meaning:
    """Take a heading apart: `Revenue 2024E (USD m)*` → period, status, measure, unit and what is left."""
    dated = read_period(text)
    if dated is not None:
        return Meaning("", dated.period, dated.status, footnote=_mark(dated), spanned=dated.footnote == "span")
    text = _GLUED_YEARS.sub(r"\1 ", text)
    if "_" in text:
        coded = read_meaning(_CODED_SPAN.sub(r"\1 \2-\3", text).replace("_", " "))
        return replace(coded, text=text) if coded.text else coded
    unit = read_unit(text)
    if unit is not None:
        return Meaning("", unit=unit)
    if len(text) > 1 and (named := status_of(text)) is not None:
        return Meaning("", status=named)
    if _COUNT.fullmatch(text):
        return Meaning("", measure="count", unit=_NUMBER)
    bare, footnote = split_footnote(text)
    period = status = None
    spanned = False
    inside = find_period(bare)
    if inside is not None:
        dated, bare = inside
        period, status, spanned = dated.period, dated.status, dated.footnote == "span"
    measure, _ = measure_in(bare)
    if measure == "rate":  # "Currency per USD": the unit is what the rate is about
        return Meaning(residue(bare), period, status, measure, footnote=footnote)
    if _DURATION.fullmatch(bare):
        return Meaning(residue(bare), period, status, "count", _YEARS, footnote)
    found = find_unit(bare)
    unit = None
    if found is not None and not _unit_is_part_of_measure(bare, measure):
        unit, bare = found
        measure = measure or measure_in(bare)[0]  # "Global market size (USD million)"
    if measure is not None:
        rest = measure_in(bare)[1] if measure_in(bare)[0] == measure else bare
        again, less = measure_in(rest)
        if again == measure:
            rest = less  # "y/y growth" says it twice
        if measure in ("share", "growth", "cagr") and unit is None and "%" in text:
            unit = Unit("percent", None, 0.01, "%")
        bare = "" if not residue(rest) else (rest if measure != "count" else bare)
        unit = unit or (_NUMBER if measure == "count" else None)
    elif is_plain_value(bare):
        bare = ""
    meaning = Meaning(residue(bare), period, status, measure, unit, footnote, spanned)
    meaning = _with_growth_span(meaning, text) if period is None else meaning
    long = meaning.period is not None and (meaning.period.through or 0) > meaning.period.year + 1
    yearly = meaning.measure == "growth" and long and _YEARLY.search(text) is not None
    return replace(meaning, measure="cagr") if yearly else meaning


def _with_growth_span(meaning: Meaning, text: str) -> Meaning:
    """`CAGR 24-30` and `% p.a. 24–31`: where growth is spoken of, two digits are a year."""
    yearly = meaning.measure is None and meaning.unit is not None and _YEARLY.search(text) is not None
    if meaning.measure not in ("cagr", "growth") and not yearly:
        return meaning
    found = find_growth_span(meaning.text) if find_growth_span(text) else None  # `10-20%` are no years
    if found is None:
        return meaning
    measure: Measure | None = "cagr" if yearly else meaning.measure
    return replace(
        meaning, text=found[1], period=found[0].period, status=found[0].status or meaning.status, measure=measure
    )


def _unit_is_part_of_measure(text: str, measure: Measure | None) -> bool:
    """`% share`, `percent change`, `% of total`: the sign belongs to the measure and must not be cut out of it."""
    return (
        measure in ("share", "growth") and re.search(r"(?:%|per\s?cent\w*)\s+(?:of|change)\b", text, re.I) is not None
    )


def _mark(dated: Dated) -> str:
    return "" if dated.footnote == "span" else dated.footnote


def growth_span(period: Period | None, measure: Measure | None, spanned: bool) -> Period | None:
    """2023-24 of a growth rate is from 2023 to 2024, not the fiscal year that ends in 2024."""
    if period is not None and spanned and measure in ("growth", "cagr"):
        return Period(period.year - 1, period.year)
    return period


def read_header(grid: Grid, draft: Draft, columns: Columns) -> Header:
    """The columns of figures with all that stands above them."""
    values = columns.of("value")
    cover = _covers(grid, draft, values)
    above = {c: _headings_over(grid, draft, c, cover) for c in values}
    common = _common(above, values, grid, draft)
    shared = {(h.row, h.column) for h in common}
    dimension = _dimension_name(common, columns, draft, grid)
    lines = [_column_line(grid, c, [h for h in above[c] if (h.row, h.column) not in shared], dimension) for c in values]
    lines = _fill_cagr_spans(_with_named_spans(grid, lines))
    corner = tuple(
        Heading(row, c, grid.text(row, c))
        for row in draft.header
        for c in range(draft.left, (values[0] if values else draft.right + 1))
        if grid.kind[row, c] != EMPTY
    )
    return Header(tuple(lines), common, corner)


def _covers(grid: Grid, draft: Draft, values: list[int]) -> dict[int, dict[int, int]]:
    """For each header row, the column of the cell that counts for each column: its own, or one that reaches over it.

    A heading reaches over its merge, or over the blank cells to its right up to the end of the heading above it. Cells
    of the lowest row reach nowhere, nor do headings of the label columns and stray numbers.
    """
    cover: dict[int, dict[int, int]] = {}
    for row in draft.header:
        merged = {
            c: start
            for start in range(draft.left, draft.right + 1)
            if (merge := grid.merged.get((row, start))) is not None and merge.right > merge.left
            for c in range(start, merge.right - grid.sheet.left + 1)
        }
        found: dict[int, int] = {}
        last: int | None = None
        for c in range(draft.left, draft.right + 1):
            if grid.kind[row, c] != EMPTY:
                found[c] = c
                last = c if _reaches(grid, row, c, values) and c not in merged else None
            elif c in merged:
                found[c] = merged[c]
                last = None
            elif last is not None and row != draft.header[-1] and _same_above(cover, last, c):
                found[c] = last
        cover[row] = found
    return cover


def _reaches(grid: Grid, row: int, column: int, values: list[int]) -> bool:
    stray = grid.kind[row, column] == NUMBER and grid.period(row, column) is None
    return bool(values) and column >= values[0] and not stray


def _same_above(cover: dict[int, dict[int, int]], first: int, second: int) -> bool:
    return all(columns.get(first) == columns.get(second) for columns in cover.values())


def _headings_over(grid: Grid, draft: Draft, column: int, cover: dict[int, dict[int, int]]) -> list[Heading]:
    """The headings of a column from top to bottom, none twice in a row."""
    result: list[Heading] = []
    for row in draft.header:
        source = cover[row].get(column)
        if source is not None:
            text = grid.text(row, source)
            if not result or text != result[-1].text:
                result.append(Heading(row, source, text))
    return result


def _common(above: dict[int, list[Heading]], values: list[int], grid: Grid, draft: Draft) -> tuple[Heading, ...]:
    """Header cells that reach over every column of figures (and are not the only header row)."""
    if len(values) < 2:
        return ()
    first = above[values[0]]
    result = [h for h in first if all(h in above[c] for c in values[1:])]
    only_row = {h.row for h in first} == {h.row for h in result} and len(draft.header) == 1
    stray = [
        Heading(row, c, grid.text(row, c))
        for row in draft.header
        for c in values
        if _alone_in_row(grid, draft, row, c) and read_unit(grid.text(row, c)) is not None
    ]
    return () if only_row else tuple(dict.fromkeys((*result, *stray)))


def _alone_in_row(grid: Grid, draft: Draft, row: int, column: int) -> bool:
    return sum(grid.kind[row, c] != EMPTY for c in range(draft.left, draft.right + 1)) == 1 and len(draft.header) > 1


def _dimension_name(common: tuple[Heading, ...], columns: Columns, draft: Draft, grid: Grid) -> str:
    """What the column labels are: a short word over all of them (`Type`), or the second half of `Region / Type`."""
    for heading in common:
        meaning = read_meaning(heading.text)
        if meaning.text == heading.text and len(heading.text.split()) <= 3:
            return heading.text
    for c in columns.of("label")[:1]:
        parts = _CORNER.split(columns.headings[c])
        if len(parts) == 2 and all(parts):
            return parts[1]
    return ""


def corner_heading(text: str) -> str:
    """`Region / Type` heads the rows with Region; a unit or a year in the corner heads nothing."""
    parts = _CORNER.split(text)
    if len(parts) == 2 and all(p and find_unit(p) is None for p in parts):
        return parts[0]
    if read_unit(text) is not None or read_period(text) is not None:
        return ""
    found = find_unit(text)
    return found[1] if found is not None and found[0].kind != "index" else text


def _column_line(grid: Grid, column: int, headings: list[Heading], dimension: str) -> Line:
    """The column as its headings say. A word such as `No` counts as "number" only as the lowest of several headings."""
    lowest = max((heading.row for heading in headings), default=0)
    line = Line(grid.at(0, column)[1], hidden=grid.at(0, column)[1] in grid.sheet.hidden_columns)
    labels: list[Label] = []
    plain = False
    spanned = False
    for heading in headings:
        lower = heading.row != lowest and _COUNT.fullmatch(heading.text) is not None
        meaning = Meaning(heading.text) if lower else read_meaning(grid.unmarked(heading.text))
        plain = plain or (not meaning.text and is_plain_value(heading.text) and meaning.measure is None)
        spanned = spanned or meaning.spanned
        line = replace(
            line,
            period=meaning.period or line.period,
            status=meaning.status or line.status,
            measure=_sharper(line.measure, meaning.measure),
            unit=meaning.unit or line.unit,
        )
        if meaning.text:
            row, col = grid.at(heading.row, heading.column)
            labels.append(
                Label(
                    meaning.text,
                    row,
                    col,
                    dimension,
                    depth=len(labels),
                    bold=grid.style(heading.row, heading.column).bold,
                    total=is_total(meaning.text),
                    footnote=meaning.footnote,
                )
            )
    if line.measure == "growth" and any(_ABSOLUTE.search(h.text) for h in headings):
        line = replace(line, measure=None)  # a change in absolute numbers is no rate
    measure = line.measure or (_measure_of_unit(line.unit) if plain or line.unit is not None else None)
    return replace(line, labels=tuple(labels), measure=measure, period=growth_span(line.period, line.measure, spanned))


def _sharper(first: Measure | None, second: Measure | None) -> Measure | None:
    """Of two headings one above the other the lower decides, unless it only repeats that these are sales."""
    if second is None or (second == "revenue" and first in ("share", "growth", "cagr")):
        return first
    return second


def _measure_of_unit(unit: Unit | None) -> Measure | None:
    if unit is not None and unit.kind == "currency":
        return "revenue"
    return "index" if unit is not None and unit.kind == "index" else None


def _with_named_spans(grid: Grid, lines: list[Line]) -> list[Line]:
    """`24-30E` under a heading of growth, or alone beside columns of both years, is a span of years.

    A span of fiscal years beside columns of plain years is one of plain years.
    """
    years = {line.period.year for line in lines if line.period is not None and line.period.through is None}
    fiscal = any(line.period.fiscal for line in lines if line.period is not None and line.period.through is None)
    result = []
    for line in lines:
        found = _printed_span(grid, line.labels[-1]) if line.labels and line.period is None else None
        if found is not None and (line.measure in ("cagr", "growth") or (not found[1] and _ends(found[0]) <= years)):
            rest = (replace(line.labels[-1], text=found[1]),) if found[1] else ()
            status = found[0].status or line.status
            line = replace(line, period=found[0].period, status=status, labels=(*line.labels[:-1], *rest))
        if line.period is not None and line.period.through is not None and years and not fiscal:
            line = replace(line, period=replace(line.period, fiscal=False))
        result.append(line)
    return result


def _printed_span(grid: Grid, label: Label) -> tuple[Dated, str] | None:
    """The short span in a heading; none where a percent sign behind it was taken off (`10-20%`)."""
    whole = grid.text(label.row - grid.sheet.top, label.column - grid.sheet.left)
    return find_growth_span(label.text) if find_growth_span(whole) else None


def _ends(span: Dated) -> set[int]:
    return {span.period.year, span.period.through or span.period.year}


def names_other_span(line: Line) -> bool:
    """Does a line of growth speak of years that could not be read? Then it must not be given those of its table."""
    return any(names_unread_span(label.text) for label in line.labels)


def _fill_cagr_spans(lines: list[Line]) -> list[Line]:
    """A CAGR column that names no years spans those of the other columns."""
    years = [line.period.year for line in lines if line.period is not None and line.measure not in ("cagr", "growth")]
    if len(set(years)) < 2:
        return lines
    fiscal = all(line.period.fiscal for line in lines if line.period is not None and line.period.through is None)
    span = Period(min(years), max(years), fiscal=fiscal)
    return [
        replace(line, period=span)
        if line.measure == "cagr" and line.period is None and not names_other_span(line)
        else line
        for line in lines
    ]


def header_numbers(grid: Grid, draft: Draft) -> set[tuple[int, int]]:
    """Numbers that stand in header rows: years and the like, no figures."""
    return {(r, c) for r in draft.header for c in range(draft.left, draft.right + 1) if grid.kind[r, c] == NUMBER}
