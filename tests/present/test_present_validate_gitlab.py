"""GitLab's Code Quality report, held against what its documentation and its own check ask."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from verdicts import made, rich, settled

from cdmo_cli.check import Verdict
from cdmo_cli.present.validate_gitlab import render

# docs.gitlab.com, "Code Quality report format": which fields there are, and the five severities.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "pattern": "^(?!\\./)"},
                    "lines": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def entries(verdict: Verdict) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = json.loads(render(verdict))
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    prints = [entry["fingerprint"] for entry in data]
    assert len(prints) == len(set(prints))
    return data


def test_an_entry_a_finding() -> None:
    found = entries(rich())
    first = next(entry for entry in found if entry["check_name"].startswith("T101"))
    assert first["check_name"] == "T101 parts-differ-from-total"
    assert first["description"].startswith("Cross!G2: Small molecules 2024 is 131.4, but its 5 parts add up to 149.4")
    assert first["severity"] == "critical"
    assert first["location"] == {"path": "models/cross table.xlsx", "lines": {"begin": 2}}
    assert found[-1]["check_name"] == "not-read"
    assert found[-1]["severity"] == "blocker"
    assert {entry["severity"] for entry in found} == {"critical", "major", "info", "blocker"}


def test_the_same_finding_in_two_files_has_two_fingerprints() -> None:
    prints = {entries(made("model", path))[0]["fingerprint"] for path in ("a.xlsx", "b.xlsx", "./a.xlsx")}
    assert len(prints) == 2  # ./a.xlsx is a.xlsx


def test_a_file_given_twice_is_reported_once() -> None:
    verdict = made("model", "a.xlsx")
    twice = Verdict(verdict.verdict, (*verdict.findings, *verdict.findings), verdict.files)
    assert entries(twice) == entries(verdict)


def test_waived_and_known_findings_are_left_out() -> None:
    assert len(entries(rich())) - len(entries(settled())) == 2
