"""Waivers: findings that someone has looked at and accepts, with a reason and until a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cdmo_cli.address import Range


@dataclass(frozen=True, slots=True)
class Waiver:
    """Accepts the findings of one rule in one file. Each of `sheet`, `cells` and `fingerprint` narrows it further;
    empty or None takes any. It holds through the day `expires`."""

    rule: str
    reason: str
    expires: dt.date
    sheet: str = ""
    cells: Range | None = None
    fingerprint: str = ""

    def holds(self, today: dt.date | None) -> bool:
        """Whether it has not expired; without a date nothing has."""
        return today is None or today <= self.expires

    def covers(self, rule: str, sheet: str | None, cell: tuple[int, int] | None, fingerprint: str) -> bool:
        """Whether a finding of that rule, at that place, is meant."""
        if rule != self.rule or (self.fingerprint and fingerprint != self.fingerprint):
            return False
        if self.sheet and (sheet is None or sheet.casefold() != self.sheet.casefold()):
            return False
        return self.cells is None or (cell is not None and cell in self.cells)

    @property
    def where(self) -> str:
        """What it covers, in words: "T101 at Regions!F14"."""
        at = "!".join(part for part in (self.sheet, self.cells.a1 if self.cells is not None else "") if part)
        narrowed = " at ".join(part for part in (self.rule, at) if part)
        return f"{narrowed}, fingerprint {self.fingerprint}" if self.fingerprint else narrowed
