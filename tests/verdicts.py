"""Verdicts for the tests of the formats: real ones, and made ones with every field in use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from subject_grid import subject

from cdmo_cli.check import Coverage, FileVerdict, Gap, NotRun, Reported, Unreadable, Verdict, check
from cdmo_cli.read.model import Sheet, Workbook
from cdmo_cli.rules.model import Expected, Finding, Place, Suspect

CROSS = (
    "Revenue 2024, USD billion | North America | Europe | Asia-Pacific | Latin America | Middle East & Africa | World\n"
    "Small molecules | 46.4 | 42.5 | 44.4 | 9.2 | 6.9 | 131.4\n"
    "Biologics | 38.4 | 17.9 | 19.2 | 3.0 | 2.1 | 80.6\n"
    "All types | 84.8 | 42.4 | 63.6 | 12.2 | 9.0 | 212.0\n"
)
CLEAN = "Revenue, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\nTotal | 212.0\n"
SHARES = "Region | Share, %\nNorth America | 40\nAPAC | 30\nEurope | 20\nUnited States | 10\n"


def rich() -> Verdict:
    """Four files: findings of one cause, findings of all severities, none, and one that was not read."""
    subjects = [
        subject({"Cross": CROSS}, "models/cross table.xlsx"),
        subject({"Shares": SHARES}, "models/shares.xlsx"),
        subject({"Types": CLEAN}, "models/clean.xlsx"),
    ]
    return check(subjects, unreadable=[Unreadable("models/broken.xlsx", "not a workbook")])


def settled() -> Verdict:
    """The same, the first finding waived and the second in the baseline."""
    verdict = rich()
    first, second, *others = verdict.findings
    found = (replace(first, waived="restated in May"), replace(second, baselined=True), *others)
    return replace(verdict, findings=found)


def made(text: str, path: str | None = None) -> Verdict:
    """A verdict in which one text stands wherever a text of a workbook or a file's name can."""
    sheet = Sheet(text, 0, [[text, text], [text, 12.5], [text, None]])
    other = Sheet(f"{text}2", 1, [[text, 2024], [text, 3.5]])
    book = Workbook(Path("model.xlsx"), "xlsx", (sheet, other), "0" * 64)
    name = text if path is None else path
    file = FileVerdict(
        name, "0" * 64, "inconsistent", None, Coverage(2, 1, 1, (Gap(text, "A1:B2", text or "no"),)), book
    )
    unread = FileVerdict(f"{name}2", None, "unchecked", text, Coverage())
    finding = Finding(
        "T101", "parts-differ-from-total", "error", f"{text} is 12.5", Place(0, 2, 2), 12.5,
        Expected(11.0, 10.5, float("inf")), (Place(0, 3, 2), Place(1, 2, 2)), "declared",
        (Suspect(Place(1, 2, 2), 4.5, "a digit mistyped", 0.6, 2, "4.5"),), labels=(text,),
    )  # fmt: skip
    unplaced = replace(finding, severity="warning", place=None, related=(), suspects=(), expected=None)
    blank = replace(finding, severity="info", place=Place(0, 3, 2), observed=None)
    found = (
        Reported(replace(finding, group="g1"), 0, text, "0" * 15 + "1"),
        Reported(replace(blank, group="g1"), 0, text, "0" * 15 + "2", leads=False),
        Reported(unplaced, 0, None, "0" * 15 + "3"),
        Reported(unplaced, 0, None, "0" * 15 + "4", waived=text),
        Reported(unplaced, 0, None, "0" * 15 + "5", baselined=True),
    )
    return Verdict("inconsistent", found, (file, unread), (NotRun("F701", text or "no", lost=True),))
