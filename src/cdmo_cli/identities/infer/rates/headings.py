"""All words that head each item of an axis: those above its label too, as `Percent change` over several columns."""

from __future__ import annotations

from cdmo_cli.identities.infer.model import Axis
from cdmo_cli.tables.grid import DATE, NUMBER, TEXT, Grid, looks_like_year

DEEPEST = 6  # rows above the first figure that may be headings
LONGEST = 240  # characters that are kept
SECTION = 60  # characters of a row that heads others
HEADS = 3  # such rows one below the other
PROSE = 160  # characters of a cell that is no heading


def headings(axis: Axis, other: Axis, grid: Grid | None) -> tuple[str, ...]:
    """For each item its label with the headings over it; the labels alone where there is no grid."""
    if grid is None:
        return axis.labels
    over = _over_columns(axis, other, grid) if axis.direction == "columns" else _over_rows(axis, other, grid)
    return tuple(_joined(above, label) for above, label in zip(over, axis.labels, strict=True))


def _joined(above: list[str], label: str) -> str:
    words = [text for text in above if text and text not in label]
    if words and label and label in words[-1]:
        label = ""  # cut short
    return " | ".join([*dict.fromkeys(words), label])[-LONGEST:].strip(" |")


def _over_columns(axis: Axis, other: Axis, grid: Grid) -> list[list[str]]:
    """The texts and years above each column; one over several columns heads all of them."""
    columns = (axis.item - grid.sheet.left).tolist()
    first = int(other.item.min()) - grid.sheet.top
    above: list[list[str]] = [[] for _ in columns]
    for row in range(max(0, first - DEEPEST), first):
        texts = [(_text(grid, row, column)) for column in columns]
        if sum(1 for text in texts if text) == 1 and len(columns) > 3 and texts[0]:
            continue  # a title
        last = ""
        for place, (column, text) in enumerate(zip(columns, texts, strict=True)):
            gap = place > 0 and column - columns[place - 1] > 2
            last = text or ("" if gap else last)
            above[place].append(last)
    return above


def _over_rows(axis: Axis, other: Axis, grid: Grid) -> list[list[str]]:
    """The words of each row, and of the rows of words alone that stand last above it."""
    labels = max(int(other.item.min()) - grid.sheet.left, 1)  # columns before the first figures
    rows = (axis.item - grid.sheet.top).tolist()
    found: list[list[str]] = []
    last = ""
    done = max(0, rows[0] - DEEPEST)
    for row in rows:
        sections = [
            texts[0]
            for between in range(done, row)
            if len(texts := [text for column in range(labels) if (text := _text(grid, between, column))]) == 1
        ]
        if sections:
            last = " | ".join(text for text in sections[-HEADS:] if len(text) <= SECTION)
        done = row + 1
        own = [text for column in range(labels) if (text := _text(grid, row, column))]
        found.append([last, " ".join(own)])
    return found


def _text(grid: Grid, row: int, column: int) -> str:
    kind = grid.kind[row, column]
    if kind in (TEXT, DATE) or (kind == NUMBER and looks_like_year(grid, row, column)):
        text = grid.text(row, column)
        return text if len(text) <= PROSE else ""
    return ""
