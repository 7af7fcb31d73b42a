"""What must be shown of every hidden figure: that it might as well be smaller, and that it might as well be larger.

A hidden figure x is safe when it may be as low as (1 − m) · x and as high as (1 + m) · x, m being the margin. For
figures near zero the room is absolute: half a unit of the last printed digit, so that another figure could stand in
print. Where nature sets an end (next to nothing in a workbook without negative sizes, no share above 100 %), the end
counts as reached. A share or growth rate is moved by moving its figures: rate ≤ (1 − m) · r is later ≤ multiplier ·
earlier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cdmo_cli.report.disclosure import rounding
from cdmo_cli.report.disclosure.items import Item
from cdmo_cli.report.disclosure.reader import Pair, Reader
from cdmo_cli.report.disclosure.statements import FLOOR
from cdmo_cli.solve.reach import Goal

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A hidden figure: the two goals that make it safe, and where it stands. `rate` is the variable of a rate that is
    stated on a cell, −1 otherwise; `room` by how much it must be able to move."""

    key: Key
    item: Item
    low: Goal
    high: Goal
    rate: int = -1
    value: float = 0.0
    room: float = 0.0
    share: bool = False


def targets(reader: Reader, shown: Collection[Item], known: Collection[int], margin: float) -> Iterator[Target]:
    """Every hidden figure that the workbook states or the report computes, each once."""
    seen: set[Key] = {pair_key(pair) for item in shown if (pair := reader.pair(item)) is not None}
    told = _told(reader, shown, known)
    for target in (*_stated(reader, told, margin), *_computed(reader, shown, margin)):
        if target.key not in seen and not told.issuperset((*target.low.variables, *target.high.variables)):
            seen.add(target.key)
            yield target


def _told(reader: Reader, shown: Collection[Item], known: Collection[int]) -> frozenset[int]:
    """The variables that a reader has, wherever else they are repeated: what is computed from them is no secret."""
    catalogue = reader.catalogue
    seen = [position for position, item in enumerate(catalogue.of) if catalogue.follows(item, shown)]
    return frozenset(int(reader.names[position]) for position in (*seen, *known, *reader.cells.blank))


def _stated(reader: Reader, told: Collection[int], margin: float) -> Iterator[Target]:
    """The figures in the workbook's cells."""
    done = set(told)
    for position, item in enumerate(reader.catalogue.of):
        variable = int(reader.names[position])
        if variable in done:
            continue
        done.add(variable)
        pairs = reader.pairs.get(variable, ())
        for pair in pairs:
            target = _of_pair(reader, item, pair, margin, variable)
            if target is not None:
                yield target
        if not pairs:
            yield _of_value(reader, item, variable, margin)


def _of_value(reader: Reader, item: Item, variable: int, margin: float) -> Target:
    value = float(reader.value[variable])
    rate = reader.is_rate(variable)
    if rate:
        least = 0.5 * 10.0**-rounding.RATE_DECIMALS / 100
    elif item.kind == "size":
        least = rounding.half(reader.catalogue, item)
    else:
        least = float(reader.half[variable])
    share = reader.is_share(variable)
    least_end = 0.0 if share or (not rate and reader.nonnegative) else None
    ends = (least_end, 1.0 if share and value <= 1 else None)
    return _of_sum(("value", variable), item, ((variable, 1.0),), value, max(margin * abs(value), least), ends)


def _of_sum(
    key: Key,
    item: Item,
    terms: tuple[tuple[int, float], ...],
    value: float,
    room: float,
    ends: tuple[float | None, float | None],
) -> Target:
    variables, coefficients = zip(*terms, strict=True)
    low, high = value - room, value + room
    if ends[0] is not None:
        low = max(low, ends[0], FLOOR * value)
    if ends[1] is not None:
        high = min(high, ends[1])
    return Target(
        key,
        item,
        Goal(variables, coefficients, low),
        Goal(variables, tuple(-coefficient for coefficient in coefficients), -high),
        value=value,
        room=room,
    )


def _of_pair(reader: Reader, item: Item, pair: Pair, margin: float, rate: int = -1) -> Target | None:
    value = pair.rate(reader.value)
    if value is None:
        return None
    room = max(margin * abs(value), 0.5 * 10.0**-rounding.RATE_DECIMALS / 100)
    low, high = value - room, value + room
    if pair.share:
        low, high = max(low, 0.0), min(high, 1.0) if value <= 1 else high
    least, most = pair.multiplier(low), pair.multiplier(high)
    if most is None:
        return None
    below = {v: c for v, c in pair.terms(least or 0.0).items() if c}
    above = {v: -c for v, c in pair.terms(most).items() if c}
    return Target(
        pair_key(pair),
        item,
        Goal(tuple(below), tuple(below.values()), 0.0),
        Goal(tuple(above), tuple(above.values()), 0.0),
        rate=rate,
        value=value,
        room=room,
        share=pair.share,
    )


def pair_key(pair: Pair) -> Key:
    """What tells a rate from others, wherever it is stated."""
    return pair.later, pair.earlier, pair.share, 0.0 if pair.share else pair.years


def _computed(reader: Reader, shown: Collection[Item], margin: float) -> Iterator[Target]:
    """The figures that the report computes: sums of partitions, shares of every year, growth and what it adds."""
    catalogue, cube = reader.catalogue, reader.catalogue.cube
    if cube.kind != "currency":
        return
    for cell in catalogue.cells:
        members = dict(cell)
        for item in (catalogue.size(year, members) for year in cube.years):
            form = reader.form(item)
            if form is not None and len(form) > 1 and not catalogue.follows(item, shown):
                value = sum(coefficient * float(reader.value[v]) for v, coefficient in form)
                room = max(margin * abs(value), rounding.half(catalogue, item))
                yield _of_sum(("sum", form), item, form, value, room, (0.0 if reader.nonnegative else None, None))
        for item in catalogue.rates(cell):
            pair = None if catalogue.follows(item, shown) else reader.pair(item)
            target = _of_pair(reader, item, pair, margin) if pair is not None else None
            if target is not None:
                yield target
        yield from _added(reader, shown, catalogue.added(*catalogue.spans[0], members), margin)


def _added(reader: Reader, shown: Collection[Item], item: Item, margin: float) -> Iterator[Target]:
    """What is added between two years, by its own margin."""
    catalogue = reader.catalogue
    first, last = (reader.form(catalogue.size(year, dict(item.members))) for year in item.years)
    if first is None or last is None or first == last or catalogue.follows(item, shown):
        return
    terms = dict(last)
    for variable, coefficient in first:
        terms[variable] = terms.get(variable, 0.0) - coefficient
    terms = {variable: coefficient for variable, coefficient in terms.items() if coefficient}
    value = sum(coefficient * float(reader.value[variable]) for variable, coefficient in terms.items())
    room = max(margin * abs(value), rounding.half(catalogue, item))
    if terms:
        yield _of_sum(("added", tuple(terms.items())), item, tuple(terms.items()), value, room, (None, None))
