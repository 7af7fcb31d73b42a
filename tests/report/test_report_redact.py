"""A writer's prose in the sample: what is typed into it, and what it says of ranks."""

from __future__ import annotations

import dataclasses

import pytest
from report_models import FACTS, TEXTS, Maker

from cdmo_cli.config import SampleSettings
from cdmo_cli.market.model import Model, Text
from cdmo_cli.report import cells, redact
from cdmo_cli.report.compose import compose
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
        ("Biologics stand at 81, drugs at 9.", f"Biologics stand at {HIDDEN}, drugs at {HIDDEN}."),
        ("81 of 212 went there", f"{HIDDEN} of {HIDDEN} went there"),
        ("81/131, 38:62, 81–87 and 3/8", f"{HIDDEN}, {HIDDEN}, {HIDDEN} and {HIDDEN}"),
        ("USD212bn or 81 dollars", f"USD{HIDDEN}bn or {HIDDEN} dollars"),
        ("worth two hundred and twelve billion", f"worth {HIDDEN} billion"),
        ("81 Milliarden, 38 Prozent, 12 milliards", f"{HIDDEN} Milliarden, {HIDDEN} Prozent, {HIDDEN} milliards"),
        ("Eighty per cent of it, two thirds, ¾", f"{HIDDEN} per cent of it, {HIDDEN}, {HIDDEN}"),
        ("A third of it, one in three plants", f"{HIDDEN} of it, {HIDDEN} plants"),
        ("2024-06-30, 30.06.2024, 24 April 2024, 2024/25", "2024-06-30, 30.06.2024, 24 April 2024, 2024/25"),
        ("Phase 3 of 12 trials, a 3-year plan", "Phase 3 of 12 trials, a 3-year plan"),
        ("1. Two kinds; the second of three", "1. Two kinds; the second of three"),
    ],
)
def test_figures_typed_into_prose_are_masked(text: str, masked: str) -> None:
    assert redact.mask(text) == masked


def test_the_sample_stops_before_a_ranking() -> None:
    text = "Two kinds of molecule count. Biologics are larger than small molecules. Both grow."
    assert redact.opening(text) == ("Two kinds of molecule count.", True)
    assert redact.opening("Two kinds of molecule count.") == ("Two kinds of molecule count.", False)
    assert redact.without_ranks("Plants cost more. They grow.", redact.compares) == "[…] They grow."


def test_long_texts_are_masked_in_a_moment() -> None:
    for words in ("one ", "1 ", "1-", " twenty", "1,111", "1 111 "):
        assert len(redact.mask(words * 20_000)) > 0


@pytest.mark.parametrize("words", ["It doubled in five years.", "A fourfold rise.", "It has trebled.", "It halved."])
def test_multiples_are_told_from_other_words(words: str) -> None:
    assert redact.multiplies(words)
    assert redact.compares(words)


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
    assert text == "Plants cost more every year. […] Contracts are long."
    assert heading == "Drivers"
    assert prose(full_model, "drivers", words, "Why companies hand more over")[0] == "Why companies hand more over"


@pytest.mark.parametrize(
    ("typed", "stays"),
    [
        ("The market grows 5.2 % a year.", True),
        ("API came to USD 105.0 billion in 2019.", False),
        ("Biologics came to USD 52.2 billion in 2019.", True),
        ("Biologics came to USD 52 billion in 2019.", True),
        ("Biologics came to USD 52.20 billion in 2019.", False),  # more digits than the sample prints
        ("The market grows 5.20 % a year.", False),
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


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Biologics (38 %)", "Biologics (XX %)"),
        ("Small molecules (62% in 2024, 131.4)", "Small molecules (XX% in 2024, XX)"),
        ("Types 212bn", "Types XXbn"),
        ("market_212bn.xlsx", "market_XXbn.xlsx"),
        ("market-212-2024.xlsx", "market-XX-2024.xlsx"),
        ("USD212bn, $81", "USDXXbn, $XX"),
        ("100–499 beds", "XX–XX beds"),
        ("Phase 2b, Table 3.1, type 3", "Phase 2b, Table 3.1, type 3"),
        ("COVID-19, PM2.5, EU27, 1.A.1.a Power, 3D", "COVID-19, PM2.5, EU27, 1.A.1.a Power, 3D"),
        ("Forecast 2024-31, Q4 2024", "Forecast 2024-31, Q4 2024"),
    ],
)
def test_names_keep_what_is_no_amount(name: str, masked: str) -> None:
    assert redact.mask_name(name) == masked


def test_names_of_members_sheets_and_file_have_no_figures_in_the_sample() -> None:
    maker = Maker()
    sheet = maker.sheet("Types 212bn")
    for row, code in enumerate(("small-molecules", "biologics"), start=2):
        maker.series(sheet, row, {2019: 60.3, 2024: 106.7}, type=code)
    facts = dataclasses.replace(FACTS, title="", report_id="", note="")
    text = Text("types", "Biologics (38 %) had {size Biologics (38 %) 2019}.", 0, 9, 1)
    model = dataclasses.replace(maker.model(facts, (text,)), path="folder/market-212bn.xlsx")
    named = {"small-molecules": "Small molecules (62 %)", "biologics": "Biologics (38 %)"}
    dimensions = tuple(
        dataclasses.replace(
            each, members=tuple(dataclasses.replace(m, label=named.get(m.code, m.label)) for m in each.members)
        )
        for each in model.dimensions
    )
    model = dataclasses.replace(model, dimensions=dimensions)
    sample = compose(model, None, "sample")
    assert "Biologics (XX %)" in sample
    assert "Types XXbn" in sample
    for secret in ("38 %", "38\u00a0%", "62 %", "62\u00a0%", "212bn", "212\u00a0bn"):
        assert secret not in sample
    view = View.of(model, "sample")
    assert view.file == "market-XXbn.xlsx"
    assert cells.label(view.model, (), 2) == "Biologics (XX %)"
    assert View.of(model, "full").file == "market-212bn.xlsx"
    assert "Biologics (38" in compose(model, None, "full")


def test_members_whose_names_become_one_are_numbered(full_model: Model) -> None:
    region = next(each for each in full_model.dimensions if each.code == "region")
    members = (
        *(dataclasses.replace(region.members[i], label=f"Bed size {300 + i}") for i in range(2)),
        *region.members[2:],
    )
    dimensions = tuple(
        dataclasses.replace(region, members=members) if each is region else each for each in full_model.dimensions
    )
    view = View.of(dataclasses.replace(full_model, dimensions=dimensions), "sample")
    assert [member.label for member in view.members("region")][:2] == ["Bed size XX (1)", "Bed size XX (2)"]
