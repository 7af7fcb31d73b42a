"""The companies: revenue as reported and in one currency, ranking, share of the market, concentration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from babel.dates import format_date

from cdmo_cli.market.cube import Company
from cdmo_cli.market.metrics import concentration, hhi
from cdmo_cli.report import fonts, numbers
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Facts, Item, KeyFigure, Row, Section, Table
from cdmo_cli.report.sections import common

_TOP = 4
_MOST = 25  # lines of the ranking


def shares(context: Context) -> list[float]:
    """The shares of the market that are known, largest first; none in the sample."""
    if context.view.sample:
        return []
    found = [company.share for company in _in_market(context)]
    return sorted((share for share in found if share is not None), reverse=True)


def _in_market(context: Context) -> list[Company]:
    """The companies whose revenue is of this market: a group's revenue is not, and has no share of it."""
    return [company for company in context.view.companies() if company.share is not None and company.kind != "group"]


def section(context: Context) -> list[Section]:
    """The chapter; nothing when the workbook names no company."""
    view = context.view
    companies = view.companies()
    if not companies:
        return []
    prose = context.points(*context.prose("companies", "players"))
    with_revenue = [company for company in companies if company.revenue is not None]
    items: list[Item] = []
    if with_revenue:
        items.append(_ranking(context, companies))
        items += _everyone(context)
        items += prose
        items += _sources(context, companies)
        prose = ()
    else:
        items.append(_names(context, companies))
    return [
        Section(
            "companies", "Companies", _heading(context, companies), _lead(context), _figures(context), (*items, *prose)
        )
    ]


def revenue_word(context: Context) -> str:
    """What the revenue is called: contract revenue only where the workbook says so of every company."""
    return "contract revenue" if all(company.kind == "cdmo" for company in _in_market(context)) else "a known revenue"


def _heading(context: Context, companies: Sequence[Company]) -> str:
    known = shares(context)
    count = numbers.words(len(companies))
    neutral = f"{count.capitalize() if count.isalpha() else count} companies in this market"
    if len(known) < 3:
        return neutral
    total = concentration(known, len(known))
    words = numbers.words(len(known)).capitalize()
    if total >= 100:
        return neutral
    return f"{words} companies with {revenue_word(context)} hold {numbers.percent(total)} of the market"


def _lead(context: Context) -> str:
    view = context.view
    if view.sample:
        return "Revenue, currency, fiscal year, share of the market and concentration are in the full report."
    known = shares(context)
    if len(known) <= _TOP:
        return ""
    text = f"The four largest of them hold {numbers.percent(concentration(known, _TOP))} of it between them"
    limit = next((step for step in (1, 2, 3, 4, 5, 10, 20, 25, 50) if known[0] < step), None)
    return f"{text}, and none reaches {limit}{numbers.NBSP}%." if limit else f"{text}."


def _figures(context: Context) -> tuple[KeyFigure, ...]:
    view = context.view
    known = shares(context)
    if view.sample and len(_in_market(context)) > _TOP:
        return (
            KeyFigure(numbers.HIDDEN, "CR4, the four largest", "share of the market", after="%", highlight=True),
            KeyFigure(numbers.HIDDEN, f"All with {revenue_word(context)}", "share of the market", after="%"),
            KeyFigure(numbers.HIDDEN, "HHI, lower bound", "of 10,000"),
        )
    if len(known) <= _TOP or sum(known) >= 100:
        return ()
    total = concentration(known, len(known))
    return (
        KeyFigure(
            numbers.number(concentration(known, _TOP)),
            "CR4, the four largest",
            "share of the market",
            after="%",
            highlight=True,
        ),
        KeyFigure(
            numbers.number(total), f"CR{len(known)}, all with {revenue_word(context)}", "share of the market", after="%"
        ),
        KeyFigure(numbers.number(hhi(known), 0), "HHI, lower bound", "of 10,000; the named companies only"),
    )


def _ranking(context: Context, companies: Sequence[Company]) -> Exhibit:
    view = context.view
    known = [company for company in companies if company.revenue is not None][:_MOST]
    unknown = [company for company in companies if company.revenue is None][: _MOST - len(known)]
    title = _title(known) if not view.sample and view.cube.kind == "currency" else "Revenue of the companies"
    converted = all(company.converted is not None for company in known) and view.cube.kind == "currency"
    names = max(fonts.width(company.member.label, 8.5, weight=400, spacing=0.0) for company in (*known, *unknown))
    fixed = 81.0  # millimetres of the other columns
    dots = min(50.0, max(36.0, common.FULL - fixed - 8.0 - names)) if converted else 0.0
    columns = [
        Column("Revenue", 15),
        Column("Currency", 17, text=True),
        Column("Year to", 20),
        Column("Kind", 15, text=True),
        Column("Share, %", 14),
    ]
    if converted:
        columns.insert(4, Column(f"Revenue, {view.money.unit}", dots, text=True))
    scale, word = _scale(context, known)
    rows = [_row(context, company, place, len(known), scale, converted) for place, company in enumerate(known)]
    rows += [Row(company.member.label, ("–", "", "", *(("",) if converted else ()), "", "–")) for company in unknown]
    label_width = common.FULL - fixed - dots
    table = Table(
        title,
        "Company",
        tuple(columns),
        tuple(rows),
        label_width,
        graphic=_dots(known, title, dots) if converted and not view.sample else None,
        graphic_at=4,
        numbered=not view.sample,
    )
    cells = common.positions(company.revenue for company in known)
    what = f"Revenue as reported, {word}of the currency"
    more = ", and converted; share of market size in the same year" if converted else ""
    return Exhibit(
        title,
        f"{what}{more}",
        view.origin(cells),
        table=table,
        note=context.note(*_notes(context, known, unknown, converted)),
    )


def _dots(known: Sequence[Company], title: str, width: float) -> charts.Lollipops:
    """Revenue in one currency as dots; hollow where it is not contract revenue."""
    bars = tuple(
        charts.Bar(
            company.member.label,
            company.converted.value if company.converted else 0.0,
            highlight=company.kind != "group",
            hollow=company.kind == "group",
        )
        for company in known
    )
    return charts.Lollipops(
        alt=title,
        bars=bars,
        number=lambda value: numbers.number(value, 2),
        tick=common.tick,
        width=charts.mm(width),
        ranked=False,
    )


def _title(known: Sequence[Company]) -> str:
    """Whose contract revenue is largest, when that is certain: converted, alone at the top."""
    contract = [company for company in known if company.kind == "cdmo"]
    values = [company.converted.value for company in contract if company.converted]
    if len(values) == len(contract) >= 2 and values[0] > values[1]:
        count = numbers.words(len(contract))
        return f"{contract[0].member.label} has the largest contract revenue of the {count} that report one"
    return "Revenue of the companies"


def _row(context: Context, company: Company, place: int, count: int, scale: float, converted: bool) -> Row:
    in_market = company.share is not None and company.kind != "group"
    cells = [
        _amount(context, company, scale),
        company.currency or "",
        _year_end(company),
        {"cdmo": "CDMO", "group": "Group"}.get(company.kind, company.kind),
        numbers.number(company.share, 2) if in_market and company.share is not None else "–",
    ]
    if converted:
        cells.insert(4, numbers.HIDDEN if context.view.sample else "")
    return Row(company.member.label, tuple(cells))


def _year_end(company: Company) -> str:
    """`30 Jun 2024`, or the period as printed."""
    try:
        day = dt.date.fromisoformat(company.year_end[:10])
    except ValueError:
        return company.year_end or (str(company.period) if company.period else "")
    return numbers.NBSP.join(format_date(day, "d MMM y", locale=numbers.LOCALE).split())


def _scale(context: Context, known: Sequence[Company]) -> tuple[float, str]:
    """What revenues are divided by, and the word for their unit: the market's own, else one that reads well."""
    view = context.view
    if view.cube.kind == "currency":
        return 1.0, f"{view.money.scale} " if view.money.scale else "units "
    printed = [abs(view.model.observations.value[p]) * _unit(context, p) for c in known for p in _cell(c)]
    return (1e9, "billion ") if view.sample or max(printed, default=0.0) >= 1e8 else (1e6, "million ")


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
    if view.cube.kind == "currency" or view.sample:
        return numbers.number(company.revenue.value / scale, 2)
    position = company.revenue.positions[0]
    return numbers.number(float(view.model.observations.value[position]) * _unit(context, position) / scale, 2)


def _notes(context: Context, known: Sequence[Company], unknown: Sequence[Company], converted: bool) -> list[str]:
    notes = []
    rates = {company.rate.position: company.rate for company in known if company.rate is not None}
    if rates:
        each = [
            f"{numbers.number(rate.value, 4)} {rate.quote} per {rate.base}{f' ({rate.year})' if rate.year else ''}"
            for rate in rates.values()
        ]
        notes.append(f"Exchange rates: {', '.join(each)}.")
    if len({company.year_end for company in known}) > 1:
        notes.append("Fiscal years end on different days and are not adjusted.")
    if any(company.kind == "group" for company in known):
        mark = "Hollow dots: group" if converted and not context.view.sample else "Group"
        notes.append(f"{mark} revenue is not contract revenue and has no share of the market.")
    if unknown:
        notes.append(f"No revenue with a source: {common.listed([company.member.label for company in unknown])}.")
    return notes


def _everyone(context: Context) -> list[Exhibit]:
    """One bar: the four largest, the others with a revenue, everyone else."""
    view = context.view
    known = shares(context)
    if view.sample:
        revenues = _in_market(context)
        if len(revenues) <= _TOP:
            return []
        cells = common.positions(company.revenue for company in revenues)
        chart: charts.AnyChart = common.hatch(view, left=0.0, right=charts.FULL_WIDTH, height=74.0)
        return [
            Exhibit(
                "The share of everyone else",
                "Share of market size, %",
                view.origin(cells),
                chart=chart,
                note=context.note(),
            )
        ]
    total = concentration(known, len(known))
    if len(known) <= _TOP or total >= 100:
        return []
    rest = 100 - total
    title = f"{numbers.percent(rest)} of the market belongs to others"
    chart = charts.OneBar(
        alt=title,
        groups=(
            charts.Group(f"Four largest: {numbers.percent(sum(known[:_TOP]))}", tuple(known[:_TOP]), "highlight"),
            charts.Group(
                f"{numbers.words(len(known) - _TOP).capitalize()} more: {numbers.percent(sum(known[_TOP:]))}",
                tuple(known[_TOP:]),
                "bar",
            ),
            charts.Group(f"Everyone else: {numbers.percent(rest)}", (rest,), "rest"),
        ),
    )
    revenue = [company.revenue for company in _in_market(context)]
    return [
        Exhibit(
            title,
            f"Share of market size, %, {common.place(view)}; companies with {revenue_word(context)} in the workbook",
            view.origin(common.positions(revenue)),
            chart=chart,
            note=context.note(),
        )
    ]


def _sources(context: Context, companies: Sequence[Company]) -> list[Item]:
    """Where each revenue was found."""
    rows = tuple((company.member.label, context.view.prose(company.source)) for company in companies if company.source)
    return [Facts("Where each revenue comes from", rows)] if rows else []


def _names(context: Context, companies: Sequence[Company]) -> Exhibit:
    """Names alone, where the workbook gives no revenue that could be read."""
    view = context.view
    rows = tuple(Row(company.member.label, (_year_end(company) or "–",)) for company in companies)
    columns = (Column("Revenue", common.FULL - common.LABELS),)
    table = Table("Companies named", "Company", columns, tuple(Row(row.label, ("–",)) for row in rows), common.LABELS)
    return Exhibit(
        "The companies that the workbook names",
        "In its own order; no revenue is given",
        view.file or "the workbook",
        table=table,
        note=context.note(),
    )
