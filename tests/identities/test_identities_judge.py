"""Which cell is blamed, and how several failing identities become one cause."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from subject_grid import subject

from cdmo_cli.address import a1
from cdmo_cli.identities.model import Candidate, Component
from cdmo_cli.rules.subject import Subject

NAMES = ("North America", "Europe", "Asia-Pacific", "Latin America", "Middle East & Africa")
TYPES = ("Small molecules", "Biologics")


def components(sheets: dict[str, str]) -> tuple[Subject, tuple[Component, ...]]:
    looked_at = subject(sheets)
    return looked_at, looked_at.judgement.components


def cell(looked_at: Subject, candidate: Candidate) -> str:
    return a1(*looked_at.judgement.system.cells.place(candidate.cell)[1:])


def cross(wrong: dict[tuple[int, int], str] | None = None) -> str:
    """Types down, regions across, with totals at both ends: every figure stands in two sums."""
    rows = [["Market size 2024, USD billion", *NAMES, "World"]]
    figures = [[46.4, 24.5, 44.4, 9.2, 6.9], [38.4, 17.9, 19.2, 3.0, 2.1]]
    figures.append([round(a + b, 1) for a, b in zip(*figures, strict=True)])
    for name, line in zip((*TYPES, "All types"), figures, strict=True):
        rows.append([name, *(f"{figure:.1f}" for figure in line), f"{sum(line):.1f}"])
    for (row, column), text in (wrong or {}).items():
        rows[row - 1][column - 1] = text
    return "\n".join(" | ".join(row) for row in rows) + "\n"


def test_a_consistent_table_has_no_components() -> None:
    assert components({"Cross": cross()})[1] == ()


def test_a_cell_in_two_failing_sums_is_named_with_its_value() -> None:
    looked_at, (component,) = components({"Cross": cross({(2, 3): "42.5"})})
    best = component.suspects[0]
    assert (cell(looked_at, best), best.value, best.cause) == ("C2", 24.5, "two digits swapped")
    assert best.probability > 0.99
    assert best.settles == len(component.identities) == 2
    assert not component.undecided


@pytest.mark.parametrize(
    ("printed", "true", "cause"),
    [
        ("4.44", 44.4, "a power of ten"),
        ("47.4", 44.4, "a digit mistyped"),
        ("4.4", 44.4, "a digit dropped"),
        ("-44.4", 44.4, "the sign"),
        ("444.4", 44.4, "a digit doubled"),
    ],
)
def test_the_cause_is_named(printed: str, true: float, cause: str) -> None:
    looked_at, (component,) = components({"Cross": cross({(2, 4): printed})})
    best = component.suspects[0]
    assert (cell(looked_at, best), best.value, best.cause) == ("D2", true, cause)


def test_two_errors_apart_are_two_components() -> None:
    looked_at, found = components({"Cross": cross({(2, 3): "42.5", (3, 5): "8.0"})})
    blamed = {cell(looked_at, component.suspects[0]) for component in found if component.suspects}
    assert blamed == {"C2", "E3"}


def test_a_total_that_leaves_out_a_part() -> None:
    sheets = {
        "Regions": "Market size, USD billion | 2024\n"
        "North America | 84.8\nEurope | 42.4\nAsia-Pacific | 63.6\nLatin America | 12.2\nMiddle East & Africa | 9.0\n"
        "World | 199.8\n"
    }
    looked_at, (component,) = components(sheets)
    best = component.suspects[0]
    assert (cell(looked_at, best), best.value, best.cause) == ("B7", 212.0, "leaves out one of its parts")


def test_the_probabilities_of_a_component_are_a_distribution_in_order() -> None:
    _, (component,) = components(
        {"Types": "Revenue, USD billion | 2024\nSmall molecules | 131.4\nBiologics | 80.6\nTotal | 221.0\n"}
    )
    chances = [suspect.probability for suspect in component.suspects]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.0001
    assert component.undecided == (chances[0] < 0.95)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(1, 500), min_size=10, max_size=10), st.integers(0, 2))
def test_a_consistent_model_rounded_never_fails(values: list[float], places: int) -> None:
    assert not any(
        judged.outcome == "impossible" for judged in subject({"Cross": _table(values, places)}).judgement.judged
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(501, 4999).filter(lambda n: n % 10).map(lambda n: n / 10), min_size=10, max_size=10),
    st.integers(0, 9),
    st.integers(20, 400),
)
def test_a_planted_change_is_always_found(values: list[float], where: int, change: int) -> None:
    text = _table(values, 1, planted=(where, change))
    judgement = subject({"Cross": text}).judgement
    assert sum(judged.outcome == "impossible" for judged in judgement.judged) >= 2
    assert len(judgement.components) >= 1


def _table(values: list[float], places: int, planted: tuple[int, int] | None = None) -> str:
    true = [values[:5], values[5:]]
    shown = [[f"{value:.{places}f}" for value in line] for line in true]
    if planted is not None:
        row, column = divmod(planted[0], 5)
        shown[row][column] = f"{float(shown[row][column]) + planted[1]:.{places}f}"
    columns = [f"{a + b:.{places}f}" for a, b in zip(*true, strict=True)]
    lines = [" | ".join(["Market size 2024, USD billion", *NAMES, "World"])]
    for name, line, whole in zip(TYPES, shown, true, strict=True):
        lines.append(" | ".join([name, *line, f"{sum(whole):.{places}f}"]))
    lines.append(" | ".join(["All types", *columns, f"{sum(values):.{places}f}"]))
    return "\n".join(lines) + "\n"


def test_random_rounding_makes_no_difference_improbable() -> None:
    parts = [3 * factor for factor in (101, 212, 323, 434, 545, 656, 767, 878, 989, 1100, 1211, 1322, 1433, 1544)]
    lines = [f"Area {number} | {part} | {part + 3}" for number, part in enumerate(parts, 1)]
    total = sum(parts)
    table = "\n".join(["Area | 2006 | 2011", *lines, f"Total | {total - 21} | {total + 42 + 21}"])
    looked_at, found = components({"Census": table})
    assert {verdict.outcome for verdict in looked_at.judgement.judged} <= {"rounding", "exact"}
    assert found == ()


REGIONS = (
    "Market size, USD billion | 2024 | 2025 | Growth 2025, %\n"
    "North America | 84.8 | 88.6 | 4.5\nEurope | 42.4 | 44.1 | {}\nAsia-Pacific | 63.6 | 67.9 | 6.8\n"
    "Latin America | 12.2 | 12.9 | 5.7\nMiddle East & Africa | 9.0 | 9.5 | 5.6\nWorld | 212.0 | 223.0 | 5.2\n"
)


@pytest.mark.parametrize(
    ("printed", "cause"), [("8.0", "a digit mistyped"), ("33.3", "the other figures agree with the rest")]
)
def test_a_rate_is_named_where_its_sizes_are_confirmed_by_sums(printed: str, cause: str) -> None:
    looked_at, (component,) = components({"Regions": REGIONS.format(printed)})
    (suspect,) = component.suspects
    assert (cell(looked_at, suspect), suspect.value, suspect.cause) == ("D3", 4.0, cause)


def test_no_suspect_where_nothing_confirms_the_sizes_of_a_rate() -> None:
    claims = (
        "Publisher | Size, USD billion | Year | Size, USD billion | Year | CAGR, %\n"
        "Virtue | 211.91 | 2024 | 336.65 | 2030 | 9.7\nFortune | 242.62 | 2024 | 465.14 | 2032 | 8.5\n"
    )
    assert [component.suspects for component in components({"Claims": claims})[1]] == [()]


def test_the_neighbours_of_a_long_table_are_those_of_meaning() -> None:
    sizes = {"Germany": [9.0, 9.3, 9.7, 10.0], "France": [6.4, 6.6, 6.9, 7.1], "Italy": [5.1, 5.3, 5.5, 5.7]}
    sizes["Rest of Europe"] = [3.2, 3.3, 3.4, 3.6]
    lines = ["Region | Country | Year | Value, USD billion"]
    for at, year in enumerate(range(2024, 2028)):
        lines += [f"Europe | {who} | {year} | {line[at]}" for who, line in sizes.items()]
        lines.append(f"Europe | Total | {year} | {sum(line[at] for line in sizes.values()):.1f}")
    wrong = "\n".join(lines).replace("Europe | France | 2026 | 6.9", "Europe | France | 2026 | 5.9")
    looked_at, (component,) = components({"Long": wrong})
    best = component.suspects[0]
    assert (cell(looked_at, best), best.value) == ("D13", 6.9)
    assert not component.undecided


def test_the_one_figure_that_is_not_round_is_the_likeliest() -> None:
    table = (
        "Market size, USD million | 2024 | 2025\nSmall molecules | 131400 | 136000\nBiologics | 80600 | 87000\n"
        "Total | 212000 | 223060\n"
    )
    looked_at, (component,) = components({"Types": table})
    assert cell(looked_at, component.suspects[0]) == "C4"
    assert component.suspects[0].value == 223000


def test_of_many_sums_a_few_are_improbable_by_chance() -> None:
    def table(years: int) -> str:
        lines = [["Year", "Solid", "Liquid", "Gas", "Cement", "Total"]]
        parts = [[(7 * year + 13 * part) % 97 + 11 for part in range(4)] for year in range(years)]
        lines += [[str(1900 + i), *map(str, line), str(sum(line))] for i, line in enumerate(parts)]
        lines[5][-1] = str(int(lines[5][-1]) + 2)
        return "\n".join(" | ".join(line) for line in lines)

    few, many = components({"Fuels": table(40)})[1], components({"Fuels": table(200)})[1]
    assert [len(few), len(many)] == [1, 0]
