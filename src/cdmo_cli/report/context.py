"""What every section is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdmo_cli.check import Verdict
from cdmo_cli.market.model import Text
from cdmo_cli.report.exhibits import Missing, Point, Points
from cdmo_cli.report.options import Options
from cdmo_cli.report.redact import compares, multiplies, opening, without_ranks
from cdmo_cli.report.tokens import Resolver
from cdmo_cli.report.view import View
from cdmo_cli.tables.model import SheetTables

# Texts that the sample shows as they are, but for figures: scope, definitions, what moves the market, method, sources.
_OPEN = (
    "scope",
    "definition",
    "definitions",
    "trends",
    "trend",
    "drivers",
    "driver",
    "methodology",
    "method",
    "sources",
    "source",
)

_MORE = "The text goes on in the full report."


@dataclass(frozen=True)
class Context:
    """The figures an edition may see, the workbook's prose, and what was found in its data."""

    view: View
    verdict: Verdict | None
    options: Options
    tables: tuple[SheetTables, ...] = ()  # that the model was made from
    missing: tuple[Missing, ...] = ()  # for the page on method: the chapters that could not be made

    def prose(self, *sections: str) -> tuple[Point, ...]:
        """The workbook's texts for these sections, in the order of the sheet, tokens resolved.

        In the sample no sentence stays that ranks or compares by what is hidden: a chapter on figures ends before the
        first, unless all the figures in it are shown; others go on without those that name a member of the market or
        say that something doubles.
        """
        resolver = Resolver(self.view)
        points = []
        for text in self.view.model.texts:
            section = text.section.strip().casefold()
            if section in sections:
                heading = text.heading
                if not self.view.plan.everything:
                    text, heading = _for_sample(resolver, text, heading, open_to_all=section in _OPEN)
                paragraphs = resolver.paragraphs(text)
                if paragraphs:
                    points.append(Point(resolver.words(text, heading), paragraphs))
        return tuple(points)

    def points(self, *points: Point | None) -> tuple[Points, ...]:
        """Points as an item of a section: none where there are none."""
        present = tuple(point for point in points if point is not None and point.paragraphs)
        return (Points(present),) if present else ()

    def note(self, *sentences: str) -> str:
        """The note below an exhibit; "Illustrative" stands in it wherever the workbook sets it."""
        flag = ("Illustrative figures.",) if self.view.model.facts.illustrative else ()
        return " ".join((*flag, *(sentence for sentence in sentences if sentence)))


def _for_sample(resolver: Resolver, text: Text, heading: str, *, open_to_all: bool) -> tuple[Text, str]:
    """A text and its heading as the sample may have them, tokens not yet resolved."""

    def tells(words: str) -> bool:
        """Whether words rank or compare by figures that are not all shown."""
        if not compares(words):
            return False
        shown = resolver.shown(words)
        if open_to_all:
            return shown is False or (shown is None and (multiplies(words) or resolver.names_member(words)))
        return shown is not True

    lines = text.text.splitlines()
    if open_to_all:
        own = heading if not tells(heading) else text.section.strip().capitalize()
        return replace(text, text="\n".join(without_ranks(line, tells) for line in lines)), own
    kept, cut = [], False
    for line in lines:
        words, cut = opening(line, tells)
        kept.append(words)
        if cut:
            break
    if cut and any(kept):
        kept[-1] = f"{kept[-1]} {_MORE}".strip()
    neutral = "From the full report"
    return replace(text, text="\n".join(kept)), heading if heading and not tells(heading) else neutral
