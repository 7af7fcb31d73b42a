"""Units that are no money: `million metric tons of CO2`, `kt CO2 eq`, `thousand visits`, `per 100,000 inhabitants`."""

from __future__ import annotations

import re
from functools import lru_cache

from cdmo_cli.tables.model import Unit

_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALE = r"(?:(?P<scale>thousand|million|billion|trillion)s?\s+(?:of\s+)?)"
# Symbols in the letters that they are written in; no single letters and none that are country codes.
_SYMBOL = (
    r"(?:[kMG]?t|[kMG]ton(?:ne)?s?|MMT|Tg|Gg)[\s-]?(?:of\s)?CO2(?:[\s-]?e(?:q(?:uiv(?:alent)?s?)?)?)?"
    r"|kt|Mt|Gt|kWh|MWh|GWh|TWh|toe|ktoe|Mtoe|boe|(?:[mµnk]?g|t)/(?:[mµ]?[lL]|m3|kg|ha)"
)
_BRACKETED = r"TJ|PJ|EJ|GJ|MJ|kg|mg|km2?|ha|m[²³23]|MW|GW|kW|t"  # only where the text can be nothing but a unit
_PHYSICAL = (
    r"(?:metric |short |long )?tons?|(?:kilo|mega|giga)?tonnes?|(?:kilo)?grams?|pounds|ounces|kilowatt[- ]?hours?"
    r"|megawatts?|(?:tera|peta|giga)?joules?|litres?|liters?|gallons?|barrels?|bushels?|hectares?|acres?"
    r"|square (?:kilo)?met(?:re|er)s|cubic met(?:re|er)s|kilomet(?:re|er)s|miles|Tonnen"
)
_COUNTED = (
    r"persons?|people|visit(?:or)?s?|employees|households?|jobs|patients|units|doses|inhabitants|Personen|vehicles|trips"
    r"|passengers?|nights|packs|students|pupils|workers|residents|cases|pieces|items|shipments|square feet"
)
_TAIL = r"(?P<tail>\s*(?:(?:of|per|a|CO2|carbon)\b|\().*)?"
_PER = (
    r"(?:(?:rates?|numbers?|cases|deaths|incidence)\s+)?per\s+(?:1\d*(?:[,.\s]000)+|10+|thousand|million|capita|head)"
    r"(?:\s+(?:inhabitants|people|persons?|population|residents|employees|patients|live births))?"
)
_WHOLE = (
    (re.compile(rf"(?:in\s+)?{_SCALE}?(?:(?P<symbol>{_SYMBOL})){_TAIL}"), "other"),
    (re.compile(rf"(?:in\s+)?{_SCALE}?(?P<noun>{_PHYSICAL}){_TAIL}", re.I), "other"),
    (re.compile(rf"(?:in\s+)?{_SCALE}(?P<noun>{_COUNTED}){_TAIL}", re.I), "count"),
    (re.compile(_PER, re.I), "other"),
)
_INSIDE = (
    *_WHOLE,
    (re.compile(rf"(?:in\s+)?{_SCALE}?(?P<symbol>{_BRACKETED})"), "other"),
    (re.compile(rf"(?:in\s+|(?:number|no\.?) of\s+){_SCALE}?(?P<noun>{_COUNTED})", re.I), "count"),
    (re.compile(rf"(?P<noun>{_COUNTED})", re.I), "count"),
)
_EXPRESSED = re.compile(
    rf"\b(?:expressed|measured|given|reported) in (?P<unit>{_SCALE}?(?:{_SYMBOL}|{_PHYSICAL}))(?![\w])"
)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")


@lru_cache(maxsize=4096)
def read_quantity(text: str) -> Unit | None:
    """The unit that a whole text is, or None. A word for people or things alone (`Employees`) is a label."""
    return _read(text, _WHOLE)


@lru_cache(maxsize=4096)
def find_quantity(text: str) -> tuple[Unit, str] | None:
    """The unit that a text is, or names in brackets, after its last comma or as "expressed in"; and the rest of it."""
    whole = read_quantity(text)
    if whole is not None:
        return whole, ""
    for match in _BRACKETS.finditer(text):
        unit = _read(match[1].strip(), _INSIDE)
        if unit is not None:
            return unit, f"{text[: match.start()]} {text[match.end() :]}"
    head, comma, last = text.rpartition(",")
    unit = _read(last.strip(), _WHOLE) if comma else None
    if unit is not None:
        return unit, head
    said = _EXPRESSED.search(text)
    unit = _read(said["unit"], _WHOLE) if said else None
    return (unit, text) if unit is not None else None


def _read(text: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> Unit | None:
    if not 1 <= len(text) <= 80:
        return None
    for pattern, kind in patterns:
        match = pattern.fullmatch(text)
        if match is not None:
            named = match.groupdict().get("scale")
            scale = _SCALES[named.lower()] if named else 1.0
            shown = re.sub(r"^in\s+", "", text, flags=re.I)
            return Unit("count" if kind == "count" else "other", None, scale, shown)
    return None
