from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from read_files import write_xlsb, write_zip

from cdmo_cli.address import Range
from cdmo_cli.errors import DamagedWorkbook, TooLarge
from cdmo_cli.read import ErrorValue, Needs, read


def test_values_and_addresses(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "model.xlsb", {3: {2: "  Größe", 3: 12.25}, 4: {2: "#REF!", 3: -1.0}}, 1, (0, 1, 4, 6))
    book = read(path)
    sheet = book.sheets[0]

    assert (book.format, sheet.name, sheet.visible, sheet.top, sheet.left) == ("xlsb", "Data", False, 3, 2)
    assert sheet.rows == [["  Größe", 12.25], [ErrorValue("#REF!"), -1.0]]
    assert sheet.merges == (Range(1, 5, 2, 7),)
    assert book.unavailable == ()


def test_what_it_cannot_give_is_said_where_it_was_asked_for(tmp_path: Path) -> None:
    book = read(write_xlsb(tmp_path / "model.xlsb", {1: {1: 1.0}}), Needs.FORMULAS | Needs.STYLES)

    assert book.unavailable == (
        "formulas",
        "number formats",
        "bold and indent",
        "hidden rows and columns",
        "outline levels",
    )


def test_a_stray_cell_does_not_take_the_memory(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "model.xlsb", {1: {1: 1.0}, 1_048_576: {16_384: 1.0}})

    with pytest.raises(TooLarge, match="sheet ‘Data’ spans 1,048,576 rows × 16,384 columns"):
        read(path)


def test_records_that_are_cut_off_or_lead_outside_are_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedWorkbook, match="it has cells outside of any sheet"):
        read(write_xlsb(tmp_path / "model.xlsb", {1_048_577: {1: 1.0}}))
    path = write_xlsb(tmp_path / "model.xlsb", {1: {1: 1.0}})
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    sheet = archive_bytes(parts["xl/worksheets/sheet1.bin"])
    parts["xl/worksheets/sheet1.bin"] = sheet[: sheet.index(b"\x05\x10") + 4]
    with pytest.raises(DamagedWorkbook, match="its records are cut off"):
        read(write_zip(path, parts))


def archive_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def test_a_part_with_a_wrong_checksum_is_damage(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "model.xlsb", {1: {1: 1.0, 2: "text"}})
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[directory + 16] ^= 0xFF
    path.write_bytes(bytes(data))

    with pytest.raises(DamagedWorkbook, match="cannot be unpacked"):
        read(path)
