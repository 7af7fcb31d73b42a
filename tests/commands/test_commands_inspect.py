from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import cdmo_cli.present

SCHEMA = Path(cdmo_cli.present.__file__).with_name("inspect-1.schema.json")


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    content = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def test_json_says_what_a_csv_holds(cdmo, model_csv, schema):
    done = cdmo("inspect", model_csv, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    schema.validate(said)
    (file,) = said["files"]
    assert file["path"] == str(model_csv)
    (sheet,) = file["sheets"]
    assert (sheet["name"], sheet["visible"]) == ("model", True)
    (table,) = sheet["tables"]
    assert table["unit"] == "USD billion"
    assert table["measure"] == "revenue"
    assert table["layout"] == "wide"
    assert table["periods"] == ["2024", "2025", "2026"]
    assert table["dimensions"] == ["type"]
    assert table["unknown_labels"] == []
    sums = {i["total"]: i for i in sheet["identities"] if i["kind"] == "sum"}
    assert sums["B5"]["parts"] == ["B3", "B4"]
    assert sums["B5"]["signs"] == [1, 1]
    assert {sums[cell]["verdict"] for cell in ("B5", "C5", "D5")} == {"exact"}


def test_json_of_every_sample_keeps_to_its_schema(cdmo, samples, schema):
    files = sorted(path for path in samples.rglob("*") if path.suffix in {".xlsx", ".csv", ".tsv", ".ods", ".xls"})
    assert files
    done = cdmo("inspect", *files, "--format", "json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    schema.validate(said)
    assert [file["path"] for file in said["files"]] == [str(path) for path in files]


def test_names_in_doubt_of_the_published_page(cdmo, samples):
    done = cdmo("inspect", samples / "as-published.xlsx", "--format", "json")
    unknown = {
        label
        for sheet in json.loads(done.stdout)["files"][0]["sheets"]
        for table in sheet["tables"]
        for label in table["unknown_labels"]
    }
    assert "Argentina Korea" in unknown
    assert unknown >= {"Saudi", "Arabia"}


def test_text_shows_tables_members_and_identities(cdmo, model_csv):
    done = cdmo("inspect", model_csv)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == str(model_csv)
    assert lines[1] == "csv: 1 sheet, 1 table, 9 figures"
    assert "model  A1:D5  wide          9  revenue      2024 … 2026  type" in lines
    assert "Type  Small molecules, Biologics" in lines
    assert "  3 exact, 0 within rounding, 0 impossible" in lines


def test_an_unreadable_file_is_2_and_the_rest_is_shown(cdmo, model_csv, tmp_path):
    done = cdmo("inspect", tmp_path / "modle.csv", model_csv, "--format", "json")
    assert done.returncode == 2
    assert [file["path"] for file in json.loads(done.stdout)["files"]] == [str(model_csv)]
    assert done.stderr == f"error: {tmp_path / 'modle.csv'}: no such file\nhint: did you mean {model_csv}?\n"


def test_the_hierarchy_holds_all_that_is_named_with_or_without_figures(cdmo, samples):
    done = cdmo("inspect", samples / "as-published.xlsx")
    shown = " ".join(done.stdout.split())
    assert "Europe Germany, France, United Kingdom, Italy, Russia" in shown
    assert "Latin America Mexico, Brazil, Colombia" in shown
    companies = shown.split(" Company ", 1)[1].split(" Labels in doubt", 1)[0]
    assert len(companies.split(", ")) == 10
    assert companies.startswith("Aenova Holding, Almac Group, Catalent")


def test_what_ingest_writes_is_shown_as_a_long_table(cdmo, samples, tmp_path):
    assert cdmo("ingest", samples / "cdmo-outsourcing.xlsx", "-o", tmp_path / "m.csv").returncode == 0
    done = cdmo("inspect", tmp_path / "m.csv", "--format", "json")
    (table,) = json.loads(done.stdout)["files"][0]["sheets"][0]["tables"]
    assert (table["layout"], table["unit"]) == ("long", "USD billion")
    assert cdmo("validate", tmp_path / "m.csv").returncode == 0
