from __future__ import annotations

from pathlib import Path

import pytest

from cdmo_cli.config import Settings, load
from cdmo_cli.errors import ConfigError


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
        ("colour = 1", "‘colour’ is no setting", "the settings are taxonomy, fail-on, allow-unchecked, edition"),
        ('fail-on = "eror"', "fail-on = 'eror' cannot be: input should be 'error', 'warning', 'info' or 'never'", ""),
        ('allow-unchecked = "yes"', "allow-unchecked = 'yes' cannot be: input should be a valid boolean", ""),
        ("taxonomy = 3", "taxonomy = 3 cannot be", ""),
        ("fail-on = ", "the configuration is not TOML: Invalid value (at end of document)", ""),
    ],
)
def test_what_cannot_be_is_said_with_the_file(tmp_path, text, message, hint):
    file = tmp_path / "cdmo.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(folder=tmp_path)
    assert str(raised.value).startswith(f"{file}: {message}")
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
