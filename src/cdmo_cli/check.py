"""Runs the rules over what was judged, and makes one verdict of all findings. Pure: no files, no output."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cdmo_cli.address import Range
from cdmo_cli.read.model import Workbook
from cdmo_cli.rules import ALL_RULES
from cdmo_cli.rules.model import Finding, Rule, Severity
from cdmo_cli.rules.subject import Subject

Word = Literal["consistent", "inconsistent", "unchecked"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Which rules run: codes or their beginnings ("T", "R2"). `ignore` wins over `select`; empty `select` is all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read: the message and hint of its exception."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a file that was not understood, and why."""

    sheet: str
    range: str
    why: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a file the verdict speaks for."""

    numeric_cells: int = 0
    in_identities: int = 0
    tables: int = 0
    not_understood: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding with the file it stands in. `sheet` is the sheet's name; `leads` is False for one that follows
    from the same cause as another finding of its group."""

    finding: Finding
    file: int  # position in Verdict.files
    sheet: str | None
    fingerprint: str
    leads: bool = True


@dataclass(frozen=True)
class FileVerdict:
    """The verdict on one file. `workbook` is kept for the excerpts that a reader is shown; None if unreadable."""

    path: str
    sha256: str | None
    verdict: Word
    error: str | None
    coverage: Coverage
    workbook: Workbook | None = None


@dataclass(frozen=True)
class Report:
    """What the rules say of one file: its verdict, and its findings by severity and impact."""

    file: FileVerdict
    findings: tuple[Reported, ...]


@dataclass(frozen=True)
class Verdict:
    """The verdict on all files: findings by severity, then by impact; those of one cause stand together."""

    verdict: Word
    findings: tuple[Reported, ...]
    files: tuple[FileVerdict, ...]
    rules_not_run: tuple[tuple[str, str], ...] = ()  # code, why


def check(
    subjects: Sequence[Subject],
    settings: Settings = Settings(),
    unreadable: Sequence[Unreadable] = (),
) -> Verdict:
    """Run the chosen rules over every subject: the verdict on all, those that could not be read last."""
    return together([*(report(subject, settings) for subject in subjects), *unreadable], settings)


def report(subject: Subject, settings: Settings = Settings()) -> Report:
    """Run the chosen rules over one file."""
    found = _report(subject, [rule for rule in ALL_RULES if _chosen(rule.code, settings)])
    return Report(_file(subject, found), tuple(found))


def together(reports: Sequence[Report | Unreadable], settings: Settings = Settings()) -> Verdict:
    """One verdict of the reports on files, in their order. `inconsistent`: at least one error; `unchecked`: a file in
    which no figure stands in an identity, or that could not be read, and no error."""
    files = [
        item.file if isinstance(item, Report) else FileVerdict(item.path, None, "unchecked", item.error, Coverage())
        for item in reports
    ]
    found = [
        replace(reported, file=position)
        for position, item in enumerate(reports)
        if isinstance(item, Report)
        for reported in item.findings
    ]
    not_run = tuple((rule.code, "not selected") for rule in ALL_RULES if not _chosen(rule.code, settings))
    return Verdict(_overall(files), tuple(_ordered(found)), tuple(files), not_run)


def _chosen(code: str, settings: Settings) -> bool:
    selected = not settings.select or code.startswith(settings.select)
    return selected and not (settings.ignore and code.startswith(settings.ignore))


def _overall(files: Sequence[FileVerdict]) -> Word:
    words = {file.verdict for file in files}
    if "inconsistent" in words:
        return "inconsistent"
    return "unchecked" if "unchecked" in words or not files else "consistent"


def _report(subject: Subject, rules: Sequence[Rule]) -> list[Reported]:
    findings = sorted((finding for rule in rules for finding in rule.check(subject)), key=_rank)
    sheets = [sheet.name for sheet in subject.workbook.sheets]
    groups = _groups(findings)
    seen: dict[tuple[str, ...], int] = {}
    in_place = sorted(range(len(findings)), key=lambda i: _position(findings[i]))
    prints = {i: _fingerprint(findings[i], sheets, seen) for i in in_place}
    leaders = _leaders(findings)
    reported: list[Reported] = []
    for i, finding in enumerate(findings):
        group = groups.get(finding.group) if finding.group is not None else None
        leads = group is None or leaders[finding.group] == i
        name = sheets[finding.place.sheet] if finding.place is not None else None
        reported.append(Reported(replace(finding, group=group), 0, name, prints[i], leads))
    return reported


def _leaders(findings: Sequence[Finding]) -> dict[str | None, int]:
    """The finding that stands for its group: of the gravest, the one that names the suspects."""
    leaders: dict[str | None, int] = {}
    for i, finding in enumerate(findings):
        first = leaders.setdefault(finding.group, i)
        if finding.suspects and not findings[first].suspects and finding.severity == findings[first].severity:
            leaders[finding.group] = i
    return leaders


def _groups(findings: Sequence[Finding]) -> dict[str | None, str]:
    """New names for the groups of more than one finding: g1, g2 ... in the order of their leading finding."""
    count = Counter(finding.group for finding in findings if finding.group is not None)
    order = dict.fromkeys(f.group for f in findings if f.group is not None and count[f.group] > 1)
    return {group: f"g{number}" for number, group in enumerate(order, 1)}


_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def _rank(finding: Finding) -> tuple[object, ...]:
    """By severity, then by impact; of one cause the finding that carries the suspects first."""
    return _SEVERITIES.index(finding.severity), -finding.impact, not finding.suspects, _position(finding)


def _position(finding: Finding) -> tuple[int, int, int, str, str]:
    at = finding.place
    where = (at.sheet, at.row, at.column) if at is not None else (-1, 0, 0)
    return (*where, finding.rule, finding.message)


def _ordered(reported: Sequence[Reported]) -> list[Reported]:
    """The leading findings in order, each followed by those of its group."""
    followers: dict[tuple[int, str], list[Reported]] = {}
    for item in reported:
        if not item.leads and item.finding.group is not None:
            followers.setdefault((item.file, item.finding.group), []).append(item)
    leading = sorted((item for item in reported if item.leads), key=lambda item: (_rank(item.finding)[:3], item.file))
    ordered: list[Reported] = []
    for item in leading:
        ordered.append(item)
        if item.finding.group is not None:
            ordered.extend(followers.get((item.file, item.finding.group), ()))
    return ordered


def _fingerprint(finding: Finding, sheets: Sequence[str], seen: dict[tuple[str, ...], int]) -> str:
    """Rule, sheet, path of labels and an ordinal where they repeat, hashed: an inserted row does not change it."""
    sheet = sheets[finding.place.sheet] if finding.place is not None else ""
    key = (finding.rule, sheet, *(" ".join(label.casefold().split()) for label in finding.labels))
    seen[key] = seen.get(key, 0) + 1
    text = "\x1f".join((*key, str(seen[key])))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _file(subject: Subject, reported: Sequence[Reported]) -> FileVerdict:
    coverage = _coverage(subject)
    verdict: Word = "consistent" if coverage.in_identities else "unchecked"
    if any(item.finding.severity == "error" for item in reported):
        verdict = "inconsistent"
    return FileVerdict(subject.path, subject.sha256, verdict, None, coverage, subject.workbook)


def _coverage(subject: Subject) -> Coverage:
    """Numeric cells are the figures of the tables and the numbers in what was not understood."""
    cells = subject.judgement.system.cells
    figures = {
        (tables.sheet, row, column)
        for tables in subject.tables
        for block in tables.blocks
        for row, column in zip(block.figures.row.tolist(), block.figures.column.tolist(), strict=True)
    }
    covered = {cells.place(position) for position in subject.judgement.covered} & figures
    missed = [(found.name, part) for found in subject.tables for part in found.not_understood]
    gaps = tuple(Gap(name, part.range.a1, part.why) for name, part in missed)
    outside = sum(_numbers(subject.workbook, part.sheet, part.range) for _, part in missed)
    count = sum(len(found.blocks) for found in subject.tables)
    return Coverage(len(figures) + outside, len(covered), count, gaps)


def _numbers(workbook: Workbook, sheet: int, cells: Range) -> int:
    """The numeric cells of a range, as far as the sheet reaches."""
    grid = workbook.sheets[sheet]
    return sum(
        isinstance(value := grid.value(row, column), int | float) and not isinstance(value, bool)
        for row in range(max(cells.top, grid.top), min(cells.bottom, grid.bottom) + 1)
        for column in range(max(cells.left, grid.left), min(cells.right, grid.right) + 1)
    )
