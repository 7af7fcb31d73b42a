"""Shares do not sum to 100 %.

**What it checks.** The shares of the members that make up a whole: they must come to 100 % within the rounding of the
printed figures, or to the share of the member they belong to. Where members have no share at all, the printed ones
may not exceed 100 %, and a warning says who is missing and how much is left for them.

**Why it matters.** Shares that do not close hide a member, count one twice, or belong to different years.

**How to mend it.** Give every member a share, with a "Rest of" or "Other" line for what is not known; leave out
members that are part of another one in the table.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.identities.model import Identity, Judged
from cdmo_cli.rules import words
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("R201", "shares-do-not-sum")


def check(subject: Subject) -> Iterator[Finding]:
    """Failing sums of shares, then sums that lack members."""
    judgement = subject.judgement
    for component, identity, judged in judgement.failing():
        if identity.kind in ("sum", "difference") and words.measure(subject, identity.parts[0]) == "share":
            message = _failing(subject, identity, judged)
            yield words.judged_finding(subject, NAMES, component, identity, judged, message)
    for identity, judged in zip(judgement.system.identities, judgement.judged, strict=True):
        if identity.missing and identity.relation == "at most" and not judged.fails:
            finding = _incomplete(subject, identity, judged)
            if finding is not None:
                yield finding


def _failing(subject: Subject, identity: Identity, judged: Judged) -> str:
    first = identity.parts[0]
    stated, computed = words.apart(subject, first, judged.value + judged.gap, judged.value, _places(subject, identity))
    if identity.evidence == "formula":
        return f"{words.name(subject, identity.total)} shows {stated}, but its formula gives {computed}"
    whole = stated if identity.total < 0 else f"{stated} of {words.name(subject, identity.total)}"
    more = "more than" if identity.relation == "at most" else "not"
    return f"The {len(identity.parts)} shares of {_plural(subject, identity)} sum to {computed}, {more} {whole}"


def _places(subject: Subject, identity: Identity) -> int:
    return max(words.decimals(subject, part) for part in identity.parts)


def _incomplete(subject: Subject, identity: Identity, judged: Judged) -> Finding | None:
    """Members of a complete partition that have no share, where the others leave something for them."""
    dimension = next((d for d in subject.model.dimensions if d.code == identity.dimension), None)
    if dimension is None or dimension.within is not None or not dimension.partition:
        return None
    first = identity.parts[0]
    if words.measure(subject, first) != "share" or judged.gap <= judged.value - judged.low:
        return None
    places = _places(subject, identity)
    whole = judged.value + judged.gap
    have = "has" if len(identity.missing) == 1 else "have"
    them = "it" if len(identity.missing) == 1 else "them"
    spread = judged.value - judged.low
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{words.listing(identity.missing)} {have} no share: the other {len(identity.parts)} sum to"
        f" {words.shown(subject, first, judged.value, places)}, which leaves"
        f" {words.shown(subject, first, judged.gap, places)} for {them}",
        place=words.place(subject, first),
        observed=judged.value,
        expected=Expected(whole, whole - spread, whole + spread),
        related=tuple(words.place(subject, part) for part in identity.parts[1:]),
        evidence=identity.evidence,
        impact=words.amount(subject, first, judged.gap),
        labels=words.path(subject, first),
    )


def _plural(subject: Subject, identity: Identity) -> str:
    dimension = next((d for d in subject.model.dimensions if d.code == identity.dimension), None)
    return dimension.plural.lower() if dimension is not None else "the parts"


RULE = Rule(*NAMES, "error", "The shares of a whole do not come to 100 %, or members have none", check)
