"""Rules and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cdmo_cli.read.model import Needs

if TYPE_CHECKING:
    from cdmo_cli.rules.subject import Subject

Severity = Literal["error", "warning", "info"]
Evidence = Literal["declared", "formula", "inferred"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell of a file; the sheet by its position, rows and columns from 1."""

    sheet: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Expected:
    """What a cell should be between, in its own printed unit."""

    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell that may be the culprit: the value that would settle the finding, why, and how likely. `shown` is the
    value as the cell's table prints its figures."""

    place: Place
    value: float | None
    cause: str
    probability: float
    settles: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that cannot be right, or that a reader should know."""

    rule: str
    name: str
    severity: Severity
    message: str
    place: Place | None
    observed: float | None = None
    expected: Expected | None = None
    related: tuple[Place, ...] = ()
    evidence: Evidence | None = None
    suspects: tuple[Suspect, ...] = ()
    undecided: bool = False
    together: bool = False  # not one of the suspects is wrong, but all of them
    unsought: str = ""  # why no suspect was sought, if none was
    group: str | None = None
    impact: float = 0.0  # in units of the headline figure's currency, or points of a share
    labels: tuple[str, ...] = ()  # path of row labels, then of column labels: what the fingerprint is made of
    explains: bool = False  # it says what is wrong, and leads those of its group that are as grave


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code is never reused. `check` phrases what was judged; its module's docstring is its page. `needs` is
    what it looks at beside the values: it has nothing to say of a file whose format cannot give that."""

    code: str
    name: str
    severity: Severity
    summary: str
    check: Callable[[Subject], Iterable[Finding]]
    needs: Needs = Needs.VALUES
    reads: tuple[str, ...] = ()  # what else of the file, in the words of `Workbook.unavailable`
