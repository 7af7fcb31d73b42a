from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_what_holds_is_0_and_what_cannot_be_is_1(cdmo, model_csv, wrong_csv):
    assert cdmo("validate", model_csv).returncode == 0
    done = cdmo("validate", wrong_csv)
    assert done.returncode == 1
    assert "D5" in done.stdout
    assert done.stderr == ""


def test_fail_on_never_shows_findings_and_is_0(cdmo, wrong_csv):
    done = cdmo("validate", "--fail-on", "never", wrong_csv)
    assert done.returncode == 0
    assert "D5" in done.stdout


def test_json_names_the_cell(cdmo, wrong_csv):
    done = cdmo("validate", wrong_csv, "--format", "json")
    assert done.returncode == 1
    said = json.loads(done.stdout)
    assert said["schema"] == "cdmo.validate/1"
    assert said["verdict"] == "inconsistent"
    first = said["findings"][0]
    assert (first["rule"], first["severity"], first["cell"], first["observed"]) == ("T101", "error", "D5", 151.0)
    assert first["expected"]["value"] == pytest.approx(115.0)


def test_one_unreadable_file_stops_no_other(cdmo, model_csv, wrong_csv, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    done = cdmo("validate", model_csv, broken, wrong_csv, tmp_path / "none.csv", "--format", "json")
    assert done.returncode == 2
    said = json.loads(done.stdout)
    assert [Path(file["path"]).name for file in said["files"]] == ["model.csv", "broken.xlsx", "wrong.csv", "none.csv"]
    errors = [file["error"] for file in said["files"]]
    assert [bool(error) for error in errors] == [False, True, False, True]
    assert errors[3] == "no such file"
    wrong = [finding["file"] for finding in said["findings"] if finding["severity"] == "error"]
    assert wrong == [str(wrong_csv)]
    assert [line.split(": ")[0] for line in done.stderr.splitlines() if line.startswith("error")] == ["error", "error"]
    assert f"error: {broken}: " in done.stderr
    assert f"error: {tmp_path / 'none.csv'}: no such file" in done.stderr


def test_nothing_to_check_is_1_unless_allowed(cdmo, tmp_path):
    file = tmp_path / "lonely.csv"
    file.write_text("Market size, USD billion\nType,2024,2025\nBiologics,40.5,44.5\n", encoding="utf-8")
    done = cdmo("validate", file)
    assert done.returncode == 1
    assert cdmo("validate", "--allow-unchecked", file).returncode == 0


def test_an_output_file_is_written_and_never_an_input(cdmo, wrong_csv, tmp_path):
    output = tmp_path / "out" / "findings.json"
    done = cdmo("validate", wrong_csv, "--format", "json", "-o", output)
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads(output.read_text(encoding="utf-8"))["verdict"] == "inconsistent"
    again = cdmo("validate", wrong_csv, "-o", output)
    assert (again.returncode, again.stderr) == (2, f"error: {output}: exists already\nhint: --force writes over it\n")
    assert cdmo("validate", wrong_csv, "-o", output, "--force").returncode == 1
    assert "D5" in output.read_text(encoding="utf-8")
    before = wrong_csv.read_bytes()
    assert cdmo("validate", wrong_csv, "-o", wrong_csv, "--force").returncode == 2
    assert wrong_csv.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_closed_pipe_is_quiet_and_keeps_the_code_of_the_verdict(wrong_csv, model_csv):
    reader, writer = os.pipe()
    os.close(reader)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    try:
        for file, code in ((wrong_csv, 1), (model_csv, 0)):
            done = subprocess.run(
                [sys.executable, "-m", "cdmo_cli", "validate", str(file)],
                stdout=writer,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                env=environment,
            )
            assert (done.returncode, done.stderr) == (code, "")
    finally:
        os.close(writer)


def test_the_main_sample_holds_and_the_published_page_does_not(cdmo, samples):
    assert cdmo("validate", samples / "cdmo-outsourcing.xlsx").returncode == 0
    assert cdmo("validate", samples / "as-published.xlsx").returncode == 1


@pytest.mark.parametrize("stage", ["pipeline.find_tables", "identities.collect", "check.report"])
def test_a_bug_that_one_file_shows_stops_no_other(cdmo, model_csv, wrong_csv, monkeypatch, stage):
    from cdmo_cli import check, identities, pipeline

    module, name = (
        {"pipeline": pipeline, "identities": identities, "check": check}[stage.split(".")[0]],
        stage.split(".")[1],
    )
    works = getattr(module, name)

    def breaks(first, *others):
        said = getattr(first, "name", None) or Path(first.path).stem
        if said == "wrong":
            raise ZeroDivisionError("division by zero")
        return works(first, *others)

    monkeypatch.setattr(module, name, breaks)
    done = cdmo("validate", wrong_csv, model_csv, "--format", "json")
    assert done.returncode == 2
    files = json.loads(done.stdout)["files"]
    assert [file["verdict"] for file in files] == ["unchecked", "consistent"]
    assert files[0]["error"].startswith("this is a bug in cdmo: ZeroDivisionError: division by zero at ")
    assert done.stderr.startswith(f"error: {wrong_csv}: this is a bug in cdmo: ZeroDivisionError")
    assert "hint: please report it" in done.stderr


def test_a_file_that_vanishes_before_it_is_read_stops_no_other(cdmo, model_csv, wrong_csv, monkeypatch):
    from cdmo_cli import pipeline

    works = pipeline.read

    def vanishes(path, needs):
        if path == wrong_csv:
            path.unlink()
        return works(path, needs)

    monkeypatch.setattr(pipeline, "read", vanishes)
    done = cdmo("validate", wrong_csv, model_csv)
    assert done.returncode == 2
    assert "checked 9 of 9 figures" in " ".join(done.stdout.split())
    assert done.stderr.startswith(f"error: {wrong_csv}: ")
    assert len(done.stderr.splitlines()) <= 2


def test_names_that_bite(cdmo, tmp_path):
    import xlsxwriter

    path = tmp_path / "bite.xlsx"
    long = "x" * 10_000
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet('It\'s "x" & Co')
        sheet.write_row(0, 0, ["Revenue, USD billion", 2024, 2025])
        for row, (label, *sizes) in enumerate(
            [("[red]Small[/red] molecules", 131.4, 136.0), (f"\u202e{long}", 80.6, 87.0), ("Tot\x07al", 300.0, 223.0)],
            1,
        ):
            sheet.write_row(row, 0, [label, *sizes])
        names = book.add_worksheet("Names")
        names.write_column(0, 0, ["Country", "Germany", "France", "Italy", f"Germny {long}", "[bold]Frnce[/bold]"])
    full = cdmo("validate", path)
    data = json.loads(cdmo("validate", path, "--format", "json").stdout)
    assert full.returncode in (0, 1)
    assert "\u202e" not in full.stdout
    assert "\x07" not in full.stdout
    assert max(map(len, full.stdout.splitlines())) <= 400
    assert all(len(finding["message"]) < 1000 for finding in data["findings"])
    assert {finding["sheet"] for finding in data["findings"]} <= {'It\'s "x" & Co', "Names"}


def test_a_hyphen_is_the_terminal(cdmo, wrong_csv, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plain, hyphen = (cdmo("validate", wrong_csv, "--format", "json", *to) for to in ((), ("-o", "-")))
    assert (hyphen.returncode, hyphen.stdout, hyphen.stderr) == (1, plain.stdout, "")
    assert not Path("-").exists()


def test_a_file_without_permission_stops_no_other(cdmo, model_csv, wrong_csv, monkeypatch):
    real = Path.open

    def refuse(path, *arguments, **more):
        if path == model_csv:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "access", lambda *_: False)
    done = cdmo("validate", model_csv, wrong_csv, "--format", "concise")
    assert done.returncode == 2
    assert f"{wrong_csv}:wrong!D5: T101 error" in done.stdout
    assert f"error: {model_csv}: cannot be opened (Permission denied)" in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_mode_0_stops_no_other(cdmo, model_csv, wrong_csv):
    model_csv.chmod(0)
    done = cdmo("validate", model_csv, wrong_csv, "--format", "concise")
    assert done.returncode == 2
    assert "T101 error" in done.stdout
