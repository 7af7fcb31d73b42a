"""Where the sheet puts a member, if that is not where the taxonomy does: Mexico under North America."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from cdmo_cli.market.hierarchy import with_parents
from cdmo_cli.market.model import Dimension, Observations


def as_placed(dimensions: Sequence[Dimension], observations: Observations) -> tuple[Dimension, ...]:
    """The dimensions with every member under the parent that its figures stand under.

    A member all of whose figures stand under other members of the outer dimension than its own moves to the one that
    holds most of them. One with a figure at home stays at home, and so does one without figures.
    """
    by_code = {d.code: d for d in dimensions}
    return tuple(_placed(d, by_code, observations) for d in dimensions)


def _placed(dimension: Dimension, by_code: Mapping[str, Dimension], data: Observations) -> Dimension:
    outer = by_code.get(dimension.within or "")
    if outer is None or dimension.code not in data.members or outer.code not in data.members:
        return dimension
    inner_of, outer_of = data.members[dimension.code], data.members[outer.code]
    both = (inner_of >= 0) & (outer_of >= 0)
    pairs, counts = np.unique(np.stack([inner_of[both], outer_of[both]]), axis=1, return_counts=True)
    seen: dict[int, Counter[str]] = {}
    for inner, over, count in zip(*pairs.tolist(), counts.tolist(), strict=True):
        seen.setdefault(inner, Counter())[outer.members[over].code] += count
    members = list(dimension.members)
    for index, places in seen.items():
        member = members[index]
        home = with_parents(by_code, {dimension.code: member.code}).get(outer.code)
        if home not in places:
            members[index] = replace(member, parent=places.most_common(1)[0][0], moved=True)
    return replace(dimension, members=tuple(members))
