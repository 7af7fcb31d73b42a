"""Sums that little speaks for alone, but that stand where their like are sums: same name, or parts of the same total.

Where "Subtotal" has been the sum of the block above it several times, it is so once more, though the block may be
one line or all zeros; where one part of a total is the sum of what follows it, so are its siblings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cdmo_cli.identities.infer.model import Axis, Ints
from cdmo_cli.identities.infer.sums.families import name
from cdmo_cli.identities.infer.sums.judge import Candidate, judge

ALIKE = 2  # sums of one name that make the next of that name a sum


def kin(axis: Axis, items: Ints, chosen: Sequence[Candidate]) -> list[Candidate]:
    """The blocks beside items whose like are sums, where they come out on every line."""
    order = [int(item) for item in items]
    place = {item: at for at, item in enumerate(order)}
    totals = {candidate.total for candidate in chosen}
    found: list[Candidate] = []
    for item, way, stops, across in _expected(axis, order, chosen, totals):
        parts = _block(axis, order, place[item], way, totals | stops, across)
        candidate = judge(axis, item, sorted(parts), "kin") if parts else None
        if candidate is not None and not candidate.misses:
            found.append(candidate)
    return found


def _expected(
    axis: Axis, order: list[int], chosen: Sequence[Candidate], totals: set[int]
) -> Iterator[tuple[int, int, set[int], bool]]:
    """Items without a sum whose like have one: the item, the way of its parts, where they stop, whether across gaps."""
    blocks = {candidate.total: candidate for candidate in chosen if candidate.how in ("run", "kin") and candidate.way}
    alike: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in blocks.values():
        alike[name(axis, candidate.total)].append(candidate)
    for item in order:
        named = alike.get(name(axis, item), [])
        if item not in totals and name(axis, item) and len(named) >= ALIKE:
            way = named[0].way
            if all(candidate.way == way for candidate in named):
                yield item, way, set(), any(_crosses(axis, candidate) for candidate in named)
    for candidate in chosen:
        kids = [blocks[part] for part in candidate.parts if part in blocks]
        if not kids or len(candidate.parts) < 3 or any(kid.way != kids[0].way for kid in kids):
            continue
        for part in candidate.parts:
            if part not in totals and part in order:
                yield part, kids[0].way, {*candidate.parts, candidate.total}, any(_crosses(axis, kid) for kid in kids)


def _block(axis: Axis, order: list[int], at: int, way: int, stops: set[int], across: bool) -> list[int]:
    """The items from a total to the next one, or to a gap where its like do not reach across one."""
    parts: list[int] = []
    last = order[at]
    at += way
    while 0 <= at < len(order):
        item = order[at]
        if item in stops or axis.total[item] or (not across and axis.gap[max(item, last)]):
            break
        parts.append(item)
        last = item
        at += way
    return parts


def _crosses(axis: Axis, candidate: Candidate) -> bool:
    """Whether something stands between the parts of a sum, or between them and the total."""
    first = min(candidate.total, candidate.parts[0])
    last = max(candidate.total, candidate.parts[-1])
    return bool(axis.gap[first + 1 : last + 1].any())
