"""Type by region: where each type of product grows."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.market.model import Member
from cdmo_cli.report import numbers, sentences
from cdmo_cli.report.charts import model as charts
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Exhibit, Item, Row, Section, Table
from cdmo_cli.report.findings import known, verb
from cdmo_cli.report.sections import common

_MOST_DOWN, _MOST_ACROSS = 8, 7
_AXES = (("type", "region"), ("application", "region"), ("type", "application"))


def section(context: Context) -> list[Section]:
    """The first cross of two dimensions that has figures at both ends; nothing when there is none."""
    view = context.view
    for down, across in _AXES:
        if view.has(down, across) and view.start != view.final:
            rows, columns = view.members(down)[:_MOST_DOWN], view.members(across)[:_MOST_ACROSS]
            grid = {
                (row.code, column.code): span
                for row in rows
                for column in columns
                if (span := view.growth(**{down: row.code, across: column.code})) is not None
            }
            if len(grid) >= 4:
                return [_section(context, down, across, rows, columns)]
    return []


def _section(context: Context, down: str, across: str, rows: Sequence[Member], columns: Sequence[Member]) -> Section:
    view = context.view
    dimension = view.model.dimension
    name = f"{dimension(down).label} by {dimension(across).label.lower()}"
    items: tuple[Item, ...] = (
        _heat(context, down, across, rows, columns),
        _sizes(context, down, across, rows, columns),
    )
    neutral = f"{name}, {view.period}"
    title = neutral if view.sample else _finding(context, down, across, rows, columns) or neutral
    lead = (
        "Every cell of the cross, for the first and the last year, is in the full report."
        if view.sample
        else _most(context, down, across, rows, columns) or ""
    )
    return Section("cross", name, title, lead, (), items)


def _cells(
    context: Context, down: str, across: str, rows: Sequence[Member], columns: Sequence[Member]
) -> list[tuple[float, float, Member, Member]]:
    """Growth rate, growth and members of every cell that heads may name."""
    found = []
    for row in rows:
        for column in columns:
            span = context.view.growth(**{down: row.code, across: column.code})
            if span is not None and known(span.cagr, span.added) and not row.rest and not column.rest:
                found.append((span.cagr, span.added, row, column))
    return found


def _finding(context: Context, down: str, across: str, rows: Sequence[Member], columns: Sequence[Member]) -> str | None:
    """The cell that grows fastest."""
    cells = sorted(_cells(context, down, across, rows, columns), key=lambda cell: cell[0], reverse=True)
    if len(cells) < 2 or round(cells[0][0], 1) <= round(cells[1][0], 1) or cells[0][0] <= 0:
        return None
    _, _, row, column = cells[0]
    rate = numbers.percent(cells[0][0])
    return f"{row.label} in {column.label} {verb(row, 'grows', 'grow')} fastest, {rate} a year"


def _range(context: Context, down: str, across: str, rows: Sequence[Member], columns: Sequence[Member]) -> str | None:
    """From the slowest to the fastest cell that a heading may name."""
    cells = sorted(_cells(context, down, across, rows, columns), key=lambda cell: cell[0])
    if len(cells) < 2 or round(cells[0][0], 1) == round(cells[-1][0], 1):
        return None
    rate, _, row, column = cells[0]
    return (
        f"{row.label} in {column.label} {verb(row, 'grows', 'grow')} {numbers.percent(rate)} a year, "
        f"{sentences.inner(cells[-1][2])} in {cells[-1][3].label} {numbers.percent(cells[-1][0])}"
    )


def _largest(context: Context, down: str, across: str, rows: Sequence[Member], columns: Sequence[Member]) -> str | None:
    """The cell that is largest in the last year, alone at the top and even with the rest."""
    view = context.view
    sized = []
    for row in rows:
        for column in columns:
            size = view.size(view.final, **{down: row.code, across: column.code})
            if size is not None:
                sized.append((size.value, row, column))
    sized.sort(key=lambda cell: -cell[0])
    if len(sized) < 2 or not known(*(cell[0] for cell in sized)) or sized[0][0] <= sized[1][0]:
        return None
    value, row, column = sized[0]
    if row.rest or column.rest:
        return None
    are = verb(row, "is", "are")
    return f"{row.label} in {column.label} {are} the largest part in {view.final}, {view.money.full(value)}"


def _most(context: Context, down: str, across: str, rows: Sequence[Member], columns: Sequence[Member]) -> str | None:
    """The cell that adds most, and its part of all growth."""
    view = context.view
    cells = sorted(_cells(context, down, across, rows, columns), key=lambda cell: cell[1], reverse=True)
    whole = view.span()
    if (
        len(cells) < 2
        or whole is None
        or whole.added <= 0
        or cells[0][1] <= cells[1][1]
        or any(cell[1] < 0 for cell in cells)
    ):
        return None
    _, added, row, column = cells[0]
    part = 100 * added / whole.added
    return (
        f"{row.label} in {column.label} {verb(row, 'adds', 'add')} most, {view.money.full(added)} "
        f"or {numbers.percent(part)} of all growth from {view.period}."
    )


def _origin(context: Context, down: str, across: str, rows: Sequence[Member], columns: Sequence[Member]) -> str:
    view = context.view
    return view.origin(
        common.positions(
            view.size(year, **{down: row.code, across: column.code})
            for row in rows
            for column in columns
            for year in (view.start, view.final)
        )
    )


def _heat(context: Context, down: str, across: str, rows: Sequence[Member], columns: Sequence[Member]) -> Exhibit:
    view = context.view
    names = [view.model.dimension(code).label.lower() for code in (down, across)]
    title = f"Growth of every {names[0]} in every {names[1]}"
    if not view.sample:
        title = _range(context, down, across, rows, columns) or title
    chart: charts.AnyChart
    if view.sample:
        chart = common.hatch(view, left=0.0, right=charts.FULL_WIDTH, height=90.0)
    else:
        values = []
        for row in rows:
            spans = [view.growth(**{down: row.code, across: column.code}) for column in columns]
            values.append(tuple(span.cagr if span is not None else None for span in spans))
        chart = charts.Heat(
            alt=title,
            rows=tuple(row.label for row in rows),
            columns=tuple(column.label for column in columns),
            values=tuple(values),
            number=numbers.number,
            tick=common.tick,
            heading="% a year",
        )
    return Exhibit(
        title,
        f"Compound annual growth rate, % a year, {view.period}",
        _origin(context, down, across, rows, columns),
        chart=chart,
        note=context.note("Bins are of the rounded values."),
    )


def _sizes(context: Context, down: str, across: str, rows: Sequence[Member], columns: Sequence[Member]) -> Exhibit:
    view = context.view
    money = view.money
    width = (common.FULL - common.LABELS) / 5
    heads = tuple(
        Column(head, width, emphasis=emphasis)  # type: ignore[arg-type]
        for head, emphasis in (
            (str(view.start), "muted"),
            (str(view.final), "strong"),
            ("Added", ""),
            ("% a year", ""),
            ("Share of growth, %", ""),
        )
    )
    whole = view.span()
    lines = []
    for column in columns:
        lines.append(Row(column.label, kind="group"))
        for row in rows:
            span = view.growth(**{down: row.code, across: column.code})
            if span is None:
                continue
            part = 100 * span.added / whole.added if whole is not None and whole.added else float("nan")
            cells = (
                money.figure(span.first.value),
                money.figure(span.last.value),
                money.change(span.added),
                numbers.number(span.cagr),
                numbers.number(part) if whole is not None else "–",
            )
            lines.append(Row(row.label, cells))
    title = f"Sizes by {view.model.dimension(down).label.lower()} and {view.model.dimension(across).label.lower()}"
    if not view.sample:
        title = _largest(context, down, across, rows, columns) or title
    return Exhibit(
        title,
        f"{common.measure(view)}, {view.start} and {common.final_words(view)}",
        _origin(context, down, across, rows, columns),
        table=Table(title, money.unit, heads, tuple(lines), common.LABELS),
        note=context.note("Share of growth: of all growth."),
    )
