"""What heads the columns of an area: the words right above their figures, and the headings that reach over several."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.fields.labels import LONGEST, Heads, words_of
from cdmo_cli.identities.infer.fields.masks import Masks
from cdmo_cli.identities.infer.model import Flags, Ints
from cdmo_cli.tables.grid import EMPTY, Grid
from cdmo_cli.tables.regions import Area
from cdmo_cli.tables.units import read_unit
from cdmo_cli.tables.words import is_run

_BODY = 0.3  # of the columns with figures: a row with that many is no header
_HEADS = 0.5  # of the columns with figures: a row with words over that many and without figures is a header row
_EARLY = 0.1  # of the rows with figures may stand above the header
_COVERS = 0.8  # of the columns that the fullest header row heads: another row may name them too


def column_heads(grid: Grid, area: Area, columns: Ints, found: Masks) -> Heads:
    """What stands above the first figure of each column.

    Labels are taken from the header row that tells the columns apart best: years rather than the word Estimate or a
    unit under them.
    """
    words = words_of(grid, area, found.figure)
    body = _body(words[:, columns], found.figure[:, columns])
    reaching = _reaching(grid, area, words[: max(body, 1)], np.asarray(found.figure.any(axis=0)))
    own = [_own(grid, area, words[: max(int(found.figure[:, c].argmax()), body), c], body, c) for c in columns.tolist()]
    own = _unnumbered(own)
    telling = _telling(own)
    labels: list[str] = []
    names: list[str] = []
    over: list[tuple[str, ...]] = []
    for column, texts in zip(columns.tolist(), own, strict=True):
        shared = reaching.get(column, {})
        alone = {row: text for row, text in texts.items() if row not in shared}
        label = texts.get(telling) or _lowest(texts) or _lowest(shared)
        labels.append(label[:LONGEST])
        names.append(" ".join(alone.values())[:LONGEST] or label)
        over.append(tuple(text for _, text in sorted({**shared, **texts}.items(), reverse=True) if text != label))
    depth = [len(reaching.get(column, {})) for column in columns.tolist()]
    return Heads(labels, names, over, depth, [False] * len(columns))


def _body(words: Flags, figure: Flags) -> int:
    """The first row of the body: the first with figures in many columns, or the first below the last header row over
    which few of them stand (parameters, dates)."""
    counts = figure.sum(axis=1)
    body = int(np.argmax(counts >= max(1.0, _BODY * figure.shape[1])))
    heads = np.flatnonzero((counts == 0) & (words.sum(axis=1) >= max(2.0, _HEADS * figure.shape[1])))
    above = np.cumsum(counts > 0)
    early = heads[above[heads] <= _EARLY * above[-1]]
    below = np.flatnonzero(counts[int(early[-1]) :] > 0) if len(early) else np.zeros(0, dtype=np.int64)
    return max(body, int(early[-1]) + int(below[0])) if len(below) else body


def _own(grid: Grid, area: Area, words: Flags, body: int, column: int) -> dict[int, str]:
    """The words above the first figure of a column, by row: those in the header rows, if there are any."""
    rows = np.flatnonzero(words)
    rows = rows[rows < body] if (rows < body).any() else rows
    return {row: grid.text(area.top + row, area.left + column) for row in rows.tolist()}


def _unnumbered(own: list[dict[int, str]]) -> list[dict[int, str]]:
    """The words without the rows that only number the columns, where others say more."""
    texts = _by_row(own)
    numbers = {row for row, said in texts.items() if len(said) > 1 and is_run(said)}
    if len(numbers) == len(texts):
        return own
    return [{row: text for row, text in column.items() if row not in numbers} for column in own]


def _telling(own: list[dict[int, str]]) -> int:
    """The header row that tells most columns apart, the lowest of equals; −1 where there is none."""
    texts = _by_row(own)
    full = max(map(len, texts.values()), default=0)
    fit = [row for row, said in texts.items() if len(said) >= _COVERS * full]
    return max(fit, key=lambda row: (len(set(texts[row])), row), default=-1)


def _by_row(own: list[dict[int, str]]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {}
    for column in own:
        for row, text in column.items():
            texts.setdefault(row, []).append(text)
    return texts


def _lowest(texts: dict[int, str]) -> str:
    """The lowest words that are no unit; a unit where nothing else is said."""
    lowest = [text for _, text in sorted(texts.items(), reverse=True)]
    return next((text for text in lowest if read_unit(text) is None), next(iter(lowest), ""))


def _reaching(grid: Grid, area: Area, words: Flags, has_figures: Flags) -> dict[int, dict[int, str]]:
    """For each column the headings that stand over it from the left, and over others too, row by row.

    A heading reaches as far as its merged cells, else over the blank cells to its right if those have words below;
    a blank column ends it unless all columns are set apart by one.
    """
    empty: Flags = np.asarray(grid.kind[area.top : area.top + len(words), area.left : area.right + 1] == EMPTY)
    spaced = np.median(np.diff(np.flatnonzero(has_figures))) > 1 if has_figures.sum() > 1 else False
    result: dict[int, dict[int, str]] = {}
    for row in range(len(words)):
        below: Flags = np.asarray(words[row + 1 :].any(axis=0))
        open_cells = empty[row] & (below | (~has_figures & spaced))
        several = int(words[row].sum()) > 1
        for start in np.flatnonzero(words[row] & has_figures).tolist():
            merge = grid.merged.get((area.top + row, area.left + start))
            if merge is not None and merge.right > merge.left:
                end = min(start + merge.right - merge.left + 1, words.shape[1])
            else:
                end = _end(open_cells, start) if several and below[start] else start + 1
            text = grid.text(area.top + row, area.left + start)
            for column in range(start, end) if has_figures[start:end].sum() > 1 else ():
                result.setdefault(column, {})[row] = text
    return result


def _end(open_cells: Flags, start: int) -> int:
    """The first column behind `start` that is not open."""
    end = start + 1
    while end < len(open_cells) and open_cells[end]:
        end += 1
    return end
