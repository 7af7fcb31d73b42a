"""Fingerprints of every rule's failing cases: two rows more above change none of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from subject_grid import case_subject

from cdmo_cli.check import Settings, check
from cdmo_cli.rules import ALL_RULES, Rule

CASES = Path(__file__).parents[1] / "rules"


def cases() -> Iterator[Any]:
    """The failing cases of all rules, but for those whose grid names rows: in formulas, waivers, hidden rows."""
    for rule in ALL_RULES:
        data = yaml.safe_load((CASES / f"{rule.code}.yaml").read_text(encoding="utf-8"))
        for case in data["failing"]:
            if set(case) <= {"name", "sheets", "expect"} and "=" not in "".join(case["sheets"].values()):
                yield pytest.param(rule, case, id=f"{rule.code}-{case['name']}")


def fingerprints(rule: Rule, case: dict[str, Any]) -> list[str]:
    verdict = check([case_subject(case)], Settings(select=(rule.code,)))
    return sorted(item.fingerprint for item in verdict.findings)


@pytest.mark.parametrize(("rule", "case"), [*cases()])
def test_inserted_rows_change_no_fingerprint(rule: Rule, case: dict[str, Any]) -> None:
    moved = {**case, "sheets": {name: f"\n\n{grid}" for name, grid in case["sheets"].items()}}
    before = fingerprints(rule, case)
    assert fingerprints(rule, moved) == before
    assert len(set(before)) == len(before) > 0
