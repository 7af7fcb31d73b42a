"""The member that a block's title or its sheet's name fixes for all of its figures."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cdmo_cli.market.resolve import Lexicon, Match, is_total
from cdmo_cli.tables.periods import find_period
from cdmo_cli.tables.units import find_unit
from cdmo_cli.tables.words import measure_in

_CUTS = re.compile(r"\s*[,;:|()\[\]]\s*|\s+[–—-]\s+|\s+\b(?:by|in|for|per)\b\s+", re.I)
_MARKET = re.compile(r"\b(?:the|market|markets|total|outsourcing|cdmo|sheet|data|table \d+)\b", re.I)

_LONG = 120  # characters: beyond it a title is a text


def varied_in(titles: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    """The dimensions of which the titles of a workbook name several members: "Small molecules market by region"
    beside "Biologics market by region" is a statement, while "Drug market" alone may only say what is sold."""
    every = frozenset(d.code for d in lexicon.taxonomy.dimensions)
    seen: dict[str, set[str]] = {}
    for title in titles:
        for match in context_of([title], lexicon, every).values():
            seen.setdefault(match.dimension or "", set()).add(match.member or "")
    return frozenset(dimension for dimension, members in seen.items() if len(members) > 1)


def context_of(titles: Iterable[str], lexicon: Lexicon, loose: frozenset[str] = frozenset()) -> dict[str, Match]:
    """Dimension → member, from titles in the order of their weight: the block's own before the sheet's name.

    Members of places, and of the dimensions `loose`, may stand beside words of measure, unit and period.

    "Europe", "Biologics by region, 2024", "Market size – Germany (USD million)" name one member; a title that
    names two of one dimension, or more words around the name, is not taken: a figure put in the wrong place
    is worse than one put in none.
    """
    found: dict[str, Match] = {}
    for title in titles:
        if len(title) > _LONG:
            continue
        here: dict[str, Match | None] = {}
        for part in _parts(title):
            match = _member(part, lexicon, loose | lexicon.geography) or _everyday(part, lexicon, loose)
            if match is None or match.dimension is None:
                continue
            known = here.get(match.dimension, match)
            here[match.dimension] = match if known is not None and known.member == match.member else None
        for dimension, one in here.items():
            if one is not None:
                found.setdefault(dimension, one)
    return found


def _everyday(part: str, lexicon: Lexicon, loose: frozenset[str]) -> Match | None:
    """The member of a dimension of everyday words, where several of its members stand in titles: sheets that are
    called Base, Upside and Downside."""
    found = (lexicon.find(part, {code}) for code in sorted(loose) if lexicon.is_everyday(code))
    return next((match for match in found if match is not None and match.how in ("name", "alias")), None)


def _parts(title: str) -> list[str]:
    return [part for part in _CUTS.split(title) if part and part.strip()]


def _member(part: str, lexicon: Lexicon, loose: frozenset[str]) -> Match | None:
    """The member that a part of a title is, alone or, in the dimensions `loose`, with words around it."""
    if is_total(part):
        return None
    whole = lexicon.named(part)
    if whole is not None:
        return whole
    dated = find_period(part)
    rest = dated[1] if dated is not None else part
    in_unit = find_unit(rest)
    rest = in_unit[1] if in_unit is not None else rest
    rest = _MARKET.sub(" ", measure_in(rest)[1]).strip()
    return lexicon.named(rest, loose) if rest and not is_total(rest) else None
