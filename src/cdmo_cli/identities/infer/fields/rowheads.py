"""What heads the rows of an area: the words before their figures, the heading rows above them, the level."""

from __future__ import annotations

import re

import numpy as np

from cdmo_cli.identities.infer.fields.labels import LONGEST, Heads, words_of
from cdmo_cli.identities.infer.fields.masks import Masks
from cdmo_cli.identities.infer.fields.sections import sections
from cdmo_cli.identities.infer.model import Flags, Ints
from cdmo_cli.tables.grid import Grid
from cdmo_cli.tables.hierarchy import is_enumerator
from cdmo_cli.tables.regions import Area

_TAB = 4  # spaces that an indent step stands for
_NAMES = 0.5  # of the rows have words in the column that names them
_USUAL = 0.2  # of the rows with words in a column: it is one of labels
_BULLET = re.compile(r"\s*[-–—•·▪*>]\s*(?=\d*[^\W\d])")


def row_heads(grid: Grid, area: Area, rows: Ints, found: Masks) -> Heads:
    """What stands before the first figure of each row; where nothing does, behind the last one."""
    words = words_of(grid, area, found.figure)
    first = np.where(found.figure.any(axis=1), found.figure.argmax(axis=1), found.figure.shape[1])
    before: Flags = np.asarray(words & (np.arange(words.shape[1])[None, :] < first[:, None]))
    before |= words & _label_column(words[rows], found.figure[rows])[None, :]
    texts = _joined(grid, area, before)
    behind = _joined(grid, area, words & ~before & np.isin(np.arange(len(words)), rows)[:, None])
    labels = [texts.get(row, "") or behind.get(row, "") for row in rows.tolist()]
    place = _places(before, rows)
    depth = _levels(grid, area, rows, place)
    bold = [bool(c >= 0 and grid.style(area.top + r, area.left + c).bold) for r, c in zip(rows, place, strict=True)]
    return Heads(labels, labels, sections(grid, area, rows, words, found.figure), depth, bold)


def _label_column(words: Flags, figure: Flags) -> Flags:
    """The first column of words: it names the rows, be it behind a column of codes or shares."""
    said = words.sum(axis=0)
    naming = np.flatnonzero((said >= _NAMES * len(words)) & (said > figure.sum(axis=0)))
    return np.asarray(np.isin(np.arange(words.shape[1]), naming[:1]))


def _joined(grid: Grid, area: Area, words: Flags) -> dict[int, str]:
    """The words of each row in one line."""
    result: dict[int, str] = {}
    for column in np.flatnonzero(words.any(axis=0)).tolist():
        for row in np.flatnonzero(words[:, column]).tolist():
            text = grid.text(area.top + row, area.left + column)
            result[row] = f"{result[row]} {text}" if row in result else text
    return {row: text[:LONGEST] for row, text in result.items()}


def _places(before: Flags, rows: Ints) -> list[int]:
    """The column of the label of each row: the last with words of those in which many rows have some; −1 for none."""
    mine = before[rows]
    usual: Flags = np.asarray(mine.sum(axis=0) >= _USUAL * max(len(rows), 1))
    chosen = np.where(np.asarray((mine & usual).any(axis=1))[:, None], mine & usual, mine)
    last = chosen.shape[1] - 1 - chosen[:, ::-1].argmax(axis=1) if chosen.shape[1] else np.zeros(len(rows), int)
    return [int(c) for c in np.where(chosen.any(axis=1), last, -1)]


def _levels(grid: Grid, area: Area, rows: Ints, place: list[int]) -> list[int]:
    """How deep each label stands, by its column, how far it is set in, and the outline; ranks from 0."""
    outline, styled = grid.sheet.outline, bool(grid.sheet.styles)
    marks = []
    for row, column in zip((rows + area.top).tolist(), place, strict=True):
        raw = grid.raw(row, area.left + column) if column >= 0 else ""
        indent = _TAB * grid.style(row, area.left + column).indent if styled and raw else 0
        level = (column, indent + _set_in(raw))
        if column > 0 and is_enumerator(grid.text(row, area.left + column - 1)):
            level = (column - 1, level[1] + 1)  # `a.` before a label sets its level
        marks.append((*level, outline.get(row + grid.sheet.top, 0) if outline else 0))
    ranks = {level: rank for rank, level in enumerate(sorted(set(marks)))}
    return [ranks[level] for level in marks]


def _set_in(raw: str) -> int:
    """Leading spaces, and one for a bullet: `- Germany` stands under what has none."""
    if not raw or raw[0].isalnum():
        return 0
    raw = raw.expandtabs(_TAB)
    return len(raw) - len(raw.lstrip()) + (_BULLET.match(raw) is not None)
