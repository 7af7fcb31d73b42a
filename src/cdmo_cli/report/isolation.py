"""What a render is kept from (the machine's fonts, the garbage collector), and what is heard of it through the log."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

_NO_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{folder}</cachedir></fontconfig>
"""
_PAGE = re.compile(r"Creating layout - Page (\d+)")


@contextlib.contextmanager
def variable(name: str, value: str) -> Iterator[None]:
    """Set a variable of the environment for a while."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextlib.contextmanager
def no_system_fonts() -> Iterator[None]:
    """Let a render know the fonts of its document alone, so that no machine sets it in fonts of its own: Pango takes
    a family of the same name, and any font for what a family lacks."""
    with tempfile.TemporaryDirectory(prefix="cdmo-fonts-", ignore_cleanup_errors=True) as folder:
        settings = Path(folder) / "fonts.conf"
        settings.write_text(_NO_FONTS.format(folder=Path(folder).as_posix()), encoding="utf-8")
        with variable("FONTCONFIG_FILE", str(settings)):
            yield


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """Rendering makes millions of objects that all live to its end: looking for garbage costs 8 % and finds none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Remarks(logging.Handler):
    """Keeps what WeasyPrint warns of, each once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.kept[record.getMessage()] = None


class _Steps(logging.Handler):
    """Passes on what WeasyPrint is at."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self.tell = tell
        self.page = 0
        self.again = False  # pages are laid out more than once: until the numbers in the contents are right

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if page := _PAGE.search(text):
            number = int(page[1])
            self.again = self.again or number <= self.page
            self.page = number
            self.tell(f"laying out page {number}{' once more' if self.again else ''}")
        elif "Creating PDF" in text:
            self.tell("drawing the pages")


@contextlib.contextmanager
def listening(tell: Callable[[str], None] | None) -> Iterator[Callable[[], tuple[str, ...]]]:
    """Hear what WeasyPrint does and warns of; what is yielded gives the warnings so far."""
    log, steps = logging.getLogger("weasyprint"), logging.getLogger("weasyprint.progress")
    remarks = _Remarks()
    level = steps.level
    handler = _Steps(tell) if tell is not None else None
    log.addHandler(remarks)
    if handler is not None:
        steps.addHandler(handler)
        steps.setLevel(logging.INFO)
    try:
        yield lambda: tuple(remarks.kept)
    finally:
        log.removeHandler(remarks)
        if handler is not None:
            steps.removeHandler(handler)
            steps.setLevel(level)
