"""The parts of an OOXML workbook (xlsx, xlsm): a zip whose relations say which part is which sheet."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdmo_cli.errors import DamagedWorkbook, TooLarge
from cdmo_cli.read.detect import DOWNLOAD_AGAIN, SAVE_AGAIN
from cdmo_cli.read.limits import EXPANSION_FREE_BYTES, MAX_EXPANSION, MAX_UNPACKED_BYTES, MEBIBYTE

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CHUNK_BYTES = MEBIBYTE
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook part lists it; `part` is None where its relation leads nowhere."""

    name: str
    part: str | None
    worksheet: bool


class Package:
    """An open OOXML file. Raises DamagedWorkbook and TooLarge."""

    def __init__(self, data: bytes) -> None:
        with unpacking("the zip directory"):
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            name = info.filename.replace("\\", "/").lower()
            if name in self._infos and not name.endswith("/"):
                raise DamagedWorkbook(f"damaged: it holds {info.filename!r} twice", hint=DOWNLOAD_AGAIN)
            self._infos[name] = info
        main = self._related("", "officedocument")
        self.workbook_part = main[0] if main else "xl/workbook.xml"
        workbook = self.parse(self.workbook_part)
        properties = next(_children(workbook, "workbookPr"), None)
        self.date1904 = properties is not None and is_true(properties.get("date1904"))
        self.sheets = tuple(self._sheets(workbook))

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._infos

    def styles_part(self) -> str | None:
        """Where the styles are, if the workbook has any."""
        return next(iter(self._related(self.workbook_part, "styles")), None)

    def parts_in_use(self) -> list[str]:
        """Every part that holds cells or that cells refer to."""
        parts = [self.workbook_part, *self._related(self.workbook_part, "sharedstrings", "styles")]
        return parts + [sheet.part for sheet in self.sheets if sheet.part is not None]

    def check_expansion(self) -> None:
        """Raise TooLarge for a zip bomb, by the sizes that the directory states (`chunks` holds them to be true)."""
        check_expansion([self._info(part) for part in self.parts_in_use() if part in self])

    def members(self) -> tuple[zipfile.ZipInfo, ...]:
        """Every member of the zip, in the order of its directory."""
        return tuple(self._infos.values())

    def content(self, part: str) -> bytes:
        """The unpacked bytes of a part that `check_expansion` does not see. Raises TooLarge for a zip bomb."""
        check_expansion([self._info(part)])
        return b"".join(self.chunks(part))

    def chunks(self, part: str) -> Iterator[bytes]:
        """The unpacked bytes of a part, piece by piece; at the end their checksum was right."""
        info = self._info(part)
        with unpacking(info.filename), self._zip.open(info) as stream:
            piece = stream.read(CHUNK_BYTES)
            if piece.startswith(_UTF16):
                raise DamagedWorkbook(f"{info.filename!r} in it is UTF-16, which cdmo does not read", hint=SAVE_AGAIN)
            while piece:
                yield piece
                piece = stream.read(CHUNK_BYTES)

    def parse(self, part: str) -> Element:
        """A small part as a tree; entities are refused."""
        return parse_xml(b"".join(self.chunks(part)), part)

    def replaced(self, contents: dict[str, bytes]) -> bytes:
        """The bytes of this file with other contents for some parts."""
        others = {part.lower(): content for part, content in contents.items()}
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, info in self._infos.items():
                content = others.get(name)
                archive.writestr(info.filename, b"".join(self.chunks(name)) if content is None else content)
        return target.getvalue()

    def _info(self, part: str) -> zipfile.ZipInfo:
        try:
            return self._infos[part.lower()]
        except KeyError:
            raise DamagedWorkbook(f"damaged: {part!r} is missing in it", hint=DOWNLOAD_AGAIN) from None

    def _sheets(self, workbook: Element) -> Iterator[SheetPart]:
        relations = {key: (kind, target) for key, kind, target in self.relations(self.workbook_part)}
        for sheets in _children(workbook, "sheets"):
            for sheet in _children(sheets, "sheet"):
                key = next((value for name, value in sheet.items() if name.endswith("relationships}id")), "")
                kind, target = relations.get(key, ("", None))
                part = target if target is not None and target in self else None
                yield SheetPart(sheet.get("name", ""), part, kind == "worksheet")

    def _related(self, part: str, *kinds: str) -> list[str]:
        return [target for _, kind, target in self.relations(part) if kind in kinds and target in self]

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """(id, kind, target part) of a part's relations; the empty part stands for the package itself."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self:
            return []
        return [
            (
                relation.get("Id", ""),
                relation.get("Type", "").rpartition("/")[2].lower(),
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            )
            for relation in self.parse(relations)
            if relation.get("TargetMode") != "External"
        ]


def parse_xml(data: bytes, part: str) -> Element:
    """XML as a tree. Raises DamagedWorkbook where it is malformed or declares entities."""
    import defusedxml
    import defusedxml.ElementTree as ElementTree

    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise refused(part) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise malformed(part, error) from error


def malformed(part: str, error: Exception) -> DamagedWorkbook:
    """What to raise for a part that is no XML."""
    return DamagedWorkbook(f"damaged: {part!r} in it is not well-formed XML ({error})", hint=DOWNLOAD_AGAIN)


def refused(part: str) -> DamagedWorkbook:
    """What to raise for a document type declaration: how entity bombs and fetched entities begin."""
    return DamagedWorkbook(
        f"refused: {part!r} in it declares a document type, as no spreadsheet program does and attacks do",
        hint="If you trust where it comes from, open it in Excel and save a new copy.",
    )


def check_expansion(infos: list[zipfile.ZipInfo]) -> None:
    """Raise TooLarge where parts of a zip unpack to more than the limits."""
    total = sum(info.file_size for info in infos)
    if total > MAX_UNPACKED_BYTES:
        raise TooLarge(
            f"it unpacks to {total / MEBIBYTE:,.0f} MiB; cdmo reads at most {MAX_UNPACKED_BYTES // MEBIBYTE:,} MiB",
            hint="Save the sheets that matter as a workbook of their own.",
        )
    for info in infos:
        if info.file_size > max(EXPANSION_FREE_BYTES, MAX_EXPANSION * info.compress_size):
            raise TooLarge(
                f"{info.filename!r} in it unpacks to {info.file_size / MEBIBYTE:,.0f} MiB from "
                f"{info.compress_size:,} bytes, as a zip bomb does",
                hint="If you trust where it comes from, open it in Excel and save a new copy.",
            )


@contextmanager
def unpacking(part: str) -> Iterator[None]:
    """Map what zipfile raises on a broken archive."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, OverflowError, KeyError
    ) as error:  # fmt: skip
        raise DamagedWorkbook(f"damaged: {part!r} in it cannot be unpacked ({error})", hint=DOWNLOAD_AGAIN) from error


def is_true(value: str | None) -> bool:
    """An xsd:boolean, as Excel and others write it."""
    return value is not None and value.strip().lower() in {"1", "true", "on"}


def _children(parent: Element, name: str) -> Iterator[Element]:
    return (child for child in parent if child.tag.rpartition("}")[2] == name)
