"""Figures that are off by a thousand together: which, by how much, and which failing identities that explains."""

from __future__ import annotations

import pytest
from subject_grid import subject

from cdmo_cli.check import check
from cdmo_cli.identities.scales import Scaled
from cdmo_cli.rules.subject import Subject

HEAD = "Market size, USD million | 2021 | 2022 | 2023 | 2024 | CAGR 2021-2024, %"
ROWS = {
    "Small molecules": [117900.0, 123800.0, 127100.0, 131400.0],
    "Biologics": [64700.0, 70500.0, 75200.0, 80600.0],
    "All types": [182600.0, 194300.0, 202300.0, 212000.0],
}


def grid(off: dict[tuple[str, int], float]) -> Subject:
    """The table with some figures (by row and column) multiplied; the CAGR is that of the true figures."""
    lines = [HEAD]
    for name, values in ROWS.items():
        rate = ((values[3] / values[0]) ** (1 / 3) - 1) * 100
        shown = [round(value * off.get((name, i), 1.0), 3) for i, value in enumerate(values)]
        lines.append(" | ".join([name, *(f"{v:g}" if v < 1e5 else f"{v:.0f}" for v in shown), f"{rate:.1f}"]))
    return subject({"Types": "\n".join(lines)})


def cells(looked_at: Subject, found: Scaled) -> set[tuple[int, int]]:
    data = looked_at.model.observations
    return {(int(data.row[p]), int(data.column[p])) for p in found.positions}


def test_nothing_is_off() -> None:
    assert grid({}).scaled == ()


@pytest.mark.parametrize(("factor", "power"), [(1e-3, -3), (1e3, 3), (1e6, 6)])
def test_a_column_is_one_cause_of_all_that_fails(factor: float, power: int) -> None:
    looked_at = grid({(name, 3): factor for name in ROWS})
    (found,) = looked_at.scaled
    assert found.power == power
    assert cells(looked_at, found) == {(2, 5), (3, 5), (4, 5)}
    failing = {judged.identity for judged in looked_at.judgement.judged if judged.fails}
    assert set(found.identities) == failing
    reported = check([looked_at]).findings
    assert [item.finding.rule for item in reported if item.leads] == ["U301"]
    assert len(reported) == 1 + len(failing)


def test_a_column_whose_total_is_right() -> None:
    looked_at = grid({(name, 1): 1e-3 for name in ("Small molecules", "Biologics")})
    (found,) = looked_at.scaled
    assert cells(looked_at, found) == {(2, 3), (3, 3)}
    assert [item.finding.rule for item in check([looked_at]).findings if item.leads] == ["U301"]


def test_a_whole_line_is_told_by_its_sums() -> None:
    looked_at = grid({("Biologics", i): 1e-3 for i in range(4)})
    (found,) = looked_at.scaled
    assert (found.power, cells(looked_at, found)) == (-3, {(3, c) for c in (2, 3, 4, 5)})
    assert found.runs[0].beside == ()
    assert [item.finding.rule for item in check([looked_at]).findings if item.leads] == ["U301"]


def test_a_single_cell_is_left_to_the_sum_that_names_it() -> None:
    looked_at = grid({("Biologics", 2): 1e-3})
    assert looked_at.scaled == ()
    reported = check([looked_at]).findings
    assert {item.finding.rule for item in reported} == {"T101"}
    assert reported[0].finding.suspects[0].cause == "a power of ten"


def test_another_slip_beside_it_is_not_explained() -> None:
    looked_at = grid({**{(name, 3): 1e-3 for name in ROWS}, ("Biologics", 1): 1.1})
    (found,) = looked_at.scaled
    unexplained = {judged.identity for judged in looked_at.judgement.judged if judged.fails} - set(found.identities)
    assert unexplained
    assert {item.finding.rule for item in check([looked_at]).findings if item.leads} == {"U301", "T101"}


def test_a_line_that_the_sums_leave_out_is_not_a_million_times_too_large() -> None:
    regions = """Market size, USD million | 2024 | 2025 | 2026
Europe | =SUM(B3:B4) -> 16043.1 | =SUM(C3:C4) -> 16529.1 | =SUM(D3:D4) -> 17024.4
  Germany | 9624.3 | 9927.9 | 10231.4
  France | 6418.8 | 6601.2 | 6793.0
  Rest of Europe | 11127.6 | 11563.8 | 12092.6
"""
    looked_at = subject({"Regions": regions})
    assert any(judged.fails for judged in looked_at.judgement.judged)
    assert looked_at.scaled == ()
