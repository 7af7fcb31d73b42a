"""LibreOffice opens the copies, and has the same values, charts, pictures and pivot tables in them, and the notes."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from edit_books import PIVOT, mark, members, opened, package, rich, values, worksheet

from cdmo_cli import edit

SOFFICE = shutil.which("soffice")
ROWS = '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><f>A1*2</f><v>2</v></c></row>'

MARKS = {
    "rich": [mark(2, 2), mark(3, 2, "culprit"), mark(9, 6), mark(20, 2, "info"), mark(2, 2, sheet="Other sheet")],
    "macros": [mark(2, 2), mark(5, 2, "warning")],
    "pivot": [mark(3, 3), mark(3, 2, "culprit", "Pivot")],
    "plain": [mark(1, 1), mark(1, 2, "warning"), mark(4, 4, "info")],
}


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """By name: a file before and after it was marked, and what LibreOffice makes of both."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("libreoffice")
    before = {
        "rich": rich(folder),
        "macros": rich(folder, macros=True),
        "pivot": PIVOT.read_bytes(),
        "plain": package(worksheet(ROWS)),
    }
    (folder / "in").mkdir()
    for name, data in before.items():
        suffix = "xlsm" if name == "macros" else "xlsx"
        (folder / "in" / f"{name}-before.{suffix}").write_bytes(data)
        (folder / "in" / f"{name}-after.{suffix}").write_bytes(edit.annotate(data, MARKS[name]).data)
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--norestore"]
    files = sorted(map(str, (folder / "in").iterdir()))
    to = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
    done = subprocess.run([*command, *to, *files], capture_output=True, encoding="utf-8", timeout=180)
    assert done.returncode == 0, done.stderr
    return {path.stem: path.read_bytes() for path in (folder / "out").iterdir()}


@pytest.mark.parametrize("name", MARKS)
def test_values_and_objects_stay(converted, name):
    before, after = converted[f"{name}-before"], converted[f"{name}-after"]
    assert values(after) == values(before)
    kinds = ("xl/charts/chart", "xl/media/", "xl/pivotTables/pivotTable", "xl/pivotCache/", "xl/tables/")
    counts = [
        {kind: sum(part.startswith(kind) for part in members(data)) for kind in kinds} for data in (before, after)
    ]
    assert counts[0] == counts[1]
    assert counts[0]["xl/charts/chart"] == (2 if name in ("rich", "macros") else 0)
    assert counts[0]["xl/pivotTables/pivotTable"] == (1 if name == "pivot" else 0)


@pytest.mark.parametrize("name", MARKS)
def test_colours_and_notes_are_there_beside_those_of_others(converted, name):
    before, after = (opened(converted[f"{name}-{when}"]) for when in ("before", "after"))
    for found in MARKS[name]:
        cell = after[found.sheet].cell(found.row, found.column)
        assert found.entries[0].title in cell.comment.text
        assert found.entries[0].text in cell.comment.text
        if found.sheet != "Pivot":  # LibreOffice lays a pivot table out anew when it opens a file
            unmarked = before[found.sheet][cell.coordinate]
            assert cell.fill.fgColor.rgb not in ("00000000", unmarked.fill.fgColor.rgb)
    for sheet in before.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.comment):
            assert cell.comment.text in after[sheet.title][cell.coordinate].comment.text
