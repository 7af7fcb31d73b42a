"""What the tests of the samples share: a workbook read twice, and formulas evaluated without its stored values."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
MAIN = SAMPLES / "cdmo-outsourcing.xlsx"
PUBLISHED = SAMPLES / "as-published.xlsx"
LAYOUTS = SAMPLES / "layouts"
WORKBOOKS = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*.xlsx"))
FILES = sorted(path for suffix in ("*.xlsx", "*.csv", "*.tsv") for path in SAMPLES.rglob(suffix))
YEARS = range(2019, 2032)
REGIONS = ("North America", "Europe", "Asia-Pacific", "Latin America", "Middle East & Africa")
REFERENCE = re.compile(r"(?:(?:'([^']+)'|(\w+))!)?(\$?[A-Z]{1,2}\$?\d+)(?::(\$?[A-Z]{1,2}\$?\d+))?")


class Grid:
    """A workbook twice: formulas as written and values as stored; `evaluate` uses the formulas alone."""

    def __init__(self, path: Path) -> None:
        self.written = load_workbook(path)
        self.stored = load_workbook(path, data_only=True)

    def evaluate(self, sheet: str, address: str) -> Any:
        value = self.written[sheet][address.replace("$", "")].value
        return self.compute(sheet, value) if isinstance(value, str) and value.startswith("=") else value

    def compute(self, sheet: str, formula: str) -> float:
        def value(match: re.Match[str]) -> str:
            where = match[1] or match[2] or sheet
            if match[4] is None:
                return repr(float(self.evaluate(where, match[3])))
            left, top, right, bottom = range_boundaries(f"{match[3]}:{match[4]}".replace("$", ""))
            cells = [
                self.evaluate(where, f"{get_column_letter(column)}{row}")
                for row in range(top, bottom + 1)
                for column in range(left, right + 1)
            ]
            return ",".join(repr(float(cell)) for cell in cells)

        expression = REFERENCE.sub(value, formula[1:]).replace("^", "**")
        functions = {"SUM": lambda *x: sum(x), "MEDIAN": lambda *x: median(x), "MIN": min, "MAX": max}
        return float(eval(expression, {"__builtins__": {}}, functions))

    def formulas(self) -> list[tuple[str, str, str]]:
        return [
            (sheet.title, cell.coordinate, cell.value)
            for sheet in self.written
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith("=")
        ]

    def rows(self, sheet: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.stored[sheet].iter_rows(values_only=True)]


def series(grid: Grid, sheet: str, label: str, block: int = 0) -> dict[int, float]:
    """The figures of 2019 to 2031 in the row of that label, of the first block (or a later one) of the sheet."""
    found = [row for row in grid.rows(sheet) if row[0] == label]
    return dict(zip(YEARS, found[block][1 : 1 + len(YEARS)], strict=True))
