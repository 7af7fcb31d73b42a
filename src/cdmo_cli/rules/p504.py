"""Actual years and forecasts are mixed.

**What it checks.** The status that headings and columns give to the years of a table (2023A, 2024 (Base), 2025F): a
forecast that stands for an earlier year than an actual, an estimate between actuals, a base year after the forecast
has begun. And between tables: two base years, a base year that is not the one the report states, a year that is an
actual in one table and a forecast in another.

**Why it matters.** What was measured and what was assumed is the first thing a reader must be able to tell; growth
rates count from the base year.

**How to mend it.** Correct the mark of the year that is out of order, and mark one base year in all tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cdmo_cli.rules import words
from cdmo_cli.rules.axes import axes, is_year, status_word
from cdmo_cli.rules.model import Finding, Place, Rule
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Block, Line, Status
from cdmo_cli.tables.words import status_of

NAMES = ("P504", "actual-and-forecast-mixed")

RANK: dict[Status, int] = {"actual": 0, "base": 0, "estimate": 1, "forecast": 2}


@dataclass(frozen=True, slots=True)
class Mark:
    """A year with the status that a table gives it, and the cell that does."""

    table: tuple[int, int]
    year: int
    status: Status
    place: Place


def check(subject: Subject) -> Iterator[Finding]:
    """Findings within tables, then between them."""
    marks = _marks(subject)
    disordered: set[tuple[int, int]] = set()
    for table in dict.fromkeys(mark.table for mark in marks):
        pair = _out_of_order([mark for mark in marks if mark.table == table])
        if pair is not None:
            disordered.add(table)
            yield _order(*pair)
    rest = [mark for mark in marks if mark.table not in disordered]
    yield from _bases(subject, rest)
    yield from _between(subject, rest)


def _marks(subject: Subject) -> list[Mark]:
    """The status of each year as the lines of tables state it, or a column of status in tidy ones."""
    found: dict[tuple[tuple[int, int], int, Status], Mark] = {}
    for axis in axes(subject):
        table = axis.block.sheet, axis.block.range.top * 100_000 + axis.block.range.left
        for year in axis.years:
            if year.line.status is not None:
                mark = Mark(table, year.year, year.line.status, year.place)
                found.setdefault((table, mark.year, mark.status), mark)
    for mark in _tidy(subject):
        found.setdefault((mark.table, mark.year, mark.status), mark)
    return list(found.values())


def _tidy(subject: Subject) -> Iterator[Mark]:
    """From the rows of long tables: the first row of each year and status."""
    for tables in subject.tables:
        for block in tables.blocks:
            if block.layout != "long":
                continue
            table = block.sheet, block.range.top * 100_000 + block.range.left
            seen: set[tuple[int, Status]] = set()
            for line in block.rows:
                if line.status is None or line.period is None or not is_year(line.period):
                    continue
                if (line.period.year, line.status) not in seen:
                    seen.add((line.period.year, line.status))
                    yield Mark(table, line.period.year, line.status, _status_cell(subject, block, line))


def _status_cell(subject: Subject, block: Block, line: Line) -> Place:
    """The cell of a row that says its status; its first cell where none does by itself."""
    sheet = subject.workbook.sheets[block.sheet]
    for column in range(block.range.left, block.range.right + 1):
        value = sheet.value(line.index, column)
        if isinstance(value, str) and status_of(value) == line.status:
            return Place(block.sheet, line.index, column)
    return Place(block.sheet, line.index, block.range.left)


def _out_of_order(marks: list[Mark]) -> tuple[Mark, Mark] | None:
    """The earlier year that is more of a forecast than a later one, and that later one; a year with several marks
    (an estimate beside the actual) says nothing, and estimates may stand before the base year."""
    years: dict[int, list[Mark]] = {}
    for mark in marks:
        years.setdefault(mark.year, []).append(mark)
    single = [found[0] for _, found in sorted(years.items()) if len(found) == 1]
    for i, early in enumerate(single):
        for late in single[i + 1 :]:
            before_base = early.status == "estimate" and late.status == "base"
            if RANK[early.status] > RANK[late.status] and not before_base:
                return early, late
    return None


def _order(early: Mark, late: Mark) -> Finding:
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{early.year} is marked as {status_word(early.status)}, but the later {late.year} as"
        f" {status_word(late.status)}",
        place=early.place,
        related=(late.place,),
        evidence="inferred",
        labels=(str(early.year), early.status, str(late.year), late.status),
    )


def _bases(subject: Subject, marks: list[Mark]) -> Iterator[Finding]:
    """The marked base years against the one that the report states, else against each other."""
    bases: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.status == "base":
            bases.setdefault(mark.year, []).append(mark)
    stated = subject.model.facts.base_year
    cell = subject.model.facts.cells.get("base_year")
    for year, found in bases.items():
        first = found[0]
        if stated is not None and year != stated:
            said = f"the report's base year is {stated}"
            related = (*((Place(*cell),) if cell is not None else ()), *(mark.place for mark in found[1:]))
        elif stated is None and len(bases) > 1 and year != next(iter(bases)):
            other = next(iter(bases.values()))[0]
            said = f"{words.sheet_name(subject, other.place.sheet)} has {other.year}"
            related = (other.place, *(mark.place for mark in found[1:]))
        else:
            continue
        yield Finding(
            rule=NAMES[0],
            name=NAMES[1],
            severity="warning",
            message=f"{year} is marked as the base year, but {said}",
            place=first.place,
            related=related,
            evidence="declared" if stated is not None else "inferred",
            labels=(str(year), "base"),
        )


def _between(subject: Subject, marks: list[Mark]) -> Iterator[Finding]:
    """Years that are actual in one table and forecast in another, one finding for all."""
    actual = {mark.year: mark for mark in reversed(marks) if mark.status == "actual"}
    forecast = {mark.year: mark for mark in reversed(marks) if mark.status == "forecast"}
    both = sorted(actual.keys() & forecast.keys())
    apart = [y for y in both if actual[y].table != forecast[y].table]
    if not apart:
        return
    year = apart[0]
    first, second = actual[year], forecast[year]
    sheets = [words.sheet_name(subject, mark.place.sheet) for mark in (first, second)]
    where = "in one table and a forecast in another"
    if sheets[0] != sheets[1]:
        where = f"in {sheets[0]} and a forecast in {sheets[1]}"
    yield Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{words.listing(str(y) for y in apart)} {'is' if len(apart) == 1 else 'are'} an actual {where}",
        place=second.place,
        related=(first.place,),
        evidence="inferred",
        labels=(str(year), "actual", "forecast"),
    )


RULE = Rule(*NAMES, "warning", "Actual years and forecasts are out of order, or marked differently", check)
