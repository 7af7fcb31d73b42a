"""Every console example of README.md and docs/ is run, and must print what the page shows.

`…` on a line of its own stands for any lines; `$ echo $?` shows the exit code of the command before it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples(page: Path) -> list[tuple[str, str]]:
    """(command, shown output) of each line that begins with `$ `."""
    found = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    name, *arguments = shlex.split(command, comments=True)
    assert name == "cdmo", f"an example that no test can run: {command}"
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "cdmo_cli", *arguments],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=120,
    )  # fmt: skip


def shows(shown: str, printed: str) -> bool:
    """Whether the page shows what was printed, `…` standing for any lines."""
    lines = [re.escape(line.rstrip()) + r"\n" for line in shown.rstrip().splitlines()]
    pattern = "".join(r"(?:.*\n)*" if line == re.escape("…") + r"\n" else line for line in lines)
    text = "".join(line.rstrip() + "\n" for line in printed.rstrip().splitlines())
    return re.fullmatch(pattern, text) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    code = 0
    for command, shown in examples(page):
        if command == "echo $?":
            assert shown.strip() == str(code), page
            continue
        done = run(command, tmp_path)
        code = done.returncode
        assert "Traceback" not in done.stdout
        assert shows(shown, done.stdout), f"$ {command}\n{done.stdout}"


def test_an_example_that_went_stale_is_noticed() -> None:
    assert shows("a\n…\nd\n", "a\nb\nc\nd\n")
    assert shows("a\n…\n", "a\n")
    assert not shows("a\nd\n", "a\nb\nd\n")
    assert not shows("212.0\n", "213.0\n")


def test_the_readme_has_examples_of_every_command() -> None:
    shown = " ".join(command for command, _ in examples(ROOT / "README.md"))
    for command in ("validate", "summary", "export-pdf", "inspect", "ingest"):
        assert f"cdmo {command}" in shown


def test_links_within_the_project_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "samples" / "README.md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
