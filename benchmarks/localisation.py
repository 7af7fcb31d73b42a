"""How often the wrong cell is named: plants errors in real tables whose sums are known, and asks which cells they were.

Run as `python benchmarks/localisation.py [--data FILE] [--seed N] [--per-table N]`.
One error a table at first, by kind: as people mistype, then slips of other sorts; then two errors a table; then what
is said of the tables as published.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from labelled_tables import DATA, Place, Table, number, read, system

from cdmo_cli.identities.judge import judge
from cdmo_cli.identities.model import Candidate, Judgement

TYPED = ("swap", "mistype", "drop", "times10", "times1000", "sign")
OTHER = ("blank", "neighbour", "omitted", "stale", "random")
TRIES = 50
LEVELS = (0.5, 0.8, 0.95, 0.97, 1.0)


@dataclass(frozen=True)
class Error:
    """A text that replaces that of a cell; `value` is the published one."""

    place: Place
    kind: str
    value: float
    text: str


def spoilt(table: Table, place: Place, kind: str, parts: Sequence[Place], rng: random.Random) -> str:
    """The cell's text with an error of that kind; the same text where there can be none."""
    text = table.text(place)
    digits = [i for i, sign in enumerate(text) if sign.isdigit()]
    signs = list(text)
    if kind == "swap":
        pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b]]
        if not pairs:
            return text
        a, b = rng.choice(pairs)
        signs[a], signs[b] = signs[b], signs[a]
    elif kind == "mistype":
        at = rng.choice(digits)
        signs[at] = rng.choice([digit for digit in "0123456789" if digit != text[at]])
    elif kind == "drop":
        del signs[rng.choice(digits)]
    elif kind == "sign":
        return text[1:] if text.startswith("-") else "-" + text
    elif kind in ("times10", "times1000"):
        if any(sign in text for sign in ".,"):
            return text  # a separator would have to move: those are left to the plain integers
        signs.insert(digits[-1] + 1, "0" if kind == "times10" else "000")
    else:
        return _otherwise(table, place, kind, parts, rng)
    return "".join(signs)


def _otherwise(table: Table, place: Place, kind: str, parts: Sequence[Place], rng: random.Random) -> str:
    """Errors that are no slip of the pen. Totals alone leave a part out, or are not added up again."""
    text, row, column = table.text(place), *place
    if kind == "blank":
        return text if parts else ""  # a total that is missing is no sum at all
    if kind == "neighbour":
        beside = [(row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column)]
        inside = [(r, c) for r, c in beside if 0 <= r < len(table.cells) and 0 <= c < len(table.cells[r])]
        return rng.choice([table.text(other) for other in inside if table.number(other) is not None] or [text])
    if kind == "random":
        return "".join(rng.choice("123456789") if sign.isdigit() else sign for sign in text)
    if not parts:
        return text
    value, part = table.number(place) or 0.0, table.number(rng.choice(parts)) or 0.0
    value = value - part if kind == "omitted" else value - round(part * rng.uniform(-0.3, 0.3))
    decimals = len(text.partition(".")[2]) if table.number_format.endswith("Point") else 0
    return f"{value:.{decimals}f}" if table.number_format.endswith("Point") else text


def plant(table: Table, kinds: Sequence[str], rng: random.Random) -> Error | None:
    """An error in a number of a marked sum that holds; None where the table offers none."""
    for _ in range(TRIES):
        holding = _holding(table)
        if not holding:
            return None
        total, parts = rng.choice(holding)
        place, kind = rng.choice([total, *parts]), rng.choice(kinds)
        before = table.number(place)
        text = spoilt(table, place, kind, parts if place == total else (), rng)
        after = number(text, table.number_format) if text or kind != "blank" else 0.0
        if before is None or after is None or abs(after - before) <= 0.01 * abs(before) or abs(after - before) < 5:
            continue
        return Error(place, kind, before, text)
    return None


_HOLDING: dict[str, list[tuple[Place, list[Place]]]] = {}


def _holding(table: Table) -> list[tuple[Place, list[Place]]]:
    """The sums of at least two figures that hold as published."""
    if table.name not in _HOLDING:
        found = []
        for total, parts in table.sums:
            figures = [part for part in parts if table.number(part) is not None]
            stated, added = table.number(total), sum(table.number(part) or 0.0 for part in figures)
            if stated is not None and len(figures) >= 2 and math.isclose(stated, added, rel_tol=1e-9, abs_tol=1e-9):
                found.append((total, figures))
        _HOLDING[table.name] = found
    return _HOLDING[table.name]


def blamed(judgement: Judgement) -> list[Candidate]:
    """The first suspect of every component; both of two that are said to be wrong together."""
    return [
        suspect
        for component in judgement.components
        for suspect in (component.suspects if component.together else component.suspects[:1])
    ]


@dataclass
class Score:
    """Counts for one kind of error; `levels` has (right, all) by the probability said of the first suspect."""

    planted: int = 0
    detected: int = 0
    cell: int = 0
    value: int = 0
    named: int = 0
    undecided: int = 0
    levels: Counter[tuple[float, bool]] = field(default_factory=Counter)

    def add(self, judgement: Judgement, cell: int, value: float) -> None:
        self.planted += 1
        identities = judgement.system.identities
        touched = {v.identity for v in judgement.judged if v.fails and cell in identities[v.identity].cells}
        self.detected += bool(touched)
        right = [suspect for suspect in blamed(judgement) if suspect.cell == cell]
        self.cell += bool(right)
        self.value += any(_same(suspect.value, value) for suspect in right)
        for component in judgement.components:
            if touched.isdisjoint(component.identities):
                continue
            self.undecided += component.undecided
            self.named += any(suspect.cell == cell for suspect in component.suspects)
            for suspect in component.suspects[:1]:
                level = next(level for level in LEVELS if suspect.probability <= level)
                self.levels[level, suspect.cell == cell] += 1
            break

    def line(self, name: str) -> str:
        n = max(self.planted, 1)
        return (
            f"{name:10s} planted {self.planted:5d}  detected {self.detected / n:.3f}  right cell {self.cell / n:.3f}  "
            f"right value {self.value / n:.3f}  named {self.named / n:.3f}  undecided {self.undecided / n:.3f}"
        )


def _same(found: float | None, value: float) -> bool:
    return found is not None and math.isclose(found, value, rel_tol=1e-6)


def single(tables: Sequence[Table], kinds: Sequence[str], rng: random.Random, per_table: int) -> dict[str, Score]:
    """One error a table, so many times each: the score by kind of error, and of all."""
    scores: dict[str, Score] = defaultdict(Score)
    for table in tables:
        for _ in range(per_table):
            error = plant(table, kinds, rng)
            if error is None:
                break
            planted, at = system(table, {error.place: error.text})
            judgement = judge(planted)
            for name in (error.kind, "all"):
                scores[name].add(judgement, at[error.place], error.value)
    return scores


def several(tables: Sequence[Table], count: int, rng: random.Random, per_table: int) -> str:
    """So many errors a table, wherever they fall."""
    started = time.perf_counter()
    found: Counter[int] = Counter()
    for table in tables:
        for _ in range(per_table):
            errors = [error for _ in range(count) if (error := plant(table, TYPED, rng)) is not None]
            if len({error.place for error in errors}) < count:
                continue
            planted, at = system(table, {error.place: error.text for error in errors})
            named = {suspect.cell for suspect in blamed(judge(planted))}
            found[sum(at[error.place] in named for error in errors)] += 1
    tried, seconds = max(sum(found.values()), 1), time.perf_counter() - started
    shares = ", ".join(f"{right} {found[right] / tried:.3f}" for right in range(count, -1, -1))
    took = f"{1000 * seconds / tried:.0f} ms a table"
    return f"{count} errors in a table: planted {tried}, first suspects right: {shares} ({took})"


def published(tables: Sequence[Table]) -> str:
    """How the sums come out that nobody spoilt: a few of them are the publishers' own mistakes."""
    outcomes: Counter[str] = Counter()
    tables_with = 0
    for table in tables:
        judgement = judge(system(table)[0])
        found = Counter(verdict.outcome for verdict in judgement.judged)
        outcomes.update(found)
        tables_with += bool(found["impossible"])
    return f"as published: {dict(outcomes)}, {tables_with} of {len(tables)} tables with an impossible sum"


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=DATA, help="the labelled tables (.jsonl.gz)")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--per-table", type=int, default=1)
    args = options.parse_args()
    tables = list(read(args.data))
    for title, kinds in (("as people mistype", TYPED), ("otherwise wrong", OTHER)):
        started = time.perf_counter()
        scores = single(tables, kinds, random.Random(args.seed), args.per_table)  # noqa: S311
        print(f"one error a table, {title} ({time.perf_counter() - started:.1f} s)")
        for kind in (*kinds, "all"):
            print("  " + scores[kind].line(kind))
        levels = scores["all"].levels
        for level in LEVELS:
            right, wrong = levels[level, True], levels[level, False]
            share = f"{right / (right + wrong):.3f} right" if right + wrong else ""
            print(f"  first suspect said to be up to {level:.0%} likely: {right + wrong:5d} {share}")
    for count in (2, 3):
        print(several(tables, count, random.Random(args.seed), args.per_table))  # noqa: S311
    print(published(tables))


if __name__ == "__main__":
    main()
