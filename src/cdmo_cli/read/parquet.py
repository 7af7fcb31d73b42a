"""A table that `cdmo ingest` wrote as parquet: one sheet whose first row is the header. Needs pyarrow."""

from __future__ import annotations

import datetime as dt
import decimal
import io
import math
from importlib import import_module

from cdmo_cli.errors import DamagedWorkbook, MissingLibrary
from cdmo_cli.read.detect import DOWNLOAD_AGAIN
from cdmo_cli.read.limits import check_cells
from cdmo_cli.read.model import Needs, Sheet, Value
from cdmo_cli.read.workbooks import Contents, wanted

PIP_LINE = 'pip install "cdmo-cli[parquet]"'


def read_parquet(data: bytes, name: str, needs: Needs) -> Contents:
    """The table as a sheet named as told. Raises MissingLibrary, DamagedWorkbook, TooLarge."""
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingLibrary("reading parquet needs pyarrow, which is not installed", hint=PIP_LINE) from error
    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        check_cells(name, file.metadata.num_rows + 1, file.metadata.num_columns)
        table = file.read()
        columns = [[_value(item) for item in column.to_pylist()] for column in table.columns]
    except pyarrow.ArrowException as error:
        raise DamagedWorkbook(f"damaged: not readable as parquet ({error})", hint=DOWNLOAD_AGAIN) from error
    header: list[Value] = list(table.column_names)
    rows: list[list[Value]] = [header, *(list(row) for row in zip(*columns, strict=True))]
    return Contents((Sheet(name, 0, rows),), wanted(needs))


def _value(item: object) -> Value:
    """A value of a column; what a cell cannot hold becomes its text."""
    if item is None or (isinstance(item, float) and math.isnan(item)) or item == "":
        return None
    if isinstance(item, bool | int | float | str | dt.datetime | dt.date | dt.time | dt.timedelta):
        return item
    return float(item) if isinstance(item, decimal.Decimal) else str(item)
