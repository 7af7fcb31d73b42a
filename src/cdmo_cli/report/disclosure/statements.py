"""What a reader of the sample knows, as a linear system over the figures of the workbook.

Variables are the workbook's cells in base units, those that say the same figure being one. A shown figure lies within
the rounding with which it is printed, a hidden one anywhere (not below zero in a workbook without negative figures).
Rows are the identities that must hold, and what else the sample states: a printed growth rate ties the last year to
the first, a printed share the part to the whole, an order one figure to another. A hidden rate says nothing of its
figures, unless several pairs of them share it, as in a model that carries sizes forward at one rate, or a sum of rates
holds it: then its rows hold at one rate, that of the workbook or another, so that no figure is called safe by a world
that the workbook's own arithmetic rules out. These rows are there whether the rate is shown or not: hiding a figure
only ever takes rows away.

Every row is as wide as it must be for the workbook's own figures to meet it: sums of rounded figures are off by a
little, and the point at which the proof starts is the workbook itself.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cdmo_cli import solve
from cdmo_cli.report.disclosure import rounding
from cdmo_cli.report.disclosure.items import Item
from cdmo_cli.report.disclosure.reader import Pair, Reader, Terms

FLOOR = 0.02
"""A rate needs a whole that is there: no world is looked at in which one is less than this part of what it is."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Order:
    """Something that is stated beside the figures: Σ coefficient · item lies between `low` and `high` (sizes in base
    units). "A is larger than B" is A − B ≥ 0; "passes USD 300 billion in 2031" is two: at most in 2030, at least in
    2031."""

    terms: tuple[tuple[Item, float], ...]
    low: float = 0.0
    high: float = math.inf

    @property
    def items(self) -> tuple[Item, ...]:
        """What it speaks of."""
        return tuple(item for item, _ in self.terms)


@dataclass(frozen=True)
class Knowledge:
    """The system, and the shown items that its rows and the bounds of its variables come from."""

    linear: solve.Linear
    rows: tuple[Item | Order | None, ...]
    bounds: Mapping[int, tuple[Item, ...]]
    known: frozenset[int]  # variables that readers know from elsewhere
    coupled: Mapping[int, tuple[Pair, ...]]  # rates that several pairs share, or that stand in a sum of rates
    tied: range  # the rows of coupled rates

    def sources(self, rows: Iterable[int], variables: Iterable[int]) -> tuple[Item | Order, ...]:
        """The shown items and orders behind some rows and bounds."""
        found: dict[Item | Order, None] = {}
        for row in rows:
            source = self.rows[row]
            if source is not None:
                found[source] = None
        for variable in variables:
            found.update(dict.fromkeys(self.bounds.get(variable, ())))
        return tuple(found)


@dataclass
class _Writer:
    reader: Reader
    rows: list[solve.Row]
    sources: list[Item | Order | None]
    lower: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]
    bounds: dict[int, list[Item]]

    def row(self, terms: Iterable[tuple[int, float]], low: float, high: float, source: Item | Order | None) -> None:
        """Add a row, loosened so that the workbook meets it."""
        terms = [(variable, coefficient) for variable, coefficient in terms if coefficient]
        if not terms:
            return
        at = sum(coefficient * float(self.reader.value[variable]) for variable, coefficient in terms)
        variables, coefficients = zip(*terms, strict=True)
        self.rows.append(solve.Row(variables, coefficients, min(low, at), max(high, at)))
        self.sources.append(source)

    def bound(self, variable: int, low: float, high: float, source: Item | None) -> None:
        """Narrow a variable to an interval, but for its own value."""
        value = float(self.reader.value[variable])
        self.lower[variable] = max(self.lower[variable], min(low, value))
        self.upper[variable] = min(self.upper[variable], max(high, value))
        if source is not None:
            self.bounds.setdefault(variable, []).append(source)

    def rate(self, pair: Pair, low: float, high: float, source: Item | None) -> None:
        """The rows of a rate that lies in an interval."""
        least, most = pair.multiplier(low), pair.multiplier(high)
        if most is not None:
            self.row(pair.terms(most).items(), -math.inf, 0.0, source)
        if least is not None:
            self.row(pair.terms(least).items(), 0.0, math.inf, source)


def knowledge(
    reader: Reader,
    shown: Collection[Item],
    known: Mapping[int, Interval] | None = None,
    orders: Iterable[Order] = (),
    at: Mapping[int, float] | None = None,
) -> Knowledge:
    """What a reader knows who sees the items in `shown` and the `orders`, and knows some observations from elsewhere
    (position → interval in base units). `at` sets rates that several pairs share to another value than theirs.
    """
    count = len(reader.cells)
    lower = np.full(count, 0.0 if reader.nonnegative else -np.inf)
    for variable in range(reader.observations):
        if reader.is_rate(variable):
            lower[variable] = 0.0 if reader.is_share(variable) and reader.value[variable] >= 0 else -np.inf
    writer = _Writer(reader, [], [], lower, np.full(count, np.inf), {})
    for variable in {*reader.names[sorted(reader.cells.blank)].tolist(), *_public(reader)}:
        writer.bound(variable, reader.value[variable], reader.value[variable], None)
    for total in reader.sums:
        writer.row(total.terms, total.low, total.high, None)
    for item in shown:
        _show(writer, item)
    for position, (low, high) in (known or {}).items():
        _tell(writer, int(reader.names[position]), low, high, None)
    for order in orders:
        _order(writer, order)
    before = len(writer.rows)
    for variable, pairs in reader.coupled.items():
        moved = (at or {}).get(variable)
        rate = float(reader.value[variable]) if moved is None else moved
        writer.lower[variable] = writer.upper[variable] = rate
        for pair in pairs:
            _couple(writer, pair, float(reader.value[variable]), moved)
    linear = solve.linear(reader.value, writer.lower, writer.upper, writer.rows)
    names = frozenset(int(reader.names[position]) for position in known or {})
    return Knowledge(
        linear,
        tuple(writer.sources),
        {v: tuple(items) for v, items in writer.bounds.items()},
        names,
        reader.coupled,
        range(before, len(writer.rows)),
    )


def _public(reader: Reader) -> Iterator[int]:
    for position in range(reader.observations):
        if reader.catalogue.public(position):
            yield int(reader.names[position])


def _couple(writer: _Writer, pair: Pair, rate: float, moved: float | None) -> None:
    """The row of a pair at the rate that it has in the workbook, or at another: then nothing is loosened."""
    if moved is None:
        writer.rate(pair, rate, rate, None)
        return
    multiplier = pair.multiplier(moved)
    if multiplier is not None:
        terms = [(variable, coefficient) for variable, coefficient in pair.terms(multiplier).items() if coefficient]
        variables, coefficients = zip(*terms, strict=True)
        writer.rows.append(solve.Row(variables, coefficients, 0.0, 0.0))
        writer.sources.append(None)


def _show(writer: _Writer, item: Item) -> None:
    """What a shown item says."""
    reader = writer.reader
    half = rounding.half(reader.catalogue, item)
    figure = reader.catalogue.figure(item)
    positions = reader.catalogue.positions.get(item, ())
    if item.kind == "cell":
        value = float(reader.value[reader.names[item.position]])
        _tell(writer, int(reader.names[item.position]), value, value, item)
        return
    if figure is None:
        for position in positions[:1]:
            value = float(reader.value[reader.names[position]])
            _tell(writer, int(reader.names[position]), value - half, value + half, item)
        return
    low, high = _printed(reader, item, figure.value, half)
    if item.kind == "size":
        _state(writer, reader.form(item), low, high, item)
    elif item.kind == "added":
        ends = [reader.form(reader.catalogue.size(year, dict(item.members))) for year in item.years]
        if ends[0] is not None and ends[1] is not None:
            writer.row([*ends[1], *((v, -c) for v, c in ends[0])], low, high, item)
    else:
        pair = reader.pair(item)
        if pair is not None:
            writer.rate(pair, low, high, item)
    if item.kind in ("share", "cagr"):
        for position in positions[:1]:
            _tell(writer, int(reader.names[position]), low, high, item)


def _printed(reader: Reader, item: Item, value: float, half: float) -> Interval:
    """The interval that a printed figure stands for, in base units or as a fraction."""
    if item.kind in ("size", "added"):
        scale = reader.catalogue.cube.scale
        middle = round(value, rounding.SIZE_DECIMALS) * scale
    else:
        middle = round(value, rounding.RATE_DECIMALS) / 100
    return middle - half, middle + half


def _state(writer: _Writer, form: tuple[tuple[int, float], ...] | None, low: float, high: float, item: Item) -> None:
    """A sum of variables that lies in an interval."""
    if form is None:
        return
    if len(form) == 1 and form[0][1] == 1.0:
        writer.bound(form[0][0], low, high, item)
    else:
        writer.row(form, low, high, item)


def _tell(writer: _Writer, variable: int, low: float, high: float, item: Item | None) -> None:
    """A variable that lies in an interval, and for a rate what that says of its figures."""
    writer.bound(variable, low, high, item)
    for pair in writer.reader.pairs.get(variable, ()):
        writer.rate(pair, low, high, item)


def _order(writer: _Writer, order: Order) -> None:
    terms: Terms = {}
    for item, times in order.terms:
        form = writer.reader.form(item)
        if form is None:
            return
        for variable, coefficient in form:
            terms[variable] = terms.get(variable, 0.0) + times * coefficient
    writer.row(terms.items(), order.low, order.high, order)
