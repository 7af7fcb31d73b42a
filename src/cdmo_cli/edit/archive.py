"""A zip with some members replaced: the packed bytes of all others are copied as they are, and so are their dates.

The format is that of PKWARE's APPNOTE.TXT, 4.3.7 (local header), 4.3.12 (directory) and 4.3.16 (end of directory).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdmo_cli.errors import TooLarge

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8 = 0x800
_SIZES_FOLLOW = 0x8
_VERSION = 20
_NEW_YEAR_1980 = (0, 0x21)  # time and date of a new member: the same in every run
_MOST_BYTES = 0xFFFFFFFF
_MOST_MEMBERS = 0xFFFF


@dataclass(frozen=True, slots=True)
class _Member:
    """A member as it goes into the zip: its head fields and its packed bytes."""

    name: bytes
    flags: int
    method: int
    moment: tuple[int, int]  # time, date as MS-DOS has them
    checksum: int
    size: int
    packed: bytes
    system: int = 0
    attributes: tuple[int, int] = (0, 0)  # internal, external
    comment: bytes = b""


def replaced(data: bytes, members: Sequence[zipfile.ZipInfo], contents: Mapping[str, bytes]) -> bytes:
    """The zip `data`, whose directory is `members`, with other contents for the members named in `contents`.

    Names that it does not have yet come last. Raises TooLarge where it would need the 64 bit fields of a zip.
    """
    names = {info.filename for info in members}
    written = [
        _packed(info, contents[info.filename]) if info.filename in contents else _copied(data, info)
        for info in members
    ]  # fmt: skip
    written += [_new(name, content) for name, content in contents.items() if name not in names]
    if len(written) >= _MOST_MEMBERS or any(member.size >= _MOST_BYTES for member in written):
        raise TooLarge(
            "it has more parts, or larger ones, than a zip of 32 bit fields can hold",
            hint="Save the sheets that matter as a workbook of their own.",
        )
    return _joined(written)


def _joined(members: Sequence[_Member]) -> bytes:
    body, directory = bytearray(), bytearray()
    for member in members:
        head = (member.flags, member.method, *member.moment, member.checksum, len(member.packed), member.size)
        start = len(body)
        body += _LOCAL.pack(b"PK\x03\x04", _VERSION, *head, len(member.name), 0) + member.name + member.packed
        made_by = member.system << 8 | _VERSION
        lengths = (len(member.name), 0, len(member.comment), 0)
        directory += _CENTRAL.pack(b"PK\x01\x02", made_by, _VERSION, *head, *lengths, *member.attributes, start)
        directory += member.name + member.comment
    end = _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + end)


def _copied(data: bytes, info: zipfile.ZipInfo) -> _Member:
    """A member as it is. Its sizes go to its head, wherever they stood."""
    name_length, extra_length = struct.unpack_from("<2H", data, info.header_offset + 26)
    start = info.header_offset + _LOCAL.size + name_length + extra_length
    packed = data[start : start + info.compress_size]
    return _member(info, info.compress_type, info.CRC, info.file_size, packed)


def _packed(info: zipfile.ZipInfo, content: bytes) -> _Member:
    return _member(info, zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content), _deflated(content))


def _member(info: zipfile.ZipInfo, method: int, checksum: int, size: int, packed: bytes) -> _Member:
    year, month, day, hour, minute, second = info.date_time
    return _Member(
        name=info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437"),
        flags=info.flag_bits & ~_SIZES_FOLLOW,
        method=method,
        moment=(hour << 11 | minute << 5 | second // 2, max(year - 1980, 0) << 9 | month << 5 | day),
        checksum=checksum,
        size=size,
        packed=packed,
        system=info.create_system,
        attributes=(info.internal_attr, info.external_attr),
        comment=info.comment,
    )


def _new(name: str, content: bytes) -> _Member:
    moment = _NEW_YEAR_1980
    packed = _deflated(content)
    return _Member(name.encode(), _UTF8, zipfile.ZIP_DEFLATED, moment, zlib.crc32(content), len(content), packed)


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()
