"""The executive summary: the finding, three key figures, one chart, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cdmo_cli.market import metrics
from cdmo_cli.report import findings, numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Exhibit, Item, KeyFigure, Point, Section
from cdmo_cli.report.findings import Change, known
from cdmo_cli.report.sections import common, concentration, dimension, estimates, market, scenarios, wording
from cdmo_cli.report.view import View

_MOST_POINTS = 3


def section(context: Context) -> list[Section]:
    """The first chapter; every workbook has one."""
    lead_dimension, items = common.leading(context.view)
    prose = context.prose("summary")
    items_below: list[Item] = []
    if lead_dimension and items:
        items_below += _flow(context, lead_dimension, items)
    computed = _points(context, items)[:_MOST_POINTS]
    numbered = (replace(point, number=place) for place, point in enumerate(computed, start=1))
    items_below += context.points(*(numbered if len(computed) > 1 else computed), *prose)
    if not context.view.years and not items_below and not _shares_heading(context) and not _estimated(context):
        return []  # nothing was found: the chapter on scope says what the workbook has
    return [
        Section(
            "summary",
            "Executive summary",
            _heading(context, items),
            _lead(context, items),
            _figures(context, items),
            tuple(items_below),
        )
    ]


def _estimated(context: Context) -> bool:
    return len(estimates.estimates(context)) > 1


def _heading(context: Context, items: Sequence[Change]) -> str:
    view = context.view
    published = estimates.estimates(context)
    if len(published) > 1:
        return estimates.heading(context, published)
    return wording.headline(
        sentences.brings(items, view.money, view.final, past=not common.ahead(view)) if items else None,
        _shares_heading(context) if view.cube.kind != "currency" else None,
        market.heading(context) if len(view.years) > 1 else None,
        _shares_heading(context),
        f"The {view.noun} in brief",
    )


def _shares_heading(context: Context) -> str | None:
    view = context.view
    found = []
    for member in view.members("region"):
        share = view.share(view.final or None, region=member.code)
        if share is not None and known(share.value):
            found.append((share.value, member.label))
    found.sort(reverse=True)
    if len(found) < 2 or found[0][0] <= found[1][0]:
        return None
    return f"{found[0][1]} holds the largest share of the market"


def _lead(context: Context, items: Sequence[Change]) -> str:
    view = context.view
    span = view.span()
    published = estimates.estimates(context)
    if len(published) > 1:
        return estimates.lead(context, published)
    if view.cube.kind == "shares" and not view.members("region"):
        return "The workbook holds no size, growth or share of this market. Its figures stand in the data appendix."
    if view.sample and (span is None or not known(span.first.value, span.last.value)):
        return "This sample shows what the full report contains. Figures marked XX are in the full report."
    if span is None or view.cube.kind != "currency":
        return market.lead(context, full=False)
    money = view.money
    tenses = ("grows", "shrinks") if common.ahead(view) else ("grew", "shrank")
    move = tenses[0] if span.added > 0 else tenses[1]
    first, last = money.about(span.first.value), money.about(span.last.value)
    text = f"The {view.noun} {move} from {first} in {view.start} to {last} in {view.final}."
    lead, large = findings.top(items, "added"), findings.top(items, "last")
    if lead is None or large is None:
        return text
    part, base = findings.share_of_growth(lead, items), findings.base_share(lead, items)
    if part is None or base is None:
        return text
    if large.member.code != lead.member.code:
        stay = findings.verb(large, "stays", "stay")
        supply = findings.verb(lead, "supplies", "supply")
        most = "most of" if part > 50 else numbers.percent(part, 0) + " of"
        return (
            f"{text} {large.label} {stay} the {_larger(items)} {_kind(context, large)}; {sentences.inner(lead)}, "
            f"{numbers.percent(base, 0)} of the market "
            f"in {view.start}, {supply} {most} what is added."
        )
    return (
        f"{text} {lead.label} {findings.verb(lead, 'is', 'are')} the largest part of it and "
        f"{findings.verb(lead, 'brings', 'bring')} {numbers.percent(part, 0)} of the growth."
    )


def _larger(items: Sequence[Change]) -> str:
    """The comparative that suits their number."""
    return "larger" if len(items) == 2 else "largest"


def _kind(context: Context, item: Change) -> str:
    """What a member is, in one word: `business` for a type of product, else its dimension."""
    code = item.member.dimension
    return "business" if code == "type" else context.view.model.dimension(code).label.lower()


def _figures(context: Context, items: Sequence[Change]) -> tuple[KeyFigure, ...]:
    view = context.view
    figures = list(market.size_figure(context))
    span = view.span()
    if span is not None:
        basis = common.price_basis(view)
        words = f"compound, {basis}" if basis else "compound"
        figures.append(KeyFigure(numbers.number(span.cagr), f"Growth a year, {view.period}", words, after="%"))
    figures += _growth_share(context, items)
    figures += _largest_share(context) if len(figures) < 3 else []
    for code, words in (("country", "Countries covered"), ("company", "Companies named")):
        count = len(view.named(code)) if code == "country" else len(view.companies())
        if len(figures) < 3 and count:
            figures.append(KeyFigure(str(count), words, "in the workbook"))
    return tuple(figures[:3])


def _largest_share(context: Context) -> list[KeyFigure]:
    """The largest printed share, where there is no growth by member to speak of."""
    view = context.view
    regions = [(member.label, view.share(view.final or None, region=member.code)) for member in view.members("region")]
    known_shares = sorted(((share.value, label) for label, share in regions if share is not None), reverse=True)
    if len(known_shares) < 2:
        return []
    if not known(*(share for share, _ in known_shares)):
        return [KeyFigure(numbers.HIDDEN, "Largest share of a region", "of the market", after="%")]
    value, label = known_shares[0]
    if value <= known_shares[1][0]:
        return []
    return [
        KeyFigure(
            numbers.number(value, 0 if value == round(value) else 1),
            f"{dimension.possessive(label)} share",
            "of the market",
            after="%",
        )
    ]


def _growth_share(context: Context, items: Sequence[Change]) -> list[KeyFigure]:
    view = context.view
    if items and not common.all_known(items):
        return [KeyFigure(numbers.HIDDEN, "Largest share of the growth", view.period, after="%", highlight=True)]
    lead = findings.top(items, "added")
    part = findings.share_of_growth(lead, items) if lead else None
    if lead is None or part is None:
        return []
    money = view.money
    first, last = findings.totals(items)
    total = last - first
    note = f"{money.brief(lead.added)} of {money.figure(total)} {money.short}".strip() + f", {view.period}"
    return [
        KeyFigure(
            numbers.number(part, 0),
            f"{dimension.possessive(lead.label)} share of the growth",
            note,
            after="%",
            highlight=True,
        )
    ]


def _flow(context: Context, code: str, items: Sequence[Change]) -> list[Item]:
    """The base, the growth and the final year by member, joined by the flow of the one that adds most."""
    view = context.view
    label = view.model.dimension(code).label.lower()
    title = wording.headline(
        sentences.base_and_growth_share(items, view.noun, past=not common.ahead(view)),
        sentences.gains_share(items, past=not common.ahead(view)),
        f"{view.what} and growth by {label}",
    )
    chart = _flow_chart(context, items, title)
    members = [item.member for item in items]
    cells = common.members_positions(view, code, (view.start, view.final), members)
    years = f"{view.start} and {common.final_words(view)}"
    subtitle = f"Share of {view.what.lower()} and of growth by {label}, %, {common.place(view)}, {years}"
    note = context.note(f"{view.final} is a forecast." if common.ahead(view) else "", "Parts may not add up.")
    return [Exhibit(title, subtitle, view.origin(cells), chart=chart, note=note)]


def _flow_chart(context: Context, items: Sequence[Change], title: str) -> charts.AnyChart:
    """Shares of base, growth and final year; where a member shrinks, of the two years alone."""
    view = context.view
    if not common.all_known(items):
        return common.hatch(view, left=0.0, right=charts.FULL_WIDTH, height=110.0)
    lead = findings.top(items, "added")
    order = [
        item for item in common.ranked(view, items, "last") if lead is None or item.member.code != lead.member.code
    ]
    order += [lead] if lead else []
    segments = tuple(item.label for item in order)
    if any(item.added < 0 for item in items):
        stacks = (
            charts.Stack(str(view.start), tuple(item.first for item in order)),
            charts.Stack(str(view.final), tuple(item.last for item in order), forecast=common.ahead(view)),
        )
        return charts.HundredPercent(alt=title, segments=segments, stacks=stacks, percent=_percent)
    return charts.FlowBars(alt=title, segments=segments, bars=_flow_bars(view, order), percent=_percent)


def _flow_bars(view: View, order: Sequence[Change]) -> tuple[charts.FlowBar, ...]:
    """The three bars, their parts in the order given."""
    money = view.money
    ahead = ", forecast" if common.ahead(view) else ""
    whole = view.noun.capitalize()
    first, added, last = (tuple(float(getattr(each, name)) for each in order) for name in ("first", "added", "last"))
    return (
        charts.FlowBar(f"{whole} in {view.start}", money.full(sum(first)), tuple(charts.Part(v) for v in first)),
        charts.FlowBar(
            f"Growth {view.period}",
            money.full(sum(added)) + ahead,
            tuple(charts.Part(v, money.brief(v)) for v in added),
        ),
        charts.FlowBar(
            f"{whole} in {view.final}",
            money.full(sum(last)) + ahead,
            tuple(charts.Part(v, money.brief(v)) for v in last),
            forecast=bool(ahead),
        ),
    )


def _percent(value: float) -> str:
    return numbers.percent(value, 0)


def _points(context: Context, items: Sequence[Change]) -> list[Point]:
    """Findings beside the headline: regions, scenarios, companies, the largest member."""
    view = context.view
    points = []
    regions = common.changes(view, "region")
    text = sentences.gap(regions, view.start, view.final)
    lead = findings.top(regions, "added")
    if text and lead:
        part = findings.share_of_growth(lead, regions)
        more = (
            f" {lead.label} {findings.verb(lead, 'adds', 'add')} most, {view.money.full(lead.added)}."
            if part is not None
            else ""
        )
        points.append(
            Point(
                sentences.adds_most(regions, view.final, past=not common.ahead(view)) or "The regions",
                (numbers.bind(text + more),),
            )
        )
    other = scenarios.point(context)
    points += [other] if other is not None else []
    shares = concentration.shares(context)
    if len(shares) >= 3:
        total = metrics.concentration(shares, len(shares))
        with_revenue = concentration.revenue_word(context)
        label = f"{numbers.words(len(shares)).capitalize()} companies with {with_revenue} hold {numbers.percent(total)}"
        rest = numbers.percent(100 - total)
        text = (
            f"The four largest hold {numbers.percent(metrics.concentration(shares, 4))} of the market between "
            f"them. The other {rest} belongs to companies for which this report has no such figure."
        )
        if total < 100 and len(shares) > 4:
            points.append(Point(label, (numbers.bind(text),)))
    large = sentences.stays_larger(items, view.final, view.money)
    biggest = findings.top(items, "last")
    if large and biggest:
        verb = findings.verb(biggest, "remains", "remain")
        label = f"{biggest.label} {verb} the {_larger(items)} {_kind(context, biggest)}"
        points.append(Point(label, (numbers.bind(large),)))
    return points
