from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from market_blocks import PERCENT, USD_BN, block, grid, model_of, tree, years

from cdmo_cli import pipeline
from cdmo_cli.market import load_taxonomy, understand
from cdmo_cli.market.model import Model
from cdmo_cli.read.model import Value, Workbook
from cdmo_cli.tables import find_tables
from cdmo_cli.tables.model import Line, Period


def market() -> Model:
    rows = tree([(0, "Europe"), (1, "Germany"), (1, "Rest of Europe"), (0, "Wonderland"), (0, "World")])
    columns = (
        Line(2, period=Period(2024), status="base"),
        Line(3, period=Period(2025), status="forecast"),
        Line(4, period=Period(2024, 2025), measure="cagr", unit=PERCENT),
    )
    values = [[42.4, 44.0, 3.8], [9.6, 9.95, None], [32.8, 34.05, None], [1.0, None, None], [43.4, 45.0, 3.7]]
    sizes = block(rows, columns, values, unit=USD_BN)
    report = grid("Pairs", [["Assumption", "Value", "Basis"], ["Growth", 5.2, "as published"]], index=3)
    pairs = block(tree([(0, "CAGR")]), (Line(2, unit=PERCENT),), [[5.2]], sheet=3, layout="pairs", right=3)
    rates = block(tree([(0, "CHF per USD")]), years(2, 2024), [[0.88]], sheet=1, measure="rate", decimals=4)
    revenue = block(
        tree([(0, "Lonza"), (0, "Samsung Biologics")], heading="Company"),
        (Line(2, measure="revenue", period=Period(2023, fiscal=True)),),
        [[6.7], [2.7]],
        sheet=2,
        layout="company",
        unit=USD_BN,
        right=4,
    )
    sheet = grid(
        "Companies",
        [["Company", "Revenue", "Kind", "Year end"], ["Lonza", 6.7, "CDMO", "2023-12-31"], ["Samsung Biologics", 2.7]],
        index=2,
    )
    return model_of(sizes, rates, revenue, pairs, names=("Regions", "FX", "Companies", "Pairs"), sheets=[sheet, report])


def test_columns_and_values() -> None:
    frame = market().to_frame()
    assert list(frame.columns) == [
        *("market", "measure", "region", "country", "company", "period", "value", "unit", "currency", "scale"),
        *("status", "decimals", "file", "sheet", "cell", "kind", "year_end", "from", "to", "basis"),
    ]
    first = frame.iloc[0]
    assert (first["market"], first["measure"], first["region"], first["period"]) == (
        *("CDMO outsourcing", "revenue", "Europe", "2024"),
    )
    assert (first["value"], first["unit"], first["currency"], first["scale"]) == (42.4, "USD billion", "USD", 1e9)
    assert (first["status"], first["decimals"], first["sheet"], first["cell"]) == ("base", 1, "Regions", "B2")
    assert pd.isna(first["country"])
    germany = frame.iloc[3]
    assert (germany["region"], germany["country"], germany["cell"]) == ("Europe", "Germany", "B3")
    growth = frame[frame["measure"] == "cagr"]
    assert growth["period"].tolist()[:2] == ["2024-2025", "2024-2025"]
    assert growth["scale"].tolist() == [0.01, 0.01, 0.01]
    assert growth["basis"].tolist()[2] == "as published"
    rate = frame[frame["measure"] == "rate"].iloc[0]
    assert (rate["from"], rate["to"], rate["value"], rate["cell"]) == ("USD", "CHF", 0.88, "B2")
    assert frame[frame["company"] == "Lonza Group"]["kind"].tolist() == ["cdmo"]


@pytest.mark.parametrize("text", [False, True])
def test_what_ingest_writes_is_read_back_the_same(text: bool) -> None:
    before = market().to_frame()
    rows: list[list[Value]] = [list(before.columns)]
    for record in before.astype(object).where(before.notna(), None).to_numpy().tolist():
        rows.append([str(v) if text and v is not None else v for v in record])
    sheet = grid("model", rows)
    tidy = Workbook(Path("model.csv"), "csv", (sheet,), "0" * 64)
    model = understand(tidy, [find_tables(sheet)], load_taxonomy())
    after = model.to_frame()
    for column in before.columns.difference(["file", "sheet", "cell"]):
        expected = before[column].astype(object).where(before[column].notna(), None).tolist()
        found = after[column].astype(object).where(after[column].notna(), None).tolist()
        assert found == expected, column
    assert after["cell"].tolist() == [f"G{row}" for row in range(2, len(before) + 2)]
    germany = next(m for m in model.names if m.text == "Germany")
    assert (germany.how, germany.member, germany.under) == ("name", "germany", "europe")
    wonderland = next(m for m in model.names if m.text == "Wonderland")
    assert (wonderland.how, wonderland.dimension) == ("unknown", "region")


def test_a_dimension_is_never_named_like_another_column() -> None:
    rows = tree([(0, "Pharma"), (0, "Food")], heading="Market")
    model = model_of(block(rows, years(2, 2024), [[1.0], [2.0]], unit=USD_BN))
    frame = model.to_frame()
    assert frame["own-market"].tolist() == ["Pharma", "Food"]
    assert frame["market"].unique().tolist() == ["model"]


def test_the_hierarchy_of_own_members_survives_a_csv(tmp_path: Path) -> None:
    lines = ["Fuels market;;", "Fuel;2023;2024", "Liquid;30;33", "  Oil;20;22", "  Diesel;10;11", "Solid;9;9"]
    source, written = tmp_path / "fuels.csv", tmp_path / "tidy.csv"
    source.write_text("\n".join(lines), encoding="utf-8")
    first = pipeline.understand(source).model
    first.to_frame().to_csv(written, index=False)
    again = pipeline.understand(written).model

    def above(model: Model) -> dict[str, str | None]:
        return {m.label: m.parent for m in model.dimension("fuel").members}

    assert above(first) == {"Liquid": None, "Oil": "liquid", "Diesel": "liquid", "Solid": None}
    assert above(again) == above(first)
