"""Pages that hold what belongs together: heights, charts that give way, and texts on the pages they are about."""

from __future__ import annotations

import dataclasses
import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from cdmo_cli import pipeline, report
from cdmo_cli.market.model import Model, Text
from cdmo_cli.report import fonts, html, room
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.exhibits import Exhibit, Point, Points, Section

SAMPLES = Path(__file__).parents[2] / "samples"
LINE = 13.5 * 25.4 / 72


def columns(height: float) -> Exhibit:
    chart = charts.Columns(alt="x", columns=(charts.Column("2024", 1.0, "base"),), number=str, height=height)
    return Exhibit("A finding", "Market size", "sheet ‘Market’, cell B2", chart=chart)


def prose(lines: int) -> Points:
    return Points((Point("On it", tuple("word" for _ in range(lines))),))


def test_a_line_more_is_a_line_higher() -> None:
    assert room.height_of(prose(4)) - room.height_of(prose(3)) == pytest.approx(LINE + 2.5)
    assert room.height_of(columns(120)) - room.height_of(columns(100)) == pytest.approx(20 * 25.4 / 72)


def test_a_section_that_fits_stays_as_it_is() -> None:
    section = Section("x", "X", "A heading", items=(columns(100), prose(5)))
    assert room.fitted(section) == section


def test_a_chart_gives_way_by_what_the_page_lacks() -> None:
    items = (columns(150), columns(150), prose(11))
    section = room.fitted(Section("x", "X", "A heading", items=items))
    heights = [item.chart.height for item in section.items if isinstance(item, Exhibit)]
    assert not section.tight
    assert heights[0] == heights[1] < 150
    used = sum(8 + room.height_of(item) for item in section.items)
    head = 12 * 25.4 / 72 + 1.6 + 28 * 25.4 / 72
    assert head + used == pytest.approx(room.PAGE)


def test_what_cannot_fit_flows_on_without_lower_charts() -> None:
    section = room.fitted(Section("x", "X", "A heading", items=(columns(150), prose(60))))
    assert section.items[0] == columns(150)
    assert not section.tight


def test_lines_of_prose_are_counted_by_the_widths_of_the_letters() -> None:
    assert fonts.prose_lines("word", 9.5, 113) == 1
    assert fonts.prose_lines("i " * 100, 9.5, 113) < fonts.prose_lines("m " * 100, 9.5, 113)
    assert fonts.prose_lines("one\u00a0two", 9.5, 1) == 1  # what is bound is not broken


def test_short_blocks_of_prose_are_kept_together() -> None:
    assert html.is_whole(Point("x", ("y" * 1400,)))
    assert not html.is_whole(Point("x", ("y" * 1000, "y" * 1000)))


def part(document: str, key: str) -> str:
    """The markup of one section."""
    found = re.search(rf'<section class="[^"]*" id="{key}">.*?</section>', document, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_text_on_a_region_stands_on_the_page_of_that_region(full_model: Model) -> None:
    texts = (
        Text("regions", "Plants take years to build. " * 60, 5, 2, 3, "Asia-Pacific"),
        Text("regions", "Europe is one of five.", 5, 3, 3, "Europe"),
        Text("regions", "All five together.", 5, 4, 3, "The world"),
    )
    document = report.compose(dataclasses.replace(full_model, texts=texts), None, "full")
    assert "Plants take years" in part(document, "region-asia-pacific")
    assert "Europe is one" in part(document, "region-europe")
    overview = part(document, "regions")
    assert "All five\u00a0together" in overview
    assert "Plants take years" not in overview


def test_every_region_of_the_main_sample_has_one_page() -> None:
    understood = pipeline.understand(SAMPLES / "cdmo-outsourcing.xlsx")
    reader = PdfReader(io.BytesIO(report.render(understood.model, None, "full", tables=understood.tables)))
    texts = [page.extract_text() for page in reader.pages]
    names = ("North America", "Europe", "Asia-Pacific", "Latin America", "Middle East & Africa")
    pages = [next(i for i, text in enumerate(texts) if f"Regions: {name}\n" in text) for name in names]
    assert pages == list(range(pages[0], pages[0] + 5))
    for name, page in zip(names, pages, strict=True):
        assert f"On {name}" in texts[page].replace("\u00a0", " ")
    assert "How to order" in texts[-1]
