"""The page as it was published: everything wrong in it that these rules can see, and nothing that is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdmo_cli.address import a1
from cdmo_cli.check import Verdict, check
from cdmo_cli.pipeline import examine

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    return check([examine(Path(__file__).parents[2] / "samples" / "as-published.xlsx")])


def messages(verdict: Verdict, rule: str) -> str:
    return "\n".join(item.finding.message for item in verdict.findings if item.finding.rule == rule)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("T102", "United States (10 %) is counted beside North America (40 %)"),
        ("T102", "leave 30 % for Canada"),
        ("R201", "Latin America and Middle East & Africa have no share"),
        ("G403", "“Argentina Korea” holds two names"),
        ("G402", "“Saudi” and “Arabia” are one name over two cells"),
        ("G404", "“Korea” (South Korea) stands under Middle East & Africa"),
        ("G405", "“Asia-Pacific”, “Asia Pacific” and “APAC” are one"),
        ("P501", "over 7 years it means ×1.426, over 8 ×1.500"),
        ("P501", "4 shares carry no year"),
    ],
)
def test_what_is_wrong(verdict: Verdict, rule: str, said: str) -> None:
    assert said in messages(verdict, rule)


def test_the_conversion_of_lonza_is_not_touched(verdict: Verdict) -> None:
    assert not [item for item in verdict.findings if item.sheet == "Players"]


def test_published_estimates_fail_where_no_rounding_explains_them() -> None:
    path = SHARED / "data" / "published-estimates.csv"
    if not path.exists():
        pytest.skip("the published estimates are not here")
    found = check([examine(path)]).findings
    wrong = {a1(item.finding.place.row, item.finding.place.column) for item in found if item.finding.place is not None}
    assert wrong == {"G7", "G13", "G14", "G15", "G18", "G25", "G27"}
    assert {item.finding.severity for item in found} == {"error"}
