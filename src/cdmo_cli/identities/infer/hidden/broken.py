"""Sums that an error hides: they hold on too few lines to be found, but one slip explains why not on more.

A total of a table with a single column of figures either adds up or it does not, and of one with two columns an error
takes half of the evidence. What is left is the look of the table (a total by name, parts that end where its lines end)
and the error itself: if the gap is exactly what swapped digits in one of the figures make, that is no coincidence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.identities.infer.hidden.partsets import KNOWN, NATURAL, PLAIN, Orders, Parts, natural
from cdmo_cli.identities.infer.hidden.slipped import Line, Slipped, slipped
from cdmo_cli.identities.infer.model import AMOUNT, NOT_ADDED, PERCENT, Axis, Flags, Pattern
from cdmo_cli.identities.infer.sums.families import RATIO, name
from cdmo_cli.identities.infer.sums.judge import DIGITS, MISS, tolerance

ENOUGH = -0.5
"""The digits by which a sum that an error hides must be likelier than none: a warning is due where one in four is. Of
200 published tables two get one more for it."""

AHEAD = 0.5
"""And likelier than the same total with other parts."""

UNNAMED = -1.5
"""What is against an item that is not called a total, in digits."""

HELD, HELD_UNNAMED = 1.0, 2.5
"""The digits that lines must speak for parts which end anywhere."""

MOST_FIGURES = 20_000
"""In larger fields an error leaves lines enough that the sum is found without this."""

MOST_ITEMS, ENOUGH_LINES = 400, 8
"""So do they among more items than this where there are so many lines."""

NAMED = 0.3
"""The part of the items of a name that are totals, from which on the name is one of totals."""

MOST_PARTS = 400
MOST_RUNS = 20
MOST_MISSES = 4
SPOILT_OF = 10
"""One line in so many that hold may be spoilt, and one beside."""

UNEXPLAINED = 1 - RATIO
"""Of all lines so many may fail for no reason that is known, and one always."""


@dataclass(frozen=True)
class _Proposal:
    """A total with parts, and what the lines say of it: digits for those that hold, and those that do not."""

    total: int
    parts: Parts
    prior: float
    hits: tuple[int, ...]
    misses: tuple[int, ...]
    digits: float
    amounts: bool  # the lines are those of amounts

    def lines(self) -> Iterator[Line]:
        for line in self.misses:
            yield self.total, self.parts, line


@dataclass(frozen=True)
class _Weighed:
    """A proposal as a pattern, and the figures that it takes for spoilt: line and item."""

    pattern: Pattern
    blamed: frozenset[tuple[int, int]]


def broken(axis: Axis, found: Sequence[Pattern], crossing: Sequence[Pattern] = ()) -> list[Pattern]:
    """The sums along an axis that an error hides, with the lines on which they do not hold.

    `found` are the sums found along the axis, `crossing` those along the other axis of the field: what is made right
    must not break them.
    """
    items, lines = axis.value.shape
    if int(axis.number.sum()) > MOST_FIGURES or (items > MOST_ITEMS and lines >= ENOUGH_LINES):
        return []
    proposals = [one for alike in _kinds(axis) for one in _proposals(axis, found, alike)]
    asked = list(dict.fromkeys(line for proposal in proposals for line in proposal.lines()))
    held = {line for proposal in proposals if proposal.hits for line in proposal.lines()}
    told = slipped(axis, asked, found, crossing, held) if asked else {}
    rivals: dict[tuple[int, bool], list[_Weighed]] = {}
    for proposal in proposals:
        rivals.setdefault((proposal.total, proposal.amounts), []).append(_weighed(proposal, told))
    chosen = [_ahead(weighed) for weighed in rivals.values()]
    return _consistent([pattern for pattern in chosen if pattern is not None], found)


def _ahead(rivals: list[_Weighed]) -> Pattern | None:
    """The likeliest of the parts of a total, if an error hides it, it is likely enough and likelier than others that
    lay the error on another figure."""
    rivals.sort(key=lambda one: (-one.pattern.evidence, len(one.pattern.parts)))
    best = rivals[0]
    others = [one.pattern.evidence for one in rivals if one.blamed != best.blamed]
    if not best.pattern.broken or best.pattern.evidence < ENOUGH:
        return None
    return None if others and best.pattern.evidence - others[0] < AHEAD else best.pattern


def _weighed(proposal: _Proposal, told: dict[Line, Slipped]) -> _Weighed:
    """A proposal as a pattern that speaks on the lines on which it holds and those that a slip has spoilt."""
    explained = {
        line: one
        for line in proposal.misses
        if (one := told.get((proposal.total, proposal.parts, line))) is not None and one.digits > -MISS
    }
    most = 1 + len(proposal.hits) // SPOILT_OF
    spoilt = sorted(explained, key=lambda line: -explained[line].digits)[:most]
    unexplained = len(proposal.misses) - len(spoilt)
    excess = unexplained > max(1.0, UNEXPLAINED * (len(proposal.hits) + len(proposal.misses)))
    digits = (
        (-math.inf if excess else proposal.prior)
        + proposal.digits
        + sum(explained[line].digits for line in spoilt)
        - MISS * unexplained
    )
    lines = tuple(sorted((*proposal.hits, *spoilt)))
    pattern = Pattern(proposal.total, proposal.parts, lines, tuple(sorted(spoilt)), digits, "broken")
    return _Weighed(pattern, frozenset((line, explained[line].item) for line in spoilt))


def _consistent(chosen: Sequence[Pattern], found: Sequence[Pattern]) -> list[Pattern]:
    """Those that are no second reading of what is known: the strongest first, none that adds up a total with its own
    parts, none whose total is a part of its part."""
    kept: list[Pattern] = []
    below: dict[int, set[int]] = {}
    for pattern in found:
        below.setdefault(pattern.total, set()).update(pattern.parts)
    for pattern in sorted(chosen, key=lambda pattern: -pattern.evidence):
        reached = _reached(pattern.parts, below)
        if pattern.total in reached or reached & set(pattern.parts):
            continue
        below.setdefault(pattern.total, set()).update(pattern.parts)
        kept.append(pattern)
    return kept


def _reached(items: Sequence[int], below: dict[int, set[int]]) -> set[int]:
    """All that the sums lead to from those items."""
    seen: set[int] = set()
    queue = list(items)
    while queue:
        for part in below.get(queue.pop(), ()):
            if part not in seen:
                seen.add(part)
                queue.append(part)
    return seen


def _proposals(axis: Axis, found: Sequence[Pattern], lines: Flags) -> Iterator[_Proposal]:
    """The totals with the parts that they may have on some lines, but for those that are known there."""
    here = set(np.flatnonzero(lines).tolist())
    known: dict[int, set[int]] = {}
    for pattern in found:
        if not here.isdisjoint(pattern.lines):
            known.setdefault(pattern.total, set()).update(pattern.parts)
    names, orders = _names_of_totals(axis, found), Orders(axis, found)
    for total in range(len(axis)):
        if axis.kind[total] == NOT_ADDED or not (axis.value[total, lines] != 0).any():
            continue
        called = bool(axis.total[total]) or name(axis, total) in names
        against = 0.0 if called else UNNAMED
        look = called or _set_apart(axis, total)
        sets = dict.fromkeys(natural(orders, total), NATURAL) if look and total not in known else {}
        sets.update((pattern.parts, KNOWN) for pattern in found if pattern.total == total and total not in known)
        if len(here) == 1 and not look:
            continue  # what holds on the one line there is hides no error
        for parts in _holding(orders, total, lines):
            sets.setdefault(parts, PLAIN)
        for parts, prior in sets.items():
            if known.get(total, set()).isdisjoint(parts):
                proposal = _proposed(axis, total, parts, prior + against, lines)
                enough = HELD if called else HELD_UNNAMED
                if proposal is not None and (prior > PLAIN or proposal.digits >= enough):
                    yield proposal


def _names_of_totals(axis: Axis, found: Sequence[Pattern]) -> set[str]:
    """The names that a good part of their items are totals by: not "item", where all rows are numbered items."""
    totals = Counter(name(axis, total) for total in {pattern.total for pattern in found})
    every = Counter(name(axis, item) for item in range(len(axis)))
    return {called for called, count in totals.items() if called and count >= NAMED * every[called]}


def _set_apart(axis: Axis, item: int) -> bool:
    """Whether an item looks like a total without being called one: bold, behind a gap, or the last."""
    return bool(axis.bold[item] or axis.gap[item] or item == len(axis) - 1)


def _kinds(axis: Axis) -> list[Flags]:
    """The lines that add up each with their like: those of amounts, and those of percentages."""
    if axis.line_kind is None or not (axis.line_kind == AMOUNT).any():
        return [np.ones(axis.value.shape[1], dtype=np.bool_)]
    kinds = [np.asarray(axis.line_kind == kind) for kind in (AMOUNT, PERCENT)]
    return [lines for lines in kinds if lines.any()]


def _proposed(axis: Axis, total: int, parts: Parts, prior: float, lines: Flags) -> _Proposal | None:
    """A total with parts, judged by the lines; None where they say nothing, or there is too much
    to explain."""
    chosen = list(parts)
    values, whole = axis.value[chosen], axis.value[total]
    filled = np.count_nonzero(values, axis=0)
    valid = axis.number[total] & ~axis.text[chosen].any(axis=0) & (filled > 1) & (whole != 0) & lines
    unit = np.maximum(axis.unit[total], axis.unit[chosen].max(axis=0))
    size = np.maximum(np.abs(whole), np.abs(values).sum(axis=0))
    holds = valid & (np.abs(whole - values.sum(axis=0)) <= tolerance(unit, len(chosen), size))
    hits, misses = np.flatnonzero(holds), np.flatnonzero(valid & ~holds)
    if not len(hits) + len(misses) or len(misses) > MOST_MISSES + len(hits):
        return None
    grain = np.maximum(axis.grain[total, hits], unit[hits])
    worth = np.log10(np.maximum(np.abs(whole[hits]) / np.maximum(grain, 1e-12), 1.0))
    seen = {values[:, hit].tobytes(): min(float(digits), DIGITS) for hit, digits in zip(hits, worth, strict=True)}
    amounts = axis.line_kind is None or bool((axis.line_kind[lines] == AMOUNT).any())
    return _Proposal(total, parts, prior, tuple(hits.tolist()), tuple(misses.tolist()), sum(seen.values()), amounts)


def _holding(orders: Orders, total: int, lines: Flags) -> Iterator[Parts]:
    """The blocks beside a total that add up to it on at least one line."""
    axis = orders.axis
    live = axis.number[total] & (axis.value[total] != 0) & lines
    for beside, _ in orders.beside(total):
        most = min(len(beside), MOST_PARTS)
        if most < 2:
            continue
        values = axis.value[beside[:most]]
        unit = np.maximum(axis.unit[beside[:most]].max(axis=0), axis.unit[total])
        count = np.arange(1.0, most + 1)[:, None]
        size = np.maximum(np.cumsum(np.abs(values), axis=0), np.abs(axis.value[total]))
        gap = np.abs(np.cumsum(values, axis=0) - axis.value[total])
        filled = np.cumsum(values != 0, axis=0) > 1
        speaks = filled & live & ~np.logical_or.accumulate(axis.text[beside[:most]])
        holds = speaks & (gap <= tolerance(unit[None, :], count, size))
        hits = holds.sum(axis=1)
        few = speaks.sum(axis=1) - hits <= MOST_MISSES + hits  # as `_proposed` asks
        for end in np.flatnonzero((hits > 0) & few)[:MOST_RUNS].tolist():
            yield tuple(sorted(beside[: end + 1].tolist()))
