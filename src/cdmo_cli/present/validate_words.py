"""The words that all formats share: where a finding stands, what its cell should be, who the culprit may be."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath

from cdmo_cli.address import Range, a1
from cdmo_cli.check import FileVerdict, Gap, NotRun, Reported, Verdict
from cdmo_cli.present.validate_cells import DIGITS, MOST_DECIMALS, Look, figure, in_percent, look_of
from cdmo_cli.rules import s001
from cdmo_cli.rules.model import Expected, Finding, Place, Severity, Suspect

SEVERITIES: Mapping[Severity, tuple[str, str]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "info": ("note", "notes"),
}
"""One and several of each severity, the gravest first."""

HERE = PurePath()
"""No folder in particular: paths stay as they were given."""

LIKELY = 0.5
"""From this probability on a suspect is called the probable culprit, and marked in the excerpt."""

CERTAIN = 0.95
"""From this probability on another cell is told to be wrong, and no more what the finding's own cell should be."""

OFTEN = 0.2
"""A runner-up from this probability on is named beside the first."""

CLEARLY = 2.0
"""An undecided first that is so many times as likely as the second is told as the most likely one."""


def sheet_name(file: FileVerdict, sheet: int) -> str:
    """The name of a sheet, its number where the file could not be kept."""
    sheets = file.workbook.sheets if file.workbook is not None else ()
    return sheets[sheet].name if sheet < len(sheets) else str(sheet + 1)


def address(file: FileVerdict, other: Place, place: Place | None) -> str:
    """A1, with the sheet before it where that is not the sheet of `place`."""
    text = a1(other.row, other.column)
    if place is not None and other.sheet == place.sheet:
        return text
    return f"{sheet_name(file, other.sheet)}!{text}"


def in_repository(path: str, folder: PurePath) -> str:
    """A path as CI servers ask for it, with slashes and without `./`: from `folder`, in which cdmo was started, where
    the file lies in it."""
    pure = PurePath(path)
    return (pure.relative_to(folder) if folder != HERE and pure.is_relative_to(folder) else pure).as_posix()


def cell_of(reported: Reported) -> str:
    """`Regions!C7`; empty for a finding about the whole file."""
    place = reported.finding.place
    return f"{reported.sheet}!{a1(place.row, place.column)}" if place is not None else ""


def addresses(file: FileVerdict, places: Iterable[Place], place: Place | None) -> list[str]:
    """Cells as addresses, neighbours in a column or a row as one range: `B4:B9`, `Types!C2`."""
    found: list[str] = []
    for sheet, cells in _by_sheet(places).items():
        before = "" if place is not None and sheet == place.sheet else f"{sheet_name(file, sheet)}!"
        found.extend(f"{before}{run.a1}" for run in _runs(cells))
    return found


def _by_sheet(places: Iterable[Place]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for at in dict.fromkeys(places):
        found.setdefault(at.sheet, []).append((at.row, at.column))
    return found


def _runs(cells: Sequence[tuple[int, int]]) -> list[Range]:
    """Cells as ranges of one row or one column: along the rows where they lie in few rows, else along the columns."""
    in_rows = len({row for row, _ in cells}) < len({column for _, column in cells})
    runs: list[list[tuple[int, int]]] = []
    for row, column in sorted(cells, key=lambda cell: cell if in_rows else cell[::-1]):
        before = (row, column - 1) if in_rows else (row - 1, column)
        if runs and runs[-1][-1] == before:
            runs[-1].append((row, column))
        else:
            runs.append([(row, column)])
    return [Range(*run[0], *run[-1]) for run in runs]


def accused(finding: Finding) -> Suspect | None:
    """The one other cell that is all but certainly wrong: the finding's own cell then need not change; else None."""
    best = finding.suspects[0] if finding.suspects else None
    if best is None or finding.undecided or finding.together or best.place == finding.place:
        return None
    return best if best.probability >= CERTAIN else None


def its_own(file: FileVerdict, finding: Finding) -> bool:
    """Whether what was observed is the figure in the cell itself, and not the sum of several."""
    value = _value(file, finding.place)
    if finding.observed is None or isinstance(value, bool) or not isinstance(value, int | float):
        return True
    return math.isclose(value, finding.observed, rel_tol=1e-9)


def _value(file: FileVerdict, place: Place | None) -> object:
    if place is None or file.workbook is None or place.sheet >= len(file.workbook.sheets):
        return None
    return file.workbook.sheets[place.sheet].value(place.row, place.column)


def shown_in_percent(file: FileVerdict, finding: Finding) -> bool:
    """Whether the finding's figures are fractions that their cell shows as percentages."""
    place = finding.place
    if place is None or file.workbook is None or place.sheet >= len(file.workbook.sheets):
        return False
    return in_percent(file.workbook.sheets[place.sheet], place.row, place.column)


def should(expected: Expected, percent: bool = False) -> str:
    """What a cell should be, in its own unit; percent formats show a hundredfold."""
    factor, sign = (100, " %") if percent else (1, "")
    low, high = expected.low * factor, expected.high * factor
    if not math.isfinite(high):
        return f"should be at least {figure(low)}{sign}" if math.isfinite(low) else ""
    if not math.isfinite(low):
        return f"should be at most {figure(high)}{sign}"
    if figure(low) == figure(high):
        return f"should be {figure(low)}{sign}"
    least, most = _bound(low, high - low, math.floor), _bound(high, high - low, math.ceil)
    return f"should be between {figure(least)}{sign} and {figure(most)}{sign}"


def _bound(value: float, width: float, away: Callable[[float], int]) -> float:
    """A bound with two digits of the interval's width, rounded away from the interval's middle."""
    places = max(1 - math.floor(math.log10(width)), 0)
    if places > MOST_DECIMALS or abs(value) * 10.0**places > 10**DIGITS:
        return value
    return away(round(value * 10.0**places, 3)) / 10.0**places


def between(file: FileVerdict, finding: Finding) -> str:
    """What was observed and what it should be: `90 should be between 98.5 and 101.5`; empty where nothing is known, or
    where another cell is wrong."""
    if finding.expected is None or accused(finding) is not None:
        return ""
    percent = shown_in_percent(file, finding)
    wanted = should(finding.expected, percent)
    if not wanted:
        return ""
    if finding.observed is None:
        return f"it {wanted}"
    factor, sign = (100, " %") if percent else (1, "")
    return f"{figure(finding.observed * factor, look(file, finding))}{sign} {wanted}"


def look(file: FileVerdict, finding: Finding) -> Look:
    """How the figures in the finding's column look, of those that it speaks of."""
    place = finding.place
    if place is None or file.workbook is None or place.sheet >= len(file.workbook.sheets):
        return Look()
    cells = [(p.row, p.column) for p in (place, *finding.related) if (p.sheet, p.column) == (place.sheet, place.column)]
    return look_of(file.workbook.sheets[place.sheet], cells)


def culprit(file: FileVerdict, finding: Finding) -> str:
    """The likely culprit in a sentence: `C4 should probably be 67.9 (two digits swapped, 97 %)`; without one, why none
    was sought, if so."""
    if not finding.suspects:
        return finding.unsought
    best, *others = finding.suspects
    if finding.together:
        perhaps = "" if best.probability >= LIKELY else "perhaps "
        all_of_them = " and ".join(_guess(file, finding, suspect, "") for suspect in finding.suspects)
        return f"{perhaps}{all_of_them}, together{_settles(best)}"
    if finding.undecided and others:
        tied = [best, *(other for other in others if other.probability >= OFTEN)]
        tied = tied if len(tied) > 1 else [best, others[0]]
        guesses = [_guess(file, finding, suspect, "") for suspect in tied]
        if best.probability >= CLEARLY * tied[1].probability:
            return f"most likely {', or '.join(guesses)}"
        return f"either {' or '.join(guesses)}; the figures cannot tell"
    if best.probability >= LIKELY:
        said = _guess(file, finding, best, "probably ")
    else:
        near = [other for other in others if other.probability >= OFTEN]
        said = "perhaps " + ", or ".join(_guess(file, finding, suspect, "") for suspect in (best, *near))
    return f"{said}{_settles(best)}"


def _settles(suspect: Suspect) -> str:
    return f": that settles {suspect.settles} findings" if suspect.settles > 1 else ""


def _guess(file: FileVerdict, finding: Finding, suspect: Suspect, adverb: str) -> str:
    cell = address(file, suspect.place, finding.place)
    likely = ">99 %" if suspect.probability > 0.99 else f"{suspect.probability * 100:.0f} %"
    because = f"({suspect.cause}, {likely})"
    if suspect.shown:
        return f"{cell} should {adverb}be {suspect.shown} {because}"
    return f"{cell} is {adverb}wrong {because}"


def sentence(file: FileVerdict, finding: Finding) -> str:
    """A finding on one line: its message, what was to be expected, the likely culprit."""
    clauses = (finding.message, between(file, finding), culprit(file, finding))
    return ". ".join(clause[:1].upper() + clause[1:] if i else clause for i, clause in enumerate(clauses) if clause)


def counts(findings: Iterable[Reported]) -> str:
    """`2 errors, 1 note of 2 causes, 4 known, 1 waived`; `no findings` where there is nothing."""
    found = list(findings)
    active = [item for item in found if item.active]
    number = Counter(item.finding.severity for item in active)
    parts = [f"{number[s]:,} {names[number[s] != 1]}" for s, names in SEVERITIES.items() if number[s]]
    said = ", ".join(parts) or "no findings"
    causes = sum(item.leads for item in active)
    if causes != len(active):
        said += f" of {causes:,} {'cause' if causes == 1 else 'causes'}"
    known = sum(item.waived is None and item.baselined for item in found)
    waived = sum(item.waived is not None for item in found)
    return said + (f", {known:,} in the baseline" if known else "") + (f", {waived:,} waived" if waived else "")


def checked(files: Sequence[FileVerdict]) -> str:
    """`checked 1,096 of 1,108 figures in 29 tables`, with the number of files where they are several."""
    read = [file.coverage for file in files if file.error is None]
    tables = sum(coverage.tables for coverage in read)
    covered, all_of_them = sum(c.in_identities for c in read), sum(c.numeric_cells for c in read)
    of = f" of {len(read):,} files" if len(read) > 1 else ""
    return f"checked {covered:,} of {all_of_them:,} figures in {_tables(tables)}{of}"


def _tables(number: int) -> str:
    return "1 table" if number == 1 else f"{number:,} tables"


def of_file(file: FileVerdict, findings: Sequence[Reported]) -> str:
    """Counts and coverage of a file. What could not be checked is never told as free of findings."""
    if file.verdict != "unchecked":
        return f"{counts(findings)}; {checked([file])}"
    said = f"{counts(findings)}; " if findings else ""
    figures = f"{file.coverage.numeric_cells:,} figures in {_tables(file.coverage.tables)}"
    return f"{said}nothing could be checked: no sum, share or rate was found among {figures}"


def summary(verdict: Verdict) -> str:
    """Counts and coverage of all files in one line."""
    read = [file for file in verdict.files if file.error is None]
    if len(verdict.files) == 1 and read:
        return of_file(read[0], verdict.findings)
    unchecked = sum(file.verdict == "unchecked" for file in read)
    unread = len(verdict.files) - len(read)
    clauses = []
    if verdict.findings or unchecked < len(read):
        clauses.append(counts(verdict.findings))
    if read:
        clauses.append(checked(verdict.files))
    if unchecked:
        clauses.append(f"nothing could be checked in {_files(unchecked)}")
    if unread:
        clauses.append(f"{_files(unread)} could not be read")
    return "; ".join(clauses)


def untold_gaps(verdict: Verdict, file: FileVerdict) -> list[Gap]:
    """What was not understood of a file, without the sheets of which a finding says so."""
    found = (item for item in verdict.active() if verdict.files[item.file] is file)
    told = {item.sheet for item in found if item.finding.rule == s001.RULE.code}
    return [gap for gap in file.coverage.not_understood if gap.sheet not in told]


def last_line(verdict: Verdict) -> str:
    """The summary, with the name of the file where it is one, else with how many they are."""
    files = verdict.files
    if len(files) == 1 and files[0].error is None:
        return f"{files[0].path}: {summary(verdict)}"
    text = summary(verdict)
    return text[:1].upper() + text[1:]


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"


def by_reason(left_out: Iterable[NotRun]) -> list[tuple[str, str]]:
    """The reasons for which rules did not run, each with their codes."""
    found: dict[str, list[str]] = {}
    for item in left_out:
        found.setdefault(item.text, []).append(item.rule)
    return [(why, code_list(codes)) for why, codes in sorted(found.items(), key=lambda item: item[1])]


def code_list(codes: Iterable[str]) -> str:
    """Codes in order, three and more that follow each other as one range: `F701–F705, S003`."""
    runs: list[list[str]] = []
    for code in sorted(set(codes)):
        if runs and runs[-1][-1][:1] == code[:1] and int(runs[-1][-1][1:]) + 1 == int(code[1:]):
            runs[-1].append(code)
        else:
            runs.append([code])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)
