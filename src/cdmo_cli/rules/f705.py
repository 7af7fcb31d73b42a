"""Formulas were never calculated.

**What it checks.** Formulas whose cells hold no value at all, as programs leave them that write a formula and do not
compute it. It is an error where the file holds no other figures, so that nothing could be checked, else a warning.

**Why it matters.** Only a spreadsheet program would show these figures; every reader of the file's values, cdmo
included, sees blank cells. Totals that are not there cannot be compared with anything.

**How to mend it.** Open the file in Excel or LibreOffice and save it: that calculates every formula.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.read.model import Needs
from cdmo_cli.rules import sheetcells, words
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("F705", "never-calculated")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for all formulas without a value."""
    empty = [at for at, _, formula in sheetcells.formulas(subject) if not formula.cached]
    if not empty:
        return
    nothing = not subject.judgement.system.identities
    sheets = list(dict.fromkeys(at.sheet for at in empty))
    first = empty[0]
    where = words.address(subject, first)
    one = f"The formula in {where} holds no value"
    what = f"{len(empty)} formulas hold no values (the first {where})" if len(empty) > 1 else one
    so = "nothing could be checked" if nothing else "what they make up could not be checked"
    yield Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="error" if nothing else "warning",
        message=f"{what}, so {so}: open the file in Excel and save it",
        place=first,
        related=tuple(empty[1:]),
        evidence="formula",
        labels=tuple(words.sheet_name(subject, sheet) for sheet in sheets),
    )


RULE = Rule(*NAMES, "warning", "Formulas hold no calculated values", check, Needs.FORMULAS)
