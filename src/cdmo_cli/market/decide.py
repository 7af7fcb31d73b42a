"""Which dimension a set of labels belongs to: decided for the set as a whole, not label by label."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.market.resolve import Lexicon, is_rest, is_total
from cdmo_cli.market.words import key

_BY = re.compile(r"\b(?:by|per|nach)\s+(.+)$", re.I)
# With a heading that names the dimension, few known names are enough; without, most must be known.
_HEADED_SHARE = 0.25
_PLAIN_SHARE = 0.5
_MIXED_SHARE = 0.6
_MIXED_LEAST = 2
_CODES_LEAST = 3
_EVERYDAY_LEAST = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """The dimensions of the taxonomy that a set of labels names (region and country together); empty for a set
    that only the workbook knows. `mixed`: labels of several unrelated dimensions stand under one another, and
    each goes by what it names itself."""

    dimensions: frozenset[str]
    mixed: bool = False
    hinted: bool = False  # a heading or title names the dimension


OWN = Decision(frozenset())


def by_phrase(text: str) -> str:
    """What a title or a section label divides by: "Market size by region, 2024" → "region". Empty for none."""
    match = _BY.search(text)
    if match is None:
        return ""
    return re.split(r"[,;:(–—|]|\s-\s|\bin\b|\b(?:19|20)\d\d\b", match[1])[0].strip()


def section_of(text: str, lexicon: Lexicon) -> frozenset[str] | None:
    """The dimensions that a section label such as "By type" or "Region" announces; None for any other label."""
    if lexicon.find(text) is not None:
        return None
    phrase = by_phrase(text)
    return lexicon.headed(phrase) if phrase else lexicon.headed(text) or None


def decide(texts: Collection[str], hints: Iterable[str], lexicon: Lexicon, *, headed: bool = True) -> Decision:
    """The dimension of the labels `texts` (unique). `hints` are words that may name it, the nearest first: the
    heading over the labels, the block's title, the sheet's name; `headed` says that the first stands over the labels.

    The dimension that a hint names is taken when a quarter of the labels are known there, or when its list is
    open (companies); without a hint half of the labels must be known. Sets in which most labels are known but
    in no single dimension are mixed. Everything else is the workbook's own.

    A dimension of everyday words takes the names that it does not know only under its own heading, and without any
    hint only names that speak for themselves, or a set of three and more that are all known: Low, Base and High.
    """
    telling = [t for t in texts if key(t) and not is_total(t) and not is_rest(t)]
    if not telling:
        return _only_rest(texts, hints, lexicon)
    families = dict.fromkeys(lexicon.family(d.code) for d in lexicon.taxonomy.dimensions)
    codes = [t for t in telling if lexicon.is_code(t)]
    few = len(codes) < _CODES_LEAST  # "SA" alone may be seasonally adjusted as well as Saudi Arabia
    named = [t for t in telling if not few or t not in codes]
    known = {family: sum(_names(t, family, lexicon) for t in named) for family in families}
    plain = {family: _plainly(named, family, known[family], lexicon) for family in families}
    if _several(named, plain, lexicon):
        return Decision(frozenset().union(*(f for f in families if plain[f])), mixed=True)
    for hint in hints:
        here = lexicon.headed(hint) or lexicon.headed(by_phrase(hint))
        for family in families:
            if here & family and (
                known[family] >= _HEADED_SHARE * len(telling)
                or any(lexicon.is_open(c) and (headed or not lexicon.is_everyday(c)) for c in here & family)
            ):
                return Decision(family, hinted=True)
    best = max(plain, key=lambda family: plain[family], default=frozenset[str]())
    if best and plain[best] >= _PLAIN_SHARE * len(telling):
        return Decision(best)
    return OWN


def _plainly(named: Sequence[str], family: frozenset[str], known: int, lexicon: Lexicon) -> int:
    """How many of the labels are names of the family where nothing names it."""
    if not known or not any(lexicon.is_everyday(code) for code in family) or known == len(named) >= _EVERYDAY_LEAST:
        return known
    return sum(_names(t, family, lexicon) for t in named if lexicon.speaks(t))


def _names(text: str, family: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a label names a member of the family, or is its total: "Total Europe"."""
    return lexicon.find(text, family) is not None or lexicon.whole_of(text, family) is not None


def _several(telling: Sequence[str], known: Mapping[frozenset[str], int], lexicon: Lexicon) -> bool:
    """Whether most labels are known, but several of them not in the dimension that knows most."""
    anywhere = sum(lexicon.find(t) is not None for t in telling)
    return anywhere >= _MIXED_SHARE * max(len(telling), 1) and anywhere - max(known.values(), default=0) >= _MIXED_LEAST


def _only_rest(texts: Collection[str], hints: Iterable[str], lexicon: Lexicon) -> Decision:
    """Labels such as "Total" and "Others" alone say nothing: a heading must."""
    for hint in hints:
        headed = lexicon.headed(hint) or lexicon.headed(by_phrase(hint))
        if headed and texts:
            return Decision(lexicon.family(min(headed)))
    return OWN
