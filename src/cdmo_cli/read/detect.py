"""Which format a file has, told by its content; its name only decides where the content does not."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from cdmo_cli.errors import DamagedWorkbook, EmptyWorkbook, EncryptedWorkbook, NotAWorkbook

Format = Literal["xlsx", "xlsm", "xlsb", "xls", "ods", "text", "parquet"]

READABLE = "cdmo reads xlsx, xlsm, xlsb, xls, ods, csv, tsv and parquet."
SAVE_AGAIN = "Open it in Excel or LibreOffice, save it as .xlsx, and use that file."
DOWNLOAD_AGAIN = "Copy or download it again; if it opens in Excel, save a new copy and use that."
UNLOCK = "Open it with its password, remove the password (File > Info > Protect Workbook), and save a copy."

_TAG = re.compile(rb"<(?:!doctype html|[a-z][a-z0-9]*[\s>])")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = frozenset({b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"})  # BIFF 2, 3, 4
_TEXT_SUFFIXES = frozenset({"", ".csv", ".tsv", ".tab", ".txt"})

# What people and web servers hand over under a spreadsheet's name.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


def detect(data: bytes, suffix: str) -> Format:
    """The format of a file's bytes; `suffix` as in `.xlsx`, in lower case.

    Raises NotAWorkbook, EncryptedWorkbook, EmptyWorkbook or DamagedWorkbook.
    """
    if not data:
        raise EmptyWorkbook("the file is empty (zero bytes)", hint="Save or download it again.")
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    if data.startswith(b"PAR1"):
        return "parquet"
    if data[:4] in _OLD_EXCEL:
        raise NotAWorkbook("a workbook of Excel 4 or older, which cdmo does not read", hint=SAVE_AGAIN)
    _refuse_others(data)
    if _looks_binary(data):
        raise NotAWorkbook("not a workbook: neither a spreadsheet's file nor text", hint=READABLE)
    if suffix not in _TEXT_SUFFIXES and not _looks_delimited(data):
        raise NotAWorkbook("not a workbook: text without columns", hint=READABLE)
    return "text"


def _refuse_others(data: bytes) -> None:
    for magic, what in _OTHERS:
        if data.startswith(magic) and (len(magic) > 2 or _looks_binary(data)):
            raise NotAWorkbook(f"not a workbook but {what}", hint=READABLE)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<html" in head[:1024]:
        raise NotAWorkbook("not a workbook but a web page (HTML)", hint=SAVE_AGAIN)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head or b'progid="excel.sheet"' in head:
        raise NotAWorkbook("an “XML Spreadsheet 2003”, which cdmo does not read", hint=SAVE_AGAIN)
    if _TAG.match(head):
        raise NotAWorkbook("not a workbook but a web page (HTML)", hint=SAVE_AGAIN)
    if head.startswith(b"<?xml"):
        raise NotAWorkbook("not a workbook but an XML file", hint=READABLE)


def _looks_binary(data: bytes) -> bool:
    """Control characters that no text holds. UTF-16 text has NULs, but in every second byte and beside ASCII."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_utf16(head):
        return False
    if b"\x00" in head:
        return looks_utf16(head) is None
    controls = sum(head.count(bytes([code])) for code in (*range(9), 14, 15, *range(16, 27), *range(28, 32)))
    return controls > len(head) // 50


def looks_utf16(head: bytes) -> Literal["utf-16-le", "utf-16-be", None]:
    """Which UTF-16 a text without byte order mark is in: half of all its characters, or more, are ASCII."""
    if len(head) < 2:
        return None
    pairs = len(head) // 2
    even, odd = head[: pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd * 2 >= pairs and even * 50 <= odd:
        return "utf-16-le"
    if even * 2 >= pairs and odd * 50 <= even:
        return "utf-16-be"
    return None


def _looks_delimited(data: bytes) -> bool:
    """The same separator in several lines, in most of the first ones."""
    lines = [line for line in data[:65536].replace(b"\x00", b"").splitlines()[:50] if line.strip()]
    return any(
        sum(mark in line for line in lines) >= max(2, len(lines) // 2) for mark in (b",", b";", b"\t", b"|")
    ) and not data.lstrip().startswith((b"{", b"["))


def _ole(data: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedWorkbook("protected by a password", hint=UNLOCK)
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "WORKBOOK", "Book", "BOOK")):
        what = "a Word document" if "WordDocument".encode("utf-16-le") in data else "another kind of Office file"
        raise NotAWorkbook(f"not a workbook but {what}", hint=READABLE)
    if _has_filepass(data):
        raise EncryptedWorkbook("protected by a password", hint=UNLOCK)
    return "xls"


def _has_filepass(data: bytes) -> bool:
    """Whether the globals of a BIFF workbook have a FILEPASS record ([MS-XLS] 2.4.117): all after it is encrypted.

    It stands among the first records after the BOF of the globals, which begins a sector (64 bytes or more).
    """
    for start in range(512, len(data) - 8, 64):
        if data[start : start + 2] != b"\x09\x08" or data[start + 6 : start + 8] != b"\x05\x00":
            continue
        position = start
        for _ in range(8):
            kind = int.from_bytes(data[position : position + 2], "little")
            if kind == 0x2F:
                return True
            position += 4 + int.from_bytes(data[position + 2 : position + 4], "little")
    return False


def _zip(data: bytes) -> Format:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, OverflowError) as error:
        raise DamagedWorkbook(
            "damaged: the file is cut off or its zip directory is broken", hint=DOWNLOAD_AGAIN
        ) from error
    with archive:
        names = {info.filename.replace("\\", "/").lower(): info for info in archive.infolist()}
        if any(info.flag_bits & 0x1 for info in names.values()):
            raise EncryptedWorkbook("protected by a password", hint=UNLOCK)
        if any(name.endswith("workbook.bin") for name in names):
            return "xlsb"
        if "[content_types].xml" in names and any(name.endswith(("workbook.xml", "workbook2.xml")) for name in names):
            return "xlsm" if b"macroEnabled" in _start(archive, names["[content_types].xml"]) else "xlsx"
        if "content.xml" in names:
            return _ods(archive, names)
        raise NotAWorkbook(f"not a workbook but {_zip_content(names)}", hint=READABLE)


def _ods(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> Format:
    manifest = _start(archive, names["meta-inf/manifest.xml"]) if "meta-inf/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise EncryptedWorkbook("protected by a password", hint=UNLOCK)
    kind = _start(archive, names["mimetype"]) if "mimetype" in names else manifest
    if b"opendocument.spreadsheet" not in kind:
        raise NotAWorkbook("not a workbook but another kind of OpenDocument file", hint=READABLE)
    return "ods"


def _start(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as part:
            return part.read(1_000_000)
    except Exception as error:
        raise DamagedWorkbook(f"damaged: {info.filename!r} in it cannot be unpacked", hint=DOWNLOAD_AGAIN) from error


def _zip_content(names: dict[str, zipfile.ZipInfo]) -> str:
    if any(name.startswith("word/") for name in names):
        return "a Word document"
    if any(name.startswith("ppt/") for name in names):
        return "a PowerPoint presentation"
    if any(name.endswith(".iwa") for name in names):
        return "a document of Apple's iWork (export it from Numbers as Excel)"
    return "a zip archive"
