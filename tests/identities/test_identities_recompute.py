"""Formulas computed again: Excel's own results, what cannot be told, and which stored values are out of date."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from subject_grid import workbook

from cdmo_cli.address import a1
from cdmo_cli.identities.evaluate import Evaluator
from cdmo_cli.identities.functions import CannotTell, Fault
from cdmo_cli.identities.parse import parse
from cdmo_cli.identities.recompute import recomputed

GRID = """
Europe | 131.4 | 2 |
Asia | 80.6 | 3 |
europe | -12.5 | 4 | 7
note | | | '12
"""
"""A1:D5, of which row 1 is blank."""


PIECES = [
    *"+-*/^%&=<>(),;",
    *(">=", "A2", "B2:B5", "C:C", "D5", "B9", "0", "2.5", "9", '"a"', "1E300", "TRUE"),
    *("SUM(", "IF(", "ROUND(", "IFERROR(", "SUMIF(", "MOD(", "SUBTOTAL(", "SUMPRODUCT(", "COUNTIF(", "LOG(", "RRI("),
]
BOOK = workbook({"Data": GRID})


def result(formula: str, grid: str = GRID) -> float | bool | str | None:
    tree = parse(formula)
    assert tree is not None, formula
    return Evaluator(workbook({"Data": grid, "Other data": "5"}), 1000).value(tree, (0, 40, 9))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(B2:B5)", 199.5),
        ("=SUM(D4:D5)", 7),  # the number kept as text does not count in a range,
        ("=D4+D5", 19),  # but does in arithmetic
        ("=SUM(B2,B3,10)", 222),
        ("=SUM(B:B)", 199.5),
        ("=SUM(2:2)", 133.4),
        ("=B2-B5", 131.4),
        ("=-B2^2", 131.4**2),
        ("=2^-1", 0.5),
        ("=2^3^2", 64),
        ("=10%", 0.1),
        ("=100*5%", 5),
        ("=AVERAGE(B2:B5)", 66.5),
        ("=MIN(B2:B5)", -12.5),
        ("=MAX(B2:B5,200)", 200),
        ("=MEDIAN(C2:C4)", 3),
        ("=COUNT(A2:D5)", 7),
        ("=COUNTA(A2:A6)", 4),
        ("=PRODUCT(C2:C4)", 24),
        ("=SUMPRODUCT(B2:B4,C2:C4)", 131.4 * 2 + 80.6 * 3 - 12.5 * 4),
        ("=SUMPRODUCT(C2:D4)", 16),
        ("=ROUND(2.5,0)", 3),
        ("=ROUND(-2.5,0)", -3),
        ("=ROUND(1.005,2)", 1.01),
        ("=ROUND(1234.5,-2)", 1200),
        ("=ROUNDUP(2.1,0)", 3),
        ("=ROUNDUP(-2.1,0)", -3),
        ("=ROUNDDOWN(-2.9,0)", -2),
        ("=TRUNC(8.97,1)", 8.9),
        ("=INT(-8.9)", -9),
        ("=MOD(-3,2)", 1),
        ("=ABS(B4)", 12.5),
        ("=SIGN(B4)", -1),
        ("=SQRT(16)", 4),
        ("=POWER(1.05,7)", 1.05**7),
        ("=(B2/B3)^(1/7)-1", (131.4 / 80.6) ** (1 / 7) - 1),
        ("=RRI(7,B3,B2)", (131.4 / 80.6) ** (1 / 7) - 1),
        ("=LN(EXP(2))", 2),
        ("=LOG(100)", 2),
        ("=LOG(8,2)", 3),
        ("=IF(B2>B3,1,2)", 1),
        ("=IF(B5,1)", False),
        ("=IF(B2<B3,1,)", 0),
        ("=IF(AND(B2>0,OR(B4>0,NOT(B4>0))),5,6)", 5),
        ("=IFERROR(B2/B5,-1)", -1),
        ("=IFERROR(B2/2,-1)", 65.7),
        ("=IFERROR(A2+1,-1)", -1),
        ("=SUMIF(A2:A5,A2,B2:B5)", 118.9),  # without regard to case
        ('=SUMIF(B2:B5,">0")', 212),
        ('=SUMIF(A:A,"asia",B:B)', 80.6),
        ('=SUMIFS(B2:B4,A2:A4,"europe",C2:C4,"<4")', 131.4),
        ('=COUNTIF(C2:C4,">=3")', 2),
        ('=AVERAGEIF(A2:A4,"Europe",C2:C4)', 3),
        ("=SUBTOTAL(9,B2:B5)", 199.5),
        ("=SUBTOTAL(101,C2:C4)", 3),
        ("='Other data'!A1*2", 10),
        ("=Data!B2", 131.4),
        ('=A2&" "&C2', "Europe 2"),
        ("=A2=A4", True),
        ("=B5=0", True),
        ('=A6=""', True),
        ('="a"<"B"', True),
        ('="1">2', True),  # any text is greater than any number
        ("=B5", None),
    ],
)
def test_what_excel_gives(formula: str, value: float | bool | str | None) -> None:
    found = result(formula)
    assert type(found) is type(value) or isinstance(found, float)
    assert found == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=B2/B5", "#DIV/0!"),
        ("=A2+1", "#VALUE!"),
        ("=SQRT(B4)", "#NUM!"),
        ("=0^0", "#NUM!"),
        ("=10^400", "#NUM!"),
        ("=AVERAGE(A2:A4)", "#DIV/0!"),
    ],
)
def test_errors(formula: str, code: str) -> None:
    with pytest.raises(Fault) as fault:
        result(formula)
    assert fault.value.args == (code,)


@pytest.mark.parametrize(
    "formula",
    [
        "=TODAY()",
        "=RAND()*B2",
        "=OFFSET(B2,1,0)",
        "=VLOOKUP(A2,A2:B4,2)",
        "=B2:B4*2",
        "=SUM(B2:B4*C2:C4)",
        "=SUM(I39:I41)",  # around the formula itself
        '=SUMIF(A2:A5,"Eu*",B2:B5)',
        "=SUMPRODUCT(B2:B4,C2:C3)",
        "=Missing!A1+1",
        "=ROUND(B2)",
        "=IF(A2,1,2)",
        '="5 %"+1',
        '=B2&"x"',
        "=AND(B2:B4)",
        "=NOT()",
        "=(-8)^(1/3)",  # programs differ
        "=ROUNDUP(1.1*3,1)",  # 3.3000000000000003
        "=INT((0.1+0.7)*10)",
        "=MOD(0.3,0.1)",
        "=IF(0.3=0.1+0.2,1,2)",  # equal in fifteen digits, but not in all
    ],
)
def test_what_cannot_be_told(formula: str) -> None:
    with pytest.raises(CannotTell):
        result(formula)


def test_no_more_cells_are_read_than_allowed() -> None:
    evaluator = Evaluator(workbook({"Data": GRID}), 6)
    tree = parse("=SUM(B2:B5)")
    assert tree is not None
    assert evaluator.value(tree, (0, 9, 9)) == pytest.approx(199.5)
    with pytest.raises(CannotTell):
        evaluator.value(tree, (0, 9, 9))


def test_an_error_and_a_formula_without_value_spread() -> None:
    grid = "#REF! | =1+1 | 4"
    with pytest.raises(Fault, match="#REF!"):
        result("=SUM(A1,C1)", grid)
    with pytest.raises(CannotTell):
        result("=B1+C1", grid)
    with pytest.raises(CannotTell):
        result("=SUM(B1:C1)", grid)
    assert result("=IFERROR(A1,0)+C1", grid) == 4


def test_subtotals_leave_out_subtotals_and_hidden_rows_cannot_be_told() -> None:
    assert result("=SUBTOTAL(9,A1:A4)", "1\n2\n=SUBTOTAL(9,A1:A2) -> 3\n4") == 7
    with pytest.raises(CannotTell):
        result("=SUBTOTAL(9,A1:A3)", "1\n~2\n4")


def test_stale_values_are_found_where_they_are() -> None:
    book = workbook(
        {
            "Data": """
                1.5 | =A2*2 -> 3 | =B2+1 -> 5
                2.5 | =A3*2 -> 4 | =B3+1 -> 5
                0.1 | =SUM(A2:A4) -> 4.1 | =SUM(A2:A4)-4.1 -> 0
                x | =A5 -> 4 | =TODAY() -> 45000
            """
        }
    )
    found = {a1(*one.cell[1:]): one for one in recomputed(book)}
    assert set(found) == {"B2", "C2", "B3", "C3", "B4", "C4"}
    assert {cell: one.value for cell, one in found.items() if one.stale} == {"C2": 4, "B3": 5}
    assert found["B3"].stored == 4


@given(
    st.lists(st.floats(-1e9, 1e9).map(lambda x: round(x, 3)), min_size=2, max_size=12),
    st.permutations(range(12)),
)
def test_no_order_of_addition_is_stale(values: list[float], order: list[int]) -> None:
    stored = 0.0
    for position in order:
        stored += values[position] if position < len(values) else 0.0
    grid = "\n".join(f"{value:.3f}" for value in values)
    book = workbook({"Data": f"{grid}\n=SUM(A1:A{len(values)}) -> {stored:.17f}"})
    (found,) = recomputed(book)
    assert not found.stale
    assert math.isclose(found.value, math.fsum(values), abs_tol=1e-6)


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_formula_gives_a_value_or_cannot_be_told(pieces: list[str]) -> None:
    tree = parse("=" + "".join(pieces))
    if tree is None:
        return
    try:
        value = Evaluator(BOOK, 1000).value(tree, (0, 40, 9))
    except (CannotTell, Fault):
        return
    assert value is None or isinstance(value, bool | str) or math.isfinite(value)


@pytest.mark.parametrize("text", ["=B2" + "+B2" * 150, "=" + "-" * 150 + "B2", "=" + "ABS(" * 38 + "B2" + "+1)" * 38])
def test_long_formulas_are_computed(text: str) -> None:
    assert isinstance(result(text), float)
