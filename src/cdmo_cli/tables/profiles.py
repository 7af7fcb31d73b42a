"""What the heading and the cells of one column say of it, before anything is decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cdmo_cli.tables.grid import DATE, EMPTY, MISSED, NUMBER, TEXT, Grid, looks_like_year
from cdmo_cli.tables.periods import find_period, read_period
from cdmo_cli.tables.scan import Draft
from cdmo_cli.tables.units import currency_of, scale_of
from cdmo_cli.tables.words import is_total, measure_in, status_of

Role = Literal[
    "spacer", "label", "period", "value", "status", "currency", "unit", "scale", "measure", "note", "identifier",
    "decimals", "origin",
]  # fmt: skip
_SAMPLE = 200
HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = (
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
VALUE_HEADING = re.compile(r"values?|obs[ _]?values?|wert|amount|figure", re.I)


@dataclass(frozen=True)
class Profile:
    """What a column holds in the body, as shares of its filled cells."""

    filled: int
    number: float
    text: float
    period: float
    sample: tuple[str, ...]
    integers: bool


def profile_of(grid: Grid, draft: Draft, column: int) -> Profile:
    """What the cells of a column hold."""
    kinds = grid.kind[draft.first : draft.last + 1, column]
    filled = int(((kinds != EMPTY) & (kinds != MISSED)).sum())
    if not filled:
        anything = int((kinds != EMPTY).sum())
        return Profile(anything, 0.0, 0.0, 0.0, (), False)
    sample = [r for r in body_sample(draft) if grid.kind[r, column] in (NUMBER, TEXT, DATE)]
    periods = sum(1 for r in sample if _is_period(grid, r, column))
    beside = sum(1 for r in sample if grid.kind[r, column] == TEXT and _is_rate_word(grid.text(r, column)))
    numbers = grid.number[draft.first : draft.last + 1, column][kinds == NUMBER]
    return Profile(
        filled,
        float((kinds == NUMBER).sum()) / filled,
        float((kinds == TEXT).sum()) / filled,
        periods / (len(sample) - beside) if len(sample) > beside else 0.0,
        tuple(grid.text(r, column) for r in sample),
        bool(len(numbers) and (numbers == np.rint(numbers)).all()),
    )


def heading_of(grid: Grid, draft: Draft, column: int) -> str:
    """The lowest header text over a column, "" where there is none."""
    for row in reversed(draft.header):
        text = grid.text(row, column)
        if text:
            return text
    return ""


def joined_heading(grid: Grid, draft: Draft, column: int) -> str:
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


def body_sample(draft: Draft) -> list[int]:
    """Rows of the body to judge by: the first hundred and a hundred spread over the rest."""
    count = draft.last - draft.first + 1
    if count <= _SAMPLE:
        return list(range(draft.first, draft.last + 1))
    half = _SAMPLE // 2
    spread = np.linspace(draft.first + half, draft.last, half).astype(int).tolist()
    return list(range(draft.first, draft.first + half)) + sorted(set(spread))


def _is_period(grid: Grid, row: int, column: int) -> bool:
    kind = grid.kind[row, column]
    if kind == NUMBER:
        if looks_like_year(grid, row, column):
            return True
        number, text = grid.number[row, column], (grid.printed(row, column) or "0000").strip()
        return bool(1500 <= number <= 2199 and number == int(number) and len(text) == 4)
    return kind == DATE or (
        kind == TEXT and (read_period(grid.text(row, column)) is not None or is_month(grid.text(row, column)))
    )


def _is_rate_word(text: str) -> bool:
    """`CAGR 2019-2024`, `Percent change`, `Total`: rows among years that are no years."""
    return measure_in(text)[0] in ("cagr", "growth") or is_total(text)


def is_month(text: str) -> bool:
    """Whether a text is the name of a month."""
    return read_period(f"{text} 2000") is not None and len(text) <= 12 and not text[:1].isdigit()


def fits(role: Role, profile: Profile) -> bool:
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


def headed_by_period(heading: str) -> bool:
    """Whether a heading names a period."""
    return read_period(heading) is not None or find_period(heading) is not None
