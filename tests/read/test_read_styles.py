from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Alignment, Font
from read_files import STYLES, sheet_xml, write_xlsx

from cdmo_cli.read import PLAIN, Needs, Style, read, sheetxml


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Regions")
    sheet.write("B2", "World", book.add_format({"bold": True}))
    sheet.write("B3", "Europe", book.add_format({"indent": 1}))
    sheet.write("B4", "Germany", book.add_format({"indent": 2, "italic": True}))
    sheet.write("C2", 0.052, book.add_format({"num_format": "0.0%"}))
    sheet.write("C3", 12.5, book.add_format({"num_format": 10, "bold": True}))
    sheet.write("C4", 1)
    sheet.write_blank("D4", None, book.add_format({"bold": True}))
    sheet.write("H9", 1)
    sheet.set_row(2, None, None, {"level": 1})
    sheet.set_row(3, None, None, {"level": 2, "hidden": True})
    sheet.set_column("C:C", None, None, {"hidden": True})
    sheet.set_column("F:G", 0)
    book.close()
    return path


def test_styles_hidden_lines_and_outline(model: Path) -> None:
    book = read(model, Needs.STYLES)
    sheet = book.sheets[0]

    assert sheet.styles == {
        (2, 2): Style(bold=True),
        (3, 2): Style(indent=1),
        (4, 2): Style(indent=2),
        (2, 3): Style(number_format="0.0%"),
        (3, 3): Style(number_format="0.00%", bold=True),
    }
    assert sheet.style(4, 3) is PLAIN
    assert sheet.hidden_rows == {4}
    assert sheet.hidden_columns == {3, 6, 7}
    assert sheet.outline == {3: 1, 4: 2}
    assert sheet.formulas is None
    assert book.unavailable == ()


def test_nothing_of_it_is_there_where_it_was_not_asked_for(model: Path) -> None:
    sheet = read(model).sheets[0]

    assert sheet.styles is None
    assert sheet.hidden_rows == sheet.hidden_columns == frozenset()
    assert sheet.outline == {}
    assert sheet.style(2, 2) is PLAIN


def test_the_styles_of_openpyxl(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Total"
    sheet["A1"].font = Font(bold=True)
    sheet["A2"] = "Asia"
    sheet["A2"].alignment = Alignment(indent=3)
    sheet["B2"] = 5
    sheet["B2"].number_format = "#,##0"
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[7].hidden = True
    book.save(tmp_path / "model.xlsx")

    found = read(tmp_path / "model.xlsx", Needs.STYLES).sheets[0]
    assert found.styles == {
        (1, 1): Style(bold=True),
        (2, 1): Style(indent=3),
        (2, 2): Style(number_format="#,##0"),
    }
    assert found.hidden_columns == {4}
    assert found.hidden_rows == {7}


def test_styles_by_hand(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="{n}"><v>{n}</v></c></row>' for n in range(1, 5))
    before = '<cols><col min="16380" max="99999" hidden="1"/></cols>'
    found = read(write_xlsx(tmp_path / "x.xlsx", sheet=sheet_xml(rows, before)), Needs.STYLES).sheets[0]

    assert found.styles == {
        (1, 1): Style('0.0" bn"', bold=True),
        (2, 1): Style("0.00%"),
        (3, 1): Style(indent=2),
    }
    assert found.hidden_columns == {16380, 16381, 16382, 16383, 16384}


def test_the_look_of_cells_without_a_number_of_their_own_is_the_first(tmp_path: Path) -> None:
    bold = STYLES.replace('<xf numFmtId="0" fontId="0"/>', '<xf numFmtId="0" fontId="1"/>')
    path = write_xlsx(tmp_path / "x.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>', styles=bold)

    assert read(path, Needs.STYLES).sheets[0].styles == {(1, 1): Style(bold=True)}


def test_too_many_styles_are_kept_for_head_rows_and_label_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheetxml, "STYLED_CELLS", 20)
    monkeypatch.setattr(sheetxml, "HEAD_ROWS", 2)
    monkeypatch.setattr(sheetxml, "LABEL_COLUMNS", 1)
    rows = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{letter}{row}" s="1"><v>1</v></c>' for letter in "BCD") + "</row>"
        for row in range(3, 13)
    )
    book = read(write_xlsx(tmp_path / "x.xlsx", rows), Needs.STYLES)

    assert book.sheets[0].styles is not None
    assert set(book.sheets[0].styles) == {(row, 2) for row in range(3, 13)} | {(3, 3), (3, 4), (4, 3), (4, 4)}
    assert len(book.notes) == 1
    assert "only the look of its first 50 rows and 8 columns was read" in book.notes[0]
