"""How sure it is that there is a sum."""

from __future__ import annotations

from infer_axis import axis

from cdmo_cli.identities.infer.model import Pattern
from cdmo_cli.identities.infer.strength import strengths

ROWS = [[float(10 * n + m) for m in range(8)] for n in range(4)]
LINES = tuple(range(8))


def test_a_total_by_name_on_many_lines_is_strong() -> None:
    named = axis(ROWS, totals=[3])
    assert set(strengths(named, [Pattern(3, (0, 1, 2), LINES, (2,), 14.0)])[0].values()) == {"strong"}
    assert set(strengths(axis(ROWS), [Pattern(3, (0, 1, 2), LINES, (2,), 14.0)])[0].values()) == {"likely"}


def test_little_evidence_few_lines_or_many_failures_make_it_likely() -> None:
    named = axis(ROWS, totals=[3])
    for pattern in (
        Pattern(3, (0, 1, 2), LINES, (), 6.0),
        Pattern(3, (0, 1, 2), (0, 1, 2), (), 12.0),
        Pattern(3, (0, 1, 2), LINES, (0, 1), 16.0),
        Pattern(3, (0, 1, 2), LINES, (2,), 14.0, "broken"),
    ):
        assert set(strengths(named, [pattern])[0].values()) == {"likely"}
