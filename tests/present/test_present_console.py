from __future__ import annotations

import io

from rich.console import Console
from rich.table import Table

from cdmo_cli.present.console import drawn, words


def test_a_pipe_gets_no_colour_and_no_trailing_blanks(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")

    def draw(console: Console) -> None:
        console.print(words("bold", "bold red"))
        table = Table.grid()
        table.add_row("a", "b" + " " * 20)
        console.print(table)

    assert drawn(draw) == "bold\nab\n"


def test_text_of_a_workbook_is_no_markup_and_cannot_steer_the_terminal():
    text = drawn(lambda console: console.print(words("[red]x[/red] :smile: \x1b[2J\x07\u202e")), to_file=True)
    assert text == "[red]x[/red] :smile: \\x1b[2J\\x07\\u202e\n"


def test_a_terminal_gets_colour_unless_no_color_is_set(monkeypatch):
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm-256color")
    assert drawn(lambda console: console.print(words("x", "red"))) == "\x1b[31mx\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    assert drawn(lambda console: console.print(words("x", "red"))) == "x\n"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True
