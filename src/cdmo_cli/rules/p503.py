"""A year stands twice.

**What it checks.** Two columns (or rows) of one table that are headed by the same year, with the same measure and the
same status: 2020, 2021, 2021, 2023. An actual beside an estimate of the same year is meant to be there. Where a
neighbouring year is missing in turn, it is named: the heading is probably a slip.

**Why it matters.** A reader cannot tell which of the two is the year's figure; growth and sums take one or both.

**How to mend it.** Correct the heading, or remove the column that repeats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from cdmo_cli.address import a1
from cdmo_cli.rules import axes, words
from cdmo_cli.rules.axes import Axis, Year
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("P503", "period-repeated")

MOST = 0.34
"""From this share of repeated years on a table has a second run of years, not a slip."""


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every year that stands twice in a table."""
    for axis in axes.axes(subject):
        groups: dict[tuple[int, str | None, bool], list[Year]] = {}
        for year in axis.years:
            groups.setdefault((year.year, year.line.status, year.fiscal), []).append(year)
        repeated = [years for years in groups.values() if len(years) > 1]
        if not repeated or len(repeated) > MOST * len(axis.distinct):
            continue
        for years in repeated:
            yield _finding(axis, years)


def _same_figures(axis: Axis, years: list[Year]) -> bool:
    figures = axis.block.figures
    own, cross = (figures.column, figures.row) if axis.across else (figures.row, figures.column)
    lines = []
    for year in years:
        here = np.equal(own, year.line.index)
        lines.append(dict(zip(cross[here].tolist(), figures.value[here].tolist(), strict=True)))
    return all(line == lines[0] for line in lines)


def _finding(axis: Axis, years: list[Year]) -> Finding:
    year = years[0].year
    cells = words.listing(a1(found.place.row, found.place.column) for found in years)
    said = "twice" if len(years) == 2 else f"{len(years)} times"
    slip, odd = _slip(axis, year), axes.slip(axis)
    figures = "the same" if _same_figures(axis, years) else "different"
    which = f"{a1(odd[0].place.row, odd[0].place.column)} is" if odd is not None else "one of them is"
    guess = f", and {slip} nowhere between its neighbours: {which} probably {slip}" if slip is not None else ""
    at = odd[0] if odd is not None and slip is not None else years[1]
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{year} stands {said} among the years of this table ({cells}), with {figures} figures{guess}",
        place=at.place,
        related=tuple(found.place for found in years if found is not at),
        evidence="inferred",
        labels=(*axis.heading, str(year)),
    )


def _slip(axis: Axis, year: int) -> int | None:
    """The year beside a repeated one that the axis lacks although its years go on behind it."""
    count = Counter(found.year for found in axis.years)
    if count[year + 1] == 0 and count[year + 2]:
        return year + 1
    return year - 1 if count[year - 1] == 0 and count[year - 2] else None


RULE = Rule(*NAMES, "warning", "Two lines of one table are headed by the same year", check)
