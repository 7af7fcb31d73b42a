"""Relations for people: one line for a row or column of totals or rates, where they hold and where not."""

from __future__ import annotations

from subject_grid import subject

from cdmo_cli.present.relations import relations, stated

TABLE = """Costs | Plan | Actual | Forecast | Share of actual, %
Machines | 1234 | 1300 | 1317 | 39.9
Plants | 987 | 1050 | 1099 | 32.2
Service | 432 | 455 | 463 | 14.0
Spare parts | 301 | 298 | 311 | 9.1
Other | 150 | 154 | 160 | 4.7
Sum | 3104 | 3257 | 3350 | 100.0
"""


def lines(grid: str) -> list[str]:
    """Each relation in words."""
    shown = relations(stated(subject({"Budget": grid}).judgement)[0])
    return [f"{one.name} = {one.of} in {one.where}: {one.holds} ({one.evidence})" for one in shown]


def test_a_row_of_totals_and_a_column_of_shares() -> None:
    assert lines(TABLE) == [
        "row 7 = sum of 2:6 in B:D: 3 of 3 (inferred)",
        "row 7 = sum of 2:6 in E: 1 of 1 (inferred)",
        "column E = share of C in C7 in 2:6: 5 of 5 (inferred)",
    ]


def test_where_it_does_not_hold_is_named() -> None:
    assert lines(TABLE.replace("1317", "1371"))[0] == "row 7 = sum of 2:6 in B:E: 3 of 4, not D7 (inferred)"


def test_formulas_of_a_row_are_one_relation_though_a_part_is_blank() -> None:
    grid = (
        "Item | Q1 | Q2 | Q3\nA | 1 | 2 | 3\nB | 4 |  | 6\nC | 7 | 8 | 9\n"
        "All | =SUM(B2:B4) -> 12 | =SUM(C2:C4) -> 10 | =SUM(D2:D4) -> 18\n"
    )
    assert lines(grid) == ["row 5 = sum of 2:4 in B:D: 3 of 3 (formula)"]


def test_growth_along_a_row_and_a_difference() -> None:
    grid = (
        "Item | 2023 | 2024 | 2025\nSales | 100 | 110 | 132\nCost | 60 | 70 | 80\n"
        "Profit | =B2-B3 -> 40 | =C2-C3 -> 40 | =D2-D3 -> 52\nGrowth |  | =C2/B2-1 -> 0.1 | =D2/C2-1 -> 0.2\n"
    )
    assert lines(grid) == [
        "row 4 = 2 − 3 in B:D: 3 of 3 (formula)",
        "row 5 = growth of 2 in C:D: 2 of 2 (formula)",
    ]
