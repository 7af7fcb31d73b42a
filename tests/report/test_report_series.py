"""The chapter of a workbook that counts something over time, but has no size of a market."""

from __future__ import annotations

import pytest
from report_models import Maker
from test_report_html import lint, texts

from cdmo_cli import report
from cdmo_cli.market.model import Model, ReportFacts
from cdmo_cli.report.brand import Brand
from cdmo_cli.report.charts.model import Hatch, Lines
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Exhibit, Section
from cdmo_cli.report.options import Options
from cdmo_cli.report.sections import series
from cdmo_cli.report.style import using
from cdmo_cli.report.view import View
from cdmo_cli.tables.model import Unit

USD_A_TON = Unit("currency", "USD", 1.0, "USD per ton")
PRICES = {"api": {2019: 100.0, 2021: 121.0, 2023: 146.4}, "drug": {2019: 80.0, 2021: 40.0, 2023: 20.0}}


def prices(values: dict[str, dict[int, float]], unit: Unit = USD_A_TON) -> Model:
    maker = Maker()
    sheet = maker.sheet("Prices")
    for row, (code, line) in enumerate(values.items(), start=5):
        for column, (year, value) in enumerate(line.items(), start=2):
            maker.figure(sheet, row, column, value, measure="price", year=year, unit=unit, application=code)
    return maker.model(ReportFacts(title="Prices of ingredients"))


def made(model: Model, edition: report.Edition = "full") -> list[Section]:
    with using(Brand.of(Options().report, "a4").style):
        return series.section(Context(View.of(model, edition), None, Options()))


def exhibit(sections: list[Section]) -> Exhibit:
    (found,) = sections[0].exhibits
    return found


def test_lines_over_the_years_are_drawn_and_listed_with_their_growth() -> None:
    sections = made(prices(PRICES))
    assert sections[0].heading == "API grew 10.0\u00a0% a year from 2019 to 2023, Drug fell 29.3\u00a0%"  # 1.1², √√¼
    table = exhibit(sections).table
    assert table is not None
    assert [(row.label, row.cells) for row in table.rows] == [
        ("API", ("100.0", "121.0", "146.4", "10.0")),
        ("Drug", ("80.0", "40.0", "20.0", "−29.3")),
    ]
    assert isinstance(exhibit(sections).chart, Lines)
    assert exhibit(sections).source == "sheet ‘Prices’, cells B5:D6"
    assert exhibit(sections).subtitle == "Price, USD per ton, 2019 to 2023"


def test_what_ends_at_nothing_has_no_rate() -> None:
    values = {"api": PRICES["api"], "drug": {2019: 80.0, 2021: 40.0, 2023: 0.0}}
    sections = made(prices(values))
    assert sections[0].heading == "API grew 10.0\u00a0% a year from 2019 to 2023"
    table = exhibit(sections).table
    assert table is not None
    assert table.rows[1].cells == ("80.0", "40.0", "0.0", "–")


def test_of_percentages_no_growth_is_told() -> None:
    sections = made(prices(PRICES, Unit("percent", None, 0.01, "%")))
    assert sections[0].heading == "The figures from 2019 to 2023"
    table = exhibit(sections).table
    assert table is not None
    assert [column.head for column in table.columns] == ["2019", "2021", "2023"]


def test_the_sample_ranks_and_draws_nothing() -> None:
    low = {"api": PRICES["drug"], "drug": PRICES["api"]}
    sections = made(prices(low), "sample")
    assert sections[0].heading == "The figures from 2019 to 2023"
    assert isinstance(exhibit(sections).chart, Hatch)
    table = exhibit(sections).table
    assert table is not None
    assert [row.label for row in table.rows] == ["API", "Drug"]  # as the workbook has them, not by size
    assert {cell for row in table.rows for cell in row.cells} == {"\ue000"}


def test_two_years_are_no_series() -> None:
    assert made(prices({"api": {2019: 1.0, 2020: 2.0}})) == []


@pytest.mark.parametrize("edition", ["full", "sample"])
def test_the_whole_document_is_sound(edition: report.Edition) -> None:
    document = report.compose(prices(PRICES), None, edition)
    assert lint(document) == []
    assert "Figures over time" in texts(document)
