"""Findings that do not count: waived with a reason until a date, or known from a baseline."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from subject_grid import subject

from cdmo_cli.address import parse_range
from cdmo_cli.check import Settings, Verdict, check, report, together
from cdmo_cli.check.baseline import entries
from cdmo_cli.rules.waivers import Waiver

TODAY = dt.date(2026, 11, 23)
WRONG = {
    "Regions": "Revenue, USD billion | 2024 | 2025\nSmall molecules | 84.8 | 90.0\nBiologics | 42.4 | 45.0\n"
    "Total | 129.2 | 185.0\n"
}
ONLY_SUMS = Settings(select=("T101", "S006"))


def waiver(**changes: object) -> Waiver:
    whole = Waiver("T101", "restated in May", dt.date(2026, 12, 31))
    return replace(whole, **changes)  # type: ignore[arg-type]


def judged(*waivers: Waiver, today: dt.date = TODAY) -> Verdict:
    return check([replace(subject(WRONG), waivers=waivers, today=today)], ONLY_SUMS)


def said(verdict: Verdict) -> list[tuple[str, int | None, str | None]]:
    return [
        (item.finding.rule, item.finding.place.column if item.finding.place else None, item.waived)
        for item in verdict.findings
    ]


def test_two_totals_are_wrong() -> None:
    assert said(judged()) == [("T101", 3, None), ("T101", 2, None)]
    assert judged().verdict == "inconsistent"


def test_a_waived_finding_stays_with_its_reason_after_those_that_count() -> None:
    verdict = judged(waiver(sheet="regions", cells=parse_range("C4")))
    assert said(verdict) == [("T101", 2, None), ("T101", 3, "restated in May")]
    assert verdict.verdict == "inconsistent"
    assert [item.finding.place.column for item in verdict.active() if item.finding.place] == [2]


@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"sheet": "Regions"},
        {"cells": parse_range("B4:C4")},
        {"sheet": "REGIONS", "cells": parse_range("A1:C9")},
    ],
)
def test_where_all_errors_are_waived_the_file_is_consistent(narrowed: dict[str, object]) -> None:
    verdict = judged(waiver(**narrowed))
    assert [reason for *_, reason in said(verdict)] == ["restated in May"] * 2
    assert (verdict.verdict, verdict.files[0].verdict, list(verdict.active())) == ("consistent", "consistent", [])


@pytest.mark.parametrize(
    "narrowed", [{"rule": "T102"}, {"sheet": "Types"}, {"cells": parse_range("D4")}, {"fingerprint": "0" * 16}]
)
def test_a_waiver_of_something_else_covers_nothing(narrowed: dict[str, object]) -> None:
    assert [reason for *_, reason in said(judged(waiver(**narrowed)))] == [None, None]


def test_a_fingerprint_waives_the_one_finding() -> None:
    print_ = judged().findings[0].fingerprint
    assert said(judged(waiver(fingerprint=print_))) == [("T101", 2, None), ("T101", 3, "restated in May")]


def test_it_holds_through_its_last_day_and_is_a_finding_from_the_next() -> None:
    last = dt.date(2026, 12, 31)
    assert judged(waiver(), today=last).verdict == "consistent"
    after = judged(waiver(cells=parse_range("C4")), today=last + dt.timedelta(days=1))
    assert after.verdict == "inconsistent"
    assert said(after) == [("T101", 3, None), ("T101", 2, None), ("S006", 3, None)]
    assert after.findings[-1].finding.severity == "warning"


def test_an_expired_waiver_is_a_finding_only_while_its_own_is_there_and_counts() -> None:
    past = dt.date(2020, 1, 1)
    gone, renewed = waiver(cells=parse_range("D4"), expires=past), waiver(expires=past)
    assert "S006" not in {rule for rule, *_ in said(judged(gone))}
    assert "S006" not in {rule for rule, *_ in said(judged(renewed, waiver()))}
    assert [rule for rule, *_ in said(judged(gone, renewed))].count("S006") == 1


def test_waivers_that_cover_nothing_are_told_unless_their_rule_did_not_run() -> None:
    idle, used, expired = waiver(sheet="Types"), waiver(), waiver(rule="T102", expires=dt.date(2020, 1, 1))
    looked_at = replace(subject(WRONG), waivers=(idle, used, expired), today=TODAY)
    assert report(looked_at).unused_waivers == (idle, expired)
    assert report(looked_at, Settings(select=("G",))).unused_waivers == ()


GROUPED = {
    "Shares": "Region | Share 2024, %\nAsia-Pacific | 30\nEurope | 20\nNorth America | 40\nUnited States | 10\n",
}


def test_where_the_leading_finding_is_known_another_of_its_group_leads() -> None:
    before = check([subject(GROUPED)]).findings
    group = [item for item in before if item.finding.group == before[0].finding.group]
    assert len(group) > 1
    known = {"model.xlsx": entries(group[:1])}
    after = together([report(subject(GROUPED))], known).findings
    leading = [item for item in after if item.leads and item.finding.group == group[0].finding.group]
    assert [item.fingerprint for item in leading] == [group[1].fingerprint]
    assert [item.leads for item in after if item.fingerprint == group[0].fingerprint] == [False]


def test_who_accepts_the_leading_finding_accepts_what_follows_from_it() -> None:
    leading, *followers = check([subject(GROUPED)]).findings[:2]
    assert (leading.leads, followers[0].leads, leading.finding.group) == (True, False, followers[0].finding.group)
    accepted = waiver(rule=leading.finding.rule, fingerprint=leading.fingerprint)
    after = check([replace(subject(GROUPED), waivers=(accepted,), today=TODAY)])
    waived = {item.fingerprint: item.waived for item in after.findings if item.waived is not None}
    assert waived == dict.fromkeys((leading.fingerprint, followers[0].fingerprint), "restated in May")
    assert [item.leads for item in after.findings if item.waived is not None] == [True, False]


def test_who_accepts_what_follows_accepts_that_alone() -> None:
    leading, follower = check([subject(GROUPED)]).findings[:2]
    accepted = waiver(rule=follower.finding.rule, fingerprint=follower.fingerprint)
    after = check([replace(subject(GROUPED), waivers=(accepted,), today=TODAY)])
    assert [item.fingerprint for item in after.findings if item.waived] == [follower.fingerprint]
    assert next(item for item in after.findings if item.fingerprint == leading.fingerprint).active


def test_known_findings_count_no_more_than_waived_ones() -> None:
    reports = [report(subject(WRONG, "a.xlsx"), ONLY_SUMS), report(subject(WRONG, "b.xlsx"), ONLY_SUMS)]
    verdict = together(reports, {"a.xlsx": entries(reports[0].findings)})
    assert [(item.file, item.baselined) for item in verdict.findings] == [(1, False), (1, False), (0, True), (0, True)]
    assert [file.verdict for file in verdict.files] == ["consistent", "inconsistent"]
