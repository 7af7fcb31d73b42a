"""What is told on stderr while a report is made."""

from __future__ import annotations

import contextlib
import io
import sys

import pytest

from cdmo_cli.commands import progress
from cdmo_cli.commands.progress import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_a_stage_and_no_step_that_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as told:
        told.stage("reading")
        told.stage("rendering")
        told.step("composing By type")
        told.note("note: a remark")
        told.result("out.pdf\n")
    captured = capsys.readouterr()
    assert captured.err == "reading\nrendering\nnote: a remark\n"
    assert captured.out == "out.pdf\n"


def test_a_log_hears_of_what_takes_long_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter((0.0, 0.0, 4.0, 5.0, 5.0, 6.0, 12.0, 12.0))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with Progress() as told:
        told.stage("rendering")
        for page in range(4):
            told.step(f"page {page}")
    assert capsys.readouterr().err.splitlines() == ["rendering", "rendering: page 1", "rendering: page 3"]


def test_a_terminal_has_one_line_that_moves_and_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with Progress() as told:
        told.stage("rendering \x1b[31m")
        told.step("laying out page 2")
        told.note("note: a remark")
        told.stage("writing")
    text = terminal.getvalue()
    assert "rendering \\x1b[31m: laying out page 2" in text
    assert "\x1b[31m" not in text  # what a file's name holds does not reach the terminal
    assert "note: a remark\n" in text
    assert text.rstrip().endswith("\x1b[2K") or text.endswith("\x1b[?25h") or "\x1b[2K" in text.rsplit("writing", 1)[-1]


def test_an_error_leaves_no_moving_line_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with contextlib.suppress(KeyboardInterrupt), Progress() as told:
        told.stage("rendering")
        raise KeyboardInterrupt
    assert terminal.getvalue().rstrip("\n").endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))


def test_a_terminal_that_cannot_move_lines_gets_those_of_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "dumb")
    with Progress() as told:
        told.stage("reading")
        told.step("page 1")
    assert terminal.getvalue() == "reading\n"
