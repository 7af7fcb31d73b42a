"""What analysts' own workbooks have beside the plain table: short spans, helper columns, unit lines, odd headers."""

from __future__ import annotations

import pytest
from tables_help import column, only, path, paths, periods, tables, values

from cdmo_cli.tables.model import Period

YEARS = [2023, 2024, 2027, 2030]


@pytest.mark.parametrize(
    "heading",
    [
        "CAGR 24-30",
        "CAGR 24–30",
        "CAGR '24-'30",
        "CAGR ’24–’30",
        "CAGR 24-30E",
        "CAGR24-30",
        "cagr_24_30",
        "cagr_2024_2030",
        "24-30E",
        "24-30 CAGR",
        "CAGR (24-30)",
        "(24-30)",
        "CAGR FY24-FY30",
        "CAGR FY24-30",
        "CAGR 24/30",
        "CAGR 24-30 %",
        "CAGR, 24 to 30",
        "CAGR 2024-'30",
        "% p.a. 24–30",
        "Growth p.a. 24-30",
    ],
)
def test_a_span_of_two_digit_years(heading: str) -> None:
    block = only([["Region", *YEARS, heading], ["Europe", 10, 20, 30, 40, 0.122], ["Asia", 10, 20, 30, 45, 0.145]])
    rate = column(block, 6)
    assert (rate.period, rate.measure, rate.labels) == (Period(2024, 2030), "cagr", ())


def test_a_two_digit_span_under_a_heading_of_growth() -> None:
    rows = [["Region", *YEARS, "CAGR", None], [None, None, None, None, None, "23-24", "24-30E"]]
    block = only([*rows, ["Europe", 10, 20, 30, 40, 100, 12.2], ["Asia", 10, 20, 30, 45, 100, 14.5]])
    assert periods(block)[-2:] == ["2023-2024", "2024-2030"]
    assert [column(block, c).labels for c in (6, 7)] == [(), ()]


def test_a_two_digit_span_keeps_the_name_beside_it() -> None:
    block = only([["Region", *YEARS, "CAGR 24-30 Lonza"], ["Europe", 1, 2, 3, 4, 12.2], ["Asia", 1, 2, 3, 4, 12.2]])
    rate = column(block, 6)
    assert (rate.period, path(rate)) == (Period(2024, 2030), ("Lonza",))


@pytest.mark.parametrize(
    "heading",
    ["5-year CAGR", "CAGR (five years)", "CAGR 2023-24 & 2024-30", "CAGR 2024 2030", "CAGR 30-24", "CAGR '24ff"],
)
def test_a_span_that_cannot_be_read_is_not_guessed(heading: str) -> None:
    block = only([["Region", *YEARS, heading], ["Europe", 10, 20, 30, 40, 12.2], ["Asia", 10, 20, 30, 45, 14.5]])
    rate = column(block, 6)
    assert (rate.period, rate.measure) == (None, "cagr")
    down = only([["Year", "Europe", heading], [2023, 10, 5.1], [2024, 12, 5.2], [2030, 20, 5.3]])
    assert (column(down, 3).period, column(down, 3).measure) == (None, "cagr")


@pytest.mark.parametrize("heading", ["Growth 10-20%", "Growth, ages 25-34", "Phase 1/2"])
def test_two_digits_that_are_no_years(heading: str) -> None:
    block = only([["Region", *YEARS, heading], ["Europe", 10, 20, 30, 40, 12.2], ["Asia", 10, 20, 30, 45, 14.5]])
    assert column(block, 6).period is None


HELPED = [("Europe", 3, 5), ("Germany", 1, 2), ("France", 2, 3), ("Asia", 4, 4), ("Japan", 4, 4)]


@pytest.mark.parametrize("hidden", [True, False])
@pytest.mark.parametrize(
    "helper",
    [
        ["K102", "K119", "K136", "K153", "K170"],
        ["R", "C", "C", "R", "C"],
        ["region", "country", "country", "region", "country"],
        ["x|Europe", "x|Germany", "x|France", "x|Asia", "x|Japan"],
        ["EUR", "DEU", "FRA", "ASI", "JPN"],
        ["1", "1.1", "1.2", "2", "2.1"],
        [1, 2, 2, 1, 2],
        [17, 34, 51, 68, 85],
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_a_helper_column_is_neither_label_nor_figure(hidden: bool, helper: list[object], before: bool) -> None:
    heads = ["helper_key", "Region"] if before else ["Region", "helper_key"]
    rows = [[*heads, 2024, 2025, "CAGR 24-25"]]
    rows += [
        [*((key, name) if before else (name, key)), a, b, 7.5] for (name, a, b), key in zip(HELPED, helper, strict=True)
    ]
    at = 1 if before else 2
    block = only(rows, hidden_columns=frozenset({at} if hidden else ()))
    assert paths(block) == [(name,) for name, _, _ in HELPED]
    assert [c.index for c in block.columns] == [3, 4, 5]
    assert (block.layout, len(block.figures)) == ("wide", 15)
    assert [block.cells[r, at] for r in range(2, 7)] == [str(key) for key in helper]


def test_a_hidden_column_of_words_beside_the_names_is_no_label() -> None:
    rows = [["key", "Region", 2024, 2025], *([f"x|{name}", name, a, b] for name, a, b in HELPED)]
    block = only(rows, hidden_columns=frozenset({1}))
    assert paths(block) == [(name,) for name, _, _ in HELPED]
    assert block.cells[2, 1] == "x|Europe"


def test_a_hidden_key_in_tables_of_other_layouts() -> None:
    hidden = {"hidden_columns": frozenset({2})}
    cross = only([["Region", "key", "Biologics", "Small molecules"], ["EU", 7, 1, 2], ["US", 9, 3, 4]], **hidden)
    assert ([path(c) for c in cross.columns], cross.cells[2, 2]) == ([("Biologics",), ("Small molecules",)], "7")
    down = only([["Year", "key", "EU", "US"], [2023, "k1", 1, 2], [2024, "k2", 3, 4], [2025, "k3", 3, 4]], **hidden)
    assert (down.layout, [line.labels for line in down.rows], len(down.figures)) == ("years down", [(), (), ()], 6)
    rows = [[a, f"{a}|{y}", y, n] for n, (a, y) in enumerate((a, y) for a in ("EU", "US") for y in (2023, 2024))]
    long = only([["Region", "row_key", "Year", "Revenue, USD m"], *rows], **hidden)
    assert (long.layout, paths(long)) == ("long", [("EU",), ("EU",), ("US",), ("US",)])


def test_a_hidden_column_of_figures_stays_one_if_it_says_of_when() -> None:
    block = only([["Region", 2023, 2024, 2025], ["Europe", 1, 2, 3], ["Asia", 4, 5, 6]], hidden_columns=frozenset({3}))
    assert [(c.index, c.hidden) for c in block.columns] == [(2, False), (3, True), (4, False)]


def test_codes_that_name_the_rows_are_labels() -> None:
    rows = [["Region", "Country", 2024, 2025], ["Europe", "UK", 1, 2], ["Europe", "DE", 3, 4], ["Asia", "JP", 5, 6]]
    assert paths(only(rows))[1] == ("Europe", "DE")
    assert paths(only([["Country", 2024, 2025], ["UK", 1, 2], ["DE", 3, 4]])) == [("UK",), ("DE",)]


CHEMISTRY = [["Chemistry", 2024, 2025, "CAGR 24-25"], ["LFP", 10, 20, 100.0], ["NMC", 30, 40, 33.3]]
AREA = [["Sales region", 2024, 2025, "CAGR 24-25"], ["Europe", 25, 35, 40.0], ["Americas", 15, 25, 66.7]]


@pytest.mark.parametrize(
    ("line", "currency", "scale"),
    [
        ("in EUR m, pack level, excl. aftermarket", "EUR", 1e6),
        ("All figures in USD million unless stated otherwise; 2024 actuals, 2025 onwards forecast", "USD", 1e6),
        ("Angaben in Mio. EUR, sofern nicht anders angegeben", "EUR", 1e6),
        ("USD billion", "USD", 1e9),
        ("(in CHF thousand)", "CHF", 1e3),
    ],
)
@pytest.mark.parametrize("gap", [True, False])
def test_a_unit_at_the_head_of_a_sheet_holds_for_all_its_tables(
    line: str, currency: str, scale: float, gap: bool
) -> None:
    head = [["EV batteries, market by chemistry"], [line], *([[]] if gap else [])]
    found = tables([*head, ["By chemistry"], *CHEMISTRY, [], ["By region"], *AREA])
    first, second = found.blocks
    for block in (first, second):
        assert block.unit is not None
        assert (block.unit.currency, block.unit.scale, block.measure) == (currency, scale, "revenue")
    assert [(n.kind, n.row) for n in first.notes[:2]] == [("title", 1), ("unit", 2)]
    assert first.title == "EV batteries, market by chemistry – By chemistry"


def test_a_unit_at_the_head_of_a_sheet_gives_way_to_the_tables_own() -> None:
    head = [["EV batteries"], ["in EUR m"], []]
    other = [["By region, USD billion"], *AREA, [], ["Market share by region (%)"], *AREA]
    _, second, third = tables([*head, ["By chemistry"], *CHEMISTRY, [], *other]).blocks
    assert second.unit is not None
    assert (second.unit.currency, second.unit.scale) == ("USD", 1e9)
    assert (third.measure, third.unit.kind if third.unit else "") == ("share", "percent")


def test_the_unit_of_the_first_table_is_not_that_of_the_next() -> None:
    _, second = tables([["Revenue, EUR m"], *CHEMISTRY, [], ["Market share by region"], *AREA]).blocks
    assert (second.measure, second.unit) == ("share", None)
    _, second = tables([["Revenue, EUR m"], *CHEMISTRY, [], ["By region"], *AREA]).blocks
    assert second.unit is None


def test_the_title_above_a_sheet_is_kept_as_one() -> None:
    near = tables([[None, "Global CDMO market, v7"], [], [], *CHEMISTRY])
    assert near.blocks[0].title == "Global CDMO market, v7"
    far = tables([["Global CDMO market, v7"], *[[] for _ in range(9)], *CHEMISTRY])
    assert [(n.kind, n.text) for n in (*far.blocks[0].notes, *far.texts)] == [("title", "Global CDMO market, v7")]
    noted = tables([["This is a draft for the board."], *[[] for _ in range(9)], *CHEMISTRY])
    assert [n.kind for n in (*noted.blocks[0].notes, *noted.texts)] == ["text"]


@pytest.mark.parametrize(
    "heads",
    [
        ["<1 000", "1 000–500 000", ">500 000"],
        ["< 10", "≥ 10", "All"],
        [2024, 2025, ">500 000"],
        ["<1,000", "<5,000", 2025],
    ],
)
@pytest.mark.parametrize("above", [[], [["Staff by size of company"]], [[None, "Employees"]]])
def test_limits_of_classes_head_columns(heads: list[object], above: list[list[object]]) -> None:
    block = only([*above, ["Region", *heads], ["Europe", 1, 2, 3], ["Asia", 4, 5, 6], ["Americas", 7, 8, 9]])
    assert paths(block) == [("Europe",), ("Asia",), ("Americas",)]
    assert sorted(values(block).values()) == list(range(1, 10))
    assert [label.text for c in block.columns for label in c.labels if "Employees" not in label.text] == [
        h for h in heads if isinstance(h, str)
    ]


def test_limits_of_classes_name_rows() -> None:
    block = only([["Size", 2024, 2025], ["<1 000", 1, 2], ["1 000-500 000", 3, 4], [">500 000", 5, 6]])
    assert paths(block) == [("<1 000",), ("1 000-500 000",), (">500 000",)]
    assert len(block.figures) == 6


def test_a_figure_below_a_limit_stays_one() -> None:
    block = only([["Region", 2024, 2025], ["Malta", "<1", "<2"], ["Asia", 4, 5], ["Cyprus", "<1", "<3"]])
    assert values(block)[2, 2] == values(block)[4, 2] == 1
    assert len(block.figures) == 6
    block = only([["Region", 2024, 2025], ["Europe"], ["Malta", "<1", "<2"], ["Spain", 4, 5]])
    assert values(block)[3, 3] == 2


def test_labels_behind_two_columns_of_figures() -> None:
    rows = [["Plants", "Staff", "Region", 2024, 2025], [7, 500, "Europe", 1, 2], [5, 400, "Asia", 3, 4]]
    block = only(rows)
    assert (paths(block), block.label_columns, len(block.figures)) == ([("Europe",), ("Asia",)], (3,), 8)
    rows = [
        [2023, 2024, "Region", "Type", 2025],
        *(
            [n, n + 1, region, kind, n + 2]
            for n, region, kind in ((1, "EU", "Bio"), (5, "EU", "Api"), (7, "US", "Bio"))
        ),
        [9, 10, "US", "Api", 11],
    ]
    block = only(rows)
    assert paths(block) == [("EU", "Bio"), ("EU", "Api"), ("US", "Bio"), ("US", "Api")]
    assert (periods(block), len(block.figures)) == (["2023", "2024", "2025"], 12)


@pytest.mark.parametrize("header", [["Region", "Revenue", " USD m", "2024"], ["Region", "Size", "USD m", "CAGR"]])
def test_a_header_with_a_separator_too_many_is_not_read_shifted(header: list[str]) -> None:
    rows = [["CDMO market"], [], header, ["Europe", "1", "2", None], ["Asia", "3", "4", None]]
    found = tables(rows, typed=False)
    assert found.blocks == ()
    assert [n.range.a1 for n in found.not_understood] == ["A3:D5"]
    assert "one cell more than every row" in found.not_understood[0].why
    assert [n.text for n in found.texts] == ["CDMO market"]


def test_a_blank_last_column_is_no_shift() -> None:
    rows = [["Region", "2023", "2024", "Notes"], ["Europe", "1", "2", None], ["Asia", "3", "4", None]]
    assert values(only(rows, typed=False)) == {(2, 2): 1, (2, 3): 2, (3, 2): 3, (3, 3): 4}
    rows = [["Region", "Revenue", "USD m", "Notes"], ["Europe", "1", "2", None], ["Asia", "3", "4", "x"]]
    assert len(tables(rows, typed=False).blocks) == 1
