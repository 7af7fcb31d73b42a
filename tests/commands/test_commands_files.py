from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cdmo_cli.commands.files import inputs, is_stream, may_write, must_exist, write, write_text
from cdmo_cli.errors import MissingFile, NotAWorkbook, OutputError, UsageError


def test_lock_files_are_skipped_and_said(capsys):
    assert inputs([Path("a.xlsx"), Path("x/~$a.xlsx"), Path("a.xlsx")]) == [Path("a.xlsx")]
    message = "a lock file that Excel leaves beside an open workbook"
    assert capsys.readouterr().err == f"skipped {Path('x/~$a.xlsx')}: {message}\n"


def test_nothing_but_lock_files_is_an_error():
    with pytest.raises(UsageError, match="there is no workbook among the files"):
        inputs([Path("~$a.xlsx")])


def test_a_misspelt_name_gets_the_nearest_of_its_folder(tmp_path):
    for name in ("model-2024.xlsx", "model-2023.xlsx", "notes.txt", "~$model-2024.xlsx"):
        (tmp_path / name).touch()
    with pytest.raises(MissingFile) as raised:
        must_exist(tmp_path / "modle-2024.xlsx")
    assert str(raised.value) == f"{tmp_path / 'modle-2024.xlsx'}: no such file"
    assert raised.value.hint == f"did you mean {tmp_path / 'model-2024.xlsx'} or {tmp_path / 'model-2023.xlsx'}?"


def test_a_name_like_no_other_gets_the_folder(tmp_path):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(MissingFile) as raised:
        must_exist(tmp_path / "q.xlsx")
    assert raised.value.hint == f"the folder is {tmp_path.resolve()}"
    with pytest.raises(MissingFile) as raised:
        must_exist(tmp_path / "none" / "q.xlsx")
    assert raised.value.hint == f"there is no folder {tmp_path / 'none'} either"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(NotAWorkbook, match="is a folder: give its files"):
        must_exist(tmp_path)


def test_an_input_is_never_written_over_not_even_with_force(tmp_path, monkeypatch):
    source = tmp_path / "a.csv"
    source.write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="one of the inputs"):
        may_write(Path("a.csv"), [source], force=True)


def test_an_existing_file_needs_force(tmp_path):
    there = tmp_path / "out.csv"
    there.touch()
    with pytest.raises(OutputError) as raised:
        may_write(there, [], force=False)
    assert str(raised.value) == f"{there}: exists already"
    assert raised.value.hint == "--force writes over it"
    may_write(there, [], force=True)
    with pytest.raises(OutputError, match="is a folder, not a file"):
        may_write(tmp_path, [], force=True)


def test_a_failed_write_leaves_what_was_there_and_nothing_else(tmp_path):
    output = tmp_path / "out.txt"
    output.write_text("old", encoding="utf-8")

    def fail(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        write(output, fail)
    assert output.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [output]


def test_a_written_file_is_readable_by_others_as_any_file_is(tmp_path):
    output = tmp_path / "new" / "out.txt"
    write_text(output, "é")
    assert output.read_bytes() == b"\xc3\xa9"
    assert list(output.parent.iterdir()) == [output]
    if sys.platform != "win32":
        mask = os.umask(0)
        os.umask(mask)
        assert output.stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights on Windows")
def test_a_link_is_kept_and_its_target_written(tmp_path):
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_a_file_by_two_names_is_read_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert inputs([Path("a.xlsx"), tmp_path / "a.xlsx", Path("./a.xlsx"), Path("b.xlsx")]) == [
        Path("a.xlsx"),
        Path("b.xlsx"),
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_is_not_written_over(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    output.write_text("kept", encoding="utf-8")
    output.chmod(0o444)
    with pytest.raises(OutputError, match="is read-only"):
        may_write(output, [], force=True)
    assert output.read_text(encoding="utf-8") == "kept"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no FIFOs on Windows")
def test_a_fifo_is_written_into_and_stays(tmp_path: Path) -> None:
    fifo = tmp_path / "out.json"
    os.mkfifo(fifo)
    may_write(fifo, [], force=False)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text(fifo, "é\n")
        assert os.read(reader, 100) == b"\xc3\xa9\n"
    finally:
        os.close(reader)
    assert fifo.is_fifo()
    assert list(tmp_path.iterdir()) == [fifo]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no /dev on Windows")
def test_a_device_is_written_into_and_stays() -> None:
    null = Path(os.devnull)
    before = null.stat()
    may_write(null, [], force=False)
    write_text(null, "x")
    assert (null.stat().st_ino, null.stat().st_mode) == (before.st_ino, before.st_mode)
    assert is_stream(null)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no /dev on Windows")
@pytest.mark.parametrize("to_a_file", [False, True])
def test_standard_output_by_its_name_is_written_into(wrong_csv: Path, tmp_path: Path, to_a_file: bool) -> None:
    command = [sys.executable, "-m", "cdmo_cli", "validate", str(wrong_csv), "--format", "concise", "-o", "/dev/stdout"]
    output = tmp_path / "out.txt"
    if to_a_file:
        with output.open("w", encoding="utf-8") as stream:
            stream.write("before\n")
            stream.flush()
            done = subprocess.run(command, stdout=stream, stderr=subprocess.PIPE, check=False)
            subprocess.run([sys.executable, "-c", "print('after')"], stdout=stream, check=True)
        first, said, *_, last = output.read_text(encoding="utf-8").splitlines()
        assert (first, last) == ("before", "after")
    else:
        done = subprocess.run(command, capture_output=True, check=False)
        said = done.stdout.decode("utf-8")
    assert (done.returncode, done.stderr) == (1, b"")
    assert "T101 error" in said
