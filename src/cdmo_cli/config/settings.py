"""What can be set for a run, as values: the top of a configuration file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from cdmo_cli.address import parse_range
from cdmo_cli.config.report import ReportSettings, SampleSettings
from cdmo_cli.config.table import Listed, Table

FailOn = Literal["error", "warning", "info", "never"]
Edition = Literal["sample", "full", "both"]
Severity = Literal["error", "warning", "info"]
Missing = Literal["non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero"]


JUDGING = {
    "select": "CDMO_SELECT",
    "ignore": "CDMO_IGNORE",
    "missing": "CDMO_MISSING",
    "baseline": "CDMO_BASELINE",
}
"""The settings that hold for every command, by their environment variables."""


class PerFile(Table):
    """Settings for some files, or for some of their sheets."""

    files: Listed
    """Patterns of files: of the name alone (`draft-*.xlsx`), or of the path from this configuration's folder
    (`drafts/**/*.xlsx`)."""
    sheets: Listed = ()
    """Patterns of sheets' names; without them the settings hold for whole files."""
    select: Listed = ()
    """The only rules to run on them: codes, their beginnings or names."""
    ignore: Listed = ()
    """Rules not to run on them: codes, their beginnings or names."""
    missing: Missing | None = None
    """What becomes of a sum that lacks figures; for whole files only."""

    @model_validator(mode="after")
    def _means_something(self) -> PerFile:
        if self.missing is not None and self.sheets:
            raise ValueError("‘missing’ holds for whole files, not for ‘sheets’")
        if not (self.select or self.ignore or self.missing):
            raise ValueError("it sets none of ‘select’, ‘ignore’ and ‘missing’")
        return self


class WaiverTable(Table):
    """A finding that is accepted, with the reason, until a date."""

    rule: str
    """The code of the rule, such as T101, or its name."""
    file: Listed
    """The file, by its name or its path from this configuration's folder; patterns are understood."""
    sheet: str = ""
    """The sheet's name; without it any."""
    cell: str = ""
    """The cell (F14) or cells (F14:F20) at which the finding stands; without it any."""
    fingerprint: str = ""
    """The finding's fingerprint as the JSON format shows it: unlike a cell it survives inserted rows."""
    reason: str
    """Why the finding is accepted."""
    expires: dt.date
    """The last day on which it is: a date without quotes."""

    @field_validator("reason")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("a reason is what a waiver is for")
        return value

    @field_validator("cell")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        try:
            return parse_range(value).a1 if value else value
        except ValueError:
            raise ValueError("input should be a cell such as F14, or a range such as F14:F20") from None


class Settings(Table):
    """What a configuration file can set. Keys are written as the options are: `fail-on`."""

    taxonomy: Annotated[Path, Field(strict=False)] | None = None
    """Members and hierarchy of the market: a TOML file, relative to this one."""
    fail_on: FailOn = "error"
    """The least severity of a finding that makes the exit code 1."""
    allow_unchecked: bool = False
    """Exit with 0 too where nothing could be checked."""
    edition: Edition = "sample"
    """The edition that `cdmo export-pdf` renders."""
    select: Listed = ()
    """The only rules to run: codes, their beginnings or names. Without it all."""
    ignore: Listed = ()
    """Rules not to run: codes, their beginnings or names. Wins over ‘select’."""
    severity: dict[str, Severity] = Field(default_factory=dict)
    """Another severity for all findings of a rule, by its code or name or the beginning of several codes."""
    min_coverage: Annotated[float, Field(ge=0, le=100, strict=False)] = 0.0
    """Percent of a file's figures that must stand in a sum, share or rate; with less the exit code is 1."""
    missing: Missing = "non_null"
    """What becomes of a sum that lacks figures, in the words of VTL's check_hierarchy."""
    baseline: Annotated[Path, Field(strict=False)] | None = None
    """Findings that were there before and do not count: a file that --write-baseline wrote, relative to this one."""
    per_file: tuple[PerFile, ...] = Field(default=(), strict=False)
    """Settings for some files or sheets."""
    waiver: tuple[WaiverTable, ...] = Field(default=(), strict=False)
    """Findings that are accepted, each with a reason and a date."""
    report: ReportSettings = ReportSettings()
    """Whose report it is, and how it looks."""
    sample: SampleSettings = SampleSettings()
    """What the sample edition shows."""
