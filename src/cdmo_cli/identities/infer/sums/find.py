"""Finds the sums along one axis of a field: rounds of search, in which found totals stand for their parts."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.large import search as large
from cdmo_cli.identities.infer.model import AMOUNT, NOT_ADDED, PERCENT, Axis, Ints, Pattern
from cdmo_cli.identities.infer.sums.choice import Chosen, choose
from cdmo_cli.identities.infer.sums.families import Families, families
from cdmo_cli.identities.infer.sums.gaps import gaps
from cdmo_cli.identities.infer.sums.heads import heads, namesakes
from cdmo_cli.identities.infer.sums.judge import Candidate
from cdmo_cli.identities.infer.sums.kin import kin
from cdmo_cli.identities.infer.sums.lines import spoken, view, views
from cdmo_cli.identities.infer.sums.outline import levels, outlined
from cdmo_cli.identities.infer.sums.pairs import pairs
from cdmo_cli.identities.infer.sums.runs import runs
from cdmo_cli.identities.infer.sums.strides import strides

ROUNDS = 4


def find(axis: Axis) -> list[Pattern]:
    """The sums that hold along the axis, the order being that in which they were accepted."""
    return large.find(axis, plain) if large.is_large(axis) else plain(axis)


def plain(axis: Axis) -> list[Pattern]:
    """The sums along an axis of some hundred items and lines at most: the time grows with the square of the items."""
    chosen = Chosen(axis)
    first, *rest = views(axis)
    search(view(axis, first), chosen)
    for lines in rest:
        if not chosen.all:
            search(view(axis, lines), chosen, blocks_only=True)
    return [spoken(axis, candidate) for candidate in chosen.all]


def search(axis: Axis, chosen: Chosen, *, blocks_only: bool = False) -> None:
    """Adds to `chosen` the sums that hold on the lines of an axis, all of which count.

    In rounds: what was found to be a part is left aside, so that its total stands beside the next ones.
    """
    groups = _groups(axis)
    known = families(axis, chosen.all)
    for number in range(ROUNDS):
        totals = {candidate.total for candidate in chosen.all}
        parts = {part for candidate in chosen.all for part in candidate.parts}
        found: list[Candidate] = []
        for group in groups:
            if not number:
                found += runs(axis, group, known) if blocks_only else candidates(axis, group, known)
                continue
            items = np.array([item for item in group if int(item) not in parts], dtype=np.int64)
            inner = np.array([item for item in group if int(item) in parts - totals], dtype=np.int64)
            found += runs(axis, items, known, inner) + levels(axis, items, known) + outlined(axis, items, known)
            if not blocks_only:
                found += heads(axis, items, totals, known) + namesakes(axis, items, totals) + strides(axis, items)
        added = choose(axis, found, chosen)
        for group in groups:
            added += choose(axis, kin(axis, group, chosen.all), chosen)
        known = families(axis, chosen.all)
        if number and not added:
            break
    if not blocks_only:
        _search_apart(axis, groups, chosen, known)


def _search_apart(axis: Axis, groups: list[Ints], chosen: Chosen, known: Families) -> None:
    """Adds what is found among all items, parts included: the less a total and its parts belong together, the later."""
    choose(axis, [one for group in groups for one in strides(axis, group)], chosen)
    totals = {candidate.total for candidate in chosen.all}
    choose(axis, [one for group in groups for one in heads(axis, group, totals, known)], chosen)
    choose(axis, [one for group in groups for one in levels(axis, group, known)], chosen)
    choose(axis, [one for group in groups for one in gaps(axis, group) if one.total not in totals], chosen)


def candidates(axis: Axis, items: Ints, known: Families) -> list[Candidate]:
    """Sums among `items`, neighbours in this order, that have enough evidence to compete."""
    return runs(axis, items, known) + pairs(axis, items)


def _groups(axis: Axis) -> list[Ints]:
    """Items that may add up with each other: all that add up at all, amounts alone, percentages alone."""
    every = np.flatnonzero(axis.number.any(axis=1) & (axis.kind != NOT_ADDED))
    apart = [every[axis.kind[every] == kind] for kind in (AMOUNT, PERCENT)]
    return [every, *apart] if all(len(group) for group in apart) else [every]
