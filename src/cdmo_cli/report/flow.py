"""Where chapters begin: on a page of their own, or below the chapter before, so that few pages are left half empty.

Each chapter has two places, and the cheapest way through all of them is taken: a page costs one, an empty part of it
something on top, and so does a chapter that begins below another, more when it does not end on that page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cdmo_cli.report import room
from cdmo_cli.report.exhibits import Section

_SHORT = 0.55  # of a page: below a chapter that ends above it there is room for another that fits whole
_LITTLE = 0.45  # of a page: a chapter that ends above it leaves most of its page empty
_LEFT = 0.5  # of a page: below that the order panel fills it in the sample
_BETWEEN = 12.0  # above a chapter that flows
_ORDER = 48.0  # the panel that may stand below the summary
_EMPTY, _HALF, _BELOW, _BROKEN = 0.4, 0.5, 0.05, 0.25  # what pages and places cost


@dataclass(frozen=True, slots=True)
class _Way:
    """The chapters so far, the page that the last of them ends on, and what all full pages cost."""

    sections: tuple[Section, ...]
    used: float
    cost: float
    ends: tuple[float, ...] = ()  # of each section on its last page


def paged(
    sections: Sequence[Section], page: float = room.PAGE, *, above: float | None = None, panel: bool = False
) -> tuple[Section, ...]:
    """The sections of a report, fitted to pages of this height (millimetres), some of them below each other.

    `above`: the height of the contents, where the first chapter may stand below it; `panel`: the order panel stands
    below the summary, and where a chapter leaves half of its last page empty.
    """
    ways = [_Way((), page if above is None else above, 0.0)]
    for section in sections:
        below = _ORDER if panel and section.key == "summary" else 0.0
        ways = _cheapest([new for way in ways for new in _placed(way, section, page, below)])
    best = min(ways, key=lambda way: way.cost + _emptiness(way.used / page))
    return _with_panels(best, page) if panel else best.sections


def _with_panels(way: _Way, page: float) -> tuple[Section, ...]:
    """The sections, the order panel below the summary and on pages that are left half empty."""
    below = (*(section.flows for section in way.sections[1:]), False)
    return tuple(
        replace(section, panel=section.key == "summary" or (not flows and end <= _LEFT * page))
        if section.template == "section.html" and not section.fine
        else section
        for section, flows, end in zip(way.sections, below, way.ends, strict=True)
    )


def _cheapest(ways: Sequence[_Way]) -> list[_Way]:
    """Of the ways that leave the same room the cheapest: what comes after costs them the same."""
    best: dict[float, _Way] = {}
    for way in ways:
        key = round(way.used, 3)
        if key not in best or way.cost < best[key].cost:
            best[key] = way
    return list(best.values())


def _placed(way: _Way, section: Section, page: float, panel: float) -> list[_Way]:
    """The ways to go on with a section."""
    if section.template != "section.html" or section.fine:
        cost = way.cost + 1.0 + _emptiness(way.used / page)
        return [_Way((*way.sections, section), page, cost, (*way.ends, page))]
    found = [_on(way, room.laid(replace(section, flows=False), page - panel, page), page, panel, 0.0)]
    free = page - way.used - _BETWEEN
    if section.flows or way.used <= _SHORT * page:
        laid = room.laid(section, free - panel, page)
        whole = len(laid.fills) == 1
        if section.flows or (laid.fills[0] and (whole or way.used <= _LITTLE * page)):
            laid = replace(laid, section=replace(laid.section, flows=True))
            new = _on(way, laid, page, panel, _BELOW if whole else _BROKEN)
            found = [new] if section.flows else [*found, new]
    return found


def _on(way: _Way, laid: room.Laid, page: float, panel: float, cost: float) -> _Way:
    """A way with a section more; what its pages cost, but for the last, which is not full yet."""
    fills = [fill / page for fill in laid.fills]
    last = laid.last + panel
    if laid.section.flows:
        first = (way.used + _BETWEEN + laid.fills[0]) if laid.fills[0] else way.used
        fills[0] = first / page
        last = first + panel if len(fills) == 1 else last
    else:
        fills.insert(0, way.used / page)
    full = sum(1.0 + _emptiness(fill) for fill in fills[:-1])
    last = min(last, page)
    return _Way((*way.sections, laid.section), last, way.cost + full + cost, (*way.ends, last))


def _emptiness(fill: float) -> float:
    """What the empty part of a page costs: the square of it, and more where it is most of the page."""
    return _EMPTY * max(0.0, 1.0 - fill) ** 2 + (_HALF if fill < _LITTLE else 0.0)
