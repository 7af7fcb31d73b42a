"""Finds what adds up in a grid where nobody declared it: from the numbers first, from labels and looks beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.identities.infer.fields.axes import fields
from cdmo_cli.identities.infer.hidden.broken import broken
from cdmo_cli.identities.infer.model import Axis, Field, Pattern
from cdmo_cli.identities.infer.rates.find import Rate, rates_of_sheet
from cdmo_cli.identities.infer.strength import Strength, strengths
from cdmo_cli.identities.infer.sums.find import find
from cdmo_cli.tables.grid import Grid

__all__ = ["Axis", "Field", "Found", "Pattern", "Rate", "Strength", "found_in", "rates_in", "strengths"]


@dataclass(frozen=True)
class Found:
    """What was found in a field: sums among its rows, sums among its columns."""

    field: Field
    rows: tuple[Pattern, ...]
    columns: tuple[Pattern, ...]


def found_in(grid: Grid) -> list[Found]:
    """All sums that the numbers of a sheet show by themselves, field by field."""
    return [_found(field) for field in fields(grid)]


def _found(field: Field) -> Found:
    rows, columns = find(field.rows), find(field.columns)
    hidden = broken(field.rows, rows, columns), broken(field.columns, columns, rows)
    return Found(field, (*rows, *hidden[0]), (*columns, *hidden[1]))


def rates_in(grid: Grid, found: Sequence[Found]) -> list[Rate]:
    """The shares, growth rates, CAGR and differences of a sheet whose sums have been found."""
    return rates_of_sheet([one.field for one in found], [(one.rows, one.columns) for one in found], grid)
