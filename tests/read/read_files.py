"""Makes the files that the tests of `read` read: minimal ones by hand, so that a test can say what stands in them."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

SHARED = Path(__file__).parents[2].parent / "shared"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>'
)
ROOT_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_RELATIONS}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    "</Relationships>"
)
WORKBOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets>'
    "</workbook>"
)
STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0&quot; bn&quot;"/></numFmts>'
    '<fonts><font/><font><b/></font><font><b val="0"/></font></fonts><cellXfs>'
    '<xf numFmtId="0" fontId="0"/><xf numFmtId="164" fontId="1"/><xf numFmtId="10" fontId="2"/>'
    '<xf numFmtId="0" fontId="0"><alignment indent="2"/></xf></cellXfs></styleSheet>'
)


def sheet_xml(rows: str, before: str = "") -> str:
    """The XML of a sheet from that of its rows."""
    return f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def write_xlsx(path: Path, rows: str = "", *, sheet: str | None = None, **parts: str | bytes) -> Path:
    """A workbook of one sheet, `Data`. `parts` replaces parts: workbook, styles, types; others by their full name."""
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": parts.pop("types", CONTENT_TYPES),
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": parts.pop("workbook", WORKBOOK),
        "xl/_rels/workbook.xml.rels": parts.pop("relations", WORKBOOK_RELATIONS),
        "xl/styles.xml": parts.pop("styles", STYLES),
        "xl/worksheets/sheet1.xml": sheet_xml(rows) if sheet is None else sheet,
        **parts,
    }
    return write_zip(path, contents)


def write_zip(path: Path, contents: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def write_ods(path: Path, tables: str, manifest: str = "", styles: str = "") -> Path:
    """An OpenDocument spreadsheet from the XML of its tables."""
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
    )
    calc = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}{calc} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return write_zip(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            f'manifest:1.0"><manifest:file-entry manifest:full-path="content.xml">{manifest}</manifest:file-entry>'
            "</manifest:manifest>",
            "content.xml": content,
        },
    )


def _record(kind: int, content: bytes = b"") -> bytes:
    """A record of a binary part ([MS-XLSB] 2.1.4): its type and its length in groups of seven bits."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(content)
    return head + (bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])) + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def write_xlsb(
    path: Path, rows: dict[int, dict[int, float | str]], state: int = 0, merge: tuple[int, int, int, int] | None = None
) -> Path:
    """A binary workbook of one sheet; rows and columns count from 1. Texts that begin with `#` are errors."""
    sheet = _record(129) + _record(148, struct.pack("<4I", 0, max(rows) - 1, 0, 20)) + _record(145)
    for row, cells in rows.items():
        sheet += _record(0, struct.pack("<II", row - 1, 0) + b"\x2c\x01\x00\x00\x00" + struct.pack("<I", 0))
        for column, value in cells.items():
            place = struct.pack("<II", column - 1, 0)
            if isinstance(value, str) and value.startswith("#"):
                sheet += _record(3, place + b"\x17")  # #REF!
            elif isinstance(value, str):
                sheet += _record(6, place + _wide(value))
            else:
                sheet += _record(5, place + struct.pack("<d", value))
    sheet += _record(146)
    if merge is not None:
        sheet += _record(177, struct.pack("<I", 1)) + _record(176, struct.pack("<4I", *merge)) + _record(178)
    sheet += _record(130)
    bundle = struct.pack("<II", state, 1) + _wide("r1") + _wide("Data")
    workbook = _record(131) + _record(143) + _record(156, bundle) + _record(144) + _record(132)
    relations = WORKBOOK_RELATIONS.replace("sheet1.xml", "sheet1.bin").replace("styles.xml", "none.bin")
    return write_zip(
        path,
        {
            "[Content_Types].xml": CONTENT_TYPES.replace("workbook.xml", "workbook.bin"),
            "_rels/.rels": ROOT_RELATIONS.replace("workbook.xml", "workbook.bin"),
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": relations,
            "xl/worksheets/sheet1.bin": sheet,
        },
    )
