"""Real tables in which people marked every sum (the AggreCol data set), as systems of identities.

The file holds one table a line: its cells as text, its number format, and its sums as 0-based [row, column] of the
total and of the parts.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cdmo_cli.identities.granularity import half_widths
from cdmo_cli.identities.model import Cells, Identity, System
from cdmo_cli.market.model import MEASURES, Observations
from cdmo_cli.tables.model import Unit

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "labelled-totals.jsonl.gz"

SEPARATORS = {
    "None Point": ("", "."),
    "None Comma": ("", ","),
    "Comma Point": (",", "."),
    "Space Point": (" ", "."),
    "Space Comma": (" ", ","),
    "Point Comma": (".", ","),
}
"""Thousands separator and decimal separator of each number format that the labels name."""

Place = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """One table; rows and columns count from 0 as in the labels."""

    name: str
    number_format: str
    cells: list[list[str]]
    sums: tuple[tuple[Place, tuple[Place, ...]], ...]

    def text(self, place: Place) -> str:
        return self.cells[place[0]][place[1]]

    def number(self, place: Place) -> float | None:
        return number(self.text(place), self.number_format)


def read(path: Path) -> Iterator[Table]:
    """The tables of the file, with their sums that are marked as such."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            sums = tuple(
                ((found["total"][0], found["total"][1]), tuple(sorted((r, c) for r, c in found["parts"])))
                for found in record["aggregations"]
                if found["operator"] == "Sum"
            )
            yield Table(f"{record['file']} {record['table']}", record["number_format"], record["cells"], sums)


def number(text: str, number_format: str) -> float | None:
    """What a cell's text says in that number format; None for anything but a number."""
    thousands, decimal = SEPARATORS.get(number_format, (",", "."))
    text = text.strip().strip("$€£").strip()
    negative = text.startswith("(") and text.endswith(")")
    text = text.strip("()").rstrip("%").strip()
    text = re.sub(r"\s", "", text) if thousands == " " else text.replace(thousands, "") if thousands else text
    text = text.replace(decimal, ".")
    if not re.fullmatch(r"[-+]?\d*\.?\d+|[-+]?\d+\.?", text):
        return None
    return -float(text) if negative else float(text)


def _decimals(text: str, number_format: str) -> int:
    """How many digits stand after the decimal separator."""
    point = SEPARATORS.get(number_format, (",", "."))[1]
    return sum(sign.isdigit() for sign in text.partition(point)[2])


def system(table: Table, changed: Mapping[Place, str] | None = None) -> tuple[System, dict[Place, int]]:
    """The marked sums of a table as declared identities, and the number of every cell.

    `changed` replaces texts. Parts without a number are blank cells, which count as zero; the numbers in the rows and
    columns of the sums are there as neighbours.
    """
    changed = changed or {}
    texts = {
        (r, c): changed.get((r, c), text)
        for r, row in enumerate(table.cells)
        for c, text in enumerate(row)
        if text.strip() or (r, c) in changed
    }
    values = {place: number(text, table.number_format) for place, text in texts.items()}
    marked = {place for total, parts in table.sums for place in (total, *parts)}
    rows, columns = {r for r, _ in marked}, {c for _, c in marked}
    shown = [
        place
        for place, value in values.items()
        if value is not None and (place in marked or (place[0] in rows and place[1] in columns))
    ]
    sums = [
        (total, parts)
        for total, parts in table.sums
        if values.get(total) is not None and any(values.get(part) is not None for part in parts)
    ]
    blank = sorted({part for _, parts in sums for part in parts if values.get(part) is None})
    at = {place: position for position, place in enumerate([*shown, *blank])}
    figures = np.array([values[place] for place in shown], dtype=np.float64)
    decimals = np.array([min(_decimals(texts[place], table.number_format), 12) for place in shown], dtype=np.int8)
    half = half_widths(_observations(shown, figures, decimals))
    cells = Cells(
        sheet=np.zeros(len(at), dtype=np.int32),
        row=np.array([r + 1 for r, _ in at], dtype=np.int32),
        column=np.array([c + 1 for _, c in at], dtype=np.int32),
        value=np.concatenate([figures, np.zeros(len(blank))]),
        half=np.concatenate([half, np.zeros(len(blank))]),
        scale=np.ones(len(at)),
        observations=len(shown),
        blank=frozenset(range(len(shown), len(at))),
    )
    identities = tuple(
        Identity("sum", at[total], tuple(at[part] for part in parts), (1,) * len(parts), "declared")
        for total, parts in sums
    )
    return System(cells, identities), at


def _observations(places: list[Place], values: np.ndarray, decimals: np.ndarray) -> Observations:
    count = len(places)
    zeros = np.zeros(count, dtype=np.int32)
    return Observations(
        sheet=zeros,
        row=np.array([r for r, _ in places], dtype=np.int32),
        column=np.array([c for _, c in places], dtype=np.int32),
        block=zeros,
        value=values,
        decimals=decimals,
        measure=np.full(count, MEASURES.index("value"), dtype=np.int8),
        status=np.full(count, -1, dtype=np.int8),
        period=zeros - 1,
        unit=zeros,
        members={},
        periods=(),
        units=(Unit("count", None, 1.0),),
    )
