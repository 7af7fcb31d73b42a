"""What a workbook is about: the line over its first table, and whether it is of the taxonomy's market at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from cdmo_cli.market.facts import REPORT, TAXONOMY, TEXTS
from cdmo_cli.market.model import Naming, Taxonomy
from cdmo_cli.market.words import key
from cdmo_cli.tables.model import SheetTables

_LONG = 120  # characters: beyond it a title is a text


def title_of(tables: Sequence[SheetTables]) -> str:
    """The title line above the first table with figures; empty where that table has none."""
    for sheet in tables:
        if key(sheet.name) in (REPORT, TAXONOMY, TEXTS):
            continue
        for block in sheet.blocks:
            if len(block.figures):
                above = (n.text.strip() for n in block.notes if n.kind == "title" and n.row <= block.range.top)
                return next((text for text in above if len(text) <= _LONG), "")
    return ""


def of_market(taxonomy: Taxonomy, names: Iterable[Naming], geography: Collection[str]) -> bool:
    """Whether a workbook names a member of the taxonomy that is no place: places are those of every market."""
    codes = {(d.code, m.code) for d in taxonomy.dimensions if d.code not in geography for m in d.members}
    named = any(n.how in ("name", "alias") and (n.dimension, n.member) in codes for n in names)
    return named or not codes
