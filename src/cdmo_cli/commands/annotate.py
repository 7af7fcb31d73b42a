"""`cdmo validate --annotate OUT.xlsx`: a copy of the workbook in which the cells of the findings are marked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cdmo_cli import streams
from cdmo_cli.check import Verdict
from cdmo_cli.commands import files as paths
from cdmo_cli.errors import InputError, UsageError

if TYPE_CHECKING:
    from cdmo_cli.edit import Mark

SUFFIXES = (".xlsx", ".xlsm")
_OTHERS = frozenset({".csv", ".tsv", ".tab", ".txt", ".ods", ".xls", ".xlsb", ".parquet"})


def may_annotate(files: Sequence[Path], out: Path, *, force: bool) -> None:
    """Raises UsageError or OutputError where the copy cannot or must not be written: before any work is done."""
    if len(files) != 1:
        raise UsageError(f"--annotate marks one workbook, and {len(files)} are given", hint="give one FILE")
    if files[0].suffix.lower() in _OTHERS:
        raise _other_format(files[0], files[0].suffix.lower()[1:])
    if out.suffix.lower() not in (*SUFFIXES, files[0].suffix.lower()):
        raise UsageError("--annotate writes a workbook", hint="give a name that ends in .xlsx or .xlsm", path=out)
    paths.may_write(out, files, force=force)


def write(verdict: Verdict, file: Path, out: Path) -> None:
    """Write the copy of `file`, whose verdict it is, and say what was marked; nothing where it could not be read.

    Raises UsageError for another format than xlsx and xlsm, InputError where the file was changed meanwhile, and
    OutputError.
    """
    from cdmo_cli import edit
    from cdmo_cli.present.marks import marks
    from cdmo_cli.read.reader import load

    book = verdict.files[0]
    if book.workbook is None:
        return
    kind = book.workbook.format
    if kind not in ("xlsx", "xlsm"):
        raise _other_format(file, kind)
    if out.suffix.lower() not in (f".{kind}", file.suffix.lower()):
        raise UsageError(
            f"Excel opens a copy of this file only as .{kind}", hint=f"name it {out.stem}.{kind}", path=out
        )
    data = load(file)
    if hashlib.sha256(data).hexdigest() != book.sha256:
        raise InputError("was changed while it was checked", hint="run it again", path=file)
    chosen = marks(verdict)
    copy = edit.annotate(data, chosen)
    paths.write_bytes(out, copy.data)
    streams.note(f"wrote {out}: {_count(verdict, chosen)}")
    for remark in copy.remarks:
        streams.note(f"note: {out}: {remark}")


def _other_format(file: Path, kind: str) -> UsageError:
    return UsageError(
        f"--annotate needs an xlsx or xlsm workbook, and this is {kind}",
        hint="open it in Excel or LibreOffice, save it as .xlsx, and check that file",
        path=file,
    )


def _count(verdict: Verdict, marks: Sequence[Mark]) -> str:
    """What was marked, in words."""
    active = verdict.active()
    if not active:
        return "no findings, nothing marked"
    cells = len({(mark.sheet, mark.row, mark.column) for mark in marks})
    unplaced = sum(reported.finding.place is None for reported in active)
    rest = f"; {_many(unplaced, 'finding')} of no cell" if unplaced else ""
    return f"{_many(cells, 'cell')} marked for {_many(len(active) - unplaced, 'finding')}{rest}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
