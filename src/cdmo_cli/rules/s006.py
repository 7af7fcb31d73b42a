"""A waiver has expired.

**What it checks.** The waivers that the configuration holds for this file: each has a date through which it holds, and
this one has passed. The finding that it covered counts again from the day after. Where that finding is gone
nothing is said.

**Why it matters.** A waiver says "we know, and it is right, or will be mended by then". When the day has passed nobody
can tell any more which of the two it was.

**How to mend it.** Mend what was waived and take the `[[waiver]]` out of the configuration. Where the finding is still
accepted, give the waiver a new date, and look whether its reason still holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.rules.model import Finding, Place, Rule
from cdmo_cli.rules.subject import Subject
from cdmo_cli.rules.waivers import Waiver

NAMES = ("S006", "waiver-expired")


def check(subject: Subject) -> Iterator[Finding]:
    """A warning for each waiver whose day has passed, at the cell that it names. A check of a whole file hands it only
    those that would cover a finding."""
    for waiver in subject.waivers:
        if not waiver.holds(subject.today):
            yield Finding(
                *NAMES,
                "warning",
                f"The waiver of {waiver.where} expired on {waiver.expires.isoformat()}: “{waiver.reason}”",
                _place(subject, waiver),
                labels=(waiver.rule, waiver.sheet, waiver.cells.a1 if waiver.cells else "", waiver.fingerprint),
            )


def _place(subject: Subject, waiver: Waiver) -> Place | None:
    """The first cell that the waiver names, in its sheet or the file's only one."""
    if waiver.cells is None:
        return None
    named = [s.index for s in subject.workbook.sheets if s.name.casefold() == waiver.sheet.casefold()]
    only = [0] if not waiver.sheet and len(subject.workbook.sheets) == 1 else []
    return next((Place(sheet, waiver.cells.top, waiver.cells.left) for sheet in [*named, *only]), None)


RULE = Rule(*NAMES, "warning", "A waiver has expired, and the finding that it covered counts again", check)
