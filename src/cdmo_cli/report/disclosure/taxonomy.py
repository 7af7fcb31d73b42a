"""The identities of a model that came without its workbook: those that the taxonomy declares."""

from __future__ import annotations

from pathlib import Path

from cdmo_cli import identities
from cdmo_cli.identities.model import System
from cdmo_cli.market.model import Model
from cdmo_cli.read.model import Sheet, Workbook


def declared(model: Model) -> System:
    """What must hold between the figures of a model by what they mean: totals, shares, growth, repeats."""
    sheets = tuple(Sheet(name, index, ()) for index, name in enumerate(model.sheets))
    return identities.collect(model, (), Workbook(Path(model.path or "model"), "xlsx", sheets, ""))
