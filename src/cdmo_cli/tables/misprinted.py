"""Figures that a slip has made unreadable: 11,445,89 for 11,445,898, 06000 for 60000, amid figures of a table.

Alone such a text is a code, a date, a pair of figures; between figures it is one of them. It is read as the digits
say, so that what it spoils is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from cdmo_cli.read.model import Value
from cdmo_cli.tables.numbers import GROUPED, Decimal, Printed

_SHAPE = re.compile(
    r"(?P<open>\()?(?P<sign>[-−–])?[$€£]?\s?(?P<body>[\d.,][\d.,'’ \u00a0\u2009\u202f]*\d)\s?(?P<percent>%)?\)?"
)
_DATE = re.compile(r"\d\d?\.\d\d?\.(?:\d\d)?\d\d")

_FEW = 2
"""More of them in one column are no slips."""

_NEAR = 3
"""So many cells on each side are looked at."""

_FIGURES = 3
_MOSTLY = 0.6
"""So many of the cells beside it, and this part of them, must be figures."""


def misprinted(
    flat: Sequence[Value], text: npt.NDArray[np.bool_], figure: npt.NDArray[np.bool_], decimal: Decimal
) -> Iterator[tuple[int, Printed]]:
    """The positions of such texts in the sheet, its cells one after the other, with what they say.

    `text` and `figure` have the sheet's shape: which cells hold words, and which numbers.
    """
    width = text.shape[1]
    found = [(i, read) for i in np.flatnonzero(text).tolist() if (read := _read(str(flat[i]), decimal)) is not None]
    columns = Counter(i % width for i, _ in found)
    filled = text | figure
    for i, read in found:
        row, column = divmod(i, width)
        lines = ((filled[:, column], figure[:, column], row), (filled[row], figure[row], column))
        if columns[column] <= _FEW and any(_amid(*line) for line in lines):
            yield i, read


def misgrouped(texts: Sequence[str], decimal: Decimal) -> dict[str, Printed]:
    """The numbers of a sheet that read as others only because their thousands are grouped wrongly, 8,97 for 8,997.

    Where ten times as many are grouped rightly, the mark is no decimal mark.
    """
    mark = "," if decimal == "." else "."
    right = re.compile(rf"\D*[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+(?:\D.*)?")
    marked = [text for text in texts if mark in text]
    wrong = [text for text in marked if right.fullmatch(text) is None]
    if len(wrong) * GROUPED > len(marked) - len(wrong):
        return {}
    return {text: read for text in wrong if (read := _read(text, decimal)) is not None}


def _read(text: str, decimal: Decimal) -> Printed | None:
    """The number of a text of digits and separators only: all marks but the last decimal mark are separators."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None or _DATE.fullmatch(match["body"]) or bool(match["open"]) != text.strip().endswith(")"):
        return None
    whole, _, fraction = match["body"].partition(decimal)
    if re.search(r"\D", fraction):
        return None
    digits = re.sub(r"\D", "", whole)
    if not digits and not fraction:
        return None
    value = float(f"{digits or '0'}.{fraction or '0'}")
    return Printed(-value if match["open"] or match["sign"] else value, len(fraction), bool(match["percent"]))


def _amid(filled: npt.NDArray[np.bool_], figure: npt.NDArray[np.bool_], at: int) -> bool:
    """Whether most of the nearest cells of a line are figures."""
    before, after = np.flatnonzero(filled[:at])[-_NEAR:], np.flatnonzero(filled[at + 1 :])[:_NEAR] + at + 1
    near = np.concatenate([before, after])
    count = int(figure[near].sum())
    return count >= _FIGURES and count >= _MOSTLY * len(near)
