"""Rates in bare grids: planted shares, growth, CAGR and differences are found, cell by cell; chance is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdmo_cli.identities.infer.fields.axes import fields
from cdmo_cli.identities.infer.rates.find import Rate, rates
from cdmo_cli.identities.infer.sums.find import find
from cdmo_cli.read.model import Sheet
from cdmo_cli.tables.grid import build_grid

NAMES = ("Norway", "Denmark", "Finland", "Sweden", "Iceland", "Belgium", "France", "Greece", "Ireland", "Italy")


def found(rows: Sequence[Sequence[Any]], *, sums: bool = False) -> list[Rate]:
    """The rates of a sheet that begins at A1."""
    width = max(len(row) for row in rows)
    grid = build_grid(Sheet("Sheet1", 0, [list(row) + [None] * (width - len(row)) for row in rows]))
    result = []
    for field in fields(grid):
        patterns = (find(field.rows), find(field.columns)) if sums else ((), ())
        result += rates(field, *patterns, grid)
    return result


def amounts(seed: int, count: int, low: int = 1000, high: int = 90_000) -> list[int]:
    return [int(x) for x in np.random.default_rng(seed).integers(low, high, count)]


def only(rows: Sequence[Sequence[Any]], **how: bool) -> Rate:
    (rate,) = found(rows, **how)
    return rate


def test_growth_beside_its_figures_names_the_three_cells_of_each_line() -> None:
    first, later = amounts(1, 8), amounts(2, 8)
    rows: list[list[Any]] = [["Country", "2023", "2024", "Change, %"]]
    rows += [[n, a, b, round((b / a - 1) * 100, 1)] for n, a, b in zip(NAMES, first, later, strict=False)]
    rate = only(rows)
    assert (rate.kind, rate.direction, rate.item, rate.factor, rate.labelled) == ("growth", "columns", 4, 100, True)
    assert list(rate.cells()) == [((r, 4), (r, 3), (r, 2)) for r in range(2, 10)]
    assert rate.broken == ()
    assert rate.evidence > 15


@pytest.mark.parametrize("factor", [1, 100])
def test_growth_is_found_in_percent_and_as_a_fraction(factor: int) -> None:
    first, later = amounts(3, 8), amounts(4, 8)
    rows: list[list[Any]] = [["", "2023", "2024", "Growth"]]
    rows += [[n, a, b, (b / a - 1) * factor] for n, a, b in zip(NAMES, first, later, strict=False)]
    assert only(rows).factor == factor


def test_one_wrong_rate_is_broken_and_the_relation_stays() -> None:
    first, later = amounts(5, 9), amounts(6, 9)
    rows: list[list[Any]] = [["", "2023", "2024", "% change"]]
    rows += [[n, a, b, round((b / a - 1) * 100, 1)] for n, a, b in zip(NAMES, first, later, strict=False)]
    rows[4][3] += 9
    rate = only(rows)
    assert [rate.trios[i].rate for i in rate.broken] == [(5, 4)]
    assert rate.ratio == pytest.approx(8 / 9)


def test_years_that_go_down_do_not_confuse_growth() -> None:
    first, later = amounts(7, 8), amounts(8, 8)
    rows: list[list[Any]] = [["", "2024", "2023", "% change"]]
    rows += [[n, b, a, round((b / a - 1) * 100, 1)] for n, a, b in zip(NAMES, first, later, strict=False)]
    assert {(t.first[1], t.second[1]) for t in only(rows).cells()} == {(2, 3)}


def test_each_pair_of_years_has_its_own_growth() -> None:
    years = [amounts(seed, 8) for seed in (11, 12, 13)]
    rows: list[list[Any]] = [["", "2022", "2023", "% change", "2024", "% change"]]
    for n, a, b, c in zip(NAMES, *years, strict=False):
        rows.append([n, a, b, round((b / a - 1) * 100, 1), c, round((c / b - 1) * 100, 1)])
    assert [(r.item, r.trios[0].first[1], r.trios[0].second[1]) for r in found(rows)] == [(4, 3, 2), (6, 5, 3)]


def test_growth_from_line_to_line() -> None:
    sales = amounts(20, 12)
    rows: list[list[Any]] = [["Year", "Sales", "Growth, %"]]
    for i, x in enumerate(sales):
        rows.append([str(2010 + i), x, round((x / sales[i - 1] - 1) * 100, 1) if i else None])
    rate = only(rows)
    assert (rate.kind, rate.how) == ("growth", "along 1")
    assert rate.trios[0] == ((3, 3), (3, 2), (2, 2))
    assert len(rate.trios) == 11


def test_growth_over_the_quarter_of_the_year_before() -> None:
    sales = amounts(21, 20)
    rows: list[list[Any]] = [["", *[f"Q{i % 4 + 1} {2019 + i // 4}" for i in range(20)]]]
    rows.append(["Sales", *sales])
    rows.append(["Volume", *amounts(22, 20)])
    rows.append(
        ["% change on year", *[None] * 4, *[round((sales[i] / sales[i - 4] - 1) * 100, 1) for i in range(4, 20)]]
    )
    rate = only(rows)
    assert (rate.kind, rate.how, rate.direction) == ("growth", "along 4", "rows")
    assert rate.trios[0] == ((4, 6), (2, 6), (2, 2))


def test_shares_of_another_column() -> None:
    whole = amounts(30, 8, 50_000, 99_000)
    part = amounts(31, 8, 1000, 40_000)
    rows: list[list[Any]] = [["", "Population", "Employed", "Per cent"]]
    rows += [[n, w, p, round(p / w * 100, 1)] for n, w, p in zip(NAMES, whole, part, strict=False)]
    rate = only(rows)
    assert (rate.kind, rate.how) == ("share", "across")
    assert rate.trios[0] == ((2, 4), (2, 3), (2, 2))


@pytest.mark.parametrize("first", [True, False])
def test_shares_of_the_total_of_their_column(first: bool) -> None:
    parts = amounts(32, 8)
    whole = sum(parts)
    body: list[list[Any]] = [[n, p, round(p / whole * 100, 1)] for n, p in zip(NAMES, parts, strict=False)]
    total: list[Any] = ["Total", whole, 100.0]
    rows = [["", "Sales", "% of total"], *([total, *body] if first else [*body, total])]
    rate = only(rows)
    assert (rate.kind, rate.how) == ("share", "of a line")
    assert {trio.second for trio in rate.cells()} == {(2 if first else 10, 2)}


def test_shares_of_the_totals_of_groups() -> None:
    rows: list[list[Any]] = [["", "Sales", "% of group"]]
    totals = []
    for group in range(3):
        parts = amounts(40 + group, 5)
        totals.append(len(rows) + 6)
        rows += [[n, p, round(p / sum(parts) * 100, 1)] for n, p in zip(NAMES, parts, strict=False)]
        rows.append([f"Total {group}", sum(parts), 100.0])
    rate = only(rows)
    assert [trio.second[0] for trio in rate.cells()] == [row for row in totals for _ in range(5)]


def test_a_block_of_shares_below_its_block_of_figures() -> None:
    figures = [amounts(50 + i, 6) for i in range(4)]
    totals = [sum(column) for column in zip(*figures, strict=True)]
    rows: list[list[Any]] = [["USD", *map(str, range(2019, 2025))]]
    rows += [[n, *values] for n, values in zip(NAMES, figures, strict=False)]
    rows.append(["Total", *totals])
    rows += [
        [n, *[round(v / t * 100, 1) for v, t in zip(values, totals, strict=True)]]
        for n, values in zip(NAMES, figures, strict=False)
    ]
    result = found(rows)
    assert [(r.kind, r.item, r.trios[0].first[0], r.trios[0].second[0]) for r in result] == [
        ("share", 7 + i, 2 + i, 6) for i in range(4)
    ]


@pytest.mark.parametrize(("heading", "years"), [("CAGR 2019-2024", 5), ("CAGR", 5), ("Average annual growth, %", 5)])
def test_cagr_takes_its_years_from_the_headings(heading: str, years: int) -> None:
    first, later = amounts(60, 7), amounts(61, 7)
    rows: list[list[Any]] = [["", "2019", "2022", "2024", heading]]
    for n, a, m, b in zip(NAMES, first, amounts(62, 7), later, strict=False):
        rows.append([n, a, m, b, round(((b / a) ** (1 / years) - 1) * 100, 2)])
    rate = only(rows)
    assert (rate.kind, rate.years) == ("cagr", years)
    assert rate.trios[0] == ((2, 5), (2, 4), (2, 2))


def test_cagr_without_years_in_the_headings_finds_how_many_they_are() -> None:
    rows: list[list[Any]] = [["", "Start", "End", "CAGR"]]
    for n, a, b in zip(NAMES, amounts(63, 8), amounts(64, 8), strict=False):
        rows.append([n, a, b, round((b / a) ** (1 / 7) - 1, 4)])
    rate = only(rows)
    assert (rate.kind, rate.years, rate.factor) == ("cagr", 7, 1)


def test_difference_where_the_heading_says_so() -> None:
    rows: list[list[Any]] = [["", "Exports", "Imports", "Balance"]]
    rows += [[n, a, b, a - b] for n, a, b in zip(NAMES, amounts(70, 8), amounts(71, 8), strict=False)]
    rate = only(rows)
    assert (rate.kind, rate.trios[0]) == ("difference", ((2, 4), (2, 2), (2, 3)))


def test_variance_of_two_columns_of_one_year() -> None:
    rows: list[list[Any]] = [["", "Actual 2024", "Budget 2024", "Variance", "Variance, %"]]
    for n, a, b in zip(NAMES, amounts(76, 9), amounts(77, 9), strict=False):
        rows.append([n, a, b, a - b, round((a / b - 1) * 100, 1)])
    assert [(r.kind, r.item, r.trios[0].first[1], r.trios[0].second[1]) for r in found(rows)] == [
        ("difference", 4, 2, 3),
        ("growth", 5, 2, 3),
    ]


def test_margins_and_growth_below_the_lines_of_an_income_statement() -> None:
    revenue, costs = [52_000, 61_000, 73_500, 80_100], [31_000, 35_400, 41_200, 47_700]
    gross = [a - b for a, b in zip(revenue, costs, strict=True)]
    rows: list[list[Any]] = [
        ["EUR 1,000", "2021", "2022", "2023", "2024"],
        ["Revenue", *revenue],
        ["Cost of sales", *costs],
        ["Gross profit", *gross],
        ["Gross margin, %", *[round(g / r * 100, 1) for g, r in zip(gross, revenue, strict=True)]],
        ["Revenue growth", None, *[revenue[i] / revenue[i - 1] - 1 for i in (1, 2, 3)]],
    ]
    margin, change = (rate for rate in found(rows) if rate.item > 4)
    assert (margin.kind, margin.trios[0]) == ("share", ((5, 2), (4, 2), (2, 2)))
    assert (change.kind, change.factor, change.trios[0]) == ("growth", 1, ((6, 3), (2, 3), (2, 2)))


def test_shares_of_the_whole_and_of_the_group_above() -> None:
    groups = [amounts(90 + i, 4) for i in range(3)]
    whole = sum(map(sum, groups))
    rows: list[list[Any]] = [["Region", "Sales", "% of total", "% of region"]]
    for k, parts in enumerate(groups):
        rows.append([f"Region {k}", sum(parts), round(sum(parts) / whole * 100, 1), 100.0])
        rows += [
            [f"  {k}.{i}", x, round(x / whole * 100, 1), round(x / sum(parts) * 100, 1)] for i, x in enumerate(parts)
        ]
    rows.append(["World", whole, 100.0, None])
    of_total, of_region = found(rows)
    assert {trio.second for trio in of_total.cells()} == {(17, 2)}
    assert [trio.second[0] for trio in of_region.cells()] == [2] * 4 + [7] * 4 + [12] * 4


@pytest.mark.parametrize(
    ("count", "wrong", "strength"), [(12, 0, "strong"), (12, 1, "strong"), (12, 3, "weak"), (3, 0, "likely")]
)
def test_the_strength_of_a_rate_goes_by_its_lines(count: int, wrong: int, strength: str) -> None:
    first, later = amounts(78, count), amounts(79, count)
    rows: list[list[Any]] = [["", "2023", "2024", "% change"]]
    rows += [[f"r{i}", a, b, round((b / a - 1) * 100, 1)] for i, (a, b) in enumerate(zip(first, later, strict=True))]
    for i in range(wrong):
        rows[2 + 3 * i][3] += 11
    rate = only(rows)
    assert (len(rate.broken), rate.strength) == (wrong, strength)


def test_a_difference_that_was_found_as_a_sum_is_not_said_again() -> None:
    rows: list[list[Any]] = [["", "Total", "Men", "Change"]]
    rows += [[n, a + b, a, b] for n, a, b in zip(NAMES, amounts(72, 8), amounts(73, 8), strict=False)]
    assert [rate.kind for rate in found(rows)] == ["difference"]
    assert found(rows, sums=True) == []


def test_change_in_points_of_a_share_beside_growth_of_amounts() -> None:
    first, later = amounts(74, 8), amounts(75, 8)
    rows: list[list[Any]] = [["", "2023", "2024", "Change, %"]]
    rows += [[n, a, b, round((b / a - 1) * 100, 1)] for n, a, b in zip(NAMES, first, later, strict=False)]
    rows.insert(5, ["Rate", 41.2, 43.7, 2.5])
    rate = only(rows)
    assert rate.kind == "growth"
    assert rate.broken == ()
    assert (6, 4) not in {trio.rate for trio in rate.cells()}


def test_an_index_is_no_share() -> None:
    sales = amounts(80, 8)
    rows: list[list[Any]] = [["Year", "Sales", "Index 2010 = 100"]]
    rows += [[str(2010 + i), x, round(x / sales[0] * 100, 1)] for i, x in enumerate(sales)]
    assert found(rows) == []


def test_prices_are_no_shares() -> None:
    rows: list[list[Any]] = [["", "Sales", "Units", "Price"]]
    rows += [
        [n, a, b, round(a / b, 2)] for n, a, b in zip(NAMES, amounts(81, 8), amounts(82, 8, 100, 900), strict=False)
    ]
    assert found(rows) == []


def test_a_copy_of_a_column_is_no_share_of_a_hundred() -> None:
    points = amounts(83, 8, 1, 99)
    rows: list[list[Any]] = [["", "Score", "Out of", "%"]]
    rows += [[n, p, 100, p] for n, p in zip(NAMES, points, strict=False)]
    assert found(rows) == []


def test_columns_of_zeros_and_equal_columns_say_nothing() -> None:
    rows: list[list[Any]] = [["", "2023", "2024", "% change"]]
    rows += [[n, 5, 5, 0.0] for n in NAMES]
    assert found(rows) == []


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(3, 25),
    columns=st.integers(3, 12),
    decimals=st.integers(0, 2),
    spread=st.floats(0.2, 3.0),
)
def test_figures_at_random_have_no_rates(seed: int, rows: int, columns: int, decimals: int, spread: float) -> None:
    figures = np.round(np.exp(np.random.default_rng(seed).normal(3, spread, (rows, columns))), decimals)
    grid: list[list[Any]] = [["", *[f"c{i}" for i in range(columns)]]]
    grid += [[f"r{i}", *map(float, row)] for i, row in enumerate(figures)]
    assert found(grid) == []


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(4, 20), columns=st.integers(3, 8))
def test_words_alone_make_no_rates(seed: int, rows: int, columns: int) -> None:
    figures = np.round(np.random.default_rng(seed).normal(0, 30, (rows, columns)), 1)
    heads = ["% change", "Share, %", "Growth", "CAGR", "Balance", "2023", "2024", "Sales"][:columns]
    grid: list[list[Any]] = [["", *heads]]
    grid += [[f"r{i}", *map(float, row)] for i, row in enumerate(figures)]
    assert found(grid) == []


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(5, 30),
    kind=st.sampled_from(["growth", "share"]),
    factor=st.sampled_from([1, 100]),
    wrong=st.booleans(),
)
def test_planted_rates_are_found(seed: int, count: int, kind: str, factor: int, wrong: bool) -> None:
    rng = np.random.default_rng(seed)
    whole = rng.integers(10_000, 90_000, count)
    part = (whole * rng.uniform(0.05, 0.95, count)).astype(int)
    value = np.round((part / whole - (kind == "growth")) * factor, 3 if factor == 1 else 1)
    if wrong:
        value[count // 2] += (0.3 if kind == "share" else -0.3) * factor
    head = {"growth": "% growth", "share": "% share"}[kind]
    grid: list[list[Any]] = [["", "A", "B", head]]
    grid += [[f"r{i}", int(w), int(p), float(v)] for i, (w, p, v) in enumerate(zip(whole, part, value, strict=True))]
    rate = only(grid)
    assert (rate.kind, rate.factor) == (kind, factor)
    assert len(rate.trios) == count
    assert rate.broken == ((count // 2,) if wrong else ())


def test_fifty_thousand_lines_are_searched_by_samples() -> None:
    rng = np.random.default_rng(5)
    first, later = rng.integers(1000, 9000, 50_000), rng.integers(1000, 9000, 50_000)
    change = np.round((later / first - 1) * 100, 1)
    change[777] += 30
    rows: list[list[Any]] = [["2023", "2024", "% change"]]
    rows += [list(map(float, row)) for row in zip(first, later, change, strict=True)]
    rate = only(rows)
    assert [rate.trios[i].rate for i in rate.broken] == [(779, 3)]
