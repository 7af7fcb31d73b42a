"""The countries of the world by name and code (ISO 3166, from pycountry), for those that no taxonomy lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cdmo_cli.market.words import key, strip_footnote


@dataclass(frozen=True)
class Countries:
    """The countries of ISO 3166 by name and by code."""

    by_code: dict[str, str]  # alpha-2 and alpha-3 → alpha-3
    by_name: dict[str, tuple[str, str]]  # key → alpha-3, label

    def find(self, text: str) -> tuple[str, str] | None:
        """Code and name of a country by its name, its turned name (“Korea, Republic of”) or its ISO code, else None."""
        found = self.by_name.get(key(text))
        if found is None:
            turned = _TURNED.fullmatch(strip_footnote(text))
            found = self.by_name.get(key(turned[1])) if turned and _FORM.search(turned[2]) else None
        if found is None and text.isupper() and text.isascii() and len(text.strip()) in (2, 3):
            alpha3 = self.by_code.get(text.strip())
            found = next((f for f in self.by_name.values() if f[0] == alpha3), None) if alpha3 else None
        return found or foreign_names(self).get(key(text))


_TURNED = re.compile(r"\s*([^,(]+?)\s*(?:,|\()\s*([^)]+?)\)?\s*")  # "Iran, Islamic Rep.", "Iran (Islamic Republic of)"
_FORM = re.compile(r"\b(?:rep|republic|fed|federation|islamic|kingdom|state|sts|arab|dem|the|rb|p\.?d\.?r)\b", re.I)
# Names in use that ISO 3166 does not give.
_USUAL = {
    "Turkey": "TUR",
    "Russia": "RUS",
    "Vietnam": "VNM",
    "Czech Republic": "CZE",
    "Ivory Coast": "CIV",
    "Cape Verde": "CPV",
    "Swaziland": "SWZ",
    "Macedonia": "MKD",
    "Burma": "MMR",
    "Laos": "LAO",
    "Brunei": "BRN",
    "Syria": "SYR",
    "Palestine": "PSE",
    "Holland": "NLD",
    "The Netherlands": "NLD",
    "Slovak Republic": "SVK",
    "Kyrgyz Republic": "KGZ",
    "Egypt, Arab Rep.": "EGY",
    "Hong Kong SAR": "HKG",
    "Hong Kong SAR, China": "HKG",
    "Macao SAR, China": "MAC",
    "Macau": "MAC",
    "Bosnia": "BIH",
    "Bosnia & Herzegovina": "BIH",
    "Trinidad": "TTO",
    "East Timor": "TLS",
    "DR Congo": "COD",
    "Democratic Republic of Congo": "COD",
    "Congo, Dem. Rep.": "COD",
    "Congo, Rep.": "COG",
    "North Korea": "PRK",
    "Democratic Republic of the Congo": "COD",
    "Republic of Congo": "COG",
    "Falkland Islands": "FLK",
    "Faroes": "FRO",
    "Micronesia": "FSM",
}
_LANGUAGES = ("de", "fr", "es")
_USUAL_ABROAD = {
    "Großbritannien": "GBR",
    "Grande-Bretagne": "GBR",
    "Gran Bretaña": "GBR",
    "Holland": "NLD",
    "Holanda": "NLD",
    "EE. UU.": "USA",
    "EEUU": "USA",
}
_loaded: list[Countries] = []
_abroad: dict[str, tuple[str, str]] = {}


def foreign_names(known: Countries) -> dict[str, tuple[str, str]]:
    """The names of countries in German, French and Spanish (CLDR, from Babel) → alpha-3, English label; loaded when
    a label is no English name."""
    if not _abroad:
        from babel import Locale

        labels = dict(known.by_name.values())
        for language in _LANGUAGES:
            for code, name in Locale(language).territories.items():
                alpha3 = known.by_code.get(code)
                if alpha3 in labels:
                    _abroad.setdefault(key(name), (alpha3, labels[alpha3]))
        for name, alpha3 in _USUAL_ABROAD.items():
            _abroad[key(name)] = (alpha3, labels[alpha3])
    return _abroad


def countries() -> Countries:
    """The list, loaded once and only when a label may be a country."""
    if not _loaded:
        import pycountry

        by_code: dict[str, str] = {}
        by_name: dict[str, tuple[str, str]] = {}
        labels = {}
        for country in pycountry.countries:
            label = getattr(country, "common_name", country.name)
            labels[country.alpha_3] = label
            by_code[country.alpha_3] = by_code[country.alpha_2] = country.alpha_3
            for name in (label, country.name, getattr(country, "official_name", country.name)):
                by_name.setdefault(key(name), (country.alpha_3, label))
        for name, alpha3 in _USUAL.items():
            by_name[key(name)] = (alpha3, labels[alpha3])
        _loaded.append(Countries(by_code, by_name))
    return _loaded[0]
