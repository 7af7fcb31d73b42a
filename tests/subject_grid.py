"""Subjects for tests, made of small grids written as text.

A line is a row, `|` stands between cells, and a blank cell is empty. Beyond numbers and plain texts a cell can be

- `=SUM(B2:B3) -> 212.0`, a formula and the value kept for it; without an arrow none is kept;
- `0.38%%`, the fraction 0.38 shown in percent;
- `#REF!` or another error of a spreadsheet, also as the value of a formula;
- `'12.3`, the text "12.3": a number kept as text.

A row that begins with `~` is hidden, and so is a column whose cell in the first row begins with it. A sheet whose name
begins with `~` is hidden. Neither sign is part of the cell or the name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from cdmo_cli.address import parse_range
from cdmo_cli.identities import collect, judge
from cdmo_cli.market import load_taxonomy, understand
from cdmo_cli.read.model import ErrorValue, Formula, Needs, Sheet, Style, Value, Workbook
from cdmo_cli.rules.subject import Subject
from cdmo_cli.rules.waivers import Waiver
from cdmo_cli.tables import find_tables

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!)")
_HIDDEN = "~"


def workbook(sheets: Mapping[str, str], name: str = "model.xlsx") -> Workbook:
    """A workbook of one grid a sheet. Leading spaces of the first cell are kept: they indent."""
    made = tuple(_sheet(title, index, text) for index, (title, text) in enumerate(sheets.items()))
    digest = hashlib.sha256(repr(sorted(sheets.items())).encode("utf-8")).hexdigest()
    return Workbook(Path(name), "xlsx", made, digest, Needs.STYLES | Needs.FORMULAS)


def _sheet(title: str, index: int, text: str) -> Sheet:
    rows: list[list[Value]] = []
    formulas: dict[tuple[int, int], Formula] = {}
    styles: dict[tuple[int, int], Style] = {}
    hidden: dict[Literal["row", "column"], set[int]] = {"row": set(), "column": set()}
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
        cells = line.split("|") if line.strip() else [""]
        row: list[Value] = []
        for column, cell in enumerate(cells, 1):
            content = cell.rstrip() if column == 1 else cell.strip()
            if content.startswith(_HIDDEN):
                content = content[1:]
                hidden["row" if column == 1 else "column"].add(number if column == 1 else column)
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
    return Sheet(
        title.removeprefix(_HIDDEN),
        index,
        full,
        visible=not title.startswith(_HIDDEN),
        hidden_rows=frozenset(hidden["row"]),
        hidden_columns=frozenset(hidden["column"]),
        styles=styles,
        formulas=formulas,
    )


def _value(content: str) -> Value:
    if not content:
        return None
    if _NUMBER.fullmatch(content.strip()):
        return float(content) if "." in content else int(content)
    if _ERROR.fullmatch(content.strip()):
        return ErrorValue(content.strip())
    return content.removeprefix("'")


def subject(sheets: Mapping[str, str], name: str = "model.xlsx") -> Subject:
    """The grids, read as a market and judged."""
    book = workbook(sheets, name)
    tables = tuple(find_tables(sheet) for sheet in book.sheets)
    model = understand(book, tables, load_taxonomy())
    return Subject(name, book.sha256, book, tables, model, judge(collect(model, tables, book)))


def case_subject(case: Mapping[str, Any]) -> Subject:
    """The subject of a case of a rule: its `sheets`, and its `waivers` as seen from the day `today` if it has any."""
    waivers = tuple(
        Waiver(
            waiver["rule"],
            waiver["reason"],
            waiver["expires"],
            waiver.get("sheet", ""),
            parse_range(waiver["cell"]) if "cell" in waiver else None,
            waiver.get("fingerprint", ""),
        )
        for waiver in case.get("waivers", ())
    )
    return replace(subject(case["sheets"]), waivers=waivers, today=case.get("today"))
