"""The samples that are plain text: tidy and wide tables with commas, semicolons and tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from making import market as m
from making.estimates import CLAIMS


def save(path: Path, rows: Sequence[Sequence[str | int]], delimiter: str, bom: bool = False) -> None:
    """Write rows as text, the same line ends on every system; a byte order mark as Excel writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n" if bom else "\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig" if bom else "utf-8"))


def long(path: Path) -> None:
    """Tidy: a row a figure. Totals are rows too, with "Total" as their country and "World" as their region."""
    data = m.build()
    rows: list[list[str | int]] = [["Region", "Country", "Year", "Status", "Value", "Currency", "Unit", "Note"]]
    for year in m.FORECAST:
        tail: list[str | int] = ["USD", "billion", "illustrative"]
        status = "base" if year == m.BASE else "forecast"
        for region, countries in data.countries.items():
            for country, series in countries.items():
                rows.append([region, country, year, status, f"{series[year] / 100:.2f}", *tail])
            rows.append([region, "Total", year, status, f"{data.regions[region][year] / 100:.2f}", *tail])
        rows.append(["World", "Total", year, status, f"{data.total[year] / 100:.2f}", *tail])
    save(path, rows, ",")


def claims(path: Path) -> None:
    """What publishers print, as they print it; seven of the growth rates contradict their own end points."""
    heads = ["Publisher", "Market", "Size (USD billion)", "Year", "Forecast size (USD billion)", "Forecast year",
             "CAGR (%)", "Source"]  # fmt: skip
    rows: list[list[str | int]] = [list(heads)]
    for c in CLAIMS:
        rows.append([c.publisher, c.market, c.size, c.year, c.end_size, c.end_year, c.cagr, c.source])
    save(path, rows, ",")


def semicolons(path: Path) -> None:
    """Decimal commas, points between thousands, % with the figure, brackets for what falls; as Excel saves it."""
    data = m.build()
    years = tuple(range(2023, m.LAST + 1))
    heads = ["2023A", "2024 (Base)", *[f"{y}F" for y in years[2:]]]
    lines = [*data.types.items(), ("Total", data.total)]
    rows: list[list[str | int]] = [
        ["Market size by type, USD Million; illustrative"],
        ["Type", *heads, "CAGR 2024-2031"],
    ]
    for label, series in lines:
        sizes = [german(series[y] * 10, 1) for y in years]
        rows.append([label, *sizes, f"{german(m.cagr(series), 1)} %"])
    rows += [[], ["Share of the market, %; illustrative"], ["Type", *heads]]
    for label, series in lines:
        rows.append([label, *[f"{german(100 * series[y] / data.total[y], 1)} %" for y in years]])
    rows += [[], ["Change of share on the year before, percentage points; illustrative"], ["Type", *heads]]
    for label, series in lines[:-1]:
        shares = [100 * series[y] / data.total[y] for y in years]
        rows.append([label, "n/a", *[bracketed(now - then) for then, now in pairwise(shares)]])
    save(path, rows, ";", bom=True)


def bracketed(value: float) -> str:
    """A figure with one decimal, negative ones in brackets, nothing as a dash."""
    rounded = round(value, 1)
    if rounded == 0:
        return "–"
    return f"({german(-rounded, 1)})" if rounded < 0 else german(rounded, 1)


def german(value: float, decimals: int) -> str:
    """1234.5 → 1.234,5."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def tabs(path: Path) -> None:
    """Tabs between columns, thousands separators, a unit column and a footnote."""
    data = m.build()
    heads = [str(y) if y < m.BASE else f"{y}A" if y == m.BASE else f"{y}F" for y in m.YEARS]
    rows: list[list[str | int]] = [["Application", "Unit", *heads]]
    for label, series in (
        ("API*", data.applications["API"]),
        ("Drug", data.applications["Drug"]),
        ("Total", data.total),
    ):
        rows.append([label, "USD Million", *[f"{series[y] * 10:,}" for y in m.YEARS]])
    rows += [[], ["* Active pharmaceutical ingredients. Illustrative figures."]]
    save(path, rows, "\t")


COSTS = {
    "Personal": {"Löhne": (412, 418, 421, 437, 1598), "Gehälter": (655, 655, 671, 690, 2590)},
    "Material": {
        "Wirkstoffe": (1204, 1187, 1246, 1313, 4612),
        "Hilfsstoffe": (318, 342, 331, 352, 1301),
        "Verpackung": (276, 281, 279, 298, 1122),
    },
    "Energie": {"Strom": (143, 128, 121, 151, 588), "Dampf": (97, 61, 54, 88, 331)},
}
"""Four quarters of 2024 and the year 2023 of every kind of cost, by group, in thousand euros; illustrative."""


def no_template(path: Path) -> None:
    """The costs of a plant as its controller keeps them: totals above their parts, and no word for what adds up."""
    rows: list[list[str | int]] = [["Kosten eines Werks, Tsd. EUR; illustrative"], []]
    rows += [["Kostenart", "Q1", "Q2", "Q3", "Q4", "2024", "2023", "Veränderung %", "Anteil %"]]
    groups = {group: _added(kinds.values()) for group, kinds in COSTS.items()}
    plant = _added(groups.values())
    for label, figures in [("Werk", plant), *((g, f) for g, f in groups.items())]:
        rows.append(_costs(label, figures, plant))
        rows += [_costs(kind, own, plant) for kind, own in COSTS.get(label, {}).items()]
    save(path, rows, ";")


def _added(lines: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*lines, strict=True)]


def _costs(label: str, figures: Sequence[int], plant: Sequence[int]) -> list[str | int]:
    """A line with its year, the change on the year before and the share of the plant."""
    year, before = sum(figures[:4]), figures[4]
    tail = [german(100 * (year / before - 1), 1), german(100 * year / sum(plant[:4]), 1)]
    return [label, *[german(figure, 0) for figure in (*figures[:4], year, before)], *tail]
