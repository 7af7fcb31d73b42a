"""A writer's prose as the sample may have it: without typed figures, and without sentences that rank or compare."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Literal

from cdmo_cli.report.numbers import HIDDEN

Edition = Literal["sample", "full"]

# A figure that a writer typed into a text: decimals, percentages, thousands, or three digits and more that are no
# year; amounts behind a currency; figures in front of a unit; several that are set against each other (81/131, 38:62);
# amounts and parts in words. A whole number below a hundred is a count where it stands before what it counts.
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_UNIT = (
    r"%|per[ -]?cent(?:age)?\b|pct\b|p\.\s?c\.|(?:(?:percentage|basis) )?points?\b|"
    r"(?:bps?|pp|tn|bn|mn|mrd|mio|[bkmx])\b|"
    r"(?:thousands?|(?:milli|billi|trilli)\w+|miliard\w*)\b|prozent\w*|pour\s?cent\b|por\s?ciento\b|"
    r"times\b|-?fold\b|USD\b|EUR\b|GBP\b|CHF\b|"
    r"[$€£¥]|(?:dollar|euro|pound|franc)s?\b|yen\b|yuan\b"
)
_ONES = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_SPELT = rf"(?:{_ONES}|hundred|thousand)\b(?:[\s-]+(?:and\s+)?(?:{_ONES}|hundred|thousand)\b){{0,8}}"
_PARTS = "hal(?:f|ves)|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|twentieths?"
_IN_WORDS = (
    rf"(?:{_ONES})[\s-]+(?:{_PARTS})\b|\b(?:a|an)\s+(?:{_PARTS})(?=\s+of\b)|half(?=\s+(?:of|the|all)\b)|"
    rf"(?:{_ONES})\s+(?:in|out\s+of)\s+(?:every\s+)?(?:{_ONES})\b|{_SPELT}(?=[\s-]*(?:{_UNIT}))|"
    rf"(?:{_ONES}|a)[\s-]+(?:hundred|thousand)\b(?:[\s-]+(?:and\s+)?(?:{_ONES}|hundred|thousand)\b){{0,8}}|"
    r"a(?:\s+dozen)?(?=\s+(?:million|billion|trillion)\b)"
)
_NUMBER = r"\d+(?:[.,'’\u00a0\u202f ]\d{3})*(?:[.,·]\d+)?"
_FIGURE = re.compile(
    rf"(?P<date>\b(?:{_YEAR.pattern}-\d\d-\d\d|\d\d?[/.-]\d\d?[/.-]{_YEAR.pattern})\b)|"
    rf"(?P<words>(?i:\b(?:{_IN_WORDS})))|(?P<part>\d*[¼½¾⅐-⅞])|"
    rf"(?<![\w.,/:–-])(?P<several>{_NUMBER}(?:\s?[/:–-]\s?{_NUMBER}){{1,8}})(?!\w)|"
    r"(?:(?<![\w.,/-])|(?<=USD)|(?<=EUR)|(?<=GBP)|(?<=CHF)|(?<=\bx))"
    rf"(?P<sign>[+−-]?)(?P<figure>{_NUMBER})(?P<after>[\s\u00a0\u202f]*(?i:{_UNIT}))?"
)
_CURRENCY_BEFORE = re.compile(r"(?:\b[A-Z]{3}|[$€£¥])[\s\u00a0\u202f]*$")
_YEARS = re.compile(rf"{_YEAR.pattern}\s?[/–-]\s?(?:\d\d|{_YEAR.pattern})")
_MONTH = r"(?:Jan|Febr?|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\w*\.?"
_NUMBERED = re.compile(
    rf"(?:\b{_MONTH}|\b(?i:nos?\.|forms?|chapters?|exhibits?|tables?|figures?|pages?|sections?|phases?|annex|editions?|"
    r"versions?|parts?|articles?|types?|grades?|class|levels?|top)|\n)[\s\u00a0]*$"
)
_BEFORE = 24  # characters in which a currency, a month or "Chapter" stands before a figure
_COUNTED = re.compile(
    r"-[^\W\d]|(?:st|nd|rd|th|[A-Z])\b|[\s\u00a0\u202f]+(?!(?i:in|of|at|to|and|or|by|out|for|on|from|up|against|with|than|per|the|"
    r"versus|vs|was|is|are|were|has|had|will|as|but|while|after|before|since|until|pct)\b)[^\W\d]{2,}"
)


_CUT = "[…]"
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z{“])")
_COMPARISON = re.compile(
    r"(?i)\b(?:\w+(?:est|ier)|larger|smaller|greater|higher|lower|faster|slower|bigger|more|most|less|least|ahead|behind|above|"
    r"below|exceeds?|surpass\w*|outpac\w+|outgrow\w*|lead(?:s|ing)?|first|second|third|last|next|halves|majority|minority|"
    r"(?:half|quarter|third|fifth|sixth|tenth|twentieth)s?|times|overt[ao]\w+|pass(?:es)?|rises?|falls?|gains?|loses?|lost|"
    r"narrows?|widens?|shrinks?|declines?|equals?|domina\w+|remains?|stays?|order|rank\w*|top|bottom|only|large|small|"
    r"takes? what)\b"
)
_MULTIPLE = re.compile(
    r"(?i)\b(?:doubl(?:es?|ed|ing)|tripl(?:es?|ed|ing)|trebl(?:es?|ed|ing)|quadrupl(?:es?|ed|ing)|quintupl(?:es?|ed|ing)|"
    r"halv(?:es|ed|ing)|(?:two|three|four|five|six|seven|eight|nine|ten|many|\d+)[\s-]?fold|twice|thrice)\b"
)


def compares(text: str) -> bool:
    """Whether a text ranks or compares."""
    return _COMPARISON.search(text) is not None or multiplies(text)


def multiplies(text: str) -> bool:
    """Whether a text tells in words how many times something is something else."""
    return _MULTIPLE.search(text) is not None


def opening(text: str, tells: Callable[[str], bool] | None = None) -> tuple[str, bool]:
    """A writer's text up to the first sentence that ranks or compares, since an order tells of figures, too; `tells`
    says whether a sentence gives something away.

    The second value says whether anything was left out.
    """
    sentences = _sentences(text)
    told = compares if tells is None else tells
    kept = list(itertools.takewhile(lambda sentence: not told(sentence), sentences))
    return " ".join(kept), len(kept) < len(sentences)


def without_ranks(text: str, tells: Callable[[str], bool]) -> str:
    """A writer's text without the sentences that give something away: […] stands for them."""
    kept = ["" if tells(sentence) else sentence for sentence in _sentences(text)]
    if not any(kept):
        return ""
    return " ".join(words or _CUT for words, _ in itertools.groupby(kept))


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def mask(text: str, stays: Callable[[re.Match[str]], bool] | None = None) -> str:
    """A writer's text without the figures typed into it, be it in words: dates and small counts stay.

    Every amount, percentage and decimal goes, unless it `stays`, being one that is shown: of the match there are a
    `figure` and what comes `after` it.
    """

    def hide(match: re.Match[str]) -> str:
        """XX for a figure; dates and small counts stay."""
        figure, after = match["figure"], match["after"] or ""
        if figure is None:
            several = match["several"]
            return match[0] if match["date"] or (several and _YEARS.fullmatch(several)) else HIDDEN
        before = text[max(match.start() - _BEFORE, 0) : match.start()]
        if not after and not _CURRENCY_BEFORE.search(before) and _counts(text, match, before):
            return match[0]
        if stays is not None and stays(match):
            return match[0]
        return f"{HIDDEN}{after}"

    return _FIGURE.sub(hide, text)


_IN_NAME = re.compile(
    r"(?:(?<![^\W_])(?<!\d[.,])|(?<=USD)|(?<=EUR)|(?<=GBP)|(?<=CHF))"
    rf"(?P<figure>{_NUMBER})(?P<after>[\s\u00a0\u202f_]*(?i:{_UNIT}))?(?![^\W_])"
)


def mask_name(text: str) -> str:
    """A name that the author gave (a member, a sheet, a file) without the figures in it that look like amounts: with
    a unit or a currency, with decimals, or of three digits and more that are no year."""

    def hide(match: re.Match[str]) -> str:
        figure, after = match["figure"], match["after"] or ""
        before = text[max(match.start() - _BEFORE, 0) : match.start()]
        if _NUMBERED.search(before) and (len(figure) < 3 or "." in figure) and len(after) < 2:
            return match[0]  # Phase 2b, Table 3.1
        small = _YEAR.fullmatch(figure) or (figure.isdigit() and len(figure) < 3)
        return match[0] if small and not after and not _CURRENCY_BEFORE.search(before) else f"XX{after}"

    return _IN_NAME.sub(hide, text)


def _counts(text: str, match: re.Match[str], before: str) -> bool:
    """Whether a figure without a unit is a year, or a whole number below a hundred that counts or numbers something."""
    figure = match["figure"]
    if _YEAR.fullmatch(figure):
        return True
    if not figure.isdigit() or len(figure) > 2:
        return False
    if match.start() == 0 and text[match.end() : match.end() + 1] in (".", ")"):
        return True  # the first of a list
    return _COUNTED.match(text, match.end()) is not None or _NUMBERED.search(before) is not None
