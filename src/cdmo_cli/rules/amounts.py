"""Sentences that give one amount in two currencies: "CHF 4.5 billion (about USD 4.8 billion)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cdmo_cli.rules.conversions import APPROXIMATE, Amount, Conversion, widened
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.periods import find_period
from cdmo_cli.tables.units import currency_of, scale_of

_SHORTEST = 14  # characters: CHF 4bn ($5bn)
_CODE = r"US\$|[$€£¥]|\b(?:USD|EUR|CHF|GBP|JPY|CNY|INR|SEK|NOK|DKK|CAD|AUD|KRW|BRL|MXN|PLN|SGD)"
_NAME = r"(?:US |U\.S\. )?dollars?|euros?|Swiss francs?|pounds sterling|yen|yuan|rupees"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"billion|million|trillion|thousand|bn|mn|m|tn"


def _amount(n: int) -> str:
    before = rf"(?P<before{n}>{_CODE})\s?(?P<number{n}>{_NUMBER})(?:\s?(?P<scale{n}>{_SCALE})\b)?"
    after = rf"(?P<figure{n}>{_NUMBER})\s?(?:(?P<times{n}>{_SCALE})\s)?\s?(?P<after{n}>{_CODE}\b|{_NAME})"
    return rf"(?:{before}|{after})"


_BETWEEN = (
    r"\s?(?P<between>[(\[=~≈,]?\s?(?:(?:or|i\.e\.|equivalent to|equals?|which is|worth|that is)\s)?[\w.~≈]{0,14}?\s?)"
)
_AFTER = r"(?=\s?(?:[)\].,;:]|$|at\b|in\s(?:19|20)\d\d|for\s(?:19|20)\d\d))"  # not "(EUR 3 billion in Europe)"
_PAIR = re.compile(rf"(?P<lead>\b\w+\s)?{_amount(1)}{_BETWEEN}{_amount(2)}{_AFTER}")
_LINKS = re.compile(r"[(\[=~≈]|\bor\b|\bi\.e\.|\bequivalent|\bequal|\bwhich is\b|\bworth\b|\bthat is\b")


def in_sentences(subject: Subject) -> Iterator[tuple[Place, Conversion]]:
    """Every sentence of the workbook that gives an amount and, right after it, the same in another currency; those
    without a year are left out, for no rate can be known."""
    for sheet in subject.workbook.sheets:
        for row, values in enumerate(sheet.rows, sheet.top):
            for column, value in enumerate(values, sheet.left):
                if isinstance(value, str) and len(value) >= _SHORTEST:
                    for conversion in conversions_in(value):
                        yield Place(sheet.index, row, column), conversion


def conversions_in(text: str) -> Iterator[Conversion]:
    """The conversions of one text, of the year that it names first before or else after them."""
    for match in _PAIR.finditer(text) if _LINKS.search(text) else ():
        if not _LINKS.search(match["between"]):
            continue
        about = APPROXIMATE.search(f"{match['lead'] or ''} {match['between']}") is not None
        first, second = _read(match, 1, about=about), _read(match, 2, about=about)
        dated = find_period(f"{text[: match.start()]}{match['lead'] or ''}") or find_period(text[match.end() :])
        if first is None or second is None or first.currency == second.currency or dated is None:
            continue
        period = dated[0].period
        if period.through is None and not period.part:
            yield Conversion(first, second, period.year, None)


def _read(match: re.Match[str], n: int, *, about: bool) -> Amount | None:
    word = match[f"before{n}"] or match[f"after{n}"] or ""
    currency = currency_of(word) or currency_of(word.removesuffix("s"))
    number = match[f"number{n}"] or match[f"figure{n}"]
    scale = scale_of(match[f"scale{n}"] or match[f"times{n}"] or "one")
    if currency is None or scale is None:
        return None
    value, places = float(number.replace(",", "")), len(number.partition(".")[2])
    low, high = (value - 0.5 * 10.0**-places) * scale, (value + 0.5 * 10.0**-places) * scale
    if about:
        low, high = widened(value * scale, low, high)
    unit = match[f"scale{n}"] or match[f"times{n}"]
    text = " ".join(part for part in (currency, number, unit) if part)
    return Amount(currency, value * scale, low, high, text) if low > 0 else None
