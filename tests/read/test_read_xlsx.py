from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
import xlsxwriter
from read_files import WORKBOOK, WORKBOOK_RELATIONS, sheet_xml, write_xlsx

from cdmo_cli.address import Range
from cdmo_cli.errors import DamagedWorkbook, EmptyWorkbook
from cdmo_cli.read import ErrorValue, Needs, read

BOTH = Needs.STYLES | Needs.FORMULAS


def write_model(path: Path, **options: object) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    unit = book.add_format({"num_format": '[$USD-409] #,##0.0 "m"'})
    sheet = book.add_worksheet("By region")
    sheet.merge_range("C3:E3", "Market size")
    sheet.write("C5", "  Germany ")
    sheet.write("D5", 12)
    sheet.write("E5", 0.1 + 0.2)
    sheet.write("C6", True)
    sheet.write_datetime("D6", dt.datetime(2024, 2, 29), date)
    sheet.write_datetime("E6", dt.datetime(2024, 2, 29, 13, 30), stamp)
    sheet.write("C7", "2024")
    sheet.write("D7", 2024, unit)
    sheet.write_formula("E7", "=1/0", None, "#DIV/0!")
    sheet.write("C8", "#REF!")
    sheet.write_blank("D8", None, date)
    sheet.write_formula("E8", "=D5*2", None, 24)
    hidden = book.add_worksheet("Hidden")
    hidden.hide()
    hidden.write("A1", 1)
    very = book.add_worksheet("Very hidden")
    very.very_hidden()
    very.write("B2", 2)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "='By region'!$D$5:$D$7"})
    book.add_chartsheet("Chart").set_chart(chart)
    book.add_worksheet("Empty")
    book.close()
    return path


def test_values_keep_their_types_and_their_addresses(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.xlsx")
    book = read(path)

    assert book.format == "xlsx"
    assert book.path == path
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    sheet = book.sheets[0]
    assert (sheet.name, sheet.index, sheet.top, sheet.left, sheet.bottom, sheet.right) == ("By region", 0, 3, 3, 8, 5)
    assert sheet.rows == [
        ["Market size", None, None],
        [None, None, None],
        ["  Germany ", 12, 0.3],
        [True, dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 13, 30)],
        ["2024", 2024, ErrorValue("#DIV/0!")],
        ["#REF!", None, 24],
    ]
    assert sheet.merges == (Range(3, 3, 3, 5),)
    assert sheet.value(7, 5) == ErrorValue("#DIV/0!")
    assert sheet.value(1, 1) is None
    assert sheet.typed
    assert sheet.styles is None
    assert sheet.formulas is None
    assert book.unavailable == ()


def test_a_number_with_letters_in_its_format_stays_a_number(tmp_path: Path) -> None:
    assert isinstance(read(write_model(tmp_path / "model.xlsx")).sheets[0].value(7, 4), float)


def test_hidden_sheets_are_read_and_said_to_be_hidden_and_chart_sheets_are_skipped(tmp_path: Path) -> None:
    book = read(write_model(tmp_path / "model.xlsx"))

    assert [(s.name, s.index, s.visible) for s in book.sheets] == [
        ("By region", 0, True),
        ("Hidden", 1, False),
        ("Very hidden", 2, False),
        ("Empty", 3, True),
    ]
    assert book.sheets[2].rows == [[2]]
    assert (book.sheets[2].top, book.sheets[2].left) == (2, 2)
    assert book.sheets[3].rows == []
    assert book.notes == ("sheet ‘Chart’ holds a chart: skipped",)


@pytest.mark.parametrize("needs", [Needs.VALUES, BOTH])
def test_dates_that_count_from_1904(tmp_path: Path, needs: Needs) -> None:
    book = read(write_model(tmp_path / "model.xlsx", date_1904=True), needs)

    assert book.sheets[0].value(6, 4) == dt.date(2024, 2, 29)
    assert "dates count from 1904" in book.notes


@pytest.mark.parametrize("needs", [Needs.VALUES, Needs.STYLES, Needs.FORMULAS, BOTH])
def test_errors_that_calamine_does_not_know_do_not_hide_the_sheet(tmp_path: Path, needs: Needs) -> None:
    path = write_xlsx(
        tmp_path / "spill.xlsx",
        '<row r="2"><c r="B2" t="e"><f>A1:A3</f><v>#SPILL!</v></c><c r="C2"><v>7</v></c>'
        '<c r="D2" t="e"><v>#CALC!</v></c><c r="E2" t="e"><v>#N/A</v></c><c r="F2" t="str"><v>#SPILL!</v></c></row>',
    )

    assert read(path, needs).sheets[0].rows == [
        [ErrorValue("#SPILL!"), 7, ErrorValue("#CALC!"), ErrorValue("#N/A"), "#SPILL!"]
    ]


def test_numbers_that_are_none_become_errors(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "nan.xlsx",
        '<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c><c r="C1"><v>-1e999</v></c>'
        '<c r="D1"><v>1</v></c></row>',
    )
    number = ErrorValue("#NUM!")

    assert read(path).sheets[0].rows == [[number, number, number, 1]]


def test_iso_dates_and_inline_text(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "strict.xlsx",
        '<row r="1"><c r="A1" t="d"><v>2024-02-29</v></c><c r="B1" t="d"><v>2024-02-29T12:30:00</v></c>'
        '<c r="C1" t="inlineStr"><is><t xml:space="preserve">   France</t></is></c></row>',
    )

    assert read(path).sheets[0].rows == [[dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 12, 30), "   France"]]


@pytest.mark.parametrize("needs", [Needs.VALUES, BOTH])
def test_cells_without_references_and_prefixed_elements(tmp_path: Path, needs: Needs) -> None:
    bare = write_xlsx(
        tmp_path / "bare.xlsx", '<row r="4"><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><f>A4</f><v>3</v></c></row>'
    )
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    prefixed = write_xlsx(
        tmp_path / "prefixed.xlsx",
        sheet=f'<x:worksheet xmlns:x="{name}"><x:sheetData><x:row r="2"><x:c r="B2" s="1"><x:f>1+1</x:f><x:v>2</x:v>'
        "</x:c></x:row></x:sheetData></x:worksheet>",
    )

    first, second = read(bare, needs).sheets[0], read(prefixed, needs).sheets[0]
    assert (first.top, first.left, first.rows) == (4, 1, [[1, 2], [None, 3]])
    assert (second.top, second.left, second.rows) == (2, 2, [[2]])
    if needs == BOTH:
        assert first.formulas is not None
        assert first.formulas[5, 2].text == "=A4"
        assert second.formulas is not None
        assert second.formulas[2, 2].text == "=1+1"
        assert second.style(2, 2).bold


def test_xlsm_is_told_by_its_content_types(tmp_path: Path) -> None:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
        "</Types>"
    )

    assert (
        read(write_xlsx(tmp_path / "m.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>', types=types)).format == "xlsm"
    )


def test_a_workbook_without_sheets_or_values_is_empty(tmp_path: Path) -> None:
    none = WORKBOOK.replace('<sheet name="Data" sheetId="1" r:id="r1"/>', "")
    for path in (write_xlsx(tmp_path / "none.xlsx", workbook=none), write_xlsx(tmp_path / "blank.xlsx", "")):
        with pytest.raises(EmptyWorkbook, match="no sheet of it holds a value"):
            read(path)


@pytest.mark.parametrize("needs", [Needs.VALUES, BOTH])
def test_formulas_that_were_never_calculated_say_so(tmp_path: Path, needs: Needs) -> None:
    path = write_xlsx(tmp_path / "new.xlsx", '<row r="1"><c r="A1"><f>1+1</f><v></v></c></row>')

    with pytest.raises(EmptyWorkbook) as caught:
        read(path, needs)
    assert caught.value.message == "it holds formulas but no calculated values"
    assert caught.value.hint == "Open it in Excel or LibreOffice, save it, and try again."


def test_a_broken_sheet_is_damage_that_names_its_part(tmp_path: Path) -> None:
    broken = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')[:-20]

    with pytest.raises(DamagedWorkbook, match=r"sheet1\.xml' in it is not well-formed XML"):
        read(write_xlsx(tmp_path / "cut.xlsx", sheet=broken), BOTH)
    with pytest.raises(DamagedWorkbook, match="the reader gave up"):
        read(write_xlsx(tmp_path / "cut.xlsx", sheet=broken))


def test_a_missing_sheet_part_is_damage(tmp_path: Path) -> None:
    relations = WORKBOOK_RELATIONS.replace("sheet1.xml", "sheet9.xml")

    with pytest.raises(DamagedWorkbook):
        read(write_xlsx(tmp_path / "lost.xlsx", relations=relations))
