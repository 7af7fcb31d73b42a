"""Labels of rows: their words, their headings, and what they say beside naming a member."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from cdmo_cli.tables.grid import Grid
from cdmo_cli.tables.headers import Meaning, corner_heading, growth_span, read_meaning
from cdmo_cli.tables.model import Label, Line
from cdmo_cli.tables.periods import read_period
from cdmo_cli.tables.roles import Columns
from cdmo_cli.tables.words import RATIOS, is_total, may_name_measure, measure_in, residue, split_footnote

_OF_THE_WHOLE = re.compile(
    r"\b(?:of|in|as)?\s*(?:the\s+)?(?:a\s+)?(?:total|whole|market|world|global)\b(?:\s+market)?", re.I
)
_BULLET = re.compile(r"^[-–—•·▪*>]\s+(?=\d*[^\W\d])")
_PART_OF_NAME = re.compile(r"\([^()]*\d\s*(?:%|per ?cent\b)[^()]*\)", re.I)
"""A percentage that says something of the member: "Germany (50 % owned)"."""
_LEADING_OF = re.compile(r"^(?:of|in|for|by)\s+", re.I)


def heading_of(columns: Columns, column: int) -> str:
    """The heading of a label column, without a unit or a year that stands in the corner."""
    return corner_heading(columns.headings.get(column, ""))


def label_of(grid: Grid, row: int, column: int, heading: str, text: str | None = None, depth: int = 0) -> Label:
    """The label that stands in a cell; `text` where it is not simply the cell's."""
    bare, footnote = split_footnote(grid.unmarked(grid.text(row, column) if text is None else text))
    bare = _BULLET.sub("", bare)
    absolute = grid.at(row, column)
    shown = bare.rstrip(":").rstrip() or bare
    return Label(shown, *absolute, heading, depth, grid.style(row, column).bold, is_total(bare), footnote)


def filled_down(texts: Sequence[str]) -> list[str]:
    """Repeat a label down over the blank cells under it, where the column is written that way.

    It is when the first cell is filled, many are blank, and no two neighbours say the same: a tidy column repeats its
    words itself, and a blank in it means something.
    """
    filled = [t for t in texts if t]
    sparse = len(texts) - len(filled) >= 0.3 * len(texts)
    repeats = any(a and a == b for a, b in itertools.pairwise(texts))
    if not texts or not texts[0] or not sparse or repeats:
        return list(texts)
    result: list[str] = []
    for text in texts:
        result.append(text or result[-1])
    return result


def merged_down(grid: Grid, rows: Sequence[int], column: int) -> list[str]:
    """Texts of a column with vertical merges filled."""
    texts = [grid.text(r, column) for r in rows]
    covered: dict[int, str] = {}
    for (row, col), merge in grid.merged.items():
        if col == column and merge.bottom > merge.top:
            for r in range(merge.top - grid.sheet.top, merge.bottom - grid.sheet.top + 1):
                covered[r] = grid.text(row, col)
    return [text or covered.get(row, "") for text, row in zip(texts, rows, strict=True)] if covered else texts


def row_meaning(text: str) -> Meaning:
    """What a row's label says beside naming a member: `Growth, %`, `Share of total`, `CAGR 2019-2024`, `2024`."""
    if not text or len(text) > 80 or _PART_OF_NAME.search(text):
        return Meaning(text)
    bare, footnote = split_footnote(text)
    dated = read_period(bare)
    if dated is not None:
        return Meaning("", dated.period, dated.status, footnote=footnote)
    measure = measure_in(bare)[0] if may_name_measure(bare) else None
    if measure is None and not re.search(r"[%(,]", bare):
        return Meaning(text)
    meaning = read_meaning(bare)
    if meaning.measure in RATIOS:
        rest = residue(_OF_THE_WHOLE.sub(" ", meaning.text)) if meaning.measure == "share" else meaning.text
        rest = _LEADING_OF.sub("", rest)
        span = growth_span(meaning.period, meaning.measure, meaning.spanned)
        return replace(meaning, text=rest, period=span, footnote=footnote)
    if meaning.text and meaning.measure is not None:
        return Meaning(text, measure=meaning.measure, unit=meaning.unit)
    if meaning.unit is not None and re.search(r"[(,]", bare) and meaning.unit.kind != "index":
        return replace(meaning, text=meaning.text or text, period=None, status=None)
    return (
        replace(meaning, period=None, status=None, text="") if meaning.measure and not meaning.text else Meaning(text)
    )


def with_meaning(line: Line, meaning: Meaning) -> Line:
    """The line with the period, status, measure and unit that its label names."""
    return replace(line, period=meaning.period, status=meaning.status, measure=meaning.measure, unit=meaning.unit)
