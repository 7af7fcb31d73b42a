"""`cdmo validate` under settings: chosen rules, coverage, missing figures, files, sheets, waivers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from cdmo_cli.commands import judging, validate
from cdmo_cli.config import load
from cdmo_cli.present.validate import FORMATS


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def configured(text: str) -> None:
    Path("cdmo.toml").write_text(text, encoding="utf-8")


def rules_of(done) -> list[str]:
    return [finding["rule"] for finding in json.loads(done.stdout)["findings"]]


def test_rules_are_selected_and_ignored(cdmo, wrong_csv):
    assert rules_of(cdmo("validate", wrong_csv, "--format", "json")) == ["T101"]
    for options in (["--ignore", "T101"], ["--select", "r,G4"], ["--select", "T,G", "--ignore", "T1"]):
        done = cdmo("validate", wrong_csv, "--format", "json", *options)
        assert (done.returncode, rules_of(done)) == (0, []), options
        not_run = {item["rule"]: item["why"] for item in json.loads(done.stdout)["rules_not_run"]}
        assert not_run["T101"] == "not selected"
    done = cdmo("validate", wrong_csv, "--format", "json", "--select", "G401", "--select", "t1,R2")
    assert (done.returncode, rules_of(done)) == (1, ["T101"])


@pytest.mark.parametrize(
    ("options", "where", "near"),
    [
        (["--select", "T1O1"], "select: no rule begins with ‘T1O1’", "did you mean T101? "),
        (["--ignore", "T,Q"], "ignore: no rule begins with ‘Q’", ""),
    ],
)
def test_a_code_that_no_rule_has_is_2_before_anything_is_read(cdmo, options, where, near):
    done = cdmo("validate", "none.csv", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {where}\nhint: {near}`cdmo rule` lists them all\n"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[severity]\nQ = "info"\n', "[severity]"),
        ('[[per-file]]\nfiles = "a"\nignore = "Q"\n', "[[per-file]] 1"),
        ('[[waiver]]\nrule = "Q"\nfile = "a"\nreason = "r"\nexpires = 2027-01-01\n', "[[waiver]] 1"),
    ],
)
def test_codes_in_the_configuration_are_looked_at_too(cdmo, model_csv, text, where):
    configured(text)
    done = cdmo("validate", model_csv)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"error: {where}: no rule begins with ‘Q’")


def test_option_beats_environment_beats_file_for_lists_and_numbers(cdmo, wrong_csv, monkeypatch):
    configured('select = "G"\nmin-coverage = 100\n')
    assert cdmo("validate", wrong_csv).returncode == 0
    monkeypatch.setenv("CDMO_SELECT", "T,R")
    assert cdmo("validate", wrong_csv).returncode == 1
    assert cdmo("validate", wrong_csv, "--select", "G").returncode == 0
    monkeypatch.setenv("CDMO_IGNORE", "T101 T102")
    assert cdmo("validate", wrong_csv).returncode == 0


def test_the_formats_are_those_that_are_presented():
    assert get_args(validate.Format) == FORMATS


def test_every_setting_has_its_environment_variable(cdmo):
    said = " ".join(cdmo("validate", "--help").stdout.split())
    variables = "SELECT IGNORE FAIL_ON MIN_COVERAGE ALLOW_UNCHECKED MISSING BASELINE TAXONOMY CONFIG"
    for name in variables.split():
        assert f"CDMO_{name}" in said


LOOSE = "Market size, USD billion\nType,2024,2025\nSmall molecules,60.0,62.0\nBiologics,40.0,45.0\nTotal,100.0,107.0\n"


def test_too_little_coverage_is_1_and_says_what_was_checked(cdmo, tmp_path, monkeypatch):
    file = tmp_path / "loose.csv"
    file.write_text(LOOSE + "\n\nExchange rate,7.5,8.5\n", encoding="utf-8")
    coverage = json.loads(cdmo("validate", file, "--format", "json").stdout)["files"][0]["coverage"]
    covered, numbers = coverage["in_identities"], coverage["numeric_cells"]
    assert 0 < covered < numbers
    percent = 100 * covered / numbers
    assert cdmo("validate", file, "--min-coverage", percent).returncode == 0
    done = cdmo("validate", file, "--min-coverage", "99.9")
    assert done.returncode == 1
    assert done.stderr == (
        f"too little checked: {file}: {covered} of {numbers} figures checked ({percent:.1f} %), "
        "--min-coverage asks for 99.9 %\n"
    )
    monkeypatch.setenv("CDMO_MIN_COVERAGE", "100")
    assert cdmo("validate", file).returncode == 1
    assert cdmo("validate", file, "--min-coverage", "101").returncode == 2


def test_missing_figures_count_as_the_setting_says(cdmo, tmp_path):
    file = tmp_path / "gap.csv"
    file.write_text(LOOSE.replace("40.0,45.0", ",45.0"), encoding="utf-8")
    assert cdmo("validate", file).returncode == 0
    done = cdmo("validate", file, "--missing", "partial_zero", "--format", "json")
    assert (done.returncode, rules_of(done)[0]) == (1, "T101")
    configured('[[per-file]]\nfiles = "gap.*"\nmissing = "partial_zero"\n')
    assert cdmo("validate", file).returncode == 1
    assert cdmo("validate", file.rename("other.csv")).returncode == 0


def two_sheets(path: Path) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for name in ("Types", "Scratch 1"):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(
                [["Revenue, USD billion", 2024], ["Small molecules", 60.5], ["Biologics", 40.2]]
            ):
                sheet.write_row(row, 0, cells)
            sheet.write_row(3, 0, ["Total", 110.7 if name == "Types" else 190.9])
    return path


def test_settings_for_files_and_sheets(cdmo, tmp_path):
    (tmp_path / "drafts").mkdir()
    draft, final = two_sheets(tmp_path / "drafts" / "a.xlsx"), two_sheets(tmp_path / "a.xlsx")
    configured(
        '[[per-file]]\nfiles = "*.xlsx"\nsheets = "scratch*"\nignore = "T"\n'
        '[[per-file]]\nfiles = "drafts/*"\nignore = ["T"]\n'
    )
    data = json.loads(cdmo("validate", draft, final, "--format", "json", "--select", "T101").stdout)
    assert [(Path(f["file"]).parent.name, f["sheet"]) for f in data["findings"]] == [(tmp_path.name, "Types")]
    assert {"rule": "T101", "why": f"not run on {draft}: not selected"} in data["rules_not_run"]


def test_another_severity_changes_the_exit_code(cdmo, wrong_csv):
    configured('[severity]\nT1 = "warning"\n')
    assert cdmo("validate", wrong_csv).returncode == 0
    assert cdmo("validate", wrong_csv, "--fail-on", "warning").returncode == 1


WAIVER = """
[[waiver]]
rule = "t101"
file = "{file}"
cell = "{cell}"
reason = "restated in May"
expires = {expires}
"""


def test_a_waived_finding_does_not_fail_and_says_why(cdmo, wrong_csv):
    configured(WAIVER.format(file="wrong.csv", cell="D5", expires="2999-12-31"))
    done = cdmo("validate", wrong_csv, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert data["verdict"] == "consistent"
    assert [finding["waived"] for finding in data["findings"]] == ["restated in May"]
    assert "restated in May" not in cdmo("validate", wrong_csv, "--config", empty()).stdout


def empty() -> Path:
    file = Path("none.toml")
    file.touch()
    return file


def test_an_expired_waiver_is_a_finding_beside_its_own(cdmo, wrong_csv):
    configured(WAIVER.format(file="wrong.csv", cell="D5", expires="2001-12-31"))
    done = cdmo("validate", wrong_csv, "--format", "json")
    assert done.returncode == 1
    data = json.loads(done.stdout)["findings"]
    assert [(f["rule"], f["severity"], f["cell"], f["waived"]) for f in data] == [
        ("T101", "error", "D5", None),
        ("S006", "warning", "D5", None),
    ]
    assert "expired on 2001-12-31: “restated in May”" in data[1]["message"]


def test_the_day_is_asked_once(cdmo, wrong_csv, monkeypatch):
    import datetime as dt

    configured(WAIVER.format(file="*.csv", cell="D5", expires="2026-12-31"))
    for day, code in ((dt.date(2026, 12, 31), 0), (dt.date(2027, 1, 1), 1)):
        monkeypatch.setattr(judging, "today", lambda day=day: day)
        assert cdmo("validate", wrong_csv).returncode == code


def test_a_waiver_that_covers_nothing_any_more_is_noted(cdmo, wrong_csv, model_csv):
    configured(WAIVER.format(file="*.csv", cell="D5", expires="2999-12-31"))
    assert "waiver" not in cdmo("validate", wrong_csv, model_csv).stderr
    done = cdmo("validate", model_csv)
    assert done.returncode == 0
    assert done.stderr == (
        f"note: the waiver of T101 at D5 covers nothing in {model_csv}: take it out (“restated in May”)\n"
    )
    assert cdmo("validate", model_csv, "--select", "G").stderr == ""


def test_the_other_commands_know_the_settings(cdmo, wrong_csv, samples, monkeypatch):
    monkeypatch.setattr("cdmo_cli.report.render", lambda *_: b"%PDF")
    assert cdmo("export-pdf", wrong_csv, "-o", "out").returncode == 1
    assert "1 error" in cdmo("summary", wrong_csv).stdout
    configured(WAIVER.format(file="wrong.csv", cell="D5", expires="2999-12-31"))
    assert cdmo("export-pdf", wrong_csv, "-o", "out").returncode == 0
    assert "No errors or warnings" in cdmo("summary", wrong_csv).stdout
    configured("")
    monkeypatch.setenv("CDMO_IGNORE", "T101, T102")
    assert cdmo("export-pdf", wrong_csv, "-o", "more").returncode == 0
    assert "No errors or warnings" in cdmo("summary", wrong_csv).stdout
    monkeypatch.setenv("CDMO_MISSING", "sometimes")
    done = cdmo("summary", wrong_csv)
    assert done.returncode == 2
    assert done.stderr.startswith("error: CDMO_MISSING = 'sometimes' cannot be: input should be 'non_null', ")
    monkeypatch.delenv("CDMO_MISSING")
    configured('ignore = "Q"\n')
    monkeypatch.delenv("CDMO_IGNORE")
    for command in ("summary", "inspect", "export-pdf"):
        assert cdmo(command, wrong_csv).returncode == 2


def test_what_is_read_is_what_the_rules_need():
    plan = judging.plan(load(None, select=("G",)))
    from cdmo_cli.read.model import Needs

    assert plan.orders.needs(Path("a.xlsx")) == Needs.STYLES | Needs.FORMULAS


def test_rules_are_named_too(cdmo, wrong_csv):
    def rules(*options):
        return rules_of(cdmo("validate", wrong_csv, "--format", "json", *options))

    assert rules("--select", "parts-differ-from-total,G4") == ["T101"]
    assert rules("--ignore", "Parts-Differ-From-Total") == []
    assert rules("--select", "improbable-difference") == []
    configured('[severity]\nparts-differ-from-total = "info"\n')
    assert cdmo("validate", wrong_csv).returncode == 0
    configured(
        WAIVER.format(file="wrong.csv", cell="D5", expires="2999-12-31").replace("T101", "parts-differ-from-total")
    )
    assert cdmo("validate", wrong_csv).returncode == 0
    configured('[[per-file]]\nfiles = "wrong.csv"\nignore = "parts-differ-from-total"\n')
    assert rules() == []
    done = cdmo("validate", wrong_csv, "--select", "parts-differ-from-totl")
    assert done.stderr.startswith(
        "error: select: no rule begins with ‘parts-differ-from-totl’\nhint: did you mean parts-"
    )


NOT_CHECKED = {
    "gitlab": '"check_name": "not-checked"',
    "github": "title=not checked::",
    "junit": '<failure type="not-checked"',
    "sarif": '"level": "error",\n              "message": {\n                "text": "',
}


@pytest.mark.parametrize("name", NOT_CHECKED)
def test_no_report_is_green_where_nothing_or_too_little_was_checked(cdmo, model_csv, tmp_path, name):
    def told(*options):
        return cdmo("validate", "--format", name, *options)

    lonely = tmp_path / "lonely.csv"
    lonely.write_text("Market size, USD billion\nType,2024,2025\nBiologics,40.5,44.5\n", encoding="utf-8")
    done = told(lonely)
    assert done.returncode == 1
    assert NOT_CHECKED[name] in done.stdout
    assert "nothing could be checked: no sum, share or rate was found" in done.stdout
    assert NOT_CHECKED[name] not in told("--allow-unchecked", lonely).stdout
    assert NOT_CHECKED[name] not in told(model_csv).stdout
    loose = tmp_path / "loose.csv"
    loose.write_text(LOOSE + "\n\nExchange rate,7.5,8.5\n", encoding="utf-8")
    done = told("--min-coverage", "99", loose)
    assert done.returncode == 1
    assert NOT_CHECKED[name] in done.stdout
    assert "--min-coverage asks for 99" in done.stdout.replace("%25", "%")


def test_a_file_on_which_no_rule_runs_is_unchecked(cdmo, wrong_csv, model_csv):
    configured('[[per-file]]\nfiles = "wrong.csv"\nignore = ["T", "R", "U", "P", "C", "G", "S", "F"]\n')
    done = cdmo("validate", wrong_csv, model_csv, "--format", "json")
    assert done.returncode == 1
    assert [file["verdict"] for file in json.loads(done.stdout)["files"]] == ["unchecked", "consistent"]
    said = cdmo("validate", wrong_csv, "--format", "github").stdout
    assert "nothing was checked: the settings leave no rule to run on it" in said


def test_settings_for_a_file_that_does_not_exist_are_noted(cdmo, model_csv, tmp_path):
    waiver = WAIVER.format(file="models/[[]typo].xlsx", cell="D5", expires="2999-12-31")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "other.xlsx").touch()
    more = '[[per-file]]\nfiles = ["models/*.xlsx", "draft/*.csv", "name.csv", "**/a.csv", "a/**"]\nignore = "G"\n'
    configured(more + waiver)
    assert cdmo("validate", model_csv).stderr.splitlines() == [
        "note: [[per-file]] 1 is for draft/*.csv, which does not exist",
        "note: the waiver of T101 at D5 is for models/[typo].xlsx, which does not exist",
    ]


def test_an_expired_waiver_of_what_is_mended_is_no_finding(cdmo, model_csv):
    configured(WAIVER.format(file="model.csv", cell="D5", expires="2001-12-31"))
    done = cdmo("validate", model_csv, "--format", "json")
    assert (done.returncode, rules_of(done)) == (0, [])
    assert done.stderr.startswith("note: the waiver of T101 at D5 covers nothing in")
