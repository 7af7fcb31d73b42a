"""Findings as annotations of GitHub Actions: workflow commands on stdout, one a finding.

Escapes and properties: docs.github.com, "Workflow commands for GitHub Actions". GitHub shows ten annotations of a kind
and step, the first ones: findings come by severity and impact.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from cdmo_cli.check import Reported, Verdict
from cdmo_cli.present import validate_words as words
from cdmo_cli.rules.model import Severity
from cdmo_cli.streams import one_line

COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def render(verdict: Verdict, folder: PurePath = words.HERE) -> str:
    """A command for each finding that counts and each file that could not be read or of which too little could be
    checked, and a plain line of counts; paths from `folder`."""
    lines = [_finding(verdict, reported, folder) for reported in verdict.findings if reported.active]
    lines += [
        command("error", {"file": words.in_repository(file.path, folder), "title": "not read"}, file.error)
        for file in verdict.files
        if file.error is not None
    ]
    lines += [
        command("error", {"file": words.in_repository(file.path, folder), "title": "not checked"}, file.shortfall)
        for file in verdict.files
        if file.shortfall
    ]
    return "".join(f"{line}\n" for line in [*lines, f"cdmo: {words.summary(verdict)}"])


def _finding(verdict: Verdict, reported: Reported, folder: PurePath) -> str:
    file, finding = verdict.files[reported.file], reported.finding
    cell = words.cell_of(reported)
    title = f"{finding.rule} {finding.name}"
    properties = {
        "file": words.in_repository(file.path, folder),
        "title": f"{title} in {cell}" if cell else title,
    }
    if finding.place is not None:
        properties |= {"line": str(finding.place.row), "col": str(finding.place.column)}
    return command(COMMANDS[finding.severity], properties, words.sentence(file, finding))


def command(name: str, properties: Mapping[str, str], message: str) -> str:
    """`::error file=a.xlsx,line=7::message`, escaped so that neither a value nor the message can end early."""
    said = ",".join(f"{key}={_property(one_line(value))}" for key, value in properties.items())
    return f"::{name} {said}::{_data(one_line(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
