"""Members that are counted beside one of their own parts: the United States beside North America."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities.model import Identity
from cdmo_cli.market.model import MEASURES, Dimension
from cdmo_cli.rules import sheetcells, words
from cdmo_cli.rules.subject import Subject, once

COUNTED = frozenset({"share", "revenue", "count"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A figure (`child`) that the total of a table, or 100 %, is reached with only beside the whole it belongs to
    (`parent`): the figures make `both` with it and `without` less. `cells` are all of that table, period and unit."""

    inner: Dimension
    child: int
    parent: int
    both: float
    without: float
    cells: frozenset[int]


@dataclass(frozen=True, slots=True)
class Summed:
    """A formula (`cell`) that adds up a member (`whole`) and parts of it."""

    cell: int
    whole: int
    parts: tuple[int, ...]


@once
def typed(subject: Subject) -> tuple[tuple[Typed, ...], ...]:
    """What the figures show, the same of one line (its years) together."""
    lines: dict[tuple[object, ...], list[Typed]] = {}
    for inner in subject.model.dimensions:
        if inner.within is not None:
            for cells in _tables(subject, inner).values():
                for found in _double_counted(subject, inner, cells):
                    lines.setdefault(_line(subject, found), []).append(found)
    return tuple(tuple(line) for line in lines.values())


def _line(subject: Subject, found: Typed) -> tuple[object, ...]:
    observations = subject.model.observations
    members = tuple(int(column[found.child]) for column in observations.members.values())
    measure, unit = int(observations.measure[found.child]), int(observations.unit[found.child])
    return *words.block_number(subject, found.child), members, measure, unit


@once
def summed(subject: Subject) -> tuple[tuple[Summed, ...], ...]:
    """What formulas add up, the same formula of one line together; without parts of which the figures show it."""
    told = {found.child for line in typed(subject) for found in line}
    lines: dict[tuple[int, str], list[Summed]] = {}
    for identity in subject.judgement.system.identities:
        if identity.evidence == "formula" and identity.kind == "sum" and identity.cell >= 0:
            for found in _added_up(subject, identity):
                if not set(found.parts) <= told:
                    form = sheetcells.form(subject, words.place(subject, identity.cell))
                    lines.setdefault(form, []).append(found)
    return tuple(tuple(line) for line in lines.values())


def _tables(subject: Subject, inner: Dimension) -> Mapping[tuple[object, ...], list[int]]:
    """The observations that only an outer and an inner dimension name, by table, measure, period and unit."""
    observations = subject.model.observations
    found: dict[tuple[object, ...], list[int]] = {}
    others = [d.code for d in subject.model.dimensions if d.code not in (inner.code, inner.within)]
    for position in range(len(observations)):
        if MEASURES[int(observations.measure[position])] not in COUNTED:
            continue
        context = tuple(int(observations.members[code][position]) for code in others if code in observations.members)
        columns = (observations.sheet, observations.block, observations.measure, observations.period, observations.unit)
        key = (*(int(column[position]) for column in columns), context)
        found.setdefault(key, []).append(position)
    return found


def _double_counted(subject: Subject, inner: Dimension, cells: Sequence[int]) -> Iterator[Typed]:
    """The children, where only they beside their parents make up the whole."""
    observations = subject.model.observations
    outer_of = observations.members.get(inner.within or "")
    inner_of = observations.members.get(inner.code)
    if outer_of is None or inner_of is None:
        return
    parents = {int(outer_of[p]): p for p in cells if int(outer_of[p]) >= 0 and int(inner_of[p]) < 0}
    children = [p for p in cells if int(inner_of[p]) >= 0 and int(outer_of[p]) in parents]
    if not children or len(parents) < 2:
        return
    target = _target(subject, cells, [p for p in cells if int(outer_of[p]) < 0 and int(inner_of[p]) < 0])
    if target is None:
        return
    system = subject.judgement.system.cells
    value, half = system.value, system.half
    outer = [*parents.values(), *(p for p in cells if int(inner_of[p]) >= 0 and p not in children)]
    without = float(sum(value[p] for p in outer))
    both = without + float(sum(value[p] for p in children))
    slack = float(sum(half[p] for p in (*outer, *children)))
    if abs(both - target) > slack or abs(without - target) <= slack or abs(both - target) >= abs(without - target):
        return
    for child in children:
        yield Typed(inner, child, parents[int(outer_of[child])], both, without, frozenset(cells))


def _target(subject: Subject, cells: Sequence[int], totals: Sequence[int]) -> float | None:
    """What the table says that its figures make up: its total, or the whole of the shares."""
    if totals:
        return float(subject.judgement.system.cells.value[totals[0]])
    if words.measure(subject, cells[0]) == "share":
        return 1.0 / float(subject.judgement.system.cells.scale[cells[0]])
    return None


def _added_up(subject: Subject, identity: Identity) -> Iterator[Summed]:
    """A member and its own parts among what a formula adds up."""
    observations = subject.model.observations
    terms = [p for p in identity.parts if p < len(observations)]
    for inner in subject.model.dimensions:
        if inner.within is None or inner.within not in observations.members or inner.code not in observations.members:
            continue
        outer_of, inner_of = observations.members[inner.within], observations.members[inner.code]
        wholes = {_scope(subject, p, outer_of): p for p in terms if outer_of[p] >= 0 and inner_of[p] < 0}
        parts = [p for p in terms if inner_of[p] >= 0 and _scope(subject, p, outer_of) in wholes]
        if parts:
            yield Summed(identity.cell, wholes[_scope(subject, parts[0], outer_of)], tuple(parts))


def _scope(subject: Subject, position: int, outer_of: npt.NDArray[np.int32]) -> tuple[int, int, int]:
    observations = subject.model.observations
    return int(outer_of[position]), int(observations.period[position]), int(observations.measure[position])
