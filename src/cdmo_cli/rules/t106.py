"""A part of a whole is missing.

**What it checks.** Lists that do not make up their total. Where the members are known to make up the whole (the types,
the regions, the countries with their "Rest of" line), a member without a figure is a warning, with what the others
leave for it; it is a note where its line says so ("n/a"). Where a list names some of
many (the countries of a region) and has no "Rest of" line, what is in no line is told once for each table. A
difference within rounding is none. Members without a share are R201's. With `missing = "partial_null"` or
`"always_null"` the sums that cannot be checked for want of a figure are listed, too.

**Why it matters.** Figures that do not close cannot be added up by the reader, and hide how much of the market nobody
has looked at.

**How to mend it.** Give every member a figure, and the list a "Rest of" or "Other" line for what is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cdmo_cli.identities.model import Identity, Judged, Lacking
from cdmo_cli.market.model import Dimension, Member
from cdmo_cli.rules import totals, words
from cdmo_cli.rules.model import Finding, Rule, Severity
from cdmo_cli.rules.s002 import texts_for_numbers
from cdmo_cli.rules.subject import Subject

NAMES = ("T106", "part-missing")


@dataclass(frozen=True)
class _Open:
    """A list that comes to less than its total."""

    identity: Identity
    judged: Judged
    home: Dimension
    lacks: tuple[str, ...]  # the members that should have a figure


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each table and kind of list."""
    tables: dict[tuple[object, ...], list[_Open]] = {}
    for found in _open(subject):
        block = words.block_number(subject, found.identity.parts[0])
        tables.setdefault((block, found.home.code, found.lacks), []).append(found)
    for lists in tables.values():
        yield _member_missing(subject, lists) if lists[0].lacks else _rest_missing(subject, lists)
    unchecked: dict[tuple[object, ...], list[Lacking]] = {}
    for lacking in subject.judgement.system.lacking:
        if not lacking.holds:
            key = (words.block_number(subject, lacking.near), lacking.dimension)
            unchecked.setdefault(key, []).append(lacking)
    for alike in unchecked.values():
        yield _unchecked(subject, alike)


def _open(subject: Subject) -> Iterator[_Open]:
    """The lists of amounts that leave more than rounding can."""
    judgement = subject.judgement
    half = judgement.system.cells.half
    dimensions = {dimension.code: dimension for dimension in subject.model.dimensions}
    for identity, judged in zip(judgement.system.identities, judgement.judged, strict=True):
        home = dimensions.get(identity.dimension)
        if identity.relation != "at most" or identity.total < 0 or home is None or judged.fails:
            continue
        if identity.evidence == "inferred" or totals.of_shares(subject, identity):
            continue
        spread = judged.value - judged.low + float(half[identity.total])
        if judged.gap > spread and not _has_strangers(subject, home, identity.parts[0]):
            if _shows_number(subject, identity):
                continue
            yield _Open(identity, judged, home, _lacks(subject, identity, home))


def _shows_number(subject: Subject, identity: Identity) -> bool:
    """Whether the cell of a missing member holds a text with a number in it, which is S002's matter."""
    block = words.block_of(subject, identity.total)
    if block is None:
        return False
    at, missing = words.place(subject, identity.total), set(identity.missing)
    texts = texts_for_numbers(subject.workbook.sheets[at.sheet], block)
    across = [line.index for line in block.rows if missing.intersection(label.text for label in line.labels)]
    down = [line.index for line in block.columns if missing.intersection(label.text for label in line.labels)]
    return any((row, at.column) in texts for row in across) or any((at.row, column) in texts for column in down)


def _lacks(subject: Subject, identity: Identity, home: Dimension) -> tuple[str, ...]:
    """Of the members without a figure those that have a line in the table, or, of members that are known to make up
    the whole, all."""
    lines = _lines(subject, home, identity.parts[0])
    printed = {home.members[member].label for member in lines}
    listed = tuple(label for label in identity.missing if label in printed)
    return identity.missing if home.within is None else listed


def _lines(subject: Subject, home: Dimension, part: int) -> set[int]:
    """The members that have figures in the table of a part."""
    observations = subject.model.observations
    column = observations.members.get(home.code)
    if column is None:
        return set()
    sheet, block = words.block_number(subject, part)
    used = set(column[(observations.sheet == sheet) & (observations.block == block)].tolist())
    return {member for member in used if member >= 0}


def _has_strangers(subject: Subject, home: Dimension, part: int) -> bool:
    """Whether the table has members of which it is not known what they are part of: they may fill the gap."""
    if home.within is None:
        return False
    return any(home.members[member].parent is None for member in _lines(subject, home, part))


def _member_missing(subject: Subject, lists: Sequence[_Open]) -> Finding:
    worst = max(lists, key=lambda found: words.amount(subject, found.identity.total, found.judged.gap))
    identity = worst.identity
    count = len(worst.lacks)
    have, them = ("has", "it") if count == 1 else ("have", "them")
    shown, computed, gap = _figures(subject, worst)
    printed = len(totals.printed_parts(subject, identity))
    others = f"the other {printed} come" if printed > 1 else f"{_only(subject, identity)} comes"
    message = (
        f"{words.listing(worst.lacks)} {have} no figure: {others} to {computed} of the {shown} of"
        f" {words.name(subject, identity.total)}, which leaves {gap} for {them}{_more(lists, 'sum')}"
    )
    severity: Severity = "info" if all(found.identity.openly for found in lists) else "warning"
    return _finding(subject, severity, message, worst)


def _rest_missing(subject: Subject, lists: Sequence[_Open]) -> Finding:
    worst = max(lists, key=lambda found: words.amount(subject, found.identity.total, found.judged.gap))
    identity = worst.identity
    shown, computed, gap = _figures(subject, worst)
    count = len(totals.printed_parts(subject, identity))
    what = worst.home.plural.lower()
    listed = f"The {count} {what} listed come" if count > 1 else f"{_only(subject, identity)} alone comes"
    message = (
        f"{listed} to {computed} of the {shown} of {words.name(subject, identity.total)}: {gap} are in no line;"
        f" add “{_rest(subject, worst)}”{_more(lists, 'list')}"
    )
    return _finding(subject, "info", message, worst)


def _figures(subject: Subject, found: _Open) -> tuple[str, str, str]:
    """The total, what its parts come to and what they leave, as printed."""
    identity, judged = found.identity, found.judged
    places = max(words.decimals(subject, cell) for cell in identity.cells)
    total = judged.value + judged.gap
    shown = (words.shown(subject, identity.total, value, places) for value in (total, judged.value, judged.gap))
    return next(shown), next(shown), next(shown)


def _only(subject: Subject, identity: Identity) -> str:
    return words.member(subject, identity.parts[0])


def _rest(subject: Subject, found: _Open) -> str:
    """The name of the line that would close a list: the taxonomy's, or one made from the whole's."""
    whole = words.member(subject, found.identity.total)
    parent = next((m.parent for m in _members(subject, found)), None)
    known = (m.label for m in found.home.members if m.rest and m.parent == parent and m.known)
    return next(known, f"Rest of {whole}")


def _members(subject: Subject, found: _Open) -> Iterator[Member]:
    column = subject.model.observations.members.get(found.home.code)
    parts = totals.printed_parts(subject, found.identity)
    if column is not None:
        yield from (found.home.members[int(column[part])] for part in parts if int(column[part]) >= 0)


def _more(lists: Sequence[_Open], what: str) -> str:
    more = len(lists) - 1
    return f" (and so in {more} more {what}{'s' if more > 1 else ''} of this table)" if more else ""


def _finding(subject: Subject, severity: Severity, message: str, found: _Open) -> Finding:
    identity, judged = found.identity, found.judged
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity=severity,
        message=message,
        place=words.place(subject, identity.total),
        observed=judged.value + judged.gap,
        related=tuple(words.place(subject, part) for part in identity.parts),
        evidence=identity.evidence,
        impact=words.amount(subject, identity.total, judged.gap),
        labels=(*words.path(subject, identity.total), *found.lacks),
    )


def _unchecked(subject: Subject, alike: Sequence[Lacking]) -> Finding:
    first = alike[0]
    more = f", nor can {len(alike) - 1} more sums of this table" if len(alike) > 1 else ""
    more = ", nor can one more sum of this table" if len(alike) == 2 else more
    have = "has" if len(first.missing) == 1 else "have"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="info",
        message=f"{f'{first.whole} {first.period}'.rstrip()} cannot be checked: {words.listing(first.missing)} {have}"
        f" no figure{more}",
        place=words.place(subject, first.near),
        related=tuple(words.place(subject, part) for part in first.parts if part != first.near),
        labels=(*words.path(subject, first.near), *first.missing),
    )


RULE = Rule(*NAMES, "warning", "A member of a whole has no figure, or a list has no line for the rest", check)
