"""A label that no member of the taxonomy answers to.

**What it checks.** Labels of a dimension that the taxonomy knows. A spelling near a known member is a warning with
that member; so is a name that nothing resembles. A real country that the taxonomy does not list, and a known grouping
that overlaps its members (EMEA, DACH, BRICS), are information: they may stand there, and are not added up.

**Why it matters.** A figure under an unknown name drops out of every sum and every chart, silently.

**How to mend it.** Correct the spelling, or add the member, or its alias, to a sheet "Taxonomy" or to the file that
`--taxonomy` names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.market.model import Naming
from cdmo_cli.rules import labels, words
from cdmo_cli.rules.model import Finding, Rule, Severity
from cdmo_cli.rules.subject import Subject

NAMES = ("G401", "unknown-member")


def check(subject: Subject) -> Iterator[Finding]:
    """Unknown labels with the nearest known, then countries and groupings that the taxonomy does not list."""
    unknown = list(labels.once([naming for naming in subject.model.names if naming.how == "unknown"]))
    for text, same in labels.by_text([naming for naming in unknown if naming.candidates]).items():
        nearest = words.listing(labels.labels(subject, same[0].candidates), 3)
        yield _finding("warning", f"“{text}” is not known; the nearest known is {nearest}", same)
    sheets: dict[int, list[Naming]] = {}
    for naming in unknown:
        if not naming.candidates:
            sheets.setdefault(naming.sheet, []).append(naming)
    for names in sheets.values():
        texts = list(labels.by_text(names))
        said = "is not known, and nothing known is like it" if len(texts) == 1 else "are not known"
        yield _finding("warning", f"{_quoted(texts)} {said}", names)
    yield from _listed(subject)


def _listed(subject: Subject) -> Iterator[Finding]:
    for how, what in (("new", "not listed in the taxonomy"), ("grouping", "a grouping that overlaps others")):
        tables: dict[tuple[int, str], list[Naming]] = {}
        for naming in labels.once([naming for naming in subject.model.names if naming.how == how]):
            if not _open(subject, naming):
                tables.setdefault((naming.sheet, naming.dimension or ""), []).append(naming)
        for names in tables.values():
            texts = list(labels.by_text(names))
            verb = "is" if len(texts) == 1 else "are"
            plural = what if len(texts) == 1 else what.replace("a grouping that overlaps", "groupings that overlap")
            yield _finding("info", f"{_quoted(texts)} {verb} {plural}", names)


def _open(subject: Subject, naming: Naming) -> bool:
    return any(d.code == naming.dimension and d.open for d in subject.model.dimensions)


def _quoted(texts: Sequence[str]) -> str:
    return words.listing(f"“{text}”" for text in texts)


def _finding(severity: Severity, message: str, names: Sequence[Naming]) -> Finding:
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity=severity,
        message=message,
        place=labels.place(names[0]),
        related=tuple(labels.place(naming) for naming in names[1:]),
        evidence="declared",
        labels=(names[0].text,),
    )


RULE = Rule(*NAMES, "warning", "A label that no member of the taxonomy answers to", check)
