"""Hierarchies that add up, printed with any number of decimals over several sheets: no rounding is called an error,
and no larger change escapes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from subject_grid import subject

from cdmo_cli.check import check
from cdmo_cli.rules.subject import Subject

YEARS = (2023, 2024, 2025)
COUNTRIES = {
    "North America": ("United States", "Canada", "Rest of North America"),
    "Europe": ("Germany", "France", "Italy", "Rest of Europe"),
    "Asia-Pacific": ("China", "Japan", "Rest of Asia-Pacific"),
    "Latin America": (),
    "Middle East & Africa": (),
}
TYPES = ("Small molecules", "Biologics")
LEAVES = [country for countries in COUNTRIES.values() for country in countries] + [
    region for region, countries in COUNTRIES.items() if not countries
]


@dataclass(frozen=True)
class Hierarchy:
    """True values by member and year, and with how many decimals each sheet prints them."""

    values: dict[str, list[float]]
    decimals: dict[str, int]

    def printed(self, member: str, year: int, sheet: str) -> str:
        return f"{self.values[member][year]:.{self.decimals[sheet]}f}"


@st.composite
def hierarchies(draw: st.DrawFn) -> Hierarchy:
    amounts = st.floats(1.0, 150.0, allow_nan=False)  # no sum of them looks like a year
    values = {leaf: [draw(amounts) for _ in YEARS] for leaf in LEAVES}
    for region, countries in COUNTRIES.items():
        if countries:
            values[region] = [sum(values[country][year] for country in countries) for year in range(len(YEARS))]
    values["World"] = [sum(values[region][year] for region in COUNTRIES) for year in range(len(YEARS))]
    shares = [draw(st.floats(0.1, 0.9)) for _ in YEARS]
    values["Small molecules"] = [share * world for share, world in zip(shares, values["World"], strict=True)]
    values["Biologics"] = [(1 - share) * world for share, world in zip(shares, values["World"], strict=True)]
    decimals = {sheet: draw(st.integers(0, 3)) for sheet in ("Market", "Regions", "Types")}
    return Hierarchy(values, decimals)


Grid = list[list[str]]


def grids(made: Hierarchy) -> dict[str, Grid]:
    lines = {"Market": ["World"], "Types": [*TYPES, "World"], "Regions": ["World"]}
    indents = {"World": ""}
    for region, countries in COUNTRIES.items():
        lines["Regions"] += [region, *countries]
        indents |= dict.fromkeys(countries, "  ")
    header = ["Market size, USD billion", *map(str, YEARS)]
    return {
        sheet: [header]
        + [
            [indents.get(member, "") + member, *(made.printed(member, year, sheet) for year in range(len(YEARS)))]
            for member in members
        ]
        for sheet, members in lines.items()
    }


def judged(sheets: dict[str, Grid]) -> Subject:
    return subject({sheet: "\n".join(" | ".join(row) for row in grid) + "\n" for sheet, grid in sheets.items()})


def said(looked_at: Subject) -> list[tuple[str, str]]:
    """Rule and severity of what is said of sums and of figures printed twice."""
    findings = (reported.finding for reported in check([looked_at]).findings)
    return [(finding.rule, finding.severity) for finding in findings if finding.rule[0] in "TR"]


quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(hierarchies())
def test_rounding_is_never_an_error(made: Hierarchy) -> None:
    looked_at = judged(grids(made))
    judgement = looked_at.judgement
    assert sum(identity.kind == "sum" for identity in judgement.system.identities) >= 3 * (1 + 3 + 1 + 2)
    assert not [verdict for verdict in judgement.judged if verdict.outcome == "impossible"]
    assert {severity for _, severity in said(looked_at)} <= {"warning"}  # T103: possible, but improbable


@quick
@given(hierarchies(), st.data())
def test_a_larger_change_is_always_found(made: Hierarchy, data: st.DataObject) -> None:
    sheets = grids(made)
    sheet = data.draw(st.sampled_from(sorted(sheets)))
    row = data.draw(st.integers(1, len(sheets[sheet]) - 1))
    column = data.draw(st.integers(1, len(YEARS)))
    figure = float(sheets[sheet][row][column])
    # every sum has at most seven figures, none coarser than tenfold what its sheet prints
    least = max(8 * 10.0 ** (1 - min(made.decimals.values())), 1e-6)
    change = data.draw(st.sampled_from([least, -least, 3 * least])) * (1 + data.draw(st.floats(0, 1)))
    changed = f"{figure + change:.{made.decimals[sheet]}f}"
    sheets[sheet][row][column] = changed
    looked_at = judged(sheets)
    assert not math.isclose(float(changed), figure)
    failing = {
        looked_at.judgement.system.cells.place(cell)
        for _, identity, verdict in looked_at.judgement.failing()
        if verdict.outcome == "impossible"
        for cell in identity.cells
    }
    assert (list(sheets).index(sheet), row + 1, column + 1) in failing
    assert any(severity in ("error", "warning") for _, severity in said(looked_at))
