"""The piece of a sheet that a finding is about: rows and columns with their headings, the cell marked below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from cdmo_cli.address import column_letters
from cdmo_cli.present.validate_cells import cut, folded, headings, is_figure, is_year, look_of, numeric, shown
from cdmo_cli.read.model import Sheet

MOST_ROWS = 12
LABEL_WIDTH = 30
NARROW_LABEL = 16
JOINED_WIDTH = 22
MOST_LABELS = 2
MOST_OF_ONE = 3
HEAD_WIDTHS = (14, 8)  # of a heading's lines: as wide as one likes, and where columns find no room
HIDDEN = " (hidden)"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands under a cell: `^` for the finding's own, `-` for others, with a word beside it."""

    sign: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an excerpt: what stands in the gutter, the text, and whether it is a line of marks."""

    gutter: str
    text: str
    marks: bool = False


Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines, and the cells asked for that found no room in them."""

    rows: tuple[Row, ...]
    left_out: tuple[Cell, ...]


@dataclass(frozen=True)
class _Grid:
    """What is drawn: columns and rows in order, the texts of the cells, and how wide each column is."""

    labels: Sequence[int]  # the columns whose texts name the rows
    columns: Sequence[int]
    rows: Sequence[int]
    label_width: int
    widths: Mapping[int, int]
    heads: Mapping[int, Sequence[str]]
    texts: Mapping[Cell, str]
    names: Mapping[int, str]


def excerpt(sheet: Sheet, marks: Mapping[Cell, Mark], others: Sequence[Cell], width: int) -> Excerpt:
    """The rows and columns of the marked cells and of `others`, not wider than `width`; the marked come first
    where not all find room."""
    cells = list(dict.fromkeys((*marks, *others)))
    grid = _grid(sheet, cells, {column for _, column in marks}, width)
    found = _headed(sheet, grid)
    last = None
    for row in grid.rows:
        if last is not None and row > last + 1 and _skips_figures(sheet, last, row, grid.columns):
            found.append(Row("...", ""))
        found.append(Row(str(row), _line(grid, grid.names[row], {c: grid.texts[(row, c)] for c in grid.columns})))
        marked = {c: marks[(row, c)] for c in (*grid.columns, *grid.labels) if (row, c) in marks}
        if marked:
            found.append(_marks(marked, grid, row, width))
        last = row
    there = (*grid.columns, *grid.labels)
    left_out = tuple(cell for cell in cells if cell[0] not in grid.rows or cell[1] not in there)
    return Excerpt(tuple(found), left_out)


def _grid(sheet: Sheet, cells: Sequence[Cell], marked: Collection[int], width: int) -> _Grid:
    """Rows and columns that find room: headings are folded first, then labels cut, then columns left out, the farthest
    from the finding's own first and those with marks last."""
    rows = sorted(list(dict.fromkeys(row for row, _ in cells))[:MOST_ROWS])
    labels = _label_columns(sheet, rows, {column for _, column in cells})
    columns = [c for c in dict.fromkeys(column for _, column in cells) if c not in labels]
    names = {row: _label(sheet, row, labels) for row in rows}
    natural = max(cell_len(text) for text in (_over_labels(labels), *names.values()))
    texts = _texts(sheet, cells, rows, columns)
    heads: dict[int, Sequence[str]] = {}
    widths: dict[int, int] = {}
    for fold in HEAD_WIDTHS:
        for column in columns:
            heads[column], widths[column] = _head(sheet, rows, column, texts, fold)
        if natural <= _room(columns, widths, width):
            break
    least = min(natural, NARROW_LABEL)
    while len(columns) > 1 and least > _room(columns, widths, width):
        columns.remove(max(columns[1:], key=lambda c: (c not in marked, abs(c - columns[0]))))
    label_width = min(natural, max(_room(columns, widths, width), NARROW_LABEL // 2))
    names = {row: cut(text, label_width) for row, text in names.items()}
    return _Grid(labels, sorted(columns), rows, label_width, widths, heads, texts, names)


def _texts(sheet: Sheet, cells: Sequence[Cell], rows: Sequence[int], columns: Sequence[int]) -> dict[Cell, str]:
    """The texts of the cells; figures of a column look alike."""
    texts: dict[Cell, str] = {}
    for column in columns:
        look = look_of(sheet, [cell for cell in cells if cell[1] == column])
        texts |= {(row, column): shown(sheet, row, column, look=look) for row in rows}
    return texts


def _head(
    sheet: Sheet, rows: Sequence[int], column: int, texts: Mapping[Cell, str], fold: int
) -> tuple[Sequence[str], int]:
    """The lines of a column's heading, and the width of the column."""
    widest = max(cell_len(texts[(row, column)]) for row in rows)
    lines = [line for text in headings(sheet, rows, column) for line in folded(text, max(fold, widest))]
    return lines, max(cell_len(text) for text in (_letters(sheet, column), *lines, " " * widest))


def _room(columns: Sequence[int], widths: Mapping[int, int], width: int) -> int:
    """What the columns leave of a width for the labels."""
    return width - sum(widths[column] + 2 for column in columns)


def _headed(sheet: Sheet, grid: _Grid) -> list[Row]:
    """The letters of the columns, and the headings above the figures, which end on the same line."""
    found = [Row("", _line(grid, _over_labels(grid.labels), {c: _letters(sheet, c) for c in grid.columns}))]
    most = max((len(grid.heads[c]) for c in grid.columns), default=0)
    for number in range(most):
        texts = {
            c: lines[number - most + len(lines)]
            for c in grid.columns
            if (lines := grid.heads[c]) and number >= most - len(lines)
        }
        found.append(Row("", _line(grid, "", texts)))
    return found


def _line(grid: _Grid, label: str, values: Mapping[int, str]) -> str:
    padded = (_right(values.get(c, ""), grid.widths[c]) for c in grid.columns)
    return f"{set_cell_size(label, grid.label_width)}  {'  '.join(padded)}".rstrip()


def _letters(sheet: Sheet, column: int) -> str:
    return column_letters(column) + (HIDDEN if column in sheet.hidden_columns else "")


def _over_labels(labels: Sequence[int]) -> str:
    return " · ".join(column_letters(column) for column in labels)


def _skips_figures(sheet: Sheet, above: int, below: int, columns: Sequence[int]) -> bool:
    return any(sheet.value(row, c) is not None for row in range(above + 1, below) for c in columns)


def _label_columns(sheet: Sheet, rows: Sequence[int], used: set[int]) -> list[int]:
    """The columns whose texts or years name the rows. They stand before the first cell spoken of: those that tell the
    rows apart, up to the first that does so alone (the last ones, where there are many), for a single row the first
    ones. The first column too where it is spoken of itself; none where texts lie behind."""
    first = min(used)
    before = [column for column in range(sheet.left, first) if _names(sheet, rows, column)]
    if not before:
        return [first] if _has_words(sheet, rows, first) else []
    if len(rows) == 1:  # of a row of headings the first alone: the others are headings too
        figure = is_figure(sheet, rows[0], first) and not is_year(sheet.value(rows[0], first))
        return before[: MOST_OF_ONE if figure else 1]
    apart = [column for column in before if len({sheet.value(row, column) for row in rows}) > 1]
    alone = next((i for i, column in enumerate(apart) if _all_different(sheet, rows, column)), len(apart))
    return apart[: alone + 1][-MOST_LABELS:] or before[:1]


def _all_different(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    """Whether every row has a text of its own in a column: what stands behind a company's name does not name it."""
    return len({value for row in rows if (value := sheet.value(row, column)) is not None}) == len(rows)


def _names(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    """Whether a column has words, or nothing but years."""
    values = [value for row in rows if (value := sheet.value(row, column)) is not None]
    return _has_words(sheet, rows, column) or (bool(values) and all(is_year(value) for value in values))


def _has_words(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    return any(isinstance(sheet.value(row, column), str) and not numeric(sheet, row, column) for row in rows)


def _label(sheet: Sheet, row: int, columns: Sequence[int]) -> str:
    texts = [shown(sheet, row, column, LABEL_WIDTH if len(columns) == 1 else JOINED_WIDTH) for column in columns]
    return " · ".join(text for text in texts if text) + (HIDDEN if row in sheet.hidden_rows else "")


def _right(text: str, width: int) -> str:
    return " " * max(width - cell_len(text), 0) + text


def _marks(marked: Mapping[int, Mark], grid: _Grid, row: int, width: int) -> Row:
    """The line of signs under a row, with the word of the last mark (at least what stands before its
    colon) behind it if there is room; a blank cell is marked
    over the width of its column."""
    pieces: list[tuple[int, int, Mark]] = []
    start = grid.label_width
    for column in grid.columns:
        start += 2
        if column in marked:
            length = cell_len(grid.texts[(row, column)]) or grid.widths[column]
            pieces.append((start + grid.widths[column] - length, length, marked[column]))
        start += grid.widths[column]
    named = max(cell_len(grid.names[row].removesuffix(HIDDEN)), 1)
    pieces.extend((0, named, mark) for column, mark in marked.items() if column not in grid.columns)
    text = ""
    for at, length, mark in sorted(pieces, key=lambda piece: piece[0]):
        text = f"{text.ljust(at)}{mark.sign * length}"
    word = next((mark.text for _, _, mark in sorted(pieces, key=lambda piece: -piece[0]) if mark.text), "")
    lines = (f"{text} {word}".rstrip(), f"{text} {word.partition(':')[0]}".rstrip())
    return Row("", next((line for line in lines if cell_len(line) <= width), text), marks=True)
