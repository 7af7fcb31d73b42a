"""What publishers claim of a market, as a table: a size, a year, a size, a year, a growth rate, as they print them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdmo_cli.market.model import MEASURES, Model
from cdmo_cli.present.console import words
from cdmo_cli.present.numbers import fixed, percent

if TYPE_CHECKING:
    from rich.table import Table

NONE = "–"


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of a table of claims. `sizes` are year and size as printed, by year; `cagr` is in percent; `about`
    says what else the line names, such as the market that the publisher means."""

    publisher: str
    about: str
    sizes: tuple[tuple[int, str], ...]
    cagr: float | None
    unit: str


def claims(model: Model) -> list[Claim]:
    """Every publisher's claim, in reading order: the figures that stand in one row."""
    seen = model.observations
    if "publisher" not in seen.members:
        return []
    lines: dict[tuple[int, int], list[int]] = {}
    for position in (seen.members["publisher"] >= 0).nonzero()[0].tolist():
        lines.setdefault((int(seen.sheet[position]), int(seen.row[position])), []).append(position)
    return [_claim(model, line) for line in lines.values()]


def _claim(model: Model, line: list[int]) -> Claim:
    seen = model.observations
    names = {
        code: model.dimension(code).members[int(column[line[0]])].label
        for code, column in seen.members.items()
        if column[line[0]] >= 0
    }
    sizes, cagr, unit = [], None, ""
    for position in line:
        measure = MEASURES[int(seen.measure[position])]
        value, of = (
            float(seen.value[position]),
            seen.units[int(seen.unit[position])] if seen.unit[position] >= 0 else None,
        )
        if measure == "cagr":
            cagr = value * (of.scale if of else 0.01) * 100
        elif measure == "revenue" and seen.period[position] >= 0:
            period = seen.periods[int(seen.period[position])]
            sizes.append((period.year, fixed(value, min(2, max(0, int(seen.decimals[position]))))))
            unit = of.text if of else ""
    publisher = names.pop("publisher")
    return Claim(publisher, ", ".join(names.values()), tuple(sorted(sizes)), cagr, unit)


def claims_table(found: list[Claim]) -> Table:
    """A row a claim: the first and the last size with their years, and the growth rate as printed."""
    from rich import box
    from rich.table import Table

    units = {claim.unit for claim in found}
    unit = units.pop() if len(units) == 1 else ""
    table = Table(
        title=words(f"What publishers print{f', {unit}' if unit else ''}", "bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    table.add_column("", overflow="fold")
    table.add_column("", overflow="fold")
    for heading in ("year", "size", "year", "size", "CAGR"):
        table.add_column(heading, justify="right", no_wrap=True)
    if not unit:
        table.add_column("", no_wrap=True)
    for claim in found:
        first = claim.sizes[0] if claim.sizes else (NONE, NONE)
        last = claim.sizes[-1] if len(claim.sizes) > 1 else (NONE, NONE)
        rate = percent(claim.cagr, 2) if claim.cagr is not None else NONE
        cells = (claim.publisher, claim.about, *first, *last, rate, *([] if unit else [claim.unit]))
        table.add_row(*(words(str(cell)) for cell in cells))
    return table
