"""Sums on axes of thousands of items or lines, in time that grows with the figures and not with their square.

Lines: some hundred of tens of thousands are searched, and what is found there is judged on all. Items: short runs are
tried one length after the other, for all items at once; long ones are looked up among sorted running sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cdmo_cli.identities.infer.large import sample
from cdmo_cli.identities.infer.large.batch import Proposal, Sum, judged
from cdmo_cli.identities.infer.large.blocks import blocks
from cdmo_cli.identities.infer.large.couples import couples
from cdmo_cli.identities.infer.large.selection import Selection, select
from cdmo_cli.identities.infer.large.spans import SHORTEST, Floor, sequence
from cdmo_cli.identities.infer.model import AMOUNT, NOT_ADDED, PERCENT, Axis, Flags, Ints, Pattern
from cdmo_cli.identities.infer.sums import strides
from cdmo_cli.identities.infer.sums.families import (
    ACCEPT,
    ACCEPT_FAMILY,
    ACCEPT_LABELLED,
    ACCEPT_PAIR,
    RATIO,
    RATIO_KNOWN,
    RATIO_PAIR,
    RATIO_STRONG,
    name,
)
from cdmo_cli.identities.infer.sums.lines import HOLDS, speaking

PLAIN = 400
"""Axes of no more items are searched by `sums`."""

ROUNDS = 6
PROBES = 6

FEW = 10
"""Among more items than this chance has more tries, and a sum needs more evidence: a digit for ten times as many. But
not where the label says that it is one."""

OFTEN = 3
"""A shape or label of so many accepted sums is known,"""

TILED = 0.05
"""where the sums of that shape cover this part of the items,"""

NAMED = 0.3
"""or where this part of the items of that label are totals."""

EXPLAINED = 0.5
"""Where this part of the items are parts of sums, no sums of every k-th item are sought."""

LINES_OF_STRIDES = 4

PILOT = 300
"""Items of which it is asked on which lines sums hold at all."""


def is_large(axis: Axis) -> bool:
    """Whether an axis has more items or lines than the plain search can do in good time."""
    return len(axis) > PLAIN or axis.value.shape[1] > sample.FEW


def find(axis: Axis, plain: Callable[[Axis], Iterable[Pattern]]) -> list[Pattern]:
    """The sums along an axis of many items, of many lines or both; `plain` is the search of axes that have neither."""
    searched = sample.sampled(axis) or axis
    if len(axis) <= PLAIN:
        return _on_all_lines(axis, [(item.total, np.array(item.parts), item.how) for item in plain(searched)])
    found: list[Sum] = []
    for lines in _line_sets(searched):
        found = found or search(sample.restricted(searched, lines))
    return _on_all_lines(axis, [(item.total, item.parts, item.how) for item in found])


def _line_sets(axis: Axis) -> list[Ints]:
    """The lines to search on: all amounts (but for those on which no sum of a part of the table holds), and where
    nothing is found on these, each set of lines that are alike."""
    apart = sample.alike(axis)
    kind = axis.line_kind
    main = np.arange(axis.value.shape[1]) if kind is None else np.flatnonzero(kind == kind.min(initial=0))
    whole = [speaking(sample.some_items(axis, PILOT), main)] if len(main) else []
    return [*whole, *(lines for lines in apart if not whole or len(lines) < len(whole[0]))]


def _on_all_lines(axis: Axis, found: Sequence[Proposal]) -> list[Pattern]:
    """Judged on all lines that are alike, one set after the other; a sum speaks on those on which it mostly holds."""
    shape = len(found), axis.value.shape[1]
    valid, broken = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    evidence = np.zeros(len(found))
    for lines in sample.alike(axis) if found else ():
        for row, item in enumerate(judged(sample.restricted(axis, lines), found)):
            if item.ratio >= HOLDS:
                valid[row, lines], broken[row, lines] = item.valid, item.broken
                evidence[row] += max(item.evidence, 0.0) if item.ratio >= RATIO_KNOWN else 0.0
    return [
        Pattern(
            total,
            tuple(parts.tolist()),
            tuple(np.flatnonzero(valid[row]).tolist()),
            tuple(np.flatnonzero(broken[row]).tolist()),
            float(evidence[row]),
            how,
        )
        for row, (total, parts, how) in enumerate(found)
        if evidence[row] > 0
    ]


def search(axis: Axis) -> list[Sum]:
    """The sums of an axis of many items, all lines of which count: in rounds, totals found stand for their parts."""
    groups = _groups(axis)
    names = np.unique([name(axis, item) for item in range(len(axis))], return_inverse=True)[1]
    chosen = Selection()
    used = np.zeros(len(axis), dtype=bool)
    for number in range(ROUNDS):
        known = _known(axis, names, chosen.all)
        found = [c for group in groups for c in _candidates(axis, group[~used[group]], known, pairs=number == 0)]
        added = select(axis, found, chosen)
        if not added:
            break
        used[np.concatenate([item.parts for item in added])] = True
    known = _known(axis, names, chosen.all)
    totals = [group[axis.total[group]] for group in groups]
    select(axis, [c for group in totals for c in _candidates(axis, group, known, pairs=False)], chosen)
    if used.mean() < EXPLAINED:
        select(axis, [c for group in groups for c in _strided(axis, group)], chosen)
    return chosen.all


@dataclass(frozen=True)
class _Known:
    """What the accepted sums say of the next one: whether an item is called as totals are, and shapes of sums."""

    named: Flags
    shapes: Ints


def _candidates(axis: Axis, items: Ints, known: _Known, *, pairs: bool) -> list[Sum]:
    """Sums among `items`, neighbours in this order, that have enough evidence to compete."""
    if len(items) < 3:
        return []
    seq = sequence(axis, items)
    probes = sample.probes(seq.live, seq.worth, PROBES)
    more = _more(items)
    asked = np.where(axis.total, ACCEPT_LABELLED, ACCEPT + more)
    floor = Floor(asked[items], known.named[items], known.shapes, ACCEPT_FAMILY)
    found, chained = blocks(axis, seq, probes, floor)
    if pairs:
        found += couples(axis, seq, probes, more)
    named = known.named.copy()
    named[chained] = True
    floor = replace(floor, item=asked, named=named)
    return [item for item in judged(axis, found) if _competes(axis, item, floor, more)]


def _competes(axis: Axis, item: Sum, floor: Floor, more: float) -> bool:
    """What `families.accepted` asks of a candidate in a small table, and a little more. The floor is by item."""
    if item.how == "pair":
        return item.evidence >= ACCEPT_PAIR + more and item.ratio >= RATIO_PAIR
    known = bool(floor.named[item.total]) or item.way * len(item.parts) in floor.shapes
    asked = floor.known if known else floor.item[item.total] + np.log10(max(len(item.parts) / SHORTEST, 1.0))
    strong = RATIO_KNOWN if known or axis.total[item.total] else RATIO_STRONG
    return bool(item.evidence >= asked and item.ratio >= (strong if item.evidence >= ACCEPT_PAIR else RATIO))


def _strided(axis: Axis, items: Ints) -> list[Sum]:
    """Sums of every k-th item, searched on the lines that tell most."""
    more = _more(items)
    asked = np.where(axis.total, strides.ACCEPT_LABELLED, strides.ACCEPT) + more
    every = sequence(axis, items)
    lines = sample.probes(every.live, every.worth, LINES_OF_STRIDES)
    few = sample.restricted(axis, lines)
    found: list[Proposal] = []
    for step in range(2, min(strides.MOST_STEP, len(items) // 3) + 1):
        for strand in (items[first::step] for first in range(step)):
            seq = sequence(few, strand)
            floor = Floor(asked[strand], np.zeros(len(strand), dtype=np.bool_), np.zeros(0, dtype=np.int64), np.inf)
            found += blocks(few, seq, np.arange(len(lines)), floor, "stride")[0]
    return [item for item in judged(axis, found) if item.ratio >= RATIO and item.evidence >= asked[item.total]]


def _more(items: Ints) -> float:
    """The digits of evidence that are asked beyond what is asked in small tables."""
    return float(np.log10(max(len(items), FEW) / FEW))


def _known(axis: Axis, names: Ints, chosen: Sequence[Sum]) -> _Known:
    """Labels that are mostly those of totals, and shapes that cover a good part of the axis."""
    totals = np.unique(np.array([item.total for item in chosen], dtype=np.int64))
    count = np.bincount(names[totals], minlength=int(names.max(initial=0)) + 1)
    often = (count >= OFTEN) & (count >= NAMED * np.bincount(names))
    unnamed = np.array([not label.strip() for label in axis.labels])
    shapes = Counter(item.way * len(item.parts) for item in chosen if item.how == "run")
    tiled = [
        shape for shape, often in shapes.items() if often >= OFTEN and often * (abs(shape) + 1) >= TILED * len(axis)
    ]
    return _Known(often[names] & ~unnamed, np.array(tiled, dtype=np.int64))


def _groups(axis: Axis) -> list[Ints]:
    """Items that may add up with each other: all that add up at all, amounts alone, percentages alone."""
    every = np.flatnonzero(axis.number.any(axis=1) & (axis.kind != NOT_ADDED))
    apart = [every[axis.kind[every] == kind] for kind in (AMOUNT, PERCENT)]
    return [every, *apart] if all(len(group) for group in apart) else [every]
