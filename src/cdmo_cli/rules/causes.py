"""Which findings have one cause: they carry the name of one group, and the one that says what is wrong leads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from cdmo_cli.identities import outcomes
from cdmo_cli.identities.model import Component
from cdmo_cli.rules import faults, mixed, nested, otheryears, sheetcells, sumranges, words
from cdmo_cli.rules.faults import Fault
from cdmo_cli.rules.model import Place, Severity
from cdmo_cli.rules.subject import Subject, once


@dataclass(frozen=True)
class _Groups:
    """The name of the group that a failing identity, a formula and a line of `nested.typed` belong to."""

    identities: dict[int, str]
    formulas: dict[Place, str]
    nested: list[str]
    settled: dict[Place, Severity] = field(default_factory=dict)  # how grave what a fault settles is
    told: dict[int, frozenset[Place]] = field(default_factory=dict)  # where the fault is, by a component's first


def of_identity(subject: Subject, component: Component, identity: int) -> str:
    """The group of what is said of a failing identity: that of its cause if one is known, else of its component."""
    return _groups(subject).identities.get(identity) or f"c{component.identities[0]}"


def of_component(subject: Subject, component: Component | None) -> str | None:
    """The group of what is said of a whole component; None for none."""
    return of_identity(subject, component, component.identities[0]) if component is not None else None


def of_formula(subject: Subject, at: Place) -> str | None:
    """The group of what is said of the formula, or the figure, in a cell; None where nothing else is said of it."""
    return _groups(subject).formulas.get(at) or of_component(subject, failing(subject).get(at))


def settled(subject: Subject, at: Place) -> bool:
    """Whether something that fails would hold without the fault of a formula, or of a figure typed over one."""
    return at in _groups(subject).settled


def severity(subject: Subject, at: Place, otherwise: Severity) -> Severity:
    """How grave the fault of a formula is: an error where an error would be settled without it."""
    return "error" if _groups(subject).settled.get(at) == "error" else otherwise


def told(subject: Subject, component: Component) -> bool:
    """Whether the cause of a component is known to be something else than the first of its suspects."""
    groups = _groups(subject)
    at = groups.told.get(component.identities[0])
    if at is not None:
        return not component.suspects or words.place(subject, component.suspects[0].cell) not in at
    return groups.identities.get(component.identities[0], "").startswith("years")


def of_factor(number: int) -> str:
    """The group of a factor of a thousand: its number in `Subject.scaled`."""
    return f"factor{number}"


def of_rates(number: int) -> str:
    """The group of rates written in another way: their number in `mixed.found`."""
    return f"rates{number}"


def of_years(number: int) -> str:
    """The group of rates over other years: their column's number in `otheryears.found`."""
    return f"years{number}"


def of_nested(subject: Subject, number: int) -> str:
    """The group of a part beside its parent: its number in `nested.typed`."""
    return _groups(subject).nested[number]


@once
def failing(subject: Subject) -> dict[Place, Component]:
    """The totals, and the cells of formulas, whose identities fail, with the first component of each."""
    found: dict[Place, Component] = {}
    for component, identity, _ in subject.judgement.failing():
        for cell in (identity.cell, identity.total):
            if cell >= 0:
                found.setdefault(words.place(subject, cell), component)
    return found


@once
def _groups(subject: Subject) -> _Groups:
    """Factors and rates written in another way explain single identities, a wrong formula all of its components."""
    identities: dict[int, str] = {}
    for number, scaled in enumerate(subject.scaled):
        identities.update(dict.fromkeys(scaled.identities, of_factor(number)))
    for number, rates in enumerate(mixed.found(subject)):
        for _, identity, judged in subject.judgement.failing():
            if not set(rates.odd).isdisjoint(identity.cells):
                identities.setdefault(judged.identity, of_rates(number))
    for number, column in enumerate(otheryears.found(subject)):
        for identity_number in column.all:
            identities.setdefault(identity_number, of_years(number))
    formulas: dict[Place, str] = {}
    settled: dict[Place, Severity] = {}
    told: dict[int, frozenset[Place]] = {}
    for number, fault in enumerate(_wrong_formulas(subject)):
        found = [component for at in fault.cells if (component := failing(subject).get(at)) is not None]
        settling, grave = _settled_by(subject, fault)
        for component in settling:
            told.setdefault(component.identities[0], frozenset(fault.meant))
        name = next((formulas[at] for at in fault.cells if at in formulas), f"formula{number}")
        name = _joined(identities, [*found, *settling], name)
        for at in fault.cells:
            formulas.setdefault(at, name)
            if settling:
                settled[at] = grave
    counted = [
        _joined(identities, _denying(subject, {frozenset(one.cells) for one in line}), f"nested{number}")
        for number, line in enumerate(nested.typed(subject))
    ]
    return _Groups(identities, formulas, counted, settled, told)


def _wrong_formulas(subject: Subject) -> Iterator[Fault]:
    """The cells of formulas with the same fault: each is one cause."""
    yield from faults.found(subject)
    for line in sumranges.lines(subject):  # those of which it is not known what they would show
        yield Fault(tuple(fault.at for fault in line), {})


def _settled_by(subject: Subject, fault: Fault) -> tuple[list[Component], Severity]:
    """The components that have an identity which fails, and would hold without the fault; and how grave they are."""
    system = subject.judgement.system
    meant = {p: value for at, value in fault.meant.items() if (p := sheetcells.position(subject, at)) is not None}
    if not meant:
        return [], "warning"
    value = system.cells.value.copy()
    value[list(meant)] = list(meant.values())
    touched = [
        (component, identity, judged)
        for component, identity, judged in subject.judgement.failing()
        if identity.evidence != "formula" and not meant.keys().isdisjoint(identity.cells)
    ]
    again = outcomes.judged(replace(system.cells, value=value), [identity for _, identity, _ in touched])
    held = [found for found, new in zip(touched, again, strict=True) if not new.fails]
    grave = any(judged.outcome == "impossible" and identity.evidence != "inferred" for _, identity, judged in held)
    components = {component.identities[0]: component for component, _, _ in held}
    return list(components.values()), "error" if grave else "warning"


def _joined(identities: dict[int, str], components: Iterable[Component], name: str) -> str:
    """Puts the identities of components in one group: one that any of them has already, else that of the name."""
    found = list(components)
    known = (identities.get(component.identities[0]) for component in found)
    group = next((other for other in known if other is not None), name)
    for component in found:
        for identity in component.identities:
            identities.setdefault(identity, group)
    return group


def _denying(subject: Subject, tables: Iterable[frozenset[int]]) -> Iterator[Component]:
    """The components of failing sums all of whose parts are among the figures of one of the tables."""
    sets = list(tables)
    for component, identity, _ in subject.judgement.failing():
        if identity.kind == "sum" and any(cells.issuperset(identity.parts) for cells in sets):
            yield component
