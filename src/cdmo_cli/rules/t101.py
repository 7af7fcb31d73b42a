"""Parts differ from their total.

**What it checks.** A total and the parts that are known to make it up: by the taxonomy (the regions of the world, the
countries of a region with their "Rest of" member), by a formula (`=SUM(B4:B9)`), or by the indentation of the sheet.
Every printed figure counts as the interval it stands for, 12.3 as 12.25 to 12.35, so that a difference is an error
only where no rounding can explain it. A difference that rounding could explain, but hardly ever would (beyond three
standard deviations of uniform rounding errors), is a warning. Parts that are known to be incomplete may come to less
than their total, not to more. A formula is held to the value kept beside it, exactly.

**Why it matters.** A reader adds up the table first of all. A total that is not the sum of its parts means that a
part was changed, left out or mistyped, and that every share and growth rate made from it is wrong too.

**How to mend it.** Look at the likely culprit first: it is the cell whose change settles most. Where the total is a
formula, recalculate the workbook and save it. Where parts are missing on purpose, add a "Rest of" line.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.identities.model import Identity, Judged
from cdmo_cli.rules import words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("T101", "parts-differ-from-total")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every failing sum of amounts."""
    for component, identity, judged in subject.judgement.failing():
        additive = identity.kind in ("sum", "difference")
        if additive and words.measure(subject, identity.parts[0]) != "share":
            message = _message(subject, identity, judged)
            yield words.judged_finding(subject, NAMES, component, identity, judged, message)


def _message(subject: Subject, identity: Identity, judged: Judged) -> str:
    places = max(words.decimals(subject, cell) for cell in identity.cells)
    who = words.name(subject, identity.total)
    stated = float(subject.judgement.system.cells.value[identity.total])
    shown, computed = words.apart(subject, identity.total, stated, judged.value, places)
    if identity.evidence == "formula":
        return f"{who} shows {shown}, but its formula gives {computed}"
    parts = "its only part is" if len(identity.parts) == 1 else f"its {len(identity.parts)} parts add up to"
    if identity.relation == "at most":
        return f"{who} is {shown}, but {parts} {computed}, which is more than the whole"
    if judged.outcome == "improbable":
        return f"{who} is {shown}, and {parts} {computed}: rounding hardly ever leaves such a difference"
    return f"{who} is {shown}, but {parts} {computed}"


RULE = Rule(*NAMES, "error", "A total is not the sum of its parts, and no rounding explains it", check)
