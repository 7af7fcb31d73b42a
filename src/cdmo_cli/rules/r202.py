"""A share does not follow from its value.

**What it checks.** Where a share, the value it is a share of and the whole are all printed, share × whole must be the
value, within the rounding of the three figures. Whether a table's shares are shares of the whole market or of the
parent is told by what fits most of them; shares that hardly any reading fits are shares of something else, and left
alone. A share that a formula computes is held to its formula instead (F703).

**Why it matters.** One of the three figures is wrong, or was not updated when the others were.

**How to mend it.** Recalculate the share from the value and the whole, and look at the value where that is not it.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.rules import words
from cdmo_cli.rules.judged import judged_finding
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("R202", "share-differs-from-value")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every failing share of a whole."""
    cells = subject.judgement.system.cells
    for component, identity, judged in subject.judgement.failing():
        if identity.kind != "share" or identity.evidence == "formula":
            continue
        part, whole = identity.parts
        own = float(cells.value[identity.total])
        stated, computed = words.apart(subject, identity.total, own, judged.value, 1)
        message = (
            f"{words.name(subject, identity.total)} has a share of {stated}, but"
            f" {words.shown(subject, part)} of"
            f" {words.shown(subject, whole)} is {computed}"
        )
        yield judged_finding(subject, NAMES, component, identity, judged, message)


RULE = Rule(*NAMES, "error", "A printed share is not the value divided by the whole", check)
