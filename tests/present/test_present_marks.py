"""Marks of a verdict: which cells, in which colour, with which words."""

from __future__ import annotations

from pathlib import Path

from cdmo_cli.check import Coverage, FileVerdict, Reported, Verdict
from cdmo_cli.edit import Entry, Mark
from cdmo_cli.present.marks import MOST_ENTRIES, marks
from cdmo_cli.read import Sheet, Style, Workbook
from cdmo_cli.rules.model import Expected, Finding, Place, Suspect

BOOK = Workbook(
    Path("model.xlsx"),
    "xlsx",
    (
        Sheet("Regions", 0, [["Europe", 63.7], ["World", 114.5], ["Growth", 0.05]], styles={(3, 2): Style("0.0%")}),
        Sheet("Types", 1, [["Biologics", 40.0]]),
    ),
    "0" * 64,
)


def verdict(*findings: Finding, **more: object) -> Verdict:
    file = FileVerdict("model.xlsx", BOOK.sha256, "inconsistent", None, Coverage(), BOOK)
    names = [BOOK.sheets[f.place.sheet].name if f.place else None for f in findings]
    found = tuple(Reported(f, 0, name, "f", **more) for f, name in zip(findings, names, strict=True))  # type: ignore[arg-type]
    return Verdict("inconsistent", found, (file,))


WORLD = Place(0, 2, 2)


def finding(place: Place | None = WORLD, **more: object) -> Finding:
    known = {"rule": "T101", "name": "parts-differ", "severity": "error", "message": "World is not its parts"}
    return Finding(**{**known, "place": place, **more})  # type: ignore[arg-type]


def test_the_note_says_what_it_is_and_what_it_should_be():
    found = finding(observed=114.5, expected=Expected(127.4, 127.15, 127.65))
    assert marks(verdict(found)) == [
        Mark(
            "Regions", 2, 2, "error",
            (Entry("error T101 parts-differ", "World is not its parts\n114.5 should be between 127.15 and 127.65"),),
        )
    ]  # fmt: skip


def test_a_percentage_is_said_as_the_cell_shows_it():
    found = finding(Place(0, 3, 2), observed=0.05, expected=Expected(None, 0.061, 0.062))
    assert marks(verdict(found))[0].entries[0].text.endswith("\n5 % should be between 6.1 % and 6.2 %")


def test_the_likely_culprit_is_marked_in_its_own_sheet():
    suspect = Suspect(Place(1, 1, 2), 33.0, "two digits swapped", 0.97, 3, "33.0")
    own, culprit = marks(verdict(finding(suspects=(suspect,))))
    assert "Likely culprit: Types!B1 should probably be 33.0 (two digits swapped, 97 %)" in own.entries[0].text
    assert culprit == Mark(
        "Types", 1, 2, "culprit",
        (
            Entry(
                "likely culprit of error T101 in Regions!B2",
                "Should be 33.0 (two digits swapped, 97 %); that settles 3 findings",
            ),
        ),
    )  # fmt: skip


def test_an_unlikely_culprit_is_named_and_not_coloured():
    suspect = Suspect(Place(0, 1, 2), 33.0, "mistyped", 0.3, 1, "33.0")
    (own,) = marks(verdict(finding(suspects=(suspect,))))
    assert (own.row, own.kind) == (2, "error")
    assert "B1" in own.entries[0].text


def test_where_the_figures_cannot_tell_both_are_marked():
    suspects = tuple(Suspect(Place(0, row, 2), None, "mistyped", 0.45, 1) for row in (1, 2))
    own, first, second = marks(verdict(finding(suspects=suspects, undecided=True)))
    assert [(mark.row, mark.kind) for mark in (own, first, second)] == [(2, "error"), (2, "culprit"), (1, "culprit")]
    titles = {mark.row: mark.entries[0].title for mark in (first, second)}
    assert titles == {1: "perhaps the culprit of error T101 in B2", 2: "perhaps the culprit of error T101"}


def test_findings_without_a_cell_and_those_that_do_not_count_are_left_out():
    assert marks(verdict(finding(None))) == []
    assert marks(verdict(finding(), waived="agreed")) == []
    assert marks(verdict(finding(), baselined=True)) == []


def test_only_the_findings_of_the_file_are_marked():
    other = verdict(finding())
    assert marks(Verdict("inconsistent", other.findings, (other.files[0], other.files[0])), file=1) == []


def test_many_findings_in_a_cell_are_counted():
    severities = ["info"] * MOST_ENTRIES + ["warning", "error"]
    found = marks(verdict(*(finding(rule=f"T10{i}", severity=s) for i, s in enumerate(severities))))
    entries = [entry.title for mark in found for entry in mark.entries]
    assert len(entries) == MOST_ENTRIES + 1
    assert entries[-1] == "and 2 more findings in this cell"
    assert [mark.kind for mark in found if not mark.entries] == ["warning", "error"]  # the colour is theirs
