"""Labels of the taxonomy wherever they stand: whatever a grid holds, it becomes a model and never an error."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdmo_cli.market import load_taxonomy, understand
from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import Model
from cdmo_cli.read.model import Sheet, Value, Workbook
from cdmo_cli.tables import find_tables

TAXONOMY = load_taxonomy()
NAMES = sorted(
    {name for d in TAXONOMY.dimensions for m in d.members for name in (m.label, *m.aliases)}
    | {heading for d in TAXONOMY.dimensions for heading in d.headings}
    | {grouping.label for grouping in TAXONOMY.groupings}
)
OTHERS = ["Total", "Others", "RoW", "Rest of Europe", "By region", "Saudi", "Arabia", "Currency", "USD million", "CAGR"]
CELL = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from([*OTHERS, "2024", "%", "n/a", "", "Peru", "Argentina Korea", "C", "World total", "1"]),
    st.sampled_from([2023.0, 2024.0, 2025.0, 1.0, 5.2, 42.4, None]),
)


def model_of(rows: list[list[Value]], name: str = "Sheet1") -> Model:
    width = max(map(len, rows))
    sheet = Sheet(name, 0, [row + [None] * (width - len(row)) for row in rows])
    return understand(Workbook(Path("model.csv"), "csv", (sheet,), ""), [find_tables(sheet)], TAXONOMY)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=9)
    ),
    st.sampled_from(["Sheet1", "Regions", "Companies", "Europe", "Report"]),
)
def test_no_grid_of_known_labels_raises(rows: list[list[Value]], name: str) -> None:
    model = model_of(rows, name)
    assert len(model.to_frame()) == len(model.observations)
    assert Cube.of(model).model is model


def test_a_list_that_mixes_dimensions_names_each_in_its_own() -> None:
    model = model_of([["Currency"], ["Biologics"], ["APAC"], ["Lonza"]])
    assert {n.text: (n.dimension, n.member) for n in model.names} == {
        "Biologics": ("type", "biologics"),
        "APAC": ("region", "asia-pacific"),
        "Lonza": ("company", "lonza"),
    }


def test_a_partial_total_is_not_the_whole() -> None:
    rows: list[list[Value]] = [["Country Name", "2023", "2024"], ["Germany", 83.0, 84.0], ["France", 67.0, 68.0]]
    model = model_of([*rows, ["IDA & IBRD total", 6000.0, 6900.0], ["World", 8000.0, 8100.0]])
    whole = Cube.of(model).size(2024)
    assert whole is not None
    assert whole.value == 8100.0 / Cube.of(model).scale
    assert {n.text: n.how for n in model.names if "total" in n.text} == {"IDA & IBRD total": "grouping"}
    alone = Cube.of(model_of([*rows, ["All nations total", 150.0, 152.0]])).size(2024)
    assert alone is not None
    assert alone.value == 152.0


def test_a_single_letter_is_a_name() -> None:
    model = model_of([["Site", "2023", "2024"], ["A", 1.5, 2.0], ["B", 1.0, 2.5], ["C", 3.0, 4.0]])
    assert [m.label for m in model.dimension("site").members] == ["A", "B", "C"]


def test_the_scale_of_a_quantity_is_said_once() -> None:
    rows: list[list[Value]] = [["million metric tons of CO2"], ["State", "2023", "2024"], ["Ohio", 900.0, 800.0]]
    cube = Cube.of(model_of([*rows, ["Total", 5300.0, 5400.0]]))
    assert cube.unit == "billion metric tons of CO2"
    whole = cube.size(2024)
    assert whole is not None
    assert whole.value == 5.4


def test_members_without_a_figure_of_their_own_are_not_listed() -> None:
    """Figures by state and fuel do not make a table by state."""
    rows: list[list[Value]] = [["State", "Fuel", "2023", "2024"], ["Ohio", "Coal", 9.0, 8.0], ["Ohio", "Gas", 5.0, 5.5]]
    cube = Cube.of(model_of([*rows, ["Iowa", "Coal", 1.0, 2.0], ["Iowa", "Gas", 2.0, 3.5]]))
    assert cube.members("state") == ()
    assert [m.label for m in cube.members("fuel", state="ohio")] == ["Coal", "Gas"]


def test_headlines_of_publishers_have_no_series_of_their_own() -> None:
    rows: list[list[Value]] = [
        ["publisher", "v0", "y0", "v1", "y1", "cagr"],
        ["Mordor", 100.0, 2024.0, 142.6, 2031.0, 5.2],
    ]
    model = model_of([*rows, ["Kings", 120.0, 2024.0, 160.0, 2031.0, 4.2]])
    assert [m.label for m in model.dimension("publisher").members] == ["Mordor", "Kings"]
    frame = model.to_frame()
    assert list(frame["measure"]) == ["revenue", "revenue", "cagr"] * 2
