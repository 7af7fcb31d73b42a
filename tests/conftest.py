"""What several test modules use: the command line as a function, and the samples."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample workbooks."""
    return ROOT / "samples"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the settings, colours or width of the terminal it happens to run in."""
    for name in [name for name in os.environ if name.startswith("CDMO_") and name != "CDMO_GOLDEN"]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cdmo(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `cdmo ARGUMENTS` in this process and returns exit code and output, as a subprocess would."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        from cdmo_cli.__main__ import main

        command = ["cdmo", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", command)
        capsys.readouterr()
        code = main()
        captured = capsys.readouterr()
        return subprocess.CompletedProcess(command, code, captured.out, captured.err)

    return run


@pytest.fixture
def model_csv(tmp_path: Path) -> Path:
    """A small market that holds together: two types that make up the total in three years."""
    path = tmp_path / "model.csv"
    path.write_text(
        "Market size, USD billion\nType,2024,2025,2026\nSmall molecules,60.0,62.0,64.5\n"
        "Biologics,40.0,45.0,50.5\nTotal,100.0,107.0,115.0\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def wrong_csv(tmp_path: Path) -> Path:
    """The same with two digits of the last total swapped."""
    path = tmp_path / "wrong.csv"
    path.write_text(
        "Market size, USD billion\nType,2024,2025,2026\nSmall molecules,60.0,62.0,64.5\n"
        "Biologics,40.0,45.0,50.5\nTotal,100.0,107.0,151.0\n",
        encoding="utf-8",
    )
    return path
