"""Rich, set up the same way for every command: what is drawn comes back as text, for stdout or for a file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from cdmo_cli.streams import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

NARROWEST = 72


def drawn(draw: Callable[[Console], None], *, to_file: bool = False, narrowest: int = NARROWEST) -> str:
    """What `draw` prints. Colour and width are those of the terminal on stdout; a pipe or file gets no colour.

    Without a terminal the width is that of COLUMNS, or 80; it is never below `narrowest`, since lines that wrap are
    better than figures cut short. NO_COLOR is honoured.
    """
    from rich.console import Console

    target = io.StringIO() if to_file else None
    console = Console(file=target, highlight=False, markup=False, emoji=False, soft_wrap=False)
    console.width = max(console.width, narrowest)
    with console.capture() as capture:
        draw(console)
    return "\n".join(line.rstrip() for line in capture.get().split("\n")) if not console.is_terminal else capture.get()


def words(text: str, style: str = "") -> Text:
    """Text of a workbook or a file's name, fit for the terminal: control characters shown, no markup read."""
    from rich.text import Text

    return Text(printable(text), style=style)
