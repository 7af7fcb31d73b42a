"""From judged files to a verdict: rules are chosen and run; findings are waived, baselined, grouped and ordered."""

from cdmo_cli.check.model import (
    Choice,
    Coverage,
    FileVerdict,
    Gap,
    NotRun,
    Report,
    Reported,
    Settings,
    Unreadable,
    Verdict,
    Word,
)
from cdmo_cli.check.verdict import check, report, together

__all__ = [
    "Choice",
    "Coverage",
    "FileVerdict",
    "Gap",
    "NotRun",
    "Report",
    "Reported",
    "Settings",
    "Unreadable",
    "Verdict",
    "Word",
    "check",
    "report",
    "together",
]
