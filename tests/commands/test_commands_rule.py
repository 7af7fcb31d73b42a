from __future__ import annotations

import json

import pytest

from cdmo_cli.rules import ALL_RULES


def test_all_rules_are_listed(cdmo):
    done = cdmo("rule")
    assert done.returncode == 0
    for rule in ALL_RULES:
        assert f" {rule.code} " in done.stdout
        assert f" {rule.name}\n" in done.stdout
    assert done.stdout.splitlines()[0] == "Structure"
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("asked", ["T101", "t101", "parts-differ-from-total", " T101 "])
def test_a_page_by_code_or_name(cdmo, asked):
    done = cdmo("rule", asked)
    assert done.returncode == 0
    assert done.stdout.startswith("T101 parts-differ-from-total, error\n\nParts differ from their total.\n")
    for heading in ("What it checks.", "Why it matters.", "How to mend it."):
        assert f"\n{heading} " in done.stdout
    assert "**" not in done.stdout


def test_the_beginning_of_several_lists_them(cdmo):
    listed = cdmo("rule", "r2").stdout
    assert all(rule.code in listed for rule in ALL_RULES if rule.code.startswith("R2"))
    assert "T101" not in listed
    assert listed.splitlines()[0] == "Ratios"


@pytest.mark.parametrize(
    ("asked", "near"), [("T1O1", "T101"), ("parts-difer-from-total", "parts-differ-from-total"), ("qqqq", "")]
)
def test_an_unknown_rule_is_2_with_the_nearest(cdmo, asked, near):
    done = cdmo("rule", asked)
    assert (done.returncode, done.stdout) == (2, "")
    hint = f"did you mean {near}? `cdmo rule` lists them all" if near else "`cdmo rule` lists them all"
    assert done.stderr == f"error: there is no rule ‘{asked}’\nhint: {hint}\n"


def test_the_rules_as_json(cdmo):
    data = json.loads(cdmo("rule", "--format", "json").stdout)
    assert data["schema"] == "cdmo.rules/1"
    assert [rule["rule"] for rule in data["rules"]] == [rule.code for rule in ALL_RULES]
    (one,) = json.loads(cdmo("rule", "S006", "--format", "json").stdout)["rules"]
    assert (one["name"], one["severity"]) == ("waiver-expired", "warning")
    assert "**What it checks.**" in one["page"]
