"""Two dimensions crossed, type by region before all others: where each part of the market grows, or stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from cdmo_cli.market.cube import Span
from cdmo_cli.market.model import Dimension, Member
from cdmo_cli.report import numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Emphasis, Exhibit, Row, Section, Table
from cdmo_cli.report.findings import known, verb
from cdmo_cli.report.sections import common, wording
from cdmo_cli.report.view import View

_MOST_DOWN, _MOST_ACROSS = 12, 7
_MOST_LINES = 24  # of a table with a line a cell; more cells stand as a cross
_MOST_SECTIONS = 3
_LEAST_CELLS = 4
_FIRST = (("type", "region"), ("application", "region"), ("type", "application"))
_APART = ("company", "publisher", "scenario")  # dimensions with chapters of another kind


@dataclass(frozen=True)
class _Cross:
    """Two dimensions of a view, and the members of each that are shown; the others are `left_out`."""

    context: Context
    down: Dimension
    across: Dimension
    rows: tuple[Member, ...]
    columns: tuple[Member, ...]
    left_out: str  # `, 12 of 20 types`

    @property
    def view(self) -> View:
        return self.context.view

    @property
    def name(self) -> str:
        return f"{self.down.label} by {self.across.label.lower()}"

    @property
    def pairs(self) -> Iterator[tuple[Member, Member]]:
        """All cells, row by row."""
        return ((row, column) for row in self.rows for column in self.columns)

    def members(self, row: Member, column: Member) -> dict[str, str]:
        return {self.down.code: row.code, self.across.code: column.code}

    def span(self, row: Member, column: Member) -> Span | None:
        return self.view.growth(**self.members(row, column))

    def size(self, year: int, row: Member, column: Member) -> float | None:
        figure = self.view.size(year, **self.members(row, column))
        return None if figure is None else figure.value

    def origin(self, *years: int) -> str:
        view = self.view
        return view.origin(
            common.positions(view.size(year, **self.members(*pair)) for pair in self.pairs for year in years)
        )


def section(context: Context) -> list[Section]:
    """A chapter on the first cross that has figures, and a part on each of two more; nothing when there is none."""
    made: list[Section] = []
    for down, across in _axes(context.view):
        whole = _cross(context, down, across)
        grows = _filled(whole, lambda cross, row, column: cross.span(row, column) is not None)
        sized = _filled(whole, lambda cross, row, column: cross.size(cross.view.final, row, column) is not None)
        if grows is not None and context.view.start != context.view.final:
            made.append(_growing(grows, part=bool(made)))
        elif sized is not None and context.view.cube.kind == "currency":
            made.append(_standing(sized, part=bool(made)))
        if len(made) == _MOST_SECTIONS:
            break
    return made


def _filled(cross: _Cross, has: Callable[[_Cross, Member, Member], bool]) -> _Cross | None:
    """The cross without rows and columns that are empty; None where too little is left of it, or mostly gaps."""
    rows = tuple(row for row in cross.rows if any(has(cross, row, column) for column in cross.columns))
    columns = tuple(column for column in cross.columns if any(has(cross, row, column) for row in cross.rows))
    cells = sum(has(cross, row, column) for row in rows for column in columns)
    if min(len(rows), len(columns)) < 2 or cells < max(_LEAST_CELLS, len(rows) * len(columns) / 2):
        return None
    return replace(cross, rows=rows, columns=columns)


def _axes(view: View) -> Iterator[tuple[str, str]]:
    """Dimensions that the workbook crosses: the usual ones first, then any, the one with fewer members across."""
    yield from (pair for pair in _FIRST if _crossed(view, *pair))
    dimensions = [each for each in view.model.dimensions if each.code not in _APART]
    for one, other in combinations(dimensions, 2):
        pair = (one.code, other.code)
        within = other.within == one.code or one.within == other.code
        if within or pair in _FIRST or pair[::-1] in _FIRST or not _crossed(view, *pair):
            continue
        few = len(_members(view, other.code)) <= len(_members(view, one.code))
        yield pair if few else pair[::-1]


def _crossed(view: View, one: str, other: str) -> bool:
    """Whether two dimensions are crossed, in cells of their own or in those of a third that add up."""
    return view.has(one, other) or any(view.members(one, **{other: member.code}) for member in view.members(other))


def _cross(context: Context, down: str, across: str) -> _Cross:
    view = context.view
    sides = [(view.model.dimension(code), most) for code, most in ((down, _MOST_DOWN), (across, _MOST_ACROSS))]
    chosen = [_largest_members(view, dimension.code, most) for dimension, most in sides]
    left_out = "".join(
        f", {len(shown)} of {count} {wording.plural(dimension).lower()}"
        for (dimension, _), shown in zip(sides, chosen, strict=True)
        if (count := len(_members(view, dimension.code))) > len(shown)
    )
    return _Cross(context, sides[0][0], sides[1][0], chosen[0], chosen[1], left_out)


def _members(view: View, code: str) -> tuple[Member, ...]:
    """The members with figures of their own; where only crosses have figures, all that the workbook names."""
    return view.members(code) or view.named(code)


def _largest_members(view: View, code: str, most: int) -> tuple[Member, ...]:
    """So many members, in the taxonomy's order: the largest of the last year, or the first where sizes are hidden."""
    members = _members(view, code)
    if len(members) <= most:
        return members
    sizes = {member.code: view.size(view.final, **{code: member.code}) for member in members}
    values = {key: figure.value for key, figure in sizes.items() if figure is not None}
    if not known(*values.values()):
        return members[:most]
    order = sorted(members, key=lambda member: (member.rest, -values.get(member.code, float("-inf"))))
    kept = {member.code for member in order[:most]}
    return tuple(member for member in members if member.code in kept)


# -- growth


def _growing(cross: _Cross, *, part: bool) -> Section:
    view = cross.view
    title = wording.headline(_fastest(cross), f"{cross.name}, {view.period}")
    lead = _most_added(cross) or ""
    if not lead and view.sample and not _all_known(cross):
        lead = "Every cell of the cross, for the first and the last year, is in the full report."
    return Section(_key(cross, part), cross.name, title, lead, (), (_heat(cross), _sizes(cross)), part=part)


def _key(cross: _Cross, part: bool) -> str:
    return f"cross-{cross.down.code}-{cross.across.code}" if part else "cross"


def _spans(cross: _Cross) -> list[tuple[Span, Member, Member]]:
    """Growth of every cell that has it."""
    return [(span, *pair) for pair in cross.pairs if (span := cross.span(*pair)) is not None]


def _all_known(cross: _Cross) -> bool:
    return known(*(value for span, _, _ in _spans(cross) for value in (span.cagr, span.added)))


def _named(cross: _Cross) -> list[tuple[Span, Member, Member]]:
    """The cells that a heading may name; none where any is hidden, since a claim is about all of them."""
    if not _all_known(cross):
        return []
    return [cell for cell in _spans(cross) if not cell[1].rest and not cell[2].rest]


def _place(row: Member, column: Member) -> str:
    """`Biologics in Europe`, `Inhalation, Drug`: only places are somewhere to be in."""
    if column.dimension in ("region", "country"):
        return f"{row.label} in {sentences.called(column.label)}"
    return f"{row.label}, {sentences.inner(column)}"


def _fastest(cross: _Cross) -> str | None:
    """The cell that grows fastest."""
    cells = sorted(_named(cross), key=lambda cell: cell[0].cagr, reverse=True)
    if len(cells) < 2 or round(cells[0][0].cagr, 1) <= round(cells[1][0].cagr, 1) or cells[0][0].cagr <= 0:
        return None
    span, row, column = cells[0]
    grows = sentences.says(row, ("grows", "grow"), ("grew", "grew"), past=not common.ahead(cross.view))
    return f"{_place(row, column)} {grows} fastest, {numbers.percent(span.cagr)} a year"


def _range(cross: _Cross) -> str | None:
    """From the slowest to the fastest cell that a heading may name."""
    cells = sorted(_named(cross), key=lambda cell: cell[0].cagr)
    if len(cells) < 2 or round(cells[0][0].cagr, 1) == round(cells[-1][0].cagr, 1):
        return None
    slow, row, column = cells[0]
    fast, other, there = cells[-1]
    falls = round(slow.cagr, 1) < 0
    past = not common.ahead(cross.view)
    grows, shrinks = (("grows", "grow"), ("grew", "grew")), (("shrinks", "shrink"), ("shrank", "shrank"))
    move = sentences.says(row, *(shrinks if falls else grows), past=past)
    also = f" {sentences.says(other, *grows, past=past)}" if falls and fast.cagr >= 0 else ""
    last = _place(other, there)
    last = sentences.inner(other) + last[len(other.label) :]
    return (
        f"{_place(row, column)} {move} {numbers.percent(abs(slow.cagr))} a year, "
        f"{last}{also} {numbers.percent(abs(fast.cagr))}"
    )


def _most_added(cross: _Cross) -> str | None:
    """The cell that adds most, and its part of all growth."""
    view = cross.view
    cells = sorted(_named(cross), key=lambda cell: cell[0].added, reverse=True)
    whole = view.span()
    if (
        len(cells) < 2
        or whole is None
        or not known(whole.added)
        or whole.added <= 0
        or cells[0][0].added <= cells[1][0].added
        or any(cell[0].added < 0 for cell in cells)
    ):
        return None
    span, row, column = cells[0]
    part = 100 * span.added / whole.added
    adds = sentences.says(row, ("adds", "add"), ("added", "added"), past=not common.ahead(view))
    return (
        f"{_place(row, column)} {adds} most, {view.money.full(span.added)} "
        f"or {numbers.percent(part)} of all growth from {view.period}."
    )


def _heat(cross: _Cross) -> Exhibit:
    """The growth rate of every cell as a class of colour."""
    view = cross.view
    neutral = f"Growth of every {cross.down.label.lower()} in every {cross.across.label.lower()}"
    title = wording.headline(_range(cross), neutral)
    rates = {(row.code, column.code): span.cagr for span, row, column in _spans(cross)}
    chart = _heat_chart(cross, title, rates, numbers.number, 1, "% a year")
    return Exhibit(
        title,
        f"Compound annual growth rate, % a year, {view.period}{cross.left_out}",
        cross.origin(view.start, view.final),
        chart=common.chart_or_hatch(view, chart, height=90.0),
        note=cross.context.note("Bins are of the rounded values."),
    )


def _heat_chart(
    cross: _Cross,
    alt: str,
    values: dict[tuple[str, str], float],
    number: charts.Format,
    decimals: int,
    heading: str,
) -> charts.Heat:
    return charts.Heat(
        alt=numbers.plain(alt),
        rows=tuple(row.label for row in cross.rows),
        columns=tuple(column.label for column in cross.columns),
        values=tuple(tuple(values.get((row.code, column.code)) for column in cross.columns) for row in cross.rows),
        number=number,
        tick=common.tick,
        decimals=decimals,
        heading=heading,
    )


def _sizes(cross: _Cross) -> Exhibit:
    """Sizes at both ends: a line a cell, or of many cells the cross itself, once for each year."""
    view = cross.view
    neutral = f"Sizes by {cross.down.label.lower()} and {cross.across.label.lower()}"
    title = wording.headline(_largest(cross), neutral)
    few = len(_spans(cross)) <= _MOST_LINES
    table = _lines(cross, title) if few else _matrix(cross, title, (view.start, view.final))
    return Exhibit(
        title,
        f"{common.measure(view)}, {view.start} and {common.final_words(view)}{cross.left_out}",
        cross.origin(view.start, view.final),
        table=table,
        note=cross.context.note("Share of growth: of all growth." if few and view.span() is not None else ""),
    )


def _largest(cross: _Cross) -> str | None:
    """The cell that is largest in the last year, alone at the top and even with the rest."""
    view = cross.view
    sized = [(size, *pair) for pair in cross.pairs if (size := cross.size(view.final, *pair)) is not None]
    sized.sort(key=lambda cell: -cell[0])
    if len(sized) < 2 or not known(*(cell[0] for cell in sized)) or sized[0][0] <= sized[1][0]:
        return None
    value, row, column = sized[0]
    if row.rest or column.rest:
        return None
    are = verb(row, "is", "are")
    return f"{_place(row, column)} {are} the largest part in {view.final}, {view.money.full(value)}"


def _lines(cross: _Cross, title: str) -> Table:
    """A line a cell, grouped by what stands across."""
    view, money = cross.view, cross.view.money
    whole = view.span()
    shared = whole is not None and whole.added != 0
    heads: list[tuple[str, Emphasis]] = [
        (str(view.start), "muted"),
        (str(view.final), "strong"),
        ("Added", ""),
        ("% a year", ""),
    ]
    heads += [("Share of growth, %", "")] if shared else []
    width = (common.FULL - common.LABELS) / len(heads)
    lines = []
    for column in cross.columns:
        group = [(row, span) for row in cross.rows if (span := cross.span(row, column)) is not None]
        if group:
            lines.append(Row(column.label, kind="group"))
        for row, span in group:
            cells = [
                money.figure(span.first.value),
                money.figure(span.last.value),
                money.change(span.added),
                numbers.number(span.cagr),
            ]
            if whole is not None and shared:
                cells.append(numbers.number(100 * span.added / whole.added))
            lines.append(Row(row.label, tuple(cells)))
    columns = tuple(Column(head, width, emphasis=emphasis) for head, emphasis in heads)
    return Table(title, money.unit, columns, tuple(lines), common.LABELS)


def _matrix(cross: _Cross, title: str, years: Sequence[int]) -> Table:
    """The cross of sizes, one year below the other."""
    money = cross.view.money
    width = (common.FULL - common.LABELS) / len(cross.columns)
    lines = []
    for year in years:
        lines.append(Row(str(year), kind="group"))
        for row in cross.rows:
            sizes = [cross.size(year, row, column) for column in cross.columns]
            lines.append(Row(row.label, tuple("–" if size is None else money.figure(size) for size in sizes)))
    columns = tuple(Column(column.label, width) for column in cross.columns)
    return Table(title, money.unit, columns, tuple(lines), common.LABELS)


# -- one year


def _standing(cross: _Cross, *, part: bool) -> Section:
    """A cross of one year's sizes, or of cells without growth."""
    view = cross.view
    title = wording.headline(_largest(cross), f"{cross.name} in {view.final}")
    sizes = {
        (row.code, column.code): size
        for row, column in cross.pairs
        if (size := cross.size(view.final, row, column)) is not None
    }
    chart = _heat_chart(cross, title, sizes, view.money.figure, view.money.decimals, view.money.unit)
    exhibit = Exhibit(
        f"Size of every {cross.down.label.lower()} in every {cross.across.label.lower()}",
        f"{common.measure(view)}, {view.final}{cross.left_out}",
        cross.origin(view.final),
        chart=common.chart_or_hatch(view, chart, height=90.0),
        note=cross.context.note("Bins are of the rounded values."),
    )
    hidden = view.sample and not known(*sizes.values())
    lead = "Every cell of the cross is in the full report." if hidden else ""
    return Section(_key(cross, part), cross.name, title, lead, (), (exhibit,), part=part)
