"""What every kind of chart keeps to: well-formed SVG, escaped labels, the finding as its title, nothing outside, no
label over another, the same marks from the same numbers."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report.charts.charts_examples import ALT, EXAMPLES, one, percent, signed, whole

from cdmo_cli.report.charts import draw, draw_rows, geometry
from cdmo_cli.report.charts import model as m
from cdmo_cli.report.charts.drawing import Dot, Drawing, Polygon, Rect, Stroke, Text, overlap

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
BLEEDING = ("spiral", "watermark")
NASTY = "<script>alert(\"x\")</script> & 'y' \x00"

kinds = pytest.mark.parametrize("kind", EXAMPLES)


def corners(drawing: Drawing) -> Iterable[tuple[float, float]]:
    for mark in drawing.marks:
        if isinstance(mark, Rect):
            yield mark.x, mark.y
            yield mark.x + mark.width, mark.y + mark.height
        elif isinstance(mark, Stroke | Polygon):
            yield from mark.points
        elif isinstance(mark, Dot):
            yield mark.x - mark.radius, mark.y - mark.radius
            yield mark.x + mark.radius, mark.y + mark.radius
        elif isinstance(mark, Text):
            left, top, right, bottom = mark.box
            yield left, top
            yield right, bottom


def stays_inside(drawing: Drawing, slack: float = 0.03) -> bool:
    """Marks are rounded to 0.01, a text's width too: three of them may add up."""
    return all(
        -slack <= x <= drawing.width + slack and -slack <= y <= drawing.height + slack for x, y in corners(drawing)
    )


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    texts = [mark for mark in drawing.marks if isinstance(mark, Text) and mark.text]
    slim = [replace(mark, width=max(mark.width - 0.04, 0.0)) for mark in texts]
    return [(a.text, b.text) for a, b in combinations(slim, 2) if overlap(a, b)]


def relabelled(value: Any, label: str) -> Any:
    """The same input with every text in it replaced."""
    if isinstance(value, str):
        return value if value in ("history", "base", "forecast", "highlight", "bar", "rest", "paper") else label
    if isinstance(value, tuple):
        return tuple(relabelled(item, label) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        return replace(value, **{name: relabelled(getattr(value, name), label) for name in value.__dataclass_fields__})
    return value


@kinds
def test_golden(kind: str) -> None:
    path = GOLDEN / f"{kind}.svg"
    drawn = str(draw(EXAMPLES[kind])) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(drawn, encoding="utf-8", newline="\n")
    assert drawn == path.read_text(encoding="utf-8")


@kinds
def test_is_well_formed_and_says_the_finding(kind: str) -> None:
    root = ET.fromstring(str(draw(EXAMPLES[kind])))
    assert root.tag == f"{SVG}svg"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == ALT
    assert len(root) > 1
    assert root.get("viewBox") == f"0 0 {root.get('width', '')[:-2]} {root.get('height', '')[:-2]}"


@kinds
def test_has_no_ids_styles_or_links(kind: str) -> None:
    for element in ET.fromstring(str(draw(EXAMPLES[kind]))).iter():
        assert element.tag.removeprefix(SVG) in {
            "svg", "title", "rect", "circle", "polyline", "polygon", "path", "text",
        }  # fmt: skip
        assert not {"id", "style", "href", "opacity", "onload"} & set(element.attrib)


@kinds
def test_labels_are_escaped(kind: str) -> None:
    chart = relabelled(EXAMPLES[kind], NASTY)
    svg = str(draw(chart))
    assert "<script" not in svg
    assert "\x00" not in svg
    texts = [element.text or "" for element in ET.fromstring(svg).iter()]
    assert any("<script>" in text for text in texts)


@kinds
def test_the_same_numbers_give_the_same_drawing(kind: str) -> None:
    assert geometry(EXAMPLES[kind]) == geometry(EXAMPLES[kind])
    assert draw(EXAMPLES[kind]) == draw(EXAMPLES[kind])


@kinds
def test_positions_are_rounded(kind: str) -> None:
    assert all(value == round(value, 2) for corner in _points(geometry(EXAMPLES[kind])) for value in corner)


def _points(drawing: Drawing) -> Iterable[tuple[float, ...]]:
    for mark in drawing.marks:
        if isinstance(mark, Stroke | Polygon):
            yield from mark.points
        elif isinstance(mark, Rect):
            yield mark.x, mark.y, mark.width, mark.height
        elif isinstance(mark, Dot):
            yield mark.x, mark.y, mark.radius
        elif isinstance(mark, Text):
            yield mark.x, mark.y, mark.width


@pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if kind not in BLEEDING])
def test_nothing_leaves_the_view_box(kind: str) -> None:
    assert stays_inside(geometry(EXAMPLES[kind]))


@kinds
def test_no_labels_overlap(kind: str) -> None:
    assert overlapping(geometry(EXAMPLES[kind])) == []


LABEL = "A segment of the market with a name that no column and no margin could ever hold in full " * 3


@pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if kind not in ("spiral", "watermark", "logo", "hatch")])
def test_long_labels_are_cut_and_stand_in_full_in_the_title(kind: str) -> None:
    drawing = geometry(relabelled(EXAMPLES[kind], LABEL.strip()))
    cut = [mark for mark in drawing.marks if isinstance(mark, Text) and mark.full]
    if kind != "columns":  # its labels are years and numbers: one that has no room is left out
        assert cut
        assert drawing.alt.count(LABEL.strip()) >= 2
    if kind not in ("columns", "tile-map", "heat"):
        assert stays_inside(drawing)


def test_a_missing_or_hidden_number_is_not_drawn() -> None:
    hidden = float("nan")
    charts: tuple[m.AnyChart, ...] = (
        m.Columns(alt=ALT, columns=(m.Column("2024", hidden, "base"), m.Column("2025", None, "forecast")), number=one),
        m.RankedBars(alt=ALT, bars=(m.Bar("a", hidden),), number=one),
        m.Lollipops(alt=ALT, bars=(m.Bar("a", hidden),), number=one, tick=one),
        m.Lines(alt=ALT, series=(m.Series("a", (m.Point(2024, hidden),)),), number=one, tick=one),
        m.SmallMultiples(alt=ALT, series=(m.Series("a", (m.Point(2024, hidden),)),), number=one, tick=one),
        m.StackedArea(alt=ALT, series=(m.Series("a", (m.Point(2024, hidden),)),), number=one, tick=one),
        m.Slope(alt=ALT, changes=(m.Change("a", hidden, 1),), start="s", end="e", number=one),
        m.TileMap(alt=ALT, tiles=(m.Tile("a", "AAA", hidden),), number=one),
        m.Heat(alt=ALT, rows=("a",), columns=("b",), values=((hidden,),), number=one),
        m.HundredPercent(alt=ALT, segments=("a", "b"), stacks=(m.Stack("s", (hidden, 1)),), percent=one),
        m.FlowBars(alt=ALT, segments=("a",), bars=(m.FlowBar("a", "b", (m.Part(hidden),)),), percent=one),
        m.OneBar(alt=ALT, groups=(m.Group("a", (hidden,), "bar"),)),
        m.Spiral(alt=ALT, base=m.Size("2024", hidden)),
        m.Waterfall(
            alt=ALT,
            start=m.Bar("a", 1),
            steps=(m.Bar("b", hidden),),
            end=m.Bar("c", 1),
            number=one,
            step_number=one,
        ),
    )
    for chart in charts:
        assert "nan" not in str(draw(chart)).lower()


@pytest.mark.parametrize(
    "chart",
    [
        m.Columns(alt=ALT, columns=(), number=one),
        m.RankedBars(alt=ALT, bars=(), number=one),
        m.Lollipops(alt=ALT, bars=(), number=one, tick=one),
        m.FlowBars(alt=ALT, segments=(), bars=(), percent=one),
        m.HundredPercent(alt=ALT, segments=(), stacks=(), percent=one),
        m.OneBar(alt=ALT, groups=()),
        m.SmallMultiples(alt=ALT, series=(), number=one, tick=one),
        m.Lines(alt=ALT, series=(), number=one, tick=one),
        m.StackedArea(alt=ALT, series=(), number=one, tick=one),
        m.Slope(alt=ALT, changes=(), start="", end="", number=one),
        m.TileMap(alt=ALT, tiles=(), number=one),
        m.Heat(alt=ALT, rows=(), columns=(), values=(), number=one),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_nothing_to_draw_is_no_error(chart: m.AnyChart) -> None:
    drawing = geometry(chart)
    assert stays_inside(drawing)
    assert not [mark for mark in drawing.marks if isinstance(mark, Text) and mark.name == "value"]


AMOUNTS = st.floats(-5e3, 5e3).map(lambda value: round(value, 3))
SIZES = st.floats(0, 5e3).map(lambda value: round(value, 3))
NAMES = st.sampled_from(
    ["Europe", "Middle East & Africa", "Rest of Asia-Pacific", "A", "Cell and gene therapy, others"]
)
BARS = st.lists(st.builds(m.Bar, NAMES, AMOUNTS, st.booleans(), st.booleans()), min_size=1, max_size=12).map(tuple)
slow = settings(max_examples=60, deadline=None)


def series_of(count: int, amounts: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[m.Series, ...]]:
    def build(drawn: list[tuple[str, bool, list[float]]]) -> tuple[m.Series, ...]:
        return tuple(
            m.Series(f"{name} {place}", tuple(m.Point(2019 + i, value) for i, value in enumerate(values)), highlight)
            for place, (name, highlight, values) in enumerate(drawn)
        )

    row = st.tuples(NAMES, st.booleans(), st.lists(amounts, min_size=1, max_size=13))
    return st.lists(row, min_size=1, max_size=count).map(build)


@slow
@given(st.lists(st.one_of(st.none(), AMOUNTS), min_size=1, max_size=30), st.integers(0, 12), st.booleans())
def test_columns_of_any_values(values: list[float | None], base: int, bracket: bool) -> None:
    columns = tuple(
        m.Column(str(2019 + i), value, "history" if i < base else "base" if i == base else "forecast", i == 29)
        for i, value in enumerate(values)
    )
    chart = m.Columns(
        alt=ALT,
        columns=columns,
        number=one,
        bracket=m.Bracket("+42.6 %", "in 7 years") if bracket else None,
        left=0,
        pitch=None,
        axis=True,
    )
    drawing = geometry(chart)
    assert stays_inside(drawing)
    assert overlapping(drawing) == []


@slow
@given(BARS, st.booleans())
def test_bars_of_any_values(bars: tuple[m.Bar, ...], ranked: bool) -> None:
    chart = m.RankedBars(alt=ALT, bars=bars, number=signed, ranked=ranked)
    for drawing in (geometry(chart), geometry(m.Lollipops(alt=ALT, bars=bars, number=signed, tick=whole))):
        assert stays_inside(drawing)
        assert overlapping(drawing) == []
    bars_drawn = [mark for mark in geometry(chart).marks if isinstance(mark, Rect) and mark.name == "bar"]
    order = draw_rows(chart).order
    lengths = [abs(bars[index].value) for index in order]
    if max(lengths) > 0:
        scale = max(mark.width for mark in bars_drawn) / max(lengths)
        for mark, length in zip(bars_drawn, lengths, strict=True):
            assert mark.width == pytest.approx(length * scale, abs=0.02)


@slow
@given(series_of(12, AMOUNTS), st.integers(1, 5))
def test_small_multiples_of_any_values(series: tuple[m.Series, ...], per_row: int) -> None:
    chart = m.SmallMultiples(
        alt=ALT, series=series, number=whole, tick=whole, forecast_from=2024, per_row=max(per_row, 3)
    )
    drawing = geometry(chart)
    assert stays_inside(drawing)
    ticks = [mark for mark in drawing.marks if isinstance(mark, Text) and mark.name in ("tick", "end-value", "title")]
    assert overlapping(replace(drawing, marks=tuple(ticks))) == []


@slow
@given(series_of(7, AMOUNTS), st.sampled_from([None, 2019, 2024, 2040]))
def test_lines_of_any_values(series: tuple[m.Series, ...], forecast_from: float | None) -> None:
    drawing = geometry(m.Lines(alt=ALT, series=series, number=one, tick=whole, forecast_from=forecast_from))
    assert stays_inside(drawing)
    labels = [mark for mark in drawing.marks if isinstance(mark, Text) and mark.name in ("end-label", "start-value")]
    assert overlapping(replace(drawing, marks=tuple(labels))) == []
    assert len([mark for mark in labels if mark.name == "end-label"]) == min(len(series), 5)


@slow
@given(series_of(9, SIZES), st.sampled_from([None, 2019, 2024, 2040]))
def test_areas_of_any_values(series: tuple[m.Series, ...], forecast_from: float | None) -> None:
    drawing = geometry(m.StackedArea(alt=ALT, series=series, number=one, tick=whole, forecast_from=forecast_from))
    assert stays_inside(drawing)
    labels = [mark for mark in drawing.marks if isinstance(mark, Text) and mark.name == "end-label"]
    assert overlapping(replace(drawing, marks=tuple(labels))) == []


@slow
@given(st.lists(st.builds(m.Change, NAMES, AMOUNTS, AMOUNTS, st.booleans()), min_size=1, max_size=20))
def test_slopes_of_any_values(changes: list[m.Change]) -> None:
    drawing = geometry(m.Slope(alt=ALT, changes=tuple(changes), start="2024", end="2031", number=one))
    assert stays_inside(drawing)
    assert overlapping(drawing) == []


@slow
@given(st.lists(st.lists(SIZES, min_size=4, max_size=4), min_size=1, max_size=5), st.integers(-1, 3))
def test_shares_of_any_values(rows: list[list[float]], highlight: int) -> None:
    names = ("Small molecules", "Biologics", "Cell and gene therapy", "Other modalities")
    hundred = m.HundredPercent(
        alt=ALT,
        segments=names,
        stacks=tuple(m.Stack(str(2024 + i), tuple(row), i > 0) for i, row in enumerate(rows)),
        percent=percent,
        highlight=highlight,
    )
    flows = m.FlowBars(
        alt=ALT,
        segments=names,
        bars=tuple(
            m.FlowBar(f"In {i}", "USD", tuple(m.Part(v, f"USD {v}") for v in row)) for i, row in enumerate(rows)
        ),
        percent=percent,
        highlight=highlight,
    )
    for drawing in (geometry(hundred), geometry(flows)):
        assert stays_inside(drawing)
        assert overlapping(drawing) == []


@slow
@given(BARS, AMOUNTS, AMOUNTS)
def test_waterfalls_of_any_values(steps: tuple[m.Bar, ...], start: float, end: float) -> None:
    chart = m.Waterfall(
        alt=ALT, start=m.Bar("2024", start), steps=steps, end=m.Bar("2031", end), number=one, step_number=signed
    )
    drawing = geometry(chart)
    assert stays_inside(drawing)
    assert overlapping(drawing) == []


@slow
@given(st.lists(st.one_of(st.none(), AMOUNTS), min_size=1, max_size=40))
def test_tiles_of_any_values(values: list[float | None]) -> None:
    tiles = tuple(m.Tile(f"c{i}", f"C{i:02}", value) for i, value in enumerate(values))
    drawing = geometry(m.TileMap(alt=ALT, tiles=tiles, number=one))
    assert stays_inside(drawing)
    assert overlapping(drawing) == []
    squares = [mark for mark in drawing.marks if isinstance(mark, Rect) and mark.name == "tile"]
    assert len({(mark.x, mark.y) for mark in squares}) == len(values)


@slow
@given(st.lists(SIZES.filter(lambda value: value > 0), min_size=1, max_size=6))
def test_one_bar_of_any_values(values: list[float]) -> None:
    groups = tuple(m.Group(f"Group {i}: {value}", (value,), "bar") for i, value in enumerate(values))
    drawing = geometry(m.OneBar(alt=ALT, groups=groups))
    assert stays_inside(drawing)
    assert overlapping(drawing) == []
