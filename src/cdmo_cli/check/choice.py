"""Which rules run on a file, which do not and why, and which codes mean nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from cdmo_cli.check.model import Choice, NotRun, Settings
from cdmo_cli.read.model import Needs, Workbook
from cdmo_cli.rules import ALL_RULES, Rule, t105
from cdmo_cli.rules.model import Finding, Severity
from cdmo_cli.rules.subject import Subject

NOT_SELECTED = "not selected"

# What a rule can need beside the values, by the word that `Workbook.unavailable` has for it.
_WORDS = {Needs.FORMULAS: ("formulas",), Needs.STYLES: ("hidden rows and columns",)}
_TEXT = ("csv", "tsv", "parquet")


def chosen(settings: Settings) -> list[Rule]:
    """The rules that the run selects and that no choice drops for the whole file."""
    choices = [Choice(settings.select, settings.ignore), *(c for c in settings.choices if not c.sheets)]
    return [rule for rule in ALL_RULES if all(choice.takes(rule.code) for choice in choices)]


def needs(rules: Iterable[Rule]) -> Needs:
    """What the rules want of a file beside its values: known before it is read, and read once."""
    wanted = Needs.VALUES
    for rule in rules:
        wanted |= rule.needs
    return wanted


def not_run(settings: Settings, subject: Subject) -> tuple[NotRun, ...]:
    """The rules that do not run on a file: they are not selected, or its format lacks what they need. One that runs on
    a part of it alone is among them."""
    run = chosen(settings)
    found = [NotRun(rule.code, NOT_SELECTED) for rule in ALL_RULES if rule not in run]
    found += [lacking for rule in run if (lacking := _lacking(rule, subject.workbook)) is not None]
    if subject.judgement.unjudged and t105.RULE in run:
        why = f"{subject.judgement.unjudged:,} sums and rates hang together in groups too large to be judged at once"
        found.append(NotRun(t105.RULE.code, why, lost=True))
    return tuple(sorted(found))


def _lacking(rule: Rule, workbook: Workbook) -> NotRun | None:
    """That the format of a file cannot give what the rule needs; None where it gives all."""
    words = [word for need, words in _WORDS.items() if need in rule.needs for word in words]
    lacking = [word for word in words if word in workbook.unavailable or workbook.format in _TEXT]
    lacking += [word for word in rule.reads if word in workbook.unavailable]
    if not lacking:
        return None
    if workbook.format in _TEXT:
        return NotRun(rule.code, f"{workbook.format} holds no {' or '.join(lacking)}")
    return NotRun(rule.code, f"cdmo cannot get {' or '.join(lacking)} from {workbook.format}", lost=True)


def allowed(finding: Finding, sheet: str | None, choices: Sequence[Choice]) -> bool:
    """Whether no choice for the finding's sheet drops it."""
    return sheet is None or all(
        choice.takes(finding.rule)
        for choice in choices
        if choice.sheets and any(fnmatchcase(sheet.casefold(), pattern.casefold()) for pattern in choice.sheets)
    )


def severity(finding: Finding, overrides: Sequence[tuple[str, Severity]]) -> Severity:
    """The severity of a finding: its own, or that of the longest code among the overrides that fits."""
    fitting = [(len(code), severity) for code, severity in overrides if finding.rule.startswith(code)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else finding.severity


def code_of(word: str) -> str:
    """What was written for a rule as its code: its name, or a code (or its beginning) in any case."""
    named = {rule.name: rule.code for rule in ALL_RULES}
    return named.get(word.casefold(), word.upper())


def unknown(codes: Iterable[str]) -> list[tuple[str, str]]:
    """What was written that is neither a rule's name nor the beginning of a code, each with the nearest."""
    known = [rule.code for rule in ALL_RULES]
    return [(word, nearest(word)) for word in codes if not any(own.startswith(code_of(word)) for own in known)]


def nearest(word: str) -> str:
    """The code, or the name, of the rule that is written most like `word`; empty where none is."""
    from rapidfuzz import fuzz, process

    names = [name for rule in ALL_RULES for name in (rule.code, rule.name)]
    found = process.extractOne(word, names, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=60)
    return str(found[0]) if found else ""
