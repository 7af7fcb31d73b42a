"""Figures that are not added up, or not dated, because of what their rows and columns say: cases from real tables."""

from __future__ import annotations

from subject_grid import subject

from cdmo_cli.address import a1
from cdmo_cli.check import check
from cdmo_cli.rules.subject import Subject


def failing(looked_at: Subject) -> list[str]:
    cells = looked_at.judgement.system.cells
    return [a1(*cells.place(identity.total)[1:]) for _, identity, _ in looked_at.judgement.failing()]


def totals(looked_at: Subject) -> set[str]:
    cells = looked_at.judgement.system.cells
    return {a1(*cells.place(identity.total)[1:]) for identity in looked_at.judgement.system.identities}


SECTORS = "Sector | 2020 | 2021 | 2022 | 2023\nEnergy | 10 | 12 | 14 | 17\nFarming | 5 | 6 | 7 | 8\n"


def test_a_row_that_nothing_heads_is_no_second_total() -> None:
    looked_at = subject({"Sectors": f"{SECTORS}Total | 15 | 18 | 21 | 25\n | 500 | 700 | 900 | 800\n"})
    assert failing(looked_at) == []
    assert totals(looked_at) == {"B4", "C4", "D4", "E4"}


def test_an_unnamed_row_is_the_total_where_there_is_no_other() -> None:
    looked_at = subject({"Sectors": f"{SECTORS} | 15 | 18 | 21 | 25\n"})
    assert totals(looked_at) <= {"B4", "C4", "D4", "E4"}
    assert failing(looked_at) == []


def test_percentages_averages_and_ratios_do_not_add_up() -> None:
    table = (
        "Commodity | Total | Exports | Imports\nVehicles | 36 | 8 | 28\nWood | 9 | 1 | 8\nPlastics | 7 | 2 | 5\n"
        "Paper | 5 | 1 | 4\nTop ten share (percent) | 87 | 79 | 90\n"
    )
    looked_at = subject({"Trade": table})
    assert failing(looked_at) == []
    assert "B6" not in totals(looked_at)


def test_a_year_in_the_name_of_a_price_basis_dates_no_growth() -> None:
    table = (
        "Year | Trade, USD billion (current dollars) | Trade, USD billion (chained 2000 dollars)\n1998 | 100 | 110\n"
        "1999 | 120 | 125\n2000 | 140 | 140\n2001 | 150 | 145\nPercent change, | 50 | 31.8\n"
    )
    assert [f.finding.rule for f in check([subject({"Trade": table})]).findings if f.finding.severity == "error"] == []


def test_a_growth_row_below_the_years_still_counts() -> None:
    table = "Market size, USD billion | 2024 | 2025\nWorld | 100.0 | 105.2\nGrowth, % | | 9.9\n"
    found = check([subject({"Market": table})]).findings
    assert [(item.finding.rule, item.finding.severity) for item in found] == [("R203", "error")]
