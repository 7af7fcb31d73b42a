from __future__ import annotations

import pytest
from market_blocks import EUR_MN, PERCENT, USD_BN, USD_MN, block, grid, headed, model_of, tree, years

from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import Model
from cdmo_cli.market.sizes import Figure
from cdmo_cli.read.model import Sheet
from cdmo_cli.tables.model import Line, Period

REPORT = grid(
    "Report",
    [["Field", "Value"], ["Base year", 2024], ["Forecast from", 2024], ["Forecast to", 2031], ["Currency", "USD"]],
)
REGIONS = [
    *((0, "North America"), (1, "United States"), (1, "Canada"), (1, "Rest of North America")),
    *((0, "Europe"), (1, "Germany"), (1, "Rest of Europe")),
    *((0, "Asia-Pacific"), (0, "Latin America"), (0, "Middle East & Africa"), (0, "World")),
]
FIRST = [84.8, 76.3, 8.2, 0.3, 42.4, 9.6, 32.8, 63.6, 12.2, 9.0, 212.0]
LAST = [114.6, 102.3, 11.9, 0.4, 55.0, 12.5, 42.5, 101.4, 18.4, 12.9, 302.3]


def regions(sheet: int = 0) -> Model:
    values = [[a, b] for a, b in zip(FIRST, LAST, strict=True)]
    return model_of(
        block(tree(REGIONS), years(2, 2024, 2031), values, sheet=sheet, unit=USD_BN),
        names=("Regions", "Report"),
        sheets=[Sheet("Report", 1, REPORT.rows)],
    )


def value(figure: Figure | None) -> float:
    assert figure is not None
    return figure.value


def test_the_headline() -> None:
    cube = Cube.of(regions())
    assert (cube.kind, cube.currency, cube.scale, cube.unit) == ("currency", "USD", 1e9, "USD billion")
    assert (cube.years, cube.base_year, cube.start_year, cube.final_year) == ((2024, 2031), 2024, 2024, 2031)
    assert cube.assumed == ""
    assert cube.status == {2024: "base", 2031: "forecast"}


def test_sizes_are_asked_for_by_meaning_and_know_their_cells() -> None:
    cube = Cube.of(regions())
    assert cube.size(2024) == Figure(212.0, (20,))
    assert cube.size(2031, region="europe") == Figure(55.0, (9,))
    assert cube.size(2024, country="germany") == cube.size(2024, country="germany", region="europe")
    assert value(cube.size(2024, country="germany")) == 9.6
    assert cube.size(2025) is None
    assert cube.size(2024, region="atlantis") is None
    assert cube.size(2024, nothing="x") is None
    assert cube.series(region="europe") == {2024: Figure(42.4, (8,)), 2031: Figure(55.0, (9,))}
    assert cube.origin((20, 9)) == "sheet ‘Regions’, cells B6:C12"
    assert cube.origin((20,)) == "sheet ‘Regions’, cell B12"
    assert cube.origin(()) == ""


def test_growth_over_the_forecast() -> None:
    span = Cube.of(regions()).span()
    assert span is not None
    assert (span.start, span.end, span.first.value, span.last.value) == (2024, 2031, 212.0, 302.3)
    assert span.cagr == pytest.approx(((302.3 / 212.0) ** (1 / 7) - 1) * 100)
    assert span.cagr == pytest.approx(5.2, abs=0.005)
    assert span.added == pytest.approx(90.3)
    assert Cube.of(regions()).span(2024, 2024) is None
    assert Cube.of(regions()).span(2019) is None


def test_shares_are_of_the_whole_market() -> None:
    cube = Cube.of(regions())
    share = cube.share(2024, region="asia-pacific")
    assert share is not None
    assert share.value == pytest.approx(30.0)
    assert share.positions == (14, 20)
    assert value(cube.share(2024, country="united-states")) == pytest.approx(76.3 / 212 * 100)
    assert cube.share(2025, region="europe") is None


def test_members_have_the_taxonomys_order_and_rest_members_last() -> None:
    cube = Cube.of(regions())
    assert [m.code for m in cube.members("region")] == [
        *("north-america", "europe", "asia-pacific", "latin-america", "middle-east-africa"),
    ]
    assert [m.code for m in cube.members("country", region="north-america")] == [
        *("united-states", "canada", "rest-of-north-america"),
    ]
    assert [m.code for m in cube.members("country")][-2:] == ["rest-of-north-america", "rest-of-europe"]
    assert cube.members("type") == ()
    assert cube.members("nothing") == ()
    assert [m.code for m in cube.named("country")] == ["united-states", "canada", "germany"]
    assert cube.has("region")
    assert cube.has("country")
    assert not cube.has("type", "region")


def test_a_total_is_the_sum_of_a_complete_partition_only() -> None:
    rows = tree(REGIONS[:-1])
    cube = Cube.of(model_of(block(rows, years(2, 2024), [[v] for v in FIRST[:-1]], unit=USD_BN)))
    assert value(cube.size(2024)) == pytest.approx(212.0)
    assert cube.size(2024).positions == (0, 4, 7, 8, 9)  # type: ignore[union-attr]
    partial = Cube.of(model_of(block(tree(REGIONS[:-2]), years(2, 2024), [[v] for v in FIRST[:-2]], unit=USD_BN)))
    assert partial.size(2024) is None
    assert partial.years == ()
    assert value(partial.size(2024, region="europe")) == 42.4


def test_a_region_is_the_sum_of_its_countries_when_they_have_a_rest() -> None:
    rows = tree([(0, "Germany"), (0, "France"), (0, "Rest of Europe"), (0, "Japan"), (0, "China")])
    cube = Cube.of(model_of(block(rows, years(2, 2024), [[9.6], [6.4], [26.4], [11.0], [22.0]], unit=USD_BN)))
    assert value(cube.size(2024, region="europe")) == pytest.approx(42.4)
    assert cube.size(2024, region="asia-pacific") is None


def test_a_cross_of_two_dimensions_gives_both_margins() -> None:
    rows = tree([(0, "Small molecules"), (0, "Biologics")])
    columns = headed(2, "North America", "Europe", "APAC", "LATAM", "MEA")
    values = [[46.4, 24.5, 44.4, 9.2, 6.9], [38.4, 17.9, 19.2, 3.0, 2.1]]
    cube = Cube.of(model_of(block(rows, columns, values, layout="cross", unit=USD_BN, period=Period(2024))))
    assert value(cube.size(2024, type="biologics")) == pytest.approx(80.6)
    assert value(cube.size(2024, region="europe")) == pytest.approx(42.4)
    assert value(cube.size(2024)) == pytest.approx(212.0)
    assert value(cube.size(2024, type="biologics", region="europe")) == 17.9
    assert cube.has("type", "region")
    assert cube.span() is None


def test_a_grouping_is_never_a_part() -> None:
    rows = tree([*REGIONS[:-1], (0, "EMEA")])
    cube = Cube.of(model_of(block(rows, years(2, 2024), [*([v] for v in FIRST[:-1]), [51.4]], unit=USD_BN)))
    assert value(cube.size(2024)) == pytest.approx(212.0)
    assert "emea" not in [m.code for m in cube.members("region")]


def test_a_figure_in_several_sheets_is_taken_from_the_first() -> None:
    one = block(tree([(0, "World")]), years(2, 2024), [[212.0]], unit=USD_BN)
    two = block(tree([(0, "World"), (0, "Europe")]), years(2, 2024), [[211_000.0], [42_400.0]], sheet=1, unit=USD_MN)
    cube = Cube.of(model_of(one, two, names=("Market", "Again")))
    assert cube.size(2024) == Figure(212.0, (0,))
    assert value(cube.size(2024, region="europe")) == pytest.approx(42.4)


def test_currencies_are_mixed_only_at_a_rate_of_the_workbook() -> None:
    world = block(tree([(0, "World")]), years(2, 2024), [[212.0]], unit=USD_BN)
    europe = block(tree([(0, "Europe")]), years(2, 2024), [[39_172.0]], sheet=1, unit=EUR_MN)
    assert Cube.of(model_of(world, europe, names=("Market", "Europe"))).size(2024, region="europe") is None
    rate = block(tree([(0, "USD per EUR")]), years(2, 2023, 2024), [[1.0813, 1.0824]], sheet=2, measure="rate")
    cube = Cube.of(model_of(world, europe, rate, names=("Market", "Europe", "FX")))
    converted = cube.size(2024, region="europe")
    assert converted == Figure(pytest.approx(39.172 * 1.0824), (1, 3))
    assert [(r.base, r.quote, r.value, r.year) for r in cube.rates()] == [
        ("EUR", "USD", 1.0813, 2023),
        ("EUR", "USD", 1.0824, 2024),
    ]


def test_a_workbook_of_one_region_is_about_that_region() -> None:
    rows = tree([(0, "Total"), (0, "Germany"), (0, "France")])
    cube = Cube.of(
        model_of(block(rows, years(2, 2024, 2025), [[9, 10], [5, 6], [4, 4]], unit=USD_BN), names=("Europe",))
    )
    assert value(cube.size(2024)) == 9
    assert value(cube.size(2025, country="germany")) == 6
    assert value(cube.share(2024, country="france")) == pytest.approx(400 / 9)
    assert cube.assumed == "the whole is Europe: the workbook has nothing else"
    assert cube.years == (2024, 2025)


def test_gaps_and_zeros_and_single_years_answer_none() -> None:
    gap = Cube.of(model_of(block(tree([(0, "World")]), years(2, 2020, 2022, 2031), [[1.0, 2.0, 3.0]], unit=USD_BN)))
    assert gap.years == (2020, 2022, 2031)
    assert gap.size(2021) is None
    zero = Cube.of(model_of(block(tree([(0, "World")]), years(2, 2020, 2021), [[0.0, 0.0]], unit=USD_BN)))
    assert zero.span() is None
    assert zero.share(2020) is None
    single = Cube.of(model_of(block(tree([(0, "World")]), years(2, 2024), [[5.0]], unit=USD_BN)))
    assert (single.start_year, single.final_year, single.span()) == (2024, 2024, None)


def test_the_base_year_is_found_where_none_is_stated() -> None:
    columns = years(2, (2023, "actual"), (2024, "actual"), (2025, "estimate"), (2026, "forecast"))
    cube = Cube.of(model_of(block(tree([(0, "World")]), columns, [[1.0, 2.0, 3.0, 4.0]], unit=USD_BN)))
    assert (cube.base_year, cube.start_year, cube.final_year) == (2024, 2024, 2026)
    assert cube.status[2025] == "estimate"


def test_the_scale_suits_the_headline() -> None:
    small = Cube.of(model_of(block(tree([(0, "World")]), years(2, 2024), [[0.4]], unit=USD_BN)))
    assert (small.unit, small.scale, value(small.size(2024))) == ("USD million", 1e6, pytest.approx(400))
    counted = Cube.of(model_of(block(tree([(0, "World")]), years(2, 2024), [[1_200_000.0]], measure="count")))
    assert (counted.currency, counted.unit, value(counted.size(2024))) == (None, "million", pytest.approx(1.2))


def as_published() -> Model:
    shares = block(
        tree([(0, t) for t in ("North America", "APAC", "Europe", "United States")]),
        (Line(2, measure="share", unit=PERCENT),),
        [[40.0], [30.0], [20.0], [10.0]],
        sheet=1,
    )
    rate = block(tree([(0, "CAGR")]), (Line(2, unit=PERCENT),), [[5.2]], sheet=2, layout="pairs")
    report = grid("Report", [["Field", "Value"], ["Title", "CDMO Outsourcing Market, 2024 to 2031"]])
    return model_of(shares, rate, names=("Report", "Shares", "Overview"), sheets=[report])


def test_a_rate_without_a_size_makes_an_index() -> None:
    cube = Cube.of(as_published())
    assert (cube.kind, cube.currency, cube.unit) == ("index", None, "index, 2024 = 100")
    assert cube.assumed == "index, 2024 = 100, seven years at 5.2 % a year"
    assert cube.years == tuple(range(2024, 2032))
    assert cube.size(2024) == Figure(100.0, (4,))
    assert value(cube.size(2031)) == pytest.approx(142.597, abs=1e-3)
    assert cube.span().cagr == pytest.approx(5.2)  # type: ignore[union-attr]
    assert cube.size(2024, region="europe") is None
    assert cube.share(2024, region="europe") == Figure(20.0, (2,))
    assert cube.share(None, country="united-states") == Figure(10.0, (3,))
    assert [m.code for m in cube.members("region")] == ["north-america", "europe", "asia-pacific"]
    assert cube.base_year is None


def test_shares_alone_and_nothing_at_all() -> None:
    shares = block(tree([(0, "Europe"), (0, "APAC")]), (Line(2, measure="share", unit=PERCENT),), [[20.0], [30.0]])
    cube = Cube.of(model_of(shares))
    assert (cube.kind, cube.years, cube.span(), cube.size(2024)) == ("shares", (), None, None)
    assert value(cube.share(2024, region="europe")) == 20.0
    empty = Cube.of(model_of(names=("Empty",)))
    assert (empty.kind, empty.members("region"), empty.companies(), empty.rates()) == ("shares", (), (), ())


def test_fractions_and_percentages_are_both_percent() -> None:
    fraction = Line(2, measure="share", unit=PERCENT.__class__("percent", None, 1.0, "%"))
    cube = Cube.of(model_of(block(tree([(0, "Europe")]), (fraction,), [[0.2]], period=Period(2024))))
    assert value(cube.share(2024, region="europe")) == pytest.approx(20.0)


def test_companies_keep_their_own_currency_and_are_ranked_in_the_cubes() -> None:
    market = block(tree([(0, "World")]), years(2, 2020), [[150.0]], unit=USD_BN)
    rows = tree([(0, "Catalent"), (0, "Lonza"), (0, "Famar")], heading="Company")
    columns = (Line(2, measure="revenue", period=Period(2020, fiscal=True)),)
    sheet = grid(
        "Companies",
        [["Company", "Revenue", "Kind", "Source"], ["Catalent", 3094, "Group", "10-K"], ["Lonza", 4508, "CDMO", "AR"]],
        index=1,
    )
    revenues = block(rows[:1], columns, [[3094.0]], sheet=1, layout="company", unit=USD_MN, right=4)
    swiss = block(
        rows[1:],
        columns,
        [[4508.0], [None]],
        sheet=1,
        layout="company",
        unit=EUR_MN.__class__("currency", "CHF", 1e6),
        right=4,
    )
    rate = block(tree([(0, "CHF per USD")]), years(2, 2020), [[0.9389]], sheet=2, measure="rate")
    model = model_of(market, revenues, swiss, rate, names=("Market", "Companies", "FX"), sheets=[sheet])
    lonza, catalent, famar = Cube.of(model).companies()
    assert (lonza.member.code, lonza.currency, lonza.kind, lonza.source) == ("lonza", "CHF", "cdmo", "AR")
    assert value(lonza.revenue) == pytest.approx(4.508)
    assert value(lonza.converted) == pytest.approx(4.80, abs=0.005)
    assert lonza.share == pytest.approx(4.508 / 0.9389 / 150 * 100)
    assert lonza.rate is not None
    assert (lonza.rate.base, lonza.rate.quote) == ("USD", "CHF")
    assert (catalent.member.code, catalent.kind, catalent.share) == ("catalent", "group", None)
    assert value(catalent.converted) == pytest.approx(3.094)
    assert (famar.member.code, famar.revenue, famar.share) == ("famar", None, None)
    assert str(lonza.period) == "FY2020"


def test_a_country_is_found_where_the_sheet_puts_it() -> None:
    lines = [(0, "North America"), (1, "United States"), (1, "Mexico"), (0, "Atlantis"), (1, "Germany"), (0, "World")]
    cube = Cube.of(
        model_of(block(tree(lines), years(2, 2024, 2031), [[5, 10], [4, 8], [1, 2], [3, 6], [3, 6], [8, 16]]))
    )
    assert [m.label for m in cube.members("country", region="north-america")] == ["United States", "Mexico"]
    assert [m.label for m in cube.members("country", region="atlantis")] == ["Germany"]
    assert value(cube.size(2024, country="mexico")) == 1
    assert value(cube.size(2031, country="germany")) == 6
    assert cube.members("country", region="latin-america") == ()


def test_a_country_with_a_figure_at_home_stays_there() -> None:
    lines = [(0, "North America"), (1, "Mexico"), (0, "Latin America"), (1, "Mexico"), (0, "World")]
    cube = Cube.of(model_of(block(tree(lines), years(2, 2024), [[5], [1], [3], [2], [8]])))
    assert value(cube.size(2024, country="mexico")) == 2
    assert value(cube.size(2024, country="mexico", region="north-america")) == 1


def test_countries_moved_to_an_unknown_region_do_not_make_it_whole() -> None:
    lines = [(0, "Atlantis"), (1, "Germany"), (1, "Italy"), (0, "Europe"), (0, "World")]
    cube = Cube.of(model_of(block(tree(lines), years(2, 2024), [[None], [1], [3], [2], [8]])))
    assert cube.size(2024, region="atlantis") is None


def rates(start: int, end: int, column: int) -> Line:
    return Line(column, period=Period(start, end), measure="cagr", unit=PERCENT)


def test_the_base_year_is_the_start_of_the_stated_growth() -> None:
    columns = (
        *years(2, (2022, "actual"), (2023, "actual"), (2024, "actual"), (2025, "estimate")),
        rates(2023, 2025, 6),
    )
    cube = Cube.of(model_of(block(tree([(0, "World")]), columns, [[1.0, 2.0, 3.0, 4.0, 41.4]], unit=USD_BN)))
    assert (cube.base_year, cube.start_year, cube.final_year) == (2023, 2023, 2025)


def test_the_base_year_is_the_last_before_the_first_estimate() -> None:
    columns = (*years(2, 2022, 2024, (2026, "estimate"), (2030, "estimate")),)
    cube = Cube.of(model_of(block(tree([(0, "World")]), columns, [[1.0, 2.0, 3.0, 4.0]], unit=USD_BN)))
    assert (cube.base_year, cube.start_year, cube.final_year) == (2024, 2024, 2030)


def test_growth_over_all_years_tells_no_base_year() -> None:
    columns = (*years(2, 2019, 2024), rates(2019, 2024, 4))
    cube = Cube.of(model_of(block(tree([(0, "World")]), columns, [[1.0, 2.0, 14.9]], unit=USD_BN)))
    assert (cube.base_year, cube.start_year, cube.final_year) == (None, 2019, 2024)
