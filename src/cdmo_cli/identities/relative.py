"""Formulas in relative form: what is the same formula in every cell of a row is there the same text.

`=SUM(B4:B9)` in B10 and `=SUM(C4:C9)` in C10 are both `SUM(R[-6]C:R[-1]C)`: the R1C1 notation of spreadsheets, in which
a reference says how far away a cell is, and a fixed one (`$B$4`) where it is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cdmo_cli.address import parse_a1

_PIECE = re.compile(
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)"
    r"|(?P<outside>\[[^\]]*\])"
    r"|(?P<cell>\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}(?![\w(.!]))"
    r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(.!]))"
    r"|(?P<rows>\$?[1-9]\d{0,6}:\$?[1-9]\d{0,6}(?![\w(.!]))"
    r"|(?P<name>[^\W\d][\w.]*)"
    r"|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<space>\s+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_CELL = re.compile(r"(\$?)([A-Za-z]*)(\$?)(\d*)")


class Relative(NamedTuple):
    """A formula in relative form; `shape` is the same with `#` for every number that is written in it."""

    form: str
    shape: str


@lru_cache(maxsize=131_072)  # several rules look at the same formulas
def relative(text: str, row: int, column: int) -> Relative:
    """The relative form of a formula that stands in that cell, without its `=`, spaces and differences of case."""
    form: list[str] = []
    shape: list[str] = []
    for match in _PIECE.finditer(text.removeprefix("=")):
        kind, piece = match.lastgroup, match[0]
        if kind == "space":
            continue
        if kind == "cell":
            piece = _moved(piece, row, column)
        elif kind in ("columns", "rows"):
            piece = ":".join(_moved(end, row, column) for end in piece.split(":"))
        elif kind != "text":
            piece = piece.upper()
        form.append(piece)
        shape.append("#" if kind == "number" else piece)
    return Relative("".join(form), "".join(shape))


def _moved(reference: str, row: int, column: int) -> str:
    """`B$4` as seen from a cell: `R4C[1]`."""
    match = _CELL.fullmatch(reference)
    if match is None:
        return reference.upper()
    before, letters, between, digits = match.groups()
    if not letters:  # "$3" of a row
        return _step("R", int(digits), row, fixed=bool(before))
    across = _step("C", parse_a1(f"{letters}1")[1], column, fixed=bool(before))
    return (_step("R", int(digits), row, fixed=bool(between)) if digits else "") + across


def _step(letter: str, there: int, here: int, *, fixed: bool) -> str:
    if fixed:
        return f"{letter}{there}"
    return f"{letter}[{there - here}]" if there != here else letter
