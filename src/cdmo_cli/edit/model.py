"""What is marked in a copy of a workbook, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["info", "warning", "error", "culprit"]

KINDS: tuple[Kind, ...] = ("info", "warning", "error", "culprit")
"""From the weakest to the strongest: a cell with several marks has the colour of the strongest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A paragraph of a note: a line in bold and what stands under it."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to colour and to give a note; rows and columns count from 1. Without entries it is coloured only."""

    sheet: str
    row: int
    column: int
    kind: Kind
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotated:
    """The bytes of the copy, and what the user should know of it, a sentence each."""

    data: bytes
    remarks: tuple[str, ...] = ()
