"""Chapters that are the workbook's own words: trends, drivers, sources."""

from __future__ import annotations

from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Facts, Item, Section


def trends(context: Context) -> list[Section]:
    """What moves the market; nothing when the workbook has no such text."""
    found = context.prose("trends", "trend"), context.prose("drivers", "driver")
    count = sum(len(each) for each in found)
    if not count:
        return []
    what = [name for name, each in zip(("trends", "drivers"), found, strict=True) if each]
    heading = " and ".join(what).capitalize()
    lead = "What moves demand for outsourced development and manufacturing, in the words of the workbook’s author."
    items: tuple[Item, ...] = tuple(item for each in found for item in context.points(*each))
    return [Section("trends", heading, "What moves the market", lead, (), items)]


def sources(context: Context) -> list[Section]:
    """Where the figures come from: the workbook's texts, then each company's source."""
    texts = context.points(*context.prose("sources", "source"))
    rows = [(f"{rate.quote} per {rate.base}", rate.source) for rate in context.view.rates() if rate.source]
    items: tuple[Item, ...] = texts
    if rows:
        items = (
            *texts,
            Facts("Sources of single figures", tuple((label, context.view.prose(text)) for label, text in rows)),
        )
    if not items:
        return []
    return [Section("sources", "Sources", "Where the figures come from", "", (), items, flows=True)]
