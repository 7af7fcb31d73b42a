from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cdmo_cli.commands import viewer
from cdmo_cli.commands.exporting import target
from cdmo_cli.errors import ModelError, Undisclosable, UsageError
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


def test_a_sample_is_proved_before_any_edition_is_rendered(cdmo, model_csv, tmp_path, monkeypatch, asked):
    (tmp_path / "cdmo.toml").write_text('[sample]\nfigures = ["size Atlantis 2024"]\n', encoding="utf-8")
    settings = ("--config", tmp_path / "cdmo.toml", "-o", tmp_path / "out")
    done = cdmo("export-pdf", model_csv, "--edition", "both", *settings)
    assert (done.returncode, done.stdout, editions(asked)) == (2, "", [])
    assert "size Atlantis 2024" in done.stderr
    assert cdmo("export-pdf", model_csv, "--edition", "full", *settings).returncode == 0
    good = cdmo("export-pdf", model_csv, "--edition", "both", "-o", tmp_path / "good")
    assert (good.returncode, editions(asked)) == (0, ["full", "full", "sample"])
    assert [options.proved is not None for _, options in asked[1:]] == [False, True]


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
    assert cdmo("export-pdf", model_csv, "-o", "/dev/stdout").stdout == "%PDF-1.7 sample"
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
    assert done.stderr.startswith("error: --locale: there is no locale ‘xx_YY’\n")
    assert "reading" not in done.stderr
    wrong = cdmo("export-pdf", model_csv, "-o", tmp_path, "--templates", tmp_path / "none")
    assert (wrong.returncode, wrong.stderr) == (2, f"error: --templates: there is no folder {tmp_path / 'none'}\n")


def test_what_stands_in_the_way_of_writing_is_said_before_anything_is_read(cdmo, model_csv, tmp_path, asked):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = cdmo("export-pdf", model_csv, "-o", tmp_path / "file" / "deep" / "x.pdf")
    assert (done.returncode, asked) == (2, [])
    assert done.stderr == (
        f"error: {tmp_path / 'file' / 'deep' / 'x-sample.pdf'}: cannot be written: {tmp_path / 'file'} is no folder\n"
        "hint: give another folder: -o out/\n"
    )


def test_a_folder_that_must_not_be_written_to_is_said_before_anything_is_read(
    cdmo, model_csv, tmp_path, monkeypatch, asked
):
    monkeypatch.setattr("cdmo_cli.commands.exporting.os.access", lambda *_: False)
    done = cdmo("export-pdf", model_csv, "-o", tmp_path / "new")
    assert (done.returncode, asked) == (2, [])
    assert f"cannot be written: the folder {tmp_path} is read-only\n" in done.stderr
    assert "reading" not in done.stderr


def test_two_reports_of_one_name_are_refused_though_it_is_there_already(cdmo, model_csv, tmp_path, asked):
    twin = tmp_path / "twin" / "model.csv"
    twin.parent.mkdir()
    twin.write_bytes(model_csv.read_bytes())
    (tmp_path / "model-sample.pdf").write_bytes(b"old")
    done = cdmo("export-pdf", model_csv, twin, "-o", tmp_path)
    assert done.stderr.splitlines() == [
        f"error: {tmp_path / 'model-sample.pdf'}: the reports of {model_csv} and {twin} would be one file",
        "hint: export them one by one, each with an -o of its own",
    ]


def test_what_both_editions_fail_with_or_remark_is_said_once(cdmo, model_csv, tmp_path, monkeypatch, asked):
    def produce(model: object, verdict: object, edition: str, options: Options, tables: object) -> Printed:
        return Printed(b"%PDF", 1, ("no font has →", *(["hidden as well: size 2019"] if edition == "sample" else [])))

    monkeypatch.setattr("cdmo_cli.report.produce", produce)
    done = cdmo("export-pdf", model_csv, "-o", tmp_path, "--edition", "both")
    assert [line for line in done.stderr.splitlines() if line.startswith("note")] == [
        "note: no font has →",
        "note: sample edition: hidden as well: size 2019",
    ]

    def fail(*_: object) -> Printed:
        raise ModelError("there are no figures that a report could show", path=model_csv)

    monkeypatch.setattr("cdmo_cli.report.produce", fail)
    failed = cdmo("export-pdf", model_csv, "-o", tmp_path / "2", "--edition", "both")
    assert failed.returncode == 2
    assert failed.stderr.count("there are no figures") == 1


def test_known_figures_that_are_none_are_refused(cdmo, model_csv, tmp_path, asked):
    none = tmp_path / "none.csv"
    none.write_text("a,b\n", encoding="utf-8")
    done = cdmo("export-pdf", model_csv, "-o", tmp_path, "--known", none)
    assert (done.returncode, asked) == (2, [])
    assert f"error: {none}: no figures were understood in it, so that readers would know nothing of it" in done.stderr
    assert f"hint: `cdmo inspect {none}` says what was understood" in done.stderr


def test_a_stdout_that_is_full_is_named(cdmo, model_csv, tmp_path, monkeypatch, asked):
    def full(_: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cdmo_cli.streams.emit_bytes", full)
    done = cdmo("export-pdf", model_csv, "-o", "-")
    assert done.returncode == 2
    assert "error: standard output: No space left on device\n" in done.stderr
    monkeypatch.setattr("cdmo_cli.streams.emit", full)
    told = cdmo("export-pdf", model_csv, "-o", tmp_path)
    assert told.returncode == 2
    assert "error: standard output: No space left on device\n" in told.stderr


def test_a_mistake_in_a_template_is_placed(cdmo, model_csv, tmp_path, monkeypatch, asked):
    sheet = tmp_path / "own" / "css" / "brand.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("h1 {}\nh2 { colour: red }", encoding="utf-8")
    remark = "Ignored `colour: red` at 214:6, unknown property."
    monkeypatch.setattr("cdmo_cli.report.produce", lambda *_: Printed(b"%PDF", 1, (remark,)))
    done = cdmo("export-pdf", model_csv, "-o", tmp_path, "--templates", tmp_path / "own")
    assert f"note: sample edition: {sheet}:2: Ignored `colour: red`, unknown property.\n" in done.stderr


def test_an_address_outside_the_report_is_placed(cdmo, model_csv, tmp_path):
    cover = tmp_path / "own" / "sections" / "cover.html"
    cover.parent.mkdir(parents=True)
    cover.write_text('<h1>x</h1>\n<img src="https://example.com/a.png" alt="a">', encoding="utf-8")
    done = cdmo(
        "export-pdf", model_csv, "--draft", "--edition", "full", "-o", tmp_path, "--templates", tmp_path / "own"
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"error: {cover}:2: the report points to ‘https://example.com/a.png’" in done.stderr


def test_all_editions_are_written_or_none(cdmo, model_csv, tmp_path, monkeypatch, asked):
    out = tmp_path / "out"
    out.mkdir()
    (out / "model-full.pdf").write_bytes(b"old")

    def produce(model: object, verdict: object, edition: str, options: Options, tables: object) -> Printed:
        (out / "model-sample.pdf").mkdir(exist_ok=True)
        return Printed(b"%PDF", 1)

    monkeypatch.setattr("cdmo_cli.report.produce", produce)
    done = cdmo("export-pdf", model_csv, "--edition", "both", "-o", out, "--force")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"error: {out / 'model-sample.pdf'}: cannot be written: " in done.stderr
    assert (out / "model-full.pdf").read_bytes() == b"old"
    assert sorted(path.name for path in out.iterdir()) == ["model-full.pdf", "model-sample.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot be sent Ctrl-C alone")
def test_an_interrupted_export_leaves_no_file_behind(samples, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), "TMPDIR": str(scratch)}
    command = [sys.executable, "-m", "cdmo_cli", "export-pdf", samples / "cdmo-outsourcing.xlsx", "--edition", "both"]
    run = subprocess.Popen(
        [*command, "-o", tmp_path / "out"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while run.poll() is None and time.monotonic() < deadline and not list(scratch.rglob("*fonts*")):
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    output, errors = run.communicate(timeout=60)
    assert (run.returncode, output) == (130, b""), errors
    assert b"Traceback" not in errors
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "out").exists()


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
