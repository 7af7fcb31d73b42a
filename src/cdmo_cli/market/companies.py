"""The companies of a workbook: who is named, with which revenue, of which year and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cdmo_cli.market.hierarchy import in_order
from cdmo_cli.market.metrics import share
from cdmo_cli.market.model import Member, Model, Observations
from cdmo_cli.market.sizes import Figure, Rate, rate_between, select
from cdmo_cli.tables.model import Period, Unit


@dataclass(frozen=True, slots=True)
class Company:
    """A company with its latest revenue.

    `revenue` is in `currency` × `scale`; `converted` in `converted_currency` × `scale`, which is the cube's unit
    where the cube has a currency (None without a rate in the workbook, `rate` being the one used). `share` is in
    percent of the market of that year, as printed or computed (never from the revenue of a whole group, which is
    not all of this market). `kind` is `group`, `cdmo` or empty. All that is not known is None or empty.
    """

    member: Member
    revenue: Figure | None = None
    currency: str | None = None
    period: Period | None = None
    year_end: str = ""
    kind: str = ""
    converted: Figure | None = None
    share: float | None = None
    source: str = ""
    rate: Rate | None = None
    scale: float = 1.0
    converted_currency: str | None = None
    headquarters: str = ""


def companies(
    model: Model,
    currency: str | None,
    scale: float,
    rates: tuple[Rate, ...],
    market: Mapping[int, Figure],
    shares: Mapping[str, Figure],
) -> tuple[Company, ...]:
    """Every company that the workbook names, those with the largest revenue first, then in the taxonomy's order.

    `market`: the market's size by year, `shares`: printed shares by company, both for `Company.share`. A company
    with several revenues shows the latest year's; of one year the CDMO business before the group.
    """
    dimension = next((d for d in model.dimensions if d.code == "company"), None)
    if dimension is None:
        return ()
    named = {n.member for n in model.names if n.dimension == "company" and n.member}
    best = _latest_revenues(model)
    if currency is None:
        currency, scale = _money(model, [p for positions in best.values() for p in positions])
    found = [
        _company(model, member, best.get(member.code), currency, scale, rates, market, shares.get(member.code))
        for member in in_order(dimension, named | best.keys() | shares.keys())
    ]
    return tuple(sorted(found, key=lambda c: -(c.converted.value if c.converted else -1.0)))


def _money(model: Model, positions: list[int]) -> tuple[str | None, float]:
    """Currency and scale for companies where the market's size gives none: the report's currency, else the one in
    which most revenues are."""
    data = model.observations
    units = [unit for p in positions if (unit := _unit(data, p)) is not None and unit.currency]
    common = Counter(unit.currency for unit in units).most_common(1)
    sizes = [float(data.value[p]) * (u.scale if (u := _unit(data, p)) else 1.0) for p in positions]
    scale = next((s for s in (1e9, 1e6, 1e3) if max(sizes, default=0.0) >= s), 1.0)
    return model.facts.currency or (common[0][0] if common else None), scale


def _latest_revenues(model: Model) -> dict[str, list[int]]:
    """Company → positions of its revenue of the latest year, the whole company's; several where it is printed in
    several currencies."""
    data = model.observations
    if "company" not in data.members:
        return {}
    names = [m.code for m in model.dimension("company").members]
    alone = select(data, "revenue") & (data.members["company"] >= 0)
    for code, column in data.members.items():
        if code != "company":
            alone &= column < 0
    best: dict[str, tuple[tuple[int, bool], list[int]]] = {}
    for position in np.flatnonzero(alone).tolist():
        index = int(data.period[position])
        year = data.periods[index].year if index >= 0 else 0
        rank = (year, data.attributes.get(position, {}).get("kind") == "cdmo")
        company = names[int(data.members["company"][position])]
        if company not in best or rank > best[company][0]:
            best[company] = (rank, [position])
        elif rank == best[company][0]:
            best[company][1].append(position)
    return {company: positions for company, (_, positions) in best.items()}


def _company(
    model: Model,
    member: Member,
    positions: list[int] | None,
    currency: str | None,
    scale: float,
    rates: tuple[Rate, ...],
    market: Mapping[int, Figure],
    printed_share: Figure | None,
) -> Company:
    if not positions:
        return Company(member=member, share=printed_share.value if printed_share else None)
    data = model.observations
    position = positions[0]
    told = data.attributes.get(position, {})
    unit = _unit(data, position)
    period = data.periods[int(data.period[position])] if data.period[position] >= 0 else None
    own = unit.currency if unit is not None else None
    revenue = Figure(float(data.value[position]) * (unit.scale if unit else 1.0) / scale, (position,))
    converted, rate = _converted(revenue, own, currency, rates, period.year if period else None)
    printed = next((p for p in positions if (u := _unit(data, p)) and u.currency == currency), None)
    if printed is not None and own != currency:  # the workbook converts by itself
        scale_of = _unit(data, printed)
        converted = Figure(float(data.value[printed]) * (scale_of.scale if scale_of else 1.0) / scale, (printed,))
    of_market = market.get(period.year) if period is not None else None
    part = printed_share.value if printed_share else None
    if part is None and converted is not None and of_market is not None and told.get("kind") != "group":
        part = share(converted.value, of_market.value)
    return Company(
        member=member,
        revenue=revenue,
        currency=own,
        period=period,
        year_end=told.get("year_end", ""),
        kind=told.get("kind", ""),
        converted=converted,
        share=part,
        source=told.get("source", ""),
        rate=rate,
        scale=scale,
        converted_currency=currency if converted is not None else None,
        headquarters=told.get("headquarters", ""),
    )


def _unit(data: Observations, position: int) -> Unit | None:
    return data.units[int(data.unit[position])] if data.unit[position] >= 0 else None


def _converted(
    revenue: Figure, own: str | None, currency: str | None, rates: tuple[Rate, ...], year: int | None
) -> tuple[Figure | None, Rate | None]:
    if own is None or currency is None:
        return None, None
    found = rate_between(rates, own, currency, year)
    if found is None:
        return None, None
    factor, position = found
    if position is None:
        return revenue, None
    rate = next(r for r in rates if r.position == position)
    return Figure(revenue.value * factor, (*revenue.positions, position)), rate
