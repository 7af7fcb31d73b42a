"""What the rules on names share: labels with their places, and the members they may mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cdmo_cli.market.model import Member, Naming
from cdmo_cli.rules import words
from cdmo_cli.rules.model import Finding, Place, Severity
from cdmo_cli.rules.subject import Subject


def place(naming: Naming) -> Place:
    """Where a label stands."""
    return Place(naming.sheet, naming.row, naming.column)


def figures(subject: Subject, naming: Naming) -> list[int]:
    """The figures in the line of a label: those of its row, or of its column where it is a heading."""
    data = subject.model.observations
    block = words.block_at(subject, place(naming))
    heads = block is not None and naming.row in block.header_rows
    line, own = (data.column, naming.column) if heads else (data.row, naming.row)
    here = (data.sheet == naming.sheet) & (data.block == naming.block) & (line == own)
    return [int(position) for position in np.flatnonzero(here)]


def found(subject: Subject, code: str | None, dimension: str | None = None) -> Member | None:
    """The member of that code, of the dimension if one is given."""
    for home in subject.model.dimensions:
        if dimension is None or home.code == dimension:
            for member in home.members:
                if member.code == code:
                    return member
    return None


def label(subject: Subject, code: str | None, dimension: str | None = None) -> str:
    """The label of a member, cut if it is a long one; its code where it is not known."""
    member = found(subject, code, dimension) or found(subject, code)
    return words.short(member.label) if member is not None else (code or "")


def labels(subject: Subject, codes: Sequence[str], dimension: str | None = None) -> list[str]:
    """The labels of members."""
    return [label(subject, code, dimension) for code in codes]


def once(names: Sequence[Naming]) -> Iterator[Naming]:
    """The first of the labels that stand in the same cell."""
    seen: set[Place] = set()
    for naming in names:
        if place(naming) not in seen:
            seen.add(place(naming))
            yield naming


def by_text(names: Sequence[Naming]) -> dict[str, list[Naming]]:
    """Labels of the same text, in the order of their first place."""
    texts: dict[str, list[Naming]] = {}
    for naming in once(names):
        texts.setdefault(naming.text.strip(), []).append(naming)
    return texts


def own(subject: Subject, naming: Naming) -> str | None:
    """The code of the member that the taxonomy puts a label's member under."""
    home = subject.model.taxonomy.dimension(naming.dimension or "")
    listed = next((m for m in home.members if m.code == naming.member), None) if home is not None else None
    member = listed or found(subject, naming.member, naming.dimension)
    return member.parent if member is not None else None


def quoted(text: str) -> str:
    """A label as a sentence names it: in quotation marks, cut if it is a long one."""
    return f"“{words.short(text)}”"


def finding(
    rule: tuple[str, str], severity: Severity, message: str, names: Sequence[Naming], path: Sequence[str] = ()
) -> Finding:
    """A finding on labels, at the first of them; `path` is for the fingerprint, by default the first one's text."""
    return Finding(
        rule=rule[0],
        name=rule[1],
        severity=severity,
        message=message,
        place=place(names[0]),
        related=tuple(place(naming) for naming in names[1:]),
        evidence="declared",
        labels=tuple(path) or (names[0].text,),
    )
