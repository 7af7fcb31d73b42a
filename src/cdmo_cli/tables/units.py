"""Units as analysts write them: USD Million, US$ mn, $ bn, in thousands, Mio. EUR, %, and Excel's number formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cdmo_cli.tables.model import Unit
from cdmo_cli.tables.quantities import find_quantity
from cdmo_cli.tables.words import residue, squeeze

# ISO 4217 codes that market models use; written in capitals they are currencies, other words are not.
CURRENCY_CODES = frozenset(
    [
        "USD",
        "EUR",
        "GBP",
        "CHF",
        "JPY",
        "CNY",
        "RMB",
        "INR",
        "KRW",
        "AUD",
        "CAD",
        "NZD",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "TRY",
        "RUB",
        "UAH",
        "ILS",
        "SAR",
        "AED",
        "QAR",
        "KWD",
        "EGP",
        "ZAR",
        "NGN",
        "KES",
        "BRL",
        "MXN",
        "ARS",
        "CLP",
        "COP",
        "PEN",
        "SGD",
        "HKD",
        "TWD",
        "THB",
        "MYR",
        "IDR",
        "PHP",
        "VND",
        "PKR",
        "BDT",
        "ISK",
        "XDR",
    ]
)
_CURRENCIES = {
    "usd": "USD", "eur": "EUR", "chf": "CHF", "gbp": "GBP", "jpy": "JPY", "us$": "USD",
    "u.s.$": "USD", "$us": "USD", "$": "USD", "us dollar": "USD", "us dollars": "USD", "u.s. dollars": "USD",
    "u.s. dollar": "USD", "dollars": "USD", "dollar": "USD", "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP",
    "pounds sterling": "GBP", "sterling": "GBP", "gb£": "GBP", "sfr": "CHF", "sfr.": "CHF", "swiss francs": "CHF",
    "swiss franc": "CHF", "franken": "CHF", "¥": "JPY", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "₹": "INR",
    "rupees": "INR", "₩": "KRW", "won": "KRW", "c$": "CAD", "ca$": "CAD", "can$": "CAD", "a$": "AUD", "au$": "AUD",
    "s$": "SGD", "r$": "BRL", "hk$": "HKD", "nt$": "TWD", "kr": "SEK", "zł": "PLN", "₺": "TRY", "₽": "RUB",
}  # fmt: skip
_NAMES = {1e3: "thousand", 1e5: "lakh", 1e6: "million", 1e7: "crore", 1e9: "billion", 1e12: "trillion"}
_SCALES = {
    **dict.fromkeys(
        [
            "thousand",
            "thousands",
            "k",
            "'000",
            "'000s",
            "000",
            "000s",
            "000's",
            "tsd",
            "tsd.",
            "tausend",
            "milliers",
            "miles",
            "th",
            "ths",
        ],
        1e3,
    ),
    **dict.fromkeys(
        [
            "million",
            "millions",
            "mn",
            "m",
            "mm",
            "mio",
            "mio.",
            "mln",
            "mln.",
            "mill",
            "mill.",
            "millionen",
            "millones",
            "milioni",
        ],
        1e6,
    ),
    **dict.fromkeys(
        ["billion", "billions", "bn", "b", "bln", "mrd", "mrd.", "milliarden", "milliards", "mia", "miliardi", "mds"],
        1e9,
    ),
    **dict.fromkeys(["trillion", "trillions", "tn", "trn", "billionen"], 1e12),
    **dict.fromkeys(("lakh", "lakhs", "lac"), 1e5),
    **dict.fromkeys(("crore", "crores", "cr"), 1e7),
}
_NEEDS_CURRENCY = frozenset(
    ("m", "k", "b", "mm", "th", "000", "cr", "miles", "mia")
)  # these letters mean other things too
_PERCENT = frozenset(("%", "percent", "per cent", "pct", "prozent", "pour cent", "percentage", "in %"))
_INDEX = frozenset(("index", "indexed"))
_FILLER = frozenset(
    [
        "in",
        "of",
        "at",
        "constant",
        "current",
        "prices",
        "price",
        "nominal",
        "real",
        "values",
        "value",
        "figures",
        "amounts",
        "amount",
        "all",
        "are",
        "is",
        "expressed",
        "unit",
        "units",
        "unit:",
        "currency",
        "currency:",
        "the",
        "and",
        "per",
        "annum",
        "p.a.",
        "pa",
        "year",
        "a",
        "annual",
        "eur/usd",
        "preise",
    ]
)
_PHRASES = sorted((k for k in (*_CURRENCIES, *_PERCENT) if " " in k), key=len, reverse=True)
_GLUED_PAIR = (
    r"(?P<cur>US\$|C\$|A\$|R\$|[$€£¥₹₩]|USD|EUR|GBP|CHF|JPY|CNY|INR)(?P<scale>mn|m|bn|b|tn|k|M|B|MM|000)(?![A-Za-z])"
    r"|(?<![A-Za-z])(?P<pre>T|M|k|Mio\.?|Mrd\.?|m|bn)(?P<post>EUR|€|CHF|USD|\$|£|GBP)(?![A-Za-z])"
)
_GLUED = re.compile(_GLUED_PAIR)
_TOKEN = re.compile(
    f"(?-i:{_GLUED_PAIR})|"
    + "|".join(re.escape(p).replace(r"\ ", r"\s") for p in _PHRASES)
    + r"|(?:US|U\.S\.|CA?N?|AU?|S|R|HK|NT|GB)[$£]|\$US|[$€£¥₹₩₺₽%]|'?000(?:'?s)?\b|p\.a\."
    r"|(?:[^\W\d_]|(?<=[A-Za-z])\d)+(?:/\w+)?\.?|\d+(?:[.,]\d+)*|[=()\[\],;:/&-]|\S",
    re.IGNORECASE,
)
_A_YEAR = re.compile(r"(?:\s+(?:a|per|each|every)\s+(?:year|annum)\b|,?\s+p\.?\s?a\b\.?|\s+annually\b)?", re.I)
_FORMAT_CURRENCY = re.compile(r"\[\$([^\-\]]*)(?:-[0-9A-Fa-f]+)?\]")
_FORMAT_SYMBOL = re.compile(r"(US\$|[$€£¥₹₩]|CHF|USD|EUR|GBP)")

Class = Literal["currency", "scale", "percent", "index", "filler", "punctuation", "number", "other"]


@dataclass(frozen=True, slots=True)
class _Word:
    kind: Class
    start: int
    end: int
    currency: str | None = None
    scale: float = 1.0
    weak: bool = False  # a letter that is a scale only beside a currency


def read_unit(text: str) -> Unit | None:
    """The unit that a whole text is (`US$ mn`, `in thousands`, `%`), or None."""
    found = _analyse(squeeze(text))
    return found[0] if found and not found[1] else None


def find_unit(text: str) -> tuple[Unit, str] | None:
    """The unit that a text names somewhere (`Market size (USD million)`), and the text without it."""
    return _analyse(squeeze(text))


@lru_cache(maxsize=16384)
def _analyse(text: str) -> tuple[Unit, str] | None:
    if not text or len(text) > 400:
        return None
    words = _words(text)
    best: tuple[int, Unit, int, int] | None = None
    for first, last in _runs(words):
        run = words[first : last + 1]
        unit = _unit_of(run, text, alone=_stands_alone(words, first, last))
        if unit is None:
            continue
        rank = 3 if unit.currency and unit.scale != 1 else {"percent": 2, "currency": 2, "index": 1}.get(unit.kind, 0)
        if best is None or rank > best[0]:
            best = (rank, unit, run[0].start, run[-1].end)
    if best is None or best[1].kind == "other":
        quantity = find_quantity(text)
        if quantity is not None:
            return quantity[0], residue(quantity[1])
    if best is None:
        return None
    _, unit, start, end = best
    if unit.kind == "percent":
        end += len(_A_YEAR.match(text[end:])[0])  # type: ignore[index]
    rest = f"{text[:start]} {text[end:]}"
    return unit, residue(re.sub(r"\(\s*\)|\[\s*\]", " ", rest))


def _words(text: str) -> list[_Word]:
    return [_word(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _word(text: str, start: int, end: int) -> _Word:
    lower = text.lower()
    if lower in _PERCENT:
        return _Word("percent", start, end)
    if text in CURRENCY_CODES or (lower in _CURRENCIES and not (lower == "kr" and text == "KR")):
        code = _CURRENCIES.get(lower, text)
        return _Word("currency", start, end, "CNY" if code == "RMB" else code)
    glued = _GLUED.fullmatch(text)
    if glued is not None:
        currency = (glued["cur"] or glued["post"]).upper()
        scale = "k" if glued["pre"] == "T" else (glued["scale"] or glued["pre"])
        return _Word("currency", start, end, _CURRENCIES.get(currency.lower(), currency), _SCALES[scale.lower()])
    bare = lower if lower in _SCALES else lower.rstrip(".")
    if bare in _SCALES:
        return _Word("scale", start, end, None, _SCALES[bare], bare in _NEEDS_CURRENCY)
    if lower in _INDEX:
        return _Word("index", start, end)
    if lower in _FILLER or lower.rstrip(".") in _FILLER:
        return _Word("filler", start, end)
    if re.fullmatch(r"[=()\[\],;:/&-]", text):
        return _Word("punctuation", start, end)
    if text[0].isdigit():
        return _Word("number", start, end)
    return _Word("other", start, end)


def _runs(words: list[_Word]) -> list[tuple[int, int]]:
    """Stretches of words that name a unit, without the filler and punctuation at their ends; brackets end a stretch."""
    runs, start, last = [], None, None
    for i, word in enumerate(words):
        strong = word.kind in ("currency", "scale", "percent", "index")
        if strong:
            start = i if start is None else start
            last = i
        elif start is not None and word.kind == "punctuation" and _comma_before_scale(words, start, i):
            continue
        elif (
            start is not None
            and not (word.kind == "filler" or (word.kind == "number" and words[start].kind == "index"))
            and not (word.kind == "punctuation" and words[start].kind == "index")
        ):
            runs.append((start, last if last is not None else start))
            start = last = None
        if word.kind == "number" and start is not None:
            last = i
    if start is not None:
        runs.append((start, last if last is not None else start))
    return runs


def _comma_before_scale(words: list[_Word], start: int, mark: int) -> bool:
    """Does a comma stand between a currency and its scale: `USD, millions`?"""
    after = words[mark + 1] if mark + 1 < len(words) else None
    plain = after is not None and after.kind == "scale" and not after.weak
    return plain and mark == start + 1 and words[start].kind == "currency" and words[start].scale == 1


def _stands_alone(words: list[_Word], first: int, last: int) -> bool:
    """In brackets, after a comma or an "in", or alone: only there a scale that names no currency is one."""
    before = words[first - 1] if first else None
    after = words[last + 1] if last + 1 < len(words) else None
    opens = before is None or before.kind in ("punctuation", "filler")
    return opens and (after is None or after.kind in ("punctuation", "filler"))


def _unit_of(run: list[_Word], text: str, *, alone: bool) -> Unit | None:
    currency = next((w.currency for w in run if w.currency), None)
    scale = 1.0
    for word in run:
        if (word.kind == "scale" and not (word.weak and currency is None)) or word.kind == "currency":
            scale *= word.scale
    if currency is not None:
        return Unit("currency", currency, scale, unit_name(currency, scale))
    if any(w.kind == "percent" for w in run):
        return Unit("percent", None, 0.01, "%")
    if any(w.kind == "index" for w in run):
        return Unit("index", None, 1.0, squeeze(text[run[0].start : run[-1].end]))
    if scale != 1 and alone:
        return Unit("other", None, scale, unit_name(None, scale))
    return None


def unit_name(currency: str | None, scale: float) -> str:
    """`USD million`, `EUR`, `thousand`."""
    name = _NAMES.get(scale, "" if scale == 1 else f"{scale:g}")
    return squeeze(f"{currency or ''} {name}")


@lru_cache(maxsize=4096)
def scale_of(text: str) -> float | None:
    """What a cell of a scale column says: `million`, `bn`, `1000000`, `1e6`."""
    lower = squeeze(text).lower()
    if lower in _SCALES or lower.rstrip(".") in _SCALES:
        return _SCALES.get(lower, _SCALES.get(lower.rstrip(".")))
    if lower in ("unit", "units", "one", "ones"):
        return 1.0
    try:
        value = float(lower.replace(",", ""))
    except ValueError:
        return None
    return value if value > 0 else None


@lru_cache(maxsize=4096)
def currency_of(text: str) -> str | None:
    """What a cell of a currency column says, as an ISO 4217 code."""
    text = squeeze(text)
    if text in CURRENCY_CODES:
        return "CNY" if text == "RMB" else text
    return _CURRENCIES.get(text.lower()) or (text.upper() if text.upper() in CURRENCY_CODES else None)


@dataclass(frozen=True, slots=True)
class Format:
    """What a number format says: the unit, and by how many thousands the shown number is divided."""

    unit: Unit | None
    thousands: int = 0


@lru_cache(maxsize=4096)
def read_format(number_format: str) -> Format:
    """The unit that an Excel number format shows: `0.0%`, `[$€-407] #,##0`, `$#,##0.0,,`, `0.0" bn"`."""
    section = number_format.split(";")[0]
    literals = " ".join(quoted or escaped for quoted, escaped in re.findall(r'"([^"]*)"|\\(.)', section))
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.', "", section)
    thousands = len(match.group(1)) if (match := re.search(r"[0#?](,+)(?![0#?,])", bare)) else 0
    if "%" in bare:
        return Format(Unit("percent", None, 1.0, "%"), thousands)
    if "%" in literals:
        return Format(Unit("percent", None, 0.01, "%"), thousands)
    tagged = _FORMAT_CURRENCY.search(bare)
    symbol = tagged.group(1).strip() if tagged else ""
    if not symbol:
        plain = _FORMAT_SYMBOL.search(re.sub(r"\[[^\]]*\]", "", bare)) or _FORMAT_SYMBOL.search(literals)
        symbol = plain.group(1) if plain else ""
    currency = currency_of(symbol) if symbol else None
    if currency is None:
        return Format(read_unit(literals) if literals.strip() else None, thousands)
    return Format(Unit("currency", currency, 1.0, currency), thousands)
