from __future__ import annotations

import csv
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cdmo_cli.pipeline import understand


def figures(path: Path) -> pd.DataFrame:
    """The observations of a file, without where they stand."""
    frame = understand(path).model.to_frame()
    return frame.drop(columns=["file", "sheet", "cell"]).reset_index(drop=True)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_what_it_writes_is_read_with_the_same_figures(cdmo, samples, tmp_path, suffix):
    source, output = samples / "cdmo-outsourcing.xlsx", tmp_path / f"tidy{suffix}"
    done = cdmo("ingest", source, "-o", output)
    assert (done.returncode, done.stdout) == (0, f"{output}\n")
    before, after = figures(source), figures(output)
    assert len(before) > 500
    assert after["value"].tolist() == before["value"].tolist()
    assert after["scale"].tolist() == before["scale"].tolist()
    printed = before["decimals"] <= 9  # the others are computed in full precision, and so is what is read
    assert after["decimals"][printed].tolist() == before["decimals"][printed].tolist()
    assert (after["decimals"][~printed] > 9).all()
    for name in ("measure", "type", "application", "region", "country", "company", "period", "currency", "status"):
        assert after[name].astype(object).fillna("").tolist() == before[name].astype(object).fillna("").tolist(), name


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_the_summary_of_what_it_writes_has_the_same_figures(cdmo, samples, tmp_path, suffix):
    source, output = samples / "cdmo-outsourcing.xlsx", tmp_path / f"tidy{suffix}"
    cdmo("ingest", source, "-o", output)

    def rows(path: Path) -> list[str]:
        done = cdmo("summary", path)
        assert done.returncode == 0, done.stderr
        start = done.stdout.index("Market, USD billion")
        return done.stdout[start : done.stdout.index("Companies")].splitlines()

    assert rows(output) == rows(source)


def test_rows_know_their_cell(cdmo, model_csv, tmp_path):
    output = tmp_path / "out.csv"
    assert cdmo("ingest", model_csv, "-o", output).returncode == 0
    with output.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 9
    last = rows[-1]
    assert (last["file"], last["sheet"], last["cell"]) == (str(model_csv), "model", "D5")
    assert (last["measure"], last["period"], float(last["value"])) == ("revenue", "2026", 115.0)
    assert (last["unit"], last["currency"], float(last["scale"])) == ("USD billion", "USD", 1e9)
    assert rows[0]["type"] == "Small molecules"


def test_texts_that_look_like_formulas_are_guarded(cdmo, tmp_path):
    source = tmp_path / "evil.csv"
    source.write_text(
        "Market size, USD billion\nProduct,2024,2025\n=HYPERLINK|x,1.5,2.5\n@SUM(A1),3.5,4.5\nplain,-5.5,6.5\n",
        encoding="utf-8",
    )
    assert cdmo("ingest", source, "-o", tmp_path / "out.csv").returncode == 0
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK|x" in text
    assert "'@SUM(A1)" in text
    assert ",-5.5," in text
    assert cdmo("ingest", source, "-o", tmp_path / "out.xlsx").returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Observations"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert "'=HYPERLINK|x" in {cell.value for cell in cells}
    assert -5.5 in {cell.value for cell in cells}


def test_files_with_different_dimensions_become_one_table(cdmo, model_csv, tmp_path):
    other = tmp_path / "regions.csv"
    other.write_text(
        "Market size, USD billion\nRegion,2024,2025\nEurope,20.5,21.5\nAsia-Pacific,30.5,31.5\n", encoding="utf-8"
    )
    output = tmp_path / "out.csv"
    assert cdmo("ingest", model_csv, other, "-o", output).returncode == 0
    frame = pd.read_csv(output)
    assert len(frame) == 13
    assert frame["region"].dropna().tolist() == ["Europe", "Europe", "Asia-Pacific", "Asia-Pacific"]
    assert list(frame.columns)[-3:] == ["file", "sheet", "cell"]


def test_an_input_is_never_written_over(cdmo, model_csv):
    before = model_csv.read_bytes()
    done = cdmo("ingest", model_csv, "-o", model_csv, "--force")
    assert done.returncode == 2
    assert "one of the inputs" in done.stderr
    assert model_csv.read_bytes() == before


def test_an_existing_file_needs_force(cdmo, model_csv, tmp_path):
    output = tmp_path / "out.csv"
    output.write_text("mine", encoding="utf-8")
    done = cdmo("ingest", model_csv, "-o", output)
    assert (done.returncode, done.stderr) == (2, f"error: {output}: exists already\nhint: --force writes over it\n")
    assert output.read_text(encoding="utf-8") == "mine"
    assert cdmo("ingest", model_csv, "-o", output, "--force").returncode == 0


def test_an_unreadable_file_is_2_and_the_rest_is_written(cdmo, model_csv, tmp_path):
    output = tmp_path / "out.csv"
    done = cdmo("ingest", tmp_path / "none.csv", model_csv, "-o", output)
    assert done.returncode == 2
    assert len(pd.read_csv(output)) == 9


def test_parquet_without_pyarrow_says_what_to_install(cdmo, model_csv, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr("cdmo_cli.present.tidy.find_spec", lambda name: None)
    done = cdmo("ingest", model_csv, "-o", tmp_path / "out.parquet")
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert first == "error: parquet needs the package pyarrow, which is not installed"
    assert "pip install pyarrow" in second


def test_an_unknown_format_is_said_before_any_work(cdmo, tmp_path):
    done = cdmo("ingest", tmp_path / "none.xlsx", "-o", tmp_path / "out.json")
    assert done.returncode == 2
    assert "cannot tell the format from ‘.json’" in done.stderr
