"""What a person is told while they wait: one moving line on a terminal; elsewhere a line a stage, and of what takes
long a line now and then."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from cdmo_cli import streams
from cdmo_cli.errors import OutputError

if TYPE_CHECKING:
    from rich.status import Status

SILENT = 5.0  # seconds through which a log hears nothing of the steps within a stage


class Progress:
    """Tells on stderr what is done; for the time of a `with`."""

    def __init__(self) -> None:
        self._status: Status | None = None
        self._stage = ""
        self._told = time.monotonic()

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console

            console = Console(stderr=True, highlight=False, markup=False, emoji=False)
            if not console.is_dumb_terminal:
                self._status = console.status("")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest()

    def stage(self, what: str) -> None:
        """A new stage, such as the reading of a file."""
        self._stage = what
        self._told = time.monotonic()
        if self._status is None:
            streams.note(what)
        else:
            self._show(what)

    def step(self, what: str) -> None:
        """A step of the stage, such as a page: moves the line on a terminal."""
        if self._status is not None:
            self._show(f"{self._stage}: {what}")
        elif time.monotonic() - self._told >= SILENT:
            self._told = time.monotonic()
            streams.note(f"{self._stage}: {what}")

    def note(self, text: str) -> None:
        """A line that stays."""
        self.rest()
        streams.note(text)

    def result(self, text: str) -> None:
        """A line of stdout. Raises OutputError."""
        self.rest()
        try:
            streams.emit(text)
        except OSError as error:
            raise OutputError(error.strerror or str(error), path="standard output") from error

    def data(self, data: bytes) -> None:
        """All of stdout, where the result is no text. Raises OutputError."""
        self.rest()
        try:
            streams.emit_bytes(data)
        except OSError as error:
            raise OutputError(error.strerror or str(error), path="standard output") from error

    def _show(self, text: str) -> None:
        from rich.text import Text

        assert self._status is not None
        self._status.update(Text(streams.one_line(text)))
        self._status.start()

    def rest(self) -> None:
        """Take the moving line away, before something else is written."""
        if self._status is not None:
            self._status.stop()
