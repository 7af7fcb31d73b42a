"""Shows a verdict in the terminal, finding by finding, with the place, the reason and the likely culprit."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from cdmo_cli.address import a1
from cdmo_cli.check import FileVerdict, Reported, Verdict
from cdmo_cli.present import validate_words
from cdmo_cli.present.console import drawn, words
from cdmo_cli.present.validate_cells import cut, figure
from cdmo_cli.present.validate_excerpt import Cell, Excerpt, Mark, Row, excerpt
from cdmo_cli.rules.model import Finding, Place, Severity, Suspect
from cdmo_cli.streams import one_line

if TYPE_CHECKING:
    from rich.console import Console

STYLES: dict[Severity, str] = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
FRAME = "blue"
HELP = "green"

NARROWEST = 40
WIDEST_TEXT = 100
WIDEST_EXCERPT = 160
MOST_OF_A_RULE = 10
FOLLOWERS = 5
MOST_SHEETS = 3
MOST_MARKS = 6  # from there on the cells are listed: a mark takes a line under each row
ADDRESSES = 8
FORMULA_WIDTH = 120
GAPS = 3

SUMS = frozenset({"T101", "T103", "R201"})
"""Rules on a total and its parts."""

PLAIN = frozenset({"csv", "tsv", "parquet"})
"""Formats that have values alone: nothing of theirs is left unread."""

Note = tuple[str, str, str]  # what kind of note, its text, its style


def render(verdict: Verdict, *, to_file: bool = False) -> str:
    """The verdict as the terminal shows it: its colours and its width, but at least 40 columns."""
    return drawn(lambda console: print_verdict(verdict, console), to_file=to_file, narrowest=NARROWEST)


def print_verdict(verdict: Verdict, console: Console) -> None:
    """Print the findings that count, those of one cause together and ten of a rule at most, then what was not shown,
    and the counts and coverage last."""
    printed: Counter[str] = Counter()
    cut_short: Counter[str] = Counter()
    for group in _grouped(verdict.findings):
        rule = group[0].finding.rule
        if printed[rule] == MOST_OF_A_RULE:
            cut_short.update(reported.finding.rule for reported in group)
            continue
        _print_finding(verdict.files[group[0].file], group, console, explained=bool(printed[rule]))
        printed[rule] += 1
    for line in _not_shown(cut_short):
        _print(console, line, "", 0)
    for file in verdict.files:
        _print_file(verdict, file, console)
    for line in _not_run(verdict):
        _print(console, line, "", 2)
    style = next((STYLES[s] for s in STYLES if any(r.finding.severity == s for r in verdict.active())), "bold")
    _print(console, validate_words.last_line(verdict), style, 2)


def _grouped(findings: Iterable[Reported]) -> Iterator[list[Reported]]:
    """The findings that count, each that leads with those of its group."""
    group: list[Reported] = []
    for reported in findings:
        if not reported.active:
            continue
        if reported.leads and group:
            yield group
            group = []
        group.append(reported)
    if group:
        yield group


def _not_shown(cut_short: Counter[str]) -> Iterator[str]:
    if cut_short:
        what = ", ".join(f"{count:,} more {code}" for code, count in sorted(cut_short.items()))
        yield f"Not shown: {what}. `--format concise` lists all, one a line."
        yield ""


def _not_run(verdict: Verdict) -> Iterator[str]:
    """Which rules did not run though there may be something for them, and why; files are not listed."""
    lost = [item for item in verdict.rules_not_run if item.lost]
    everywhere = validate_words.by_reason(item for item in lost if not item.files)
    partly = [item.rule for item in lost if item.files]
    if everywhere:
        yield f"not run: {', '.join(f'{codes} ({why})' for why, codes in everywhere)}"
    if partly:
        yield f"not run on all files: {validate_words.code_list(partly)}; `--format concise` says where and why"


def _print_finding(file: FileVerdict, group: Sequence[Reported], console: Console, *, explained: bool) -> None:
    lead, followers = group[0], group[1:]
    finding = lead.finding
    style = STYLES[finding.severity]
    width = min(console.width, WIDEST_TEXT)
    head = f"{finding.severity}[{finding.rule}]: "
    first, *rest = _wrapped(finding.message, width - 2, cell_len(head)) or [""]
    console.print(Text.assemble((head, style), words(first, "bold")), soft_wrap=True)
    for more in rest:
        console.print(Text.assemble("  ", words(more, "bold")), soft_wrap=True)

    pieces = _excerpts(file, finding, min(console.width, WIDEST_EXCERPT))
    gutter = max((len(row.gutter) for _, piece in pieces for row in piece.rows), default=1)
    for number, (where, piece) in enumerate(pieces):
        arrow = "-->" if number == 0 else ":::"
        _print_where(f"{' ' * gutter}{arrow} ", file.path, where, console)
        for row in piece.rows:
            _print_row(row, gutter, style, console)
    if not pieces:
        _print_where(f"{' ' * gutter}--> ", file.path, _place(file, finding.place), console)
    for kind, note, note_style in _notes(file, finding, followers, pieces, explained=explained):
        for number, line in enumerate(_wrapped(f"{kind}: {note}", width - gutter - 5, 0)):
            sign = "= " if number == 0 else "    "
            console.print(Text.assemble((f"{' ' * gutter} {sign}", FRAME), words(line, note_style)), soft_wrap=True)
    console.print()


def _print_where(head: str, path: str, place: str, console: Console) -> None:
    """The arrow with file › sheet › cell, the place on a line of its own where the terminal is narrow."""
    path, place = one_line(path), one_line(place)
    text = f"{path} › {place}" if place else path
    if place and cell_len(head) + cell_len(text) > console.width:
        console.print(Text.assemble((head, FRAME), words(path)), soft_wrap=True)
        console.print(Text.assemble(" " * cell_len(head), words(f"› {place}")), soft_wrap=True)
    else:
        console.print(Text.assemble((head, FRAME), words(text)), soft_wrap=True)


def _place(file: FileVerdict, place: Place | None) -> str:
    return f"{validate_words.sheet_name(file, place.sheet)} › {a1(place.row, place.column)}" if place else ""


def _print_row(row: Row, gutter: int, style: str, console: Console) -> None:
    drawn_row = Text.assemble((f"{row.gutter.rjust(gutter)} | ", FRAME), words(row.text, style if row.marks else ""))
    drawn_row.rstrip()
    console.print(drawn_row, soft_wrap=True)


def _excerpts(file: FileVerdict, finding: Finding, width: int) -> list[tuple[str, Excerpt]]:
    """The finding's own sheet, then the others that it speaks of, a few at most; each with what stands at its arrow."""
    place = finding.place
    if place is None or file.workbook is None or place.sheet >= len(file.workbook.sheets):
        return []
    spoken_of = [*finding.related, *(s.place for s in _blamed(finding) if s.probability >= validate_words.LIKELY)]
    sheets = list(dict.fromkeys((place.sheet, *(other.sheet for other in spoken_of))))
    found = []
    for number in sheets[: MOST_SHEETS + 1]:
        sheet = file.workbook.sheets[number]
        others = [(other.row, other.column) for other in spoken_of if other.sheet == number]
        room = width - max(len(str(sheet.bottom)), 3) - 3
        where = _place(file, place) if number == place.sheet else sheet.name
        found.append((where, excerpt(sheet, _marked(file, finding, number, others), others, room)))
    return found


def _marked(file: FileVerdict, finding: Finding, sheet: int, others: Sequence[Cell]) -> dict[Cell, Mark]:
    """The marks of a sheet: the finding's own cell first, the culprit, and the others where rows and columns alone do
    not tell which of their cells are meant."""
    marks: dict[Cell, Mark] = {}
    place = finding.place
    if place is not None and place.sheet == sheet:
        marks[(place.row, place.column)] = Mark("^", _said(file, finding))
    for suspect in _blamed(finding):
        at = (suspect.place.row, suspect.place.column)
        certain = suspect.probability >= validate_words.LIKELY and not finding.undecided
        if suspect.place.sheet == sheet and at not in marks and certain:
            marks[at] = Mark("-", _culprit(finding, suspect))
    if len(others) <= MOST_MARKS and not _tells_itself({*marks, *others}):
        for cell in others:
            marks.setdefault(cell, Mark("-"))
    return marks


def _culprit(finding: Finding, suspect: Suspect) -> str:
    """The word under a suspect: what it should be, where that is all but certain."""
    if validate_words.accused(finding) == suspect and suspect.shown:
        return f"likely culprit: should probably be {suspect.shown}"
    return "likely culprit"


def _blamed(finding: Finding) -> Sequence[Suspect]:
    """The first suspect; all of those that are wrong together."""
    return finding.suspects if finding.together else finding.suspects[:1]


def _tells_itself(meant: Collection[Cell]) -> bool:
    """Whether the cells that are meant are all those in which their rows and columns meet."""
    return len(meant) == len({row for row, _ in meant}) * len({column for _, column in meant})


def _said(file: FileVerdict, finding: Finding) -> str:
    """The word under the cell: what it should be if its own figure was judged, else that it stands for several."""
    if not validate_words.its_own(file, finding):
        return f"the first of {len(finding.related) + 1}" if finding.related else ""
    if finding.expected is None:
        return ""
    if validate_words.accused(finding) is not None:
        return _parts_add_up(file, finding)
    return validate_words.should(finding.expected, validate_words.shown_in_percent(file, finding))


def _parts_add_up(file: FileVerdict, finding: Finding) -> str:
    """The word under a total that need not change; empty under a rate."""
    value = finding.expected.value if finding.expected is not None and finding.rule in SUMS else None
    if value is None:
        return ""
    look = validate_words.look(file, finding)
    if validate_words.shown_in_percent(file, finding):
        return f"its parts add up to {figure(value * 100, look)} %"
    return f"its parts add up to {figure(value, look)}"


def _notes(
    file: FileVerdict,
    finding: Finding,
    followers: Sequence[Reported],
    pieces: Sequence[tuple[str, Excerpt]],
    *,
    explained: bool,
) -> Iterator[Note]:
    formula = _formula(file, finding)
    if formula:
        yield "formula", formula, ""
    should = "should be" in " ".join(row.text for _, piece in pieces for row in piece.rows if row.marks)
    between = validate_words.between(file, finding)
    if between and not should:
        yield "note", between, ""
    listed = _listed(file, finding)
    left_out = _left_out(file, finding, pieces) if not listed else ""
    if listed:
        yield "cells", listed, ""
    if left_out:
        yield "not shown", left_out, ""
    culprit = validate_words.culprit(file, finding)
    if culprit:
        yield "help", culprit, HELP
    for reported in followers[:FOLLOWERS]:
        cell = validate_words.cell_of(reported)
        own = reported.finding
        yield "with it", f"{own.severity}[{own.rule}]{f' {cell}' if cell else ''}: {own.message}", ""
    if len(followers) > FOLLOWERS:
        more = len(followers) - FOLLOWERS
        yield "with it", f"{more} more of the same cause; `--format concise` lists them", ""
    if not explained:
        yield "more", f"cdmo rule {finding.rule}", ""


def _formula(file: FileVerdict, finding: Finding) -> str:
    """What the finding's cell holds, where it is about formulas."""
    place = finding.place
    if place is None or file.workbook is None or not (finding.evidence == "formula" or finding.rule.startswith("F")):
        return ""
    held = (file.workbook.sheets[place.sheet].formulas or {}).get((place.row, place.column))
    return f"{a1(place.row, place.column)} holds {cut(held.text, FORMULA_WIDTH)}" if held is not None else ""


def _listed(file: FileVerdict, finding: Finding) -> str:
    """The cells that the finding speaks of, where the excerpts cannot tell which are meant."""
    place = finding.place
    if place is None or file.workbook is None:
        return ""
    meant = {place, *finding.related}
    for sheet in {p.sheet for p in meant}:
        cells = {(p.row, p.column) for p in meant if p.sheet == sheet}
        if len(cells - {(place.row, place.column)}) > MOST_MARKS and not _tells_itself(cells):
            return ", ".join(validate_words.addresses(file, [place, *finding.related], place))
    return ""


def _left_out(file: FileVerdict, finding: Finding, pieces: Sequence[tuple[str, Excerpt]]) -> str:
    """The cells that the finding speaks of and no excerpt had room for."""
    place = finding.place
    if place is None or not pieces or file.workbook is None:
        return ""
    sheets = list(dict.fromkeys((place.sheet, *(other.sheet for other in finding.related))))[: MOST_SHEETS + 1]
    missing = {(sheet, *cell) for sheet, (_, piece) in zip(sheets, pieces, strict=False) for cell in piece.left_out}
    unseen = [p for p in finding.related if p.sheet not in sheets or (p.sheet, p.row, p.column) in missing]
    if not unseen:
        return ""
    found = validate_words.addresses(file, unseen, place)
    more = f" and {len(found) - ADDRESSES} more ranges" if len(found) > ADDRESSES else ""
    cells = "1 more of its cells" if len(unseen) == 1 else f"{len(unseen)} more of its cells"
    return f"{cells}, {', '.join(found[:ADDRESSES])}{more}"


def _wrapped(text: str, width: int, first: int) -> list[str]:
    """Lines of whole words; a number stays with its percent sign. `first` columns of the first line are taken."""
    glued = " ".join(text.split()).replace(" %", "\u00a0%")
    lines = textwrap.wrap(
        glued, max(width, 20), initial_indent="\u0001" * first, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace("\u00a0%", " %").replace("\u0001", "") for line in lines]


def _print_file(verdict: Verdict, file: FileVerdict, console: Console) -> None:
    """What was not read or not understood of a file; its own counts and coverage where there are several files."""
    if file.error is not None:
        path, error = one_line(file.path), one_line(file.error)
        line = Text.assemble(words(path), ": ", ("not read: ", "bold red"), words(error))
        line.rstrip()
        console.print(line, soft_wrap=True)
        return
    if len(verdict.files) > 1:
        own = [reported for reported in verdict.findings if verdict.files[reported.file] is file]
        _print(console, f"{file.path}: {validate_words.of_file(file, own)}", "", 2)
    book = file.workbook
    told = any(item.lost and item.on(file.path) for item in verdict.rules_not_run)  # what the rules lack there
    if book is not None and book.unavailable and book.format not in PLAIN and not told:
        said = f"not read: {', '.join(book.unavailable)} (cdmo cannot get them from {book.format})"
        _print(console, f"{file.path}: {said}", "", 2)
    gaps = validate_words.untold_gaps(verdict, file)
    for gap in gaps[:GAPS]:
        _print(console, f"not understood: {gap.sheet}!{gap.range}: {gap.why}", "", 2)
    if len(gaps) > GAPS:
        _print(console, f"and {len(gaps) - GAPS} more ranges not understood; `--format concise` lists them", "", 2)


def _print(console: Console, text: str, style: str, indent: int) -> None:
    """A line, wrapped where it is wider than the terminal, with an indent from its second line on."""
    lines = _wrapped(text, min(console.width, WIDEST_TEXT) - indent, -indent) or [""]
    for number, line in enumerate(lines):
        console.print(words(f"{' ' * indent if number else ''}{line}", style), soft_wrap=True)
