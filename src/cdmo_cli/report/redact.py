"""A writer's prose as the sample may have it: without typed figures, and without sentences that rank or compare."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Literal

from cdmo_cli.report.numbers import HIDDEN

Edition = Literal["sample", "full"]

# A figure that a writer typed into a text: decimals, percentages, thousands, or three digits and more that are no
# year; amounts behind a currency; figures in front of a scale.
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_SCALE = r"%|per cent|percent|(?:percentage )?points?\b|(?:thousand|million|billion|trillion|bn|mn|m)\b"
_FIGURE = re.compile(
    r"(?<![\w.,/-])(?P<sign>[+−-]?)(?P<figure>\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?)"
    rf"(?P<after>[\s\u00a0\u202f]*(?:{_SCALE}))?"
)
_CURRENCY_BEFORE = re.compile(r"(?:\b[A-Z]{3}|[$€£¥])[\s\u00a0\u202f]*$")


_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z{“])")
_COMPARISON = re.compile(
    r"(?i)\b(?:\w+(?:est|ier)|larger|smaller|greater|higher|lower|faster|slower|bigger|more|most|less|least|ahead|behind|above|"
    r"below|exceeds?|lead(?:s|ing)?|first|second|third|last|next|half|halves|quarter|fifth|tenth|twentieth|majority|minority|"
    r"double[sd]?|twice|triple[sd]?|times|overtakes?|pass(?:es)?|rises?|falls?|gains?|loses?|lost|narrows?|widens?|domina\w+|"
    r"remains?|stays?|order|rank\w*|top|bottom|only|large|small|takes? what)\b"
)


def compares(text: str) -> bool:
    """Whether a text ranks or compares."""
    return _COMPARISON.search(text) is not None


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
    """A writer's text without the sentences that give something away."""
    return " ".join(sentence for sentence in _sentences(text) if not tells(sentence))


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def mask(text: str, stays: Callable[[re.Match[str]], bool] | None = None) -> str:
    """A writer's text without the figures typed into it: years and small counts stay.

    Every amount, percentage and decimal goes, unless it `stays`, being one that is shown: of the match there are a
    `figure` and what comes `after` it.
    """

    def hide(match: re.Match[str]) -> str:
        """XX for a figure; years and small counts stay."""
        figure, after = match["figure"], match["after"] or ""
        before = text[: match.start()]
        if not after and not _CURRENCY_BEFORE.search(before):
            digits = re.sub(r"\D", "", figure)
            whole = digits == figure
            if whole and (len(digits) < 3 or _YEAR.fullmatch(figure)):
                return match[0]
        if stays is not None and stays(match):
            return match[0]
        return f"{HIDDEN}{after}"

    return _FIGURE.sub(hide, text)
