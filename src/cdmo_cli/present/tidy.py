"""Writes observations as a tidy table: a row a figure, in a form that spreadsheets and data frames read."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cdmo_cli.errors import MissingLibrary, UsageError
from cdmo_cli.market.model import Model

if TYPE_CHECKING:
    import pandas as pd

# What a spreadsheet takes for a formula when a text begins with it (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

MOST_DECIMALS = 9  # more is a computed value in full precision, not a printed one


def joined(models: Sequence[Model]) -> pd.DataFrame:
    """The observations of all models, in order, as one frame; a dimension that a model lacks is empty there."""
    import pandas as pd

    frames = [model.to_frame() for model in models]
    columns = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    tail = [name for name in frames[0].columns if all(name in frame.columns for frame in frames)]
    ordered = _in_place(columns, tail)
    return pd.concat(frames, ignore_index=True).reindex(columns=ordered)


def _in_place(columns: list[str], common: list[str]) -> list[str]:
    """Columns that only some frames have (their own dimensions) stand where dimensions stand: before `period`."""
    own = [name for name in columns if name not in common]
    at = common.index("period")
    return [*common[:at], *own, *common[at:]]


def writer(output: Path) -> Callable[[pd.DataFrame, Path], None]:
    """The function that writes the format of a file's suffix. Raises UsageError, or MissingLibrary for parquet."""
    suffix = output.suffix.lower()
    if suffix == ".csv":
        return write_csv
    if suffix == ".xlsx":
        return write_xlsx
    if suffix == ".parquet":
        if find_spec("pyarrow") is None:
            raise MissingLibrary(
                "parquet needs the package pyarrow, which is not installed",
                hint="install it with `pip install pyarrow` (in cdmo's environment), or write .csv or .xlsx",
            )
        return write_parquet
    raise UsageError(f"cannot tell the format from ‘{suffix}’", hint="use .csv, .xlsx or .parquet", path=output)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """UTF-8 with a byte order mark, which Excel needs; commas; every value with its printed decimals; texts guarded."""
    guarded = _guarded(frame)
    guarded["value"] = [_written(v, d) for v, d in zip(frame["value"], frame["decimals"], strict=True)]
    guarded["scale"] = [f"{scale:.15g}" for scale in frame["scale"]]
    guarded.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Through pyarrow; texts as they are, since nothing takes them for formulas."""
    frame.to_parquet(path, engine="pyarrow", index=False)


def write_xlsx(frame: pd.DataFrame, path: Path) -> None:
    """One sheet, "Observations": texts as texts, never as formulas, links or numbers; values with their decimals."""
    import xlsxwriter

    guarded = _guarded(frame)
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Observations")
        sheet.freeze_panes(1, 0)
        bold = workbook.add_format({"bold": True})
        shown = {d: workbook.add_format({"num_format": f"0.{'0' * d}".rstrip(".")}) for d in range(MOST_DECIMALS + 1)}
        formats = [shown.get(decimals) for decimals in frame["decimals"].tolist()]
        for column, name in enumerate(guarded.columns):
            sheet.write_string(0, column, str(name), bold)
            for row, value in enumerate(guarded[name].tolist(), 1):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, (int, float)) and not math.isnan(value):
                    sheet.write_number(row, column, value, formats[row - 1] if name == "value" else None)
        sheet.autofit(300)


def _written(value: float, decimals: int) -> str:
    """The value with the decimals it was printed with, unless that would change it."""
    text = f"{value:.{decimals}f}" if 0 <= decimals <= MOST_DECIMALS else ""
    return text if text and float(text) == value else repr(value)


def _guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet could take for a formula."""
    guarded = frame.copy()
    for name in guarded.columns:
        if guarded[name].dtype.kind not in "iufb":
            guarded[name] = guarded[name].map(_guard, na_action="ignore")
    return guarded


def _guard(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
