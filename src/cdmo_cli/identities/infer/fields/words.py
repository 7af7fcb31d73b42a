"""What a label says of its item when sums are sought: a total, figures relative to others, or that never add up.

The words are those of tables everywhere, in the languages that statistics and accounts are mostly published in.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cdmo_cli.identities.infer.model import AMOUNT, NOT_ADDED, PERCENT

_LONGEST = 120  # characters of a label; longer ones are prose


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _words(text: str) -> str:
    """A pattern for whole words or phrases."""
    return rf"\b(?:{text})\b"


_TOTAL = _any_of(
    _words("(?:grand|sub|over|net|gross)?[ -]?totals?|sums?|altogether|nationwide|both sexes"),
    r"(?:^|, )(?:overall(?: \w+)?|combined|aggregate|(?:the )?world(?:wide)?)(?:$|\W*\()",
    _words("all(?! other| else)|whole (?:country|year|economy|population)"),
    _words(r"\w*gesamt\w*|(?:end|zwischen)?summen?|zusammen|alle|welt|übertrag"),
    _words("(?:sous[ -]?)?tot(?:al|aux|ale|ales)|ensemble|sommes?|monde|tous|toutes"),
    _words("(?:sub)?tota(?:les|is|le|li|al|alen|lt|lsumma)|suma|somma|soma|insieme|complessiv[oaie]|complesso"),
    _words("conjunto|ambos (?:sexos|géneros)|mundo|mondo"),
    _words("razem|ogółem|łącznie|celkem|spolu|összesen|együtt|mindösszesen|ukupno|skupaj|kopā|iš viso|kokku"),
    _words("i alt|sammen|summa|samtliga|yhteensä|subtotaal|alles|toplam|genel toplam|jumlah|tổng|σύνολο"),
    _words("итого|всего|общо|разом|усього"),
    "合计|合計|总计|總計|小计|小計|总和|総数|総計|합계|총계|소계|المجموع",
    "^[Σ∑]",
)
"""A label with one of these names what others add up to, unless it names a part of it."""

_PART = _any_of(
    _words("(?:of|in) (?:the )?(?:grand )?total|(?:share|percent(?:age)?|part|proportion) of|% of"),
    _words("all other|not (?:included|elsewhere|stated)|of which"),
    r"\b(?:excl(?:uding|\.)?|except)\b(?!.*\btotal\b)",
    r"^(?:rest|remainder|balance) of\b|^others?\b",
    r"^(?:übrige|sonstige|andere|autres?|otr[oa]s|outr[oa]s|altr[ie]|overige|pozostałe|inne|egyéb|прочие|другие)\b",
)

_OF_WHICH = _any_of(
    r"^\W*(?:of (?:which|whom|these|them)|total of which|thereof|among (?:which|them)|includ(?:ing|ed|es)|incl\b|memo)",
    r"^\W*(?:darunter|davon|hiervon|dar\.|dont|parmi lesquels|y compris|waarvan|waaronder|di cui|w tym|z tego)\b",
    r"^\W*(?:de l[oa]s cuales|del cual|de los que|[dn][oa]s quais|z toho|v tom|z čeho|ebből|ezen belül)\b",
    r"^\W*(?:herav|därav|heraf|joista|siitä|bunun|в том числе|из них|в т\. ?ч\.)",
)

_PERCENT = _any_of(
    r"(?<!\d)(?<!\d\s)%",
    r"(?<!\d)(?<!\d\s)\bper\s?cent(?:age)?s?\b",
    _words(
        r"pct|percentages?|prozent\w*|pour ?cent(?:age)?s?|por ?ciento|por ?cento|per ?cento|porcentaje|porcentagem"
    ),
    _words(r"percentuale|procent\w*|százalék\w*|yüzde|процент\w*"),
    "‰",
)
"""Percentages and shares; "20 % VAT" and "up to 5 %" are names."""

_RELATIVE = _any_of(
    r"\bper\s+(?:capita|head|unit|person|inhabitant|employee|worker|household|share|ton(?:ne)?|hour|hectare|acre|km2)\b",
    r"\bper\s+(?:square|sq|thousand|1[,. ]?000|100[,. ]?000|million|day|week|pupil|student|patient|dwelling|bed)\b",
    r"\b(?:pro|je)\s+(?:kopf|einwohner|stück|person|einheit|haushalt|stunde|tag|beschäftigten|1[. ]?000|100)\b",
    _words("par (?:habitant|tête|unité|personne|ménage|jour)|por (?:habitante|cápita|persona|unidad|pessoa|hogar)"),
    _words("per abitante|pro capite|unit (?:costs?|prices?|values?)|prix unitaires?|precio unitario|stückpreis"),
    r"\brates?$|\btaux\b|\b\w*quote$",
)
"""Figures relative to something else: they add up, if at all, among themselves."""

_AVERAGE = _any_of(
    _words("averages?|avg|mean|median"),
    _words(r"durchschnitt\w*|mittelwert\w*|moyennes?|médianes?|promedio|mediana|média|gemiddelde?|medelvärde"),
    _words(r"średni[ae]|átlag\w*|среднее|средняя|среднем"),
    r"^media\b(?!\s*[/&])",
)
"""Averages are no parts of what they are averages of; averages of several things may add up."""

_CHANGE = "growth|increase|decrease|change|chg|variation|diff(?:erence)?|veränderung|évolution|variación|variação"
_NOT_ADDED = _any_of(
    rf"\b(?:{_CHANGE}|variazione|wijziging)\b(?!.*\bpoints?\b)[^%]*%",
    r"%\s*(?:change|growth|increase|decrease|chg|diff|var|inc|dec)\w*",
    r"^[+±]\s?/\s?-?\s?%$",
    _words("(?:percent(?:age)?|per ?cent|pct|annual|growth|year-on-year) (?:change|growth|increase|decrease)s?"),
    _words(
        r"growth rates?|cagr|yoy|y-o-y|y/y|q/q|m/m|\w*wachstum(?:srate)?|croissance|tasa de (?:crecimiento|variación)"
    ),
    _words(r"taux de (?:croissance|variation)|std\.? ?dev\w*|st\.? ?dev\w*|standard (?:deviation|error)|quartile"),
    _words("percentile|skewness|kurtosis|confidence interval|z-score|p-value|correlation|coefficient|gpa|grade point"),
    r"^(?:max(?:imum)?|min(?:imum)?|highest|lowest|high|low|count|rank(?:ing)?|rang|mode|range)\W*$",
    r"\bratios?$|\bindex(?:es)?$|\bindices\b|\w(?:index|indizes)$|=\s*100(?:[.,]0+)?\b",
    _words("(?:price|cost|volume|consumer|production) index|indice des?|índice de|exchange rates?|wechselkurse?"),
    _words("temperatures?|density|dichte|densité|densidad|latitude|longitude|roe|roa|roi"),
    r"^(?:prices?|preise?|prix|precios?)$",
)
"""Figures of which no sum has a meaning: growth, indices, ratios, statistics."""


@lru_cache(maxsize=65536)
def is_total(label: str) -> bool:
    """Does a label say that its item is a total, of whatever level?"""
    text = label[:_LONGEST]
    return _TOTAL.search(text) is not None and _PART.search(text) is None and _OF_WHICH.search(text) is None


@lru_cache(maxsize=65536)
def kind_of(label: str) -> int:
    """AMOUNT unless a label says that the figures are relative to something, or never add up."""
    text = label[:_LONGEST]
    if _NOT_ADDED.search(text) or _AVERAGE.search(text):
        return NOT_ADDED
    return PERCENT if _PERCENT.search(text) or _RELATIVE.search(text) else AMOUNT


def is_average(label: str) -> bool:
    """Does a label say of figures that never add up among the items that they are averages and nothing worse?"""
    return _NOT_ADDED.search(label[:_LONGEST]) is None and _AVERAGE.search(label[:_LONGEST]) is not None


def is_of_which(label: str) -> bool:
    """Does a label say that its item is only a part of what the item before it shows?"""
    return _OF_WHICH.search(label[:_LONGEST]) is not None
