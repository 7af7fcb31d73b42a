"""Formulas as identities: what a formula says of its cells."""

from __future__ import annotations

import pytest
from subject_grid import subject

from cdmo_cli.address import a1


def sums(grid: str) -> dict[str, list[str]]:
    """The parts of every sum that is written as a formula, by the cell of the formula."""
    system = subject({"Data": grid}).judgement.system

    def cell(position: int) -> str:
        return a1(*system.cells.place(position)[1:])

    return {
        cell(identity.cell): [cell(part) for part in identity.parts]
        for identity in system.identities
        if identity.evidence == "formula" and identity.kind == "sum"
    }


GRID = """
USD million | 2024
Tablets | 10.5
Films | 11.5
Solids | =SUBTOTAL(9,B3:B4) -> 22
Creams | 3.5
Total | {total}
"""


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        ("=SUBTOTAL(9,B3:B6) -> 25.5", ["B3", "B4", "B6"]),  # other subtotals do not count
        ("=SUBTOTAL(109,B3:B6) -> 25.5", ["B3", "B4", "B6"]),
        ("=SUM(B5:B6) -> 25.5", ["B5", "B6"]),
        ("=B3+B4+B6 -> 25.5", ["B3", "B4", "B6"]),
        ('=IFERROR(SUM(B5:B6),"") -> 25.5', ["B5", "B6"]),
    ],
)
def test_sums(total: str, parts: list[str]) -> None:
    assert sums(GRID.format(total=total)) == {"B5": ["B3", "B4"], "B7": parts}


@pytest.mark.parametrize("total", ["=SUBTOTAL(1,B3:B6) -> 8.5", '=B5&"x" -> 22x', "=SUM(B3:B6)/2 -> 23.75"])
def test_what_is_no_sum(total: str) -> None:
    assert "B7" not in sums(GRID.format(total=total))


def test_a_subtotal_over_hidden_rows_may_leave_them_out() -> None:
    assert sums("\nUSD million | 2024\n~Tablets | 10.5\nFilms | 11.5\nTotal | =SUBTOTAL(9,B3:B4) -> 11.5") == {}


def test_a_whole_column_reaches_as_far_as_its_sheet() -> None:
    found = subject({"Data": "Tablets | 10.5\nFilms | 11.5", "Total": "All | =SUM(Data!B:B) -> 22"}).judgement.system
    (identity,) = [one for one in found.identities if one.evidence == "formula"]
    assert [found.cells.place(part) for part in identity.parts] == [(0, 1, 2), (0, 2, 2)]
