from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from read_files import ROOT_RELATIONS, sheet_xml, write_ods, write_xlsx, write_zip

from cdmo_cli import errors
from cdmo_cli.errors import CdmoError, DamagedWorkbook, EmptyWorkbook, EncryptedWorkbook, MissingFile, NotAWorkbook
from cdmo_cli.read import Needs, read, reader

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "not a workbook but a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a workbook but a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not a workbook but a JPEG picture"),
        (b"BM\x00\x00\x01\x02\x03\x00", "not a workbook but a bitmap picture"),
        (b"<!DOCTYPE html><html><body><table>", "not a workbook but a web page (HTML)"),
        (b"\xef\xbb\xbf\n <HTML xmlns:x='x'>", "not a workbook but a web page (HTML)"),
        (b"<table border=1><tr><td>1", "not a workbook but a web page (HTML)"),
        (b"<p><h1>Market, size, share</h1>\n<p>a,b\n<p>c,d", "not a workbook but a web page (HTML)"),
        (
            b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>"
            b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
            "an “XML Spreadsheet 2003”, which cdmo does not read",
        ),
        (b"<?xml version='1.0'?><a/>", "not a workbook but an XML file"),
        (b"\x1f\x8b\x08\x00", "not a workbook but a gzip archive"),
        (bytes(range(256)) * 10, "not a workbook: neither a spreadsheet's file nor text"),
        (b"Only words, here.\nAnd a second line\nand a third\nand more", "not a workbook: text without columns"),
        (b'{"a": 1,\n"b": 2,\n"c": 3}', "not a workbook: text without columns"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "a workbook of Excel 4 or older, which cdmo does not read"),
        (OLE + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), "not a workbook but a Word document"),
        (OLE + b"\x00" * 600, "not a workbook but another kind of Office file"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "model.xlsx"
    path.write_bytes(content)

    with pytest.raises(NotAWorkbook) as caught:
        read(path)
    assert caught.value.message == what
    assert caught.value.hint
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("word/document.xml", "not a workbook but a Word document"),
        ("ppt/presentation.xml", "not a workbook but a PowerPoint presentation"),
        ("Index/Document.iwa", "not a workbook but a document of Apple's iWork (export it from Numbers as Excel)"),
        ("notes.txt", "not a workbook but a zip archive"),
    ],
)
def test_zips_that_are_no_workbook(tmp_path: Path, part: str, what: str) -> None:
    with pytest.raises(NotAWorkbook) as caught:
        read(write_zip(tmp_path / "model.xlsx", {part: "x"}))
    assert caught.value.message == what


def test_an_opendocument_text_is_no_workbook(tmp_path: Path) -> None:
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
    with pytest.raises(NotAWorkbook, match="another kind of OpenDocument file"):
        read(write_zip(tmp_path / "letter.odt", dict(parts)))


def test_broken_utf_16_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "model.csv"
    path.write_bytes(b"\xff\xfe\x00\xd8\x00\xd8")
    with pytest.raises(NotAWorkbook, match="neither a spreadsheet's file nor text"):
        read(path)


def test_zero_bytes(tmp_path: Path) -> None:
    for name in ("model.xlsx", "model.csv", "model"):
        path = tmp_path / name
        path.touch()
        with pytest.raises(EmptyWorkbook, match=r"the file is empty \(zero bytes\)"):
            read(path)


def test_blank_text_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "blank.csv"
    path.write_text("\n\n;;\n", encoding="utf-8")
    with pytest.raises(EmptyWorkbook, match="no sheet of it holds a value"):
        read(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("needs", [Needs.VALUES, Needs.STYLES | Needs.FORMULAS])
def test_a_truncated_workbook_is_damaged(tmp_path: Path, share: float, needs: Needs) -> None:
    path = write_xlsx(tmp_path / "model.xlsx", CELL)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    with pytest.raises(DamagedWorkbook) as caught:
        read(path, needs)
    assert caught.value.message == "damaged: the file is cut off or its zip directory is broken"
    assert caught.value.hint.startswith("Copy or download it again")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingFile) as caught:
        read(tmp_path / "none.xlsx")
    assert str(caught.value) == f"{tmp_path / 'none.xlsx'}: no such file"
    with pytest.raises(NotAWorkbook, match="a folder, not a file"):
        read(tmp_path)
    with pytest.raises(MissingFile):
        read(Path("a\0b.xlsx"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(NotAWorkbook, match="not a regular file"):
        read(tmp_path / "pipe.csv")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "model.xlsx", CELL)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(MissingFile, match=r"cannot be opened \(Permission denied\)"):
        read(path)


def test_encrypted_files(tmp_path: Path) -> None:
    package = tmp_path / "model.xlsx"
    package.write_bytes(OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))
    beginning = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\x00" * 12  # BOF of the globals
    interface = b"\xe1\x00\x02\x00\xb0\x04"
    xls = tmp_path / "model.xls"
    xls.write_bytes(
        OLE
        + b"\x00" * 504
        + beginning
        + interface
        + b"\x2f\x00\x06\x00"
        + b"\x01" * 80
        + "Workbook".encode("utf-16-le")
    )
    ods = write_ods(tmp_path / "model.ods", "", manifest="<manifest:encryption-data/>")
    locked = write_xlsx(tmp_path / "zip.xlsx", CELL)
    data = bytearray(locked.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the encryption flag of the first entry in the directory
    locked.write_bytes(bytes(data))

    for path in (package, xls, ods, locked):
        with pytest.raises(EncryptedWorkbook) as caught:
            read(path)
        assert caught.value.message == "protected by a password"
        assert caught.value.hint.startswith("Open it with its password, remove the password")


@pytest.mark.parametrize("needs", [Needs.VALUES, Needs.STYLES | Needs.FORMULAS])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "_rels/.rels"])
def test_document_types_are_refused_wherever_they_stand(tmp_path: Path, part: str, needs: Needs) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret", encoding="utf-8")
    path = write_xlsx(tmp_path / "model.xlsx", CELL)
    with zipfile.ZipFile(path) as archive:
        contents: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY f "ha"><!ENTITY g "&f;&f;&f;">]>'
    old = contents[part]
    contents[part] = doctype.encode() + (old if isinstance(old, bytes) else old.encode())

    with pytest.raises(DamagedWorkbook) as caught:
        read(write_zip(path, contents), needs)
    assert caught.value.message == (
        f"refused: '{part}' in it declares a document type, as no spreadsheet program does and attacks do"
    )


def test_utf_16_parts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedWorkbook, match="is UTF-16, which cdmo does not read"):
        read(write_xlsx(tmp_path / "x.xlsx", **{"xl/worksheets/sheet1.xml": sheet_xml(CELL).encode("utf-16")}))


def test_parts_that_are_missing_are_named(tmp_path: Path) -> None:
    parts: dict[str, str | bytes] = {"[Content_Types].xml": "<x/>", "_rels/.rels": ROOT_RELATIONS}
    path = write_zip(tmp_path / "x.xlsx", {**parts, "xl/old/workbook.xml": "<x/>"})
    with pytest.raises(DamagedWorkbook, match=r"'xl/workbook.xml' is missing in it"):
        read(path)


class PanicException(BaseException):
    """Named as the one that calamine raises."""


@pytest.mark.parametrize("failure", [RecursionError("too deep"), TypeError("odd"), PanicException("index\n out")])
def test_whatever_a_library_raises_is_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(reader, "read_ooxml", fail)
    with pytest.raises(DamagedWorkbook, match=f"the reader gave up on it \\({' '.join(str(failure).split())}\\)"):
        read(write_xlsx(tmp_path / "x.xlsx", CELL))


@pytest.mark.parametrize("failure", [KeyboardInterrupt, SystemExit])
def test_what_is_the_programs_business_is_let_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: type[BaseException]
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(reader, "read_ooxml", fail)
    with pytest.raises(failure):
        read(write_xlsx(tmp_path / "x.xlsx", CELL))


def test_every_error_of_reading_is_one_for_the_user() -> None:
    for name in ("MissingFile", "NotAWorkbook", "EncryptedWorkbook", "DamagedWorkbook", "EmptyWorkbook", "TooLarge"):
        assert issubclass(getattr(errors, name), CdmoError)
        assert getattr(errors, name).exit_code == 2


def test_importing_read_imports_no_library() -> None:
    code = (
        "import sys, cdmo_cli.read\n"
        "heavy = {'python_calamine', 'openpyxl', 'pandas', 'numpy', 'defusedxml', 'pyarrow', 'zipfile'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    source = str(Path(reader.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert done.stdout.strip() == "[]"
