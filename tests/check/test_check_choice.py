"""Which rules run on what: beginnings of codes, files, sheets, severities, and what a format cannot give."""

from __future__ import annotations

from dataclasses import replace

import pytest
from subject_grid import subject

from cdmo_cli import check as package
from cdmo_cli.check import Choice, NotRun, Settings, Unreadable, Verdict, check, report, together
from cdmo_cli.check import choice as choosing
from cdmo_cli.check.choice import needs, unknown
from cdmo_cli.read.model import Needs
from cdmo_cli.rules import ALL_RULES
from cdmo_cli.rules.model import Rule
from cdmo_cli.rules.subject import Subject

WRONG = (
    "Revenue, USD billion | 2024\nNorth America | 84.8\nEurope | 42.4\nAsia-Pacific | 63.6\n"
    "Latin America | 12.2\nMiddle East & Africa | 9.9\nWorld | 221.9\n"
)
SHARES = "Region | Share, %\nAPAC | 30\nEurope | 20\nNorth America | 40\nUnited States | 10\n"
TWO = {"Regions": WRONG, "Scratch 2": SHARES, "Scratch 3": WRONG.replace("Revenue", "Sales")}


def found(verdict: Verdict) -> set[tuple[str, str | None]]:
    return {(item.finding.rule, item.sheet) for item in verdict.findings}


def test_the_whole_is_what_the_choices_are_tried_on() -> None:
    rules = {rule for rule, _ in found(check([subject(TWO)]))}
    assert "T101" in rules
    assert len(rules) > 1


def test_a_choice_for_the_file_narrows_that_of_the_run() -> None:
    settings = Settings(select=("T",), choices=(Choice(ignore=("T102",)), Choice(select=("T1", "R"))))
    verdict = check([subject(TWO)], settings)
    assert {rule for rule, _ in found(verdict)} == {"T101"}
    not_run = {item.rule: item.why for item in verdict.rules_not_run}
    assert not_run["T102"] == not_run["R201"] == not_run["G401"] == "not selected"
    assert "T101" not in not_run


def test_a_choice_for_sheets_drops_their_findings_alone() -> None:
    settings = Settings(choices=(Choice(ignore=("T", "G"), sheets=("scratch*",)),))
    verdict = check([subject(TWO)], settings)
    everything = found(check([subject(TWO)]))
    assert found(verdict) == {pair for pair in everything if pair[1] == "Regions" or pair[0][0] not in "TG"}
    assert verdict.rules_not_run == check([subject(TWO)]).rules_not_run


def test_a_choice_changes_no_fingerprint() -> None:
    everything = {item.fingerprint for item in check([subject(TWO)]).findings}
    some = check([subject(TWO)], Settings(choices=(Choice(ignore=("T",), sheets=("Regions",)),)))
    assert {item.fingerprint for item in some.findings} < everything


def test_another_severity_by_the_longest_beginning() -> None:
    verdict = check([subject(TWO)], Settings(select=("T",), severity=(("T", "info"), ("T101", "warning"))))
    assert {item.finding.severity for item in verdict.findings if item.finding.rule == "T101"} == {"warning"}
    assert verdict.verdict == "consistent"
    assert check([subject(TWO)], Settings(select=("T",))).verdict == "inconsistent"


def test_codes_that_no_rule_has_are_named_with_the_nearest() -> None:
    assert unknown(["T", "T101", "G4"]) == []
    assert unknown(["T1O1"]) == [("T1O1", "T101")]
    assert [code for code, _ in unknown(["X9", ""])] == ["X9"]


@pytest.fixture
def formula_rule(monkeypatch: pytest.MonkeyPatch) -> Rule:
    """The rules with one more, that looks at formulas and finds nothing."""
    rule = Rule("F799", "looks-at-formulas", "error", "Nothing", lambda _: (), Needs.FORMULAS)
    monkeypatch.setattr(choosing, "ALL_RULES", (*[r for r in ALL_RULES if r.code < "F"], rule))
    return rule


def as_format(name: str, format_: str, *unavailable: str) -> Subject:
    made = subject({"Regions": WRONG}, name)
    return replace(made, workbook=replace(made.workbook, format=format_, unavailable=unavailable))  # type: ignore[arg-type]


def test_what_a_format_cannot_give_is_a_rule_that_did_not_run(formula_rule: Rule) -> None:
    assert needs([formula_rule]) == Needs.FORMULAS
    both = check([as_format("a.csv", "csv"), as_format("b.csv", "csv")])
    assert NotRun("F799", "csv holds no formulas") in both.rules_not_run
    old = check([as_format("a.xls", "xls", "formulas")])
    assert NotRun("F799", "cdmo cannot get formulas from xls", lost=True) in old.rules_not_run
    assert "F799" not in {item.rule for item in check([as_format("a.xlsx", "xlsx")]).rules_not_run}


def test_figures_too_many_to_be_judged_at_once_are_told_of_t105() -> None:
    judged = subject({"Regions": WRONG})
    large = replace(judged, judgement=replace(judged.judgement, unjudged=1200))
    why = "1,200 sums and rates hang together in groups too large to be judged at once"
    assert check([large]).rules_not_run == (NotRun("T105", why, lost=True),)
    assert NotRun("T105", "not selected") in check([large], Settings(select=("T101",))).rules_not_run


def test_files_are_named_where_the_reason_is_not_that_of_all(formula_rule: Rule) -> None:
    subjects = [as_format("a.xlsx", "xlsx"), as_format("b.csv", "csv"), as_format("c.xls", "xls", "formulas")]
    said = [item.text for item in check(subjects).rules_not_run if item.rule == formula_rule.code]
    assert said == [
        "not run on b.csv: csv holds no formulas",
        "not run on c.xls: cdmo cannot get formulas from xls",
    ]
    many = [as_format("a.xlsx", "xlsx"), *(as_format(f"{n}.csv", "csv") for n in range(5))]
    said = [item.text for item in check(many).rules_not_run if item.rule == formula_rule.code]
    assert said == ["not run on 0.csv, 1.csv and 3 other files: csv holds no formulas"]


def test_a_rule_dropped_for_one_file_is_said_with_the_file() -> None:
    reports = [report(subject(TWO, "a.xlsx"), Settings(choices=(Choice(ignore=("T101",)),))), report(subject(TWO))]
    verdict = together([*reports, Unreadable("c.xlsx", "no")])
    assert NotRun("T101", "not selected", files=("a.xlsx",)) in verdict.rules_not_run


def test_the_package_offers_what_the_other_stages_use() -> None:
    assert set(package.__all__) >= {"Verdict", "Reported", "FileVerdict", "Coverage", "Gap", "check", "report"}
