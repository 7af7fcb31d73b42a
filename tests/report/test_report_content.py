"""What the chapters say: sentences, tables and key figures against values worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from report_models import PERCENT, Maker

from cdmo_cli import pipeline
from cdmo_cli.market.cube import Company, Figure, Span
from cdmo_cli.market.model import Model, ReportFacts, Text
from cdmo_cli.report.charts import model as kinds
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Exhibit, Facts, Points, Section
from cdmo_cli.report.options import Options
from cdmo_cli.report.redact import Edition
from cdmo_cli.report.sections import common, companies, market, opportunities, scenarios, summary
from cdmo_cli.report.view import View

MAIN = Path(__file__).parents[2] / "samples" / "cdmo-outsourcing.xlsx"
HIDDEN = "\ue000"


@cache
def main() -> Model:
    return pipeline.understand(MAIN).model


def context(model: Model, edition: Edition = "full") -> Context:
    return Context(View.of(model, edition), None, Options())


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def exhibit(section: Section, title: str) -> Exhibit:
    found = [each for each in section.exhibits if plain(each.title) == title]
    assert len(found) == 1, [plain(each.title) for each in section.exhibits]
    return found[0]


def table(exhibit: Exhibit) -> dict[str, tuple[str, ...]]:
    assert exhibit.table is not None
    return {row.label: row.cells for row in exhibit.table.rows if row.kind != "group"}


# --- scenarios -----------------------------------------------------------------------------------------------


def test_the_scenarios_of_the_main_sample() -> None:
    (section,) = scenarios.section(context(main()))
    assert plain(section.heading) == "Even in the low case the market grows 3.7 % a year"
    assert plain(section.lead) == (
        "The low case ends USD 28.9 billion below and the high case ends USD 29.3 billion above the base case in 2031."
    )
    # 302.3 is 212.0 × 1.052⁷ as the market has it; 273.4 − 302.3 = −28.9, or −9.6 %
    first = exhibit(section, "In 2031 USD 58.2 billion lies between the low case and the high case")
    assert isinstance(first.chart, kinds.Lines)
    assert [(each.label, len(each.points), each.highlight) for each in first.chart.series] == [
        ("High case", 8, False), ("Base case", 13, True), ("Low case", 8, False),
    ]  # fmt: skip
    assert table(
        exhibit(section, "Between the low case and the high case lie 2.9 percentage points of growth a year")
    ) == {
        "High case": ("212.0", "331.6", "6.6", "+29.3", "+9.7"),
        "Base case": ("212.0", "302.3", "5.2", "", ""),
        "Low case": ("212.0", "273.4", "3.7", "−28.9", "−9.6"),
    }
    assert [(each.number, each.label, plain(each.note)) for each in section.figures] == [
        ("273", "Low case in 2031", "3.7 % a year from 2024"),
        ("302", "Base case in 2031", "5.2 % a year from 2024"),
        ("332", "High case in 2031", "6.6 % a year from 2024"),
    ]
    drivers = [point.label for item in section.items if isinstance(item, Points) for point in item.points]
    assert drivers == ["Low case", "Base case", "High case"]


def test_the_scenarios_in_the_sample_edition() -> None:
    (section,) = scenarios.section(context(main(), "sample"))
    assert section.heading == "Three scenarios to 2031"
    assert all(isinstance(each.chart, kinds.Hatch | None) for each in section.exhibits)
    cells = table(exhibit(section, "Size and growth in three scenarios"))
    assert list(cells) == ["Low case", "Base case", "High case"]  # the order of the taxonomy, not of the sizes
    assert {each.number for each in section.figures} == {HIDDEN}
    assert scenarios.point(context(main(), "sample")) is None


def with_scenarios(sizes: Mapping[str, float | None], *, whole: float | None = 105.0) -> Model:
    """A market of 100 in 2024 that ends at these sizes in 2025."""
    maker = Maker()
    sheet = maker.sheet("Scenarios")
    if whole is not None:
        maker.series(sheet, 2, {2024: 100.0, 2025: whole})
    for row, (code, size) in enumerate(sizes.items(), start=3):
        if size is not None:
            maker.series(sheet, row, {2024: 100.0, 2025: size}, scenario=code)
    return maker.model(ReportFacts(currency="USD", base_year=2024, start_year=2024, end_year=2025))


@pytest.mark.parametrize(
    ("sizes", "heading"),
    [
        ({"low": 103.0, "base": 105.0, "high": 108.0}, "Even in the low case the total grows 3.0 % a year"),
        ({"low": 97.0, "base": 105.0, "high": 108.0}, "Only in the low case the total shrinks to 2025"),
        ({"low": 90.0, "base": 97.0, "high": 108.0}, "Only in the high case the total grows to 2025"),
        ({"low": 90.0, "base": 97.0, "high": 99.0}, "Even in the high case the total shrinks 1.0 % a year"),
        ({"low": 105.0, "base": 105.0, "high": 105.0}, "All three scenarios come to the same size in 2025"),
        ({"low": 100.0, "base": 105.0, "high": 110.0}, "In 2025 USD 10 billion lies between the scenarios"),
    ],
)
def test_what_holds_in_the_scenarios(sizes: dict[str, float | None], heading: str) -> None:
    found = context(with_scenarios(sizes))
    (section,) = scenarios.section(found)
    assert plain(section.heading) == heading.replace("the total", f"the {found.view.noun}")


SEVEN_POINTS = "Between the low case and the high case lie 7.0 percentage points of growth a year"


def test_the_forecast_stands_for_a_base_case_that_is_not_there() -> None:
    (section,) = scenarios.section(context(with_scenarios({"low": 102.0, "high": 109.0})))
    cells = table(exhibit(section, SEVEN_POINTS))
    assert cells == {
        "High case": ("100.0", "109.0", "9.0", "+4.0", "+3.8"),
        "Forecast": ("100.0", "105.0", "5.0", "", ""),
        "Low case": ("100.0", "102.0", "2.0", "−3.0", "−2.9"),
    }


def test_a_base_case_that_is_not_the_forecast_is_named() -> None:
    (section,) = scenarios.section(context(with_scenarios({"low": 102.0, "base": 104.0, "high": 109.0})))
    note = plain(exhibit(section, SEVEN_POINTS).note)
    assert note.endswith("The forecast of the other chapters is USD 105.0 billion, not that of the base case.")
    (same,) = scenarios.section(context(with_scenarios({"low": 102.0, "base": 105.0, "high": 109.0})))
    assert "not that of" not in exhibit(same, SEVEN_POINTS).note


def test_no_chapter_of_one_scenario() -> None:
    assert scenarios.section(context(with_scenarios({"base": 105.0}, whole=None))) == []
    assert scenarios.section(context(with_scenarios({}))) == []


# --- the market ----------------------------------------------------------------------------------------------


def test_history_has_compound_and_fitted_growth() -> None:
    (section,) = market.section(context(main()))
    history = exhibit(section, "Growth slows after 2024, from 5.5 % to 5.2 % a year")
    # ln of 162.0 168.6 182.6 194.3 202.3 212.0 on 2019 to 2024: slope 0.0558, so 5.7 % a year
    logs = [math.log(size) for size in (162.0, 168.6, 182.6, 194.3, 202.3, 212.0)]
    slope = sum((place - 2.5) * log for place, log in enumerate(logs)) / 17.5
    assert math.expm1(slope) == pytest.approx(0.0574, abs=5e-5)
    assert history.figure is not None
    assert [plain(part) for part in history.figure] == ["5.5 %", "a year, 2019 to 2024; 5.7 % fitted to all sizes"]
    assert "least squares of the logarithm of size on year" in history.note


def test_share_changes_are_in_basis_points() -> None:
    (section,) = market.section(context(main()))
    moves = exhibit(section, "Asia-Pacific gains most share, North America loses most")
    assert isinstance(moves.chart, kinds.Slope)
    cells = table(moves)
    # 80.6 of 212.0 is 38.019 %, 136.3 of 302.3 is 45.088 %: 707 hundredths of a point
    assert cells["Biologics"] == ("33.8", "38.0", "45.1", "+425", "+707")
    assert cells["Small molecules"][-1] == "−707"
    assert isinstance(
        exhibit(section, "Asia-Pacific and North America bring 75 % of the growth to 2031").chart, kinds.StackedArea
    )


def test_shares_of_two_are_bars() -> None:
    maker = Maker()
    sheet = maker.sheet("Types")
    maker.series(sheet, 2, {2024: 80.0, 2031: 90.0}, type="small-molecules")
    maker.series(sheet, 3, {2024: 20.0, 2031: 60.0}, type="biologics")
    facts = ReportFacts(title="A market", currency="USD", base_year=2024, start_year=2024, end_year=2031)
    (section,) = market.section(context(maker.model(facts)))
    # 20 of 100 and 60 of 150: 20 percentage points
    moves = exhibit(section, "Biologics gain 20.0 percentage points of share from small molecules")
    assert isinstance(moves.chart, kinds.HundredPercent)
    assert moves.chart.highlight == 1
    assert table(moves)["Biologics"] == ("20.0", "40.0", "+2,000")


# --- companies -----------------------------------------------------------------------------------------------


def test_concentration_has_bounds() -> None:
    (section,) = companies.section(context(main()))
    cells = table(exhibit(section, "92.6 % of the market belongs to others"))
    # shares 2.87 2.07 0.72 0.69 0.62 0.44: the four largest 6.3, or four of 2.87: 11.5; ten of 2.87: 28.7
    assert cells["CR4, the four largest"] == ("%", "6.3", "11.5")
    assert cells["CR10, the ten largest"] == ("%", "7.4", "28.7")
    # 8.2 + 4.3 + 0.5 + 0.5 + 0.4 + 0.2 = 14; 92.6 is 32 of 2.87 and a small rest: 32 × 8.2 = 264 more
    assert cells["HHI, Herfindahl-Hirschman"] == ("of 10,000", "14", "278")
    assert section.figures[2].note == "of 10,000; at most 278"
    assert "the market is not highly concentrated" in section.lead


def test_profiles_say_what_the_workbook_has() -> None:
    (section,) = companies.section(context(main()))
    (facts,) = (item for item in section.items if isinstance(item, Facts))
    profiles = {label: plain(text) for label, text in facts.rows}
    assert len(profiles) == 8
    # 5.35 / 0.8801 = 6.08; 6.08 of 212.0
    assert profiles["Lonza Group"].startswith(
        "Basel, Switzerland. Contract revenue CHF 5.35 billion, year to 31 Dec 2024 (USD 6.08 billion at 0.8801 CHF "
        "per USD). 2.87 % of the market, the largest of six shares known. Source: Lonza"
    )
    assert "EUR 832.0 million" in profiles["Aenova Holding"]
    assert "Contract services are not reported apart" in profiles["Thermo Fisher Scientific"]
    assert "FAREVA" not in profiles  # named, and nothing else is known


def test_companies_that_are_all_of_the_market() -> None:
    maker = Maker()
    sheet = maker.sheet("Companies")
    for row, (code, share) in enumerate(
        {"lonza": 40.0, "catalent": 30.0, "almac": 15.0, "aenova": 10.0, "recipharm": 5.0}.items(), start=2
    ):
        maker.figure(sheet, row, 2, share, measure="share", year=2024, unit=PERCENT, company=code)
        maker.figure(sheet, row, 3, share, year=2024, company=code)
    maker.series(maker.sheet("Market"), 2, {2024: 100.0})
    (section,) = companies.section(context(maker.model(ReportFacts(title="A market", currency="USD", base_year=2024))))
    assert plain(section.heading) == "Four of five companies hold 95 % of the market"
    # 1600 + 900 + 225 + 100 + 25
    assert plain(section.lead) == (
        "The Herfindahl-Hirschman index is 2,850, above the 1,800 beyond which a market counts as highly concentrated."
    )
    cells = table(exhibit(section, "The four largest of five hold 95.0 %"))
    assert cells["HHI, Herfindahl-Hirschman"] == ("of 10,000", "2,850")


def test_a_text_on_a_company_stands_in_its_profile() -> None:
    maker = Maker()
    sheet = maker.sheet("Companies")
    for row, (code, size) in enumerate({"lonza": 7.0, "catalent": 4.0}.items(), start=2):
        maker.figure(sheet, row, 2, size, year=2024, company=code)
    maker.series(maker.sheet("Market"), 2, {2024: 100.0})
    texts = (
        Text("companies", "It builds in Visp.", 0, 2, 3, "Lonza Group"),
        Text("companies", "They differ.", 0, 3, 3, "All of them"),
    )
    model = maker.model(ReportFacts(title="A market", currency="USD", base_year=2024), texts)
    (section,) = companies.section(context(model))
    (facts,) = (item for item in section.items if isinstance(item, Facts))
    assert "It builds in Visp." in plain(dict(facts.rows)["Lonza Group"])
    labels = [point.label for item in section.items if isinstance(item, Points) for point in item.points]
    assert [plain(label) for label in labels] == ["All of them"]


# --- opportunities -------------------------------------------------------------------------------------------


def test_opportunities_of_the_main_sample() -> None:
    (section,) = opportunities.section(context(main()))
    assert plain(section.heading) == "Three countries bring 57 % of the growth"
    falls = exhibit(section, "Asia-Pacific brings 42 % of the growth")
    assert isinstance(falls.chart, kinds.Waterfall)
    # 37.8 of 90.3 is 41.9 %, and 37.8 of 212.0 are 17.8 points
    assert table(falls)["Asia-Pacific"] == ("+37.8", "30.0", "41.9", "17.8")
    index = exhibit(section, "Biologics in North America score highest of the ten segments, with other weights too")
    assert "size in 2031 30 %, growth a year 30 %, absolute growth 40 %" in plain(index.note)
    assert index.table is not None
    assert len(index.table.rows) == 10


def test_opportunities_in_the_sample_edition_rank_nothing() -> None:
    (section,) = opportunities.section(context(main(), "sample"))
    assert section.heading == "Growth by region and country to 2031"
    index = exhibit(section, "Attractiveness of segments")
    assert index.table is not None
    assert index.table.rows[0].label == "Small molecules in North America"  # the order of the taxonomy
    assert all(cell == HIDDEN for row in index.table.rows for cell in row.cells)
    falls = exhibit(section, "From 2024 to 2031, region by region")
    assert all(cell == HIDDEN for cells in table(falls).values() for cell in cells)


def test_types_alone_are_enough_for_opportunities() -> None:
    maker = Maker()
    sheet = maker.sheet("Types")
    maker.series(sheet, 2, {2024: 80.0, 2025: 90.0}, type="small-molecules")
    maker.series(sheet, 3, {2024: 20.0, 2025: 60.0}, type="biologics")
    facts = ReportFacts(title="A market", currency="USD", base_year=2024, start_year=2024, end_year=2025)
    (section,) = opportunities.section(context(maker.model(facts)))
    # 80 to 90 in a year
    assert plain(section.heading) == "Without biologics the market would grow 12.5 % a year"
    assert plain(section.lead) == "Biologics are 20 % of the market and 80 % of its growth."


# --- the summary ---------------------------------------------------------------------------------------------


def test_the_summary_has_a_finding_three_figures_a_chart_and_three_points() -> None:
    (section,) = summary.section(context(main()))
    assert plain(section.heading) == "Biologics bring six of every ten new dollars to 2031"
    assert len(section.figures) == 3
    assert len(section.exhibits) == 1
    labels = [plain(p.label) for item in section.items if isinstance(item, Points) for p in item.points if p.number]
    assert labels == [
        "Asia-Pacific adds most and grows fastest",
        "Even in the low case the market grows 3.7 % a year",
        "Six companies with contract revenue hold 7.4 %",
    ]


# --- any figure may be hidden --------------------------------------------------------------------------------


class Masked(View):
    """A view in which every figure is hidden or not by chance: a plan may show any single one."""

    def hides(self, *what: object) -> bool:
        return Random(f"{self.model.title}{what}").random() < PART[0]

    def size(self, year: int, **members: str) -> Figure | None:
        figure = self.cube.size(year, **members)
        hidden = figure is not None and self.hides("size", year, sorted(members.items()))
        return replace(figure, value=math.nan) if figure is not None and hidden else figure

    def series(self, **members: str) -> dict[int, Figure]:
        found = {year: self.size(year, **members) for year in self.cube.series(**members)}
        return {year: figure for year, figure in found.items() if figure is not None}

    def span(self, start: int | None = None, end: int | None = None, **members: str) -> Span | None:
        span = self.cube.span(start, end, **members)
        if span is None:
            return None
        first, last = self.size(span.start, **members), self.size(span.end, **members)
        assert first is not None
        assert last is not None
        known = not math.isnan(first.value + last.value) or not self.hides("cagr", span.start, sorted(members.items()))
        return replace(
            span, first=first, last=last, added=last.value - first.value, cagr=span.cagr if known else math.nan
        )

    def share(self, year: int | None, **members: str) -> Figure | None:
        figure = self.cube.share(year, **members)
        hidden = figure is not None and self.hides("share", year, sorted(members.items()))
        return replace(figure, value=math.nan) if figure is not None and hidden else figure

    def companies(self) -> tuple[Company, ...]:
        return tuple(
            replace(each, share=math.nan) if each.share is not None and self.hides(each.member.code) else each
            for each in self.cube.companies()
        )


PART = [0.0]  # of the figures that are hidden


@pytest.mark.parametrize("part", [0.02, 0.1, 0.3, 0.6, 0.9])
def test_no_sentence_and_no_chart_rests_on_a_hidden_figure(part: float) -> None:
    PART[0] = part
    view = View.of(main(), "sample")
    found = Context(Masked(view.cube, view.edition, view.plan), None, Options())
    for chapter in (summary, market, companies, opportunities, scenarios):
        for section in chapter.section(found):
            words = [section.heading, *(each.title for each in section.exhibits)]
            assert not any("nan" in word.casefold().split() or HIDDEN in word for word in words), words
            for each in section.exhibits:
                drawn = common.drawn(each.chart) if each.chart is not None else ()
                assert not any(math.isnan(value) for value in drawn), each.title
                graphic = each.table.graphic if each.table is not None else None
                assert graphic is None or not any(math.isnan(bar.value) for bar in graphic.bars), each.title
