"""Shares do not sum to 100 %.

**What it checks.** The shares of the members that make up a whole: they must come to 100 % within the rounding of the
printed figures, or to the share of the member they belong to. Where members have no share at all, the printed ones
may not exceed 100 %, and a warning says who is missing and how much is left for them. A difference that rounding
could just explain is T103's. A share written as a fraction among percents stands under R204, which names it.

**Why it matters.** Shares that do not close hide a member, count one twice, or belong to different years.

**How to mend it.** Give every member a share, with a "Rest of" or "Other" line for what is not known; leave out
members that are part of another one in the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cdmo_cli.identities.model import Identity, Judged
from cdmo_cli.rules import totals, words
from cdmo_cli.rules.judged import judged_finding
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("R201", "shares-do-not-sum")


def check(subject: Subject) -> Iterator[Finding]:
    """Failing sums of shares, then sums that lack members."""
    judgement = subject.judgement
    for component, identity, judged in judgement.failing():
        shares = totals.is_sum(identity) and totals.of_shares(subject, identity)
        if judged.outcome == "impossible" and shares:
            message = totals.shares_sum(subject, identity, judged)
            yield judged_finding(subject, NAMES, component, identity, judged, message)
    tables: dict[tuple[object, ...], list[Finding]] = {}
    for identity, judged in zip(judgement.system.identities, judgement.judged, strict=True):
        if identity.missing and identity.relation == "at most" and not judged.fails:
            finding = _incomplete(subject, identity, judged)
            if finding is not None:
                block = words.block_number(subject, identity.parts[0])
                tables.setdefault((block, identity.dimension, identity.missing), []).append(finding)
    yield from (_once(alike) for alike in tables.values())


def _once(alike: Sequence[Finding]) -> Finding:
    """The first of the findings on the same members of one table, which tells how many more there are."""
    more = len(alike) - 1
    told = f" (and so in {more} more sum{'s' if more > 1 else ''} of this table)" if more else ""
    return replace(alike[0], message=f"{alike[0].message}{told}")


def _incomplete(subject: Subject, identity: Identity, judged: Judged) -> Finding | None:
    """Members of a complete partition that have no share, where the others leave something for them."""
    dimension = next((d for d in subject.model.dimensions if d.code == identity.dimension), None)
    if dimension is None or dimension.within is not None or not dimension.partition:
        return None
    first = identity.parts[0]
    if not totals.of_shares(subject, identity) or judged.gap <= judged.value - judged.low:
        return None
    places = max(words.decimals(subject, part) for part in identity.parts)
    whole = judged.value + judged.gap
    have = "has" if len(identity.missing) == 1 else "have"
    them = "it" if len(identity.missing) == 1 else "them"
    spread = judged.value - judged.low
    count = len(totals.printed_parts(subject, identity))
    others = f"the other {count} sum to" if count > 1 else f"{words.member(subject, first)} has"
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{words.listing(identity.missing)} {have} no share: {others}"
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


RULE = Rule(*NAMES, "error", "The shares of a whole do not come to 100 %, or members have none", check)
