"""The columns of an area that hold numbers and yet head the rows: years, dates, running numbers, codes."""

from __future__ import annotations

import re

import numpy as np

from cdmo_cli.identities.infer.fields.years import (
    FEW,
    are_dates,
    goes_round,
    in_order,
    like_years,
    runs_evenly,
    runs_on,
    whole,
)
from cdmo_cli.identities.infer.model import Flags, Floats
from cdmo_cli.tables.grid import DATE, TEXT, Grid
from cdmo_cli.tables.regions import Area

_MOSTLY = 0.8
_KEYED = 8  # numbers in order that are enough to be keys
_NAMED = 0.2  # of the rows with words: words do not name them
_CODE_HEADING = re.compile(
    r"""(?:.*\b)?(?:i\.?d\.?s?|codes?|zip|postcode|postal|plz|isic|nace|naics|sic|fips|isbn|issn|ean|sku|cusip|key|kods?
      |c[oó]digo|codice|code\s\w+|phone|tel(?:ephone)?|fax|ssn|(?:student|account|order|invoice|part|serial|item|model|batch)\s(?:no|number))\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_PLACE_HEADING = re.compile(
    r"(?:#|no|nos|nr|n[°ºo]|№|lfd\.?\s*nr|s/?n|sl\.?\s*no|rank|rang|line|item|row|zeile)\W*",
    re.I,
)
_NUMBER_HEADING = re.compile(r"\w+\s(?:number|no|nr|nummer|num[ée]ro|n[úu]mero)\W*", re.I)
_YEAR_HEADING = re.compile(
    r"(?:.*\b)?(?:y(?:ea)?rs?\.?|jahre?|ann[ée]es?|años?|anno|anos?|jaar|år|rok|év|год)(?!\w).*", re.I
)
_LETTER = re.compile(r"[^\W\d]|#")
_PADDED = re.compile(r"0\d+")


def key_columns(grid: Grid, area: Area, value: Floats, figure: Flags) -> Flags:
    """The columns of whole numbers that head the rows: years, dates, running numbers, codes; and a first column of
    numbers that only rise or only fall, where no words name the rows."""
    kinds = grid.kind[area.top : area.bottom + 1, area.left : area.right + 1]
    keys = _ordered(figure, value, np.isin(kinds, (TEXT, DATE)))
    left = figure & ~keys[None, :]
    lead = int(np.argmax(left.any(axis=0)))
    suspects = np.flatnonzero(left.any(axis=0) & (whole(value) | ~left).all(axis=0))
    for column in suspects.tolist():
        keys[column] = _heads_rows(grid, area, column, value, left, leads=column == lead)
        if keys[column] and column == lead:
            left[:, column] = False
            lead = int(np.argmax(left.any(axis=0)))
    return keys


def _ordered(figure: Flags, value: Floats, words: Flags) -> Flags:
    """The first column of an area if nothing but it names the rows: numbers that only rise, or only fall."""
    result = np.zeros(figure.shape[1], dtype=np.bool_)
    filled = np.flatnonzero(figure.any(axis=0))
    if len(filled) < 2:
        return result
    first, body = int(filled[0]), np.asarray(figure[:, filled[1:]].any(axis=1))
    rows = np.flatnonzero(figure[:, first])
    named = np.asarray(words[rows].any(axis=1)).mean() if len(rows) else 1.0
    steps = np.diff(value[rows, first])
    rises = bool((steps > 0).all() or (steps < 0).all())
    result[first] = len(rows) >= _KEYED and rises and named < _NAMED and body[rows].mean() >= _MOSTLY
    return result


def _heads_rows(grid: Grid, area: Area, column: int, value: Floats, figure: Flags, *, leads: bool) -> bool:
    """Does a column of whole numbers head its rows? `leads`: no figures stand before it."""
    rows = np.flatnonzero(figure[:, column])
    series = value[rows, column]
    heading = _heading(grid, area, column, int(rows[0]))
    if _year_column(series, heading, leads=leads) or are_dates(series) or _CODE_HEADING.fullmatch(heading):
        return True
    if _padded(grid, area, column, series):
        return True
    distinct = len(np.unique(series)) > _MOSTLY * len(series)
    if leads and distinct and _PLACE_HEADING.fullmatch(heading):
        return True
    before = grid.kind[area.top + rows, area.left : area.left + column] if leads else np.zeros(0)
    if not leads or np.isin(before, (TEXT, DATE)).any() or not figure[:, column + 1 :].any():
        return False
    two_years = len(series) == FEW - 1 and bool(like_years(series).all()) and runs_evenly(series)
    running = len(series) >= FEW and runs_on(series) and abs(series[0]) <= 1
    return two_years or bool(running) or (distinct and _NUMBER_HEADING.fullmatch(heading) is not None)


def _year_column(series: Floats, heading: str, *, leads: bool) -> bool:
    """Years are named so, stand before all figures, or run on."""
    if len(series) < FEW or not like_years(series).all():
        return False
    if _YEAR_HEADING.fullmatch(heading) is not None or runs_evenly(series):
        return True
    return leads and bool(np.diff(series).any()) and (in_order(series) or goes_round(series))


def _heading(grid: Grid, area: Area, column: int, first: int) -> str:
    """The words right above the first number of a column."""
    above = grid.kind[area.top : area.top + first, area.left + column]
    texts = (grid.text(area.top + row, area.left + column) for row in np.flatnonzero(above == TEXT)[::-1].tolist())
    return next((text for text in texts if _LETTER.search(text)), "")


def _padded(grid: Grid, area: Area, column: int, series: Floats) -> bool:
    """Do some cells of the column begin with a zero, and have as many digits as its largest number?"""
    kinds = grid.kind[area.top : area.bottom + 1, area.left + column]
    padded = [
        text
        for row in np.flatnonzero(kinds == TEXT).tolist()
        if _PADDED.fullmatch(text := grid.text(area.top + row, area.left + column))
    ]
    longest = len(str(int(np.abs(series).max())))
    return bool(padded) and {len(text) for text in padded} == {longest}
