"""A year is missing in an axis of years.

**What it checks.** Tables whose years follow each other one by one, except in one place: 2019, 2020, 2022, 2023. Tables
that print chosen years (2019, 2024, 2031) or jump to the last one are left alone. Where other tables of the workbook
have the year, or where the workbook is a market model, it is a warning; elsewhere information. Where another year
stands in the place of the missing one, its heading is named. A gap where the sheet shows an error value is S003's.

**Why it matters.** Growth from one column to the next then spans two years without saying so, and a chart drawn from
the table puts the years too close together.

**How to mend it.** Add the year, or correct the heading if it is a slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cdmo_cli.address import a1
from cdmo_cli.read.model import ErrorValue
from cdmo_cli.rules import words
from cdmo_cli.rules.axes import Axis, Year, axes, slip, years_of_model
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("P502", "gap-in-periods")

FEWEST = 5
BESIDE = 2
"""An axis of so many years, so many of them one by one on either side of the gap, was meant to be without one."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for every year that is missing, however many tables lack it."""
    gaps: dict[int, list[Axis]] = {}
    for axis in axes(subject):
        wrong = slip(axis)
        if wrong is not None:
            if sum(year.year == wrong[0].year for year in axis.years) == 1:  # else it is a year that stands twice
                yield _mistyped(axis, *wrong)
            continue
        missing = gap(axis)
        if missing is not None and not _shows_error(subject, axis, missing):
            gaps.setdefault(missing, []).append(axis)
    elsewhere = years_of_model(subject)
    for missing, found in gaps.items():
        yield _finding(subject, missing, found, known=missing in elsewhere)


def gap(axis: Axis) -> int | None:
    """The one year that is missing in an axis of years one by one; None for every other axis."""
    years = axis.distinct
    steps = [after - before for before, after in pairwise(years)]
    wide = [i for i, step in enumerate(steps) if step != 1]
    if len(years) < FEWEST or len(wide) != 1 or steps[wide[0]] != 2 or len(years) != len(axis.years):
        return None
    before = wide[0] + 1
    return years[wide[0]] + 1 if before >= BESIDE and len(years) - before >= BESIDE else None


def _shows_error(subject: Subject, axis: Axis, missing: int) -> bool:
    """Whether an error value stands between the lines on either side of a gap, or in the heading there."""
    sheet, home = subject.workbook.sheets[axis.block.sheet], axis.block.range
    before, after = sorted(year.place for year in axis.years if abs(year.year - missing) == 1)
    rows = range(min(before.row, home.top), home.bottom + 1) if axis.across else range(before.row + 1, after.row)
    columns = range(before.column + 1, after.column) if axis.across else range(home.left, home.right + 1)
    return any(isinstance(sheet.value(row, column), ErrorValue) for row in rows for column in columns)


def _mistyped(axis: Axis, odd: Year, meant: int) -> Finding:
    """A heading among years one by one that is not the year it should be."""
    at = axis.years.index(odd)
    before, after = axis.years[at - 1], axis.years[at + 1]
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{odd.year} stands between {before.year} and {after.year}, where {meant} is missing:"
        f" {a1(odd.place.row, odd.place.column)} is probably {meant}",
        place=odd.place,
        observed=float(odd.year),
        expected=Expected(float(meant), float(meant), float(meant)),
        related=(before.place, after.place),
        evidence="inferred",
        labels=(*axis.heading, str(meant)),
    )


def _finding(subject: Subject, missing: int, found: list[Axis], *, known: bool) -> Finding:
    first = found[0]
    after = next(year for year in first.years if year.year == missing + 1)
    before = next(year for year in first.years if year.year == missing - 1)
    others = [next(year for year in axis.years if year.year == missing + 1) for axis in found[1:]]
    is_model = bool(subject.model.market)
    where = ""
    if known:
        where = "; other tables of the workbook have it"
    elif len(found) > 1:
        sheets = dict.fromkeys(words.sheet_name(subject, axis.block.sheet) for axis in found)
        where = f", in {len(found)} tables ({words.listing(sheets)})"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning" if known or is_model else "info",
        message=f"{missing} is missing between {missing - 1} and {missing + 1}, in years that otherwise follow each"
        f" other from {first.distinct[0]} to {first.distinct[-1]}{where}",
        place=after.place,
        related=tuple(dict.fromkeys(year.place for year in (before, *others))),
        evidence="inferred",
        labels=(*first.heading, str(missing)),
    )


RULE = Rule(*NAMES, "warning", "A year is missing in an otherwise yearly axis", check)
