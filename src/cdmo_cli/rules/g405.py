"""One member by several names.

**What it checks.** Members that the workbook names by two spellings or more: APAC, Asia Pacific and Asia-Pacific.
Lists that a workbook may lengthen (companies) are left alone: short names are usual there.

**Why it matters.** cdmo reads them as one; a lookup formula, a pivot table and a hurried reader do not.

**How to mend it.** Keep to one spelling; the finding lists the cells of the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.market.model import Naming
from cdmo_cli.rules import labels, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.words import is_total

NAMES = ("G405", "several-names-for-one-member")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every member of several spellings, at the first cell of the second one."""
    spellings: dict[tuple[str, str], dict[str, list[Naming]]] = {}
    fixed = {dimension.code for dimension in subject.model.dimensions if not dimension.open}
    for naming in labels.once(subject.model.names):
        if naming.dimension not in fixed:
            continue  # companies go by short names in notes and sources
        if is_total(naming.text):
            continue  # "Total Europe" says that its line is the sum
        if naming.how in ("name", "alias") and naming.member is not None and naming.dimension is not None:
            texts = spellings.setdefault((naming.dimension, naming.member), {})
            texts.setdefault(naming.text.strip(), []).append(naming)
    for (dimension, member), texts in spellings.items():
        found = labels.found(subject, member, dimension)
        if len({text.casefold() for text in texts}) < 2 or (found is not None and found.rest):
            continue
        label = labels.label(subject, member, dimension)
        ordered = sorted(texts.items(), key=lambda found: found[0] != label)
        others = [naming for _, names in ordered[1:] for naming in names]
        spelled = words.listing(labels.quoted(text) for text, _ in ordered)
        yield labels.finding(NAMES, "info", f"{spelled} are one: {label}", others, [label])


RULE = Rule(*NAMES, "info", "A member is named by several spellings", check)
