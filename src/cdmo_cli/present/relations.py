"""Identities for people: those of one row or column of totals or rates become one line of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cdmo_cli.address import a1, column_letters
from cdmo_cli.identities import outcomes
from cdmo_cli.identities.model import Cell, Identity, Judgement, Kind, Outcome

Direction = Literal["row", "column"]
Strength = Literal["weak", "likely", "strong"]
Key = tuple[object, ...]

MOST_FAILING = 3
"""Cells named where a relation does not hold; of more the rest is counted."""

MOST_PIECES = 2
"""Pieces of where a relation is looked at."""

LONGEST_LIST = 6
"""Pieces of a list of rows or columns; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A row or column of totals or rates and what they are made of. `item` is its number in the sheet, from 1; `of`
    says what it is ("sum of C:E"), `where` on which rows or columns; `failing` are the addresses where it is not so."""

    direction: Direction
    item: int
    kind: Kind
    of: str
    where: str
    seen: int
    failing: tuple[str, ...]
    evidence: str  # declared, formula, inferred or perhaps

    @property
    def name(self) -> str:
        """`row 12` or `column F`."""
        return f"row {self.item:,}" if self.direction == "row" else f"column {column_letters(self.item)}"

    @property
    def holds(self) -> str:
        """How often it holds: "12 of 12", "11 of 12, not F9"."""
        count = len(self.failing)
        if not count:
            return f"{self.seen:,} of {self.seen:,}"
        named = ", ".join(self.failing[:MOST_FAILING]) + (" …" if count > MOST_FAILING else "")
        return f"{self.seen - count:,} of {self.seen:,}, not {named}"


@dataclass(frozen=True, slots=True)
class Stated:
    """An identity with the cells of its total (None for a constant) and parts, and how it came out. `strength` is that
    of the evidence for an inferred one."""

    identity: Identity
    total: Cell | None
    parts: tuple[Cell, ...]
    outcome: Outcome
    strength: Strength | None

    @property
    def at(self) -> Cell:
        """Where it stands: in its total, else in its first part."""
        return self.total or self.parts[0]

    @property
    def home(self) -> int:
        """The sheet that it belongs to."""
        return self.at[0]


def stated(judgement: Judgement) -> dict[int, list[Stated]]:
    """Sums, differences and rates by the sheet of their total, those that were too weak to be judged last.

    Left out: bounds on parts that are known to be incomplete, since their total is no sum of them, and figures that
    are printed twice.
    """
    system = judgement.system
    judged = [one.outcome for one in judgement.judged]
    weak = [one.outcome for one in outcomes.judged(system.cells, system.weak)]
    by_sheet: dict[int, list[Stated]] = {}
    cells = system.cells
    places = list(zip(cells.sheet.tolist(), cells.row.tolist(), cells.column.tolist(), strict=True))
    for number, identity in enumerate((*system.identities, *system.weak)):
        if identity.relation != "equal" or identity.repeat:
            continue
        is_weak = number >= len(judged)
        strength: Strength = "weak" if is_weak else "strong" if identity.strong else "likely"
        one = Stated(
            identity,
            places[identity.total] if identity.total >= 0 else None,
            tuple([places[part] for part in identity.parts]),
            weak[number - len(judged)] if is_weak else judged[number],
            strength if identity.evidence == "inferred" else None,
        )
        by_sheet.setdefault(one.home, []).append(one)
    return by_sheet


def relations(of_sheet: Sequence[Stated]) -> list[Relation]:
    """The identities of one sheet by the rows and columns of their totals and rates, in their order there.

    Those with cells of other sheets, and sums without a total, are left out.
    """
    here = [one for one in of_sheet if one.total is not None and {cell[0] for cell in one.parts} == {one.home}]
    keys = [list(_keys(one)) for one in here]
    often = Counter(key for both in keys for key in both)
    groups: dict[Key, list[Stated]] = {}
    for one, both in zip(here, keys, strict=True):
        groups.setdefault(max(both, key=lambda key: often[key]), []).append(one)
    found = [_relation(key[0] == "row", group) for key, group in groups.items()]
    return sorted(found, key=lambda relation: (relation.direction == "column", relation.item, relation.of))


def _keys(one: Stated) -> Iterator[Key]:
    """What identities of one relation have in common, if it is one of rows, and if it is one of columns.

    A sum whose parts stand in the column of the total is one of rows: it is told by the row of its total alone, since
    here and there a part has no figure. Rates may refer to a fixed cell, or to the year before.
    """
    identity = one.identity
    pattern = identity.pattern if identity.evidence == "inferred" else ""
    source = (identity.kind, identity.evidence, pattern)
    if identity.kind == "sum":
        for name, along, across in (("row", 1, 2), ("column", 2, 1)):
            if all(cell[across] == one.at[across] for cell in one.parts):
                yield name, one.at[along], *source
                return
    for name, along in (("row", 1), ("column", 2)):
        yield name, one.at[along], tuple(cell[along] for cell in one.parts), *source


def _relation(is_row: bool, group: Sequence[Stated]) -> Relation:
    along, across = (1, 2) if is_row else (2, 1)
    first = group[0]
    if first.identity.kind == "sum":
        parts = [_ranges({cell[along] for one in group for cell in one.parts}, is_row)]
    else:
        parts = [_part(group, place, along, is_row) for place in range(len(first.parts))]
    return Relation(
        direction="row" if is_row else "column",
        item=first.at[along],
        kind=first.identity.kind,
        of=_made_of(first.identity, parts),
        where=_span({one.at[across] for one in group}, not is_row),
        seen=len(group),
        failing=tuple(a1(*one.at[1:]) for one in group if one.outcome == "impossible"),
        evidence="perhaps" if all(one.strength == "weak" for one in group) else first.identity.evidence,
    )


def _part(group: Sequence[Stated], place: int, along: int, is_row: bool) -> str:
    """What stands in one place of all identities of a relation: a row or column, or one cell."""
    cells = {one.parts[place] for one in group}
    first = group[0].parts[place]
    return a1(*first[1:]) if len(cells) == 1 < len(group) else _ranges({first[along]}, is_row)


def _made_of(identity: Identity, parts: Sequence[str]) -> str:
    """What a total or rate is made of, its parts being written as rows or columns."""
    if identity.kind == "sum":
        return f"sum of {parts[0]}"
    if identity.kind == "share":
        return f"share of {parts[0]} in {parts[1]}"
    if identity.kind in ("growth", "cagr"):
        name = "growth" if identity.kind == "growth" else "CAGR"
        return f"{name} of {parts[0]}" if parts[0] == parts[1] else f"{name} from {parts[1]} to {parts[0]}"
    signed = zip(identity.signs, parts, strict=False)
    return "".join(f"{' + ' if sign > 0 else ' − '}{part}" for sign, part in signed).removeprefix(" + ").strip()


def _span(numbers: Iterable[int], is_row: bool) -> str:
    """As `_ranges`, but of many pieces only the ends: how many there are is told beside."""
    pieces = _ranges(numbers, is_row).split(", ")
    first, last = pieces[0].partition(":")[0], pieces[-1].rpartition(" ")[2].rpartition(":")[2]
    return ", ".join(pieces) if len(pieces) <= MOST_PIECES else f"{first} … {last}"


def _ranges(numbers: Iterable[int], is_row: bool) -> str:
    """`4:9, 12` for rows, `B:E, G` for columns."""
    pieces: list[list[int]] = []
    for number in sorted(numbers):
        if pieces and number == pieces[-1][-1] + 1:
            pieces[-1][1:] = [number]
        else:
            pieces.append([number])
    named = [":".join(str(end) if is_row else column_letters(end) for end in piece) for piece in pieces]
    return ", ".join(named[:LONGEST_LIST]) + (f" … {named[-1]}" if len(named) > LONGEST_LIST else "")
