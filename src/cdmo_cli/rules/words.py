"""How rules speak of cells: what a figure is called, how numbers and lists are written, where labels lead."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from cdmo_cli.address import a1
from cdmo_cli.market.model import MEASURES
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Block, Line

LONGEST = 80
"""Characters of a label in a sentence."""

LISTED = 4
"""Longer lists are cut in messages; all places are in `related`."""


def place(subject: Subject, position: int) -> Place:
    """Where a cell stands."""
    return Place(*subject.judgement.system.cells.place(position))


def block_of(subject: Subject, position: int) -> Block | None:
    """The table that an observation stands in; None for a cell that only a formula uses."""
    observations = subject.model.observations
    if position >= len(observations):
        return None
    return block_at(subject, place(subject, position))


def block_at(subject: Subject, at: Place) -> Block | None:
    """The table that a cell, a label or a figure, belongs to."""
    for tables in subject.tables:
        if tables.sheet == at.sheet:
            return next((block for block in tables.blocks if (at.row, at.column) in block.range), None)
    return None


def path(subject: Subject, position: int) -> tuple[str, ...]:
    """The labels that lead to a cell: those of its row, then those of its column with its period."""
    return path_at(subject, place(subject, position), block_of(subject, position))


def path_at(subject: Subject, at: Place, block: Block | None) -> tuple[str, ...]:
    """The labels that lead to a cell of a table, or the nearest texts where it stands in none."""
    if block is None:
        return _beside(subject, at)
    return (*_texts(line_at(block.rows, at.row)), *_texts(line_at(block.columns, at.column)))


def line_at(lines: Sequence[Line], index: int) -> Line | None:
    """The row or column of a table that stands in that row or column of the sheet."""
    return next((line for line in lines if line.index == index), None)


def _texts(line: Line | None) -> tuple[str, ...]:
    if line is None:
        return ()
    texts = tuple(label.text for label in line.labels)
    period = (str(line.period),) if line.period is not None else ()
    measure = (line.measure,) if line.measure is not None and not texts else ()
    return (*texts, *period, *measure)


def _beside(subject: Subject, at: Place) -> tuple[str, ...]:
    """The nearest text to the left of a cell and the nearest above it."""
    if at.sheet >= len(subject.workbook.sheets):
        return ()
    sheet = subject.workbook.sheets[at.sheet]
    left = (sheet.value(at.row, column) for column in range(at.column - 1, sheet.left - 1, -1))
    above = (sheet.value(row, at.column) for row in range(at.row - 1, sheet.top - 1, -1))
    found = (next((v for v in line if isinstance(v, str) and v.strip()), None) for line in (left, above))
    return tuple(text.strip() for text in found if text is not None)


def name(subject: Subject, position: int) -> str:
    """What a figure is called in a sentence: its members and period, or the labels beside it."""
    observations = subject.model.observations
    if position >= len(observations):
        texts = (short(text) for text in _beside(subject, place(subject, position)))
        return " · ".join(texts) or place_name(subject, position)
    who = member(subject, position)
    period = int(observations.period[position])
    when = f" {observations.periods[period]}" if period >= 0 else ""
    return f"{who}{when}"


def place_name(subject: Subject, position: int) -> str:
    """The address of a cell, with its sheet's name."""
    return address(subject, place(subject, position))


def address(subject: Subject, at: Place) -> str:
    """The address of a cell with its sheet: `Regions!C7`."""
    return f"{sheet_name(subject, at.sheet)}!{a1(at.row, at.column)}"


def sheet_name(subject: Subject, sheet: int) -> str:
    """The name of a sheet."""
    sheets = subject.workbook.sheets
    return sheets[sheet].name if 0 <= sheet < len(sheets) else str(sheet + 1)


def member(subject: Subject, position: int) -> str:
    """The members of a figure without its period: "Biologics, Europe", or "The total"."""
    observations = subject.model.observations
    if position >= len(observations):
        texts = _beside(subject, place(subject, position))
        return short(texts[0]) if texts else place_name(subject, position)
    names: list[str] = []
    inner = {d.within for d in subject.model.dimensions if d.within and named(subject, d.code, position)}
    for dimension in subject.model.dimensions:
        if named(subject, dimension.code, position) and dimension.code not in inner:
            names.append(short(dimension.members[int(observations.members[dimension.code][position])].label))
    if names:
        return ", ".join(names)
    labels = _texts(line_at(_rows(subject, position), int(observations.row[position])))
    return short(labels[-1]) if labels else _label_of_total(subject, position) or "The total"


def _label_of_total(subject: Subject, position: int) -> str:
    """What a total is called in a list, or by the column of a table with the years down; empty for a rate there,
    which is named apart."""
    block = block_of(subject, position)
    at = place(subject, position)
    if block is not None and block.layout == "long":
        line = line_at(block.rows, at.row)
        return next((short(label.text) for label in line.labels if label.total), "") if line is not None else ""
    if block is None or block.layout != "years down" or measure(subject, position) in ("share", "growth", "cagr"):
        return ""
    line = line_at(block.columns, at.column)
    return short(line.labels[-1].text) if line is not None and line.labels else ""


def _rows(subject: Subject, position: int) -> Sequence[Line]:
    block = block_of(subject, position)
    return block.rows if block is not None and block.layout in ("wide", "claims", "company", "cross") else ()


def named(subject: Subject, dimension: str, position: int) -> bool:
    """Whether a figure is one of a member of that dimension."""
    column = subject.model.observations.members.get(dimension)
    return column is not None and int(column[position]) >= 0


def measure(subject: Subject, position: int) -> str:
    """The measure of a figure; "value" for a cell that only a formula uses."""
    observations = subject.model.observations
    return MEASURES[int(observations.measure[position])] if 0 <= position < len(observations) else "value"


def period(subject: Subject, position: int) -> str:
    """The period of a figure with a space before it; empty where it has none."""
    observations = subject.model.observations
    index = int(observations.period[position]) if position < len(observations) else -1
    return f" {observations.periods[index]}" if index >= 0 else ""


def rate_name(subject: Subject, position: int) -> str:
    """What follows the name of a rate in a sentence: ", its CAGR," for a rate, nothing for an amount."""
    names = {"share": "share", "growth": "growth", "cagr": "CAGR"}
    name = names.get(measure(subject, position))
    return f", its {name}," if name is not None else ""


def unit_name(subject: Subject, position: int) -> str:
    """The unit of a figure as printed, empty where none is known."""
    observations = subject.model.observations
    unit = int(observations.unit[position]) if position < len(observations) else -1
    return observations.units[unit].text if unit >= 0 and observations.units[unit].kind != "percent" else ""


def same_unit(subject: Subject, one: int, other: int) -> bool:
    """Whether two figures are printed in the same unit."""
    scale = subject.judgement.system.cells.scale
    return bool(scale[one] == scale[other])


def block_number(subject: Subject, position: int) -> tuple[int, int]:
    """Sheet and number of the table of an observation."""
    observations = subject.model.observations
    return int(observations.sheet[position]), int(observations.block[position])


COMPUTED = 2
MOST_DECIMALS = 6

_FORMAT = re.compile(r"[#,]*0(?:\.(?P<decimals>0+))?(?P<percent>%)?(?:;|_|$)")


def decimals(subject: Subject, position: int) -> int:
    """How many decimals a figure is shown with: those of its granularity, or of its format if a formula gives it; two
    where it was computed, not written, and no format says how many."""
    half = float(subject.judgement.system.cells.half[position])
    if half <= 0:
        written = _shortest(float(subject.judgement.system.cells.value[position]) * _hundred(subject, position))
    else:
        written = round(-math.log10(2 * half)) - (2 if _hundred(subject, position) != 1 else 0)
    places = _format_places(subject, position)
    if places is not None:
        return max(min(written, places), 0)
    return COMPUTED if written > MOST_DECIMALS else max(written, 0)


def _format_places(subject: Subject, position: int) -> int | None:
    """The decimals that the number format of a formula's cell shows; None for a typed figure or a format of no such."""
    at = place(subject, position)
    sheet = subject.workbook.sheets[at.sheet]
    if (at.row, at.column) not in (sheet.formulas or {}):
        return None
    printed = printed_places(sheet.style(at.row, at.column).number_format)
    return printed[0] if printed is not None else None


def printed_places(number_format: str) -> tuple[int, bool] | None:
    """The decimals that a number format shows, and whether in percent; None for a format that fixes none."""
    match = _FORMAT.match(number_format)
    return (len(match["decimals"] or ""), match["percent"] is not None) if match is not None else None


def _shortest(value: float) -> int:
    text = f"{value:.9f}".rstrip("0")
    return len(text.partition(".")[2])


def _hundred(subject: Subject, position: int) -> float:
    """100 for a fraction that its format shows as a percentage, else 1."""
    observations = subject.model.observations
    if position >= len(observations) or int(observations.unit[position]) < 0:
        return 1.0
    unit = observations.units[int(observations.unit[position])]
    return 100.0 if unit.kind == "percent" and unit.scale == 1 else 1.0


def shown(subject: Subject, position: int, value: float | None = None, places: int | None = None) -> str:
    """A figure in a cell's unit (its own value for None) as that cell prints it: decimals, percent sign."""
    own = float(subject.judgement.system.cells.value[position]) if value is None else value
    count = decimals(subject, position) if places is None else places
    return f"{number(own * _hundred(subject, position), count)}{_percent_sign(subject, position)}"


def apart(subject: Subject, position: int, stated: float, computed: float, least: int = 0) -> tuple[str, str]:
    """Two figures in a cell's unit, with as many decimals as it takes to tell them apart."""
    for places in range(max(decimals(subject, position), least), 2 * MOST_DECIMALS):
        texts = shown(subject, position, stated, places), shown(subject, position, computed, places)
        if texts[0] != texts[1]:
            return texts
    return shown(subject, position, stated), shown(subject, position, computed)


def number(value: float, places: int) -> str:
    """A number with a fixed count of decimals and groups of thousands: 1,234.5."""
    text = f"{value:,.{max(places, 0)}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.replace("-", "")


def _percent_sign(subject: Subject, position: int) -> str:
    """What follows a figure of that cell: " %" where it is printed in percent."""
    observations = subject.model.observations
    if position >= len(observations) or int(observations.unit[position]) < 0:
        return ""
    unit = observations.units[int(observations.unit[position])]
    return " %" if unit.kind == "percent" and unit.scale in (0.01, 1) else ""


def short(text: str) -> str:
    """A label on one line, cut where it is longer than a name can be."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def listing(words: Iterable[str], most: int = LISTED) -> str:
    """A, B and C; longer lists end in "and 5 more"."""
    items = list(words)
    if len(items) > most:
        return f"{', '.join(items[: most - 1])} and {len(items) - most + 1} more"
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def amount(subject: Subject, position: int, value: float | None = None) -> float:
    """A figure of a cell's unit (its own value for None) in units of the headline figure, or in points."""
    cells = subject.judgement.system.cells
    own = float(cells.value[position]) if value is None else value
    base = abs(own * float(cells.scale[position]))
    if measure(subject, position) in ("share", "growth", "cagr"):
        return round(base * 100, 6)
    return round(base / _headline_scale(subject), 6)


def _headline_scale(subject: Subject) -> float:
    """The scale of the first currency unit: what impacts are counted in; 1 where there is none."""
    return next((unit.scale for unit in subject.model.observations.units if unit.kind == "currency"), 1.0) or 1.0
