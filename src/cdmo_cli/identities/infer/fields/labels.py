"""What heads an item: its own words, the headings it stands under, its level and its look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cdmo_cli.identities.infer.model import Flags
from cdmo_cli.tables.grid import DATE, NUMBER, TEXT, Grid
from cdmo_cli.tables.regions import Area

LONGEST = 120  # characters of a label that are kept


@dataclass(frozen=True)
class Heads:
    """What heads each item of one direction; all lists have one entry for each."""

    labels: list[str]  # its own words
    names: list[str]  # all words that are its alone, where they stand in several cells
    over: list[tuple[str, ...]]  # the headings that it shares with others, nearest first
    depth: list[int]
    bold: list[bool]


def words_of(grid: Grid, area: Area, figure: Flags) -> Flags:
    """Texts and dates, and numbers that are no figures: years, codes."""
    kinds = grid.kind[area.top : area.bottom + 1, area.left : area.right + 1]
    return np.asarray(np.isin(kinds, (TEXT, DATE)) | ((kinds == NUMBER) & ~figure))
