"""From a verdict to the marks in a copy of the workbook: the cells of its findings, and those likely to blame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.check import FileVerdict, Reported, Verdict
from cdmo_cli.edit import Entry, Mark
from cdmo_cli.present.validate_words import LIKELY, address, between, culprit, sheet_name
from cdmo_cli.rules.model import Finding, Suspect

MOST_ENTRIES = 5
"""Findings that one note tells of: more are counted."""


def marks(verdict: Verdict, file: int = 0) -> list[Mark]:
    """The marks for one file: of its findings that are neither waived nor known from the baseline and have a cell."""
    book = verdict.files[file]
    cells: dict[tuple[str, int, int], list[Mark]] = {}
    for reported in verdict.findings:
        if reported.file == file and reported.active:
            for mark in (*_own(book, reported), *_culprits(book, reported)):
                cells.setdefault((mark.sheet, mark.row, mark.column), []).append(mark)
    return [mark for own in cells.values() for mark in _few(own)]


def _few(own: Sequence[Mark]) -> list[Mark]:
    """The marks of one cell; those beyond the most keep their colour and are only counted in the note."""
    rest = own[MOST_ENTRIES:]
    if not rest:
        return list(own)
    at = rest[0]
    more = Entry(f"and {len(rest)} more finding{'s' if len(rest) > 1 else ''} in this cell")
    counted = [Mark(mark.sheet, mark.row, mark.column, mark.kind) for mark in rest]
    return [*own[:MOST_ENTRIES], *counted, Mark(at.sheet, at.row, at.column, "info", (more,))]


def _own(book: FileVerdict, reported: Reported) -> Iterator[Mark]:
    finding = reported.finding
    if finding.place is None or reported.sheet is None:
        return
    clauses = (finding.message, between(book, finding), _blamed(book, finding))
    text = "\n".join(clause[:1].upper() + clause[1:] for clause in clauses if clause)
    entry = Entry(f"{finding.severity} {finding.rule} {finding.name}", text)
    yield Mark(reported.sheet, finding.place.row, finding.place.column, finding.severity, (entry,))


def _blamed(book: FileVerdict, finding: Finding) -> str:
    said = culprit(book, finding)
    return f"likely culprit: {said}" if finding.suspects else said


def _culprits(book: FileVerdict, reported: Reported) -> Iterator[Mark]:
    """The cell that is likely to blame; the first two where the figures cannot tell which."""
    finding = reported.finding
    for suspect in _likely(finding):
        place = suspect.place
        at = address(book, finding.place, place) if finding.place is not None else ""
        where = f" in {at}" if at and finding.place != place else ""
        title = "perhaps the culprit" if finding.undecided else "likely culprit"
        entry = Entry(f"{title} of {finding.severity} {finding.rule}{where}", _guess(suspect))
        yield Mark(sheet_name(book, place.sheet), place.row, place.column, "culprit", (entry,))


def _likely(finding: Finding) -> tuple[Suspect, ...]:
    if finding.undecided or finding.together:
        return finding.suspects[:2]
    return tuple(suspect for suspect in finding.suspects[:1] if suspect.probability >= LIKELY)


def _guess(suspect: Suspect) -> str:
    """`33.0? (two digits swapped, 97 %); that settles 3 findings`."""
    likely = ">99 %" if suspect.probability > 0.99 else f"{suspect.probability * 100:.0f} %"
    settles = f"; that settles {suspect.settles} findings" if suspect.settles > 1 else ""
    value = f"should be {suspect.shown} " if suspect.shown else ""
    said = f"{value}({suspect.cause}, {likely}){settles}"
    return said[:1].upper() + said[1:]
