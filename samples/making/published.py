"""The sheets of the main sample that hold published facts: companies, exchange rates, publishers' estimates."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from making import market as m
from making.companies import COMPANIES, PER_EURO, RATE_SOURCE, RATE_YEARS, Company
from making.estimates import counted
from making.page import FOUR, INPUT, LINE, ONE, SOFT, TWO, Book, Format, Page, a1

FIRST_COLUMN = 2
HEADER = 5
UNIT = "USD billion"


@dataclass(frozen=True)
class Where:
    """Where the total of a sheet stands, for formulas of other sheets."""

    sheet: str
    row: int


class Rates:
    """Where the rate per US dollar of a currency and year stands on the sheet FX."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, int], tuple[str, float]] = {}


def rates_page(book: Book, rates: Rates) -> None:
    """Average rates: as the European Central Bank gives them, and the cross rates per US dollar."""
    page = Page(book, "FX", "Average exchange rates", "Units of the currency for one euro, and for one US dollar")
    page.put(HEADER, 1, "Units per EUR, annual average", {"bold": True, "font_color": INPUT})
    page.header(HEADER + 1, ["Currency", *RATE_YEARS])
    dollar = HEADER + 2
    for row, (code, (_, values)) in enumerate(PER_EURO.items(), start=dollar):
        page.put(row, 1, code)
        for column, value in enumerate(values, start=2):
            page.put(row, column, value, {"num_format": FOUR, "font_color": INPUT})
    top = dollar + len(PER_EURO) + 1
    page.put(top, 1, "Units per USD, annual average", {"bold": True, "font_color": INPUT})
    page.header(top + 1, ["Currency", *RATE_YEARS])
    codes = ["USD", "EUR", *[code for code in PER_EURO if code != "USD"]]
    for row, code in enumerate(codes, start=top + 2):
        page.put(row, 1, code)
        for column, year in enumerate(RATE_YEARS, start=2):
            base = page.value(dollar, column)
            if code == "USD":
                page.put(row, column, 1, {"num_format": FOUR})
            elif code == "EUR":
                page.formula(row, column, f"=1/{a1(dollar, column)}", 1 / base, {"num_format": FOUR})
            else:
                own = dollar + list(PER_EURO).index(code)
                text = f"={a1(own, column)}/{a1(dollar, column)}"
                page.formula(row, column, text, page.value(own, column) / base, {"num_format": FOUR})
            rates.cells[code, year] = (f"FX!{a1(row, column, absolute=True)}", page.value(row, column))
    names = ", ".join(f"{code} {name}" for code, (name, _) in PER_EURO.items())
    page.put(top + len(codes) + 3, 1, f"{names}, EUR euro.", {"font_color": SOFT})
    page.put(top + len(codes) + 4, 1, f"Source: {RATE_SOURCE}", {"font_color": SOFT})
    page.columns({"A": 30, "B:D": 11})
    page.freeze(HEADER + 2, 2)
    page.print_setup()


def fill_companies(page: Page, rates: Rates, data: m.Market, market: Where) -> None:
    """The ten companies; what has no source stays empty."""
    heads = ["Company", "Headquarters", "Revenue, as reported", "Currency", "Unit", "Fiscal year", "Year ended",
             "Kind", "Revenue, USD million", "Share of market, %", "Basis", "Source"]  # fmt: skip
    page.header(HEADER, heads, text_columns=2)
    for column in (4, 5, 7, 8, 11, 12):
        look: Format = {"bold": True, "bottom": 2, "align": "left", "indent": 1, "valign": "bottom"}
        page.put(HEADER, column, heads[column - 1], look)
    line: Format = {"bottom": 4, "bottom_color": LINE, "valign": "vcenter"}
    wrap: Format = {**line, "text_wrap": True}
    aside: Format = {**wrap, "align": "left", "indent": 1}
    for row, firm in enumerate(COMPANIES, start=HEADER + 1):
        page.put(row, 1, firm.name, {**wrap, "bold": True})
        page.put(row, 2, firm.headquarters, wrap)
        number = "#,##0" if firm.revenue is None or firm.revenue == int(firm.revenue) else "#,##0.0"
        page.put(row, 3, firm.revenue, {**line, "num_format": number, "font_color": INPUT})
        unit = "million" if firm.revenue is not None else ""
        for column, text in ((4, firm.currency), (5, unit), (7, firm.year_end), (8, firm.kind)):
            page.put(row, column, text or None, aside)
        page.put(row, 6, firm.year, {**line, "align": "right"})
        page.put(row, 9, None, line)
        page.put(row, 10, None, line)
        convert(page, row, firm, rates, data, market)
        page.put(row, 11, firm.basis, aside)
        page.put(row, 12, firm.source or None, aside)
    notes = (
        "Revenue is as published; only the share rests on illustrative sizes, those of the company's fiscal year.",
        "Kind: CDMO where contract services are the business or are reported apart; group where they are a part of it.",
        "An empty cell means that no public source was found, not that there is no revenue.",
    )
    for offset, text in enumerate(notes, start=HEADER + len(COMPANIES) + 2):
        page.put(offset, 1, text, {"font_color": SOFT})
    page.columns({"A": 27, "B": 26, "C": 12, "D:E": 9, "F": 8, "G": 11, "H": 8, "I:J": 12, "K": 44, "L": 50})
    page.freeze(HEADER + 1, 2)
    page.print_setup(HEADER)


def convert(page: Page, row: int, firm: Company, rates: Rates, data: m.Market, market: Where) -> None:
    """Revenue in US dollars at the average rate of its year; its share of the market of that year where it is CDMO."""
    if firm.revenue is None or firm.year is None:
        return
    line: Format = {"bottom": 4, "bottom_color": LINE, "valign": "vcenter"}
    address, rate = rates.cells[firm.currency, firm.year]
    dollars = firm.revenue / rate
    page.formula(row, 9, f"={a1(row, 3)}/{address}", dollars, {**line, "num_format": "#,##0"})
    if firm.kind == "CDMO":
        whole = a1(market.row, FIRST_COLUMN + firm.year - m.FIRST)
        share = dollars / 1000 / (data.total[firm.year] / 100)
        page.formula(row, 10, f"={a1(row, 9)}/1000/{market.sheet}!{whole}", share, {**line, "num_format": "0.00%"})


def estimates_page(book: Book) -> None:
    """The published sizes for 2024 and their median, from which the base year is set."""
    claims = counted()
    what = "USD billion; twelve publishers, fifteen sizes; neighbouring years carried to 2024 at the printed CAGR"
    note = "The sizes on this sheet are the publishers' own; illustrative are the splits of the other sheets."
    page = Page(book, "Published estimates", "What publishers print for 2024", what, note)
    heads = ["Publisher", "Market", "Size as printed, USD billion", "Year", "CAGR as printed, %",
             "Size in 2024, USD billion", "Source"]  # fmt: skip
    page.header(HEADER, heads, text_columns=2)
    page.put(HEADER, 7, heads[-1], {"bold": True, "bottom": 2, "indent": 1})
    for row, claim in enumerate(claims, start=HEADER + 1):
        page.put(row, 1, claim.publisher)
        page.put(row, 2, claim.market)
        page.put(row, 3, float(claim.size), {"num_format": TWO, "font_color": INPUT})
        page.put(row, 4, claim.year)
        if claim.years:
            page.put(row, 5, float(claim.cagr), {"num_format": TWO, "font_color": INPUT})
            text = f"={a1(row, 3)}*(1+{a1(row, 5)}/100)^({m.BASE}-{a1(row, 4)})"
        else:
            page.put(row, 5, "–", {"align": "right", "font_color": SOFT})
            text = f"={a1(row, 3)}"
        page.formula(row, 6, text, claim.size_2024, {"num_format": ONE, "bold": True})
        page.put(row, 7, claim.source, {"font_color": SOFT, "indent": 1})
    first, last = HEADER + 1, HEADER + len(claims)
    sizes = [claim.size_2024 for claim in claims]
    spread = f"{a1(first, 6)}:{a1(last, 6)}"
    page.header(last + 2, ["Statistic", "Value", "Unit"])
    page.put(last + 2, 3, "Unit", {"bold": True, "bottom": 2, "indent": 1})
    for row, (label, name, value) in enumerate(
        (("Least", "MIN", min(sizes)), ("Median", "MEDIAN", median(sizes)), ("Greatest", "MAX", max(sizes))),
        start=last + 3,
    ):
        page.put(row, 1, label)
        page.formula(row, 2, f"={name}({spread})", value, {"num_format": ONE, "bold": True})
        page.put(row, 3, UNIT, {"indent": 1})
    page.columns({"A": 37, "B": 26, "C": 14, "D": 7, "E": 11, "F": 14, "G": 70})
    page.freeze(HEADER + 1, 2)
    page.print_setup(HEADER)
