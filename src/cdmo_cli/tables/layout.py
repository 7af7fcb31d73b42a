"""The layout of a table: decided from the roles of its columns and their headings."""

from __future__ import annotations

import re

from cdmo_cli.tables.grid import Grid
from cdmo_cli.tables.model import Layout
from cdmo_cli.tables.profiles import HEADINGS, VALUE_HEADING, Profile, Role, headed_by_period, joined_heading
from cdmo_cli.tables.scan import Draft
from cdmo_cli.tables.units import find_unit, read_unit
from cdmo_cli.tables.words import RATIOS, measure_in, squeeze

_COMPANY = re.compile(
    r"compan(?:y|ies)|players?|manufacturers?|vendors?|firms?|cdmos?|unternehmen|firmen?|entreprise", re.I
)


def layout_of(
    grid: Grid, draft: Draft, roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, Profile]
) -> Layout:
    """The layout that the roles, headings and contents of the columns make."""
    values = [c for c in sorted(roles) if roles[c] == "value"]
    labels = [c for c in sorted(roles) if roles[c] == "label"]
    periods = [c for c in sorted(roles) if roles[c] == "period"]
    if _is_claims(values, periods, headings):
        return "claims"
    dated = [heading for c in values if headed_by_period(heading := joined_heading(grid, draft, c))]
    by_year = len(dated)
    if _is_company(labels, values, roles, headings, sum(measure_in(heading)[0] not in RATIOS for heading in dated)):
        return "company"
    if labels and len(values) > 1 and any(p - 1 in values for p in periods) and min(periods) > values[0]:
        return "claims"  # figures with the year of each beside it
    has = set(roles.values())
    tidy = (
        bool(periods)
        or bool(has & {"measure", "currency", "scale"})
        or ("unit" in has and len(values) == 1 and bool(VALUE_HEADING.fullmatch(headings[values[0]])))
    )
    dimensions = labels or dimensions_among_notes(roles, headings, profiles)
    if draft.header and not by_year and tidy and (dimensions or "measure" in has) and (dimensions or periods):
        return "long"
    if periods and not by_year:
        return "years down"
    if by_year:
        return "wide"
    measured = [c for c in values if _is_measure_heading(joined_heading(grid, draft, c))]
    if len(values) >= 2 and labels and len(measured) < 0.5 * len(values):
        return "cross"
    return "wide"


def _is_measure_heading(heading: str) -> bool:
    measure, _ = measure_in(heading)
    return (
        measure is not None
        or read_unit(heading) is not None
        or find_unit(heading) is not None
        or bool(VALUE_HEADING.fullmatch(heading))
    )


def _is_claims(values: list[int], periods: list[int], headings: dict[int, str]) -> bool:
    """Two sizes, each with its own year, and a growth rate between them."""
    if len(periods) < 2 or len(values) < 2:
        return False
    rates = [c for c in values if measure_in(headings[c])[0] in ("cagr", "growth")]
    sizes = [c for c in values if c not in rates]
    between = any(periods[0] < c < periods[1] for c in sizes)
    return len(sizes) >= 2 and between and (bool(rates) or len(periods) >= len(sizes))


def _is_company(
    labels: list[int], values: list[int], roles: dict[int, Role], headings: dict[int, str], by_year: int
) -> bool:
    named = any(_COMPANY.fullmatch(squeeze(headings[c])) for c in labels)
    revenue = any(measure_in(headings[c])[0] == "revenue" for c in values)
    attributes = sum(role in ("currency", "period", "note", "unit", "scale") for role in roles.values())
    return named and not by_year and attributes >= 1 and (revenue or "currency" in roles.values())


def dimensions_among_notes(roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, Profile]) -> list[int]:
    """Columns of words that repeat, under headings that promise no notes; where no other column names the rows, they
    need not repeat."""
    named = "label" in roles.values()
    found = []
    for c, role in roles.items():
        promised = any(r == "note" and pattern.fullmatch(squeeze(headings[c])) for r, pattern in HEADINGS)
        sample = profiles[c].sample
        if role != "note" or promised or not headings[c] or not sample or profiles[c].text < 0.8:
            continue
        if not named or len(set(sample)) <= max(1, 0.5 * len(sample)):
            found.append(c)
    return found
