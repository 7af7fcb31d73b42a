from __future__ import annotations

import datetime as dt
import json
import os
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from cdmo_cli import identities
from cdmo_cli.commands import options
from cdmo_cli.config import FailOn, Missing, Settings, found, load, schema
from cdmo_cli.errors import ConfigError

ROOT = Path(__file__).parents[2]


def test_without_a_file_the_defaults_hold(tmp_path):
    settings = load(folder=tmp_path)
    assert settings == Settings()
    assert (settings.fail_on, settings.edition, settings.allow_unchecked, settings.taxonomy) == (
        "error",
        "sample",
        False,
        None,
    )


def test_a_file_is_found_upwards_and_an_option_wins(tmp_path):
    (tmp_path / "cdmo.toml").write_text(
        'fail-on = "warning"\nedition = "full"\ntaxonomy = "ours.toml"\n', encoding="utf-8"
    )
    below = tmp_path / "models" / "2024"
    below.mkdir(parents=True)
    settings = load(folder=below, edition="both", fail_on=None)
    assert settings.fail_on == "warning"
    assert settings.edition == "both"
    assert settings.taxonomy == tmp_path / "ours.toml"


def test_a_taxonomy_given_as_option_is_not_relative_to_the_file(tmp_path):
    (tmp_path / "cdmo.toml").write_text('taxonomy = "ours.toml"\n', encoding="utf-8")
    assert load(folder=tmp_path, taxonomy=Path("theirs.toml")).taxonomy == Path("theirs.toml")


def test_the_table_of_pyproject_is_read_and_the_nearest_file_wins(tmp_path):
    (tmp_path / "cdmo.toml").write_text("allow-unchecked = true\n", encoding="utf-8")
    below = tmp_path / "project"
    below.mkdir()
    (below / "pyproject.toml").write_text('[project]\nname = "x"\n', encoding="utf-8")
    assert load(folder=below).allow_unchecked is True
    (below / "pyproject.toml").write_text('[tool.cdmo]\nfail-on = "info"\n', encoding="utf-8")
    assert load(folder=below) == Settings.model_validate({"fail-on": "info"})


def test_a_named_file_is_read_instead(tmp_path):
    (tmp_path / "cdmo.toml").write_text('fail-on = "warning"\n', encoding="utf-8")
    named = tmp_path / "ci.toml"
    named.write_text('fail-on = "info"\n', encoding="utf-8")
    assert load(named, folder=tmp_path).fail_on == "info"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('fail_on = "error"', "‘fail_on’ is no setting", "did you mean ‘fail-on’?"),
        ('editon = "full"', "‘editon’ is no setting", "did you mean ‘edition’?"),
        (
            "colour = 1",
            "‘colour’ is no setting",
            "the settings are taxonomy, fail-on, allow-unchecked, edition, "
            "select, ignore, severity, min-coverage, missing, baseline, per-file, waiver, report, sample",
        ),
        ('fail-on = "eror"', "fail-on = 'eror' cannot be: input should be 'error', 'warning', 'info' or 'never'", ""),
        ('allow-unchecked = "yes"', "allow-unchecked = 'yes' cannot be: input should be a valid boolean", ""),
        ("taxonomy = 3", "taxonomy = 3 cannot be", ""),
        ("fail-on = ", "the configuration is not TOML: Invalid value (at end of document)", ""),
    ],
)
def test_what_cannot_be_is_said_with_the_file_and_the_line(tmp_path, text, message, hint):
    line = "" if "TOML" in message else ":1"
    file = tmp_path / "cdmo.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(folder=tmp_path)
    assert str(raised.value).startswith(f"{file}{line}: {message}")
    assert raised.value.hint == hint


def test_a_named_file_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match=r"the configuration cannot be read: No such file"):
        load(tmp_path / "none.toml")


def test_option_beats_environment_beats_file(cdmo, tmp_path, monkeypatch, wrong_csv):
    monkeypatch.chdir(tmp_path)
    Path("cdmo.toml").write_text('fail-on = "never"\n', encoding="utf-8")
    assert cdmo("validate", wrong_csv).returncode == 0
    monkeypatch.setenv("CDMO_FAIL_ON", "error")
    assert cdmo("validate", wrong_csv).returncode == 1
    assert cdmo("validate", "--fail-on", "never", wrong_csv).returncode == 0


def test_the_folder_of_an_input_is_not_searched(cdmo, tmp_path, monkeypatch, wrong_csv):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "cdmo.toml").write_text('fail-on = "never"\n', encoding="utf-8")
    assert cdmo("validate", wrong_csv.rename(theirs / "wrong.csv")).returncode == 1


def test_every_strange_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cdmo.toml"
    file.write_text('fail_on = "error"\ntaxonmy = "x.toml"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="‘fail_on’ and ‘taxonmy’ are no settings") as caught:
        load(file)
    assert caught.value.hint == "did you mean ‘fail-on’?; did you mean ‘taxonomy’?"


WHOLE = """
select = ["T", "R", "g4"]
ignore = "G405"
min-coverage = 60
missing = "partial_zero"
baseline = "known/baseline.json"

[severity]
G401 = "info"

[[per-file]]
files = ["drafts/**/*.xlsx", "draft-*.xlsx"]
sheets = "Scratch*"
ignore = ["G4"]

[[per-file]]
files = "old/*.xls"
missing = "non_zero"

[[waiver]]
rule = "T101"
file = "./model.xlsx"
sheet = "Regions"
cell = "$f$20:F14"
reason = "restated in May"
expires = 2027-03-31
"""


def test_everything_that_a_file_can_set(tmp_path: Path) -> None:
    (tmp_path / "cdmo.toml").write_text(WHOLE, encoding="utf-8")
    settings = load(folder=tmp_path)
    here = tmp_path.as_posix()
    assert (settings.select, settings.ignore) == (("T", "R", "g4"), ("G405",))
    assert (settings.min_coverage, settings.missing) == (60, "partial_zero")
    assert settings.baseline == tmp_path / "known" / "baseline.json"
    assert settings.severity == {"G401": "info"}
    first, second = settings.per_file
    assert (first.files, first.sheets, first.ignore) == (
        (f"{here}/drafts/**/*.xlsx", "draft-*.xlsx"),
        ("Scratch*",),
        ("G4",),
    )
    assert second.missing == "non_zero"
    (waiver,) = settings.waiver
    assert waiver.file == (f"{here}/model.xlsx",)
    assert (waiver.cell, waiver.expires) == ("F14:F20", dt.date(2027, 3, 31))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            '[[waiver]]\nrule = "T101"\nfile = "a.xlsx"\nexpires = 2027-03-31\n',
            ":1: [[waiver]] 1: ‘reason’ is missing",
            "",
        ),
        (
            'select = "T"\n\n[[waiver]]\nrule = "T1"\nfile = "a"\nreason = "r"\nexpire = 2027-03-31\n',
            ":3: [[waiver]] 1: ‘expires’ is missing",
            "",
        ),
        (
            '[[waiver]]\nrule = "T101"\nfile = "a"\nreason = "r"\nexpires = 2027-03-31\n'
            '[[waiver]]\nrule = "T101"\nfile = "a"\nreason = " "\nexpires = 2027-03-31\n',
            ":9: [[waiver]] 2: reason = ' ' cannot be: a reason is what a waiver is for",
            "",
        ),
        (
            '[[waiver]]\nrule = "T101"\nfile = "a"\nreason = "r"\nexpires = "2027-03-31"\n',
            ":5: [[waiver]] 1: expires = '2027-03-31' cannot be: input should be a valid date",
            "dates are written without quotes: expires = 2027-03-31",
        ),
        (
            '[[waiver]]\nrule = "T101"\nfile = "a"\nreason = "r"\nexpires = 2027-03-31\ncel = "F4"\n',
            ":6: [[waiver]] 1: ‘cel’ is no setting",
            "did you mean ‘cell’?",
        ),
        (
            '[[waiver]]\nrule = "T101"\nfile = "a"\nreason = "r"\nexpires = 2027-03-31\ncell = "14F"\n',
            ":6: [[waiver]] 1: cell = '14F' cannot be: input should be a cell such as F14, or a range such as F14:F20",
            "",
        ),
        (
            '[[per-file]]\nfiles = "a"\nsheets = "S"\nmissing = "non_zero"\n',
            ":1: [[per-file]] 1: ‘missing’ holds for whole files, not for ‘sheets’",
            "",
        ),
        ('[[per-file]]\nfiles = "a"\n', ":1: [[per-file]] 1: it sets none of ‘select’, ‘ignore’ and ‘missing’", ""),
        (
            "select = 3\n",
            ":1: select = 3 cannot be: input should be a text or a list of texts",
            "",
        ),
        (
            "min-coverage = 101\n",
            ":1: min-coverage = 101 cannot be: input should be less than or equal to 100",
            "",
        ),
        (
            '[severity]\nT101 = "info"\nG4 = "fatal"\n',
            ":3: [severity]: G4 = 'fatal' cannot be: input should be 'error', 'warning' or 'info'",
            "",
        ),
        ("waiver = 3\n", ":1: waiver = 3 cannot be: it is written as tables, [[waiver]]", ""),
    ],
)
def test_what_cannot_be_in_a_table_is_said_with_its_place(tmp_path: Path, text: str, message: str, hint: str) -> None:
    file = tmp_path / "cdmo.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(file)
    assert str(raised.value) == f"{file}{message}"
    assert raised.value.hint == hint


def test_a_place_in_pyproject_is_found_below_its_table(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    text = "[project]\nselect = 1\n[tool.other]\nselect = 2\n[tool.cdmo]\nselect = 3\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"{re.escape(str(file))}:6: select = 3 cannot be"):
        load(folder=tmp_path)
    file.write_text('[tool.cdmo]\n[[tool.cdmo.per-file]]\nfiles = "a"\nignor = "T"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r":4: \[\[per-file\]\] 1: ‘ignor’ is no setting"):
        load(folder=tmp_path)


def test_the_file_that_is_read_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "cdmo.toml").write_text("\ufeffselect = []\n", encoding="utf-8")
    assert found(folder=tmp_path) == tmp_path / "cdmo.toml"
    assert found(tmp_path / "cdmo.toml") == tmp_path / "cdmo.toml"


def test_the_modes_for_missing_figures_are_those_of_the_identities() -> None:
    assert set(get_args(Missing)) == set(get_args(identities.model.Missing)) == set(get_args(options.Missing))
    assert set(get_args(FailOn)) == set(get_args(options.Severity))


SCHEMA = ROOT / "src" / "cdmo_cli" / "cdmo-toml.schema.json"


def test_the_published_schema_is_current_and_a_schema() -> None:
    made = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("CDMO_GOLDEN") == "write":
        SCHEMA.write_text(made, encoding="utf-8", newline="\n")
    assert SCHEMA.read_text(encoding="utf-8") == made, "CDMO_GOLDEN=write writes it anew"
    Draft202012Validator.check_schema(schema())


def as_json(content: object) -> object:
    """TOML's values as JSON has them: a date is a text."""
    if isinstance(content, dict):
        return {key: as_json(value) for key, value in content.items()}
    if isinstance(content, list):
        return [as_json(value) for value in content]
    return content.isoformat() if isinstance(content, dt.date) else content


def test_the_schema_takes_what_the_program_takes() -> None:
    validator = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert list(validator.iter_errors(as_json(tomllib.loads(WHOLE)))) == []
    for wrong in ("colour = 1", 'fail-on = "no"', "select = 3", '[[waiver]]\nrule = "T101"', "min-coverage = 101"):
        assert not validator.is_valid(as_json(tomllib.loads(wrong))), wrong


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
EXAMPLES = [
    pytest.param(block, id=f"{page.name}-{number}")
    for page in PAGES
    for number, block in enumerate(re.findall(r"^```toml\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S))
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_of_the_pages_are_valid(tmp_path: Path, text: str) -> None:
    name = "pyproject.toml" if "[tool.cdmo" in text else "cdmo.toml"
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert load(folder=tmp_path) != Settings()
    content = tomllib.loads(text)
    Draft202012Validator(schema()).validate(as_json(content.get("tool", {}).get("cdmo", content)))
