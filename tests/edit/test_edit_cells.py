"""Sheets in every way of writing: what is marked gets its format, and every other byte stays."""

from __future__ import annotations

import re

import pytest
from edit_books import MAIN, RELATIONS, STRICT, changed_parts, mark, members, opened, package, rich, values, worksheet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdmo_cli import edit
from cdmo_cli.address import a1
from cdmo_cli.errors import DamagedWorkbook
from cdmo_cli.read.package import Package

SHEET = "xl/worksheets/sheet1.xml"
ROW = '<row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row><row r="5" spans="1:4"/>'


def sheet_after(sheet: str, *marks, **more) -> str:
    after = edit.annotate(package(sheet, **more), marks).data
    return members(after)[SHEET].decode()


def grid(text: str) -> str:
    return text.partition("sheetData>")[2].partition("</")[0] if "sheetData/>" in text else _inner(text)


def _inner(text: str) -> str:
    return re.sub(
        r"</(\w+:)?sheetData>.*", "", re.sub(r".*?<(\w+:)?sheetData[^>]*>", "", text, flags=re.DOTALL), flags=re.DOTALL
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ((2, 2), '<row r="2"><c s="1" r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row><row r="5" spans="1:4"/>'),
        (
            (2, 1),
            '<row r="2"><c r="A2" s="1"/><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row><row r="5" spans="1:4"/>',
        ),
        (
            (2, 3),
            '<row r="2"><c r="B2"><v>1</v></c><c r="C2" s="1"/><c r="D2"><v>2</v></c></row><row r="5" spans="1:4"/>',
        ),
        (
            (2, 9),
            '<row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c><c r="I2" s="1"/></row><row r="5" spans="1:4"/>',
        ),
        ((1, 3), '<row r="1"><c r="C1" s="1"/></row>' + ROW),
        ((4, 3), ROW.replace('<row r="5"', '<row r="4"><c r="C4" s="1"/></row><row r="5"')),
        ((5, 3), ROW.replace('spans="1:4"/>', 'spans="1:4"><c r="C5" s="1"/></row>')),
        ((5, 7), ROW.replace('spans="1:4"/>', 'spans="1:7"><c r="G5" s="1"/></row>')),
        ((9, 3), ROW + '<row r="9"><c r="C9" s="1"/></row>'),
    ],
)
def test_a_cell_is_marked_or_written_in_its_place(cell, expected):
    assert grid(sheet_after(worksheet(ROW), mark(*cell))) == expected


def test_many_blank_cells_are_written_in_order():
    marks = [mark(7, 2), mark(3, 5), mark(3, 1), mark(2, 3), mark(7, 1)]
    assert re.findall(r' r="([A-Z]+\d+|\d+)"', grid(sheet_after(worksheet(ROW), *marks))) == [
        "2", "B2", "C2", "D2", "3", "A3", "E3", "5", "7", "A7", "B7"
    ]  # fmt: skip


def test_an_empty_sheet_gets_its_cell():
    empty = f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData /></worksheet>'
    text = sheet_after(empty, mark(2, 3))
    assert '<sheetData ><row r="2"><c r="C2" s="1"/></row></sheetData>' in text
    assert '<dimension ref="A1:C2"/>' in text


@pytest.mark.parametrize(
    ("dimension", "cell", "expected"),
    [("B2:D5", (3, 3), "B2:D5"), ("B2:D5", (1, 7), "B1:G5"), ("B2", (4, 1), "A2:B4"), ("nonsense", (4, 1), "nonsense")],
)
def test_the_stated_reach_grows_where_it_must(dimension, cell, expected):
    text = sheet_after(worksheet(ROW, before=f'<dimension ref="{dimension}"/>'), mark(*cell))
    assert f'<dimension ref="{expected}"/>' in text


def test_a_prefix_and_single_quotes_are_kept():
    sheet = (
        f"<?xml version='1.0'?><x:worksheet xmlns:x='{MAIN}'><x:sheetData><x:row r='1'><x:c r='A1' s='0' t='str'>"
        "<x:v>a > b</x:v></x:c></x:row></x:sheetData><x:pageMargins/></x:worksheet>"
    )
    text = sheet_after(sheet, mark(1, 1), mark(1, 2), mark(2, 1))
    assert "<x:c r='A1' s='1' t='str'>" in text
    assert '<x:c r="B1" s="1"/></x:row><x:row r="2"><x:c r="A2" s="1"/></x:row></x:sheetData>' in text
    assert f'<x:pageMargins/><x:legacyDrawing xmlns:r="{RELATIONS}" r:id="rId2"/></x:worksheet>' in text


def test_rows_and_cells_without_addresses_are_counted():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    text = grid(sheet_after(worksheet(rows), mark(1, 2), mark(2, 1), mark(2, 2)))
    assert text == (
        '<row><c><v>1</v></c><c s="1"><v>2</v></c></row><row><c s="1"><v>3</v></c><c r="B2" s="1"/></row>'
    )  # fmt: skip


def test_rows_without_numbers_are_those_of_their_cells():
    rows = '<row><c r="A3"><v>1</v></c></row><row><c r="A7"><v>2</v></c></row>'
    text = grid(sheet_after(worksheet(rows), mark(7, 1), mark(4, 1)))
    assert (
        text
        == '<row><c r="A3"><v>1</v></c></row><row r="4"><c r="A4" s="1"/></row><row><c s="1" r="A7"><v>2</v></c></row>'
    )


def test_rows_out_of_order_are_found():
    rows = '<row r="5"><c r="A5"><v>5</v></c></row><row r="3"><c r="B3"><v>3</v></c><c r="A3"><v>2</v></c></row>'
    text = grid(sheet_after(worksheet(rows), mark(3, 1), mark(5, 1), mark(4, 1)))
    assert text.count('r="A3"') == text.count('r="3"') == text.count('r="A4"') == 1
    assert '<c s="1" r="A3"><v>2</v>' in text


def test_comments_white_space_and_other_names_between_cells_stay():
    rows = (
        '\n <!-- <row r="1"> --> <row r="1" xmlns:q="urn:q" q:s="7">\n<c q:s="9" r="A1" ><f>"&lt;c r="</f><v>1</v></c> '
        "<extLst><ext><q:c/></ext></extLst></row>\n "
    )
    text = grid(sheet_after(worksheet(rows), mark(1, 1)))
    assert text == rows.replace('<c q:s="9"', '<c s="1" q:s="9"')


def test_a_blank_cell_looks_like_its_row_or_its_column():
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
        '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    rows = '<row r="2" s="2" customFormat="1"/><row r="3" s="2"/>'
    sheet = worksheet(rows, before='<cols><col min="2" max="3" width="9" style="1"/></cols>')
    after = edit.annotate(package(sheet, styles=styles), [mark(2, 2), mark(3, 3), mark(3, 9)]).data
    book = opened(after)["Data"]
    assert [book[cell].number_format for cell in ("B2", "C3", "I3")] == ["mm-dd-yy", "0%", "General"]
    assert {book[cell].fill.fgColor.rgb for cell in ("B2", "C3", "I3")} == {"FFFFC7CE"}


def test_a_mark_in_merged_cells_goes_to_the_one_that_shows():
    sheet = worksheet(ROW, after='<mergeCells count="1"><mergeCell ref="B2:C4"/></mergeCells>')
    text = sheet_after(sheet, mark(4, 3), mark(3, 2, "warning"))
    assert grid(text) == ROW.replace('<c r="B2">', '<c s="1" r="B2">')


AFTER = (
    "<sheetProtection/><mergeCells><mergeCell ref='A1:A2'/></mergeCells><pageMargins/><headerFooter/>"
    "<drawing rel:id='rId5'/>"
)  # fmt: skip
LATER = "<legacyDrawingHF rel:id='rId6'/><picture rel:id='rId7'/><tableParts/><extLst/>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (AFTER, LATER),
        ("", LATER),
        (AFTER, ""),
        ("", ""),
        (
            "<pageMargins/>",
            '<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><controls/></mc:Choice></mc:AlternateContent><extLst/>',
        ),
        ("<conditionalFormatting/><conditionalFormatting/><dataValidations/>", "<oleObjects/><webPublishItems/>"),
    ],
)
def test_the_drawing_of_notes_stands_where_the_schema_wants_it(before, after):
    root = f'<worksheet xmlns="{MAIN}" xmlns:rel="{RELATIONS}">'
    text = sheet_after(f"{root}<sheetData>{ROW}</sheetData>{before}{after}</worksheet>", mark(2, 2))
    assert f'</sheetData>{before}<legacyDrawing rel:id="rId2"/>{after}</worksheet>' in text


def test_strict_workbooks_get_strict_names():
    after = edit.annotate(package(worksheet(ROW, main=STRICT), strict=True), [mark(2, 2)]).data
    new = members(after)
    assert (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
        in new["xl/worksheets/_rels/sheet1.xml.rels"]
    )
    assert b'r:id="rId' in new[SHEET]
    for part in (SHEET, "xl/comments1.xml", "xl/styles.xml"):
        assert b"openxmlformats.org/spreadsheetml" not in new[part]
        assert STRICT.encode() in new[part]


@pytest.mark.parametrize(
    ("encoding", "byte_order"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("iso-8859-1", b""), ("windows-1252", b"")],
)
def test_other_encodings_keep_their_letters(encoding, byte_order):
    sheet = (
        f'<?xml version="1.0" encoding="{encoding}"?><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>Größe é</t></is></c><c r="B1"><v>1</v></c></row></sheetData></worksheet>'
    )
    data = package(byte_order + sheet.encode(encoding))
    after = members(edit.annotate(data, [mark(1, 2)]).data)[SHEET]
    assert 'Größe é</t></is></c><c s="1" r="B1">'.encode(encoding) in after


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (worksheet(ROW).encode("utf-16"), "UTF-16"),
        (worksheet("<row r='1'><c r='A1'>"), "not well-formed"),
        (f'<!DOCTYPE x><worksheet xmlns="{MAIN}"><sheetData/></worksheet>', "document type"),
        (f'<worksheet xmlns="{MAIN}"></worksheet>', "no sheetData"),
        (worksheet('<row r="one"/>'), "a row is called 'one'"),
        (worksheet(ROW).replace("UTF-8", "klingon"), "encoding"),
    ],
)
def test_what_cannot_be_followed_is_refused(sheet, words):
    with pytest.raises(DamagedWorkbook, match=words):
        edit.annotate(package(sheet), [mark(2, 2)])


def test_a_sheet_that_is_not_there_is_a_mistake_of_the_caller(tmp_path):
    with pytest.raises(ValueError, match="no sheet of cells is called 'None'"):
        edit.annotate(package(worksheet(ROW)), [mark(1, 1, sheet="None")])
    with pytest.raises(ValueError, match="no sheet of cells is called 'Chart'"):
        edit.annotate(rich(tmp_path), [mark(1, 1, sheet="Chart")])


def test_shared_formulas_stay_shared():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>6</v></c></row>'
    )
    data = package(worksheet(rows))
    after = edit.annotate(data, [mark(1, 2), mark(3, 2)]).data
    assert grid(members(after)[SHEET].decode()) == rows.replace('<c r="B1">', '<c s="1" r="B1">').replace(
        '<c r="B3">', '<c s="1" r="B3">'
    )
    assert values(after) == values(data)


CELLS = st.tuples(st.integers(1, 12), st.integers(1, 30))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    filled=st.dictionaries(CELLS, st.sampled_from(["<v>1.5</v>", "", "<f>1+1</f><v>2</v>", "<v>-3</v>"]), max_size=25),
    marked=st.lists(
        st.tuples(CELLS, st.sampled_from(["info", "warning", "error", "culprit"])), min_size=1, max_size=12
    ),
    spans=st.booleans(),
    prefix=st.sampled_from(["", "x:"]),
)
def test_random_marks_change_no_value_and_are_all_there(filled, marked, spans, prefix):
    rows = []
    for row in sorted({row for row, _ in filled}):
        columns = sorted(column for r, column in filled if r == row)
        own = f' spans="{columns[0]}:{columns[-1]}"' if spans else ""
        cells = "".join(f'<c r="{a1(row, column)}">{filled[row, column]}</c>' for column in columns)
        rows.append(f'<row r="{row}"{own}>{cells}</row>')
    text = f"<worksheet><sheetData>{''.join(rows)}</sheetData><pageMargins/></worksheet>"
    for tag in ("worksheet", "sheetData", "row", "pageMargins", "c", "v", "f"):
        text = re.sub(rf"<(/?){tag}(?=[ />])", rf"<\1{prefix}{tag}", text)
    name = "xmlns:x" if prefix else "xmlns"
    data = package(text.replace("worksheet>", f'worksheet {name}="{MAIN}">', 1))
    after = edit.annotate(data, [mark(*cell, kind) for cell, kind in marked]).data
    assert values(after) == values(data)
    sheet = opened(after)["Data"]
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {
        a1(*cell) for cell, _ in marked
    }
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.patternType} == {
        a1(*cell) for cell, _ in marked
    }
    order = [
        (int(row), len(letters), letters)
        for letters, row in re.findall(r'<(?:x:)?c [^>]*\br="([A-Z]+)(\d+)"', members(after)[SHEET].decode())
    ]
    assert order == sorted(order)
    assert len(order) == len(set(order))
    assert Package(after).sheets[0].name == "Data"
    assert changed_parts(data, after) >= {SHEET}
