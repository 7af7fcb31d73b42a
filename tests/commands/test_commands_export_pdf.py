from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cdmo_cli.commands.export_pdf import target
from cdmo_cli.errors import UsageError
from cdmo_cli.report import Options


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The editions that were rendered; rendering itself has tests of its own."""
    editions: list[str] = []

    def render(model: object, verdict: object, edition: str, options: Options, tables: object) -> bytes:
        editions.append(edition + (" with findings" if options.with_findings else ""))
        return b"%PDF-1.7 " + edition.encode("ascii")

    monkeypatch.setattr("cdmo_cli.report.render", render)
    return editions


def test_the_edition_is_in_the_name_whatever_name_is_given(tmp_path):
    source = Path("models") / "acme.xlsx"
    assert target(source, None, "sample") == Path("acme-sample.pdf")
    assert target(source, tmp_path, "full") == tmp_path / "acme-full.pdf"
    assert target(source, tmp_path / "new", "full") == tmp_path / "new" / "acme-full.pdf"
    assert target(source, tmp_path / "q3.pdf", "full") == tmp_path / "q3-full.pdf"
    assert target(source, tmp_path / "q3-full.pdf", "full") == tmp_path / "q3-full.pdf"
    assert target(source, tmp_path / "q3-full.pdf", "sample") == tmp_path / "q3-full-sample.pdf"


def test_the_sample_is_the_default(cdmo, model_csv, tmp_path, monkeypatch, rendered):
    monkeypatch.chdir(tmp_path)
    done = cdmo("export-pdf", model_csv)
    assert (done.returncode, done.stdout) == (0, "model-sample.pdf\n")
    assert rendered == ["sample"]
    assert Path("model-sample.pdf").read_bytes() == b"%PDF-1.7 sample"
    assert done.stderr.splitlines() == [f"reading and checking {model_csv}", "rendering the sample edition"]


def test_both_editions_by_option_or_environment(cdmo, model_csv, tmp_path, monkeypatch, rendered):
    done = cdmo("export-pdf", model_csv, "--edition", "both", "-o", tmp_path / "out")
    assert done.stdout.splitlines() == [str(tmp_path / "out" / f"model-{name}.pdf") for name in ("full", "sample")]
    monkeypatch.setenv("CDMO_EDITION", "full")
    assert cdmo("export-pdf", model_csv, "-o", tmp_path / "x.pdf").stdout == f"{tmp_path / 'x-full.pdf'}\n"
    assert rendered == ["full", "sample", "full"]


def test_errors_stop_it_and_nothing_is_written(cdmo, wrong_csv, tmp_path, rendered):
    done = cdmo("export-pdf", wrong_csv, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (1, "")
    assert not (tmp_path / "out").exists()
    assert rendered == []
    *_, stopped, hint = done.stderr.splitlines()
    assert stopped == "stopped: 1 finding; nothing was written"
    assert hint == f"hint: `cdmo validate {wrong_csv}` shows it; --fail-on never renders the report all the same"


def test_fail_on_never_renders_it_all_the_same(cdmo, wrong_csv, tmp_path, rendered):
    assert cdmo("export-pdf", wrong_csv, "-o", tmp_path / "out", "--fail-on", "never").returncode == 0
    assert rendered == ["sample"]


def test_findings_are_printed_when_asked_for(cdmo, wrong_csv, tmp_path, rendered):
    asked = ("--with-findings", "--fail-on", "never", "-o", tmp_path)
    done = cdmo("export-pdf", wrong_csv, "--edition", "full", *asked)
    assert (done.returncode, rendered) == (0, ["full with findings"])
    assert "full edition only" not in done.stderr
    said = cdmo("export-pdf", wrong_csv, *asked).stderr
    assert "the findings stand in the full edition only: --edition full or both\n" in said


def test_an_existing_pdf_needs_force_and_nothing_is_rendered_before(cdmo, model_csv, tmp_path, rendered):
    there = tmp_path / "model-sample.pdf"
    there.write_bytes(b"old")
    done = cdmo("export-pdf", model_csv, "--edition", "both", "-o", tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"error: {there}: exists already\nhint: --force writes over it\n"
    assert rendered == []
    assert cdmo("export-pdf", model_csv, "-o", tmp_path, "--force").returncode == 0
    assert there.read_bytes() == b"%PDF-1.7 sample"


def test_a_file_that_is_missing_is_2(cdmo, tmp_path, rendered):
    done = cdmo("export-pdf", tmp_path / "none.xlsx", "-o", tmp_path)
    assert done.returncode == 2
    assert f"error: {tmp_path / 'none.xlsx'}: no such file" in done.stderr


def test_a_real_pdf_of_the_published_page(cdmo, samples, tmp_path):
    stopped = cdmo("export-pdf", samples / "as-published.xlsx", "-o", tmp_path)
    assert stopped.returncode == 1
    command = [sys.executable, "-m", "cdmo_cli", "export-pdf", samples / "as-published.xlsx", "-o", tmp_path]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    done = subprocess.run([*command, "--fail-on", "never"], capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    written = tmp_path / "as-published-sample.pdf"
    assert done.stdout == f"{written}\n"
    assert written.read_bytes().startswith(b"%PDF-")


def test_a_name_with_another_ending_is_refused() -> None:
    with pytest.raises(UsageError, match=r"cdmo writes PDF, not \.docx"):
        target(Path("acme.xlsx"), Path("acme.docx"), "sample")
