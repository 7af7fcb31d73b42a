"""Units in words, in headings and in number formats."""

from __future__ import annotations

import pytest
from tables_help import only

from cdmo_cli.tables.units import currency_of, find_unit, read_format, read_unit, scale_of


@pytest.mark.parametrize(
    ("text", "currency", "scale"),
    [
        ("USD Million", "USD", 1e6),
        ("US$ mn", "USD", 1e6),
        ("$ bn", "USD", 1e9),
        ("$m", "USD", 1e6),
        ("EUR m", "EUR", 1e6),
        ("Mio. EUR", "EUR", 1e6),
        ("€bn", "EUR", 1e9),
        ("TEUR", "EUR", 1e3),
        ("CHF billion", "CHF", 1e9),
        ("£ million", "GBP", 1e6),
        ("USD '000", "USD", 1e3),
        ("(In Millions of dollars)", "USD", 1e6),
        ("USD", "USD", 1.0),
        ("in thousands", None, 1e3),
    ],
)
def test_a_text_that_is_a_unit(text: str, currency: str | None, scale: float) -> None:
    unit = read_unit(text)
    assert unit is not None
    assert (unit.currency, unit.scale) == (currency, scale)
    assert unit.kind == ("currency" if currency else "other")


@pytest.mark.parametrize("text", ["%", "percent", "in %"])
def test_a_printed_percentage_is_a_hundredth(text: str) -> None:
    unit = read_unit(text)
    assert unit is not None
    assert (unit.kind, unit.scale) == ("percent", 0.01)


def test_an_index_names_its_base() -> None:
    unit = read_unit("Index (2024 = 100)")
    assert unit is not None
    assert unit.kind == "index"


@pytest.mark.parametrize("text", ["Europe", "South Korea", "Kenya", "no.", "employees", "m", "Biologics", ""])
def test_what_is_no_unit(text: str) -> None:
    assert read_unit(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "rest"),
    [
        ("Market size (USD million)", "USD million", "Market size"),
        ("Revenue, USD bn", "USD billion", "Revenue"),
        ("Market share, %", "%", "Market share"),
        ("persons (thousands)", "thousand", "persons"),
    ],
)
def test_a_unit_inside_a_heading(text: str, unit: str, rest: str) -> None:
    found = find_unit(text)
    assert found is not None
    assert (found[0].text, found[1]) == (unit, rest)


@pytest.mark.parametrize(
    ("number_format", "kind", "currency", "scale", "thousands"),
    [
        ("0.0%", "percent", None, 1.0, 0),
        ('0.0"%"', "percent", None, 0.01, 0),
        ("[$€-407] #,##0", "currency", "EUR", 1.0, 0),
        ("$#,##0.0,,", "currency", "USD", 1.0, 2),
        ("_-[$CHF] #,##0.0", "currency", "CHF", 1.0, 0),
        ('0.0" bn"', "other", None, 1e9, 0),
    ],
)
def test_number_formats(number_format: str, kind: str, currency: str | None, scale: float, thousands: int) -> None:
    shown = read_format(number_format)
    assert shown.unit is not None
    assert (shown.unit.kind, shown.unit.currency, shown.unit.scale, shown.thousands) == (
        kind,
        currency,
        scale,
        thousands,
    )


@pytest.mark.parametrize("number_format", ["General", "#,##0", "0.00", "[Red]-0.0"])
def test_formats_without_a_unit(number_format: str) -> None:
    assert read_format(number_format).unit is None


def test_cells_of_currency_and_scale_columns() -> None:
    assert currency_of("CHF") == "CHF"
    assert currency_of("RMB") == "CNY"
    assert currency_of("ABW") is None  # a country's code is no currency
    assert scale_of("million") == 1e6
    assert scale_of("1000000000.0") == 1e9
    assert scale_of("Europe") is None


def test_a_percentage_in_a_name_is_no_unit_of_its_row() -> None:
    block = only([["USD million", 2024, 2025], ["Germany (50 % owned)", 10.2, 11.3], ["France", 20.1, 21.3]])
    assert [(row.labels[0].text, row.unit) for row in block.rows] == [("Germany (50 % owned)", None), ("France", None)]


@pytest.mark.parametrize(("own", "unit"), [("USD", "USD million"), ("EUR", "EUR million")])
def test_a_row_in_a_currency_is_in_the_scale_of_its_table(own: str, unit: str) -> None:
    block = only([["Market size, USD million", 2024, 2025], [f"Germany ({own})", 10.2, 11.3], ["France", 20.1, 21.3]])
    assert block.rows[0].labels[0].text == "Germany"
    assert block.rows[0].unit is not None
    assert block.rows[0].unit.text == unit
