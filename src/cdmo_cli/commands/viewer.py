"""Opens a file with the program that the system has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cdmo_cli import streams


def program(platform: str = sys.platform) -> list[str]:
    """The command that opens a file, its name to be added; empty on Windows, which has a function for it."""
    if platform == "win32":
        return []
    return ["open"] if platform == "darwin" else ["xdg-open"]


def show(path: Path, platform: str = sys.platform) -> bool:
    """Open a file and do not wait for it; whether there was a program to do so. Where there is none, that is said."""
    command = program(platform)
    try:
        if not command:
            os.startfile(path)  # type: ignore[attr-defined,unused-ignore]  # noqa: S606 — a PDF that was just written
            return True
        found = shutil.which(command[0])
        if found is not None:
            nowhere = subprocess.DEVNULL
            subprocess.Popen(  # noqa: S603 — the same
                [found, str(path)], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
            )
            return True
    except OSError as error:
        streams.note(f"note: {path} could not be opened: {error.strerror}")
        return False
    streams.note(f"note: {path} could not be opened: there is no {command[0]} on this computer")
    return False
