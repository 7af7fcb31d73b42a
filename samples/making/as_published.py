"""as-published.xlsx: a real landing page as a workbook, with what is wrong in it left wrong.

The page announces report 918786. One sheet for each of its sections, in its order; figures, names, title, id and
links are as printed, the printed words beside the parsed value; everything else is told in other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from making.page import INPUT, LINE, SOFT, Book, Format, Page

TITLE = "Contract Development and Manufacturing Organization (CDMO) Outsourcing Market, 2024 to 2031"
SITE = "https://www.reliableresearchreports.com"
SAMPLE = f"{SITE}/enquiry/request-sample/918786"
ENQUIRE = f"{SITE}/enquiry/pre-order-enquiry/918786"
PURCHASE = f"{SITE}/purchase/918786"
AS_PRINTED = "As printed on the publisher's page for report 918786; sentences reworded, figures and names unchanged."

OVERVIEW = (
    ("Subject", "Drug companies hand development and production of their products to an outside organisation, to use "
     "its skill and plants, spend less and reach the market sooner."),
    ("Growth", "One compound rate for the forecast period is the only figure: no size, no base year, no currency."),
    ("Trend: biologics", "Work moves towards biologics and biosimilars, which need skills and plants of their own."),
    ("Trend: personalised medicine", "Targeted therapies ask for small batches and plants that change over quickly."),
    ("Trend: new places", "Providers build where costs are lower and demand is rising: Asia Pacific, Latin America."),
    ("Drivers", "More complex products, demand for new technology, pressure on cost, research and development, and "
     "more chronic disease."),
)  # fmt: skip
PLAYERS = (
    "Aenova Holding", "Almac Group", "Catalent", "FAMAR Health Care Services", "FAREVA", "Lonza Group", "Recipharm",
    "Siegfried Holding", "The Lubrizol", "Thermo Fisher Scientific",
)  # fmt: skip
PROFILES = {
    "Aenova Holding": "Profile: contract manufacturing, development and packaging for pharma and healthcare.",
    "Catalent": "Profile: drug development, biologics manufacturing and clinical supply.",
    "Lonza Group": "Profile: services for pharma and biotech, cell and gene therapy, small molecules, biologics.",
}
OPPORTUNITIES = (
    ("Integrated offers", "One provider takes a product from development to supply."),
    ("Focus", "Customers outsource to save cost, raise output and keep to what they do best."),
    ("Partnerships", "Lasting alliances between providers and drug companies become more common."),
    ("Technology", "Better technology and a growing industry leave room to expand."),
)
TYPES = (
    ("Small molecules", "Classic chemical compounds."),
    ("Biologics", "Large, complex molecules from living organisms; other skills and technology."),
)
APPLICATIONS = (
    ("API", "The active ingredient, made for the drug company."),
    ("Drug", "The finished product."),
)
REGIONS = (
    ("North America", ("United States", "Canada")),
    ("Europe", ("Germany", "France", "U.K.", "Italy", "Russia")),
    ("Asia-Pacific", ("China", "Japan", "South Korea", "India", "Australia", "China Taiwan", "Indonesia", "Thailand",
                      "Malaysia")),
    ("Latin America", ("Mexico", "Brazil", "Argentina Korea", "Colombia")),
    ("Middle East & Africa", ("Turkey", "Saudi", "Arabia", "UAE", "Korea")),
)  # fmt: skip
SHARES = (
    ("North America", 40, "North America (40%)"),
    ("APAC", 30, "APAC (30%)"),
    ("Europe", 20, "Europe (20%)"),
    ("United States", 10, "the United States (10%)"),
)
LINKS = (
    ("Request a sample", SAMPLE, "after the overview, and at the end"),
    ("Enquire before buying", ENQUIRE, "after the opportunities"),
    ("Purchase", PURCHASE, "after the types, and after the regions"),
)
LINED: Format = {"text_wrap": True, "bottom": 4, "bottom_color": LINE}


def write(path: Path) -> None:
    """Write the workbook."""
    book = Book(path, TITLE)
    report(book)
    overview(book)
    players(book)
    words(book, "Opportunities", "Opportunities", "Opportunity", OPPORTUNITIES)
    words(book, "Types", "Segmentation by type", "Type", TYPES)
    words(book, "Applications", "Segmentation by application", "Application", APPLICATIONS)
    regions(book)
    shares(book)
    links(book)
    book.close()


def table(page: Page, top: int, heads: Sequence[str], rows: Sequence[Sequence[str | float | None]]) -> int:
    """A ruled table; the row after it."""
    page.header(top, heads, text_columns=len(heads))
    for row, line in enumerate(rows, start=top + 1):
        for column, value in enumerate(line, start=1):
            look = {**LINED, "font_color": INPUT, "align": "left"} if isinstance(value, int | float) else LINED
            page.put(row, column, value, look)
    return top + len(rows) + 1


def report(book: Book) -> None:
    """Title, id, period and links; the page states no base year, size or currency."""
    page = Page(book, "Report")
    fields: tuple[tuple[str, str | int], ...] = (
        ("Title", TITLE),
        ("Report id", 918786),
        ("Publisher", "Reliable Research Reports"),
        ("Forecast from", 2024),
        ("Forecast to", 2031),
        ("Enquire link", ENQUIRE),
        ("Purchase link", PURCHASE),
        ("Sample link", SAMPLE),
    )
    page.header(1, ["Field", "Value"], text_columns=2)
    for row, (field, value) in enumerate(fields, start=2):
        page.put(row, 1, field, LINED)
        page.put(row, 2, value, {**LINED, "align": "left"})
    page.columns({"A": 18, "B": 92})
    page.print_setup()


def overview(book: Book) -> None:
    """The first section with its one figure and the places that it names."""
    page = Page(book, "Overview", "Overview and latest trends", "Section 1 of the page", AS_PRINTED)
    row = table(page, 5, ["Topic", "What the page says, reworded"], OVERVIEW)
    figure = ("CAGR", 5.2, "%", "during the forecast period", "CAGR of 5.2%")
    row = table(page, row + 1, ["Figure", "Value", "Unit", "Period as printed", "As printed"], [figure])
    places = (
        ("Asia Pacific", "named for new plants of providers"),
        ("Latin America", "named for new plants of providers"),
    )
    table(page, row + 1, ["Region", "Why it is named"], places)
    page.columns({"A": 28, "B": 70, "C": 10, "D": 26, "E": 24})
    page.print_setup()


def players(book: Book) -> None:
    """Ten names; two revenues as printed, one of them with its equivalent in US dollars."""
    page = Page(book, "Players", "Major players", "Section 2 of the page", AS_PRINTED)
    heads = ["Company", "Revenue", "Currency", "Unit", "Fiscal year", "Revenue as printed", "Period as printed",
             "USD equivalent, USD billion", "Equivalent as printed", "Profile, reworded"]  # fmt: skip
    figures: dict[str, tuple[str | float | None, ...]] = {
        "Catalent": (2.5, "USD", "billion", 2020, "$2.5 billion", "the fiscal year 2020", None, None),
        "Lonza Group": (4.5, "CHF", "billion", 2020, "CHF 4.5 billion", "the same period", 4.8,
                        "approximately $4.8 billion"),
    }  # fmt: skip
    empty: tuple[str | float | None, ...] = (None,) * 8
    rows = [(name, *figures.get(name, empty), PROFILES.get(name)) for name in PLAYERS]
    table(page, 5, heads, rows)
    page.columns({"A": 28, "B:E": 10, "F:G": 20, "H": 18, "I": 26, "J": 58})
    page.freeze(6, 2)
    page.print_setup()


def words(book: Book, name: str, title: str, head: str, rows: Sequence[tuple[str, str]]) -> None:
    """A section without figures."""
    page = Page(book, name, title, f"Section {len(book.file.worksheets())} of the page", AS_PRINTED)
    table(page, 5, [head, "What the page says, reworded"], rows)
    page.columns({"A": 28, "B": 86})
    page.print_setup()


def regions(book: Book) -> None:
    """Countries listed below their region, every name in a cell as on the page."""
    page = Page(book, "Regions", "Regions and countries", "Section 6 of the page", AS_PRINTED)
    page.header(5, ["Region / country"])
    row = 6
    for region, countries in REGIONS:
        page.put(row, 1, region, {"bold": True})
        for offset, country in enumerate(countries, start=1):
            page.put(row + offset, 1, country, {"indent": 1})
        row += len(countries) + 1
    page.columns({"A": 34})
    page.freeze(6, 1)
    page.print_setup()


def shares(book: Book) -> None:
    """The four shares; the page gives no year for them."""
    page = Page(
        book, "Shares", "Estimated market shares", "Section 6 of the page, last paragraph; no year is given", AS_PRINTED
    )
    table(page, 5, ["Region", "Share, %", "As printed"], SHARES)
    page.columns({"A": 28, "B": 12, "C": 34})
    page.print_setup()


def links(book: Book) -> None:
    """Where to order, as printed."""
    page = Page(book, "Links", "Sample, enquiry and purchase", "Links of the page", AS_PRINTED)
    page.header(5, ["Purpose", "Link", "Where on the page"], text_columns=3)
    for row, line in enumerate(LINKS, start=6):
        for column, value in enumerate(line, start=1):
            page.put(row, column, value, {**LINED, "font_color": SOFT} if column == 3 else LINED)
    page.columns({"A": 24, "B": 76, "C": 40})
    page.print_setup()
