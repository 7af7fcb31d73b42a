"""Periods as analysts write them: 2024, 2024E, FY24, 2023/24, Q1 2024, 2024-2031, "2024 (Base)", dates."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from cdmo_cli.tables.model import Period, Status
from cdmo_cli.tables.words import STATUS_WORDS, residue, split_footnote, squeeze

FIRST_YEAR, LAST_YEAR = 1500, 2199  # of a period that says that it is one
_PLAIN_FIRST, _PLAIN_LAST = 1900, 2100  # of a bare number

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier",
            "feb february februar",
            "mar march märz mär mrz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WORDS = "|".join(sorted((re.escape(w) for w in STATUS_WORDS if len(w) > 1), key=len, reverse=True))
_YEAR = r"(?:1[5-9]\d\d|2[01]\d\d)"


def _status(name: str) -> str:
    """A status behind a year: glued (2024E), bracketed (2024 (Base)) or as a word (2024 est.)."""
    glued, letter = r"[AaBEeFfPp](?![\w])", r"\(\s?[ABEFPefp]\s?\)"
    bracketed, word = rf"[\[(]\s?(?i:{_WORDS})\.?\s?[\])]", rf"(?<=[\d\s])(?i:{_WORDS})\b\.?"
    return rf"(?:\s?(?P<{name}>{glued}|{letter}|{bracketed}|{word}))?"


_FISCAL = (
    r"(?P<fiscal>(?i:FYE?|F\.Y\.|GJ|fiscal(?: year)?|financial year|fiscal year end(?:ed|ing)"
    r"|year end(?:ed|ing)|Geschäftsjahr))\s?'?"
)
_CALENDAR = r"(?i:CY|calendar year|calendar)\s?'?"
_SPAN = (
    rf"(?:{_FISCAL}|{_CALENDAR})?(?P<year>{_YEAR}){_status('s1')}\s?(?P<dash>(?i:-|/|to|bis|until|through|à|→))"
    rf"\s?(?:FY)?'?(?P<through>{_YEAR}|\d\d(?!\d)){_status('s2')}"
)
_APOSTROPHES = r"'(?P<year>\d\d)\s?(?P<dash>-|/|to)\s?'?(?P<through>\d\d)(?!\d)"
_SINGLE = rf"(?:{_FISCAL}|{_CALENDAR})?(?P<year>{_YEAR})(?:\.0+)?{_status('s1')}"
_SHORT = rf"(?:{_FISCAL}|{_CALENDAR})(?P<short>\d\d)(?!\d){_status('s1')}"
_SHORT_SPAN = (
    rf"{_FISCAL}(?P<short>\d\d){_status('s1')}\s?[-/]\s?(?P<second>FYE?\s?'?)?(?P<through>\d\d)(?!\d){_status('s2')}"
)
_PART = (
    rf"(?P<part>[QH][1-4])[\s'/-]*(?:{_FISCAL})?(?P<year>{_YEAR}|\d\d(?!\d)){_status('s1')}",
    rf"(?P<partn>[1-4][QH])[\s'/-]*(?:{_FISCAL})?(?P<year>{_YEAR}|\d\d(?!\d)){_status('s1')}",
    rf"(?:{_FISCAL})?(?P<year>{_YEAR})[\s'/:-]*(?P<part>[QH][1-4]){_status('s1')}",
)
_MONTHLY = (
    rf"(?:\d{{1,2}}\.?\s)?{_MONTH}[\s/'-]*(?:\d{{1,2}},\s?)?(?P<year>{_YEAR}|(?<=[\s/'-])\d\d(?!\d))",
    rf"(?P<year>{_YEAR})[\s-]{_MONTH}",
)
_ISO = r"(?P<year>\d{4})-(?P<mm>0[1-9]|1[0-2])(?:-(?P<dd>[0-3]\d))?(?:[T ]\d\d:\d\d(?::\d\d)?)?"
_NUMERIC_DATE = r"(?:(?P<dd>[0-3]?\d)[./])?(?P<mm>0?[1-9]|1[0-2])[./](?P<year>\d{4})"

_STRICT = tuple(
    re.compile(pattern, re.IGNORECASE if "month" in pattern or "part" in pattern else 0)
    for pattern in (_SPAN, _APOSTROPHES, _SINGLE, _SHORT_SPAN, _SHORT, *_PART, *_MONTHLY, _ISO, _NUMERIC_DATE)
)
_INSIDE = tuple(
    re.compile(
        rf"(?<![\w.,/-]){pattern}(?![\w/]|[.,]\d|\s?=\s?100)",
        re.IGNORECASE if "part" in pattern or "month" in pattern else 0,
    )
    for pattern in (_SPAN, _APOSTROPHES, _SHORT_SPAN, *_PART, *_MONTHLY, _SINGLE, _SHORT)
)
_HAS_DIGITS = re.compile(r"\d\d")
_TWO_DIGITS = re.compile(
    r"(?<![\w.,/-])\(?'?(?P<year>\d\d)(?:[AEFPB](?=\W))?\s?(?P<dash>-|/|to\b|bis\b|until\b|through\b|→)\s?'?(?P<through>\d\d)"
    r"(?P<s2>[AEFPBaef])?(?![\w%/-]|[.,]\d)\)?"
)
_NO_YEARS = re.compile(r"\b(?:ages?|aged|alter|phases?|sizes?|grades?|class(?:es)?)\b", re.IGNORECASE)
_UNREAD_SPAN = re.compile(
    r"\d\d|(?:\d|two|three|four|five|six|seven|eight|nine|ten)[\s-]*(?:y(?:ea)?rs?|y|jahr\w*|ans?|años?)\b",
    re.IGNORECASE,
)
_LONGEST_SHORT_SPAN = 50  # years


@dataclass(frozen=True, slots=True)
class Dated:
    """A period with what is written beside it."""

    period: Period
    status: Status | None = None
    footnote: str = ""

    def as_span(self) -> Period:
        """The period as growth is said over it: 2023-24 of a growth column is from 2023 to 2024."""
        p = self.period
        if p.fiscal and p.through is None and self.footnote == "span":
            return Period(p.year - 1, p.year)
        return p


def is_year(value: float) -> bool:
    """A bare number that can be a year."""
    return value == int(value) and _PLAIN_FIRST <= value <= _PLAIN_LAST


def read_period(value: object, *, years: tuple[int, int] = (_PLAIN_FIRST, _PLAIN_LAST)) -> Dated | None:
    """The period that a whole cell is, or None. `years` bounds bare numbers."""
    if isinstance(value, dt.date):
        return Dated(_of_date(value))
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        if value == value and abs(value) < 1e6 and value == int(value) and years[0] <= value <= years[1]:
            return Dated(Period(int(value)))
        return None
    return _read_text(value) if isinstance(value, str) else None


@lru_cache(maxsize=65536)
def _read_text(text: str) -> Dated | None:
    text = _normal(text)
    if not text or len(text) > 40 or not _HAS_DIGITS.search(text):
        return None
    dated = _strict(text)
    if dated is None:
        bare, mark = split_footnote(text)
        dated = _strict(bare) if mark else None
        if dated is not None and not dated.footnote:
            dated = Dated(dated.period, dated.status, mark)
    return dated


def find_period(text: str) -> tuple[Dated, str] | None:
    """The one period that a longer text names, and the text without it; None where it names none or several."""
    return _find(text)


@lru_cache(maxsize=16384)
def _find(text: str) -> tuple[Dated, str] | None:
    text = _normal(text.replace("_", " "))
    if not _HAS_DIGITS.search(text):
        return None
    found: Dated | None = None
    rest = text
    for pattern in _INSIDE:
        match = pattern.search(rest)
        while match is not None:
            dated = _dated(match)
            if dated is None:
                break
            if found is not None and found.period != dated.period:
                return None
            found = dated
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
            match = pattern.search(rest)
    return (found, residue(rest)) if found else None


def find_growth_span(text: str) -> tuple[Dated, str] | None:
    """The span that a heading of growth names by two digits each, and the text without it: `24-30`, `'24–'30E`.

    Two-digit numbers are years only where growth is spoken of; None where there are no such years or several spans.
    """
    normal = _normal(text)
    matches = list(_TWO_DIGITS.finditer(normal))
    if len(matches) != 1 or _NO_YEARS.search(normal):
        return None
    match = matches[0]
    first, last = _full(int(match["year"])), _full(int(match["through"]))
    if not 0 < last - first <= _LONGEST_SHORT_SPAN:
        return None
    rest = residue(f"{normal[: match.start()]} {normal[match.end() :]}")
    return Dated(Period(first, last), _status_of(match["s2"])), rest


def names_unread_span(text: str) -> bool:
    """Does a heading whose period could not be read speak of years all the same: `5-year`, `2022-24 & 2024-30`?"""
    return _UNREAD_SPAN.search(_normal(text)) is not None


def _normal(text: str) -> str:
    return squeeze(re.sub(r"\s*[‐‑‒–—−]\s*|\s+-\s+", "-", text)).replace("’", "'").replace("‘", "'")


def _strict(text: str) -> Dated | None:
    for pattern in _STRICT:
        match = pattern.fullmatch(text)
        if match is not None:
            dated = _dated(match)
            if dated is not None:
                return dated
    return None


def _dated(match: re.Match[str]) -> Dated | None:
    groups = match.groupdict()
    fiscal = bool(groups.get("fiscal"))
    status = _status_of(groups.get("s2")) or _status_of(groups.get("s1"))
    if groups.get("short"):
        year = _full(int(groups["short"]))
        if groups.get("through"):
            return _fiscal_span(year, _full(int(groups["through"])), bool(groups.get("second")), status)
        return Dated(Period(year, fiscal=fiscal), status)
    year = int(groups["year"])
    year = _full(year) if year < 100 else year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if groups.get("through"):
        return _span(year, groups["through"], groups["dash"], fiscal, status)
    part = (groups.get("part") or (groups.get("partn") or "")[::-1]).upper()
    if part:
        return None if part in ("H3", "H4") else Dated(Period(year, part=part, fiscal=fiscal), status)
    if groups.get("month"):
        return Dated(Period(year, part=f"{_MONTHS[groups['month'].lower()]:02d}"), status)
    if groups.get("mm"):
        if not groups.get("dd"):
            return Dated(Period(year, part=f"{int(groups['mm']):02d}"), status)
        try:
            return Dated(_of_date(dt.date(year, int(groups["mm"]), int(groups["dd"]))), status)
        except ValueError:
            return None
    return Dated(Period(year, fiscal=fiscal), status)


def _span(year: int, through: str, dash: str, fiscal: bool, status: Status | None) -> Dated | None:
    short = len(through) == 2
    end = int(through) if not short else year - year % 100 + int(through)
    if short and end < year:
        end += 100
    if end == year + 1 and (short or dash == "/"):
        return Dated(Period(end, fiscal=True), status, "span")  # 2023/24: the fiscal year that ends in 2024
    if short and dash == "-" and int(through) <= 12 and end - year > 40:
        return Dated(Period(year, part=through), status)  # 2024-03 is a month
    if end <= year or end - year > 100:
        return None
    return Dated(Period(year, end, fiscal=fiscal), status)


def _fiscal_span(year: int, through: int, named_twice: bool, status: Status | None) -> Dated | None:
    """FY23/24 is the fiscal year that ends in 2024; FY24-30 and FY24-FY25 are spans of fiscal years."""
    if through == year + 1 and not named_twice:
        return Dated(Period(through, fiscal=True), status, "span")
    return Dated(Period(year, through, fiscal=True), status) if through > year else None


def _status_of(text: str | None) -> Status | None:
    if not text:
        return None
    bare = text.strip("()[]. ")
    if bare == "p":
        return "estimate"  # a small p marks provisional figures in statistics; a capital one, projections
    return STATUS_WORDS.get(bare.lower())


def _full(short: int) -> int:
    return short + (1900 if short >= 70 else 2000)


def _of_date(date: dt.date) -> Period:
    """The year for the first and last day of one, else the month."""
    if (date.month, date.day) in ((1, 1), (12, 31)):
        return Period(date.year)
    return Period(date.year, part=f"{date.month:02d}")
