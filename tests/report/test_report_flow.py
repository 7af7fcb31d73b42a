"""Where chapters begin, what is broken over pages, and words that a report of few figures needs."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from report_models import FACTS, PERCENT, Maker

from cdmo_cli.report import flow, room, titles
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Exhibit, Facts, Item, Point, Points, Row, Section, Table
from cdmo_cli.report.findings import Change
from cdmo_cli.report.options import Options
from cdmo_cli.report.sections import common, companies, dimension, scope, summary
from cdmo_cli.report.view import View

CSS = Path(__file__).parents[2] / "templates" / "css"
LINE = 13.5 * 25.4 / 72


def context(maker: Maker) -> Context:
    return Context(View.of(maker.model(FACTS), "full"), None, Options())


def lines(count: int, blocks: int = 1) -> Points:
    """Blocks of prose of so many lines each."""
    words = " ".join("w" * 60 for _ in range(count))
    return Points(tuple(Point("On it", (words,)) for _ in range(blocks)))


def section(key: str, *items: Item, flows: bool = False) -> Section:
    return Section(key, key, "A heading", items=items, flows=flows)


def bars(height: float) -> Exhibit:
    chart = charts.Columns(alt="x", columns=(charts.Column("2024", 1.0, "base"),), number=str, height=height)
    return Exhibit("A finding", "Market size", "sheet ‘Market’, cell B2", chart=chart)


# Chapters


def test_a_chapter_flows_on_below_what_spills_over_where_that_saves_a_page() -> None:
    spilling = section("a", lines(15, 3), lines(8))  # the last block stands alone on a second page
    next_one = section("b", lines(12, 4))
    made = flow.paged((spilling, next_one), page=250.0)
    assert [each.flows for each in made] == [False, True]


def test_a_chapter_of_a_whole_page_keeps_its_own_below_one_that_ends_past_the_middle() -> None:
    made = flow.paged((section("a", lines(30)), section("b", lines(40))), page=250.0)
    assert [each.flows for each in made] == [False, False]


def test_the_first_chapter_stands_below_short_contents_only() -> None:
    one = section("a", lines(10))
    assert flow.paged((one,), page=250.0)[0].flows is False
    assert flow.paged((one,), page=250.0, above=60.0)[0].flows is True
    assert flow.paged((one,), page=250.0, above=200.0)[0].flows is False


def test_the_order_panel_stands_below_the_summary_and_on_pages_left_half_empty() -> None:
    chapters = (section("summary", lines(20)), section("a", lines(45)), section("b", lines(6)), section("c", lines(45)))
    panels = [each.panel for each in flow.paged(chapters, page=250.0, panel=True)]
    assert panels == [True, False, True, False]
    assert not any(each.panel for each in flow.paged(chapters, page=250.0))


# Heights


def test_a_block_of_prose_moves_on_alone() -> None:
    laid = room.laid(section("a", lines(10, 3)), 100.0, 250.0)
    head = 12 * 25.4 / 72 + 1.6 + 28 * 25.4 / 72
    assert laid.fills[0] == pytest.approx(head + 8 + 10 * LINE)
    assert laid.last == pytest.approx(20 * LINE + 5)


def test_a_heading_moves_on_with_what_it_is_about() -> None:
    laid = room.laid(section("a", bars(200.0)), 40.0, 250.0)
    assert laid.fills[0] == 0.0
    assert len(laid.fills) == 2


def test_facts_are_broken_between_rows_and_tighter_where_that_saves_a_page() -> None:
    facts = Facts("Scope", tuple((str(place), "a word") for place in range(30)))
    usual = room.laid(section("a", facts), 265.0, 265.0)
    assert len(usual.fills) == 1
    assert room.height_of(facts, room._USUAL) - room.height_of(facts, room._TIGHT) == pytest.approx(30.0)
    assert room.laid(section("a", facts), 240.0, 240.0).section.tight
    assert len(room.laid(section("a", facts), 150.0, 150.0).fills) == 2


def test_small_print_is_measured_by_the_widths_of_the_letters() -> None:
    assert room._lines("i" * 200, 7.5, 173.0) == 1
    assert room._lines("M" * 200, 7.5, 173.0) > 1
    assert room._lines("one two", 8.5, 1.0) > 2  # a word that is longer than a line is broken


@pytest.mark.parametrize("kind", [charts.StackedArea, charts.Slope])
def test_areas_and_slopes_may_be_lowered(kind: type[charts.StackedArea] | type[charts.Slope]) -> None:
    series = (charts.Series("Europe", (charts.Point(2024, 1.0), charts.Point(2031, 2.0))),)
    chart = (
        charts.StackedArea(alt="x", series=series, number=str, tick=str)
        if kind is charts.StackedArea
        else charts.Slope(alt="x", start="2024", end="2031", changes=(charts.Change("Europe", 1.0, 2.0),), number=str)
    )
    exhibit = Exhibit("A finding", "Market size", "sheet ‘Market’", chart=chart)
    assert room._slack(exhibit) > 0
    assert room.height_of(room._lowered(exhibit, 1.0)) < room.height_of(exhibit)


def test_a_chart_stays_as_high_as_the_large_figure_beside_it() -> None:
    beside = dataclasses.replace(bars(158.0), figure=("90.3", "billion USD added"))
    lowest = room._lowered(beside, 1.0)
    assert isinstance(lowest, Exhibit)
    assert isinstance(lowest.chart, charts.Columns)
    assert lowest.chart.height == pytest.approx(88.0)


def test_no_break_is_avoided_after_the_last_thing_of_a_chapter() -> None:
    """It would be avoided between two chapters, and drive what fits to the next page."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in CSS.glob("*.css"))
    for rule in re.findall(r"([^{}]+)\{[^{}]*break-after: avoid", sheets):
        if re.search(r"tbody tr|\.key-figures|\.lead", rule):
            assert ":not(:last-child)" in rule, rule


# Words


def test_regions_without_countries_are_summed_up() -> None:
    maker = Maker()
    sheet = maker.sheet("Regions")
    for row, code in enumerate(("europe", "asia-pacific", "latin-america"), start=4):
        maker.series(sheet, row, {2024: 10.0, 2031: 20.0}, region=code)
    maker.series(sheet, 9, {2024: 5.0, 2031: 9.0}, region="europe", country="germany")
    (chapter,) = scope.section(context(maker))
    rows = dict(next(item for item in chapter.items if isinstance(item, Facts)).rows)
    assert rows["Europe"] == "Germany"
    assert rows["Regions without countries"] == "Asia-Pacific and Latin America"
    assert "no country is named" not in rows.values()


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        (
            "Total GHG emissions from EDGARv7.0: https://edgar.jrc.ec.europa.eu/dataset_ghg70",
            "Total GHG emissions from EDGARv7.0",
        ),
        ("Fuels market (www.example.org/fuels)", "Fuels market"),
    ],
)
def test_a_web_address_is_no_part_of_a_title(heading: str, name: str) -> None:
    assert titles.cleaned(heading) == name


def growing(rates: dict[str, float]) -> Maker:
    maker = Maker()
    sheet = maker.sheet("Regions")
    for row, (code, rate) in enumerate(rates.items(), start=4):
        maker.figure(sheet, row, 2, rate, measure="cagr", unit=PERCENT, year=2024, through=2031, region=code)
    return maker


def test_growth_rates_alone_make_a_chapter_with_their_period() -> None:
    maker = growing({"europe": 3.8, "asia-pacific": 6.9, "north-america": 4.4})
    (chapter,) = dimension.section(context(maker), "region")
    assert chapter.heading.replace("\u00a0", " ") == "Asia-Pacific grows fastest, 6.9 % a year"
    (exhibit,) = chapter.exhibits
    assert exhibit.title.replace("\u00a0", " ") == "Europe grows most slowly, 3.8 % a year"
    assert exhibit.subtitle == "Compound annual growth rate, %, 2024 to 2031"
    assert exhibit.table is not None
    assert [row.label for row in exhibit.table.rows] == ["Asia-Pacific", "North America", "Europe"]
    facts = next(item for item in scope.section(context(maker))[0].items if isinstance(item, Facts))
    assert dict(facts.rows)["Unit"] == "growth, % a year; the workbook states no size"


def test_a_summary_without_a_finding_is_left_out() -> None:
    assert summary.section(context(growing({"europe": 3.8, "asia-pacific": 6.9}))) == []


def test_a_name_that_is_repeated_is_shown_once() -> None:
    members = Maker.model_countries(None)[:2]
    twin = dataclasses.replace(members[1], label=members[0].label)
    items = tuple(Change(member, 1.0, 2.0, 10.0, 1.0) for member in (members[0], twin))
    assert [item.member.code for item in common.distinct(items)] == [members[0].code]


def test_a_numbered_table_numbers_only_what_is_ranked() -> None:
    table = Table("x", "Company", (), (Row("One"), Row("Two", unranked=True)), 50.0, numbered=True)
    assert [row.unranked for row in table.rows] == [False, True]
    macro = (CSS.parent / "macros" / "table.html").read_text(encoding="utf-8")
    assert "not row.unranked" in macro


def test_columns_without_a_figure_are_left_out_of_the_ranking() -> None:
    maker = Maker()
    sheet = maker.sheet("Companies")
    for row, (code, value) in enumerate((("lonza", 6.5), ("catalent", 4.4), ("recipharm", 1.1)), start=4):
        maker.figure(sheet, row, 2, value, year=2024, company=code)
    (chapter,) = companies.section(context(maker))
    table = chapter.exhibits[0].table
    assert table is not None
    heads = [column.head for column in table.columns]
    assert "Revenue" in heads
    assert "Kind" not in heads
    assert table.width == pytest.approx(common.FULL)
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
