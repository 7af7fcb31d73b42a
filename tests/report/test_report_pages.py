"""Chapters of any workbook: what stands where figures are hidden, crosses, regions, short chapters on shared pages."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from report_models import COUNTRIES, FACTS, PERCENT, REGIONS, TYPES, YEARS, Maker, grown

from cdmo_cli import pipeline, report
from cdmo_cli.config import SampleSettings
from cdmo_cli.market.model import Model, ReportFacts
from cdmo_cli.report import flow, room, titles
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Exhibit, Point, Points, Section
from cdmo_cli.report.options import Options
from cdmo_cli.report.redact import Edition
from cdmo_cli.report.sections import book, common, cross, dimension, regions, wording
from cdmo_cli.report.view import View

PARENTS = {member.code: str(member.parent) for member in Maker.model_countries(None)}
LAYOUTS = Path(__file__).parents[2] / "samples" / "layouts"


def context(model: Model, edition: Edition = "full", settings: SampleSettings | None = None) -> Context:
    return Context(View.of(model, edition, settings), None, Options())


def crossed(
    down: tuple[str, ...], across: tuple[str, ...], years: tuple[int, ...], dimensions: tuple[str, str]
) -> Model:
    """Sizes in every cell of two dimensions and nowhere else, each cell growing at its own rate."""
    maker = Maker()
    sheet = maker.sheet("Cross")
    row = 5
    for i, one in enumerate(down):
        for j, other in enumerate(across):
            members = dict(zip(dimensions, (one, other), strict=True))
            for code in (one, other):
                members |= {"region": PARENTS[code]} if code in PARENTS else {}
            maker.series(
                sheet, row, {year: grown(100.0 + 10 * i + j, 2 + i + 0.5 * j, year) for year in years}, **members
            )
            row += 1
    return maker.model(FACTS)


def with_countries(count: int, years: tuple[int, ...] = YEARS) -> Model:
    """One of two regions with so many countries, in taxonomy order."""
    maker = Maker()
    sheet = maker.sheet("Regions")
    codes = [member.code for member in Maker.model_countries("asia-pacific")][:count]
    maker.series(sheet, 4, {year: grown(300.0, 5.0, year) for year in years})
    maker.series(sheet, 5, {year: grown(200.0, 5.5, year) for year in years}, region="asia-pacific")
    maker.series(sheet, 6, {year: grown(100.0, 4.0, year) for year in years}, region="europe")
    for place, code in enumerate(codes):
        values = {year: grown(20.0 + place, 3.0 + place, year) for year in years}
        maker.series(sheet, 7 + place, values, region="asia-pacific", country=code)
    return maker.model(FACTS)


def exhibit_of(section: Section, place: int = 0) -> Exhibit:
    return section.exhibits[place]


# What is hidden decides, not the edition


def test_a_chapter_whose_figures_are_shown_is_ranked_and_drawn_in_the_sample_too(full_model: Model) -> None:
    shown = context(full_model, "sample", SampleSettings(headline="none", table="none", sections=("by-type",)))
    (by_type,) = dimension.section(shown, "type")
    (full,) = dimension.section(context(full_model), "type")
    assert by_type.heading == full.heading
    assert by_type.figures == full.figures
    assert [type(each.chart) for each in by_type.exhibits] == [type(each.chart) for each in full.exhibits]
    drawn, expected = exhibit_of(by_type).table, exhibit_of(full).table
    assert drawn is not None
    assert expected is not None
    assert drawn.rows == expected.rows
    assert drawn.graphic is not None
    assert [bar.value for bar in drawn.graphic.bars] == pytest.approx([53.6, 36.9])


def test_a_chapter_with_a_hidden_figure_neither_ranks_nor_draws_nor_claims(full_model: Model) -> None:
    (chapter,) = dimension.section(context(full_model, "sample"), "type")
    assert chapter.heading == "The market by type, 2024 to 2031"
    ranked, lines = chapter.exhibits
    assert ranked.table is not None
    assert ranked.table.graphic is None
    assert ", ranked" not in ranked.subtitle
    assert isinstance(lines.chart, charts.Hatch)
    assert all(figure.number == "\ue000" for figure in chapter.figures)


@pytest.mark.parametrize("hidden", range(3))
def test_one_hidden_point_hides_the_whole_chart(full_model: Model, hidden: int) -> None:
    view = View.of(full_model, "sample")
    values = [1.0, 2.0, 3.0]
    values[hidden] = float("nan")
    points = tuple(charts.Point(2024 + i, value) for i, value in enumerate(values))
    chart = charts.Lines(alt="x", series=(charts.Series("A", points),), number=str, tick=str)
    assert isinstance(common.chart_or_hatch(view, chart), charts.Hatch)
    whole = charts.Lines(alt="x", series=(charts.Series("A", points[:hidden]),), number=str, tick=str)
    assert common.chart_or_hatch(view, whole) is whole
    assert common.chart_or_hatch(View.of(full_model, "full"), chart) is chart


def test_every_kind_of_chart_tells_what_it_would_draw() -> None:
    bar = charts.Bar("a", 1.0)
    drawn: dict[tuple[float, ...], charts.AnyChart] = {
        (1.0, 2.0, 3.0): charts.Waterfall(
            alt="", start=bar, steps=(charts.Bar("b", 2.0),), end=charts.Bar("c", 3.0), number=str, step_number=str
        ),
        (4.0,): charts.TileMap(alt="", tiles=(charts.Tile("a", "A", 4.0), charts.Tile("b", "B", None)), number=str),
        (5.0,): charts.Heat(alt="", rows=("a",), columns=("b", "c"), values=((5.0, None),), number=str),
        (6.0, 7.0): charts.Slope(alt="", changes=(charts.Change("a", 6.0, 7.0),), start="", end="", number=str),
        (8.0,): charts.HundredPercent(alt="", segments=("a",), stacks=(charts.Stack("s", (8.0,)),), percent=str),
        (9.0,): charts.OneBar(alt="", groups=(charts.Group("a", (9.0,), "bar"),)),
        (10.0,): charts.Columns(alt="", columns=(charts.Column("2024", 10.0, "base"),), number=str),
        (11.0,): charts.FlowBars(
            alt="", segments=("a",), bars=(charts.FlowBar("a", "", (charts.Part(11.0),)),), percent=str
        ),
        (12.0,): charts.RankedBars(alt="", bars=(charts.Bar("a", 12.0),), number=str),
    }
    for values, chart in drawn.items():
        assert common.drawn(chart) == values


MODELS = {
    "crossed": lambda: crossed(tuple(TYPES), tuple(REGIONS), (2024, 2027, 2031), ("type", "region")),
    "one-year": lambda: with_countries(5, (2024,)),
    "few-countries": lambda: with_countries(5),
    "many-countries": lambda: with_countries(30),
}


@pytest.mark.parametrize("name", MODELS)
def test_both_editions_number_their_exhibits_alike(name: str) -> None:
    model = MODELS[name]()
    sections = {edition: book(context(model, edition)).sections for edition in ("full", "sample")}
    numbers = {
        edition: [(section.key, exhibit.number) for section in made for exhibit in section.exhibits]
        for edition, made in sections.items()
    }
    apart = ("appendix", "method", "order")
    shared = {edition: [pair for pair in each if pair[0] not in apart] for edition, each in numbers.items()}
    assert shared["full"] == shared["sample"]


# Crosses


def test_any_two_dimensions_that_are_crossed_make_a_section() -> None:
    model = crossed(("api", "drug"), tuple(COUNTRIES)[:3], (2024, 2031), ("application", "country"))
    (section,) = cross.section(context(model))
    assert section.name == "Country by application"
    assert isinstance(exhibit_of(section).chart, charts.Heat)


def test_a_cross_of_one_year_shows_its_sizes() -> None:
    model = crossed(tuple(TYPES), tuple(REGIONS), (2024,), ("type", "region"))
    (section,) = cross.section(context(model))
    heat = exhibit_of(section).chart
    assert isinstance(heat, charts.Heat)
    assert heat.heading == "USD billion"
    assert (
        section.heading == "Biologics in Middle East & Africa are the largest part in 2024, USD\u00a0114\u00a0billion"
    )


def test_a_large_cross_shows_its_largest_and_says_so() -> None:
    down = tuple(member.code for member in Maker.model_countries(None))[:20]
    model = crossed(down, tuple(REGIONS)[:2], (2024, 2031), ("country", "type"))
    assert cross.section(context(model)) == []  # types that the taxonomy does not know are no members
    model = crossed(down, tuple(TYPES), (2024, 2031), ("country", "type"))
    (section,) = cross.section(context(model))
    heat, sizes = section.exhibits
    assert isinstance(heat.chart, charts.Heat)
    assert len(heat.chart.rows) == 12
    assert heat.subtitle.endswith(", 12 of 20 countries")
    assert sizes.table is not None
    assert len(sizes.table.rows) <= 2 + 24


def test_a_cross_of_gaps_is_left_out_and_empty_rows_are_not_shown() -> None:
    def gappy(*cells: tuple[str, str]) -> Model:
        maker = Maker()
        sheet = maker.sheet("Cross")
        for row, (kind, region) in enumerate(cells, start=5):
            maker.series(sheet, row, {2024: 10.0 + row, 2031: 20.0 + 2 * row}, type=kind, region=region)
        for row, region in enumerate(REGIONS, start=20):
            maker.series(sheet, row, {2024: 10.0, 2031: 20.0}, region=region)
        return maker.model(FACTS)

    small, large, first, second, *_ = (*TYPES, *REGIONS)
    assert cross.section(context(gappy((small, first), (small, second)))) == []
    (section,) = cross.section(
        context(gappy(*((kind, region) for kind in (small, large) for region in (first, second))))
    )
    heat = exhibit_of(section).chart
    assert isinstance(heat, charts.Heat)
    assert heat.columns == ("North America", "Europe")


def test_a_cross_with_hidden_cells_is_hatched_and_claims_nothing() -> None:
    model = crossed(tuple(TYPES), tuple(REGIONS), (2024, 2031), ("type", "region"))
    (section,) = cross.section(context(model, "sample", SampleSettings(table="none")))
    assert section.heading == "Type by region, 2024 to 2031"
    assert isinstance(exhibit_of(section).chart, charts.Hatch)


# Regions


def test_a_region_with_few_countries_shows_them_over_the_years() -> None:
    page = next(page for page in regions.section(context(with_countries(4))) if page.key == "region-asia-pacific")
    assert isinstance(page.exhibits[-1].chart, charts.SmallMultiples)
    assert isinstance(page.exhibits[-2].chart, charts.TileMap)
    assert page.exhibits[-2].layout == "beside"


def test_a_region_with_many_countries_has_a_wide_map_above_a_table_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "_MANY", 6)
    page = next(page for page in regions.section(context(with_countries(20))) if page.key == "region-asia-pacific")
    (countries,) = (each for each in page.exhibits if isinstance(each.chart, charts.TileMap))
    assert countries.layout == "above"
    assert isinstance(countries.chart, charts.TileMap)
    assert countries.chart.width == charts.FULL_WIDTH
    assert countries.table is not None
    assert len(countries.table.rows) == 1 + len(countries.chart.tiles)
    assert countries.table.width == pytest.approx(common.FULL, abs=0.5)


def test_countries_of_a_single_year_stand_in_the_overview() -> None:
    (overview,) = regions.section(context(with_countries(5, (2024,))))
    assert [exhibit.title.replace("\u00a0", " ") for exhibit in overview.exhibits] == [
        "Size by region",
        "India follows Australia with USD 23.0 billion",
    ]


def test_a_single_region_has_no_bar_of_the_whole() -> None:
    maker = Maker()
    sheet = maker.sheet("Regions")
    maker.series(sheet, 5, {year: grown(59.4, 7.2, year) for year in YEARS}, region="asia-pacific")
    for row, (code, spec) in enumerate(COUNTRIES.items(), start=6):
        maker.series(sheet, row, {year: grown(*spec, year) for year in YEARS}, region="asia-pacific", country=code)
    first, *others = regions.section(context(maker.model(FACTS)))
    assert (first.key, first.part, others) == ("region-asia-pacific", False, [])
    assert isinstance(exhibit_of(first).chart, charts.TileMap)


# Levels


def test_shares_of_a_stated_year_make_a_chapter() -> None:
    maker = Maker()
    sheet = maker.sheet("Shares")
    for row, (code, value) in enumerate((("north-america", 40.0), ("asia-pacific", 30.0), ("europe", 20.0)), start=2):
        maker.figure(sheet, row, 2, value, measure="share", unit=PERCENT, year=2024, decimals=0, region=code)
    (section,) = regions.section(context(maker.model(ReportFacts(title="Shares"))))
    assert section.heading == "North America holds 40\u00a0% of the market"
    assert exhibit_of(section).subtitle == "Share of the market, %, as printed for 2024"


def test_a_bar_has_its_figure_once_and_no_column_of_dashes() -> None:
    (overview,) = regions.section(context(with_countries(0, (2024,))))
    table = exhibit_of(overview).table
    assert table is not None
    assert [column.head for column in table.columns] == ["2024", "Share, %"]
    assert all(row.cells[0] == "" for row in table.rows)


def test_members_that_change_their_sign_are_shown_over_the_years() -> None:
    maker = Maker()
    sheet = maker.sheet("Types")
    for row, (code, values) in enumerate({"biologics": (-5.0, 2.0, 9.0), "small-molecules": (4.0, -1.0, 3.0)}.items()):
        maker.series(sheet, 5 + row, dict(zip((2022, 2023, 2024), values, strict=True)), type=code)
    (section,) = dimension.section(context(maker.model(ReportFacts())), "type")
    panels = section.exhibits[-1].chart
    assert isinstance(panels, charts.SmallMultiples)
    assert sorted(series.points[0].value for series in panels.series) == [-5.0, 4.0]


# Words


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Fuels market, USD million", "Fuels market"),
        ("Fuels market (USD million)", "Fuels market"),
        ("Table 1. State emissions by year", "State emissions by year"),
        ("Table A11-12: 1990-2021 summary", "1990-2021 summary"),
        ("Share by region, 2024, %", "Share by region, 2024"),
        ("Market in USD", "Market"),
        ("USD million", "USD million"),
        ("Sales 2020 – 2024", "Sales 2020 – 2024"),
        ("API market", "API market"),
        ("Drugs in EMEA", "Drugs in EMEA"),
    ],
)
def test_a_title_has_neither_number_nor_unit(heading: str, title: str) -> None:
    assert titles.cleaned(heading) == title


def test_a_heading_too_long_to_be_read_gives_way() -> None:
    assert wording.headline("x" * 200, "The market by type") == "The market by type"
    assert wording.headline(None, "A finding", "neutral") == "A finding"
    assert wording.brief("word " * 30).endswith("word…")
    assert len(wording.brief("x" * 200)) <= 48


@pytest.mark.parametrize(
    ("value", "words"), [(5.0, "5"), (2.5, "2.5"), (0.00025, "0.00025"), (-0.5, "−0.5"), (1e9, "1,000,000,000")]
)
def test_a_tick_has_the_decimals_it_needs(value: float, words: str) -> None:
    assert common.tick(value) == words


def test_small_members_get_decimals_of_their_own_unless_figures_are_hidden(full_model: Model) -> None:
    full, sample = View.of(full_model, "full"), View.of(full_model, "sample")
    assert wording.precise(full, [40.0, 30.0, 12.0]).decimals == 1
    assert wording.precise(full, [0.04, 0.03, 9.0]).decimals == 2
    assert wording.precise(full, []).decimals == wording.precise(full, [0.0]).decimals == 1
    assert wording.precise(sample, [0.04, 0.03]).decimals == sample.money.decimals


# Pages


def section(key: str, lines: int) -> Section:
    return Section(key, key, "A heading", items=(Points((Point("On it", ("word",) * lines),)),))


def test_a_short_chapter_stands_below_one_that_leaves_most_of_its_page() -> None:
    done = flow.paged((section("a", 6), section("b", 6), section("c", 6), section("d", 30)))
    assert [each.flows for each in done] == [False, True, False, False]


def test_a_chapter_flows_only_where_it_fits_whole() -> None:
    assert [each.flows for each in flow.paged((section("a", 6), section("b", 28)))] == [False, False]
    assert [each.flows for each in flow.paged((section("a", 6), section("b", 6)), page=90.0)] == [False, False]


def test_a_long_label_makes_its_row_higher() -> None:
    long = "Contract development and manufacturing of sterile injectables and prefilled syringes for human use"
    assert room._cell_lines("Europe", 59.0) == 1
    assert room._cell_lines(long, 59.0) == 3
    assert room._cell_lines("x" * 120, 59.0) > 3


@pytest.mark.parametrize("name", ["cross-table.xlsx", "wide-indent.xlsx"])
def test_what_is_estimated_to_stand_on_one_page_does(name: str) -> None:
    understood = pipeline.understand(LAYOUTS / name)
    made = book(context(understood.model)).sections
    reader = PdfReader(io.BytesIO(report.render(understood.model, None, "full", tables=understood.tables)))
    texts = [page.extract_text().replace("\u00a0", " ") for page in reader.pages]
    for each in made:
        if not each.exhibits or each.flows or each.template != "section.html":
            continue
        first, last = (f"Exhibit {each.exhibits[place].number}\n" for place in (0, -1))
        start, end = (next(i for i, text in enumerate(texts) if i > 2 and mark in text) for mark in (first, last))
        style = room._TIGHT if each.tight else room._USUAL
        assert end - start <= len(room._laid(each, each.items, style, room.PAGE, room.PAGE).fills) - 1
