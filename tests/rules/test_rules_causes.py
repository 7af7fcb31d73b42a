"""One cause, one finding: who leads, who follows; and no rule that is ignored takes the finding of another with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from subject_grid import subject

from cdmo_cli.address import Range, a1
from cdmo_cli.check import Settings, check
from cdmo_cli.present.validate_words import untold_gaps
from cdmo_cli.rules import t102
from cdmo_cli.rules.subject import Subject, once
from cdmo_cli.tables.model import NotUnderstood

Told = list[tuple[str, str, bool]]

BESIDE = """
Market size, USD billion | 2023 | 2024
North America | 80.1 | 84.8
United States | 70.2 | 76.3
Europe | 40.2 | 42.4
Asia-Pacific | 60.3 | 63.6
Latin America | 12.1 | 12.2
Middle East & Africa | 8.9 | 9.0
World | {first} | {second}
"""

SUBTOTAL = """
Market size, USD billion | 2023 | 2024
North America | =SUM(B4:B5) -> 80.1 | =SUM(C4:C5) -> 84.8
  United States | 70.2 | 76.3
  Canada | 9.9 | 8.5
Europe | 40.2 | 42.4
Asia-Pacific | 60.3 | 63.6
Latin America | 12.1 | 12.2
Middle East & Africa | 8.9 | 9.0
World | {first} | {second}
"""

MIXED = """
Market size, USD billion | 2024 | 2031 | CAGR 2024-2031, %
Small molecules | 131.4 | 167.5 | 3.5
Biologics | 80.6 | 134.8 | 0.076
Total | 212.0 | 302.3 | 5.2
"""

ABOVE = {
    "Market": "Market size, USD billion | 2023 | 2024\nWorld | 14.1 | 15.1\nBiologics | 5.4 | 6.0",
    "Companies": "Company | Revenue, USD million | Fiscal year\nThermo Fisher Scientific | 42879 | 2024\n"
    "Catalent | 4381 | 2024",
}


def told(found: Subject, ignore: str = "") -> Told:
    """Rule, cell and whether it leads, of every error and warning."""
    verdict = check([found], Settings(ignore=(ignore,) if ignore else ()))
    return [
        (item.finding.rule, a1(item.finding.place.row, item.finding.place.column), item.leads)
        for item in verdict.findings
        if item.finding.place is not None and item.finding.severity != "info"
    ]


@pytest.mark.parametrize("totals", [("271.8", "288.3"), ("=SUM(B3:B8) -> 271.8", "=SUM(C3:C8) -> 288.3")])
def test_a_country_beside_its_region_is_one_cause_in_all_years(totals: tuple[str, str]) -> None:
    found = subject({"Regions": BESIDE.format(first=totals[0], second=totals[1])})
    told_of = told(found)
    assert [item for item in told_of if item[2]] == [("T102", "C4", True)]
    assert {rule for rule, _, _ in told_of} == {"T101", "T102"}
    assert check([found]).findings[0].finding.message.endswith("without it they make 212.0; and so in 1 more period")
    alone = told(found, "T102")
    assert {rule for rule, _, _ in alone} == {"T101"}
    assert any(leads for _, _, leads in alone)


def test_sums_of_one_line_that_count_a_country_twice_are_one_finding() -> None:
    grid = (
        "USD billion | 2023 | 2024\nNorth America | 80.1 | 84.8\n  United States | 70.2 | 76.3\nEurope | 40.2 | 42.4\n"
    )
    rest = "Asia-Pacific | 60.3 | 63.6\nTotal of three | =SUM(B2:B4) -> 190.5 | =SUM(C2:C4) -> 203.5"
    (finding,) = t102.check(subject({"Regions": grid + rest}))
    assert finding.message.endswith("counts United States beside North America, which contains it; so does B6")


def test_a_subtotal_in_a_sum_leads_its_total_and_ignored_leaves_it() -> None:
    found = subject({"Regions": SUBTOTAL.format(first="=SUM(B3:B9) -> 281.7", second="=SUM(C3:C9) -> 296.8")})
    told_of = told(found)
    assert [item for item in told_of if item[2]] == [("F702", "C10", True)]
    assert ("T101", "C10", False) in told_of
    without = told(found, "F702")
    assert any(rule in ("T101", "T102") and leads for rule, _, leads in without)
    assert ("T101", "C10") in [(rule, at) for rule, at, _ in without]


def test_a_fraction_among_percents_leads_the_rate_that_is_denied() -> None:
    found = subject({"Types": MIXED})
    assert told(found) == [("R204", "D4", True), ("R203", "D4", False)]
    assert told(found, "R204") == [("R203", "D4", True)]


def test_a_group_above_the_market_is_one_cause_by_company() -> None:
    told_of = told(subject(ABOVE))
    assert ("C601", "B2", True) in told_of
    assert ("C602", "B2", False) in told_of
    assert ("C602", "B2", True) in told(subject(ABOVE), "C601")


def test_what_a_subject_knows_is_computed_once_and_not_copied() -> None:
    calls: list[str] = []

    @once
    def name(looked_at: Subject) -> str:
        calls.append(looked_at.path)
        return looked_at.path

    one, two = subject({"Types": MIXED}, "one.xlsx"), subject({"Types": MIXED}, "two.xlsx")
    assert [name(one), name(one), name(two)] == ["one.xlsx", "one.xlsx", "two.xlsx"]
    assert calls == ["one.xlsx", "two.xlsx"]


def test_a_part_that_was_not_understood_is_told_once() -> None:
    found = subject({"Types": MIXED, "Scratch": "17.5\n23.25\n8.75\n11.5\n4.125", "Notes": "1.5\n2.5"})
    gaps = [NotUnderstood(i, Range(1, 1, 5, 1), "no labels") for i in (1, 2)]
    tables = (
        found.tables[0],
        *(replace(t, blocks=(), not_understood=(gap,)) for t, gap in zip(found.tables[1:], gaps, strict=True)),
    )
    verdict = check([replace(found, tables=tables)])
    assert [gap.sheet for gap in untold_gaps(verdict, verdict.files[0])] == ["Notes"]
    assert [item.sheet for item in verdict.findings if item.finding.rule == "S001"] == ["Scratch"]


LINKED = {
    "Regions": """
Market size, USD billion | 2023 | 2024 | 2025 | 2026 | 2027
North America | 80.1 | 84.8 | 88.6 | 92.1 | 96.3
Europe | 40.2 | 42.4 | 44.1 | 46.0 | 48.2
Asia-Pacific | 60.3 | 63.6 | 67.9 | 72.0 | 77.1
Latin America | 12.1 | 12.2 | 12.9 | 13.0 | 13.5
Middle East & Africa | 8.9 | 9.0 | 9.5 | 10.0 | 10.4
World | =SUM(B3:B7) -> 201.6 | =SUM(C3:C7) -> 212.0 | {world} | =SUM(E3:E7) -> 233.1 | =SUM(F3:F7) -> 245.5
""",
    "Summary": """
Market size, USD billion | 2023 | 2024 | 2025 | 2026 | 2027
North America | 80.1 | 84.8 | 88.6 | 92.1 | 96.3
Europe | =Regions!B4 -> 40.2 | =Regions!C4 -> 42.4 | {europe} | =Regions!E4 -> 46.0 | =Regions!F4 -> 48.2
Asia-Pacific | 60.3 | 63.6 | 67.9 | 72.0 | 77.1
Latin America | 12.1 | 12.2 | 12.9 | 13.0 | 13.5
Middle East & Africa | 8.9 | 9.0 | 9.5 | 10.0 | 10.4
World | =Regions!B8 -> 201.6 | =Regions!C8 -> 212.0 | =Regions!D8 -> {kept} | 233.1 | 245.5
""",
}


@pytest.mark.parametrize(
    ("world", "kept", "rule"),
    [
        ("250.0", "250.0", "F701"),
        ("=SUM(D3:D7)+27 -> 250.0", "250.0", "F701"),
        ("=SUM(D3:D7)+D3 -> 311.6", "311.6", "F702"),
        ("=SUM(D3:D6) -> 213.5", "213.5", "F702"),
    ],
)
def test_a_wrong_formula_leads_the_sheets_that_fetch_its_value(world: str, kept: str, rule: str) -> None:
    sheets = {name: text.format(world=world, kept=kept, europe="=Regions!D4 -> 44.1") for name, text in LINKED.items()}
    found = check([subject(sheets)])
    (leading,) = (item for item in found.findings if item.leads and item.finding.severity != "info")
    assert (leading.sheet, leading.finding.rule, leading.finding.severity) == ("Regions", rule, "error")
    assert leading.finding.place is not None
    assert a1(leading.finding.place.row, leading.finding.place.column) == "D8"
    followers = [item for item in found.findings if item.finding.rule == "T101"]
    assert {item.sheet for item in followers} == {"Regions", "Summary"}
    for item in followers:
        assert all(suspect.place == item.finding.place for suspect in item.finding.suspects)


def test_a_link_to_the_wrong_row_leads_the_total_that_it_breaks() -> None:
    sheets = {
        name: text.format(world="=SUM(D3:D7) -> 223.0", kept="223.0", europe="=Regions!D5 -> 67.9")
        for name, text in LINKED.items()
    }
    found = check([subject(sheets)])
    (leading,) = (item for item in found.findings if item.leads and item.finding.severity != "info")
    assert (leading.sheet, leading.finding.rule, leading.finding.severity) == ("Summary", "F704", "error")
    assert not any(item.finding.suspects for item in found.findings)
