"""Three and more errors in figures that hang together, where no pair of cells settles all sums."""

from __future__ import annotations

import pytest
from identities_tables import crossed, listed, with_totals
from test_identities_causes import blamed, changed

from cdmo_cli.identities import outcomes, several
from cdmo_cli.identities.judge import judge
from cdmo_cli.identities.model import System
from cdmo_cli.identities.scene import Scene, scene

INNER = [
    [4812.0, 2377.0, 6159.0, 1248.0],
    [3391.0, 5126.0, 2784.0, 4463.0],
    [1957.0, 7435.0, 3862.0, 2519.0],
    [6841.0, 1693.0, 5278.0, 3914.0],
]
TRUE = crossed(with_totals(INNER))


def looked_at(system: System) -> tuple[Scene, list[int]]:
    judged = outcomes.judged(system.cells, system.identities)
    return scene(system.cells, system.identities, judged), [v.identity for v in judged if v.fails]


@pytest.mark.parametrize(
    "wrong",
    [
        {0: 8412.0, 1: 2737.0, 6: 1526.0},
        {0: 4821.0, 1: 23770.0, 6: 5216.0},
        {0: 8412.0, 1: 2737.0, 6: 1526.0, 8: 4643.0},
    ],
    ids=["swaps", "a power of ten", "four of them"],
)
def test_errors_in_rows_and_columns_that_cross_are_told_apart(wrong: dict[int, float]) -> None:
    spoilt = changed(TRUE, wrong)
    view, failing = looked_at(spoilt)
    places = several.several(view, failing)
    assert {place.best.cell: place.best.value for place in places} == {c: TRUE.cells.value[c] for c in wrong}
    assert sorted(position for place in places for position in place.identities) == failing
    assert blamed(spoilt) == {cell: TRUE.cells.value[cell] for cell in wrong}


def test_every_cause_has_its_own_sums_and_a_probability() -> None:
    components = judge(changed(TRUE, {0: 8412.0, 1: 2737.0, 6: 1526.0})).components
    assert len(components) == 3
    assert not any(component.together for component in components)
    assert all(component.suspects[0].probability > 0.95 for component in components)


def test_nothing_is_found_where_all_is_wrong() -> None:
    """A row that slipped by one place breaks every sum: no few cells are to blame."""
    slipped = {10 + i: INNER[2][(i + 1) % 4] for i in range(4)} | {5 + i: INNER[1][(i + 1) % 4] for i in range(4)}
    view, failing = looked_at(changed(TRUE, slipped))
    assert several.several(view, failing) == ()


def test_figures_to_which_no_slip_leads_are_not_put_together() -> None:
    view, failing = looked_at(changed(TRUE, {0: 77.0, 1: 9035.0, 6: 380.0}))
    assert len(failing) == 4
    assert several.several(view, failing) == ()


def test_large_systems_are_not_searched() -> None:
    wide = listed([[float(100 + r + c) for c in range(several.MOST_FAILING + 1)] for r in range(3)])
    view, failing = looked_at(wide)
    assert len(failing) == several.MOST_FAILING + 1
    assert several.several(view, failing) == ()
