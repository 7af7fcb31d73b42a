"""Numbers as words: the only place where a figure becomes text.

Symbols and grouping are those of the report's locale (`style.current().locale`), the words around them English. A
figure that is hidden arrives as NaN and leaves as `HIDDEN`, one private character, so that every hidden figure looks
the same whatever it was; the templates make a chip of it, plain text makes "XX".
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from cdmo_cli.report.style import current

HIDDEN = "\ue000"
NBSP = "\u00a0"
MINUS = "\u2212"

_SCALES = {1.0: "", 1e3: "thousand", 1e6: "million", 1e9: "billion", 1e12: "trillion"}
_SHORT = {"thousand": "k", "million": "m", "billion": "bn", "trillion": "tn"}
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SPACES = str.maketrans({"\u202f": NBSP, "\u2009": NBSP, " ": NBSP})  # separators that not every font has


def number(value: float, decimals: int = 1) -> str:
    """`1,234.5`; a minus sign, not a hyphen; never "−0.0"."""
    if math.isnan(value):
        return HIDDEN
    rounded = round(value, decimals) + 0.0
    text = _magnitude(abs(rounded), decimals, current().locale)
    return MINUS + text if rounded < 0 else text


@lru_cache(maxsize=4096)
def _magnitude(value: float, decimals: int, locale: Locale) -> str:
    whole = locale.decimal_formats[None].pattern.partition(".")[0]
    pattern = f"{whole}.{'0' * decimals}" if decimals else whole
    text: str = format_decimal(value, format=pattern, locale=locale, decimal_quantization=True)
    return text.translate(_SPACES)


def signed(value: float, decimals: int = 1) -> str:
    """`+37.4`, `−1.2`, and `0.0` without a sign."""
    text = number(value, decimals)
    return "+" + text if not math.isnan(value) and round(value, decimals) > 0 else text


def percent(value: float, decimals: int = 1) -> str:
    """`5.2 %`, the sign bound to its figure, as the locale has it: `5.2%`, `%5,2`."""
    return with_percent(number(value, decimals))


def with_percent(figure: str) -> str:
    """A printed figure with its percent sign: `+5.2 %`."""
    before, after = percent_sign()
    return f"{before}{figure}{after}"


def percent_sign() -> tuple[str, str]:
    """What stands before and after a percentage. The house's locale, en_GB, sets a space; others as CLDR says."""
    return _percent_sign(current().locale)


@lru_cache(maxsize=64)
def _percent_sign(locale: Locale) -> tuple[str, str]:
    if str(locale) == "en_GB":
        return "", f"{NBSP}%"
    before, _, after = re.sub(r"[#0.,]+", "0", locale.percent_formats[None].pattern, count=1).partition("0")
    return before.translate(_SPACES), after.translate(_SPACES)


def points(value: float, decimals: int = 1) -> str:
    """`7 percentage points`: a difference of shares."""
    text = number(abs(value), decimals)
    return f"{text}{NBSP}percentage point" + ("" if text == "1" else "s")


def date(day: dt.date, pattern: str = "d MMM y") -> str:
    """`30 Sept 2024`, bound together: the names of months are those of the report's language, which is English."""
    return format_date(day, pattern, locale=current().language.replace("-", "_")).replace(" ", NBSP)


def words(count: int) -> str:
    """Whole numbers up to twelve as words: `seven`, `13`."""
    return _WORDS[count] if 0 < count < len(_WORDS) else str(count)


def ordinal(place: int) -> str:
    """`second`, `14th`."""
    if 0 < place < len(_ORDINALS):
        return _ORDINALS[place]
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def plain(text: str) -> str:
    """Text for places that know no chips: bookmarks, titles, alternative texts."""
    return text.replace(HIDDEN, "XX")


@dataclass(frozen=True, slots=True)
class Money:
    """How sizes of one report are written: currency, the word of the scale, and decimals that stay the same.

    `unit` heads columns: "USD billion", "index, 2024 = 100", or the word for what is counted.
    """

    currency: str = ""
    scale: str = ""
    decimals: int = 1
    unit: str = ""

    @classmethod
    def of(cls, currency: str | None, scale: float, largest: float, unit: str) -> Money:
        """Decimals follow the largest size: three significant figures or more, two decimals at most."""
        decimals = 1 if math.isnan(largest) else 0 if largest >= 1_000 else 1 if largest >= 10 else 2
        word = _SCALES.get(scale, "") if currency or not unit.startswith("index") else ""
        return cls(currency or "", word, decimals, unit)

    @property
    def short(self) -> str:
        """`bn`."""
        return _SHORT.get(self.scale, "")

    @property
    def people(self) -> str:
        """What the currency's coins are called: `dollars`; empty where it would be a guess."""
        return {"USD": "dollars", "EUR": "euros", "GBP": "pounds", "CHF": "francs", "JPY": "yen"}.get(self.currency, "")

    def figure(self, value: float) -> str:
        """The number alone, as in tables: `302.3`."""
        return number(value, self.decimals)

    def change(self, value: float) -> str:
        """A signed number, as in tables: `+37.4`."""
        return signed(value, self.decimals)

    def full(self, value: float, decimals: int | None = None) -> str:
        """`USD 302.3 billion`."""
        return self._dressed(number(value, self.decimals if decimals is None else decimals), self.scale)

    def about(self, value: float) -> str:
        """`USD 302 billion`: without decimals where there are two figures before the point, for headings."""
        return self.full(value, 0 if not math.isnan(value) and abs(value) >= 10 else self.decimals)

    def brief(self, value: float) -> str:
        """`USD 302.3 bn`, where room is scarce."""
        return self._dressed(number(value, self.decimals), self.short)

    def _dressed(self, text: str, scale: str) -> str:
        return NBSP.join(part for part in (self.currency, text, scale) if part)


def bind(text: str) -> str:
    """Keep a paragraph's last two words together when the last is short, and figures with what follows them."""
    text = re.sub(r"(?<=\d) (?=(?:%|per cent|billion|million|thousand|trillion|bn|percentage points?)\b|%)", NBSP, text)
    text = re.sub(r"\b([A-Z]{3}) (?=[\d\ue000])", rf"\1{NBSP}", text)
    head, gap, tail = text.rpartition(" ")
    return head + NBSP + tail if gap and len(tail) < 10 and " " in head else text
