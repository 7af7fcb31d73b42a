"""What must hold in a workbook, and how it was judged: cells as numbered variables, identities over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Cell = tuple[int, int, int]  # sheet, row, column

Kind = Literal["sum", "difference", "share", "growth", "cagr"]
Evidence = Literal["declared", "formula", "inferred"]
Relation = Literal["equal", "at most"]
Outcome = Literal["exact", "rounding", "improbable", "impossible"]
OUTCOMES: tuple[Outcome, ...] = ("exact", "rounding", "improbable", "impossible")
Missing = Literal["non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero"]
"""What becomes of a sum that lacks figures, in the words of VTL; `identities.missing` says what each mode does."""


@dataclass(frozen=True)
class Cells:
    """The numeric cells that identities speak of, as parallel columns; a cell's position is its name.

    A table that lists its figures one below the other (long) has its neighbours elsewhere: `lattice` gives for its
    figures a place by member and year in the stead of row and column.

    The first `observations` positions are those of the model's observations; cells that only formulas use follow.
    `value` and `half` (half of the granularity) are in the cell's printed unit, `scale` makes base units of them
    (USD million: 1e6; 5.2 %: 0.01).
    """

    sheet: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    column: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    half: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    observations: int
    lattice: Mapping[int, Cell] = field(default_factory=dict)  # where a figure stands by meaning, if not by its cell
    blank: frozenset[int] = frozenset()  # cells without a figure, which count as zero (value and half are 0)

    def __len__(self) -> int:
        return len(self.value)

    def place(self, position: int) -> Cell:
        """Sheet, row and column of a cell, rows and columns from 1."""
        return int(self.sheet[position]), int(self.row[position]), int(self.column[position])

    def seat(self, position: int) -> Cell:
        """Where a figure stands among its neighbours: in its cell, or in the lattice."""
        return self.lattice.get(position) or self.place(position)

    @property
    def base(self) -> npt.NDArray[np.float64]:
        """The values in base units."""
        return self.value * self.scale

    @property
    def base_half(self) -> npt.NDArray[np.float64]:
        """The half-widths in base units."""
        return self.half * np.abs(self.scale)


@dataclass(frozen=True, slots=True)
class Identity:
    """One thing that must hold.

    sum, difference: `total` = Σ sign · part, or ≥ where the parts are known to be incomplete (`relation` "at
    most": the parts come to at most the total). `total` is −1 for a constant (shares that make up 100 %), which
    then is `constant` in base units.
    share: `total` is the share, `parts` are the part and the whole.
    growth, cagr: `total` is the rate, `parts` are the later and the earlier figure, `years` lie between them.
    """

    kind: Kind
    total: int
    parts: tuple[int, ...]
    signs: tuple[int, ...]
    evidence: Evidence
    relation: Relation = "equal"
    constant: float = 0.0
    years: float = 1.0
    dimension: str = ""  # the dimension whose members are added up, empty where none is known
    missing: tuple[str, ...] = ()  # labels of members that the parts lack
    openly: bool = False  # the lines of those members say that there is no figure: n/a
    pattern: str = ""  # the same for the same lines, whatever the period
    cell: int = -1  # the cell that holds the formula, for evidence "formula"
    factor: float = 1.0  # of the rate in a formula: 100 in =B4/B9*100
    repeat: bool = False  # the same figure printed in another place: a sum of that one part
    strong: bool = False  # inferred, but on evidence that makes a contradiction an error

    @property
    def cells(self) -> tuple[int, ...]:
        """All cells it speaks of."""
        return self.parts if self.total < 0 else (self.total, *self.parts)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A sum that is no identity, because figures are missing: `holds` where nothing is printed and all of it counts as
    zero, else it is not known whether it does. `near` is an observation of its table to point at."""

    near: int
    whole: str  # the label of the total
    period: str
    dimension: str
    missing: tuple[str, ...]  # labels of what has no figure
    parts: tuple[int, ...]  # the parts that are there
    holds: bool = False


@dataclass(frozen=True)
class System:
    """All identities of a workbook over its cells, and the sums that for want of figures are none. `weak` are relations
    that the numbers merely suggest: nothing is judged by them."""

    cells: Cells
    identities: tuple[Identity, ...]
    lacking: tuple[Lacking, ...] = ()
    weak: tuple[Identity, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """How one identity came out. `low`, `value` and `high` tell where its total (or rate) ought to be, `gap` is
    stated less computed: all in the printed unit of the total, or of the first part where the total is a
    constant. `high` is infinite for the relation "at most"; all three are not finite where nothing can be said."""

    identity: int
    outcome: Outcome
    low: float
    value: float
    high: float
    gap: float

    @property
    def fails(self) -> bool:
        return self.outcome in ("improbable", "impossible")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cell that may be the culprit, and the printed value that would settle all; `settles` counts identities."""

    cell: int
    value: float | None
    cause: str
    probability: float
    settles: int


@dataclass(frozen=True, slots=True)
class Component:
    """Failing identities that one cause may explain, the leading one first, with the cells to look at.

    One of the suspects is wrong; where they are wrong `together`, all of them. `unsought` says why no suspect was
    sought, if none was.
    """

    identities: tuple[int, ...]
    suspects: tuple[Candidate, ...] = ()
    undecided: bool = False
    together: bool = False
    unsought: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Identities that hold one by one, but cannot all be true at once: none of them can be left out of the proof.

    `allowed` says for every cell what it would have to lie between by the others, in its printed unit; nan for a
    rate, whose interval is no variable of the proof."""

    identities: tuple[int, ...]
    cells: tuple[int, ...]
    allowed: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The whole system, judged once. `judged` runs parallel to `system.identities`; `unjudged` counts the identities
    that were judged singly alone, since too many figures hang together in them."""

    system: System
    judged: tuple[Judged, ...]
    components: tuple[Component, ...]
    conflicts: tuple[Conflict, ...] = ()
    unjudged: int = 0

    @property
    def covered(self) -> frozenset[int]:
        """The cells that stand in at least one identity."""
        return frozenset(cell for identity in self.system.identities for cell in identity.cells)

    def failing(self) -> Iterable[tuple[Component, Identity, Judged]]:
        """Every failing identity with its component, component by component."""
        for component in self.components:
            for position in component.identities:
                yield component, self.system.identities[position], self.judged[position]
