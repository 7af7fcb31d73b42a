"""How long the search for sums takes by size, what it finds of planted ones, and what reading the same file costs.

Run as `python benchmarks/inference.py [--cells 1000 10000 ...] [--seed N]`. For every size five workbooks are made:
rows that add up in blocks, these in tens and all in a grand total; the same of small integers, more than half of them
blank; years of three or four quarters; columns that add up; and 80 sheets. One cell in a thousand is wrong, and no
label tells a total. Each way to read a file, and the search, is a process of its own. The search is timed from the
sheets as read.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Planted = tuple[int, str, int, tuple[int, ...]]
"""Sheet, direction, and the rows or columns of the total and its parts, from 1."""

COLUMNS = 21
WRONG = 0.001
SHEETS = 80
SIZES = (1_000, 10_000, 100_000, 1_000_000)


@dataclass
class Made:
    """The figures of a workbook, blanks as nan, and the sums in it; labels take the first row and column."""

    sheets: list[Floats] = field(default_factory=list)
    planted: set[Planted] = field(default_factory=set)


def tree(rng: np.random.Generator, rows: int, longest: int, most: int, blank: float) -> tuple[Floats, list[list[int]]]:
    """Blocks of rows with their totals below, ten totals to a larger one, all in a grand total: the figures, and every
    sum as its total row and its part rows, from 0."""
    figures: list[Floats] = []
    sums: list[list[int]] = []
    open_blocks: list[int] = []
    open_tens: list[int] = []

    def add_total(parts: Iterable[int], to: list[int]) -> None:
        own = list(parts)
        sums.append([len(figures), *own])
        to.append(len(figures))
        figures.append(np.sum([figures[part] for part in own], axis=0))

    while len(figures) < rows - 3:
        size = int(rng.integers(min(3, longest), longest + 1))
        block = rng.integers(1, most + 1, (size, COLUMNS)).astype(float)
        block[rng.random(block.shape) < blank] = 0
        first = len(figures)
        figures.extend(block)
        add_total(range(first, first + size), open_blocks)
        if len(open_blocks) == 10:
            add_total(open_blocks, open_tens)
            open_blocks.clear()
    if open_tens:
        add_total([*open_tens, *open_blocks], [])
    return np.array(figures), sums


def spoilt(rng: np.random.Generator, figures: Floats) -> Floats:
    """The figures with some wrong cells, and blanks for zeros."""
    wrong = rng.random(figures.shape) < WRONG
    figures = figures + np.where(wrong, rng.integers(10, 1000, figures.shape), 0)
    return np.where(figures == 0, np.nan, figures)


def rows_that_add_up(longest: int, most: int, blank: float, sheets: int = 1) -> Callable[[int, int], Made]:
    """A maker of workbooks whose rows add up."""

    def make(cells: int, seed: int) -> Made:
        rng = np.random.default_rng(seed)
        made = Made()
        for sheet in range(sheets):
            figures, sums = tree(rng, max(cells // sheets // COLUMNS, 8), longest, most, blank)
            made.sheets.append(spoilt(rng, figures))
            made.planted |= {(sheet, "rows", s[0] + 2, tuple(part + 2 for part in s[1:])) for s in sums}
        return made

    return make


def columns_that_add_up(cells: int, seed: int) -> Made:
    """Two blocks of columns with their totals, and the total of these."""
    rng = np.random.default_rng(seed)
    figures = rng.integers(1, 10_000, (cells // COLUMNS, COLUMNS)).astype(float)
    figures[rng.random(figures.shape) < 0.1] = 0
    planted: set[Planted] = set()
    for total, parts in ((6, range(6)), (13, range(7, 13)), (20, (6, 13))):
        figures[:, total] = figures[:, list(parts)].sum(axis=1)
        planted.add((0, "columns", total + 2, tuple(part + 2 for part in parts)))
    figures[:, 14:20] = rng.integers(1, 10_000, (len(figures), 6))
    return Made([spoilt(rng, figures)], planted)


KINDS: dict[str, Callable[[int, int], Made]] = {
    "rows in blocks": rows_that_add_up(40, 9_999, 0.1),
    "small integers": rows_that_add_up(40, 9, 0.6),
    "quarters": rows_that_add_up(4, 9_999, 0.0),
    "columns": columns_that_add_up,
    f"{SHEETS} sheets": rows_that_add_up(12, 9_999, 0.1, SHEETS),
}


def written(made: Made, path: Path) -> None:
    """Writes a workbook."""
    from xlsxwriter import Workbook

    with Workbook(path, {"constant_memory": True, "nan_inf_to_errors": True}) as book:
        for number, figures in enumerate(made.sheets, 1):
            sheet = book.add_worksheet(f"Sheet {number}")
            sheet.write_row(0, 0, ["Item", *(f"Series {chr(65 + c)}" for c in range(COLUMNS))])
            for row, line in enumerate(figures.tolist(), 1):
                sheet.write_string(row, 0, f"Item {row}")
                for column, value in enumerate(line, 1):
                    if value == value:
                        sheet.write_number(row, column, value)


def by_calamine(path: Path) -> list[Planted]:
    """Reads all sheets."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    _ = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return []


def by_pandas(path: Path) -> list[Planted]:
    """Reads all sheets with the engine that pandas takes by itself."""
    import pandas as pd

    _ = pd.read_excel(path, sheet_name=None, header=None)
    return []


def by_search(path: Path, started: Callable[[], None]) -> list[Planted]:
    """The sums that the search finds; the time counts from `started`."""
    from cdmo_cli.identities.infer import found_in
    from cdmo_cli.read import read
    from cdmo_cli.tables.grid import build_grid

    workbook = read(path)
    started()
    found: list[Planted] = []
    for number, sheet in enumerate(workbook.sheets):
        for one in found_in(build_grid(sheet)):
            for axis, patterns in ((one.field.rows, one.rows), (one.field.columns, one.columns)):
                places = axis.item.tolist()
                for pattern in patterns:
                    parts = tuple(places[part] for part in pattern.parts)
                    found.append((number, axis.direction, places[pattern.total], parts))
    return found


def measure(way: str, path: Path) -> None:
    """Runs one way in this process and prints what it cost and found."""
    start = [time.perf_counter()]
    if way == "search":
        found = by_search(path, lambda: start.__setitem__(0, time.perf_counter()))
    else:
        found = by_pandas(path) if way == "pandas" else by_calamine(path)
    seconds = time.perf_counter() - start[0]
    json.dump({"seconds": seconds, "memory": most_memory(), "found": found}, sys.stdout)


def most_memory() -> float:
    """The most memory that this process held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss of Linux counts what the parent held when it forked
        told = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(told.split()[1]) / 1024
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


@dataclass(frozen=True)
class Cost:
    """Seconds, the most memory held in MiB, and the sums found."""

    seconds: float
    memory: float
    found: frozenset[Planted]


def cost(way: str, path: Path) -> Cost:
    """What one way costs, in a process of its own."""
    command = [sys.executable, __file__, "--measure", way, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{way} failed on {path.name}:\n{done.stderr}")
    told = json.loads(done.stdout)
    found = frozenset((sheet, direction, total, tuple(parts)) for sheet, direction, total, parts in told["found"])
    return Cost(told["seconds"], told["memory"], found)


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cells", nargs="+", type=int, default=SIZES)
    options.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--measure", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    args = options.parse_args()
    if args.measure:
        measure(args.measure[0], Path(args.measure[1]))
        return
    print(
        f"{'':16s} {'cells':>9s} {'search':>9s} {'planted':>8s} {'found':>6s} {'else':>5s} {'memory':>8s}"
        f" {'calamine':>17s} {'pandas':>17s} {'search: calamine, pandas':>25s}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for kind in args.kinds:
            for cells in args.cells:
                made = KINDS[kind](cells, args.seed)
                path = Path(folder) / "made.xlsx"
                written(made, path)
                ours, calamine, pandas = cost("search", path), cost("calamine", path), cost("pandas", path)
                right = len(ours.found & made.planted)
                print(
                    f"{kind:16s} {sum(figures.size for figures in made.sheets):9,d} {ours.seconds:7.2f} s"
                    f" {len(made.planted):8,d} {right:6,d} {len(ours.found) - right:5,d} {ours.memory:4.0f} MiB"
                    f" {calamine.seconds:7.2f} s {calamine.memory:4.0f} MiB"
                    f" {pandas.seconds:7.2f} s {pandas.memory:4.0f} MiB"
                    f" {ours.seconds / calamine.seconds:12.2f} {ours.seconds / pandas.seconds:12.2f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
