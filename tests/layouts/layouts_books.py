"""A book in one of the layouts, from a seed."""

from __future__ import annotations

from collections.abc import Callable

from layouts_canvas import Book, Canvas
from layouts_habits import Habits
from layouts_market import Axis, axis, crossed, market
from layouts_more import write_cross, write_two_headers, write_years_down
from layouts_records import write_assumptions, write_claims, write_company, write_long
from layouts_style import Start, Style, opening
from layouts_wide import write_wide

KINDS = ("region", "type", "application", "own", "country", "company")


def _axis(habits: Habits, *, nested: bool = False) -> Axis:
    if nested:
        how = habits.pick("nested", ("countries", "types", "own"))
        if how == "countries":
            return axis(habits, "region", nested=True)
        return crossed(axis(habits, "region"), axis(habits, "type" if how == "types" else "own"))
    return axis(habits, habits.pick("dimension", KINDS))


def _two(habits: Habits) -> tuple[Axis, Axis]:
    first, second = habits.pick(
        "dimensions",
        (("region", "type"), ("type", "application"), ("region", "own"), ("own", "type"), ("country", "application")),
    )
    return axis(habits, first), axis(habits, second)


def _book(habits: Habits, *sheets: Canvas) -> Book:
    return Book(list(sheets), habits.pick("writer", ("openpyxl", "xlsxwriter")))


def _canvas(habits: Habits) -> Canvas:
    return Canvas(habits.pick("sheet name", ("Market", "Sheet1", "Data", "Output", "Tab 3")))


def wide(habits: Habits) -> Book:
    """Members down, years across, one level."""
    return _wide(habits, nested=False)


def wide_nested(habits: Habits) -> Book:
    """Members down in a hierarchy, years across."""
    return _wide(habits, nested=True)


def _wide(habits: Habits, *, nested: bool) -> Book:
    divided = _axis(habits, nested=nested)
    style = Style(habits, market(habits, (divided,)))
    canvas = _canvas(habits)
    start = opening(canvas, style, _subject(divided))
    write_wide(canvas, style, divided, start)
    return _book(habits, canvas)


def _subject(divided: Axis) -> str:
    return f"Market size by {divided.heading.lower()}"


def years_down(habits: Habits) -> Book:
    """Years down, members across."""
    divided = _axis(habits)
    style = Style(habits, market(habits, (divided,)))
    canvas = _canvas(habits)
    start = opening(
        canvas, style, _subject(divided), places=("line", "title", "corner", "header", "sentence", "above right")
    )
    write_years_down(canvas, style, divided, start)
    return _book(habits, canvas)


def cross(habits: Habits) -> Book:
    """Two dimensions crossed, a block a year, beneath one another or beside."""
    axes = _two(habits)
    style = Style(habits, market(habits, axes))
    canvas = _canvas(habits)
    years = style.market.years[: habits.pick("blocks", (1, 2, 3))]
    dated = habits.pick("year in", ("title", "above", "corner"))
    places = ("line", "title", "sentence") if dated == "corner" else ("line", "title", "corner", "sentence")
    subject = f"{axes[0].heading} by {axes[1].heading.lower()}"
    top, left = habits.pick("start", ((1, 1), (3, 2), (7, 3), (2, 2), (2, 1)))
    beside = habits.maybe("side by side")
    for year in years:
        title = f"{subject}, {year}" if dated == "title" else subject
        start = _titled(canvas, style, title, (top, left), places, must=dated == "title")
        bottom = write_cross(canvas, style, start, year, dated=dated)
        if beside:
            left += len(axes[1].parts) + 3
        else:
            top = bottom + habits.pick("gap between", (1, 2))
    return _book(habits, canvas)


def _titled(
    canvas: Canvas, style: Style, title: str, at: tuple[int, int], places: tuple[str, ...], *, must: bool
) -> Start:
    if must:
        style.habits.fixed.setdefault("title", "plain")
    return opening(canvas, style, title, at=at, places=places)


def long(habits: Habits) -> Book:
    """Tidy: a row an observation."""
    axes = (_axis(habits),) if habits.maybe("one dimension") else _two(habits)
    style = Style(habits, market(habits, axes))
    canvas = _canvas(habits)
    start = opening(canvas, style, "Data", places=("column", "header", "currency", "line"))
    write_long(canvas, style, start)
    return _book(habits, canvas)


def two_headers(habits: Habits) -> Book:
    """Two header rows."""
    axes = _two(habits) if habits.maybe("members on top") else (_axis(habits),)
    style = Style(habits, market(habits, axes))
    canvas = _canvas(habits)
    places = (
        ("line", "title", "corner", "sentence") if len(axes) > 1 else ("line", "title", "corner", "header", "sentence")
    )
    start = opening(canvas, style, _subject(axes[0]), places=places)
    write_two_headers(canvas, style, start)
    return _book(habits, canvas)


def stacked(habits: Habits) -> Book:
    """Several tables in one sheet, each with its title and unit, beneath one another or beside."""
    kinds = habits.random("kinds").sample(["region", "type", "application", "own"], habits.pick("blocks", (2, 3)))
    canvas = _canvas(habits)
    top, left = habits.pick("start", ((1, 1), (3, 2), (7, 3), (2, 2), (2, 1)))
    beside = habits.maybe("side by side")
    if beside and habits.pick("total", ("last", "first", "none")) == "first":
        habits.fixed["spacer at total"] = (
            False  # a total, a blank row, the rest: not read where tables stand side by side
        )
    if beside and (habits.maybe("spacer before years") or habits.maybe("number column")):
        habits.fixed["unit in"] = "line"  # the same of a spacer between units and figures
    whole: dict[int, int] | None = None
    for kind in kinds:
        divided = axis(habits, kind)
        style = Style(habits, market(habits, (divided,), whole))
        whole = whole or style.market.whole()
        start = opening(canvas, style, _subject(divided), at=(top, left))
        bottom = write_wide(canvas, style, divided, start)
        if beside:
            left = max(column for _, column in canvas.cells) + 2 + habits.pick("columns between", (0, 1))
        else:
            top = bottom + habits.pick("gap between", (1, 2))
    return _book(habits, canvas)


def sheets(habits: Habits) -> Book:
    """A sheet a region, and one of the whole."""
    regions = axis(habits, "region", nested=True)
    inner = habits.pick("inside", ("countries", "types"))
    if inner == "types":
        regions = crossed(axis(habits, "region"), axis(habits, "type"))
    style = Style(habits, market(habits, (regions,)))
    books = []
    whole = Axis("Region", tuple(type(p)(p.label, p.members) for p in regions.parts))
    whole_style = Style(habits, market(habits, (regions,)))
    whole_style.market.units = {
        (p.key, None, y): round(style.market.size(y, q) * 10**style.market.decimals)
        for p, q in zip(whole.parts, regions.parts, strict=True)
        for y in style.market.years
    }
    whole_style.market.axes = (whole,)
    name = habits.pick("whole called", ("Global", "World", "Summary", "Total"))
    tabs: list[tuple[str, Axis, Style, dict[str, str]]] = [(name, whole, whole_style, {})]
    for part in regions.parts:
        one = Axis("Country" if inner == "countries" else "Type", part.parts)
        own = Style(habits, market(habits, (one,)))
        own.market.units = style.market.units
        tabs.append((part.label.replace("/", "-"), one, own, part.members))
    for name, divided, own, around in tabs:
        canvas = Canvas(name)
        start = opening(canvas, own, f"CDMO market, {name}")
        write_wide(canvas, own, divided, start, dict(around))
        books.append(canvas)
    if habits.maybe("whole last"):
        books = [*books[1:], books[0]]
    return _book(habits, *books)


def claims(habits: Habits) -> Book:
    """What publishers claim."""
    divided = axis(habits, "type")
    style = Style(habits, market(habits, (divided,)))
    canvas = _canvas(habits)
    start = opening(canvas, style, "Published estimates", places=("header",))
    write_claims(canvas, style, start)
    return _book(habits, canvas)


def company(habits: Habits) -> Book:
    """Companies and their revenue."""
    divided = axis(habits, "company")
    style = Style(habits, market(habits, (divided,)))
    canvas = _canvas(habits)
    start = opening(canvas, style, "Companies", places=("header",))
    write_company(canvas, style, divided, start)
    return _book(habits, canvas)


def assumptions(habits: Habits) -> Book:
    """Assumptions and exchange rates."""
    style = Style(habits, market(habits, (axis(habits, "type"),)))
    canvas = Canvas(habits.pick("sheet name", ("Assumptions", "Inputs", "Sheet2")))
    start = opening(canvas, style, "Assumptions", places=("header",))
    write_assumptions(canvas, style, start)
    return _book(habits, canvas)


def text(habits: Habits) -> Book:
    """One of the layouts as CSV or TSV."""
    kind = habits.pick("text of", ("wide", "long", "years down", "nested"))
    divided = _axis(habits, nested=kind == "nested")
    delimiter, decimal, thousands, encoding = habits.pick(
        "text as",
        (
            (",", ".", "", "utf-8"),
            (";", ",", "", "utf-8"),
            (";", ",", ".", "utf-8-sig"),
            ("\t", ".", ",", "utf-8"),
            (";", ",", "", "cp1252"),
            ("\t", ",", " ", "utf-8"),
            (",", ".", ",", "utf-8"),
            (";", ".", "", "utf-8"),
            ("\t", ".", "", "utf-16"),
        ),
    )
    habits.fixed["start"] = (1, 1)
    if encoding == "cp1252":
        habits.fixed["negative as"] = "-{}"
    habits.fixed["hierarchy"] = habits.pick("text hierarchy", ("spaces", "dashes", "two columns"))
    style = Style(habits, market(habits, (divided,)), text=True, decimal=decimal, thousands=thousands)
    canvas = Canvas("text")
    if kind == "long":
        write_long(canvas, style, opening(canvas, style, "Data", places=("column", "header", "currency")))
    elif kind == "years down":
        places = ("line", "title", "corner", "header", "sentence", "above right")
        write_years_down(canvas, style, divided, opening(canvas, style, _subject(divided), places=places))
    else:
        write_wide(canvas, style, divided, opening(canvas, style, _subject(divided)))
    return Book([canvas], delimiter=delimiter, encoding=encoding)


LAYOUTS: dict[str, Callable[[Habits], Book]] = {
    made.__name__.replace("_", " "): made
    for made in (
        wide,
        wide_nested,
        years_down,
        cross,
        long,
        two_headers,
        stacked,
        sheets,
        claims,
        company,
        assumptions,
        text,
    )
}
