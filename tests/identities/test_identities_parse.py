"""Formulas as trees, and what is no simple formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli.address import Range
from cdmo_cli.identities.parse import Call, Number, Ref, Text, parse


def ref(row: int, column: int, sheet: str | None = None) -> Ref:
    return Ref(sheet, Range(row, column, row, column))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("=B4", ref(4, 2)),
        ("=$B$4", ref(4, 2)),
        ("=Market!B4", ref(4, 2, "Market")),
        ("='Type by region'!B4", ref(4, 2, "Type by region")),
        ("='It''s'!B4", ref(4, 2, "It's")),
        ("=SUM(B4:B9)", Call("SUM", (Ref(None, Range(4, 2, 9, 2)),))),
        ("=sum(B9:B4; C1)", Call("SUM", (Ref(None, Range(4, 2, 9, 2)), ref(1, 3)))),
        ("=A1+B1-C1", Call("-", (Call("+", (ref(1, 1), ref(1, 2))), ref(1, 3)))),
        ("=A1-B1*2", Call("-", (ref(1, 1), Call("*", (ref(1, 2), Number(2.0)))))),
        ("=-A1^2", Call("^", (Call("neg", (ref(1, 1),)), Number(2.0)))),  # as a spreadsheet has it: (−A1)²
        ('="x""y"&A1', Call("&", (Text('x"y'), ref(1, 1)))),
        ("=A1>=B1", Call(">=", (ref(1, 1), ref(1, 2)))),
        ("=A1+1=B1", Call("=", (Call("+", (ref(1, 1), Number(1.0))), ref(1, 2)))),
        ("=SUM(B:B)", Call("SUM", (Ref(None, Range(1, 2, 1_048_576, 2)),))),
        ("=SUM(Data!$3:$4)", Call("SUM", (Ref("Data", Range(3, 1, 4, 16_384)),))),
        ("=IF(A1,,TRUE)", Call("IF", (ref(1, 1), Call("", ()), Call("TRUE", ())))),
        ("=PI()", Call("PI", ())),
        ("=STDEV.S(A1:A2)", Call("STDEV.S", (Ref(None, Range(1, 1, 2, 1)),))),
        ("=5%", Call("/", (Number(5.0), Number(100.0)))),
        (
            "=(I4/B4)^(1/7)-1",
            Call(
                "-",
                (Call("^", (Call("/", (ref(4, 9), ref(4, 2))), Call("/", (Number(1.0), Number(7.0))))), Number(1.0)),
            ),
        ),
    ],
)
def test_parse(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        "=A1+",
        "=Total",
        "=SUM(",
        "=[1]Other!A1",
        "=Sales[Total]",
        "=SUM({1,2})",
        "=#REF!+A1",
        '="open',
        "=XFE1",
        "=" + "(" * 60 + "1",
        "=" + "-" * 1900 + "A1",
        "=A1" + "+A1" * 600,
    ],
)
def test_what_is_not_simple(text: str) -> None:
    assert parse(text) is None


@given(st.text(alphabet="AB12$:!'()+-*/^%,;. SUM=", max_size=60))
def test_any_text_parses_or_does_not(text: str) -> None:
    tree = parse(text)
    assert tree is None or isinstance(tree, Number | Text | Ref | Call)
