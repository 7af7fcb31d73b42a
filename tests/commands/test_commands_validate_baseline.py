"""`--write-baseline` and `--baseline`: findings that were there before do not count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def content(file: str) -> dict[str, list[dict[str, str]]]:
    return json.loads(Path(file).read_text(encoding="utf-8"))["files"]


def test_what_was_there_before_does_not_fail_and_what_is_new_does(cdmo, wrong_csv):
    done = cdmo("validate", "wrong.csv", "--write-baseline", "known.json")
    assert done.returncode == 0
    assert done.stderr == "wrote 1 finding as the baseline known.json\n"
    assert [(key, [entry["rule"] for entry in found]) for key, found in content("known.json").items()] == [
        ("wrong.csv", ["T101"])
    ]
    again = cdmo("validate", "wrong.csv", "--baseline", "known.json")
    assert (again.returncode, again.stderr) == (0, "")
    assert "T101" not in again.stdout
    data = json.loads(cdmo("validate", "wrong.csv", "--baseline", "known.json", "--format", "json").stdout)
    assert data["verdict"] == "consistent"
    text = wrong_csv.read_text(encoding="utf-8")
    wrong_csv.write_text(text.replace("Total,100.0", "Total,190.0"), encoding="utf-8")
    new = cdmo("validate", "wrong.csv", "--baseline", "known.json")
    assert new.returncode == 1
    assert "190.0" in new.stdout
    assert "151.0" not in new.stdout.split("error[T101]")[1].splitlines()[0]


def test_it_survives_inserted_rows_and_a_start_from_another_folder(cdmo, wrong_csv, tmp_path, monkeypatch):
    assert cdmo("validate", "wrong.csv", "--write-baseline", "known.json").returncode == 0
    text = wrong_csv.read_text(encoding="utf-8")
    wrong_csv.write_text(f"Our market,,,\n\n{text}", encoding="utf-8")
    assert cdmo("validate", "wrong.csv", "--baseline", "known.json").returncode == 0
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert cdmo("validate", "../wrong.csv", "--baseline", "../known.json").returncode == 0
    assert cdmo("validate", wrong_csv, "--baseline", tmp_path / "known.json").returncode == 0
    assert cdmo("validate", wrong_csv).returncode == 1


def test_a_renamed_file_keeps_its_known_findings_and_a_copy_does_not(cdmo, wrong_csv, tmp_path):
    cdmo("validate", "wrong.csv", "--write-baseline", "known.json")
    copy = tmp_path / "copy.csv"
    copy.write_bytes(wrong_csv.read_bytes())
    assert cdmo("validate", "copy.csv", "--baseline", "known.json").returncode == 1
    wrong_csv.unlink()
    done = cdmo("validate", "copy.csv", "--baseline", "known.json")
    assert (done.returncode, done.stderr) == (0, "")


def test_what_was_mended_is_told(cdmo, wrong_csv, model_csv):
    cdmo("validate", "wrong.csv", "model.csv", "--write-baseline", "known.json")
    wrong_csv.write_bytes(model_csv.read_bytes())
    done = cdmo("validate", "wrong.csv", "--baseline", "known.json")
    assert done.returncode == 0
    assert done.stderr == ("note: 1 entry of the baseline is mended: --write-baseline known.json writes it anew\n")
    assert cdmo("validate", "model.csv", "--baseline", "known.json").stderr == ""
    cdmo("validate", "wrong.csv", "--write-baseline", "known.json")
    assert content("known.json") == {}


def test_rules_that_did_not_run_have_mended_nothing(cdmo, wrong_csv):
    cdmo("validate", "wrong.csv", "--write-baseline", "known.json")
    before = content("known.json")
    assert cdmo("validate", "wrong.csv", "--baseline", "known.json", "--select", "G").stderr == ""
    cdmo("validate", "wrong.csv", "--write-baseline", "known.json", "--select", "G")
    assert content("known.json") == before


def test_files_that_were_not_looked_at_keep_their_entries(cdmo, wrong_csv, tmp_path):
    other = tmp_path / "other.csv"
    other.write_bytes(wrong_csv.read_bytes())
    cdmo("validate", "wrong.csv", "other.csv", "--write-baseline", "known.json")
    before = content("known.json")
    assert list(before) == ["other.csv", "wrong.csv"]
    cdmo("validate", "wrong.csv", "--write-baseline", "known.json")
    assert content("known.json") == before
    other.unlink()
    done = cdmo("validate", "wrong.csv", "--write-baseline", "known.json")
    assert content("known.json") == before
    said = "wrote 1 finding as the baseline known.json; entries of 1 file that were not checked are kept\n"
    assert done.stderr == said
    cdmo("validate", "wrong.csv", "--write-baseline", "known.json", "--force")
    assert list(content("known.json")) == ["wrong.csv"]


def test_files_that_are_gone_are_neither_mended_nor_lost(cdmo, wrong_csv, model_csv, tmp_path):
    cdmo("validate", "wrong.csv", "--write-baseline", "known.json")
    wrong_csv.rename(tmp_path / "renamed.csv")
    assert cdmo("validate", "model.csv", "--baseline", "known.json").stderr == ""
    cdmo("validate", "model.csv", "--write-baseline", "known.json")
    assert list(content("known.json")) == ["wrong.csv"]
    assert cdmo("validate", "renamed.csv", "--baseline", "known.json").returncode == 0


def test_another_error_at_the_same_total_is_new(cdmo, wrong_csv):
    cdmo("validate", "wrong.csv", "--write-baseline", "known.json")
    (entry,) = content("known.json")["wrong.csv"]
    assert entry["off"] == 36.0
    text = wrong_csv.read_text(encoding="utf-8")
    wrong_csv.write_text(text.replace("151.0", "20115.0"), encoding="utf-8")
    done = cdmo("validate", "wrong.csv", "--baseline", "known.json")
    assert (done.returncode, done.stderr) == (1, "")
    assert "20,115" in done.stdout or "20115" in done.stdout


def test_an_unreadable_file_is_still_2_and_the_rest_is_written(cdmo, wrong_csv, tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no")
    assert cdmo("validate", "broken.xlsx", "wrong.csv", "--write-baseline", "known.json").returncode == 2
    assert list(content("known.json")) == ["wrong.csv"]


def test_the_setting_is_relative_to_its_file_and_the_environment_to_the_folder(cdmo, wrong_csv, tmp_path, monkeypatch):
    (tmp_path / "ci").mkdir()
    cdmo("validate", "wrong.csv", "--write-baseline", "ci/known.json")
    assert list(content("ci/known.json")) == ["../wrong.csv"]
    (tmp_path / "ci" / "cdmo.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    assert cdmo("validate", "wrong.csv", "--config", "ci/cdmo.toml").returncode == 0
    monkeypatch.setenv("CDMO_BASELINE", "ci/known.json")
    assert cdmo("validate", "wrong.csv").returncode == 0


def test_only_a_baseline_is_written_over(cdmo, wrong_csv, tmp_path):
    report = tmp_path / "report.json"
    report.write_text("{}", encoding="utf-8")
    done = cdmo("validate", "wrong.csv", "--write-baseline", "report.json")
    assert (done.returncode, report.read_text(encoding="utf-8")) == (2, "{}")
    assert done.stderr.splitlines()[0].startswith("error: report.json: is no baseline of this version of cdmo")
    assert cdmo("validate", "wrong.csv", "--write-baseline", "wrong.csv", "--force").returncode == 2
    assert cdmo("validate", "wrong.csv", "--write-baseline", "report.json", "--force").returncode == 0


def test_a_baseline_that_cannot_be_used_is_2(cdmo, wrong_csv, tmp_path):
    done = cdmo("validate", "wrong.csv", "--baseline", "none.json")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "error: none.json: there is no such baseline",
        "hint: write it: cdmo validate FILE... --write-baseline none.json",
    ]
    (tmp_path / "bad.json").write_text("[", encoding="utf-8")
    assert "bad.json: is not JSON" in cdmo("validate", "wrong.csv", "--baseline", "bad.json").stderr


WAIVER = '[[waiver]]\nrule = "T101"\nfile = "wrong.csv"\nreason = "r"\nexpires = {}-01-01\n'


def test_waived_findings_are_not_written(cdmo, wrong_csv):
    Path("cdmo.toml").write_text(WAIVER.format(2999), encoding="utf-8")
    cdmo("validate", "wrong.csv", "--write-baseline", "known.json")
    assert content("known.json") == {}


def test_an_expired_waiver_is_told_whatever_the_baseline_has(cdmo, wrong_csv):
    Path("cdmo.toml").write_text(WAIVER.format(2001), encoding="utf-8")
    done = cdmo("validate", "wrong.csv", "--write-baseline", "known.json", "--format", "json")
    assert done.returncode == 0
    assert [entry["rule"] for entry in content("known.json")["wrong.csv"]] == ["T101"]
    assert [f["rule"] for f in json.loads(done.stdout)["findings"] if f["severity"] == "warning"] == ["S006"]
