"""What the label of a row or column says of rates: growth, a share, a change; the years it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from cdmo_cli.tables.model import Period
from cdmo_cli.tables.periods import find_growth_span, find_period, read_period
from cdmo_cli.tables.words import squeeze

_PERCENT = re.compile(
    r"(?<!\d)(?<!\b\d\s)(?<!\b\d\d\s)%|\bper\s?cents?\b|\bpercent\w*|\bpct\b|\bprozent\w*|\bpour\s?cent\w*|\bpor\s?cent\w*|\bpercentual\w*|\bprocent\w*",
    re.I,
)
_CAGR = re.compile(
    r"\bcagr\b|\btca[mc]\b|\bcompound\w*|\bp\.\s?a\.|\bper\s+annum\b|\bannuali[sz]ed\b|\bper\s+year\b|\bpro\s+jahr\b"
    r"|\b(?:avg\.?|average|mean)\s+(?:annual|yearly)\b|\bannual\s+(?:average|avg\.?)|\bannual\s+(?:rate|growth|%|per\s?cent\w*)"
    r"|\bdurchschnittliche[sr]?\s+(?:\w+\s+)?(?:wachstum|veränderung|zuwachs)\w*|\bmoyenn?e?\s+annuel\w*|\bannuelle?\s+moyenn?e?"
    r"|\b(?:media|promedio)\s+anual\b|\banual\s+(?:medi[oa]|promedio)\b",
    re.I,
)
_GROWTH = re.compile(
    r"\bgrowth\b|\bgrew\b|\byoy\b|\by-o-y\b|\by/o/y\b|\by\so\sy\b|\by/y\b|\bq/q\b|\bqoq\b|\bq-o-q\b|\bm/m\b|\bmom\b|\bm-o-m\b|wachstum"
    r"|\bzuwachs|\bcroissance\b|\bcrecimiento\b|\bcrescita\b|\bcrescimento\b|\bgroei\b|\btillväxt\b|\bkasvu\b|\bwzrost\b",
    re.I,
)
_CHANGE = re.compile(
    r"\bchanges?\b|\bchanged\b|\bchg\b\.?|\bincreases?\b|\bdecreases?\b|\bdecline\b|\bvariances?\b|\bvar\.|\bvariations?\b|\bdiff(?:erences?|\.)?(?!\w)"
    r"|\bdelta\b|[Δ∆]|\bgains?\b|\bver(?:ä|ae)nderung\w*|\bzunahme\b|\babnahme\b|\babweichung\w*|\bdifferenz\w*|\bévolution\b|\bécarts?\b"
    r"|\bvariaci[oó]n\b|\bvariazione\b|\bvariação\b|\bdiferencia\b|\bdifferenza\b|\bverandering\b|\bverschil\b|\bförändring\b|\bmuutos\b"
    r"|\bzmiana\b|\+\s?/\s?[-–−](?!\s?\d)|\bvs\b\.?|\bversus\b|\bover\s+(?:previous|prior|last)\b|\bless\s+than\b",
    re.I,
)
_BALANCE = re.compile(
    r"\bbalances?\b|\bnet\b|\bsurplus\b|\bdeficit\b|\bsaldo\b|\bsolde\b|\bbilanz\b|\büberschuss\b|\bdefizit\b|\bexcess\b|\bshortfall\b"
    r"|\bgap\b|\bmargin\b|\bprofits?\b|\bloss(?:es)?\b|\bgewinn\b|\bverlust\b|\bremaining\b|\bunspent\b",
    re.I,
)
_SHARE = re.compile(
    r"(?<!\bper )\bshares?\b(?!\s+(?:capital|premiums?|prices?|options?|issued?|outstanding))"
    r"|(?:%|\bper\s?cent(?:age)?|\bpct|\bprozent)\s+(?:of|der|des|von|du|de|del|van)\b"
    r"|\bof\s+(?:the\s+)?(?:total|whole|gdp|all)\b|anteile?n?\b|\bparts?\s+(?:de|du|des|dans|en)\b|\bcuota\b|\bquotas?\b|quote\b"
    r"|\bproportions?\b|\bmix\b|\bdistribution\b|\bverteilung\b|\brépartition\b|\bstructure\b|\bmargins?\b|\bmarge\b"
    r"|\bpenetration\b|\bparticipación\b|\baandeel\b|\bandel\b|\bosuus\b|\budział\b",
    re.I,
)
_NO_SHARE = re.compile(
    r"\bind(?:ex|ices|exed|eks)\b|\bindeks\w*|\bprices?\b|\bpreise?\b|\bper\s+(?!cent|annum)\w+|\bexchange\b|=\s?100\b"
    r"|\b1\s?[A-Z]{3}\s?=|\bavg\b|\baverages?\b",
    re.I,
)
_RANK = re.compile(
    r"^\W*(?:rank(?:ing)?|no|nr|n[o°º]|id|code|year|jahr|rang|month|quarter|week|day|age|#|number)\W*$", re.I
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


# One of these stands in everything that the patterns above match, in lower case.
_PLAIN_STEMS = """
    % cent pct prozent cagr tca compound annum annual year jahr durchschnitt annuel anual growth grew yoy y-o-y y/o/y
    y/y q/q qoq q-o-q m/m mom m-o-m wachstum zuwachs croissance cresci crecimiento groei tillväxt kasvu wzrost chang
    chg increas decreas declin varia var. diff delta δ ∆ gain nderung zunahme abnahme abweichung volution cart
    verander verschil ndring muutos zmiana + vs versus previous prior last less balance net surplus deficit saldo
    solde bilanz berschuss defizit excess shortfall gap margin profit loss gewinn verlust remaining unspent share
    anteil part cuota quota quote proportion mix distribution verteilung partition structure marge penetration
    participaci aandeel andel osuus udział index indic indek price preis exchange = avg average
"""
_STEMS = (*_PLAIN_STEMS.split(), "p.a", "p. a", "y o y", "of t", "of w", "of g", "of a", "per ")
_LONGEST_RANK = 12  # characters of a label that says nothing but rank, number, code


@dataclass(frozen=True, slots=True)
class Hints:
    """What a label says of the figures beside it."""

    percent: bool = False
    growth: bool = False  # growth, or change in percent
    cagr: bool = False
    change: bool = False  # increase, difference, variance: as an amount or a rate
    balance: bool = False
    share: bool = False
    no_share: bool = False  # an index, a price, something per head
    rank: bool = False  # a rank, a code, a year: no figure that anything follows from

    @property
    def rate(self) -> bool:
        """Whether it speaks of any rate."""
        return self.percent or self.growth or self.cagr or self.share


@lru_cache(maxsize=65536)
def hints(label: str) -> Hints:
    """The hints of one label."""
    text = squeeze(label)
    lower = text.lower()
    if not any(stem in lower for stem in _STEMS):
        return Hints(rank=len(text) <= _LONGEST_RANK and _RANK.search(text) is not None)
    percent, change = _PERCENT.search(text) is not None, _CHANGE.search(text) is not None
    return Hints(
        percent=percent,
        growth=_GROWTH.search(text) is not None or (percent and change),
        cagr=_CAGR.search(text) is not None,
        change=change,
        balance=_BALANCE.search(text) is not None,
        share=_SHARE.search(text) is not None,
        no_share=_NO_SHARE.search(text) is not None,
        rank=_RANK.search(text) is not None,
    )


@lru_cache(maxsize=65536)
def period_of(label: str) -> Period | None:
    """The one period that a label names: 2023, Q1 2024; None where it names none or several."""
    text = squeeze(label)
    dated = read_period(text)
    if dated is None:
        found = find_period(text)
        dated = found[0] if found else None
    return dated.period if dated is not None else None


def years_of(label: str) -> tuple[int, int] | None:
    """The first and last year of the span that the label of a rate names: `CAGR 2019-24`, `24-30`."""
    period = period_of(label)
    if period is not None and period.through is not None:
        return period.year, period.through
    found = find_growth_span(squeeze(label))
    if found is not None and found[0].period.through is not None:
        return found[0].period.year, found[0].period.through
    years = sorted({int(year) for year in _YEAR.findall(label)})
    return (years[0], years[-1]) if len(years) == 2 else None


def ascending(labels: tuple[str, ...]) -> int:
    """1 where the periods that the labels name go up, −1 where they go down, 0 where they cannot tell."""
    periods = [period for period in map(period_of, labels) if period is not None and period.through is None]
    if len(periods) < 3:
        return 0
    steps = [1 if a < b else -1 if b < a else 0 for a, b in pairwise(periods)]
    up, down = steps.count(1), steps.count(-1)
    if up >= 0.8 * len(steps):
        return 1
    return -1 if down >= 0.8 * len(steps) else 0
