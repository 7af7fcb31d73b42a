"""Workbooks for the tests of edit: one that has nearly everything, and packages written part by part."""

from __future__ import annotations

import datetime as dt
import io
import struct
import warnings
import zipfile
import zlib
from pathlib import Path

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from cdmo_cli.edit import Entry, Mark

PIVOT = Path(__file__).parent / "pivot.xlsx"  # made with LibreOffice: a pivot table of a sheet's figures

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

NOTE = (Entry("error T101 parts-differ-from-total", "World is 121.6 – but its “parts” add up to 148.6 < 150 & more"),)


def mark(row, column, kind="error", sheet="Data", entries=NOTE):
    return Mark(sheet, row, column, kind, entries)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """The names of the parts that differ or are new; none may be lost, and all keep their order."""
    old, new = members(before), members(after)
    assert list(new)[: len(old)] == list(old)
    return {name for name, content in new.items() if old.get(name) != content}


def values(data: bytes) -> dict[str, list[list[object]]]:
    """All values as calamine reads them, without the empty edges."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: _trimmed(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names}


def opened(data: bytes, *, data_only: bool = False) -> openpyxl.Workbook:
    """The workbook as openpyxl has it, who warns of what it does not know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)


def _trimmed(rows):
    rows = [list(row) for row in rows]
    for row in rows:
        while row and row[-1] in ("", None):
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def png() -> bytes:
    """A picture of two by two pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    chunks = (
        (b"IHDR", struct.pack(">2I5B", 2, 2, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress((b"\0" + b"\xff\0\0" * 2) * 2)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, body) for name, body in chunks)


def rich(folder: Path, *, macros: bool = False) -> bytes:
    """Charts, pictures, notes, formulas with values, names, validation, conditional formats, tables, sparklines, merged
    cells, hidden rows, links, protection, print settings; with `macros` an xlsm."""
    path = folder / ("rich.xlsm" if macros else "rich.xlsx")
    book = xlsxwriter.Workbook(path)
    book.set_properties({"title": "Rich", "created": dt.datetime(2024, 1, 1)})
    head = book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "border": 1})
    money = book.add_format({"num_format": "#,##0.0", "bottom": 4, "font_color": "#0000FF"})
    share = book.add_format({"num_format": "0.0%", "italic": True})
    data = book.add_worksheet("Data")
    data.write_row(0, 0, ["USD billion", 2024, 2025], head)
    for row, (name, *figures) in enumerate(
        [("Europe", 40.1, 42.3), ("Asia-Pacific", 31.2, 33.0), ("North America", 50.4, 52.5)], 1
    ):
        data.write(row, 0, name)
        data.write_row(row, 1, figures, money)
        data.write_formula(row, 3, f"=C{row + 1}/B{row + 1}-1", share, figures[1] / figures[0] - 1)
    data.write(4, 0, "World")
    data.write_formula("B5", "=SUM(B2:B4)", money, 121.7)
    data.write_formula("C5", "=SUM(C2:C4)", money, 127.8)
    data.write_array_formula("E2:E4", "{=B2:B4*2}", money, 80.2)
    data.write_comment("B3", "A note of the analyst", {"author": "Ann"})
    data.write_comment("F9", "Another")
    data.set_column("A:A", 22)
    data.set_column("H:H", 10, share)
    data.set_row(7, 30, None, {"hidden": True})
    data.merge_range("A12:C13", "Merged", head)
    data.conditional_format("B2:C4", {"type": "data_bar"})
    data.conditional_format("B2:C4", {"type": "cell", "criteria": ">", "value": 50, "format": share})
    data.data_validation("G2", {"validate": "list", "source": ["a", "b"]})
    data.write_url("A15", "https://publisher.example/report")
    data.autofilter("A1:C4")
    data.protect("", {"select_locked_cells": True})
    data.set_header("&CMarket")
    data.insert_image("J2", "dot.png", {"image_data": io.BytesIO(png())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=Data!$A$2:$A$4", "values": "=Data!$B$2:$B$4"})
    data.insert_chart("G12", chart)
    other = book.add_worksheet("Other sheet")
    other.add_table("A1:B3", {"data": [["x", 1], ["y", 2]], "columns": [{"header": "Key"}, {"header": "Value"}]})
    other.add_sparkline("D2", {"range": "Data!B2:C2"})
    other.write_formula("D4", "=World", None, 121.7)
    line = book.add_chart({"type": "line"})
    line.add_series({"values": "=Data!$B$5:$C$5"})
    book.add_chartsheet("Chart").set_chart(line)
    book.define_name("World", "=Data!$B$5")
    if macros:
        project = folder / "vbaProject.bin"
        project.write_bytes(b"\xd0\xcf\x11\xe0 macros, any bytes")
        book.add_vba_project(str(project))
    book.close()
    return path.read_bytes()


def package(
    sheet: str,
    *,
    styles: str | None = None,
    parts: dict[str, str | bytes] | None = None,
    relations: str = "",
    types: str = "",
    strict: bool = False,
) -> bytes:
    """A workbook of one sheet `Data`, whose part is given; `relations` are the sheet's, `types` content types."""
    main, rel = (STRICT, STRICT_RELATIONS) if strict else (MAIN, RELATIONS)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    extra = f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>' if styles else ""
    to_styles = f'<Relationship Id="rId2" Type="{rel}/styles" Target="styles.xml"/>' if styles else ""
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>{extra}{types}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/>{to_styles}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **({"xl/styles.xml": styles} if styles else {}),
        **(parts or {}),
    }
    if relations:
        contents["xl/worksheets/_rels/sheet1.xml.rels"] = (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
        )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, (2021, 3, 4, 5, 6, 8)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def worksheet(rows: str, *, before: str = "", after: str = "", main: str = MAIN) -> str:
    """The part of a sheet with these rows, and with elements before and after its `sheetData`."""
    return f'{HEAD}<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
