from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from read_files import write_ods, write_xlsx

from cdmo_cli.errors import DamagedWorkbook, TooLarge
from cdmo_cli.read import Needs, isolated, limits, package, read, reader

BOTH = Needs.STYLES | Needs.FORMULAS
STRAY = "press Ctrl+End in the sheet"


@pytest.mark.parametrize("needs", [Needs.VALUES, BOTH])
def test_a_stray_cell_in_the_last_corner_ends_the_reading_before_it_allocates(tmp_path: Path, needs: Needs) -> None:
    path = tmp_path / "stray.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Model")
    sheet.write("A1", 1)
    sheet.write("XFD1048576", 1)
    book.close()

    with pytest.raises(TooLarge) as caught:
        read(path, needs)
    assert caught.value.message == (
        "sheet ‘Model’ spans 1,048,576 rows × 16,384 columns; cdmo reads at most 20,000,000 cells of a file"
    )
    assert STRAY in caught.value.hint
    assert caught.value.path == path


@pytest.mark.parametrize("needs", [Needs.VALUES, BOTH])
def test_a_stray_cell_whose_row_has_another_number_or_none(tmp_path: Path, needs: Needs) -> None:
    wrong = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    many = "".join("<c><v>1</v></c>" for _ in range(100))
    bare = f'<row r="1"><c><v>1</v></c></row><row r="1048576">{many}</row>'

    for rows in (wrong, bare):
        with pytest.raises(TooLarge, match="spans 1,048,576 rows"):
            read(write_xlsx(tmp_path / "x.xlsx", rows), needs)


@pytest.mark.parametrize("needs", [Needs.VALUES, BOTH])
def test_formatted_empty_cells_do_not_count(tmp_path: Path, needs: Needs) -> None:
    rows = '<row r="2"><c r="B2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    sheet = read(write_xlsx(tmp_path / "x.xlsx", rows), needs).sheets[0]

    assert (sheet.top, sheet.left, sheet.rows) == (2, 2, [[1]])


def test_formatted_empty_cells_of_many_sheets_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CELLS", 100)
    path = tmp_path / "two.xlsx"
    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True})
    for name in ("One", "Two"):
        sheet = book.add_worksheet(name)
        sheet.write("A1", 1)
        sheet.write_blank("H9", None, bold)
    book.close()

    assert [sheet.rows for sheet in read(path).sheets] == [[[1]], [[1]]]


def test_a_wide_and_a_long_sheet_within_the_limit(tmp_path: Path) -> None:
    long = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row>'
    sheet = read(write_xlsx(tmp_path / "long.xlsx", long)).sheets[0]
    assert (len(sheet.rows), sheet.value(1048576, 2)) == (1_048_576, 2)

    wide = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
    sheet = read(write_xlsx(tmp_path / "wide.xlsx", wide)).sheets[0]
    assert (sheet.right, sheet.value(1, 16384)) == (16384, 2)


@pytest.mark.parametrize("needs", [Needs.VALUES, BOTH])
@pytest.mark.parametrize("cell", ["XFE1", "A1048577", "ZZZZZ99999999999", "A0", "1A", "A"])
def test_an_address_outside_of_any_sheet_is_damage(tmp_path: Path, cell: str, needs: Needs) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", f'<row r="1"><c r="{cell}"><v>1</v></c></row>')

    with pytest.raises(DamagedWorkbook, match=f"has a cell at '{cell}', outside of any sheet"):
        read(path, needs)


def test_cells_of_all_sheets_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CELLS", 10)
    path = tmp_path / "two.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in ("One", "Two"):
        sheet = book.add_worksheet(name)
        for row in range(6):
            sheet.write(row, 0, row)
    book.close()

    with pytest.raises(TooLarge, match="sheet ‘Two’ spans 6 rows × 1 columns; cdmo reads at most 10 cells"):
        read(path)


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "EXPANSION_FREE_BYTES", 1_000_000)
    path = write_xlsx(tmp_path / "bomb.xlsx", " " * 2_000_000)

    with pytest.raises(
        TooLarge, match=r"'xl/worksheets/sheet1.xml' in it unpacks to 2 MiB from [\d,]+ bytes, as a zip"
    ):
        read(path)


def test_a_large_workbook_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "large.xlsx", " " * 2_000_000)
    monkeypatch.setattr(package, "MAX_UNPACKED_BYTES", 1_048_576)
    with pytest.raises(TooLarge, match="it unpacks to 2 MiB; cdmo reads at most 1 MiB"):
        read(path)

    monkeypatch.setattr(reader, "MAX_FILE_BYTES", 1000)
    with pytest.raises(TooLarge, match="larger than 0 MiB"):
        read(path)


def test_a_part_that_unpacks_to_more_than_the_directory_says_is_damage(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "liar.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 5000)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))

    with pytest.raises(DamagedWorkbook, match=r"'xl/worksheets/sheet1.xml' in it cannot be unpacked"):
        read(path)


def test_a_part_that_stands_twice_is_damage(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "twice.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/Sheet1.xml", "<worksheet/>")

    with pytest.raises(DamagedWorkbook, match=r"holds 'xl/worksheets/Sheet1.xml' twice"):
        read(path)


def test_the_worker_ends_after_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("import time; time.sleep(60)", encoding="utf-8")
    monkeypatch.setattr(isolated.worker, "__file__", str(endless))
    monkeypatch.setattr(limits, "WORKER_SECONDS", 0.3)

    with pytest.raises(TooLarge, match="reading it did not end within 0 seconds"):
        read(write_ods(tmp_path / "x.ods", '<table:table table:name="A"/>'))


def test_a_worker_that_dies_is_damage_and_one_without_memory_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_ods(tmp_path / "x.ods", '<table:table table:name="A"/>')
    script = tmp_path / "dies.py"
    monkeypatch.setattr(isolated.worker, "__file__", str(script))

    script.write_text("raise SystemExit(7)", encoding="utf-8")
    with pytest.raises(DamagedWorkbook, match=r"the reader gave up on it \(it ended with code 7\)"):
        read(path)
    script.write_text("import sys; sys.exit('memory allocation of 9 bytes failed')", encoding="utf-8")
    with pytest.raises(TooLarge, match="takes more than 4,096 MiB of memory"):
        read(path)


@pytest.mark.skipif(sys.platform != "linux", reason="memory limits of a process")
def test_many_repeated_cells_end_in_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="1000" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    table = '<table:table table:name="Long">{}</table:table>'
    with pytest.raises(TooLarge, match="sheet ‘Long’ spans 25,000 rows × 1,000 columns"):
        read(write_ods(tmp_path / "x.ods", table.format(row.format(25_000))))

    monkeypatch.setattr(limits, "WORKER_MEMORY_BYTES", 128 * limits.MEBIBYTE)
    with pytest.raises(TooLarge, match="takes more than 128 MiB of memory"):
        read(write_ods(tmp_path / "y.ods", table.format(row.format(4_000))))
