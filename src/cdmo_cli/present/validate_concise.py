"""Findings as lines: one a finding, for grep, editors and a quick look; counts and coverage on the last."""

from __future__ import annotations

from cdmo_cli.check import Reported, Verdict
from cdmo_cli.present import validate_words as words
from cdmo_cli.streams import one_line


def render(verdict: Verdict) -> str:
    """`file:sheet!cell: T101 error: message [likely culprit]`, lines of any length; what is waived or known from the
    baseline is only counted."""
    lines = [_finding(verdict, reported) for reported in verdict.findings if reported.active]
    lines += [f"{file.path}: not read: {file.error}" for file in verdict.files if file.error is not None]
    lines += [
        f"{file.path}:{gap.sheet}!{gap.range}: not understood: {gap.why}"
        for file in verdict.files
        for gap in file.coverage.not_understood
    ]
    lost = [item for item in verdict.rules_not_run if item.lost]
    lines += [f"not run: {codes}: {why}" for why, codes in words.by_reason(lost)]
    lines.append(words.last_line(verdict))
    return "".join(f"{one_line(line)}\n" for line in lines)


def _finding(verdict: Verdict, reported: Reported) -> str:
    file, finding = verdict.files[reported.file], reported.finding
    cell = words.cell_of(reported)
    where = f"{file.path}:{cell}" if cell else file.path
    culprit = words.culprit(file, finding)
    because = f" [{culprit}]" if culprit else ""
    return f"{where}: {finding.rule} {finding.severity}: {finding.message}{because}"
