"""A strip of a sheet with what its rows hold: numbers, years, repeated and numbered headers."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from cdmo_cli.tables.grid import DATE, EMPTY, NUMBER, TEXT, Grid
from cdmo_cli.tables.periods import find_period
from cdmo_cli.tables.regions import Area
from cdmo_cli.tables.units import read_unit
from cdmo_cli.tables.words import is_run, is_total, measure_in, status_of

LOOKAHEAD = 8  # data rows that tell which columns hold numbers
LONG_LINE = 80  # characters that no heading has
_REPEATED = 2  # years of a header row that is repeated
_NUMBERED = 3  # cells of a row that numbers the columns


class Strip:
    """A strip with what its rows hold, computed once."""

    def __init__(self, grid: Grid, area: Area) -> None:
        self.grid, self.area = grid, area
        self.kind = grid.kind[area.top : area.bottom + 1, area.left : area.right + 1]
        number = grid.number[area.top : area.bottom + 1, area.left : area.right + 1]
        self.numeric = self.kind == NUMBER
        with np.errstate(invalid="ignore"):
            self.year = self.numeric & (number == np.rint(number)) & (number >= 1900) & (number <= 2100)
        self.filled = self.kind != EMPTY
        self.cells = self.filled.sum(axis=1)
        self.numbers = self.numeric.sum(axis=1)
        self.data = self.numbers > 0
        self.repeated: set[int] = set()  # rows that say the years of the header again
        for row in np.flatnonzero(self.data & (self.year.sum(axis=1) == self.numbers)).tolist():
            if self._years_head(row):
                self.data[row] = False
        self.numbered = {r for r in np.flatnonzero(self.cells >= _NUMBERED).tolist() if self._numbers_columns(r)}
        self.data[sorted(self.numbered)] = False
        self.titled = self._numbered_title()
        if self.titled is not None:
            self.data[self.titled] = False

    def _years_head(self, row: int) -> bool:
        """Is a row whose numbers are all years a header? Then numbers that are no years stand below them."""
        if self.kind[row, 0] == TEXT and is_total(self.text(row, 0)):
            return False  # sizes that look like years
        columns = np.flatnonzero(self.year[row])
        below = [r for r in range(row + 1, min(row + 1 + 3 * LOOKAHEAD, len(self.data))) if self.numbers[r]][:LOOKAHEAD]
        # a second header row of years under the first must not stop the search
        beneath = self.numeric[below][:, columns]
        years_beneath = self.year[below][:, columns]
        if len(columns) == 1 and columns[0] == 0:
            if self._year_alone(row):
                return True
            blank = next((r for r in range(row + 1, len(self.cells)) if not self.cells[r]), len(self.cells))
            own = [r for r in below if r < blank]
            if own and not self.numeric[own][:, columns].any():
                return self._corner(row, own)
        if not beneath.any() or (beneath & ~years_beneath).sum() < 0.5 * beneath.sum():
            return False
        if row and self.numbers[row - 1] and self.data[row - 1]:
            return self._said_before(row, columns)
        above = [r for r in range(max(0, row - 3), row) if self._headed(r, columns)]
        before = next((r for r in range(row - 1, max(row - 4, -1), -1) if self.numbers[r]), None)
        if before is not None and not self.data[before] and self.year[before, columns].all():
            sizes = self.kind[row, 0] == TEXT and self.numbers[before] == len(columns)  # that look like years
            return not sizes
        if len(columns) > 1:
            values = [float(self.grid.number[self.area.top + row, self.area.left + c]) for c in columns]
            steps = {b - a for a, b in itertools.pairwise(values)}
            regular = len(steps) == 1  # one and the same year under several headings is a header too
            return regular or not any((self.kind[r, columns] == TEXT).all() for r in above)
        return not above

    def _numbered_title(self) -> int | None:
        """The first row of a wide strip if it is the number of the table and its title: `1 | Visits by area`."""
        row = int(np.argmax(self.cells > 0)) if self.cells.any() else 0
        if self.cells[row] != 2 or not self.numeric[row, 0] or self.kind[row, 1:2].tolist() != [TEXT]:
            return None
        wide = (self.cells[row + 1 : row + 1 + 3 * LOOKAHEAD] > 2).sum() > 1
        return row if wide and len(self.text(row, 1).split()) >= 3 else None

    def _said_before(self, row: int, columns: npt.NDArray[np.intp]) -> bool:
        """The same years in the same columns, beside other words, as in a header row above: the next part of a table
        that repeats its header under a heading such as `Growth (%)`."""
        if len(columns) < _REPEATED or not (self.kind[row, : columns[0]] == TEXT).any():
            return False
        numbers = self.grid.number[self.area.top : self.area.bottom + 1, self.area.left : self.area.right + 1]
        same = (numbers[:row, columns] == numbers[row, columns]).all(axis=1) & ~self.data[:row]
        years = [int(numbers[row, c]) for c in columns]
        said = bool(same.any()) or any(self._says(r, columns, years) for r in np.flatnonzero(~self.data[:row]).tolist())
        if said:
            self.repeated.add(row)
        return said

    def _says(self, row: int, columns: npt.NDArray[np.intp], years: list[int]) -> bool:
        """Do the texts of a header row name these years: `2024 (USD million)`, `2025F`?"""
        if not (self.kind[row, columns] == TEXT).all():
            return False
        dated = [find_period(self.text(row, int(c))) for c in columns]
        return [d[0].period.year if d is not None else 0 for d in dated] == years

    def _headed(self, row: int, columns: npt.NDArray[np.intp]) -> bool:
        """Do words stand in these columns? What only says the unit, the status or the measure of a year under it heads
        the same column and says nothing against it."""
        texts = [self.text(row, int(c)) for c in columns if self.kind[row, c] == TEXT]
        return any(read_unit(t) is None and status_of(t) is None and measure_in(t)[1] for t in texts)

    def _numbers_columns(self, row: int) -> bool:
        """Is a row the running numbers (or letters) of the columns, under headings that differ and over labels?"""
        columns = np.flatnonzero(self.filled[row])
        if len(columns) < _NUMBERED or not row or not is_run([self.text(row, int(columns[0]))]):
            return False
        if not is_run([self.text(row, int(c)) for c in columns]):
            return False
        names = [self.text(row - 1, int(c)) for c in columns if self.kind[row - 1, c] in (TEXT, NUMBER, DATE)]
        below = [r for r in range(row + 1, min(row + 1 + LOOKAHEAD, len(self.data))) if self.cells[r]]
        labelled = [self.kind[r, 0] == TEXT for r in below]
        distinct = len(set(names)) == len(names) >= len(columns) - 1
        return distinct and bool(labelled) and sum(labelled) >= 0.5 * len(labelled) and self._plain(row)

    def _plain(self, row: int) -> bool:
        """No title and no unit in the row above: all its cells are short."""
        return all(len(text) <= LONG_LINE for text in self.texts(row - 1))

    def _year_alone(self, row: int) -> bool:
        """A year by itself right above headings: it dates the table under them."""
        after = row + 1
        if self.cells[row] != 1 or after >= len(self.cells) or self.numbers[after]:
            return False
        return (
            bool((self.kind[after] == TEXT).sum() > 1) and after + 1 < len(self.cells) and self.numbers[after + 1] > 0
        )

    def _corner(self, row: int, below: list[int]) -> bool:
        """A year in the corner: headings beside it, labels below it."""
        headed = np.flatnonzero(self.kind[row] == TEXT)
        labelled = (self.kind[below, 0] == TEXT).any()
        return bool(len(headed) and len(below) and labelled and self.numeric[below][:, headed].any())

    def number_columns(self, first: int) -> npt.NDArray[np.intp]:
        """The columns that hold numbers in the data rows from `first` on, without a first column of years."""
        rows = [r for r in range(first, min(first + 3 * LOOKAHEAD, len(self.data))) if self.data[r]][:LOOKAHEAD]
        columns = np.flatnonzero(self.numeric[rows].any(axis=0))
        if len(columns) > 1 and (self.year[rows, columns[0]] == self.numeric[rows, columns[0]]).all():
            return columns[1:]
        return columns

    def heads(self, row: int, columns: npt.NDArray[np.intp]) -> int:
        """How many of the columns of numbers have a heading in this row."""
        kinds = self.kind[row, columns]
        return int(((kinds == TEXT) | (kinds == DATE) | (kinds == NUMBER)).sum())

    def text(self, row: int, column: int) -> str:
        return self.grid.text(self.area.top + row, self.area.left + column)

    def texts(self, row: int) -> list[str]:
        """The texts of all filled cells of a row."""
        return [self.text(row, int(c)) for c in np.flatnonzero(self.filled[row])]

    def only_text(self, row: int) -> str:
        """The text of a row that holds one cell."""
        return self.text(row, int(np.flatnonzero(self.filled[row])[0]))
