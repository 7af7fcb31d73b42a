"""A verdict as SARIF 2.1.0 (OASIS), the form in which code scanners and editors exchange findings.

A cell's row and column stand as line and column of its region, its sheet and address as a logical location.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from cdmo_cli import __version__
from cdmo_cli.check import FileVerdict, Reported, Verdict
from cdmo_cli.present import validate_words as words
from cdmo_cli.present.validate_json import dumped, number
from cdmo_cli.rules import ALL_RULES, Rule, page
from cdmo_cli.rules.model import Finding, Place, Severity
from cdmo_cli.streams import one_line

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}

OPEN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIME_TYPES = {
    "xlsx": OPEN,
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "parquet": "application/vnd.apache.parquet",
}

Data = dict[str, Any]


def render(verdict: Verdict) -> str:
    """The verdict as one run, indented JSON. Waived and known findings are suppressed, known ones unchanged too."""
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(verdict)]})


def _run(verdict: Verdict) -> Data:
    rules = {rule.code: position for position, rule in enumerate(ALL_RULES)}
    compared = any(reported.baselined for reported in verdict.findings)
    suppressing = any(not reported.active for reported in verdict.findings)
    return {
        "tool": {
            "driver": {
                "name": "cdmo",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in ALL_RULES],
            }
        },
        "invocations": [_invocation(verdict)],
        "artifacts": [_artifact(file) for file in verdict.files],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(verdict, reported, rules)
            | ({"suppressions": _suppressions(reported)} if suppressing else {})
            | ({"baselineState": "unchanged" if reported.baselined else "new"} if compared else {})
            for reported in verdict.findings
        ],
    }


def _rule(rule: Rule) -> Data:
    text = page(rule)
    plain = text.replace("**", "")
    checks = next((part for part in plain.split("\n\n") if part.startswith("What it checks.")), rule.summary)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": " ".join(checks.removeprefix("What it checks.").split())},
        "help": {"text": plain, "markdown": text},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["market-model", "spreadsheet"]},
    }


def _invocation(verdict: Verdict) -> Data:
    unread = [
        {
            "level": "error",
            "message": _message(f"not read: {file.error}"),
            "locations": [{"physicalLocation": {"artifactLocation": _file(verdict, position)}}],
        }
        for position, file in enumerate(verdict.files)
        if file.error is not None
    ]
    unchecked = [
        {
            "level": "error" if file.shortfall else "note",
            "message": _message(file.shortfall or "nothing could be checked: no sum, share or rate was found"),
            "locations": [{"physicalLocation": {"artifactLocation": _file(verdict, position)}}],
        }
        for position, file in enumerate(verdict.files)
        if file.error is None and (file.shortfall or file.verdict == "unchecked")
    ]
    not_run = [
        {"level": "note", "message": _message(f"rule not run: {item.text}"), "associatedRule": {"id": item.rule}}
        for item in verdict.rules_not_run
    ]
    return {
        "executionSuccessful": not unread,
        "toolExecutionNotifications": [*unread, *unchecked],
        "toolConfigurationNotifications": not_run,
    }


def _artifact(file: FileVerdict) -> Data:
    coverage = file.coverage
    data: Data = {
        "location": {"uri": uri(file.path)},
        "roles": ["analysisTarget"],
        "properties": {
            "verdict": file.verdict,
            "numericCells": coverage.numeric_cells,
            "inIdentities": coverage.in_identities,
            "tables": coverage.tables,
        },
    }
    if file.workbook is not None:
        data["mimeType"] = MIME_TYPES[file.workbook.format]
    if file.sha256 is not None:
        data["hashes"] = {"sha-256": file.sha256}
    return data


def uri(path: str) -> str:
    """A path as a URI reference: relative as given, percent-encoded; absolute as a file URI."""
    pure = PurePath(path)
    if pure.is_absolute():
        return pure.as_uri()
    return quote(os.fsencode(pure.as_posix()))


def _suppressions(reported: Reported) -> list[Data]:
    """Why a finding does not count; SARIF 3.27.23: where one result of a run says so, all do, if with an empty list."""
    reasons = [reported.waived] if reported.waived is not None else ["in the baseline"] if reported.baselined else []
    return [{"kind": "external", "status": "accepted", "justification": reason} for reason in reasons]


def _result(verdict: Verdict, reported: Reported, rules: Mapping[str, int]) -> Data:
    file, finding = verdict.files[reported.file], reported.finding
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.get(finding.rule, -1),
        "kind": "fail",
        "level": LEVELS[finding.severity],
        "message": _message(words.sentence(file, finding)),
        "locations": [_location(verdict, reported.file, finding.place)],
        "relatedLocations": _related(verdict, reported),
        "partialFingerprints": {"cdmo/v1": reported.fingerprint},
        "properties": _properties(finding),
    }


def _location(verdict: Verdict, position: int, place: Place | None) -> Data:
    physical: Data = {"artifactLocation": _file(verdict, position)}
    if place is None:
        physical["region"] = {"startLine": 1}  # what some readers ask of every result
        return {"physicalLocation": physical}
    physical["region"] = {
        "startLine": place.row,
        "startColumn": place.column,
        "endLine": place.row,
        "endColumn": place.column + 1,
    }
    sheet = words.sheet_name(verdict.files[position], place.sheet)
    cell = words.address(verdict.files[position], place, place)
    logical = {"name": cell, "fullyQualifiedName": f"{sheet}!{cell}", "kind": "cell"}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _related(verdict: Verdict, reported: Reported) -> Sequence[Data]:
    """The cells that the finding speaks of beside its own, and those that may be the culprit, with why."""
    file, finding = verdict.files[reported.file], reported.finding
    said: dict[Place, str] = dict.fromkeys(finding.related, "belongs to it")
    for suspect in finding.suspects:
        should = f"should be {suspect.shown}, " if suspect.shown else ""
        role = "is a culprit beside the others" if finding.together else "may be the culprit"
        said[suspect.place] = f"{role}: {should}{suspect.cause} ({suspect.probability:.0%})"
    return [
        {"id": number, **_location(verdict, reported.file, place), "message": _message(text)}
        for number, (place, text) in enumerate(_once(said, file), 1)
    ]


def _once(said: Mapping[Place, str], file: FileVerdict) -> Iterable[tuple[Place, str]]:
    """Each cell with its address in front, since readers show the message alone."""
    return ((place, f"{words.address(file, place, None)} {text}") for place, text in said.items())


def _properties(finding: Finding) -> Data:
    expected = finding.expected
    return {
        "observed": number(finding.observed),
        "expected": None
        if expected is None
        else {"value": number(expected.value), "low": number(expected.low), "high": number(expected.high)},
        "evidence": finding.evidence,
        "undecided": finding.undecided,
        "group": finding.group,
        "impact": number(finding.impact),
    }


def _file(verdict: Verdict, position: int) -> Data:
    return {"uri": uri(verdict.files[position].path), "index": position}


def _message(text: str) -> Data:
    """A message on one line in which no text of a workbook makes a link: `[label](target)` is one in SARIF."""
    return {"text": one_line(text).replace("](", "] (")}
