"""What a rule looks at: one file, as every stage before it understood it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.identities.model import Judgement
from cdmo_cli.market.model import Model
from cdmo_cli.read.model import Workbook
from cdmo_cli.tables.model import SheetTables


@dataclass(frozen=True)
class Subject:
    """One file to be checked. `path` is as the user gave it."""

    path: str
    sha256: str
    workbook: Workbook
    tables: Sequence[SheetTables]
    model: Model
    judgement: Judgement
