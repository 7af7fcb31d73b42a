"""Where the growth is: from the first size to the last, segment by segment, and which segments attract most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cdmo_cli.market import metrics
from cdmo_cli.market.cube import Span
from cdmo_cli.market.model import Dimension, Member
from cdmo_cli.report import findings, numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Item, Row, Section, Table
from cdmo_cli.report.findings import Change, known
from cdmo_cli.report.numbers import Money
from cdmo_cli.report.sections import common, wording

_MOST = 7
_STEPS = 9  # of a waterfall
_FEWEST, _SEGMENTS = 3, 10  # that are ranked by attractiveness
_CROSSES = (("type", "region"), ("application", "region"), ("type", "application"))
_FIRST = ("region", "type", "application")
_NEVER = ("company", "publisher", "scenario", "country")


def section(context: Context) -> list[Section]:
    """The chapter; nothing without growth by segment and without a text."""
    view = context.view
    prose = context.points(*context.prose("opportunities", "opportunity"))
    items: list[Item] = []
    parted = _parted(context)
    if parted is not None:
        items.append(_waterfall(context, *parted))
    countries = [item for item in common.changes(view, "country") if not item.member.rest]
    if len(countries) >= 5:
        items.append(_countries(context, countries))
    items += _attractive(context)
    if not items and not prose:
        return []
    heading = _heading(context, countries, parted)
    lead = _lead(context, parted, heading)
    name = "Opportunities" if prose or view.noun == "market" else "Growth"
    return [Section("opportunities", name, heading, lead, (), (*items, *prose))]


Parted = tuple[Dimension, tuple[Change, ...]]


def _parted(context: Context) -> Parted | None:
    """The first dimension whose members are all of the market at both ends, with what each of them does."""
    view = context.view
    if view.start == view.final:
        return None
    codes = [each.code for each in view.model.dimensions if each.within is None and each.code not in (*_NEVER, *_FIRST)]
    for code in (*_FIRST, *codes):
        dimension = next((each for each in view.model.dimensions if each.code == code), None)
        items = common.changes(view, code) if dimension is not None else ()
        if dimension is not None and len(items) >= 2 and _all_of_it(context, dimension, items):
            return dimension, items
    return None


def _all_of_it(context: Context, dimension: Dimension, items: Sequence[Change]) -> bool:
    """Whether the members make the whole, in both editions alike, or their exhibits would have different numbers: that
    parts add up is an identity, which a reader is taken to know whatever the figures are."""
    cube = context.view.cube
    whole = cube.span()
    spans = [cube.span(None, None, **{dimension.code: item.member.code}) for item in items]
    if whole is None or None in spans:
        return dimension.partition
    totals = [sum(span.first.value for span in spans if span), sum(span.last.value for span in spans if span)]
    ends = zip(totals, (whole.first.value, whole.last.value), strict=True)
    return all(math.isclose(total, end, rel_tol=0.005) for total, end in ends)


def _heading(context: Context, countries: Sequence[Change], parted: Parted | None) -> str:
    view = context.view
    past = not common.ahead(view)
    what = "region and country" if parted is None or parted[0].code == "region" else parted[0].label.lower()
    neutral = f"Growth by {what} to {view.final}" if view.final and parted is not None else "Where the growth is"
    return wording.headline(
        _three_countries(context, countries),
        sentences.shrinks(parted[1], view.final, past=past) if parted else None,
        _without(context, parted[1]) if parted else None,
        sentences.adds_most(parted[1], view.final, past=past) if parted else None,
        sentences.tie(parted[1], view.money, past=past) if parted else None,
        sentences.adds_most(countries, view.final, past=past) if countries else None,
        neutral,
    )


def _without(context: Context, items: Sequence[Change]) -> str | None:
    """`Without biologics the market would grow 3.4 % a year`: for a member that brings a third of the growth."""
    view = context.view
    lead = findings.top(items, "added")
    part = findings.share_of_growth(lead, items) if lead is not None else None
    if lead is None or part is None or part < 100 / 3:
        return None
    others = findings.without(lead, items, view.final - view.start)
    if others is None:
        return None
    rate = f"{numbers.percent(others)} a year"
    name, past = sentences.called(sentences.inner(lead)), not common.ahead(view)
    if round(others, 1) <= 0:
        return f"Without {name} the {view.noun} would not {'have grown' if past else 'grow'}"
    return f"Without {name} the {view.noun} would {'have grown' if past else 'grow'} {rate}"


def _three_countries(context: Context, countries: Sequence[Change]) -> str | None:
    """`Three countries bring 57 % of the growth`: where three stand out of five and more, and none shrinks."""
    span = context.view.span()
    if len(countries) < 5 or span is None or not known(span.added, *(item.added for item in countries)):
        return None
    if span.added <= 0 or any(item.added < 0 for item in countries):
        return None
    ranked = sorted(countries, key=lambda item: item.added, reverse=True)
    part = 100 * sum(item.added for item in ranked[:3]) / span.added
    if ranked[2].added == ranked[3].added or not 30 <= part <= 99:
        return None
    return f"Three countries bring {numbers.percent(part, 0)} of the growth"


def _lead(context: Context, parted: Parted | None, heading: str) -> str:
    """What the growth hangs on; the heading is not said again."""
    view = context.view
    if parted is None:
        return ""
    dimension, items = parted
    if not common.all_known(items):
        return f"Growth by {dimension.label.lower()}, in amounts and in shares of all growth, is in the full report."
    share = sentences.base_and_growth_share(items, view.noun, past=not common.ahead(view))
    text = next((text for text in (_without(context, items), share) if text and text != heading), None)
    return f"{text}." if text else ""


def _waterfall(context: Context, dimension: Dimension, items: Sequence[Change]) -> Exhibit:
    """From the first size to the last by what each member adds, on the table of their contributions."""
    view = context.view
    name = dimension.label.lower()
    title = f"From {view.start} to {view.final}, {name} by {name}"
    ordered = common.ranked(view, items, "added")
    lead = findings.top(items, "added")
    chart: charts.AnyChart = common.hatch(view, left=0.0, right=charts.FULL_WIDTH, height=124.0)
    if common.all_known(items):
        past = not common.ahead(view)
        title = wording.headline(sentences.brings_part(items, past=past), title)
        chart = charts.Waterfall(
            alt=title,
            start=charts.Bar(str(view.start), sum(item.first for item in items)),
            steps=_steps(ordered, lead),
            end=charts.Bar(str(view.final), sum(item.last for item in items)),
            number=view.money.figure,
            step_number=view.money.change,
            height=124.0,
        )
    cells = common.members_positions(view, dimension.code, (view.start, view.final), [item.member for item in items])
    return Exhibit(
        title,
        f"{common.measure(view)}, {view.start} and {common.final_words(view)}, and growth between them by {name}",
        view.origin(cells),
        chart=chart,
        table=_contributions(context, title, ordered, items),
        note=context.note("Points of growth: what each adds, in percent of the whole of the first year."),
    )


def _steps(ordered: Sequence[Change], lead: Change | None) -> tuple[charts.Bar, ...]:
    """A step a member; of many the last are one."""
    shown = ordered if len(ordered) <= _STEPS else ordered[: _STEPS - 1]
    bars = [
        charts.Bar(item.label, item.added, highlight=lead is not None and item.member.code == lead.member.code)
        for item in shown
    ]
    if len(shown) < len(ordered):
        rest = ordered[len(shown) :]
        bars.append(charts.Bar(f"{len(rest)} more", sum(item.added for item in rest)))
    return tuple(bars)


def _contributions(context: Context, title: str, ordered: Sequence[Change], items: Sequence[Change]) -> Table:
    """What each adds, beside its share of the first year and of all growth."""
    view = context.view
    first, last = findings.totals(items)
    shown, _ = common.most(ordered, _STEPS)
    rows = []
    for place, item in enumerate(shown):
        shares = (
            metrics.share(item.first, first),
            metrics.contribution(item.first, item.last, first, last),
            metrics.contribution_points(item.first, item.last, first),
        )
        if not known(item.first, item.last, first, last):
            shares = (float("nan"),) * 3
        cells = (
            view.money.change(item.added),
            *(numbers.number(value) if value is not None else "–" for value in shares),
        )
        seen = known(*(each.added for each in items))
        rows.append(Row(item.label, cells, emphasis="highlight" if not place and seen and item.added > 0 else ""))
    width = (common.FULL - common.LABELS) / 4
    columns = (
        Column("Added", width, emphasis="strong"),
        Column(f"% of {view.start}", width, emphasis="muted"),
        Column("% of growth", width),
        Column("Points of growth", width),
    )
    return Table(title, view.money.unit, columns, tuple(rows), common.LABELS)


def _most_added(ordered: Sequence[Change], money: Money) -> str | None:
    """`The United States adds USD 26.3 billion, as much as China and India together`: the first beside the next two."""
    first, second, third = ordered[:3]
    if first.added <= second.added or third.added <= 0:
        return None
    name = (
        f"{sentences.called(first.label, start=True)} {findings.verb(first, 'adds', 'add')} {money.full(first.added)}"
    )
    two = f"{sentences.called(second.label)} and {sentences.called(third.label)}"
    both = second.added + third.added
    if first.added > 1.05 * both:
        return f"{name}, more than {two} together"
    return f"{name}, {sentences.called(second.label)} {money.full(second.added)}"


def _countries(context: Context, countries: Sequence[Change]) -> Exhibit:
    """The countries that add most."""
    view = context.view
    seen = known(*(item.added for item in countries))
    ordered = common.ranked(view, countries, "added")[:_MOST]
    shown = min(len(countries), _MOST)
    money = view.money
    whole = view.span()
    title = "Growth by country"
    if seen and shown < len(countries):
        title = _most_added(ordered, money) or f"The {numbers.words(shown)} named countries that add most"
    width = common.FULL - common.LABELS - 62
    graphic = None
    if seen:
        graphic = charts.RankedBars(
            alt=title,
            bars=tuple(charts.Bar(item.label, item.added, highlight=place < 3) for place, item in enumerate(ordered)),
            number=money.change,
            width=charts.mm(width),
            ranked=False,
        )
    columns = (
        Column(f"Growth, {view.period}", width, text=True),
        Column(str(view.final), 16, emphasis="strong"),
        Column("% a year", 18),
        Column("Share of growth, %", 28),
    )
    rows = []
    for item in ordered:
        part = 100 * item.added / whole.added if whole is not None and whole.added else float("nan")
        cells = (
            money.change(item.added),
            money.figure(item.last),
            numbers.number(item.cagr),
            numbers.number(part) if whole else "–",
        )
        rows.append(Row(item.label, cells))
    cells_of = common.members_positions(view, "country", (view.start, view.final), [item.member for item in ordered])
    ranked = ", ranked" if seen else ""
    return Exhibit(
        title,
        f"{common.measure(view, growth=True)}, size in {view.final}, {view.period}{ranked}",
        view.origin(cells_of),
        table=Table(title, money.unit, columns, tuple(rows), common.LABELS, graphic=graphic),
        note=context.note("Share of growth: of all growth."),
    )


# -- attractiveness


@dataclass(frozen=True)
class Segment:
    """A part of the market that one may choose: its name, what stands before the verb, and its growth."""

    label: str
    subject: Member
    span: Span

    @property
    def criteria(self) -> dict[str, float]:
        """What the index weighs, as `metrics.WEIGHTS` names it."""
        return {"size": self.span.last.value, "growth": self.span.cagr, "added": self.span.added}


_CRITERIA = {"size": "size in {final}", "growth": "growth a year", "added": "absolute growth"}


def _segments(context: Context) -> tuple[list[Segment], str]:
    """The cells of the first cross of two dimensions, else the countries, else the members of one dimension; and the
    plural of what they are. Rests are no segment that one may choose."""
    view = context.view
    for down, across in _CROSSES:
        found = _cross(context, down, across) if view.has(down, across) else []
        if len(found) >= 4:
            return found, "segments"
    for code in ("country", *_FIRST):
        alone = [
            Segment(member.label, member, span)
            for member in view.members(code)
            if not member.rest and (span := view.growth(**{code: member.code})) is not None
        ]
        if len(alone) >= _FEWEST:
            return alone, view.model.dimension(code).plural.lower()
    return [], ""


def _cross(context: Context, down: str, across: str) -> list[Segment]:
    """Every member of one dimension in every member of another."""
    view = context.view
    join = " in " if across == "region" else ", "
    return [
        Segment(f"{row.label}{join}{column.label}", row, span)
        for row in view.members(down)
        for column in view.members(across)
        if not (row.rest or column.rest) and (span := view.growth(**{down: row.code, across: column.code})) is not None
    ]


def _attractive(context: Context) -> list[Exhibit]:
    """The segments by an index of size, growth and absolute growth, with the weights."""
    view = context.view
    segments, plural = _segments(context) if view.start != view.final and view.noun == "market" else ([], "")
    if len(segments) < _FEWEST:
        return []
    seen = known(*(value for segment in segments for value in segment.criteria.values()))
    title = f"Attractiveness of {plural}"
    scores = dict.fromkeys((segment.label for segment in segments), float("nan"))
    if seen:
        scores = metrics.attractiveness({segment.label: segment.criteria for segment in segments})
        segments = sorted(segments, key=lambda segment: -scores[segment.label])
        title = _winner(segments, scores, plural) or title
    shown = segments[:_SEGMENTS]
    some = f", {len(shown)} of {len(segments)}" if len(shown) < len(segments) else ""
    cells = common.positions(figure for each in shown for figure in (each.span.first, each.span.last))
    return [
        Exhibit(
            title,
            f"Index from 0 to 100; {view.what.lower()}, {view.money.unit}, and growth, {view.period}{some}",
            view.origin(cells),
            table=_index_table(context, title, shown, scores, graphic=seen),
            note=context.note(_weights(view.final)),
        )
    ]


def _winner(ranked: Sequence[Segment], scores: dict[str, float], plural: str) -> str | None:
    """Which segment comes first, and whether it does so with other weights too: each of them doubled in turn."""
    first, second = ranked[0], ranked[1]
    if math.isclose(scores[first.label], scores[second.label], abs_tol=0.5):
        return None
    criteria = {segment.label: segment.criteria for segment in ranked}
    doubled = [{**metrics.WEIGHTS, name: 2 * weight} for name, weight in metrics.WEIGHTS.items()]
    tops = set()
    for weights in doubled:
        found = metrics.attractiveness(criteria, weights)
        tops.add(max(found, key=lambda label: found[label]))
    score = findings.verb(first.subject, "scores", "score")
    count = numbers.words(len(ranked))
    if tops == {first.label}:
        return f"{first.label} {score} highest of the {count} {plural}, with other weights too"
    return f"{first.label} {score} highest of the {count} {plural}, with these weights"


def _weights(final: int) -> str:
    """What the index is made of, with its weights."""
    total = sum(metrics.WEIGHTS.values())
    parts = [
        f"{_CRITERIA[name].format(final=final)} {numbers.percent(100 * weight / total, 0)}"
        for name, weight in metrics.WEIGHTS.items()
    ]
    return f"Weights: {', '.join(parts)}, each scaled from 0 for the least of all segments to 100 for the most."


def _index_table(
    context: Context, title: str, shown: Sequence[Segment], scores: dict[str, float], *, graphic: bool
) -> Table:
    view = context.view
    width = common.FULL - common.LABELS - 58
    columns = (
        Column("Index", width, text=True),
        Column(str(view.final), 18, emphasis="strong"),
        Column("% a year", 20),
        Column("Added", 20),
    )
    rows = tuple(
        Row(
            each.label,
            (
                numbers.number(scores[each.label], 0),
                view.money.figure(each.span.last.value),
                numbers.number(each.span.cagr),
                view.money.change(each.span.added),
            ),
            emphasis="highlight" if graphic and not place else "",
        )
        for place, each in enumerate(shown)
    )
    bars = None
    if graphic:
        bars = charts.RankedBars(
            alt=title,
            bars=tuple(
                charts.Bar(each.label, scores[each.label], highlight=not place) for place, each in enumerate(shown)
            ),
            number=lambda value: numbers.number(value, 0),
            width=charts.mm(width),
            ranked=False,
        )
    return Table(title, view.money.unit, columns, rows, common.LABELS, graphic=bars)
