"""Patterns of files: by name, by path, across folders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cdmo_cli.commands.scope import matches


@pytest.mark.parametrize(
    ("path", "pattern", "meant"),
    [
        ("drafts/a.xlsx", "a.xlsx", True),
        ("drafts/a.xlsx", "*.xlsx", True),
        ("drafts/a.xlsx", "*.xls", False),
        ("drafts/a.xlsx", "HERE/drafts/*.xlsx", True),
        ("drafts/new/a.xlsx", "HERE/drafts/*.xlsx", False),
        ("drafts/new/a.xlsx", "HERE/drafts/**/*.xlsx", True),
        ("drafts/a.xlsx", "HERE/drafts/**/*.xlsx", True),
        ("drafts/new/a.xlsx", "HERE/drafts/**", True),
        ("other/a.xlsx", "HERE/drafts/**", False),
        ("drafts/../a1.csv", "HERE/a[0-9].csv", True),
        ("ab.csv", "a[!0-9].csv", True),
        ("a1.csv", "a[!0-9].csv", False),
        ("a1.csv", "a?.csv", True),
        ("a(1).csv", "a(1).csv", True),
        ("a+csv", "a.csv", False),
        ("[a].csv", "[[]a].csv", True),
        ("a&&b.csv", "a[&&]&b.csv", True),
    ],
)
def test_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, pattern: str, meant: bool) -> None:
    monkeypatch.chdir(tmp_path)
    said = pattern.replace("HERE", tmp_path.as_posix())
    assert matches(Path(path), [said]) is meant
    assert matches(tmp_path / path, ["nothing", said]) is meant


def test_no_pattern_means_no_file() -> None:
    assert not matches(Path("a.csv"), [])


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_a_file_is_meant_by_its_real_path_too(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.csv").touch()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert matches(tmp_path / "link" / "a.csv", [f"{tmp_path.resolve().as_posix()}/real/*.csv"])
