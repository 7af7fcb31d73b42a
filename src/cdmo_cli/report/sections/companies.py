"""The companies: revenue as reported and in one currency, ranking, share of the market, concentration, profiles."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.market import metrics
from cdmo_cli.market.cube import Company
from cdmo_cli.report import fonts, numbers
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Item, Row, Section, Table
from cdmo_cli.report.findings import known
from cdmo_cli.report.sections import common, concentration, profiles

_MOST = 25  # lines of the ranking
_SHARE = "Share, %"
_KINDS = {"cdmo": "CDMO", "group": "Group"}


def section(context: Context) -> list[Section]:
    """The chapter; nothing when the workbook names no company."""
    view = context.view
    companies = view.companies()
    if not companies:
        return []
    texts = context.prose("companies", "players")
    own = {point.label: point for point in texts if any(profiles.is_about(point, company) for company in companies)}
    prose = context.points(*(point for point in texts if point.label not in own))
    with_revenue = [company for company in companies if company.revenue is not None]
    items: list[Item] = []
    if with_revenue:
        items.append(_ranking(context, companies))
        items += prose
        items += concentration.exhibit(context)
        items += profiles.profiles(context, companies, tuple(own.values()))
        prose = ()
    else:
        items.append(_names(context, companies))
    return [
        Section(
            "companies",
            "Companies",
            _heading(context, companies),
            _lead(context),
            concentration.key_figures(context),
            (*items, *prose),
        )
    ]


def _heading(context: Context, companies: Sequence[Company]) -> str:
    found = concentration.shares(context)
    count = numbers.words(len(companies))
    one = len(companies) == 1
    neutral = f"{'One company' if one else count.capitalize() + ' companies'} in this market"
    if len(found) < 3:
        return neutral
    total = metrics.concentration(found, len(found))
    words = numbers.words(len(found)).capitalize()
    if total >= concentration.ALL:
        return _all_of_it(context, found) or neutral
    return f"{words} companies with {concentration.revenue_word(context)} hold {numbers.percent(total)} of the market"


def _all_of_it(context: Context, found: Sequence[float]) -> str | None:
    """`Four of nine companies hold 61 % of the market`: where the companies are all of it."""
    if len(found) <= concentration.TOP:
        return None
    count, part = numbers.words(len(found)), numbers.percent(metrics.concentration(found, concentration.TOP), 0)
    return f"Four of {count} companies hold {part} of the market"


def _lead(context: Context) -> str:
    in_market = concentration.in_market(context)
    found = concentration.shares(context)
    if in_market and not found:
        return "Revenue, currency, fiscal year, share of the market and concentration are in the full report."
    if len(found) <= concentration.TOP:
        return ""
    largest = max(in_market, key=lambda company: company.share or 0.0)
    total = metrics.concentration(found, len(found))
    low, high = metrics.hhi_bounds(found, largest=found[0])
    if total >= concentration.ALL:
        standing = "above" if low > concentration.HIGHLY else "not above"
        limit_of = numbers.number(concentration.HIGHLY, 0)
        return (
            f"The Herfindahl-Hirschman index is {numbers.number(low, 0)}, {standing} the {limit_of} beyond which a "
            "market counts as highly concentrated."
        )
    four = numbers.percent(metrics.concentration(found, concentration.TOP))
    text = f"The four largest of them hold {four} of it between them"
    limit = next((step for step in (1, 2, 3, 4, 5, 10, 20, 25, 50) if found[0] < step), None)
    text = f"{text}, and none reaches {numbers.with_percent(str(limit))}." if limit else f"{text}."
    if high <= concentration.HIGHLY:
        text += (
            f" Unless a company without a share here is larger than {largest.member.label}, "
            "the market is not highly concentrated."
        )
    return text


def _ranking(context: Context, companies: Sequence[Company]) -> Exhibit:
    view = context.view
    given = [company for company in companies if company.revenue is not None][:_MOST]
    unknown = [company for company in companies if company.revenue is None][: _MOST - len(given)]
    converted = all(company.converted is not None for company in given) and view.cube.kind == "currency"
    seen = known(*(figure.value for company in given for figure in (company.revenue, company.converted) if figure))
    title = _title(given) if seen and view.cube.kind == "currency" else "Revenue of the companies"
    names = max(fonts.width(company.member.label, 8.5, weight=400, spacing=0.0) for company in (*given, *unknown))
    fixed = 81.0  # millimetres of the other columns
    dots = min(50.0, max(36.0, common.FULL - fixed - 8.0 - names)) if converted else 0.0
    scale, word = _scale(context, given)
    columns, lines = _columns(context, given, scale, dots)
    rows = [Row(company.member.label, cells) for company, cells in zip(given, lines, strict=True)]
    blank = tuple("–" if column.head in ("Revenue", _SHARE) else "" for column in columns)
    rows += [Row(company.member.label, blank, unranked=True) for company in unknown]
    table = Table(
        title,
        "Company",
        columns,
        tuple(rows),
        common.FULL - sum(column.width for column in columns),
        graphic=_dots(given, title, dots) if converted and seen else None,
        graphic_at=next((place for place, column in enumerate(columns) if column.head.startswith("Revenue, ")), 0),
        numbered=seen,
    )
    cells = common.positions(company.revenue for company in given)
    what = f"Revenue as reported, {word}of the currency"
    more = ", and converted; share of market size in the same year" if converted else ""
    return Exhibit(
        title,
        f"{what}{more}",
        view.origin(cells),
        table=table,
        note=context.note(*_notes(given, unknown, dotted=converted and seen)),
    )


def _dots(given: Sequence[Company], title: str, width: float) -> charts.Lollipops:
    """Revenue in one currency as dots; hollow where it is not contract revenue."""
    bars = tuple(
        charts.Bar(
            company.member.label,
            company.converted.value if company.converted else 0.0,
            highlight=company.kind != "group",
            hollow=company.kind == "group",
        )
        for company in given
    )
    return charts.Lollipops(
        alt=title,
        bars=bars,
        number=lambda value: numbers.number(value, 2),
        tick=common.tick,
        width=charts.mm(width),
        ranked=False,
    )


def _title(given: Sequence[Company]) -> str:
    """Whose contract revenue is largest, when that is certain: converted, alone at the top."""
    contract = [company for company in given if company.kind == "cdmo"]
    values = [company.converted.value for company in contract if company.converted]
    if len(values) == len(contract) >= 2 and values[0] > values[1]:
        count = numbers.words(len(contract))
        return f"{contract[0].member.label} has the largest contract revenue of the {count} that report one"
    return "Revenue of the companies"


def _columns(
    context: Context, given: Sequence[Company], scale: float, dots: float
) -> tuple[tuple[Column, ...], list[tuple[str, ...]]]:
    """The columns that hold something, and the cells of each company in them; `dots`: the width of the graphic."""
    columns = [
        (Column("Revenue", 15), [_amount(context, company, scale) for company in given]),
        (Column("Currency", 17, text=True), [company.currency or "" for company in given]),
        (Column("Year to", 20), [profiles.year_end(company) for company in given]),
        (Column("Kind", 15, text=True), [_KINDS.get(company.kind, company.kind) for company in given]),
        (Column(_SHARE, 14), [_share(company) for company in given]),
    ]
    if dots:
        converted = [numbers.number(company.converted.value, 2) if company.converted else "–" for company in given]
        columns.insert(4, (Column(f"Revenue, {context.view.money.unit}", dots, text=True), converted))
    kept = [(column, cells) for column, cells in columns if any(cell not in ("", "–") for cell in cells)]
    return tuple(column for column, _ in kept), list(zip(*(cells for _, cells in kept), strict=True))


def _share(company: Company) -> str:
    """The share of the market; what a whole group sells says nothing about it."""
    return numbers.number(company.share, 2) if company.share is not None and company.kind != "group" else "–"


def _scale(context: Context, given: Sequence[Company]) -> tuple[float, str]:
    """What revenues are divided by, and the word for their unit: the market's own, else one that reads well."""
    view = context.view
    if view.cube.kind == "currency":
        return 1.0, f"{view.money.scale} " if view.money.scale else "units "
    printed = [abs(view.printed(p)) * _unit(context, p) for company in given for p in _cell(company)]
    if not known(*printed):
        return 1e9, "billion "
    return (1e9, "billion ") if max(printed, default=0.0) >= 1e8 else (1e6, "million ")


def _cell(company: Company) -> tuple[int, ...]:
    """The observation of its revenue."""
    return company.revenue.positions[:1] if company.revenue is not None else ()


def _unit(context: Context, position: int) -> float:
    data = context.view.model.observations
    return data.units[int(data.unit[position])].scale if data.unit[position] >= 0 else 1.0


def _amount(context: Context, company: Company, scale: float) -> str:
    """The revenue as reported. Where the market has no currency it is taken from its cell."""
    if company.revenue is None:
        return "–"
    view = context.view
    if view.cube.kind == "currency":
        return numbers.number(company.revenue.value / scale, 2)
    position = company.revenue.positions[0]
    return numbers.number(view.printed(position) * _unit(context, position) / scale, 2)


def _notes(given: Sequence[Company], unknown: Sequence[Company], *, dotted: bool) -> list[str]:
    notes = []
    rates = {company.rate.position: company.rate for company in given if company.rate is not None}
    if rates:
        each = [
            f"{numbers.number(rate.value, 4)} {rate.quote} per {rate.base}{f' ({rate.year})' if rate.year else ''}"
            for rate in rates.values()
        ]
        notes.append(f"Exchange rates: {', '.join(each)}.")
    if len({company.year_end for company in given}) > 1:
        notes.append("Fiscal years end on different days and are not adjusted.")
    if any(company.kind == "group" for company in given):
        mark = "Hollow dots: group" if dotted else "Group"
        notes.append(f"{mark} revenue is not contract revenue and has no share of the market.")
    if unknown:
        notes.append(f"No revenue with a source: {common.listed([company.member.label for company in unknown])}.")
    return notes


def _names(context: Context, companies: Sequence[Company]) -> Exhibit:
    """Names alone, where the workbook gives no revenue that could be read."""
    view = context.view
    rows = tuple(Row(company.member.label, (profiles.year_end(company) or "–",)) for company in companies)
    columns = (Column("Revenue", common.FULL - common.LABELS),)
    table = Table("Companies named", "Company", columns, tuple(Row(row.label, ("–",)) for row in rows), common.LABELS)
    return Exhibit(
        "The companies that the workbook names",
        "In its own order; no revenue is given",
        view.file or "the workbook",
        table=table,
        note=context.note(),
    )
