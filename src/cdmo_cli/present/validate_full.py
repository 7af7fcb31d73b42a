"""Shows a verdict in the terminal, finding by finding, with the place, the reason and the likely culprit."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from cdmo_cli.address import a1
from cdmo_cli.check import FileVerdict, Reported, Verdict
from cdmo_cli.present.console import words
from cdmo_cli.present.validate_excerpt import Cell, Mark, Row, excerpt, figure
from cdmo_cli.read.model import Sheet
from cdmo_cli.rules.model import Expected, Finding, Place, Severity, Suspect

if TYPE_CHECKING:
    from rich.console import Console

STYLES: dict[Severity, str] = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
FRAME = "blue"
CAUSE = "green"

WIDEST = 100
FOLLOWERS = 5
GAPS = 3

PLAIN = frozenset({"csv", "tsv", "parquet"})
"""Formats that have values alone: nothing of theirs is left unread."""

CULPRIT = 0.5
"""From this probability on a suspect is marked in the excerpt."""


def print_verdict(verdict: Verdict, console: Console) -> None:
    """Print all findings, those of one cause together, and the counts and coverage last."""
    for group in _grouped(verdict.findings):
        _print_finding(verdict.files[group[0].file], group, console)
    for file in verdict.files:
        _print_coverage(file, console)
    if any(file.error is None for file in verdict.files):
        console.print(_counts(verdict), soft_wrap=True)


def _grouped(findings: Sequence[Reported]) -> Iterator[list[Reported]]:
    group: list[Reported] = []
    for reported in findings:
        if reported.leads and group:
            yield group
            group = []
        group.append(reported)
    if group:
        yield group


def _print_finding(file: FileVerdict, group: Sequence[Reported], console: Console) -> None:
    lead, followers = group[0], group[1:]
    finding = lead.finding
    style = STYLES[finding.severity]
    width = min(console.width, WIDEST)
    head = f"{finding.severity}[{finding.rule}]: "
    first, *rest = _wrapped(finding.message, width - 2, cell_len(head)) or [""]
    console.print(Text.assemble((head, style), words(first, "bold")), soft_wrap=True)
    for more in rest:
        console.print(Text.assemble("  ", words(more, "bold")), soft_wrap=True)

    rows = _excerpt(file, finding, width)
    gutter = max((len(row.gutter) for row in rows), default=1)
    console.print(Text.assemble((f"{' ' * gutter}--> ", FRAME), words(_where(file, lead))), soft_wrap=True)
    for row in rows:
        text = words(row.text, style if row.marks else "")
        drawn = Text.assemble((f"{row.gutter.rjust(gutter)} | ", FRAME), text)
        drawn.rstrip()
        console.print(drawn, soft_wrap=True)
    notes = [*_between(file, finding, rows), *_culprits(file, finding), *_followers(file, followers)]
    for note, note_style in notes:
        for number, line in enumerate(_wrapped(note, width - gutter - 3, 0)):
            sign = "=" if number == 0 else " "
            console.print(Text.assemble((f"{' ' * gutter} {sign} ", FRAME), words(line, note_style)), soft_wrap=True)
    console.print()


def _where(file: FileVerdict, reported: Reported) -> str:
    place = reported.finding.place
    if place is None or reported.sheet is None:
        return file.path
    return f"{file.path} › {reported.sheet} › {a1(place.row, place.column)}"


def _excerpt(file: FileVerdict, finding: Finding, width: int) -> list[Row]:
    place = finding.place
    if place is None or file.workbook is None or place.sheet >= len(file.workbook.sheets):
        return []
    sheet = file.workbook.sheets[place.sheet]
    marks: dict[Cell, Mark] = {(place.row, place.column): Mark("^", _said(finding, sheet))}
    for suspect in finding.suspects[:1]:
        at = (suspect.place.row, suspect.place.column)
        if suspect.place.sheet == place.sheet and at not in marks and suspect.probability >= CULPRIT:
            marks[at] = Mark("-", "likely culprit")
    others = [(other.row, other.column) for other in finding.related if other.sheet == place.sheet]
    room = width - len(str(sheet.bottom)) - 3
    rows = excerpt(sheet, marks, others, room)
    return [_without_word(row) if cell_len(row.text) > room else row for row in rows]


def _without_word(row: Row) -> Row:
    """A line of marks whose word finds no room beside them; the notes below the excerpt say it."""
    if not row.marks:
        return row
    signs = row.text[: len(row.text) - len(row.text.lstrip(" ^-"))]
    return Row(row.gutter, signs.rstrip(), marks=True)


def _said(finding: Finding, sheet: Sheet) -> str:
    """The word under the cell: what it should be, if it is the cell's own figure that was judged."""
    if finding.expected is None or finding.place is None or not _its_own(finding, sheet):
        return ""
    return _should(finding.expected, _in_percent(sheet, finding.place))


def _its_own(finding: Finding, sheet: Sheet) -> bool:
    """Whether what was observed is the figure in the cell itself, and not the sum of several."""
    value = sheet.value(finding.place.row, finding.place.column) if finding.place is not None else None
    if finding.observed is None or isinstance(value, bool) or not isinstance(value, int | float):
        return True
    return math.isclose(value, finding.observed, rel_tol=1e-9)


def _in_percent(sheet: Sheet, place: Place) -> bool:
    """Whether the cell's format shows a fraction as a percentage."""
    return "%" in sheet.style(place.row, place.column).number_format


def _should(expected: Expected, percent: bool = False) -> str:
    """What a cell should be, in its own unit; percent formats show a hundredfold."""
    factor, sign = (100, " %") if percent else (1, "")
    low, high = expected.low * factor, expected.high * factor
    if not math.isfinite(high):
        return f"should be at least {figure(low)}{sign}"
    if not math.isfinite(low):
        return f"should be at most {figure(high)}{sign}"
    if figure(low) == figure(high):
        return f"should be {figure(low)}{sign}"
    return f"should be between {figure(low)} and {figure(high)}{sign}"


def _between(file: FileVerdict, finding: Finding, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """What the figure should be, where the excerpt had no room for it or shows only a part of a sum."""
    if finding.expected is None or any("should be" in row.text for row in rows if row.marks):
        return
    place = finding.place
    percent = False
    if place is not None and file.workbook is not None:
        sheet = file.workbook.sheets[place.sheet]
        percent = _its_own(finding, sheet) and _in_percent(sheet, place)
    observed = "it" if finding.observed is None else figure(finding.observed * (100 if percent else 1))
    yield f"{observed}{' %' if percent else ''} {_should(finding.expected, percent)}", ""


def _culprits(file: FileVerdict, finding: Finding) -> Iterator[tuple[str, str]]:
    if not finding.suspects:
        return
    if finding.undecided and len(finding.suspects) > 1:
        either = " or ".join(_suspect(file, finding, suspect) for suspect in finding.suspects[:2])
        yield f"likely culprit: either {either}; the figures cannot tell", CAUSE
        return
    best = finding.suspects[0]
    also = f"; settles {best.settles} findings" if best.settles > 1 else ""
    yield f"likely culprit: {_suspect(file, finding, best)}{also}", CAUSE


def _suspect(file: FileVerdict, finding: Finding, suspect: Suspect) -> str:
    value = f" ({suspect.shown}?)" if suspect.shown else ""
    likely = ">99 %" if suspect.probability > 0.99 else f"{suspect.probability * 100:.0f} %"
    return f"{_address(file, suspect.place, finding.place)}{value}, {suspect.cause}, {likely}"


def _address(file: FileVerdict, other: Place, place: Place | None) -> str:
    text = a1(other.row, other.column)
    if file.workbook is None or (place is not None and place.sheet == other.sheet):
        return text
    return f"{file.workbook.sheets[other.sheet].name}!{text}"


def _followers(file: FileVerdict, followers: Sequence[Reported]) -> Iterator[tuple[str, str]]:
    for reported in followers[:FOLLOWERS]:
        finding = reported.finding
        at = f"{_address(file, finding.place, None)}: " if finding.place is not None else ""
        yield f"with it {finding.severity}[{finding.rule}] {at}{finding.message}", ""
    if len(followers) > FOLLOWERS:
        yield f"and {len(followers) - FOLLOWERS} more of the same cause", ""


def _wrapped(text: str, width: int, first: int) -> list[str]:
    """Lines of whole words; a number stays with its percent sign. `first` columns of the first line are taken."""
    glued = " ".join(text.split()).replace(" %", "\u00a0%")
    lines = textwrap.wrap(
        glued, max(width, 20), initial_indent="\u0001" * first, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace("\u00a0%", " %").replace("\u0001", "") for line in lines]


def _print_coverage(file: FileVerdict, console: Console) -> None:
    if file.error is not None:
        console.print(
            Text.assemble(words(file.path), ": ", ("not read: ", "bold red"), words(file.error)), soft_wrap=True
        )
        return
    coverage = file.coverage
    tables = "1 table" if coverage.tables == 1 else f"{coverage.tables} tables"
    covered = f"{coverage.in_identities} of {coverage.numeric_cells} figures checked in {tables}"
    line = Text.assemble(words(file.path), f": {file.verdict}, {covered}")
    console.print(line, soft_wrap=True)
    book = file.workbook
    if book is not None and book.unavailable and book.format not in PLAIN:
        said = f"  not read: {', '.join(book.unavailable)} (cdmo cannot get them from {book.format})"
        console.print(words(said), soft_wrap=True)
    for gap in coverage.not_understood[:GAPS]:
        console.print(Text.assemble("  not understood: ", words(f"{gap.sheet}!{gap.range}: {gap.why}")), soft_wrap=True)
    if len(coverage.not_understood) > GAPS:
        console.print(f"  and {len(coverage.not_understood) - GAPS} more ranges not understood", soft_wrap=True)


def _counts(verdict: Verdict) -> Text:
    count = Counter(reported.finding.severity for reported in verdict.findings)
    causes = sum(reported.leads for reported in verdict.findings)
    names = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}
    parts = [f"{count[s]} {names[s][count[s] != 1]}" for s in STYLES if count[s]]
    read = sum(file.error is None for file in verdict.files)
    files = _of_files(read)
    unread = len(verdict.files) - read
    unchecked = sum(file.error is None and file.verdict == "unchecked" for file in verdict.files)
    left = "".join(
        [
            f" Nothing could be checked in {_of_files(unchecked)}: no sum, share or rate was found."
            if unchecked
            else "",
            f" {_of_files(unread)} could not be read." if unread else "",
        ]
    )
    if not parts:
        checked = read - unchecked
        return Text(((f"No findings in {_of_files(checked)}." if checked else "") + left).strip(), style="bold")
    total = sum(count.values())
    by_cause = f" of {causes} {'cause' if causes == 1 else 'causes'}" if causes != total else ""
    style = next(STYLES[s] for s in STYLES if count[s])
    return Text(f"{', '.join(parts)}{by_cause} in {files}.{left}", style=style)


def _of_files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
