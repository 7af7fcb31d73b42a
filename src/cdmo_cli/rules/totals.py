"""How rules speak of sums: what parts come to, of amounts and of shares."""

from __future__ import annotations

from cdmo_cli.identities.model import Identity, Judged
from cdmo_cli.rules import words
from cdmo_cli.rules.subject import Subject


def is_sum(identity: Identity) -> bool:
    """Whether an identity is a sum or difference of other figures: no formula's, and no figure printed twice."""
    return identity.kind in ("sum", "difference") and identity.evidence != "formula" and not identity.repeat


def of_shares(subject: Subject, identity: Identity) -> bool:
    """Whether shares are added up."""
    return words.measure(subject, identity.parts[0]) == "share"


def total_and_sum(subject: Subject, identity: Identity, judged: Judged) -> tuple[str, str]:
    """A total and what its parts come to, with as many decimals as it takes to tell them apart."""
    places = max(words.decimals(subject, cell) for cell in identity.cells)
    stated = float(subject.judgement.system.cells.value[identity.total])
    return words.apart(subject, identity.total, stated, judged.value, places)


def printed_parts(subject: Subject, identity: Identity) -> list[int]:
    """The parts that have a figure: without the empty cells that count as zero."""
    return [part for part in identity.parts if part not in subject.judgement.system.cells.blank]


def parts_add_up(subject: Subject, identity: Identity) -> str:
    """The words before what the parts of a total come to."""
    count = len(printed_parts(subject, identity))
    return "its only part is" if count == 1 else f"its {count} parts add up to"


def shares_sum(subject: Subject, identity: Identity, judged: Judged) -> str:
    """What shares come to and what they should: "The 5 shares of regions sum to 103.0 %, not 100.0 %"."""
    first = identity.parts[0]
    places = max(words.decimals(subject, part) for part in identity.parts)
    stated, computed = words.apart(subject, first, judged.value + judged.gap, judged.value, places)
    whole = stated if identity.total < 0 else f"{stated} of {words.name(subject, identity.total)}"
    more = "more than" if identity.relation == "at most" else "not"
    home = next((d for d in subject.model.dimensions if d.code == identity.dimension), None)
    plural = home.plural.lower() if home is not None else "the parts"
    count = len(printed_parts(subject, identity))
    return f"The {count} shares of {plural} sum to {computed}, {more} {whole}"
