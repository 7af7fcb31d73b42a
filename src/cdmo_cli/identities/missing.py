"""What becomes of a sum that lacks figures: the six modes of VTL, as they work on the tables of a workbook.

The modes and their names are those of `check_hierarchy` in the Validation and Transformation Language (SDMX VTL 2.1,
reference manual, "Data validation operators"), where a rule says that a code is the sum of others and a data point
may be missing. Here the rule is a total with its parts. A figure is missing where

- the line of a part or of the total is in the table, and its cell for this period is *empty* (blank, or a dash, by
  which statistical tables mean nothing) or says that the value is *unknown* ("n/a", "..", "confidential"); or
- a part has no line at all, though the taxonomy knows it and the list is one that must be complete (Biologics, where
  only small molecules are listed). A list that nobody calls complete, such as the countries of a region without a
  "Rest of" line, may come to less than its total in every mode: of it only the lines that are there can miss a figure.

| mode | a missing figure counts as | a sum is judged where | what is said of the others |
|---|---|---|---|
| `non_null` | not there | total and parts are there | nothing |
| `non_zero` | zero | one figure at least is there and not zero | nothing |
| `partial_zero` | zero | one figure at least is there | nothing |
| `always_zero` | zero | always; where nothing is printed, zero is zero | that they hold |
| `partial_null` | not known | all figures are there | not known, where one figure at least is there |
| `always_null` | not known | all figures are there | not known, also where nothing is printed |

Two liberties are taken. In `non_null` a missing figure of a list that has to be complete counts as nothing where the
others make up the total already; where they come to less they are still held to come to no more (a list of the
workbook's own, which only its arithmetic shows, stays a sum with its empty cells as nothing). In the modes that count
zeros a total none of whose parts is printed for its period is no sum: a report that gives regions for ten years and
countries for one is not wrong in nine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cdmo_cli.identities.keys import Index, Key
from cdmo_cli.identities.model import Cell, Lacking, Missing, Relation
from cdmo_cli.read.model import ErrorValue, Value
from cdmo_cli.tables.model import Period

ZERO: frozenset[Missing] = frozenset({"non_zero", "partial_zero", "always_zero"})
NULL: frozenset[Missing] = frozenset({"partial_null", "always_null"})
ALWAYS: frozenset[Missing] = frozenset({"always_null", "always_zero"})

_NOTHING = frozenset({"", "-", "--", "---", "–", "—", "−", "nil"})

Block = tuple[int, int]
Family = tuple[Block, int, Key]  # a table, a dimension and the whole without its period


@dataclass(frozen=True)
class Absent:
    """Parts whose line is in the table, but not their figure, by label: `unknown` where the cell says so."""

    empty: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()  # where the empty ones stand, as far as that can be told


@dataclass(frozen=True)
class Reading:
    """How a sum is to be held. `known` is False where nothing can be said of it; `missing` are labels, `zeros` the
    empty cells that count as zero in it."""

    relation: Relation
    missing: tuple[str, ...]
    known: bool = True
    zeros: tuple[Cell, ...] = ()
    empty: tuple[str, ...] = ()  # the labels of those
    unknown: tuple[str, ...] = ()  # the labels of members whose lines say that there is no figure


def reading(mode: Missing, *, closed: bool, unlisted: tuple[str, ...], absent: Absent) -> Reading:
    """How a mode holds a sum. `closed`: its list must be complete; `unlisted`: known members without a line."""
    lines = _each(absent.unknown, absent.empty)
    relation: Relation = "equal" if closed else "at most"
    if mode in NULL:
        gone = _each(unlisted, lines) if closed else lines
        return Reading(relation, gone or unlisted, known=not gone)
    if mode in ZERO:
        return Reading(relation, _each(unlisted, lines), zeros=absent.cells)
    unknown = _each(unlisted, absent.unknown)
    return Reading(
        "at most" if unknown else relation, unknown, zeros=absent.cells, empty=absent.empty, unknown=absent.unknown
    )


def _each(*labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for some in labels for label in some))


@dataclass(frozen=True)
class Gaps:
    """The lines of every table by what they are parts of, so that a figure that is not there can be missed.

    `members` holds for every family the figures of each member, whatever the period; `value` gives a cell's content.
    """

    index: Index
    mode: Missing
    members: Mapping[Family, Mapping[int, Sequence[int]]]
    value: Callable[[Cell], Value]

    def reading(
        self, dimension: int, whole: Key, parts: Sequence[int], unlisted: tuple[str, ...], *, closed: bool
    ) -> Reading:
        """How the sum of those parts is to be held."""
        absent = self._absent(dimension, whole, parts)
        return reading(self.mode, closed=closed, unlisted=unlisted, absent=absent)

    def _absent(self, dimension: int, whole: Key, parts: Sequence[int]) -> Absent:
        """The lines of the parts' own table that have no figure beside those parts."""
        index = self.index
        lines = self.members.get((index.block(parts[0]), dimension, replace(whole, period=None)), {})
        present = {index.keys[part].members[dimension] for part in parts}
        if whole.period is None or len(lines) <= len(present):
            return Absent()
        empty: list[str] = []
        unknown: list[str] = []
        cells: list[Cell] = []
        for member, others in lines.items():
            if member in present:
                continue
            label = index.model.dimensions[dimension].members[member].label
            cell = self._crossing(parts, others) or self._crossing(others, parts)
            content = self.value(cell) if cell is not None else None
            if _is_unknown(content):
                unknown.append(label)
                continue
            empty.append(label)
            if cell is not None and (content is None or isinstance(content, str)):
                cells.append(cell)
        return Absent(tuple(empty), tuple(unknown), tuple(cells))

    def is_list(self, dimension: int, whole: Key, parts: Sequence[int]) -> bool:
        """Whether the parts' table has figures of more than one member, or one of the whole: a column "Biologics
        share" beside other columns is no list of shares."""
        undated = replace(whole, period=None)
        block = self.index.block(parts[0])
        lines = self.members.get((block, dimension, undated), {})
        return len(lines) > 1 or bool(self._totals(block, whole)) or undated in self.index.positions

    def _crossing(self, across: Sequence[int], down: Sequence[int]) -> Cell | None:
        """Where the one column of some figures meets the one row of others."""
        o = self.index.model.observations
        columns, rows = {int(o.column[p]) for p in across}, {int(o.row[p]) for p in down}
        if len(columns) != 1 or len(rows) != 1:
            return None
        return int(o.sheet[across[0]]), rows.pop(), columns.pop()

    def total_is_missing(self, whole: Key, parts: Sequence[int]) -> bool:
        """Whether the total has a line in the parts' table, but no figure of that period anywhere."""
        if whole.period is None or whole in self.index.positions:
            return False
        return bool(self._totals(self.index.block(parts[0]), whole))

    def _totals(self, block: Block, whole: Key) -> list[int]:
        """The figures of a total in a table, whatever their period."""
        periods = self.index.model.observations.periods
        keys = (replace(whole, period=period) for period in periods)
        return [p for key in keys for p in self.index.positions.get(key, ()) if self.index.block(p) == block]

    def lacking(
        self, dimension: int, whole: Key, parts: Sequence[int], missing: tuple[str, ...], near: int | None = None
    ) -> Lacking:
        """A sum of which nothing, or nothing but that it holds, can be said."""
        return Lacking(
            near=parts[0] if near is None else near,
            whole=label(self.index, whole),
            period=str(whole.period) if whole.period is not None else "",
            dimension=self.index.model.dimensions[dimension].code,
            missing=missing,
            parts=tuple(parts),
            holds=self.mode in ZERO,
        )

    def unprinted(self) -> Iterator[Lacking]:
        """The sums without any part printed, for the periods that their table has: those whose total is there in the
        modes that know of nulls, those of which nothing is there in the modes that always judge."""
        if self.mode not in NULL | ALWAYS:
            return
        dated = self._periods()
        for (block, dimension, whole), lines in self.members.items():
            figures = [p for found in lines.values() for p in found]
            seen = {self.index.keys[p].period for p in figures}
            for period in sorted(dated.get((block, whole.measure, whole.currency), set()) - seen, key=str):
                dated_whole = replace(whole, period=period)
                total = next(iter(self.index.positions.get(dated_whole, ())), None)
                if self.mode not in ALWAYS if total is None else self.mode not in NULL:
                    continue
                labels = tuple(self.index.model.dimensions[dimension].members[m].label for m in lines)
                near = figures[0] if total is None else total
                yield self.lacking(dimension, dated_whole, (), labels, near)

    def _periods(self) -> Mapping[tuple[Block, str, str], set[Period]]:
        """The periods for which a table prints figures of a measure and currency."""
        found: dict[tuple[Block, str, str], set[Period]] = {}
        for position, key in enumerate(self.index.keys):
            if key.period is not None:
                found.setdefault((self.index.block(position), key.measure, key.currency), set()).add(key.period)
        return found


def _is_unknown(content: Value) -> bool:
    """Whether a cell says that there is no value, where a blank or a dash would mean nothing."""
    if isinstance(content, str):
        return content.strip().casefold() not in _NOTHING
    return isinstance(content, ErrorValue)


class Blanks:
    """Numbers the empty cells that count as zero in a sum, on from a first position; `like` has for each a part of
    that sum, whose unit would be its own."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.positions: dict[Cell, int] = {}
        self.like: list[int] = []

    def __call__(self, cell: Cell, like: int) -> int:
        if cell not in self.positions:
            self.positions[cell] = self.first + len(self.positions)
            self.like.append(like)
        return self.positions[cell]


def gaps(
    index: Index, families: Mapping[tuple[int, Key], Sequence[int]], mode: Missing, value: Callable[[Cell], Value]
) -> Gaps:
    """The lines of all tables, from the figures by what they are parts of."""
    members: dict[Family, dict[int, list[int]]] = {}
    for (dimension, whole), parts in families.items():
        undated = replace(whole, period=None)
        lines: dict[Block, dict[int, list[int]]] = {}  # of this whole, by table
        for part in parts:
            block = index.block(part)
            if block not in lines:
                lines[block] = members.setdefault((block, dimension, undated), {})
            lines[block].setdefault(index.keys[part].members[dimension], []).append(part)
    return Gaps(index, mode, members, value)


def label(index: Index, whole: Key) -> str:
    """The name of a whole: its innermost members, or that it is the total."""
    names = [index.model.dimensions[d].members[whole.members[d]].label for d in index.leaf(whole.members)]
    return ", ".join(names) or "The total"
