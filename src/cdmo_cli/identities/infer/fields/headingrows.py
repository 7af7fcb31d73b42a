"""The rows of an area that hold numbers and yet head the rows below: years, dates, numbers of the columns."""

from __future__ import annotations

import itertools

import numpy as np

from cdmo_cli.identities.infer.fields.years import (
    FEW,
    FIRST_DAY,
    LAST_DAY,
    PERIODS,
    are_dates,
    goes_round,
    in_order,
    like_years,
    runs_evenly,
    runs_on,
    whole,
)
from cdmo_cli.identities.infer.model import Flags, Floats, Ints

_MOSTLY = 0.8
_ALIKE = 0.5  # of the numbers under a row of years that could be years too: it may hold figures itself
_WORDY = 2  # times as many words as numbers: the numbers are part of a heading ("under 200")
_MANY = 5  # running numbers that are no figures, whatever stands about them


def heading_rows(value: Floats, number: Flags, words: Flags) -> Flags:
    """The rows that hold nothing but years, dates, or the running or even numbers of the columns."""
    count = number.sum(axis=1)
    low = np.where(number, value, np.inf).min(axis=1, initial=np.inf)
    high = np.where(number, value, -np.inf).max(axis=1, initial=-np.inf)
    year = number & like_years(value)
    years: Flags = np.asarray(year.sum(axis=1) >= _MOSTLY * count)
    days: Flags = np.asarray((low >= FIRST_DAY) & (high <= LAST_DAY) & _near(value, number))
    places = ((low == 1) & (high == count)) | ((high == -1) & (low == -count)) | ((low == 0) & (high == count - 1))
    heads: Flags = np.asarray((years & (count > 0) & _over_words(number, words)) | _among_words(number, words))
    heads |= _top_series(value, number, words)
    likely: Flags = np.asarray((count >= 2) & (years | days | places))
    if not likely.any():
        return heads
    years_below = year.sum(axis=0) - np.cumsum(year, axis=0)
    numbers_below = number.sum(axis=0) - np.cumsum(number, axis=0)
    first_word, first_number = _first(words), _first(number)
    first_figure = _first(number & ~(likely | heads)[:, None])
    for row in np.flatnonzero(likely & ~heads).tolist():
        columns = np.flatnonzero(number[row])
        series = value[row, columns]
        first = bool((first_figure[columns] > row).all())
        alike = bool(years_below[row, columns].sum() > _ALIKE * numbers_below[row, columns].sum())
        over, named = bool((first_word[columns] < row).any()), bool(words[row, : int(columns[0])].any())
        said = named and (over or bool((first_number[columns] < row).any()))
        heads[row] = (
            (years[row] and _are_years(series, alike=alike, first=first, free=not named or (first and not over)))
            or (days[row] and are_dates(series))
            or (bool(places[row]) and len(series) >= (_MANY if said else FEW) and first and runs_on(np.abs(series)))
        )
        if not heads[row]:
            first_figure[columns] = np.minimum(first_figure[columns], row)
    return heads


def _first(cells: Flags) -> Ints:
    """The first row of each column in which the cell is marked; behind the last row where none is."""
    return np.where(cells.any(axis=0), cells.argmax(axis=0), len(cells))


def _near(value: Floats, number: Flags) -> Flags:
    """The rows whose neighbouring numbers lie no further apart than the days of a year."""
    both = number[:, 1:] & number[:, :-1]
    return ~np.asarray((both & (np.abs(np.diff(value, axis=1)) > PERIODS[-1][1])).any(axis=1))


def _top_series(value: Floats, number: Flags, words: Flags) -> Flags:
    """The first row of numbers, if it rises or falls evenly with no words over it: ages, sizes, doses."""
    heads = np.zeros(len(number), dtype=np.bool_)
    row = int(np.argmax(number.any(axis=1)))
    columns = np.flatnonzero(number[row])
    steps = np.diff(value[row, columns])
    if len(steps) < FEW or not whole(value[row]).all() or words[:row, columns].any():
        return heads
    heads[row] = bool((steps == steps[0]).all() and steps[0] != 0 and number[row + 1 :, columns].any(axis=1).sum() > 1)
    return heads


def _over_words(number: Flags, words: Flags) -> Flags:
    """The rows before the first figures under which words head the columns of their numbers: a year over a table."""
    result = np.zeros(len(number), dtype=np.bool_)
    filled = np.flatnonzero((number | words).any(axis=1)).tolist()
    for row, below in itertools.pairwise(filled):
        if not number[row].any():
            continue
        result[row] = not number[below].any() and bool(words[below, number[row]].any())
        if not result[row]:
            break
    return result


def _among_words(number: Flags, words: Flags) -> Flags:
    """The rows before the first figures in which more words than numbers stand over the columns of figures."""
    count = number.sum(axis=1)
    over = (words & np.asarray(number.any(axis=0))[None, :]).sum(axis=1)
    heads = (over >= _WORDY * count) & (over > 1)
    first = int(np.argmax((count > 0) & ~heads))
    heads[first:] = False
    return np.asarray(heads & (count > 0))


def _are_years(series: Floats, *, alike: bool, first: bool, free: bool) -> bool:
    """Are the numbers of a row, all like years, years of a heading?

    They are if they run evenly; they may go up, down or round where a heading can stand (`free`), and be one and the
    same where no figures stand above too (`first`). `alike`: those below could be years as well.
    """
    if alike:
        return len(series) >= FEW and runs_evenly(series)
    if not np.diff(series).any():
        return first and free
    if len(series) < FEW:
        return first and runs_evenly(series)
    return runs_evenly(series) or (free and (in_order(series) or goes_round(series)))
