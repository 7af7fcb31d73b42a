"""What other projects take from this one: the pre-commit hook and the GitHub action."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from cdmo_cli.read.model import Workbook

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
FORMATS = set(get_args(get_type_hints(Workbook)["format"]))


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


HOOK = loaded(".pre-commit-hooks.yaml")[0]
ACTION = loaded("action.yml")


def taken(name: str) -> bool:
    """Whether pre-commit hands a file to the hook."""
    return bool(re.search(HOOK["files"], name)) and not re.search(HOOK["exclude"], name)


def test_the_hook_has_what_pre_commit_asks_for() -> None:
    assert set(HOOK) == {"id", "name", "description", "entry", "language", "files", "exclude", "require_serial"}
    assert (HOOK["id"], HOOK["language"], HOOK["require_serial"]) == ("cdmo-validate", "python", True)


def test_its_entry_is_a_command_of_the_installed_program(cdmo, model_csv, wrong_csv) -> None:
    program, *arguments = shlex.split(HOOK["entry"])
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert program in scripts
    assert cdmo(*arguments, model_csv).returncode == 0
    assert cdmo(*arguments, model_csv, wrong_csv).returncode == 1


@pytest.mark.parametrize("kind", sorted(FORMATS - {"parquet", "csv", "tsv"}))
def test_it_is_given_every_format_of_workbooks(kind: str) -> None:
    assert taken(f"models/model.{kind}")
    assert taken(f"Model.{kind.upper()}")
    assert not taken(f"models/~$model.{kind}")
    assert not taken(f"~$model.{kind}")
    assert not taken(f"model.{kind}.md")


@pytest.mark.parametrize(
    "name", ["README.md", "model.parquet", "other.csv", "other.tsv", "xlsx", "model.xlsxx", "csv/notes.txt"]
)
def test_it_is_given_nothing_else(name: str) -> None:
    assert not taken(name)


def test_the_action_hands_its_inputs_on_as_words_and_never_as_commands() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert set(ACTION["inputs"]) == {"files", "args", "python-version"}
    for step in ACTION["runs"]["steps"]:
        assert "run" not in step or step["shell"] == "bash"
        assert "${{" not in step.get("run", "")  # an expression there would be read as a command
    used = re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8"))
    assert sorted(used) == sorted(ACTION["inputs"])


@pytest.mark.skipif(sys.platform == "win32", reason="the step is for bash")
def test_the_step_that_checks_runs(tmp_path: Path, model_csv: Path, wrong_csv: Path) -> None:
    program = tmp_path / "cdmo"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cdmo_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    step = ACTION["runs"]["steps"][-1]

    def run(files: str, args: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=tmp_path,
            env={**ENVIRONMENT, "CDMO": str(program), "FILES": files, "ARGS": args},
            capture_output=True,
            encoding="utf-8",
        )

    assert run("model.csv").returncode == 0
    done = run("*.csv")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=wrong.csv")
    assert run("*.csv", "--fail-on never").returncode == 0
    assert run("$(touch harm) ;touch harm").returncode == 2
    assert not (tmp_path / "harm").exists()
