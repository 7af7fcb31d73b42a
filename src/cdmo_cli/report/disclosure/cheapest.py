"""The cheapest figures to hide such that of every group that gives something away at least one is hidden."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cdmo_cli.report.disclosure.items import Item
from cdmo_cli.solve.highs import Matrix, Program

NODES = 200
"""So far a best choice is sought; what is found by then is taken."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One of `hide` must be hidden, as soon as all of `once` are: figures are no secret as long as they are shown."""

    hide: frozenset[Item]
    once: frozenset[Item] = frozenset()


def cheapest(clauses: Sequence[Clause], cost: Mapping[Item, float]) -> frozenset[Item] | None:
    """The items of least cost that meet all clauses; only those with a cost may be hidden. None where that is
    impossible.

    A hitting set, by an integer programme: Σ hide − Σ once ≥ 1 − |once|, each item being 0 or 1. What clauses wait for
    must have a cost.
    """
    if not clauses:
        return frozenset()
    names = sorted({item for clause in clauses for item in clause.hide | clause.once} & cost.keys())
    place = {item: column for column, item in enumerate(names)}
    entries: list[tuple[int, float]] = []
    start, low = [0], []
    for clause in dict.fromkeys(clauses):
        able = [item for item in clause.hide if item in place]
        if not able and not clause.once:
            return None
        entries += sorted([(place[item], 1.0) for item in able] + [(place[item], -1.0) for item in clause.once])
        start.append(len(entries))
        low.append(1.0 - len(clause.once))
    matrix = Matrix(
        start=np.array(start, dtype=np.int64),
        index=np.array([column for column, _ in entries], dtype=np.int64),
        value=np.array([value for _, value in entries]),
        low=np.array(low),
        high=np.full(len(low), math.inf),
    )
    count = len(names)
    costs = np.array([cost[item] for item in names])
    everything = np.ones(count, dtype=np.bool_)
    program = Program(costs / costs.min(), np.zeros(count), np.ones(count), matrix, integer=everything)
    answer = program.limit(mip_rel_gap=0.0, mip_abs_gap=1e-6, mip_max_nodes=NODES).solve()
    if not len(answer.x):
        return None
    return frozenset(item for item, column in place.items() if answer.x[column] > 0.5)
