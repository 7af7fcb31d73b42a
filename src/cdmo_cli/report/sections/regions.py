"""The regions: an overview, and a page for each with its countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cdmo_cli.market.model import Member
from cdmo_cli.report import findings, numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Item, Point, Row, Section, Table
from cdmo_cli.report.findings import Change, known
from cdmo_cli.report.numbers import Money
from cdmo_cli.report.sections import common, dimension, wording
from cdmo_cli.report.view import View

_MANY = 14  # named countries that a map beside the table holds
_PANELS, _BESIDE = 5, 7  # a row of panels, below a table of so many countries at most


def section(context: Context) -> list[Section]:
    """The overview and the pages of the regions; nothing when no region has a figure.

    A text whose heading is a region stands on that region's page; all others, and those on regions without a page of
    their own, in the overview.
    """
    regions = context.view.members("region")
    texts = context.prose("regions", "region")
    pages = []
    for region in regions:
        about = [point for point in texts if _is_about(point, region)]
        made = _page(context, region, about)
        if made:
            texts = tuple(point for point in texts if point not in about)
        pages += made
    overview = dimension.section(context, "region", texts)
    if not overview and not pages:
        return _countries_only(context)
    if not overview:
        return [replace(page, part=place > 0) for place, page in enumerate(pages)]
    first = replace(overview[0], key="regions", name="Regions")
    return [first if pages else _with_countries(context, first), *pages]


def _is_about(point: Point, region: Member) -> bool:
    return _names(point.label, region)


def _names(heading: str, region: Member) -> bool:
    """Whether a text's heading is the region's name."""
    names = {name.casefold() for name in (region.label, region.code, *region.aliases)}
    return heading.replace(numbers.NBSP, " ").strip().casefold() in names


def _countries_only(context: Context) -> list[Section]:
    """Countries without regions: one chapter on them."""
    found = dimension.section(context, "country")
    return [replace(each, key="countries", name="Countries") for each in found]


def _with_countries(context: Context, overview: Section) -> Section:
    """The overview of one year, with the sizes of the countries too: their regions have no pages."""
    found = dimension.section(context, "country")
    exhibits = found[0].exhibits[:1] if found else ()
    if context.view.cube.kind != "currency":
        exhibits = ()  # the shares of countries stand among those of the regions
    prose = [item for item in overview.items if not isinstance(item, Exhibit)]
    return replace(overview, items=(*overview.exhibits, *exhibits, *prose))


def _page(context: Context, region: Member, texts: Sequence[Point]) -> list[Section]:
    view = context.view
    here = {"region": region.code}
    span = view.growth(**here)
    if span is None or view.start == view.final:
        return []
    countries = common.changes(view, "country", **here)
    if not countries and not any(_cross(context, code, here) for code in ("type", "application")):
        return []  # the exhibit of the whole market has the region's line already
    alone = (
        countries
        and len(view.members("region")) == 1
        and not any(_cross(context, code, here) for code in ("type", "application"))
    )  # the exhibit of the whole market is the region's
    items: list[Item] = [] if alone else [_years(context, region)]
    if countries:
        items.append(_countries(context, region, countries))
        items += _over_the_years(context, region, countries)
    items += context.points(*(replace(point, label=f"On {region.label}") for point in texts))
    return [
        Section(
            f"region-{region.code}",
            f"Regions: {region.label}",
            _heading(context, region, span.added),
            _lead(context, region, countries),
            (),
            tuple(items),
            part=True,
        )
    ]


def _heading(context: Context, region: Member, added: float) -> str:
    view = context.view
    if not known(added) or not added or view.cube.kind != "currency":
        return f"{region.label} to {view.final}"
    past = not common.ahead(view)
    now, then = (("adds", "add"), ("added", "added")) if added > 0 else (("loses", "lose"), ("lost", "lost"))
    verb = sentences.says(region, now, then, past=past)
    return f"{region.label} {verb} {view.money.about(abs(added))} by {view.final}"


def _lead(context: Context, region: Member, countries: Sequence[Change]) -> str:
    """Its standing and who carries its growth; in the sample what the full edition has here, where that is hidden."""
    view = context.view
    said = sentences.join(
        _standing(context, region), _carried(countries, view.money.people, past=not common.ahead(view))
    )
    if said or not view.sample:
        return said
    names = [item.label for item in countries if not item.member.rest]
    if len(names) < 2:
        return "Its figures are in the full report."
    return (
        f"The region’s {numbers.words(len(names))} countries, its size by year and its growth are in the full report."
    )


def _standing(context: Context, region: Member) -> str | None:
    """Its rank by growth, and its share at both ends."""
    view = context.view
    regions = common.changes(view, "region")
    own = next((item for item in regions if item.member.code == region.code), None)
    if own is None or not common.all_known(regions) or len(regions) < 2:
        return None
    base, final = findings.base_share(own, regions), findings.final_share(own, regions)
    place = 1 + sum(item.added > own.added for item in regions)
    if base is None or final is None or sum(item.added == own.added for item in regions) > 1:
        return None
    adds = "adds" if common.ahead(view) else "added"
    rank = (
        f"No other region {adds} more"
        if place == 1
        else f"No other region {adds} less"
        if place == len(regions)
        else f"It {adds} the {numbers.ordinal(place)} most of the {numbers.words(len(regions))} regions"
    )
    move = final - base
    if abs(move) < 0.05:
        stays = "stays" if common.ahead(view) else "stayed"
        return f"{rank}; its share of the {view.noun} {stays} at {numbers.percent(final)}."
    verbs = ("rises", "falls") if common.ahead(view) else ("rose", "fell")
    verb = verbs[0] if move > 0 else verbs[1]
    return f"{rank}; its share of the {view.noun} {verb} from {numbers.percent(base)} to {numbers.percent(final)}."


def _carried(countries: Sequence[Change], people: str, *, past: bool) -> str | None:
    """Which countries bring most of what a region adds; `people` are the coins of its currency: `dollars`."""
    two = findings.together(countries)
    bring, brings, adds = ("brought", "brought", "added") if past else ("bring", "brings", "adds")
    if two:
        first, second, part = two
        tenths = findings.of_ten(part)
        amount = (
            f"{numbers.words(tenths)} of every ten"
            if people and tenths and abs(part - 10 * tenths) <= 1
            else f"{numbers.percent(part, 0)} of its"
        )
        what = f"{amount} new {people}" if amount.endswith("ten") else f"{amount} growth"
        return f"{sentences.called(first.label, start=True)} and {sentences.called(second.label)} {bring} {what}."
    lead = findings.top(countries, "added")
    part_of_one = findings.share_of_growth(lead, countries) if lead else None
    if lead is None or part_of_one is None:
        return None
    return f"{sentences.called(lead.label, start=True)} {brings} {numbers.percent(part_of_one, 0)} of what it {adds}."


def _years(context: Context, region: Member) -> Exhibit:
    """Columns of the region on a table of its types and applications."""
    view = context.view
    here = {"region": region.code}
    shown = common.thinned(common.forecast_years(view, **here))
    groups = [group for group in (_cross(context, "type", here), _cross(context, "application", here)) if group]
    span = view.growth(**here)
    title = f"{region.label} from {view.period}"
    if span is not None and known(span.cagr) and round(span.cagr, 1) != 0:
        grows = span.cagr > 0
        now, then = (("grows", "grow"), ("grew", "grew")) if grows else (("shrinks", "shrink"), ("shrank", "shrank"))
        verb = sentences.says(region, now, then, past=not common.ahead(view))
        title = f"{region.label} {verb} {numbers.percent(abs(span.cagr))} a year{_against(context, span.cagr)}"
    table = common.years_table(view, title, (region.label, here), groups, shown, growth=True)
    cells = list(common.positions(view.size(year, **here) for year in shown))
    for _, members in groups:
        for _, chosen in members:
            cells += common.positions(view.size(year, **chosen) for year in shown)
    return common.years_exhibit(
        context,
        title,
        f"{common.measure(view)}, {region.label}, {common.years_words(view, shown)}",
        table,
        shown,
        here,
        view.origin(cells),
        note=context.note("Parts may not add up because of rounding." if groups else ""),
        height=88.0,
    )


def _against(context: Context, cagr: float) -> str:
    """`, the market 5.2 %`: only where the two differ as printed."""
    whole = context.view.span()
    if whole is None or not known(whole.cagr) or round(whole.cagr, 1) == round(cagr, 1):
        return ""
    return f", the {'whole market' if context.view.noun == 'market' else 'total'} {numbers.percent(whole.cagr)}"


def _cross(context: Context, code: str, here: dict[str, str]) -> tuple[str, list[tuple[str, dict[str, str]]]] | None:
    view = context.view
    items = common.ranked(view, common.changes(view, code, **here), "last")
    if not 2 <= len(items) <= 6:
        return None
    return f"By {view.model.dimension(code).label.lower()}", [
        (item.label, {**here, code: item.member.code}) for item in items
    ]


def _countries(context: Context, region: Member, countries: Sequence[Change]) -> Exhibit:
    """The map of tiles beside the countries' table, or above it where there are many."""
    view = context.view
    order = common.ranked(view, countries, "last")
    named = [item for item in countries if not item.member.rest]
    beside = 1 < len(named) <= _MANY
    title = wording.headline(_pace(countries, past=not common.ahead(context.view)), f"The countries of {region.label}")
    count = len(named)
    subtitle = (
        f"Compound annual growth {view.period}, %, and {view.what.lower()}, {view.money.unit}, "
        f"{numbers.words(count)} {'country' if count == 1 else 'countries'} of {region.label}"
    )
    return Exhibit(
        title,
        subtitle,
        view.origin(position for item in countries for position in _positions(context, item)),
        chart=_map(view, title, countries, wide=not beside) if len(named) > 1 else None,
        table=_countries_table(context, region, order, title, common.FULL - (common.LABELS if beside else 0)),
        layout="beside" if beside else "above",
        note=context.note(f"Share: of the region, {view.final}.", _names_note(order)),
    )


def _map(view: View, title: str, countries: Sequence[Change], *, wide: bool) -> charts.AnyChart:
    """The tile map of growth; where a rate is hidden, a panel."""
    width = charts.FULL_WIDTH if wide else charts.mm(56)
    tiles = charts.TileMap(
        alt=title,
        tiles=tuple(
            charts.Tile(
                item.member.code,
                item.member.iso or item.label[:3].upper(),
                item.cagr if view.sample or known(item.cagr) else None,
                item.member.rest,
            )
            for item in countries
        ),
        number=numbers.number,
        tick=common.tick,
        heading="% a year",
        width=width,
    )
    if not view.sample or known(*common.drawn(tiles)):
        return tiles
    return charts.Hatch(
        alt="Values are in the full report. The hatching carries no data.",
        heading="In the full report",
        left=0.0,
        right=charts.FULL_WIDTH if wide else charts.mm(52),
        width=width,
        height=112.0,
    )


def _over_the_years(context: Context, region: Member, countries: Sequence[Change]) -> tuple[Exhibit, ...]:
    """A panel a country, on a page that has room for a row of them: few countries, no other tables, no prose.

    What the page holds is judged by what both editions have, so that they number their exhibits alike.
    """
    view = context.view
    named = tuple(item for item in countries if not item.member.rest)
    written = any(_names(text.heading, region) for text in view.model.texts)
    crossed = any(_cross(context, code, {"region": region.code}) for code in ("type", "application"))
    if not 2 <= len(named) <= _PANELS or len(countries) > _BESIDE or written or crossed or len(view.years) < 3:
        return ()
    order = common.ranked(view, named, "last")
    top = findings.top(countries, "added")
    series = common.series_of(view, "country", order, top.member if top else None, region=region.code)
    title = f"{region.label}’s countries year by year"
    if top is not None and findings.share_of_growth(top, countries):
        adds = "adds" if common.ahead(view) else "added"
        title = f"{sentences.called(top.label, start=True)} {adds} {view.money.full(top.added)} to {view.final}"
    dashed = common.last_known(view)
    chart = charts.SmallMultiples(
        alt=numbers.plain(title),
        series=series,
        number=wording.precise(view, [item.last for item in order]).figure,
        tick=common.tick,
        forecast_from=dashed,
        panel_height=62.0,
    )
    dashes = "; dashed: forecast" if dashed is not None else ""
    return (
        Exhibit(
            title,
            f"{common.measure(view)}, {common.years_words(view, view.years)}{dashes}",
            view.origin(common.members_positions(view, "country", view.years, [item.member for item in order])),
            chart=common.chart_or_hatch(view, chart),
            note=context.note(),
        ),
    )


def _positions(context: Context, item: Change) -> tuple[int, ...]:
    view = context.view
    return common.positions(view.size(year, country=item.member.code) for year in (view.start, view.final))


def _names_note(items: Sequence[Change]) -> str:
    taiwan = next((item.label for item in items if item.member.iso == "TWN"), "")
    return f"{taiwan}: label as configured, not counted in China." if taiwan else ""


def _pace(countries: Sequence[Change], *, past: bool) -> str | None:
    """`India grows 9.9 % a year, Japan 3.3 %`."""
    named = findings.named(countries)
    if len(named) < 2:
        return None
    fast, slow = max(named, key=lambda item: item.cagr), min(named, key=lambda item: item.cagr)
    if round(fast.cagr, 1) == round(slow.cagr, 1) or fast.cagr <= 0:
        return None
    first, last = sentences.called(fast.label, start=True), sentences.called(slow.label)
    grows = "grew" if past else "grows"
    return f"{first} {grows} {numbers.percent(fast.cagr)} a year, {last} {numbers.percent(slow.cagr)}"


def _countries_table(context: Context, region: Member, order: Sequence[Change], title: str, width: float) -> Table:
    view = context.view
    money = wording.precise(view, [item.last for item in order])
    label = 43.0 if width < common.FULL else common.LABELS
    part = (width - label) / 71.67  # of the widths below
    columns = (
        Column(str(view.start), 12.5 * part, emphasis="muted"),
        Column(str(view.final), 13.5 * part, emphasis="strong"),
        Column("Added", 15 * part),
        Column("% a year", 15 * part),
        Column("Share, %", 15.67 * part),
    )
    span = view.span(region=region.code)
    rows = []
    whole = span.last.value if span is not None else float("nan")
    if span is not None:
        rows.append(
            _row(money, region.label, span.first.value, span.last.value, span.added, span.cagr, whole, kind="total")
        )
    named = [item.added for item in order if not item.member.rest]
    best = sorted(named, reverse=True)[:1] if known(*named) else []
    for item in order:
        row = _row(money, item.label, item.first, item.last, item.added, item.cagr, whole)
        rows.append(replace(row, marked=frozenset({2})) if item.added in best and not item.member.rest else row)
    return Table(title, money.unit, columns, tuple(rows), label)


def _row(
    money: Money,
    label: str,
    first: float,
    last: float,
    added: float,
    cagr: float,
    whole: float,
    kind: str = "plain",
) -> Row:
    share = 100 * last / whole if whole else float("nan")
    cells = (money.figure(first), money.figure(last), money.change(added), numbers.number(cagr), numbers.number(share))
    return Row(label, cells, kind="total" if kind == "total" else "plain")
