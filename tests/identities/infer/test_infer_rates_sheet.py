"""Rates of a whole sheet: those that follow from the figures of another part of it, and those of real layouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cdmo_cli.identities.infer.fields.axes import fields
from cdmo_cli.identities.infer.model import Pattern
from cdmo_cli.identities.infer.rates.find import Rate, rates, rates_of_sheet
from cdmo_cli.identities.infer.rates.joining import joined, moved
from cdmo_cli.identities.infer.sums.find import find
from cdmo_cli.read import read
from cdmo_cli.read.model import Sheet
from cdmo_cli.tables.grid import build_grid

NAMES = ("Norway", "Denmark", "Finland", "Sweden", "Iceland", "Belgium")
YEARS = ("2021", "2022", "2023", "2024")
FIGURES = np.random.default_rng(3).integers(1000, 90_000, (6, 4)).astype(float)
GROWTH = np.round((FIGURES[:, 1:] / FIGURES[:, :-1] - 1) * 100, 1)
SAMPLES = Path(__file__).parents[3] / "samples"


def found(rows: Sequence[Sequence[Any]]) -> list[Rate]:
    width = max(len(row) for row in rows)
    grid = build_grid(Sheet("Sheet1", 0, [list(row) + [None] * (width - len(row)) for row in rows]))
    return rates_of_sheet(fields(grid), (), grid)


def body(figures: Any, *before: Any) -> list[list[Any]]:
    return [[name, *before, *map(float, row)] for name, row in zip(NAMES, figures, strict=True)]


def test_growth_in_a_table_of_its_own_below() -> None:
    rows = [["Sales"], ["", *YEARS], *body(FIGURES), [], ["Growth, %"], ["", *YEARS], *body(GROWTH, None)]
    result = found(rows)
    assert [(r.kind, r.how, r.item) for r in result] == [("growth", "along 1", 12 + i) for i in range(6)]
    assert result[0].trios[0] == ((12, 3), (3, 3), (3, 2))


def test_growth_in_a_table_below_that_begins_with_the_second_year() -> None:
    rows = [["Sales"], ["", *YEARS], *body(FIGURES), [], ["Growth, %"], ["", *YEARS[1:]], *body(GROWTH)]
    result = found(rows)
    assert [(r.kind, r.how) for r in result] == [("growth", "along 1 shifted")] * 6
    assert result[0].trios[0] == ((12, 2), (3, 3), (3, 2))


def test_growth_in_a_table_of_its_own_to_the_right() -> None:
    heads = ["Country", *YEARS, None, "Country", *YEARS[1:]]
    title = ["Sales", *[None] * 6, "Growth, %"]
    rows = [
        [name, *map(float, a), None, name, *map(float, b)] for name, a, b in zip(NAMES, FIGURES, GROWTH, strict=True)
    ]
    result = found([title, heads, *rows])
    assert [(r.kind, r.item, r.trios[0].first[1], r.trios[0].second[1]) for r in result] == [
        ("growth", 8 + i, 3 + i, 2 + i) for i in range(3)
    ]


def test_tables_side_by_side_without_a_word_of_rates_are_not_joined() -> None:
    rows = [["Sales"], ["", *YEARS], *body(FIGURES), [], ["Costs"], ["", *YEARS], *body(GROWTH, None)]
    assert found(rows) == []


def test_joined_fields_keep_every_figure_in_its_place() -> None:
    rows = [["Sales"], ["", *YEARS], *body(FIGURES), [], ["Growth, %"], ["", *YEARS], *body(GROWTH, None)]
    one, other = fields(build_grid(Sheet("Sheet1", 0, [row + [None] * (5 - len(row)) for row in rows])))
    field = joined(one, other)
    assert list(field.rows.item) == [*range(3, 9), *range(12, 18)]
    assert list(field.rows.line) == [2, 3, 4, 5]
    assert np.array_equal(field.rows.value[:6], FIGURES)
    assert np.array_equal(field.rows.value[6:, 1:], GROWTH)
    assert not field.rows.number[6:, 0].any()
    assert np.array_equal(field.rows.value, field.columns.value.T)
    assert field.rows.labels == NAMES * 2
    pattern = Pattern(2, (0, 1), (0, 2), (2,), 5.0)
    (there,) = moved([pattern], other.rows, field.rows)
    assert (there.total, there.parts, there.lines, there.broken) == (8, (6, 7), (1, 3), (3,))


def of_sample(name: str) -> Counter[tuple[str, str]]:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("samples are not there")
    result: Counter[tuple[str, str]] = Counter()
    for sheet in read(path).sheets:
        grid = build_grid(sheet)
        parts = fields(grid)
        sums = [(find(part.rows), find(part.columns)) for part in parts]
        for rate in rates_of_sheet(parts, sums, grid):
            assert rate.broken == ()
            result[sheet.name, rate.kind] += 1
    return result


def test_the_rates_of_the_sample_workbook() -> None:
    rates_found = of_sample("cdmo-outsourcing.xlsx")
    assert rates_found["Types", "cagr"] == 2
    assert rates_found["Types", "share"] == 2
    assert rates_found["Types", "growth"] == 3
    assert rates_found["Regions", "cagr"] == 2
    assert rates_found["Regions", "share"] == 2
    assert rates_found["FX", "share"] == 0


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("layouts/two-header-rows.xlsx", {"share": 4}),
        ("layouts/years-down.xlsx", {"growth": 1}),
        ("layouts/wide-indent.xlsx", {"cagr": 1}),
        ("layouts/semicolons-decimal-commas.csv", {"cagr": 1, "share": 2}),
    ],
)
def test_the_rates_of_other_layouts(name: str, kinds: dict[str, int]) -> None:
    by_kind: Counter[str] = Counter()
    for (_, kind), count in of_sample(name).items():
        by_kind[kind] += count
    assert by_kind == kinds


def test_a_field_without_figures_to_compare_has_no_rates() -> None:
    grid = build_grid(Sheet("Sheet1", 0, [["", "% change"], ["Norway", 1.2]]))
    assert [rate for field in fields(grid) for rate in rates(field, (), (), grid)] == []


def test_shares_without_a_word_for_them_beside_many_years() -> None:
    figures = np.random.default_rng(4).integers(1000, 90_000, (6, 9)).astype(float)
    totals = figures.sum(axis=0)
    shares = np.round(figures / totals * 100, 1)
    years = [str(2015 + i) for i in range(9)]
    rows: list[list[Any]] = [["", *years, None, *years]]
    rows += [[name, *a.tolist(), None, *b.tolist()] for name, a, b in zip(NAMES, figures, shares, strict=True)]
    rows.append(["Total", *totals.tolist(), None, *[100.0] * 9])
    result = found(rows)
    assert [(r.kind, r.labelled, r.item, r.trios[0].first[1]) for r in result] == [
        ("share", False, 12 + i, 2 + i) for i in range(9)
    ]
