"""A verdict as JUnit XML, which every CI server reads: a suite a file, a case a rule that ran or a finding.

The form is that of the schema junit-10.xsd of Jenkins' xUnit plugin. Errors are failures; warnings and notes, which do
not make a model inconsistent, are cases that pass and say what was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from cdmo_cli.check import FileVerdict, Reported, Verdict
from cdmo_cli.present import validate_words as words
from cdmo_cli.rules import ALL_RULES
from cdmo_cli.streams import one_line, printable


@dataclass(frozen=True)
class Case:
    """A test case; `outcome` is the element in it, none where it simply passed."""

    name: str
    outcome: str = ""  # failure, error, skipped, system-out
    kind: str = ""
    message: str = ""
    text: Sequence[str] = field(default_factory=tuple)


def render(verdict: Verdict) -> str:
    """The verdict as one `testsuites` element; times are not measured and stand as 0."""
    suites = [(file, list(_cases(verdict, position))) for position, file in enumerate(verdict.files)]
    every = [case for _, cases in suites for case in cases]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="cdmo validate" {_counts(every, all_suites=True)} time="0">')
    for file, cases in suites:
        lines.append(f'  <testsuite name={_attribute(file.path)} {_counts(cases)} time="0">')
        lines.extend(_properties(file))
        lines.extend(line for case in cases for line in _case(file, case))
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _cases(verdict: Verdict, position: int) -> Iterator[Case]:
    file = verdict.files[position]
    if file.error is not None:
        yield Case("the file can be read", "error", "not-read", file.error, (file.error,))
        return
    if file.shortfall:
        yield Case("enough could be checked", "failure", "not-checked", file.shortfall, (file.shortfall,))
    elif file.verdict == "unchecked":
        yield Case("there is something to check", "skipped", message="no sum, share or rate was found")
    own = [reported for reported in verdict.findings if reported.file == position]
    skipped = {item.rule: item.why for item in verdict.rules_not_run if item.on(file.path)}
    taken: dict[str, int] = {}
    for rule in ALL_RULES:
        found = [reported for reported in own if reported.finding.rule == rule.code]
        if not found and rule.code in skipped:
            yield Case(f"{rule.code} {rule.name}", "skipped", message=skipped[rule.code])
        elif not found:
            yield Case(f"{rule.code} {rule.name}")
        for reported in found:
            yield _found(file, reported, taken)


def _found(file: FileVerdict, reported: Reported, taken: dict[str, int]) -> Case:
    finding = reported.finding
    cell = words.cell_of(reported)
    name = f"{finding.rule} {finding.name}{f' in {cell}' if cell else ''}"
    taken[name] = taken.get(name, 0) + 1
    if taken[name] > 1:
        name = f"{name} ({taken[name]})"
    if reported.waived is not None:
        return Case(name, "skipped", message=f"waived: {reported.waived}")
    if reported.baselined:
        return Case(name, "skipped", message=f"in the baseline: {finding.message}")
    said = (finding.message, words.between(file, finding), words.culprit(file, finding))
    text = [f"{finding.severity}[{finding.rule}] {cell or file.path}", *(clause for clause in said if clause)]
    outcome = "failure" if finding.severity == "error" else "system-out"
    return Case(name, outcome, finding.name, finding.message, text)


def _case(file: FileVerdict, case: Case) -> Iterator[str]:
    head = f'    <testcase classname={_attribute(file.path)} name={_attribute(case.name)} time="0"'
    if not case.outcome:
        yield f"{head}/>"
        return
    yield f"{head}>"
    text = _text("\n".join(one_line(line) for line in case.text))
    if case.outcome == "system-out":
        yield f"      <system-out>{text}</system-out>"
    else:
        kind = f" type={_attribute(case.kind)}" if case.kind else ""
        yield f"      <{case.outcome}{kind} message={_attribute(case.message)}>{text}</{case.outcome}>"
    yield "    </testcase>"


def _properties(file: FileVerdict) -> Iterator[str]:
    """The coverage, and the hash of what was read."""
    coverage = file.coverage
    facts = {
        "sha256": file.sha256,
        "verdict": file.verdict,
        "numeric_cells": str(coverage.numeric_cells),
        "in_identities": str(coverage.in_identities),
        "tables": str(coverage.tables),
    }
    yield "    <properties>"
    for name, value in facts.items():
        if value is not None:
            yield f"      <property name={_attribute(name)} value={_attribute(value)}/>"
    yield "    </properties>"


def _counts(cases: Sequence[Case], *, all_suites: bool = False) -> str:
    def number(outcome: str) -> int:
        return sum(case.outcome == outcome for case in cases)

    text = f'tests="{len(cases)}" failures="{number("failure")}" errors="{number("error")}"'
    return text if all_suites else f'{text} skipped="{number("skipped")}"'


def _text(text: str) -> str:
    """Text of an element. Characters that XML 1.0 cannot hold stand as their escapes."""
    return escape(printable(text))


def _attribute(text: str) -> str:
    return quoteattr(one_line(text))
