"""What the rules on periods share: the years along one side of a table, as its header prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Block, Line, Period, Status

AXES = frozenset({"wide", "years down", "cross"})


@dataclass(frozen=True, slots=True)
class Year:
    """A year of an axis: the line that carries it, and the cell of its heading."""

    year: int
    line: Line
    place: Place
    fiscal: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """The years of one kind of line of a table (all of one measure and one heading), in the order of the sheet."""

    block: Block
    years: tuple[Year, ...]
    across: bool
    heading: tuple[str, ...]

    @property
    def distinct(self) -> list[int]:
        """The years, ascending, each once."""
        return sorted({year.year for year in self.years})


def axes(subject: Subject) -> Iterator[Axis]:
    """Every axis of the workbook that has years: columns of wide tables, rows of tables with the years down."""
    for tables in subject.tables:
        for block in tables.blocks:
            if block.layout in AXES:
                for lines, across in ((block.columns, True), (block.rows, False)):
                    yield from _of_lines(subject, block, lines, across=across)


def _of_lines(subject: Subject, block: Block, lines: tuple[Line, ...], *, across: bool) -> Iterator[Axis]:
    groups: dict[tuple[str, tuple[str, ...], str], list[Year]] = {}
    for line in lines:
        if line.period is not None and is_year(line.period):
            heading = tuple(label.text for label in line.labels)
            unit = line.unit.text if line.unit is not None else ""
            place = _heading(subject, block, line, across=across)
            groups.setdefault((line.measure or block.measure or "", heading, unit), []).append(
                Year(line.period.year, line, place, line.period.fiscal)
            )
    for (_, heading, _), years in groups.items():
        yield Axis(block, tuple(years), across, heading)


def is_year(period: Period) -> bool:
    """Whether a period is one whole year."""
    return period.through is None and not period.part


def _heading(subject: Subject, block: Block, line: Line, *, across: bool) -> Place:
    """The cell of a line's head that names its year; the last of the header where none does."""
    assert line.period is not None
    sheet = subject.workbook.sheets[block.sheet]
    if across:
        cells = [(row, line.index) for row in block.header_rows]
    else:
        cells = [(line.index, column) for column in (*block.label_columns, block.range.left)]
    year = str(line.period.year)
    named = [at for at in cells if year[-2:] in str(sheet.value(*at) or "")]
    row, column = (named or cells or [(line.index, block.range.left)])[-1 if not named else 0]
    return Place(block.sheet, row, column)


FEWEST = 5
"""From so many years on, all but one of them one by one, the odd one is a slip."""


def slip(axis: Axis) -> tuple[Year, int] | None:
    """The one inner heading that does not follow in an axis of years one by one, and the year that it should be."""
    years = [year.year for year in axis.years]
    if len(years) < FEWEST:
        return None
    for step in (1, -1):
        first, count = Counter(year - step * i for i, year in enumerate(years)).most_common(1)[0]
        if count == len(years) - 1:
            odd = next(i for i, year in enumerate(years) if year - step * i != first)
            return (axis.years[odd], first + step * odd) if 0 < odd < len(years) - 1 else None
    return None


def years_of_model(subject: Subject) -> frozenset[int]:
    """Every whole year that any figure of the workbook is of."""
    return frozenset(period.year for period in subject.model.observations.periods if is_year(period))


def status_word(status: Status | None) -> str:
    """A status as a sentence says it."""
    return {"actual": "an actual", "base": "the base year", "estimate": "an estimate", "forecast": "a forecast"}.get(
        status or "", "a figure"
    )
