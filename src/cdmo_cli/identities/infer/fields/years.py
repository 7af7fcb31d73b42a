"""Numbers that are no figures: years, dates, running numbers, wherever they stand."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.model import Flags, Floats

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_DAY, LAST_DAY = 20_000, 60_000  # days since 1900, as spreadsheets count them: 1954 to 2064
PERIODS = ((28, 31), (90, 92), (365, 366))  # days from one month, quarter, year to the next
FAR = 10  # years from one row or column to the next
FEW = 3  # numbers that are enough to be years or running numbers


def whole(value: Floats) -> Flags:
    """Which numbers are whole."""
    return np.asarray(value == np.rint(value))


def like_years(value: Floats) -> Flags:
    """Which numbers could be years."""
    return np.asarray(whole(value) & (value >= FIRST_YEAR) & (value <= LAST_YEAR))


def goes_round(series: Floats) -> bool:
    """Do the same numbers come again and again: 2001, 2002, 2001, 2002?"""
    return len(np.unique(series)) <= len(series) / 2


def in_order(series: Floats) -> bool:
    """Do the numbers go up, or down, or stay?"""
    steps = np.diff(series)
    return bool((steps >= 0).all() or (steps <= 0).all())


def runs_evenly(series: Floats) -> bool:
    """Is it as far from each year to the next, and not too far?"""
    steps = np.diff(series)
    return bool((steps == steps[0]).all()) and 0 < abs(float(steps[0])) <= FAR


def are_dates(series: Floats) -> bool:
    """Are these the days on which months, quarters or years begin or end?"""
    steps = np.abs(np.diff(series))
    return len(series) >= FEW and any(bool(((steps >= low) & (steps <= high)).all()) for low, high in PERIODS)


def runs_on(series: Floats) -> bool:
    """1, 2, 3 ..."""
    return bool((np.diff(series) == 1).all())
