"""What the market is taken to be: definitions, members, years, currency, prices, exchange rates."""

from __future__ import annotations

from cdmo_cli.market.model import Member
from cdmo_cli.report import numbers
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Facts, Section
from cdmo_cli.report.sections import common, estimates, rates


def section(context: Context) -> list[Section]:
    """The chapter; every workbook has one, since its members are its scope."""
    points = context.points(*context.prose("scope", "definition", "definitions"))
    return [
        Section(
            "scope",
            "Market definition and scope" if context.view.noun == "market" else "Definition and scope",
            "What is counted, and where",
            f"The boundaries of the {context.view.noun} as the workbook draws them, and the terms of every exhibit.",
            (),
            (*points, Facts("Scope of the figures", _rows(context))),
        )
    ]


def _rows(context: Context) -> tuple[tuple[str, str], ...]:
    view = context.view
    facts = view.model.facts
    rows = [("Market" if view.noun == "market" else "Subject", view.prose(view.name))]
    if view.years:
        base = f"; base year {view.cube.base_year}" if view.cube.base_year else "; no base year is stated"
        rows.append(
            ("Years", f"{view.years[0]} to {view.years[-1]}{base}" if len(view.years) > 1 else str(view.years[0]))
        )
        if view.start != view.final:
            rows.append(
                (
                    "Forecast" if common.ahead(view) else "Growth",
                    f"{view.period}, compound annual growth over {numbers.words(view.final - view.start)} years",
                )
            )
    rows.append(("Unit", view.money.unit if view.cube.kind == "currency" else _no_sizes(context)))
    if facts.price_basis:
        rows.append(("Prices", view.prose(facts.price_basis)))
    for dimension in view.model.dimensions:
        members = view.members(dimension.code)
        if dimension.code in ("region", "country", "company") or not any(_sized(context, member) for member in members):
            continue
        rows.append((dimension.plural, common.listed([member.label for member in members])))
    rows += _regions(context)
    companies = [company.member.label for company in view.companies()]
    if companies:
        rows.append(("Companies", common.listed(companies)))
    rows += _rates(context)
    return tuple(rows)


def _sized(context: Context, member: Member) -> bool:
    """Whether a member has a size or a share of the market."""
    chosen = {member.dimension: member.code}
    return bool(context.view.series(**chosen)) or context.view.share(None, **chosen) is not None


def _no_sizes(context: Context) -> str:
    if estimates.estimates(context):
        return "as each publisher prints it"
    view = context.view
    if any(rates.rates(context, dimension) for dimension in view.model.dimensions):
        return "growth, % a year; the workbook states no size"
    return common.assumed(view) or "shares of the market, %; the workbook states no size"


def _regions(context: Context) -> list[tuple[str, str]]:
    view = context.view
    countries = view.named("country")
    if not countries:
        names = [region.label for region in view.named("region")]
        return [("Regions", common.listed(names))] if names else []
    rows, without = [], []
    for region in view.named("region"):
        names = [country.label for country in countries if country.parent == region.code]
        if names:
            rows.append((region.label, common.listed(names)))
        else:
            without.append(region.label)
    inside = {region.code for region in view.named("region")}
    others = [country.label for country in countries if country.parent not in inside]
    if others:
        rows.append(("Other countries" if rows else "Countries", common.listed(others)))
    if without:
        rows.append(("Regions without countries" if len(rows) else "Regions", common.listed(without)))
    return rows


def _rates(context: Context) -> list[tuple[str, str]]:
    """The exchange rates that stand behind a figure of this report."""
    used = {company.rate.position: company.rate for company in context.view.companies() if company.rate is not None}
    rows = []
    for rate in used.values():
        words = f"{numbers.number(rate.value, 4)}{numbers.NBSP}{rate.quote} per {rate.base}"
        about = ", ".join(part for part in (str(rate.year or ""), rate.basis) if part)
        rows.append(f"{words} ({about})" if about else words)
    return [("Exchange rates", "; ".join(rows))] if rows else []
