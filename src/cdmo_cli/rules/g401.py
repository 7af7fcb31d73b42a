"""A label that no member of the taxonomy answers to.

**What it checks.** Labels of a dimension that the taxonomy knows. A spelling near a known member is a warning with
that member; so is a name that nothing resembles. A real country that the taxonomy does not list, and a known grouping
that overlaps its members (EMEA, DACH, BRICS), are information: they may stand there, and are not added up. A table
that names more such countries than members of the taxonomy has another list; all of it is one piece of information. So
are names that a total of the sheet counts. Lines of rates, and lines computed from others, are no members.

**Why it matters.** A figure under an unknown name drops out of every sum and every chart, silently.

**How to mend it.** Correct the spelling, or add the member, or its alias, to a sheet "Taxonomy" or to the file that
`--taxonomy` names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cdmo_cli.market.model import Naming
from cdmo_cli.rules import labels, revenues, sheetcells, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject, once

NAMES = ("G401", "unknown-member")

Table = tuple[int, str | None]  # sheet, and dimension or the one that it stands within

STRANGE = frozenset({"unknown", "new", "grouping"})

OTHER_LIST = 5
"""From so many labels beside the taxonomy on a table may have a list of its own."""


def check(subject: Subject) -> Iterator[Finding]:
    """Unknown labels with the nearest known, then what the taxonomy does not list, a finding a dimension."""
    strange = [n for n in labels.once(subject.model.names) if n.how in STRANGE and not _open(subject, n)]
    strange = [naming for naming in strange if naming.candidates or _has_figures_of_its_own(subject, naming)]
    foreign = _foreign(subject)
    unknown = [n for n in strange if n.how == "unknown" and not (foreign(n) and _meant(n))]
    unknown = [naming for naming in unknown if naming.candidates or not _is_counted(subject, naming)]
    for text, same in labels.by_text([naming for naming in unknown if naming.candidates]).items():
        nearest = words.listing(labels.labels(subject, same[0].candidates), 3)
        yield labels.finding(
            NAMES, "warning", f"{labels.quoted(text)} is not known; the nearest known is {nearest}", same
        )
    for names in _by(unknown, lambda n: "" if n.candidates else str(n.sheet)):
        texts = list(labels.by_text(names))
        said = "is not known, and nothing known is like it" if len(texts) == 1 else "are not known"
        yield labels.finding(NAMES, "warning", f"{_quoted(texts)} {said}", names)
    rest = [naming for naming in strange if naming not in unknown]
    for names in _by(rest, lambda n: "foreign" if foreign(n) else f"{n.dimension} {n.how}"):
        yield _listed(names, is_grouping=names[0].how == "grouping" and not foreign(names[0]))


def _has_figures_of_its_own(subject: Subject, naming: Naming) -> bool:
    """Whether a label may be a member's: not beside rates alone, nor beside figures that are computed from others and
    count in no sum, as a check or a share of the line above is. Labels without any figures may be."""
    positions = labels.figures(subject, naming)
    amounts = [p for p in positions if _is_amount(subject, p)]
    computed = all(sheetcells.formula(subject, words.place(subject, p)) is not None for p in amounts)
    return not positions or (bool(amounts) and (not computed or _is_counted(subject, naming)))


def _is_amount(subject: Subject, position: int) -> bool:
    """Whether a figure may be a part of a whole: a share, or an amount of its table's own measure."""
    measure, block = words.measure(subject, position), words.block_of(subject, position)
    unit = revenues.unit_of(subject, position)
    own = block is not None and measure == block.measure
    return measure == "share" or ((own or measure in ("revenue", "value")) and (unit is None or unit.kind != "percent"))


def _is_counted(subject: Subject, naming: Naming) -> bool:
    """Whether a sum of the sheet itself counts what stands under a label, and holds with it."""
    return any(p in _counted(subject) for p in labels.figures(subject, naming))


@once
def _counted(subject: Subject) -> frozenset[int]:
    judgement = subject.judgement
    sums = (
        identity
        for identity, judged in zip(judgement.system.identities, judgement.judged, strict=True)
        if identity.kind == "sum" and identity.relation == "equal" and len(identity.parts) > 1 and not judged.fails
    )
    cells = judgement.system.cells
    return frozenset(p for identity in sums for p in identity.parts if abs(cells.value[p]) > cells.half[p])


def _foreign(subject: Subject) -> Callable[[Naming], bool]:
    """Whether a label stands in a sheet that names more countries or groupings beside the taxonomy than of it: its
    list is another one, and what it calls its members is no mistake."""
    outer = {dimension.code: dimension.within or dimension.code for dimension in subject.model.dimensions}

    def table(naming: Naming) -> Table:
        return naming.sheet, outer.get(naming.dimension or "")

    seen: dict[tuple[Table, bool], set[str]] = {}
    for naming in labels.once(subject.model.names):
        if naming.how in ("name", "alias", "new", "grouping"):
            key = table(naming), naming.how in ("new", "grouping")
            seen.setdefault(key, set()).add(naming.text.casefold())
    beside = {found: len(texts) for (found, is_beside), texts in seen.items() if is_beside}
    foreign = {t for t, count in beside.items() if count >= OTHER_LIST and count > len(seen.get((t, False), ()))}
    return lambda naming: table(naming) in foreign


def _meant(naming: Naming) -> bool:
    """Whether a label may be meant as it stands: not near a known name, or qualified by a bracket."""
    return not naming.candidates or "(" in naming.text


def _by(names: Iterable[Naming], key: Callable[[Naming], str]) -> Iterable[list[Naming]]:
    """Names with the same key together; those of the empty key nowhere."""
    found: dict[str, list[Naming]] = {}
    for naming in names:
        found.setdefault(key(naming), []).append(naming)
    found.pop("", None)
    return found.values()


def _listed(names: Sequence[Naming], *, is_grouping: bool) -> Finding:
    texts = list(labels.by_text(names))
    one = len(texts) == 1
    if is_grouping:
        said = "is a grouping that overlaps others" if one else "are groupings that overlap others"
    else:
        said = f"{'is' if one else 'are'} not listed in the taxonomy"
    return labels.finding(NAMES, "info", f"{_quoted(texts)} {said}", names)


def _open(subject: Subject, naming: Naming) -> bool:
    return any(d.code == naming.dimension and d.open for d in subject.model.dimensions)


def _quoted(texts: Sequence[str]) -> str:
    return words.listing(labels.quoted(text) for text in texts)


RULE = Rule(*NAMES, "warning", "A label that no member of the taxonomy answers to", check)
