"""Subjects for tests, made of small grids written as text: `|` between cells, `=FORMULA -> value` for a formula."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from cdmo_cli.identities import collect, judge
from cdmo_cli.market import load_taxonomy, understand
from cdmo_cli.read.model import Formula, Needs, Sheet, Style, Value, Workbook
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables import find_tables

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def workbook(sheets: Mapping[str, str], name: str = "model.xlsx") -> Workbook:
    """A workbook of one grid a sheet. Leading spaces of the first cell are kept: they indent."""
    made = tuple(_sheet(title, index, text) for index, (title, text) in enumerate(sheets.items()))
    digest = hashlib.sha256(repr(sorted(sheets.items())).encode("utf-8")).hexdigest()
    return Workbook(Path(name), "xlsx", made, digest, Needs.STYLES | Needs.FORMULAS)


def _sheet(title: str, index: int, text: str) -> Sheet:
    rows: list[list[Value]] = []
    formulas: dict[tuple[int, int], Formula] = {}
    styles: dict[tuple[int, int], Style] = {}
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
        cells = line.split("|") if line.strip() else [""]
        row: list[Value] = []
        for column, cell in enumerate(cells, 1):
            content = cell.rstrip() if column == 1 else cell.strip()
            if content.startswith("="):
                written, _, content = (piece.strip() for piece in content.partition("->"))
                formulas[(number, column)] = Formula(written, cached=bool(content))
            if content.endswith("%%"):  # shown in percent, kept as a fraction
                styles[(number, column)] = Style("0.0%")
                content = repr(float(content[:-2]))
            row.append(_value(content))
        rows.append(row)
    width = max(len(row) for row in rows)
    full = [row + [None] * (width - len(row)) for row in rows]
    return Sheet(title, index, full, styles=styles, formulas=formulas)


def _value(content: str) -> Value:
    if not content:
        return None
    if _NUMBER.fullmatch(content):
        return float(content) if "." in content else int(content)
    return content


def subject(sheets: Mapping[str, str], name: str = "model.xlsx") -> Subject:
    """The grids, read as a market and judged."""
    book = workbook(sheets, name)
    tables = tuple(find_tables(sheet) for sheet in book.sheets)
    model = understand(book, tables, load_taxonomy())
    return Subject(name, book.sha256, book, tables, model, judge(collect(model, tables, book)))
