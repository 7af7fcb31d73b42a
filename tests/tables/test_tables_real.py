"""Published workbooks that nobody made for this project: what was found in them, compared with the files by eye."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tables_help import column, path, row, values

from cdmo_cli.read import read
from cdmo_cli.read.model import Needs
from cdmo_cli.tables import find_tables
from cdmo_cli.tables.model import Period, SheetTables

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="no shared data")


@cache
def sheets(name: str) -> tuple[SheetTables, ...]:
    return tuple(find_tables(sheet) for sheet in read(REAL / name, Needs.STYLES).sheets)


def test_edgar_sector_country_year() -> None:
    first, second, *_ = sheets("EDGARv7_GHG.xlsx")
    block = first.blocks[0]
    assert (block.layout, block.range.a1, len(block.figures)) == ("wide", "A5:BC1045", 53694)
    assert path(row(block, 6)) == ("Power Industry", "Afghanistan")
    assert [label.heading for label in row(block, 6).labels] == ["Sector", "Country"]
    assert block.cells[6, 2] == "AFG"
    assert column(block, 4).period == Period(1970)
    assert values(block)[1045, 4] == pytest.approx(13.13509847923)
    world = row(second.blocks[0], 218)
    assert world.labels[-1].text == "GLOBAL TOTAL"
    assert world.labels[-1].total
    assert first.not_understood == ()


def test_eia_states_by_year() -> None:
    (found,) = sheets("EIA_state_CO2_table1_2023.xlsx")
    block = found.blocks[0]
    assert (block.layout, len(found.blocks)) == ("wide", 1)
    assert path(row(block, 6)) == ("Alabama",)
    assert row(block, 57).labels[0].text == "Total of states"
    assert row(block, 57).labels[0].total
    assert values(block)[57, 2] == pytest.approx(4254.943805371723)
    assert ("source", 59) in [(n.kind, n.row) for n in block.notes]


def test_eccc_hierarchy_over_three_columns_of_labels() -> None:
    found = sheets("ECCC_GHG_Ontario.xlsx")[2]
    block = found.blocks[0]
    assert (block.layout, block.range.a1) == ("wide", "A5:AK74")
    assert path(row(block, 10)) == ("ENERGY", "Stationary Combustion Sources", "Public Electricity and Heat Production")
    assert path(row(block, 22))[2] == "Road Transportation"
    assert block.rows[row(block, 22).parent or 0].labels[-1].text == "Road Transportation"
    assert row(block, 7).labels[-1].total
    assert column(block, 6).period == Period(1990)
    assert values(block)[8, 6] == pytest.approx(132586.335526361)
    assert [n.why for n in found.not_understood] == ["a number without a label"]  # the key "0.00" below the table


def test_ons_years_and_months_under_six_header_rows() -> None:
    found = sheets("ONS_overseas_travel_tourism.xls")[1]
    block = found.blocks[0]
    assert block.layout == "years down"
    assert [str(line.period) for line in block.rows[:3]] == ["2012 01", "2012 02", "2012 03"]
    assert path(column(block, 9)) == ("Area of residence", "Europe", "NSA")
    assert path(column(block, 17)) == ("Area of residence", "Other countries", "NSA")
    assert values(block)[7, 3] == pytest.approx(2245.592954550293)
    assert block.unit is not None
    assert block.unit.scale == 1e3
    rates = [line.index for line in block.rows if line.measure == "growth"]
    assert 54 in rates
    assert sheets("ONS_overseas_travel_tourism.xls")[5].blocks[0].unit.text == "GBP million"  # type: ignore[union-attr]


def test_german_workbook_with_merged_headers() -> None:
    found = sheets("unemployment_NRW_de_202208.xlsx")
    block = found[4].blocks[0]
    assert (block.range.a1, block.header_rows, len(block.figures)) == ("A8:L64", (8, 9, 10, 11), 353)
    assert (column(block, 4).period, column(block, 10).measure) == (Period(2022, part="08"), "growth")
    assert column(block, 7).measure is None  # the change in absolute numbers
    assert path(row(block, 15)) == ("Bestand an Arbeitslosen", "Insgesamt")
    assert row(block, 15).labels[-1].total
    employed = found[16].blocks[-1]
    assert path(row(employed, 51))[-1] == "Männer"
    assert values(employed)[50, 3] == 7219704


@pytest.mark.parametrize(
    ("name", "labels", "first", "value", "figures"),
    [
        ("population-world-bank.csv", ("Aruba", "ABW"), (2, 4), 54922, 17195),
        ("co2-fossil-by-nation.csv", ("UNITED KINGDOM",), (2, 3), 2552, 113261),
        ("OECD_pharma_spending_data.csv", ("AUS",), (2, 3), 15.992, 5364),
    ],
)
def test_long_csv_files(name: str, labels: tuple[str, ...], first: tuple[int, int], value: float, figures: int) -> None:
    (found,) = sheets(name)
    block = found.blocks[0]
    assert (block.layout, len(block.figures), len(found.blocks)) == ("long", figures, 1)
    assert path(row(block, 2)) == labels
    assert values(block)[first] == value
    year = {"population-world-bank.csv": 1960, "co2-fossil-by-nation.csv": 1751}.get(name, 1971)
    assert row(block, 2).period == Period(year)


def test_cbo_years_down_and_a_table_with_two_label_columns() -> None:
    found = sheets("CBO_60664.xlsx")
    errors = found[2].blocks[0]
    assert (errors.layout, errors.header_rows, len(errors.figures)) == ("years down", (8,), 184)
    assert errors.rows[0].period == Period(1985)
    assert values(errors)[47, 2] == -3.9
    quality = found[1].blocks[0]
    assert path(row(quality, 11)) == ("Accuracy", "Root Mean Square Error")
    assert values(quality)[12, 5] == 5.9
    assert quality.unit is not None
    assert quality.unit.kind == "percent"


def test_crime_by_area_and_year_with_rows_of_change() -> None:
    (found,) = sheets("smungs_us-crime-2.xlsx")
    block = found.blocks[0]
    assert block.layout == "long"
    assert [str(line.period) for line in block.rows[:2]] == ["2015", "2016"]
    assert (row(block, 8).measure, path(row(block, 8))) == ("growth", path(row(block, 6)))
    assert values(block)[7, 3] == 323127513


def test_marriage_survey_counts_and_shares_side_by_side() -> None:
    found = sheets("smungs_ozmarriage.xlsx")
    block = found[1].blocks[0]
    assert (block.header_rows, len(block.figures)) == ((5, 6, 7), 126)
    assert path(column(block, 2)) == ("Response clear", "Yes")
    assert (column(block, 2).measure, column(block, 3).unit.kind if column(block, 3).unit else "") == (
        "count",
        "percent",
    )
    assert values(block)[8, 2] == 2374362
    divisions = found[2].blocks[0]
    assert path(row(divisions, 9)) == ("New South Wales Divisions", "Banks")
    assert row(block, 14).labels[0].footnote == "(b)"


def test_transit_sections_and_indents() -> None:
    (found,) = sheets("smungs_toronto_transit.xlsx")
    block = found.blocks[0]
    assert path(row(block, 8)) == ("WHO", "ADULT", "TOKENS")
    assert column(block, 5).period == Period(2015)
    assert block.cells[9, 3] == "N/A"
    assert block.unit is not None
    assert block.unit.scale == 1e3
    assert values(block)[20, 3] == 417608


def test_small_pivoted_sheets() -> None:
    beatles = sheets("databaker_example1.xls")[0].blocks[0]
    assert (beatles.layout, beatles.period, path(beatles.columns[2])) == ("cross", Period(2014), ("Trains",))
    assert values(beatles)[5, 2] == 4
    water = sheets("smungs_groundwater.xlsx")[0].blocks[0]
    assert path(column(water, 3)) == ("ground water", "A")
    assert values(water)[6, 9] == 0.025
    assert water.cells[6, 4] == "U"
    cash = sheets("smungs_cashflows.xlsx")[0].blocks[0]
    assert path(row(cash, 7)) == ("Cash Inflows (Income)", "Cash Collections")
    assert row(cash, 13).labels[-1].total
