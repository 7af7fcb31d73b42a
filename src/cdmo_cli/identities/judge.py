"""Judges the whole system of identities once, and looks for the cells that one cause may have spoilt."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cdmo_cli.identities import outcomes
from cdmo_cli.identities.model import Candidate, Component, Judged, Judgement, System
from cdmo_cli.identities.settle import Span, settling
from cdmo_cli.identities.slips import POWER, SIGN, SWAPPED
from cdmo_cli.identities.suspects import SURE, UNCALCULATED, Scene, allowed, pinned, scene, score

LINES_OF_ONE_CAUSE = 3
"""So many failing sums of the same lines (and half of all they have), with no single cell to blame, have a common
cause."""

MOST_CANDIDATES = 60

BY_CHANCE = 2 * 0.0027
"""Twice the part of sums that lies beyond three standard deviations where nothing is wrong."""

OMITTING = "its formula leaves out {} of the parts"


def judge(system: System) -> Judgement:
    """Every identity's outcome, and the failing ones by component with their suspects.

    Failing identities are connected by the cells they share. A connected set is one component where one cell
    settles all of it; otherwise the cell that settles most takes its part, and the rest is looked at again.
    """
    judged = _unless_by_chance(system, outcomes.judged(system.cells, system.identities))
    failing = [verdict.identity for verdict in judged if verdict.fails]
    if not failing:
        return Judgement(system, judged, ())
    view = scene(system.cells, system.identities, judged)
    components = [component for group in _connected(view, failing) for component in _explained(view, group)]
    return Judgement(system, judged, tuple(_joined(view, components)))


def _unless_by_chance(system: System, judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Among thousands of sums of one table a few are improbable by chance: no more than those are explained by it."""
    tables = [identity.pattern.split("/")[:2] for identity in system.identities]
    names = [
        "/".join(table) if identity.pattern else "" for table, identity in zip(tables, system.identities, strict=True)
    ]
    sums = Counter(name for name, identity in zip(names, system.identities, strict=True) if identity.kind == "sum")
    odd = Counter(name for name, verdict in zip(names, judged, strict=True) if verdict.outcome == "improbable")
    by_chance = {name for name, count in odd.items() if name and count <= BY_CHANCE * sums[name]}
    return tuple(
        replace(verdict, outcome="rounding") if verdict.outcome == "improbable" and name in by_chance else verdict
        for name, verdict in zip(names, judged, strict=True)
    )


def _connected(view: Scene, failing: Iterable[int]) -> Iterator[list[int]]:
    left = dict.fromkeys(failing)
    while left:
        first = next(iter(left))
        del left[first]
        group, queue = [first], [first]
        while queue:
            for cell in view.identities[queue.pop()].cells:
                for other in view.by_cell[cell]:
                    if other in left:
                        del left[other]
                        group.append(other)
                        queue.append(other)
        yield sorted(group)


def _explained(view: Scene, failing: Sequence[int]) -> Iterator[Component]:
    """Split a connected set into components that one cell each may explain."""
    if len(failing) > 1:
        common = set.intersection(*(set(view.identities[position].cells) for position in failing))
    else:
        common = set(view.identities[failing[0]].cells)
    candidates = list(_candidates(view, failing, sorted(common)))
    if candidates:
        yield _component(view, failing, candidates)
        return
    settled = _most_settled(view, failing)
    if len(settled) < 2 or len(settled) == len(failing):
        for position in failing if len(settled) < 2 else ():
            own = list(_candidates(view, [position], sorted(view.identities[position].cells)))
            yield _component(view, [position], own)
        if len(settled) == len(failing):
            yield _component(view, failing, [])
        return
    yield from _explained(view, settled)
    for rest in _connected(view, [position for position in failing if position not in settled]):
        yield from _explained(view, rest)


def _candidates(view: Scene, failing: Sequence[int], cells: Sequence[int]) -> Iterator[tuple[int, Span]]:
    for cell in cells:
        span = allowed(view, cell, failing)
        if span is not None and not span.low <= float(view.cells.value[cell]) <= span.high:
            yield cell, span


def _most_settled(view: Scene, failing: Sequence[int]) -> list[int]:
    """The largest set of those identities that one cell settles at once, breaking none that holds."""
    count: dict[int, list[int]] = {}
    for position in failing:
        for cell in view.identities[position].cells:
            count.setdefault(cell, []).append(position)
    best: list[int] = []
    for cell, mine in sorted(count.items(), key=lambda found: (-len(found[1]), found[0]))[:MOST_CANDIDATES]:
        if len(mine) <= max(len(best), 1):
            continue
        found = _overlapping(view, cell, mine)
        if len(found) > len(best) and allowed(view, cell, found) is not None:
            best = found
    return best


def _overlapping(view: Scene, cell: int, failing: Sequence[int]) -> list[int]:
    """The most of those identities whose spans for the cell have a point in common."""
    spans = {position: settling(view.cells, view.identities[position], cell) for position in failing}
    known = {position: span for position, span in spans.items() if span is not None}
    best: list[int] = []
    for point in {span.low for span in known.values()}:
        found = [position for position, span in known.items() if span.low <= point <= span.high]
        best = max(best, found, key=len)
    return best


def _component(view: Scene, failing: Sequence[int], candidates: Sequence[tuple[int, Span]]) -> Component:
    ordered = tuple(sorted(failing, key=lambda position: _leading(view, position)))
    suspects = _omitted_by_formula(view, ordered) or score(view, ordered, candidates)
    sole = len(candidates) == 1 and pinned(view, candidates[0][0], ordered)
    if len(ordered) == 1 and view.identities[ordered[0]].kind in ("share", "growth", "cagr"):
        suspects = suspects if suspects and (_tells(suspects[0]) or sole) else ()
    undecided = bool(suspects) and suspects[0].probability < SURE
    return Component(ordered, suspects, undecided)


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


def _omitted_by_formula(view: Scene, failing: Sequence[int]) -> tuple[Candidate, ...]:
    """A total whose own formula holds but adds up fewer cells than belong to it: the formula is the culprit."""
    for position in failing:
        identity = view.identities[position]
        if identity.total < 0 or identity.kind != "sum" or identity.evidence == "formula":
            continue
        for other in view.by_cell[identity.total]:
            written = view.identities[other]
            left_out = set(identity.parts) - set(written.parts)
            if written.cell == identity.total and written.kind == "sum" and set(written.parts) < set(identity.parts):
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
