"""The document: what is on it, that its markup is sound, and that a workbook's text is never markup."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cdmo_cli import report
from cdmo_cli.check import Coverage, FileVerdict, Gap, NotRun, Reported, Verdict
from cdmo_cli.errors import ModelError
from cdmo_cli.market.model import Model, ReportFacts, Text
from cdmo_cli.report import html, sections
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Book, Column, Exhibit, Row, Section, Table
from cdmo_cli.report.fonts import balanced, width
from cdmo_cli.report.frame import shortened
from cdmo_cli.report.options import Options
from cdmo_cli.report.view import View
from cdmo_cli.rules.model import Finding, Place

VOID = {"meta", "br", "col", "link", "img", "hr"}


class Lint(HTMLParser):
    """Collects what is wrong: open tags, skipped headings, cells without scope, pictures without words, double ids."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.stack: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.level = 0
        self.titled = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag not in VOID:
            self.stack.append(tag)
        if tag == "th" and known.get("scope") not in ("col", "row", "rowgroup"):
            self.wrong.append("th without scope")
        if tag == "img" and not known.get("alt"):
            self.wrong.append("picture without alt")
        if re.fullmatch("h[1-6]", tag):
            if int(tag[1]) > self.level + 1:
                self.wrong.append(f"{tag} after h{self.level}")
            self.level = int(tag[1])
        if (name := known.get("id")) is not None:
            self.wrong += [f"id {name} twice"] if name in self.ids else []
            self.ids.add(name)
        if tag == "a":
            self.links.append(known.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.wrong.append(f"stray </{tag}>")


def lint(document: str) -> list[str]:
    parser = Lint()
    parser.feed(re.sub(r"<style>.*?</style>", "", document, flags=re.DOTALL))
    dangling = [link for link in parser.links if link.startswith("#") and link[1:] not in parser.ids]
    return parser.wrong + parser.stack + dangling


def texts(document: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", document, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&#39;", "'").replace("\u00a0", " ")


def each_svg(document: str) -> Iterator[str]:
    yield from re.findall(r"<svg.*?</svg>", document, flags=re.DOTALL)


@pytest.mark.parametrize("edition", ["full", "sample"])
@pytest.mark.parametrize("name", ["full_model", "one_year_model", "shares_model"])
def test_the_markup_is_sound(request: pytest.FixtureRequest, name: str, edition: report.Edition) -> None:
    document = report.compose(request.getfixturevalue(name), None, edition)
    assert lint(document) == []
    assert '<html lang="en-GB">' in document
    assert re.search(r"<title>[^<]+</title>", document)
    assert "\ue000" not in document
    for picture in each_svg(document):
        assert re.search(r"<title>[^<]+</title>", picture), picture[:200]


def test_nothing_outside_is_asked_for(full_model: Model) -> None:
    document = report.compose(full_model, None, "full")
    assert set(re.findall(r"url\((?!data:)([^)]*)\)", document)) == set()
    assert set(re.findall(r'(?:src|href)="(https?://[^"]*)"', document)) == {
        "https://publisher.example/enquiry/918786",
        "https://publisher.example/purchase/918786",
    }


def test_headings_say_what_the_figures_say(full_model: Model) -> None:
    words = texts(report.compose(full_model, None, "full"))
    for heading in (
        "Biologics bring six of every ten new dollars to 2031",  # 53.6 of 90.5 is 59.2 %
        "The market passes USD 300 billion in 2031",  # 287.2 in 2030, 302.5 in 2031
        "Asia-Pacific adds most and grows fastest",  # +37.2, 7.2 % a year
        "Asia-Pacific adds USD 37 billion by 2031",
        "India grows 9.9 % a year, Japan 3.3 %",
        "Growth quickens after 2024, from 5.0 % to 5.2 % a year",  # 166.5 to 212.0, 4.95 %
    ):
        assert heading in words
    assert "Growth of 5.2 % a year compounds to 42.7 % over seven years." in words  # 302.5 / 212.0
    assert "One point less growth a year takes USD 19.6 billion from the market of 2031" in words


def test_every_exhibit_names_sheet_and_cells(full_model: Model) -> None:
    view = View.of(full_model, "full")
    book = sections.book(Context(view, None, Options()))
    exhibits = [exhibit for section in book.sections for exhibit in section.exhibits]
    assert len(exhibits) > 15
    for exhibit in exhibits:
        assert re.match(r"sheet ‘\w+’, cells? [A-Z]+\d+", exhibit.source), exhibit
        assert exhibit.note.startswith("Illustrative figures.")
        assert exhibit.subtitle
    assert len({exhibit.number for exhibit in exhibits}) == len(exhibits)


def test_both_editions_number_alike(full_model: Model) -> None:
    def numbers_of(edition: report.Edition) -> list[tuple[str, str]]:
        book = sections.book(Context(View.of(full_model, edition), None, Options()))
        return [(section.name, exhibit.number) for section in book.sections for exhibit in section.exhibits]

    assert numbers_of("full") == numbers_of("sample")


def test_sections_without_data_are_left_out_and_named(one_year_model: Model, shares_model: Model) -> None:
    words = texts(report.compose(one_year_model, None, "full"))
    assert "By type left out: no figures by type" in words
    assert "Companies left out: no company is named" in words
    assert "The market stands at USD 212 billion in 2024" in words
    shares = texts(report.compose(shares_model, None, "full"))
    assert "North America holds 40 % of the market" in shares
    assert "An index of 100 in 2024 becomes 142.6 in 2031" in shares  # 1.052 ** 7
    assert "Type by region left out: no figures that cross two dimensions" in shares


def test_illustrative_is_printed_where_it_is_set(full_model: Model) -> None:
    document = report.compose(full_model, None, "full")
    assert "Illustrative figures, not for citation" in document  # footer of every page
    assert re.search(r'class="cover-legend">.*?Illustrative figures\.', document, re.DOTALL)
    assert "The splits are assumptions, not measurements." in document
    plain = dataclasses.replace(full_model, facts=dataclasses.replace(full_model.facts, illustrative=False))
    assert "llustrative" not in report.compose(plain, None, "full")


def test_text_of_a_workbook_is_never_markup(full_model: Model) -> None:
    facts = ReportFacts(
        title='<script>alert("x")</script>',
        publisher="</style><b>",
        report_id='"; } body { display: none',
        start_year=2024,
        end_year=2031,
        base_year=2024,
        links={"purchase": "javascript:alert(1)", "enquire": 'https://example.org/"onclick="x'},
    )
    text = Text("summary", "{base} <img src=x onerror=y>", 5, 2, 3, "<i>")
    document = report.compose(dataclasses.replace(full_model, facts=facts, texts=(text,)), None, "full")
    assert "<script" not in document
    assert "<img src=x" not in document
    assert "<i>" not in document
    assert document.count("</style>") == 1
    assert 'href="javascript' not in document
    assert "onclick=" not in document.replace("&#34;onclick=&#34;", "")
    assert lint(document) == []


def test_no_figures_no_report() -> None:
    import numpy as np

    from cdmo_cli.market import load_taxonomy
    from cdmo_cli.market.model import Observations

    none = np.array([], dtype=np.int32)
    empty = Observations(none, none, none, none, none.astype(float), none, none, none, none, none, {}, (), ())
    taxonomy = load_taxonomy()
    with pytest.raises(ModelError, match="no figures"):
        report.compose(Model(taxonomy, taxonomy.dimensions, empty, (), ReportFacts()), None, "full")


def verdict() -> Verdict:
    finding = Finding("T101", "parts-differ", "error", "the parts make 84.8, not 302.5", Place(2, 5, 7))
    coverage = Coverage(200, 150, 4, (Gap("Notes", "A1:B3", "no heading"),))
    file = FileVerdict("market.xlsx", "0" * 64, "inconsistent", None, coverage)
    return Verdict(
        "inconsistent", (Reported(finding, 0, "Regions", "x"),), (file,), (NotRun("F701", "no formulas in a csv"),)
    )


def test_data_quality_says_what_was_and_was_not_checked(full_model: Model) -> None:
    words = texts(report.compose(full_model, verdict(), "full"))
    assert "The workbook’s figures cannot all be right" in words
    assert "200 Figures read in four tables" in words
    assert "150 Figures checked 75 % of them" in words
    assert "1 Error" in words
    assert "Sheet ‘Notes’, A1:B3 not checked: no heading" in words
    assert "Rule F701, hard coded number did not run: no formulas in a csv" in words
    assert "the parts make" not in words


def test_accepted_errors_are_not_passed_over(full_model: Model) -> None:
    wrong = verdict()
    waived = tuple(dataclasses.replace(item, waived="as printed") for item in wrong.findings)
    file = dataclasses.replace(wrong.files[0], verdict="consistent")
    words = texts(report.compose(full_model, Verdict("consistent", waived, (file,)), "full"))
    assert "What is wrong in the workbook’s figures is known and accepted" in words
    assert "1 Error" in words
    assert "No error was found" not in words
    clean = texts(report.compose(full_model, Verdict("consistent", (), (file,)), "full"))
    assert "No error was found in the figures that could be checked" in clean


def test_findings_are_printed_only_when_asked_for_and_never_in_the_sample(full_model: Model) -> None:
    with_findings = Options(with_findings=True)
    words = texts(report.compose(full_model, verdict(), "full", with_findings))
    assert "T101 error Regions G5 the parts make 84.8, not 302.5" in words
    assert "the parts make" not in report.compose(full_model, verdict(), "sample", with_findings)


def test_an_exhibit_as_it_was_agreed() -> None:
    """The markup of one exhibit with a table, against a file beside this test."""
    columns = (Column("2024", 12, emphasis="strong"), Column("% a year", 20))
    rows = (Row("By type", kind="group"), Row("R&D", ("\ue000", "5.2")), Row("All", ("212.0", "5.2"), kind="total"))
    table = Table("Sizes", "USD billion", columns, rows, 59.33)
    exhibit = Exhibit(
        "Sizes & growth", "Market size", "sheet ‘A’, cell B2", table=table, note="Illustrative.", number="3.1"
    )
    section = Section("market", "Market", "The market", items=(exhibit,), number=3)
    template = html.environment().get_template("sections/section.html")
    items = html.environment().get_template("macros/blocks.html").module.items  # type: ignore[attr-defined]

    class Around:
        sample = False
        links = ()

    made = template.render(section=section, frame=Around, book=Book((section,)), items=items)
    lines = "\n".join(line.strip() for line in made.splitlines() if line.strip()) + "\n"
    golden = Path(__file__).parent / "section.html"
    assert lines == golden.read_text(encoding="utf-8")


def test_headings_are_balanced() -> None:
    lines = balanced("Biologics bring six of every ten new dollars to 2031", 24, 120)
    assert lines == ("Biologics bring six of every", "ten new dollars to 2031")
    assert balanced("Short", 24, 120) == ("Short",)
    assert all(width(line, 24) <= 120 for line in lines)
    assert width("Biologics bring six of every", 24) == pytest.approx(106.4, abs=1)  # as measured on a page


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Contract Development and Manufacturing Organization (CDMO) Outsourcing Market", "CDMO Outsourcing Market"),
        ("Global Contract Manufacturing Organisation (CMO) Market", "Global CMO Market"),
        ("Market of Widgets (USD)", "Market of Widgets (USD)"),
        ("CDMO Market", "CDMO Market"),
    ],
)
def test_long_titles_use_their_abbreviation(title: str, short: str) -> None:
    assert shortened(title) == short
