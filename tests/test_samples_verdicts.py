"""What `cdmo validate` says of the samples is what their README says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from samples_grid import FILES, ROOT, SAMPLES


@pytest.fixture(scope="module")
def verdict() -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-m", "cdmo_cli", "validate", *map(str, FILES), "--format", "json"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        cwd=SAMPLES,
    )
    assert run.returncode == 1, run.stderr  # as-published and claims are meant to fail
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def of(verdict: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [finding for finding in verdict["findings"] if finding["file"] == str(SAMPLES / name)]


def test_the_readme_says_what_validate_says(verdict: dict[str, Any]) -> None:
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([^`]+)` \|.*\| (consistent|inconsistent)\b[^|]*\|$", text, re.MULTILINE))
    found = {file["path"]: file["verdict"] for file in verdict["files"]}
    assert found == {str(SAMPLES / name): told[name] for name in told}
    assert len(found) == len(FILES)


def test_only_the_two_that_are_meant_to_fail_have_findings(verdict: dict[str, Any]) -> None:
    wrong = {finding["file"] for finding in verdict["findings"] if finding["severity"] != "info"}
    assert wrong == {str(SAMPLES / "as-published.xlsx"), str(SAMPLES / "layouts" / "claims.csv")}


def test_the_main_sample_is_clean_and_understood(verdict: dict[str, Any]) -> None:
    assert of(verdict, "cdmo-outsourcing.xlsx") == []
    main = next(file for file in verdict["files"] if file["path"] == str(SAMPLES / "cdmo-outsourcing.xlsx"))
    coverage = main["coverage"]
    assert coverage["not_understood"] == []
    assert coverage["in_identities"] > 0.9 * coverage["numeric_cells"]


def test_the_page_as_published_fails_where_it_is_wrong(verdict: dict[str, Any]) -> None:
    findings = of(verdict, "as-published.xlsx")
    errors = {(f["rule"], f["sheet"]) for f in findings if f["severity"] == "error"}
    assert errors == {
        ("T102", "Shares"),
        ("P501", "Overview"),
        ("P501", "Shares"),
        ("G402", "Regions"),
        ("G403", "Regions"),
        ("G404", "Regions"),
        ("C603", "Players"),
    }
    assert not [f for f in findings if f["sheet"] == "Players" and f["row"] == 11]  # the conversion of Lonza is right


def test_seven_claims_contradict_their_end_points(verdict: dict[str, Any]) -> None:
    findings = of(verdict, "layouts/claims.csv")
    assert sorted(f["cell"] for f in findings) == ["G13", "G14", "G15", "G18", "G25", "G27", "G7"]
    assert {f["rule"] for f in findings} == {"R203"}
