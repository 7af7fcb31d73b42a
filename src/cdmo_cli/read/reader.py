"""`read_file`: from a path to a Workbook; every way in which that can fail becomes one of the errors for the user."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from cdmo_cli.errors import CdmoError, DamagedWorkbook, EmptyWorkbook, MissingFile, NotAWorkbook, TooLarge
from cdmo_cli.read.detect import DOWNLOAD_AGAIN, READABLE, SAVE_AGAIN, Format, detect
from cdmo_cli.read.limits import MAX_FILE_BYTES, MEBIBYTE
from cdmo_cli.read.model import Needs, Sheet, Workbook
from cdmo_cli.read.workbooks import Contents, read_ooxml


def read_file(path: Path, needs: Needs = Needs.VALUES) -> Workbook:
    """Read a file. Raises InputError or MissingLibrary, each with the path."""
    path = Path(path)
    try:
        data = load(path)
        kind = detect(data, path.suffix.lower())
        name, contents = _contents(data, kind, path, needs)
        if not any(_has_cell(sheet) for sheet in contents.sheets):
            raise _empty(contents)
    except CdmoError as error:
        error.path = path
        raise
    except Exception as error:
        raise _unreadable(error, path) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's; all others are the program's business
            raise
        raise _unreadable(error, path) from error
    return Workbook(
        path=path,
        format=name,
        sheets=contents.sheets,
        sha256=hashlib.sha256(data).hexdigest(),
        needs=needs,
        unavailable=contents.unavailable,
        notes=contents.notes,
    )


def _contents(
    data: bytes, kind: Format, path: Path, needs: Needs
) -> tuple[Literal["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "parquet"], Contents]:
    if kind == "xlsx" or kind == "xlsm":
        return kind, read_ooxml(data, needs)
    if kind == "text":
        from cdmo_cli.read.delimited import read_delimited

        separator, contents = read_delimited(data, path.stem, path.suffix.lower(), needs)
        return ("tsv" if separator == "\t" else "csv"), contents
    if kind == "parquet":
        from cdmo_cli.read.parquet import read_parquet

        return kind, read_parquet(data, path.stem, needs)
    from cdmo_cli.read import isolated

    readers = {"xls": isolated.read_xls, "xlsb": isolated.read_xlsb, "ods": isolated.read_ods}
    return kind, readers[kind](data, needs)


def load(path: Path) -> bytes:
    """The bytes of a file. Raises MissingFile, NotAWorkbook (a folder or a device), TooLarge."""
    try:
        if path.is_dir():
            raise NotAWorkbook("a folder, not a file", hint=f"Name the files in it. {READABLE}")
        if path.exists() and not path.is_file():
            raise NotAWorkbook("not a regular file", hint=READABLE)
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise MissingFile("no such file", hint="Check the name and the folder.") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise MissingFile(
            f"cannot be opened ({reason})", hint="Check its permissions, and close it elsewhere."
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge(
            f"larger than {MAX_FILE_BYTES // MEBIBYTE} MiB",
            hint="Save the sheets that matter as a workbook of their own.",
        )
    return data


def _has_cell(sheet: Sheet) -> bool:
    return any(value is not None for row in sheet.rows for value in row)


def _empty(contents: Contents) -> EmptyWorkbook:
    if contents.has_formulas:
        return EmptyWorkbook(
            "it holds formulas but no calculated values",
            hint="Open it in Excel or LibreOffice, save it, and try again.",
        )
    return EmptyWorkbook("no sheet of it holds a value", hint="Check that it is the right file.")


def _unreadable(error: BaseException, path: Path) -> DamagedWorkbook:
    words = " ".join(str(error).split())[:200] or type(error).__name__
    hint = f"{DOWNLOAD_AGAIN} Else: {SAVE_AGAIN}"
    return DamagedWorkbook(f"damaged: the reader gave up on it ({words})", hint=hint, path=path)
