"""Sizes of the market that stand in words."""

from __future__ import annotations

import pytest
from subject_grid import workbook

from cdmo_cli.market.stated import states_size


@pytest.mark.parametrize(
    "line",
    [
        "Market size 2024 | USD 212.0 billion",
        "Market size | 2024 | USD 212.0bn |",
        "Market value in 2024 | €195,4 Mrd.",
        "The market was valued at US$ 212 billion in 2024.",
        "Market size, 2024 | approx. | 212 million EUR",
    ],
)
def test_a_size_with_its_year_and_currency(line: str) -> None:
    assert states_size(workbook({"Notes": "Sources\n", "Headline": f"CDMO\n{line}\nCAGR | 5.0 %\n"}))


@pytest.mark.parametrize(
    "line",
    [
        "Market size | USD 212.0 billion",
        "Market size 2024 | 212.0",
        "Market size 2024 | see below",
        "Investments 2024 | USD 3.1 billion",
        "CDMO market, 2024 to 2031, USD billion",
        "USD 212.0 billion | Market size 2024",
    ],
)
def test_what_is_no_size(line: str) -> None:
    assert not states_size(workbook({"Headline": f"{line}\nCAGR | 5.0 %\n"}))
