"""One name over two cells.

**What it checks.** Neighbouring cells that hold fragments of one known name: "Saudi" above "Arabia".

**Why it matters.** The list seems to have one member more than it has, and neither fragment finds its figures.

**How to mend it.** Join the cells.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.market.model import Naming
from cdmo_cli.rules import labels, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("G402", "one-name-over-two-cells")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every name that is split over cells."""
    pieces: list[list[Naming]] = []
    for naming in labels.once([naming for naming in subject.model.names if naming.how == "split"]):
        last = pieces[-1][-1] if pieces else None
        if last is not None and _continues(last, naming):
            pieces[-1].append(naming)
        else:
            pieces.append([naming])
    for names in pieces:
        whole = labels.label(subject, (names[0].member or next(iter(names[0].candidates), None)), names[0].dimension)
        texts = words.listing(labels.quoted(naming.text) for naming in names)
        said = f"{texts} are one name over two cells: {whole}" if len(names) > 1 else f"{texts} is a piece of {whole}"
        yield labels.finding(NAMES, "error", said, names, [naming.text for naming in names])


def _continues(last: Naming, naming: Naming) -> bool:
    beside = abs(naming.row - last.row) + abs(naming.column - last.column) == 1
    same = (last.candidates, last.member) == (naming.candidates, naming.member)
    return beside and naming.sheet == last.sheet and same


RULE = Rule(*NAMES, "error", "Neighbouring cells hold pieces of one name", check)
