"""The exit codes of the contract, each in a process of its own: 0, 1, 2 and 130, whatever happens to it.

What a command finds is tested beside the command; here it is what the program comes to.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}"}
CDMO = [sys.executable, "-m", "cdmo_cli"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals, pipes and limits")


def ends(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CDMO, *map(str, arguments)], capture_output=True, encoding="utf-8", env=ENVIRONMENT)


def patched(patch: str, *arguments: object) -> list[str]:
    """`cdmo ARGUMENTS` with something broken in it first."""
    said = ["cdmo", *map(str, arguments)]
    return [
        sys.executable,
        "-c",
        f"import sys\n{patch}\nsys.argv = {said!r}\nfrom cdmo_cli.__main__ import main\nsys.exit(main())",
    ]


def test_0_where_all_is_well_and_1_for_a_finding(model_csv, wrong_csv):
    assert ends("validate", model_csv).returncode == 0
    assert ends("validate", wrong_csv).returncode == 1
    assert ends("validate", model_csv, wrong_csv).returncode == 1


def test_1_where_nothing_could_be_checked(tmp_path):
    file = tmp_path / "lonely.csv"
    file.write_text("Market size, USD billion\nType,2024\nBiologics,40.5\n", encoding="utf-8")
    assert ends("validate", file).returncode == 1
    assert ends("validate", file, "--allow-unchecked").returncode == 0


def test_2_for_usage_and_for_what_cannot_be_read(tmp_path, wrong_csv):
    assert ends("validate").returncode == 2
    assert ends("validate", "--select", "Q9", wrong_csv).returncode == 2
    assert ends("validate", tmp_path / "none.xlsx").returncode == 2


def test_2_for_one_unreadable_among_many_and_the_rest_is_reported(tmp_path, model_csv, wrong_csv):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    done = ends("validate", model_csv, broken, wrong_csv)
    assert done.returncode == 2
    assert "error[T101]" in done.stdout
    assert done.stderr.startswith(f"error: {broken}: ")


@pytest.mark.parametrize(
    ("patch", "command"),
    [
        ("import cdmo_cli.config as m\nm.load = None", "validate"),
        ("import cdmo_cli.commands.judging as m\nm.plan = lambda _: 1 / 0", "validate"),
        ("import cdmo_cli.present.validate as m\nm.render = lambda *_, **__: {}['x']", "validate"),
        ("import cdmo_cli.check as m\nm.report = lambda *_: [][0]", "validate"),
        ("import cdmo_cli.check as m\nm.together = lambda *_: [][0]", "summary"),
        ("import cdmo_cli.batch as m\nm.run = lambda *_: [][0]", "inspect"),
    ],
)
def test_2_for_a_crash_wherever_it_happens(patch, command, wrong_csv):
    done = subprocess.run(
        patched(patch, command, wrong_csv), capture_output=True, encoding="utf-8", env=ENVIRONMENT, timeout=60
    )
    assert done.returncode == 2
    assert "this is a bug in cdmo" in done.stderr
    assert "Traceback" not in done.stderr
    assert "CDMO_TRACEBACK" in done.stderr


@posix
def test_a_reader_who_leaves_keeps_the_code_of_the_verdict(model_csv, samples):
    for file, code in ((model_csv, 0), (samples / "as-published.xlsx", 1)):
        for output_format in ("full", "json", "github"):
            process = subprocess.Popen(
                [*CDMO, "validate", str(file), "--format", output_format],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=ENVIRONMENT,
            )
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(1)
            process.stdout.close()  # as `| head -c 1` does
            said = process.stderr.read()
            process.stderr.close()
            assert (process.wait(60), said) == (code, b"")


def test_2_for_output_that_cannot_be_written(tmp_path, wrong_csv):
    assert ends("validate", wrong_csv, "-o", tmp_path).returncode == 2
    file = tmp_path / "file"
    file.touch()
    done = ends("validate", wrong_csv, "-o", file / "below.txt")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert done.stdout == ""


@posix
@pytest.mark.parametrize("option", ["-o", "--write-baseline"])
def test_output_is_written_whole_or_not_at_all(tmp_path, samples, option):
    """The disk is full after a hundred bytes."""
    import resource

    target = tmp_path / "out.json"
    before = b'{"schema": "cdmo.baseline/1", "files": {}}'
    target.write_bytes(before)
    done = subprocess.run(
        [*CDMO, "validate", str(samples / "as-published.xlsx"), "--format", "json", option, str(target), "--force"],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


WAITS = """
import pathlib, time
from cdmo_cli.commands import judging
here = pathlib.Path({here!r})
def needs(self, path):
    (here / f"{{path.name}}.began").touch()
    time.sleep(120)
judging.Orders.needs = needs
"""


@posix
def test_130_for_ctrl_c_during_a_run(tmp_path, wrong_csv):
    process = subprocess.Popen(
        patched(WAITS.format(here=str(tmp_path)), "validate", wrong_csv),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    waited_for(tmp_path / "wrong.csv.began")
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 130


def waited_for(*files: Path) -> None:
    until = time.monotonic() + 60
    while not all(file.exists() for file in files):
        assert time.monotonic() < until, f"none of {files}"
        time.sleep(0.05)


SLOW_WORK = """
\"\"\"What the workers of the test below do: they note their process and wait.\"\"\"
import os, pathlib, time

def work(path):
    path.with_suffix(".began").write_text(str(os.getpid()))
    time.sleep(120)
"""
RUNS_BATCH = """
import pathlib, sys
sys.path.insert(0, {here!r})
import cdmo_cli.commands.validation as validation
from cdmo_cli import batch
from slow_work import work
validation.validate = lambda *_: batch.run(sorted(pathlib.Path({here!r}).glob("*.csv")), work, parallel_from=0)
"""


@posix
@pytest.mark.skipif(shutil.which("ps") is None, reason="looks for processes with ps")
@pytest.mark.parametrize("whom", ["the program alone", "the whole group, as a terminal does"])
@pytest.mark.parametrize("when", ["while workers start", "while they work"])
def test_130_with_workers_and_none_is_left(tmp_path, when, whom):
    (tmp_path / "slow_work.py").write_text(SLOW_WORK, encoding="utf-8")
    files = [tmp_path / f"{name}.csv" for name in "abc"]
    for file in files:
        file.write_text("x", encoding="utf-8")
    process = subprocess.Popen(
        patched(RUNS_BATCH.format(here=str(tmp_path)), "validate", *files),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    try:
        if when == "while they work":
            waited_for(tmp_path / "a.began")
        else:
            waited_for_children(process.pid)
        if whom == "the program alone":
            process.send_signal(signal.SIGINT)
        else:
            os.killpg(process.pid, signal.SIGINT)
        assert process.communicate(timeout=60) == (b"", b"")
        assert process.returncode == 130
        until = time.monotonic() + 30
        while group_lives(process.pid) and time.monotonic() < until:  # init may take a moment to bury them
            time.sleep(0.05)
        assert not group_lives(process.pid)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def waited_for_children(pid: int) -> None:
    """Wait until a process has one of its own: workers that start."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if children(pid):
            return
        time.sleep(0.01)
    raise AssertionError("no worker started")


def children(pid: int) -> list[str]:
    done = subprocess.run(["ps", "-e", "-o", "ppid=,pid="], capture_output=True, encoding="ascii", check=True)
    return [line for line in done.stdout.splitlines() if line.split()[0] == str(pid)]


def group_lives(group: int) -> bool:
    done = subprocess.run(["ps", "-e", "-o", "pgid=,stat="], capture_output=True, encoding="ascii", check=True)
    found = [line.split() for line in done.stdout.splitlines()]
    return any(pgid == str(group) and not stat.startswith("Z") for pgid, stat in found)
