"""A member in the wrong place, or listed twice.

**What it checks.** A member that stands under another parent than the taxonomy gives it: Korea under Middle East &
Africa. And a member that one list or table names twice under the same parent, by whatever spellings.

**Why it matters.** Its figures count for the wrong region, or twice.

**How to mend it.** Move the line to its parent, or remove the line that repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.address import a1
from cdmo_cli.market.model import Naming
from cdmo_cli.rules import labels, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("G404", "misplaced-or-repeated-member")

ONE_LINE_EACH = frozenset({"list", "wide", "cross"})
"""Layouts in which a member has one line; long tables repeat their labels by nature."""


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
    who = f"“{first.text}”" if first.text == label else f"“{first.text}” ({label})"
    right = next((n for n in known if n.member == first.member and n not in names and n.under in (home, None)), None)
    listed = f", where “{right.text}” is listed in {_cell(subject, right)}" if right is not None else ""
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"{who} stands under {labels.label(subject, first.under)}, but belongs to"
        f" {labels.label(subject, home)}{listed}",
        place=labels.place(first),
        related=tuple(labels.place(n) for n in (*names[1:], *((right,) if right is not None else ()))),
        evidence="declared",
        labels=(labels.label(subject, first.under), first.text),
    )


def _cell(subject: Subject, naming: Naming) -> str:
    return f"{words.sheet_name(subject, naming.sheet)}!{a1(naming.row, naming.column)}"


def _repeated(subject: Subject, known: Sequence[Naming]) -> Iterator[list[Naming]]:
    lines: dict[tuple[object, ...], list[Naming]] = {}
    for naming in known:
        block = words.block_at(subject, labels.place(naming))
        if block is None or block.layout not in ONE_LINE_EACH or naming.column not in block.label_columns:
            continue
        row = next((line for line in block.rows if line.index == naming.row), None)
        beside = tuple(label.text for label in row.labels if label.text != naming.text) if row is not None else ()
        measure = row.measure if row is not None else None
        place = (naming.sheet, naming.block, naming.column)
        key = (*place, naming.dimension, naming.member, naming.under, measure, beside)
        lines.setdefault(key, []).append(naming)
    yield from (names for names in lines.values() if len(names) > 1)


def _twice(subject: Subject, names: Sequence[Naming]) -> Finding:
    first, again = names[0], names[1]
    label = labels.label(subject, first.member, first.dimension)
    spelled = f", as “{first.text}” and as “{again.text}”" if again.text != first.text else ""
    block = words.block_at(subject, labels.place(first))
    listed = block is not None and block.layout == "list"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error" if listed else "warning",
        message=f"{label} is named {'twice' if len(names) == 2 else f'{len(names)} times'} in the same table{spelled}",
        place=labels.place(again),
        related=tuple(labels.place(naming) for naming in names if naming is not again),
        evidence="declared",
        labels=(first.text, again.text),
    )


RULE = Rule(*NAMES, "error", "A member under the wrong parent, or named twice", check)
