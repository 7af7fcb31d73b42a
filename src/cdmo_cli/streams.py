"""Standard output and error: results to the one, messages to the other; no character or closed pipe breaks them."""

from __future__ import annotations

import errno
import os
import sys


def prepare() -> None:
    """Make both streams take any text: UTF-8 on Windows, an escape for what an encoding elsewhere does not have."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller: `>&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 — for the whole run
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8" if sys.platform == "win32" else None, errors="backslashreplace")


def emit(text: str) -> bool:
    """Write a result to stdout; whether there was someone to read it. A reader who has closed the pipe (`| head`) has
    seen enough: no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        if not is_closed_pipe(error):
            raise
        silence()
        return False
    return True


def emit_bytes(data: bytes) -> bool:
    """The same of a result that is no text."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        if not is_closed_pipe(error):
            raise
        silence()
        return False
    return True


def note(text: str) -> None:
    """Write a message for the person, a line, to stderr."""
    try:  # not contextlib, whose import would double the time of `--version`
        print(one_line(text), file=sys.stderr, flush=True)
    except OSError:
        return  # nobody listens


def one_line(text: str) -> str:
    """Text without line breaks, and with escapes for control characters, which could rewrite the terminal."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """Text as it can be shown: what comes from a workbook or a file's name may hold control characters."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii") for c in text)


def silence() -> None:
    """Send what is still buffered for stdout nowhere, or Python complains when it closes the stream."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    finally:
        os.close(nowhere)


def is_closed_pipe(error: BaseException) -> bool:
    """Whether the reader of a pipe has gone; Windows calls that an invalid argument."""
    if isinstance(error, BrokenPipeError):
        return True
    return sys.platform == "win32" and isinstance(error, OSError) and error.errno == errno.EINVAL
