"""What each column of a table is for: labels, periods, figures, units, notes; with the layout of the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.tables.grid import Grid
from cdmo_cli.tables.helpers import helper_labels, helper_numbers, hidden_keys
from cdmo_cli.tables.layout import dimensions_among_notes, layout_of
from cdmo_cli.tables.model import Layout
from cdmo_cli.tables.periods import read_period
from cdmo_cli.tables.profiles import (
    HEADINGS,
    Profile,
    Role,
    fits,
    headed_by_period,
    heading_of,
    is_month,
    joined_heading,
    profile_of,
)
from cdmo_cli.tables.scan import Draft
from cdmo_cli.tables.units import currency_of, find_unit
from cdmo_cli.tables.words import measure_in, squeeze

_ALL_YEARS = 0.8  # so much of a column that names its rows by years
_PERIOD_HEADING = re.compile(
    r"(?:fiscal |calendar |reporting |base |start |end |forecast |final |estimate |first |last |size )?"
    r"(?:years?|yrs?|periods?|quarters?|months?|dates?)"
    r"(?: (?:of|from|to|\d).*)?|fy|time|jahre?|zeitraum|ann[eé]e|año|anno|y\d"
    r"|(?:year|label)[ _](?:\d|start|end|from|to)|label[ _](?:start|end)|from|to",
    re.I,
)
_THROUGH_HEADING = re.compile(r"to|through|(?:end|final|last|forecast) year|year to|label[ _]end|y1", re.I)
_INGEST = frozenset(("measure", "value", "period"))
_ORIGIN = frozenset(("file", "sheet", "cell", "market"))


@dataclass(frozen=True)
class Columns:
    """The columns of a table with their roles, by grid column; headings are the lowest header cell of each."""

    roles: dict[int, Role]
    headings: dict[int, str]
    layout: Layout

    def of(self, *roles: Role) -> list[int]:
        """The columns of those roles, from left to right."""
        return [c for c in sorted(self.roles) if self.roles[c] in roles]


def find_roles(grid: Grid, draft: Draft) -> Columns:
    """Decide what each column is for."""
    headings = {c: heading_of(grid, draft, c) for c in range(draft.left, draft.right + 1)}
    profiles = {c: profile_of(grid, draft, c) for c in headings}
    if profiles[draft.left].period >= _ALL_YEARS:
        headings[draft.left] = _without_unit(headings[draft.left])
    helpers = helper_numbers(grid, draft, headings, {c: joined_heading(grid, draft, c) for c in headings})
    values = [c for c, p in profiles.items() if p.number >= 0.5 and p.filled and c not in helpers]
    roles: dict[int, Role] = {}
    first_value = next((c for c in values if not _is_key(c, headings, profiles, draft)), draft.right + 1)
    for c in headings:
        roles[c] = "identifier" if c in helpers else _role(c, headings, profiles, first_value, draft)
    _promote_sole_values(roles, profiles, headings, draft)
    _currencies_as_labels(roles)
    _words_among_figures_as_labels(roles, headings, profiles)
    _hidden_keys_aside(grid, roles, headings)
    ingest = {h.lower() for h in headings.values()} >= _INGEST
    if ingest:
        roles |= {c: "origin" for c, h in headings.items() if h.lower() in _ORIGIN}
    layout = "long" if ingest and "value" in roles.values() else layout_of(grid, draft, roles, headings, profiles)
    if layout == "long":
        _long_dimensions(roles, headings, profiles)
    elif layout not in ("claims", "company"):
        _only_leading_periods(grid, draft, roles, headings, profiles)
        labels = [c for c in sorted(roles) if roles[c] == "label"]
        dates = [c for c in sorted(roles) if roles[c] == "period"] if layout == "years down" else []
        roles |= dict.fromkeys(helper_labels(grid, draft, labels, headings, dates), "identifier")
    return Columns(roles, headings, layout)


def _without_unit(heading: str) -> str:
    """`Year (USD million)` in the corner over years heads them with "Year"; the unit is for the figures."""
    found = find_unit(heading)
    return heading if found is None or (found[1] and not _PERIOD_HEADING.fullmatch(found[1])) else found[1]


def _is_key(column: int, headings: dict[int, str], profiles: dict[int, Profile], draft: Draft) -> bool:
    """Does a column of numbers name its rows (years, running numbers) and not measure them?"""
    heading, profile = squeeze(headings[column].replace("_", " ")), profiles[column]
    if profile.period >= 0.8 and (_PERIOD_HEADING.fullmatch(heading) or (column == draft.left and not heading)):
        return not (heading and read_period(heading))
    named = next((role for role, pattern in HEADINGS if pattern.fullmatch(heading)), None)
    return named in ("decimals", "scale", "identifier") and fits(named, profile) and _sole(column, headings)


def _sole(column: int, headings: dict[int, str]) -> bool:
    """A heading that stands over several columns (`no.`, `%`) names no column of keys."""
    return list(headings.values()).count(headings[column]) == 1


def _role(column: int, headings: dict[int, str], profiles: dict[int, Profile], first_value: int, draft: Draft) -> Role:
    heading, profile = headings[column], profiles[column]
    if not profile.filled and not heading:
        return "spacer"
    name = squeeze(heading.replace("_", " "))
    if draft.header and read_period(heading) is None:
        if profile.period >= 0.7 and _PERIOD_HEADING.fullmatch(name) and not measure_in(name)[0]:
            return "period"
        for role, pattern in HEADINGS:
            leads = role == "note" and column == draft.left  # the first column of words names the rows
            if pattern.fullmatch(name) and not leads and fits(role, profile) and _sole(column, headings):
                return role
    if profile.number >= 0.5:
        leading = column < first_value and profile.period >= 0.8 and column == draft.left and not heading
        return "period" if leading else "value"
    if column < first_value:
        if not profile.text and headed_by_period(heading):
            return "value"  # a first year that is all n/a
        if not profile.filled:
            return "spacer"
        if _years_before_months(column, profiles, draft):
            return "period"
        periodic = profile.period >= 0.8 and (
            column == draft.left or bool(_PERIOD_HEADING.fullmatch(name)) or _month_column(profile)
        )
        return "period" if periodic and profile.filled else "label"
    if not profile.filled:
        return "value"  # headed, but all blank or n/a
    if profile.text and profile.period >= 0.9 and _PERIOD_HEADING.fullmatch(name):
        return "period"
    if all(currency_of(t) for t in profile.sample[:50]) and profile.sample:
        return "currency"
    return "value" if headed_by_period(heading) and profile.number > 0 else "note"


def _years_before_months(column: int, profiles: dict[int, Profile], draft: Draft) -> bool:
    """Years down the first column with months or quarters beside them; other words may stand among the years."""
    months = profiles.get(column + 1)
    if column != draft.left or months is None or not months.sample or months.period < 0.8:
        return False
    years = [t for t in profiles[column].sample if t[:1].isdigit()]
    return len(years) >= 2 and all(read_period(t) is not None for t in years) and _month_column(months)


def _month_column(profile: Profile) -> bool:
    return all(is_month(t) or read_period(t) for t in profile.sample[:12])


def _promote_sole_values(
    roles: dict[int, Role], profiles: dict[int, Profile], headings: dict[int, str], draft: Draft
) -> None:
    """Where no column holds figures so far, one of numbers without a heading does; in a table without labels, any."""
    if "value" in roles.values():
        return
    numeric = [c for c, p in profiles.items() if p.number >= 0.5]
    mixed = [c for c, p in profiles.items() if 0 < p.number < 0.5]
    unheaded = [c for c in numeric if not headings[c]]
    labelled = "label" in roles.values()
    if unheaded and (labelled or len(numeric) > 1):
        roles[unheaded[-1]] = "value"
    elif numeric and not labelled:
        for c in numeric[-1:] if len(numeric) > 1 else numeric:
            roles[c] = "value"
    elif mixed and not numeric:
        roles[mixed[-1]] = "value"


def _currencies_as_labels(roles: dict[int, Role]) -> None:
    """A table of exchange rates is labelled by its currencies: where nothing else names the rows, they do."""
    if any(role in ("label", "period", "measure") for role in roles.values()):
        return
    for c in sorted(roles):
        if roles[c] == "currency":
            roles[c] = "label"
            return
        if roles[c] == "value":
            return


def _words_among_figures_as_labels(
    roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, Profile]
) -> None:
    """Where no column names the rows, one of different words does, though columns of figures stand left of it.

    Where none tells the rows apart alone, neighbouring columns of words do so together.
    """
    if any(role in ("label", "period", "measure") for role in roles.values()):
        return
    words = [c for c in sorted(roles) if roles[c] == "note" and _could_name(headings[c], profiles[c])]
    for c in words:
        if _tells_apart(profiles[c].sample):
            roles[c] = "label"
            return
    full = [c for c in words if len(profiles[c].sample) == max(len(profiles[w].sample) for w in words)]
    if len(full) > 1 and _tells_apart(list(zip(*(profiles[c].sample for c in full), strict=True))):
        roles |= dict.fromkeys(full, "label")


def _hidden_keys_aside(grid: Grid, roles: dict[int, Role], headings: dict[int, str]) -> None:
    """Hidden columns headed as keys name no rows where anything else does."""
    keys = hidden_keys(grid, [c for c in sorted(roles) if roles[c] == "label"], headings)
    if any(role in ("label", "period") and c not in keys for c, role in roles.items()):
        roles |= dict.fromkeys(keys, "identifier")


def _could_name(heading: str, profile: Profile) -> bool:
    return profile.text >= 0.8 and not any(pattern.fullmatch(squeeze(heading)) for _, pattern in HEADINGS)


def _tells_apart(rows: Sequence[object]) -> bool:
    return len(set(rows)) >= 0.8 * len(rows) >= 1.6


def _long_dimensions(roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, Profile]) -> None:
    """In a long table columns of words to the right of the figures are dimensions too, unless headed as notes."""
    for c in dimensions_among_notes(roles, headings, profiles):
        roles[c] = "label"


def _only_leading_periods(
    grid: Grid, draft: Draft, roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, Profile]
) -> None:
    """Where rows are members, years right of the figures ("Founded") say something else of them: a note."""
    values = [c for c in roles if roles[c] == "value"]
    for c, role in roles.items():
        if role == "period" and values and c > min(values):
            roles[c] = "note"
