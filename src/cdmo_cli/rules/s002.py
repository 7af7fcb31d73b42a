"""Numbers kept as text.

**What it checks.** Cells of a workbook that hold a text which is plainly a number (`1,234`, ` 12.3`, a number typed
after an apostrophe) where a figure belongs. cdmo reads them as figures; a spreadsheet does not. It is a warning where
they stand among real numbers, and where a SUM leaves them out; a table all of whose figures are texts is information.

**Why it matters.** SUM, AVERAGE, charts and pivot tables skip texts without a word: the total is too small, and the
table looks complete.

**How to mend it.** Select the cells and choose “Convert to number” in Excel (the green corner), or enter them again;
where a program wrote them, let it write numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from cdmo_cli.read.model import Sheet
from cdmo_cli.rules import causes, sheetcells, words
from cdmo_cli.rules.model import Finding, Place, Rule
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Block
from cdmo_cli.tables.periods import is_year

NAMES = ("S002", "number-stored-as-text")

WEIGHED = 500
"""So many of the cells are weighed."""

_PLAIN = re.compile(
    r"[\s\u00a0]*\(?[-+−]?[\s\u00a0]*[$€£¥]?"
    r"(?:\d{1,3}(?:[,.'’\s\u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?[\s\u00a0]*%?\)?[\s\u00a0]*"
)
_QUOTED = re.compile(rf"\s*(?:['’‘`]{_PLAIN.pattern}['’`]?|[\"“”]{_PLAIN.pattern}[\"“”])\s*")
_SKIPPING = re.compile(r"\b(?:SUM|AVERAGE|SUBTOTAL|SUMPRODUCT|MAX|MIN)\(")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding a table."""
    for sheet, block in sheetcells.blocks(subject):
        if not sheet.typed:
            continue
        quoted = texts_for_numbers(sheet, block)
        if quoted:
            yield _of_quoted(subject, block, quoted)
        plain = [i for i, text in block.figures.text.items() if _PLAIN.fullmatch(text)]
        plain = [] if all(is_year(float(block.figures.value[i])) for i in plain) else plain  # labels, not figures
        cells = [Place(block.sheet, int(block.figures.row[i]), int(block.figures.column[i])) for i in plain]
        sums = _sums_over(subject, cells) if cells else []
        mixed = [at for at, i in zip(cells, plain, strict=True) if _among_numbers(block, i)]
        signed = all("%" in block.figures.text[i] for i in plain)
        if sums or mixed or (cells and not signed):
            told = cells if sums or not mixed else mixed
            yield _finding(subject, block, told, block.figures.text[plain[cells.index(told[0])]], sums, bool(mixed))


def texts_for_numbers(sheet: Sheet, block: Block) -> dict[tuple[int, int], str]:
    """The cells among a table's figures that cdmo does not read as figures, though they are numbers but for an
    apostrophe or quotation marks."""
    rows, columns = {line.index for line in block.rows}, {line.index for line in block.columns}
    if len(block.figures) >= len(rows) * len(columns):
        return {}
    known = set(zip(block.figures.row.tolist(), block.figures.column.tolist(), strict=True))
    found: dict[tuple[int, int], str] = {}
    for row in sorted(rows):
        for column in sorted(columns):
            value = sheet.value(row, column)
            if isinstance(value, str) and (row, column) not in known and _QUOTED.fullmatch(value):
                found[(row, column)] = value
    return found


def _of_quoted(subject: Subject, block: Block, texts: Mapping[tuple[int, int], str]) -> Finding:
    cells = [Place(block.sheet, *at) for at in texts]
    first = words.short(next(iter(texts.values())))
    one = len(cells) == 1
    what = f"The cell {sheetcells.several(cells)}, “{first}”," if one else f"{len(cells)} cells, the first “{first}”,"
    them = "it" if one else "them"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{what} {'holds a number' if one else 'hold numbers'} in quotation marks, as text: neither cdmo nor"
        f" Excel counts {them}",
        place=cells[0],
        related=tuple(cells[1:]),
        labels=sheetcells.path(subject, cells[0]) if one else (block.title, "quoted"),
    )


def _among_numbers(block: Block, figure: int) -> bool:
    """Whether real numbers stand in the column of a text; percentages are of another kind than those."""
    figures, texts = block.figures, block.figures.text
    if "%" in texts[figure]:
        return False
    same = (figures.column_line == figures.column_line[figure]).nonzero()[0].tolist()
    return any(other not in texts for other in same)


def _sums_over(subject: Subject, cells: Sequence[Place]) -> list[Place]:
    """The formulas with a SUM, or another function that skips texts, over one of the cells, all of one sheet."""
    rows, columns = np.array([cell.row for cell in cells]), np.array([cell.column for cell in cells])
    found: list[Place] = []
    for at, _, formula in sheetcells.formulas(subject):
        if not _SKIPPING.search(formula.text.upper()):
            continue
        for home, named in sheetcells.ranges_named(subject, at, formula.text):
            inside = (rows >= named.top) & (rows <= named.bottom)
            inside &= (columns >= named.left) & (columns <= named.right)
            several = named.top + named.left < named.bottom + named.right
            if several and home == cells[0].sheet and inside.any():
                found.append(at)
                break
    return found


def _finding(
    subject: Subject, block: Block, cells: Sequence[Place], text: str, sums: Sequence[Place], mixed: bool
) -> Finding:
    count = len(cells)
    what = (
        f"The figure in {sheetcells.several(cells)}, “{words.short(text)}”, is kept as text"
        if count == 1
        else f"{count} figures ({sheetcells.several(cells)}) are kept as text, the first “{words.short(text)}”"
    )
    them = "it" if count == 1 else "them"
    if sums:
        first = words.address(subject, sums[0])
        so = f"the formula in {first}" if len(sums) == 1 else f"{len(sums)} formulas, the first in {first},"
        so = f"{so} {'leaves' if len(sums) == 1 else 'leave'} {them} out"
    else:
        so = f"Excel’s SUM would leave {them} out"
    groups = (causes.of_formula(subject, at) for at in sums)
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning" if sums or mixed else "info",
        message=f"{what}: {so}",
        place=cells[0],
        related=(*cells[1:], *sums),
        group=next((group for group in groups if group is not None), None),
        impact=max(sheetcells.impact(subject, at) for at in cells[:WEIGHED]) if sums else 0.0,
        labels=sheetcells.path(subject, cells[0]) if count == 1 else (block.title, "text"),
    )


RULE = Rule(*NAMES, "warning", "A number is kept as text, which sums leave out", check)
