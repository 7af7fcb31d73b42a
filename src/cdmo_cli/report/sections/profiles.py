"""A few sentences on each company: what the workbook has of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cdmo_cli.market.cube import Company
from cdmo_cli.report import numbers, sentences
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Facts, Item, Point
from cdmo_cli.report.findings import known
from cdmo_cli.report.sections import concentration


def is_about(point: Point, company: Company) -> bool:
    """Whether a text of the workbook is on a company: its heading is the name."""
    names = {name.casefold() for name in (company.member.label, company.member.code, *company.member.aliases)}
    return point.label.replace(numbers.NBSP, " ").casefold() in names


def profiles(context: Context, companies: Sequence[Company], texts: Sequence[Point]) -> list[Item]:
    """A few sentences a company: what the workbook has of it, and what its author wrote."""
    rows = []
    for company in companies:
        written = [paragraph for point in texts if is_about(point, company) for paragraph in point.paragraphs]
        words = sentences.join(_seat(context, company), _earns(company), _holds(context, company), *written)
        source = f"Source: {context.view.prose(company.source)}." if company.source else ""
        if words or source:
            rows.append((company.member.label, sentences.join(words, source)))
    return [Facts("Company profiles", tuple(rows))] if rows else []


def _seat(context: Context, company: Company) -> str:
    return f"{context.view.prose(company.headquarters).rstrip('.')}." if company.headquarters else ""


def _earns(company: Company) -> str:
    """`Contract revenue CHF 5.35 billion, year to 31 Dec 2024 (USD 6.08 billion at 0.8801 CHF per USD).`"""
    if company.revenue is None:
        return ""
    what = {"cdmo": "Contract revenue", "group": "Group revenue"}.get(company.kind, "Revenue")
    text = f"{what} {_amount_in(company.currency, company.scale, company.revenue.value)}"
    if company.year_end:
        text += f", year to {year_end(company)}"
    elif company.period is not None:
        text += f", {company.period}"
    if company.converted is not None and company.converted_currency != company.currency:
        converted = _amount_in(company.converted_currency, company.scale, company.converted.value)
        if company.rate is not None:
            rate = f"{numbers.number(company.rate.value, 4)} {company.rate.quote} per {company.rate.base}"
            converted = f"{converted} at {rate}"
        text += f" ({converted})"
    return numbers.bind(f"{text}.")


def _amount_in(currency: str | None, scale: float, value: float) -> str:
    """`USD 6.08 billion`, in the next smaller scale where that would be under one."""
    if known(value) and 0 < abs(value) < 1 and scale > 1:
        value, scale = value * 1000, scale / 1000
    return numbers.Money.of(currency, scale, value, "").full(value)


def _holds(context: Context, company: Company) -> str:
    """Its share and its place among those that have one."""
    if company.kind == "group":
        return "Contract services are not reported apart."
    if company.share is None:
        return ""
    text = f"{numbers.percent(company.share, 2)} of the market"
    found = concentration.shares(context)
    if len(found) < 3 or found.count(company.share) != 1:
        return f"{text}."
    place = found.index(company.share)
    if place == len(found) - 1:
        standing = "smallest"
    else:
        standing = f"{numbers.ordinal(place + 1)} largest" if place else "largest"
    return f"{text}, the {standing} of {numbers.words(len(found))} shares known."


def year_end(company: Company) -> str:
    """`30 Jun 2024`, or the period as printed."""
    try:
        day = dt.date.fromisoformat(company.year_end[:10])
    except ValueError:
        return company.year_end or (str(company.period) if company.period else "")
    return numbers.date(day)
