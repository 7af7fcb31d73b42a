"""What the PDF carries: a workbook of values and cells, or the author's file; nothing that an edition hides."""

from __future__ import annotations

import dataclasses
import io
import math
import zipfile

import openpyxl
import pytest
from report_models import REGIONS, TYPES, YEARS, Maker

from cdmo_cli import check, pipeline
from cdmo_cli.errors import UsageError
from cdmo_cli.market.model import Model, ReportFacts
from cdmo_cli.report import Options, attachment, cells
from cdmo_cli.report.brand import Brand
from cdmo_cli.report.exhibits import Book, Exhibit, Section
from cdmo_cli.report.frame import frame
from cdmo_cli.report.redact import Edition
from cdmo_cli.report.view import View


def made(model: Model, edition: Edition = "full", book: Book = Book(()), options: Options = Options()) -> bytes:  # noqa: B008
    view = View.of(model, edition)
    return attachment.workbook(view, book, frame(view, book, Brand()), options)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def figures(data: bytes) -> list[dict[str, object]]:
    heads, *rows = opened(data)["Figures"].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_every_figure_has_its_members_measure_unit_and_cell(full_model: Model) -> None:
    rows = figures(made(full_model))
    assert len(rows) == len(full_model.observations)
    found = next(row for row in rows if row["Type"] == "Biologics" and row["Period"] == 2024 and not row["Region"])
    assert found["Value"] == TYPES["biologics"][0]
    assert (found["Measure"], found["Unit"], found["Status"]) == ("Size", "USD billion", "base")
    assert (found["Sheet"], found["Cell"]) == ("Types", "G6")


def test_the_same_report_gives_the_same_bytes_and_no_date_of_today(full_model: Model) -> None:
    first, second = made(full_model), made(full_model)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    created = opened(first).properties.created
    assert created is not None
    assert created.isoformat().startswith(frame(View.of(full_model, "full"), Book(()), Brand()).created.isoformat())


def test_the_sample_holds_what_the_sample_shows_and_no_more(full_model: Model) -> None:
    view = View.of(full_model, "sample")
    data = made(full_model, "sample")
    assert opened(data).sheetnames == ["About", "Figures", "Exhibits"]
    shown = [view.printed(position) for position in cells.shown(view)]
    assert [row["Value"] for row in figures(data)] == shown
    assert 0 < len(shown) < len(full_model.observations)
    assert all(math.isfinite(value) for value in shown)
    hidden = {
        f"{full_model.observations.value[position]:g}"
        for position in range(len(full_model.observations))
        if not view.shows(position)
    } - {f"{value:g}" for value in shown}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        values = openpyxl_numbers(package.read("xl/worksheets/sheet2.xml").decode("utf-8"))
    assert len(hidden) > 50
    assert not hidden & values


def openpyxl_numbers(sheet: str) -> set[str]:
    """The numbers that stand in a sheet's XML, indices of texts aside."""
    import re

    return {f"{float(value):g}" for value in re.findall(r"<c r=\"[A-Z]+\d+\"(?: s=\"\d+\")?><v>([^<]+)</v>", sheet)}


def test_text_is_never_a_formula() -> None:
    maker = Maker()
    for row, year in enumerate((2023, 2024), start=2):
        maker.figure(maker.sheet(f"=Sheet{row}"), row, 2, 100.0 + row, year=year)
    facts = ReportFacts(title='=HYPERLINK("http://example.com")', publisher="+1", report_id="@SUM(A1)", note="-2+3")
    exhibit = Exhibit("=1+1", "-a", "@b", number="1.1", note="+c")
    book = Book((Section("x", "=X", "Heading", items=(exhibit,)),))
    workbook = opened(made(maker.model(facts), book=book))
    texts = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in texts} == {"s", "n"}
    suspicious = [cell for cell in texts if str(cell.value)[:1] in "=+-@" and cell.data_type == "s"]
    assert len(suspicious) >= 9
    assert [(c.parent.title, c.coordinate, c.value) for c in suspicious if not c.quotePrefix] == []


def test_what_was_checked_is_listed_with_its_cells_and_outcome(samples) -> None:
    subject = pipeline.examine(samples / "layouts" / "two-header-rows.xlsx")
    book = opened(made(subject.model, options=Options(judgement=subject.judgement)))
    heads, *rows = book["Checks"].iter_rows(values_only=True)
    assert heads[:3] == ("Kind", "Sheet", "Cell")
    assert len(rows) == len(subject.judgement.judged)
    sums = [row for row in rows if row[0] == "sum" and " + " in str(row[8])]
    assert sums
    for _, _, _, stated, low, high, outcome, *_ in sums:
        assert outcome in ("exact", "rounding")
        assert low - 1e-9 <= stated <= high + 1e-9 or stated == pytest.approx((low + high) / 2, abs=0.5)
    sample = opened(made(subject.model, "sample", options=Options(judgement=subject.judgement)))
    assert "Checks" not in sample.sheetnames


def test_the_findings_come_with_it_when_they_are_asked_for(samples) -> None:
    subject = pipeline.examine(samples / "layouts" / "claims.csv")
    verdict = check.check([subject])
    view = View.of(subject.model, "full")
    around = frame(view, Book(()), Brand())
    data = attachment.workbook(view, Book(()), around, Options(with_findings=True), verdict)
    rows = list(opened(data)["Findings"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(verdict.findings) > 0
    assert rows[0][0] == verdict.findings[0].finding.rule
    assert "Findings" not in opened(attachment.workbook(view, Book(()), around, Options(), verdict)).sheetnames


def test_more_figures_than_a_sheet_takes_are_said(full_model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachment, "_MOST_ROWS", 10)
    data = made(full_model)
    assert len(figures(data)) == 10
    about = {str(row[0]): str(row[1]) for row in opened(data)["About"].iter_rows(min_row=2, values_only=True)}
    assert about["Sheet Figures"].startswith(f"The first 10 of {len(full_model.observations)} figures")


def test_the_authors_file_goes_into_the_full_edition_alone(full_model: Model) -> None:
    model = dataclasses.replace(full_model, path="models/acme.xlsx")
    options = Options(attach="source", source=b"PK the workbook")
    view = View.of(model, "full")
    (carried,) = attachment.enclosures(view, Book(()), frame(view, Book(()), Brand()), options)
    assert (carried.name, carried.data, carried.kind) == ("acme.xlsx", b"PK the workbook", attachment.XLSX)
    sample = View.of(model, "sample")
    with pytest.raises(UsageError, match="the sample never carries the author’s file"):
        attachment.enclosures(sample, Book(()), frame(sample, Book(()), Brand()), options)
    none = dataclasses.replace(options, attach="none")
    assert attachment.enclosures(view, Book(()), frame(view, Book(()), Brand()), none) == ()


def test_years_are_numbers_and_spans_text(full_model: Model) -> None:
    maker = Maker()
    sheet = maker.sheet("Growth")
    maker.figure(sheet, 2, 2, 5.2, measure="cagr", year=2024, through=2031)
    maker.figure(sheet, 3, 2, 212.0, year=2024)
    assert [row["Period"] for row in figures(made(maker.model(ReportFacts())))] == ["2024-2031", 2024]
    assert len(YEARS) * len(REGIONS) < len(full_model.observations)
