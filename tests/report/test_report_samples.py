"""The report of the workbooks in samples/: what its pages say, and what the sample edition keeps to itself."""

from __future__ import annotations

import html as entities
import re
from pathlib import Path

import pytest

from cdmo_cli import pipeline, report
from cdmo_cli.market.model import Model

SAMPLES = Path(__file__).parents[2] / "samples"


def words(document: str) -> str:
    """The text of a document with its alternative texts and bookmarks."""
    body = re.sub(r"<style>.*?</style>", "", document, flags=re.DOTALL)
    hidden = " ".join(re.findall(r'(?:data-title|data-name|content)="([^"]*)"', body))
    text = entities.unescape(re.sub(r"<[^>]+>", " ", body) + hidden).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def outsourcing() -> Model:
    return pipeline.understand(SAMPLES / "cdmo-outsourcing.xlsx").model


@pytest.fixture(scope="module")
def as_published() -> Model:
    return pipeline.understand(SAMPLES / "as-published.xlsx").model


def test_the_main_sample_in_full(outsourcing: Model) -> None:
    text = words(report.compose(outsourcing, None, "full"))
    for heading in (
        "Biologics bring six of every ten new dollars to 2031",
        "The market passes USD 300 billion in 2031",
        "India grows 9.8 % a year, Japan 3.2 %",
        "Small molecules were 66 % of the market in 2019",  # 107.3 of 162.0
        "Small molecules in Europe grow 1.4 % a year, biologics in Asia-Pacific 9.7 %",
        "Six companies with contract revenue hold 7.4 %",
        "Every figure and its cell",
    ):
        assert heading in text
    assert "{" not in text.replace("{{", "")  # every token was resolved
    assert "Illustrative figures, not for citation" in report.compose(outsourcing, None, "full")


def test_the_main_sample_as_a_sample(outsourcing: Model) -> None:
    text = words(report.compose(outsourcing, None, "sample"))
    assert "The market grows 5.2 % a year to 2031" in text
    assert "Small molecules 107.3 Biologics 54.7 All types 162.0" in text
    data = outsourcing.observations
    years = [data.periods[int(index)].year if index >= 0 else 0 for index in data.period]
    hidden = {
        f"{value:.1f}" for value, year in zip(data.value.tolist(), years, strict=True) if year > 2019 and value >= 20
    }
    hidden -= {"107.3", "54.7", "162.0"}  # shown for 2019; an estimate of another sheet is 162.0, too
    hidden -= {"66.2", "33.8"}  # their shares: 107.3 and 54.7 of 162.0
    assert len(hidden) >= 150
    found = [figure for figure in sorted(hidden) if re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d])", text)]
    assert found == []


def test_a_page_with_shares_and_a_rate_alone(as_published: Model) -> None:
    text = words(report.compose(as_published, None, "full"))
    assert "CDMO Outsourcing Market" in text
    assert "North America holds 40 % of the market" in text
    assert "An index of 100 in 2024 becomes 142.6 in 2031" in text
    assert "By type left out: no figures by type" in text
    sample = words(report.compose(as_published, None, "sample"))
    assert "142.6" not in sample
    assert "holds 40" not in sample
    assert "5.2 %" in sample
