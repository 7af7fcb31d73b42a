"""The sample gives nothing away: its plan, its prose, and the bytes of its PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, IndirectObject, StreamObject

from cdmo_cli import report
from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import Model
from cdmo_cli.report import redact
from cdmo_cli.report.numbers import HIDDEN
from cdmo_cli.report.view import View


def _strings(item: object) -> Iterator[str]:
    if isinstance(item, StreamObject | EncodedStreamObject):
        with_data = item.get_data()
        yield with_data.decode("latin-1")
    if isinstance(item, DictionaryObject):
        for value in item.values():
            if not isinstance(value, IndirectObject):
                yield from _strings(value)
    elif isinstance(item, ArrayObject):
        for value in item:
            if not isinstance(value, IndirectObject):
                yield from _strings(value)
    elif isinstance(item, str):
        yield str(item)


def hidden_figures(model: Model) -> set[str]:
    """Every size of three figures and more, in the ways it could be printed, that the sample's plan hides."""
    cube = Cube.of(model)
    plan = redact.plan(cube, "sample")
    assert plan.table is not None
    data = model.observations
    shown = set()
    found = set()
    for position in range(len(data)):
        value = float(data.value[position])
        forms = {f"{value:.1f}", f"{value:.2f}", f"{value:.1f}".replace(".", ",")}
        year = data.periods[int(data.period[position])].year
        (shown if year == plan.table[0] else found).update(forms if value >= 10 else ())
    for year in cube.years:
        for region in cube.members("region"):
            share = cube.share(year, region=region.code)
            if share is not None:
                found.add(f"{share.value:.2f}")
    return found - shown


def holds(text: str, figure: str) -> bool:
    return re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d.,]*\d)", text) is not None


@pytest.fixture(scope="module")
def sample_pdf(full_model: Model) -> bytes:
    return report.render(full_model, None, "sample")


@pytest.fixture(scope="module")
def full_pdf(full_model: Model) -> bytes:
    return report.render(full_model, None, "full")


def readable(data: bytes) -> str:
    """The text of the pages, metadata, bookmarks and alternative texts, without the numbers that only draw."""
    reader = PdfReader(io.BytesIO(data))
    parts = [page.extract_text() for page in reader.pages]
    for number in range(1, reader.trailer["/Size"]):
        item = IndirectObject(number, 0, reader).get_object()
        if not isinstance(item, StreamObject | EncodedStreamObject) or item.get("/Type") == "/Metadata":
            parts += _strings(item)
    return "\n".join(parts).replace("\u00a0", " ")


def test_no_hidden_figure_is_in_the_sample(full_model: Model, sample_pdf: bytes) -> None:
    text = readable(sample_pdf)
    hidden = hidden_figures(full_model)
    assert len(hidden) > 150
    assert [figure for figure in sorted(hidden) if holds(text, figure)] == []


def test_the_search_finds_the_figures_in_the_full_edition(full_model: Model, full_pdf: bytes) -> None:
    text = readable(full_pdf)
    found = [figure for figure in hidden_figures(full_model) if holds(text, figure)]
    assert {"302.5", "84.8", "129.9", "113.1"} <= set(found)


def test_the_sample_does_not_change_with_what_it_hides(full_model: Model) -> None:
    """Not one character: what is hidden reaches neither charts, axes, orders of rows nor the cover."""
    import dataclasses

    data = full_model.observations
    plan = redact.plan(Cube.of(full_model), "sample")
    assert plan.table is not None
    years = [data.periods[int(index)].year for index in data.period]
    # whole and parts by the same factor in each year that is hidden, so that the headline growth stays
    factor = {year: 1.0 if year == plan.table[0] else 1.37 for year in years}
    values = data.value * [factor[year] for year in years]
    other = dataclasses.replace(full_model, observations=dataclasses.replace(data, value=values))
    assert report.compose(other, None, "sample") == report.compose(full_model, None, "sample")
    assert report.compose(other, None, "full") != report.compose(full_model, None, "full")


def test_a_swap_of_two_regions_does_not_show(full_model: Model) -> None:
    import dataclasses

    data = full_model.observations
    regions = data.members["region"].copy()
    plain = (data.members["country"] < 0) & (data.members["type"] < 0)
    swapped = regions.copy()
    swapped[plain & (regions == 0)], swapped[plain & (regions == 1)] = 1, 0
    rows = data.row.copy()
    rows[plain & (regions == 0)], rows[plain & (regions == 1)] = (
        rows[plain & (regions == 1)],
        rows[plain & (regions == 0)],
    )
    other = dataclasses.replace(
        full_model, observations=dataclasses.replace(data, row=rows, members={**data.members, "region": swapped})
    )
    first, second = (report.compose(model, None, "sample") for model in (full_model, other))
    strip = re.compile(r"cells [A-Z]+\d+(?::[A-Z]+\d+)?|<td[^>]*>[A-Z]+\d+–[A-Z]+\d+</td>")
    assert strip.sub("", first) == strip.sub("", second)


def test_the_plan_shows_one_past_year_by_type(full_model: Model) -> None:
    plan = redact.plan(Cube.of(full_model), "sample")
    assert plan.table == (2019, "type")
    assert plan.shows_size(2019, {})
    assert plan.shows_size(2019, {"type": "biologics"})
    assert not plan.shows_size(2019, {"region": "europe"})
    assert not plan.shows_size(2024, {})
    assert redact.plan(Cube.of(full_model), "full").shows_size(2031, {"region": "europe"})


def test_no_past_year_no_table(one_year_model: Model, shares_model: Model) -> None:
    assert redact.plan(Cube.of(one_year_model), "sample").table is None
    assert redact.plan(Cube.of(shares_model), "sample").table is None


def test_the_view_hides_values_and_keeps_cells(full_model: Model) -> None:
    view, cube = View.of(full_model, "sample"), Cube.of(full_model)
    hidden, real = view.size(2031), cube.size(2031)
    assert hidden is not None
    assert real is not None
    assert hidden.value != hidden.value  # NaN
    assert hidden.positions == real.positions
    span = view.span()
    assert span is not None
    assert span.cagr == pytest.approx(5.21, abs=0.05)
    assert span.added != span.added
    europe = view.growth(region="europe")
    assert europe is not None
    assert europe.cagr != europe.cagr


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("It reached 84.8 that year", f"It reached {HIDDEN} that year"),
        ("USD 302 billion by 2031", f"USD {HIDDEN} billion by 2031"),
        ("about 12 % of 23 countries in 2024", f"about {HIDDEN} % of 23 countries in 2024"),
        ("1,234 plants and 3 regions", f"{HIDDEN} plants and 3 regions"),
        ("form 10-K, ctlt-20240630", "form 10-K, ctlt-20240630"),
        ("EUR 832 of sales", f"EUR {HIDDEN} of sales"),
        ("5 points of share", f"{HIDDEN} points of share"),
    ],
)
def test_figures_typed_into_prose_are_masked(text: str, masked: str) -> None:
    assert redact.mask(text) == masked


def test_the_sample_stops_before_a_ranking() -> None:
    text = "Two kinds of molecule count. Biologics are larger than small molecules. Both grow."
    assert redact.opening(text) == ("Two kinds of molecule count.", True)
    assert redact.opening("Two kinds of molecule count.") == ("Two kinds of molecule count.", False)
    assert (
        redact.without_ranks("Plants cost more. They show it in faster growth, {cagr Biologics}.")
        == "Plants cost more."
    )
