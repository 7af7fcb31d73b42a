"""Which findings have one cause: they carry the name of one group, and the one that says what is wrong leads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cdmo_cli.identities.model import Component
from cdmo_cli.rules import mixed, nested, plugs, sumranges, words
from cdmo_cli.rules.model import Place
from cdmo_cli.rules.subject import Subject, once


@dataclass(frozen=True)
class _Groups:
    """The name of the group that a failing identity, a formula and a line of `nested.typed` belong to."""

    identities: dict[int, str]
    formulas: dict[Place, str]
    nested: list[str]


def of_identity(subject: Subject, component: Component, identity: int) -> str:
    """The group of what is said of a failing identity: that of its cause if one is known, else of its component."""
    return _groups(subject).identities.get(identity) or f"c{component.identities[0]}"


def of_component(subject: Subject, component: Component | None) -> str | None:
    """The group of what is said of a whole component; None for none."""
    return of_identity(subject, component, component.identities[0]) if component is not None else None


def of_formula(subject: Subject, at: Place) -> str | None:
    """The group of what is said of the formula, or the figure, in a cell; None where nothing else is said of it."""
    return _groups(subject).formulas.get(at) or of_component(subject, failing(subject).get(at))


def of_factor(number: int) -> str:
    """The group of a factor of a thousand: its number in `Subject.scaled`."""
    return f"factor{number}"


def of_rates(number: int) -> str:
    """The group of rates written in another way: their number in `mixed.found`."""
    return f"rates{number}"


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
    formulas: dict[Place, str] = {}
    for number, cells in enumerate(_wrong_formulas(subject)):
        found = [component for at in cells if (component := failing(subject).get(at)) is not None]
        name = _joined(identities, found, next((formulas[at] for at in cells if at in formulas), f"formula{number}"))
        for at in cells:
            formulas.setdefault(at, name)
    counted = [
        _joined(identities, _denying(subject, {frozenset(one.cells) for one in line}), f"nested{number}")
        for number, line in enumerate(nested.typed(subject))
    ]
    return _Groups(identities, formulas, counted)


def _wrong_formulas(subject: Subject) -> Iterator[Sequence[Place]]:
    """The cells of formulas with the same fault: each is one cause."""
    yield from ([fault.at for fault in line] for line in sumranges.lines(subject))
    yield from plugs.lines(subject)
    yield from ([words.place(subject, one.cell) for one in line] for line in nested.summed(subject))


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
