"""The same figure printed in several places: the world of 2024 by type and by region, the CAGR here and there.

Two figures are the same where measure, period, currency and members are, they stand in different tables, and nothing
in the sheet sets them apart: status, price basis, kind of revenue, scenario, edition. Whether two tables speak of
the same thing at all (exports and imports have the same rows and years) their figures tell: it is taken for granted
where most of those that they have in common agree, and believed where the sizes of a market are all nearly alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.identities.keys import Index, Key
from cdmo_cli.identities.model import Cell, Cells, Evidence, Identity
from cdmo_cli.identities.partitions import adds
from cdmo_cli.market.model import STATUSES
from cdmo_cli.read.model import Value
from cdmo_cli.tables.model import SheetTables, Status

SEEN_OFTEN = 3
HOLDS_MOSTLY = 0.7
"""Two tables of a known market speak of the same where they agree this often in so many figures, or in all but one,"""

SEEN_VERY_OFTEN = 10
HOLDS_NEARLY_ALWAYS = 0.9
"""tables of anything else in so many."""

NEARLY_ALIKE = 0.05
"""Relative difference up to which two sizes of a market are taken for the same size, one of them wrong or old."""

MOST_PLACES = 12
"""A figure printed in more places is compared with the first of them only."""

_RATES = frozenset({"growth", "cagr"})
_SIZES = frozenset({"revenue", "count"})

_APART = frozenset({"source", "note", "headquarters"})
"""Attributes that do not make another figure of it."""

_SETTING = re.compile(
    r"\b(scenario\s*\w*|(?:base|best|worst|bull|bear|high|low|upside|downside|optimistic|pessimistic|conservative)\s*case"
    r"|optimistic|pessimistic|conservative|constant|real terms|deflated|previous|prior|superseded|revised|draft"
    r"|budget(?:ed)?|adjusted|unadjusted|gross|net|excluding|excl|including|incl|w/o|without|edition|export\w*|import\w*)\b",
    re.IGNORECASE,
)

Block = tuple[int, int]


@dataclass
class _Pair:
    """How often two tables print the same figure, how often both agree, and how often they nearly do."""

    seen: int = 0
    held: int = 0
    alike: int = 0


def repeats(
    index: Index,
    tables: Sequence[SheetTables],
    cells: Cells,
    written: Iterable[Identity],
    value: Callable[[Cell], Value],
) -> Iterator[Identity]:
    """Identities with `repeat` between each figure and the first of the places where it is printed too.

    k places have k − 1 identities. Where a formula fetches a figure from another place the two are one already.
    A total that a formula adds up from rounded parts may differ from the same figure elsewhere by what they were
    rounded: such a pair is none. `value` gives the content of a cell.
    """
    sums = [identity for identity in written if identity.kind == "sum"]
    linked = {frozenset((i.total, i.parts[0])) for i in sums if len(i.parts) == 1}
    added = _added(sums, cells)
    families = list(_families(index, _settings(index, tables, value)))
    pairs = _pairs(cells, index, families)
    for places in families:
        heads: list[int] = []
        for place in places:
            for head in heads:
                if frozenset((place, head)) in linked:
                    break
                evidence = _evidence(index, pairs, head, place)
                if evidence is not None:
                    if not _by_its_parts(cells, added, head, place):
                        yield _repeat(index, head, place, evidence)
                    break
            else:
                heads.append(place)


def _added(sums: Iterable[Identity], cells: Cells) -> Mapping[int, float]:
    """By how much rounded parts may have moved the totals that formulas add up from them, in base units."""
    half, count = cells.base_half, cells.observations
    return {
        identity.cell: sum(float(half[part]) for part in identity.parts if part < count)
        for identity in sums
        if len(identity.parts) > 1
    }


def _by_its_parts(cells: Cells, added: Mapping[int, float], first: int, second: int) -> bool:
    """Whether two figures differ by more than their own rounding, but by no more than that of what one adds up."""
    base, half = cells.base, cells.base_half
    apart = abs(float(base[first] - base[second]))
    own = [float(half[p]) for p in (first, second)]
    parts = [max(width, added.get(p, 0.0)) for width, p in zip(own, (first, second), strict=True)]
    return sum(own) < apart <= sum(parts)


def _families(index: Index, settings: Mapping[Block, frozenset[str]]) -> Iterator[Sequence[int]]:
    """The places of every figure that stands in several tables, of each table the first."""
    for key, positions in index.positions.items():
        if len(positions) < 2 or not _repeatable(index, key):
            continue
        alike: dict[object, dict[Block, int]] = {}
        for position in positions:
            if _named(index, position):
                block = index.block(position)
                what = (_attributes(index, position), settings.get(block, frozenset()))
                alike.setdefault(what, {}).setdefault(block, position)
        for places in alike.values():
            if len(places) > 1:
                yield list(places.values())


def _repeatable(index: Index, key: Key) -> bool:
    """Whether a figure says of what it is: of one period, and for a share of which whole."""
    if key.period is None:
        return False
    if key.measure == "share":
        named = [d for d, m in enumerate(key.members) if m >= 0]
        return len(named) == 1 and index.parents[named[0]][key.members[named[0]]] < 0
    return key.measure in _RATES or key.measure in _SIZES or key.measure == "value"


def _named(index: Index, position: int) -> bool:
    marks = index.marks
    if position in marks.unnamed_row or position in marks.unnamed_column or position in marks.undated:
        return False
    return index.keys[position].measure in _RATES or adds(index, position)


def _attributes(index: Index, position: int) -> object:
    """What sets apart figures of the same meaning: attributes, status, and the unit where it is no currency."""
    o = index.model.observations
    told = o.attributes.get(position, {})
    unit = o.units[int(o.unit[position])] if int(o.unit[position]) >= 0 else None
    kind = (unit.kind, unit.text if unit.kind == "other" else "") if unit is not None else None
    return tuple(sorted((name, text) for name, text in told.items() if name not in _APART)), kind


def _settings(
    index: Index, tables: Sequence[SheetTables], value: Callable[[Cell], Value]
) -> Mapping[Block, frozenset[str]]:
    """The words over a table, and in the name of its sheet, that may make its figures other ones."""
    o = index.model.observations
    words: dict[Block, frozenset[str]] = {}
    for sheet in tables:
        for block in sheet.blocks:
            around = block.range
            inside = (o.sheet == sheet.sheet) & (o.row >= around.top) & (o.row <= around.bottom)
            inside &= (o.column >= around.left) & (o.column <= around.right)
            across = range(around.left, around.right + 1)
            heads = (value((sheet.sheet, row, column)) for row in block.header_rows for column in across)
            texts = [sheet.name, block.title, *(head for head in heads if isinstance(head, str))]
            found = frozenset(word.casefold() for word in _SETTING.findall(" · ".join(texts)))
            words.update(((sheet.sheet, number), found) for number in set(o.block[inside].tolist()))
    return words


def _pairs(
    cells: Cells, index: Index, families: Iterable[Sequence[int]]
) -> Mapping[tuple[str, Block | int, Block | int], _Pair]:
    """How two tables agree, by measure; and how two sheets do, for tables that have little in common."""
    pairs: dict[tuple[str, Block | int, Block | int], _Pair] = {}
    base, half = cells.base, cells.base_half
    for places in families:
        most = len(places) if len(places) <= MOST_PLACES else 1
        for i, first in enumerate(places[:most]):
            for second in places[i + 1 :]:
                apart = abs(float(base[first] - base[second]))
                largest = max(abs(float(base[first])), abs(float(base[second])))
                if not largest:
                    continue
                held = apart <= float(half[first] + half[second]) + 1e-9 * largest
                for name in _names(index, first, second):
                    pair = pairs.setdefault(name, _Pair())
                    pair.seen += 1
                    pair.held += held
                    pair.alike += held or apart <= NEARLY_ALIKE * largest
    return pairs


def _names(index: Index, first: int, second: int) -> list[tuple[str, Block | int, Block | int]]:
    measure, one, two = index.keys[first].measure, index.block(first), index.block(second)
    return [(measure, one, two)] + ([(measure, one[0], two[0])] if one[0] != two[0] else [])


def _evidence(
    index: Index, pairs: Mapping[tuple[str, Block | int, Block | int], _Pair], first: int, second: int
) -> Evidence | None:
    """Whether two places print the same figure: declared where their tables agree mostly, inferred where that is only
    likely, None where they are of different things."""
    if not _status_agrees(index, first, second):
        return None
    found = [pairs[name] for name in _names(index, first, second) if name in pairs]
    if not found:
        return None
    pair = next((pair for pair in found if pair.seen >= SEEN_OFTEN), found[0])
    key = index.keys[first]
    if key.measure == "value" or not _known(index, key):
        often = pair.seen >= SEEN_VERY_OFTEN and pair.held >= HOLDS_NEARLY_ALWAYS * pair.seen
        return "inferred" if often else None
    if pair.seen >= SEEN_OFTEN and pair.held >= min(HOLDS_MOSTLY * pair.seen, pair.seen - 1):
        return "declared"
    likely = pair.alike == pair.seen or (pair.held and pair.seen < SEEN_OFTEN)
    return "inferred" if key.measure == "revenue" and key.currency and likely else None


def _known(index: Index, key: Key) -> bool:
    """Whether the figure is one of a whole or of members that the taxonomy knows."""
    dimensions = index.model.dimensions
    return all(dimensions[d].members[m].known for d, m in enumerate(key.members) if m >= 0)


_ALIKE: Mapping[Status, str] = {"actual": "actual", "base": "actual", "estimate": "estimate", "forecast": "forecast"}


def _status_agrees(index: Index, first: int, second: int) -> bool:
    status = index.model.observations.status
    told = [int(status[p]) for p in (first, second)]
    return min(told) < 0 or len({_ALIKE[STATUSES[code]] for code in told}) == 1


def _repeat(index: Index, head: int, place: int, evidence: Evidence) -> Identity:
    one, two = index.block(head), index.block(place)
    key = index.keys[place]
    members = ",".join(str(m) for m in key.members)
    pattern = f"repeat/{one[0]}.{one[1]}={two[0]}.{two[1]}/{key.measure}/{members}"
    return Identity("sum", place, (head,), (1,), evidence, pattern=pattern, repeat=True)
