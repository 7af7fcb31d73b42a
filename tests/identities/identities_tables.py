"""Systems of sums for tests: a grid of figures as cells, and the sums of its rows and columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from cdmo_cli.identities.model import Cells, Identity, Judgement, System


def cells(rows: Sequence[Sequence[float | None]], half: float = 0.5) -> Cells:
    """A grid in reading order; None is a blank cell."""
    places = [(r, c, value) for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1)]
    count = len(places)
    blank = frozenset(i for i, (_, _, value) in enumerate(places) if value is None)
    return Cells(
        sheet=np.zeros(count, dtype=np.int32),
        row=np.array([r for r, _, _ in places], dtype=np.int32),
        column=np.array([c for _, c, _ in places], dtype=np.int32),
        value=np.array([value or 0.0 for _, _, value in places], dtype=np.float64),
        half=np.array([0.0 if i in blank else half for i in range(count)], dtype=np.float64),
        scale=np.ones(count),
        observations=count,
        blank=blank,
    )


def total(whole: int, parts: Sequence[int]) -> Identity:
    return Identity("sum", whole, tuple(parts), (1,) * len(parts), "declared")


def crossed(rows: Sequence[Sequence[float | None]], half: float = 0.5) -> System:
    """The last column holds the totals of the rows, the last row those of the columns."""
    height, width = len(rows), len(rows[0])
    across = [total(r * width + width - 1, [r * width + c for c in range(width - 1)]) for r in range(height)]
    return System(cells(rows, half), (*across, *downwards(height, width)))


def listed(rows: Sequence[Sequence[float | None]], half: float = 0.5) -> System:
    """Only the columns add up, to their last figure."""
    return System(cells(rows, half), downwards(len(rows), len(rows[0])))


def downwards(height: int, width: int) -> tuple[Identity, ...]:
    return tuple(total((height - 1) * width + c, [r * width + c for r in range(height - 1)]) for c in range(width))


def with_totals(inner: Sequence[Sequence[float]], *, across: bool = True) -> list[list[float]]:
    """A grid with the totals of its columns below, and of its rows at the end."""
    rows = [[*row, sum(row)] if across else list(row) for row in inner]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def failing(judgement: Judgement) -> Collection[int]:
    return [verdict.identity for verdict in judgement.judged if verdict.fails]
