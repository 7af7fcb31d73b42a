from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cdmo_cli.commands.files import inputs, may_write, must_exist, write, write_text
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
