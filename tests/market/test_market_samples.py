"""The whole chain on the project's samples and on real files: members, cells and figures."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from market_blocks import at

from cdmo_cli.market import load_taxonomy, understand
from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import Model
from cdmo_cli.read import Needs, read
from cdmo_cli.tables import find_tables

SAMPLES = Path(__file__).parents[2] / "samples"
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "real"


@lru_cache
def model_in(path: Path) -> Model:
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    workbook = read(path, Needs.STYLES)
    return understand(workbook, [find_tables(s) for s in workbook.sheets], load_taxonomy())


def sample(name: str) -> Model:
    return model_in(SAMPLES / name)


def named(model: Model, how: str) -> list[tuple[str, str | None, str | None]]:
    return [(n.text, n.member, n.under) for n in model.names if n.how == how]


def test_the_names_of_the_published_page() -> None:
    model = sample("as-published.xlsx")
    assert named(model, "merged") == [("Argentina Korea", "argentina-korea", "latin-america")]
    assert named(model, "split") == [
        ("Saudi", "saudi-arabia", "middle-east-africa"),
        ("Arabia", "saudi-arabia", "middle-east-africa"),
    ]
    assert ("Korea", "south-korea", "middle-east-africa") in named(model, "alias")
    assert ("South Korea", "south-korea", "asia-pacific") in named(model, "name")
    spellings = {n.text: n.how for n in model.names if n.member == "asia-pacific"}
    assert spellings == {"Asia Pacific": "alias", "Asia-Pacific": "name", "APAC": "alias"}
    taiwan = next(n for n in model.names if n.member == "taiwan")
    assert (taiwan.text, taiwan.how) == ("China Taiwan", "name")
    assert named(model, "unknown") == []
    cube = Cube.of(model)
    assert len(cube.named("country")) == 23
    assert len(cube.named("company")) == 10
    assert len(cube.named("region")) == 5


def test_the_published_page_has_an_index_and_shares() -> None:
    cube = Cube.of(sample("as-published.xlsx"))
    assert (cube.kind, cube.years[0], cube.years[-1]) == ("index", 2024, 2031)
    final = cube.size(2031)
    assert final is not None
    assert final.value == pytest.approx(142.6, abs=0.05)
    shares = {m.code: cube.share(2024, region=m.code) for m in cube.members("region")}
    assert {code: s.value for code, s in shares.items() if s} == {
        "north-america": 40,
        "europe": 20,
        "asia-pacific": 30,
    }
    lonza, catalent = cube.companies()[:2]
    assert (lonza.member.code, lonza.currency, lonza.scale) == ("lonza", "CHF", 1e9)
    assert lonza.revenue is not None
    assert lonza.converted is not None
    assert (lonza.revenue.value, lonza.converted.value) == (4.5, pytest.approx(4.8))
    assert (catalent.member.code, str(catalent.period)) == ("catalent", "2020")


def test_the_complete_model() -> None:
    model = sample("cdmo-outsourcing.xlsx")
    cube = Cube.of(model)
    assert (cube.unit, cube.base_year, cube.start_year, cube.final_year) == ("USD billion", 2024, 2024, 2031)
    assert cube.years == tuple(range(2019, 2032))
    sizes = {
        "world": cube.size(2024),
        "biologics": cube.size(2024, type="biologics"),
        "api": cube.size(2031, application="api"),
        "germany": cube.size(2024, country="germany"),
        "cross": cube.size(2024, type="biologics", region="europe"),
    }
    assert {k: f.value for k, f in sizes.items() if f is not None} == pytest.approx(
        {"world": 212.0, "biologics": 80.6, "api": 179.3, "germany": 9.6, "cross": 17.9}
    )
    assert [round(s.value) for m in cube.members("region") if (s := cube.share(2024, region=m.code))] == [
        *(40, 20, 30, 6, 4),
    ]
    assert len(cube.members("country")) == 28
    assert cube.has("type", "region")
    assert {n.how for n in model.names if n.dimension in ("region", "country", "type", "application")} == {
        "name",
        "alias",
    }
    assert model.facts.illustrative
    assert len(model.texts) >= 12
    companies = cube.companies()
    assert len(companies) == 10
    assert [c.member.code for c in companies if c.kind == "group"] == ["thermo-fisher", "lubrizol"]
    assert all(c.share is None for c in companies if c.kind == "group")
    assert {(r.base, r.quote) for r in cube.rates()} >= {("EUR", "USD"), ("USD", "CHF")}


@pytest.mark.parametrize(
    ("name", "year", "members", "expected"),
    [
        ("wide-indent.xlsx", 2024, {}, 212.0),
        ("wide-indent.xlsx", 2031, {"country": "united-kingdom"}, 8.01),
        ("long.csv", 2024, {"region": "north-america"}, 84.8),
        ("cross-table.xlsx", 2031, {"type": "biologics"}, 136.3),
        ("cross-table.xlsx", 2024, {"type": "small-molecules", "region": "asia-pacific"}, 44.4),
        ("stacked-blocks.xlsx", 2025, {"application": "api"}, 129.8),
        ("sheet-per-region.xlsx", 2024, {"region": "middle-east-africa"}, 9.0),
        ("sheet-per-region.xlsx", 2024, {"country": "germany"}, 9.6),
        ("two-header-rows.xlsx", 2027, {}, 246.8),
        ("years-down.xlsx", 2019, {"type": "biologics"}, 54.7),
        ("semicolons-decimal-commas.csv", 2024, {"type": "small-molecules"}, 131.4),
        ("tabs.tsv", 2024, {"application": "api"}, 123.0),
    ],
)
def test_every_layout_gives_the_same_market(name: str, year: int, members: dict[str, str], expected: float) -> None:
    cube = Cube.of(sample(f"layouts/{name}"))
    assert cube.unit == "USD billion"
    figure = cube.size(year, **members)
    assert figure is not None
    assert figure.value == pytest.approx(expected, abs=1e-9)


def test_claims_are_no_sizes_of_this_market() -> None:
    model = sample("layouts/claims.csv")
    assert at(model, 2, 3) | {"own-market": ""} == {
        "value": 166.0,
        "publisher": "grand-view-via-researchandmarkets",
        "own-market": "",
        "period": "2025",
    }
    assert at(model, 2, 7)["period"] == "2025-2033"
    assert len(model.observations) == 81
    assert Cube.of(model).size(2025) is None


def test_a_real_table_of_states_is_no_table_of_countries() -> None:
    model = model_in(REAL / "EIA_state_CO2_table1_2023.xlsx")
    assert not {n.how for n in model.names} & {"unknown", "merged", "split"}
    assert "country" not in model.observations.members


def test_seasonal_marks_are_not_saudi_arabia() -> None:
    model = model_in(REAL / "ONS_overseas_travel_tourism.xls")
    assert "saudi-arabia" not in {n.member for n in model.names}


def test_population_by_country_code_and_name() -> None:
    model = model_in(REAL / "population-world-bank.csv")
    data = model.observations
    countries = model.dimension("country").members
    germany = next(i for i, m in enumerate(countries) if m.code == "germany")
    picked = [
        float(v)
        for v, c, p in zip(data.value, data.members["country"], data.period, strict=True)
        if c == germany and data.periods[p].year == 1960
    ]
    assert picked == [72814900.0]
    assert ("World", None, None) in named(model, "total")
    assert "euro-area" in {n.member for n in model.names if n.how == "grouping"}
