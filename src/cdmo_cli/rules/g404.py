"""A member in the wrong place, or listed twice.

**What it checks.** A member that stands under another parent than the taxonomy gives it: Korea under Middle East &
Africa. It is an error, or a warning where the sheet's own sums hold with it there: the sheet then divides the world
in another way. And a member that one list or table names twice under the same parent, by whatever spellings.

**Why it matters.** Its figures count for the wrong region, or twice.

**How to mend it.** Move the line to its parent, or remove the line that repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cdmo_cli.address import a1
from cdmo_cli.market.model import Naming
from cdmo_cli.rules import labels, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("G404", "misplaced-or-repeated-member")

ONE_LINE_EACH = frozenset({"list", "wide", "cross"})
"""Layouts in which a member has one line; long tables repeat their labels by nature."""

_CLOSE = 0.05  # of the member's own figure: a sum that is allowed to leave something is all there with the member in it


def check(subject: Subject) -> Iterator[Finding]:
    """Misplaced members, then repeated ones."""
    known = [n for n in labels.once(subject.model.names) if n.how in ("name", "alias") and n.member is not None]
    misplaced = [naming for naming in known if _elsewhere(subject, naming)]
    for names in _same(misplaced):
        yield _misplaced(subject, names, known)
    for names in _repeated(subject, [naming for naming in known if naming not in misplaced]):
        yield _twice(subject, names)


def _elsewhere(subject: Subject, naming: Naming) -> bool:
    """Whether a label stands under a member of the dimension that its own parent belongs to, but another one."""
    home = labels.own(subject, naming)
    if home is None or naming.under is None or naming.under == home or naming.under == naming.member:
        return False
    right, actual = labels.found(subject, home), labels.found(subject, naming.under)
    return right is not None and actual is not None and actual.known and right.dimension == actual.dimension


def _same(names: Sequence[Naming]) -> list[list[Naming]]:
    groups: dict[tuple[str | None, str | None], list[Naming]] = {}
    for naming in names:
        groups.setdefault((naming.member, naming.under), []).append(naming)
    return list(groups.values())


def _misplaced(subject: Subject, names: Sequence[Naming], known: Sequence[Naming]) -> Finding:
    first = names[0]
    home = labels.own(subject, first)
    label = labels.label(subject, first.member, first.dimension)
    who = labels.quoted(first.text) if first.text == label else f"{labels.quoted(first.text)} ({label})"
    right = next((n for n in known if n.member == first.member and n not in names and n.under in (home, None)), None)
    listed = f", where {labels.quoted(right.text)} is listed in {_cell(subject, right)}" if right is not None else ""
    under = labels.label(subject, first.under)
    message = f"{who} stands under {under}, but belongs to {labels.label(subject, home)}{listed}"
    at = [*names, *((right,) if right is not None else ())]
    if not _adds_up(subject, first):
        return labels.finding(NAMES, "error", message, at, [under, first.text])
    message = f"{message}; the sums of {under} hold with it"
    return labels.finding(NAMES, "warning", message, at, [under, first.text])


def _adds_up(subject: Subject, naming: Naming) -> bool:
    """Whether the sheet's own sums prove that a member belongs where it stands: most of those that it is a part of
    there hold with it."""
    data = subject.model.observations
    inner, under = labels.found(subject, naming.member, naming.dimension), labels.found(subject, naming.under)
    if inner is None or under is None or not {inner.dimension, under.dimension} <= data.members.keys():
        return False
    own = [m.code for m in subject.model.dimension(inner.dimension).members].index(inner.code)
    over = [m.code for m in subject.model.dimension(under.dimension).members].index(under.code)
    mine = set(
        np.flatnonzero((data.members[inner.dimension] == own) & (data.members[under.dimension] == over)).tolist()
    )
    holds = []
    for identity, judged in zip(subject.judgement.system.identities, subject.judgement.judged, strict=True):
        part = next((p for p in identity.parts if p in mine), None)
        if identity.kind != "sum" or part is None:
            continue
        closes = abs(judged.gap) <= _CLOSE * abs(float(data.value[part]))
        holds.append(closes if identity.relation == "at most" else not judged.fails)
    return 2 * sum(holds) > len(holds)


def _cell(subject: Subject, naming: Naming) -> str:
    return f"{words.sheet_name(subject, naming.sheet)}!{a1(naming.row, naming.column)}"


def _repeated(subject: Subject, known: Sequence[Naming]) -> Iterator[list[Naming]]:
    lines: dict[tuple[object, ...], list[Naming]] = {}
    for naming in known:
        member = labels.found(subject, naming.member, naming.dimension)
        if member is not None and member.rest:
            continue  # "Other" is the rest of whatever stands above it, as often as a table has a rest
        block = words.block_at(subject, labels.place(naming))
        if block is None or block.layout not in ONE_LINE_EACH or naming.column not in block.label_columns:
            continue
        row = next((line for line in block.rows if line.index == naming.row), None)
        beside = tuple(label.text for label in row.labels if label.text != naming.text) if row is not None else ()
        kind = (row.measure, row.unit) if row is not None else None
        place = (naming.sheet, naming.block, naming.column)
        key = (*place, naming.dimension, naming.member, naming.under, kind, beside)
        lines.setdefault(key, []).append(naming)
    yield from (names for names in lines.values() if len(names) > 1)


def _twice(subject: Subject, names: Sequence[Naming]) -> Finding:
    first, again = names[0], names[1]
    label = labels.label(subject, first.member, first.dimension)
    spelled = f", as {labels.quoted(first.text)} and as {labels.quoted(again.text)}" if again.text != first.text else ""
    block = words.block_at(subject, labels.place(first))
    listed = block is not None and block.layout == "list"
    message = f"{label} is named {'twice' if len(names) == 2 else f'{len(names)} times'} in the same table{spelled}"
    at = [again, *(naming for naming in names if naming is not again)]
    return labels.finding(NAMES, "error" if listed else "warning", message, at, [first.text, again.text])


RULE = Rule(*NAMES, "error", "A member under the wrong parent, or named twice", check)
