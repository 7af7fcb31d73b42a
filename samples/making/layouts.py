"""One small file for each other layout that analysts use, all drawn from the same illustrative market.

The notations differ on purpose: 2024A, 2025E, FY24, "2024 (Base)", USD Million, $ bn, n/a, –, brackets for
negative numbers, footnote marks, percentages as formats and as text, leading spaces and cell indents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from making import market as m
from making.companies import COMPANIES, PER_EURO, RATE_SOURCE, RATE_YEARS
from making.page import FOUR, INPUT, ONE, PERCENT, SOFT, Book, Format, Page, a1

NOTE = "Illustrative figures. Base year 2024, forecast 2025 to 2031."
BOLD: Format = {"bold": True}
TOTAL: Format = {"bold": True, "top": 1}
MILLIONS = "#,##0"


def million(series: m.Series, year: int) -> float:
    """A size in USD million; a unit of the model is ten of them."""
    return series[year] * 10


def billion(series: m.Series, year: int) -> float:
    """A size in USD billion."""
    return series[year] / 100


def wide_indent(path: Path) -> None:
    """Years across, the hierarchy by leading spaces, a CAGR column at the right, footnotes below."""
    data = m.build()
    book = Book(path, "Wide, with indentation")
    page = Page(book, "By region", "Outsourcing market by region and country", "USD Million", NOTE)
    years = range(2022, m.LAST + 1)
    marks = {2022: "2022A", 2023: "2023A", 2024: "2024A"}
    page.header(5, ["Region / country", *[marks.get(y, f"{y}F") for y in years], "CAGR 2024-2031"])
    notes = {"China Taiwan": "China Taiwan¹", "Russia": "Russia*"}
    base, last = 2 + m.BASE - years[0], len(years) + 1
    row, tops = 6, []
    for region, countries in data.countries.items():
        tops.append(row)
        for offset, (country, series) in enumerate(countries.items(), start=1):
            page.put(row + offset, 1, "    " + notes.get(country, country))
            for column, year in enumerate(years, start=2):
                page.put(row + offset, column, million(series, year), {"num_format": MILLIONS, "font_color": INPUT})
        page.put(row, 1, region, BOLD)
        for column in range(2, last + 1):
            inner = range(row + 1, row + 1 + len(countries))
            page.add_up(row, column, inner, {"num_format": MILLIONS, "bold": True})
        row += len(countries) + 1
    page.put(row, 1, "World", TOTAL)
    for column in range(2, last + 1):
        page.add_up(row, column, tops, {**TOTAL, "num_format": MILLIONS})
    for line in range(6, row + 1):
        page.compound(line, last + 1, (line, base), (line, last), m.LAST - m.BASE, {"num_format": PERCENT})
    page.put(row + 2, 1, "¹ ISO TWN; not counted in China.", {"font_color": SOFT})
    page.put(row + 3, 1, "* Illustrative, as is every split.", {"font_color": SOFT})
    page.columns({"A": 34, "B:K": 10, "L": 17})
    page.freeze(6, 2)
    book.close()


def cross_table(path: Path) -> None:
    """Type by region, a table a year, stacked."""
    data = m.build()
    book = Book(path, "Cross tables")
    page = Page(book, "Type x region", "Type by region", "$ bn", NOTE)
    row = 5
    for title, year in (("2024 (Base), $ bn", 2024), ("2027F, $ bn", 2027), ("2031F, $ bn", 2031)):
        page.put(row, 1, title, BOLD)
        page.header(row + 1, ["Type", *data.regions, "Total"])
        width = len(data.regions)
        for offset, kind in enumerate(data.types, start=2):
            page.put(row + offset, 1, kind)
            for column, region in enumerate(data.regions, start=2):
                size = billion(data.cross[kind, region], year)
                page.put(row + offset, column, size, {"num_format": ONE, "font_color": INPUT})
            page.add_across(row + offset, width + 2, 2, width + 1, {"num_format": ONE, "bold": True})
        page.put(row + 4, 1, "Total", TOTAL)
        for column in range(2, width + 3):
            page.add_up(row + 4, column, [row + 2, row + 3], {**TOTAL, "num_format": ONE})
        row += 7
    page.columns({"A": 22, "B:E": 15, "F": 22, "G": 12})
    book.close()


def stacked_blocks(path: Path) -> None:
    """Several tables on a sheet, title and unit above each, different units."""
    data = m.build()
    book = Book(path, "Stacked blocks")
    page = Page(book, "Tables", "Outsourcing market in three tables", "Units above each table", NOTE)
    years = tuple(range(m.BASE, m.LAST + 1))
    heads = ["2024A", "2025E", *[f"{y}F" for y in years[2:]]]
    page.put(5, 1, "Market size by type", BOLD)
    page.put(6, 1, "USD Million", {"font_color": SOFT})
    bottom = block(page, 7, heads, data.types, years, 10, MILLIONS)
    page.put(bottom + 2, 1, "Market size by application", BOLD)
    page.put(bottom + 3, 1, "$ bn", {"font_color": SOFT})
    bottom = block(page, bottom + 4, heads, data.applications, years, 0.01, ONE)
    page.put(bottom + 2, 1, "Annual growth by region", BOLD)
    page.put(bottom + 3, 1, "per cent", {"font_color": SOFT})
    page.header(bottom + 4, ["Region", *heads])
    for row, (region, series) in enumerate(data.regions.items(), start=bottom + 5):
        page.put(row, 1, region)
        page.put(row, 2, "–", {"align": "right"})
        for column, year in enumerate(years[1:], start=3):
            page.put(row, column, round(100 * (series[year] / series[year - 1] - 1), 1), {"num_format": "0.0;(0.0)"})
    page.columns({"A": 30, "B:I": 11})
    book.close()


def block(
    page: Page, top: int, heads: Sequence[str], parts: Mapping[str, m.Series], years: Sequence[int], scale: float,
    number: str,
) -> int:  # fmt: skip
    """Header, members, total; the row of the total."""
    page.header(top, ["Segment", *heads])
    for row, (label, series) in enumerate(parts.items(), start=top + 1):
        page.put(row, 1, label)
        for column, year in enumerate(years, start=2):
            value = series[year] * scale if scale > 1 else series[year] / 100
            page.put(row, column, value, {"num_format": number, "font_color": INPUT})
    bottom = top + len(parts) + 1
    page.put(bottom, 1, "Total", TOTAL)
    for column in range(2, len(years) + 2):
        page.add_up(bottom, column, range(top + 1, bottom), {**TOTAL, "num_format": number})
    return bottom


def sheet_per_region(path: Path) -> None:
    """A sheet named Global and one a region."""
    data = m.build()
    book = Book(path, "A sheet a region")
    years = tuple(range(m.BASE, m.LAST + 1))
    heads = [f"FY{y % 100}" if y == m.BASE else f"FY{y % 100}F" for y in years]
    parts: list[tuple[str, str, Mapping[str, m.Series]]] = [("Global", "Region", data.regions)]
    parts += [(region.replace("&", "and"), "Country", countries) for region, countries in data.countries.items()]
    for name, kind, members in parts:
        page = Page(book, name, f"Outsourcing market: {name}", "USD million, fiscal year = calendar year", NOTE)
        page.header(5, [kind, *heads])
        for row, (label, series) in enumerate(members.items(), start=6):
            page.put(row, 1, label)
            for column, year in enumerate(years, start=2):
                page.put(row, column, million(series, year), {"num_format": MILLIONS, "font_color": INPUT})
        bottom = 6 + len(members)
        page.put(bottom, 1, "World" if name == "Global" else "Total", TOTAL)
        for column in range(2, len(years) + 2):
            page.add_up(bottom, column, range(6, bottom), {**TOTAL, "num_format": MILLIONS})
        page.columns({"A": 30, "B:I": 10})
        page.freeze(6, 2)
    book.close()


def two_header_rows(path: Path) -> None:
    """Value | Share | Growth merged above the years; shares are text, growth is a format."""
    data = m.build()
    book = Book(path, "Two header rows")
    page = Page(book, "By region", "Value, share and growth by region", "Value in USD billion", NOTE)
    heads = ["2024 (Base)", "2025F", "2026F", "2027F"]
    years = (2024, 2025, 2026, 2027)
    width = len(years)
    merged = book.style({"bold": True, "align": "center", "bottom": 1})
    for index, title in enumerate(("Value, USD billion", "Share, %", "Growth, %")):
        left = 1 + index * width
        page.sheet.merge_range(4, left, 4, left + width - 1, title, merged)
    page.header(6, ["Region", *heads * 3])
    rows = [*data.regions.items(), ("World", data.total)]
    for row, (region, series) in enumerate(rows, start=7):
        look = TOTAL if region == "World" else {}
        page.put(row, 1, region, look)
        for index, year in enumerate(years):
            if region == "World":
                page.add_up(row, 2 + index, range(7, row), {**look, "num_format": ONE})
            else:
                page.put(row, 2 + index, billion(series, year), {"num_format": ONE, "font_color": INPUT})
            share = f"{100 * series[year] / data.total[year]:.1f}%"
            page.put(row, 2 + width + index, share, {**look, "align": "right"})
            column = 2 + 2 * width + index
            if index:
                page.grow(row, column, (row, 1 + index), (row, 2 + index), {**look, "num_format": PERCENT})
            else:
                page.put(row, column, "n/a", {**look, "align": "right"})
    page.columns({"A": 24, "B:M": 12})
    page.freeze(7, 2)
    book.close()


def years_down(path: Path) -> None:
    """A row a year; the total, its growth and the types across."""
    data = m.build()
    book = Book(path, "Years down")
    page = Page(book, "Market", "Outsourcing market by year", "USD billion", NOTE)
    page.header(5, ["Year", "Status", *data.types, "Total", "Growth, %"], text_columns=2)
    for row, year in enumerate(m.YEARS, start=6):
        status = "Actual" if year < m.BASE else "Base" if year == m.BASE else "Forecast"
        page.put(row, 1, year, {"align": "left"})
        page.put(row, 2, status)
        for column, series in enumerate(data.types.values(), start=3):
            page.put(row, column, billion(series, year), {"num_format": ONE, "font_color": INPUT})
        page.add_across(row, 5, 3, 4, {"num_format": ONE, "bold": True})
        if row > 6:
            page.grow(row, 6, (row - 1, 5), (row, 5), {"num_format": PERCENT})
        else:
            page.put(row, 6, "n/a", {"align": "right"})
    page.columns({"A": 12, "B": 12, "C:F": 16})
    page.freeze(6, 2)
    book.close()


def companies(path: Path) -> None:
    """The ten companies; n/a where nothing is published. Revenue is a fact, nothing in it is illustrative."""
    book = Book(path, "Companies")
    page = Page(book, "Companies", "Revenue of ten companies", "As reported; converted at the average rate of the year",
                "Published revenue. Nothing here is illustrative; n/a: no public source found.")  # fmt: skip
    heads = ["Company", "Currency", "Revenue (million)", "FY", "FY end", "Scope", "Units per USD",
             "Revenue (USD million)", "Source"]  # fmt: skip
    page.header(5, heads, text_columns=2)
    for row, firm in enumerate(COMPANIES, start=6):
        page.put(row, 1, firm.name)
        if firm.revenue is None or firm.year is None:
            for column in (3, 4, 7, 8):
                page.put(row, column, "n/a", {"align": "right", "font_color": SOFT})
            continue
        page.put(row, 2, firm.currency)
        page.put(row, 3, firm.revenue, {"num_format": ONE, "font_color": INPUT})
        page.put(row, 4, f"FY{firm.year % 100}", {"align": "right"})
        page.put(row, 5, firm.year_end, {"align": "right"})
        page.put(row, 6, firm.kind, {"align": "right"})
        page.put(row, 7, round(per_dollar(firm.currency, firm.year), 4), {"num_format": FOUR, "font_color": INPUT})
        dollars = page.value(row, 3) / page.value(row, 7)
        page.formula(row, 8, f"={a1(row, 3)}/{a1(row, 7)}", dollars, {"num_format": MILLIONS})
        page.put(row, 9, firm.source, {"font_color": SOFT, "indent": 1})
    page.put(17, 1, f"Rates: {RATE_SOURCE}", {"font_color": SOFT})
    page.columns({"A": 30, "B": 10, "C": 18, "D": 8, "E": 12, "F": 10, "G": 14, "H": 20, "I": 80})
    page.freeze(6, 2)
    book.close()


def per_dollar(currency: str, year: int) -> float:
    """Units of a currency for one US dollar, the average of a year."""
    index = RATE_YEARS.index(year)
    dollar = PER_EURO["USD"][1][index]
    return 1 / dollar if currency == "EUR" else PER_EURO[currency][1][index] / dollar


def assumptions_fx(path: Path) -> None:
    """Assumptions as name and value, and exchange rates, with the sizes that they lead to."""
    data = m.build()
    book = Book(path, "Assumptions and exchange rates")
    page = Page(book, "Assumptions", "Assumptions", "Inputs of the model", NOTE)
    page.header(5, ["Assumption", "Value", "Unit", "Comment"], text_columns=1)
    lines = (
        ("Base year", m.BASE, "year", "last year before the forecast", "0"),
        ("Market size 2024", m.BASE_SIZE, "USD billion", "median of published sizes", ONE),
        ("CAGR 2024-2031", m.GROWTH, "a year", "as published for the forecast period", PERCENT),
        ("Share of biologics 2024", data.types["Biologics"][m.BASE] / data.total[m.BASE], "of the market",
         "illustrative", PERCENT),
    )  # fmt: skip
    for row, (name, value, unit, comment, number) in enumerate(lines, start=6):
        page.put(row, 1, name)
        page.put(row, 2, value, {"num_format": number, "font_color": INPUT})
        page.put(row, 3, unit, {"indent": 1})
        page.put(row, 4, comment, {"font_color": SOFT})
    end = m.BASE_SIZE * (1 + m.GROWTH) ** (m.LAST - m.BASE)
    page.put(10, 1, "Market size 2031")
    page.formula(10, 2, f"=B7*(1+B8)^{m.LAST - m.BASE}", end, {"num_format": ONE, "bold": True})
    page.put(10, 3, "USD billion", {"indent": 1})
    page.columns({"A": 28, "B": 12, "C": 18, "D": 44})
    rates = Page(book, "FX", "Exchange rates", "Units of the currency per USD, annual average", NOTE)
    rates.header(5, ["Currency", *RATE_YEARS])
    for row, code in enumerate(("CHF", "EUR", "GBP", "SEK"), start=6):
        rates.put(row, 1, code)
        for column, year in enumerate(RATE_YEARS, start=2):
            rates.put(row, column, round(per_dollar(code, year), 4), {"num_format": FOUR, "font_color": INPUT})
    rates.put(11, 1, f"Source: {RATE_SOURCE}", {"font_color": SOFT})
    rates.columns({"A": 14, "B:D": 12})
    book.close()
