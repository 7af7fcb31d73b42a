"""The settings of a run: `load` lays options over the environment and `cdmo.toml`, and answers with `Settings`."""

from cdmo_cli.config.load import found, load, schema
from cdmo_cli.config.report import Attach, Colours, Fonts, Format, Headline, ReportSettings, SampleSettings
from cdmo_cli.config.settings import JUDGING, Edition, FailOn, Missing, PerFile, Settings, Severity, WaiverTable

__all__ = [
    "JUDGING",
    "Attach",
    "Colours",
    "Edition",
    "FailOn",
    "Fonts",
    "Format",
    "Headline",
    "Missing",
    "PerFile",
    "ReportSettings",
    "SampleSettings",
    "Settings",
    "Severity",
    "WaiverTable",
    "found",
    "load",
    "schema",
]
