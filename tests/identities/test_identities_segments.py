"""Lines under a segment, "of which" lines, checks and lines below the total: what of it is a part of what."""

from __future__ import annotations

import pytest
from subject_grid import subject
from test_identities_collect import found

from cdmo_cli.check import check

YEARS = "Market size, USD billion | 2024 | 2025 | 2026\n"
INDENTED = (
    YEARS
    + """Small molecules | 131.4 | 136.0 | 140.4
Biologics | 80.6 | 87.0 | 93.4
  Antibodies | 56.5 | 61.0 | 65.5
  Vaccines | 24.1 | 26.0 | 27.9
Total | 212.0 | 223.0 | 233.8
"""
)
OUTER = [f"sum declared: {column}6 = {column}2 {column}3" for column in "BCD"]
INNER = [f"sum inferred: {column}3 = {column}4 {column}5" for column in "BCD"]


def reported(*sheets: str) -> list[str]:
    """Code and message of every error and warning, names that nobody knows aside."""
    found = check([subject({f"Sheet{number}": grid for number, grid in enumerate(sheets)})]).findings
    return [
        f"{item.finding.rule} {item.finding.message}"
        for item in found
        if item.finding.severity != "info" and item.finding.rule != "G401"
    ]


def test_lines_under_a_segment_are_its_parts_and_no_others() -> None:
    assert sorted(found({"Types": INDENTED})) == sorted([*OUTER, *INNER])


def test_what_a_segment_is_divided_into_is_information() -> None:
    findings = [item.finding for item in check([subject({"Types": INDENTED})]).findings]
    assert [(finding.rule, finding.severity) for finding in findings] == [("G401", "info")]
    grid = INDENTED.replace("  Antibodies", "of which antibodies").replace("  Vaccines", "of which vaccines")
    findings = [item.finding for item in check([subject({"Types": grid.replace("Total", "World")})]).findings]
    assert {finding.severity for finding in findings} <= {"info"}


def test_a_segment_that_is_not_its_lines() -> None:
    grid = """Market size, USD billion | 2023 | 2024 | 2025 | 2026
Small molecules | 127.1 | 131.4 | 136.0 | 140.4
Biologics | 75.2 | 80.6 | 87.0 | 93.4
  Antibodies | 52.7 | 56.5 | 61.0 | 65.5
  Vaccines | 22.5 | 24.1 | 62.0 | 27.9
Total | 202.3 | 212.0 | 223.0 | 233.8
"""
    assert reported(grid) == ["T101 Biologics 2025 is 87, but its 2 parts add up to 123"]


def test_lines_that_do_not_make_up_their_segment_are_some_of_its_parts() -> None:
    assert (
        found({"Types": INDENTED.replace("  Vaccines | 24.1 | 26.0 | 27.9\n", "  ADCs | 5.6 | 6.1 | 6.5\n")}) == OUTER
    )


@pytest.mark.parametrize("words", ["of which", "thereof", "davon", "darunter:", "including", "– of which"])
@pytest.mark.parametrize("indent", ["", "  "])
def test_of_which_is_no_part_of_the_whole(words: str, indent: str) -> None:
    grid = (
        YEARS
        + f"""Small molecules | 131.4 | 136.0 | 140.4
Biologics | 80.6 | 87.0 | 93.4
{indent}{words} vaccines | 24.1 | 26.0 | 27.9
Total | 212.0 | 223.0 | 233.8
"""
    )
    assert found({"Types": grid}) == [f"sum declared: {column}5 = {column}2 {column}3" for column in "BCD"]


REGIONS = (
    YEARS
    + """North America | 84.8 | 88.6 | 92.1
Europe | 42.4 | 44.1 | 46.0
Asia-Pacific | 63.6 | 67.9 | 72.0
Latin America | 12.2 | 12.9 | 13.6
Middle East & Africa | 9.0 | 9.5 | 10.1
World | 212.0 | 223.0 | 233.8
"""
)


@pytest.mark.parametrize(
    "line",
    [
        "of which biologics | 80.6 | 87.0 | 93.4",
        "Check: regions less world | 0.2 | 0.2 | 0.2",
        "Difference | 0.2 | 0.2 | 0.2",
        "Cell therapies | 8.6 | 8.7 | 9.4",
    ],
)
def test_what_stands_below_the_total(line: str) -> None:
    sums = [f"sum declared: {c}7 = {c}2 {c}3 {c}4 {c}5 {c}6" for c in "BCD"]
    assert found({"Regions": REGIONS + line + "\n"}) == sums


def test_an_unknown_line_above_the_total_is_a_part() -> None:
    grid = REGIONS.replace("World", "Free zone | 8.6 | 8.7 | 9.4\nWorld")
    assert sorted(message.split(",")[0] for message in reported(grid)) == [
        "T101 World 2024 is 212.0",
        "T101 World 2025 is 223.0",
        "T101 World 2026 is 233.8",
    ]


FORMULA = """Market size, USD billion | 2024
North America | 84.8
Free zone | 3.1
Europe | 42.4
Asia-Pacific | 63.6
Latin America | 12.2
Middle East & Africa | 9.0
World | {world}
"""


def test_the_formula_says_what_a_line_is_that_nobody_else_knows() -> None:
    assert found({"Regions": FORMULA.format(world="=B2+SUM(B4:B7) -> 212.0")}) == ["sum formula: B8 = B2 B4 B5 B6 B7"]


def test_a_formula_that_leaves_out_a_known_line_is_not_believed() -> None:
    left_out = found({"Regions": FORMULA.format(world="=B2+SUM(B5:B7) -> 169.6")})
    assert "sum declared: B8 = B2 B3 B4 B5 B6 B7" in left_out


def test_a_line_behind_the_last_of_a_formula_may_be_forgotten() -> None:
    grid = "Market size, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\nGene therapies | 4.2\n"
    assert "sum declared: B5 = B2 B3 B4" in found({"Types": grid + "Total | =SUM(B2:B3) -> 212.0\n"})


def test_the_shares_of_one_member_are_no_list() -> None:
    grid = """Year | Small molecules | Biologics | Total | Biologics share, %
2024 | 131.73 | 80.29 | 212.02 | 37.9
2025 | 136.26 | 86.73 | 222.99 | 38.9
2026 | 140.45 | 93.31 | 233.76 | 39.9
"""
    assert reported(f"Market, USD billion\n\n{grid}") == []


def test_the_shares_of_some_members_are_one() -> None:
    grid = "Region | Share 2024, %\nNorth America | 40.0\nEurope | 20.0\nAsia-Pacific | 30.0\n"
    assert reported(grid) == [
        "R201 Latin America and Middle East & Africa have no share: the other 3 sum to 90 %, which leaves 10 % for them"
    ]


SHARES = """Country | Market size 2024, USD million | Share 2024, %
World | 100000 | 100.0
Middle East & Africa | 4151 | 4.2
  Saudi Arabia | 1046 | 1.0
  United Arab Emirates | 649 | 0.6
  South Africa | 608 | 0.6
  Rest of Middle East & Africa | 1848 | 1.8
"""
"""Rounded from 4.151, 1.046, 0.649, 0.608 and 1.848 %: the four come to 0.2 less than their sum."""


def improbable(grid: str) -> list[str]:
    return [message.split(":")[0] for message in reported(grid) if message.startswith("T103")]


TOLD = "T103 The 4 shares of countries sum to 4.0 %, not 4.2 % of Middle East & Africa 2024"


def test_shares_that_their_amounts_prove_may_miss_by_what_rounding_can_do() -> None:
    assert improbable(SHARES) == []


def test_shares_without_amounts_may_not() -> None:
    lines = [line.split(" | ") for line in SHARES.splitlines()]
    assert improbable("".join(f"{name} | {share}\n" for name, _, share in lines)) == [TOLD]


def test_shares_of_which_one_has_no_amount_may_not() -> None:
    assert improbable(SHARES.replace("| 608 |", "| n/a |")) == [TOLD]
