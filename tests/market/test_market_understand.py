from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from market_blocks import PERCENT, USD_BN, at, block, grid, headed, model_of, tree, years

from cdmo_cli.market import load_taxonomy
from cdmo_cli.market.model import Model
from cdmo_cli.tables.model import Block, FromColumns, Line, Note, Period, Unit

EUR_MN = Unit("currency", "EUR", 1e6, "EUR million")

REGIONS = tree([(0, "North America"), (1, "United States"), (1, "Canada"), (0, "Europe"), (1, "U.K."), (0, "World")])


def names(model: Model) -> dict[str, tuple[str, str | None, str | None]]:
    return {n.text: (n.how, n.member, n.under) for n in model.names}


def test_a_country_has_its_region_and_the_total_neither() -> None:
    model = model_of(
        block(REGIONS, years(2, 2024, 2025), [[r + c / 10 for c in range(2)] for r in range(6)], unit=USD_BN)
    )
    assert at(model, 2, 2) == {"value": 0.0, "region": "north-america", "period": "2024"}
    assert at(model, 3, 3) == {"value": 1.1, "region": "north-america", "country": "united-states", "period": "2025"}
    assert at(model, 6, 2) == {"value": 4.0, "region": "europe", "country": "united-kingdom", "period": "2024"}
    assert at(model, 7, 2) == {"value": 5.0, "period": "2024"}
    assert names(model)["U.K."] == ("alias", "united-kingdom", "europe")
    assert names(model)["World"] == ("total", None, None)
    assert names(model)["North America"] == ("name", "north-america", None)


def test_countries_without_indentation_stand_under_the_region_before_them() -> None:
    labels = ["Asia-Pacific", "China", "South Korea", "Middle East & Africa", "Turkey", "UAE", "Korea"]
    model = model_of(block(tree([(0, t) for t in labels]), years(2, 2024), [[1.0]] * 7, unit=USD_BN))
    assert names(model)["South Korea"] == ("name", "south-korea", "asia-pacific")
    assert names(model)["Korea"] == ("alias", "south-korea", "middle-east-africa")
    assert at(model, 8, 2)["region"] == "middle-east-africa"
    assert at(model, 3, 2)["region"] == "asia-pacific"


def test_regions_below_their_countries() -> None:
    labels = ["Germany", "France", "Europe", "China", "Japan", "Asia-Pacific"]
    model = model_of(block(tree([(0, t) for t in labels]), years(2, 2024), [[1.0]] * 6, unit=USD_BN))
    assert names(model)["Germany"][2] == "europe"
    assert names(model)["China"][2] == "asia-pacific"


def test_a_country_beside_its_own_region_among_regions_keeps_its_region_by_the_taxonomy() -> None:
    labels = ["North America", "APAC", "Europe", "United States"]
    model = model_of(
        block(
            tree([(0, t) for t in labels]),
            headed(2, "Share"),
            [[40.0], [30.0], [20.0], [10.0]],
            unit=PERCENT,
            measure="share",
        )
    )
    assert at(model, 5, 2) == {"value": 10.0, "region": "north-america", "country": "united-states"}
    assert names(model)["United States"][2] is None


def test_the_published_list_of_countries() -> None:
    rows = [
        *((0, "Latin America"), (1, "Mexico"), (1, "Brazil"), (1, "Argentina Korea"), (1, "Colombia")),
        *((0, "Middle East & Africa"), (1, "Turkey"), (1, "Saudi"), (1, "Arabia"), (1, "UAE"), (1, "Korea")),
    ]
    model = model_of(block(tree(rows), (), [[] for _ in rows], layout="list"))
    assert names(model)["Argentina Korea"] == ("merged", "argentina-korea", "latin-america")
    merged = next(n for n in model.names if n.how == "merged")
    assert (merged.row, merged.column, merged.candidates) == (5, 1, ("argentina", "south-korea"))
    split = [(n.text, n.row, n.candidates, n.under) for n in model.names if n.how == "split"]
    assert split == [
        ("Saudi", 9, ("saudi-arabia",), "middle-east-africa"),
        ("Arabia", 10, ("saudi-arabia",), "middle-east-africa"),
    ]
    assert names(model)["Korea"] == ("alias", "south-korea", "middle-east-africa")
    assert len(model.observations) == 0


def test_unknown_misspelled_new_and_overlapping_names() -> None:
    rows = [(0, "Europe"), (1, "Germny"), (1, "Switzerland"), (1, "France"), (0, "EMEA"), (0, "Atlantis"), (0, "World")]
    model = model_of(block(tree(rows), years(2, 2024), [[1.0]] * 7, unit=USD_BN))
    how = names(model)
    assert how["Germny"] == ("unknown", "germny", "europe")
    assert next(n for n in model.names if n.text == "Germny").candidates == ("germany",)
    assert how["Switzerland"] == ("new", "switzerland", "europe")
    assert how["EMEA"] == ("grouping", "emea", None)
    assert how["Atlantis"] == ("unknown", "atlantis", None)
    assert at(model, 3, 2)["country"] == "germny"
    assert at(model, 4, 2) == {"value": 1.0, "region": "europe", "country": "switzerland", "period": "2024"}
    assert at(model, 6, 2)["region"] == "emea"
    assert at(model, 7, 2)["region"] == "atlantis"
    country = {m.code: m for m in model.dimension("country").members}
    assert (country["switzerland"].parent, country["switzerland"].known) == ("europe", False)


def test_others_is_the_rest_of_what_it_stands_under() -> None:
    rows = [(0, "Europe"), (1, "Germany"), (1, "Others"), (0, "Asia-Pacific"), (1, "China"), (1, "Other"), (0, "RoW")]
    model = model_of(block(tree(rows), years(2, 2024), [[1.0]] * 7, unit=USD_BN))
    assert at(model, 4, 2)["country"] == "rest-of-europe"
    assert at(model, 7, 2)["country"] == "rest-of-asia-pacific"
    assert at(model, 8, 2)["region"] == "rest-of-world"


def test_sectors_stay_sectors_whatever_single_labels_may_mean() -> None:
    rows = tree([(0, "Energy"), (1, "Georgia plant"), (0, "Transport"), (0, "Other"), (0, "Total")], heading="Sector")
    model = model_of(block(rows, years(2, 2020), [[5.0], [1.0], [3.0], [2.0], [10.0]]))
    sector = model.dimension("sector")
    assert [m.label for m in sector.members] == ["Energy", "Georgia plant", "Transport", "Other"]
    assert [m.parent for m in sector.members] == [None, "energy", None, None]
    assert sector.members[3].rest
    assert at(model, 5, 2) == {"value": 2.0, "sector": "other", "period": "2020"}
    assert at(model, 6, 2) == {"value": 10.0, "period": "2020"}
    assert names(model)["Other"][0] == "own"


def test_the_same_word_under_two_parents_is_two_members() -> None:
    rows = tree([(0, "Energy"), (1, "Coal"), (1, "Other"), (0, "Industry"), (1, "Steel"), (1, "Other")])
    model = model_of(block(rows, years(2, 2020), [[1.0]] * 6))
    assert at(model, 4, 2)["item"] == "other"
    assert at(model, 7, 2)["item"] == "industry-other"


def test_a_cross_table_with_its_period_in_the_title() -> None:
    rows, columns = tree([(0, "Small molecules"), (0, "Biologics"), (0, "Total")]), headed(2, "Europe", "APAC", "World")
    model = model_of(
        block(
            rows,
            columns,
            [[1.0, 2.0, 3.0], [4.0, 5.0, 9.0], [5.0, 7.0, 12.0]],
            layout="cross",
            unit=USD_BN,
            period=Period(2024),
            title="Market by type and region, 2024",
        )
    )
    assert at(model, 3, 3) == {"value": 5.0, "type": "biologics", "region": "asia-pacific", "period": "2024"}
    assert at(model, 4, 2) == {"value": 5.0, "region": "europe", "period": "2024"}
    assert at(model, 4, 4) == {"value": 12.0, "period": "2024"}


def test_sections_of_one_table_go_by_their_own_dimensions() -> None:
    rows = tree(
        [
            (0, "Total"),
            (0, "By type"),
            (1, "Small molecules"),
            (1, "Biologics"),
            (0, "By region"),
            (1, "North America"),
            (1, "Europe"),
            (1, "APAC"),
        ]
    )
    values = [[10.0], [None], [6.0], [4.0], [None], [5.0], [3.0], [2.0]]
    model = model_of(block(rows, years(2, 2024), values, unit=USD_BN))
    assert at(model, 4, 2) == {"value": 6.0, "type": "small-molecules", "period": "2024"}
    assert at(model, 7, 2) == {"value": 5.0, "region": "north-america", "period": "2024"}
    assert at(model, 2, 2) == {"value": 10.0, "period": "2024"}


def test_the_sheet_and_the_title_fix_what_the_block_does_not_vary() -> None:
    europe = block(
        tree([(0, "Total"), (0, "Germany"), (0, "France")]), years(2, 2024), [[9.0], [5.0], [4.0]], unit=USD_BN
    )
    biologics = block(
        tree([(0, "Europe"), (0, "Asia Pacific")]),
        years(2, 2024),
        [[3.0], [2.0]],
        sheet=1,
        title="Biologics by region, 2024",
        unit=USD_BN,
    )
    unsure = block(
        tree([(0, "Total")]),
        years(2, 2024),
        [[20.0]],
        sheet=2,
        title="Drug market, Europe and APAC",
        unit=USD_BN,
    )
    model = model_of(europe, biologics, unsure, names=("Europe", "Types", "Overview"))
    assert at(model, 2, 2) == {"value": 9.0, "region": "europe", "period": "2024"}
    assert at(model, 3, 2) == {"value": 5.0, "region": "europe", "country": "germany", "period": "2024"}
    assert at(model, 2, 2, sheet=1) == {"value": 3.0, "type": "biologics", "region": "europe", "period": "2024"}
    assert at(model, 2, 2, sheet=2) == {"value": 20.0, "period": "2024"}


def test_titles_that_vary_in_a_dimension_fix_its_member() -> None:
    blocks = [
        block(tree([(0, "Europe"), (0, "World")]), years(2, 2024), [[1.0], [2.0]], sheet=i, unit=USD_BN, title=title)
        for i, title in enumerate(("Small molecules market by region", "Biologics market by region, USD billion"))
    ]
    model = model_of(*blocks, names=("One", "Two"))
    assert at(model, 3, 2) == {"value": 2.0, "type": "small-molecules", "period": "2024"}
    assert at(model, 2, 2, sheet=1) == {"value": 1.0, "type": "biologics", "region": "europe", "period": "2024"}
    alone = model_of(block(tree([(0, "World")]), years(2, 2024), [[2.0]], unit=USD_BN, title="Drug market by region"))
    assert at(alone, 2, 2) == {"value": 2.0, "period": "2024"}


def test_period_status_and_unit_come_from_the_nearest_that_knows() -> None:
    rows = (
        Line(2, labels=tree([(0, "Europe")])[0].labels),
        Line(
            3, labels=tree([(0, "Asia-Pacific")], first=3)[0].labels, unit=Unit("currency", "EUR", 1e6, "EUR million")
        ),
    )
    columns = (Line(2, period=Period(2024), status="base"), Line(3, period=Period(2025)))
    model = model_of(block(rows, columns, [[1.0, 2.0], [3.0, 4.0]], unit=USD_BN, period=Period(1999)))
    frame = model.to_frame()
    assert frame["unit"].tolist() == ["USD billion", "USD billion", "EUR million", "EUR million"]
    assert frame["period"].tolist() == ["2024", "2025", "2024", "2025"]
    assert frame["status"].tolist()[0] == "base"
    assert frame["measure"].tolist() == ["revenue"] * 4


def test_report_facts_fill_what_blocks_leave_open() -> None:
    report = grid(
        "Report",
        [
            ["Field", "Value"],
            ["Title", "CDMO Outsourcing Market"],
            ["Report id", 918786],
            ["Base year", 2024.0],
            ["Forecast from:", 2025],
            ["Forecast to", "2031"],
            ["Currency", "USD"],
            ["Unit", "USD billion"],
            ["Figures", "Illustrative"],
            ["Sample link", "https://publisher.example/sample"],
        ],
    )
    data = block(
        tree([(0, "World")]), years(2, 2023, 2024, 2025, 2026), [[1.0, 2.0, 3.0, 4.0]], sheet=1, title="Market"
    )
    model = model_of(data, names=("Report", "Market"), sheets=[report])
    facts = model.facts
    assert (facts.title, facts.report_id, facts.base_year) == ("CDMO Outsourcing Market", "918786", 2024)
    assert (facts.start_year, facts.end_year, facts.currency, facts.illustrative) == (2025, 2031, "USD", True)
    assert facts.links == {"sample": "https://publisher.example/sample"}
    assert facts.cells["base_year"] == (0, 4, 2)
    assert model.to_frame()["status"].tolist() == ["actual", "base", "forecast", "forecast"]


def test_millions_are_of_the_reports_currency() -> None:
    report = grid("Report", [["Field", "Value"], ["Title", "T"], ["Currency", "EUR"], ["Unit", "EUR billion"]])
    data = block(
        tree([(0, "World")]),
        years(2, 2024),
        [[5.0]],
        sheet=1,
        measure="revenue",
        unit=Unit("other", None, 1e6, "million"),
    )
    frame = model_of(data, names=("Report", "Market"), sheets=[report]).to_frame()
    assert (frame["unit"][0], frame["currency"][0], frame["scale"][0]) == ("EUR million", "EUR", 1e6)


def test_texts_keep_their_cells_and_sections() -> None:
    texts = grid("Texts", [["Section", "Heading", "Text"], ["Trends", "Shift", "{size 2024}"], [None, None, "More"]])
    model = model_of(names=("Texts",), sheets=[texts])
    assert [(t.section, t.heading, t.text, t.row, t.column) for t in model.texts] == [
        ("trends", "Shift", "{size 2024}", 2, 3),
        ("trends", "", "More", 3, 3),
    ]


def test_a_sheet_taxonomy_extends_or_replaces_a_dimension() -> None:
    own = grid(
        index=1,
        name="Taxonomy",
        rows=[
            ["Dimension", "Member", "Parent", "Aliases", "Rest"],
            ["Country", "Switzerland", "Europe", "CH; Swiss", None],
            ["Type", "Battery electric", None, "BEV", None],
            ["Type", "Plug-in hybrid", None, "PHEV", None],
            ["Channel", "Fleet", None, None, None],
            ["Channel", "Other channels", None, None, "yes"],
        ],
    )
    data = block(
        tree([(0, "BEV"), (0, "PHEV")]),
        headed(2, "Fleet", "Other channels"),
        [[1.0, 2.0], [3.0, 4.0]],
        layout="cross",
        period=Period(2024),
    )
    model = model_of(data, names=("Data", "Taxonomy"), sheets=[grid("Data", [["Germany"]]), own])
    assert at(model, 2, 2) == {
        "value": 1.0,
        "type": "battery-electric",
        "channel": "fleet",
        "period": "2024",
    }
    assert [m.code for m in model.dimension("type").members] == ["battery-electric", "plug-in-hybrid"]
    assert model.dimension("channel").members[1].rest
    swiss = next(m for m in model.dimension("country").members if m.code == "switzerland")
    assert (swiss.parent, swiss.aliases) == ("europe", ("CH", "Swiss"))
    assert len(model.dimension("country").members) == 29


def test_a_market_of_ones_own_needs_no_code(tmp_path: Path) -> None:
    path = tmp_path / "ev.toml"
    path.write_text(
        'market = "Electric vehicles"\n[[dimension]]\ncode = "drive"\nlabel = "Drive"\npartition = true\n'
        'members = [{ label = "Battery electric", aliases = ["BEV"] }, { label = "Plug-in hybrid" }]\n'
        '[[dimension]]\ncode = "state"\nlabel = "State"\nmembers = ["Bavaria", "Hesse"]\n',
        encoding="utf-8",
    )
    rows = tree([(0, "BEV"), (0, "Plug-in hybrid"), (0, "Total")])
    model = model_of(
        block(rows, headed(2, "Bavaria", "Hesse"), [[1.0, 2.0], [3.0, 4.0], [4.0, 6.0]], layout="cross"),
        taxonomy=load_taxonomy(path),
    )
    assert at(model, 2, 3) == {"value": 2.0, "drive": "battery-electric", "state": "hesse"}
    assert at(model, 4, 2) == {"value": 4.0, "state": "bavaria"}
    assert model.to_frame()["market"].unique().tolist() == ["Electric vehicles"]
    assert [d.code for d in model.dimensions] == ["drive", "state"]


def test_claims_keep_their_publisher() -> None:
    rows = tree([(0, "Mordor"), (0, "Virtue")])
    columns = (
        Line(2, measure="revenue", unit=USD_BN, period=Period(2024)),
        Line(3, measure="cagr", unit=PERCENT, period=Period(2024, 2030)),
    )
    model = model_of(block(rows, columns, [[258.9, 6.4], [211.9, 9.7]], layout="claims"))
    assert at(model, 3, 3) == {"value": 9.7, "publisher": "virtue", "period": "2024-2030"}
    assert model.to_frame()["measure"].tolist() == ["revenue", "cagr", "revenue", "cagr"]


def company_block() -> Block:
    rows = tree([(0, "Catalent, Inc."), (0, "Lonza AG"), (0, "Samsung Biologics")], heading="Company")
    return block(
        rows,
        (Line(2, measure="revenue", period=Period(2020, fiscal=True)),),
        [[3.09], [4.51], [1.0]],
        layout="company",
        unit=USD_BN,
        right=5,
        decimals=2,
    )


def test_company_tables_keep_kind_year_end_and_source() -> None:
    sheet = grid(
        "Companies",
        [
            ["Company", "Revenue", "Kind", "Year ended", "Source"],
            ["Catalent, Inc.", 3.09, "Group revenue", "2020-06-30", "10-K"],
            ["Lonza AG", 4.51, "CDMO only", None, None],
            ["Samsung Biologics", 1.0, None, None, None],
        ],
    )
    model = model_of(company_block(), names=("Companies",), sheets=[sheet])
    assert at(model, 2, 2) == {"value": 3.09, "company": "catalent", "period": "FY2020"}
    assert at(model, 4, 2)["company"] == "samsung-biologics"
    assert names(model)["Samsung Biologics"] == ("new", "samsung-biologics", None)
    assert model.observations.attributes[0] == {"kind": "group", "year_end": "2020-06-30", "source": "10-K"}
    assert model.observations.attributes[1] == {"kind": "cdmo"}


@pytest.mark.parametrize(
    ("corner", "texts", "expected"),
    [
        ("Units per EUR, annual average", ["USD", "CHF"], [("EUR", "USD"), ("EUR", "CHF")]),
        ("Exchange rates", ["CHF per USD", "USD per EUR"], [("USD", "CHF"), ("EUR", "USD")]),
        ("Exchange rates", ["EUR/USD", "1 USD = CHF"], [("EUR", "USD"), ("USD", "CHF")]),
    ],
)
def test_exchange_rates_know_their_currencies(corner: str, texts: list[str], expected: list[tuple[str, str]]) -> None:
    sheet = grid("FX", [[corner, 2024], *([t, 1.0] for t in texts)])
    rows = tree([(0, t) for t in texts])
    model = model_of(block(rows, years(2, 2024), [[1.08], [0.94]], measure="rate"), names=("FX",), sheets=[sheet])
    told = [model.observations.attributes[i] for i in range(2)]
    assert [(t["from"], t["to"]) for t in told] == expected
    assert all(t.get("basis", "annual average") == "annual average" for t in told)


def test_columns_that_period_and_measure_tell_apart_make_no_dimension() -> None:
    rows = tree([(0, "Europe")])
    columns = (
        Line(2, labels=headed(2, "Value")[0].labels, measure="revenue", unit=USD_BN),
        Line(3, labels=headed(3, "Share of total")[0].labels, measure="share", unit=PERCENT),
    )
    model = model_of(block(rows, columns, [[5.0, 20.0]], period=Period(2024)))
    assert set(model.observations.members) == {"region"}


def test_columns_that_nothing_else_tells_apart_become_one() -> None:
    columns = headed(2, "Coal", "Gas", heading="Fuel")
    model = model_of(block(years(2, 2020, 2021), columns, [[1.0, 2.0], [3.0, 4.0]], layout="years down"))
    assert at(model, 3, 3) == {"value": 4.0, "fuel": "gas", "period": "2021"}


def test_every_figure_of_a_large_block_is_an_observation() -> None:
    rows = tree([(0, f"Item {i}") for i in range(1000)])
    values = np.arange(200_000, dtype=float).reshape(1000, 200).tolist()
    columns = years(2, *range(1800, 2000))
    built = block(rows, columns, values)
    model = model_of(built)
    assert len(model.observations) == 200_000


def test_no_blocks_make_an_empty_model() -> None:
    model = model_of(names=("Empty",))
    assert len(model.observations) == 0
    assert model.names == ()
    assert model.to_frame().shape == (0, 12)


@pytest.mark.parametrize(
    ("heading", "texts", "dimension"),
    [
        ("Type", ["Cash in", "Cash out"], "own-type"),
        ("Region", ["North", "South"], "own-region"),
        ("Fuel", ["Coal", "Gas"], "fuel"),
        ("Type", ["Biologics", "Gene therapy"], "type"),
        ("Company", ["Bora", "Simtra"], "company"),
        ("", ["Lonza", "Catalent", "Bora"], "company"),
        ("", ["Lonza", "Bora", "Simtra"], "item"),
    ],
)
def test_a_heading_alone_makes_no_member_of_the_taxonomy(heading: str, texts: list[str], dimension: str) -> None:
    rows = tree([(0, t) for t in texts], heading=heading)
    model = model_of(block(rows, years(2, 2024), [[1.0]] * len(texts), unit=USD_BN))
    assert set(model.observations.members) == {dimension}
    assert [n.dimension for n in model.names] == [dimension] * len(texts)


def test_a_label_may_name_the_measure_of_its_row_or_column() -> None:
    rows = tree([(0, "CAGR"), (0, "Market share")])
    by_row = model_of(block(rows, (Line(2, unit=PERCENT),), [[5.2], [10.0]], layout="pairs"))
    assert by_row.to_frame()["measure"].tolist() == ["cagr", "share"]
    columns = headed(2, "Revenue", "CAGR")
    by_column = model_of(block(tree([(0, "Europe"), (0, "APAC")]), columns, [[5.0, 1.0], [6.0, 2.0]]))
    assert by_column.to_frame()["measure"].tolist() == ["revenue", "cagr", "revenue", "cagr"]
    assert set(by_column.observations.members) == {"region"}


def test_partner_columns_give_period_status_and_unit_row_by_row() -> None:
    sheet = grid(
        "Claims",
        [
            ["Publisher", "Size", "Currency", "Unit", "Year", "Until", "Status"],
            ["Mordor", 258.9, "USD", "billion", 2025, 2030, "Forecast"],
            ["Virtue", 1200.0, "EUR", "million", "FY24", None, "Actual"],
        ],
    )
    rows = tree([(0, "Mordor"), (0, "Virtue")])
    built = block(rows, (Line(2, measure="revenue"),), [[258.9], [1200.0]], layout="claims", right=7)
    partners = FromColumns(period=5, through=6, currency=3, unit=4, status=7)
    model = model_of(replace(built, from_columns={0: partners}), names=("Claims",), sheets=[sheet])
    frame = model.to_frame()
    assert frame["period"].tolist() == ["2025-2030", "FY2024"]
    assert frame["unit"].tolist() == ["USD billion", "EUR million"]
    assert frame["scale"].tolist() == [1e9, 1e6]
    assert frame["status"].tolist() == ["forecast", "actual"]


def test_a_market_is_called_by_the_line_over_its_first_table() -> None:
    table = block(tree([(0, "Europe"), (0, "World")]), years(2, 2024), [[1.0], [2.0]])
    titled = replace(table, notes=(Note("Battery market", 1, 1, "title"),))
    assert (model_of(table).called, model_of(table).market) == ("model", "")
    assert (model_of(titled).called, model_of(titled).market) == ("Battery market", "")
    drugs = block(tree([(0, "Biologics"), (0, "Small molecules")]), years(2, 2024), [[1.0], [2.0]])
    assert model_of(drugs).called == model_of(drugs).market == "CDMO outsourcing"
