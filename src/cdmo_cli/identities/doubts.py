"""Which failing sums are better taken for no sums at all: inferred ones that fail without a slip to explain it.

That rows add up on ten lines does not mean that they do on the eleventh: it may hold averages, or figures of another
kind. A figure that was mistyped leaves another trace: what its sum (and every other that it stands in) makes of it is
one slip away from what is printed. The two are weighed against each other, in digits.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cdmo_cli.identities.causes import Cause
from cdmo_cli.identities.model import Component, Identity, Judged, System
from cdmo_cli.identities.scene import Scene
from cdmo_cli.identities.slips import ADDED, DOUBLED, DROPPED, FAR_SWAPPED, MISTYPED, POWER, SIGN, SWAPPED
from cdmo_cli.identities.suspects import grid

SPOILT = 0.02
"""How often a line of a sum is spoilt by a slip."""

MOST_DIGITS = 6.0

BEFORE_A_SLIP, BEFORE = (0.1, 4.0), (0.5, 1.0)
"""What is thought of a sum before its lines are seen: that it is none on so many of so many lines. Where no slip tells
what the figure ought to be, more has to be seen of it."""

TYPED = frozenset({SWAPPED, FAR_SWAPPED, MISTYPED, DROPPED, ADDED, DOUBLED, POWER, SIGN})

EXCEPTIONAL_RATES = 0.25
"""Of the lines of a rate."""

EXCEPTIONS = 0.05
"""A strong sum that fails on fewer of its lines than this is doubted on none of them, but called no error either."""


@dataclass(frozen=True)
class Doubts:
    """How often the sums of every pattern fail: what an unexplained failure is likely to be."""

    seen: Mapping[str, int]
    failed: Mapping[str, int]

    @classmethod
    def of(cls, view: Scene) -> Doubts:
        """Counts over the whole system."""
        names = [identity.pattern for identity in view.identities]
        fails = (name for name, verdict in zip(names, view.judged, strict=True) if verdict.fails)
        return cls(Counter(names), Counter(fails))

    def doubted(self, view: Scene, cause: Cause) -> bool:
        """Whether its sums are likelier to be none on those lines than spoilt; never of others than bare ones."""
        if cause.unsought or not all(bare(view.identities[position]) for position in cause.identities):
            return False
        own = Counter(view.identities[position].pattern for position in cause.identities)
        told = bool(cause.suspects) and cause.suspects[0].cause in TYPED
        failing, lines = BEFORE_A_SLIP if told else BEFORE
        agreed = sum(_digits(view, position) for position in cause.identities)
        none = sum(
            math.log10((self.failed[name] - count + failing) / (self.seen[name] - count + lines))
            for name, count in own.items()
        )
        return math.log10(max(SPOILT * cause.likelihood, 1e-30)) + agreed < none

    def exceptional(self, view: Scene, cause: Cause) -> bool:
        """Whether its sums are strong ones that hold on nearly all of their other lines, or its rates, which their
        labels call so, on most."""

        def few(one: Identity) -> bool:
            if one.kind in ("sum", "difference"):
                return one.strong and self.failed[one.pattern] <= max(EXCEPTIONS * self.seen[one.pattern], 1)
            return self.failed[one.pattern] <= max(EXCEPTIONAL_RATES * self.seen[one.pattern], 1)

        return all(few(view.identities[position]) for position in cause.identities)


def bare(identity: Identity) -> bool:
    """Whether nothing but the figures of a grid shows an identity."""
    return identity.evidence == "inferred" and identity.pattern.startswith("grid ")


def _digits(view: Scene, position: int) -> float:
    """How many digits of a total had to agree with its parts."""
    identity = view.identities[position]
    cell = identity.total if identity.total >= 0 else identity.parts[0]
    stated = view.value(cell)
    _, step = grid(view.half(cell), stated)
    size = max(abs(stated), abs(view.judged[position].value), step)
    return min(math.log10(size / step), MOST_DIGITS) if math.isfinite(size) else 0.0


def without(
    system: System, judged: Sequence[Judged], components: Sequence[Component], dropped: Collection[int]
) -> tuple[System, tuple[Judged, ...], tuple[Component, ...]]:
    """All without those identities, which are still worth showing: they are the weak ones now."""
    if not dropped:
        return system, tuple(judged), tuple(components)
    kept = [position for position in range(len(system.identities)) if position not in dropped]
    now = {old: new for new, old in enumerate(kept)}
    identities = tuple(system.identities[old] for old in kept)
    weak = (*system.weak, *(system.identities[position] for position in sorted(dropped)))
    return (
        replace(system, identities=identities, weak=weak),
        tuple(replace(judged[old], identity=now[old]) for old in kept),
        tuple(replace(one, identities=tuple(now[old] for old in one.identities)) for one in components),
    )
