"""Where countries stand on a tile map: column and row by ISO 3166 alpha-3 code, from north-west to south-east."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

Place = tuple[int, int]

NORTH_AMERICA: Final[dict[str, Place]] = {"CAN": (0, 0), "USA": (0, 1)}
EUROPE: Final[dict[str, Place]] = {"GBR": (0, 0), "DEU": (2, 0), "RUS": (3, 0), "FRA": (1, 1), "ITA": (2, 1)}
ASIA_PACIFIC: Final[dict[str, Place]] = {
    "IND": (0, 1),
    "CHN": (1, 0),
    "KOR": (2, 0),
    "JPN": (3, 0),
    "TWN": (2, 1),
    "THA": (1, 2),
    "MYS": (1, 3),
    "IDN": (2, 3),
    "AUS": (3, 4),
}
LATIN_AMERICA: Final[dict[str, Place]] = {"MEX": (0, 0), "COL": (1, 1), "BRA": (2, 1), "ARG": (1, 2)}
MIDDLE_EAST_AFRICA: Final[dict[str, Place]] = {"TUR": (0, 0), "SAU": (1, 1), "ARE": (2, 1)}
_EUROPE_BY_ROW: Final = (
    "ISL -   -   -   NOR SWE FIN -   -",
    "-   -   -   -   -   -   EST RUS -",
    "IRL GBR -   -   DNK -   LVA -   -",
    "-   -   -   NLD DEU POL LTU BLR -",
    "-   -   BEL LUX CZE SVK UKR MDA -",
    "-   -   FRA CHE AUT HUN ROU -   -",
    "PRT ESP -   ITA SVN HRV SRB BGR -",
    "-   -   -   -   MNE BIH MKD -   TUR",
    "-   -   -   MLT -   ALB GRC -   CYP",
)
ALL_OF_EUROPE: Final[dict[str, Place]] = {
    code: (column, row)
    for row, line in enumerate(_EUROPE_BY_ROW)
    for column, code in enumerate(line.split())
    if code != "-"
}
WORLD: Final[dict[str, Place]] = {
    "CAN": (1, 0),
    "USA": (1, 1),
    "MEX": (1, 2),
    "COL": (2, 3),
    "BRA": (3, 4),
    "ARG": (2, 5),
    "GBR": (5, 0),
    "DEU": (6, 0),
    "RUS": (8, 0),
    "FRA": (5, 1),
    "ITA": (6, 1),
    "TUR": (7, 1),
    "SAU": (7, 2),
    "ARE": (8, 2),
    "IND": (9, 2),
    "CHN": (10, 1),
    "KOR": (11, 1),
    "JPN": (12, 1),
    "TWN": (11, 2),
    "THA": (10, 3),
    "MYS": (10, 4),
    "IDN": (11, 4),
    "AUS": (12, 5),
}
_GRIDS: Final[tuple[Mapping[str, Place], ...]] = (
    NORTH_AMERICA,
    EUROPE,
    ALL_OF_EUROPE,
    ASIA_PACIFIC,
    LATIN_AMERICA,
    MIDDLE_EAST_AFRICA,
    WORLD,
)


def places(codes: Sequence[str], columns: int) -> tuple[Place, ...]:
    """A place for each code, no two the same, within `columns` columns.

    The smallest grid that knows most of the codes, and is no wider, gives their places; codes that it does not know
    fill rows below. Where no such grid knows half of them, all stand in rows in the order given.
    """
    order = sorted(_GRIDS, key=lambda grid: (-sum(code in grid for code in codes), len(grid)))
    fitting = (_pressed({code: grid[code] for code in codes if code in grid}) for grid in order)
    known = next((each for each in fitting if _width(each) <= columns and len(each) * 2 >= len(codes)), None)
    if known is None or len(set(codes)) < len(codes):
        return _rows(len(codes), _columns(len(codes), columns), 0)
    wide = _width(known)
    below = max(place[1] for place in known.values()) + 1 if known else 0
    unknown = [code for code in codes if code not in known]
    added = dict(zip(unknown, _rows(len(unknown), wide, below), strict=True))
    return tuple(known.get(code) or added[code] for code in codes)


def _width(known: Mapping[str, Place]) -> int:
    """How many columns places take."""
    return max((place[0] for place in known.values()), default=0) + 1


def _pressed(known: Mapping[str, Place]) -> dict[str, Place]:
    """The places without the empty rows and columns that absent countries leave."""
    across = sorted({place[0] for place in known.values()})
    down = sorted({place[1] for place in known.values()})
    return {code: (across.index(x), down.index(y)) for code, (x, y) in known.items()}


def _columns(count: int, most: int) -> int:
    """A grid a little wider than high."""
    return max(1, min(most, math.ceil(math.sqrt(count * 1.4))))


def _rows(count: int, columns: int, first: int) -> tuple[Place, ...]:
    return tuple((index % columns, first + index // columns) for index in range(count))
