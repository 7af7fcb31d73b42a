"""What the sample edition may show, decided before anything is rendered.

Everything that is not in the plan is hidden. The plan shows the growth of the whole market over the forecast period,
and one table of a past year. It leaves out every other year, share and growth rate, so that what is shown stands in
no sum, ratio or growth with what is hidden.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Literal

from cdmo_cli.market.cube import Cube
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


@dataclass(frozen=True, slots=True)
class Plan:
    """What may be seen: everything, or in the sample the headline growth and the table of one past year.

    `table` is the year and the dimension of that table (None for the market as a whole), None where the workbook
    has no year early enough.
    """

    everything: bool = True
    growth: bool = True
    table: tuple[int, str | None] | None = None

    def shows_size(self, year: int, members: dict[str, str]) -> bool:
        """Whether the size of these members in that year may be seen."""
        if self.everything:
            return True
        if self.table is None or year != self.table[0]:
            return False
        return not members or tuple(members) == (self.table[1],)


def plan(cube: Cube, edition: Edition) -> Plan:
    """The plan of an edition.

    The past year lies before the base year and before the forecast's first year: the growth that is shown does not
    reach back to it, and no other figure is shown from which it could be carried forward.
    """
    if edition == "full":
        return Plan()
    first = min(cube.base_year or cube.start_year, cube.start_year)
    past = [year for year in cube.years if year < first] if cube.kind == "currency" else []
    for dimension in ("type", "application", "region"):
        for year in past:
            if all(cube.size(year, **{dimension: member.code}) for member in cube.members(dimension)) and cube.members(
                dimension
            ):
                return Plan(everything=False, table=(year, dimension))
    return Plan(everything=False, table=(past[0], None) if past else None)


def compares(text: str) -> bool:
    """Whether a text ranks or compares."""
    return _COMPARISON.search(text) is not None


def opening(text: str) -> tuple[str, bool]:
    """A writer's text up to the first sentence that ranks or compares, since an order tells of figures, too.

    The second value says whether anything was left out.
    """
    sentences = [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]
    kept = list(itertools.takewhile(lambda sentence: not compares(sentence), sentences))
    return " ".join(kept), len(kept) < len(sentences)


def without_ranks(text: str) -> str:
    """A writer's text without the sentences that rank or compare by a figure of the model."""
    sentences = [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]
    return " ".join(sentence for sentence in sentences if "{" not in sentence or not compares(sentence))


def mask(text: str) -> str:
    """A writer's text without the figures typed into it: years and small counts stay.

    Words cannot be tied to cells, so every amount, percentage and decimal goes, whatever it says.
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
        return f"{HIDDEN}{after}"

    return _FIGURE.sub(hide, text)
