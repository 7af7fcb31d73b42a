"""The composed documents of all samples, both editions, held against the lint."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from html_lint import complaints, faint_words

from cdmo_cli import pipeline, report
from cdmo_cli.errors import CdmoError
from cdmo_cli.market.model import Model

ROOT = Path(__file__).parents[2]
SAMPLES = [
    path
    for folder in (ROOT / "samples", ROOT / "samples" / "layouts")
    for path in sorted(folder.iterdir())
    if path.suffix in (".xlsx", ".csv", ".tsv")
]
REAL = ROOT.parent / "shared" / "data" / "real"


@functools.cache
def understood(path: Path) -> Model:
    return pipeline.understand(path).model


@pytest.mark.parametrize("edition", ["full", "sample"])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_document_of_a_sample(path: Path, edition: report.Edition) -> None:
    assert complaints(report.compose(understood(path), None, edition)) == []


@pytest.mark.parametrize("edition", ["full", "sample"])
@pytest.mark.parametrize(
    "name", ["population-world-bank.csv", "CBO_60664.xlsx", "ONS_overseas_travel_tourism.xls", "smungs_us-crime-2.xlsx"]
)
def test_the_document_of_a_workbook_from_elsewhere(name: str, edition: report.Edition) -> None:
    if not (REAL / name).is_file():
        pytest.skip("the folder of real workbooks is not here")
    try:
        document = report.compose(understood(REAL / name), None, edition)
    except CdmoError as error:
        pytest.skip(f"no report of it: {error}")
    assert complaints(document) == []


@pytest.mark.parametrize("edition", ["full", "sample"])
def test_every_text_is_readable_on_its_ground(edition: report.Edition) -> None:
    document = report.compose(understood(ROOT / "samples" / "cdmo-outsourcing.xlsx"), None, edition)
    assert faint_words(document, "#0B2233") == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('<th scope="row">', "a th without scope"),
        ("<h1 ", "has 0 h1"),
        ("</title>\n<rect", "a drawing without title"),
        (' alt="Mark of dots"', "an img without alt"),
        ('href="#market"', "which is not there"),
        ('lang="en-GB"', "lang is"),
    ],
)
def test_the_lint_sees_what_is_wrong(full_model: Model, wrong: str, said: str) -> None:
    document = report.compose(full_model, None, "full")
    instead = {
        '<th scope="row">': "<th>",
        "<h1 ": "<h2 ",
        "</title>\n<rect": "</title>\n<rect",
        ' alt="Mark of dots"': ' alt=""',
        'href="#market"': 'href="#nowhere"',
        'lang="en-GB"': 'lang=""',
    }
    assert wrong in document
    broken = document.replace(wrong, instead[wrong])
    if wrong.startswith("<h1"):
        broken = broken.replace("</h1>", "</h2>")
    if "title" in wrong:
        import re

        broken = re.sub(r"(<svg [^>]*>\s*<title>)[^<]*", r"\1", document)
    assert any(said in each for each in complaints(broken))
