"""The same figure in several places: which places are compared, and what comes of it."""

from __future__ import annotations

import pytest
from subject_grid import subject

from cdmo_cli.address import a1
from cdmo_cli.identities.model import Judgement
from cdmo_cli.rules.subject import Subject

MARKET = "Market size, USD billion | 2024 | 2025 | 2026\nWorld | 212.1 | 223.2 | 234.7\n"
TYPES = """Market size, USD billion | 2024 | 2025 | 2026
Small molecules | 131.4 | 136.1 | 141.2
Biologics | 80.7 | 87.1 | 93.5
Total | 212.1 | 223.2 | 234.7
"""
REGIONS = """Market size, USD billion | 2024 | 2025 | 2026
North America | 84.8 | 88.7 | 92.1
Europe | 42.4 | 44.1 | 46.2
Asia-Pacific | 63.7 | 67.9 | 73.3
Latin America | 12.2 | 12.9 | 13.4
Middle East & Africa | 9.0 | 9.6 | 9.7
World | 212.1 | 223.2 | 234.7
"""


def cell(looked_at: Subject, position: int) -> str:
    sheet, row, column = looked_at.judgement.system.cells.place(position)
    return f"{looked_at.workbook.sheets[sheet].name}!{a1(row, column)}"


def repeats(looked_at: Subject) -> list[str]:
    judgement = looked_at.judgement
    return [
        f"{cell(looked_at, i.total)} = {cell(looked_at, i.parts[0])} {i.evidence} {j.outcome}"
        for i, j in zip(judgement.system.identities, judgement.judged, strict=True)
        if i.repeat
    ]


def test_three_places_make_two_identities_a_year() -> None:
    found = repeats(subject({"Market": MARKET, "Types": TYPES, "Regions": REGIONS}))
    assert len(found) == 6
    assert found[:2] == [
        "Types!B4 = Market!B2 declared exact",
        "Regions!B7 = Market!B2 declared exact",
    ]


def test_other_units_and_coarser_figures_agree() -> None:
    million = MARKET.replace("billion", "million").replace("212.1", "212100").replace("223.2", "223200")
    million = million.replace("234.7", "234650")
    whole = TYPES.replace("212.1", "212").replace("223.2", "223").replace("234.7", "235")
    found = repeats(subject({"Market": million, "Types": whole}))
    assert [line.rsplit(" ", 1)[0] for line in found] == [
        "Types!B4 = Market!B2 declared",
        "Types!C4 = Market!C2 declared",
        "Types!D4 = Market!D2 declared",
    ]
    assert not any(line.endswith("impossible") for line in found)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (TYPES.replace("billion", "billion (constant 2020 prices)"), "price basis"),
        (TYPES.replace("USD", "EUR"), "currency"),
        (TYPES.replace("2024", "2024E").replace("2025", "2025E").replace("2026", "2026E"), "status"),
        (TYPES.replace("Total", ""), "no name"),
        ("Base case\n" + TYPES, "scenario"),
        (TYPES.replace("212.1", "412.1").replace("223.2", "463.2").replace("234.7", "514.7"), "another thing"),
    ],
)
def test_figures_that_are_set_apart(changed: str, why: str) -> None:
    market = MARKET.replace("2024", "2024F").replace("2025", "2025F").replace("2026", "2026F")
    assert repeats(subject({"Market": MARKET if why != "status" else market, "Types": changed})) == [], why


def test_claims_and_revenues_of_companies_are_not_compared() -> None:
    sheets = {
        "Market": MARKET,
        "Claims": "Publisher | Size, USD billion | Year | Size, USD billion | Year | CAGR, %\n"
        "Fortune | 242.62 | 2024 | 465.14 | 2032 | 8.5\nMordor | 255.01 | 2024 | 465.14 | 2032 | 7.8\n",
        "Companies": "Company | Revenue, USD million | Year | Kind\nLonza | 7300 | 2024 | CDMO\n"
        "Catalent | 4380 | 2024 | CDMO\n",
        "Groups": "Company | Revenue, USD million | Year | Kind\nLonza | 7350 | 2024 | Group\n"
        "Catalent | 4400 | 2024 | Group\n",
    }
    assert repeats(subject(sheets)) == []


def test_a_formula_that_fetches_the_figure_makes_one_of_two_places() -> None:
    fetched = TYPES.replace("Total | 212.1", "Total | =Market!B2 -> 212.1")
    looked_at = subject({"Market": MARKET, "Types": fetched})
    assert [line.split(" =")[0] for line in repeats(looked_at)] == ["Types!C4", "Types!D4"]


@pytest.mark.parametrize(("total", "compared"), [("223.4", False), ("223.9", True)])
def test_a_total_that_a_formula_adds_up_from_rounded_parts(total: str, compared: bool) -> None:
    """223.2 in the one table and 223.4 as the sum of five rounded regions are no contradiction."""
    summed = REGIONS.replace("World | 212.1 | 223.2", f"World | 212.1 | =SUM(C2:C6) -> {total}")
    summed = summed.replace("88.7", f"{88.7 + float(total) - 223.2:.1f}")
    found = [line for line in repeats(subject({"Market": MARKET, "Regions": summed})) if "C7" in line]
    assert found == (["Regions!C7 = Market!C2 declared impossible"] if compared else [])


def test_a_number_whose_meaning_is_not_known_is_only_inferred() -> None:
    lines = "".join(f"Line {n} | {n * 7 + 0.1:.1f} | {n * 9 + 0.2:.1f} | {n * 11 + 0.3:.1f}\n" for n in range(1, 8))
    one = "Tonnes | 2021 | 2022 | 2023\n" + lines
    two = "Tonnes | 2021 | 2022 | 2023\n" + lines.replace("49.1", "94.1")
    found = repeats(subject({"One": one, "Two": two}))
    assert len(found) == 21
    assert {line.split()[3] for line in found} == {"inferred"}
    assert [line for line in found if line.endswith("impossible")] == ["Two!B8 = One!B8 inferred impossible"]


def leading(judgement: Judgement, looked_at: Subject) -> list[tuple[str, float | None]]:
    return [(cell(looked_at, c.cell), c.value) for c in judgement.components[0].suspects]


def test_a_twin_tells_which_part_is_wrong() -> None:
    """Without the regional sheet nothing tells whether a part or the total of the types was mistyped."""
    wrong = TYPES.replace("136.1", "158.4")
    alone = subject({"Types": wrong})
    assert len(leading(alone.judgement, alone)) != 1
    both = subject({"Types": wrong, "Regions": REGIONS})
    assert len(both.judgement.components) == 1
    blamed = [name for name, _ in leading(both.judgement, both)]
    assert "Types!C4" not in blamed
    assert set(blamed) <= {"Types!C2", "Types!C3"}


def test_a_total_that_its_parts_and_its_twin_deny() -> None:
    looked_at = subject({"Types": TYPES.replace("223.2", "232.2"), "Regions": REGIONS, "Market": MARKET})
    assert len(looked_at.judgement.components) == 1
    name, value = leading(looked_at.judgement, looked_at)[0]
    assert name == "Types!C4"
    assert value == pytest.approx(223.2)
