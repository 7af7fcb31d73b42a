from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from cdmo_cli.errors import DamagedWorkbook, MissingLibrary
from cdmo_cli.read import Needs, read


def test_without_pyarrow_the_line_to_type_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "model.parquet"
    path.write_bytes(b"PAR1" + b"\x00" * 20 + b"PAR1")

    with pytest.raises(MissingLibrary) as caught:
        read(path)
    assert str(caught.value) == f"{path}: reading parquet needs pyarrow, which is not installed"
    assert caught.value.hint == 'pip install "cdmo-cli[parquet]"'


def test_a_table_becomes_a_sheet_with_a_header(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "model.parquet"
    table = pyarrow.table(
        {
            "region": pyarrow.array(["Europe", "", None]).dictionary_encode(),
            "year": [2024, 2025, None],
            "value": [1.5, float("nan"), -2.0],
            "date": [dt.date(2024, 2, 29), None, None],
            "estimate": [True, False, None],
        }
    )
    parquet.write_table(table, path)
    book = read(path, Needs.FORMULAS)

    assert (book.format, book.sheets[0].name, book.sheets[0].typed) == ("parquet", "model", True)
    assert book.sheets[0].rows == [
        ["region", "year", "value", "date", "estimate"],
        ["Europe", 2024, 1.5, dt.date(2024, 2, 29), True],
        [None, 2025, None, None, False],
        [None, None, -2.0, None, None],
    ]
    assert book.unavailable == ("formulas",)

    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DamagedWorkbook, match="not readable as parquet"):
        read(path)
