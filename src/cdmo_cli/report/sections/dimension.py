"""A chapter on one dimension: type, application, or one that only the workbook has."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.market.model import Dimension
from cdmo_cli.report import findings, numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Item, KeyFigure, Point, Row, Section, Table
from cdmo_cli.report.findings import Change, known
from cdmo_cli.report.sections import common
from cdmo_cli.report.view import View

_COARSE = 5.0  # a tenth of it is the most that rounding to whole numbers changes

TEXTS = {"type": ("types", "type"), "application": ("applications", "application"), "region": ("regions",)}


def section(context: Context, code: str, prose: Sequence[Point] | None = None) -> list[Section]:
    """The chapter, or nothing when no member has a figure. `prose` takes the place of the workbook's texts on it."""
    view = context.view
    dimension = next((d for d in view.model.dimensions if d.code == code), None)
    if dimension is None:
        return []
    items = common.changes(view, code)
    if len(items) >= 2 and view.start != view.final:
        return [_growing(context, dimension, items, prose)]
    return snapshot(context, dimension)


def texts_of(dimension: Dimension) -> tuple[str, ...]:
    """The sections of the sheet of texts that belong to a dimension."""
    return TEXTS.get(dimension.code, (dimension.plural.lower(), dimension.code))


def name_of(dimension: Dimension) -> str:
    """`By type`."""
    return f"By {dimension.label.lower()}"


def _growing(context: Context, dimension: Dimension, items: Sequence[Change], prose: Sequence[Point] | None) -> Section:
    view = context.view
    by_growth = common.ranked(view, items, "added")
    return Section(
        f"by-{dimension.code}",
        name_of(dimension),
        heading(context, dimension, items),
        lead(context, items),
        key_figures(context, items),
        (
            ranked_exhibit(context, dimension, by_growth, items),
            *lines_exhibit(context, dimension, items),
            *split_exhibit(context, dimension, items),
            *context.points(*(context.prose(*texts_of(dimension)) if prose is None else prose)),
        ),
    )


def heading(context: Context, dimension: Dimension, items: Sequence[Change]) -> str:
    """What the chapter finds; in the sample what it is about."""
    view = context.view
    neutral = f"The {view.noun} by {dimension.label.lower()}, {view.period}"
    if view.sample:
        return neutral
    values = {
        item.member.code: {
            year: figure.value for year, figure in view.series(**{dimension.code: item.member.code}).items()
        }
        for item in items
    }
    return sentences.first(
        sentences.overtaking(items, values, view.start, past=not common.ahead(view)),
        sentences.adds_most(items, view.final),
        neutral,
    )


def lead(context: Context, items: Sequence[Change]) -> str:
    """Two sentences below the heading."""
    view = context.view
    if view.sample:
        return sample_lead(context, len(items))
    top = findings.top(items, "added")
    part = findings.share_of_growth(top, items) if top else None
    fast, slow = findings.top(items, "cagr"), min(findings.named(items), key=lambda item: item.cagr, default=None)
    pace = None
    if fast and slow and fast.member.code != slow.member.code and fast.cagr > 0:
        pace = (
            f"{fast.label} {findings.verb(fast, 'grows', 'grow')} {numbers.percent(fast.cagr)} a year, "
            f"{sentences.inner(slow)} {numbers.percent(slow.cagr)}."
        )
    share = None
    if top and part is not None:
        share = (
            f"{top.label} {findings.verb(top, 'adds', 'add')} {view.money.full(top.added)} "
            f"between {view.start} and "
            f"{view.final}, {numbers.percent(part, 0)} of all growth."
        )
    return sentences.join(pace, share)


def sample_lead(context: Context, count: int) -> str:
    """What the full edition has here."""
    years = context.view.years
    period = f"{years[0]} to {years[-1]}" if years else context.view.period
    what = "both" if count == 2 else f"all {numbers.words(count)}"
    return f"Sizes, growth and shares of {what}, year by year from {period}, are in the full report."


def key_figures(context: Context, items: Sequence[Change]) -> tuple[KeyFigure, ...]:
    """The three figures of a dimension: most added, fastest, largest at the end."""
    view = context.view
    if view.sample:
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
                f"{possessive(fast.label)} growth a year",
                f"fastest, {view.period}",
                after="%",
            )
        )
    share = findings.final_share(large, items) if large else None
    if large and share is not None:
        base = findings.base_share(large, items)
        note = f"{numbers.percent(base)} in {view.start}" if base is not None else ""
        found.append(
            KeyFigure(numbers.number(share), f"{possessive(large.label)} share in {view.final}", note, after="%")
        )
    return tuple(found)


def added_figure(context: Context, item: Change) -> KeyFigure:
    """What a member adds, as a key figure."""
    view = context.view
    money = view.money
    note = f"{money.figure(item.first)} in {view.start}, {money.figure(item.last)} in {view.final}"
    return KeyFigure(
        money.figure(item.added),
        f"Added by {sentences.inner(item)}",
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
    title = sentences.first(None if view.sample else _ranking_title(items, view), neutral)
    order = "" if view.sample else ", ranked"
    shown, some = common.most(ranked)
    members = [item.member for item in shown]
    cells = common.members_positions(view, dimension.code, (view.start, view.final), members)
    complete = dimension.partition and _adds_up(context, items)
    total: tuple[str, dict[str, str]] | None = (f"All {dimension.plural.lower()}", {}) if complete else None
    note = f"Shares: of the sum of all {len(items)}." if some else "Shares: of the sum of the lines."
    return Exhibit(
        title,
        f"{common.measure(view, growth=True)}, {view.start} to {common.final_words(view)}, "
        f"size and share (%) in both years{order}{some}",
        view.origin(cells),
        table=common.growth_table(view, title, shown, findings.totals(items), total),
        note=context.note(note),
    )


def _ranking_title(items: Sequence[Change], view: View) -> str | None:
    if len(items) == 2:
        return sentences.both_add(items, view.money)
    return (
        sentences.first(sentences.base_and_growth_share(items, view.noun), sentences.adds_most(items, view.final))
        or None
    )


def _adds_up(context: Context, items: Sequence[Change]) -> bool:
    """Whether there is a whole to print below: always in the sample, where sums cannot be seen."""
    view = context.view
    whole = view.span()
    if whole is None or view.sample:
        return whole is not None
    total = sum(item.last for item in items)
    return bool(known(total) and abs(total - whole.last.value) <= 0.005 * abs(whole.last.value))


def lines_exhibit(context: Context, dimension: Dimension, items: Sequence[Change]) -> tuple[Exhibit, ...]:
    """All years as lines, up to five members; more are panels of one scale."""
    view = context.view
    if len(view.years) < 3:
        return ()
    top = findings.top(items, "added")
    order, some = common.most(common.ranked(view, items, "last"), 10)
    series = common.series_of(view, dimension.code, order, top.member if top else None)
    neutral = f"{view.what} by {dimension.label.lower()}, {view.years[0]} to {view.years[-1]}"
    title = neutral if view.sample else sentences.first(_order_title(items, view.start, view.final), neutral)
    dashed = common.last_known(view)
    dashes = "; dashed: forecast" if dashed is not None else ""
    chart: charts.AnyChart
    if len(items) > 3:
        number = _calm(view, series)
        chart = charts.SmallMultiples(alt=title, series=series, number=number, tick=common.tick, forecast_from=dashed)
    else:
        chart = charts.Lines(
            alt=title, series=series, number=view.money.figure, tick=common.tick, forecast_from=dashed, height=110
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
    least = min((abs(point.value) for each in series for point in each.points), default=0.0)
    return (lambda value: numbers.number(value, 0)) if least >= _COARSE else view.money.figure


def _order_title(items: Sequence[Change], start: int, final: int) -> str | None:
    same = findings.same_order(items)
    if same is None:
        return None
    if len(items) == 2:
        large = max(items, key=lambda item: item.last)
        verb = findings.verb(large, "stays", "stay") if same else findings.verb(large, "becomes", "become")
        return f"{large.label} {verb} the larger of the two to {final}"
    words = numbers.words(len(items))
    return f"The order of the {words} {'does not change' if same else f'changes between {start} and {final}'}"


def split_exhibit(context: Context, dimension: Dimension, items: Sequence[Change]) -> tuple[Exhibit, ...]:
    """Every year's size of every member, with what they add up to."""
    view = context.view
    years = common.forecast_years(view)
    if len(years) < 3 or (dimension.code in ("type", "application", "region") and len(items) <= common.MOST_GROUPED):
        return ()  # the exhibit of the whole market has these lines already
    shown = common.thinned(years)
    order, some = common.most(common.ranked(view, items, "last"))
    groups = (("", [(item.label, {dimension.code: item.member.code}) for item in order]),)
    title = f"Year by year: {dimension.plural.lower()} from {view.start} to {view.final}"
    total: tuple[str, dict[str, str]] = (f"All {dimension.plural.lower()}", {})
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


def snapshot(context: Context, dimension: Dimension) -> list[Section]:
    """A chapter from one year's sizes, or from printed shares alone."""
    view = context.view
    found = _levels(context, dimension)
    if not found:
        return []
    year = view.final or None
    sized = all(size is not None for _, size, _, _ in found)
    in_year = f" in {year}" if sized and year else ""
    neutral = f"The {view.noun} by {dimension.label.lower()}{in_year}"
    best = None if view.sample else _largest(dimension, found, in_year)
    title = best or neutral
    exhibit = _levels_exhibit(context, dimension, found, sized=sized, title=title)
    prose = context.points(*context.prose(*texts_of(dimension)))
    text = (
        f"Figures for all {numbers.words(len(found))} are in the full report."
        if view.sample
        else ""
        if sized
        else "The workbook gives shares of the market, no sizes."
    )
    items: tuple[Item, ...] = (exhibit, *prose)
    return [Section(f"by-{dimension.code}", name_of(dimension), title, text, (), items)]


Level = tuple[str, float | None, float | None, tuple[int, ...]]  # label, size, share, positions


def _levels(context: Context, dimension: Dimension) -> list[Level]:
    """Members with a size or a share in the last year, or a share without a year; largest first."""
    view = context.view
    year = view.final or None
    found = []
    for member in view.members(dimension.code):
        size = view.size(year, **{dimension.code: member.code}) if year and view.cube.kind == "currency" else None
        share = view.share(year, **{dimension.code: member.code})
        if size is not None or share is not None:
            cells = common.positions((size, share))
            found.append((member.label, size.value if size else None, share.value if share else None, cells))
    if not view.sample:
        found.sort(key=lambda level: -(level[1] if level[1] is not None else level[2] or 0.0))
    return [*found[: common.MOST_MEMBERS], *_inside(context, dimension, year)]


def _inside(context: Context, dimension: Dimension, year: int | None) -> list[Level]:
    """Printed shares of countries, which are part of their region's."""
    view = context.view
    if dimension.code != "region" or view.cube.kind == "currency":
        return []
    labels = {region.code: region.label for region in view.members("region")}
    found: list[Level] = []
    for country in view.members("country"):
        share = view.share(year, country=country.code)
        if share is not None and country.parent in labels:
            label = f"{country.label} (in {labels[country.parent]})"
            found.append((label, None, share.value, common.positions((share,))))
    return found


def _largest(dimension: Dimension, found: Sequence[Level], in_year: str) -> str | None:
    """`North America holds 40 % of the market`."""
    if len(found) < 2:
        return None
    label, _, share, _ = found[0]
    member = next((member for member in dimension.members if member.label == label), None)
    if member is None or member.rest or share is None:
        return None
    if not known(share) or any(level[2] is not None and level[2] >= share for level in found[1:]):
        return None
    decimals = 0 if float(round(share, 6)).is_integer() else 1
    return f"{label} {findings.verb(member, 'holds', 'hold')} {numbers.percent(share, decimals)} of the market{in_year}"


def _levels_exhibit(
    context: Context, dimension: Dimension, found: Sequence[Level], *, sized: bool, title: str
) -> Exhibit:
    view = context.view
    width = common.FULL - common.LABELS - (40 if sized else 0)
    values = [size if sized else share for _, size, share, _ in found]
    graphic = None
    if not view.sample and all(value is not None for value in values):
        graphic = charts.RankedBars(
            alt=title,
            bars=tuple(
                charts.Bar(level[0], value or 0.0, highlight=not i)
                for i, (level, value) in enumerate(zip(found, values, strict=True))
            ),
            number=view.money.figure if sized else numbers.percent,
            width=charts.mm(width),
            ranked=False,
        )
    columns = [Column("" if sized else "Share, %", width, text=True)]
    if sized:
        columns += [Column(str(view.final), 20), Column("Share, %", 20, emphasis="strong")]
    rows = []
    for label, size, share, _ in found:
        bar = numbers.HIDDEN if view.sample else ""
        words = numbers.number(share) if share is not None else "–"
        cells = [bar, view.money.figure(size) if size is not None else "–", words] if sized else [bar]
        rows.append(Row(label, tuple(cells)))
    table = Table(title, view.money.unit if sized else "", tuple(columns), tuple(rows), common.LABELS, graphic=graphic)
    what = common.measure(view) if sized else "Share of the market, %"
    when = str(view.final) if sized else "as printed, without a year" if not view.final else "as printed"
    origin = view.origin(position for level in found for position in level[3])
    nested = "" if sized or dimension.code != "region" else "Shares are printed as they stand and need not make 100."
    exhibit_title = f"{'Size' if sized else 'Share'} by {dimension.label.lower()}"
    return Exhibit(exhibit_title, f"{what}, {when}", origin, table=table, note=context.note(nested))
