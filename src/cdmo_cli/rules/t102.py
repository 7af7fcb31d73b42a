"""A part stands beside its own parent.

**What it checks.** Tables in which a member and one of its own parts are added up as if they were siblings: the
United States beside North America. It speaks where the arithmetic shows it, that is where the stated total (or 100 %
of the shares) is reached only by counting both, or where a SUM takes in both.
The totals that fail for it (T101, R201) stand under it.

**Why it matters.** The part is counted twice. The sum looks complete, while members that have no figure are hidden.

**How to mend it.** Indent the part below its parent and leave it out of the sum, or replace the parent by all of its
parts with a "Rest of" line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.market.model import Dimension, Member
from cdmo_cli.rules import causes, nested, sheetcells, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.nested import Summed, Typed
from cdmo_cli.rules.subject import Subject

NAMES = ("T102", "part-beside-its-parent")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every part that is counted beside its parent, and what that leaves for the others."""
    for number, line in enumerate(nested.typed(subject)):
        found = max(line, key=lambda one: words.amount(subject, one.child))
        group = causes.of_nested(subject, number)
        yield _counted(subject, found, len(line) - 1, group)
        yield from _left(subject, found, group)
    for formulas in nested.summed(subject):
        yield _added_up(subject, formulas)


def _counted(subject: Subject, found: Typed, others: int, group: str) -> Finding:
    part, whole = words.member(subject, found.child), words.member(subject, found.parent)
    own, outer, both, without = _shown(subject, found)
    more = f"; and so in {others} more {'period' if others == 1 else 'periods'}" if others else ""
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"{part} ({own}) is counted beside {whole} ({outer}), which contains it: the figures make {both} only"
        f" so; without it they make {without}{more}",
        place=words.place(subject, found.child),
        observed=float(subject.judgement.system.cells.value[found.child]),
        related=(words.place(subject, found.parent),),
        evidence="declared",
        group=group,
        explains=True,
        impact=words.amount(subject, found.child),
        labels=words.path(subject, found.child),
    )


def _shown(subject: Subject, found: Typed) -> list[str]:
    """The part, the whole, the sum with both and the sum without the part, as printed."""
    cells = subject.judgement.system.cells
    places = max(words.decimals(subject, found.child), words.decimals(subject, found.parent))
    values = (float(cells.value[found.child]), float(cells.value[found.parent]), found.both, found.without)
    return [words.shown(subject, found.child, value, places) for value in values]


def _left(subject: Subject, found: Typed, group: str) -> Iterator[Finding]:
    """What the part leaves of its whole for the other parts."""
    cells = subject.judgement.system.cells
    own, outer = float(cells.value[found.child]), float(cells.value[found.parent])
    others = [m.label for m in _siblings(subject, found.inner, found.child)]
    if not others or own > outer:
        return
    places = max(words.decimals(subject, found.child), words.decimals(subject, found.parent))
    part, whole, *_ = _shown(subject, found)
    yield Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="info",
        message=f"{part} for {words.member(subject, found.child)} within {whole} for"
        f" {words.member(subject, found.parent)} leave {words.shown(subject, found.child, outer - own, places)} for"
        f" {words.listing(others)}",
        place=words.place(subject, found.parent),
        observed=outer,
        related=(words.place(subject, found.child),),
        evidence="declared",
        group=group,
        labels=words.path(subject, found.parent),
    )


def _siblings(subject: Subject, inner: Dimension, child: int) -> list[Member]:
    own = inner.members[int(subject.model.observations.members[inner.code][child])]
    return [m for m in inner.members if m.parent == own.parent and m.code != own.code and m.known and not m.rest]


def _added_up(subject: Subject, formulas: Sequence[Summed]) -> Finding:
    """Sums that take in a member and its own parts, the same in each of a line."""
    found = max(formulas, key=lambda one: sum(words.amount(subject, p) for p in one.parts))
    at = words.place(subject, found.cell)
    others = [words.place(subject, one.cell) for one in formulas if one is not found]
    names = words.listing(words.member(subject, p) for p in found.parts)
    them = "it" if len(found.parts) == 1 else "them"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=f"The sum in {words.name(subject, found.cell)} counts {names} beside"
        f" {words.member(subject, found.whole)}, which contains {them}{sheetcells.so_do(others)}",
        place=at,
        observed=sheetcells.value(subject, at),
        related=(*(words.place(subject, p) for p in (found.whole, *found.parts)), *others),
        evidence="formula",
        group=causes.of_formula(subject, at),
        explains=True,
        impact=sum(words.amount(subject, p) for p in found.parts),
        labels=words.path(subject, found.cell),
    )


RULE = Rule(*NAMES, "error", "A member and one of its own parts are added up as siblings", check)
