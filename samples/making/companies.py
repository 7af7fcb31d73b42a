"""What is published of the ten companies, and the rates that convert it. Nothing here is an estimate.

A revenue is CDMO revenue where the company says that contract services are its business, or where it reports
them apart; otherwise it is the revenue of a group of which they are a part. What has no source is left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    """A company with its latest sourced revenue, in millions of its currency."""

    name: str
    headquarters: str
    revenue: float | None = None
    currency: str = ""
    year: int | None = None
    year_end: str = ""
    kind: str = ""  # "CDMO" or "group"
    basis: str = ""
    source: str = ""


COMPANIES = (
    Company("Aenova Holding", "Starnberg, Germany", 832, "EUR", 2023, "2023-12-31", "CDMO",
            "Whole group, a contract manufacturer. Sales of 2024 not found.",
            "Reuters, “Pharma-Auftragsfertiger Aenova geht an Milliardär Kühne”, 24 April 2024 (traderfox.de)"),
    Company("Almac Group", "Craigavon, United Kingdom", 1027, "GBP", 2024, "2024-09-30", "CDMO",
            "Whole group, a contract developer and manufacturer; includes clinical supply and diagnostics.",
            "Almac Group, results for the year to 30 September 2024, 28 May 2025 (newsletter.co.uk, BBC News)"),
    Company("Catalent", "Somerset, New Jersey, United States", 4381, "USD", 2024, "2024-06-30", "CDMO",
            "Whole group, a contract developer and manufacturer; fiscal year to June.",
            "Catalent, Form 10-K for fiscal 2024 (sec.gov, ctlt-20240630); results of 29 August 2024"),
    Company("FAMAR Health Care Services", "Athens, Greece", basis="No figure with a public source for a recent year."),
    Company("FAREVA", "Luxembourg",
            basis="Privately held, cosmetics included; no figure with a public source for a recent year."),
    Company("Lonza Group", "Basel, Switzerland", 5348, "CHF", 2024, "2024-12-31", "CDMO",
            "Integrated Biologics 2,883, Advanced Synthesis 1,366 and Specialized Modalities 1,099; "
            "the group with capsules sold 6,574.",
            "Lonza, 2024 Comparative Financials Report, 27 May 2025 (AWP on cash.ch); Annual Report 2024"),
    Company("Recipharm", "Stockholm, Sweden", 11069, "SEK", 2020, "2020-12-31", "CDMO",
            "Whole group, a contract developer and manufacturer; the last year as a listed company.",
            "Recipharm, year-end report January–December 2020 (news.cision.com, c3275248)"),
    Company("Siegfried Holding", "Zofingen, Switzerland", 1294.6, "CHF", 2024, "2024-12-31", "CDMO",
            "Whole group: Drug Substances 891.9 and Drug Products 402.7.",
            "Siegfried, annual results 2024 (chemiextra.com, February 2025)"),
    Company("The Lubrizol", "Wickliffe, Ohio, United States", 6400, "USD", 2023, "2023-12-31", "group",
            "Whole group, mostly additives; pharmaceutical services are not reported apart. Rounded to 0.1 billion.",
            "Berkshire Hathaway, Form 10-K for 2023, as reported by Lube Report (lubesngreases.com)"),
    Company("Thermo Fisher Scientific", "Waltham, Massachusetts, United States", 42879, "USD", 2024, "2024-12-31",
            "group", "Whole group; pharma services are part of a larger segment and not reported apart.",
            "Thermo Fisher Scientific, Form 10-K for 2024; results of 30 January 2025"),
)  # fmt: skip

# Averages of the European Central Bank's daily euro reference rates: units of the currency for one euro.
RATE_YEARS = (2020, 2023, 2024)
PER_EURO = {
    "USD": ("US dollar", (1.1422, 1.0813, 1.0824)),
    "CHF": ("Swiss franc", (1.0705, 0.9718, 0.9526)),
    "GBP": ("Pound sterling", (0.8897, 0.86979, 0.84662)),
    "SEK": ("Swedish krona", (10.4848, 11.4788, 11.4325)),
}
RATE_SOURCE = (
    "European Central Bank, euro foreign exchange reference rates, average of the daily rates of the calendar year "
    "(256 days in 2024); the rates per US dollar are cross rates of the averages."
)
