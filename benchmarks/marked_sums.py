"""How well the sums are found that people marked in real tables, and a wrong number in one of them.

Run as `python benchmarks/marked_sums.py [--data FILE] [--seed N]`. Nothing is told of the tables: each is a CSV file,
read and judged as `cdmo inspect` and `cdmo validate` do. A found sum is right where its total is a marked one and its
parts are the marked ones, cells without a number aside. Then one number of a marked sum that holds is spoilt in every
table, as people mistype.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from labelled_tables import DATA, Place, Table, number, read
from localisation import TYPED, plant

from cdmo_cli.check import check
from cdmo_cli.pipeline import examine
from cdmo_cli.present.relations import stated
from cdmo_cli.rules.model import Finding
from cdmo_cli.rules.subject import Subject

Sum = tuple[Place, frozenset[Place]]


def judged(table: Table, folder: Path, changed: Mapping[Place, str] | None = None) -> Subject:
    """A table as cdmo sees it; `changed` replaces texts."""
    cells = [list(row) for row in table.cells]
    for (row, column), text in (changed or {}).items():
        cells[row][column] = text
    path = folder / "table.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(cells)
    return examine(path)


def found(subject: Subject) -> set[Sum]:
    """All sums that are found, those too weak to be judged included."""
    sums = [one for of_sheet in stated(subject.judgement).values() for one in of_sheet if one.identity.kind == "sum"]
    return {
        ((one.total[1] - 1, one.total[2] - 1), frozenset((row - 1, column - 1) for _, row, column in one.parts))
        for one in sums
        if one.total is not None
    }


def compared(table: Table, sums: set[Sum]) -> tuple[int, int, int]:
    """How many sums are right, wrong and missed."""
    marked = [(total, frozenset(parts)) for total, parts in table.sums]
    right = 0
    for total, parts in sums:
        hit = next((m for m in marked if m[0] == total and all(table.number(c) is None for c in m[1] ^ parts)), None)
        if hit is not None:
            marked.remove(hit)
            right += 1
    return right, len(sums) - right, len(marked)


def scores(rows: Sequence[tuple[int, int, int]]) -> str:
    """Precision, recall and F1 over all sums of some tables, and the tables without a fault."""
    right, wrong, missed = (sum(row[i] for row in rows) for i in range(3))
    perfect = sum(not row[1] and not row[2] for row in rows)
    f1 = 2 * right / max(2 * right + wrong + missed, 1)
    return (
        f"precision {right / max(right + wrong, 1):.3f}, recall {right / max(right + missed, 1):.3f}, F1 {f1:.3f}, "
        f"{perfect} of {len(rows)} tables without a fault"
    )


def findings(subject: Subject) -> list[Finding]:
    """Errors and warnings."""
    return [one.finding for one in check([subject]).findings if one.finding.severity != "info"]


def wrong_numbers(tables: Sequence[Table], folder: Path, seed: int) -> str:
    """One wrong number a table: how often it is noticed, blamed first, and given the right figure."""
    rng = random.Random(seed)  # noqa: S311
    planted = noticed = cell = value = 0
    for table in tables:
        error = plant(table, TYPED, rng)
        if error is None or number(error.text, table.number_format) is None:
            continue
        planted += 1
        place = (error.place[0] + 1, error.place[1] + 1)
        told = [
            one
            for one in findings(judged(table, folder, {error.place: error.text}))
            if place
            in {(at.row, at.column) for at in (one.place, *one.related, *(s.place for s in one.suspects)) if at}
        ]
        first = [one.suspects[0] for one in told if one.suspects]
        blamed = [suspect for suspect in first if (suspect.place.row, suspect.place.column) == place]
        noticed += bool(told)
        cell += bool(blamed)
        value += any(one.value is not None and math.isclose(one.value, error.value, rel_tol=1e-6) for one in blamed)
    shares = [f"{count / max(planted, 1):.3f}" for count in (noticed, cell, value)]
    return f"planted {planted}: noticed {shares[0]}, right cell first {shares[1]}, right figure {shares[2]}"


def main() -> None:
    """Print the scores of the tables as published, and of those with a wrong number."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--seed", type=int, default=3)
    args = options.parse_args()
    tables = list(read(args.data))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        rows, alarms, errors = [], 0, 0
        for table in tables:
            subject = judged(table, folder)
            rows.append(compared(table, found(subject)))
            own = findings(subject)
            alarms += bool(own)
            errors += any(one.severity == "error" for one in own)
        seconds = time.perf_counter() - start
        print(f"tables used to choose the method: {scores(rows[::2])}")
        print(f"the others: {scores(rows[1::2])}")
        print(f"all {len(tables)}, {seconds:.0f} s: {scores(rows)}")
        print(f"as published: errors in {errors} tables, errors or warnings in {alarms}")
        print(wrong_numbers(tables, folder, args.seed))


if __name__ == "__main__":
    main()
