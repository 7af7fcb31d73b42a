"""Sizes of the market that a workbook states in words: "Market size 2024" beside "USD 212.0 billion"."""

from __future__ import annotations

import re

from cdmo_cli.read.model import Sheet, Workbook

_SIZE = re.compile(
    r"\b(?:market (?:size|value|volume|revenues?)|size of the market|(?:is|was|were) (?:valued|worth|estimated) at"
    r"|(?:is|was) worth|marktvolumen|marktgr(?:ö|oe)(?:ß|ss)e)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d])")
_CURRENCY = r"(?:US\$|[$€£¥]|\b[A-Z]{3})"
_SCALE = r"(?:trillion|billion|million|thousand|tn|bn|mn|[mb]|mrd|mio)\b\.?"
_AMOUNT = re.compile(rf"(?:{_CURRENCY}\s?\d[\d.,]*\s*(?i:{_SCALE})|\d[\d.,]*\s*(?i:{_SCALE})\s*{_CURRENCY})")


def states_size(workbook: Workbook) -> bool:
    """Whether a line of a sheet gives a size of the market in words, with its currency and its year."""
    return any(_states_size(sheet) for sheet in workbook.sheets)


def _states_size(sheet: Sheet) -> bool:
    """The words may stand in one cell, or the name in a cell, year and amount in others to the right of it."""
    for row in sheet.rows:
        told = ""
        for content in row:
            if isinstance(content, str) and _SIZE.search(content):
                told = content
            elif told and isinstance(content, str | int | float):
                told = f"{told} {content:g}" if isinstance(content, float) else f"{told} {content}"
            if told and _is_size(told):
                return True
    return False


def _is_size(text: str) -> bool:
    amount = _AMOUNT.search(text)
    return amount is not None and _YEAR.search(text[: amount.start()] + text[amount.end() :]) is not None
