"""What single kinds of charts say with their marks."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from report.charts.charts_examples import ALT, EXAMPLES, growth, one, percent, series, signed, sizes, whole

from cdmo_cli.report.charts import cover, draw, draw_rows, geometry, grids, spiral_unit
from cdmo_cli.report.charts import model as m
from cdmo_cli.report.charts.drawing import Dot, Drawing, Outline, Polygon, Rect, Stroke, Text


def rects(drawing: Drawing, name: str) -> list[Rect]:
    return [mark for mark in drawing.marks if isinstance(mark, Rect) and mark.name == name]


def texts(drawing: Drawing, name: str) -> list[str]:
    return [mark.text for mark in drawing.marks if isinstance(mark, Text) and mark.name == name]


def strokes(drawing: Drawing, name: str) -> list[Stroke]:
    return [mark for mark in drawing.marks if isinstance(mark, Stroke) and mark.name == name]


def dots(drawing: Drawing, name: str) -> list[Dot]:
    return [mark for mark in drawing.marks if isinstance(mark, Dot) and mark.name == name]


def polygons(drawing: Drawing, name: str) -> list[Polygon]:
    return [mark for mark in drawing.marks if isinstance(mark, Polygon) and mark.name == name]


# Columns


def test_columns_stand_on_the_years_of_a_table() -> None:
    bars = rects(geometry(EXAMPLES["columns"]), "bar")
    assert [bar.x + bar.width for bar in bars] == pytest.approx(
        [m.SPINE + m.YEAR_PITCH * (index + 1) - 7.0 for index in range(3)], abs=0.02
    )
    assert [bar.width for bar in bars] == pytest.approx([20.02] * 3, abs=0.01)


def test_columns_are_proportional_from_zero_and_tinted_in_the_forecast() -> None:
    drawing = geometry(EXAMPLES["columns"])
    bars = rects(drawing, "bar")
    assert [bar.height / bars[0].height for bar in bars] == pytest.approx([1, 246.8 / 212, 302.3 / 212], abs=0.001)
    assert [bar.fill for bar in bars] == ["bar", "tint", "highlight-tint"]
    assert [cap.fill for cap in rects(drawing, "cap")] == ["bar", "highlight"]
    assert texts(drawing, "value") == ["212.0", "246.8", "302.3"]
    assert texts(drawing, "band-label") == ["Base", "Forecast"]
    assert texts(drawing, "bracket") == ["+42.6\u00a0%", "in 7 years"]


def test_the_base_line_runs_at_the_height_of_the_base() -> None:
    drawing = geometry(EXAMPLES["columns"])
    (line,) = strokes(drawing, "base-line")
    assert {y for _, y in line.points} == {rects(drawing, "bar")[0].y}


def test_history_is_labelled_and_solid() -> None:
    chart = m.Columns(alt=ALT, columns=sizes(150.0, 180.0, 212.0, 223.0, base=2), number=one, axis=True)
    drawing = geometry(chart)
    assert [bar.fill for bar in rects(drawing, "bar")] == ["bar", "bar", "bar", "highlight-tint"]
    assert texts(drawing, "band-label") == ["History", "Base", "Forecast"]
    assert texts(drawing, "year") == ["2022", "2023", "2024", "2025"]


def test_labels_of_thirty_years_are_thinned_and_the_last_stays() -> None:
    chart = m.Columns(alt=ALT, columns=sizes(*range(100, 130), base=22), number=one, left=0, pitch=None, axis=True)
    drawing = geometry(chart)
    assert len(rects(drawing, "bar")) == 30
    assert texts(drawing, "year")[-1] == "2031"
    assert len(texts(drawing, "year")) == 15
    assert texts(drawing, "value")[-1] == "129.0"


def test_one_year_has_no_bracket_and_a_missing_year_no_bar() -> None:
    only = m.Columns(alt=ALT, columns=sizes(212.0), number=one, bracket=m.Bracket("+0 %"))
    assert texts(geometry(only), "bracket") == []
    gap = m.Columns(alt=ALT, columns=sizes(212.0, None, 234.6), number=one)
    assert len(rects(geometry(gap), "bar")) == 2


def test_negative_columns_hang_below_the_axis() -> None:
    drawing = geometry(m.Columns(alt=ALT, columns=sizes(10.0, -5.0), number=one))
    up, down = rects(drawing, "bar")
    (axis,) = strokes(drawing, "axis")
    zero = axis.points[0][1]
    assert up.y + up.height == pytest.approx(zero, abs=0.02)
    assert down.y == pytest.approx(zero, abs=0.02)
    assert down.height * 2 == pytest.approx(up.height, abs=0.05)
    assert texts(drawing, "value") == ["10.0", "−5.0"]


# Bars


def test_ranked_bars_are_ranked_and_rows_agree_with_the_whole() -> None:
    chart = m.RankedBars(alt=ALT, bars=growth()[::-1], number=signed)
    drawing = geometry(chart)
    assert texts(drawing, "value") == ["+37.3", "+28.6", "+13.5", "+7.0", "+3.9"]
    rows = draw_rows(replace(chart, width=200.0))
    assert rows.head == ""
    assert [chart.bars[index].label for index in rows.order] == texts(drawing, "label")
    assert [">+37.3<" in rows.rows[0], ">+3.9<" in rows.rows[-1]] == [True, True]
    assert "<title>Asia-Pacific: +37.3</title>" in rows.rows[0]
    assert 'height="16.5pt"' in rows.rows[0]


def test_bars_in_the_given_order_where_rank_may_not_be_told() -> None:
    chart = m.RankedBars(alt=ALT, bars=growth()[::-1], number=signed, ranked=False)
    assert draw_rows(chart).order == (0, 1, 2, 3, 4)


def test_negative_bars_reach_to_the_left_of_the_axis() -> None:
    chart = m.RankedBars(alt=ALT, bars=(m.Bar("a", 10), m.Bar("b", -5)), number=signed)
    right, left = rects(geometry(chart), "bar")
    assert left.x + left.width == pytest.approx(right.x, abs=0.02)
    assert left.width * 2 == pytest.approx(right.width, abs=0.05)


def test_lollipops_share_their_axis_with_the_header() -> None:
    rows = draw_rows(EXAMPLES["lollipops"])  # type: ignore[arg-type]
    assert all(f">{tick}<" in rows.head for tick in (0, 2, 4, 6))
    assert ">USD billion<" in rows.head
    first = geometry(EXAMPLES["lollipops"])
    assert [(dot.fill, dot.hollow) for dot in dots(first, "dot")] == [("highlight", True), ("bar", False)]


# Parts of a whole


def test_flow_bars_share_and_join() -> None:
    drawing = geometry(EXAMPLES["flow-bars"])
    assert texts(drawing, "share") == ["64\u00a0%", "36\u00a0%", "41\u00a0%", "59\u00a0%", "57\u00a0%", "43\u00a0%"]
    first = rects(drawing, "segment")[1]
    flow = polygons(drawing, "flow")[0]
    assert flow.points[0][0] == first.x
    assert flow.points[1][0] == pytest.approx(m.FULL_WIDTH, abs=0.01)
    assert [cap.fill for cap in rects(drawing, "cap")] == ["bar", "highlight"]


def test_a_share_too_small_for_its_segment_is_told_beside() -> None:
    bars = (m.FlowBar("Market in 2024", "USD 100 billion", (m.Part(90), m.Part(1), m.Part(9))),)
    chart = m.FlowBars(alt=ALT, segments=("Small molecules", "Peptides", "Other"), bars=bars, percent=percent)
    assert texts(geometry(chart), "outside") == ["Peptides 1\u00a0% · Other 9\u00a0%"]


def test_a_bar_without_shares_is_left_out() -> None:
    bars = (m.FlowBar("a", "", (m.Part(-1), m.Part(2))), m.FlowBar("b", "", (m.Part(1), m.Part(2))))
    drawing = geometry(m.FlowBars(alt=ALT, segments=("x", "y"), bars=bars, percent=percent))
    assert texts(drawing, "label") == ["b"]


def test_hundred_percent_segments_are_as_long_as_their_shares() -> None:
    drawing = geometry(EXAMPLES["hundred-percent"])
    assert texts(drawing, "share") == ["64\u00a0%", "36\u00a0%", "57\u00a0%", "43\u00a0%"]
    first = rects(drawing, "segment")[:2]
    assert first[1].width / (m.FULL_WIDTH - m.SPINE) == pytest.approx(76.3 / 212, abs=0.001)
    assert texts(drawing, "segment-name") == ["Small molecules", "Biologics"]


def test_one_bar_has_a_segment_for_each_part_and_a_leader_for_what_does_not_fit() -> None:
    drawing = geometry(EXAMPLES["one-bar"])
    assert [mark.fill for mark in rects(drawing, "segment")] == ["highlight"] * 4 + ["bar", "chip"]
    assert texts(drawing, "group") == ["Four largest: 10.0 %", "Everyone else: 87.7 %", "Six more: 2.4 %"]
    assert len(strokes(drawing, "leader")) == 1


# Lines


def test_the_forecast_is_dashed_from_a_solid_start_to_a_hollow_end() -> None:
    drawing = geometry(m.Lines(alt=ALT, series=series()[:1], number=one, tick=whole, forecast_from=2026))
    assert [line.dash for line in strokes(drawing, "line")] == [()]
    assert strokes(drawing, "line")[0].points[-1] == strokes(drawing, "forecast")[0].points[0]
    assert strokes(drawing, "forecast")[0].dash
    assert [mark.hollow for mark in dots(drawing, "start") + dots(drawing, "end")] == [False, True]
    assert texts(drawing, "end-label") == ["Asia-Pacific 96.7"]


def test_without_a_forecast_nothing_is_dashed_or_hollow() -> None:
    drawing = geometry(m.Lines(alt=ALT, series=series()[:1], number=one, tick=whole))
    assert strokes(drawing, "forecast") == []
    assert not any(mark.hollow for mark in dots(drawing, "end"))
    assert texts(drawing, "band-label") == []


def test_beyond_five_series_the_smallest_are_context() -> None:
    many = tuple(m.Series(f"S{i}", (m.Point(2024, i), m.Point(2031, i)), i == 0) for i in range(8))
    drawing = geometry(m.Lines(alt=ALT, series=many, number=whole, tick=whole))
    assert sorted(texts(drawing, "end-label")) == ["S0 0", "S4 4", "S5 5", "S6 6", "S7 7"]
    assert len(strokes(drawing, "context")) == 3


def test_small_multiples_share_one_scale() -> None:
    drawing = geometry(EXAMPLES["small-multiples"])
    assert texts(drawing, "title") == [item.label for item in series()]
    assert len(strokes(drawing, "context")) == 20
    zero = strokes(drawing, "axis")[0].points[0][1]
    heights = {mark.fill: zero - mark.y for mark in dots(drawing, "start")[:2]}
    assert heights["highlight"] / heights["secondary"] == pytest.approx(59.4 / 84.8, abs=0.002)


def test_a_start_value_gives_way_to_its_own_rising_line() -> None:
    steep = m.Series("Steep", tuple(m.Point(2019 + i, 500 + 60 * i) for i in range(13)))
    flat = m.Series("Flat", tuple(m.Point(2019 + i, 500) for i in range(13)))
    marks = geometry(m.SmallMultiples(alt=ALT, series=(steep, flat), number=one, tick=whole)).marks
    starts = [mark.y for mark in marks if isinstance(mark, Text) and mark.name == "start-value"]
    assert starts[0] - starts[1] == pytest.approx(18.0)


def test_small_multiples_wrap_into_rows() -> None:
    chart = replace(EXAMPLES["small-multiples"], per_row=3)
    titles = [mark for mark in geometry(chart).marks if isinstance(mark, Text) and mark.name == "title"]
    assert len({mark.y for mark in titles}) == 2


def test_areas_stack_to_the_whole() -> None:
    areas = polygons(geometry(EXAMPLES["stacked-area"]), "area")
    assert len(areas) == 5
    for below, above in pairwise(areas):
        assert set(below.points[:3]) == set(above.points[3:])


def test_slope_prints_both_ends() -> None:
    drawing = geometry(EXAMPLES["slope"])
    assert texts(drawing, "value") == [
        "59.4", "84.8", "42.4", "14.8", "10.6", "96.7", "113.4", "55.9", "21.8", "14.5",
    ]  # fmt: skip


# Maps and tables


def test_every_country_of_the_market_has_a_place_of_its_own() -> None:
    regions = (grids.NORTH_AMERICA, grids.EUROPE, grids.ASIA_PACIFIC, grids.LATIN_AMERICA, grids.MIDDLE_EAST_AFRICA)
    codes = [code for region in regions for code in region]
    assert len(codes) == len(set(codes)) == len(grids.WORLD) == 23
    assert set(codes) == set(grids.WORLD)
    for grid in (*regions, grids.WORLD):
        assert len(set(grid.values())) == len(grid)


def test_places_of_a_known_region_an_unknown_country_and_an_unknown_region() -> None:
    assert grids.places(["CHN", "IND", "JPN"], 6) == ((1, 0), (0, 1), (2, 0))
    assert grids.places(["CAN", "USA", "XXX"], 6) == ((0, 0), (0, 1), (0, 2))
    assert grids.places(["A", "B", "C", "D"], 2) == ((0, 0), (1, 0), (0, 1), (1, 1))


def test_a_rest_member_has_no_tile() -> None:
    tiles = (m.Tile("china", "CHN", 7.5), m.Tile("rest-of-asia-pacific", "ROA", 5.9, rest=True))
    assert texts(geometry(m.TileMap(alt=ALT, tiles=tiles, number=one)), "code") == ["CHN"]


def test_heat_prints_what_is_missing() -> None:
    drawing = geometry(EXAMPLES["heat"])
    assert texts(drawing, "value") == ["30.0", "7.5", "12.4", "–"]
    assert len({mark.fill for mark in rects(drawing, "cell")}) == 4


def test_waterfall_steps_begin_where_the_one_before_ends() -> None:
    bars = rects(geometry(EXAMPLES["waterfall"]), "bar")
    for before, after in pairwise(bars[:-1]):
        assert after.y + after.height == pytest.approx(before.y, abs=0.02)
    assert bars[-1].y == pytest.approx(bars[-2].y, abs=0.05)


# Cover and sample


@pytest.mark.parametrize(
    ("values", "unit"),
    [((212, 302.3), 1), ((109.0, 276), 1), ((1.7,), 0.005), ((5300, 27000), 100), ((), 0), ((0,), 0)],
)
def test_a_dot_stands_for_a_round_amount(values: tuple[float, ...], unit: float) -> None:
    assert spiral_unit(values) == unit


@pytest.mark.parametrize("size", [1.0, 99.9, 100.0, 212.0, 549.0, 1e-3, 7.77e11])
def test_the_spiral_has_a_hundred_to_six_hundred_dots(size: float) -> None:
    assert 100 <= round(size / spiral_unit([size])) <= 600


@pytest.fixture
def whole_spiral(monkeypatch: pytest.MonkeyPatch) -> None:
    """The spiral in the middle of the page, where it loses no dots at the edge."""
    monkeypatch.setattr(cover, "_CENTRE", (0.5, 0.5))


def test_the_spiral_counts_the_market(whole_spiral: None) -> None:
    years = tuple(m.Size(str(2025 + i), size) for i, size in enumerate((223, 234.6, 246.8, 259.7, 273.2, 287.4, 302.3)))
    drawing = geometry(m.Spiral(alt=ALT, base=m.Size("2024", 212), forecast=years))
    found = dots(drawing, "dot")
    assert len(found) == 302
    assert [mark.fill for mark in found[:213]] == ["cover-dot"] * 212 + ["#F7C65A"]
    assert found[-1].fill == "#E25A1C"
    assert texts(drawing, "year") == [str(year) for year in range(2024, 2032)]


def test_no_two_dots_of_the_spiral_touch() -> None:
    found = dots(geometry(EXAMPLES["spiral"]), "dot")
    nearest = min(math.dist((a.x, a.y), (b.x, b.y)) for i, a in enumerate(found) for b in found[:i])
    assert nearest >= 2 * found[0].radius - 0.02


def test_a_shrinking_market_loses_dots(whole_spiral: None) -> None:
    drawing = geometry(m.Spiral(alt=ALT, base=m.Size("2024", 200), forecast=(m.Size("2025", 150),), unit=1))
    assert [mark.hollow for mark in dots(drawing, "dot")].count(True) == 50


def test_every_labelled_dot_of_the_cover_is_whole() -> None:
    for size in (212.0, 109.0, 276.0, 137.0):
        years = tuple(m.Size(str(2025 + i), size * 1.052 ** (i + 1)) for i in range(7))
        drawing = geometry(m.Spiral(alt=ALT, base=m.Size("2024", size), forecast=years))
        assert texts(drawing, "year") == [str(year) for year in range(2024, 2032)]


def test_the_spiral_of_the_sample_tells_nothing() -> None:
    bare = geometry(m.Spiral(alt=ALT))
    assert texts(bare, "year") == []
    assert bare == geometry(m.Spiral(alt=ALT, forecast=(m.Size("2031", 302.3),)))
    assert bare == geometry(m.Spiral(alt=ALT, base=m.Size("2024", math.nan), unit=1))


def test_the_hatching_depends_on_its_size_alone() -> None:
    first, second = (
        strokes(geometry(m.Hatch(alt=ALT, heading=heading, lines=(heading,))), "hatch") for heading in ("a", "b" * 40)
    )
    assert first == second
    assert len(first) > 40


def test_the_watermark_is_no_text() -> None:
    drawing = geometry(EXAMPLES["watermark"])
    assert [type(mark) for mark in drawing.marks] == [Outline]
    assert "SAMPLE" not in draw(EXAMPLES["watermark"])


def test_the_key_stands_in_the_free_corner_of_the_map() -> None:
    values = {
        "CHN": 7.5,
        "KOR": 7.5,
        "JPN": 3.3,
        "IND": 9.9,
        "TWN": 6.4,
        "THA": 6.4,
        "MYS": 6.0,
        "IDN": 6.3,
        "AUS": 5.0,
    }
    tiles = tuple(m.Tile(code, code, value) for code, value in values.items())
    drawing = geometry(m.TileMap(alt=ALT, tiles=tiles, number=one, heading="% a year"))
    assert drawing.height == 163
    assert texts(drawing, "key") == ["8.0 and over", "7.0 to 7.9", "6.0 to 6.9", "5.0 to 5.9", "under 5.0"]
    few = geometry(m.TileMap(alt=ALT, tiles=tiles, number=one, tick=whole, heading="% a year"))
    assert texts(few, "key") == ["8 and over", "7 to 7.9", "6 to 6.9", "5 to 5.9", "under 5"]
    assert stands_clear(drawing)


def stands_clear(drawing: Drawing) -> bool:
    keys = [mark for mark in drawing.marks if isinstance(mark, Text) and mark.name == "key"]
    squares = rects(drawing, "tile")
    return not any(
        key.box[2] > tile.x and key.box[3] > tile.y and key.box[1] < tile.y + tile.height
        for key in keys
        for tile in squares
    )


def test_forty_countries_of_europe_have_their_places_where_there_is_room() -> None:
    codes = list(grids.ALL_OF_EUROPE)
    found = dict(zip(codes, grids.places(codes, 14), strict=True))
    assert len(set(found.values())) == len(codes) == 41
    assert found["PRT"][0] < found["ESP"][0] < found["ITA"][0] < found["GRC"][0] < found["CYP"][0]
    assert found["ISL"][1] < found["GBR"][1] < found["FRA"][1] < found["ITA"][1] < found["MLT"][1]
    assert grids.places(codes, 4) == tuple((i % 4, i // 4) for i in range(41))


def test_the_narrow_grid_of_a_region_is_kept_where_the_wide_one_would_not_fit() -> None:
    codes = ["GBR", "DEU", "FRA", "ITA", "ESP", "RUS"]
    assert grids.places(codes, 4) == ((0, 0), (2, 0), (1, 1), (2, 1), (0, 2), (3, 0))
