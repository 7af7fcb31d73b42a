"""Columns of growth rates all of which were computed over other years than their heading says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.identities.doubts import bare
from cdmo_cli.identities.model import Identity
from cdmo_cli.rules import words
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject, once

LONGEST = 20
"""Numbers of years that are tried."""

FEWEST = 3
"""So many rates that fail in the same way have one cause."""


@dataclass(frozen=True)
class Column:
    """The rates of one heading, by their identities in the order of the sheet: all fit `years` years between the same
    ends, or the ends of the rates of `other`, which stand beside them. `exchanged`: and those fit theirs."""

    identities: tuple[int, ...]
    years: int = 0
    other: tuple[int, ...] = ()
    exchanged: bool = False

    @property
    def all(self) -> tuple[int, ...]:
        """The identities that the finding on the column explains."""
        return (*self.identities, *self.other) if self.exchanged else self.identities


@once
def found(subject: Subject) -> tuple[Column, ...]:
    """Every such column; of two whose headings are exchanged the first."""
    columns = _columns(subject)
    done: set[str] = set()
    result: list[Column] = []
    for pattern, rates in columns.items():
        if pattern in done or sum(subject.judgement.judged[i].fails for i in rates) < FEWEST:
            continue
        other = _other(subject, columns, pattern)
        if other is not None:
            exchanged = _fit_ends(subject, columns[other], rates)
            done.update((other,) if exchanged else ())
            result.append(Column(tuple(rates), other=tuple(columns[other]), exchanged=exchanged))
            continue
        years = _years(subject, rates)
        if years is not None:
            result.append(Column(tuple(rates), years))
    return tuple(result)


def _columns(subject: Subject) -> dict[str, list[int]]:
    """The stated CAGRs of one line each, a column or a row of the sheet."""
    system = subject.judgement.system
    columns: dict[str, list[int]] = {}
    for number, identity in enumerate(system.identities):
        if identity.kind == "cagr" and identity.evidence != "formula" and identity.pattern and not bare(identity):
            columns.setdefault(identity.pattern, []).append(number)
    for rates in columns.values():
        rates.sort(key=lambda number: system.cells.place(system.identities[number].total))
    return columns


def _years(subject: Subject, rates: Sequence[int]) -> int | None:
    """The one other number of years that all rates fit."""
    identities = [subject.judgement.system.identities[number] for number in rates]
    stated = {identity.years for identity in identities}
    if len(stated) != 1:
        return None
    for years in nearest(identities[0].years):
        if all(fits(subject, identity.total, identity.parts, years) for identity in identities):
            return years
    return None


def _other(subject: Subject, columns: Mapping[str, Sequence[int]], pattern: str) -> str | None:
    """Another column of the table whose ends all rates fit."""
    table = _table(subject, columns[pattern])
    for other, rates in columns.items():
        if other != pattern and _table(subject, rates) == table and _fit_ends(subject, columns[pattern], rates):
            return other
    return None


def _table(subject: Subject, rates: Sequence[int]) -> tuple[int, int]:
    return words.block_number(subject, subject.judgement.system.identities[rates[0]].total)


def _fit_ends(subject: Subject, rates: Sequence[int], others: Sequence[int]) -> bool:
    """Whether rates fit the ends of those beside them, of the same row (or of the same column)."""
    identities = subject.judgement.system.identities
    beside = {_line(subject, others, number): identities[number] for number in others}
    for number in rates:
        ends = beside.get(_line(subject, rates, number))
        own = identities[number]
        if ends is None or ends.parts == own.parts or not fits(subject, own.total, ends.parts, ends.years):
            return False
    return True


def _line(subject: Subject, rates: Sequence[int], number: int) -> int:
    """The row of a rate in a column, the column of one in a row."""
    places = [place(subject, rate) for rate in rates]
    own = place(subject, number)
    return own.row if len({at.column for at in places}) == 1 else own.column


def place(subject: Subject, number: int) -> Place:
    """The cell of the rate of an identity."""
    return words.place(subject, subject.judgement.system.identities[number].total)


def nearest(years: float) -> list[int]:
    """Other numbers of years than those, the nearest first."""
    return [n for n in sorted(range(1, LONGEST + 1), key=lambda n: abs(n - years)) if n != years]


def fits(subject: Subject, rate: int, ends: Sequence[int], years: float) -> bool:
    """Whether the printed rate may be that between two printed sizes, the later one first, over so many years."""
    cells = subject.judgement.system.cells
    base, half = cells.base, cells.base_half
    later, earlier = ends
    bottom, top = float(base[earlier]), float(base[later])
    if bottom - half[earlier] <= 0 or top - half[later] <= 0 or years <= 0:
        return False
    least = ((top - half[later]) / (bottom + half[earlier])) ** (1 / years) - 1
    most = ((top + half[later]) / (bottom - half[earlier])) ** (1 / years) - 1
    return bool(least <= base[rate] + half[rate] and most >= base[rate] - half[rate])


def over(subject: Subject, identity: Identity, years: float) -> float | None:
    """The rate between an identity's ends over so many years, in the unit of its rate; None where there is none."""
    cells = subject.judgement.system.cells
    later, earlier = identity.parts
    unit = float(cells.scale[identity.total])
    if not math.isfinite(unit) or not unit:
        return None
    rate: float = (float(cells.base[later]) / float(cells.base[earlier])) ** (1 / years) - 1
    return rate / unit
