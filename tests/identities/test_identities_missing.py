"""What each of VTL's modes makes of sums that lack figures."""

from __future__ import annotations

import pytest
from subject_grid import workbook

from cdmo_cli.address import a1
from cdmo_cli.identities import collect, judge
from cdmo_cli.identities.missing import Absent, reading
from cdmo_cli.identities.model import Judgement, Missing
from cdmo_cli.market import load_taxonomy, understand
from cdmo_cli.rules import t101, t106
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables import find_tables

MODES: tuple[Missing, ...] = ("non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero")

# 2024 is whole; in 2025 a region has no figure, in 2026 the total; in 2027 only Europe's countries have any
REGIONS = """Market size, USD billion | 2024 | 2025 | 2026 | 2027
North America | 84.8 | 88.6 | 92.0 |
Europe | 42.4 | 44.1 | 46.0 |
  Germany | 20.1 | 21.0 | 22.0 | 23.0
  Rest of Europe | 22.3 | 23.1 | 24.0 | 25.0
Asia-Pacific | 63.6 | 67.9 | 72.0 |
Latin America | 12.2 | n/a | 13.0 |
Middle East & Africa | 9.0 | 9.5 | 10.0 |
World | 212.0 | 223.0 | |
"""


def subject(text: str, mode: Missing) -> Subject:
    book = workbook({"Regions": text})
    tables = tuple(find_tables(sheet) for sheet in book.sheets)
    model = understand(book, tables, load_taxonomy())
    judgement = judge(collect(model, tables, book, mode))
    return Subject("model.xlsx", book.sha256, book, tables, model, judgement)


def sums(judgement: Judgement, dimension: str) -> list[str]:
    """The sums over a dimension: total, relation, parts, and what they come out as."""
    cells = judgement.system.cells
    lines: list[str] = []
    for identity, judged in zip(judgement.system.identities, judgement.judged, strict=True):
        if identity.dimension == dimension and not identity.repeat:
            named = [a1(*cells.place(p)[1:]) for p in identity.parts if p not in cells.blank]
            total = a1(*cells.place(identity.total)[1:]) if identity.total >= 0 else f"{identity.constant:g}"
            sign = "=" if identity.relation == "equal" else ">="
            lines.append(f"{total} {sign} {' '.join(named)}: {judged.outcome}")
    return lines


def lacking(judgement: Judgement) -> list[str]:
    return [
        f"{found.whole} {found.period}: {', '.join(found.missing)}{' holds' if found.holds else ''}"
        for found in judgement.system.lacking
    ]


WHOLE = "B9 = B2 B3 B6 B7 B8: exact"
NO_TOTAL = "0 = D2 D3 D6 D7 D8: impossible"
LATIN_AMERICA_ZERO = "C9 = C2 C3 C6 C8: impossible"


@pytest.mark.parametrize(
    ("mode", "regions", "unknown"),
    [
        ("non_null", [WHOLE, "C9 >= C2 C3 C6 C8: exact"], []),
        ("non_zero", [WHOLE, LATIN_AMERICA_ZERO, NO_TOTAL], []),
        ("partial_zero", [WHOLE, LATIN_AMERICA_ZERO, NO_TOTAL], []),
        ("always_zero", [WHOLE, LATIN_AMERICA_ZERO, NO_TOTAL], ["The total 2027: {all} holds"]),
        (
            "partial_null",
            [WHOLE],
            ["The total 2025: Latin America", "The total 2026: The total", "Europe 2027: Europe"],
        ),
        (
            "always_null",
            [WHOLE],
            [
                "The total 2025: Latin America",
                "The total 2026: The total",
                "Europe 2027: Europe",
                "The total 2027: {all}",
            ],
        ),
    ],
)
def test_each_mode(mode: Missing, regions: list[str], unknown: list[str]) -> None:
    judgement = subject(REGIONS, mode).judgement
    members = "North America, Europe, Asia-Pacific, Latin America, Middle East & Africa"
    assert sums(judgement, "region") == regions
    assert lacking(judgement) == [line.format(all=members) for line in unknown]


def test_a_total_that_is_missing_counts_as_zero() -> None:
    assert "0 = E4 E5: impossible" in sums(subject(REGIONS, "partial_zero").judgement, "country")
    assert "0 = E4 E5: impossible" not in sums(subject(REGIONS, "non_null").judgement, "country")


def test_non_zero_leaves_out_sums_of_nothing_but_zeros() -> None:
    zeros = "Market size, USD billion | 2024 | 2025\nSmall molecules | 131.4 | 0.0\nBiologics | 80.6 |\n"
    zeros += "Total | 212.0 | 0.0\n"
    assert sums(subject(zeros, "partial_zero").judgement, "type") == ["B4 = B2 B3: exact", "C4 = C2: exact"]
    assert sums(subject(zeros, "non_zero").judgement, "type") == ["B4 = B2 B3: exact"]


EUROPE = """Market size, USD billion | 2024 | 2025
Europe | 100.0 | 104.0
  Germany | 60.0 | {}
  Rest of Europe | 40.0 | {}
"""


@pytest.mark.parametrize(
    ("mode", "content", "rest", "expected"),
    [
        ("non_null", "", "104.0", []),  # of one part alone, the other being nothing, no sum is made
        ("non_null", "n/a", "42.0", ["C2 >= C4: exact"]),
        ("partial_zero", "", "104.0", ["C2 = C4: exact"]),
        ("partial_zero", "n/a", "42.0", ["C2 = C4: impossible"]),
    ],
)
def test_an_empty_cell_is_nothing_and_a_word_is_unknown(
    mode: Missing, content: str, rest: str, expected: list[str]
) -> None:
    found = sums(subject(EUROPE.format(content, rest), mode).judgement, "country")
    assert found == ["B2 = B3 B4: exact", *expected]


def test_a_dash_is_nothing_and_an_error_is_unknown() -> None:
    absent = (
        "Market size, USD billion | 2024 | 2025\nEurope | 100.0 | 104.0\n  Germany | 60.0 | 62.0\n  Malta | 1.0 | {}\n"
    )
    absent += "  Rest of Europe | 39.0 | 42.0\n"
    assert "C2 = C3 C5: exact" in sums(subject(absent.format("–"), "non_null").judgement, "country")
    assert "C2 >= C3 C5: exact" in sums(
        subject(absent.replace("62.0", "55.0").format("confidential"), "non_null").judgement, "country"
    )
    assert lacking(subject(absent.format("–"), "partial_null").judgement) == ["Europe 2025: Malta"]


def test_a_figure_that_was_deleted_leaves_a_gap() -> None:
    text = "Market size, USD billion | 2024 | 2025 | 2026\nEurope | 100.2 | 104.4 | 108.9\n"
    text += "  Germany | 39.1 | 41.2 | 43.3\n  France | 21.6 |  | 23.4\n  Rest of Europe | 39.5 | 40.8 | 42.2\n"
    looked_at = subject(text, "non_null")
    assert sums(looked_at.judgement, "country")[1] == "C2 >= C3 C5: exact"
    (finding,) = t106.check(looked_at)
    assert finding.severity == "warning"
    assert finding.message == (
        "France has no figure: the other 2 come to 82.0 of the 104.4 of Europe 2025, which leaves 22.4 for it"
    )


def test_an_empty_cell_of_a_list_of_the_workbooks_own_is_a_part_that_may_be_blamed() -> None:
    names = ("Oil", "Gas", "Coal", "Wind", "Solar")
    rows = [[round(10.3 * n + 1.7 * n * year, 1) for year in range(1, 6)] for n in range(1, 6)]
    lines = ["Output, PJ | 2021 | 2022 | 2023 | 2024 | 2025"]
    lines += [f"{name} | " + " | ".join(map(str, row)) for name, row in zip(names, rows, strict=True)]
    lines.append("Total | " + " | ".join(f"{sum(column):.1f}" for column in zip(*rows, strict=True)))
    lines[3] = lines[3].replace(str(rows[2][2]), "")
    looked_at = subject("\n".join(lines) + "\n", "non_null")
    cells = looked_at.judgement.system.cells
    assert {a1(*cells.place(p)[1:]) for p in cells.blank} == {"D4"}
    (component,) = looked_at.judgement.components
    assert component.suspects[0].cell in cells.blank
    assert component.suspects[0].value == pytest.approx(rows[2][2])


def test_many_empty_cells_are_a_habit() -> None:
    lines = "".join(f"  {name} | 1.0 |\n" for name in ("Germany", "France", "Italy", "Russia"))
    text = "Market size, USD billion | 2024 | 2025\nEurope | 10.0 | 11.0\n" + lines
    text += "  United Kingdom | 1.0 | 2.0\n  Rest of Europe | 5.0 | 9.0\n"
    assert subject(text, "non_null").judgement.system.cells.blank == frozenset()
    assert "C2 = C7 C8: exact" in sums(subject(text, "non_null").judgement, "country")


def test_an_unknown_part_that_the_total_does_not_need() -> None:
    text = "Market size, USD billion | 2024 | 2025\nEurope | 100.2 | 104.4\n  Germany | 60.1 | 62.2\n"
    text += "  Malta | 0.6 | n/a\n  Rest of Europe | 39.5 | {}\n"
    assert "C2 = C3 C5: exact" in sums(subject(text.format("42.2"), "non_null").judgement, "country")
    assert "C2 >= C3 C5: exact" in sums(subject(text.format("41.5"), "non_null").judgement, "country")


def test_years_down() -> None:
    down = """Market size, USD billion
Year | Small molecules | Biologics | Total
2024 | 131.4 | 80.6 | 212.0
2025 | 136.0 | n/a | 223.0
2026 | 141.0 | 93.6 | 234.6
"""
    assert sums(subject(down, "non_null").judgement, "type") == [
        "D3 = B3 C3: exact",
        "D4 >= B4: exact",
        "D5 = B5 C5: exact",
    ]


def test_what_is_said_of_them() -> None:
    zero = subject(REGIONS, "partial_zero")
    messages = [finding.message for finding in t101.check(zero)]
    assert "World 2025 is 223.0, but its 4 parts add up to 210.1, counting Latin America as zero" in messages
    assert "The total 2026 has no figure and counts as zero, but its 5 parts add up to 233" in messages
    (null,) = [f for f in t106.check(subject(REGIONS, "always_null")) if "The total 2025" in f.message]
    assert null.severity == "info"
    assert null.message == (
        "The total 2025 cannot be checked: Latin America has no figure, nor can 2 more sums of this table"
    )
    assert not [f for f in t106.check(subject(REGIONS, "always_zero")) if "cannot be checked" in f.message]


def test_readings_of_a_closed_and_of_an_open_list() -> None:
    absent = Absent(empty=("Malta",), unknown=("Germany",))
    told = {
        mode: (read.relation, read.missing, read.known)
        for mode in MODES
        for read in [reading(mode, closed=False, unlisted=("Italy",), absent=absent)]
    }
    assert told == {
        "non_null": ("at most", ("Italy", "Germany"), True),
        "non_zero": ("at most", ("Italy", "Germany", "Malta"), True),
        "partial_zero": ("at most", ("Italy", "Germany", "Malta"), True),
        "always_zero": ("at most", ("Italy", "Germany", "Malta"), True),
        "partial_null": ("at most", ("Germany", "Malta"), False),
        "always_null": ("at most", ("Germany", "Malta"), False),
    }
    empty = reading("non_null", closed=True, unlisted=(), absent=Absent(empty=("Malta",)))
    assert (empty.relation, empty.missing) == ("equal", ())
