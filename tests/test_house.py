"""The rules of the house that no other tool holds: dependencies, start-up, and what every command must have."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cdmo_cli.app import app

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MODULE_OF = {
    "CurrencyConverter": "currency_converter",
    "fonttools": "fontTools",
    "python-calamine": "python_calamine",
}
# Not needed before a command has something to do.
HEAVY = {
    "babel", "currency_converter", "highspy", "jinja2", "numpy", "openpyxl", "pandas", "pycountry", "python_calamine",
    "watchfiles", "weasyprint", "xlsxwriter",
}  # fmt: skip
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
COMMANDS = [command.name for command in app.registered_commands if command.name]


def imported_modules() -> set[str]:
    """Top-level names of all modules that the program imports."""
    names = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names


def dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^A-Za-z0-9_-]", requirement)[0] for requirement in project["dependencies"]]


def test_every_dependency_is_imported_somewhere():
    imported = imported_modules()
    assert [name for name in dependencies() if MODULE_OF.get(name, name) not in imported] == []


def test_every_import_is_a_dependency():
    known = {MODULE_OF.get(name, name) for name in dependencies()} | set(sys.stdlib_module_names)
    assert imported_modules() - known - {"pyarrow"} == {"cdmo_cli"}  # pyarrow is optional


def test_every_dependency_is_locked_with_its_hash():
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in dependencies():
        assert re.search(rf"(?mi)^{re.escape(name)}==\S+.*\\\n +--hash=sha256:[0-9a-f]{{64}}", locked), name
    assert "http" not in locked  # which index is asked is pip's own business


def modules_after(*arguments: str) -> set[str]:
    """The modules that `cdmo ARGUMENTS` has loaded when it ends."""
    program = (
        "import sys\n"
        f"sys.argv = ['cdmo', *{list(arguments)!r}]\n"
        "from cdmo_cli.__main__ import main\n"
        "code = main()\n"
        "print(code, *sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", env=ENVIRONMENT)
    code, *modules = done.stderr.split()
    assert code == "0", done.stderr
    return set(modules)


def test_version_loads_next_to_nothing():
    assert modules_after("--version") & (HEAVY | {"typer", "rich", "pydantic", "pathlib", "re", "enum"}) == set()


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_help_loads_nothing_heavy(arguments):
    assert modules_after(*arguments) & HEAVY == set()


def test_rules_are_listed_without_what_checking_them_takes():
    assert modules_after("rule") & HEAVY <= {"numpy"}


def test_every_command_has_an_example_and_says_its_exit_codes(cdmo):
    assert sorted(COMMANDS) == ["export-pdf", "ingest", "inspect", "rule", "summary", "validate"]
    for name in COMMANDS:
        done = cdmo(name, "--help")
        assert done.returncode == 0
        paragraphs = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        assert paragraphs[1].startswith(f"Example: cdmo {name} "), name
        assert "Exit code 0" in done.stdout, name


def test_nothing_imports_click_directly():
    """Typer carries its own copy; the one that may be installed beside it is another program."""
    assert "click" not in imported_modules()


def test_the_tests_names_are_unique():
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names))
