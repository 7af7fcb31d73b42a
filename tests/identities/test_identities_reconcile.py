"""The nearest consistent figures of a workbook, amounts first, then rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from subject_grid import subject

from cdmo_cli.address import a1
from cdmo_cli.identities import judge, outcomes
from cdmo_cli.identities.reconcile import Reconciliation, proposed, reconciled, suspected
from cdmo_cli.rules.subject import Subject

REGIONS = """Market size, USD billion | 2024 | 2025
North America | 84.8 | 88.6
Europe | 42.4 | 44.1
Asia-Pacific | 63.6 | 76.9
Latin America | 12.2 | 12.9
Middle East & Africa | 9.0 | 9.5
World | 212.0 | 223.0
"""
GROWTH = """Market size, USD billion
Type | 2024 | 2025 | Growth 2025
Small molecules | 10.2 | 11.4 | 5.0 %
Biologics | 10.1 | 11.2 | 10.9 %
Total | 20.2 | 22.6 | 11.9 %
"""

COARSER = """Market size by region, USD million, 2024
Region | Small molecules | Biologics | Total
North America | 40.2 | 30.3 | 71
Europe | 30.1 | 20.4 | 51
Asia-Pacific | 20.2 | 12.3 | 33
Latin America | 10.3 | 7.2 | 18
Middle East & Africa | 5.2 | 3.3 | 9
World | | | 184
"""


def at(looked_at: Subject, address: str) -> int:
    places = looked_at.judgement.system.cells
    return next(p for p in range(len(places)) if a1(*places.place(p)[1:]) == address)


def moved(looked_at: Subject, found: Reconciliation) -> Mapping[str, float]:
    cells = looked_at.judgement.system.cells
    return {a1(*cells.place(p)[1:]): float(found.values[p]) for p in found.moved}


def test_the_culprit_takes_all_of_it() -> None:
    looked_at = subject({"Regions": REGIONS})
    confidence = suspected(looked_at.judgement)
    assert list(confidence) == [at(looked_at, "C4")]
    found = reconciled(looked_at.judgement.system, confidence=confidence)
    assert moved(looked_at, found) == {"C4": 67.9}
    assert found.unmet == ()


def test_a_sign_is_turned_where_it_is_the_culprit() -> None:
    looked_at = subject({"Regions": REGIONS.replace("76.9", "-67.9")})
    confidence = suspected(looked_at.judgement)
    assert list(confidence) == [at(looked_at, "C4")]
    found = reconciled(looked_at.judgement.system, confidence=confidence)
    assert moved(looked_at, found) == {"C4": 67.9}


def test_the_proposed_value_is_taken() -> None:
    """88.7 for 88.6 in a part leaves a difference that rounding explains: the culprit does not make up for it."""
    looked_at = subject({"Regions": REGIONS.replace("88.6", "88.7")})
    values = proposed(looked_at.judgement)
    assert values == {at(looked_at, "C4"): pytest.approx(67.9)}
    found = reconciled(looked_at.judgement.system, instead=values, leave_rounding=True)
    assert moved(looked_at, found) == {"C4": pytest.approx(67.9)}


def test_without_a_culprit_it_is_shared() -> None:
    looked_at = subject({"Regions": REGIONS})
    new = moved(looked_at, reconciled(looked_at.judgement.system))
    assert set(new) == {"C2", "C3", "C4", "C5", "C6", "C7"}
    parts = [new[f"C{row}"] for row in range(2, 7)]
    assert sum(parts) == pytest.approx(new["C7"], abs=1e-9)
    assert all(round(value, 1) == value for value in new.values())
    assert 223.0 < new["C7"] < 232.0


def test_fixed_cells_stay() -> None:
    looked_at = subject({"Regions": REGIONS})
    fixed = [at(looked_at, f"C{row}") for row in (2, 3, 5, 6, 7)]
    found = reconciled(looked_at.judgement.system, fixed=fixed)
    assert moved(looked_at, found) == {"C4": 67.9}
    found = reconciled(looked_at.judgement.system, fixed=[*fixed, at(looked_at, "C4")])
    assert found.moved == ()
    assert len(found.unmet) == 1


def test_rates_follow_from_sizes() -> None:
    looked_at = subject({"Types": GROWTH})
    found = reconciled(looked_at.judgement.system)
    assert moved(looked_at, found)["D3"] == pytest.approx(11.8)  # 11.4 / 10.2 − 1
    assert "D4" not in moved(looked_at, found)
    assert found.unmet == ()


def test_a_fixed_rate_binds_the_sizes() -> None:
    looked_at = subject({"Types": GROWTH})
    found = reconciled(looked_at.judgement.system, fixed=[at(looked_at, "D3")])
    new = found.values
    growth = new[at(looked_at, "C3")] / new[at(looked_at, "B3")] - 1
    assert 0.0495 <= growth <= 0.0505
    assert "D3" not in moved(looked_at, found)
    assert new[at(looked_at, "C3")] + new[at(looked_at, "C4")] == pytest.approx(new[at(looked_at, "C5")])
    assert found.unmet == ()


def test_what_rounding_explains_may_be_left() -> None:
    looked_at = subject({"Regions": REGIONS.replace("84.8", "84.9")})
    left = moved(looked_at, reconciled(looked_at.judgement.system, leave_rounding=True))
    assert not [address for address in left if address.startswith("B")]
    exactly = moved(looked_at, reconciled(looked_at.judgement.system))
    assert len([address for address in exactly if address.startswith("B")]) == 1


def test_what_contradicts_together_is_not_left() -> None:
    looked_at = subject({"Regions": COARSER})
    for leave_rounding in (True, False):
        found = reconciled(looked_at.judgement.system, leave_rounding=leave_rounding)
        assert found.moved
        cells = replace(looked_at.judgement.system.cells, value=found.values)
        again = judge(replace(looked_at.judgement.system, cells=cells))
        assert again.conflicts == ()
        assert not any(verdict.fails for verdict in again.judged)


def test_formulas_follow_their_inputs() -> None:
    sheet = """Market size, USD billion | 2024 | 2025 | 2026
North America | 84.8 | 88.6 | 92.1
Europe | 42.4 | 44.1 | 46.0
World | =SUM(B2:B3) -> 127.2 | =SUM(C2:C3) -> 132.7 | =SUM(D2:D3) -> 138.1
Types | | |
Small molecules | 100.2 | 100.1 | 100.0
Biologics | 27.0 | 34.6 | 38.1
"""
    looked_at = subject({"Market": sheet})
    found = reconciled(looked_at.judgement.system)
    new = found.values
    assert at(looked_at, "C4") in found.computed
    assert "C4" not in moved(looked_at, found)
    assert new[at(looked_at, "C4")] == pytest.approx(new[at(looked_at, "C2")] + new[at(looked_at, "C3")])
    assert new[at(looked_at, "C4")] == pytest.approx(new[at(looked_at, "C6")] + new[at(looked_at, "C7")])
    assert all(round(value, 1) == value for value in moved(looked_at, found).values())


def test_nothing_moves_where_nothing_is_wrong() -> None:
    looked_at = subject({"Regions": REGIONS.replace("76.9", "67.9")})
    found = reconciled(looked_at.judgement.system)
    assert found.moved == ()
    assert (found.values == looked_at.judgement.system.cells.value).all()


def test_shares_are_not_forced_to_add_up_exactly() -> None:
    """33.3 three times is 99.9, and rightly so."""
    sheet = """Share of the market, % | 2024
Small molecules | 33.3
Biologics | 66.6
"""
    looked_at = subject({"Shares": sheet})
    assert reconciled(looked_at.judgement.system).moved == ()


def test_a_coarser_total_need_only_round_its_parts() -> None:
    looked_at = subject({"Regions": COARSER})
    found = reconciled(looked_at.judgement.system)
    cells = looked_at.judgement.system.cells
    judged = outcomes.judged(replace(cells, value=found.values), looked_at.judgement.system.identities)
    assert {verdict.outcome for verdict in judged} <= {"exact", "rounding"}
    totals = [found.values[at(looked_at, f"D{row}")] for row in range(3, 8)]
    assert sum(totals) == found.values[at(looked_at, "D8")]
    assert np.abs(found.values - cells.value)[: len(cells)].max() <= 3
