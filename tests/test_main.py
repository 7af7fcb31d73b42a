"""The entry: exit codes, messages, pipes and signals. What a command does is tested beside the command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cdmo_cli import __version__, batch
from cdmo_cli.errors import DamagedWorkbook, ModelError

CDMO = [sys.executable, "-m", "cdmo_cli"]
SOURCES = {"PYTHONPATH": str(Path(__file__).parents[1] / "src")}


def shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`cdmo` in a process of its own."""
    return subprocess.run(
        [*CDMO, *arguments], capture_output=True, encoding="utf-8", env={**os.environ, **SOURCES, **environment}
    )


def test_version_is_one_line(cdmo):
    done = cdmo("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"cdmo {__version__}\n", "")


def test_verbose_version_tells_the_environment(cdmo):
    done = cdmo("--version", "--verbose")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == f"cdmo {__version__}"
    assert re.fullmatch(r"Python 3\.\d+\.\d+.* \(\w+\), .+", lines[1])
    assert any(re.fullmatch(r"pandas 3\.\d+\.\d+", line) for line in lines)


def test_without_a_command_the_help_is_shown_and_nothing_was_done(cdmo):
    done = cdmo()
    assert done.returncode == 2
    assert "Usage: cdmo" in done.stdout
    assert cdmo("--help").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (["validat", "x"], "error: No such command 'validat'. Did you mean 'validate'?", "hint: `cdmo --help` shows"),
        (["validate", "--fail-onn", "x"], "error: No such option: --fail-onn", "hint: `cdmo validate --help` shows"),
        (["validate"], "error: Missing argument 'FILE'.", "hint: `cdmo validate --help` shows"),
        (
            ["validate", "--format", "jsn", "x"],
            "'jsn' is not one of 'full', 'concise', 'json'",
            "hint: `cdmo validate --help`",
        ),
        (["--verbose"], "a command is missing", "hint: `cdmo --help` shows"),
    ],
)
def test_wrong_usage_is_two_lines_and_exit_code_2(cdmo, arguments, error, hint):
    done = cdmo(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert error in first
    assert second.startswith(hint)


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let `cdmo summary` fail in its first step."""

    def raise_it(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("cdmo_cli.config.load", raise_it)


def test_a_known_error_is_its_message_and_its_hint(cdmo, monkeypatch):
    fail_with(monkeypatch, ModelError("holds no sizes", hint="add some", path="a.xlsx"))
    done = cdmo("summary", "a.xlsx")
    assert (done.returncode, done.stderr) == (2, "error: a.xlsx: holds no sizes\nhint: add some\n")


def test_a_crash_is_exit_code_2_and_says_that_it_is_a_bug(cdmo, monkeypatch):
    fail_with(monkeypatch, KeyError("region"))
    done = cdmo("summary", "a.xlsx")
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert re.fullmatch(r"error: this is a bug in cdmo: KeyError: 'region' at test_main\.py:\d+", first)
    assert "report it" in second
    assert "CDMO_TRACEBACK" in second


def test_a_crash_shows_its_traceback_when_asked(cdmo, monkeypatch):
    monkeypatch.setenv("CDMO_TRACEBACK", "1")
    fail_with(monkeypatch, KeyError("region"))
    done = cdmo("summary", "a.xlsx")
    assert done.returncode == 2
    assert "Traceback (most recent call last)" in done.stderr
    assert done.stderr.splitlines()[-2].startswith("error: this is a bug in cdmo")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "error: not enough memory"),
        (RecursionError("too deep"), "error: this is a bug in cdmo: RecursionError: too deep"),
        (
            ModuleNotFoundError("No module named 'babel'", name="babel"),
            "error: the Python package babel is not installed",
        ),
        (ModuleNotFoundError("No module named 'cdmo_cli.x'", name="cdmo_cli.x"), "error: this is a bug in cdmo"),
        (OSError(28, "No space left on device"), "error: No space left on device"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates"), "error: this is a bug in cdmo: UnicodeEncodeError"),
    ],
)
def test_what_can_happen_to_any_program_is_exit_code_2(cdmo, monkeypatch, error, message):
    fail_with(monkeypatch, error)
    done = cdmo("summary", "a.xlsx")
    assert done.returncode == 2
    assert done.stderr.startswith(message)


def test_messages_are_one_line_without_control_characters(cdmo, monkeypatch):
    fail_with(monkeypatch, DamagedWorkbook("first\nsecond \x1b[31mred\x07", path="a\x1b]0;x.xlsx"))
    done = cdmo("summary", "a.xlsx")
    assert done.stderr == "error: a\\x1b]0;x.xlsx: first second \\x1b[31mred\\x07\n"


def test_an_interrupt_is_130_and_quiet(cdmo, monkeypatch):
    fail_with(monkeypatch, KeyboardInterrupt())
    done = cdmo("summary", "a.xlsx")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_while_a_command_runs_is_130():
    program = (
        "import os, signal, sys, cdmo_cli.config\n"
        "def wait(*_, **__):\n    os.kill(os.getpid(), signal.SIGINT)\n    import time; time.sleep(20)\n"
        "cdmo_cli.config.load = wait\n"
        "sys.argv = ['cdmo', 'summary', 'a.xlsx']\n"
        "from cdmo_cli.__main__ import main\nsys.exit(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **SOURCES},
        timeout=15,
    )
    assert (done.returncode, done.stderr) == (130, "")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["validate", "--help"]])
def test_a_closed_pipe_is_quiet(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*CDMO, *arguments], stdout=writer, stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, **SOURCES}
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX shells")
def test_closed_streams_change_nothing_about_the_code(tmp_path):
    def closed(streams: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = f'exec "$0" "$@" {streams}'
        return subprocess.run(
            ["sh", "-c", command, *CDMO, *arguments],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **SOURCES},
        )

    done = closed(">&-", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    done = closed("2>&-", "validate", "--format", "json", str(tmp_path / "none.csv"))
    assert done.returncode == 2
    assert done.stdout.startswith("{")
    assert "hint" not in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*CDMO, "--version"], stdout=full, stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, **SOURCES}
        )
    assert done.returncode == 2
    assert "No space left on device" in done.stderr


def test_output_that_the_terminal_cannot_encode_is_escaped(tmp_path):
    done = shell("validate", str(tmp_path / "modèle.xlsx"), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 2
    assert "mod\\xe8le.xlsx: no such file" in done.stderr


def test_the_bug_message_of_one_file_names_it():
    error = batch.as_cdmo_error(ValueError("no"), Path("a.xlsx"))
    assert str(error) == "a.xlsx: this is a bug in cdmo: ValueError: no"
