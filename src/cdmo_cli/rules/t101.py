"""Parts differ from their total.

**What it checks.** A total and the parts that are known to make it up: by the taxonomy (the regions of the world, the
countries of a region with their "Rest of" member) or by the arithmetic and the indentation of the sheet. Every printed
figure counts as the interval it stands for, 12.3 as 12.25 to 12.35, so that a difference is an error only where no
rounding can explain it. Parts that are known to be incomplete may come to less than their total, not to more. What
becomes of a sum that lacks a figure the setting `missing` says, in VTL's words: by default it is held to no more than
its total. Differences that rounding could just explain are T103's, formulas that were not recalculated F703's.

**Why it matters.** A reader adds up the table first of all. A total that is not the sum of its parts means that a
part was changed, left out or mistyped, and that every share and growth rate made from it is wrong too.

**How to mend it.** Look at the likely culprit first: it is the cell whose change settles most. Where parts are missing
on purpose, add a "Rest of" line.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.identities.model import Identity, Judged
from cdmo_cli.rules import totals, words
from cdmo_cli.rules.judged import judged_finding
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("T101", "parts-differ-from-total")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every sum of amounts that no rounding explains."""
    for component, identity, judged in subject.judgement.failing():
        if judged.outcome == "impossible" and totals.is_sum(identity) and not totals.of_shares(subject, identity):
            message = _message(subject, identity, judged)
            yield judged_finding(subject, NAMES, component, identity, judged, message)


def _message(subject: Subject, identity: Identity, judged: Judged) -> str:
    if identity.total < 0:
        return _without_total(subject, identity, judged)
    shown, computed = totals.total_and_sum(subject, identity, judged)
    message = (
        f"{words.name(subject, identity.total)} is {shown}, but {totals.parts_add_up(subject, identity)} {computed}"
    )
    if identity.relation == "at most":
        return f"{message}, which is more than the whole"
    if identity.missing:
        return f"{message}, counting {words.listing(identity.missing)} as zero"
    return message


def _without_total(subject: Subject, identity: Identity, judged: Judged) -> str:
    """A total without a figure, where missing figures count as zero."""
    first = identity.parts[0]
    places = max(words.decimals(subject, part) for part in identity.parts)
    count = len(totals.printed_parts(subject, identity))
    return (
        f"{identity.missing[-1]}{words.period(subject, first)} has no figure and counts as zero, but its"
        f" {'part is' if count == 1 else f'{count} parts add up to'}"
        f" {words.shown(subject, first, judged.value, places)}"
    )


RULE = Rule(*NAMES, "error", "A total is not the sum of its parts, and no rounding explains it", check)
