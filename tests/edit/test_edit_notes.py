"""Notes: ours are added, those of others stay, and every note has a box."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
import xlsxwriter
from edit_books import (
    HEAD,
    MAIN,
    NOTE,
    PACKAGE,
    RELATIONS,
    changed_parts,
    mark,
    members,
    opened,
    package,
    rich,
    worksheet,
)
from openpyxl.comments import Comment

from cdmo_cli import edit
from cdmo_cli.edit import Entry, notes
from cdmo_cli.errors import DamagedWorkbook

ROWS = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
TO_NOTES = f'<Relationship Id="rId1" Type="{RELATIONS}/comments" Target="/xl/comments7.xml"/>'
TO_DRAWING = f'<Relationship Id="rId2" Type="{RELATIONS}/vmlDrawing" Target="../drawings/old.vml"/>'
LEGACY = f'<legacyDrawing xmlns:r="{RELATIONS}" r:id="rId2"/>'
NOTES_TYPE = f'<Override PartName="/xl/comments7.xml" ContentType="{notes.CONTENT_TYPE}"/>'
VML_TYPE = '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
VML_NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)


def texts(data: bytes, sheet: str = "Data") -> dict[str, str]:
    return {
        cell.coordinate: cell.comment.text for row in opened(data)[sheet].iter_rows() for cell in row if cell.comment
    }


def boxes(vml: bytes) -> dict[tuple[int, int], list[int]]:
    """The anchors of the notes' boxes by row and column from 1; the height alone where there is no anchor."""
    found = {}
    for _, shape in re.findall(r"<(\w+):shape\s(.*?)</\1:shape>", vml.decode(), flags=re.DOTALL):
        if 'ObjectType="Note"' in shape:
            row, column = (int(re.search(rf"<\w+:{name}>(\d+)<", shape)[1]) + 1 for name in ("Row", "Column"))
            assert (row, column) not in found
            anchor = re.search(r"<\w+:Anchor>([^<]*)<", shape) or re.search(r"height:([0-9]+)", shape)
            found[row, column] = [int(number) for number in anchor[1].split(",")]
    return found


def comments_part(comments: str, author: str) -> str:
    authors = f"<authors><author>{author}</author></authors>"
    return f'{HEAD}<comments xmlns="{MAIN}">{authors}<commentList>{comments}</commentList></comments>'


def with_notes(comments: str) -> bytes:
    """A workbook with notes of Ann that no box shows."""
    parts: dict[str, str | bytes] = {"xl/comments7.xml": comments_part(comments, "Ann")}
    return package(worksheet(ROWS), parts=parts, relations=TO_NOTES, types=NOTES_TYPE)


def test_a_note_says_what_is_wrong_in_every_letter():
    odd = (Entry("title <b>", 'line one\r\nline “two” & 中国 \x07_x000D_ ]]> "end"'),)
    after = edit.annotate(package(worksheet(ROWS)), [mark(1, 1, entries=odd)]).data
    part = members(after)["xl/comments1.xml"]
    assert part.isascii()
    assert b"_x005F_x000D_" in part
    assert texts(after) == {"A1": 'title <b>\nline one\nline “two” & 中国 _x005F_x000D_ ]]> "end"'}
    assert opened(after)["Data"]["A1"].comment.author == "cdmo"


def test_several_marks_of_a_cell_are_one_note_the_gravest_first():
    marks = [mark(1, 1, kind, entries=(Entry(kind, "text"),)) for kind in ("info", "error", "culprit", "warning")]
    after = edit.annotate(package(worksheet(ROWS)), [*marks, marks[0]]).data
    assert texts(after) == {"A1": "culprit\ntext\n\nerror\ntext\n\nwarning\ntext\n\ninfo\ntext"}
    assert opened(after)["Data"]["A1"].fill.fgColor.rgb == "FFF8A06B"


def test_a_mark_without_entries_is_a_colour_alone():
    data = package(worksheet(ROWS))
    after = edit.annotate(data, [mark(1, 1, entries=())]).data
    assert not {name for name in changed_parts(data, after) if "comments" in name or "vml" in name}
    assert opened(after)["Data"]["A1"].fill.fgColor.rgb == "FFFFC7CE"


def test_a_sheet_without_notes_gets_all_parts_of_them():
    after = members(edit.annotate(package(worksheet(ROWS)), [mark(1, 1), mark(1, 2)]).data)
    types = after["[Content_Types].xml"].decode()
    assert types.count('Extension="vml"') == types.count('PartName="/xl/comments1.xml"') == 1
    relations = after["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    assert 'Target="../comments1.xml"' in relations
    assert 'Target="../drawings/vmlDrawing1.vml"' in relations
    assert set(boxes(after["xl/drawings/vmlDrawing1.vml"])) == {(1, 1), (1, 2)}


@pytest.mark.parametrize("writer", ["xlsxwriter", "openpyxl"])
def test_below_the_note_of_another_and_beside_it(tmp_path, writer):
    before = rich(tmp_path) if writer == "xlsxwriter" else _by_openpyxl()
    old = texts(before)
    after = edit.annotate(before, [mark(3, 2), mark(5, 5)]).data
    new = texts(after)
    ours = f"{NOTE[0].title}\n{NOTE[0].text}"
    assert new == {**old, "B3": f"{old['B3']}\n\n{ours}", "E5": ours}
    assert {name for name in changed_parts(before, after) if "Drawing" in name or "omments" in name} == {
        name for name in members(before) if name.endswith(".vml") or "comments" in name
    }
    assert opened(after)["Data"]["B3"].comment.author == "Ann"
    (drawing,) = (name for name in members(after) if name.endswith(".vml"))
    drawn_before, drawn_after = boxes(members(before)[drawing]), boxes(members(after)[drawing])
    assert set(drawn_after) == {*drawn_before, (5, 5)}
    assert drawn_after[9, 6] == drawn_before[9, 6]
    assert drawn_after[3, 2][:-2] == drawn_before[3, 2][:-2]
    assert drawn_after[3, 2][-2:] > drawn_before[3, 2][-2:]  # room for our lines


def _by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    sheet["B3"], sheet["F9"] = 1, 2
    sheet["B3"].comment, sheet["F9"].comment = Comment("Of the analyst", "Ann"), Comment("Another", "Bob")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<text><t>plain</t></text>", "plain\n\ntitle\nsaid"),
        ("<text><t/></text>", "\n\ntitle\nsaid"),
        ("<text><r><t>one </t></r><r><t>two</t></r><phoneticPr fontId='1'/></text>", "one two\n\ntitle\nsaid"),
        ("<text/>", "title\nsaid"),
        ("", "title\nsaid"),
    ],
)
def test_every_form_of_a_note_can_be_continued(text, expected):
    before = with_notes(f'<comment ref="A1" authorId="0">{text}</comment>')
    after = edit.annotate(before, [mark(1, 1, entries=(Entry("title", "said"),))]).data
    assert texts(after)["A1"].strip() == expected.strip()
    part = members(after)["xl/comments7.xml"].decode()
    assert part.index("title") < (part.index("<phoneticPr") if "phonetic" in part else len(part))
    assert "<author>Ann</author></authors>" in part  # nothing of ours stands for itself


def test_notes_that_had_no_box_get_one():
    before = with_notes('<comment ref="B1" authorId="0"><text><t>lost</t></text></comment>')
    after = edit.annotate(before, [mark(1, 1)]).data
    assert set(boxes(members(after)["xl/drawings/vmlDrawing1.vml"])) == {(1, 1), (1, 2)}
    assert set(texts(after)) == {"A1", "B1"}
    assert members(after)["xl/comments7.xml"].count(b"<author>cdmo</author>") == 1


def test_a_copy_that_is_marked_again_keeps_one_author():
    once = edit.annotate(package(worksheet(ROWS)), [mark(1, 1)]).data
    twice = edit.annotate(once, [mark(1, 1, entries=(Entry("again"),)), mark(1, 2)]).data
    assert members(twice)["xl/comments1.xml"].count(b"<author>") == 1
    assert texts(twice)["A1"].endswith("& more\n\nagain")
    assert set(boxes(members(twice)["xl/drawings/vmlDrawing1.vml"])) == {(1, 1), (1, 2)}


def test_a_threaded_comment_is_left_alone_and_said():
    thread = "{0A1B2C3D-0000-4000-8000-000000000001}"
    stand_in = '<comment ref="A1" authorId="0" shapeId="0"><text><t>[Threaded comment] Why 12?</t></text></comment>'
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    relation = f'<Relationship Id="rId3" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/>'
    said = f'<threadedComment ref="A1" id="{thread}"><text>Why?</text></threadedComment>'
    before = package(
        worksheet(ROWS),
        parts={
            "xl/comments7.xml": comments_part(stand_in, f"tc={thread}"),
            "xl/threadedComments/threadedComment1.xml": f"<ThreadedComments>{said}</ThreadedComments>",
            "xl/persons/person.xml": "<personList/>",
        },
        relations=TO_NOTES + relation,
        types=NOTES_TYPE,
    )
    alone = edit.annotate(before, [mark(1, 1)])
    assert alone.remarks == ("‘Data’ A1: coloured without a note, as there is a threaded comment",)
    assert changed_parts(before, alone.data) == {
        "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    }  # fmt: skip
    both = edit.annotate(before, [mark(1, 1), mark(1, 2)])
    assert both.remarks == alone.remarks
    assert {"xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"}.isdisjoint(
        changed_parts(before, both.data)
    )
    assert texts(both.data)["A1"] == "[Threaded comment] Why 12?"
    assert stand_in in members(both.data)["xl/comments7.xml"].decode()


CONTROL = (
    f'<xml {VML_NAMES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1,3"/></o:shapelayout>'
    '<v:shape id="_x0000_s1025" type="#_x0000_t201"><v:textbox><div>Button<br></div></v:textbox>'
    '<x:ClientData ObjectType="Button"><x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor></x:ClientData></v:shape></xml>'
)


def test_a_drawing_of_form_controls_is_continued_though_it_is_no_xml():
    before = package(
        worksheet(ROWS, after=LEGACY), parts={"xl/drawings/old.vml": CONTROL}, relations=TO_DRAWING, types=VML_TYPE
    )
    after = members(edit.annotate(before, [mark(1, 1)]).data)
    vml = after["xl/drawings/old.vml"].decode()
    assert vml.startswith(CONTROL[: CONTROL.index('3"')])
    assert 'data="1,3,4"' in vml
    assert 'id="_x0000_s4097"' in vml
    assert CONTROL[CONTROL.index("<v:shape ") : -len("</xml>")] in vml
    assert 'id="_x0000_t202"' in vml
    assert set(boxes(vml.encode())) == {(1, 1)}
    assert after["xl/worksheets/sheet1.xml"].count(b"<legacyDrawing") == 1
    assert "xl/comments1.xml" in after


def test_shapes_have_numbers_of_their_own_over_all_sheets_and_blocks(tmp_path):
    path = tmp_path / "sheets.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("One", "Two"):
        book.add_worksheet(name).write(0, 0, 1)
    book.close()
    marks = [mark(row, 1, sheet=sheet) for sheet, rows in (("One", 1500), ("Two", 3)) for row in range(1, rows + 1)]
    after = members(edit.annotate(path.read_bytes(), marks).data)
    drawings = [after[f"xl/drawings/vmlDrawing{number}.vml"].decode() for number in (1, 2)]
    numbers = [re.findall(r'<v:shape id="_x0000_s(\d+)"', drawing) for drawing in drawings]
    assert [len(found) for found in numbers] == [1500, 3]
    assert len({*numbers[0], *numbers[1]}) == 1503
    blocks = [set(re.search(r'data="([\d,]+)"', drawing)[1].split(",")) for drawing in drawings]
    assert blocks == [{"1", "2"}, {"3"}]
    for found, known in zip(numbers, blocks, strict=True):
        assert {str(int(number) // 1024) for number in found} == known


def test_the_box_has_room_for_its_text_whatever_the_columns_and_rows():
    columns = '<cols><col min="2" max="2" width="100"/><col min="3" max="20" hidden="1" width="0"/></cols>'
    rows = '<row r="1" ht="60" customHeight="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>'
    long = (Entry("title", "word " * 60),)
    wide = edit.annotate(package(worksheet(rows, before=columns)), [mark(1, 1, entries=long)]).data
    plain = edit.annotate(package(worksheet(ROWS)), [mark(1, 1, entries=long)]).data
    assert boxes(members(wide)["xl/drawings/vmlDrawing1.vml"]) == {(1, 1): [1, 15, 0, 4, 1, 335, 4, 16]}
    assert boxes(members(plain)["xl/drawings/vmlDrawing1.vml"]) == {(1, 1): [1, 15, 0, 4, 6, 15, 6, 16]}


def test_at_the_edges_of_a_sheet_the_box_stays_inside():
    after = edit.annotate(package(worksheet(ROWS)), [mark(1_048_576, 16_384)]).data
    (anchor,) = boxes(members(after)["xl/drawings/vmlDrawing1.vml"]).values()
    assert max(anchor[0], anchor[4]) < 16_384
    assert max(anchor[2], anchor[6]) < 1_048_576
    assert anchor[0] < anchor[4]
    assert anchor[2] < anchor[6]


def test_a_note_is_cut_where_excel_would_refuse_it():
    before = with_notes(f'<comment ref="A1" authorId="0"><text><t>{"a" * 31_000}</t></text></comment>')
    long = (Entry("title", "b" * 40_000),)
    after = texts(edit.annotate(before, [mark(1, 1, entries=long), mark(1, 2, entries=long)]).data)
    assert [len(after["A1"]), len(after["B1"])] == [32_000, 32_000]
    assert after["A1"].endswith("b…")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (package(worksheet(ROWS, after=LEGACY)), "no drawing of its notes"),
        (
            package(worksheet(ROWS, after=LEGACY), parts={"xl/drawings/old.vml": "<xml/>"}, relations=TO_DRAWING),
            "no beginning or end",
        ),
        (
            package(worksheet(ROWS), parts={"xl/comments7.xml": f"<comments xmlns='{MAIN}'/>"}, relations=TO_NOTES),
            "no authors",
        ),
    ],
)
def test_damaged_parts_are_said(before, words):
    with pytest.raises(DamagedWorkbook, match=words):
        edit.annotate(before, [mark(1, 1)])


def test_content_types_that_stand_there_are_used():
    wrong = '<Default Extension="VML" ContentType="text/plain"/>'
    after = members(edit.annotate(package(worksheet(ROWS), types=wrong), [mark(1, 1)]).data)
    types = after["[Content_Types].xml"].decode()
    assert types.count("vmlDrawing1.vml") == 1
    assert wrong in types
    left = NOTES_TYPE.replace("comments7", "comments1").replace(notes.CONTENT_TYPE, "text/plain")
    types = members(edit.annotate(package(worksheet(ROWS), types=left), [mark(1, 1)]).data)["[Content_Types].xml"]
    assert types.count(b'PartName="/xl/comments1.xml"') == 1
    assert notes.CONTENT_TYPE.encode() in types


def test_relations_keep_their_ids_and_prefixes():
    relations = (
        f'{HEAD}<p:Relationships xmlns:p="{PACKAGE}/relationships"><p:Relationship Id="rId1" Type="urn:other" '
        'Target="https://publisher.example" TargetMode="External"/></p:Relationships>'
    )
    before = package(worksheet(ROWS), parts={"xl/worksheets/_rels/sheet1.xml.rels": relations})
    after = members(edit.annotate(before, [mark(1, 1)]).data)["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    assert after.startswith(relations.removesuffix("</p:Relationships>"))
    assert re.findall(r'<p:Relationship Id="(\w+)"', after) == ["rId1", "rId2", "rId3"]
