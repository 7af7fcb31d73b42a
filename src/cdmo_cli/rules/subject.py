"""What a rule looks at: one file, as every stage before it understood it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

from cdmo_cli.identities.model import Judgement
from cdmo_cli.identities.scales import Scaled, scaled
from cdmo_cli.market.model import Model
from cdmo_cli.read.model import Workbook
from cdmo_cli.rules.waivers import Waiver
from cdmo_cli.tables.model import SheetTables


@dataclass(frozen=True)
class Subject:
    """One file to be checked. `path` is as the user gave it; `waivers` are those that apply to the file, and `today`
    is the day from which they are seen (without it none has expired). `known` is what `once` has computed."""

    path: str
    sha256: str
    workbook: Workbook
    tables: Sequence[SheetTables]
    model: Model
    judgement: Judgement
    waivers: tuple[Waiver, ...] = ()
    today: dt.date | None = None
    known: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def scaled(self) -> tuple[Scaled, ...]:
        """The figures that are off by a factor of a thousand or a million."""
        return scaled(self.model, self.tables, self.judgement)

    @cached_property
    def sheet_numbers(self) -> dict[str, int]:
        """The position of every sheet by its name, as formulas name it: in any case."""
        return {sheet.name.casefold(): position for position, sheet in enumerate(self.workbook.sheets)}


T = TypeVar("T")


def once(compute: Callable[[Subject], T]) -> Callable[[Subject], T]:
    """A function of a subject that is computed once for each, however many rules ask for it."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    @wraps(compute)
    def known(subject: Subject) -> T:
        if name not in subject.known:
            subject.known[name] = compute(subject)
        found: T = subject.known[name]
        return found

    return known
