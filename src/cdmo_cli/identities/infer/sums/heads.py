"""Sums whose parts are totals themselves or bear one name, wherever they stand, in their order."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from cdmo_cli.identities.infer.model import Axis, Ints
from cdmo_cli.identities.infer.sums.families import Families, name
from cdmo_cli.identities.infer.sums.judge import Candidate
from cdmo_cli.identities.infer.sums.pairs import pairs
from cdmo_cli.identities.infer.sums.runs import runs
from cdmo_cli.identities.infer.sums.strides import best_of


def heads(axis: Axis, items: Ints, totals: set[int], known: Families) -> list[Candidate]:
    """Blocks and pairs among those of `items` that are totals by what was found or by their label."""
    tops = np.array([item for item in items if axis.total[item] or int(item) in totals], dtype=np.int64)
    return runs(axis, tops, known) + pairs(axis, tops) if len(tops) >= 3 else []


def namesakes(axis: Axis, items: Ints, totals: set[int]) -> list[Candidate]:
    """The best row of items of one name before or after each total: the grand total of all "subtotal, funding"."""
    groups: dict[str, list[int]] = defaultdict(list)
    for item in items:
        if label := name(axis, int(item)):
            groups[label].append(int(item))
    rows = [np.array(group) for group in groups.values() if 2 <= len(group) < len(items) - 1]
    found: list[Candidate] = []
    for total in items:
        if not axis.total[total] and int(total) not in totals:
            continue
        for row in rows:
            for sequence in (row[row < total][::-1], row[row > total]):
                best = best_of(axis, int(total), sequence, "names") if len(sequence) >= 2 else None
                if best is not None:
                    found.append(best)
    return found
