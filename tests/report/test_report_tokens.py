"""Tokens in prose: each kind against figures worked out from the fixture, and errors that name the cell."""

from __future__ import annotations

import dataclasses

import pytest

from cdmo_cli import report
from cdmo_cli.errors import ModelError
from cdmo_cli.market.model import Model, Text
from cdmo_cli.report.tokens import Resolver
from cdmo_cli.report.view import View

XX = "\ue000"


def resolve(model: Model, body: str, edition: report.Edition = "full") -> str:
    return Resolver(View.of(model, edition)).token(body).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("size 2024", "USD 212.0 billion"),  # 135.7 + 76.3
        ("size Biologics 2031", "USD 129.9 billion"),  # 76.3 × 1.079⁷
        ("size Asia-Pacific 2024", "USD 59.4 billion"),
        ("size APAC 2024", "USD 59.4 billion"),
        ("size China 2031", "USD 38.5 billion"),  # 23.2 × 1.075⁷
        ("share Biologics 2024", "36.0 %"),
        ("share North America 2024", "40.0 %"),
        ("cagr", "5.2 %"),
        ("cagr Biologics", "7.9 %"),
        ("cagr Asia-Pacific 2024 2031", "7.2 %"),
        ("added", "USD 90.5 billion"),  # 302.5 − 212.0
        ("added Biologics", "USD 53.6 billion"),
        ("base", "2024"),
        ("start", "2024"),
        ("final", "2031"),
        ("countries", "three"),  # the rest of a region is no country
        ("companies", "0"),
    ],
)
def test_tokens(full_model: Model, body: str, words: str) -> None:
    assert resolve(full_model, body) == words


def test_the_sample_shows_the_headline_growth_and_the_past_year_only(full_model: Model) -> None:
    assert resolve(full_model, "cagr", "sample") == "5.2 %"
    assert resolve(full_model, "size Biologics 2019", "sample") == "USD 52.2 billion"
    assert resolve(full_model, "size 2031", "sample") == f"USD {XX} billion"
    assert resolve(full_model, "cagr Biologics", "sample") == f"{XX} %"
    assert resolve(full_model, "cagr 2019 2024", "sample") == f"{XX} %"
    assert resolve(full_model, "share Biologics 2024", "sample") == f"{XX} %"


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ("{sise 2024}", "the token {sise 2024} is not known"),
        ("{size}", "the token {size} is not known"),
        ("{base Biologics}", "the token {base Biologics} is not known"),
        ("{size Atlantis 2024}", "‘Atlantis’ is no member of this market"),
        ("{size 1999}", "there is no figure for {size 1999}"),
        ("{cagr 1999 2024}", "there are no two figures for {cagr 1999 2024}"),
        ("{}", "the token {} is not known"),
    ],
)
def test_an_unknown_token_names_its_cell(full_model: Model, token: str, why: str) -> None:
    text = Text("summary", f"Look: {token}.", 5, 7, 3, "In short")
    with pytest.raises(ModelError) as caught:
        report.compose(dataclasses.replace(full_model, texts=(text,)), None, "full")
    assert caught.value.message == f"sheet ‘Texts’, cell C7: {why}"
    assert caught.value.path == "market.xlsx"
    assert "{size 2024}" in caught.value.hint


def test_paragraphs_follow_line_breaks(full_model: Model) -> None:
    text = Text("summary", "One {base}.\n\nTwo.", 5, 7, 3)
    assert Resolver(View.of(full_model, "full")).paragraphs(text) == ("One 2024.", "Two.")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("The {countries} countries.", "The three countries."),
        ("{countries} countries. {countries} more.", "Three countries. Three more."),
        ("From {base} on.", "From 2024 on."),
    ],
)
def test_counts_are_words_with_a_capital_where_a_sentence_begins(full_model: Model, written: str, printed: str) -> None:
    text = Text("summary", written, 5, 7, 3, "In short")
    (paragraph,) = Resolver(View.of(full_model, "full")).paragraphs(text)
    assert paragraph.replace("\u00a0", " ") == printed
