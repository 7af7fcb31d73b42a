"""A writer's prose in the sample: what is typed into it, and what it says of ranks."""

from __future__ import annotations

import dataclasses

import pytest
from report_models import FACTS, TEXTS

from cdmo_cli.config import SampleSettings
from cdmo_cli.market.model import Model, Text
from cdmo_cli.report import redact
from cdmo_cli.report.context import Context
from cdmo_cli.report.numbers import HIDDEN
from cdmo_cli.report.options import Options
from cdmo_cli.report.view import View


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("It reached 84.8 that year", f"It reached {HIDDEN} that year"),
        ("USD 302 billion by 2031", f"USD {HIDDEN} billion by 2031"),
        ("about 12 % of 23 countries in 2024", f"about {HIDDEN} % of 23 countries in 2024"),
        ("1,234 plants and 3 regions", f"{HIDDEN} plants and 3 regions"),
        ("form 10-K, ctlt-20240630", "form 10-K, ctlt-20240630"),
        ("EUR 832 of sales", f"EUR {HIDDEN} of sales"),
        ("5 points of share", f"{HIDDEN} points of share"),
    ],
)
def test_figures_typed_into_prose_are_masked(text: str, masked: str) -> None:
    assert redact.mask(text) == masked


def test_the_sample_stops_before_a_ranking() -> None:
    text = "Two kinds of molecule count. Biologics are larger than small molecules. Both grow."
    assert redact.opening(text) == ("Two kinds of molecule count.", True)
    assert redact.opening("Two kinds of molecule count.") == ("Two kinds of molecule count.", False)
    assert redact.without_ranks("Plants cost more. They grow.", redact.compares) == "They grow."


def prose(model: Model, section: str, words: str, heading: str = "A heading", **sample: object) -> tuple[str, str]:
    """Heading and text of one piece of prose in the sample."""
    model = dataclasses.replace(model, texts=(*TEXTS, Text(section, words, 5, 99, 3, heading)))
    view = View.of(model, "sample", SampleSettings.model_validate(sample))
    point = Context(view, None, Options()).prose(section)[-1]
    words = "\n".join((point.label, *point.paragraphs)).replace("\u00a0", " ")
    heading, _, text = words.partition("\n")
    return heading, text


def test_a_token_is_printed_where_its_figure_is_shown(full_model: Model) -> None:
    words = "{size Biologics 2019} in 2019, {size Biologics 2024} in {base}, {cagr} a year for all."
    _, text = prose(full_model, "drivers", words)
    assert text.startswith(f"USD 52.2 billion in 2019, USD {HIDDEN} billion in 2024, 5.2 % a year for all.")


def test_a_sentence_ranks_only_by_figures_that_are_shown(full_model: Model) -> None:
    words = "Two types. Biologics were smaller: {size Biologics 2019}. They are larger by {size Biologics 2031}."
    _, text = prose(full_model, "types", words)
    assert text.startswith("Two types. Biologics were smaller: USD 52.2 billion.")
    assert "larger" not in text
    assert text.endswith("The text goes on in the full report.")
    _, everything = prose(full_model, "types", words, sections=("by-type",))
    assert "They are larger by USD" in everything
    assert HIDDEN not in everything


def test_open_chapters_keep_what_ranks_no_member(full_model: Model) -> None:
    words = "Plants cost more every year. Biologics grow faster than small molecules. Contracts are long."
    heading, text = prose(full_model, "drivers", words, "Why Europe comes last")
    assert text == "Plants cost more every year. Contracts are long."
    assert heading == "Drivers"
    assert prose(full_model, "drivers", words, "Why companies hand more over")[0] == "Why companies hand more over"


@pytest.mark.parametrize(
    ("typed", "stays"),
    [
        ("The market grows 5.2 % a year.", True),
        ("API came to USD 105.0 billion in 2019.", False),
        ("Biologics came to USD 52.2 billion in 2019.", True),
        ("Biologics came to USD 52 billion in 2019.", True),
        ("Biologics came to USD 52.2 billion in 2020.", False),  # another year
        ("Biologics came to USD 52.2 billion.", False),  # no year: it may be any
        ("Europe came to USD 52.2 billion in 2019.", False),  # another member
        ("Biologics came to USD 52.2 billion in {final}, not 2019.", False),  # the token is another year
        ("Biologics came to USD 52.2 million in 2019.", False),  # another scale
        ("Europe grows 5.2 % a year.", False),
        ("One in 52.2 fails.", False),
    ],
)
def test_a_typed_figure_stays_where_it_is_a_shown_one(full_model: Model, typed: str, stays: bool) -> None:
    _, text = prose(full_model, "drivers", typed)
    assert (HIDDEN not in text) == stays
    view = View.of(full_model, "full")
    assert view.prose(typed) == typed


def test_the_report_id_is_no_figure(full_model: Model) -> None:
    assert FACTS.report_id
    view = View.of(full_model, "sample")
    assert view.prose(f"Report {FACTS.report_id}, 918,786 plants") == f"Report {FACTS.report_id}, {HIDDEN} plants"
