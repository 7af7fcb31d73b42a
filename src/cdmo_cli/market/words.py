"""Names made comparable: one key for the spellings of one name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Legal forms and words that companies put behind their names.
_ENDINGS = frozenset(
    (
        *("inc", "incorporated", "ag", "group", "holding", "holdings", "plc", "ltd", "limited", "gmbh", "sa", "se"),
        *("nv", "bv", "llc", "lp", "corp", "corporation", "co", "company", "kgaa", "kg", "spa", "srl", "ab", "asa"),
        *("oyj", "pty", "kk"),
    )
)
_FOOTNOTE = re.compile(r"\s*(?:[*†‡§¹²³⁰⁴-⁹]+|\[\w{1,2}\]|\((?:[a-z]|\d{1,2}|[ivx]+)\))+$")
_DOTS = re.compile(r"(?<=\b\w)\.(?=\w\b|\s|$|[,)])")  # of initials: U.K., P.R. China
# Numbering, bullets and "of which" before a name.
_BEFORE = re.compile(r"^\s*(?:(?:\(?\d{1,2}[.)]|[-–—•·*>]+|of which:?|o/w:?|thereof:?|davon:?)\s+)+(?=\S)", re.I)
_NOT_WORD = re.compile(r"[^\w&+]+|_")


def strip_footnote(text: str) -> str:
    """The text without the marks of footnotes at its end: `Korea*`, `Korea [1]`, `Korea (a)`, `Korea²`."""
    return _FOOTNOTE.sub("", text).strip()


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """What the spellings of one name have in common: no case, accents, punctuation, article, bullet, footnote.

    `&` and `+` read as "and", initials close up (`U.K.` and `UK`), `Asia-Pacific` and `Asia Pacific` are one.
    """
    plain = _BEFORE.sub("", strip_footnote(text))
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = _DOTS.sub("", plain.casefold()).replace("'", "").replace("’", "")
    plain = re.sub(r"\s*[&+]\s*", " and ", plain)
    words = _NOT_WORD.sub(" ", plain).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=65536)
def bare_key(text: str) -> str:
    """`key` without the endings of company names: `Lonza Group AG` → `lonza`. Never empty when `key` is not."""
    words = key(text).split()
    while len(words) > 1 and words[-1] in _ENDINGS:
        words.pop()
    return " ".join(words)


def slug(text: str) -> str:
    """A code made of a name: `Asia-Pacific` → `asia-pacific`. `x` where nothing of it can stand in a code."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain.replace("&", " ").replace("'", "")).strip("-") or "x"
