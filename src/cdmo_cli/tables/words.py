"""The words of the trade: what a label says of itself (a total, a share, a missing value), in several languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from cdmo_cli.tables.model import Measure, Status

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_FOOTNOTE = re.compile(
    r"(?P<mark>(?:\s*(?:[*†‡§#¹²³⁰⁴⁵⁶⁷⁸⁹]|\[[0-9a-z]{1,2}\]|\((?:[a-z]|\d)\)|(?<=\s)[a-z0-9]\)|(?<=[^\W\d_])\d{1,2}\)))+)$"
)
_SIGN = re.compile(r"(?P<mark>\s*[*†‡§#¹²³⁰⁴⁵⁶⁷⁸⁹]+)$")

# What stands in a figure's place where there is none.
MISSING = frozenset(
    [
        "n/a",
        "na",
        "n.a.",
        "n.a",
        "nan",
        "nm",
        "n.m.",
        "-",
        "--",
        "---",
        "–",
        "—",
        "−",
        ".",
        "..",
        "...",
        "…",
        ":",
        "x",
        "c",
        "null",
        "none",
        "nil",
        "k.a.",
        "k.",
        "a.",
        "#n/a",
        "s",
        "(d)",
        "(s)",
        "n.d.",
        "nd",
        "ns",
        "n.v.",
    ]
) | {"not available", "not applicable", "not disclosed", "no data", "keine angabe"}

_TOTAL = re.compile(
    r"""^(?:grand\s+|sub[-\s]?|over)?total(?:s|e|en|es)?\b | \btotals?$ | \btotal\b(?!\s+(?:addressable))
      | ^(?:the\s+)?(?:world(?:wide)?|global(?:ly)?|globe|overall|mundo|monde|welt(?:weit)?|mondo|mondial|mundial)
        (?:\s+(?:market|total|markt|sum))?$
      | ^all$ | ^all\s+(?!other|else)(?:\w+)(?:\s+\w+)?$
      | ^(?:zwischen|end)?summe\b | ^insgesamt\b | \binsgesamt$ | ^(?:ins)?gesamt\b | ^gesamt\w*$ | \bgesamt$
      | ^sum(?:\s+of\b.*)?$ | ^Σ | ^ensemble$ | ^suma$ | ^somma$ | ^somme$ | ^totaal$ | ^razem$ | ^итого$ | ^всего$
      | ^合計$ | ^总计$ | ^合计$ | ^全球$ | ^世界$""",
    re.IGNORECASE | re.VERBOSE,
)

# In the order in which they are tried: "CAGR growth" is a CAGR, "market share growth" is a growth.
_MEASURES: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    (
        "cagr",
        re.compile(
            r"\bcagr\b|\bcompound(?:ed)?\s+annual\s+(?:rate\s+of\s+)?growth(?:\s+rate)?\b|\btcam\b|\btcac\b|\bcagr_pct\b",
            re.I,
        ),
    ),
    (
        "growth",
        re.compile(
            r"\b(?:annual\s+|market\s+|revenue\s+)?growth(?:\s+rate)?\b|\by[\s/-]?o[\s/-]?y\b|\by/y\b"
            r"|(?:%|\bper\s?cent(?:age)?|\bpct|\bannual|\byear[- ]on[- ]year)\s+change\b"
            r"|\bchange,?\s+(?:in\s+)?\(?(?:%|per\s?cent)"
            r"|\bver(?:ä|ae)nderung(?:en)?\b|\b\w*wachstum(?:srate)?\b|\bcroissance\b|\bcrecimiento\b|\bcrescita\b"
            r"|\bvs\.? (?:prior|previous) year\b",
            re.I,
        ),
    ),
    (
        "share",
        re.compile(
            r"\b(?:market\s+)?shares?\b|(?:%|\bper\s?cent(?:age)?)\s+of\s+(?:the\s+)?(?:total|market|whole|world|all)\b|\bof\s+total\b(?!\s+[A-Za-z])"
            r"|\b\w*anteile?\b|\bpart\s+de\s+march[eé]\b|\bcuota\b|\bquota\b|\bproportion\b|\bmix\b",
            re.I,
        ),
    ),
    (
        "rate",
        re.compile(
            r"\bexchange\s+rates?\b|\bfx(?:\s+rates?)?\b|\b(?:units?\s+)?per\s+(?:usd|us\$|eur|dollar|euro)\b|\bwechselkurse?\b",
            re.I,
        ),
    ),
    ("index", re.compile(r"\bindex(?:ed)?\b", re.I)),
    ("price", re.compile(r"\bprices?\b(?!\s*basis)|\basp\b|\bpreise?\b", re.I)),
    (
        "count",
        re.compile(
            r"\bnumbers?\s+of\b|\bno\.\s+of\b|#\s+of\b|\bcounts?\b|\bheadcount\b|\bemployees\b|\bftes?\b|\banzahl\b|\bnombre\s+de\b",
            re.I,
        ),
    ),
    (
        "revenue",
        re.compile(
            r"\b(?:net\s+)?revenues?\b|\b(?:net\s+)?sales\b|\bmarket\s+(?:size|value|volume)s?\b|\bsizes?\b|\bturnover\b"
            r"|\b\w*ums(?:ä|a)tze?\b|\bmarkt(?:volumen|gr(?:ö|oe)(?:ß|ss)e)\b|\bchiffre\s+d.affaires\b|\bventas\b|\bfatturato\b",
            re.I,
        ),
    ),
)
_CHANGE = re.compile(r"\bchanges?\b|\bpoints?\b|\bpp\b|\bdifference\b", re.I)
RATIOS = ("cagr", "growth", "share")
# One of these stands in everything that the patterns above can match.
_STEMS = (
    *(
        "cagr",
        "compound",
        "tcam",
        "tcac",
        "growth",
        "yoy",
        "y-o-y",
        "y/y",
        "o y",
        "y o",
        "o/y",
        "change",
        "nderung",
        "wachstum",
        "croissance",
        "crecimiento",
    ),
    *(
        "crescita",
        "share",
        "of ",
        "anteil",
        "part de",
        "cuota",
        "quota",
        "proportion",
        "mix",
        "rate",
        "fx",
        "per ",
        "kurs",
    ),
    *(
        "index",
        "price",
        "asp",
        "preis",
        "no.",
        "#",
        "count",
        "employees",
        "fte",
        "anzahl",
        "nombre",
        "revenue",
        "sales",
    ),
    *("market", "size", "turnover", "ums", "markt", "chiffre", "ventas", "fatturato", "prior", "previous"),
)
_PLAIN_VALUE = re.compile(r"\b(?:values?|amounts?|wert|betrag|valeur|valor)\b", re.I)
_FILLER = re.compile(
    r"\b(?:in|of|by|the|for|und|and|p\.?a\.?|at|rate|annual|period|forecast period|over|from|base)\b", re.I
)
_PUNCTUATION = re.compile(r"^[\s,;:()\[\]/|%–—-]+|[\s,;:(\[/|–—-]+$")

STATUS_WORDS: dict[str, Status] = {
    **dict.fromkeys(("a", "act", "actual", "actuals", "hist", "historical", "historic", "ist", "reported"), "actual"),
    **dict.fromkeys(("b", "base", "base year", "basisjahr", "basis"), "base"),
    **dict.fromkeys(
        ("e", "est", "estimate", "estimated", "estimates", "prelim", "preliminary", "prov", "provisional", "schätzung"),
        "estimate",
    ),
    **dict.fromkeys(
        (
            "f",
            "fcst",
            "forecast",
            "forecasted",
            "p",
            "proj",
            "projected",
            "projection",
            "plan",
            "planned",
            "budget",
            "prognose",
            "soll",
        ),
        "forecast",
    ),
}

_NOTE_LINE = re.compile(
    r"^(?:\*+|†|‡|§|[¹²³⁴⁵⁶⁷⁸⁹]|\(?[a-z0-9]{1,2}\)\s|\[[a-z0-9]{1,2}\]|notes?\b|footnotes?\b|anmerkung|hinweis|remarks?\b|©|\(c\)\s|p\s*=|e\s*=|"
    r"copyright|inquiries|contact|back to|n/?a\s*[=:]|nota)",
    re.I,
)
_SOURCE_LINE = re.compile(r"^[\(\[]?\s*(?:data\s+)?(?:sources?|quellen?|fuente|fonte)\b", re.I)


def squeeze(text: str) -> str:
    """One space for every run of white space, none at the ends."""
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def split_footnote(text: str) -> tuple[str, str]:
    """A label and its footnote mark: `Germany (a)` → `Germany`, `(a)`."""
    text = squeeze(text)
    match = _FOOTNOTE.search(text)
    if match is not None and text.count("(", 0, match.start()) > text.count(")", 0, match.start()):
        match = _SIGN.search(text)  # the bracket closes an earlier one: `(USD m)*`
    if match is None or match.start() == 0:
        return text, ""
    return text[: match.start()].rstrip(), match["mark"].strip()


@lru_cache(maxsize=65536)
def is_total(text: str) -> bool:
    """Does a label say that its line is a total: Total, World, All regions, Gesamt, Insgesamt, Summe ..."""
    text = squeeze(text).strip(":*= ")
    return len(text) <= 80 and _TOTAL.search(text) is not None


def is_missing(text: str) -> bool:
    """Does a text stand for a value that is not there: n/a, –, .. ?"""
    return squeeze(text).lower() in MISSING


def may_name_measure(text: str) -> bool:
    """A quick look before `measure_in`, for tables of many rows."""
    lower = text.lower()
    return any(stem in lower for stem in _STEMS)


@lru_cache(maxsize=16384)
def measure_in(text: str) -> tuple[Measure | None, str]:
    """The measure that a heading or label names, and what is left of the text without it."""
    text = squeeze(text.replace("_", " "))
    for measure, pattern in _MEASURES:
        match = pattern.search(text)
        if match is not None and measure == "share" and _CHANGE.search(text):
            continue
        if match is not None:
            before, after = residue(text[: match.start()]), residue(text[match.end() :])
            if before and after and measure not in (*RATIOS, "rate"):
                continue  # "Budget revenue error" is an error
            return measure, residue(f"{text[: match.start()]} {text[match.end() :]}")
    return None, text


def is_plain_value(text: str) -> bool:
    """A heading such as Value or Amount, which says that figures follow and not what they measure."""
    return not residue(_PLAIN_VALUE.sub(" ", text))


def residue(text: str) -> str:
    """What a heading still says once its period, unit and measure are taken out; empty for mere filler."""
    text = squeeze(text)
    previous = None
    while previous != text:
        previous, text = text, _PUNCTUATION.sub("", text).strip()
    if text.count(")") > text.count("("):
        text = text.rstrip(") ")
    if not re.search(r"\w", _FILLER.sub(" ", text)):
        return ""
    return text


def is_run(texts: Sequence[str]) -> bool:
    """Are these running numbers or letters: `1 2 3`, `(1) (2) (3)`, `A B C`?"""
    marks = [text.strip("()[]. ") for text in texts]
    if all(mark.isdecimal() and len(mark) <= 2 for mark in marks):
        places = [int(mark) for mark in marks]
    elif all(len(mark) == 1 and mark.isascii() and mark.isalpha() for mark in marks):
        places = [ord(mark) for mark in marks]
        if chr(places[0]).upper() not in "AB":
            return False
    else:
        return False
    return places[0] in (0, 1, 2, *map(ord, "AaBb")) and all(b - a == 1 for a, b in pairwise(places))


@lru_cache(maxsize=4096)
def status_of(text: str) -> Status | None:
    """The status that a cell of a status column names."""
    return STATUS_WORDS.get(squeeze(text).lower().strip("().:"))


def is_source_line(text: str) -> bool:
    """`Source: ...`, in the languages that spreadsheets say it in."""
    return _SOURCE_LINE.match(squeeze(text)) is not None


def is_note_line(text: str) -> bool:
    """A line that belongs under a table: a footnote, a remark, a copyright line."""
    return _NOTE_LINE.match(squeeze(text)) is not None
