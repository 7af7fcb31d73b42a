"""Lists that are no figures of a market: documents behind it, and what publishers print of it."""

from __future__ import annotations

import html as entities
import re
from pathlib import Path

import pytest

from cdmo_cli import check, pipeline, report

LAYOUTS = Path(__file__).parents[2] / "samples" / "layouts"


def words(document: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", document, flags=re.DOTALL)
    return re.sub(r"\s+", " ", entities.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " "))


@pytest.mark.parametrize("edition", ["full", "sample"])
def test_the_sheet_of_sources_is_a_table(edition: report.Edition) -> None:
    understood = pipeline.understand(LAYOUTS.parent / "cdmo-outsourcing.xlsx")
    text = words(report.compose(understood.model, None, edition, tables=understood.tables))
    assert "Documents Used for Document Publisher and date Where Market size Fifteen headline sizes" in text
    assert "Exchange rates Euro foreign exchange reference rates, averages of daily rates European Central Bank" in text
    assert "Reliable Research Reports, report 918786 reliableresearchreports.com/purchase/918786" in text
    without = words(report.compose(understood.model, None, edition))
    assert "Fifteen headline sizes" not in without


def test_estimates_that_contradict_themselves_are_named() -> None:
    subject = pipeline.examine(LAYOUTS / "claims.csv")
    text = words(report.compose(subject.model, check.check([subject]), "full"))
    assert "Seven of 27 published estimates contradict themselves" in text
    # 211.91 to 336.65 in six years: (336.65 / 211.91) ** (1 / 6) − 1 = 8.02 %
    assert "Virtue 2024 211.9 2030 336.6 9.70 8.02 contradicts" in text
    assert "MarketsandMarkets Pharma contract mfg 2023 176.5 2028 258.3 7.90 7.91 ResearchAndMarkets" in text
    assert "Unit as each publisher prints it" in text


def test_estimates_in_the_sample_have_no_figures() -> None:
    subject = pipeline.examine(LAYOUTS / "claims.csv")
    text = words(report.compose(subject.model, check.check([subject]), "sample"))
    assert "27 published estimates, side by side" in text
    assert "Virtue 2024 XX 2030 XX XX XX" in text
    assert "contradicts" not in text
    assert "211.9" not in text
