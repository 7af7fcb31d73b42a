"""Reading: files to grids of cells with addresses. The only stage that opens the user's data."""

from __future__ import annotations

from pathlib import Path

from cdmo_cli.read.model import (
    PLAIN,
    ErrorValue,
    Formula,
    Needs,
    Sheet,
    Style,
    Value,
    Workbook,
)

__all__ = ["PLAIN", "ErrorValue", "Formula", "Needs", "Sheet", "Style", "Value", "Workbook", "read"]


def read(path: Path, needs: Needs = Needs.VALUES) -> Workbook:
    """Read a file of any format that cdmo knows, told by its content: xlsx, xlsm, xlsb, xls, ods, csv, tsv, parquet.

    Raises InputError (MissingFile, NotAWorkbook, EncryptedWorkbook, DamagedWorkbook, EmptyWorkbook, TooLarge) with
    the path and a hint, and MissingLibrary for parquet without pyarrow; nothing else that a file can provoke.
    """
    from cdmo_cli.read.reader import read_file

    return read_file(path, needs)
