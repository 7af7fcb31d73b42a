"""Two names in one cell.

**What it checks.** Cells that hold two known names run together: "Argentina Korea". Where a word or sign joins the two
("Spain and Andorra"), the cell means both: that is information.

**Why it matters.** The figure beside it belongs to one of them, to both, or to neither; and the list has one member
fewer than it should.

**How to mend it.** Give each name a cell of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cdmo_cli.market.model import Naming
from cdmo_cli.rules import labels, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("G403", "two-names-in-one-cell")

_JOINED = re.compile(r"[&+/,;]|\b(?:and|und|et|y|or)\b", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every label that holds several names, and one a sheet for those that mean to."""
    merged = [n for n in subject.model.names if n.how == "merged" and "(" not in n.text]  # a bracket qualifies
    joined: dict[int, list[Naming]] = {}
    for naming in labels.once(merged):
        if _JOINED.search(naming.text):
            joined.setdefault(naming.sheet, []).append(naming)
    for text, names in labels.by_text([naming for naming in merged if not _JOINED.search(naming.text)]).items():
        inside = [_label(subject, code) for code in names[0].candidates]
        count = "two" if len(inside) == 2 else str(len(inside))
        message = f"{labels.quoted(text)} holds {count} names: {words.listing(inside)}{_foreign(subject, names[0])}"
        yield labels.finding(NAMES, "error", message, names)
    for names in joined.values():
        texts = words.listing(labels.quoted(text) for text in labels.by_text(names))
        yield labels.finding(
            NAMES, "info", f"{texts} {'means' if len(labels.by_text(names)) == 1 else 'mean'} several members", names
        )


def _foreign(subject: Subject, naming: Naming) -> str:
    """Which of the names does not belong where the cell stands."""
    found = (labels.found(subject, code, naming.dimension) for code in naming.candidates)
    told = [
        f"{member.label} belongs under {labels.label(subject, member.parent)}"
        for member in found
        if member is not None and naming.under is not None and member.parent not in (None, naming.under)
    ]
    return f"; {words.listing(told)}" if told else ""


def _label(subject: Subject, code: str) -> str:
    """The label of a member; its code spelled out where it stands nowhere else in the workbook."""
    member = labels.found(subject, code)
    if member is not None:
        return member.label
    return " ".join(word.capitalize() for word in code.split("-"))


RULE = Rule(*NAMES, "error", "One cell holds two names", check)
