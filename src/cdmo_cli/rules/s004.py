"""Hidden rows or columns are part of a total.

**What it checks.** Totals that a reader sees, some of whose parts he sees and others stand in hidden rows or columns:
what is printed does not add up. Details that are hidden under their own visible subtotal are well, and so are hidden
parts that are zero. Hidden sheets whose figures are used by formulas of visible ones are told as information.

**Why it matters.** A reader adds up what he sees and finds the total wrong, although every formula is right. Hidden
lines are also how figures get published that were not meant to be.

**How to mend it.** Show the rows or columns, sum them up in one visible line (“Other”), or leave them out of the total.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.address import column_letters
from cdmo_cli.identities.model import Identity
from cdmo_cli.identities.parse import parse
from cdmo_cli.read.model import Needs
from cdmo_cli.rules import sheetcells, words
from cdmo_cli.rules.model import Finding, Place, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("S004", "hidden-in-total")

Lines = tuple[int, str, tuple[int, ...]]  # sheet, "row" or "column", the hidden lines


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for the hidden lines of a set of totals, then one for every hidden sheet that is used."""
    if any(sheet.hidden_rows or sheet.hidden_columns for sheet in subject.workbook.sheets):
        yield from _hidden_lines(subject)
    if any(not sheet.visible for sheet in subject.workbook.sheets):
        yield from _hidden_sheets(subject)


def _hidden_lines(subject: Subject) -> Iterator[Finding]:
    sums = [
        identity
        for identity in subject.judgement.system.identities
        if identity.kind == "sum" and identity.total >= 0 and identity.relation == "equal" and len(identity.parts) > 1
    ]
    folded = _folded(subject, sums)
    found: dict[Lines, list[tuple[Identity, list[int]]]] = {}
    for identity in sums:
        if _hidden(subject, identity.total):
            continue
        hidden = [part for part in identity.parts if _hidden(subject, part) and part not in folded]
        cells = subject.judgement.system.cells
        counted = [part for part in hidden if abs(cells.value[part]) > cells.half[part]]
        if counted and any(not _hidden(subject, part) for part in identity.parts):
            found.setdefault(_lines(subject, counted), []).append((identity, counted))
    for lines, totals in found.items():
        yield _finding(subject, lines, totals)


def _hidden(subject: Subject, position: int) -> str:
    """How a cell is hidden: by its "row", by its "column", or not ("")."""
    at = words.place(subject, position)
    sheet = subject.workbook.sheets[at.sheet]
    return "row" if at.row in sheet.hidden_rows else "column" if at.column in sheet.hidden_columns else ""


def _folded(subject: Subject, sums: list[Identity]) -> set[int]:
    """Hidden cells that a visible total sums up, all of whose parts are hidden: an outline that is folded."""
    return {
        part
        for identity in sums
        if not _hidden(subject, identity.total) and all(_hidden(subject, part) for part in identity.parts)
        for part in identity.parts
    }


def _lines(subject: Subject, cells: list[int]) -> Lines:
    places = [words.place(subject, cell) for cell in cells]
    how = _hidden(subject, cells[0])
    return places[0].sheet, how, tuple(sorted({at.row if how == "row" else at.column for at in places}))


def _finding(subject: Subject, hidden_lines: Lines, totals: list[tuple[Identity, list[int]]]) -> Finding:
    _, how, numbers = hidden_lines
    identity, hidden = max(totals, key=lambda found: sum(words.amount(subject, cell) for cell in found[1]))
    names = [str(n) if how == "row" else column_letters(n) for n in numbers]
    lines, be = (how.capitalize(), "is") if len(names) == 1 else (f"{how.capitalize()}s", "are")
    who = words.listing(dict.fromkeys(words.member(subject, cell) for cell in hidden))
    total = words.name(subject, identity.total)
    others = len(totals) - 1
    also = f" and {others} more {'totals' if others > 1 else 'total'}" if others else ""
    cells = subject.judgement.system.cells
    without = sum(float(cells.value[p]) for p in identity.parts if not _hidden(subject, p))
    shown = words.shown(subject, identity.total, float(cells.value[identity.total]))
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{lines} {words.listing(names)} ({who}) {be} hidden,"
        f" but counted in {total}{also}: it shows {shown}, and what can be seen adds up to"
        f" {words.shown(subject, identity.total, without)}",
        place=words.place(subject, identity.total),
        observed=float(cells.value[identity.total]),
        related=tuple(words.place(subject, cell) for cell in hidden),
        evidence=identity.evidence,
        impact=sum(words.amount(subject, cell) for cell in hidden),
        labels=words.path(subject, identity.total),
    )


def _hidden_sheets(subject: Subject) -> Iterator[Finding]:
    """Hidden sheets with figures that formulas of visible sheets use."""
    sheets = subject.workbook.sheets
    hidden = {sheet.name.casefold(): position for position, sheet in enumerate(sheets) if not sheet.visible}
    users: dict[int, list[Place]] = {}
    for at, sheet, formula in sheetcells.formulas(subject):
        if not sheet.visible or sheetcells.number(sheet, at.row, at.column) is None:
            continue
        named = {ref.sheet.casefold() for ref in sheetcells.references(parse(formula.text)) if ref.sheet is not None}
        for name in named & hidden.keys():
            users.setdefault(hidden[name], []).append(at)
    for position, places in sorted(users.items()):
        first = words.address(subject, places[0])
        by = f"the formula in {first} uses" if len(places) == 1 else f"{len(places)} formulas, the first {first}, use"
        yield Finding(
            rule=NAMES[0],
            name=NAMES[1],
            severity="info",
            message=f"Sheet ‘{sheets[position].name}’ is hidden, and {by} its figures",
            place=places[0],
            related=tuple(places[1:]),
            evidence="formula",
            labels=(sheets[position].name,),
        )


RULE = Rule(*NAMES, "warning", "Hidden rows or columns are counted in a visible total", check, Needs.STYLES)
