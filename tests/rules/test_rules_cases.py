"""Every rule against its cases: CODE.yaml holds grids that must pass and grids that must give just those findings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from subject_grid import case_subject

from cdmo_cli.address import a1
from cdmo_cli.rules import ALL_RULES, Rule, page
from cdmo_cli.rules.model import Finding

HERE = Path(__file__).parent


def cases(kind: str) -> Iterator[Any]:
    for rule in ALL_RULES:
        data = yaml.safe_load((HERE / f"{rule.code}.yaml").read_text(encoding="utf-8"))
        assert data["passing"]
        assert data["failing"]
        for case in data[kind]:
            yield pytest.param(rule, case, id=f"{rule.code}-{case['name']}")


@pytest.mark.parametrize(("rule", "case"), [*cases("passing")])
def test_passing(rule: Rule, case: dict[str, Any]) -> None:
    assert list(rule.check(case_subject(case))) == []


@pytest.mark.parametrize(("rule", "case"), [*cases("failing")])
def test_failing(rule: Rule, case: dict[str, Any]) -> None:
    looked_at = case_subject(case)
    found = sorted(rule.check(looked_at), key=lambda finding: -finding.impact)
    assert [cell(finding) for finding in found] == [wanted["cell"] for wanted in case["expect"]]
    for finding, wanted in zip(found, case["expect"], strict=True):
        assert finding.rule == rule.code
        assert finding.severity == wanted["severity"]
        assert wanted["message"] in finding.message
        check_numbers(finding, wanted)
        check_suspects(finding, wanted)
        assert finding.evidence == wanted.get("evidence", finding.evidence)
        if "sheet" in wanted and finding.place is not None:
            assert looked_at.workbook.sheets[finding.place.sheet].name == wanted["sheet"]


def cell(finding: Finding) -> str | None:
    return a1(finding.place.row, finding.place.column) if finding.place is not None else None


def check_numbers(finding: Finding, wanted: dict[str, Any]) -> None:
    if "observed" in wanted:
        assert finding.observed == pytest.approx(wanted["observed"])
    if "between" in wanted:
        assert finding.expected is not None
        assert [finding.expected.low, finding.expected.high] == pytest.approx(wanted["between"], abs=1e-4)


def check_suspects(finding: Finding, wanted: dict[str, Any]) -> None:
    if "suspect" in wanted:
        best = finding.suspects[0]
        assert a1(best.place.row, best.place.column) == wanted["suspect"]
        assert best.value == pytest.approx(wanted.get("value", best.value))
        assert wanted.get("cause", "") in best.cause


def test_codes_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in ALL_RULES]
    assert len(set(codes)) == len(codes)
    assert {path.stem for path in HERE.glob("*.yaml")} == set(codes)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_page(rule: Rule) -> None:
    text = page(rule)
    for heading in ("**What it checks.**", "**Why it matters.**", "**How to mend it.**"):
        assert heading in text
    assert rule.name == rule.name.lower()
    assert not rule.summary.endswith(".")
