"""What a check is given and what it yields: settings, findings in their file, coverage, the verdict."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from cdmo_cli.read.model import Workbook
from cdmo_cli.rules.model import Finding, Severity
from cdmo_cli.rules.waivers import Waiver

Word = Literal["consistent", "inconsistent", "unchecked"]

MOST_NAMED = 3
"""Files that a sentence names; of more it counts the rest."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules run: codes or their beginnings ("T", "R2"). `ignore` wins over `select`; empty `select` is all.
    `sheets` are patterns of sheets' names to which the choice is confined; empty is the whole file."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    def takes(self, code: str) -> bool:
        """Whether a rule is chosen."""
        selected = not self.select or code.startswith(self.select)
        return selected and not (self.ignore and code.startswith(self.ignore))


@dataclass(frozen=True, slots=True)
class Settings:
    """How one file is checked. A rule runs if the run selects it and none of the file's `choices` drops it. `severity`
    gives rules (codes or beginnings, the longest wins) another severity than their own."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()


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

    @property
    def percent(self) -> float:
        """The part of the figures that stands in an identity; 0 where there is none."""
        return 100 * self.in_identities / self.numeric_cells if self.numeric_cells else 0.0


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding with the file it stands in. `sheet` is the sheet's name; `leads` is False for one that follows
    from the same cause as another finding of its group. `waived` is the reason of the waiver that covers it;
    `baselined` says that the baseline has it. Neither of these counts as wrong."""

    finding: Finding
    file: int  # position in Verdict.files
    sheet: str | None
    fingerprint: str
    leads: bool = True
    waived: str | None = None
    baselined: bool = False

    @property
    def active(self) -> bool:
        """Whether it counts: neither waived nor known from the baseline."""
        return self.waived is None and not self.baselined


@dataclass(frozen=True, slots=True, order=True)
class NotRun:
    """A rule that did not run, or not on everything. `lost`: there may be something that it would have looked at (a
    formula in an xls file); not so where it was not wanted, or where the format cannot hold such a thing. `files` are
    those that are meant, none for all of them."""

    rule: str
    why: str
    lost: bool = False
    files: tuple[str, ...] = ()

    def on(self, path: str) -> bool:
        """Whether it is said of that file."""
        return not self.files or path in self.files

    @property
    def text(self) -> str:
        """Why, with the files where they are not all of them."""
        if not self.files:
            return self.why
        named = self.files if len(self.files) <= MOST_NAMED else self.files[: MOST_NAMED - 1]
        rest = len(self.files) - len(named)
        return f"not run on {', '.join(named)}{f' and {rest} other files' if rest else ''}: {self.why}"


@dataclass(frozen=True)
class FileVerdict:
    """The verdict on one file. `workbook` is kept for the excerpts that a reader is shown; None if unreadable.
    `shortfall` is why a run fails for this file whatever was found in it: less was checked than the settings ask for.
    Where no rule runs on a file none of its figures is checked."""

    path: str
    sha256: str | None
    verdict: Word
    error: str | None
    coverage: Coverage
    workbook: Workbook | None = None
    shortfall: str = ""


@dataclass(frozen=True)
class Report:
    """What the rules say of one file: its verdict, its findings by severity and impact, the rules that did not run on
    it, and the waivers that cover none of its findings though their rule ran."""

    file: FileVerdict
    findings: tuple[Reported, ...]
    not_run: tuple[NotRun, ...] = ()
    unused_waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The verdict on all files: findings by severity, then by impact; those of one cause stand together."""

    verdict: Word
    findings: tuple[Reported, ...]
    files: tuple[FileVerdict, ...]
    rules_not_run: tuple[NotRun, ...] = ()

    def active(self) -> Collection[Reported]:
        """The findings that count: neither waived nor known from a baseline."""
        return [reported for reported in self.findings if reported.active]
