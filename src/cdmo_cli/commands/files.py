"""The files that a command is given, and the one it writes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cdmo_cli import streams
from cdmo_cli.errors import MissingFile, NotAWorkbook, OutputError, UsageError


def inputs(files: Sequence[Path]) -> list[Path]:
    """The files to read, each once, without the lock files (`~$model.xlsx`) that Excel leaves beside an open
    workbook.

    Raises UsageError where nothing is left.
    """
    kept: dict[Path, Path] = {}
    for file in files:
        if file.name.startswith("~$"):
            streams.note(f"skipped {file}: a lock file that Excel leaves beside an open workbook")
        else:
            kept.setdefault(file.absolute(), file)
    if not kept:
        raise UsageError("there is no workbook among the files", hint="give at least one xlsx, xls, ods, csv ... file")
    return list(kept.values())


def must_exist(path: Path) -> Path:
    """The path, if it is a file. Raises MissingFile with the nearest names of the same folder, or NotAWorkbook."""
    if path.is_dir():
        raise NotAWorkbook("is a folder: give its files", hint=f"for example {path / '*.xlsx'}", path=path)
    if not path.exists():
        raise MissingFile("no such file", hint=_near(path), path=path)
    return path


def _near(path: Path) -> str:
    from rapidfuzz import fuzz, process

    if not path.parent.is_dir():
        return f"there is no folder {path.parent} either"
    names = [
        other.name for other in path.parent.iterdir() if other.is_file() and not other.name.startswith((".", "~$"))
    ]
    near = process.extract(path.name, names, scorer=fuzz.ratio, limit=3, score_cutoff=65)
    found = [str(path.with_name(name)) for name, *_ in near]
    return f"did you mean {' or '.join(found)}?" if found else f"the folder is {path.parent.resolve()}"


def is_stream(output: Path) -> bool:
    """Whether what is there is written into, and never replaced: a device, a FIFO, or a stream of this process by its
    name (/dev/stdout), also where it leads to a file."""
    if not output.exists() or output.is_dir():
        return False
    return _descriptor(output) is not None or not output.is_file()


def _descriptor(output: Path) -> int | None:
    """The stream of this process that a name means. Opened anew where it leads to a file it would begin at the start,
    over what others write there."""
    named = output.absolute().as_posix()
    number = {"/dev/stdout": "1", "/dev/stderr": "2"}.get(named) or named.removeprefix(
        "/proc/self/fd/" if named.startswith("/proc") else "/dev/fd/"
    )
    return int(number) if number.isdecimal() else None


def may_write(output: Path, sources: Iterable[Path], *, force: bool) -> None:
    """Raises OutputError or UsageError where `output` cannot or must not be written: before any work is done."""
    if output.is_dir():
        raise OutputError("is a folder, not a file", path=output)
    if not output.exists() or is_stream(output):
        return
    if any(source.exists() and source.samefile(output) for source in sources):
        raise UsageError("would be written over, and it is one of the inputs", hint="give another name", path=output)
    if not force:
        raise OutputError("exists already", hint="--force writes over it", path=output)
    if not os.access(output, os.W_OK):
        raise OutputError("is read-only", hint="give another name, or make it writable", path=output)


def write(output: Path, fill: Callable[[Path], object]) -> None:
    """Let `fill` write a temporary file beside `output`, then put it in its place: never half a file.

    A folder that is not there is made. A device or a FIFO is written into.

    Raises OutputError.
    """
    if is_stream(output):
        _pour(output, fill)
        return
    output = output.resolve()  # what a symbolic link points to is replaced, not the link
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=".cdmo-", suffix=output.suffix)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", path=output) from error
    os.close(handle)
    temporary = Path(name)
    try:
        fill(temporary)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(output)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=output) from error
    finally:
        temporary.unlink(missing_ok=True)


def _pour(output: Path, fill: Callable[[Path], object]) -> None:
    """Write into what cannot be replaced. A reader that has gone has seen enough."""
    try:
        with tempfile.TemporaryDirectory(prefix="cdmo-") as folder:
            whole = Path(folder) / f"whole{output.suffix}"
            fill(whole)
            descriptor = _descriptor(output)
            with output.open("ab") if descriptor is None else os.fdopen(os.dup(descriptor), "wb") as stream:
                stream.write(whole.read_bytes())
    except OSError as error:
        if not streams.is_closed_pipe(error):
            raise OutputError(f"cannot be written: {error.strerror or error}", path=output) from error


def write_text(output: Path, text: str) -> None:
    """Write a text file, UTF-8. Raises OutputError."""
    write_bytes(output, text.encode("utf-8", "backslashreplace"))


def write_bytes(output: Path, data: bytes) -> None:
    """Write a file. Raises OutputError."""
    write(output, lambda path: path.write_bytes(data))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
