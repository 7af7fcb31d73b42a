"""The chapters of the report in their order: a module each, and each answers with sections or with nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cdmo_cli.report import flow, room
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Book, Missing, Section, numbered
from cdmo_cli.report.page import page_height
from cdmo_cli.report.sections import (
    appendix,
    companies,
    cross,
    dimension,
    estimates,
    market,
    method,
    opportunities,
    order,
    prose,
    regions,
    scenarios,
    scope,
    series,
    summary,
)

_MOST_OWN = 4  # chapters on dimensions that only the workbook has
_FEW = 5  # exhibits of a short report
_OWN = ("type", "application", "region", "country", "company", "publisher", "scenario")


@dataclass(frozen=True)
class Chapter:
    """A chapter: its name, what makes it, and what is said when the workbook has nothing for it."""

    name: str
    build: Callable[[Context], list[Section]]
    missing: str


def _chapters(context: Context) -> tuple[Chapter, ...]:
    """All chapters before the one on method, with one for each dimension that only the workbook has."""
    own = tuple(
        Chapter(each.label, _by(each.code), "no figures")
        for each in context.view.model.dimensions
        if each.code not in _OWN and each.within is None and _sized(context, each.code)
    )[:_MOST_OWN]
    return (
        Chapter("Executive summary", summary.section, ""),
        Chapter("Market definition and scope", scope.section, ""),
        Chapter("Published estimates", estimates.section, ""),
        Chapter("Market size and forecast", market.section, "the workbook has no market size and no growth rate"),
        Chapter("Figures over time", series.section, ""),
        Chapter("Trends and drivers", prose.trends, "the workbook has no text on them"),
        Chapter("By type", _by("type"), "no figures by type"),
        Chapter("By application", _by("application"), "no figures by application"),
        *own,
        Chapter("Regions and countries", regions.section, "no figures by region or country"),
        Chapter("Type by region", cross.section, "no figures that cross two dimensions"),
        Chapter("Companies", companies.section, "no company is named"),
        Chapter("Opportunities", opportunities.section, "no growth by segment, and no text"),
        Chapter("Scenarios", scenarios.section, "the workbook has no scenario beside its forecast"),
    )


def book(context: Context) -> Book:
    """The whole report, numbered. Chapters without data are left out, and the page on method says so."""
    sections: list[Section] = []
    missing: list[Missing] = []
    for chapter in _chapters(context):
        context.options.tell(f"composing {chapter.name}")
        made = [section for section in chapter.build(context) if _says_something(section)]
        sections += made
        if not made and chapter.missing:
            missing.append(Missing(chapter.name, chapter.missing))
    sources = prose.sources(context)
    if not sources:
        missing.append(Missing("Sources", "the workbook names none"))
    ordering = order.section(context)
    if not ordering:
        missing.append(Missing("How to order", "the workbook has no links"))
    sections += method.section(replace(context, missing=tuple(missing)))
    sections += appendix.section(context)
    sections += sources
    sections += ordering
    page = page_height(context.options.format) - room.SAFE
    panel = context.view.sample and bool(ordering)
    chapters = numbered(_flowing(sections))
    above = room.contents_height(chapters, sample=context.view.sample) if _short(chapters) else None
    return Book(flow.paged(chapters, page, above=above, panel=panel), tuple(missing))


def _says_something(section: Section) -> bool:
    """Whether there is more to a section than its heading."""
    return bool(section.lead or section.figures or section.items)


def _flowing(sections: Sequence[Section]) -> list[Section]:
    """A short report lets its chapters follow each other: a page for each would be mostly empty."""
    short = _short(sections)
    return [replace(section, flows=section.flows or (short and place > 0)) for place, section in enumerate(sections)]


def _short(sections: Sequence[Section]) -> bool:
    return sum(len(section.exhibits) for section in sections) <= _FEW


def _sized(context: Context, code: str) -> bool:
    """Whether there are market sizes by a dimension that only the workbook has."""
    view = context.view
    return bool(view.years) and any(view.series(**{code: member.code}) for member in view.members(code))


def _by(code: str) -> Callable[[Context], list[Section]]:
    return lambda context: dimension.section(context, code)
