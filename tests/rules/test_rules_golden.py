"""What `cdmo validate` shows of the first failing case of every rule: files that were looked at.

`CDMO_GOLDEN=write` writes them anew; look at each that changed.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
import yaml
from rich.console import Console
from subject_grid import case_subject

from cdmo_cli.check import check
from cdmo_cli.present.validate_full import print_verdict
from cdmo_cli.rules import ALL_RULES, Rule

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"


def printed(rule: Rule) -> str:
    """The first failing case of a rule, seen by all rules: 80 columns, no colour."""
    cases = yaml.safe_load((HERE / f"{rule.code}.yaml").read_text(encoding="utf-8"))
    target = io.StringIO()
    console = Console(file=target, width=80, force_terminal=False, highlight=False)
    print_verdict(check([case_subject(cases["failing"][0])]), console)
    return target.getvalue()


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_golden(rule: Rule) -> None:
    text = printed(rule)
    path = GOLDEN / f"{rule.code}.txt"
    if os.environ.get("CDMO_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8", newline="\n")
    assert f"[{rule.code}]" in text
    assert all(len(line) <= 80 and line == line.rstrip() for line in text.splitlines())
    assert text == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_of_a_rule_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {rule.code for rule in ALL_RULES}
