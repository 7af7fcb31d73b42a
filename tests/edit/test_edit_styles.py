"""Cell formats: clones with another fill, one for each format and colour."""

from __future__ import annotations

import re

import pytest
from edit_books import MAIN, mark, members, opened, package, worksheet

from cdmo_cli import edit
from cdmo_cli.edit import styles
from cdmo_cli.errors import TooLarge

ROWS = '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="1"><v>2</v></c><c r="C1" s="99"><v>3</v></c></row>'
FONTS = (
    '<fonts count="4"><font/><font><color rgb="FFFFFFFF"/></font><font><color theme="0"/></font>'
    '<font><color theme="0" tint="-0.5"/></font><font><color indexed="9"/></font><font><color rgb="FF1F3864"/></font>'
    '<font><color theme="1"/></font><font><color rgb="nothing"/></font></fonts>'
)
FILLS = '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill/></fill></fills>'
BORDERS = '<borders count="1"><border/></borders>'


def book(formats: str, fonts: str = FONTS, fills: str = FILLS, rows: str = ROWS) -> bytes:
    text = f'<styleSheet xmlns="{MAIN}">{fonts}{fills}{BORDERS}{formats}<cellStyles/></styleSheet>'
    return package(worksheet(rows), styles=text)


def test_a_format_is_copied_once_for_each_colour_with_all_it_has():
    xf = '<xf numFmtId="4" fontId="5" fillId="1" borderId="0" xfId="0" quotePrefix="1"><alignment indent="2"/></xf>'
    formats = f'<cellXfs count="2"><xf numFmtId="0"/>{xf}</cellXfs>'
    after = edit.annotate(book(formats), [mark(1, 1), mark(1, 2), mark(1, 3), mark(2, 1), mark(1, 2, "culprit")]).data
    text = members(after)["xl/styles.xml"].decode()
    groups = re.search(r"<cellXfs.*</cellXfs>", text)[0]
    assert groups == (
        f'<cellXfs count="5"><xf numFmtId="0"/>{xf}'
        '<xf applyFill="1" numFmtId="4" fontId="5" fillId="2" borderId="0" xfId="0" quotePrefix="1">'
        '<alignment indent="2"/></xf>'
        '<xf applyFill="1" numFmtId="4" fontId="5" fillId="3" borderId="0" xfId="0" quotePrefix="1">'
        '<alignment indent="2"/></xf>'
        '<xf fillId="2" applyFill="1" numFmtId="0"/></cellXfs>'
    )
    assert '<fills count="4">' in text
    assert re.findall(rb' s="(.)"', members(after)["xl/worksheets/sheet1.xml"]) == [b"2", b"3", b"4", b"4"]


@pytest.mark.parametrize(
    ("font", "light"),
    [(font, font in ("1", "2", "4")) for font in ("0", "1", "2", "3", "4", "5", "6", "7", "99", "x")],
)
def test_light_letters_get_a_dark_ground(font, light):
    formats = f'<cellXfs count="2"><xf/><xf fontId="{font}"/></cellXfs>'
    after = members(edit.annotate(book(formats), [mark(1, 1)]).data)["xl/styles.xml"].decode()
    assert f'rgb="FF{styles.FILLS["error"][light]}"' in after


@pytest.mark.parametrize(
    ("formats", "fills"),
    [("", FILLS), ("<cellXfs/>", FILLS), ('<cellXfs count="1"><xf/></cellXfs>', ""), ("", "<fills/>"), ("", "")],
)
def test_groups_that_are_not_there_are_written_in_their_place(formats, fills):
    after = members(edit.annotate(book(formats, fills=fills), [mark(1, 1)]).data)["xl/styles.xml"].decode()
    order = ["<fonts", "<fills", "<borders", "<cellXfs", "<cellStyles"]
    assert sorted(order, key=after.index) == order
    assert after.count("<fill>") == 3
    assert 'fillId="2"' in after
    assert 'count="2"' in re.search(r"<cellXfs[^>]*>", after)[0]


@pytest.mark.parametrize("text", [None, f'<styleSheet xmlns="{MAIN}"/>'])
def test_a_workbook_without_styles_gets_some(text):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    after = edit.annotate(package(worksheet(rows), styles=text), [mark(1, 1)]).data
    assert opened(after)["Data"]["A1"].fill.fgColor.rgb == "FFFFC7CE"
    names = members(after)
    assert b"/xl/styles.xml" in names["[Content_Types].xml"]
    assert b'Target="styles.xml"' in names["xl/_rels/workbook.xml.rels"]


def test_a_prefix_is_kept():
    text = (
        f'<x:styleSheet xmlns:x="{MAIN}"><x:fonts><x:font/></x:fonts><x:fills><x:fill/><x:fill/></x:fills>'
        "<x:borders><x:border/></x:borders><x:cellXfs><x:xf/><x:xf numFmtId='4'/></x:cellXfs></x:styleSheet>"
    )
    data = package(worksheet(ROWS), styles=text)
    after = members(edit.annotate(data, [mark(1, 1)]).data)["xl/styles.xml"].decode()
    assert '<x:fill><x:patternFill patternType="solid"><x:fgColor rgb="FFFFC7CE"/>' in after
    assert '<x:xf fillId="2" applyFill="1" numFmtId=\'4\'/></x:cellXfs>' in after


def test_more_formats_than_excel_takes_are_refused():
    formats = f'<cellXfs count="{styles.MOST_FORMATS}">{"<xf/>" * styles.MOST_FORMATS}</cellXfs>'
    with pytest.raises(TooLarge, match="64,000 cell formats"):
        edit.annotate(book(formats), [mark(1, 1)])
