"""Findings as a Code Quality report of GitLab: a JSON list, a subset of what Code Climate defined.

Fields: docs.gitlab.com, "Code Quality report format". GitLab compares two reports by their fingerprints, and takes of
entries with the same fingerprint only one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from cdmo_cli.check import Reported, Verdict
from cdmo_cli.present import validate_words as words
from cdmo_cli.present.validate_json import dumped
from cdmo_cli.rules.model import Severity
from cdmo_cli.streams import one_line

SEVERITIES: Mapping[Severity, str] = {"error": "critical", "warning": "major", "info": "info"}


def render(verdict: Verdict, folder: PurePath = words.HERE) -> str:
    """An entry for each finding that counts, and one for each file that could not be read or of which too little could
    be checked; rows are lines, paths start from `folder`."""
    paths = [words.in_repository(file.path, folder) for file in verdict.files]
    entries = [_finding(verdict, reported, paths[reported.file]) for reported in verdict.findings if reported.active]
    for file, path in zip(verdict.files, paths, strict=True):
        if file.error is not None:
            entries.append(_whole(path, "not-read", f"not read: {file.error}", "blocker"))
        elif file.shortfall:
            entries.append(_whole(path, "not-checked", file.shortfall, SEVERITIES["error"]))
    return dumped(_unique(entries))


def _finding(verdict: Verdict, reported: Reported, path: str) -> dict[str, Any]:
    file, finding = verdict.files[reported.file], reported.finding
    cell = words.cell_of(reported)
    said = words.sentence(file, finding)
    return {
        "description": one_line(f"{cell}: {said}" if cell else said),
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": _fingerprint(path, reported.fingerprint),
        "severity": SEVERITIES[finding.severity],
        "location": _location(path, finding.place.row if finding.place is not None else 1),
    }


def _whole(path: str, name: str, said: str, severity: str) -> dict[str, Any]:
    """An entry of a whole file."""
    return {
        "description": one_line(said),
        "check_name": name,
        "fingerprint": _fingerprint(path, name),
        "severity": severity,
        "location": _location(path, 1),
    }


def _location(path: str, row: int) -> dict[str, Any]:
    return {"path": path, "lines": {"begin": row}}


def _fingerprint(path: str, own: str) -> str:
    """A finding's fingerprint is its own within its file only."""
    text = f"{path}\x1f{own}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _unique(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries, without those that repeat the fingerprint of one before: the same file given twice."""
    return list({entry["fingerprint"]: entry for entry in reversed(entries)}.values())[::-1]
