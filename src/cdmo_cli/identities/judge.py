"""Judges the whole system of identities once, and looks for the cells that one cause may have spoilt."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from cdmo_cli.identities import outcomes
from cdmo_cli.identities.causes import Cause, causes, connected
from cdmo_cli.identities.doubts import TYPED, Doubts, bare, without
from cdmo_cli.identities.joint import together
from cdmo_cli.identities.model import Candidate, Component, Identity, Judged, Judgement, System
from cdmo_cli.identities.scene import Scene, scene
from cdmo_cli.identities.slips import POWER, SIGN, SWAPPED, UNCALCULATED

LINES_OF_ONE_CAUSE = 3
"""So many failing sums of the same lines (and half of all they have), with no single cell to blame, have a common
cause."""

CERTAIN = 0.97
"""From this probability on the culprit was the right one in 239 of 240 planted errors."""

SURE = 0.95
"""Below this probability the culprit is undecided."""

ENOUGH_EXACT, EXACT = 8, 20
"""So many sums of a table hold exactly, and so many for one that is off by what rounding explains, where its figures
are not rounded one by one."""

BY_CHANCE = 2 * 0.0027
"""Twice the part of sums that lies beyond three standard deviations where nothing is wrong."""

Written = Mapping[int, Sequence[Identity]]

OMITTING = "its formula leaves out {} of the parts"


def judge(system: System) -> Judgement:
    """Every identity's outcome, the failing ones by component with their suspects, and what holds but not together.

    Failing identities are connected by the typed cells they share, and split again by cause (see `causes`).
    """
    judged = _unless_by_chance(system, outcomes.judged(system.cells, system.identities))
    failing = [verdict.identity for verdict in judged if verdict.fails]
    components: tuple[Component, ...] = ()
    if failing:
        view = scene(system.cells, system.identities, judged)
        found = [cause for group in connected(view, failing) for cause in causes(view, group)]
        doubts = Doubts.of(view)
        doubted = [cause for cause in found if doubts.doubted(view, cause)]
        exceptions = [cause for cause in doubted if doubts.exceptional(view, cause)]
        written = _written(system)
        kept = [_component(view, cause, written) for cause in found if cause not in doubted or cause in exceptions]
        dropped = {p for cause in doubted if cause not in exceptions for p in cause.identities}
        unsure = {p for cause in exceptions for p in cause.identities}
        sure = {p for component in kept if _beyond_doubt(component) for p in component.identities} - unsure
        system = _with_strength(_with_strength(system, unsure, strong=False), sure, strong=True)
        system, judged, components = without(system, judged, tuple(_joined(view, kept)), dropped)
    at_once = together(system, judged)
    return Judgement(system, judged, components, at_once.conflicts, at_once.unjudged)


def _beyond_doubt(component: Component) -> bool:
    """Whether one slip in one cell explains all, and more than one sum or rate bears it out: that is no chance."""
    first = component.suspects[0] if component.suspects else None
    return first is not None and first.probability >= CERTAIN and first.settles >= 2 and first.cause in TYPED


def _with_strength(system: System, positions: Collection[int], *, strong: bool) -> System:
    """The system with those of its identities that were inferred as ones that make a contradiction an error, or not."""
    if not positions:
        return system
    identities = tuple(
        replace(identity, strong=strong) if position in positions and identity.evidence == "inferred" else identity
        for position, identity in enumerate(system.identities)
    )
    return replace(system, identities=identities)


def _unless_by_chance(system: System, judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Among thousands of sums of one table a few are improbable by chance: no more than those are explained by it.

    That bare figures are a sum at all is too uncertain to make much of an improbable one, unless the others of their
    table hold exactly."""
    tables = [identity.pattern.split("/")[:2] for identity in system.identities]
    names = [
        "/".join(table) if identity.pattern else "" for table, identity in zip(tables, system.identities, strict=True)
    ]
    sums = Counter(name for name, identity in zip(names, system.identities, strict=True) if identity.kind == "sum")
    outcome = Counter((name, verdict.outcome) for name, verdict in zip(names, judged, strict=True))
    by_chance = {name for name in sums if name and outcome[name, "improbable"] <= BY_CHANCE * sums[name]}
    rounded = {name for name in sums if outcome[name, "exact"] < max(ENOUGH_EXACT, EXACT * outcome[name, "rounding"])}
    return tuple(
        replace(verdict, outcome="rounding")
        if verdict.outcome == "improbable" and (name in by_chance or (bare(identity) and name in rounded))
        else verdict
        for name, identity, verdict in zip(names, system.identities, judged, strict=True)
    )


def _written(system: System) -> Written:
    """The sums that stand in cells as formulas, by cell."""
    found: dict[int, list[Identity]] = {}
    for identity in system.identities:
        if identity.cell >= 0 and identity.kind == "sum":
            found.setdefault(identity.cell, []).append(identity)
    return found


def _component(view: Scene, cause: Cause, written: Written) -> Component:
    ordered = tuple(sorted(cause.identities, key=lambda position: _leading(view, position)))
    suspects = _omitted_by_formula(view, ordered, written) or cause.suspects
    if len(ordered) == 1 and view.identities[ordered[0]].kind in ("share", "growth", "cagr"):
        suspects = suspects if suspects and (_tells(suspects[0]) or cause.sole) else ()
    undecided = bool(suspects) and suspects[0].probability < SURE
    together = cause.together and suspects == cause.suspects
    return Component(ordered, suspects, undecided, together, cause.unsought)


def _tells(suspect: Candidate) -> bool:
    """Whether a suspect of a single rate says more than that the rate is denied: most such rates are no slip of the
    pen but computed over other years or from other figures."""
    return suspect.probability >= SURE and suspect.cause in (POWER, SIGN, SWAPPED, UNCALCULATED)


def _leading(view: Scene, position: int) -> tuple[object, ...]:
    """Sums before rates, what is known before what is guessed, the impossible first, then the largest gap."""
    identity, verdict = view.identities[position], view.judged[position]
    gap = verdict.gap * outcomes.unit(view.cells, identity)
    return (
        identity.kind not in ("sum", "difference"),
        identity.evidence == "inferred",
        verdict.outcome != "impossible",
        -abs(gap) if math.isfinite(gap) else 0.0,
        position,
    )


def _omitted_by_formula(view: Scene, failing: Sequence[int], written: Written) -> tuple[Candidate, ...]:
    """A total whose own formula holds but adds up fewer cells than belong to it: the formula is the culprit."""
    for position in failing:
        identity = view.identities[position]
        if identity.total < 0 or identity.kind != "sum" or identity.evidence == "formula":
            continue
        for formula in written.get(identity.total, ()):
            left_out = set(identity.parts) - set(formula.parts)
            if set(formula.parts) < set(identity.parts):
                cause = OMITTING.format(len(left_out))
                value = view.judged[position].value
                return (Candidate(identity.total, value, cause, 0.97, len(failing)),)
    return ()


def _joined(view: Scene, components: Sequence[Component]) -> Iterator[Component]:
    """Join components in which the same lines fail again and again without a cell to blame, or by one formula."""
    same: dict[tuple[str, str], list[Component]] = {}
    for component in components:
        same.setdefault(_lines(view, component), []).append(component)
    often = Counter(identity.pattern for identity in view.identities)
    for (pattern, cause), alike in same.items():
        if not pattern or len(alike) < max(LINES_OF_ONE_CAUSE, often[pattern] / 2):
            yield from alike
            continue
        members = [position for component in alike for position in component.identities]
        lead = min(alike, key=lambda component: _leading(view, component.identities[0]))
        ordered = (*lead.identities, *(p for p in members if p not in lead.identities))
        yield Component(ordered, lead.suspects if cause else (), False)


def _lines(view: Scene, component: Component) -> tuple[str, str]:
    """What makes components alike: their lines, with the formula's fault where there is one; empty for none."""
    identity = view.identities[component.identities[0]]
    if component.suspects and component.suspects[0].probability >= SURE:
        cause = component.suspects[0].cause
        return (identity.pattern, cause) if cause.startswith(OMITTING.partition(" {}")[0]) else ("", "")
    return identity.pattern, ""
