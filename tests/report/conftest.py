"""Models for the tests of the report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from report_models import COUNTRIES, FACTS, PERCENT, REGIONS, TEXTS, TYPES, YEARS, Maker, grown

from cdmo_cli.market.model import Model, ReportFacts


@pytest.fixture(scope="session")
def full_model() -> Model:
    """All dimensions: 13 years, types, regions, countries of one region, the cross of the two."""
    maker = Maker()
    market, types, regions, cross = (maker.sheet(name) for name in ("Market", "Types", "Regions", "Cross"))
    split = {code: {year: grown(*spec, year) for year in YEARS} for code, spec in TYPES.items()}
    maker.series(market, 5, {year: round(sum(each[year] for each in split.values()), 1) for year in YEARS})
    for row, (code, values) in enumerate(split.items(), start=5):
        maker.series(types, row, values, type=code)
    for row, (code, spec) in enumerate(REGIONS.items(), start=5):
        maker.series(regions, row, {year: grown(*spec, year) for year in YEARS}, region=code)
    for row, (code, spec) in enumerate(COUNTRIES.items(), start=12):
        maker.series(regions, row, {year: grown(*spec, year) for year in YEARS}, region="asia-pacific", country=code)
    row = 5
    for region, (base, rate) in REGIONS.items():
        for code, part in (("small-molecules", 0.64), ("biologics", 0.36)):
            values = {
                year: grown(base * part, rate + (1 if code == "biologics" else -1), year) for year in (2024, 2031)
            }
            maker.series(cross, row, values, type=code, region=region)
            row += 1
    maker.sheet("Report")
    maker.sheet("Texts")
    return maker.model(FACTS, TEXTS)


@pytest.fixture(scope="session")
def one_year_model() -> Model:
    """One year, one region, no companies, no facts."""
    maker = Maker()
    sheet = maker.sheet("Sizes")
    maker.figure(sheet, 2, 2, 212.0, year=2024)
    maker.figure(sheet, 3, 2, 84.8, year=2024, region="north-america")
    return maker.model(ReportFacts())


@pytest.fixture(scope="session")
def shares_model() -> Model:
    """A growth rate and shares without a year, as a landing page prints them."""
    maker = Maker()
    sheet = maker.sheet("Regions")
    maker.figure(sheet, 1, 2, 5.2, measure="cagr", unit=PERCENT)
    for row, (code, value) in enumerate((("north-america", 40.0), ("asia-pacific", 30.0), ("europe", 20.0)), start=2):
        maker.figure(sheet, row, 2, value, measure="share", unit=PERCENT, decimals=0, region=code)
    return maker.model(ReportFacts(title="Market of shares", start_year=2024, end_year=2031))


@pytest.fixture(scope="session")
def pages() -> Callable[[bytes], list[str]]:
    """The text of a PDF, page by page."""

    def read(data: bytes) -> list[str]:
        import io

        from pypdf import PdfReader

        return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]

    return read
