from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cdmo_cli.commands import viewer
from cdmo_cli.commands.exporting import target
from cdmo_cli.errors import Undisclosable, UsageError
from cdmo_cli.report import Options, Printed

Asked = list[tuple[str, Options]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The editions that were rendered, each with its options; rendering itself has tests of its own."""
    editions: Asked = []

    def produce(model: object, verdict: object, edition: str, options: Options, tables: object) -> Printed:
        editions.append((edition, options))
        options.tell("composing By type")
        return Printed(b"%PDF-1.7 " + edition.encode("ascii"), 2)

    monkeypatch.setattr("cdmo_cli.report.produce", produce)
    monkeypatch.setattr("cdmo_cli.commands.rendering.MOST", 1)
    return editions


def editions(asked: Asked) -> list[str]:
    return [edition for edition, _ in asked]


def test_the_edition_is_in_the_name_whatever_name_is_given(tmp_path):
    source = Path("models") / "acme.xlsx"
    assert target(source, None, "sample") == Path("acme-sample.pdf")
    assert target(source, tmp_path, "full") == tmp_path / "acme-full.pdf"
    assert target(source, tmp_path / "new", "full") == tmp_path / "new" / "acme-full.pdf"
    assert target(source, tmp_path / "q3.pdf", "full") == tmp_path / "q3-full.pdf"
    assert target(source, tmp_path / "q3-full.pdf", "full") == tmp_path / "q3-full.pdf"
    assert target(source, tmp_path / "q3-full.pdf", "sample") == tmp_path / "q3-full-sample.pdf"
    assert target(source, None, "full", draft=True) == Path("acme-full-draft.pdf")


def test_the_sample_is_the_default(cdmo, model_csv, tmp_path, monkeypatch, asked):
    monkeypatch.chdir(tmp_path)
    done = cdmo("export-pdf", model_csv)
    assert (done.returncode, done.stdout) == (0, "model-sample.pdf\n")
    assert editions(asked) == ["sample"]
    assert Path("model-sample.pdf").read_bytes() == b"%PDF-1.7 sample"
    assert done.stderr.splitlines() == [f"reading and checking {model_csv}", "rendering the sample edition"]


def test_both_editions_by_option_or_environment(cdmo, model_csv, tmp_path, monkeypatch, asked):
    done = cdmo("export-pdf", model_csv, "--edition", "both", "-o", tmp_path / "out")
    assert done.stdout.splitlines() == [str(tmp_path / "out" / f"model-{name}.pdf") for name in ("full", "sample")]
    monkeypatch.setenv("CDMO_EDITION", "full")
    assert cdmo("export-pdf", model_csv, "-o", tmp_path / "x.pdf").stdout == f"{tmp_path / 'x-full.pdf'}\n"
    assert editions(asked) == ["full", "sample", "full"]


def test_options_lie_over_the_environment_and_the_configuration(cdmo, model_csv, tmp_path, monkeypatch, asked):
    (tmp_path / "cdmo.toml").write_text(
        '[report]\nformat = "letter"\nlocale = "de_CH"\nattach = "none"\n[sample]\nmargin = 20.0\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CDMO_LOCALE", "fr_FR")
    assert cdmo("export-pdf", model_csv, "--attach", "values").returncode == 0
    options = asked[0][1]
    assert (options.format, options.report.locale, options.attach) == ("letter", "fr_FR", "values")
    assert options.sample.margin == 20.0
    monkeypatch.setenv("CDMO_FORMAT", "a4")
    assert cdmo("export-pdf", model_csv, "--force").returncode == 0
    assert (asked[1][1].format, asked[1][1].attach) == ("a4", "none")


def test_several_workbooks_and_one_that_cannot_be_read(cdmo, model_csv, wrong_csv, tmp_path, asked):
    other = tmp_path / "other.csv"
    other.write_bytes(model_csv.read_bytes())
    missing = tmp_path / "none.xlsx"
    done = cdmo("export-pdf", model_csv, missing, wrong_csv, other, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert done.stdout.splitlines() == [str(tmp_path / "out" / f"{name}-sample.pdf") for name in ("model", "other")]
    assert f"error: {missing}: no such file" in done.stderr
    assert f"stopped: 1 finding; nothing of {wrong_csv} was written\n" in done.stderr
    assert f"rendering the sample edition of {other} (2 of 2)\n" in done.stderr
    assert cdmo("export-pdf", model_csv, wrong_csv, "-o", tmp_path / "2").returncode == 1


def test_reports_that_would_be_one_file_are_refused(cdmo, model_csv, tmp_path, asked):
    twin = tmp_path / "twin" / "model.csv"
    twin.parent.mkdir()
    twin.write_bytes(model_csv.read_bytes())
    done = cdmo("export-pdf", model_csv, twin, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert f"the reports of {model_csv} and {twin} would be one file" in done.stderr
    named = cdmo("export-pdf", model_csv, twin, "-o", tmp_path / "out.pdf")
    assert (named.returncode, asked) == (2, [])
    assert "one name for several workbooks\nhint: give a folder: -o out/" in named.stderr


def test_errors_stop_it_and_nothing_is_written(cdmo, wrong_csv, tmp_path, asked):
    done = cdmo("export-pdf", wrong_csv, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (1, "")
    assert not (tmp_path / "out").exists()
    assert asked == []
    *_, stopped, hint = done.stderr.splitlines()
    assert stopped == "stopped: 1 finding; nothing was written"
    assert hint == f"hint: `cdmo validate {wrong_csv}` shows it; --fail-on never renders the report all the same"


def test_fail_on_never_renders_it_all_the_same(cdmo, wrong_csv, tmp_path, asked):
    assert cdmo("export-pdf", wrong_csv, "-o", tmp_path / "out", "--fail-on", "never").returncode == 0
    assert editions(asked) == ["sample"]


def test_findings_are_printed_when_asked_for(cdmo, wrong_csv, tmp_path, asked):
    flags = ("--with-findings", "--fail-on", "never", "-o", tmp_path)
    done = cdmo("export-pdf", wrong_csv, "--edition", "full", *flags)
    assert (done.returncode, editions(asked), asked[0][1].with_findings) == (0, ["full"], True)
    assert "full edition only" not in done.stderr
    said = cdmo("export-pdf", wrong_csv, *flags).stderr
    assert "the findings stand in the full edition only: --edition full or both\n" in said


def test_a_sample_that_is_not_safe_leaves_nothing_behind(cdmo, model_csv, tmp_path, monkeypatch, asked):
    def produce(model: object, verdict: object, edition: str, options: Options, tables: object) -> Printed:
        if edition == "sample":
            raise Undisclosable("size Biologics 2024 gives size 2024 away", hint="take one of them out of [sample]")
        return Printed(b"%PDF", 1)

    monkeypatch.setattr("cdmo_cli.report.produce", produce)
    done = cdmo("export-pdf", model_csv, "--edition", "both", "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"error: {model_csv}: size Biologics 2024 gives size 2024 away\nhint: take one" in done.stderr
    assert not (tmp_path / "out").exists()


def test_what_is_to_be_said_of_a_report_is_said(cdmo, model_csv, tmp_path, monkeypatch, asked):
    monkeypatch.setattr("cdmo_cli.report.produce", lambda *_: Printed(b"%PDF", 1, ("hidden as well: size 2019",)))
    done = cdmo("export-pdf", model_csv, "-o", tmp_path)
    assert done.returncode == 0
    assert "note: sample edition: hidden as well: size 2019\n" in done.stderr


def test_the_authors_file_goes_into_the_full_edition_alone(cdmo, model_csv, tmp_path, asked):
    refused = cdmo("export-pdf", model_csv, "-o", tmp_path, "--attach", "source")
    assert refused.returncode == 2
    assert "the sample never carries it\nhint: --edition full, or --attach values" in refused.stderr
    done = cdmo("export-pdf", model_csv, "-o", tmp_path, "--attach", "source", "--edition", "both")
    assert done.returncode == 0
    assert [(edition, options.attach, options.source) for edition, options in asked] == [
        ("full", "source", model_csv.read_bytes()),
        ("sample", "values", None),
    ]


def test_what_readers_know_is_read_and_a_file_that_is_missing_said(cdmo, model_csv, wrong_csv, tmp_path, asked):
    done = cdmo("export-pdf", model_csv, "-o", tmp_path, "--known", wrong_csv, "--known", model_csv)
    assert done.returncode == 0, done.stderr
    assert [known.path for known in asked[0][1].known] == [str(wrong_csv), str(model_csv)]
    missing = cdmo("export-pdf", model_csv, "-o", tmp_path, "--force", "--known", tmp_path / "none.csv")
    assert missing.returncode == 2
    assert f"error: {tmp_path / 'none.csv'}: no such file" in missing.stderr


def test_stdout_takes_one_pdf(cdmo, model_csv, tmp_path, monkeypatch, asked):
    monkeypatch.chdir(tmp_path)
    done = cdmo("export-pdf", model_csv, "-o", "-", "--edition", "full")
    assert (done.returncode, done.stdout) == (0, "%PDF-1.7 full")
    assert not list(tmp_path.glob("*.pdf"))
    both = cdmo("export-pdf", model_csv, "-o", "-", "--edition", "both")
    assert (both.returncode, both.stdout) == (2, "")
    assert "error: -o - writes a single PDF\n" in both.stderr
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    terminal = cdmo("export-pdf", model_csv, "-o", "-")
    assert (terminal.returncode, terminal.stdout) == (2, "")
    assert "a PDF is nothing for the terminal" in terminal.stderr


def test_open_shows_what_was_written(cdmo, model_csv, tmp_path, monkeypatch, asked):
    shown: list[Path] = []
    monkeypatch.setattr("cdmo_cli.commands.viewer.show", shown.append)
    assert cdmo("export-pdf", model_csv, "--edition", "both", "-o", tmp_path, "--open").returncode == 0
    assert shown == [tmp_path / "model-full.pdf", tmp_path / "model-sample.pdf"]
    assert "--open needs a file" in cdmo("export-pdf", model_csv, "-o", "-", "--open").stderr


def test_a_system_without_a_viewer_says_so(monkeypatch, capsys, tmp_path):
    assert viewer.program("darwin") == ["open"]
    assert viewer.program("linux") == ["xdg-open"]
    assert viewer.program("win32") == []
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert viewer.show(tmp_path / "a.pdf", "linux") is False
    assert capsys.readouterr().err == (
        f"note: {tmp_path / 'a.pdf'} could not be opened: there is no xdg-open on this computer\n"
    )


def test_a_viewer_is_started_and_not_waited_for(monkeypatch, tmp_path):
    started: list[list[str]] = []
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: started.append(command))
    assert viewer.show(tmp_path / "a.pdf", "darwin") is True
    assert started == [["/bin/open", str(tmp_path / "a.pdf")]]


def test_an_existing_pdf_needs_force_and_nothing_is_rendered_before(cdmo, model_csv, tmp_path, asked):
    there = tmp_path / "model-sample.pdf"
    there.write_bytes(b"old")
    done = cdmo("export-pdf", model_csv, "--edition", "both", "-o", tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"error: {there}: exists already\nhint: --force writes over it\n"
    assert asked == []
    assert cdmo("export-pdf", model_csv, "-o", tmp_path, "--force").returncode == 0
    assert there.read_bytes() == b"%PDF-1.7 sample"


def test_an_input_is_never_written_over(cdmo, model_csv, tmp_path, asked):
    source = tmp_path / "m-sample.pdf"
    source.write_bytes(model_csv.read_bytes())
    done = cdmo("export-pdf", source, "-o", tmp_path / "m.pdf", "--force")
    assert done.returncode == 2
    assert "would be written over, and it is one of the inputs" in done.stderr
    assert source.read_bytes() == model_csv.read_bytes()


def test_a_setting_that_cannot_be_stops_it_before_anything_is_read(cdmo, model_csv, tmp_path, asked):
    done = cdmo("export-pdf", model_csv, "-o", tmp_path, "--locale", "xx_YY")
    assert done.returncode == 2
    assert "error: report.locale: there is no locale ‘xx_YY’" in done.stderr
    assert "reading" not in done.stderr
    assert cdmo("export-pdf", model_csv, "-o", tmp_path, "--templates", tmp_path / "none").returncode == 2


def test_a_real_pdf_of_the_published_page(cdmo, samples, tmp_path):
    stopped = cdmo("export-pdf", samples / "as-published.xlsx", "-o", tmp_path)
    assert stopped.returncode == 1
    command = [sys.executable, "-m", "cdmo_cli", "export-pdf", samples / "as-published.xlsx", "--draft", "-o", tmp_path]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    done = subprocess.run([*command, "--fail-on", "never"], capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    written = tmp_path / "as-published-sample-draft.pdf"
    assert done.stdout == f"{written}\n"
    assert written.read_bytes().startswith(b"%PDF-")


def test_a_name_with_another_ending_is_refused() -> None:
    with pytest.raises(UsageError, match=r"cdmo writes PDF, not \.docx"):
        target(Path("acme.xlsx"), Path("acme.docx"), "sample")
