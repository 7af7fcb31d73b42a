"""Blocks anywhere on an axis that come to a given figure, by looking up ends among sorted running sums."""

from __future__ import annotations

import numpy as np

from cdmo_cli.identities.infer.model import Floats, Ints

CROWDED = 100
"""Times as many blocks as there are items: a line on which more come out says nothing, and is left out."""


class RunningSums:
    """Running sums along some items (each line's with a zero at the beginning), sorted once for each line."""

    def __init__(self, sums: Floats) -> None:
        self.sums = sums
        self._order: dict[int, tuple[Ints, Floats]] = {}

    def _sorted(self, line: int) -> tuple[Ints, Floats]:
        if line not in self._order:
            order = np.argsort(self.sums[:, line], kind="stable")
            self._order[line] = order, self.sums[order, line]
        return self._order[line]

    def blocks(self, lines: Ints, figures: Floats, slack: Floats, least: int) -> Ints:
        """Starts and ends (without) of the blocks that come to the figure of a line, within its slack, on `least` of
        the lines or more; one entry of `figures` and `slack` for each line. By start, then by end."""
        count = len(self.sums)
        found: list[Ints] = []
        for line, figure, off in zip(lines.tolist(), figures.tolist(), slack.tolist(), strict=True):
            order, ordered = self._sorted(line)
            wanted = self.sums[:, line] + figure
            low = np.searchsorted(ordered, wanted - off, side="left")
            size = np.searchsorted(ordered, wanted + off, side="right") - low
            whole = int(size.sum())
            if whole > CROWDED * count:
                continue
            start = np.repeat(np.arange(count), size)
            end = order[np.repeat(low, size) + np.arange(whole) - np.repeat(np.cumsum(size) - size, size)]
            found.append((start * (count + 1) + end)[end > start])
        if len(found) < least:
            return np.zeros((0, 2), dtype=np.int64)
        codes, often = np.unique(np.concatenate(found), return_counts=True)
        chosen = codes[often >= least]
        return np.stack([chosen // (count + 1), chosen % (count + 1)], axis=1)
