"""Writes a verdict as JSON, version 1 of the contract `cdmo.validate/1` (validate-1.schema.json beside this file)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from cdmo_cli.address import a1
from cdmo_cli.check import FileVerdict, Reported, Verdict
from cdmo_cli.present.validate_words import address
from cdmo_cli.rules.model import Expected, Place, Suspect

SCHEMA = "cdmo.validate/1"

SIGNIFICANT = 12
"""Digits that are kept of a number: what binary arithmetic adds beyond is noise."""

_HALF = re.compile("[\ud800-\udfff]")


def render(verdict: Verdict) -> str:
    """The verdict as indented JSON, ending in a newline."""
    return dumped(as_data(verdict))


def dumped(data: object) -> str:
    """Data as indented JSON of Unicode text alone: a byte of a file's name that is none, which Python holds as half of
    a surrogate pair, stands as the six characters `\\udce9`."""
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    return _HALF.sub(lambda half: f"\\\\u{ord(half[0]):04x}", text) + "\n"


def as_data(verdict: Verdict) -> Mapping[str, Any]:
    """The verdict as plain data. Numbers that are not finite, such as an open upper bound, become null."""
    return {
        "schema": SCHEMA,
        "verdict": verdict.verdict,
        "findings": [_finding(verdict, reported) for reported in verdict.findings],
        "files": [_file(file) for file in verdict.files],
        "rules_not_run": [{"rule": item.rule, "why": item.text} for item in verdict.rules_not_run],
    }


def _finding(verdict: Verdict, reported: Reported) -> Mapping[str, Any]:
    finding = reported.finding
    place = finding.place
    file = verdict.files[reported.file]
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "file": file.path,
        "sheet": reported.sheet,
        "cell": a1(place.row, place.column) if place is not None else None,
        "row": place.row if place is not None else None,
        "column": place.column if place is not None else None,
        "observed": number(finding.observed),
        "expected": _expected(finding.expected),
        "related": [address(file, other, place) for other in finding.related],
        "evidence": finding.evidence,
        "suspects": [_suspect(file, suspect, place) for suspect in finding.suspects],
        "undecided": finding.undecided,
        "together": finding.together,
        "unsought": finding.unsought or None,
        "group": finding.group,
        "impact": number(finding.impact),
        "fingerprint": reported.fingerprint,
        "waived": reported.waived,
        "known": reported.baselined,
    }


def number(value: float | None) -> float | int | None:
    """A number of at most 12 significant digits, whole ones as integers; null when it is not finite."""
    if value is None or not math.isfinite(value):
        return None
    rounded = float(f"{value:.{SIGNIFICANT}g}")
    return int(rounded) if rounded == int(rounded) and abs(rounded) < 1e15 else rounded


def _expected(expected: Expected | None) -> Mapping[str, Any] | None:
    if expected is None:
        return None
    return {"value": number(expected.value), "low": number(expected.low), "high": number(expected.high)}


def _suspect(file: FileVerdict, suspect: Suspect, place: Place | None) -> Mapping[str, Any]:
    return {
        "cell": address(file, suspect.place, place),
        "value": number(suspect.value),
        "cause": suspect.cause,
        "probability": round(suspect.probability, 4),
        "settles": suspect.settles,
    }


def _file(file: FileVerdict) -> Mapping[str, Any]:
    coverage = file.coverage
    return {
        "path": file.path,
        "sha256": file.sha256,
        "verdict": file.verdict,
        "error": file.error,
        "coverage": {
            "numeric_cells": coverage.numeric_cells,
            "in_identities": coverage.in_identities,
            "tables": coverage.tables,
            "not_understood": [{"sheet": g.sheet, "range": g.range, "why": g.why} for g in coverage.not_understood],
        },
    }
