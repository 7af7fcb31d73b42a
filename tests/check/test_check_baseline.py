"""Baselines as text, and fingerprints that find their finding again in a changed workbook."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from subject_grid import subject

from cdmo_cli.check import Reported, check
from cdmo_cli.check.baseline import Baseline, dumps, entries, loads
from cdmo_cli.check.changes import changes, found
from cdmo_cli.rules.model import Expected, Finding

REGIONS = [
    ["Revenue, USD billion", "2024", "2025", "2031"],
    ["North America", "84.8", "90.1", "120.0"],
    ["Europe", "42.4", "45.2", "60.0"],
    ["Asia-Pacific", "63.6", "76.9", "99.0"],
    ["Latin America", "12.0", "13.3", "14.2"],
    ["Middle East & Africa", "9.0", "10.4", "10.8"],
    ["World", "221.8", "239.9", "304.0"],
]
SHARES = "Region | Share, %\nAPAC | 30\nEurope | 20\nNorth America | 40\nUnited States | 10\n"


def text(rows: list[list[str]]) -> dict[str, str]:
    return {"Regions": "\n".join(" | ".join(row) for row in rows) + "\n", "Shares": SHARES}


def prints(rows: list[list[str]]) -> dict[str, str]:
    return {item.fingerprint: item.finding.rule for item in check([subject(text(rows))]).findings}


BEFORE = prints(REGIONS)


def test_there_is_something_to_find_again() -> None:
    assert sorted(BEFORE.values()).count("T101") == 2
    assert len(set(BEFORE.values())) >= 3


def test_inserted_rows_change_no_fingerprint() -> None:
    above = [["The market by region"], [""], ["Source: own estimates"], *REGIONS]
    within = [*REGIONS[:3], ["Germany", "12.0", "13.3", "14.2"], *REGIONS[3:]]
    assert prints([row + [""] * (4 - len(row)) for row in above]) == BEFORE
    assert set(BEFORE) <= set(prints(within))


def test_moved_columns_and_rows_change_no_fingerprint() -> None:
    moved = [[row[0], row[2], row[1], row[3]] for row in REGIONS]
    further_right = [["", *row] for row in REGIONS]
    sorted_rows = [REGIONS[0], REGIONS[3], REGIONS[2], REGIONS[1], *REGIONS[4:]]
    assert prints(moved) == BEFORE
    assert prints(further_right) == BEFORE
    assert prints(sorted_rows) == BEFORE


def test_changed_figures_change_no_fingerprint() -> None:
    other = [*REGIONS[:6], ["World", "221.7", "239.8", "304.0"]]
    assert prints(other) == BEFORE


def test_another_sheet_is_another_finding() -> None:
    renamed = check([subject({"Areas": text(REGIONS)["Regions"]})]).findings
    assert len({item.fingerprint for item in renamed}) == 2
    assert {item.fingerprint for item in renamed}.isdisjoint(BEFORE)


def test_a_baseline_reads_back_and_is_in_a_stable_order() -> None:
    findings = check([subject(text(REGIONS))]).findings
    one, other = entries(findings), entries(reversed(findings))
    assert one == other
    baseline = Baseline({"b.xlsx": one, "a.xlsx": one[:1]})
    written = dumps(baseline)
    assert loads(written) == baseline
    assert dumps(Baseline({"a.xlsx": one[:1], "b.xlsx": tuple(reversed(one))})) == written
    data = json.loads(written)
    assert data["schema"] == "cdmo.baseline/1"
    assert list(data["files"]) == ["a.xlsx", "b.xlsx"]
    assert set(data["files"]["a.xlsx"][0]) == {"rule", "message", "fingerprint", "off"}
    assert [entry.off for entry in loads(written).known("b.xlsx")] == [entry.off for entry in one]
    assert {entry.off for entry in one if entry.rule == "T101"} == {10.0, 4.0}
    assert baseline.known("a.xlsx") == one[:1]
    assert baseline.known("c.xlsx") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "schema is None, not 'cdmo.baseline/1'"),
        ('{"schema": "cdmo.validate/1"}', "schema is 'cdmo.validate/1'"),
        ('{"schema": "cdmo.baseline/1"}', "is no baseline"),
        ('{"schema": "cdmo.baseline/1", "files": {"a": [{"rule": "T101"}]}}', "an entry lacks"),
        ('{"schema": "cdmo.baseline/1", "files": {"a": 3}}', "is no baseline"),
        (
            '{"schema": "cdmo.baseline/1", "files": '
            '{"a": [{"rule": "", "message": "", "fingerprint": "", "off": "2"}]}}',
            "off = '2' is no number",
        ),
    ],
)
def test_what_is_no_baseline_is_said(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        loads(text)


def off_by(observed: float | None, expected: float | None) -> Reported:
    wanted = Expected(expected, 0.0, 1.0)
    finding = Finding("T101", "parts-differ-from-total", "error", "as it is said now", None, observed, wanted)
    return Reported(finding, 0, None, "0123")


@pytest.mark.parametrize(
    ("before", "now", "known"),
    [
        (off_by(261.0, 212.0), off_by(261.0, 212.0), True),
        (off_by(261.0, 212.0), off_by(361.0, 312.001), True),  # both moved; within a ten-thousandth
        (off_by(261.0, 212.0), off_by(261.0, 212.1), False),
        (off_by(261.0, 212.0), off_by(20_212.0, 212.0), False),
        (off_by(261.0, 212.0), off_by(163.0, 212.0), False),
        (off_by(0.30000000000000004, 0.3), off_by(0.3, 0.30000000000000004), True),
        (off_by(None, 212.0), off_by(None, 300.0), True),
        (off_by(None, 212.0), off_by(261.0, 212.0), False),
        (off_by(261.0, 212.0), off_by(261.0, None), False),
    ],
)
def test_a_finding_is_known_while_its_figure_is_off_by_as_much(before: Reported, now: Reported, known: bool) -> None:
    (entry,) = loads(dumps(Baseline({"a": entries([before])}))).known("a")
    assert entry.knows(now) is known
    assert not entry.knows(replace(before, fingerprint="4567"))


def test_what_came_and_what_went_between_two_runs() -> None:
    mended = [*REGIONS[:6], ["World", "211.8", "239.9", "304.0"]]
    before, after = found(check([subject(text(REGIONS))])), found(check([subject(text(mended))]))
    difference = changes(before, after)
    assert [(path, item.finding.rule) for path, item in difference.mended] == [("model.xlsx", "T101")]
    assert difference.new == ()
    back = changes(after, before)
    assert (len(back.new), back.mended) == (1, ())
    assert changes({}, after).new == ()  # a file seen for the first time has no changes
    worse = found(check([subject(text([*REGIONS[:6], ["World", "2211.8", "239.9", "304.0"]]))]))
    grown = changes(before, worse)
    assert [item.finding.observed for _, item in grown.new] == [2211.8]
    assert grown.mended == ()
