"""The report of any model: every subset of what a workbook may hold, with falling, empty and negative markets."""

from __future__ import annotations

import random

import pytest
from report_models import FACTS, Maker
from test_report_html import lint, texts

from cdmo_cli import report
from cdmo_cli.market.model import Model, ReportFacts

SHAPES = {
    "falling": lambda chance, age: round(300 * 0.95**age * chance.uniform(0.9, 1.1), 1),
    "empty": lambda chance, age: 0.0,
    "negative": lambda chance, age: round(chance.uniform(-50, 50), 1),
    "tiny": lambda chance, age: round(0.01 * chance.random(), 4),
    "huge": lambda chance, age: round(1e6 * chance.random()),
    "flat": lambda chance, age: 100.0,
}
MEMBERS = {
    "type": ("small-molecules", "biologics"),
    "region": ("north-america", "europe", "asia-pacific"),
    "country": ("china", "india", "rest-of-asia-pacific"),
}


def some_model(shape: str, parts: tuple[str, ...], years: range) -> Model:
    chance = random.Random(f"{shape} {parts} {years}")
    maker = Maker()
    for part in parts:
        sheet = maker.sheet(part.title())
        for row, code in enumerate(MEMBERS.get(part, ("",)), start=5):
            within = {"region": "asia-pacific"} if part == "country" else {}
            members = {**within, part: code} if code else {}
            maker.series(sheet, row, {year: SHAPES[shape](chance, year - years[0]) for year in years}, **members)
    return maker.model(chance.choice((FACTS, ReportFacts())))


@pytest.mark.parametrize("years", [range(2024, 2025), range(2024, 2026), range(2019, 2032)], ids=len)
@pytest.mark.parametrize(
    "parts",
    [("market",), ("type",), ("region", "country"), ("market", "country"), ("market", "type", "region", "country")],
    ids="+".join,
)
@pytest.mark.parametrize("shape", SHAPES)
def test_any_model_makes_a_sound_report(shape: str, parts: tuple[str, ...], years: range) -> None:
    model = some_model(shape, parts, years)
    for edition in ("full", "sample"):
        document = report.compose(model, None, edition)
        words = texts(document)
        assert lint(document) == []
        assert "nan" not in words.lower().split()
        assert edition == "sample" or "XX" not in words.split()
        assert "No figures" not in words
