"""SARIF held against the schema of OASIS, and what the schema cannot say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from verdicts import made, rich, settled

from cdmo_cli.check import Verdict
from cdmo_cli.present.validate_sarif import render, uri
from cdmo_cli.rules import ALL_RULES

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))


def run_of(verdict: Verdict) -> dict[str, Any]:
    data = json.loads(render(verdict))
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(data)
    assert (data["version"], data["$schema"]) == ("2.1.0", SCHEMA["id"])
    (run,) = data["runs"]
    assert isinstance(run, dict)
    return run


def test_a_result_has_cell_and_sheet() -> None:
    result = next(r for r in run_of(rich())["results"] if r["ruleId"] == "T101")
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "models/cross%20table.xlsx", "index": 0},
        "region": {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 8},
    }
    assert location["logicalLocations"] == [{"name": "G2", "fullyQualifiedName": "Cross!G2", "kind": "cell"}]
    assert (result["kind"], result["level"]) == ("fail", "error")
    assert result["message"]["text"].startswith("Small molecules 2024 is 131.4, but its 5 parts add up to 149.4. ")
    assert len(result["partialFingerprints"]["cdmo/v1"]) == 16
    assert result["properties"]["expected"] == {"value": 149.4, "low": 149.15, "high": 149.65}


def test_related_cells_are_numbered_and_the_culprit_says_why() -> None:
    result = next(r for r in run_of(rich())["results"] if r["ruleId"] == "T101")
    related = result["relatedLocations"]
    assert [r["id"] for r in related] == [1, 2, 3, 4, 5]
    texts = [r["message"]["text"] for r in related]
    assert texts[1] == "Cross!C2 may be the culprit: should be 24.5, two digits swapped (100%)"
    assert texts[0] == "Cross!B2 belongs to it"


def test_every_rule_is_described_and_results_point_at_theirs() -> None:
    run = run_of(rich())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in ALL_RULES]
    for rule in rules:
        assert rule["help"]["markdown"].count("**") >= 6
        assert "**" not in rule["help"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert {r["level"] for r in run["results"]} == {"error", "warning", "note"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_files_have_their_hash_and_one_that_was_not_read_is_told() -> None:
    run = run_of(rich())
    artifacts = run["artifacts"]
    assert [a["location"]["uri"] for a in artifacts] == [
        "models/cross%20table.xlsx", "models/shares.xlsx", "models/clean.xlsx", "models/broken.xlsx",
    ]  # fmt: skip
    assert [len(a.get("hashes", {}).get("sha-256", "")) for a in artifacts] == [64, 64, 64, 0]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "not read: not a workbook"
    assert notification["locations"][0]["physicalLocation"]["artifactLocation"]["index"] == 3


def test_waived_and_known_are_suppressed_and_known_unchanged() -> None:
    first, second, third, *_ = run_of(settled())["results"]
    assert first["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "restated in May"}]
    assert (first["baselineState"], second["baselineState"], third["baselineState"]) == ("new", "unchanged", "new")
    assert second["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "in the baseline"}]
    assert third["suppressions"] == []  # all results of a run say so, or none
    assert all({"baselineState", "suppressions"}.isdisjoint(result) for result in run_of(rich())["results"])


def test_too_little_checked_is_an_error_among_the_notifications() -> None:
    verdict = rich()
    short = replace(verdict, files=tuple(replace(file, shortfall="6 of 9") for file in verdict.files[:1]), findings=())
    (notification,) = run_of(short)["invocations"][0]["toolExecutionNotifications"]
    assert (notification["level"], notification["message"]["text"]) == ("error", "6 of 9")


def test_rules_that_did_not_run_are_notifications() -> None:
    (invocation,) = run_of(made("model"))["invocations"]
    (notification,) = invocation["toolConfigurationNotifications"]
    assert notification["associatedRule"] == {"id": "F701"}


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("a b.xlsx", "a%20b.xlsx"),
        ("Börse/50%.xlsx", "B%C3%B6rse/50%25.xlsx"),
        ("./model.xlsx", "model.xlsx"),
        ("a:b?c#d.xlsx", "a%3Ab%3Fc%23d.xlsx"),
        ("../up.csv", "../up.csv"),
    ],
)
def test_uris(path: str, written: str) -> None:
    assert uri(path) == written
    assert unquote(written) == path.removeprefix("./")


def test_an_absolute_path_is_a_file_uri(tmp_path: Path) -> None:
    assert uri(str(tmp_path / "a b.xlsx")) == (tmp_path / "a b.xlsx").as_uri()


def test_a_label_makes_no_link() -> None:
    (first, *_) = run_of(made("[here](https://example.org)", "model.xlsx"))["results"]
    assert "](" not in first["message"]["text"]
