"""What a report is called, where only the heading of a table says it: without the table's number and its unit."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"(?i)^(?:table|figure|exhibit|chart)\s+[\w.\-]*\d[\w.\-]*\s*[.:–-]\s+")
_WEB = re.compile(r"(?i)[\s:,;(–-]*(?:https?://|www\.)\S+")
_SCALE = r"(?:thousands?|millions?|billions?|trillions?|bn|mn|mln|k|m)"
_MONEY = r"(?:[A-Z]{3}|US\$|[$€£¥])"
_AMOUNT = rf"(?:{_MONEY}\s*{_SCALE}\.?|{_SCALE}\s+{_MONEY}|(?:in|,)\s+{_MONEY}|%|percent|per cent)"
_UNIT = re.compile(rf"(?:\s*[,;–-]\s*|\s+)\(?(?:in\s+)?{_AMOUNT}\)?$")


def cleaned(heading: str) -> str:
    """`Fuels market, USD million` → `Fuels market`; `Table 1. Sales by line (%)` → `Sales by line`; without addresses.

    A heading of which nothing would be left stays as it is.
    """
    heading = _WEB.sub("", heading).strip() or heading  # a web address is no part of a name
    words = _UNIT.sub("", _NUMBERED.sub("", heading.strip())).rstrip(" ,;:–-")
    return words[:1].upper() + words[1:] if len(words) >= 3 else heading.strip()
