"""`cdmo validate --annotate`: what is written, what is refused, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from cdmo_cli.commands import annotate
from cdmo_cli.errors import InputError

ROWS = [
    ("USD billion", 2023, 2024, 2025),
    ("North America", 44.6, 47.0, 49.5),
    ("Europe", 34.8, 63.7, 38.7),  # 36.7 in 2024
    ("Asia-Pacific", 28.9, 30.8, 32.8),
    ("World", 108.3, 114.5, 121.0),
]


@pytest.fixture
def wrong_xlsx(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.xlsx"
    write_model(path, ROWS)
    return path


def write_model(path: Path, rows: list[tuple[object, ...]]) -> None:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Regions")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()


def test_the_copy_has_the_finding_and_the_culprit_marked(cdmo, wrong_xlsx, tmp_path):
    before, out = wrong_xlsx.read_bytes(), tmp_path / "new" / "marked.xlsx"
    plain = cdmo("validate", wrong_xlsx)
    done = cdmo("validate", wrong_xlsx, "--annotate", out)
    assert (done.returncode, done.stdout) == (1, plain.stdout)
    assert f"wrote {out}: 2 cells marked for 1 finding" in done.stderr
    assert wrong_xlsx.read_bytes() == before
    sheet = openpyxl.load_workbook(out)["Regions"]
    noted = {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(noted) == {"C3", "C5"}
    assert noted["C5"].comment.text.startswith("error T101 parts-differ-from-total\n")
    assert "36.7" in noted["C5"].comment.text
    assert noted["C3"].comment.text.startswith("likely culprit of error T101 in C5\nShould be 36.7")
    assert (noted["C3"].fill.fgColor.rgb, noted["C5"].fill.fgColor.rgb) == ("FFF8A06B", "FFFFC7CE")
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [list(row) for row in ROWS]


def test_the_copy_can_be_checked_and_marked_again(cdmo, wrong_xlsx, tmp_path):
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    cdmo("validate", wrong_xlsx, "--annotate", first)
    again = cdmo("validate", first, "--annotate", second)
    assert again.returncode == 1
    assert again.stdout.replace(str(first), str(wrong_xlsx)) == cdmo("validate", wrong_xlsx).stdout


def test_a_consistent_workbook_is_copied_as_it_is(cdmo, tmp_path):
    path, out = tmp_path / "model.xlsx", tmp_path / "out.xlsx"
    write_model(path, [*ROWS[:2], ("Europe", 34.8, 36.7, 38.7), *ROWS[3:]])
    done = cdmo("validate", path, "--annotate", out)
    assert (done.returncode, out.read_bytes()) == (0, path.read_bytes())
    assert "no findings, nothing marked" in done.stderr


def test_findings_of_a_baseline_are_not_marked(cdmo, wrong_xlsx, tmp_path):
    baseline, out = tmp_path / "known.json", tmp_path / "out.xlsx"
    cdmo("validate", wrong_xlsx, "--write-baseline", baseline)
    done = cdmo("validate", wrong_xlsx, "--baseline", baseline, "--annotate", out)
    assert "no findings, nothing marked" in done.stderr
    assert out.read_bytes() == wrong_xlsx.read_bytes()


def test_never_over_the_input_and_over_others_only_by_force(cdmo, wrong_xlsx, tmp_path):
    before = wrong_xlsx.read_bytes()
    over = cdmo("validate", wrong_xlsx, "--annotate", wrong_xlsx, "--force")
    assert (over.returncode, over.stdout) == (2, "")
    assert "it is one of the inputs" in over.stderr
    assert wrong_xlsx.read_bytes() == before
    out = tmp_path / "out.xlsx"
    out.write_text("precious", encoding="utf-8")
    refused = cdmo("validate", wrong_xlsx, "--annotate", out)
    assert (refused.returncode, out.read_text(encoding="utf-8")) == (2, "precious")
    assert "--force" in refused.stderr
    assert cdmo("validate", wrong_xlsx, "--annotate", out, "--force").returncode == 1
    assert openpyxl.load_workbook(out)["Regions"]["C3"].comment is not None


def test_other_formats_and_several_files_are_refused_before_any_work(cdmo, wrong_csv, wrong_xlsx, tmp_path):
    out = tmp_path / "out.xlsx"
    csv = cdmo("validate", wrong_csv, "--annotate", out)
    assert (csv.returncode, csv.stdout) == (2, "")
    assert "--annotate needs an xlsx or xlsm workbook, and this is csv" in csv.stderr
    assert "save it as .xlsx" in csv.stderr
    two = cdmo("validate", wrong_xlsx, wrong_csv, "--annotate", out)
    assert (two.returncode, two.stdout) == (2, "")
    assert "marks one workbook, and 2 are given" in two.stderr
    name = cdmo("validate", wrong_xlsx, "--annotate", tmp_path / "out.pdf")
    assert name.returncode == 2
    assert "ends in .xlsx or .xlsm" in name.stderr
    assert not out.exists()


def test_a_file_of_another_format_than_its_name_says_is_refused(cdmo, wrong_csv, tmp_path):
    named = tmp_path / "really-text.xlsx"
    named.write_bytes(wrong_csv.read_bytes())
    done = cdmo("validate", named, "--annotate", tmp_path / "out.xlsx")
    assert done.returncode == 2
    assert "and this is csv" in done.stderr
    assert not (tmp_path / "out.xlsx").exists()


def test_macros_stay_in_a_file_of_their_own_ending(cdmo, wrong_xlsx, tmp_path):
    project, path = tmp_path / "vbaProject.bin", tmp_path / "macros.xlsm"
    project.write_bytes(b"macros, any bytes")
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Regions")
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    book.add_vba_project(str(project))
    book.close()
    refused = cdmo("validate", path, "--annotate", tmp_path / "out.xlsx")
    assert refused.returncode == 2
    assert "only as .xlsm" in refused.stderr
    assert "name it out.xlsm" in refused.stderr
    done = cdmo("validate", path, "--annotate", tmp_path / "out.xlsm")
    assert done.returncode == 1
    macros = openpyxl.load_workbook(tmp_path / "out.xlsm", keep_vba=True).vba_archive
    assert macros is not None
    macros.close()


def test_an_unreadable_file_leaves_no_copy(cdmo, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    done = cdmo("validate", broken, "--annotate", tmp_path / "out.xlsx")
    assert done.returncode == 2
    assert not (tmp_path / "out.xlsx").exists()


def test_a_file_that_changed_meanwhile_is_not_marked(wrong_xlsx, tmp_path):
    from cdmo_cli import check, pipeline

    verdict = check.check([pipeline.examine(wrong_xlsx)])
    write_model(wrong_xlsx, ROWS[:3])
    with pytest.raises(InputError, match="was changed while it was checked"):
        annotate.write(verdict, wrong_xlsx, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()
