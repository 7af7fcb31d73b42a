"""Words and decimals that suit any workbook: headings that can be read, plurals, fiscal years, small figures."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import replace

from cdmo_cli.market.model import Dimension
from cdmo_cli.report import numbers
from cdmo_cli.report.findings import known
from cdmo_cli.report.numbers import Money
from cdmo_cli.report.view import View

_LONGEST = 120  # characters of a heading
_BRIEF = 48  # characters of a label in a key figure
_MOST_DECIMALS = 2  # more in a table of small members
_MOST_DIGITS = 5  # of the largest figure, so that it stays in its column


def headline(*candidates: str | None) -> str:
    """The first finding whose condition held and that is short enough to be read as a heading; else the last of the
    candidates, which says what a page is about."""
    found = (each for each in candidates if each and len(numbers.plain(each)) <= _LONGEST)
    return next(found, candidates[-1] or "")


def brief(label: str, most: int = _BRIEF) -> str:
    """A label for a sentence or a key figure: of a very long one the beginning, `most` characters."""
    return label if len(label) <= most else label[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"


def plural(dimension: Dimension) -> str:
    """`Countries`, and of a workbook's own dimension that knows only one form `States`, `Fuel categories`."""
    name = dimension.plural
    if name.casefold() != dimension.label.casefold() or name.casefold().endswith("s"):
        return name
    return f"{name[:-1]}ies" if name[-1:] == "y" and name[-2:-1] not in "aeiou" else f"{name}s"


def fiscal(view: View, years: Sequence[int]) -> str:
    """`, fiscal years`, where the workbook counts all of these years so."""
    periods = [period for period in view.model.observations.periods if period.year in years and not period.through]
    if not periods or not all(period.fiscal for period in periods):
        return ""
    return ", fiscal years" if len(years) > 1 else ", fiscal year"


def precise(view: View, *columns: Sequence[float]) -> Money:
    """How sizes of a table are written: with more decimals than elsewhere where half of a column would otherwise be
    left with one digit or none. Never where figures are hidden: decimals tell a magnitude."""
    money = view.money
    needed = money.decimals
    for column in columns:
        sizes = [abs(value) for value in column if value]
        if sizes and known(*sizes) and not view.sample:
            needed = max(needed, 1 - math.floor(math.log10(statistics.median(sizes))))
    whole = max((abs(figure.value) for figure in view.series().values() if known(figure.value)), default=1.0)
    room = _MOST_DIGITS - len(f"{max(whole, 1.0):.0f}")
    return replace(money, decimals=max(money.decimals, min(needed, money.decimals + _MOST_DECIMALS, room)))
