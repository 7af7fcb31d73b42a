"""Hides more, until no hidden figure can be worked out: complementary suppression.

Which cells to hide is a hard problem in general (Fischetti and Salazar, "Solving the cell suppression problem on
tabular data with linear constraints", Management Science 47, 2001). Here few figures are shown, so that a greedy
choice does: of the shown figures behind the leaks the one that costs least for the leaks it has a part in. In the end
what turned out not to be needed is shown again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.config import SampleSettings
from cdmo_cli.errors import Undisclosable
from cdmo_cli.identities.model import System
from cdmo_cli.market.model import Model
from cdmo_cli.report.disclosure.items import Catalogue, Item
from cdmo_cli.report.disclosure.known import known_figures
from cdmo_cli.report.disclosure.plan import COSTS, Plan, plan
from cdmo_cli.report.disclosure.proof import Leak, Proof, Side, prove
from cdmo_cli.report.disclosure.reader import Reader
from cdmo_cli.report.disclosure.statements import Interval, Order
from cdmo_cli.report.disclosure.taxonomy import declared

RESTORED = 12
"""So many of the hidden figures at most are tried again in the end."""


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
    return protect(reader, plan(catalogue, settings), margin, told, tuple(orders))


def protect(
    reader: Reader,
    wanted: Plan,
    margin: float,
    known: Mapping[int, Interval] | None = None,
    orders: tuple[Order, ...] = (),
) -> Disclosure:
    """A plan made safe. Raises Undisclosable."""

    def proved(plan: Plan, before: Collection[Side] = ()) -> Proof:
        return prove(reader, plan.shown, margin, known, orders, before)

    first = proved(wanted)
    found = _hidden(reader, wanted, first, proved, by_cost=True)
    if len(found) > 1:  # a cheap figure may draw others after it that one dear figure would have saved
        other = _hidden(reader, wanted, first, proved, by_cost=False)
        found = min(found, other, key=lambda hidden: sum(wanted.shown[item] for item in hidden))
    final = wanted.without(found)
    return Disclosure(final, tuple(_protected(reader.catalogue, *pair) for pair in found.items()), proved(final))


def _hidden(
    reader: Reader, wanted: Plan, first: Proof, proved: Callable[[Plan, Collection[Side]], Proof], *, by_cost: bool
) -> dict[Item, Leak]:
    """What to hide, one by one by what each costs, or by how many leaks each has a part in; and for each a leak."""
    hidden: dict[Item, Leak] = {}
    current, proof = wanted, first
    while proof.leaks:
        item, leak = _next(reader, current, proof.leaks, by_cost=by_cost)
        hidden[item] = leak
        current = current.without([item])
        proof = proved(current, proof.proved)
    for item in list(hidden)[:-1][:RESTORED]:
        if not proved(wanted.without(other for other in hidden if other != item), ()).leaks:
            del hidden[item]
    return hidden


def _next(reader: Reader, current: Plan, leaks: Sequence[Leak], *, by_cost: bool) -> tuple[Item, Leak]:
    """What to hide: the figure with the least cost for the leaks that it has a part in, or the one that has a part in
    most of them, the headline never before others. Figures of the same rank: the smaller one, then by name."""
    counts: Counter[Item] = Counter()
    first: dict[Item, Leak] = {}
    for leak in leaks:
        able = [item for item in _items(leak) if item in current.shown and item not in current.kept]
        if not able:
            raise _stuck(reader.catalogue, current, leak)
        for item in able:
            counts[item] += 1
            first.setdefault(item, leak)

    def cost(item: Item) -> tuple[float, float, float, Item]:
        figure = reader.catalogue.figure(item)
        size = abs(figure.value) if figure is not None else 0.0
        own = current.shown[item]
        if by_cost:
            return own / counts[item] ** 0.5, 0.0, size, item
        return float(own > COSTS["figure"]), own / counts[item] ** 4, size, item

    best = min(counts, key=cost)
    return best, first[best]


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
