"""The files as a reader gets them: both editions of the workbooks in samples/, rendered by the command line.

Of every workbook where `CI` is set; elsewhere of a few that have all there is between them.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from cdmo_cli import pipeline

pytestmark = pytest.mark.xdist_group("conformance")  # the files are made once

ROOT = Path(__file__).parents[2]
CHECKER = ROOT.parent / "shared" / "tools" / "pdfcheck" / "pdfcheck"
MAIN = ROOT / "samples" / "cdmo-outsourcing.xlsx"
FEW = ("cdmo-outsourcing", "as-published", "claims", "companies", "no-template")
EDITIONS = ("full", "sample")
# The weights of a variable font get names of their own.
SHIPPED = re.compile(
    r"[A-Z]{6}\+(Inter|Source-Serif-4)(-(Extended|Cyrillic|Greek|Vietnamese))?,?(-[A-Z][A-Za-z-]*,?)?$"
)


def workbooks() -> list[Path]:
    samples = [*sorted((ROOT / "samples").glob("*.xlsx")), *sorted((ROOT / "samples" / "layouts").iterdir())]
    return [path for path in samples if os.environ.get("CI") or path.stem in FEW]


@dataclass(frozen=True)
class Published:
    folder: Path
    stderr: str

    def __getitem__(self, name: str) -> Path:
        return self.folder / f"{name}.pdf"

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.pdf"))


def export(folder: Path, *files: Path, cwd: Path = ROOT, **environment: str) -> str:
    """Exports both editions of the files to a folder: what was said on stderr."""
    command = [sys.executable, "-m", "cdmo_cli", "export-pdf", *map(str, files), "--edition", "both", "-o", str(folder)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CDMO_")}
    done = subprocess.run(
        [*command, "--fail-on", "never"],
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("published")
    return Published(folder, export(folder, *workbooks(), PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8"))


def test_every_workbook_has_both_editions(published: Published) -> None:
    assert [path.stem for path in published.files] == sorted(
        f"{path.stem}-{edition}" for path in workbooks() for edition in EDITIONS
    )


@pytest.mark.skipif(not CHECKER.exists(), reason="the validator is not there")
def test_all_are_pdf_ua_1_and_pdf_a_3a(published: Published) -> None:
    running = {
        flavour: subprocess.Popen([str(CHECKER), flavour, *published.files], stdout=subprocess.PIPE, encoding="utf-8")
        for flavour in ("ua1", "3a")
    }
    for flavour, process in running.items():
        said = process.communicate()[0]
        passed = re.findall(rf"^PASS {flavour} (\S+)", said, flags=re.MULTILINE)
        assert sorted(passed) == [str(path) for path in published.files], said
        assert process.returncode == 0


def test_a_second_run_elsewhere_gives_the_same_bytes(published: Published, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    (away / "fonts.conf").write_text("<fontconfig></fontconfig>", encoding="utf-8")
    elsewhere = {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C", "FONTCONFIG_FILE": str(away / "fonts.conf")}
    export(tmp_path / "again", MAIN, cwd=away, **elsewhere)
    for edition in EDITIONS:
        name = f"{MAIN.stem}-{edition}"
        assert (tmp_path / "again" / f"{name}.pdf").read_bytes() == published[name].read_bytes(), edition


def test_nothing_is_warned_of(published: Published) -> None:
    """A style rule or font that WeasyPrint does not take would be a note on stderr."""
    notes = [line for line in published.stderr.splitlines() if line.startswith(("note:", "error:", "hint:"))]
    assert [note for note in notes if "hidden as well" not in note] == []


def opened(path: Path) -> PdfReader:
    return PdfReader(io.BytesIO(path.read_bytes()))


def fonts(reader: PdfReader) -> dict[str, Any]:
    """The fonts of a file by name."""
    found: dict[str, Any] = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            found[str(font.get_object()["/BaseFont"])[1:]] = font.get_object()
    return found


def test_only_the_shipped_fonts_are_embedded(published: Published) -> None:
    for path in published.files:
        found = fonts(opened(path))
        assert found, path.name
        assert [name for name in found if not SHIPPED.match(name)] == [], path.name
        for font in found.values():
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, path.name


def test_nothing_is_fetched_and_only_links_lead_outside(published: Published) -> None:
    for path in published.files:
        for page in opened(path).pages:
            for annotation in page.get("/Annots", []):
                action = annotation.get_object().get("/A", {})
                assert action.get("/S", "/URI") == "/URI", path.name
                assert re.match(r"(https?://|mailto:)", str(action.get("/URI", "https://"))), path.name


def attached(path: Path) -> openpyxl.Workbook:
    files = opened(path).attachments
    assert len(files) == 1, path.name
    return openpyxl.load_workbook(io.BytesIO(next(iter(files.values()))[0]))


def test_the_full_edition_carries_every_figure_with_its_cell(published: Published) -> None:
    model = pipeline.understand(MAIN).model
    book = attached(published[f"{MAIN.stem}-full"])
    assert book.sheetnames == ["About", "Figures", "Exhibits", "Checks"]
    rows = [dict(zip([c.value for c in book["Figures"][1]], row, strict=True)) for row in figures(book)]
    assert len(rows) == len(model.observations)
    source = openpyxl.load_workbook(MAIN, data_only=True)
    for row in rows:
        assert row["Value"] == pytest.approx(source[str(row["Sheet"])][str(row["Cell"])].value, rel=1e-12)
    assert {"Type", "Region", "Country", "Measure", "Period", "Unit", "Status"} <= set(rows[0])
    exhibits = [row[0] for row in book["Exhibits"].iter_rows(min_row=2, values_only=True)]
    assert exhibits[0] == "1.1"
    assert len(exhibits) == len(set(exhibits))
    assert {row[6] for row in book["Checks"].iter_rows(min_row=2, values_only=True)} == {"exact", "rounding"}


def figures(book: openpyxl.Workbook) -> list[tuple[Any, ...]]:
    return list(book["Figures"].iter_rows(min_row=2, values_only=True))


def test_the_sample_carries_what_it_shows(published: Published) -> None:
    book = attached(published[f"{MAIN.stem}-sample"])
    assert book.sheetnames == ["About", "Figures", "Exhibits"]
    heads = [cell.value for cell in book["Figures"][1]]
    rows = [dict(zip(heads, row, strict=True)) for row in figures(book)]
    shown = {(row["Measure"], row["Type"], row["Period"], row["Value"]) for row in rows if row["Sheet"] == "Types"}
    assert {("Size", "Small molecules", 2019, 107.3), ("Size", "Biologics", 2019, 54.7)} <= shown
    assert {row["Period"] for row in rows if row["Measure"] == "Size"} == {2019}
    text = "\n".join(page.extract_text() for page in opened(published[f"{MAIN.stem}-sample"]).pages)
    for row in rows:
        if row["Measure"] == "Size":
            assert f"{row['Value']:.1f}".removesuffix(".0") in text


def test_the_attachment_is_dated_with_the_report_and_is_data(published: Published) -> None:
    root = opened(published[f"{MAIN.stem}-full"]).trailer["/Root"].get_object()
    file = root["/AF"][0].get_object()
    assert file["/AFRelationship"] == "/Data"
    stream = file["/EF"]["/F"].get_object()
    assert stream["/Subtype"] == "/application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert stream["/Params"]["/ModDate"] == stream["/Params"]["/CreationDate"] == "D:20261101000000Z"
