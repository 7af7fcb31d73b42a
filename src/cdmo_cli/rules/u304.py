"""Amounts without a currency.

**What it checks.** Market models whose sizes or revenues say in no heading, title, cell or fact of the report which
currency they are in. Where only some tables lack it, it is information. Tables of other things than a market, and
figures that are counted in something else (tonnes, patients), are left alone.

**Why it matters.** 212 is no market size. A reader takes it for dollars, or for millions, and nobody can check it.

**How to mend it.** Write the unit above the table or in its heading ("USD million"), or in the sheet "Report" under
"Unit".
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import MEASURES
from cdmo_cli.market.sizes import years_of
from cdmo_cli.rules import revenues, words
from cdmo_cli.rules.model import Finding, Rule, Severity
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables.units import scale_of

NAMES = ("U304", "unit-missing")


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for the workbook."""
    if not subject.model.market:
        return
    data = subject.model.observations
    bare = [p for p in _amounts(subject) if _is_bare(subject, p) and not _is_total(subject, p)]
    currencies = {unit.currency for unit in data.units if unit.currency}
    if currencies:
        bare = [p for p in bare if words.measure(subject, p) == "revenue"]
    elif Cube.of(subject.model).kind != "currency":
        return
    if bare:
        yield _finding(subject, bare, "info" if currencies else "warning")


def _amounts(subject: Subject) -> list[int]:
    """Revenues, and values of a year under a member of the taxonomy."""
    data = subject.model.observations
    revenue = data.measure == MEASURES.index("revenue")
    named = np.zeros(len(data), dtype=bool)
    for dimension in subject.model.taxonomy.dimensions:
        if dimension.code in data.members:
            named |= data.members[dimension.code] >= 0
    value = (data.measure == MEASURES.index("value")) & (years_of(data) > 0) & named
    return np.flatnonzero(revenue | value).tolist()


def _is_bare(subject: Subject, position: int) -> bool:
    unit = revenues.unit_of(subject, position)
    if unit is None:
        return True
    return unit.kind == "other" and unit.currency is None and (not unit.text or scale_of(unit.text) is not None)


def _is_total(subject: Subject, position: int) -> bool:
    """Whether a figure is a total in a table that has currencies row by row: it has that of its parts, if any."""
    block = words.block_of(subject, position)
    at = words.place(subject, position)
    if block is None or not any(partners.currency for partners in block.from_columns.values()):
        return False
    return any(label.total for row in block.rows if row.index == at.row for label in row.labels)


def _finding(subject: Subject, bare: list[int], severity: Severity) -> Finding:
    data = subject.model.observations
    first = bare[0]
    tables = {(int(data.sheet[p]), int(data.block[p])): p for p in reversed(bare)}
    sheets = dict.fromkeys(words.sheet_name(subject, sheet) for sheet, _ in sorted(tables))
    shown = f"{words.name(subject, first)} is {words.shown(subject, first)}"
    message = f"{len(bare)} amounts have no currency" if len(bare) > 1 else "An amount has no currency"
    where = f", in {words.listing(sheets)}" if len(sheets) > 1 else ""
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity=severity,
        message=f"{message}{where}: {shown}, of what is said nowhere",
        place=words.place(subject, first),
        observed=float(subject.judgement.system.cells.value[first]),
        related=tuple(words.place(subject, p) for _, p in sorted(tables.items()) if p != first),
        evidence="inferred",
        labels=words.path(subject, first),
    )


RULE = Rule(*NAMES, "warning", "The amounts of a market model have no currency", check)
