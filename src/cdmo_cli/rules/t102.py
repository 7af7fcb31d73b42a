"""A part stands beside its own parent.

**What it checks.** Tables in which a member and one of its own parts are added up as if they were siblings: the
United States beside North America. It speaks where the arithmetic shows it, that is where the stated total (or 100 %
of the shares) is reached only by counting both, or where a SUM takes in both.

**Why it matters.** The part is counted twice. The sum looks complete, while members that have no figure are hidden.

**How to mend it.** Indent the part below its parent and leave it out of the sum, or replace the parent by all of its
parts with a "Rest of" line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities.model import Identity
from cdmo_cli.market.model import MEASURES, Dimension, Member
from cdmo_cli.rules import words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("T102", "part-beside-its-parent")

COUNTED = frozenset({"share", "revenue", "count"})


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every part that is counted beside its parent, and what that leaves for the others."""
    told: set[int] = set()
    for inner in subject.model.dimensions:
        if inner.within is None:
            continue
        for cells in _tables(subject, inner).values():
            for child, parent, both, without in _double_counted(subject, inner, cells):
                told.add(child)
                yield from _findings(subject, inner, child, parent, both, without)
    for identity in subject.judgement.system.identities:
        if identity.evidence == "formula" and identity.kind == "sum":
            yield from _nested_in(subject, identity, told)


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


def _double_counted(
    subject: Subject, inner: Dimension, cells: Sequence[int]
) -> Iterator[tuple[int, int, float, float]]:
    """Child, parent, the sum with both and the sum without the children, where only both make up the whole."""
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
        yield child, parents[int(outer_of[child])], both, without


def _target(subject: Subject, cells: Sequence[int], totals: Sequence[int]) -> float | None:
    """What the table says that its figures make up: its total, or the whole of the shares."""
    if totals:
        return float(subject.judgement.system.cells.value[totals[0]])
    if words.measure(subject, cells[0]) == "share":
        return 1.0 / float(subject.judgement.system.cells.scale[cells[0]])
    return None


def _findings(
    subject: Subject, inner: Dimension, child: int, parent: int, both: float, without: float
) -> Iterator[Finding]:
    cells = subject.judgement.system.cells
    places = max(words.decimals(subject, child), words.decimals(subject, parent))

    def show(value: float) -> str:
        return words.shown(subject, child, value, places)

    part, whole = words.member(subject, child), words.member(subject, parent)
    own, outer = float(cells.value[child]), float(cells.value[parent])
    group = f"nested{child}"
    message = (
        f"{part} ({show(own)}) is counted beside {whole} ({show(outer)}), which contains it: the figures make"
        f" {show(both)} only so; without it they make {show(without)}"
    )
    yield Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=message,
        place=words.place(subject, child),
        observed=own,
        related=(words.place(subject, parent),),
        evidence="declared",
        group=group,
        impact=words.amount(subject, child),
        labels=words.path(subject, child),
    )
    left = [m.label for m in _siblings(subject, inner, child)]
    if left and own <= outer:
        yield Finding(
            rule=NAMES[0],
            name=NAMES[1],
            severity="info",
            message=f"{show(own)} for {part} within {show(outer)} for {whole} leave {show(outer - own)} for"
            f" {words.listing(left)}",
            place=words.place(subject, parent),
            observed=outer,
            related=(words.place(subject, child),),
            evidence="declared",
            group=group,
            labels=words.path(subject, parent),
        )


def _siblings(subject: Subject, inner: Dimension, child: int) -> list[Member]:
    own = inner.members[int(subject.model.observations.members[inner.code][child])]
    return [m for m in inner.members if m.parent == own.parent and m.code != own.code and m.known and not m.rest]


def _nested_in(subject: Subject, identity: Identity, told: Collection[int]) -> Iterator[Finding]:
    """SUM formulas that take in a member and its own parts, where nothing was said of those parts yet."""
    observations = subject.model.observations
    parts = [p for p in identity.parts if p < len(observations)]
    for inner in subject.model.dimensions:
        if inner.within is None or inner.within not in observations.members or inner.code not in observations.members:
            continue
        outer_of, inner_of = observations.members[inner.within], observations.members[inner.code]
        wholes = {_scope(subject, p, outer_of): p for p in parts if outer_of[p] >= 0 and inner_of[p] < 0}
        nested = [p for p in parts if inner_of[p] >= 0 and _scope(subject, p, outer_of) in wholes]
        if not nested or set(nested) <= set(told):
            continue
        whole = wholes[_scope(subject, nested[0], outer_of)]
        names = words.listing(words.member(subject, p) for p in nested)
        yield Finding(
            rule=NAMES[0],
            name=NAMES[1],
            severity="error",
            message=f"The sum in {words.name(subject, identity.cell)} counts {names} beside"
            f" {words.member(subject, whole)}, which contains {'it' if len(nested) == 1 else 'them'}",
            place=words.place(subject, identity.cell),
            observed=float(subject.judgement.system.cells.value[identity.cell]),
            related=tuple(words.place(subject, p) for p in (whole, *nested)),
            evidence="formula",
            impact=sum(words.amount(subject, p) for p in nested),
            labels=words.path(subject, identity.cell),
        )


def _scope(subject: Subject, position: int, outer_of: npt.NDArray[np.int32]) -> tuple[int, int, int]:
    observations = subject.model.observations
    return int(outer_of[position]), int(observations.period[position]), int(observations.measure[position])


RULE = Rule(*NAMES, "error", "A member and one of its own parts are added up as siblings", check)
