"""The file: the same bytes twice, tagged and titled, its text in order."""

from __future__ import annotations

import builtins
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from cdmo_cli import report
from cdmo_cli.errors import MissingLibrary
from cdmo_cli.market.model import Model
from cdmo_cli.report import pdf


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
    with pytest.raises(BaseException, match="Error fetching") as caught:
        pdf.pdf(f'<html lang="en"><head><title>x</title>{sheet}</head><body>x</body></html>', epoch=0)
    assert "disallowed protocol" in str(caught.value.__cause__)


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
