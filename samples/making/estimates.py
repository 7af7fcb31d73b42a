"""The published sizes from which the base year is set, and every claim of the claims sample.

A publisher counts when its estimate covers the whole market (not only APIs, biologics or one country), when it
is research of its own, and when it is printed for 2024 or for a neighbouring year with a CAGR that agrees with
the publisher's own end points; such a size is carried to 2024 at that CAGR. Twelve publishers pass with fifteen
sizes, from 109 to 276 billion US dollars; their median is 211.9.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """A headline as printed: two sizes (USD billion) with their years and a CAGR (% a year)."""

    publisher: str
    market: str
    size: str  # as printed, so that the decimals stay
    year: int
    end_size: str
    end_year: int
    cagr: str
    source: str
    counted: bool = False  # among the fifteen

    @property
    def years(self) -> int:
        """How far the size has to be carried."""
        return 2024 - self.year

    @property
    def size_2024(self) -> float:
        """The size in 2024 at the printed CAGR."""
        return float(self.size) * (1 + float(self.cagr) / 100) ** self.years


CLAIMS = (
    Claim("Grand View (via ResearchAndMarkets)", "Pharma CDMO", "166.0", 2025, "293.6", 2033, "7.38",
          "globenewswire.com/news-release/2025/10/21/3170451", True),
    Claim("Fortune Business Insights (2024 ed.)", "CDMO", "242.62", 2024, "465.14", 2032, "8.5",
          "fortunebusinessinsights.com/amp/...-102502", True),
    Claim("Fortune Business Insights (2025 ed.)", "CDMO", "255.01", 2025, "465.24", 2032, "9.0",
          "fortunebusinessinsights.com/press-release/...-9673", True),
    Claim("Mordor", "Pharma CDMO", "258.88", 2025, "353.20", 2030, "6.41",
          "mordorintelligence.com/.../pharmaceutical-contract-development-and-manufacturing-organization-cdmo-market",
          True),
    Claim("Mordor", "Pharma CMO", "161.37", 2023, "210.50", 2028, "5.46",
          "marketresearch.com/Mordor-...-34470299", True),
    Claim("Mordor", "Pharma CMO (2022 ed.)", "120.29", 2020, "195.70", 2026, "7.85", "sdki.us/reports/.../122365"),
    Claim("MarketsandMarkets", "Pharma contract mfg", "176.5", 2023, "258.3", 2028, "7.9",
          "sbwire.com/...-1378286", True),
    Claim("ResearchAndMarkets", "Pharma contract D&M", "100", 2020, "142.2", 2025, "7.3",
          "globenewswire.com/news-release/2021/01/05/2153247"),
    Claim("Straits", "API CDMO", "93.42", 2022, "164.65", 2031, "6.5",
          "straitsresearch.com/report/active-pharmaceutical-ingredients-cdmo-market"),
    Claim("Straits", "Pharma contract mfg research", "195.03", 2022, "315.77", 2031, "5.5",
          "straitsresearch.com/report/pharmaceutical-contract-manufacturing-research-market"),
    Claim("Global Growth Insights", "Pharma CDMO", "160.24", 2026, "312.4", 2035, "7.7",
          "globalgrowthinsights.com/...-101455"),
    Claim("DataLibraryResearch", "Pharma contract D&M", "188.26", 2026, "372.76", 2033, "7.98",
          "datalibraryresearch.com/...-2829"),
    Claim("Virtue", "CDMO", "211.91", 2024, "336.65", 2030, "9.7",
          "virtuemarketresearch.com/report/contract-development-and-manufacturing-organization-market", True),
    Claim("Worldwide Market Reports", "Healthcare CDMO", "110.5", 2025, "180.8", 2032, "7.5",
          "worldwidemarketreports.com/...-1034087"),
    Claim("Reanin", "Healthcare CDMO", "276.06997", 2024, "504.66670", 2031, "9.0",
          "reanin.com/reports/global-healthcare-contract-...", True),
    Claim("Reanin", "CDMO", "265.43000", 2024, "510.70062", 2031, "9.8",
          "reanin.com/reports/contract-development-and-manufacturing-organization-market", True),
    Claim("DataHorizon", "Healthcare CDMO", "185.2", 2024, "312.8", 2033, "6.8",
          "datahorizonresearch.com/...-62332", True),
    Claim("Nova One/BioSpace", "Healthcare CDMO", "274.43", 2024, "630.87", 2033, "9.69",
          "biospace.com/healthcare-cdmo-market-size-to-hit-usd-630-87-billion-by-2033", True),
    Claim("Growth Market Reports", "Healthcare CDMO", "162", 2023, "310", 2032, "7.5",
          "growthmarketreports.com/report/healthcare-...", True),
    Claim("MarketXcel", "Pharma contract mfg", "207.06", 2023, "357.63", 2031, "7.07",
          "marketresearch.com/Market-Xcel-...-37750858", True),
    Claim("Global Industry Analysts", "Pharma contract mfg", "100", 2020, "130.2", 2026, "4.6",
          "sports.yahoo.com/global-pharmaceutical-contract-manufacturing-market-120600041"),
    Claim("Kings", "Pharma contract mfg", "173.76", 2025, "260.32", 2032, "5.95", "kingsresearch.com/...-2531", True),
    Claim("Market Growth Reports", "CDMO outsourcing", "108.9484", 2024, "256.89245", 2033, "10.0",
          "marketgrowthreports.com/...-103452", True),
    Claim("Grand View", "US healthcare CDMO", "65.3", 2024, "144.2", 2033, "9.41",
          "healthcarepackaging.com/.../22950911"),
    Claim("BCC (via DCAT)", "Biologics CDMO", "15.1", 2023, "27.0", 2028, "12.3",
          "dcatvci.org/features/the-cdmo-cmo-report-..."),
    Claim("Mordor", "Life sciences BPO", "494.5", 2025, "742.8", 2030, "8.70",
          "mordorintelligence.com/industry-reports/life-sciences-bpo-market"),
    Claim("Gitnux", "Pharma CDMO", "124.5", 2023, "256.8", 2030, "10.9", "gitnux.org/cdmo-industry-statistics"),
)  # fmt: skip


def counted() -> list[Claim]:
    """The fifteen sizes behind the base year, smallest first."""
    return sorted((claim for claim in CLAIMS if claim.counted), key=lambda claim: claim.size_2024)
