"""What was understood of a file, gathered for people and for JSON: tables, members, names, identities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cdmo_cli.address import a1
from cdmo_cli.identities.model import Cell, Evidence, Kind, Outcome
from cdmo_cli.market.model import MEASURES, Dimension, Model, Naming
from cdmo_cli.present.relations import Relation, Stated, Strength, relations, stated
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.model import Block, NotUnderstood, Period

PrintedVerdict = Literal["exact", "rounding", "impossible"]
_VERDICT: dict[Outcome, PrintedVerdict] = {
    "exact": "exact",
    "rounding": "rounding",
    "improbable": "rounding",  # possible, so no contradiction; `validate` says that it is unlikely
    "impossible": "impossible",
}


@dataclass(frozen=True, slots=True)
class TableView:
    """One table: where it stands and what its figures are. `unit` and `measure` are those of most of its figures."""

    range: str
    layout: str
    title: str
    unit: str | None
    measure: str | None
    periods: tuple[str, ...]
    dimensions: tuple[str, ...]
    unknown: tuple[Naming, ...]
    figures: int


@dataclass(frozen=True, slots=True)
class IdentityView:
    """One identity by its cells; cells of other sheets are written with the sheet's name."""

    kind: Kind
    total: str | None  # None where the parts make up a constant: shares of 100 %
    parts: tuple[str, ...]
    signs: tuple[int, ...]
    evidence: Evidence
    verdict: PrintedVerdict
    strength: Strength | None = None  # of what was inferred


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet."""

    name: str
    visible: bool
    tables: tuple[TableView, ...]
    identities: tuple[IdentityView, ...]
    relations: tuple[Relation, ...]  # the same, for people; those between sheets left out
    not_understood: tuple[NotUnderstood, ...]


@dataclass(frozen=True)
class Inspection:
    """One file. `members` holds, for each dimension that it uses, the members that have figures or are named."""

    path: str
    format: str
    sheets: tuple[SheetView, ...]
    model: Model
    members: tuple[tuple[Dimension, frozenset[str]], ...]
    unavailable: tuple[str, ...]
    notes: tuple[str, ...]


def inspect(subject: Subject) -> Inspection:
    """What was understood of one file."""
    by_sheet = stated(subject.judgement)
    names = [sheet.name for sheet in subject.workbook.sheets]
    sheets = tuple(
        SheetView(
            name=names[tables.sheet],
            visible=tables.visible,
            tables=tuple(_table(subject.model, block, names_of) for block, names_of in _blocks(subject, tables.sheet)),
            identities=tuple(_identity(subject, one) for one in by_sheet.get(tables.sheet, ())),
            relations=tuple(relations(by_sheet.get(tables.sheet, ()))),
            not_understood=tables.not_understood,
        )
        for tables in subject.tables
    )
    return Inspection(
        path=subject.path,
        format=subject.workbook.format,
        sheets=sheets,
        model=subject.model,
        members=_members(subject.model),
        unavailable=subject.workbook.unavailable,
        notes=subject.workbook.notes,
    )


def _blocks(subject: Subject, sheet: int) -> Iterable[tuple[Block, list[Naming]]]:
    """The blocks of a sheet, each with the namings of labels inside its range."""
    here = [naming for naming in subject.model.names if naming.sheet == sheet]
    for tables in subject.tables:
        if tables.sheet == sheet:
            for block in tables.blocks:
                yield block, [naming for naming in here if (naming.row, naming.column) in block.range]


def _table(model: Model, block: Block, names: Sequence[Naming]) -> TableView:
    seen = model.observations
    inside = np.flatnonzero(
        (seen.sheet == block.sheet)
        & (seen.row >= block.range.top)
        & (seen.row <= block.range.bottom)
        & (seen.column >= block.range.left)
        & (seen.column <= block.range.right)
    )
    periods = sorted({seen.periods[i] for i in seen.period[inside] if i >= 0}, key=_in_time)
    kinds = Counter(zip(seen.measure[inside].tolist(), seen.unit[inside].tolist(), strict=True))
    measure, unit = kinds.most_common(1)[0][0] if kinds else (-1, -1)
    dimensions = [code for code, members in seen.members.items() if (members[inside] >= 0).any()]
    named = {naming.dimension for naming in names if naming.dimension is not None and naming.member is not None}
    return TableView(
        range=block.range.a1,
        layout=block.layout,
        title=block.title,
        unit=seen.units[unit].text or None if unit >= 0 else None,
        measure=MEASURES[measure] if measure >= 0 else None,
        periods=tuple(str(period) for period in periods),
        dimensions=tuple(d.code for d in model.dimensions if d.code in dimensions or d.code in named),
        unknown=tuple(naming for naming in names if naming.how in ("unknown", "merged", "split")),
        figures=len(block.figures),
    )


def _in_time(period: Period) -> tuple[int, int, str, bool]:
    return period.year, period.through or period.year, period.part, period.fiscal


_UNDERSTOOD = ("name", "alias", "new", "split")  # of a dimension of the taxonomy


def _members(model: Model) -> tuple[tuple[Dimension, frozenset[str]], ...]:
    """Members with figures and members that a list merely names, with the wholes that they are parts of."""
    seen = model.observations
    codes: dict[str, set[str]] = {dimension.code: set() for dimension in model.dimensions}
    for dimension in model.dimensions:
        indices = seen.members.get(dimension.code)
        if indices is not None:
            codes[dimension.code] |= {dimension.members[i].code for i in np.unique(indices) if i >= 0}
    for naming in model.names:
        if naming.how in _UNDERSTOOD and naming.dimension is not None and naming.member is not None:
            codes[naming.dimension].add(naming.member)
    for dimension in model.dimensions:
        if dimension.within in codes:
            outer = {member.code for member in model.dimension(dimension.within).members}
            parents = {member.parent for member in dimension.members if member.code in codes[dimension.code]}
            codes[dimension.within] |= {parent for parent in parents if parent in outer}
    return tuple((d, frozenset(codes[d.code])) for d in model.dimensions if codes[d.code])


def _identity(subject: Subject, one: Stated) -> IdentityView:
    home = one.home

    def address(cell: Cell) -> str:
        sheet, row, column = cell
        return a1(row, column) if sheet == home else f"{_quoted(subject, sheet)}!{a1(row, column)}"

    identity = one.identity
    return IdentityView(
        kind=identity.kind,
        total=address(one.total) if one.total is not None else None,
        parts=tuple(address(part) for part in one.parts),
        signs=identity.signs,
        evidence=identity.evidence,
        verdict=_VERDICT[one.outcome],
        strength=one.strength,
    )


def _quoted(subject: Subject, sheet: int) -> str:
    return "'" + subject.workbook.sheets[sheet].name.replace("'", "''") + "'"
