"""No hidden figure is in the sample's file, none can be worked out from it, and the bytes do not depend on any.

Each of these searches is shown to find a leak that was planted.
"""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from disclosure_search import forms, hidden_forms, places, printed, printed_short
from disclosure_worlds import other_world, reader_of
from openpyxl import Workbook
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from cdmo_cli import pipeline, report, solve
from cdmo_cli.config import SampleSettings
from cdmo_cli.identities.model import System
from cdmo_cli.market.model import Model
from cdmo_cli.report import disclosure, view
from cdmo_cli.report.disclosure.plan import plan
from cdmo_cli.report.disclosure.statements import knowledge
from cdmo_cli.report.view import View
from cdmo_cli.rules.subject import Subject

NO_FIGURES = {"30", "40", "4.2"}
"""What the sample prints and is no hidden figure, though there is one like it: the weights of the attractiveness, and
the shown growth less one point."""

SAMPLE = Path(__file__).parents[2] / "samples" / "cdmo-outsourcing.xlsx"


@pytest.fixture(scope="module")
def subject() -> Subject:
    return pipeline.examine(SAMPLE)


def options(subject: Subject, **sample: object) -> report.Options:
    return report.Options(sample=SampleSettings.model_validate(sample), judgement=subject.judgement)


@pytest.fixture(scope="module")
def seen(subject: Subject) -> View:
    return View.of(subject.model, "sample", None, subject.judgement.system)


@pytest.fixture(scope="module")
def wanted(seen: View) -> Mapping[str, int]:
    return hidden_forms(seen)


@pytest.fixture(scope="module")
def short(seen: View) -> Mapping[str, int]:
    """Forms of two digits."""
    return {form: position for form, position in hidden_forms(seen, 2).items() if sum(map(str.isdigit, form)) == 2}


@pytest.fixture(scope="module")
def sample_pdf(subject: Subject) -> bytes:
    return report.render(subject.model, None, "sample", options(subject), subject.tables)


# -- what is printed


def test_no_hidden_figure_is_anywhere_in_the_file(
    sample_pdf: bytes, wanted: Mapping[str, int], short: Mapping[str, int]
) -> None:
    text = places(sample_pdf)
    assert any(place.startswith("attachment ") and "sheet" in place for place in text)
    assert any("pdfaid" in content for content in text.values())
    assert len(wanted) > 3000
    assert printed(text, wanted) == {}
    assert printed_short(text, short).keys() <= NO_FIGURES


def test_the_search_finds_the_figures_in_the_full_edition(
    subject: Subject, wanted: Mapping[str, int], short: Mapping[str, int]
) -> None:
    drawn = dataclasses.replace(options(subject), draft=True)  # the appendix and the attachment are not needed here
    full = report.render(subject.model, None, "full", drawn, subject.tables)
    text = places(full)
    found = printed(text, wanted)
    assert len(printed_short(text, short)) > 20
    assert {"212.0", "302.3", "131.4", "84.8"} <= set(found)
    assert len(found) > 150


def test_a_figure_is_sought_in_all_its_forms() -> None:
    assert {"1,234.6", "1234.6", "1 234,6", "1.234,6", "1,235", "1234.567", "1'234.6"} <= forms(1234.567)
    assert forms(5.2) == set()  # two digits could be anything
    assert "36.2" in forms(0.3621, 100.0)


def _information(writer: PdfWriter, figure: str) -> None:
    writer.add_metadata({"/Keywords": figure})


def _metadata(writer: PdfWriter, figure: str) -> None:
    stream = writer.root_object["/Metadata"].get_object()
    assert isinstance(stream, StreamObject)
    stream.set_data(stream.get_data().replace(b"</rdf:RDF>", f"<!-- {figure} --></rdf:RDF>".encode("ascii")))


def _bookmark(writer: PdfWriter, figure: str) -> None:
    writer.add_outline_item(title=f"Small molecules reach {figure}", page_number=0)


def _alternative_text(writer: PdfWriter, figure: str) -> None:
    def figures(element: object) -> list[DictionaryObject]:
        if isinstance(element, ArrayObject):
            return [found for child in element for found in figures(child.get_object())]
        if not isinstance(element, DictionaryObject):
            return []
        own = [element] if "/Alt" in element else []
        return own + (figures(element["/K"].get_object()) if "/K" in element else [])

    tree = writer.root_object["/StructTreeRoot"].get_object()
    assert isinstance(tree, DictionaryObject)
    alt = figures(tree["/K"].get_object())
    assert alt
    alt[0][NameObject("/Alt")] = TextStringObject(f"A chart that ends at {figure}")


def _attached(writer: PdfWriter, figure: str) -> None:
    book, content = Workbook(), io.BytesIO()
    book.active["B2"] = float(figure)
    book.save(content)
    writer.add_attachment("more.xlsx", content.getvalue())


def test_the_search_finds_figures_planted_in_the_file(
    sample_pdf: bytes, wanted: Mapping[str, int], short: Mapping[str, int]
) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(sample_pdf)))
    plants = {"131.4": _information, "84.8": _metadata, "302.3": _bookmark, "212.0": _alternative_text}
    assert plants.keys() <= wanted.keys()
    for figure, plant in plants.items():
        plant(writer, figure)
    attached = next(form for form in wanted if re.fullmatch(r"7\d\.\d[1-9]", form))
    _attached(writer, attached)
    writer.add_outline_item(title="Biologics grow by 8.8% a year", page_number=0)
    planted = io.BytesIO()
    writer.write(planted)
    text = places(planted.getvalue())
    assert set(printed(text, wanted)) == {*plants, attached}
    assert printed_short(text, short).keys() - NO_FIGURES == {"8.8"}


# -- what can be worked out


def worked_out(view: View, system: System) -> dict[str, tuple[float, float]]:
    """The hidden sizes whose bounds, found one by one, are nearer than a tenth, by their words, and their bounds."""
    reader = reader_of(view.model, system)
    shown = view.plan.shown
    linear = knowledge(reader, shown).linear
    told = {int(reader.names[p]) for p in range(reader.observations) if view.shows(p)}
    hidden = sorted({int(n) for n in reader.names[: reader.observations]} - told)
    hidden = [v for v in hidden if not reader.is_rate(v) and reader.catalogue.of[v].kind == "size"]
    low, high = solve.all_bounds(linear, hidden)
    found = {}
    for variable, least, most in zip(hidden, low.tolist(), high.tolist(), strict=True):
        value = float(reader.value[variable])
        room = max(0.1 * value, 0.05e9)
        if not (least <= max(value - room, 0) + 1e3 and most >= value + room - 1e3):
            found[reader.catalogue.words(reader.catalogue.of[variable])] = (least, most)
    return found


SAFE_AND_NOT = [
    pytest.param(
        {"figures": ("size 2024", "size Small molecules 2024"), "headline": "none"},
        "size Biologics 2024",
        id="a total with all siblings but one",
    ),
    pytest.param(
        {"figures": ("size 2024", "share Biologics 2024"), "headline": "none"},
        "size Biologics 2024",
        id="a share beside a shown whole",
    ),
    pytest.param({"figures": ("size 2024",)}, "size 2031", id="growth with one of its ends"),
]


def test_nothing_can_be_worked_out_from_the_sample(seen: View, subject: Subject) -> None:
    assert worked_out(seen, subject.judgement.system) == {}


@pytest.mark.parametrize(("sample", "given"), SAFE_AND_NOT)
def test_a_plan_that_gives_a_figure_away_is_mended(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, sample: dict[str, object], given: str
) -> None:
    system = subject.judgement.system
    chosen = SampleSettings.model_validate(sample)
    mended = View.of(subject.model, "sample", chosen, system)
    assert mended.protected
    assert worked_out(mended, system) == {}

    def unprotected(catalogue: disclosure.Catalogue, settings: SampleSettings, *_: object) -> disclosure.Disclosure:
        found = disclosure.disclose(catalogue, SampleSettings(headline="none", table="none"))
        return dataclasses.replace(found, plan=plan(catalogue, settings))

    monkeypatch.setattr(view, "disclose", unprotected)
    assert given in worked_out(View.of(subject.model, "sample", chosen, system), system)


# -- what the bytes depend on


@pytest.mark.parametrize(
    "sample",
    [
        {},
        {"figures": ("size Biologics 2024", "share Europe 2031"), "regions": ("Latin America",), "headline": "none"},
        {"sections": ("by-type",), "table": "none"},
        {"sections": ("regions", "companies")},
    ],
    ids=["by itself", "figures", "a chapter", "two chapters"],
)
def test_the_page_does_not_change_with_what_it_hides(subject: Subject, sample: dict[str, object]) -> None:
    chosen = options(subject, **sample)
    page = report.compose(subject.model, None, "sample", chosen, subject.tables)
    reader = reader_of(subject.model, subject.judgement.system)
    shown = View.of(subject.model, "sample", chosen.sample, subject.judgement.system).plan.shown
    for seed in (1, 2):
        other = other_world(reader, shown, seed)
        moved = ~np.isclose(other.observations.value, subject.model.observations.value, rtol=1e-3)
        assert moved.sum() > 600
        assert report.compose(other, None, "sample", chosen, subject.tables) == page


def test_the_file_does_not_change_with_what_it_hides(subject: Subject, sample_pdf: bytes, seen: View) -> None:
    """Not one byte: neither text, drawing, bookmarks, structure, metadata nor what is attached."""
    other = other_world(reader_of(subject.model, subject.judgement.system), seen.plan.shown, 3)
    assert not np.allclose(other.observations.value, subject.model.observations.value)
    assert report.render(other, None, "sample", options(subject), subject.tables) == sample_pdf


@pytest.mark.parametrize("method", ["series", "companies", "span", "share"])
def test_a_figure_that_reaches_a_chart_or_an_order_shows(
    full_model: Model, subject: Subject, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """One method of the view that forgets to hide is noticed: by coordinates, an order of rows, a word."""
    reader = reader_of(subject.model, subject.judgement.system)
    shown = View.of(subject.model, "sample", None, subject.judgement.system).plan.shown
    other = other_world(reader, shown, 1)

    def leaking(self: View, *arguments: object, **members: str) -> object:
        return getattr(self.cube, method)(*arguments, **members)

    monkeypatch.setattr(View, method, leaking)
    first, second = (
        report.compose(model, None, "sample", options(subject), subject.tables) for model in (subject.model, other)
    )
    assert first != second


def test_a_swap_of_two_regions_does_not_show(full_model: Model) -> None:
    data = full_model.observations
    regions = data.members["region"]
    values = data.value.copy()
    one, two = (
        np.flatnonzero((regions == place) & (data.members["country"] < 0) & (data.members["type"] < 0))
        for place in (0, 1)
    )
    values[one], values[two] = values[two], values[one]
    other = dataclasses.replace(full_model, observations=dataclasses.replace(data, value=values))
    assert report.compose(other, None, "sample") == report.compose(full_model, None, "sample")
    assert report.compose(other, None, "full") != report.compose(full_model, None, "full")
