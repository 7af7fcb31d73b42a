"""Tables of exchange rates: which currency a rate is of, and in which it is given."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cdmo_cli.market.figures import Columns
from cdmo_cli.market.model import MEASURES
from cdmo_cli.read.model import Sheet
from cdmo_cli.tables.model import Block, Line
from cdmo_cli.tables.units import currency_of

_CODE = r"(?P<{}>[A-Z]{{3}}|US\$|[$€£¥])"
_PER = re.compile(rf"(?:{_CODE.format('to')}\s+)?\bper\s+(?:(?:one|1)\s+)?{_CODE.format('base')}(?![a-z])")
_PAIR = re.compile(rf"{_CODE.format('base')}\s?[/:]\s?{_CODE.format('to')}(?![\w])")
_IN = re.compile(rf"(?:1|one)\s+{_CODE.format('base')}\s*(?:=|in|to|→)\s*(?:\d[\d.,]*\s*)?{_CODE.format('to')}")
_BASIS = re.compile(r"\b(annual average|yearly average|average|year[- ]end|period[- ]end|spot|closing)\b", re.I)


def add_currencies(found: Columns, block: Block, sheet: Sheet) -> None:
    """Give each exchange rate its attributes `from`, `to` and `basis`: one `from` is the value of `to`.

    They are read from columns "From" and "To", else from a pair such as "CHF per USD" or "USD/CHF" (one USD in
    CHF, as traders write it) at the rate's own labels, else from "per EUR" above the table and a currency in
    the label. A rate whose currencies are not both known keeps none.
    """
    rate = MEASURES.index("rate")
    above = [block.title, *(n.text for n in block.notes), *_headers(block, sheet)]
    whole = next((p for text in above if (p := _pair(text))), {})
    basis = max((m[1].casefold() for text in above if (m := _BASIS.search(text))), key=len, default="")
    lines: dict[tuple[int, int], dict[str, str]] = {}
    spots = zip(found.row.tolist(), found.column.tolist(), found.measure.tolist(), strict=True)
    rows, columns = {line.index: line for line in block.rows}, {line.index: line for line in block.columns}
    for at, (row, column, measure) in enumerate(spots):
        if measure != rate:
            continue
        told = found.attributes.get(at, {})
        if not (told.get("from") and told.get("to")):
            cell = (row, column)
            if cell not in lines:
                beside = _beside(block, sheet, row)
                lines[cell] = {**whole, **beside, **_of_line(rows.get(row)), **_of_line(columns.get(column))}
            told = {**lines[cell], **told}
        if basis and told.get("from"):
            told = {"basis": basis, **told}
        if told.get("from") and told.get("to"):
            found.attributes[at] = dict(told)


def _beside(block: Block, sheet: Sheet, row: int) -> dict[str, str]:
    """The currency that stands in the row's own column of currencies: a rate "per USD" in a table of companies."""
    column = next((p.currency for p in block.from_columns.values() if p.currency is not None), None)
    value = sheet.value(row, column) if column is not None else None
    code = currency_of(value) if isinstance(value, str) else None
    return {"to": code} if code is not None else {}


def _headers(block: Block, sheet: Sheet) -> list[str]:
    cells = (
        sheet.value(row, column)
        for row in block.header_rows
        for column in range(block.range.left, block.range.right + 1)
    )
    return [value for value in cells if isinstance(value, str)]


def _pair(text: str) -> dict[str, str]:
    """`from` and `to` in a text, or only `from` where the other one is named elsewhere."""
    for pattern in (_PER, _IN, _PAIR):
        match = pattern.search(text)
        base = currency_of(match["base"]) if match else None
        if match is not None and base is not None:
            to = currency_of(match["to"]) if match["to"] else None
            return {"from": base, "to": to} if to is not None else {"from": base}
    return {}


def _of_line(line: Line | None) -> Mapping[str, str]:
    """What a row or column says by its labels: a pair, or the currency that the rate is given in."""
    for label in line.labels if line is not None else ():
        pair = _pair(label.text)
        if pair:
            return pair
        code = currency_of(label.text)
        if code is not None:
            return {"to": code}
    return {}
