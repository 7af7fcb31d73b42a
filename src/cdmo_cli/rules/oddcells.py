"""Findings on cells that do not hold the formula of those around them."""

from __future__ import annotations

from cdmo_cli.rules import causes, sheetcells
from cdmo_cli.rules.model import Expected, Finding
from cdmo_cli.rules.runs import Odd
from cdmo_cli.rules.subject import Subject


def finding(subject: Subject, rule: tuple[str, str], cell: Odd, message: str) -> Finding:
    """A finding on such a cell: information where the formula would give the same."""
    value = cell.value or 0.0
    tells = cell.gives is not None and not cell.same
    return Finding(
        rule=rule[0],
        name=rule[1],
        severity="info" if cell.same else causes.severity(subject, cell.at, "warning"),
        message=message,
        place=cell.at,
        observed=value,
        expected=Expected(cell.gives, cell.gives, cell.gives) if cell.gives is not None and tells else None,
        related=cell.beside,
        evidence="formula",
        group=causes.of_formula(subject, cell.at),
        impact=sheetcells.impact(subject, cell.at, value - cell.gives) if cell.gives is not None else 0.0,
        labels=sheetcells.path(subject, cell.at),
        explains=causes.settled(subject, cell.at),
    )
