from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_help import only, paths, row, values

from cdmo_cli.tables.model import Unit
from cdmo_cli.tables.quantities import find_quantity, read_quantity
from cdmo_cli.tables.units import find_unit, read_unit


@pytest.mark.parametrize(
    ("text", "kind", "scale"),
    [
        ("million metric tons of carbon dioxide", "other", 1e6),
        ("in thousand tonnes", "other", 1e3),
        ("Thousand barrels per day", "other", 1e3),
        ("kt CO2 eq", "other", 1.0),
        ("Mton CO2eq", "other", 1.0),
        ("TWh", "other", 1.0),
        ("mg/L", "other", 1.0),
        ("per 1,000", "other", 1.0),
        ("Rate per 100,000 inhabitants", "other", 1.0),
        ("thousand visits", "count", 1e3),
        ("million people", "count", 1e6),
    ],
)
def test_units_that_are_no_money(text: str, kind: str, scale: float) -> None:
    unit = read_unit(text)
    assert unit is not None
    assert (unit.kind, unit.currency, unit.scale) == (kind, None, scale)
    assert unit.text == text.removeprefix("in ")


@pytest.mark.parametrize(
    "text", ["Employees", "Persons", "Units", "TJ", "MT", "t", "Europe", "Visits to the UK", "per se", "Mt Everest"]
)
def test_names_are_no_units(text: str) -> None:
    assert read_quantity(text) is None


def test_a_unit_in_brackets_leaves_the_rest() -> None:
    assert find_unit("Emissions (million metric tons)") == (
        Unit("other", None, 1e6, "million metric tons"),
        "Emissions",
    )
    assert find_unit("Energy use (PJ)") == (Unit("other", None, 1.0, "PJ"), "Energy use")
    assert find_unit("Emissions are expressed in Mton CO2eq. They are sums") == (
        Unit("other", None, 1.0, "Mton CO2eq"),
        "Emissions are expressed in Mton CO2eq. They are sums",
    )
    assert find_unit("Population (thousands)") == (Unit("other", None, 1e3, "thousand"), "Population")


@given(st.text(max_size=60))
def test_any_text_is_read_without_raising(text: str) -> None:
    found = find_quantity(text)
    assert found is None or found[0].kind in ("other", "count")


@pytest.mark.parametrize("text", ["% a year", "% per year", "% p.a.", "percent per annum", "% annually"])
def test_a_percentage_a_year_is_a_percentage(text: str) -> None:
    unit = read_unit(text)
    assert unit is not None
    assert (unit.kind, unit.scale) == ("percent", 0.01)


@pytest.mark.parametrize(("text", "kind"), [("% a year", "percent"), ("% of GDP", "percent"), ("% points", "other")])
def test_percentages_in_a_column_of_units(text: str, kind: str) -> None:
    block = only([["Item", "2024", "2025", "Unit"], ["A", 5.2, 3.0, text], ["B", 3.0, 2.0, "USD million"]])
    unit = row(block, 2).unit
    assert unit is not None
    assert unit.kind == kind


def test_a_count_says_that_it_is_one() -> None:
    block = only([["Plant", "Number of employees", "N"], ["A", 12.0, 3.0], ["B", 14.0, 4.0]])
    assert [(c.measure, c.unit.text if c.unit else None) for c in block.columns] == [("count", "number")] * 2


def test_no_beside_yes_is_an_answer() -> None:
    head = [[None, "Yes", None, "No", None], [None, "no.", "%", "no.", "%"]]
    block = only([*head, ["Ohio", 60.0, 60.0, 40.0, 40.0], ["Iowa", 30.0, 75.0, 10.0, 25.0]])
    assert [[label.text for label in c.labels] for c in block.columns] == [["Yes"], ["Yes"], ["No"], ["No"]]
    assert [c.measure for c in block.columns] == ["count", None, "count", None]


@pytest.mark.parametrize(
    "numbering",
    [
        [1.0, 2.0, 3.0, 4.0],
        [None, 1.0, 2.0, 3.0],
        ["1", "2", "3", "4"],
        ["(1)", "(2)", "(3)", "(4)"],
        ["A", "B", "C", "D"],
        [None, "(a)", "(b)", "(c)"],
    ],
)
def test_a_row_that_numbers_the_columns_is_no_data(numbering: list[object]) -> None:
    block = only(
        [["Region", "Sales", "Staff", "Cost"], numbering, ["Europe", 40.0, 5.0, 6.0], ["Asia", 41.0, 5.0, 7.0]]
    )
    assert paths(block) == [("Europe",), ("Asia",)]
    assert values(block) == {(3, 2): 40.0, (3, 3): 5.0, (3, 4): 6.0, (4, 2): 41.0, (4, 3): 5.0, (4, 4): 7.0}
    assert [[label.text for label in c.labels] for c in block.columns] == [[], ["Staff"], ["Cost"]]


def test_a_first_row_of_small_numbers_with_a_label_is_data() -> None:
    block = only([["Region", "2023", "2024", "2025"], ["Europe", 1.0, 2.0, 3.0], ["Asia", 2.0, 3.0, 4.0]])
    assert len(block.figures) == 6


NOTES = [["6 Agencies of this state sent other data."], ["7 Includes the offenses of another agency."]]


def test_digits_of_notes_are_cut_from_labels() -> None:
    rows = [["Area", "2015", "2016"], ["United States Total6, 7", 9.0, 9.0], ["Ohio6", 4.0, 5.0], ["Texas7", 5.0, 4.0]]
    assert paths(only([*rows, *NOTES])) == [("United States Total",), ("Ohio",), ("Texas",)]
    assert paths(only(rows)) == [("United States Total6, 7",), ("Ohio6",), ("Texas7",)]


def test_digits_that_belong_to_a_name_stay() -> None:
    rows = [["Gas", "2015", "2016"], ["CO2", 9.0, 9.0], ["Plan 9", 4.0, 5.0], ["Total", 5.0, 4.0]]
    notes = [["2 This note has nothing to do with it."], ["6 Nor has this one, of another table."]]
    assert paths(only([*rows, *notes])) == [("CO2",), ("Plan 9",), ("Total",)]


@pytest.mark.parametrize("label", ["Total1)", "Total¹", "Total (1)", "Total*"])
def test_footnote_marks_are_no_part_of_a_total(label: str) -> None:
    block = only([["Area", "2015", "2016"], ["Ohio", 4.0, 5.0], ["Texas", 5.0, 4.0], [label, 9.0, 9.0]])
    (total,) = row(block, 4).labels
    assert (total.text, total.total) == ("Total", True)


def test_a_number_before_a_title_is_the_title_s() -> None:
    block = only(
        [
            [1.0, "Visits of residents by area"],
            [None, None, None, "thousands"],
            ["Area", "Holiday", "Business", "Study"],
            ["Ohio", 4.0, 5.5, 1.0],
            ["Texas", 5.0, 4.5, 2.0],
        ]
    )
    assert block.title == "Visits of residents by area"
    assert block.unit is not None
    assert (block.unit.text, len(block.figures)) == ("thousand", 6)


def test_a_unit_above_a_lone_year_leaves_it_a_year() -> None:
    block = only([["Market"], [None, "USD bn"], ["Region", 2024.0], ["Europe", 42.0], ["Asia", 30.0]])
    (column,) = block.columns
    assert (str(column.period), column.unit.text if column.unit else None) == ("2024", "USD billion")
    assert paths(block) == [("Europe",), ("Asia",)]


@pytest.mark.parametrize("year", [2024.0, "2024", "2024E"])
def test_a_single_column_of_a_year(year: object) -> None:
    block = only([["Region", year], ["Europe", 42.4]])
    assert [str(column.period) for column in block.columns] == ["2024"]
    assert values(block) == {(2, 2): 42.4}


@pytest.mark.parametrize("heading", ["Years carried", "Number of years", "Years", "Duration (years)"])
def test_years_that_are_counted_are_no_rate_and_no_size(heading: str) -> None:
    block = only(
        [
            ["Publisher", "Size", "Year", "CAGR", heading, "Size 2", "Year 2"],
            ["A", 100.0, 2024.0, 5.2, 0.0, 142.6, 2031.0],
            ["B", 120.0, 2024.0, 4.2, 1.0, 160.0, 2031.0],
            ["C", 90.0, 2023.0, 6.0, -1.0, 135.0, 2030.0],
        ]
    )
    assert [column.measure for column in block.columns] == ["revenue", "cagr", "count", "revenue"]
    assert {k: (p.period, p.through) for k, p in block.from_columns.items()} == {0: (3, None), 1: (3, 7), 3: (7, None)}


def test_sizes_of_claims_are_told_apart_by_their_years() -> None:
    block = only(
        [
            ["publisher", "v0", "y0", "v1", "y1", "cagr"],
            ["A", 100.0, 2024.0, 142.6, 2031.0, 5.2],
            ["B", 120.0, 2024.0, 160.0, 2031.0, 4.2],
        ]
    )
    assert block.layout == "claims"
    assert [(c.measure, c.labels) for c in block.columns] == [("revenue", ()), ("revenue", ()), ("cagr", ())]
