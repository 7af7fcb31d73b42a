"""Figures that a writer typed into the prose, held against those that the sample shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cdmo_cli.report.disclosure.items import Catalogue, Item
from cdmo_cli.report.disclosure.plan import Plan
from cdmo_cli.report.disclosure.rounding import RATE_DECIMALS, SIZE_DECIMALS

_YEAR = re.compile(r"(?<![\d.,])(?:19|20|21)\d\d(?![\d.,]*\d)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SCALES = {"thousand": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}


@dataclass(frozen=True)
class Typed:
    """The shown figures that a typed one may be: the item, its value (base units; rates in percent), its kind."""

    catalogue: Catalogue
    shown: tuple[tuple[Item, float], ...]

    @classmethod
    def of(cls, catalogue: Catalogue, plan: Plan) -> Typed:
        """Those of a plan."""
        return cls(catalogue, tuple(_values(catalogue, plan)))

    def allows(self, text: str, place: int, figure: str, after: str) -> bool:
        """Whether the figure at a place of a text is one that is shown: the value agrees as far as it was written, no
        further than the sample prints it, and its sentence names the years and members of the shown one and no others.

        A sentence with tokens may be of other years than it names, so that no typed figure stays in it; and only the
        headline growth goes without years.
        """
        written = re.sub(r"[\s\u00a0\u202f,](?=\d{3}(?!\d))", "", figure)
        if not re.fullmatch(r"\d+(?:\.\d+)?", written):
            return False
        value, decimals = float(written), len(written.partition(".")[2])
        rate = after.strip().startswith(("%", "per"))
        word = after.strip().casefold()
        scale = _SCALES.get(word)
        if not rate and scale is None:
            return False
        sentence = _sentence(text, place, place + len(figure))
        if "{" in sentence:
            return False
        years = {int(year) for year in _YEAR.findall(sentence)}
        members = self._named(sentence)
        room = 0.5 * 10.0**-decimals
        if room * (scale or 1.0) < self._least(rate=rate) * (1 - 1e-9):
            return False
        for item, shown in self.shown:
            if (item.kind in ("share", "cagr")) != rate or item.kind == "cell":
                continue
            same = abs(shown / (1.0 if scale is None else scale) - value) <= room * (1 + 1e-9)
            own = frozenset(member for code, member in item.members if code not in self.catalogue.cube.scope)
            if same and members == own and years <= set(item.years) and (years or item == self._headline):
                return True
        return False

    def _least(self, *, rate: bool) -> float:
        """Half of the unit to which the sample rounds, which the proof counts on: base units; rates in percent."""
        return 0.5 * 10.0**-RATE_DECIMALS if rate else 0.5 * 10.0**-SIZE_DECIMALS * self.catalogue.cube.scale

    @property
    def _headline(self) -> Item:
        cube = self.catalogue.cube
        return self.catalogue.cagr(cube.start_year, cube.final_year)

    def _named(self, sentence: str) -> frozenset[str]:
        """The codes of all members that a sentence names."""
        words = sentence.casefold()
        return frozenset(
            member.code
            for dimension in self.catalogue.model.dimensions
            for member in dimension.members
            if re.search(rf"(?<!\w){re.escape(member.label.casefold())}(?!\w)", words)
        )


def _values(catalogue: Catalogue, plan: Plan) -> Iterator[tuple[Item, float]]:
    for item in plan.shown:
        figure = catalogue.figure(item)
        if figure is not None:
            yield item, figure.value * (catalogue.cube.scale if item.kind in ("size", "added") else 1.0)


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place."""
    before = [match.end() for match in _SENTENCE.finditer(text) if match.end() <= start]
    after = [match.start() for match in _SENTENCE.finditer(text) if match.start() >= end]
    return text[before[-1] if before else 0 : after[0] if after else len(text)]
