"""Hides more, until no hidden figure can be worked out: complementary suppression.

Which cells to hide is a hard problem in general (Fischetti and Salazar, "Solving the cell suppression problem on
tabular data with linear constraints", Management Science 47, 2001). Here every leak names the shown figures that tell
it, of which one must go: the cheapest figures that meet all such groups are hidden, the plan is proved anew, and what
still leaks is added to the groups (implicit hitting sets: Moreno-Centeno and Karp, "The implicit hitting set approach
to solve combinatorial optimization problems", Operations Research 61, 2013). In the end what turned out not to be
needed is shown again. Every proof is made from nothing: none rests on that of another plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cdmo_cli.config import SampleSettings
from cdmo_cli.errors import Undisclosable
from cdmo_cli.identities.model import System
from cdmo_cli.market.model import Model
from cdmo_cli.report.disclosure.cheapest import Clause, cheapest
from cdmo_cli.report.disclosure.goals import Target
from cdmo_cli.report.disclosure.items import Catalogue, Item
from cdmo_cli.report.disclosure.known import Known, known_figures, matched
from cdmo_cli.report.disclosure.plan import Plan, plan
from cdmo_cli.report.disclosure.proof import Leak, Proof, prove
from cdmo_cli.report.disclosure.reader import Reader
from cdmo_cli.report.disclosure.statements import Interval, Order
from cdmo_cli.report.disclosure.taxonomy import declared

ENOUGH = 200
"""So many leaks of a plan are enough to think of another."""

CLAUSES = 300
"""With more clauses than that what was hidden once stays hidden, so that it comes to an end."""

TIE = 1e-4
"""By so much figures of the same rank differ."""

RESTORED = (4, 80)
"""So many of the hidden figures at least and at most are tried again in the end,"""

FIGURES = 50_000
"""the fewer the more figures there are to be proved each time."""


@dataclass(frozen=True, slots=True)
class Protected:
    """A figure that the settings show and that is hidden all the same: with it `given` could be worked out."""

    item: Item
    words: str  # "size Biologics 2024"
    cells: str  # "sheet ‘Types’, cell G8"
    given: str


@dataclass(frozen=True)
class Disclosure:
    """A plan that gives nothing away, what had to be hidden for it, and the proof."""

    plan: Plan
    protected: tuple[Protected, ...]
    proof: Proof
    catalogue: Catalogue = field(repr=False, compare=False)  # that it was made with
    known: tuple[Known, ...] = ()  # how much readers have of what they know anyway


def disclose(
    catalogue: Catalogue,
    settings: SampleSettings | None = None,
    system: System | None = None,
    known: Sequence[Model] = (),
    orders: Iterable[Order] = (),
) -> Disclosure:
    """The plan of the settings, with further figures hidden until every hidden one is safe.

    `system` are the identities of the workbook, without it those that the taxonomy declares; `known` are workbooks
    that readers know; `orders` are ranks and comparisons that the sample states. Raises Undisclosable where figures
    that must stay give others away, ConfigError for settings that name no figure.
    """
    settings = settings or SampleSettings()
    margin = settings.margin / 100
    reader = Reader(catalogue, system if system is not None else declared(catalogue.model))
    told = known_figures(catalogue.model, known, margin)
    found = protect(reader, plan(catalogue, settings), margin, told, tuple(orders))
    return replace(found, known=matched(catalogue.model, known, margin))


def protect(
    reader: Reader,
    wanted: Plan,
    margin: float,
    known: Mapping[int, Interval] | None = None,
    orders: tuple[Order, ...] = (),
) -> Disclosure:
    """A plan made safe, and the proof of that plan, from nothing. Raises Undisclosable."""

    def proved(hidden: Collection[Item], most: int = ENOUGH) -> Proof:
        return prove(reader, wanted.without(hidden).shown, margin, known, orders, most)

    search = _Search.of(reader, wanted)
    proof = proved(())
    while proof.leaks:
        leaks = proof.leaks
        found = search.learn(leaks)
        proof = proved(search.hidden)
        if not found and proof.leaks:
            raise _stuck(reader.catalogue, wanted, _clearest(wanted, [*leaks, *proof.leaks]))
    tries = int(np.clip(FIGURES // max(proof.hidden, 1), *RESTORED))
    for item in search.dearest()[:tries]:
        again = proved(search.hidden - {item}, 1)
        if not again.leaks:
            search.hidden, proof = search.hidden - {item}, again
    protected = (_protected(reader.catalogue, item, search.reasons[item]) for item in search.reasons)
    shown = wanted.without(search.hidden)
    return Disclosure(shown, tuple(each for each in protected if each.item in search.hidden), proof, reader.catalogue)


@dataclass
class _Search:
    """What is hidden so far, and why: the leaks of every plan that was tried, as clauses."""

    reader: Reader
    wanted: Plan
    costs: Mapping[Item, float]  # of every figure that may be hidden
    clauses: dict[Clause, None]
    reasons: dict[Item, Leak]
    hidden: frozenset[Item] = frozenset()
    grows: bool = False

    @classmethod
    def of(cls, reader: Reader, wanted: Plan) -> _Search:
        """Before anything is hidden. Of figures of the same rank the last of the workbook goes first: a choice by size
        would tell an order."""
        able = [item for item in wanted.shown if item not in wanted.kept]

        def place(item: Item) -> tuple[int, Item]:
            figure = reader.catalogue.figure(item)
            positions = reader.catalogue.positions.get(item) or (figure.positions if figure is not None else ())
            return -min(positions, default=item.position), item

        ranked = {item: rank for rank, item in enumerate(sorted(able, key=place))}
        costs = {item: wanted.shown[item] * (1 + TIE * rank / len(ranked)) for item, rank in ranked.items()}
        return cls(reader, wanted, costs, {}, {})

    def learn(self, leaks: Sequence[Leak]) -> bool:
        """Hide the cheapest figures that end all leaks that were ever found; False where nothing would: then all that
        may be hidden is."""
        self.grows = self.grows or len(self.clauses) > CLAUSES
        if self.grows:
            self.clauses.clear()
        for leak in leaks:
            clause = Clause(frozenset(_items(leak)), frozenset() if self.grows else self._once(leak.target))
            self.clauses[clause] = None
            for item in sorted(clause.hide & self.costs.keys()):
                self.reasons.setdefault(item, leak)
        found = cheapest(tuple(self.clauses), self.costs)
        if found is None:
            self.reasons |= {item: leaks[0] for item in self.costs if item not in self.reasons}
            self.hidden = frozenset(self.costs)
        else:
            self.hidden = found | self.hidden if self.grows else found
        return found is not None

    def _once(self, target: Target) -> frozenset[Item]:
        """The hidden figures without which a target would be no secret."""
        if target.item in self.hidden:
            return frozenset([target.item])
        variables = {*target.low.variables, *target.high.variables}
        return frozenset(item for item in self.hidden if variables & self.reader.variables(item))

    def dearest(self) -> list[Item]:
        """What is hidden, by what that costs; nothing where it is a single figure, without which there was a leak."""
        return sorted(self.hidden, key=lambda item: (-self.costs[item], item)) if len(self.hidden) > 1 else []


def _clearest(wanted: Plan, leaks: Sequence[Leak]) -> Leak:
    """The leak that says best why nothing helps: of figures that stay alone, of few, and of a figure that is stated."""

    def unclear(leak: Leak) -> tuple[bool, int, bool]:
        loose = any(item not in wanted.kept for item in _items(leak))
        return loose, len(leak.sources), leak.target.item.kind not in ("size", "cell")

    return min(leaks, key=unclear)


def _items(leak: Leak) -> tuple[Item, ...]:
    return tuple(source for source in leak.sources if isinstance(source, Item))


def _protected(catalogue: Catalogue, item: Item, leak: Leak) -> Protected:
    return Protected(item, catalogue.words(item), cells(catalogue, item), catalogue.words(leak.target.item))


def cells(catalogue: Catalogue, item: Item) -> str:
    """Where an item stands: its own cells, else those that it is computed from."""
    positions = (item.position,) if item.kind == "cell" else catalogue.positions.get(item, ())
    if not positions:
        figure = catalogue.figure(item)
        positions = figure.positions if figure is not None else ()
    return catalogue.cube.origin(positions)


def _stuck(catalogue: Catalogue, current: Plan, leak: Leak) -> Undisclosable:
    item = leak.target.item
    behind = [f"‘{catalogue.words(source)}’ ({cells(catalogue, source)})" for source in _items(leak)]
    if not behind:
        behind = ["the order that is stated"]
    return Undisclosable(
        f"the sample would give away ‘{catalogue.words(item)}’ ({cells(catalogue, item)}): it can be worked out from "
        + ", ".join(behind),
        hint="take one of them out of sample.keep, or lower sample.margin"
        if current.kept
        else "do not state the order, or lower sample.margin",
        path=catalogue.model.path or None,
    )
