"""How likely a line is to be spoilt by a slip."""

from __future__ import annotations

from infer_axis import axis

from cdmo_cli.identities.infer.hidden.slipped import slipped
from cdmo_cli.identities.infer.model import Pattern

FOUR = (0, 1, 2, 3)


def lone(figures: list[float]) -> tuple[float, int] | None:
    line = (len(figures) - 1, tuple(range(len(figures) - 1)), 0)
    found = slipped(axis([[figure] for figure in figures]), [line], [], []).get(line)
    return None if found is None else (found.digits, found.item)


def test_a_swap_among_long_figures_speaks_for_a_sum() -> None:
    found = lone([41237, 9853, 72496, 13078, 91664])
    assert found is not None
    assert found[0] > 0.5
    assert found[1] == 2


def test_the_longer_the_figures_the_more() -> None:
    short, long = lone([41, 98, 72, 13, 179]), lone([412371, 985312, 724963, 130788, 2271434])
    assert short is not None
    assert long is not None
    assert short[0] < 0 < long[0]


def test_a_line_that_holds_or_that_no_slip_explains_is_left_out() -> None:
    assert lone([41237, 9853, 27496, 13078, 91664]) is None
    assert lone([41237, 9853, 27496, 13078, 88231]) is None


def test_a_cell_that_settles_the_sum_across_too_weighs_more() -> None:
    rows = [[41237, 12210, 53447], [9853, 4411, 14264], [72496, 8345, 35841], [13078, 6024, 19102]]
    figures = axis([*rows, [91664, 30990, 122654]])
    line = (4, FOUR, 0)
    across = Pattern(2, (0, 1), (0, 1, 2, 3, 4), (2,), 15.0)
    alone, both = slipped(figures, [line], [], [])[line], slipped(figures, [line], [], [across])[line]
    assert both.item == alone.item == 2
    assert both.digits > alone.digits + 2
