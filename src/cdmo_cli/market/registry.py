"""The dimensions of a model while it is being built: the taxonomy's, grown by what the workbook names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cdmo_cli.market.model import Dimension, Member, Taxonomy

# Columns that a table of observations has beside those of the dimensions.
RESERVED = frozenset(
    ("market", "measure", "period", "value", "unit", "currency", "scale", "status", "decimals", "file", "sheet", "cell")
)


class Registry:
    """Members by index. The taxonomy's come first in their order, new ones follow as they are met."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._dimensions: dict[str, Dimension] = {d.code: d for d in taxonomy.dimensions}
        self._members: dict[str, list[Member]] = {d.code: list(d.members) for d in taxonomy.dimensions}
        self._index: dict[str, dict[str, int]] = {
            d.code: {m.code: i for i, m in enumerate(d.members)} for d in taxonomy.dimensions
        }

    def own(self, code: str, label: str) -> str:
        """The code of a dimension that only the workbook has, made where it is new."""
        if code in RESERVED or any(d.code == code for d in self.taxonomy.dimensions):
            code = f"own-{code}"
        if code not in self._dimensions:
            self._dimensions[code] = Dimension(code, label, label, (), headings=(label,))
            self._members[code] = []
            self._index[code] = {}
        return code

    def own_of(self, codes: Iterable[str]) -> str | None:
        """The workbook's own dimension that has most of these members already; None where none has."""
        wanted = set(codes)
        known = {d.code for d in self.taxonomy.dimensions}
        for code, index in self._index.items():
            if code not in known and len(wanted & index.keys()) > len(wanted) / 2:
                return code
        return None

    def add(self, member: Member) -> int:
        """The index of a member, added where its code is new."""
        index = self._index[member.dimension]
        if member.code not in index:
            index[member.code] = len(self._members[member.dimension])
            self._members[member.dimension].append(member)
        return index[member.code]

    def index(self, dimension: str, code: str) -> int:
        """The index of a member that is there. Raises KeyError."""
        return self._index[dimension][code]

    def member(self, dimension: str, index: int) -> Member:
        """The member at an index."""
        return self._members[dimension][index]

    def find(self, code: str) -> Member | None:
        """The member of that code in whichever dimension has it first."""
        for dimension, index in self._index.items():
            if code in index:
                return self._members[dimension][index[code]]
        return None

    def within(self, dimension: str) -> str | None:
        """The dimension that this one stands within."""
        return self._dimensions[dimension].within

    def parents(self, dimension: str) -> list[int]:
        """For each member the index of its parent in the dimension that this one stands within; −1 for none."""
        outer = self._dimensions[dimension].within
        if outer is None:
            return [-1] * len(self._members[dimension])
        own, over = self._index[dimension], self._index[outer]
        return [self._parent(m, own, over, dimension) for m in self._members[dimension]]

    def _parent(self, member: Member, own: dict[str, int], over: dict[str, int], dimension: str) -> int:
        for _ in range(len(own) + 1):
            if member.parent is None:
                return -1
            if member.parent in over:
                return over[member.parent]
            if member.parent not in own:
                return -1
            member = self._members[dimension][own[member.parent]]
        return -1

    def dimensions(self) -> tuple[Dimension, ...]:
        """All of them, with their members."""
        return tuple(replace(d, members=tuple(self._members[d.code])) for d in self._dimensions.values())
