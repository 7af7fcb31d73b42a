"""A chapter on one dimension: type, application, or one that only the workbook has."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.market.model import Dimension
from cdmo_cli.report import findings, numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Exhibit, KeyFigure, Point, Section, Table
from cdmo_cli.report.findings import Change, known
from cdmo_cli.report.sections import common, levels, rates, wording
from cdmo_cli.report.view import View

_COARSE = 5.0  # a tenth of it is the most that rounding to whole numbers changes


def section(context: Context, code: str, prose: Sequence[Point] | None = None) -> list[Section]:
    """The chapter, or nothing when no member has a figure. `prose` takes the place of the workbook's texts on it."""
    view = context.view
    dimension = next((d for d in view.model.dimensions if d.code == code), None)
    if dimension is None:
        return []
    items = common.distinct(common.changes(view, code))
    if len(items) >= 2 and view.start != view.final:
        return [_growing(context, dimension, items, prose)]
    return levels.snapshot(context, dimension) or rates.section(context, dimension)


def _growing(context: Context, dimension: Dimension, items: Sequence[Change], prose: Sequence[Point] | None) -> Section:
    view = context.view
    by_growth = common.ranked(view, items, "added")
    return Section(
        f"by-{dimension.code}",
        levels.name_of(dimension),
        heading(context, dimension, items),
        lead(context, items),
        key_figures(context, items),
        (
            ranked_exhibit(context, dimension, by_growth, items),
            *lines_exhibit(context, dimension, items),
            *split_exhibit(context, dimension, items),
            *context.points(*(context.prose(*levels.texts_of(dimension)) if prose is None else prose)),
        ),
    )


def heading(context: Context, dimension: Dimension, items: Sequence[Change]) -> str:
    """What the chapter finds; where figures are hidden, what it is about."""
    view = context.view
    neutral = f"The {view.noun} by {dimension.label.lower()}, {view.period}"
    values = {
        item.member.code: {
            year: figure.value for year, figure in view.series(**{dimension.code: item.member.code}).items()
        }
        for item in items
    }
    past = not common.ahead(view)
    return wording.headline(
        sentences.overtaking(items, values, view.start, past=past),
        sentences.shrinks(items, view.final, past=past),
        sentences.adds_most(items, view.final, past=past),
        sentences.tie(items, view.money, past=past),
        neutral,
    )


def lead(context: Context, items: Sequence[Change]) -> str:
    """Two sentences below the heading; in the sample what the full edition has here, where they cannot be said."""
    view = context.view
    past = not common.ahead(view)
    top = findings.top(items, "added")
    part = findings.share_of_growth(top, items) if top else None
    fast, slow = findings.top(items, "cagr"), min(findings.named(items), key=lambda item: item.cagr, default=None)
    pace = None
    if fast and slow and fast.member.code != slow.member.code and fast.cagr > 0:
        pace = (
            f"{fast.label} {'grew' if past else findings.verb(fast, 'grows', 'grow')} "
            f"{numbers.percent(fast.cagr)} a year, "
            f"{sentences.inner(slow)} {numbers.percent(slow.cagr)}."
        )
    share = None
    if top and part is not None:
        share = (
            f"{top.label} {'added' if past else findings.verb(top, 'adds', 'add')} {view.money.full(top.added)} "
            f"between {view.start} and "
            f"{view.final}, {numbers.percent(part, 0)} of all growth."
        )
    return sentences.join(pace, share) or (sample_lead(context, len(items)) if view.sample else "")


def sample_lead(context: Context, count: int) -> str:
    """What the full edition has here."""
    years = context.view.years
    period = f"{years[0]} to {years[-1]}" if years else context.view.period
    what = "both" if count == 2 else f"all {numbers.words(count)}"
    return f"Sizes, growth and shares of {what}, year by year from {period}, are in the full report."


def key_figures(context: Context, items: Sequence[Change]) -> tuple[KeyFigure, ...]:
    """The three figures of a dimension: most added, fastest, largest at the end; chips where any is hidden."""
    view = context.view
    if view.sample and not (common.all_known(items) and known(*(item.cagr for item in items))):
        money = view.money
        return (
            KeyFigure(numbers.HIDDEN, "Most growth", f"added {view.period}", before=money.currency, after=money.short),
            KeyFigure(numbers.HIDDEN, "Fastest growth", f"a year, {view.period}", after="%"),
            KeyFigure(numbers.HIDDEN, "Largest share", f"of the market in {view.final}", after="%"),
        )
    found = []
    top, fast, large = (findings.top(items, attribute) for attribute in ("added", "cagr", "last"))
    if top and top.added > 0:
        found.append(added_figure(context, top))
    if fast:
        found.append(
            KeyFigure(
                numbers.number(fast.cagr),
                f"{possessive(wording.brief(fast.label))} growth a year",
                f"fastest, {view.period}",
                after="%",
            )
        )
    share = findings.final_share(large, items) if large else None
    if large and share is not None:
        base = findings.base_share(large, items)
        note = f"{numbers.percent(base)} in {view.start}" if base is not None else ""
        found.append(
            KeyFigure(
                numbers.number(share),
                f"{possessive(wording.brief(large.label))} share in {view.final}",
                note,
                after="%",
            )
        )
    return tuple(found)


def added_figure(context: Context, item: Change) -> KeyFigure:
    """What a member adds, as a key figure."""
    view = context.view
    money = view.money
    note = f"{money.figure(item.first)} in {view.start}, {money.figure(item.last)} in {view.final}"
    return KeyFigure(
        money.figure(item.added),
        f"Added by {wording.brief(sentences.inner(item))}",
        note,
        before=money.currency,
        after=money.short,
        highlight=True,
    )


def possessive(label: str) -> str:
    """`Biologics’`, `Asia-Pacific’s`."""
    return f"{label}’" if label.endswith("s") else f"{label}’s"


def ranked_exhibit(
    context: Context, dimension: Dimension, ranked: Sequence[Change], items: Sequence[Change]
) -> Exhibit:
    """Bars of growth with the sizes at both ends."""
    view = context.view
    neutral = f"Growth by {dimension.label.lower()}, {view.period}"
    title = wording.headline(_ranking_title(items, view), neutral)
    order = ", ranked" if known(*(item.added for item in items)) else ""
    shown, some = common.most(ranked)
    members = [item.member for item in shown]
    cells = common.members_positions(view, dimension.code, (view.start, view.final), members)
    complete = dimension.partition and _adds_up(context, items)
    total: tuple[str, dict[str, str]] | None = (f"All {wording.plural(dimension).lower()}", {}) if complete else None
    whole = items[0].whole is not None
    note = f"Shares: of the {view.noun}." if whole else f"Shares: of the sum of all {len(items)}."
    return Exhibit(
        title,
        f"{common.measure(view, growth=True)}, {view.start} to {common.final_words(view)}, "
        f"size and share (%) in both years{order}{some}",
        view.origin(cells),
        table=common.growth_table(view, title, shown, findings.totals(items), total),
        note=context.note(note),
    )


def _ranking_title(items: Sequence[Change], view: View) -> str | None:
    past = not common.ahead(view)
    told = common.leading(view)[0] == items[0].member.dimension  # by the summary, with the same two figures
    share = None if told or len(items) == 2 else sentences.base_and_growth_share(items, view.noun, past=past)
    return share or sentences.both_add(common.ranked(view, items, "added"), view.money, past=past)


def _adds_up(context: Context, items: Sequence[Change]) -> bool:
    """Whether there is a whole to print below: always where the sum cannot be seen."""
    whole = context.view.span()
    if whole is None:
        return False
    total = sum(item.last for item in items)
    if not known(total, whole.last.value):
        return True
    return abs(total - whole.last.value) <= 0.005 * abs(whole.last.value)


def lines_exhibit(context: Context, dimension: Dimension, items: Sequence[Change]) -> tuple[Exhibit, ...]:
    """All years as lines, up to five members; more are panels of one scale."""
    view = context.view
    if len(view.years) < 3:
        return ()
    top = findings.top(items, "added")
    order, some = common.most(common.ranked(view, items, "last"), 10)
    series = common.series_of(view, dimension.code, order, top.member if top else None)
    neutral = f"{view.what} by {dimension.label.lower()}, {view.years[0]} to {view.years[-1]}"
    title = wording.headline(_order_title(items, view.start, view.final), neutral)
    dashed = common.last_known(view)
    dashes = "; dashed: forecast" if dashed is not None else ""
    chart: charts.AnyChart
    if len(items) > 3:
        number = _calm(view, series)
        chart = charts.SmallMultiples(alt=title, series=series, number=number, tick=common.tick, forecast_from=dashed)
    else:
        chart = charts.Lines(
            alt=numbers.plain(title),
            series=series,
            number=wording.precise(view, [item.last for item in items]).figure,
            tick=common.tick,
            forecast_from=dashed,
            height=110,
        )
    cells = common.members_positions(view, dimension.code, view.years, [item.member for item in order])
    return (
        Exhibit(
            title,
            f"{common.measure(view)}, {common.years_words(view, view.years)}{some}{dashes}",
            view.origin(cells),
            chart=common.chart_or_hatch(view, chart),
            note=context.note(),
        ),
    )


def _calm(view: View, series: Sequence[charts.Series]) -> charts.Format:
    """Whole numbers beside small panels, unless they would be too coarse for the smallest."""
    least = min((abs(point.value) for each in series for point in each.points if known(point.value)), default=0.0)
    if least >= _COARSE:
        return lambda value: numbers.number(value, 0)
    return wording.precise(view, [each.points[-1].value for each in series if each.points]).figure


def _order_title(items: Sequence[Change], start: int, final: int) -> str | None:
    same = findings.same_order(items)
    if same is None or (not same and len(items) > 2):
        return _leader_title(items, start, final)
    if len(items) == 2:
        large = max(items, key=lambda item: item.last)
        verb = findings.verb(large, "stays", "stay") if same else findings.verb(large, "becomes", "become")
        return f"{large.label} {verb} the larger of the two to {final}"
    words = numbers.words(len(items))
    return f"The order of the {words} {'does not change' if same else f'changes between {start} and {final}'}"


def _leader_title(items: Sequence[Change], start: int, final: int) -> str | None:
    """`Energy is the largest in 1990 and in 2021`, `China is the largest in 2031, Japan in 2024`."""
    first, last = findings.top(items, "first"), findings.top(items, "last")
    if not common.all_known(items):
        return None
    if first is None or last is None:
        return None
    is_ = findings.verb(last, "is", "are")
    name = sentences.called(last.label, start=True)
    if first.member.code == last.member.code:
        return f"{name} {is_} the largest in {start} and in {final}"
    return f"{name} {is_} the largest in {final}, {sentences.called(sentences.inner(first))} in {start}"


def _pace_title(items: Sequence[Change], view: View) -> str | None:
    """`Energy shrank 0.5 % a year from 1990 to 2021`: what the largest of the last year does."""
    large = findings.top(items, "last") if common.all_known(items) else None
    if large is None or not known(large.cagr) or round(large.cagr, 1) == 0:
        return None
    past = not common.ahead(view)
    grows, shrinks = (("grew", "grew"), ("shrank", "shrank")) if past else (("grows", "grow"), ("shrinks", "shrink"))
    verb = findings.verb(large, *(grows if large.cagr > 0 else shrinks))
    rate = numbers.percent(abs(large.cagr))
    return f"{sentences.called(large.label, start=True)} {verb} {rate} a year from {view.start} to {view.final}"


def split_exhibit(context: Context, dimension: Dimension, items: Sequence[Change]) -> tuple[Exhibit, ...]:
    """Every year's size of every member, with what they add up to."""
    view = context.view
    years = common.forecast_years(view)
    if len(years) < 3 or (dimension.code in ("type", "application", "region") and len(items) <= common.MOST_GROUPED):
        return ()  # the exhibit of the whole market has these lines already
    shown = common.thinned(years)
    order, some = common.most(common.ranked(view, items, "last"))
    groups = (("", [(item.label, {dimension.code: item.member.code}) for item in order]),)
    neutral = f"Year by year: {wording.plural(dimension).lower()} from {view.start} to {view.final}"
    title = wording.headline(_pace_title(items, view), neutral)
    total: tuple[str, dict[str, str]] = (f"All {wording.plural(dimension).lower()}", {})
    table = common.years_table(view, title, total, groups, shown, growth=True)
    if not _adds_up(context, items):
        table = Table(table.caption, table.head, table.columns, table.rows[1:], table.label_width)
    cells = common.members_positions(view, dimension.code, shown, [item.member for item in order])
    return (
        Exhibit(
            title,
            f"{common.measure(view)}, {common.years_words(view, shown)}{some}",
            view.origin(cells),
            table=table,
            note=context.note("Parts may not add up because of rounding."),
        ),
    )
