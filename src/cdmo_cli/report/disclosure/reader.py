"""The figures of a workbook as a reader may reason about them: which are one, which make up which, of which a rate is.

All of it holds whatever is shown; `statements` adds what is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cdmo_cli.identities.joint import sum_row
from cdmo_cli.identities.model import Identity, System
from cdmo_cli.market.model import MEASURES
from cdmo_cli.report.disclosure.items import SAME, Catalogue, Item

RATES = frozenset(MEASURES.index(measure) for measure in ("share", "growth", "cagr"))
_SHARE = MEASURES.index("share")

Terms = dict[int, float]  # variable → coefficient


@dataclass(frozen=True, slots=True)
class Pair:
    """The figures that a rate is of: later and earlier, or part and whole (`share`), each a sum of variables."""

    later: tuple[tuple[int, float], ...]
    earlier: tuple[tuple[int, float], ...]
    share: bool
    years: float = 1.0

    def multiplier(self, rate: float) -> float | None:
        """What the earlier figure is multiplied by at that rate; None for a loss of everything."""
        if self.share:
            return rate
        return float((1 + rate) ** self.years) if rate > -1 else None

    def rate(self, value: npt.NDArray[np.float64]) -> float | None:
        """The rate at some values of the variables, as a fraction; None where it is not defined."""
        later = sum(coefficient * value[v] for v, coefficient in self.later)
        earlier = sum(coefficient * value[v] for v, coefficient in self.earlier)
        if earlier <= 0 or later < 0:
            return None
        ratio = float(later / earlier)
        return ratio if self.share else float(ratio ** (1 / self.years)) - 1

    def terms(self, multiplier: float) -> Terms:
        """later − multiplier · earlier."""
        found = dict(self.later)
        for variable, coefficient in self.earlier:
            found[variable] = found.get(variable, 0.0) - multiplier * coefficient
        return found


@dataclass(frozen=True, slots=True)
class Sum:
    """low ≤ Σ coefficient · variable ≤ high, as far as the workbook's own figures meet it."""

    terms: tuple[tuple[int, float], ...]
    low: float
    high: float


class Reader:
    """The variables of a workbook, and the relations among them that do not depend on what is shown."""

    def __init__(self, catalogue: Catalogue, system: System) -> None:
        self.catalogue = catalogue
        self.cells = system.cells
        self.observations = len(catalogue.model.observations)
        identities = [i for i in system.identities if i.evidence != "inferred" or i.strong]
        self._base = self.cells.base
        self.names = self._names(identities)
        self.value = np.zeros(len(self.cells))
        self.value[self.names[::-1]] = self._base[::-1]  # of cells that say the same the first tells
        self.pairs = self._pairs(identities)
        self.sums = tuple(self._sums(identities))

    # -- what is one

    def _names(self, identities: Iterable[Identity]) -> npt.NDArray[np.int64]:
        """Cell → variable: the first of all cells that say the same."""
        parent = np.arange(len(self.cells))

        def root(cell: int) -> int:
            while parent[cell] != cell:
                parent[cell] = parent[parent[cell]]
                cell = int(parent[cell])
            return cell

        def join(one: int, other: int) -> None:
            first, second = sorted((root(one), root(other)))
            parent[second] = first

        for identity in identities:
            if self._repeats(identity):
                join(identity.total, identity.parts[0])
        for positions in self.catalogue.positions.values():
            for position in positions[1:]:
                join(positions[0], position)
        return np.array([root(cell) for cell in range(len(parent))], dtype=np.int64)

    def _repeats(self, identity: Identity) -> bool:
        """Whether an identity says of one cell that it is another."""
        if identity.kind != "sum" or identity.total < 0 or len(identity.parts) != 1 or identity.signs != (1,):
            return False
        one, other = self._base[identity.total], self._base[identity.parts[0]]
        same = abs(one - other) <= SAME * max(abs(one), abs(other))
        return bool(same) and identity.relation == "equal" and identity.constant == 0

    # -- rates

    def is_rate(self, variable: int) -> bool:
        """Whether a variable is a share or growth."""
        data = self.catalogue.model.observations
        return variable < self.observations and int(data.measure[variable]) in RATES

    def is_share(self, variable: int) -> bool:
        """Whether a variable is a share."""
        data = self.catalogue.model.observations
        return variable < self.observations and int(data.measure[variable]) == _SHARE

    def _pairs(self, identities: Iterable[Identity]) -> Mapping[int, tuple[Pair, ...]]:
        found: dict[int, dict[Pair, None]] = {}
        for identity in identities:
            if identity.kind in ("sum", "difference"):
                continue
            later, earlier = (int(self.names[part]) for part in identity.parts)
            if later == earlier or self.value[earlier] <= 0 or self.value[later] < 0:
                continue
            years = identity.years if identity.kind == "cagr" else 1.0
            pair = Pair(((later, 1.0),), ((earlier, 1.0),), identity.kind == "share", years)
            found.setdefault(int(self.names[identity.total]), {})[pair] = None
        return {variable: tuple(pairs) for variable, pairs in found.items()}

    # -- sums

    def _sums(self, identities: Iterable[Identity]) -> Iterator[Sum]:
        for identity in identities:
            if identity.kind not in ("sum", "difference") or self._repeats(identity):
                continue
            if identity.evidence == "formula" and not all(self.cells.scale[cell] for cell in identity.cells):
                continue
            row = sum_row(self.cells, identity)
            terms: Terms = {}
            for cell, coefficient in zip(row.variables, row.coefficients, strict=True):
                name = int(self.names[cell])
                terms[name] = terms.get(name, 0.0) + coefficient
            terms = {variable: coefficient for variable, coefficient in terms.items() if coefficient}
            if terms:
                yield self._met(*self._without_shares(terms, row.low, row.high))

    def _without_shares(self, terms: Terms, low: float, high: float) -> tuple[Terms, float, float]:
        """Shares of one whole that add up to something are parts that add up to so much of the whole: linear in the
        sizes, so that the shares themselves need not be known."""
        pairs = [self.pairs.get(variable, ()) for variable in terms]
        fixed = {variable for variable in terms if self._constant(variable)}
        shares = [p[0] for p, v in zip(pairs, terms, strict=True) if v not in fixed and len(p) == 1 and p[0].share]
        wholes = {pair.earlier for pair in shares}
        if len(shares) + len(fixed) < len(terms) or len(wholes) != 1 or not shares:
            return terms, low, high
        found: Terms = {}

        def add(of: Iterable[tuple[int, float]], times: float) -> None:
            for variable, coefficient in of:
                found[variable] = found.get(variable, 0.0) + times * coefficient

        whole = next(iter(wholes))
        for variable, coefficient in terms.items():
            if variable in fixed:
                add(whole, coefficient * float(self.value[variable]))
            else:
                add(self.pairs[variable][0].later, coefficient)
        target = high if math.isfinite(high) else low
        if math.isfinite(target):
            add(whole, -target)
        return found, (low - target if math.isfinite(low) else low), (high - target if math.isfinite(high) else high)

    def _constant(self, variable: int) -> bool:
        return variable < self.observations and self.catalogue.public(variable)

    def _met(self, terms: Terms, low: float, high: float) -> Sum:
        """A row, as wide as it must be for the workbook to meet it."""
        at = sum(coefficient * float(self.value[variable]) for variable, coefficient in terms.items())
        return Sum(tuple(terms.items()), min(low, at), max(high, at))

    # -- items

    @cached_property
    def nonnegative(self) -> bool:
        """Whether no amount of the workbook is negative: then readers take it that none can be."""
        amounts = [p for p in range(self.observations) if not self.is_rate(p)]
        return bool((self._base[amounts] >= 0).all())

    def form(self, item: Item) -> tuple[tuple[int, float], ...] | None:
        """A size as a sum of variables in base units; None where there is none."""
        found = self._forms.get(item, 0)
        if found == 0:
            terms: Terms | None = None
            positions = self.catalogue.form(item)
            if positions is not None:
                terms = {}
                for position, coefficient in positions.items():
                    name = int(self.names[position])
                    terms[name] = terms.get(name, 0.0) + coefficient
            found = None if terms is None else tuple(terms.items())
            self._forms[item] = found
        return found if isinstance(found, tuple) else None

    @cached_property
    def _forms(self) -> dict[Item, tuple[tuple[int, float], ...] | int | None]:
        return {}

    def pair(self, item: Item) -> Pair | None:
        """The sizes that a share or CAGR is of; None where the workbook has none."""
        members = dict(item.members)
        if item.kind == "share" and item.years:
            later, earlier = self.catalogue.size(item.years[0], members), self.catalogue.size(item.years[0])
        elif item.kind == "cagr":
            later, earlier = (self.catalogue.size(year, members) for year in reversed(item.years))
        else:
            return None
        part, whole = self.form(later), self.form(earlier)
        if part is None or whole is None or part == whole:
            return None
        years = float(item.years[1] - item.years[0]) if item.kind == "cagr" else 1.0
        return Pair(part, whole, item.kind == "share", years) if years > 0 else None
