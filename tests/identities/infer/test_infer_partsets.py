"""Where the look of a table ends the parts of a total."""

from __future__ import annotations

from infer_axis import axis

from cdmo_cli.identities.infer.hidden.partsets import Orders, natural
from cdmo_cli.identities.infer.model import Pattern

ROWS = [[float(n)] for n in range(1, 8)]


def test_all_before_and_all_after() -> None:
    assert natural(Orders(axis(ROWS, totals=[6]), []), 6) == [(0, 1, 2, 3, 4, 5)]
    assert natural(Orders(axis(ROWS, totals=[0]), []), 0) == [(1, 2, 3, 4, 5, 6)]


def test_another_total_ends_them() -> None:
    assert (3, 4, 5) in natural(Orders(axis(ROWS, totals=[2, 6]), []), 6)


def test_a_gap_ends_them() -> None:
    found = natural(Orders(axis(ROWS, totals=[6], gaps=[4, 2]), []), 6)
    assert (4, 5) in found
    assert (2, 3, 4, 5) in found


def test_a_level_ends_them() -> None:
    found = natural(Orders(axis(ROWS, totals=[0], depth=[0, 1, 1, 2, 2, 1, 0]), []), 0)
    assert (1, 2, 3, 4, 5) in found
    assert (1, 2, 5) in found


def test_totals_stand_for_their_parts() -> None:
    subtotal = Pattern(2, (0, 1), (0,), (), 4.0)
    assert (2, 3, 4, 5) in natural(Orders(axis(ROWS, totals=[6]), [subtotal]), 6)
