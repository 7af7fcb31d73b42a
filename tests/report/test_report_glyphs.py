"""Characters that the shipped fonts lack: never an empty box, never a font of the machine."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest
from html_lint import unprintable
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli import report
from cdmo_cli.market.model import Model, Text
from cdmo_cli.report import glyphs, html
from cdmo_cli.report.charts.text import measure
from cdmo_cli.report.faces import house_sans, house_serif

SANS, SERIF = house_sans(), house_serif()


@pytest.mark.parametrize(
    ("text", "printed", "said"),
    [
        ("Größe, naïve, Łódź, Ştefan", "Größe, naïve, Łódź, Ştefan", ""),
        ("α-helix ΔG Ελλάδα", "α-helix ΔG Ελλάδα", ""),
        ("Россия Україна Việt Nam", "Россия Україна Việt Nam", ""),
        ("5\u202f000\u2007kg", "5\u00a0000\u00a0kg", ""),
        ("non\u2011sterile", "non-sterile", ""),
        ("a\u200db\u202ec\ufeffd\ufe0f", "abcd", ""),
        ("e\u0301", "é", ""),
        ("from → to ≥ 5", "from -> to >= 5", "→≥"),
        ("①㎎Ⅷ½", "1mgVIII½", "①㎎Ⅷ"),
        ("武田薬品 (Takeda)", "[?] (Takeda)", "武田薬品"),
        ("Growth 📈 fast", "Growth [?] fast", "📈"),
        ("עברית", "[?]", "עברית"),
        ("plain", "plain", ""),
    ],
)
def test_what_is_printed(text: str, printed: str, said: str) -> None:
    assert SANS.printed(text) == (printed, frozenset(said))


@given(st.text())
def test_whatever_is_printed_has_glyphs_in_both_families(text: str) -> None:
    printed, _ = SANS.printed(text)
    for char in printed.replace("\ue000", ""):
        assert ord(char) < 32 or char == "\x7f" or (SANS.has(char) and SERIF.has(char)), hex(ord(char))
    assert SANS.printed(printed)[0] == printed


def test_widths_are_those_of_what_is_printed() -> None:
    assert measure("武田薬品", 8.0) == measure(glyphs.MISSING, 8.0)
    assert measure("→", 8.0, 600) == measure("->", 8.0, 600)
    assert measure("e\u0301", 8.0) == measure("é", 8.0)


def with_words(model: Model, words: str) -> Model:
    texts = (Text("trends", words, 5, 2, 3, "Trends"), *model.texts)
    return dataclasses.replace(model, texts=texts, facts=dataclasses.replace(model.facts, title=f"Market {words}"))


WORDS = "α Россия 武田 📈 5\u202f000 → \u202etxet"


@pytest.mark.parametrize("edition", ["full", "sample"])
def test_a_document_holds_only_what_its_fonts_have(full_model: Model, edition: report.Edition) -> None:
    document = report.compose(with_words(full_model, WORDS), None, edition)
    assert list(unprintable(document)) == []
    assert "\u202e" not in re.sub(r"<title>.*?</title>|<[^>]*>", "", document)
    body = document.partition("<body>")[2]
    assert "[?] [?] " in body
    assert "α Россия" in body
    assert document.count("font-family: 'Inter Cyrillic'") == 1
    assert "font-family: 'Inter Vietnamese'" not in document
    # Programs and screen readers get the name as it is.
    assert re.search(r"<title>Market α Россия 武田 📈", document)


def test_the_page_on_method_says_it(full_model: Model) -> None:
    document = report.compose(with_words(full_model, WORDS), None, "full")
    method = re.search(r'<section [^>]*id="method">.*?</section>', document, re.DOTALL)
    assert method is not None
    assert "lack four of the workbook’s characters: 2 of CJK, U+2192 rightwards arrow, U+1F4C8" in method[0]
    assert "U+1F4C8 chart with upwards trend" in method[0]
    assert "Characters" not in report.compose(full_model, None, "full")


def test_only_the_shipped_fonts_are_in_the_file(one_year_model: Model) -> None:
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject

    data = report.render(with_words(one_year_model, WORDS), None, "full")
    fonts = set()
    for page in PdfReader(io.BytesIO(data)).pages:
        resources = page["/Resources"].get_object()
        assert isinstance(resources, DictionaryObject)
        for font in resources.get("/Font", DictionaryObject()).values():
            fonts.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    assert fonts
    assert {re.sub(r"[-,].*", "", name) for name in fonts} <= {"Inter", "Source"}


def test_the_running_head_too() -> None:
    assert html._string('A → 武\u202e"') == '"A -\\00003e [?]\\000022"'
