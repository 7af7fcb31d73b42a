"""Runs the rules over what was judged, and makes one verdict of all findings. Pure: no files, no output."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cdmo_cli.check.baseline import Entry
from cdmo_cli.check.choice import allowed, chosen, not_run, severity
from cdmo_cli.check.coverage import coverage
from cdmo_cli.check.model import Coverage, FileVerdict, NotRun, Report, Reported, Settings, Unreadable, Verdict, Word
from cdmo_cli.rules import s006
from cdmo_cli.rules.model import Finding, Rule, Severity
from cdmo_cli.rules.subject import Subject
from cdmo_cli.rules.waivers import Waiver

EVERYTHING = Settings()
_NO_SHEETS = ("csv", "tsv", "parquet")  # their one sheet is named after the file


def check(
    subjects: Sequence[Subject],
    settings: Settings = EVERYTHING,
    unreadable: Sequence[Unreadable] = (),
) -> Verdict:
    """Run the chosen rules over every subject: the verdict on all, those that could not be read last."""
    return together([*(report(subject, settings) for subject in subjects), *unreadable])


def report(subject: Subject, settings: Settings = EVERYTHING) -> Report:
    """Run the chosen rules over one file."""
    rules = chosen(settings)
    found = _found(subject, rules, settings)
    covered = coverage(subject) if rules else replace(coverage(subject), in_identities=0)
    word: Word = "consistent" if covered.in_identities else "unchecked"
    file = FileVerdict(subject.path, subject.sha256, word, None, covered, subject.workbook)
    skipped = not_run(settings, subject)
    ran = {rule.code for rule in rules} - {item.rule for item in skipped}
    unused = (w for w in subject.waivers if w.rule in ran and not any(_is_for(w, r) for r in found))
    return Report(file, tuple(found), skipped, tuple(unused))


def _found(subject: Subject, rules: Sequence[Rule], settings: Settings) -> list[Reported]:
    """What the rules find. That a waiver has expired is looked for last, and of those alone that would cover one of
    the other findings: where the finding is gone nobody needs to know."""
    findings = [finding for rule in rules if rule is not s006.RULE for finding in rule.check(subject)]
    found = _reported(subject, findings, settings)
    counting = [item for item in found if item.waived is None]
    expired = [waiver for waiver in subject.waivers if not waiver.holds(subject.today)]
    missed = tuple(waiver for waiver in expired if any(_is_for(waiver, item) for item in counting))
    if not missed or s006.RULE not in rules:
        return found
    return _reported(subject, [*findings, *s006.RULE.check(replace(subject, waivers=missed))], settings)


def together(reports: Sequence[Report | Unreadable], known: Mapping[str, Sequence[Entry]] | None = None) -> Verdict:
    """One verdict of the reports on files, in their order; `known` are the entries of a baseline, by path.

    `inconsistent`: at least one error that is neither waived nor known; `unchecked`: a file in which no figure stands
    in an identity, or that could not be read, and no such error."""
    files: list[FileVerdict] = []
    found: list[Reported] = []
    for position, item in enumerate(reports):
        if isinstance(item, Unreadable):
            files.append(FileVerdict(item.path, None, "unchecked", item.error, Coverage()))
            continue
        marked = _marked(item.findings, position, (known or {}).get(item.file.path, ()))
        wrong = any(r.active and r.finding.severity == "error" for r in marked)
        files.append(replace(item.file, verdict="inconsistent") if wrong else item.file)
        found.extend(_led(marked))
    return Verdict(_overall(files), tuple(_ordered(found)), tuple(files), _not_run(reports))


def _marked(findings: Sequence[Reported], position: int, known: Sequence[Entry]) -> list[Reported]:
    """The findings of the file at that position, each told whether the baseline knows it."""
    entries: dict[str, list[Entry]] = {}
    for entry in known:
        entries.setdefault(entry.fingerprint, []).append(entry)
    return [
        replace(r, file=position, baselined=any(entry.knows(r) for entry in entries.get(r.fingerprint, ())))
        for r in findings
    ]


def _overall(files: Sequence[FileVerdict]) -> Word:
    words = {file.verdict for file in files}
    if "inconsistent" in words:
        return "inconsistent"
    return "unchecked" if "unchecked" in words or not files else "consistent"


def _not_run(reports: Sequence[Report | Unreadable]) -> tuple[NotRun, ...]:
    """Rule and reason, once each, with the files where it is not so of all that were read."""
    read = [item for item in reports if isinstance(item, Report)]
    where: dict[NotRun, list[str]] = {}
    for item in read:
        for left_out in item.not_run:
            where.setdefault(left_out, []).append(item.file.path)
    ordered = sorted(where.items(), key=lambda entry: entry[0].rule)
    return tuple(
        left_out if len(paths) == len(read) else replace(left_out, files=tuple(paths)) for left_out, paths in ordered
    )


def _reported(subject: Subject, findings: Sequence[Finding], settings: Settings) -> list[Reported]:
    """The findings of a file that the settings let pass, by rank, with fingerprint, group and waiver."""
    names = [sheet.name for sheet in subject.workbook.sheets]
    sheets = {i: names[f.place.sheet] if f.place is not None else None for i, f in enumerate(findings)}
    seen: dict[tuple[str, ...], int] = {}
    named = subject.workbook.format not in _NO_SHEETS
    reported = []
    for i in sorted(sheets, key=lambda i: _position(findings[i])):
        finding, sheet = findings[i], sheets[i]
        print_ = _fingerprint(finding, sheet if named else None, seen)  # of all, so that a choice changes no other's
        if allowed(finding, sheet, settings.choices):
            finding = replace(finding, severity=severity(finding, settings.severity))
            waived = _waived(subject, finding, sheet, print_)
            reported.append(Reported(finding, 0, sheet, print_, waived=waived))
    reported.sort(key=lambda item: _rank(item.finding))
    groups = _groups([item.finding for item in reported])
    return _waived_together(
        [replace(r, finding=replace(r.finding, group=groups.get(r.finding.group))) for r in reported]
    )


def _waived_together(reported: Sequence[Reported]) -> list[Reported]:
    """One cause is one finding: who accepts the one that stands for it accepts those that follow from it."""
    leading = {group: reported[i].waived for group, i in _leaders(reported).items()}
    return [replace(r, waived=r.waived or leading.get(r.finding.group or "")) for r in reported]


def _waived(subject: Subject, finding: Finding, sheet: str | None, print_: str) -> str | None:
    """The reason of the first waiver in force that covers a finding."""
    in_force = (waiver for waiver in subject.waivers if waiver.holds(subject.today))
    return next((waiver.reason for waiver in in_force if _covers(waiver, finding, sheet, print_)), None)


def _is_for(waiver: Waiver, reported: Reported) -> bool:
    return _covers(waiver, reported.finding, reported.sheet, reported.fingerprint)


def _covers(waiver: Waiver, finding: Finding, sheet: str | None, print_: str) -> bool:
    cell = (finding.place.row, finding.place.column) if finding.place is not None else None
    return waiver.covers(finding.rule, sheet, cell, print_)


def _led(reported: Sequence[Reported]) -> list[Reported]:
    """The findings of a file, each told whether it stands for its group: one that counts, if any does."""
    leaders = _leaders([item if item.active else None for item in reported])
    for group, i in _leaders(reported).items():
        leaders.setdefault(group, i)
    return [
        replace(item, leads=item.finding.group is None or leaders[item.finding.group] == i)
        for i, item in enumerate(reported)
    ]


def _leaders(reported: Sequence[Reported | None]) -> dict[str, int]:
    """The position of the finding that stands for its group, by group: of the gravest, which come first, the first that
    explains the others, or names suspects, or the first."""
    leaders: dict[str, int] = {}
    for i, item in enumerate(reported):
        if item is None or item.finding.group is None:
            continue
        first = reported[leaders.setdefault(item.finding.group, i)]
        assert first is not None
        as_grave = item.finding.severity == first.finding.severity
        if as_grave and _tells(item.finding) > _tells(first.finding):
            leaders[item.finding.group] = i
    return leaders


def _tells(finding: Finding) -> tuple[bool, bool]:
    """How much a finding says of the cause."""
    return finding.explains, bool(finding.suspects)


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
    """The leading findings in order, each followed by those of its group; what does not count comes last."""
    followers: dict[tuple[int, str], list[Reported]] = {}
    for item in reported:
        if not item.leads and item.finding.group is not None:
            followers.setdefault((item.file, item.finding.group), []).append(item)
    leading = [item for item in reported if item.leads]
    leading.sort(key=lambda item: (not item.active, _rank(item.finding)[:3], item.file))
    ordered: list[Reported] = []
    for item in leading:
        ordered.append(item)
        if item.finding.group is not None:
            ordered.extend(followers.get((item.file, item.finding.group), ()))
    return ordered


def _fingerprint(finding: Finding, sheet: str | None, seen: dict[tuple[str, ...], int]) -> str:
    """Rule, sheet, path of labels and an ordinal where they repeat, hashed: an inserted row does not change it."""
    key = (finding.rule, sheet or "", *(" ".join(label.casefold().split()) for label in finding.labels))
    seen[key] = seen.get(key, 0) + 1
    text = "\x1f".join((*key, str(seen[key])))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
