"""How files are judged: from the settings to what each file is checked by, and from the verdict to the exit code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cdmo_cli import check
from cdmo_cli.address import parse_range
from cdmo_cli.check import Choice, FileVerdict, Report, Verdict
from cdmo_cli.check.baseline import Entry
from cdmo_cli.check.choice import chosen, code_of, needs, unknown
from cdmo_cli.commands import baselines
from cdmo_cli.commands.baselines import Kept
from cdmo_cli.commands.scope import matches, missing
from cdmo_cli.config import FailOn, Missing, Settings, WaiverTable
from cdmo_cli.errors import UsageError
from cdmo_cli.market import load_taxonomy
from cdmo_cli.market.model import Taxonomy
from cdmo_cli.pipeline import ALL
from cdmo_cli.read.model import Needs
from cdmo_cli.rules.waivers import Waiver

_RANK = {"info": 0, "warning": 1, "error": 2, "never": 3}


@dataclass(frozen=True)
class Orders:
    """What a worker is told beside a file's name."""

    settings: Settings
    taxonomy: Taxonomy
    today: dt.date

    def checks(self, path: Path) -> check.Settings:
        """The rules for a file: those of the run, narrowed by what the configuration says of it and its sheets."""
        choices = tuple(
            Choice(_codes(table.select), _codes(table.ignore), table.sheets)
            for table in self.settings.per_file
            if (table.select or table.ignore) and matches(path, table.files)
        )
        severity = tuple((code_of(code), word) for code, word in self.settings.severity.items())
        return check.Settings(_codes(self.settings.select), _codes(self.settings.ignore), choices, severity)

    def missing(self, path: Path) -> Missing:
        """What becomes of sums that lack figures: of all that is said of a file the last counts."""
        said = [table.missing for table in self.settings.per_file if table.missing and matches(path, table.files)]
        return said[-1] if said else self.settings.missing

    def waivers(self, path: Path) -> tuple[Waiver, ...]:
        """The waivers for a file."""
        return tuple(_waiver(table) for table in self.settings.waiver if matches(path, table.file))

    def needs(self, path: Path) -> Needs:
        """What to read of a file: what its identities are made of, and what its rules look at beside."""
        return ALL | needs(chosen(self.checks(path)))


@dataclass(frozen=True)
class Plan:
    """How the files of a run are checked; `baseline` is None where there is none."""

    orders: Orders
    baseline: Kept | None = None

    @property
    def settings(self) -> Settings:
        return self.orders.settings


def plan(settings: Settings) -> Plan:
    """Everything that is known before the first file is read.

    Raises UsageError for a code that no rule has and where no rule is left to run, ConfigError for a taxonomy or
    baseline that cannot be used.
    """
    for where, codes in _named(settings):
        for code, near in unknown(codes):
            meant = f"did you mean {near}? " if near else ""
            raise UsageError(f"{where}: no rule begins with ‘{code}’", hint=f"{meant}`cdmo rule` lists them all")
    if not chosen(check.Settings(_codes(settings.select), _codes(settings.ignore))):
        raise UsageError("no rule is left to run", hint="‘ignore’ takes out all that ‘select’ takes in")
    baseline = baselines.read(settings.baseline) if settings.baseline is not None else None
    return Plan(Orders(settings, load_taxonomy(settings.taxonomy), today()), baseline)


def today() -> dt.date:
    """The day from which waivers are seen."""
    return dt.date.today()


def _named(settings: Settings) -> Iterator[tuple[str, Iterable[str]]]:
    """Where the settings name rules, and which."""
    yield "select", settings.select
    yield "ignore", settings.ignore
    yield "[severity]", settings.severity
    for number, table in enumerate(settings.per_file, 1):
        yield f"[[per-file]] {number}", (*table.select, *table.ignore)
    for number, waiver in enumerate(settings.waiver, 1):
        yield f"[[waiver]] {number}", (waiver.rule,)


def _codes(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(code_of(word) for word in words)


def _waiver(table: WaiverTable) -> Waiver:
    cells = parse_range(table.cell) if table.cell else None
    return Waiver(code_of(table.rule), table.reason, table.expires, table.sheet, cells, table.fingerprint)


def known(plan: Plan, paths: Iterable[str]) -> dict[str, tuple[Entry, ...]]:
    """The entries that the baseline has for each file."""
    return plan.baseline.known(paths) if plan.baseline is not None else {}


def remarks(plan: Plan, reports: Sequence[Report], verdict: Verdict) -> Iterator[str]:
    """What to tidy up: settings for files that there are not, waivers that cover nothing any more, and what of the
    baseline was mended."""
    yield from _astray(plan.settings)
    for table in plan.settings.waiver:
        waiver = _waiver(table)
        meant = [report for report in reports if matches(Path(report.file.path), table.file)]
        if meant and all(waiver in report.unused_waivers for report in meant):
            files = meant[0].file.path if len(meant) == 1 else f"{len(meant)} files"
            yield f"the waiver of {waiver.where} covers nothing in {files}: take it out (“{waiver.reason}”)"
    if plan.baseline is not None and (count := plan.baseline.mended(verdict)):
        entries = "1 entry of the baseline is" if count == 1 else f"{count} entries of the baseline are"
        yield f"{entries} mended: --write-baseline {plan.baseline.file} writes it anew"


def _astray(settings: Settings) -> Iterator[str]:
    """The settings for a file, named by its path, that does not exist."""
    for number, table in enumerate(settings.per_file, 1):
        for path in missing(table.files):
            yield f"[[per-file]] {number} is for {path}, which does not exist"
    for waiver in settings.waiver:
        for path in missing(waiver.file):
            yield f"the waiver of {_waiver(waiver).where} is for {path}, which does not exist"


def uncovered(plan: Plan, verdict: Verdict) -> Iterator[str]:
    """A line for each file of which less was checked than --min-coverage asks for."""
    for file in verdict.files:
        if file.error is None and (said := _too_little(plan, file)):
            yield f"{file.path}: {said}"


def _too_little(plan: Plan, file: FileVerdict) -> str:
    covered, least = file.coverage, plan.settings.min_coverage
    if covered.percent >= least:
        return ""
    return (
        f"{covered.in_identities} of {covered.numeric_cells} figures checked "
        f"({covered.percent:.1f} %), --min-coverage asks for {least:g} %"
    )


def shortfall(plan: Plan, file: FileVerdict) -> str:
    """Why a file makes the run fail whatever was found in it: nothing could be checked, or too little; empty where it
    does not, or could not be read at all."""
    if file.error is not None:
        return ""
    if file.coverage.in_identities or plan.settings.allow_unchecked:
        return _too_little(plan, file)
    if not chosen(plan.orders.checks(Path(file.path))):
        return "nothing was checked: the settings leave no rule to run on it"
    return "nothing could be checked: no sum, share or rate was found"


def exit_code(plan: Plan, verdict: Verdict) -> Literal[0, 1]:
    """1 for a finding that counts at or above --fail-on, a file in which nothing could be checked, or too little."""
    if any(fails(reported.finding.severity, plan.settings.fail_on) for reported in verdict.active()):
        return 1
    return 1 if any(file.error is not None or file.shortfall for file in verdict.files) else 0


def fails(severity: Literal["error", "warning", "info"], fail_on: FailOn) -> bool:
    """Whether a finding of that severity makes a run fail."""
    return _RANK[severity] >= _RANK[fail_on]
