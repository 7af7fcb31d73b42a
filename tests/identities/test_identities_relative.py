"""The same formula in the cells of a row or column is the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.address import a1
from cdmo_cli.identities.relative import relative


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("=SUM(B4:B9)", "SUM(R[-6]C:R[-1]C)"),
        ("=B10", "RC"),
        ("=$B$4", "R4C2"),
        ("=B$4*$A10", "R4C*RC1"),
        ("=sum( b4 : b9 )", "SUM(R[-6]C:R[-1]C)"),
        ("='Type by region'!C10+1.5", "'TYPE BY REGION'!RC[1]+1.5"),
        ('=IF(C10="B4 or b5",LOG10(C9),"")', 'IF(RC[1]="B4 or b5",LOG10(R[-1]C[1]),"")'),
        ("=SUM(A:A)/SUM(3:4)", "SUM(C[-1]:C[-1])/SUM(R[-7]:R[-6])"),
        ("=SUM($A:$A,$3:$3)", "SUM(C1:C1,R3:R3)"),
        ("=Sales2024*rate_1", "SALES2024*RATE_1"),
        ("=[1]Data!B10", "[1]DATA!RC"),
    ],
)
def test_relative(text: str, form: str) -> None:
    assert relative(text, 10, 2).form == form


def test_numbers_may_differ_in_the_shape() -> None:
    first, second = relative("=B4*(1+B$8)^1.5", 4, 3), relative("=C4*(1+C$8)^2", 4, 4)
    assert first.form != second.form
    assert first.shape == second.shape == "RC[-1]*(#+R8C[-1])^#"


@given(st.integers(1, 500), st.integers(1, 500), st.integers(0, 400), st.integers(0, 400))
def test_filled_down_and_right_it_stays_the_same(row: int, column: int, down: int, right: int) -> None:
    here = relative(f"=SUM({a1(row, column)}:{a1(row + 3, column)})-$C$3", row + 4, column)
    there_row, there_column = row + down, column + right
    there = f"=SUM({a1(there_row, there_column)}:{a1(there_row + 3, there_column)})-$C$3"
    assert relative(there, there_row + 4, there_column) == here
