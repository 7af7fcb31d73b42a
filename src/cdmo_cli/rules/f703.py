"""A formula shows a value that is out of date.

**What it checks.** Every formula is computed again from the values kept beside the cells that it refers to, and must
give the value that its own cell shows, but for the noise of binary arithmetic. Formulas that cdmo cannot compute with
certainty (names, lookups, functions that it does not know, TODAY and its like) are left alone, and so are values that
are kept as they are displayed, which a workbook can be set to do. Many stale cells mean that the workbook as a whole
was not calculated again: they are one finding.

**Why it matters.** What a reader sees, prints or imports is the value that was kept, not the formula. Everything made
from it is wrong until somebody opens the file, and then the published figures change.

**How to mend it.** Open the workbook, calculate everything anew (Ctrl+Alt+F9 in Excel) and save it; see that
calculation is not set to manual. Where a program wrote the file, let it write the values too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cdmo_cli.identities.model import Component, Identity
from cdmo_cli.identities.recompute import recomputed
from cdmo_cli.identities.slips import UNCALCULATED
from cdmo_cli.read.model import Needs
from cdmo_cli.rules import causes, judged, sheetcells, words
from cdmo_cli.rules.model import Expected, Finding, Place, Rule, Suspect
from cdmo_cli.rules.subject import Subject

NAMES = ("F703", "stale-value")

ONE_BY_ONE = 3
"""More stale cells than these have one cause: the workbook was not calculated."""

ALL_ZERO = 0.9

WEIGHED = 500
"""So many of them are weighed."""

MOST_INPUTS = 12
"""So many of the cells that a formula refers to are shown, those nearest to it."""


@dataclass(frozen=True, slots=True)
class _Stale:
    at: Place
    stored: float
    value: float
    component: Component | None


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each of few stale cells, one for many."""
    found = sorted(_stale(subject), key=lambda stale: stale.at)
    if len(found) > ONE_BY_ONE:
        yield _together(subject, found)
        return
    for stale in found:
        yield _alone(subject, stale)


def _stale(subject: Subject) -> Iterator[_Stale]:
    components = causes.failing(subject)
    known: set[Place] = set()
    for found in recomputed(subject.workbook):
        at = Place(*found.cell)
        known.add(at)
        if found.stale and not _as_displayed(subject, at, found.stored, found.value):
            yield _Stale(at, found.stored, found.value, components.get(at))
    cells = subject.judgement.system.cells
    for component, identity, verdict in subject.judgement.failing():
        if identity.evidence != "formula" or identity.cell < 0:
            continue
        at = words.place(subject, identity.cell)
        if at not in known:
            known.add(at)
            own = identity.cell == identity.total
            value = verdict.value if own else _product(subject, identity)
            yield _Stale(at, float(cells.value[identity.cell]), value, component)


def _product(subject: Subject, identity: Identity) -> float:
    """The later figure as the rate and the earlier one give it, as stored."""
    cells = subject.judgement.system.cells
    rate, base = float(cells.value[identity.total]) / identity.factor, float(cells.value[identity.parts[1]])
    return base * rate if identity.kind == "share" else float(base * (1 + rate) ** identity.years)


def _as_displayed(subject: Subject, at: Place, stored: float, value: float) -> bool:
    """Whether a value is the formula's, rounded as its number format shows it: a workbook can be set to keep that."""
    printed = words.printed_places(subject.workbook.sheets[at.sheet].style(at.row, at.column).number_format)
    if printed is None:
        return False
    places = printed[0] + (2 if printed[1] else 0)
    return abs(stored - value) <= 0.5000001 * 10.0**-places and abs(stored - round(stored, places)) <= 1e-12 * abs(
        stored
    )


def _alone(subject: Subject, stale: _Stale) -> Finding:
    shows, gives = sheetcells.apart(subject, stale.at, stale.stored, stale.value)
    message = f"{sheetcells.name(subject, stale.at)} shows {shows}, but its formula gives {gives}"
    finding = _finding(subject, [stale], message, _inputs(subject, stale.at), sheetcells.path(subject, stale.at))
    suspects = _others(subject, stale)
    component = stale.component
    if not suspects or component is None:
        return finding
    return replace(finding, suspects=suspects, undecided=component.undecided, together=component.together)


def _inputs(subject: Subject, at: Place) -> tuple[Place, ...]:
    """The cells with figures that a formula refers to, the nearest first, those of its own sheet before others."""
    formula = sheetcells.formula(subject, at)
    named = sheetcells.ranges_named(subject, at, formula.text) if formula is not None else []
    found = {cell for home, cells in named for cell in sheetcells.numbers(subject, home, cells)} - {at}

    def distance(cell: Place) -> tuple[bool, int, Place]:
        return cell.sheet != at.sheet, abs(cell.row - at.row) + abs(cell.column - at.column), cell

    return tuple(sorted(found, key=distance)[:MOST_INPUTS])


def _others(subject: Subject, stale: _Stale) -> tuple[Suspect, ...]:
    """The suspects, unless the first of them is the stale cell itself: the finding says so already."""
    found = stale.component.suspects if stale.component is not None else ()
    if not found or (found[0].cause == UNCALCULATED and words.place(subject, found[0].cell) == stale.at):
        return ()
    return judged.suspects(subject, found)


def _together(subject: Subject, found: Sequence[_Stale]) -> Finding:
    first = found[0]
    shows, gives = sheetcells.apart(subject, first.at, first.stored, first.value)
    zeros = sum(stale.stored == 0 for stale in found)
    if zeros >= ALL_ZERO * len(found):
        what = f"The workbook was never calculated: {zeros} formulas show 0"
        message = f"{what}, the first {words.address(subject, first.at)}, which gives {gives}"
    else:
        what = f"The workbook was not calculated again: {len(found)} formulas show values that are out of date"
        message = f"{what}, the first {words.address(subject, first.at)} {shows} instead of {gives}"
    return _finding(subject, found, message, tuple(stale.at for stale in found[1:]), ("workbook",))


def _finding(
    subject: Subject, found: Sequence[_Stale], message: str, related: tuple[Place, ...], labels: tuple[str, ...]
) -> Finding:
    first = found[0]
    component = next((stale.component for stale in found if stale.component is not None), None)
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error",
        message=message,
        place=first.at,
        observed=first.stored,
        expected=Expected(first.value, first.value, first.value),
        related=related,
        evidence="formula",
        group=causes.of_component(subject, component),
        impact=max(sheetcells.impact(subject, stale.at, stale.stored - stale.value) for stale in found[:WEIGHED]),
        labels=labels,
        explains=True,
    )


RULE = Rule(*NAMES, "error", "A formula gives another value than its cell shows", check, Needs.FORMULAS)
