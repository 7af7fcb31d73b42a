"""Which identities are found in a workbook, and where."""

from __future__ import annotations

import pytest
from subject_grid import subject

from cdmo_cli.address import a1
from cdmo_cli.check import check
from cdmo_cli.identities.model import Identity
from cdmo_cli.rules.subject import Subject


def shown(looked_at: Subject, identity: Identity) -> str:
    cells = looked_at.judgement.system.cells

    def cell(position: int) -> str:
        sheet, row, column = cells.place(position)
        return f"{looked_at.workbook.sheets[sheet].name}!{a1(row, column)}" if sheet else a1(row, column)

    total = cell(identity.total) if identity.total >= 0 else f"{identity.constant:g}"
    parts = " ".join(
        f"{'-' if sign < 0 else ''}{cell(p)}" for p, sign in zip(identity.parts, identity.signs, strict=True)
    )
    sign = "=" if identity.relation == "equal" else ">="
    return f"{identity.kind} {identity.evidence}: {total} {sign} {parts}"


def found(sheets: dict[str, str]) -> list[str]:
    looked_at = subject(sheets)
    return [shown(looked_at, identity) for identity in looked_at.judgement.system.identities]


REGIONS = """Market size, USD billion | 2024
North America | 84.8
  United States | 76.3
  Canada | 8.2
  Rest of North America | 0.3
Europe | 42.4
  Germany | 10.0
Asia-Pacific | 63.6
Latin America | 12.2
Middle East & Africa | 9.0
World | 212.0
"""


def test_partitions_of_regions_and_countries() -> None:
    assert found({"Regions": REGIONS}) == [
        "sum declared: B11 = B2 B6 B8 B9 B10",
        "sum declared: B2 = B3 B4 B5",
        "sum declared: B6 >= B7",
    ]


def test_the_total_of_another_sheet_and_another_scale() -> None:
    sheets = {
        "Market": "Market size, USD million | 2024 | 2025\nWorld | 212000 | 223000\n",
        "Types": "Market size, USD billion | 2024 | 2025\nSmall molecules | 131.4 | 136.0\nBiologics | 80.6 | 87.0\n",
    }
    assert found(sheets) == [
        "sum declared: B2 = Types!B2 Types!B3",
        "sum declared: C2 = Types!C2 Types!C3",
    ]
    assert {judged.outcome for judged in subject(sheets).judgement.judged} == {"exact"}


def test_a_grouping_is_never_a_part() -> None:
    sheets = {"Regions": "Revenue, USD billion | 2024\nEMEA | 51.4\nEurope | 42.4\nAmericas | 97.0\nWorld | 212.0\n"}
    assert found(sheets) == ["sum declared: B5 >= B3"]


def test_shares_make_up_the_whole() -> None:
    sheets = {"Shares": "Type | Share 2024, %\nSmall molecules | 62\nBiologics | 38\n"}
    assert found(sheets) == ["sum declared: 1 = B2 B3"]


def test_growth_and_cagr_have_their_endpoints() -> None:
    sheets = {
        "Market": "Market size, USD billion | 2024 | 2025 | 2031 | CAGR 2024-2031, %\n"
        "World | 212.0 | 223.0 | 302.3 | 5.2\n"
    }
    assert found(sheets) == ["cagr declared: E2 = D2 B2"]
    identity = subject(sheets).judgement.system.identities[0]
    assert identity.years == 7


def test_formulas_of_every_simple_form() -> None:
    sheets = {
        "Model": "Size | 2024 | 2025 | Growth | CAGR | Share\n"
        "World | 100.0 | =B2*(1+D3) -> 110.0 | =C2/B2-1 -> 0.1 | =(C2/B2)^(1/1)-1 -> 0.1 | =B2/Other!A1 -> 0.5\n"
        "Rate | | | 0.1%%\n"
        "Net | =B2-A9 | =SUM(B2,C2) -> 210.0 | =IF(B2>0,1,2) -> 1\n",
        "Other": "200\n",
    }
    assert sorted(found(sheets)) == [
        "cagr formula: E2 = C2 B2",
        "growth formula: D2 = C2 B2",
        "growth formula: D3 = C2 B2",
        "share formula: F2 = B2 Other!A1",
        "sum formula: C4 = B2 C2",
    ]
    assert {judged.outcome for judged in subject(sheets).judgement.judged} == {"exact"}


def test_an_identity_both_declared_and_written_is_kept_once_as_formula() -> None:
    sheets = {
        "Types": "Revenue, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\nTotal | =SUM(B2:B3) -> 212\n"
    }
    assert found(sheets) == ["sum formula: B4 = B2 B3"]


def test_a_hierarchy_of_the_sheet_counts_only_where_it_holds_nearly_everywhere() -> None:
    head = "Sector | 2020 | 2021 | 2022 | 2023\n"
    holds = head + "Energy | 10 | 12 | 14 | 17\nFarming | 5 | 6 | 7 | 8\nTotal | 15 | 18 | 21 | 26\n"
    assert [line for line in found({"Sectors": holds}) if "E4" in line] == ["sum inferred: E4 = E2 E3"]
    differs = head + "Energy | 10 | 12 | 14 | 17\nFarming | 5 | 6 | 7 | 8\nTotal | 11 | 19 | 25 | 30\n"
    assert found({"Sectors": differs}) == []


def test_a_formula_over_cells_that_are_no_figures_of_the_market() -> None:
    sheets = {
        "Model": "Revenue, USD billion | 2024 | 2025\nWorld | =Notes!B1*(1+Notes!B2) -> 210 | 220.0\n",
        "Notes": "Start | 200\nRate | 0.1\n",
    }
    looked_at = subject(sheets)
    (identity,) = [i for i in looked_at.judgement.system.identities if i.evidence == "formula"]
    assert shown(looked_at, identity).startswith("growth formula: Notes!B2 = B2 Notes!B1")
    (finding,) = check([looked_at]).findings
    assert finding.finding.rule == "F703"
    assert finding.finding.observed == 210
    assert finding.finding.expected is not None
    assert finding.finding.expected.value == pytest.approx(220)
    assert finding.finding.message == "World 2024 shows 210, but its formula gives 220"
    assert finding.finding.impact == pytest.approx(10)
