"""From a file to what cdmo knows of it: read → tables → market, and on to the judged identities and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cdmo_cli.market import load_taxonomy
from cdmo_cli.market import understand as understand_market
from cdmo_cli.market.facts import with_unread_taxonomy
from cdmo_cli.market.model import Model, Taxonomy
from cdmo_cli.read import read
from cdmo_cli.read.model import Needs, Workbook
from cdmo_cli.rules.subject import Subject
from cdmo_cli.tables import find_tables
from cdmo_cli.tables.model import SheetTables

if TYPE_CHECKING:
    from cdmo_cli.identities.model import Missing

LOOKS = Needs.STYLES  # the hierarchy of a table may be told by indentation or bold type alone
ALL = Needs.STYLES | Needs.FORMULAS  # formulas are identities too: without them a file is judged, and covered, less


@dataclass(frozen=True)
class Understood:
    """A file at its first three stages; `path` is as the user gave it."""

    path: Path
    workbook: Workbook
    tables: tuple[SheetTables, ...]
    model: Model


def understand(path: Path, needs: Needs = LOOKS, taxonomy: Taxonomy | None = None) -> Understood:
    """Read a file and understand it as a market. Raises CdmoError where it cannot be read."""
    workbook = read(path, needs)
    tables = tuple(with_unread_taxonomy(find_tables(sheet), sheet) for sheet in workbook.sheets)
    model = understand_market(workbook, tables, taxonomy or load_taxonomy())
    return Understood(path, workbook, tables, model)


def judge(understood: Understood, missing: Missing = "non_null") -> Subject:
    """Collect what must hold in a file and judge it once; `missing` says what becomes of sums that lack figures."""
    from cdmo_cli import identities

    workbook, tables, model = understood.workbook, understood.tables, understood.model
    system = identities.collect(model, tables, workbook, missing)
    return Subject(str(understood.path), workbook.sha256, workbook, tables, model, identities.judge(system))


def examine(path: Path, taxonomy: Taxonomy | None = None, missing: Missing = "non_null", needs: Needs = ALL) -> Subject:
    """Read, understand and judge a file: all that a check needs. Raises CdmoError where it cannot be read."""
    return judge(understand(path, needs, taxonomy), missing)
