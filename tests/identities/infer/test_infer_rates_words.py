"""What labels say of rates, and the headings that stand above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from cdmo_cli.identities.infer.fields.axes import fields
from cdmo_cli.identities.infer.rates.headings import headings
from cdmo_cli.identities.infer.rates.words import Hints, ascending, hints, period_of, years_of
from cdmo_cli.read.model import Sheet
from cdmo_cli.tables.grid import Grid, build_grid
from cdmo_cli.tables.model import Period


def grid(rows: Sequence[Sequence[Any]]) -> Grid:
    width = max(len(row) for row in rows)
    return build_grid(Sheet("Sheet1", 0, [list(row) + [None] * (width - len(row)) for row in rows]))


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("% change", Hints(percent=True, growth=True, change=True)),
        ("Change 2010/02 - 2009/02, Per cent (%)", Hints(percent=True, growth=True, change=True)),
        ("Growth", Hints(growth=True)),
        ("Wachstum gegenüber Vorjahr", Hints(growth=True)),
        ("Veränderung in Prozent", Hints(percent=True, growth=True, change=True)),
        ("y-o-y", Hints(growth=True)),
        ("Croissance", Hints(growth=True)),
        ("CAGR 2019-2024", Hints(cagr=True)),
        ("Growth p.a.", Hints(growth=True, cagr=True)),
        ("Share of total", Hints(share=True)),
        ("Marktanteil", Hints(share=True)),
        ("% of total", Hints(percent=True, share=True)),
        ("Difference", Hints(change=True)),
        ("+/-", Hints(change=True)),
        ("Saldo", Hints(balance=True)),
        ("Net exports", Hints(balance=True)),
        ("Index 2010 = 100", Hints(no_share=True)),
        ("Price per unit", Hints(no_share=True)),
        ("Rank", Hints(rank=True)),
        ("No.", Hints(rank=True)),
    ],
)
def test_what_a_label_says(label: str, said: Hints) -> None:
    assert hints(label) == said


@pytest.mark.parametrize(
    "label",
    [
        "",
        "Norway",
        "Sales, USD million",
        "Resistor 1% tolerance",
        "Share capital",
        "Earnings, 5 %",
        "Spare parts",
        "2024",
    ],
)
def test_labels_that_say_nothing_of_rates(label: str) -> None:
    assert not hints(label).rate


def test_years_of_a_rate() -> None:
    assert years_of("CAGR 2019-2024") == (2019, 2024)
    assert years_of("CAGR 24-31") == (2024, 2031)
    assert years_of("Change between 1995 and 2003") == (1995, 2003)
    assert years_of("Growth") is None
    assert years_of("Growth 2024") is None


def test_periods_and_their_order() -> None:
    assert period_of("2024 (Base)") == Period(2024)
    assert period_of("Norway") is None
    assert ascending(("2019", "2020", "2021")) == 1
    assert ascending(("2021", "2020", "2019")) == -1
    assert ascending(("2021", "2019", "2020", "2018", "2022")) == 0
    assert ascending(("Norway", "Sweden", "Finland")) == 0


def test_a_heading_over_several_columns_heads_all_of_them() -> None:
    sheet = grid(
        [
            ["", "2023", "", "Percent change", ""],
            ["", "Exports", "Imports", "Exports", "Imports"],
            *[[name, 1200 + i, 3400 + i, 1.5 + i, 2.5] for i, name in enumerate(("Norway", "Sweden", "Finland"))],
        ]
    )
    (field,) = fields(sheet)
    assert headings(field.columns, field.rows, sheet) == (
        "2023 | Exports",
        "2023 | Imports",
        "Percent change | Exports",
        "Percent change | Imports",
    )


def test_a_row_of_words_heads_the_rows_below_it() -> None:
    body = [["Norway", 1200, 3400], ["Sweden", 1300, 3500]]
    shares = [["Norway", 48.0, 49.3], ["Sweden", 52.0, 50.7]]
    sheet = grid([["", "Exports", "Imports"], *body, ["Share, %"], *shares])
    heads = [head for field in fields(sheet) for head in headings(field.rows, field.columns, sheet)]
    assert heads == ["Norway", "Sweden", "Share, % | Norway", "Share, % | Sweden"]


def test_without_a_grid_the_labels_are_the_headings() -> None:
    sheet = grid([["", "Exports", "Imports"], ["Norway", 1200, 3400], ["Sweden", 1300, 3500]])
    (field,) = fields(sheet)
    assert headings(field.columns, field.rows, None) == field.columns.labels
