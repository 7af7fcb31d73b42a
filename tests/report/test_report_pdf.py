"""The file: the same bytes twice, tagged and titled, its text in order."""

from __future__ import annotations

import base64
import builtins
import io
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from cdmo_cli import report
from cdmo_cli.errors import MissingLibrary, TemplateError
from cdmo_cli.market.model import Model
from cdmo_cli.report import isolation, pdf
from cdmo_cli.report.faces import house_sans, house_serif


@pytest.fixture(scope="module")
def short_pdf(shares_model: Model) -> bytes:
    return report.render(shares_model, None, "full")


def test_the_same_model_gives_the_same_bytes(shares_model: Model, short_pdf: bytes) -> None:
    assert report.render(shares_model, None, "full") == short_pdf


def test_pages_carry_headings_numbers_and_the_edition(
    one_year_model: Model, pages: Callable[[bytes], list[str]]
) -> None:
    text = pages(report.render(one_year_model, None, "sample"))
    assert "Contents" in text[1]
    assert text[1].rstrip().endswith("2") or "\n2" in text[1]
    everything = "\n".join(text)
    assert "Methodology and data quality" in everything
    assert "Sample" in everything
    assert "XX" in everything


def test_tags_language_title_and_bookmarks(short_pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(short_pdf))
    root = reader.trailer["/Root"].get_object()
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 — a PDF object
    assert reader.metadata is not None
    assert reader.metadata.title == "Market of shares, 2024 to 2031"
    bookmarks = [item.title for item in reader.outline if not isinstance(item, list)]
    assert (
        "The market grows 5.2\u00a0% a year to 2031" in bookmarks
        or "The market grows 5.2 % a year to 2031" in bookmarks
    )
    metadata = root["/Metadata"].get_object().get_data()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert b'pdfaid:part="3"' in metadata


def test_weasyprint_reaches_no_file_and_no_network(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("body { color: red }", encoding="utf-8")
    sheet = f'<link rel="stylesheet" href="{secret.as_uri()}">'
    with pytest.raises(TemplateError, match="nothing outside it is read") as caught:
        pdf.pdf(f'<html lang="en"><head><title>x</title>{sheet}</head><body>x</body></html>', epoch=0)
    assert secret.as_uri() in caught.value.message
    assert "disallowed protocol" in str(caught.value.__cause__.__cause__)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("platform", "before", "after"),
    [
        ("darwin", None, "/opt/homebrew/lib"),
        ("darwin", "/own/lib", "/own/lib"),  # what the user has set stays
        ("linux", None, None),
    ],
)
def test_a_python_of_another_maker_finds_pango_on_macos(
    monkeypatch: pytest.MonkeyPatch, platform: str, before: str | None, after: str | None
) -> None:
    name = "DYLD_FALLBACK_LIBRARY_PATH"
    monkeypatch.setenv(name, before or "")
    if before is None:
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "platform", platform)
    pdf._weasyprint()
    found = os.environ.get(name)
    assert (found.split(os.pathsep)[0] if found else found) == after


def test_a_missing_pango_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("weasyprint"):
            print("WeasyPrint could not import some external libraries.")
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingLibrary) as caught:
        pdf.pdf("<html></html>", epoch=0)
    assert "libpango-1.0-0" in caught.value.hint
    assert "brew install pango" in caught.value.hint
    assert capsys.readouterr().out == ""


def faces() -> str:
    """The style rules of the shipped fonts."""
    return "".join(face.rule for face in (*house_sans().faces, *house_serif().faces))


def page(body: str, style: str = "") -> str:
    return f'<html lang="en"><head><title>x</title><style>{style}</style></head><body>{body}</body></html>'


def test_what_weasyprint_warns_of_is_said_with_the_document() -> None:
    assert pdf.pdf(page("x", "body { color: red }"), epoch=0).remarks == ()
    (remark,) = pdf.pdf(page("x", "body { colour: red }"), epoch=0).remarks
    assert "colour" in remark


def test_pages_that_are_laid_out_again_are_told_so() -> None:
    heard: list[str] = []
    with isolation.listening(heard.append):
        for number in (1, 2, 2, 3):
            logging.getLogger("weasyprint.progress").info("Step 5 - Creating layout - Page %d", number)
    assert heard == [f"laying out page {words}" for words in ("1", "2", "2 once more", "3 once more")]


@pytest.mark.parametrize("url", ["https://example.com/a.png", "file:///etc/passwd", "ftp://example.com/a"])
def test_a_picture_from_outside_is_an_error_and_no_crash(url: str) -> None:
    with pytest.raises(TemplateError) as caught:
        pdf.pdf(page(f'<img src="{url}" alt="x">'), epoch=0)
    assert f"‘{url}’" in caught.value.message
    assert "asset(" in caught.value.hint


def test_a_remark_does_not_print_a_picture() -> None:
    loop = base64.b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="a"><use href="#a"/></g></svg>'
    ).decode("ascii")
    (remark,) = pdf.pdf(page(f'<img src="data:image/svg+xml;base64,{loop}" alt="x">'), epoch=0).remarks
    assert loop not in remark
    assert "data:image/svg+xml…" in remark


BROKEN = "@font-face { font-family: Acme; src: url(data:font/woff2;base64,AAAA) }"


def test_a_font_that_cannot_be_used_is_said() -> None:
    (remark,) = pdf.pdf(page("x", faces() + BROKEN), epoch=0).remarks
    assert "Acme" in remark
    with pytest.raises(TemplateError, match="none of the report’s fonts can be used"):
        pdf.pdf(page("x", BROKEN), epoch=0)


def test_a_font_of_the_machine_is_not_taken_even_where_it_is_named() -> None:
    named = "body { font-family: 'DejaVu Sans', 'Liberation Sans', Helvetica, sans-serif }"
    data = pdf.pdf(page("Hello", faces() + named), epoch=0).data
    found = {
        str(font.get_object()["/BaseFont"])
        for page_ in PdfReader(io.BytesIO(data)).pages
        for font in page_["/Resources"]["/Font"].values()
    }
    assert found
    assert all("Inter" in name or "Source" in name for name in found), found
    assert "FONTCONFIG_FILE" not in os.environ


def test_a_render_tells_what_it_is_at() -> None:
    told: list[str] = []
    printed = pdf.pdf(page("<p>a</p><p style='break-before: page'>b</p>"), epoch=0, tell=told.append)
    assert printed.pages == 2
    assert told == ["laying out page 1", "laying out page 2", "drawing the pages"]


def test_a_draft_has_no_tags_and_carries_nothing() -> None:
    carried = [pdf.Enclosure("a.csv", b"1", "text/csv", "values")]
    draft = PdfReader(io.BytesIO(pdf.pdf(page("x"), epoch=0, enclosures=carried, draft=True).data))
    assert "/StructTreeRoot" not in draft.trailer["/Root"]
    assert not draft.attachments
    whole = PdfReader(io.BytesIO(pdf.pdf(page("x"), epoch=0, enclosures=carried).data))
    assert "/StructTreeRoot" in whole.trailer["/Root"]
    assert whole.attachments == {"a.csv": [b"1"]}


def test_a_draft_says_that_it_is_one(shares_model: Model, pages: Callable[[bytes], list[str]]) -> None:
    text = pages(report.render(shares_model, None, "full", report.Options(draft=True)))
    assert all("Draft" in page for page in text[1:])
    assert "Data appendix" not in "\n".join(text).split("Methodology and data quality")[0]
    assert "left out: this is a draft" in "\n".join(text)
