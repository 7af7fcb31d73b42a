"""cdmo-outsourcing.xlsx, the complete model: market, splits, companies, rates, estimates, assumptions, texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from making import market as m
from making.page import ILLUSTRATIVE, INPUT, LINE, ONE, PERCENT, SOFT, TINT, TWO, Book, Format, Page, a1
from making.published import FIRST_COLUMN, HEADER, UNIT, Rates, Where, estimates_page, fill_companies, rates_page
from making.texts import REPORT, SOURCES, TEXTS

BASE_COLUMN = FIRST_COLUMN + m.BASE - m.FIRST
LAST_COLUMN = FIRST_COLUMN + len(m.YEARS) - 1
HEADS = [f"{y}E" if y < m.BASE else f"{y} (Base)" if y == m.BASE else f"{y}F" for y in m.YEARS]
CAGR_HEADS = [f"CAGR {m.FIRST}–{m.BASE}", f"CAGR {m.BASE}–{m.LAST}"]
TOTAL: Format = {"bold": True, "top": 1, "top_color": "#0B2233"}


def write(path: Path) -> None:
    """Write the workbook."""
    data = m.build()
    book = Book(path, str(REPORT["Title"]))
    report_sheet(book)
    market_page = Page(book, "Market", "Market size", f"World, {UNIT}, nominal")
    split_page(book, "Types", "Market size by type of molecule", data.types, "All types", data)
    split_page(book, "Applications", "Market size by application", data.applications, "All applications", data)
    world = regions_page(book, data)
    market_row = fill_market(market_page, data, world)
    cross_page(book, data)
    scenarios_page(book, data, market_row)
    rates = Rates()
    companies = Page(
        book, "Companies", "Revenue of ten companies", "As reported, in millions of the currency, and in USD million"
    )
    rates_page(book, rates)
    fill_companies(companies, rates, data, market_row)
    estimates_page(book)
    assumptions_page(book, data)
    sources_page(book)
    texts_page(book)
    book.close()


def report_sheet(book: Book) -> None:
    """Field | Value."""
    page = Page(book, "Report")
    page.header(1, ["Field", "Value"], text_columns=2)
    for row, (field, value) in enumerate(REPORT.items(), start=2):
        page.put(row, 1, field, {"bottom": 4, "bottom_color": LINE})
        page.put(row, 2, value, {"align": "left", "text_wrap": True, "bottom": 4, "bottom_color": LINE})
    page.columns({"A": 18, "B": 78})
    page.print_setup()


def size_row(page: Page, row: int, label: str, series: m.Series, look: Format, number: str = ONE) -> None:
    """A row of inputs: blue, as analysts mark them, the base year tinted."""
    page.put(row, 1, label, look)
    for column, year in enumerate(m.YEARS, start=FIRST_COLUMN):
        page.put(row, column, series[year] / 100, cell(column, {**look, "num_format": number, "font_color": INPUT}))


def sum_row(page: Page, row: int, label: str, rows: Sequence[int], look: Format, number: str = ONE) -> None:
    """A row of sums over the given rows."""
    page.put(row, 1, label, look)
    for column in range(FIRST_COLUMN, LAST_COLUMN + 1):
        page.add_up(row, column, rows, cell(column, {**look, "num_format": number}))


def cell(column: int, look: Format) -> Format:
    """The look of a figure in a year's column."""
    plain = {key: value for key, value in look.items() if key != "indent"}
    return {**plain, "bg_color": TINT} if column == BASE_COLUMN else plain


def cagr_cells(page: Page, row: int, column: int, look: Format) -> None:
    """The two compound growth rates at the right of a row of sizes."""
    plain = {key: value for key, value in look.items() if key != "indent"} | {"num_format": PERCENT}
    page.compound(row, column, (row, FIRST_COLUMN), (row, BASE_COLUMN), m.BASE - m.FIRST, plain)
    page.compound(row, column + 1, (row, BASE_COLUMN), (row, LAST_COLUMN), m.LAST - m.BASE, plain)


def split_page(book: Book, name: str, title: str, parts: Mapping[str, m.Series], total: str, data: m.Market) -> None:
    """A dimension whose members add up to the whole: sizes, shares and growth as stacked blocks."""
    page = Page(book, name, title, f"World, {UNIT}, nominal; shares and growth in %")
    kind = name.removesuffix("s")
    first = block_head(page, HEADER, f"Market size, {UNIT}", [kind, *HEADS, *CAGR_HEADS])
    rows = list(range(first, first + len(parts)))
    for row, (label, series) in zip(rows, parts.items(), strict=True):
        size_row(page, row, label, series, {})
        cagr_cells(page, row, LAST_COLUMN + 1, {})
    bottom = rows[-1] + 1
    sum_row(page, bottom, total, rows, TOTAL)
    cagr_cells(page, bottom, LAST_COLUMN + 1, TOTAL)
    labels = [*parts, total]
    shares = block_head(page, bottom + 2, "Share of the market, %", [kind, *HEADS])
    for offset, label in enumerate(labels):
        look = TOTAL if label == total else {}
        page.put(shares + offset, 1, label, look)
        for column in range(FIRST_COLUMN, LAST_COLUMN + 1):
            form = cell(column, {**look, "num_format": PERCENT})
            page.divide(shares + offset, column, (first + offset, column), (bottom, column), form)
    growth_block(page, shares + len(labels) + 1, kind, labels, first)
    finish(page)


def block_head(page: Page, row: int, title: str, heads: Sequence[str | int]) -> int:
    """The title of a block with its unit, and its header row; the first row below them."""
    page.put(row, 1, title, {"bold": True, "font_color": INPUT})
    page.header(row + 1, heads)
    return row + 2


def growth_block(page: Page, top: int, kind: str, labels: Sequence[str], first: int) -> None:
    """Growth on the year before, %; the first year has none."""
    body = block_head(page, top, "Growth on the year before, %", [kind, *HEADS[1:]])
    for offset, label in enumerate(labels):
        look = TOTAL if offset == len(labels) - 1 else {}
        page.put(body + offset, 1, label, look)
        for column in range(FIRST_COLUMN, LAST_COLUMN):
            form = {**look, "num_format": PERCENT}
            page.grow(body + offset, column, (first + offset, column), (first + offset, column + 1), form)


def finish(page: Page, label_width: float = 32) -> None:
    """Widths, frozen panes and print set-up of a sheet by years."""
    page.columns({"A": label_width, "B:F": 9, "G": 12, "H:N": 9, "O:P": 16, "Q:R": 14})
    page.freeze(HEADER + 2, FIRST_COLUMN)
    page.print_setup(HEADER + 1)


def regions_page(book: Book, data: m.Market) -> Where:
    """Regions as sums of their indented countries, the world below; shares of the world and growth at the right."""
    page = Page(
        book, "Regions", "Market size by region and country", f"{UNIT}, nominal; countries indented below their region"
    )
    heads = [f"Share of world {m.BASE}", f"Share of world {m.LAST}"]
    row = block_head(page, HEADER, f"Market size, {UNIT}", ["Region / country", *HEADS, *CAGR_HEADS, *heads])
    region_rows: dict[str, int] = {}
    every: list[tuple[int, Format]] = []
    for region, countries in data.countries.items():
        region_rows[region] = row
        for offset, (country, series) in enumerate(countries.items(), start=1):
            size_row(page, row + offset, country, series, {"indent": 1}, TWO)
        sum_row(page, row, region, range(row + 1, row + 1 + len(countries)), {"bold": True}, TWO)
        every.append((row, {"bold": True}))
        every += [(row + offset, {}) for offset in range(1, len(countries) + 1)]
        row += len(countries) + 1
    sum_row(page, row, "World", list(region_rows.values()), TOTAL, TWO)
    every.append((row, TOTAL))
    for line, look in every:
        cagr_cells(page, line, LAST_COLUMN + 1, look)
        form = {**look, "num_format": PERCENT}
        page.divide(line, LAST_COLUMN + 3, (line, BASE_COLUMN), (row, BASE_COLUMN), form)
        page.divide(line, LAST_COLUMN + 4, (line, LAST_COLUMN), (row, LAST_COLUMN), form)
    finish(page)
    return Where("Regions", row)


def fill_market(page: Page, data: m.Market, world: Where) -> Where:
    """The headline: sizes linked to the sum of the regions, the status of each year, growth."""
    status_row = block_head(page, HEADER, f"Market size, {UNIT}", ["Market", *m.YEARS, *CAGR_HEADS])
    page.put(status_row, 1, "Status", {"font_color": SOFT})
    row = status_row + 1
    page.put(row, 1, "World", TOTAL)
    for column, year in enumerate(m.YEARS, start=FIRST_COLUMN):
        status = "Estimate" if year < m.BASE else "Base" if year == m.BASE else "Forecast"
        page.put(status_row, column, status, cell(column, {"align": "right", "font_color": SOFT}))
        form = cell(column, {**TOTAL, "num_format": ONE})
        page.formula(row, column, f"={world.sheet}!{a1(world.row, column)}", data.total[year] / 100, form)
    cagr_cells(page, row, LAST_COLUMN + 1, TOTAL)
    growth_block(page, row + 2, "Market", ["World"], row)
    finish(page)
    return Where("Market", row)


def cross_page(book: Book, data: m.Market) -> None:
    """Type by region, one table a year from the base year on."""
    page = Page(book, "Type by region", "Market size by type and region", f"{UNIT}, nominal; one table a year")
    row = HEADER
    for year in m.FORECAST:
        status = "base year" if year == m.BASE else "forecast"
        page.put(row, 1, f"Market size by type and region, {year} ({status}), {UNIT}", {"bold": True})
        page.header(row + 1, ["Type", *data.regions, "World"])
        last = len(data.regions) + 2
        for offset, kind in enumerate(data.types, start=2):
            page.put(row + offset, 1, kind)
            for column, region in enumerate(data.regions, start=2):
                value = data.cross[kind, region][year] / 100
                page.put(row + offset, column, value, {"num_format": ONE, "font_color": INPUT})
            page.add_across(row + offset, last, 2, last - 1, {"num_format": ONE, "bold": True})
        bottom = row + 2 + len(data.types)
        page.put(bottom, 1, "All types", TOTAL)
        for column in range(2, last + 1):
            page.add_up(bottom, column, [row + 2, row + 3], {**TOTAL, "num_format": ONE})
        row = bottom + 2
    page.columns({"A": 24, "B:E": 15, "F": 22, "G": 12})
    page.freeze(HEADER, 2)
    page.print_setup()


def scenarios_page(book: Book, data: m.Market, market: Where) -> None:
    """Three scenarios of the whole market; the base case is the forecast itself, linked to it."""
    page = Page(book, "Scenarios", "Three scenarios of the market", f"World, {UNIT}, nominal; base case: the forecast")
    heads = HEADS[m.BASE - m.FIRST :]
    low, high = (m.scenario(name) for name in m.SCENARIOS)
    first = block_head(page, HEADER, f"Market size by scenario, {UNIT}", ["Scenario", *heads, CAGR_HEADS[1]])
    last = FIRST_COLUMN + len(m.FORECAST) - 1
    for row, (name, sizes) in enumerate((("Low case", low), ("Base case", None), ("High case", high)), start=first):
        page.put(row, 1, name, TOTAL if sizes is None else {})
        for column, year in enumerate(m.FORECAST, start=FIRST_COLUMN):
            look = {"num_format": ONE, **({"bg_color": TINT} if year == m.BASE else {})}
            if sizes is None:
                link = f"={market.sheet}!{a1(market.row, BASE_COLUMN + year - m.BASE)}"
                page.formula(row, column, link, data.total[year] / 100, {**TOTAL, **look})
            else:
                page.put(row, column, sizes[year], {**look, "font_color": INPUT})
        form = {"num_format": PERCENT, **(TOTAL if sizes is None else {})}
        page.compound(row, last + 1, (row, FIRST_COLUMN), (row, last), m.LAST - m.BASE, form)
    page.columns({"A": 24, "B": 12, "C:I": 9, "J": 16})
    page.freeze(HEADER + 2, FIRST_COLUMN)
    page.print_setup(HEADER + 1)


def assumptions_page(book: Book, data: m.Market) -> None:
    """What was assumed: the size and growth of the whole, the share and growth of each segment."""
    page = Page(
        book,
        "Assumptions",
        "Assumptions",
        "The base year and its growth; share and growth of each segment, fitted to the total",
    )
    page.header(HEADER, ["Assumption", "Value", "Unit", "Basis"])
    for column, text in ((3, "Unit"), (4, "Basis")):
        page.put(HEADER, column, text, {"bold": True, "bottom": 2, "indent": 4 - column})
    general = (
        (
            f"Market size in {m.BASE}",
            m.BASE_SIZE,
            UNIT,
            "Median of fifteen published sizes, sheet Published estimates, rounded",
        ),
        (f"CAGR {m.BASE}–{m.LAST}", m.GROWTH, "a year", "As published for the forecast period of 2024 to 2031"),
    )
    for row, (label, value, unit, basis) in enumerate(general, start=HEADER + 1):
        page.put(row, 1, label)
        page.put(row, 2, value, {"num_format": ONE if value > 1 else PERCENT, "font_color": INPUT})
        page.put(row, 3, unit, {"indent": 1})
        page.put(row, 4, basis, {"font_color": SOFT})
    row = HEADER + 4
    groups = (("Type", data.types), ("Application", data.applications), ("Region", data.regions))
    for title, parts in groups:
        page.header(row, [title, f"Share {m.BASE}, %", *[f"{head}, %" for head in CAGR_HEADS]])
        for offset, (label, series) in enumerate(parts.items(), start=1):
            page.put(row + offset, 1, label)
            share = 100 * series[m.BASE] / data.total[m.BASE]
            for column, value in enumerate((share, m.cagr(series, m.FIRST, m.BASE), m.cagr(series)), start=2):
                page.put(row + offset, column, round(value, 1), {"num_format": ONE, "font_color": INPUT})
        row += len(parts) + 2
    page.columns({"A": 32, "B": 15, "C:D": 21})
    page.freeze(HEADER + 1, 2)
    page.print_setup()


def sources_page(book: Book) -> None:
    """Where facts come from."""
    page = Page(book, "Sources", "Sources", "Documents behind the sizes, revenues and rates", ILLUSTRATIVE)
    page.header(HEADER, ["Used for", "Document", "Publisher and date", "Where"], text_columns=4)
    for row, source in enumerate(SOURCES, start=HEADER + 1):
        for column, text in enumerate(source, start=1):
            page.put(row, column, text, {"text_wrap": True, "bottom": 4, "bottom_color": LINE})
    page.columns({"A": 26, "B": 52, "C": 40, "D": 52})
    page.freeze(HEADER + 1, 1)
    page.print_setup(HEADER)


def texts_page(book: Book) -> None:
    """Section | Heading | Text."""
    page = Page(book, "Texts")
    page.header(1, ["Section", "Heading", "Text"], text_columns=3)
    for row, (section, heading, text) in enumerate(TEXTS, start=2):
        line: Format = {"text_wrap": True, "bottom": 4, "bottom_color": LINE, "valign": "top"}
        page.put(row, 1, section, {**line, "bold": True})
        page.put(row, 2, heading, line)
        page.put(row, 3, text, line)
    page.columns({"A": 15, "B": 34, "C": 110})
    page.freeze(2, 1)
    page.print_setup(1)
