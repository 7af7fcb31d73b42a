"""Which members are parts of which, and when a list of parts is the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from cdmo_cli.market.model import Dimension, Member, Taxonomy
from cdmo_cli.market.words import slug


def outermost(dimension: Dimension) -> tuple[Member, ...]:
    """The members that are part of no other member of the same dimension."""
    codes = {m.code for m in dimension.members}
    return tuple(m for m in dimension.members if m.parent is None or m.parent not in codes)


def parts(dimension: Dimension, parent: str | None) -> tuple[Member, ...]:
    """The members directly under `parent` (a member of this dimension or of the one it stands within); the
    outermost ones for None."""
    if parent is None:
        return outermost(dimension)
    return tuple(m for m in dimension.members if m.parent == parent)


def complete(dimension: Dimension, present: Set[str], parent: str | None = None) -> bool:
    """Whether the `present` codes are all of `parent`: so that they add up to it, and do not only bound it.

    They are when a "Rest of" member is among them, or when every member that the taxonomy lists there is
    (rest members included). A dimension that does not partition is never complete.
    """
    if not dimension.partition:
        return False
    siblings = parts(dimension, parent)
    if any(m.rest and m.code in present for m in siblings):
        return True
    listed = [m for m in siblings if m.known and not m.moved]
    return bool(listed) and all(m.code in present for m in listed)


def grouping_codes(taxonomy: Taxonomy) -> frozenset[str]:
    """The codes under which groupings such as EMEA appear among the members: they overlap and are no parts."""
    return frozenset(slug(g.label) for g in taxonomy.groupings)


def with_parents(dimensions: Mapping[str, Dimension], members: Mapping[str, str]) -> dict[str, str]:
    """The same cell with what it implies: `country=germany` is `region=europe` too."""
    whole = dict(members)
    for code in list(members):
        dimension = dimensions.get(code)
        if dimension is None or dimension.within is None or dimension.within in whole:
            continue
        parent = _ancestor_in(dimension, members[code], dimensions[dimension.within])
        if parent is not None:
            whole[dimension.within] = parent
    return whole


def _ancestor_in(dimension: Dimension, code: str, above: Dimension) -> str | None:
    own, over = dimension.parents, above.parents
    seen: set[str] = set()
    while code in own and code not in seen:
        seen.add(code)
        parent = own[code]
        if parent is None:
            return None
        if parent in over:
            return parent
        code = parent
    return None


def in_order(dimension: Dimension, codes: Set[str]) -> Sequence[Member]:
    """Those members in the taxonomy's order, what is left over last."""
    chosen = [m for m in dimension.members if m.code in codes]
    return [m for m in chosen if not m.rest] + [m for m in chosen if m.rest]
