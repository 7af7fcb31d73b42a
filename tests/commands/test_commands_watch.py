"""`cdmo validate --watch` as a process of its own, while files are saved as spreadsheet programs save them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONG = 60.0  # seconds after which a test gives up; nothing waits that long unless it fails

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a POSIX signal")


class Watching:
    """A running `cdmo validate --watch` and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.out, self.err = folder / "out.log", folder / "err.log"
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cdmo_cli", "validate", "--watch", *arguments],
                cwd=folder,
                stdout=out,
                stderr=err,
                env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100"},
                start_new_session=True,
            )

    def awaits(self, rounds: int) -> str:
        """Wait until it has checked that many times and watches again: all that it has printed."""
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            assert self.process.poll() is None, self.err.read_text(encoding="utf-8")
            if self.err.read_text(encoding="utf-8").count("Ctrl-C ends it") >= rounds:
                return self.out.read_text(encoding="utf-8")
            time.sleep(0.05)
        raise AssertionError(f"no round {rounds}: {self.err.read_text(encoding='utf-8')}")

    def says(self, text: str, times: int = 1) -> None:
        """Wait until a text stands so many times in what it has printed."""
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            said = self.out.read_text(encoding="utf-8") + self.err.read_text(encoding="utf-8")
            if said.count(text) >= times:
                return
            time.sleep(0.05)
        raise AssertionError(f"{text!r} not {times} times in {said}")

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(LONG)


@pytest.fixture
def watching(tmp_path: Path, wrong_csv: Path) -> Iterator[Watching]:
    running = Watching(tmp_path, "wrong.csv")
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def test_it_tells_what_is_mended_and_what_is_new_until_ctrl_c(watching: Watching, wrong_csv: Path, model_csv: Path):
    said = watching.awaits(1)
    assert "error[T101]" in said
    assert "mended" not in said
    right = model_csv.read_text(encoding="utf-8")

    saved = wrong_csv.with_name("5C2B1000")  # as Excel saves: another file, then its name
    saved.write_text(right, encoding="utf-8")
    wrong_csv.with_name("~$wrong.csv").write_text("lock", encoding="utf-8")
    saved.replace(wrong_csv)
    said = watching.awaits(2)
    assert re.search(r"^\d\d:\d\d:\d\d checked again$", said, re.MULTILINE)
    assert "Since the last check: 0 new, 1 mended.\n  mended  T101 wrong.csv › wrong › D5: " in said

    wrong_csv.write_text(right.replace("Total,100.0", "Total,190.0"), encoding="utf-8")
    said = watching.awaits(3)
    assert "Since the last check: 1 new, 0 mended.\n  new     T101 wrong.csv › wrong › B5: " in said

    wrong_csv.write_text(right.replace("Total,100.0", "Total,190.0") + "\n", encoding="utf-8")
    assert said in (again := watching.awaits(4))
    assert re.fullmatch(r"\d\d:\d\d:\d\d checked again: no change, 1 finding\n", again.removeprefix(said))

    assert watching.interrupt() == 130
    assert "Traceback" not in watching.err.read_text(encoding="utf-8")


def test_a_saved_configuration_counts_and_a_wrong_one_is_said(watching: Watching, tmp_path: Path):
    watching.awaits(1)
    file = tmp_path / "cdmo.toml"
    file.write_text("selekt = []\n", encoding="utf-8")
    watching.awaits(2)
    errors = watching.err.read_text(encoding="utf-8")
    assert "error: " in errors
    assert "cdmo.toml:1: ‘selekt’ is no setting\nhint: did you mean ‘select’?\n" in errors
    file.write_text('select = ["G"]\n', encoding="utf-8")
    assert "0 new, 1 mended." in watching.awaits(3)
    file.unlink()
    assert "1 new, 0 mended." in watching.awaits(4)
    assert watching.interrupt() == 130


def test_a_half_written_workbook_is_tried_again_and_not_reported(tmp_path: Path, samples: Path):
    whole = (samples / "as-published.xlsx").read_bytes()
    book = tmp_path / "book.xlsx"
    book.write_bytes(whole)
    running = Watching(tmp_path, "book.xlsx", "--format", "concise")
    try:
        running.awaits(1)
        book.write_bytes(whole[: len(whole) // 2])
        time.sleep(1.0)  # longer than it waits for a file to keep still: it has been tried as it is now
        book.write_bytes(whole)
        running.says("checked again: no change")
        assert "error: " not in running.err.read_text(encoding="utf-8")
        book.write_bytes(whole[: len(whole) // 2])
        running.says("error: book.xlsx: ")
        book.write_bytes(whole)
        running.says("checked again: no change", 2)
        assert running.interrupt() == 130
    finally:
        running.process.kill()
        running.process.wait()


def test_a_reader_who_leaves_ends_it_with_the_code_of_the_verdict(wrong_csv: Path):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "cdmo_cli", "validate", "--watch", str(wrong_csv)],
        stdout=writer,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        timeout=LONG,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "json"], "--watch has no use for --format json"),
        (["-o", "x.txt"], "--watch writes no file"),
        (["--write-baseline", "x.json"], "--watch writes no file"),
        (["--annotate", "x.xlsx"], "--watch writes no file"),
        (["--select", "Q"], "select: no rule begins with ‘Q’"),
    ],
)
def test_what_has_no_meaning_with_it_is_2(cdmo, wrong_csv, options, message):
    done = cdmo("validate", "--watch", wrong_csv, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {message}")
