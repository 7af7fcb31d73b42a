"""Chapters that are the workbook's own words: trends, drivers, sources."""

from __future__ import annotations

from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Facts, Item, Plain, Row, Section, Table
from cdmo_cli.tables.model import Block

_SHEETS = ("sources", "source", "references", "bibliography", "documents", "quellen")
# Millimetres of the columns of a list of documents, by their number.
_WIDTHS: dict[int, tuple[float, ...]] = {
    2: (55.0, 119.0),
    3: (44.0, 74.0, 56.0),
    4: (43.0, 46.0, 39.0, 46.0),
    5: (32.0, 42.0, 36.0, 32.0, 32.0),
}


def trends(context: Context) -> list[Section]:
    """What moves the market; nothing when the workbook has no such text."""
    found = context.prose("trends", "trend"), context.prose("drivers", "driver")
    count = sum(len(each) for each in found)
    if not count:
        return []
    what = [name for name, each in zip(("trends", "drivers"), found, strict=True) if each]
    heading = " and ".join(what).capitalize()
    items: tuple[Item, ...] = tuple(item for each in found for item in context.points(*each))
    return [Section("trends", heading, f"What moves the {context.view.noun}", "", (), items)]


def sources(context: Context) -> list[Section]:
    """Where the figures come from: the workbook's texts and its sheet of sources, then those of exchange rates."""
    rates = tuple(
        (f"{rate.quote} per {rate.base}", context.view.prose(rate.source))
        for rate in context.view.rates()
        if rate.source
    )
    items: tuple[Item, ...] = (
        *context.points(*context.prose("sources", "source")),
        *_listed(context),
        *((Facts("Sources of single figures", rates),) if rates else ()),
    )
    if not items:
        return []
    return [Section("sources", "Sources", "Where the figures come from", "", (), items, flows=True)]


def _listed(context: Context) -> list[Plain]:
    """The lists of the sheets of sources, with the columns that they have."""
    return [
        table
        for sheet in context.tables
        if sheet.name.strip().casefold() in _SHEETS
        for block in sheet.blocks
        if block.layout == "list" and (table := _documents(context, block)) is not None
    ]


def _documents(context: Context, block: Block) -> Plain | None:
    """A list of documents as a table of words; None for one of a single column or of many."""
    lines = [{label.column: label for label in row.labels} for row in block.rows]
    columns = sorted({column for line in lines for column in line})
    if not 2 <= len(columns) <= max(_WIDTHS):
        return None
    heads = [next((line[c].heading for line in lines if c in line and line[c].heading), "") for c in columns]
    first, *others = _WIDTHS[len(columns)]
    view = context.view
    rows = tuple(
        Row(view.prose(words[0]), tuple(view.prose(word) for word in words[1:]))
        for line in lines
        if (words := [line[column].text if column in line else "" for column in columns])
    )
    heading = block.title if block.title.casefold() not in _SHEETS else "Documents"
    table = Table(
        heading,
        heads[0],
        tuple(Column(head, width, text=True) for head, width in zip(heads[1:], others, strict=True)),
        rows,
        first,
    )
    return Plain(heading, table)
