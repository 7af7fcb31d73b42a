"""Random consistent markets, written in every layout that analysts use, are read as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from layouts_books import LAYOUTS
from layouts_habits import Habits
from layouts_oracle import false_alarms, misread, unnoticed

SEEDS = range(8)
# Layouts with totals of which the taxonomy knows the parts.
SUMS = ("wide", "wide nested", "years down", "cross", "two headers", "stacked", "sheets", "text")
KNOWN_PARTS = {
    "total": "last",
    "totals": "both",
    "dimension": "type",
    "nested": "countries",
    "dimensions": ("type", "application"),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_figure_is_read_and_nothing_else(layout: str, seed: int, tmp_path: Path) -> None:
    book = LAYOUTS[layout](Habits(seed))
    assert sum(len(sheet.truths) for sheet in book.sheets) > 0
    assert misread(book, tmp_path / f"book{book.suffix}") == []


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("layout", SUMS)
def test_a_true_market_has_no_errors(layout: str, seed: int, tmp_path: Path) -> None:
    book = LAYOUTS[layout](Habits(seed, frozenset({"missing as"})))
    assert false_alarms(book, tmp_path / f"book{book.suffix}") == []


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("layout", SUMS)
def test_one_changed_part_is_an_error_of_its_total(layout: str, seed: int, tmp_path: Path) -> None:
    habits = Habits(seed, frozenset({"missing as", "years"}), KNOWN_PARTS)
    book = LAYOUTS[layout](habits)
    assert unnoticed(book, tmp_path / f"book{book.suffix}", habits.random("slip")) == []
