"""A chapter on one dimension from a single year: sizes as bars, or printed shares alone."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.market.model import Dimension
from cdmo_cli.report import findings, numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Item, Row, Section, Table
from cdmo_cli.report.findings import known
from cdmo_cli.report.sections import common, wording
from cdmo_cli.report.view import View

TEXTS = {"type": ("types", "type"), "application": ("applications", "application"), "region": ("regions",)}
_PANELS = 10


def texts_of(dimension: Dimension) -> tuple[str, ...]:
    """The sections of the sheet of texts that belong to a dimension."""
    return TEXTS.get(dimension.code, (dimension.plural.lower(), dimension.code))


def name_of(dimension: Dimension) -> str:
    """`By type`."""
    return f"By {dimension.label.lower()}"


def snapshot(context: Context, dimension: Dimension) -> list[Section]:
    """A chapter from one year's sizes, or from printed shares alone."""
    view = context.view
    found = _levels(context, dimension)
    if not found or (len(found) == 1 and view.cube.kind == "currency"):
        return []  # one member is the whole, and a bar of it says nothing
    year = view.final or None
    sized = all(size is not None for _, size, _, _ in found)
    in_year = f" in {year}" if sized and year else ""
    neutral = f"The {view.noun} by {dimension.label.lower()}{in_year}"
    best = _largest(dimension, found, in_year)
    title = wording.headline(best, neutral)
    exhibit = _levels_exhibit(context, dimension, found, sized=sized, title=title)
    prose = context.points(*context.prose(*texts_of(dimension)))
    text = (
        f"Figures for all {numbers.words(len(found))} are in the full report."
        if view.sample and not known(*_values(found, sized=sized))
        else ""
        if sized
        else "The workbook gives shares of the market, no sizes."
    )
    items: tuple[Item, ...] = (exhibit, *_history(context, dimension), *prose)
    return [Section(f"by-{dimension.code}", name_of(dimension), title, text, (), items)]


def _history(context: Context, dimension: Dimension) -> tuple[Exhibit, ...]:
    """The sizes of all years as panels, where they have no growth rate: they begin at zero, or change their sign."""
    view = context.view
    whole = {member: view.series(**{dimension.code: member.code}) for member in view.members(dimension.code)}
    if view.cube.kind != "currency" or len(whole) < 2 or not all(len(series) >= 3 for series in whole.values()):
        return ()
    years = sorted({year for series in whole.values() for year in series})
    shown = list(whole.items())[:_PANELS]
    some = f", {len(shown)} of {len(whole)}" if len(whole) > len(shown) else ""
    series = tuple(
        charts.Series(member.label, tuple(charts.Point(year, figure.value) for year, figure in sizes.items()))
        for member, sizes in shown
    )
    dashed = common.last_known(view)
    title = f"{view.what} by {dimension.label.lower()}, {years[0]} to {years[-1]}"
    chart = charts.SmallMultiples(
        alt=title, series=series, number=view.money.figure, tick=common.tick, forecast_from=dashed
    )
    dashes = "; dashed: forecast" if dashed is not None else ""
    return (
        Exhibit(
            title,
            f"{common.measure(view)}, {common.years_words(view, years)}{some}{dashes}",
            view.origin(common.members_positions(view, dimension.code, years, [member for member, _ in shown])),
            chart=common.chart_or_hatch(view, chart),
            note=context.note(),
        ),
    )


Level = tuple[str, float | None, float | None, tuple[int, ...]]  # label, size, share, positions


def _levels(context: Context, dimension: Dimension) -> list[Level]:
    """Members with a size or a share in the last year, or a share without a year; largest first."""
    view = context.view
    year = view.final or _year_of_shares(view, dimension.code)
    found = []
    for member in view.members(dimension.code):
        size = view.size(year, **{dimension.code: member.code}) if year and view.cube.kind == "currency" else None
        share = view.share(year, **{dimension.code: member.code})
        if size is not None or share is not None:
            cells = common.positions((size, share))
            found.append((member.label, size.value if size else None, share.value if share else None, cells))
    if known(*(value for level in found for value in level[1:3] if value is not None)):
        found.sort(key=lambda level: -(level[1] if level[1] is not None else level[2] or 0.0))
    return [*found[: common.MOST_MEMBERS], *_inside(context, dimension, year)]


def _year_of_shares(view: View, code: str) -> int | None:
    """The last year for which a share of a member is printed, where the workbook has no sizes."""
    years = sorted({period.year for period in view.model.observations.periods if not period.through}, reverse=True)
    members = view.model.dimension(code).members
    return next((year for year in years if any(view.share(year, **{code: m.code}) for m in members)), None)


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
    others = [level[2] for level in found[1:] if level[2] is not None]
    if not known(share, *others) or any(other >= share for other in others):
        return None
    decimals = 0 if float(round(share, 6)).is_integer() else 1
    return f"{label} {findings.verb(member, 'holds', 'hold')} {numbers.percent(share, decimals)} of the market{in_year}"


def _values(found: Sequence[Level], *, sized: bool) -> tuple[float, ...]:
    """The sizes, or the shares, of the members that have one."""
    return tuple(value for _, size, share, _ in found if (value := size if sized else share) is not None)


def _first_two(
    dimension: Dimension, found: Sequence[Level], values: Sequence[float], view: View, *, sized: bool
) -> str | None:
    """`Asia-Pacific follows North America with 30.0 %`: the second behind the first, which is the chapter's heading."""
    if len(found) < 3 or len(values) != len(found) or not known(*values):
        return None
    names = [next((m for m in dimension.members if m.label == label), None) for label, *_ in found[:2]]
    first, second = names
    if first is None or second is None or first.rest or second.rest or not values[0] > values[1] > values[2]:
        return None
    amount = wording.precise(view, values).full(values[1]) if sized else numbers.percent(values[1])
    follows = findings.verb(second, "follows", "follow")
    name = sentences.called(sentences.inner(first))
    return f"{sentences.called(second.label, start=True)} {follows} {name} with {amount}"


def _levels_exhibit(
    context: Context, dimension: Dimension, found: Sequence[Level], *, sized: bool, title: str
) -> Exhibit:
    """Bars with their figures, and the shares beside sizes where there are any."""
    view = context.view
    values = _values(found, sized=sized)
    shares = sized and any(share is not None for _, _, share, _ in found)
    width = common.FULL - common.LABELS - (20 if shares else 0)
    number = wording.precise(view, values).figure if sized else numbers.percent
    graphic = None
    if len(values) == len(found) and known(*values):
        graphic = charts.RankedBars(
            alt=title,
            bars=tuple(
                charts.Bar(level[0], value, highlight=not place)
                for place, (level, value) in enumerate(zip(found, values, strict=True))
            ),
            number=number,
            width=charts.mm(width),
            ranked=False,
        )
    columns = [Column((str(view.final) if view.final else "") if sized else "Share, %", width, text=True)]
    columns += [Column("Share, %", 20, emphasis="strong")] if shares else []
    rows = []
    for label, size, share, _ in found:
        value = size if sized else share
        cells = ["" if graphic else number(value) if value is not None else "–"]
        cells += [numbers.number(share) if share is not None else "–"] if shares else []
        rows.append(Row(label, tuple(cells)))
    table = Table(title, view.money.unit if sized else "", tuple(columns), tuple(rows), common.LABELS, graphic=graphic)
    what = common.measure(view) if sized else "Share of the market, %"
    year = view.final or _year_of_shares(view, dimension.code)
    when = str(year) if sized else f"as printed for {year}" if year else "as printed, without a year"
    when += wording.fiscal(view, [year]) if year else ""
    count = len(view.members(dimension.code))
    some = f", {common.MOST_MEMBERS} of {count}" if count > common.MOST_MEMBERS else ""
    origin = view.origin(position for level in found for position in level[3])
    nested = "" if sized or dimension.code != "region" else "Shares are printed as they stand and need not make 100."
    neutral = f"{'Size' if sized else 'Share'} by {dimension.label.lower()}"
    exhibit_title = wording.headline(_first_two(dimension, found, values, view, sized=sized), neutral)
    return Exhibit(exhibit_title, f"{what}, {when}{some}", origin, table=table, note=context.note(nested))
