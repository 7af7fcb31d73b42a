"""What is not marked stays: parts byte for byte, values, formulas, formats, and the bytes of other cells."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from edit_books import PIVOT, RELATIONS, changed_parts, mark, members, opened, package, rich, values, worksheet

from cdmo_cli import edit
from cdmo_cli.edit import archive
from cdmo_cli.errors import TooLarge

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("macros", [False, True], ids=["xlsx", "xlsm"])
def test_of_a_rich_workbook_only_the_marked_sheet_its_notes_and_the_styles_change(tmp_path, macros):
    before = rich(tmp_path, macros=macros)
    after = edit.annotate(before, [mark(2, 2), mark(5, 3, "culprit"), mark(9, 6, "info")]).data
    drawing, notes = "xl/drawings/vmlDrawing1.vml", "xl/comments1.xml"
    assert changed_parts(before, after) == {SHEET, "xl/styles.xml", drawing, notes}
    names = set(members(after))
    assert {"xl/charts/chart1.xml", "xl/media/image1.png", "xl/tables/table1.xml", "xl/chartsheets/sheet1.xml"} <= names
    assert ("xl/vbaProject.bin" in names) == macros
    assert values(after) == values(before)


def test_formulas_and_their_values_stay(tmp_path):
    before = rich(tmp_path)
    after = edit.annotate(before, [mark(row, column) for row in range(2, 6) for column in range(1, 6)]).data
    for with_values in (False, True):
        old = opened(before, data_only=with_values)
        new = opened(after, data_only=with_values)
        for sheet in old.worksheets:
            assert [[_plain(cell.value) for cell in row] for row in new[sheet.title].iter_rows()] == [
                [_plain(cell.value) for cell in row] for row in sheet.iter_rows()
            ]
    assert _plain(new["Data"]["B5"].value) == 121.7


def _plain(value):
    return getattr(value, "text", value)  # an array formula is an object


def test_a_marked_cell_keeps_all_of_its_format_but_the_fill(tmp_path):
    before = rich(tmp_path)
    after = edit.annotate(before, [mark(2, 2), mark(2, 4, "warning"), mark(1, 1, "info")]).data
    old, new = opened(before)["Data"], opened(after)["Data"]
    for row in old.iter_rows():
        for cell in row:
            twin = new[cell.coordinate]
            for look in ("font", "border", "number_format", "alignment", "protection"):
                assert repr(getattr(twin, look)) == repr(getattr(cell, look))
            if cell.coordinate not in ("B2", "D2", "A1"):
                assert repr(twin.fill) == repr(cell.fill)
                assert twin._style == cell._style
    assert new["B2"].fill.fgColor.rgb == "FFFFC7CE"
    assert new["D2"].fill.fgColor.rgb == "FFFFEB9C"
    assert new["A1"].fill.fgColor.rgb == "FF2F75B5"  # white letters stay legible


def test_the_bytes_of_other_rows_and_cells_stay(tmp_path):
    before = rich(tmp_path)
    after = edit.annotate(before, [mark(3, 2)]).data
    old, new = members(before)[SHEET], members(after)[SHEET]
    tags = re.compile(rb"<[^>]*>[^<]*")
    differing = [
        (a, b) for a, b in zip(tags.findall(old), tags.findall(new), strict=True) if a != b
    ]  # fmt: skip
    assert differing == [(b'<c r="B3" s="3">', b'<c r="B3" s="5">')]


def test_a_pivot_table_stays_and_its_sheet_can_be_marked():
    before = PIVOT.read_bytes()
    after = edit.annotate(before, [mark(3, 3), mark(4, 2, "culprit", "Pivot")]).data
    changed = changed_parts(before, after)
    assert not {name for name in changed if "pivot" in name}
    assert {"xl/pivotTables/pivotTable1.xml", "xl/pivotCache/pivotCacheRecords1.xml"} <= set(members(after))
    relations = members(after)["xl/worksheets/_rels/sheet2.xml.rels"]
    assert all(kind in relations for kind in (b"/pivotTable", b"/comments", b"/vmlDrawing"))
    assert values(after) == values(before)


def test_unchanged_members_are_copied_packed_with_their_dates(tmp_path):
    before = rich(tmp_path)
    after = edit.annotate(before, [mark(2, 2)]).data
    old, new = zipfile.ZipFile(io.BytesIO(before)), zipfile.ZipFile(io.BytesIO(after))
    for info in old.infolist():
        twin = new.getinfo(info.filename)
        assert (twin.date_time, twin.external_attr) == (info.date_time, info.external_attr)
        if old.read(info) == new.read(twin):
            assert (twin.compress_size, twin.CRC, twin.compress_type) == (
                info.compress_size, info.CRC, info.compress_type
            )  # fmt: skip


def test_two_runs_give_the_same_bytes(tmp_path):
    before = rich(tmp_path)
    marks = [mark(2, 2), mark(7, 9, "warning")]
    assert edit.annotate(before, marks).data == edit.annotate(before, marks).data


def test_without_marks_the_copy_is_the_file(tmp_path):
    before = rich(tmp_path)
    assert edit.annotate(before, []) == edit.Annotated(before)


def test_members_written_as_a_stream_stored_or_with_64_bit_fields_are_copied():
    source = package(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    target = io.BytesIO()

    class Pipe(io.RawIOBase):  # cannot seek: sizes follow the data
        def writable(self):
            return True

        def write(self, piece):
            return target.write(piece)

    with zipfile.ZipFile(Pipe(), "w") as archive_:  # type: ignore[arg-type]
        for name, content in members(source).items():
            with archive_.open(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), "w", force_zip64=True) as member:
                member.write(content)
        archive_.writestr("xl/média.bin", b"stored, with a name that is not ASCII")
    before = target.getvalue()
    after = edit.annotate(before, [mark(1, 1)]).data
    kept = members(before).keys() - changed_parts(before, after)
    assert {"xl/média.bin", "_rels/.rels"} <= kept
    assert values(after) == {"Data": [[1.0]]}


def test_a_zip_of_more_parts_than_its_fields_can_count_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "_MOST_MEMBERS", 5)
    with pytest.raises(TooLarge, match="32 bit"):
        edit.annotate(package(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')), [mark(1, 1)])


def test_a_signature_stays_and_the_user_is_told():
    source = package(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    origin = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    relation = f'<Relationship Id="rId9" Type="{origin}" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as signed:
        for name, content in members(source).items():
            if name == "_rels/.rels":
                content = content.replace(b"</Relationships>", relation.encode())
            signed.writestr(name, content)
        signed.writestr("_xmlsignatures/origin.sigs", b"")
    got = edit.annotate(target.getvalue(), [mark(1, 1)])
    assert got.remarks == ("the file is digitally signed: the signature does not hold for the copy",)
    assert "_xmlsignatures/origin.sigs" in members(got.data)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/comments7.xml"])
def test_a_zip_bomb_is_refused_in_every_part_that_is_changed(part):
    relation = f'<Relationship Id="rId1" Type="{RELATIONS}/comments" Target="/xl/comments7.xml"/>'
    blank = " " * 40_000_000
    source = package(
        worksheet("", after=blank if "sheet" in part else ""),
        parts={"xl/comments7.xml": f"<comments>{blank if 'comments' in part else ''}</comments>"},
        relations=relation,
    )
    with pytest.raises(TooLarge, match="as a zip bomb does"):
        edit.annotate(source, [mark(1, 1)])
