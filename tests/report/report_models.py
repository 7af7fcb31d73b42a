"""Market models built without a workbook, for the report's tests: every figure's cell is known by construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cdmo_cli.market import load_taxonomy
from cdmo_cli.market.model import MEASURES, STATUSES, Member, Model, Naming, Observations, ReportFacts, Text
from cdmo_cli.tables.model import Measure, Period, Status, Unit

USD_BILLION = Unit("currency", "USD", 1e9, "USD billion")
PERCENT = Unit("percent", None, 0.01, "%")
YEARS = tuple(range(2019, 2032))
REGIONS = {"north-america": (84.8, 4.2), "europe": (42.4, 4.0), "asia-pacific": (59.4, 7.2)}
REGIONS |= {"latin-america": (14.8, 5.6), "middle-east-africa": (10.6, 4.6)}
TYPES = {"small-molecules": (135.7, 3.5), "biologics": (76.3, 7.9)}
COUNTRIES = {"china": (23.2, 7.5), "india": (11.9, 9.9), "japan": (9.5, 3.3), "rest-of-asia-pacific": (14.8, 5.9)}


@dataclass
class Maker:
    """Collects observations row by row and makes a model of them."""

    rows: list[tuple[int, int, int, int, float, int, Measure, Status | None, Period | None, Unit, dict[str, str]]] = (
        field(default_factory=list)
    )
    sheets: list[str] = field(default_factory=list)

    def sheet(self, name: str) -> int:
        """A new sheet; its number."""
        self.sheets.append(name)
        return len(self.sheets) - 1

    def figure(
        self,
        sheet: int,
        row: int,
        column: int,
        value: float,
        *,
        measure: Measure = "revenue",
        year: int | None = None,
        through: int | None = None,
        unit: Unit = USD_BILLION,
        decimals: int = 1,
        **members: str,
    ) -> None:
        """One figure in a cell."""
        status: Status | None = (
            None if year is None else "base" if year == 2024 else "forecast" if year > 2024 else "actual"
        )
        period = Period(year, through) if year is not None else None
        self.rows.append((sheet, row, column, sheet, value, decimals, measure, status, period, unit, members))

    @staticmethod
    def model_countries(region: str | None) -> tuple[Member, ...]:
        """The taxonomy's countries, of one region or of all, rest members left out."""
        members = next(each.members for each in load_taxonomy().dimensions if each.code == "country")
        return tuple(each for each in members if not each.rest and region in (None, each.parent))

    def series(self, sheet: int, row: int, values: Mapping[int, float], **members: str) -> None:
        """A row of sizes, from column 2."""
        for offset, (year, value) in enumerate(values.items()):
            self.figure(sheet, row, 2 + offset, value, year=year, **members)

    def model(self, facts: ReportFacts, texts: tuple[Text, ...] = ()) -> Model:
        """The model of everything collected."""
        taxonomy = load_taxonomy()
        periods = tuple(dict.fromkeys(row[8] for row in self.rows if row[8] is not None))
        units = tuple(dict.fromkeys(row[9] for row in self.rows))
        index = {d.code: {m.code: i for i, m in enumerate(d.members)} for d in taxonomy.dimensions}
        members = {
            code: np.array([known.get(row[10].get(code, ""), -1) for row in self.rows], dtype=np.int32)
            for code, known in index.items()
        }
        names = tuple(
            Naming(0, 0, 1, 1, code, "name", dimension, code)
            for dimension, code in dict.fromkeys((d, c) for row in self.rows for d, c in row[10].items())
        )

        def column(place: int, kind: type[np.generic]) -> np.ndarray:
            return np.array([row[place] for row in self.rows], dtype=kind)

        observations = Observations(
            column(0, np.int32),
            column(1, np.int32),
            column(2, np.int32),
            column(3, np.int32),
            column(4, np.float64),
            column(5, np.int8),
            np.array([MEASURES.index(row[6]) for row in self.rows], dtype=np.int8),
            np.array([STATUSES.index(row[7]) if row[7] else -1 for row in self.rows], dtype=np.int8),
            np.array([periods.index(row[8]) if row[8] else -1 for row in self.rows], dtype=np.int32),
            np.array([units.index(row[9]) for row in self.rows], dtype=np.int32),
            members,
            periods,
            units,
        )
        return Model(
            taxonomy, taxonomy.dimensions, observations, names, facts, texts, tuple(self.sheets), "market.xlsx"
        )


def grown(base: float, rate: float, year: int) -> float:
    """A size that grows at a rate from 2024, rounded as a workbook would have it."""
    return round(base * (1 + rate / 100) ** (year - 2024), 1)


FACTS = ReportFacts(
    title="CDMO Outsourcing Market",
    report_id="918786",
    publisher="CDMO Outlook",
    edition="1",
    date="November 2026",
    base_year=2024,
    start_year=2024,
    end_year=2031,
    currency="USD",
    price_basis="nominal",
    illustrative=True,
    note="The splits are assumptions, not measurements.",
    links={
        "enquire": "https://publisher.example/enquiry/918786",
        "purchase": "https://publisher.example/purchase/918786",
    },
)
TEXTS = (
    Text(
        "summary", "The market grows {cagr} a year and adds {added}. Nobody counted 84.8 of them.", 5, 2, 3, "In short"
    ),
    Text("scope", "Sizes run from {base} to {final} in {countries} countries.", 5, 3, 3, "What is counted"),
    Text("types", "Biologics reach {size Biologics 2031}, {share Biologics 2031} of the market.", 5, 4, 3, "Two types"),
    Text("trends", "Work moves to complex molecules.", 5, 5, 3, "Complexity"),
)
