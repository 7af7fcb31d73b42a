"""What `cdmo validate` costs beside the script that one would write instead: time and memory, side by side in one run.

Run as `python benchmarks/validate.py [--rounds N] [WORKBOOK ...]`; without workbooks the sample and one that is made
here, a long table of some 2,000 rows. The script reads every sheet with pandas and holds the totals that it knows by
name against their parts (groupby); it knows one layout, so on a sheet of another it only reads. Each run is a new
process: start-up counts for both.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "cdmo-outsourcing.xlsx"

REGIONS = ("North America", "Europe", "Asia-Pacific", "Latin America", "Middle East & Africa")
TYPES = ("Small molecules", "Biologics")
YEARS = range(1985, 2025)
APPLICATIONS = ("API", "Drug product")
ALL = "All"

BY_HAND = """
import sys
import pandas as pd

off = 0
for sheet in pd.read_excel(sys.argv[1], sheet_name=None, engine="openpyxl").values():
    if list(sheet.columns[:3]) == ["Region", "Type", "Application"]:
        for by in ("Region", "Type", "Application"):
            others = [c for c in ("Region", "Type", "Application", "Year") if c != by]
            parts = sheet[sheet[by] != "All"].groupby(others)["Revenue (USD million)"].sum()
            whole = sheet[sheet[by] == "All"].set_index(others)["Revenue (USD million)"]
            off += int(((whole - parts).abs() > 0.05).sum())
print(off)
"""

MEASURED = """
import resource, runpy, sys

sys.argv = sys.argv[1:]
try:
    runpy.run_module("cdmo_cli", run_name="__main__") if sys.argv[0] == "cdmo" else runpy.run_path(sys.argv[0])
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
"""Prints the most memory that the process held: in KiB on Linux, in bytes on macOS."""


@dataclass(frozen=True)
class Cost:
    """Seconds and MiB of one way to check a workbook."""

    seconds: float
    memory: float


def long_workbook(path: Path) -> None:
    """Three dimensions with their totals by year, one figure a row, rounded to 0.1."""
    from xlsxwriter import Workbook

    rng = random.Random(7)  # noqa: S311
    leaves = {leaf: round(rng.uniform(5, 900), 1) for leaf in product(REGIONS, TYPES, APPLICATIONS, YEARS)}
    with Workbook(path) as book:
        sheet = book.add_worksheet("Long")
        sheet.write_row(0, 0, ["Region", "Type", "Application", "Year", "Revenue (USD million)"])
        shown = product((*REGIONS, ALL), (*TYPES, ALL), (*APPLICATIONS, ALL), YEARS)
        for row, (region, kind, application, year) in enumerate(shown, 1):
            added = sum(
                leaves[leaf]
                for leaf in product(
                    REGIONS if region == ALL else (region,),
                    TYPES if kind == ALL else (kind,),
                    APPLICATIONS if application == ALL else (application,),
                    (year,),
                )
            )
            sheet.write_row(row, 0, [region, kind, application, year, round(added, 1)])


def cost(command: Sequence[str], rounds: int) -> Cost:
    """The median of several runs."""
    seconds, memory = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", MEASURED, *command], capture_output=True, text=True, encoding="utf-8", check=False
        )
        seconds.append(time.perf_counter() - started)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
        kib = int(done.stderr.split()[-1]) / (1024 if sys.platform == "darwin" else 1)
        memory.append(kib / 1024)
    return Cost(statistics.median(seconds), statistics.median(memory))


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("workbooks", nargs="*", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made, script = Path(folder) / "long.xlsx", Path(folder) / "by_hand.py"
        long_workbook(made)
        script.write_text(BY_HAND, encoding="utf-8")
        print(f"{'workbook':24s} {'cdmo validate':>20s} {'pandas script':>20s} {'ratio: time, memory':>22s}")
        for path in args.workbooks or (SAMPLE, made):
            ours = cost(["cdmo", "validate", str(path)], args.rounds)
            theirs = cost([str(script), str(path)], args.rounds)
            print(
                f"{path.name:24s} {ours.seconds:9.2f} s {ours.memory:4.0f} MiB {theirs.seconds:9.2f} s"
                f" {theirs.memory:4.0f} MiB {ours.seconds / theirs.seconds:15.2f} {ours.memory / theirs.memory:6.2f}"
            )


if __name__ == "__main__":
    main()
