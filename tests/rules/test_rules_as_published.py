"""The page as it was published: everything wrong in it that these rules can see, and nothing that is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdmo_cli.address import a1
from cdmo_cli.check import Reported, Verdict, check
from cdmo_cli.pipeline import examine
from cdmo_cli.rules import conversions

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    return check([examine(Path(__file__).parents[2] / "samples" / "as-published.xlsx")])


@pytest.mark.parametrize(
    ("rule", "severity", "cell", "said"),
    [
        # 1 the United States beside North America
        ("T102", "error", "Shares!B9", "United States (10 %) is counted beside North America (40 %)"),
        ("T102", "info", "Shares!B6", "leave 30 % for Canada"),
        # 2 regions without a share
        ("R201", "warning", "Shares!B6", "Latin America and Middle East & Africa have no share"),
        # 3 names in the wrong cells and places
        ("G403", "error", "Regions!A28", "“Argentina Korea” holds two names"),
        ("G402", "error", "Regions!A32", "“Saudi” and “Arabia” are one name over two cells"),
        ("G404", "error", "Regions!A35", "“Korea” (South Korea) stands under Middle East & Africa"),
        # 4 one region by three names
        ("G405", "info", "Overview!A17", "“Asia-Pacific”, “Asia Pacific” and “APAC” are one"),
        # 5 a rate without a size
        ("P501", "error", "Overview!B14", "over 7 years it means ×1.426, over 8 ×1.500"),
        # 6 a revenue of another year, and years that end on different days
        ("C603", "error", "Players!B8", "Catalent's USD 2.5 billion for 2020 is the revenue of fiscal 2019"),
        ("C603", "error", "Players!B8", "USD 3,094.3 million"),
        (
            "P505",
            "warning",
            "Players!E8",
            "Catalent's ended on 30 June 2020 and Lonza Group's ended on 31 December 2020",
        ),
        # 7 groups among contract manufacturers
        ("C602", "warning", "Players!A14", "The Lubrizol (USD 6.4 billion in 2023) and Thermo Fisher Scientific"),
        # 8 shares without a year
        ("P501", "error", "Shares!B6", "4 shares carry no year"),
    ],
)
def test_what_is_wrong(verdict: Verdict, rule: str, severity: str, cell: str, said: str) -> None:
    found = [item for item in verdict.findings if item.finding.rule == rule and said in item.finding.message]
    assert [(item.finding.severity, place(item)) for item in found] == [(severity, cell)]


def test_nothing_else_is_said_of_it(verdict: Verdict) -> None:
    assert {item.finding.rule for item in verdict.findings} == {
        *("T102", "R201", "G402", "G403", "G404", "G405", "P501", "P505", "C602", "C603"),
    }


def place(item: Reported) -> str:
    assert item.finding.place is not None
    return f"{item.sheet}!{a1(item.finding.place.row, item.finding.place.column)}"


def test_the_conversion_of_lonza_is_not_touched(verdict: Verdict) -> None:
    assert not [item for item in verdict.findings if item.finding.rule.startswith("U")]
    assert not [item for item in verdict.findings if item.sheet == "Players" and place(item)[8:] in ("B11", "H11")]
    assert "4.8" not in " ".join(item.finding.message for item in verdict.findings)


def test_the_conversion_of_lonza_was_looked_at() -> None:
    subject = examine(Path(__file__).parents[2] / "samples" / "as-published.xlsx")
    (pair,) = conversions.printed(subject)
    outcome = conversions.outcome(subject, pair.conversion)
    assert (pair.conversion.first.text, pair.conversion.second.text) == ("CHF 4.5 billion", "USD 4.8 billion")
    assert outcome is not None
    assert (outcome.kind, outcome.nearest.basis) == ("fits", "average 2020")
    assert outcome.nearest.value == pytest.approx(1 / 0.93725, abs=1e-5)


def test_published_estimates_fail_where_no_rounding_explains_them() -> None:
    path = SHARED / "data" / "published-estimates.csv"
    if not path.exists():
        pytest.skip("the published estimates are not here")
    found = check([examine(path)]).findings
    wrong = {a1(item.finding.place.row, item.finding.place.column) for item in found if item.finding.place is not None}
    assert wrong == {"G7", "G13", "G14", "G15", "G18", "G25", "G27"}
    assert {item.finding.severity for item in found} == {"error"}
