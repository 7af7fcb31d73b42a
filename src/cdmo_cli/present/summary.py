"""Shows a market in the terminal: the headline, its tables, and what to beware of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cdmo_cli.check import Verdict
from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import Dimension
from cdmo_cli.present.claims import claims, claims_table
from cdmo_cli.present.console import words
from cdmo_cli.present.numbers import decimals_for, fixed, percent, signed
from cdmo_cli.present.summary_tables import columns_for, company_table, dimension_table, market_table

if TYPE_CHECKING:
    from rich.console import Console


def has_market(cube: Cube) -> bool:
    """Whether there is anything to show."""
    companies = any(company.revenue for company in cube.companies())
    return bool(cube.years or shown_dimensions(cube) or companies or claims(cube.model))


def print_summary(cube: Cube, verdict: Verdict, console: Console) -> None:
    """Print all of it at the width of `console`."""
    dimensions = shown_dimensions(cube)
    columns = columns_for(cube, dimensions, console.width)
    _print_title(cube, console)
    if cube.years:
        _print_headline(cube, console)
        console.print()
        console.print(market_table(cube, columns))
    for dimension in dimensions:
        console.print()
        console.print(dimension_table(cube, dimension, columns))
    if not cube.years and claims(cube.model):
        console.print()
        console.print(claims_table(claims(cube.model)))
    _print_companies(cube, console)
    _print_cautions(cube, verdict, console)


def shown_dimensions(cube: Cube) -> list[Dimension]:
    """The dimensions that get a table: those with figures, but not companies, nor what stands within another."""
    found = []
    for dimension in cube.model.dimensions:
        nested = dimension.within is not None and cube.members(dimension.within)
        if dimension.code not in ("company", "publisher") and not nested and cube.members(dimension.code):
            found.append(dimension)
    return found


def _print_title(cube: Cube, console: Console) -> None:
    facts = cube.model.facts
    details = [facts.publisher, facts.report_id and f"report {facts.report_id}", facts.edition, facts.date]
    console.print(words(cube.model.called, "bold"))
    console.print(words(cube.model.path, "dim"), soft_wrap=True)
    if any(details):
        console.print(words(" · ".join(detail for detail in details if detail), "dim"))
    if facts.illustrative:
        console.print(words(facts.note or "Illustrative figures.", "italic"))


def _print_headline(cube: Cube, console: Console) -> None:
    """The size at both ends of the forecast, growth between them, and what it adds."""
    from rich.table import Table

    series, span = cube.series(), cube.span()
    first, last = series.get(cube.start_year), series.get(cube.final_year)
    decimals = decimals_for(max((abs(figure.value) for figure in (first, last) if figure), default=0.0))
    cells = [(fixed(first.value, decimals), _year(cube, cube.start_year))] if first else []
    if last and cube.final_year != cube.start_year:
        cells.append((fixed(last.value, decimals), _year(cube, cube.final_year)))
    if span:
        cells.append((percent(span.cagr), f"CAGR {span.start}–{span.end}"))
        cells.append((signed(span.added, decimals), "added"))
    grid = Table.grid(padding=(0, 3))
    grid.add_row(*(words(value, "bold") for value, _ in cells))
    grid.add_row(*(words(label, "dim") for _, label in cells))
    console.print()
    console.print(words(cube.unit, "dim"))
    console.print(grid)


def _year(cube: Cube, year: int) -> str:
    if year == cube.base_year:
        return f"{year}, base year"
    return f"{year}, {cube.status[year]}" if year in cube.status else str(year)


def _print_companies(cube: Cube, console: Console) -> None:
    companies = cube.companies()
    shown = [company for company in companies if company.revenue is not None]
    silent = [company.member.label for company in companies if company.revenue is None]
    if companies:
        console.print()
    if shown:
        console.print(company_table(cube, shown, console.width))
    if silent:
        console.print(words(f"{'Without a revenue' if shown else 'Companies named'}: {', '.join(silent)}", "dim"))


def _print_cautions(cube: Cube, verdict: Verdict, console: Console) -> None:
    """What was assumed, and whether the figures hold."""
    console.print()
    if any(mark in cube.status.values() for mark in ("estimate", "forecast")):
        console.print(words("E estimate, F forecast.", "dim"))
    if cube.assumed:
        console.print(words(f"Assumed: {cube.assumed}.", "bold"))
    counts = Counter(reported.finding.severity for reported in verdict.active())
    said = [f"{counts[word]} {word}{'s' if counts[word] != 1 else ''}" for word in ("error", "warning") if counts[word]]
    if said:
        style = "bold red" if counts["error"] else "yellow"
        told = f"Findings: {', '.join(said)}. See: cdmo validate {cube.model.path}"
        console.print(words(told, style), soft_wrap=True)
        return
    covered = verdict.files[0].coverage
    checked = f"{covered.in_identities:,} of {covered.numeric_cells:,} numbers stand in a sum, share or rate"
    console.print(words(f"No errors or warnings; {checked} that was checked.", "dim"))
