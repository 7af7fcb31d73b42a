"""The sample's plan and its proof: what gives figures away is found, named, and hidden."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from disclosure_worlds import reader_of
from hypothesis import given, settings
from hypothesis import strategies as st
from report_models import FACTS, PERCENT, Maker

from cdmo_cli import solve
from cdmo_cli.config import SampleSettings
from cdmo_cli.errors import ConfigError, Undisclosable
from cdmo_cli.identities.model import Identity
from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import Model, ReportFacts
from cdmo_cli.report.disclosure import Catalogue, Item, Plan, disclose, plan
from cdmo_cli.report.disclosure.cheapest import Clause, cheapest
from cdmo_cli.report.disclosure.known import Known, known_figures, matched
from cdmo_cli.report.disclosure.proof import Leak, prove
from cdmo_cli.report.disclosure.protect import Disclosure, protect
from cdmo_cli.report.disclosure.reader import Reader
from cdmo_cli.report.disclosure.statements import Order, knowledge
from cdmo_cli.report.disclosure.taxonomy import declared
from cdmo_cli.report.view import View
from cdmo_cli.tables.model import Unit

TYPES = ("small-molecules", "biologics")
REGIONS = ("north-america", "europe", "asia-pacific", "latin-america", "middle-east-africa")


def catalogue_of(model: Model) -> Catalogue:
    return Catalogue(Cube.of(model))


def leaks_of(model: Model, **sample: object) -> list[Leak]:
    """What the proof finds in a plan that nothing was hidden from."""
    reader = reader_of(model)
    return list(prove(reader, plan(reader.catalogue, SampleSettings.model_validate(sample)).shown, 0.1).leaks)


def given_away(model: Model, **sample: object) -> dict[str, set[str]]:
    """Words of every figure that is given away, with the words of what tells it."""
    catalogue = catalogue_of(model)
    found: dict[str, set[str]] = {}
    for leak in leaks_of(model, **sample):
        sources = {catalogue.words(source) for source in leak.sources if isinstance(source, Item)}
        found.setdefault(catalogue.words(leak.target.item), set()).update(sources)
    return found


def disclosed(model: Model, **sample: object) -> Disclosure:
    return disclose(catalogue_of(model), SampleSettings.model_validate(sample))


def shown_words(model: Model, **sample: object) -> set[str]:
    catalogue = catalogue_of(model)
    return {catalogue.words(item) for item in plan(catalogue, SampleSettings.model_validate(sample)).shown}


# -- the plan


def test_by_itself_the_plan_shows_growth_and_one_past_table(full_model: Model) -> None:
    assert shown_words(full_model) == {
        "cagr 2024 2031",
        "size 2019",
        "size Small molecules 2019",
        "size Biologics 2019",
    }


def test_the_plan_follows_its_settings(full_model: Model) -> None:
    assert shown_words(full_model, headline="base", table="none") == {"size 2024"}
    assert shown_words(full_model, headline="none", table="region 2021") == {
        "size 2021",
        *(f"size {name} 2021" for name in ("North America", "Europe", "Asia-Pacific", "Latin America")),
        "size Middle East & Africa 2021",
    }
    figures = ("size Biologics 2024", "share Europe 2024", "cagr Biologics", "added Europe", "cagr 2019 2024")
    assert shown_words(full_model, headline="none", table="none", figures=figures) == {
        "size Biologics 2024",
        "share Europe 2024",
        "cagr Biologics 2024 2031",
        "added Europe 2024 2031",
        "cagr 2019 2024",
    }
    latin = shown_words(full_model, headline="none", table="none", regions=("Latin America",))
    assert {"size Latin America 2024", "cagr Latin America 2024 2031", "size Latin America Biologics 2031"} <= latin
    assert all("Latin America" in words and not words.startswith("share") for words in latin)
    by_type = shown_words(full_model, headline="none", table="none", sections=("by-type",))
    assert {"size 2031", "size Biologics 2031", "share Biologics 2024"} <= by_type
    assert not any("Europe" in words for words in by_type)


@pytest.mark.parametrize(
    "sample",
    [
        {"figures": ("size Chemicals 2024",)},
        {"figures": ("size Biologics",)},
        {"figures": ("size Biologics 1999",)},
        {"sections": ("by-colour",)},
        {"regions": ("Atlantis",)},
        {"table": "type 1999"},
        {"table": "colour 2019"},
        {"keep": ("size 2031",)},
    ],
)
def test_words_that_name_no_figure_are_refused(full_model: Model, sample: Mapping[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"sample\."):
        disclosed(full_model, **sample)


@pytest.mark.parametrize(
    ("sample", "meant"),
    [
        ({"figures": ("size Bioligics 2024",)}, "size Biologics 2024"),
        ({"figures": ("share Eurpe 2024",)}, "share Europe 2024"),
        ({"keep": ("sise 2024",)}, "size 2024"),
        ({"sections": ("by-typ",)}, "by-type"),
        ({"sections": ("type-by-regon",)}, "type-by-region"),
        ({"regions": ("Latin Amerca",)}, "Latin America"),
        ({"regions": ("Indai",)}, "India"),
        ({"table": "typ 2019"}, "type 2019"),
        ({"table": "nonne"}, "none"),
    ],
)
def test_words_that_name_nothing_are_answered_with_the_nearest(
    full_model: Model, sample: Mapping[str, object], meant: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        disclosed(full_model, **sample)
    assert caught.value.hint == f"did you mean ‘{meant}’?"


def test_chapters_and_regions_without_figures_are_refused() -> None:
    model = market([[40.0, 49.0], [20.0, 21.0]])
    for sample in ({"sections": ("companies",)}, {"sections": ("regions",)}, {"regions": ("Europe",)}):
        with pytest.raises(ConfigError, match=r"sample\.(sections: the workbook has no figures|regions)"):
            disclosed(model, **sample)


def test_a_country_is_a_place_as_a_region_is(full_model: Model) -> None:
    words = shown_words(full_model, headline="none", table="none", regions=("India",))
    assert {"size India 2024", "cagr India 2024 2031"} <= words
    assert all("India" in each for each in words)


# -- what gives figures away


def test_the_default_plan_is_safe(full_model: Model, one_year_model: Model, shares_model: Model) -> None:
    for model in (full_model, one_year_model, shares_model):
        assert leaks_of(model) == []
        assert disclosed(model).protected == ()


def test_a_total_with_all_siblings_but_one(full_model: Model) -> None:
    figures = ("size 2024", *(f"size {name} 2024" for name in ("North America", "Europe", "Asia-Pacific")))
    safe = {"headline": "none", "table": "none", "figures": figures}
    assert "size Latin America 2024" not in given_away(full_model, **safe)
    unsafe = {**safe, "figures": (*figures, "size Middle East & Africa 2024")}
    assert given_away(full_model, **unsafe)["size Latin America 2024"] == {
        "size 2024",
        "size North America 2024",
        "size Europe 2024",
        "size Asia-Pacific 2024",
        "size Middle East & Africa 2024",
    }
    found = disclosed(full_model, **unsafe)
    assert [each.words for each in found.protected] == ["size Middle East & Africa 2024"]  # the least of them
    assert found.protected[0].given == "size Latin America 2024"
    assert found.protected[0].cells == "sheet ‘Regions’, cell G9"
    assert found.proof.leaks == ()


def test_a_share_beside_a_shown_whole(full_model: Model) -> None:
    sample = {"headline": "none", "table": "none", "figures": ("size 2024", "share Biologics 2024")}
    found = given_away(full_model, **sample)
    assert found["size Biologics 2024"] == {"size 2024", "share Biologics 2024"}
    assert found["size Small molecules 2024"] == {"size 2024", "share Biologics 2024"}
    assert "size 2031" not in found
    assert [each.words for each in disclosed(full_model, **sample).protected] == ["share Biologics 2024"]


def test_growth_with_one_of_its_ends(full_model: Model) -> None:
    sample = {"table": "none", "figures": ("size 2024",)}
    found = given_away(full_model, **sample)
    assert found["size 2031"] == {"size 2024", "cagr 2024 2031"}
    assert [each.words for each in disclosed(full_model, **sample).protected] == ["size 2024"]  # the headline goes last
    kept = disclosed(full_model, **sample, keep=("size 2024",))
    assert [each.words for each in kept.protected] == ["cagr 2024 2031"]


def test_what_must_stay_and_gives_away_ends_the_export(full_model: Model) -> None:
    sample = {"table": "none", "figures": ("size 2024",), "keep": ("size 2024", "cagr")}
    with pytest.raises(Undisclosable) as caught:
        disclosed(full_model, **sample)
    assert caught.value.exit_code == 1
    assert "‘size 2031’ (sheet ‘Market’, cell N5)" in caught.value.message
    assert "‘size 2024’ (sheet ‘Market’, cell G5)" in caught.value.message
    assert "sample.keep" in caught.value.hint


def test_two_shown_sizes_are_no_secret_between_them(full_model: Model) -> None:
    """What a reader computes from shown figures is not hidden: their growth, and what was added."""
    assert leaks_of(full_model, table="none", figures=("size 2024", "size 2031")) == []
    view = View.of(full_model, "sample", SampleSettings(table="none", figures=("size 2024", "size 2031")))
    span = view.span()
    assert span is not None
    assert (round(span.added, 1), round(span.cagr, 1)) == (round(span.last.value - span.first.value, 1), 5.2)


def test_a_figure_known_from_elsewhere_counts_as_shown(full_model: Model) -> None:
    maker = Maker()
    sheet = maker.sheet("Public")
    size = Cube.of(full_model).size(2024)
    assert size is not None
    maker.figure(sheet, 2, 2, round(size.value), year=2024, decimals=0)
    public = maker.model(FACTS)
    catalogue = catalogue_of(full_model)
    told = known_figures(full_model, [public], 0.1)
    assert {catalogue.words(catalogue.of[position]) for position in told} == {"size 2024"}
    with pytest.raises(Undisclosable, match="size 2031"):
        disclose(catalogue, SampleSettings(keep=("cagr",)), known=[public])
    found = disclose(catalogue, SampleSettings(), known=[public])
    assert [each.words for each in found.protected] == ["cagr 2024 2031"]


def test_a_figure_of_another_source_that_is_far_off_is_no_knowledge(full_model: Model) -> None:
    maker = Maker()
    maker.figure(maker.sheet("Public"), 2, 2, 90.0, year=2024)
    assert known_figures(full_model, [maker.model(FACTS)], 0.1) == {}


@pytest.mark.parametrize("unit", [Unit("currency", "CHF", 1e6, "CHF million"), Unit(), None])
def test_what_is_known_in_another_currency_or_without_unit_counts(unit: Unit | None) -> None:
    """By the rate of the workbook, 0.9 francs per dollar; without a unit in that of our figure."""
    ours, theirs = Maker(), Maker()
    sheet = ours.sheet("Market")
    ours.series(sheet, 2, {2023: 200.0, 2024: 210.0})
    ours.figure(sheet, 3, 2, 0.9, measure="rate", unit=Unit(), year=2024)
    value = 189000.0 if unit is not None and unit.currency else 210.0
    public = theirs.sheet("Public")
    theirs.figure(public, 2, 2, value, year=2024, unit=unit or Unit(), measure="revenue" if unit else "value")
    theirs.figure(public, 3, 2, 80.0, year=2024, type="biologics")
    other = theirs.model(FACTS)
    model = with_rate(ours.model(FACTS), 2)
    told = known_figures(model, [other], 0.1)
    assert set(told) == {1}
    assert told[1][0] <= 210e9 <= told[1][1]
    assert told[1] == pytest.approx((210e9, 210e9), rel=1e-3)
    assert matched(model, [other], 0.1) == (Known("market.xlsx", 1, 2),)
    without = replace(model, observations=replace(model.observations, attributes={}))
    assert bool(known_figures(without, [other], 0.1)) == (value == 210.0)  # a rate is never invented
    assert View.of(model, "sample", known=[other]).known == (Known("market.xlsx", 1, 2),)


def test_an_order_that_is_stated_counts(full_model: Model) -> None:
    """ "Biologics pass North America" beside the size of both their wholes would be harmless; between narrow ends it
    is not."""
    reader = reader_of(full_model)
    catalogue = reader.catalogue
    shown = plan(catalogue, SampleSettings(headline="none", table="none", figures=("size Biologics 2024",))).shown
    small = catalogue.size(2024, {"type": "small-molecules"})
    biologics = catalogue.size(2024, {"type": "biologics"})
    values = [catalogue.figure(item) for item in (small, biologics)]
    assert values[0] is not None
    assert values[1] is not None
    assert not prove(reader, shown, 0.1).leaks
    above = Order(((small, 1.0), (biologics, -values[0].value / values[1].value * 0.95)))
    found = prove(reader, shown, 0.1, orders=[above]).leaks
    assert {(catalogue.words(leak.target.item), leak.larger) for leak in found} >= {
        ("size Small molecules 2024", False)
    }
    assert all(above in leak.sources for leak in found)


def test_a_passing_that_is_stated_counts(full_model: Model) -> None:
    """ "Passes USD 300 billion in 2031" says of 2031 that it is not less."""
    reader = reader_of(full_model)
    sizes = [reader.catalogue.size(year) for year in (2030, 2031)]
    orders = [Order(((sizes[0], 1.0),), 0.0, 300e9), Order(((sizes[1], 1.0),), 300e9)]
    found = {
        (reader.catalogue.words(leak.target.item), leak.larger) for leak in prove(reader, (), 0.1, orders=orders).leaks
    }
    assert ("size 2031", False) in found
    assert ("size 2030", True) in found
    with pytest.raises(Undisclosable, match="order"):
        protect(reader, plan(reader.catalogue, SampleSettings(headline="none", table="none")), 0.1, None, tuple(orders))


def market(types: Sequence[Sequence[float]], years: Sequence[int] = (2023, 2024)) -> Model:
    """A market by type whose total is printed."""
    maker = Maker()
    sheet = maker.sheet("Types")
    for row, (code, values) in enumerate(zip(TYPES, types, strict=True), start=2):
        maker.series(sheet, row, dict(zip(years, values, strict=True)), type=code)
    maker.series(sheet, 4, {year: round(sum(v[i] for v in types), 1) for i, year in enumerate(years)})
    return maker.model(FACTS)


def test_near_zero_the_room_is_half_a_printed_unit() -> None:
    """Of a total of 50.0, one part of 49.9 shown: the other may be 0.05 to 0.15 in print, which is room enough for
    0.1; of a remainder of 2.0 as much would tell too much."""
    sample = {"headline": "none", "table": "none", "figures": ("size 2024", "size Small molecules 2024")}
    assert "size Biologics 2024" not in given_away(market([[40.0, 49.9], [1.0, 0.1]]), **sample)
    assert "size Biologics 2024" in given_away(market([[40.0, 48.0], [1.0, 2.0]]), **sample)


def test_where_figures_may_be_negative_a_total_is_no_bound() -> None:
    """Of parts that cannot be negative none is more than the total, which is within a tenth of the larger one."""
    sample = {"headline": "none", "table": "none", "figures": ("size 2024",)}
    assert given_away(market([[40.0, 49.0], [1.0, 1.0]]), **sample)["size Small molecules 2024"] == {"size 2024"}
    assert "size Small molecules 2024" not in given_away(market([[40.0, 49.0], [-1.0, 1.0]]), **sample)


def test_a_share_near_the_whole_reaches_its_natural_end() -> None:
    assert leaks_of(market([[40.0, 49.0], [1.0, 1.0]]), headline="none", table="none") == []


def test_an_exchange_rate_and_a_column_total_of_shares_are_no_secrets() -> None:
    maker = Maker()
    sheet = maker.sheet("Shares")
    for row, (code, value) in enumerate(zip(TYPES, (62.0, 38.0), strict=True), start=2):
        maker.figure(sheet, row, 2, value, measure="share", unit=PERCENT, year=2024, type=code)
    maker.figure(sheet, 4, 2, 100.0, measure="share", unit=PERCENT, year=2024)
    view = View.of(maker.model(FACTS), "sample")
    assert [view.shows(position) for position in range(3)] == [False, False, True]


def test_a_rate_that_several_years_share_carries_from_one_to_the_next() -> None:
    """With one growth rate for 2025 and 2026 in the model, the sizes of 2024 and 2025 tell that of 2026."""
    maker = Maker()
    sheet = maker.sheet("Market")
    maker.series(sheet, 2, {2024: 100.0, 2025: 110.0, 2026: 121.0})
    maker.figure(sheet, 3, 2, 10.0, measure="growth", unit=PERCENT)
    model = maker.model(FACTS)
    alone = reader_of(model)
    forward = [Identity("growth", 3, (year, year - 1), (1, 1), "formula", cell=year) for year in (1, 2)]
    system = declared(model)
    coupled = Reader(alone.catalogue, replace(system, identities=(*system.identities, *forward)))
    shown = [alone.catalogue.size(year) for year in (2024, 2025)]

    def found(reader: Reader) -> set[str]:
        return {reader.catalogue.words(leak.target.item) for leak in prove(reader, shown, 0.1).leaks}

    assert "size 2026" in found(coupled)
    assert found(alone) == set()


@pytest.fixture(scope="module")
def carried() -> Reader:
    """Two types that the workbook's formulas carry forward from 2024 at one rate each, their total, and 2023."""
    maker = Maker()
    sheet = maker.sheet("Market")
    rates = {"small-molecules": 4.0, "biologics": 9.0}
    bases = {"small-molecules": 60.0, "biologics": 40.0}
    years = (2023, 2024, 2025, 2026, 2027)
    split = {
        code: {year: bases[code] * (1 + rate / 100) ** (year - 2024) for year in years} for code, rate in rates.items()
    }
    maker.series(sheet, 2, {year: sum(each[year] for each in split.values()) for year in years})
    for row, (code, values) in enumerate(split.items(), start=3):
        maker.series(sheet, row, values, type=code)
    for row, (code, rate) in enumerate(rates.items(), start=5):
        maker.figure(sheet, row, 2, rate, measure="growth", unit=PERCENT, type=code)
    model = maker.model(ReportFacts(base_year=2024, start_year=2024, end_year=2027))
    system = declared(model)
    data = model.observations
    at = {
        (int(data.row[p]), data.periods[int(data.period[p])].year): p for p in range(len(data)) if data.period[p] >= 0
    }
    rate_at = {int(data.row[p]): p for p in range(len(data)) if data.period[p] < 0}
    forward = [
        Identity("growth", rate_at[row + 2], (at[row, year], at[row, year - 1]), (1, 1), "formula", cell=at[row, year])
        for row in (3, 4)
        for year in years[2:]
    ]
    return Reader(Catalogue(Cube.of(model)), replace(system, identities=(*system.identities, *forward)))


def test_a_model_that_carries_its_sizes_forward_shows_its_growth(carried: Reader) -> None:
    """The rates of the types are hidden, and might be others: so the growth of the whole tells nothing of them."""
    assert len(carried.coupled) == 2
    wanted = plan(carried.catalogue, SampleSettings())
    found = protect(carried, wanted, 0.1)
    assert found.protected == ()
    assert carried.catalogue.cagr(2024, 2027) in found.plan.shown
    small = {"type": "small-molecules"}
    two = [carried.catalogue.size(year, small) for year in (2024, 2025)]
    told = {carried.catalogue.words(leak.target.item) for leak in prove(carried, two, 0.1).leaks}
    assert {"size Small molecules 2026", "size Small molecules 2027"} <= told


def test_hiding_a_figure_only_takes_rows_away(carried: Reader) -> None:
    """So that what is proved of a plan holds of every plan that shows less; that of shared rates, too."""
    shared = [carried.catalogue.of[variable] for variable in carried.coupled]
    shown = [*plan(carried.catalogue, SampleSettings(sections=("by-type",))).shown, *shared]
    whole = knowledge(carried, shown)

    def rows(shown: Sequence[Item]) -> set[tuple[object, ...]]:
        told = knowledge(carried, shown).linear
        parts = zip(
            np.split(told.variable, told.start[1:-1]), np.split(told.coefficient, told.start[1:-1]), strict=True
        )
        ends = zip(told.low.tolist(), told.high.tolist(), strict=True)
        return {(*names.tolist(), *times.tolist(), *end) for (names, times), end in zip(parts, ends, strict=True)}

    everything = rows(shown)
    for item in shown:
        less = [other for other in shown if other != item]
        assert rows(less) <= everything
        told = knowledge(carried, less).linear
        assert (told.lower <= whole.linear.lower).all()
        assert (told.upper >= whole.linear.upper).all()


def inferred_system(model: Model, total: int, parts: Sequence[int]) -> Reader:
    """The reader of a model of which a sum was inferred from its figures alone."""
    system = replace(declared(model), identities=())
    found = Identity("sum", total, tuple(parts), (1,) * len(parts), "inferred")
    return Reader(catalogue_of(model), replace(system, identities=(found,)))


def test_a_sum_that_the_figures_alone_suggest_counts() -> None:
    reader = inferred_system(market([[40.0, 49.0], [20.0, 21.0]]), 5, (1, 3))
    shown = [reader.catalogue.size(2024), reader.catalogue.size(2024, {"type": "biologics"})]
    leaks = prove(reader, shown, 0.1).leaks
    assert "size Small molecules 2024" in {reader.catalogue.words(leak.target.item) for leak in leaks}


def split(shares: Sequence[float]) -> Reader:
    """Shares of regions, without a total, in a workbook of which no relation is known."""
    maker = Maker()
    sheet = maker.sheet("Shares")
    for row, (code, value) in enumerate(zip(REGIONS, shares, strict=False), start=2):
        maker.figure(sheet, row, 2, value, measure="share", unit=PERCENT, year=2024, region=code)
    model = maker.model(FACTS)
    return Reader(catalogue_of(model), replace(declared(model), identities=()))


def test_shares_of_all_members_make_up_the_whole_without_a_total() -> None:
    for shares, leaking in (([48.0, 33.0, 19.0], True), ([48.0, 33.0, 12.0], False)):
        reader = split(shares)
        shown = [reader.catalogue.share(2024, {"region": place}) for place in REGIONS[:2]]
        found = {reader.catalogue.words(leak.target.item) for leak in prove(reader, shown, 0.1).leaks}
        assert found == ({"share Asia-Pacific 2024"} if leaking else set())


def with_rate(model: Model, position: int) -> Model:
    """The same with a figure that is francs per dollar."""
    told = {position: {"from": "USD", "to": "CHF"}}
    return replace(model, observations=replace(model.observations, attributes=told))


@pytest.mark.parametrize("printed", [False, True])
def test_the_revenue_of_a_company_and_its_share_give_the_market(printed: bool) -> None:
    """By the rate that is shown, be the converted revenue printed or not: 6.0 billion are 2.9 % of 207 billion."""
    maker = Maker()
    sheet = maker.sheet("Companies")
    maker.series(sheet, 2, {2023: 200.0, 2024: 207.0})
    francs = Unit("currency", "CHF", 1e6, "CHF million")
    maker.figure(sheet, 4, 2, 5400.0, year=2024, unit=francs, company="lonza")
    maker.figure(sheet, 4, 4, 2.9, measure="share", unit=PERCENT, year=2024, company="lonza")
    maker.figure(sheet, 6, 2, 0.9, measure="rate", unit=Unit(), year=2024)
    if printed:
        maker.figure(sheet, 4, 3, 6.0, year=2024, company="lonza")
    model = with_rate(maker.model(FACTS), 4)
    found = disclosed(model, headline="none", table="none", sections=("companies",))
    assert [each.given for each in found.protected] == ["size 2024"]
    assert [each.cells for each in found.protected] == ["sheet ‘Companies’, cell D4"]
    if printed:  # whoever hides the converted revenue alone hides nothing
        reader = reader_of(model)
        shown = [Item("cell", position=2), Item("cell", position=3)]
        assert "size 2024" in {reader.catalogue.words(leak.target.item) for leak in prove(reader, shown, 0.1).leaks}


# -- what is hidden besides


def test_at_equal_cost_the_choice_does_not_tell_which_figure_is_smaller() -> None:
    for biologics in (20.0, 80.0):
        model = market([[50.0, 50.0], [biologics, biologics]])
        figures = ("size 2024", "size Small molecules 2024", "size Biologics 2024", "size Biologics 2023", "size 2023")
        hidden = disclosed(model, headline="none", table="none", figures=figures).protected
        assert [each.words for each in hidden] == ["size 2023"]


def test_nothing_is_refused_as_long_as_a_figure_that_may_go_helps(full_model: Model) -> None:
    kept = ("size Biologics 2024", "size Small molecules 2024")
    found = disclosed(full_model, sections=("by-type",), figures=("share Asia-Pacific 2024",), keep=kept)
    assert [each.words for each in found.protected] == ["share Asia-Pacific 2024"]


def test_of_a_rich_plan_little_is_hidden(full_model: Model) -> None:
    found = disclosed(
        full_model, sections=("by-type",), regions=("Latin America",), figures=("share Asia-Pacific 2024",)
    )
    assert [each.words for each in found.protected] == ["share Asia-Pacific 2024"]
    assert len(found.plan.shown) == 94


def test_a_chapter_by_two_dimensions_shows_its_totals(full_model: Model) -> None:
    words = shown_words(full_model, sections=("type-by-region",), headline="none", table="none")
    assert {"size Europe Biologics 2024", "size Europe 2024", "size Biologics 2024", "size 2024"} <= words
    assert disclosed(full_model, sections=("type-by-region",)).protected == ()


def test_the_choice_waits_for_what_is_hidden_first() -> None:
    """Of a and b one must go; with a hidden c would have to go, too, so that b is the cheaper."""
    a, b, c = (Item("size", (year,)) for year in (2021, 2022, 2023))
    cost = {a: 1.0, b: 2.5, c: 2.0}
    one_of = Clause(frozenset([a, b]))
    assert cheapest([one_of], cost) == {a}
    assert cheapest([one_of, Clause(frozenset([c]), frozenset([a]))], cost) == {b}
    assert cheapest([one_of, Clause(frozenset([b, c]), frozenset([a]))], {a: 1.0, c: 2.0}) == {a, c}
    assert cheapest([Clause(frozenset([b]))], {a: 1.0}) is None
    assert cheapest([], cost) == frozenset()


# -- the proof against bounds


@st.composite
def crossed(draw: st.DrawFn) -> tuple[Model, list[tuple[int, Mapping[str, str]]]]:
    """A small market by type and region, and the sizes of it that are shown."""
    figures = st.integers(5, 900).map(lambda value: value / 10)
    regions = draw(st.sampled_from([REGIONS[:2], REGIONS]))
    values = {(t, r): draw(figures) for t in TYPES for r in REGIONS}
    maker = Maker()
    sheet = maker.sheet("Cross")
    cells: list[tuple[int, Mapping[str, str]]] = []
    for row, t in enumerate(TYPES, start=2):
        for column, r in enumerate(REGIONS, start=2):
            maker.figure(sheet, row, column, values[t, r], year=2024, type=t, region=r)
            if r in regions:
                cells.append((2024, {"type": t, "region": r}))
        maker.figure(sheet, row, 9, round(sum(values[t, r] for r in REGIONS), 1), year=2024, type=t)
        cells.append((2024, {"type": t}))
    for column, r in enumerate(REGIONS, start=2):
        maker.figure(sheet, 4, column, round(sum(values[t, r] for t in TYPES), 1), year=2024, region=r)
        cells.append((2024, {"region": r}))
    maker.figure(sheet, 4, 9, round(sum(values.values()), 1), year=2024)
    shown = draw(st.lists(st.sampled_from([*cells, (2024, {})]), max_size=12, unique_by=str))
    return maker.model(FACTS), shown


@settings(max_examples=40, deadline=None)
@given(crossed())
def test_sizes_are_safe_just_where_their_bounds_are_wide(
    drawn: tuple[Model, list[tuple[int, Mapping[str, str]]]],
) -> None:
    model, cells = drawn
    reader = reader_of(model)
    shown = [reader.catalogue.size(year, members) for year, members in cells]
    found = {leak.target.item for leak in prove(reader, shown, 0.1).leaks if leak.target.item.kind == "size"}
    linear = knowledge(reader, shown).linear
    hidden = [p for p, item in enumerate(reader.catalogue.of) if item not in shown]
    low, high = solve.all_bounds(linear, reader.names[hidden])
    for place, position in enumerate(hidden):
        value = float(reader.value[reader.names[position]])
        room = max(0.1 * value, 0.05e9)
        slack = 1e-6 * value
        safe = low[place] <= max(value - room, 0) + slack and high[place] >= value + room - slack
        unsure = abs(low[place] - max(value - room, 0)) < slack or abs(high[place] - value - room) < slack
        if not unsure:
            assert safe == (reader.catalogue.of[position] not in found)


@settings(max_examples=25, deadline=None)
@given(crossed())
def test_what_is_protected_is_safe_and_little(drawn: tuple[Model, list[tuple[int, Mapping[str, str]]]]) -> None:
    model, cells = drawn
    reader = reader_of(model)
    shown = {reader.catalogue.size(year, members): 1.0 for year, members in cells}
    found = protect(reader, Plan(False, shown), 0.1)
    assert not prove(reader, found.plan.shown, 0.1).leaks
    assert set(found.plan.shown) | {each.item for each in found.protected} == set(shown)
    for each in found.protected:  # none of them could have stayed
        again = [*found.plan.shown, each.item]
        assert len(found.protected) > 12 or prove(reader, again, 0.1).leaks


@settings(max_examples=25, deadline=None)
@given(crossed(), st.data())
def test_a_plan_is_refused_only_where_no_choice_helps(
    drawn: tuple[Model, list[tuple[int, Mapping[str, str]]]], data: st.DataObject
) -> None:
    """What comes out is proved from nothing, what must stay stays; what is refused leaks whatever else is hidden."""
    model, cells = drawn
    reader = reader_of(model)
    sizes = [reader.catalogue.size(year, members) for year, members in cells[:5]]
    rates = [reader.catalogue.share(2024, {"region": place}) for place in data.draw(st.sets(st.sampled_from(REGIONS)))]
    wanted = dict.fromkeys((*sizes, *rates[:2]), 1.0)
    kept = frozenset(item for item in wanted if data.draw(st.booleans()))
    loose = [item for item in wanted if item not in kept]
    try:
        found = protect(reader, Plan(False, wanted, kept), 0.1)
    except Undisclosable:
        for count in range(len(loose) + 1):
            for chosen in itertools.combinations(loose, count):
                assert prove(reader, [*kept, *chosen], 0.1).leaks
    else:
        assert kept <= found.plan.shown.keys()
        assert not prove(reader, found.plan.shown, 0.1).leaks


def test_values_that_are_hidden_do_not_matter_to_what_is_shown(full_model: Model) -> None:
    view = View.of(full_model, "sample")
    shown = [p for p in range(len(full_model.observations)) if view.shows(p)]
    printed = [view.printed(p) for p in shown]
    assert np.isfinite(printed).all()
    assert all(np.isnan(view.printed(p)) for p in range(len(full_model.observations)) if p not in shown)
