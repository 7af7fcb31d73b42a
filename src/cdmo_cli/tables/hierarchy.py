"""Labels to a hierarchy: by indentation, leading spaces, outline level, bold parents, or a column of labels a level."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.tables.grid import Grid
from cdmo_cli.tables.words import is_total

_ENUMERATOR = re.compile(r"\(?(?:[a-zA-Z]|\d{1,2}(?:\.\d{1,2})*|[ivxIVX]{1,4})[.)]")
_BULLET = re.compile(r"\s*[-–—•·▪*>]\s+(?=\d*[^\W\d])")  # `- Germany` stands under what has no dash
_TAB = 4  # spaces that a tab or an indent step of Excel stands for


@dataclass(frozen=True, slots=True)
class Mark:
    """What the look of one row's label says of its level."""

    row: int
    column: int
    text: str
    indent: int
    bold: bool
    outline: int
    heads: bool = False  # a row without any figure
    numbered: int | None = None  # the column of a number or letter before the label (`a.`), which sets its level

    @property
    def level(self) -> tuple[int, int]:
        """The column of the level, then how far the label is set in; a numbered label stands between two columns."""
        return (self.column, self.indent) if self.numbered is None else (self.numbered, self.indent + 1)


def is_enumerator(text: str) -> bool:
    """`a.`, `1)`, `iv.`: a mark before a label and none itself."""
    return len(text) <= 6 and _ENUMERATOR.fullmatch(text) is not None


def mark(grid: Grid, row: int, column: int, *, heads: bool = False, numbered: int | None = None) -> Mark:
    """Read the hints of one label cell."""
    raw = grid.raw(row, column)
    spaces = len(raw.expandtabs(_TAB)) - len(raw.expandtabs(_TAB).lstrip())
    style = grid.style(row, column)
    return Mark(
        row,
        column,
        grid.text(row, column),
        spaces + style.indent * _TAB + (_BULLET.match(raw) is not None),
        style.bold,
        grid.sheet.outline.get(row + grid.sheet.top, 0),
        heads,
        numbered,
    )


def parents_of(marks: Sequence[Mark]) -> list[int | None]:
    """For each label the position of the one it stands under.

    Columns of labels count first, then indentation; if neither varies, outline levels, then bold rows over plain ones.
    """
    levels = _level_totals(marks, [m.level for m in marks])
    if len(set(levels)) > 1:
        return _below(levels) if _totals_last(marks, levels) else _nearest_outer(levels)
    outline = [m.outline for m in marks]
    if len(set(outline)) > 1:
        levels = [(level, 0) for level in outline]
        if outline[0] > min(outline) or _totals_last(marks, levels):
            return _below(levels)
        return _nearest_outer(levels)
    if len({m.bold for m in marks}) > 1:
        ends = [m for m in marks if m.bold]
        inner_first = not marks[0].bold or not marks[1].bold
        if len(ends) > 1 and marks[-1].bold and inner_first and all(is_total(m.text) for m in ends):
            return _below(
                [(0 if m.bold or is_total(m.text) else 1, 0) for m in marks]
            )  # each group followed by its total in bold
        return _bold_parents(marks)
    return _heading_parents(marks)


def _heading_parents(marks: Sequence[Mark]) -> list[int | None]:
    """Rows without figures head the rows under them, if each is followed by rows with figures."""
    heads = [m.heads for m in marks]
    doubled = any(a and b for a, b in itertools.pairwise(heads))
    if not any(heads) or all(heads) or doubled or heads[-1]:
        return [None] * len(marks)
    parents: list[int | None] = []
    head: int | None = None
    for i, m in enumerate(marks):
        head = i if m.heads else head
        parents.append(None if m.heads or is_total(m.text) else head)
    return parents


def _level_totals(marks: Sequence[Mark], levels: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A total set in deeper than the parts above it, as many set it, is no child of the last part."""
    result = list(levels)
    for i in range(1, len(levels)):
        ends_there = i + 1 == len(levels) or levels[i + 1] < levels[i]
        deeper = levels[i][0] == result[i - 1][0] and levels[i] > result[i - 1]
        if deeper and ends_there and is_total(marks[i].text):
            result[i] = result[i - 1]
    return result


def _nearest_outer(levels: Sequence[tuple[int, int]]) -> list[int | None]:
    """The nearest row above that stands further out."""
    parents: list[int | None] = []
    stack: list[int] = []
    for i, level in enumerate(levels):
        while stack and levels[stack[-1]] >= level:
            stack.pop()
        parents.append(stack[-1] if stack else None)
        stack.append(i)
    return parents


def _totals_last(marks: Sequence[Mark], levels: Sequence[tuple[int, int]]) -> bool:
    """Parts that are set in, each group followed by its total: `  Germany`, `  France`, `Total Europe`."""
    outer = [m for m, level in zip(marks, levels, strict=True) if level == min(levels)]
    inner_first = levels[0] > min(levels) or (len(outer) > 2 and levels[1] > min(levels))  # after the whole
    return inner_first and levels[-1] == min(levels) and all(is_total(m.text) for m in outer)


def _below(levels: Sequence[tuple[int, int]]) -> list[int | None]:
    """Excel's own habit: the row that sums up stands under its details."""
    mirrored = _nearest_outer(levels[::-1])
    last = len(levels) - 1
    return [None if p is None else last - p for p in reversed(mirrored)]


def _bold_parents(marks: Sequence[Mark]) -> list[int | None]:
    """Bold rows head the plain rows under them, if they are not just the totals and the table does not start plain."""
    heads = [m.bold and not is_total(m.text) for m in marks]
    plain = [not m.bold for m in marks]
    first = next((i for i, m in enumerate(marks) if not (m.bold and is_total(m.text))), None)
    if first is None or not heads[first] or not any(plain) or not any(heads):
        return [None] * len(marks)
    parents: list[int | None] = []
    head: int | None = None
    for i, m in enumerate(marks):
        if m.bold:
            head = i if heads[i] else None
            parents.append(None)
        else:
            parents.append(None if is_total(m.text) else head)
    return parents


def depths_of(parents: Sequence[int | None]) -> list[int]:
    """0 for the outermost, one more for each parent."""
    depths: list[int] = [-1] * len(parents)

    def depth(i: int) -> int:
        """One line's depth; those on the way up are kept, so no line is climbed twice."""
        chain = []
        current: int | None = i
        while current is not None and depths[current] < 0:
            chain.append(current)
            current = parents[current]
        base = depths[current] if current is not None else -1
        for offset, position in enumerate(reversed(chain), start=1):
            depths[position] = base + offset
        return depths[i]

    return [depth(i) for i in range(len(parents))]
