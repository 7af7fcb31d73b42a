"""What the numbers of a sheet show by themselves, brought into the system: cells, factors, what is left out."""

from __future__ import annotations

import numpy as np
from subject_grid import subject

from cdmo_cli.address import a1
from cdmo_cli.check import check
from cdmo_cli.identities.model import Identity
from cdmo_cli.rules.model import Finding
from cdmo_cli.rules.subject import Subject

BUDGET = """Costs | Plan | Actual | Forecast | Deviation | Share, %
Machines | 1234 | 1300 | 1317 | 66 | 39.9
Plants | 987 | 1050 | 1099 | 63 | 32.2
Service | 432 | 455 | 463 | 23 | 14.0
Spare parts | 301 | 298 | 311 | -3 | 9.1
Other | 150 | 154 | 160 | 4 | 4.7
Sum | 3104 | 3257 | 3350 | 153 | 100.0
"""


def of_kind(book: Subject, kind: str) -> list[str]:
    """The judged identities of a kind that were inferred: `B7 = B2 B3 ...`."""
    system = book.judgement.system

    def name(cell: int) -> str:
        _, row, column = system.cells.place(cell)
        return a1(row, column)

    def line(identity: Identity) -> str:
        return f"{name(identity.total)} = {' '.join(name(part) for part in identity.parts)}"

    return [line(one) for one in system.identities if one.kind == kind and one.evidence == "inferred"]


def found(grid: str) -> list[Finding]:
    return [one.finding for one in check([subject({"Budget": grid})]).findings if one.finding.severity != "info"]


def test_the_sums_shares_and_differences_of_a_table_that_nobody_declared() -> None:
    book = subject({"Budget": BUDGET})
    sums = of_kind(book, "sum")
    assert {f"{column}7 = " + " ".join(f"{column}{row}" for row in range(2, 7)) for column in "BCDEF"} <= set(sums)
    assert {f"F{row} = C{row} C7" for row in range(2, 7)} == set(of_kind(book, "share"))
    assert found(BUDGET) == []


def test_a_wrong_figure_is_found_by_the_sum_that_nobody_declared() -> None:
    findings = found(BUDGET.replace("1050", "1500"))
    assert {(finding.rule, finding.evidence, finding.group) for finding in findings if finding.rule == "T101"} == {
        ("T101", "inferred", findings[0].group)
    }
    first = next(one for finding in findings for one in finding.suspects)
    assert (first.place.row, first.place.column, first.value) == (3, 3, 1050.0)


def test_a_wrong_share_is_found_though_nobody_said_of_what_it_is_one() -> None:
    findings = found(BUDGET.replace("| 39.9", "| 93.9"))
    assert {finding.group for finding in findings} == {findings[0].group}
    suspects = [one for finding in findings for one in finding.suspects]
    assert (suspects[0].place.row, suspects[0].place.column, suspects[0].value) == (2, 6, 39.9)


def test_what_is_known_is_not_inferred_again() -> None:
    grid = """Revenue, USD billion | 2024 | 2025
Biologics | 80.6 | 87.0
Small molecules | 131.4 | 136.0
Total | 212.0 | 223.0
"""
    book = subject({"Types": grid})
    kinds = [one.evidence for one in book.judgement.system.identities if one.kind == "sum"]
    assert kinds == ["declared", "declared"]


def test_growth_rates_are_not_added_up() -> None:
    grid = """Growth, % | 2022 | 2023 | 2024 | 2025
A | 1.5 | 2.5 | 3.5 | 1.0
B | 2.0 | 1.0 | 0.5 | 4.0
Total | 3.5 | 3.5 | 4.0 | 5.0
"""
    assert of_kind(subject({"Growth": grid}), "sum") == []


def test_a_year_in_a_heading_is_no_part() -> None:
    grid = "Cost | '2020\nRent | 1240\nWages | 5902\nPhone |\nTravel | 397\n\nTotal | 9559\n"
    assert of_kind(subject({"Costs": grid}), "sum") == []


def test_the_scale_of_a_record_is_not_added_up() -> None:
    rows = [f"{region} | {year} | {value} | USD | 1000000000" for region, value, year in RECORDS]
    book = subject({"Model": "\n".join(["Region | Year | Value | Currency | Scale", *rows]) + "\n"})
    scales = set(np.flatnonzero(book.judgement.system.cells.column == 5).tolist())
    assert not any(scales.intersection(one.cells) for one in book.judgement.system.identities)


RECORDS = [
    (region, value, year)
    for year, values in ((2024, (84.8, 63.6, 42.4, 21.2, 212.0)), (2025, (89.0, 66.9, 44.6, 22.5, 223.0)))
    for region, value in zip(("North America", "Asia-Pacific", "Europe", "Rest of world", "World"), values, strict=True)
]


def test_one_slip_that_two_sums_bear_out_is_an_error_though_no_label_says_total() -> None:
    grid = """Kind | Q1 | Q2 | Q3 | Q4 | 2024
Staff | 1067 | 1073 | 1092 | 1127 | 4359
Wages | 412 | 418 | 421 | 437 | 1688
Salaries | 655 | 655 | 671 | 690 | 2671
Material | 1798 | 1810 | 1856 | 1963 | 7427
Agents | 1204 | 1187 | 1246 | 1313 | 4950
Auxiliaries | 318 | 342 | 331 | 352 | 1343
Packaging | 276 | 281 | 279 | 298 | 1134
"""
    assert found(grid) == []
    findings = found(grid.replace("1187", "1817"))
    assert {finding.severity for finding in findings} == {"error"}
    first = next(one for finding in findings for one in finding.suspects)
    assert (first.place.row, first.place.column, first.value, first.settles) == (6, 3, 1187.0, 2)
