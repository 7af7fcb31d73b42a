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
        identities = system.identities  # inferred ones, too: a false one only makes the proof more careful
        self._base, self.half = self.cells.base, self.cells.base_half  # each made anew by every call
        self.names = self._names(identities)
        self.value = np.zeros(len(self.cells))
        self.value[self.names[::-1]] = self._base[::-1]  # of cells that say the same the first tells
        self.pairs = self._pairs(identities)
        self.sums = (*self._sums(identities), *self._whole_shares(), *self._conversions())

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
        for position, pair in self._company_shares():
            found.setdefault(int(self.names[position]), {})[pair] = None
        return {variable: tuple(pairs) for variable, pairs in found.items()}

    def _company_shares(self) -> Iterator[tuple[int, Pair]]:
        """The printed shares of companies: revenue, converted as the report does it, by the market of that year."""
        catalogue = self.catalogue
        for company in catalogue.cube.companies():
            position = catalogue.printed_shares.get(company.member.code)
            if position is None or company.converted is None or company.period is None:
                continue
            revenue = self._named(catalogue.sum_of(company.converted))
            market = self.form(catalogue.size(company.period.year))
            if revenue and market:
                yield position, Pair(revenue, market, share=True)

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

    def _whole_shares(self) -> Iterator[Sum]:
        """The shares of all members of a dimension that make up 100 %, whether that stands in the workbook or not."""
        groups: dict[tuple[str, tuple[int, ...]], dict[int, None]] = {}
        for item, positions in self.catalogue.positions.items():
            if item.kind == "share":
                own = self.catalogue.innermost(item)
                if len(own) == 1:
                    groups.setdefault((own[0], item.years), {})[int(self.names[positions[0]])] = None
        for variables in groups.values():
            room = sum(float(self.half[variable]) for variable in variables) + SAME
            if len(variables) > 1 and abs(sum(float(self.value[variable]) for variable in variables) - 1) <= room:
                yield self._met(*self._without_shares(dict.fromkeys(variables, 1.0), 1.0, 1.0))

    def _conversions(self) -> Iterator[Sum]:
        """The revenues of companies that stand there in two currencies, of which a rate of the workbook makes one."""
        catalogue = self.catalogue
        for company in catalogue.cube.companies():
            if company.revenue is None or company.converted is None or company.rate is None:
                continue
            own, converted = company.revenue.positions[0], company.converted.positions[0]
            variable = int(self.names[converted])
            if own != converted and variable not in self.pairs:  # a formula that divides by the rate is a pair
                factor = catalogue.rate(company.rate.position)
                half = float(self.half[variable])
                yield self._met({variable: 1.0, int(self.names[own]): -factor}, -half, half)

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

    @cached_property
    def coupled(self) -> Mapping[int, tuple[Pair, ...]]:
        """The rates that several pairs share, or that stand in a sum of rates, with their pairs."""
        summed = {variable for total in self.sums for variable, _ in total.terms}
        return {v: pairs for v, pairs in self.pairs.items() if len(pairs) > 1 or v in summed}

    # -- items

    @cached_property
    def wholes(self) -> npt.NDArray[np.int64]:
        """The variables that a rate is of, stated or computed by the report: a rate of nothing would be none."""
        found = {v for pairs in self.pairs.values() for pair in pairs for v, _ in pair.earlier}
        for item in self.catalogue.computed:
            pair = self.pair(item)
            found.update(variable for variable, _ in pair.earlier) if pair is not None else None
        return np.array(sorted(v for v in found if self.value[v] > 0), dtype=np.int64)

    @cached_property
    def nonnegative(self) -> bool:
        """Whether no amount of the workbook is negative: then readers take it that none can be."""
        amounts = [p for p in range(self.observations) if not self.is_rate(p)]
        return bool((self._base[amounts] >= 0).all())

    def form(self, item: Item) -> tuple[tuple[int, float], ...] | None:
        """A size as a sum of variables in base units; None where there is none."""
        found = self._forms.get(item, 0)
        if found == 0:
            found = self._named(self.catalogue.form(item))
            self._forms[item] = found
        return found if isinstance(found, tuple) else None

    def _named(self, positions: Mapping[int, float] | None) -> tuple[tuple[int, float], ...] | None:
        """A sum over observations as one over variables."""
        if positions is None:
            return None
        terms: Terms = {}
        for position, coefficient in positions.items():
            name = int(self.names[position])
            terms[name] = terms.get(name, 0.0) + coefficient
        return tuple(terms.items())

    @cached_property
    def _forms(self) -> dict[Item, tuple[tuple[int, float], ...] | int | None]:
        return {}

    def variables(self, item: Item) -> frozenset[int]:
        """The variables that an item is, or that it is made of."""
        positions = self.catalogue.positions.get(item, (item.position,) if item.kind == "cell" else ())
        pair = self.pair(item)
        ends = [self.catalogue.size(year, dict(item.members)) for year in item.years] if item.kind == "added" else []
        terms = [*(form for each in (item, *ends) if (form := self.form(each)) is not None)]
        terms += [pair.later, pair.earlier] if pair is not None else []
        return frozenset([int(self.names[p]) for p in positions] + [v for form in terms for v, _ in form])

    def pair(self, item: Item) -> Pair | None:
        """The sizes that a share or CAGR is of; None where the workbook has none."""
        if item not in self._known_pairs:
            self._known_pairs[item] = self._pair(item)
        return self._known_pairs[item]

    @cached_property
    def _known_pairs(self) -> dict[Item, Pair | None]:
        return {}

    def _pair(self, item: Item) -> Pair | None:
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
