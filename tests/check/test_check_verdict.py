"""The verdict: order, groups, fingerprints, coverage, choice of rules."""

from __future__ import annotations

from subject_grid import subject

from cdmo_cli.address import a1
from cdmo_cli.check import NotRun, Reported, Settings, Unreadable, Verdict, check, report, together

CLEAN = {"Types": "Revenue, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\nTotal | 212.0\n"}
WRONG = {
    "Regions": "Revenue, USD billion | 2024 | 2025\n"
    "North America | 84.8 | 88.6\nEurope | 42.4 | 44.1\nAsia-Pacific | 63.6 | 76.9\n"
    "Latin America | 12.2 | 12.9\nMiddle East & Africa | 9.9 | 9.5\nWorld | 212.0 | 223.0\n",
    "Shares": "Region | Share, %\nAPAC | 30\nEurope | 20\nNorth America | 40\nUnited States | 10\n",
}


def cells(verdict: Verdict) -> list[str]:
    return [f"{item.finding.rule} {item.sheet}!{cell(item)}" for item in verdict.findings]


def cell(item: Reported) -> str:
    assert item.finding.place is not None
    return a1(item.finding.place.row, item.finding.place.column)


def test_a_clean_file_is_consistent() -> None:
    verdict = check([subject(CLEAN)])
    assert (verdict.verdict, verdict.findings, verdict.rules_not_run) == ("consistent", (), ())
    coverage = verdict.files[0].coverage
    assert (coverage.numeric_cells, coverage.in_identities, coverage.tables) == (3, 3, 1)


def test_findings_come_by_severity_then_impact_with_their_group() -> None:
    verdict = check([subject(WRONG)])
    assert verdict.verdict == "inconsistent"
    assert cells(verdict) == [
        "T102 Shares!B5",
        "T102 Shares!B4",
        "T101 Regions!C7",
        "T101 Regions!B7",
        "P501 Shares!B2",
        "R201 Shares!B2",
        "G405 Shares!A2",
    ]
    assert [(item.finding.group, item.leads) for item in verdict.findings[:3]] == [
        ("g1", True),
        ("g1", False),
        (None, True),
    ]


def test_a_file_in_which_nothing_can_be_checked_is_unchecked() -> None:
    verdict = check([subject({"Notes": "Revenue, USD billion | 2024\nBiologics | 80.6\n"})])
    assert verdict.verdict == "unchecked"
    assert verdict.files[0].coverage.in_identities == 0


def test_an_unreadable_file_stands_beside_the_others() -> None:
    verdict = check([subject(CLEAN)], unreadable=[Unreadable("bad.xlsx", "not a workbook")])
    assert [(file.path, file.verdict, file.error) for file in verdict.files] == [
        ("model.xlsx", "consistent", None),
        ("bad.xlsx", "unchecked", "not a workbook"),
    ]
    assert verdict.verdict == "unchecked"


def test_rules_are_chosen_by_code_and_the_others_are_named() -> None:
    verdict = check([subject(WRONG)], Settings(select=("T",), ignore=("T102",)))
    assert {item.finding.rule for item in verdict.findings} == {"T101"}
    assert NotRun("T102", "not selected") in verdict.rules_not_run
    assert NotRun("T101", "not selected") not in verdict.rules_not_run


def test_a_fingerprint_survives_inserted_rows_and_changed_figures() -> None:
    before = {item.fingerprint for item in check([subject(WRONG)]).findings}
    moved = {"Regions": "Regions of the world\n\n" + WRONG["Regions"], "Shares": "\n\n" + WRONG["Shares"]}
    after = {item.fingerprint for item in check([subject(moved)]).findings}
    assert before == after
    assert len(before) == 7


def test_fingerprints_differ_by_rule_sheet_and_label() -> None:
    prints = [item.fingerprint for item in check([subject(WRONG)]).findings]
    assert len(set(prints)) == len(prints)
    assert all(len(text) == 16 for text in prints)


def test_what_was_not_understood_is_told() -> None:
    gaps = check([subject({**CLEAN, "Odd": "\n\n | | 5\n"})]).files[0].coverage.not_understood
    assert [(gap.sheet, bool(gap.why)) for gap in gaps] in ([("Odd", True)], [])


def test_one_verdict_of_several_reports_keeps_their_order() -> None:
    bad = Unreadable("bad.xlsx", "not a workbook")
    verdict = together([report(subject(CLEAN, "a.xlsx")), bad, report(subject(WRONG, "b.xlsx"))])
    assert [(file.path, file.verdict) for file in verdict.files] == [
        ("a.xlsx", "consistent"),
        ("bad.xlsx", "unchecked"),
        ("b.xlsx", "inconsistent"),
    ]
    assert {item.file for item in verdict.findings} == {2}
    assert verdict.verdict == "inconsistent"
