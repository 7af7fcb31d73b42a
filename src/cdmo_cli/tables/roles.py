"""What each column of a table is for: labels, periods, figures, units, notes; and from that the layout of the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cdmo_cli.tables.grid import DATE, EMPTY, MISSED, NUMBER, TEXT, Grid, looks_like_year
from cdmo_cli.tables.helpers import helper_labels, helper_numbers, hidden_keys
from cdmo_cli.tables.model import Layout
from cdmo_cli.tables.periods import find_period, read_period
from cdmo_cli.tables.scan import Draft
from cdmo_cli.tables.units import currency_of, find_unit, read_unit, scale_of
from cdmo_cli.tables.words import is_total, measure_in, squeeze, status_of

Role = Literal[
    "spacer", "label", "period", "value", "status", "currency", "unit", "scale", "measure", "note", "identifier",
    "decimals", "origin",
]  # fmt: skip

_SAMPLE = 200
_ALL_YEARS = 0.8  # so much of a column that names its rows by years
_HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("currency", re.compile(r"currency|curr\.?|ccy|währung|devise|moneda|valuta", re.I)),
    ("scale", re.compile(r"scale|multiplier|magnitude", re.I)),
    (
        "unit",
        re.compile(r"(?:currency\s?(?:/|&|and|,)\s?)?units?(?: of measure)?|uom|einheit(?:en)?|unité|unidad", re.I),
    ),
    ("status", re.compile(r"status|a/?(?:e/?)?f|actual/forecast|type of figure|obs[ _]status", re.I)),
    ("measure", re.compile(r"measures?|metric|indicator|kennzahl|variable|figure type", re.I)),
    ("decimals", re.compile(r"decimals", re.I)),
    (
        "identifier",
        re.compile(
            r"#|no\.?|nr\.?|id|rank|rang|index no\.?|line|code|row|iso(?: code)?|\w* ?code|s\.? ?no\.?"
            r"|(?:record|item|entry|key)(?: (?:id|no\.?|number))?|pos(?:ition|\.)?",
            re.I,
        ),
    ),
    (
        "note",
        re.compile(
            r"(?:foot)?notes?|comments?|remarks?|sources?|url|links?|website|reference|bemerkung(?:en)?|quellen?|kind|basis"
            r"|(?:.+ )?as printed|printed(?: as)?|wording|original(?: text)?|quote|description"
            r"|year[ -]?end(?:ed|ing)?|headquarters|evidence",
            re.I,
        ),
    ),
)
_PERIOD_HEADING = re.compile(
    r"(?:fiscal |calendar |reporting |base |start |end |forecast |final |estimate |first |last |size )?"
    r"(?:years?|yrs?|periods?|quarters?|months?|dates?)"
    r"(?: (?:of|from|to|\d).*)?|fy|time|jahre?|zeitraum|ann[eé]e|año|anno|y\d"
    r"|(?:year|label)[ _](?:\d|start|end|from|to)|label[ _](?:start|end)|from|to",
    re.I,
)
_THROUGH_HEADING = re.compile(r"to|through|(?:end|final|last|forecast) year|year to|label[ _]end|y1", re.I)
_COMPANY = re.compile(
    r"compan(?:y|ies)|players?|manufacturers?|vendors?|firms?|cdmos?|unternehmen|firmen?|entreprise", re.I
)
_VALUE_HEADING = re.compile(r"values?|obs[ _]?values?|wert|amount|figure", re.I)
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


@dataclass(frozen=True)
class _Profile:
    """What a column holds in the body, as shares of its filled cells."""

    filled: int
    number: float
    text: float
    period: float
    sample: tuple[str, ...]
    integers: bool


def find_roles(grid: Grid, draft: Draft) -> Columns:
    """Decide what each column is for."""
    headings = {c: _heading(grid, draft, c) for c in range(draft.left, draft.right + 1)}
    profiles = {c: _profile(grid, draft, c) for c in headings}
    if profiles[draft.left].period >= _ALL_YEARS:
        headings[draft.left] = _without_unit(headings[draft.left])
    helpers = helper_numbers(grid, draft, headings, {c: _joined_heading(grid, draft, c) for c in headings})
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
    layout = "long" if ingest and "value" in roles.values() else _layout(grid, draft, roles, headings, profiles)
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


def _heading(grid: Grid, draft: Draft, column: int) -> str:
    for row in reversed(draft.header):
        text = grid.text(row, column)
        if text:
            return text
    return ""


def body_sample(draft: Draft) -> list[int]:
    """Rows of the body to judge by: the first hundred and a hundred spread over the rest."""
    count = draft.last - draft.first + 1
    if count <= _SAMPLE:
        return list(range(draft.first, draft.last + 1))
    half = _SAMPLE // 2
    spread = np.linspace(draft.first + half, draft.last, half).astype(int).tolist()
    return list(range(draft.first, draft.first + half)) + sorted(set(spread))


def _profile(grid: Grid, draft: Draft, column: int) -> _Profile:
    kinds = grid.kind[draft.first : draft.last + 1, column]
    filled = int(((kinds != EMPTY) & (kinds != MISSED)).sum())
    if not filled:
        anything = int((kinds != EMPTY).sum())
        return _Profile(anything, 0.0, 0.0, 0.0, (), False)
    sample = [r for r in body_sample(draft) if grid.kind[r, column] in (NUMBER, TEXT, DATE)]
    periods = sum(1 for r in sample if _is_period(grid, r, column))
    beside = sum(1 for r in sample if grid.kind[r, column] == TEXT and _is_rate_word(grid.text(r, column)))
    numbers = grid.number[draft.first : draft.last + 1, column][kinds == NUMBER]
    return _Profile(
        filled,
        float((kinds == NUMBER).sum()) / filled,
        float((kinds == TEXT).sum()) / filled,
        periods / (len(sample) - beside) if len(sample) > beside else 0.0,
        tuple(grid.text(r, column) for r in sample),
        bool(len(numbers) and (numbers == np.rint(numbers)).all()),
    )


def _is_period(grid: Grid, row: int, column: int) -> bool:
    kind = grid.kind[row, column]
    if kind == NUMBER:
        if looks_like_year(grid, row, column):
            return True
        number, text = grid.number[row, column], (grid.printed(row, column) or "0000").strip()
        return bool(1500 <= number <= 2199 and number == int(number) and len(text) == 4)
    return kind == DATE or (
        kind == TEXT and (read_period(grid.text(row, column)) is not None or _is_month(grid.text(row, column)))
    )


def _is_rate_word(text: str) -> bool:
    """`CAGR 2019-2024`, `Percent change`, `Total`: rows among years that are no years."""
    return measure_in(text)[0] in ("cagr", "growth") or is_total(text)


def _is_month(text: str) -> bool:
    return read_period(f"{text} 2000") is not None and len(text) <= 12 and not text[:1].isdigit()


def _is_key(column: int, headings: dict[int, str], profiles: dict[int, _Profile], draft: Draft) -> bool:
    """Does a column of numbers name its rows (years, running numbers) and not measure them?"""
    heading, profile = squeeze(headings[column].replace("_", " ")), profiles[column]
    if profile.period >= 0.8 and (_PERIOD_HEADING.fullmatch(heading) or (column == draft.left and not heading)):
        return not (heading and read_period(heading))
    named = next((role for role, pattern in _HEADINGS if pattern.fullmatch(heading)), None)
    return named in ("decimals", "scale", "identifier") and _fits(named, profile) and _sole(column, headings)


def _sole(column: int, headings: dict[int, str]) -> bool:
    """A heading that stands over several columns (`no.`, `%`) names no column of keys."""
    return list(headings.values()).count(headings[column]) == 1


def _role(column: int, headings: dict[int, str], profiles: dict[int, _Profile], first_value: int, draft: Draft) -> Role:
    heading, profile = headings[column], profiles[column]
    if not profile.filled and not heading:
        return "spacer"
    name = squeeze(heading.replace("_", " "))
    if draft.header and read_period(heading) is None:
        if profile.period >= 0.7 and _PERIOD_HEADING.fullmatch(name) and not measure_in(name)[0]:
            return "period"
        for role, pattern in _HEADINGS:
            leads = role == "note" and column == draft.left  # the first column of words names the rows
            if pattern.fullmatch(name) and not leads and _fits(role, profile) and _sole(column, headings):
                return role
    if profile.number >= 0.5:
        leading = column < first_value and profile.period >= 0.8 and column == draft.left and not heading
        return "period" if leading else "value"
    if column < first_value:
        if not profile.text and _headed_by_period(heading):
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
    return "value" if _headed_by_period(heading) and profile.number > 0 else "note"


def _years_before_months(column: int, profiles: dict[int, _Profile], draft: Draft) -> bool:
    """Years down the first column with months or quarters beside them; other words may stand among the years."""
    months = profiles.get(column + 1)
    if column != draft.left or months is None or not months.sample or months.period < 0.8:
        return False
    years = [t for t in profiles[column].sample if t[:1].isdigit()]
    return len(years) >= 2 and all(read_period(t) is not None for t in years) and _month_column(months)


def _month_column(profile: _Profile) -> bool:
    return all(_is_month(t) or read_period(t) for t in profile.sample[:12])


def _headed_by_period(heading: str) -> bool:
    return read_period(heading) is not None or find_period(heading) is not None


def _fits(role: Role, profile: _Profile) -> bool:
    """Does a column hold what its heading says?"""
    sample = profile.sample[:50]
    if not sample:
        return role == "note"
    if role == "currency":
        return all(currency_of(t) for t in sample)
    if role == "unit":
        return profile.text >= 0.5
    if role == "scale":
        return sum(scale_of(t) is not None for t in sample) >= 0.8 * len(sample)
    if role == "status":
        return sum(status_of(t) is not None for t in sample) >= 0.8 * len(sample)
    if role == "measure":
        return sum(measure_in(t)[0] is not None or t.lower() == "value" for t in sample) >= 0.5 * len(sample)
    if role in ("identifier", "decimals"):
        return profile.integers and profile.number >= 0.9
    return profile.number < 0.5 or profile.period >= 0.9


def _promote_sole_values(
    roles: dict[int, Role], profiles: dict[int, _Profile], headings: dict[int, str], draft: Draft
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
    roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, _Profile]
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


def _could_name(heading: str, profile: _Profile) -> bool:
    return profile.text >= 0.8 and not any(pattern.fullmatch(squeeze(heading)) for _, pattern in _HEADINGS)


def _tells_apart(rows: Sequence[object]) -> bool:
    return len(set(rows)) >= 0.8 * len(rows) >= 1.6


def _layout(
    grid: Grid, draft: Draft, roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, _Profile]
) -> Layout:
    values = [c for c in sorted(roles) if roles[c] == "value"]
    labels = [c for c in sorted(roles) if roles[c] == "label"]
    periods = [c for c in sorted(roles) if roles[c] == "period"]
    if _is_claims(values, periods, headings):
        return "claims"
    by_year = sum(1 for c in values if _headed_by_period(_joined_heading(grid, draft, c)))
    if _is_company(labels, values, roles, headings, by_year):
        return "company"
    if labels and len(values) > 1 and any(p - 1 in values for p in periods) and min(periods) > values[0]:
        return "claims"  # figures with the year of each beside it
    has = set(roles.values())
    tidy = (
        bool(periods)
        or bool(has & {"measure", "currency", "scale"})
        or ("unit" in has and len(values) == 1 and bool(_VALUE_HEADING.fullmatch(headings[values[0]])))
    )
    dimensions = labels or _dimensions_among_notes(roles, headings, profiles)
    if draft.header and not by_year and tidy and (dimensions or "measure" in has) and (dimensions or periods):
        return "long"
    if periods and not by_year:
        return "years down"
    if by_year:
        return "wide"
    measured = [c for c in values if _is_measure_heading(_joined_heading(grid, draft, c))]
    if len(values) >= 2 and labels and len(measured) < 0.5 * len(values):
        return "cross"
    return "wide"


def _joined_heading(grid: Grid, draft: Draft, column: int) -> str:
    """All header texts over a column, those of merged or empty neighbours to the left included."""
    texts = []
    for row in draft.header:
        for c in range(column, draft.left, -1):
            text = grid.text(row, c)
            if text:
                texts.append(text)
                break
            if row == draft.header[-1]:
                break
    return " ".join(texts)


def _is_measure_heading(heading: str) -> bool:
    measure, _ = measure_in(heading)
    return (
        measure is not None
        or read_unit(heading) is not None
        or find_unit(heading) is not None
        or bool(_VALUE_HEADING.fullmatch(heading))
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


def _long_dimensions(roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, _Profile]) -> None:
    """In a long table columns of words to the right of the figures are dimensions too, unless headed as notes."""
    for c in _dimensions_among_notes(roles, headings, profiles):
        roles[c] = "label"


def _dimensions_among_notes(
    roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, _Profile]
) -> list[int]:
    """Columns of words that repeat, under headings that promise no notes; where no other column names the rows, they
    need not repeat."""
    named = "label" in roles.values()
    found = []
    for c, role in roles.items():
        promised = any(r == "note" and pattern.fullmatch(squeeze(headings[c])) for r, pattern in _HEADINGS)
        sample = profiles[c].sample
        if role != "note" or promised or not headings[c] or not sample or profiles[c].text < 0.8:
            continue
        if not named or len(set(sample)) <= max(1, 0.5 * len(sample)):
            found.append(c)
    return found


def _only_leading_periods(
    grid: Grid, draft: Draft, roles: dict[int, Role], headings: dict[int, str], profiles: dict[int, _Profile]
) -> None:
    """Where rows are members, years right of the figures ("Founded") say something else of them: a note."""
    values = [c for c in roles if roles[c] == "value"]
    for c, role in roles.items():
        if role == "period" and values and c > min(values):
            roles[c] = "note"
