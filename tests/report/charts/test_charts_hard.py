"""Hard data: many series, ties, values that print alike, contrast, and marks that tell series apart without colour."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report.charts.charts_examples import ALT, EXAMPLES, one, percent, signed, whole
from report.charts.test_charts_drawing import overlapping, stays_inside

from cdmo_cli.report.charts import geometry
from cdmo_cli.report.charts import model as m
from cdmo_cli.report.charts.drawing import SHAPES, Dot, Drawing, Polygon, Rect, Stroke, Text, marker
from cdmo_cli.report.charts.palette import contrast
from cdmo_cli.report.charts.scales import labelled, ticks

SIZES = st.floats(0, 5e3).map(lambda value: round(value, 3))
AMOUNTS = st.floats(-5e3, 5e3).map(lambda value: round(value, 3))


def texts(drawing: Drawing, name: str) -> list[Text]:
    return [mark for mark in drawing.marks if isinstance(mark, Text) and mark.name == name]


def many(count: int, *values: float) -> tuple[m.Series, ...]:
    return tuple(
        m.Series(f"Segment {i}", tuple(m.Point(2024 + y, (i + 1) * v) for y, v in enumerate(values)))
        for i in range(count)
    )


# Axes


def test_ticks_that_would_print_alike_stand_once() -> None:
    assert labelled((0.0, 0.5, 1.0), whole) == ((0.0, "0"), (1.0, "1"))
    assert labelled((-2.0, 0.0, 0.2), whole) == ((-2.0, "−2"), (0.0, "0"))
    drawing = geometry(m.Lines(alt=ALT, series=many(2, 0.0, 0.0), number=one, tick=whole))
    words = [tick.text for tick in texts(drawing, "tick")]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("kind", EXAMPLES)
def test_at_most_four_gridlines_and_text_is_horizontal(kind: str) -> None:
    drawing = geometry(EXAMPLES[kind])
    panels = 5 if kind == "small-multiples" else 1
    rows = 2 if kind == "lollipops" else 1
    grid = [mark for mark in drawing.marks if isinstance(mark, Stroke) and mark.name == "grid"]
    assert len(grid) <= 4 * panels * rows


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_scales_have_four_ticks_at_most(low: float, extent: float) -> None:
    assert 1 <= len(ticks(low, low + extent)) <= 4


# Colour is never alone


def test_three_lines_and_more_have_marks_of_their_own_at_both_ends_and_beside_their_labels() -> None:
    for count in (3, 4, 5, 9):
        drawing = geometry(m.Lines(alt=ALT, series=many(count, 5.0, 7.0), number=one, tick=whole, forecast_from=2024))
        keys = [mark for mark in drawing.marks if mark.name == "key"]
        labels = texts(drawing, "end-label")
        assert len(keys) == len(labels) == min(count, 5)
        corners = [len(mark.points) if isinstance(mark, Polygon) else 0 for mark in keys]
        assert sorted(corners) == sorted([0, 4, 4, 3, 3][: len(keys)])
    two = geometry(m.Lines(alt=ALT, series=many(2, 5.0, 7.0), number=one, tick=whole))
    assert [mark for mark in two.marks if mark.name == "key"] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hollow_mark_has_a_hole(shape: str) -> None:
    (solid,) = marker(shape, 10, 10, 2.75, "ink")
    hollow = marker(shape, 10, 10, 2.25, "ink", hollow=True)
    assert solid.fill == hollow[0].fill == "ink"
    assert (isinstance(hollow[0], Dot) and hollow[0].hollow) or hollow[-1].fill == "paper"


def test_shapes_differ_and_cover_alike() -> None:
    areas = []
    for shape in SHAPES[1:]:
        (mark,) = marker(shape, 0, 0, 10, "ink")
        assert isinstance(mark, Polygon)
        ring = [*mark.points, mark.points[0]]
        areas.append(abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))) / 2)
    assert max(areas) < 1.4 * min(areas)


@pytest.mark.parametrize("count", [1, 5, 6, 12])
def test_parts_of_a_whole_have_five_colours_at_most_and_lose_nothing(count: int) -> None:
    area = geometry(m.StackedArea(alt=ALT, series=many(count, 5.0, 7.0), number=one, tick=whole))
    fills = [mark.fill for mark in area.marks if isinstance(mark, Polygon) and mark.name == "area"]
    assert len(fills) == len(set(fills)) == min(count, 5)
    values = [float(label.text.rsplit(" ", 1)[1].replace(",", "")) for label in texts(area, "end-label")]
    assert sum(values) == pytest.approx(7.0 * count * (count + 1) / 2)
    sizes = tuple(float(i + 1) for i in range(count))
    bars = geometry(
        m.HundredPercent(
            alt=ALT,
            segments=tuple(f"S{i}" for i in range(count)),
            stacks=(m.Stack("2024", sizes), m.Stack("2031", sizes[::-1])),
            percent=percent,
        )
    )
    roles = {mark.fill for mark in bars.marks if isinstance(mark, Rect) and mark.name == "segment"}
    assert len(roles) == min(count, 5)
    if count > 5:
        assert f"{count - 4} others" in [name.text for name in texts(bars, "segment-name")]


def test_a_highlighted_segment_is_never_among_the_others() -> None:
    chart = m.HundredPercent(
        alt=ALT,
        segments=tuple("ABCDEFGH"),
        stacks=(m.Stack("2024", (1, 20, 30, 40, 50, 60, 70, 80)),),
        percent=percent,
        highlight=0,
    )
    drawing = geometry(chart)
    assert "A" in [name.text for name in texts(drawing, "segment-name")]
    first = next(mark for mark in drawing.marks if isinstance(mark, Rect) and mark.name == "segment")
    assert first.fill == "highlight"


@pytest.mark.parametrize("bad", [-1.0, float("nan")])
def test_a_stack_without_shares_stays_empty_when_segments_are_put_together(bad: float) -> None:
    stacks = (m.Stack("2024", (bad, 2, 3, 4, 5, 6, 7)),)
    drawing = geometry(m.HundredPercent(alt=ALT, segments=tuple("ABCDEFG"), stacks=stacks, percent=percent))
    assert [mark.name for mark in drawing.marks if isinstance(mark, Rect) and mark.name in ("segment", "empty")] == [
        "empty"
    ]


# Contrast


@pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if kind not in ("spiral", "watermark", "logo")])
def test_text_stands_out_from_what_is_below_it(kind: str) -> None:
    drawing = geometry(EXAMPLES[kind])
    for place, mark in enumerate(drawing.marks):
        if not isinstance(mark, Text):
            continue
        x0, y0, x1, y1 = mark.box
        below = "paper"
        for under in drawing.marks[:place]:
            inside = (
                isinstance(under, Rect)
                and under.x <= x0 + 1
                and under.x + under.width >= x1 - 1
                and under.y <= (y0 + y1) / 2 <= under.y + under.height
            )
            if inside and isinstance(under, Rect):
                below = under.fill
        assert contrast(mark.fill, below) >= 4.5, (mark.text, mark.fill, below)


# Many


def test_panels_fill_their_rows_evenly() -> None:
    for count, rows in ((1, 1), (3, 1), (4, 1), (5, 1), (6, 2), (7, 2), (10, 2), (12, 3)):
        drawing = geometry(m.SmallMultiples(alt=ALT, series=many(count, 5.0, 7.0), number=whole, tick=whole))
        places = [(mark.x, mark.y) for mark in texts(drawing, "title")]
        per_row = [sum(y == top for _, y in places) for top in sorted({y for _, y in places})]
        assert len(per_row) == rows
        assert max(per_row) - min(per_row) <= rows - 1
    drawn = geometry(m.SmallMultiples(alt=ALT, series=many(4, 5.0, 7.0), number=whole, tick=whole))
    axes = [mark for mark in drawn.marks if isinstance(mark, Stroke) and mark.name == "axis"]
    assert max(x for axis in axes for x, _ in axis.points) == pytest.approx(m.FULL_WIDTH, abs=0.02)


def test_a_waterfall_of_many_steps_keeps_the_large_ones_and_its_sum() -> None:
    steps = tuple(m.Bar(f"Step {i}", float(i), highlight=i == 2) for i in range(1, 31))
    chart = m.Waterfall(
        alt=ALT, start=m.Bar("2024", 100), steps=steps, end=m.Bar("2031", 565), number=one, step_number=signed
    )
    drawing = geometry(chart)
    names = [label.text for label in texts(drawing, "label")]
    assert "22 others" in " ".join(names)
    assert "Step 30" in names
    assert "Step 2" in names
    assert "Step 3" not in names
    values = [float(value.text) for value in texts(drawing, "value")]
    assert sum(values[:-1]) == pytest.approx(values[-1]) == pytest.approx(565)
    assert stays_inside(drawing)
    assert overlapping(drawing) == []


def test_the_last_column_of_a_waterfall_is_tinted_only_where_it_is_a_forecast() -> None:
    def last(forecast: bool) -> str:
        chart = m.Waterfall(
            alt=ALT,
            start=m.Bar("2019", 100),
            steps=(m.Bar("a", 5),),
            end=m.Bar("2024", 105),
            number=one,
            step_number=signed,
            forecast=forecast,
        )
        return [mark for mark in geometry(chart).marks if isinstance(mark, Rect) and mark.name == "bar"][-1].fill

    assert last(True) == "tint"
    assert last(False) == "bar"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(st.none(), AMOUNTS), min_size=5, max_size=5), min_size=1, max_size=12))
def test_heat_of_any_values_has_one_size_of_figures(rows: list[list[float | None]]) -> None:
    chart = m.Heat(
        alt=ALT,
        rows=tuple(f"Row {i}" for i in range(len(rows))),
        columns=("Europe", "North America", "Middle East & Africa", "Asia-Pacific", "Latin America"),
        values=tuple(map(tuple, rows)),
        number=one,
        heading="% a year",
    )
    drawing = geometry(chart)
    assert stays_inside(drawing)
    assert overlapping(drawing) == []
    assert len({value.size for value in texts(drawing, "value")}) == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.floats(-100, 100), st.integers(1, 40))
def test_equal_series_keep_their_labels_apart(count: int, value: float, years: int) -> None:
    series = tuple(
        m.Series(f"Segment {i}", tuple(m.Point(1990 + y, round(value, 1)) for y in range(years))) for i in range(count)
    )
    drawing = geometry(m.Lines(alt=ALT, series=series, number=one, tick=whole, forecast_from=2010))
    assert stays_inside(drawing)
    assert overlapping(drawing) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(SIZES, min_size=1, max_size=12), st.integers(0, 11))
def test_shares_of_many_segments_stay_inside_and_apart(values: list[float], highlight: int) -> None:
    chart = m.HundredPercent(
        alt=ALT,
        segments=tuple(f"Segment number {i}" for i in range(len(values))),
        stacks=(m.Stack("2024", tuple(values)), m.Stack("2031", tuple(values[::-1]), True)),
        percent=percent,
        highlight=highlight % len(values),
    )
    drawing = geometry(chart)
    assert stays_inside(drawing)
    assert overlapping(drawing) == []


@pytest.mark.parametrize("height", [40.0, 60.0, 90.0, 158.0])
def test_a_low_panel_of_the_sample_keeps_its_words_inside(height: float) -> None:
    chart = m.Hatch(
        alt=ALT,
        heading="Values for 2024 to 2031 are in the full report",
        lines=("The hatching is the same everywhere", "and is not drawn from the data"),
        left=0.0,
        right=150.0,
        height=height,
    )
    drawing = geometry(chart)
    words = [mark for mark in drawing.marks if isinstance(mark, Text)]
    assert height < 60 or all(mark.box[1] >= 0 and mark.box[3] <= height for mark in words)
    lines = [mark.text for mark in words if mark.name == "line"]
    assert not lines or lines[-1].endswith("data")
