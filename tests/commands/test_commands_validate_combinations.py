"""Options of `cdmo validate` that contradict each other are refused before any work, and nothing is written."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize(
    ("one", "other"), [("-o", "--annotate"), ("-o", "--write-baseline"), ("--write-baseline", "--annotate")]
)
def test_two_things_are_not_written_to_one_file(cdmo, wrong_csv, tmp_path, one, other):
    target = tmp_path / "both.xlsx"
    done = cdmo("validate", wrong_csv, one, target, other, tmp_path / "x" / ".." / "both.xlsx", "--force")
    assert (done.returncode, done.stdout) == (2, "")
    assert "name the same file" in done.stderr
    assert not target.exists()


def test_a_baseline_that_would_do_nothing_is_refused(cdmo, wrong_csv, tmp_path):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    assert cdmo("validate", wrong_csv, "--write-baseline", old).returncode == 0
    done = cdmo("validate", wrong_csv, "--baseline", old, "--write-baseline", new)
    assert (done.returncode, new.exists()) == (2, False)
    assert done.stderr.startswith("error: --write-baseline writes all findings")
    assert cdmo("validate", wrong_csv, "--baseline", old, "--write-baseline", old).returncode == 0


def test_a_run_without_any_rule_is_refused(cdmo, wrong_csv):
    done = cdmo("validate", wrong_csv, "--select", "T1", "--ignore", "T")
    assert done.returncode == 2
    assert done.stderr.startswith("error: no rule is left to run\nhint: ")


@pytest.mark.parametrize("given", ["whole", "relative"])
def test_ci_servers_get_paths_from_the_current_folder(cdmo, wrong_csv, monkeypatch, given):
    monkeypatch.chdir(wrong_csv.parent)
    file = wrong_csv if given == "whole" else f"./{wrong_csv.name}"
    assert cdmo("validate", file, "--format", "github").stdout.startswith("::error file=wrong.csv,")
    entries = json.loads(cdmo("validate", file, "--format", "gitlab").stdout)
    assert {entry["location"]["path"] for entry in entries} == {"wrong.csv"}
