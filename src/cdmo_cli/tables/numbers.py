"""Numbers kept as text: 1,234.5 · 1.234,5 · 1 234,5 · 1'234.5 · (12.3) · 12.3- · 40% · 12.3* · "12.3 p"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Decimal = Literal[".", ","]

_LONGEST = 60  # characters of a number with all its trimmings
SIGNIFICANT = 12  # digits that count: beyond them a float is noise
_SPACE = " \u00a0\u2007\u2009\u202f"
_APOSTROPHE = "'’"
_BODY = rf"\d[\d.,{_SPACE}{_APOSTROPHE}]*|[.,]\d+"
_CURRENCY = (
    r"(?:US|CA?|AU?|NZ|HK|SG?|NT|R|MX)?\$|[€£¥₹₩₽₺₪₫฿₱₦₴]|USD|EUR|CHF|GBP|JPY|CAD|AUD|NZD|CNY|INR|BRL|RUB|KRW|SEK|NOK|DKK|PLN|CZK|HUF"
    r"|Rs\.?|Fr\.|kr\.?|zł|Kč|Ft"
)
_MINUS = "-−–‐‑﹣－"
NUMBER = re.compile(
    rf"""\s*(?:[*†‡](?!.*\*\s*\Z)\s?|\([a-z]\)\s?)?
    (?P<about>~|≈|±|<|>|≤|≥|(?:ca?\.|circa|approx\.|approximately|approx|about|around|nearly|over|under|some)\s)?\s*
    (?P<open>(?:(?:{_CURRENCY})\s?)?\()?\s*(?P<sign>[{_MINUS}+])?\s*(?:{_CURRENCY})?\s*(?P<sign2>[{_MINUS}])?\s*(?P<body>{_BODY})\s*
    (?P<percent>%|percent|per\ cent|pct)?\s*(?:{_CURRENCY})?\s*(?P<percent2>%)?\s*(?P<close>\)%?)?(?P<trail>[-−])?
    (?:[acdefprsu]|\s(?!bn|mn|tn|[kmbtx]\b)[a-z]{{1,2}}|\s?[a-z]/)?
    (?:\s*(?:[*†‡§#¹²³⁰⁴⁵⁶⁷⁸⁹]|\[\w{{1,2}}\]|\([a-z]\)|(?<=\s)\(\d\)))*\s*""",
    re.VERBOSE | re.IGNORECASE,
)
GROUPED = 10  # times as many numbers must show a mark between groups of three digits as show it elsewhere
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_LEADING_ZERO = re.compile(r"[-+]?0\d")
_EXPONENT = re.compile(r"[-+]?\d(?:\.\d+)?[eE][-+]?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as a text shows it: 5.2 for `5.2 %`, with the decimals written."""

    value: float
    decimals: int
    percent: bool = False


def looks_numeric(text: str) -> bool:
    """Could this be a number in some convention? Identifiers such as 007 are none."""
    return bool(_PLAIN.fullmatch(text) and not _LEADING_ZERO.match(text)) or _body(text) is not None


def _body(text: str) -> tuple[re.Match[str], str] | None:
    text = " ".join(text.split())  # single spaces: runs of them would make the pattern try every way to share them
    if not text or len(text) > _LONGEST:
        return None
    match = NUMBER.fullmatch(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    body = match["body"].strip(_SPACE)
    if _LEADING_ZERO.match(body) and not match["percent"]:
        return None
    return match, body


def decimal_mark(texts: Iterable[str]) -> Decimal:
    """The decimal mark that the numbers of a grid were written with: a point unless the texts say otherwise.

    A mark that stands once and is not followed by exactly three digits, stands after the other mark, or follows
    a leading zero, is a decimal mark; one that stands twice is none. Numbers that fit both readings do not vote, but
    very many of them outdo a few votes: those are grouped wrongly, 8,97 for 8,997.
    """
    votes = {".": 0, ",": 0}
    groups = {".": 0, ",": 0}
    for text in texts:
        found = _body(text)
        if found is None:
            continue
        mark = _vote(found[1])
        if mark is not None:
            votes[mark] += 1
        elif "." in found[1] or "," in found[1]:
            groups["." if "." in found[1] else ","] += 1
    votes = {mark: count if count * GROUPED > groups[mark] else 0 for mark, count in votes.items()}
    return "," if votes[","] > votes["."] else "."


def told_mark(text: str) -> Decimal | None:
    """The decimal mark that a number's own text tells; None where it fits both readings, or is no number."""
    found = _body(text)
    return _vote(found[1]) if found is not None else None


def _vote(body: str) -> Decimal | None:
    points, commas = body.count("."), body.count(",")
    if points and commas:
        last: Decimal = "." if body.rfind(".") > body.rfind(",") else ","
        return last if body.count(last) == 1 else None
    if not points and not commas:
        return None
    mark: Decimal = "." if points else ","
    other: Decimal = "," if points else "."
    if points + commas > 1:
        return other
    before, after = body.split(mark)
    if len(after) != 3 or before in ("", "0") or len(re.sub(r"\D", "", before)) > 3 or re.search(r"\D", before):
        return mark if after else None
    return None


def parse_number(text: str, decimal: Decimal = ".") -> Printed | None:
    """The number that a text shows, or None where it shows none.

    `decimal` decides where both readings fit (1,234); a text that fits only the other one is read by that.
    """
    if decimal == "." and _PLAIN.fullmatch(text) and not _LEADING_ZERO.match(text):
        point = text.find(".")
        return Printed(float(text), len(text) - point - 1 if point >= 0 else 0)
    found = _body(text)
    if found is None:
        if _EXPONENT.fullmatch(text.strip()):
            value = float(text)
            return Printed(value, int(decimals_of(np.array([value]))[0]))
        return None
    match, body = found
    digits = _plain_digits(body, decimal) or _plain_digits(body, "," if decimal == "." else ".")
    if digits is None:
        return None
    value = float(digits)
    signed = (match["sign"] or "+") in _MINUS or bool(match["sign2"]) or bool(match["trail"])
    negative = signed or bool(match["open"])
    point = digits.find(".")
    return Printed(
        -value if negative and value else value,
        len(digits) - point - 1 if point >= 0 else 0,
        bool(match["percent"] or match["percent2"] or (match["close"] or "").endswith("%")),
    )


def _plain_digits(body: str, decimal: Decimal) -> str | None:
    """The digits with a point, if the grouping is right: groups of three behind the first."""
    thousands = "," if decimal == "." else "."
    whole, mark, fraction = body.partition(decimal)
    if decimal in fraction or thousands in fraction or re.search(r"\D", fraction):
        return None
    groups = re.split(rf"[{thousands}{_SPACE}{_APOSTROPHE}]", whole)
    separators = set(re.sub(r"\d", "", whole))
    if len(groups) > 1 and (len(separators) > 1 or groups[0] in ("", "0") or not _grouped(groups)):
        return None
    if not "".join(groups) and not fraction:
        return None
    return "".join(groups) + (f".{fraction}" if mark and fraction else "")


def _grouped(groups: list[str]) -> bool:
    """Three digits behind each separator, or two and at the end three, as India writes: 12,34,567."""
    sizes = {len(group) for group in groups[1:-1]}
    return len(groups[-1]) == 3 and ((len(groups[0]) <= 3 and sizes <= {3}) or (len(groups[0]) <= 2 and sizes == {2}))


def decimals_of(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
    """Decimals of numbers kept as such, at most 12 significant digits, so that 12.300000000000001 has one."""
    result = np.zeros(len(values), dtype=np.int8)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        fractional = np.flatnonzero(np.isfinite(values) & (values != np.rint(values)))
        if not len(fractional):
            return result
        v = np.abs(values[fractional])
        places = (SIGNIFICANT - 1 - np.floor(np.log10(v))).astype(np.int64)
        places = np.clip(places, 0, 30)
        digits = np.rint(v * 10.0**places).astype(np.int64)
    for _ in range(SIGNIFICANT + 1):
        shorter = (digits % 10 == 0) & (places > 0)
        if not shorter.any():
            break
        digits[shorter] //= 10
        places[shorter] -= 1
    result[fractional] = np.minimum(places, 100).astype(np.int8)
    return result
